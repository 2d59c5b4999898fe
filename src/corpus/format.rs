//! What a file's name says about its content.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// How the articles in a file are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text: the file is one article.
    Text,
    /// Markdown: the file is one article.
    Markdown,
    /// A web page: the file is one article.
    Html,
    /// One object, a list of objects, or objects one after the other.
    Json,
    /// One object a line.
    JsonLines,
    /// A table with a header line; the delimiter is read off that line.
    Csv,
    /// A table with a header line, separated by tabs.
    Tsv,
}

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Compression {
    /// Not at all.
    None,
    /// gzip, of one or more members.
    Gzip,
    /// Zstandard, of one or more frames.
    Zstd,
}

/// The format and the compression that a file name promises, in any case: `a.JSONL.gz` is gzipped JSON Lines.
///
/// The format is `None` where the name says nothing (`article`, `page.2024`, `dump.gz`). The content has the last
/// word on both: see [`open`](super::open::open).
#[must_use]
pub fn by_name(path: &Path) -> (Option<Format>, Compression) {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let (stem, compression) = match name.rsplit_once('.') {
        Some((stem, "gz" | "gzip")) => (stem, Compression::Gzip),
        Some((stem, "zst" | "zstd")) => (stem, Compression::Zstd),
        _ => (name.as_str(), Compression::None),
    };
    let format = stem.rsplit_once('.').and_then(|(_, extension)| by_extension(extension));
    (format, compression)
}

fn by_extension(extension: &str) -> Option<Format> {
    Some(match extension {
        "txt" | "text" => Format::Text,
        "md" | "markdown" => Format::Markdown,
        "html" | "htm" | "xhtml" | "shtml" => Format::Html,
        "json" => Format::Json,
        "jsonl" | "ndjson" | "jsonlines" | "ldjson" => Format::JsonLines,
        "csv" => Format::Csv,
        "tsv" | "tab" => Format::Tsv,
        _ => return None,
    })
}

/// The name of a file without any of the extensions that [`by_name`] knows: `a` for `a.html.gz`, `a.2024` for
/// `a.2024.txt`. Empty for a path without a name.
#[must_use]
pub fn bare_name(path: &Path) -> OsString {
    let mut name = PathBuf::from(path.file_name().unwrap_or_default());
    while name.extension().is_some_and(is_known) {
        name.set_extension("");
    }
    name.into_os_string()
}

fn is_known(extension: &OsStr) -> bool {
    let extension = extension.to_string_lossy().to_ascii_lowercase();
    matches!(extension.as_str(), "gz" | "gzip" | "zst" | "zstd") || by_extension(&extension).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, format: Option<Format>, compression: Compression) {
        assert_eq!(by_name(Path::new(name)), (format, compression), "{name}");
    }

    #[test]
    fn the_extension_names_the_format() {
        check("news/a.txt", Some(Format::Text), Compression::None);
        check("a.MD", Some(Format::Markdown), Compression::None);
        check("a.b.Html", Some(Format::Html), Compression::None);
        check("a.ndjson", Some(Format::JsonLines), Compression::None);
        check("a.tsv", Some(Format::Tsv), Compression::None);
    }

    #[test]
    fn the_format_is_seen_through_the_compression() {
        check("a.jsonl.zst", Some(Format::JsonLines), Compression::Zstd);
        check("A.CSV.GZ", Some(Format::Csv), Compression::Gzip);
        check("dump.gz", None, Compression::Gzip);
    }

    #[test]
    fn a_name_that_says_nothing_gives_no_format() {
        check("article", None, Compression::None);
        check("page.2024", None, Compression::None);
        check("txt", None, Compression::None);
        check("", None, Compression::None);
        check("..", None, Compression::None);
    }

    #[test]
    fn a_bare_name_has_no_known_extension_left() {
        for (name, bare) in [
            ("x/a.html.gz", "a"),
            ("b.MD.zst", "b"),
            ("c.jsonl.txt.gz", "c"),
            ("d.2024.txt", "d.2024"),
            ("e", "e"),
            (".txt", ".txt"),
            ("f.tar.gz", "f.tar"),
        ] {
            assert_eq!(bare_name(Path::new(name)), bare, "{name}");
        }
    }
}
