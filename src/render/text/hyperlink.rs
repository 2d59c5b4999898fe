//! Links in the terminal (OSC 8).

use std::io::{self, Write};
use std::path::Path;

use crate::render::percent;

/// The `file:` URL of a file (RFC 8089), with an empty host; `None` for a path that is not whole.
///
/// The path is encoded byte by byte, so names that are not valid UTF-8 lead to their file too.
pub(super) fn file_url(path: &Path) -> Option<String> {
    if !path.has_root() {
        return None;
    }
    let native = path.as_os_str().as_encoded_bytes();
    let encoded = if cfg!(windows) {
        let slashed: Vec<u8> = native.iter().map(|&byte| if byte == b'\\' { b'/' } else { byte }).collect();
        // Whole paths of Windows may start with `\\?\`, which no URL has.
        percent::encode(slashed.strip_prefix(b"//?/").unwrap_or(&slashed), is_path_byte)
    } else {
        percent::encode(native, is_path_byte)
    };
    let root = if encoded.starts_with('/') { "" } else { "/" };
    Some(format!("file://{root}{encoded}"))
}

/// The characters that RFC 3986 leaves as they are in a path, as far as they mean nothing elsewhere.
fn is_path_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"/-._~:".contains(&byte)
}

/// Makes what is written until [`close`] a link to `url`, which has no control characters.
pub(super) fn open(url: &str, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "\u{1b}]8;;{url}\u{1b}\\")
}

/// Ends a link.
pub(super) fn close(out: &mut dyn Write) -> io::Result<()> {
    open("", out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expected: Option<&str>) {
        assert_eq!(file_url(Path::new(path)).as_deref(), expected);
    }

    #[test]
    fn whole_paths_become_urls() {
        check("/news/a.txt", Some("file:///news/a.txt"));
        check("/news/50% of\u{1b}é.txt", Some("file:///news/50%25%20of%1B%C3%A9.txt"));
        check("news/a.txt", None);
    }

    #[cfg(unix)]
    #[test]
    fn names_need_not_be_utf8() {
        use std::os::unix::ffi::OsStrExt;
        let path = Path::new(std::ffi::OsStr::from_bytes(b"/\xff"));
        assert_eq!(file_url(path).as_deref(), Some("file:///%FF"));
    }
}
