//! Marks within a line of Markdown: links become their text, images and emphasis marks vanish.

/// Text without its marks, and how much of it was link text.
pub(super) struct Inline {
    pub(super) text: String,
    /// Bytes of `text` that came from links.
    pub(super) linked_bytes: usize,
}

/// A link target longer than this, in bytes, is not looked for.
const LONGEST_TARGET: usize = 4_096;
/// Characters that a backslash makes plain.
const ESCAPABLE: &str = "\\`*_{}[]()#+-.!|<>~\"'$&:;/@=";

/// Whether `text` has links or emphasis of Markdown.
pub(super) fn has_marks(text: &str) -> bool {
    text.contains("](") || text.contains("**") || text.contains("\n# ") || text.contains("\n## ")
}

/// Removes the marks of `line`.
pub(super) fn plain(line: &str) -> Inline {
    let mut inline = Inline { text: String::with_capacity(line.len()), linked_bytes: 0 };
    if line.contains(['[', '*', '_', '`', '\\', '<', '~']) {
        let closing = matching_brackets(line);
        inline.read(line, 0..line.len(), &closing);
    } else {
        inline.text.push_str(line);
    }
    inline
}

impl Inline {
    fn read(&mut self, line: &str, range: std::ops::Range<usize>, closing: &[(usize, usize)]) {
        let mut at = range.start;
        while at < range.end {
            let rest = &line[at..range.end];
            let Some(c) = rest.chars().next() else { return };
            let image = rest.starts_with("![");
            let open = at + usize::from(image);
            if (image || c == '[')
                && let Some(link) = Link::at(line, open, closing).filter(|link| link.end <= range.end)
            {
                let before = self.text.len();
                if !image {
                    self.read(line, open + 1..link.text_end, closing);
                    self.linked_bytes += (self.text.len() - before).min(link.text_end - open);
                }
                at = link.end;
                continue;
            }
            at += self.character(rest, c);
        }
    }

    /// Reads one character or mark and returns its length.
    fn character(&mut self, rest: &str, c: char) -> usize {
        if c == '\\' {
            if let Some(escaped) = rest[1..].chars().next().filter(|next| ESCAPABLE.contains(*next)) {
                self.text.push(escaped);
                return 1 + escaped.len_utf8();
            }
        } else if let Some(length) = emphasis(rest, c, self.text.chars().next_back()) {
            return length;
        } else if c == '<'
            && let Some(length) = autolink_or_tag(rest)
        {
            return length;
        }
        self.text.push(c);
        c.len_utf8()
    }
}

/// The length of a run of emphasis marks, unless the mark is a character of the text, as in `snake_case` or `2 * 3`.
fn emphasis(rest: &str, c: char, before: Option<char>) -> Option<usize> {
    if !matches!(c, '*' | '_' | '`' | '~') {
        return None;
    }
    let run = rest.bytes().take_while(|byte| char::from(*byte) == c).count();
    let after = rest[run..].chars().next();
    let word_before = before.is_some_and(char::is_alphanumeric);
    let word_after = after.is_some_and(char::is_alphanumeric);
    let alone = before.is_none_or(char::is_whitespace) && after.is_none_or(char::is_whitespace);
    let plain = alone || (c == '_' && word_before && word_after) || (c == '~' && run < 2);
    (!plain).then_some(run)
}

/// `<br>`, `</span>`: the length of a short tag that starts `rest`.
fn autolink_or_tag(rest: &str) -> Option<usize> {
    let end = rest.bytes().take(200).position(|byte| byte == b'>')?;
    let inner = rest[1..end].trim_start_matches('/');
    let tag = inner.starts_with(|c: char| c.is_ascii_alphabetic()) && !inner.contains("://") && !inner.contains('@');
    tag.then_some(end + 1)
}

struct Link {
    text_end: usize,
    end: usize,
}

impl Link {
    /// The link whose opening bracket is at `open`: `[text](target)` or `[text][label]`.
    fn at(line: &str, open: usize, closing: &[(usize, usize)]) -> Option<Self> {
        let found = closing.binary_search_by_key(&open, |pair| pair.0).ok()?;
        let text_end = closing.get(found)?.1;
        let after = &line[text_end + 1..];
        if after.starts_with('(') {
            let end = target_end(after)?;
            return Some(Self { text_end, end: text_end + 1 + end });
        }
        None
    }
}

/// The length of `(target)`, brackets within it counted.
fn target_end(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate().take(LONGEST_TARGET) {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 1 => return Some(at + 1),
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// The opening and closing square brackets of a line that belong together, by their opening.
fn matching_brackets(line: &str) -> Vec<(usize, usize)> {
    let mut open = Vec::new();
    let mut pairs = Vec::new();
    for (at, byte) in line.bytes().enumerate() {
        match byte {
            b'[' => open.push(at),
            b']' => pairs.extend(open.pop().map(|start| (start, at))),
            _ => {}
        }
    }
    pairs.sort_unstable();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_become_text_and_images_vanish() {
        let inline = plain("See [the **full** report](https://example.org/a_(b)) ![crane](x.png)now");
        assert_eq!(inline.text, "See the full report now");
        assert_eq!(inline.linked_bytes, "the full report".len());
        assert_eq!(plain("[![crane](x.png) Story](y)").text, " Story");
    }

    #[test]
    fn emphasis_marks_vanish_and_plain_marks_stay() {
        assert_eq!(
            plain("**Bold** and _slanted_, snake_case, 2 * 3 and \\*plain\\*").text,
            "Bold and slanted, snake_case, 2 * 3 and *plain*"
        );
        assert_eq!(plain("[REPORT] [1] and a < b").text, "[REPORT] [1] and a < b");
    }
}
