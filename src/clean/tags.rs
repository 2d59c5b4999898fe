//! HTML to lines by its tags alone: no tree, one pass, whatever the nesting.

use std::borrow::Cow;

use super::chars::tidy;
use super::entities::decode_into;
use super::lines::Line;
use crate::article::BlockKind;

/// Elements whose content is not text of the page.
const SKIPPED: &[&str] =
    &["script", "style", "noscript", "template", "svg", "iframe", "textarea", "select", "head", "math", "object"];
/// Short elements whose content is not text of the article. Skipped only if they end soon, as a forgotten end tag would hide the page.
const SKIPPED_IF_SHORT: &[&str] = &["button", "figcaption", "nav"];
const SHORT: usize = 4_000;
/// Elements within a line.
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt",
    "u", "var", "wbr",
];
/// Quoted attributes are honoured within so many bytes; a stray quote must not hide the rest of the page.
const LONGEST_TAG: usize = 1_024;

/// The lines of text of `html`, with headings and list entries marked.
pub(super) fn lines(html: &str) -> Vec<Line<'static>> {
    let mut page = Stripper::default();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        page.text(&rest[..at]);
        rest = &rest[at..];
        rest = if let Some(tag) = Tag::at(rest) {
            page.tag(&tag, rest)
        } else {
            page.text("<");
            &rest[1..]
        };
    }
    page.text(rest);
    page.end_line();
    page.lines
}

/// Whether `text` has so many tags of paragraphs and line breaks that it is HTML.
pub(super) fn is_html(text: &str) -> bool {
    let closings = ["</p>", "<br", "</div>", "</li>", "<p>", "</P>", "<BR", "<P>"];
    let starts = memchr::memchr_iter(b'<', text.as_bytes()).map(|at| &text[at..]);
    let tags = starts.filter(|tag| closings.iter().any(|closing| tag.starts_with(closing))).count();
    tags >= 2 && tags * 4_000 >= text.len()
}

/// One start or end tag.
pub(super) struct Tag<'a> {
    /// Its name in lower case; empty for comments and declarations.
    pub(super) name: Cow<'a, str>,
    /// Whether it is an end tag.
    pub(super) closing: bool,
    /// What stands between the name and the closing bracket.
    pub(super) attributes: &'a str,
    /// Its length in bytes, brackets included.
    pub(super) length: usize,
}

impl<'a> Tag<'a> {
    /// The tag that starts at the `<` that `text` starts with; `None` when it is a plain character.
    pub(super) fn at(text: &'a str) -> Option<Self> {
        if text.starts_with("<!--") {
            let length = text.find("-->").map_or(text.len(), |at| at + 3);
            return Some(Self { name: Cow::Borrowed(""), closing: false, attributes: "", length });
        }
        let closing = text.as_bytes().get(1) == Some(&b'/');
        let name_at = 1 + usize::from(closing);
        let after = &text[name_at..];
        let name_length = after.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let first = *after.as_bytes().first()?;
        if !first.is_ascii_alphabetic() && !matches!(first, b'!' | b'?') {
            return None;
        }
        let end = tag_end(after);
        let attributes = after.get(name_length..end).unwrap_or("");
        Some(Self {
            name: lower(&after[..name_length]),
            closing,
            attributes,
            length: (name_at + end + 1).min(text.len()),
        })
    }
}

fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// Where the `>` is, outside of quotes if those are closed soon.
fn tag_end(tag: &str) -> usize {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate().take(LONGEST_TAG) {
        match (quote, byte) {
            (None, b'>') => return at,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    tag.find('>').unwrap_or(tag.len())
}

#[derive(Default)]
struct Stripper {
    lines: Vec<Line<'static>>,
    line: String,
    kind: Option<BlockKind>,
    linked_bytes: usize,
    in_link: bool,
}

impl Stripper {
    fn text(&mut self, text: &str) {
        let before = self.line.len();
        decode_into(text, &mut self.line);
        if self.in_link {
            self.linked_bytes += self.line.len() - before;
        }
    }

    /// Acts on a tag and returns what follows it, or follows the element if that is skipped.
    fn tag<'a>(&mut self, tag: &Tag<'_>, text: &'a str) -> &'a str {
        let rest = &text[tag.length..];
        let name = tag.name.as_ref();
        if !tag.closing && SKIPPED.contains(&name) {
            return after_element(rest, name).unwrap_or("");
        }
        if !tag.closing && SKIPPED_IF_SHORT.contains(&name) {
            let mut soon = rest.len().min(SHORT);
            while !rest.is_char_boundary(soon) {
                soon -= 1;
            }
            if let Some(after) = after_element(&rest[..soon], name) {
                self.end_line();
                return &rest[soon - after.len()..];
            }
        }
        if name == "a" {
            self.in_link = !tag.closing;
        }
        if !name.is_empty() && !INLINE.contains(&name) {
            self.block(tag);
        }
        rest
    }

    fn block(&mut self, tag: &Tag<'_>) {
        self.end_line();
        let name = tag.name.as_ref();
        let heading = name.len() == 2 && name.starts_with('h') && name.ends_with(|c: char| c.is_ascii_digit());
        self.kind = match (heading, name) {
            (true, _) if !tag.closing => Some(BlockKind::Heading),
            (_, "li") if !tag.closing => Some(BlockKind::ListItem),
            (true, _) | (_, "li" | "ul" | "ol") => None,
            _ => self.kind,
        };
    }

    fn end_line(&mut self) {
        let text = tidy(&self.line).into_owned();
        if !text.is_empty() {
            let linked = self.linked_bytes * 10 >= text.len() * 9;
            let number = u32::try_from(self.lines.len()).unwrap_or(u32::MAX - 1);
            self.lines.push(Line {
                text: text.into(),
                after_blank: true,
                kind: self.kind,
                linked,
                span: number..number + 1,
            });
            if self.kind == Some(BlockKind::ListItem) {
                self.kind = None;
            }
        }
        self.line.clear();
        self.linked_bytes = 0;
    }
}

/// What follows the end tag of the element `name`.
fn after_element<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = text;
    while let Some(at) = rest.find("</") {
        rest = &rest[at + 2..];
        if rest.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            return Some(rest.find('>').map_or("", |end| &rest[end + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(html: &str) -> Vec<String> {
        lines(html).into_iter().map(|line| line.text.into_owned()).collect()
    }

    #[test]
    fn blocks_become_lines_and_inline_elements_do_not() {
        let html = "<div><h2>The <b>harbour</b></h2><p>It is <a href='x>y'>closed</a>&nbsp;&amp; dark.<br>Still.</p><ul><li>One</li></ul></div>";
        assert_eq!(texts(html), ["The harbour", "It is closed & dark.", "Still.", "One"]);
        let kinds: Vec<_> = lines(html).into_iter().map(|line| line.kind).collect();
        assert_eq!(kinds, [Some(BlockKind::Heading), None, None, Some(BlockKind::ListItem)]);
    }

    #[test]
    fn scripts_styles_and_comments_are_no_text() {
        assert_eq!(texts("<SCRIPT>if (a<b) {}</script ><!-- <p>no</p> --><p>Yes</p><style>p{}</style>"), ["Yes"]);
    }

    #[test]
    fn broken_html_is_read_to_its_end() {
        assert_eq!(texts("<p title=\"never closed>One < two</p><p>Three"), ["One < two", "Three"]);
        assert_eq!(texts("text <"), ["text <"]);
        assert!(texts("<p unfinished").is_empty());
    }

    #[test]
    fn a_line_that_is_all_link_is_marked() {
        let found = lines("<p><a href=x>Another story</a></p><p>See <a href=x>this</a> story</p>");
        assert_eq!(found.iter().map(|line| line.linked).collect::<Vec<_>>(), [true, false]);
    }
}
