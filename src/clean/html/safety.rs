//! Whether a page can be parsed at all: limits on its size, depth and on what its parsers are slow at.

use super::super::tags::Tag;

/// Real pages nest some fifty elements. Tree builders take time in the square of the depth.
const DEEPEST: usize = 300;
/// Larger pages are data rather than articles.
const LARGEST: usize = 20 << 20;
/// The crate writes the main element out again, in time that grows with the square of the characters it has to escape.
const MOST_ESCAPES: usize = 20_000;
/// Elements that never have an end tag, or that another one of their kind ends.
const NOT_NESTED: &[&str] = &[
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p",
    "param", "path", "source", "tbody", "td", "th", "tr", "track", "wbr",
];

/// Whether a tree of the page can be built in little time and on a small stack.
pub(super) fn is_safe(html: &str) -> bool {
    let ampersands = memchr::memchr_iter(b'&', html.as_bytes()).count();
    if html.len() > LARGEST || ampersands + html.matches('\u{a0}').count() > MOST_ESCAPES {
        return false;
    }
    let (mut depth, mut plain) = (0_usize, 0_usize);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        let Some(tag) = Tag::at(rest) else {
            plain += 1;
            rest = &rest[1..];
            continue;
        };
        if !tag.name.is_empty() && !NOT_NESTED.contains(&tag.name.as_ref()) && !tag.attributes.ends_with('/') {
            depth = if tag.closing { depth.saturating_sub(1) } else { depth + 1 };
        }
        if depth > DEEPEST || plain > MOST_ESCAPES {
            return false;
        }
        rest = &rest[tag.length..];
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_that_take_too_long_are_not_safe() {
        assert!(is_safe("<body><p>The ferry &amp; the pier.</p></body>"));
        assert!(!is_safe(&"<div>".repeat(100_000)));
        assert!(!is_safe(&"& ".repeat(50_000)));
    }
}
