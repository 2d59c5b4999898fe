//! Files of a generation that are named after the hash of their content, and named by the commit.
//!
//! Each lies in a folder of its own kind, is written whole and durably before the commit that names it, and deleted when no
//! commit names it any longer.

use std::fs;
use std::path::{Path, PathBuf};

use super::IndexError;
use super::folder::{sync_folder, write_atomically};

/// A kind of such files.
#[derive(Debug, Clone, Copy)]
pub(super) struct NamedFile {
    /// The folder below the generation, and the extension of its files.
    pub kind: &'static str,
    /// What each file begins with.
    pub header: &'static [u8],
}

impl NamedFile {
    /// Writes a file, unless it is there, and returns its name.
    pub(super) fn write(self, generation: &Path, content: &[u8]) -> Result<String, IndexError> {
        let folder = self.folder(generation);
        fs::create_dir_all(&folder).map_err(IndexError::io("creating", &folder))?;
        let bytes = [self.header, content].concat();
        let name = self.name_of(&bytes);
        if !folder.join(&name).is_file() {
            write_atomically(&folder.join(&name), &bytes)?;
            sync_folder(generation)?;
        }
        Ok(name)
    }

    /// Reads the content of a file.
    ///
    /// # Errors
    /// [`IndexError::Damaged`] when it is not what was written.
    pub(super) fn read(self, generation: &Path, name: &str) -> Result<Vec<u8>, IndexError> {
        let path = self.path(generation, name);
        let mut bytes = fs::read(&path).map_err(IndexError::io("reading", &path))?;
        if path.file_name().is_none_or(|name| name != self.name_of(&bytes).as_str()) {
            return Err(IndexError::damaged(format!("'{}' has changed since it was written", path.display())));
        }
        if !bytes.starts_with(self.header) {
            return Err(self.not_one(&path));
        }
        bytes.drain(..self.header.len());
        Ok(bytes)
    }

    /// That a file is not of this kind.
    pub(super) fn not_one(self, path: &Path) -> IndexError {
        IndexError::damaged(format!("'{}' does not hold {}", path.display(), self.kind))
    }

    /// Deletes the files of a generation that the commit does not name.
    pub(super) fn collect_garbage(self, generation: &Path, name: Option<&str>) -> Result<(), IndexError> {
        let Ok(entries) = fs::read_dir(self.folder(generation)) else { return Ok(()) };
        for entry in entries.filter_map(Result::ok) {
            let path = entry.path();
            let is_ours = path.extension().is_some_and(|extension| extension == self.kind || extension == "new");
            if is_ours && name.is_none_or(|name| entry.file_name() != name) {
                fs::remove_file(&path).map_err(IndexError::io("deleting", &path))?;
            }
        }
        Ok(())
    }

    pub(super) fn path(self, generation: &Path, name: &str) -> PathBuf {
        self.folder(generation).join(name)
    }

    fn folder(self, generation: &Path) -> PathBuf {
        generation.join(self.kind)
    }

    fn name_of(self, bytes: &[u8]) -> String {
        format!("{}.{}", &blake3::hash(bytes).to_hex()[..32], self.kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: NamedFile = NamedFile { kind: "notes", header: b"notes 1\n" };

    #[test]
    fn damage_is_seen_and_garbage_goes() {
        let generation = tempfile::tempdir().unwrap();
        let old = FILES.write(generation.path(), b"old").unwrap();
        let name = FILES.write(generation.path(), b"new").unwrap();
        FILES.collect_garbage(generation.path(), Some(&name)).unwrap();
        assert!(FILES.read(generation.path(), &old).is_err());
        assert_eq!(FILES.read(generation.path(), &name).unwrap(), b"new");
        fs::write(FILES.path(generation.path(), &name), b"notes 1\nneu").unwrap();
        assert!(FILES.read(generation.path(), &name).is_err());
    }
}
