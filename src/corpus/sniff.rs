//! What the first bytes of a file say about its content.

use super::format::Format;

/// What the beginning of a file looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// Not text. The words complete "the file is ...".
    Binary(&'static str),
    /// A document type, a root element or an XML declaration stands first.
    HtmlDocument,
    /// Tags stand first, as in a page that was cut out of another.
    HtmlFragment,
    /// An object with a name in quotes, or a list of objects.
    Json,
    /// Any other text.
    Plain,
}

impl Content {
    /// The format to read a file in whose name promises `named`.
    pub(super) fn format(self, named: Option<Format>) -> Format {
        match (named, self) {
            // Servers answer with an error page whatever file was asked for.
            (_, Self::HtmlDocument) | (None, Self::HtmlFragment) => Format::Html,
            (Some(Format::Text) | None, Self::Json) => Format::Json,
            (Some(named), _) => named,
            (None, _) => Format::Text,
        }
    }
}

/// Classifies the beginning of a file, of which 64 KiB are plenty. UTF-16 must have been decoded before.
pub(super) fn sniff(head: &[u8]) -> Content {
    if let Some(kind) = binary(head) {
        return Content::Binary(kind);
    }
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let markup = without_comments(start);
    let starts_with_any = |tags: &[&str]| tags.iter().any(|tag| starts_with_tag(markup, tag));
    if starts_with_any(&["<!doctype", "<html", "<?xml"]) {
        Content::HtmlDocument
    } else if starts_with_any(&[
        "<head", "<body", "<div", "<article", "<main", "<p", "<h1", "<meta", "<title", "<section",
    ]) {
        Content::HtmlFragment
    } else if looks_like_json(start) {
        Content::Json
    } else {
        Content::Plain
    }
}

/// How files begin that are certainly no text.
const MAGIC: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF87a", "an image"),
    (b"GIF89a", "an image"),
    (b"II*\0", "an image"),
    (b"MM\0*", "an image"),
    (b"OggS\0", "a sound or a film"),
    (b"ID3\x03", "a sound"),
    (b"ID3\x04", "a sound"),
    (b"\x1aE\xdf\xa3", "a film"),
    (b"\x7fELF", "a program"),
    (b"BZh9", "a bzip2 stream, which is not supported"),
    (b"\xfd7zXZ\0", "an xz stream, which is not supported"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a", "a RAR archive"),
    (b"\x1f\x8b\x08", "compressed twice"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"PAR1\x15", "a Parquet file"),
    (b"bplist00", "a property list"),
];

fn binary(head: &[u8]) -> Option<&'static str> {
    let by_magic = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, kind)| *kind);
    by_magic.or_else(|| match head {
        _ if head.get(257..262) == Some(b"ustar") => Some("a tar archive"),
        [0, _, _, _, b'f', b't', b'y', b'p', ..] => Some("a film"),
        [b'R', b'I', b'F', b'F', _, _, _, _, kind @ ..] if is_riff(kind) => Some("an image, a sound or a film"),
        _ if has_too_many_controls(head) => Some("binary data"),
        _ => None,
    })
}

fn is_riff(kind: &[u8]) -> bool {
    [b"WEBP", b"WAVE", b"AVI "].iter().any(|known| kind.starts_with(*known))
}

/// A damaged article may hold a stray zero byte; random bytes hold a tenth of control characters.
fn has_too_many_controls(head: &[u8]) -> bool {
    let zeros = memchr::memchr_iter(0, head).count();
    // Counted many at a time, line feeds too. That is enough for all texts but those of very short lines.
    let low_in = |chunk: &[u8]| usize::from(chunk.iter().map(|byte| u8::from(*byte < 0x20)).sum::<u8>());
    let low = head.chunks(usize::from(u8::MAX)).map(low_in).sum::<usize>();
    let is_control = |byte: u8| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0x1b | 0x1e);
    let controls = || head.iter().filter(|&&byte| is_control(byte)).count();
    zeros > 1 + head.len() / 256 || (low * 20 > head.len() && controls() * 20 > head.len())
}

fn without_comments(mut text: &[u8]) -> &[u8] {
    while let Some(comment) = text.strip_prefix(b"<!--") {
        let Some(end) = memchr::memmem::find(comment, b"-->") else { break };
        text = comment[end + 3..].trim_ascii_start();
    }
    text
}

fn starts_with_tag(text: &[u8], tag: &str) -> bool {
    let Some((start, rest)) = text.split_at_checked(tag.len()) else { return false };
    start.eq_ignore_ascii_case(tag.as_bytes()) && rest.first().is_none_or(|byte| !byte.is_ascii_alphanumeric())
}

fn looks_like_json(text: &[u8]) -> bool {
    let object = match text {
        [b'[', rest @ ..] => rest.trim_ascii_start(),
        _ => text,
    };
    let Some(inside) = object.strip_prefix(b"{").map(<[u8]>::trim_ascii_start) else { return false };
    let Some(name) = inside.strip_prefix(b"\"") else { return false };
    let Some(end) = memchr::memchr(b'"', &name[..name.len().min(256)]) else { return false };
    name[end + 1..].trim_ascii_start().starts_with(b":")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_are_no_text_are_named() {
        assert_eq!(sniff(b"%PDF-1.7 ..."), Content::Binary("a PDF file"));
        assert_eq!(sniff(b"\x89PNG\r\n\x1a\n"), Content::Binary("an image"));
        assert_eq!(sniff(b"RIFF\x01\x02\x03\x04WEBPVP8"), Content::Binary("an image, a sound or a film"));
        assert_eq!(sniff(b"RIFF raff in Kyiv"), Content::Plain);
        assert_eq!(sniff(&[0; 4096]), Content::Binary("binary data"));
        assert_eq!(sniff(&[0]), Content::Binary("binary data"));
        let noise: Vec<u8> = (1..=255u8).cycle().take(4096).collect();
        assert_eq!(sniff(&noise), Content::Binary("binary data"));
    }

    #[test]
    fn one_stray_zero_byte_does_not_make_an_article_binary() {
        let text = [b"Words ".repeat(10), vec![0]].concat();
        assert_eq!(sniff(&text), Content::Plain);
    }

    #[test]
    fn pages_are_recognised_behind_blanks_comments_and_declarations() {
        assert_eq!(sniff(b"\xef\xbb\xbf\n <!DOCTYPE html>"), Content::HtmlDocument);
        assert_eq!(sniff(b"<!-- saved --> <HTML lang=en>"), Content::HtmlDocument);
        assert_eq!(sniff(b"<?xml version='1.0'?><html>"), Content::HtmlDocument);
        assert_eq!(sniff(b"<p>One</p>"), Content::HtmlFragment);
        assert_eq!(sniff(b"<pretext> is no tag"), Content::Plain);
        assert_eq!(sniff(b"He wrote <html> once"), Content::Plain);
    }

    #[test]
    fn json_needs_more_than_a_brace() {
        assert_eq!(sniff(b" {\n \"title\" : 1}"), Content::Json);
        assert_eq!(sniff(b"[ {\"title\": 1}]"), Content::Json);
        assert_eq!(sniff(b"{not json}"), Content::Plain);
        assert_eq!(sniff(b"[MILITARY] [TEXT] words"), Content::Plain);
        assert_eq!(sniff(b"[1] A footnote"), Content::Plain);
    }

    #[test]
    fn content_decides_where_the_name_is_silent_or_wrong() {
        let check = |content: Content, named, format| assert_eq!(content.format(named), format);
        check(Content::HtmlDocument, Some(Format::Text), Format::Html);
        check(Content::HtmlDocument, Some(Format::Json), Format::Html);
        check(Content::HtmlFragment, Some(Format::Text), Format::Text);
        check(Content::HtmlFragment, None, Format::Html);
        check(Content::Json, None, Format::Json);
        check(Content::Json, Some(Format::JsonLines), Format::JsonLines);
        check(Content::Plain, Some(Format::Html), Format::Html);
        check(Content::Plain, None, Format::Text);
    }
}
