//! Writes files that do not exist, and only those.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// What became of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// It is in a new file.
    New,
    /// It was there.
    Same,
    /// Something else was there, and still is.
    Other,
}

/// Writes a text to a file of its own, in a folder that is made where it is missing. A file that could not be written
/// to its end is taken away again.
pub(super) fn write_new(path: &Path, text: &str) -> io::Result<Written> {
    let mut file = File::create_new(path);
    if file.as_ref().is_err_and(|error| error.kind() == ErrorKind::NotFound)
        && let Some(folder) = path.parent()
    {
        fs::create_dir_all(folder)?;
        file = File::create_new(path);
    }
    match file {
        Ok(mut file) => {
            if let Err(error) = file.write_all(text.as_bytes()) {
                drop(file);
                // The first error is the one to report.
                let _ = fs::remove_file(path);
                return Err(error);
            }
            Ok(Written::New)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            Ok(if holds(path, text) { Written::Same } else { Written::Other })
        }
        Err(error) => Err(error),
    }
}

/// Whether a file is there that holds just this text.
fn holds(path: &Path, text: &str) -> bool {
    fs::metadata(path).is_ok_and(|found| found.is_file() && found.len() == text.len() as u64)
        && fs::read(path).is_ok_and(|bytes| bytes == text.as_bytes())
}

/// Whether no other file could be written either.
pub(super) fn ends_run(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b/c.txt");
        assert_eq!(write_new(&path, "one").unwrap(), Written::New);
        assert_eq!(write_new(&path, "one").unwrap(), Written::Same);
        assert_eq!(write_new(&path, "two").unwrap(), Written::Other);
        assert_eq!(fs::read_to_string(&path).unwrap(), "one");
        assert_eq!(write_new(&folder.path().join("a/b"), "two").unwrap(), Written::Other);
        assert!(write_new(&path.join("d.txt"), "two").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_through_links() {
        let folder = tempfile::tempdir().unwrap();
        let (target, link) = (folder.path().join("target"), folder.path().join("link.txt"));
        std::os::unix::fs::symlink(&target, &link).unwrap();
        assert_eq!(write_new(&link, "one").unwrap(), Written::Other);
        assert!(!target.exists());
    }
}
