//! The index folder on disk.
//!
//! ```text
//! index/
//!   NEWSDEX            marker: the folder is ours, and only then do we create, replace or delete in it
//!   CURRENT            name of the generation that readers open; replaced by an atomic rename
//!   LOCK               who is writing
//!   generation-000001/ one tantivy index, with the source tables in sources/
//!   README.md          yours, if you keep one
//! ```

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::IndexError;

const MARKER: &str = "NEWSDEX";
const MARKER_TEXT: &str = "This folder is a newsdex index. Files in it are replaced and deleted by newsdex.\n";
const POINTER: &str = "CURRENT";
const GENERATION_PREFIX: &str = "generation-";

/// What may stand in a folder that becomes an index, beside nothing at all.
/// (`NEWSDEX.new` is left when the program is killed while it makes an index.)
const TOLERATED: [&str; 4] = ["README.md", ".gitignore", ".gitkeep", "NEWSDEX.new"];

/// A folder that bears the marker of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexFolder {
    path: PathBuf,
}

impl IndexFolder {
    /// Whether `path` is an index: used by the walk, which never descends into one.
    #[must_use]
    pub fn is_index(path: &Path) -> bool {
        path.join(MARKER).is_file()
    }

    /// Finds an index.
    ///
    /// # Errors
    /// [`IndexError::Missing`] when the folder is absent or holds no index.
    pub fn open(path: &Path) -> Result<Self, IndexError> {
        if Self::is_index(path) {
            Ok(Self { path: path.to_owned() })
        } else {
            Err(IndexError::Missing { path: path.to_owned() })
        }
    }

    /// Finds an index, or makes `path` one: readable by its owner only.
    ///
    /// # Errors
    /// [`IndexError::Foreign`] when the folder holds other things; [`IndexError::Io`] when it cannot be written.
    pub fn open_or_create(path: &Path) -> Result<Self, IndexError> {
        if Self::is_index(path) {
            return Ok(Self { path: path.to_owned() });
        }
        fs::create_dir_all(path).map_err(IndexError::io("creating the index folder", path))?;
        if holds_other_things(path).map_err(IndexError::io("reading the index folder", path))? {
            return Err(IndexError::Foreign { path: path.to_owned() });
        }
        restrict_to_owner(path).map_err(IndexError::io("restricting the index folder", path))?;
        write_atomically(&path.join(MARKER), MARKER_TEXT.as_bytes())?;
        Ok(Self { path: path.to_owned() })
    }

    /// The folder itself.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file that the writer locks.
    pub(crate) fn lock_path(&self) -> PathBuf {
        self.path.join("LOCK")
    }

    /// The generation that readers open, if one was ever finished.
    ///
    /// # Errors
    /// [`IndexError::Damaged`] when the pointer names something that cannot be a generation.
    pub(crate) fn current(&self) -> Result<Option<PathBuf>, IndexError> {
        let pointer = self.path.join(POINTER);
        let name = match fs::read_to_string(&pointer) {
            Ok(name) => name,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(IndexError::io("reading", &pointer)(error)),
        };
        let name = name.trim_end();
        if generation_number(name).is_none() {
            return Err(IndexError::damaged(format!("'{}' holds {name:?}", pointer.display())));
        }
        Ok(Some(self.path.join(name)))
    }

    /// Creates the folder of a new generation, not yet visible to readers.
    pub(crate) fn new_generation(&self) -> Result<PathBuf, IndexError> {
        let last = self.generations()?.iter().filter_map(|name| generation_number(name)).max().unwrap_or(0);
        let path = self.path.join(format!("{GENERATION_PREFIX}{:06}", last + 1));
        fs::create_dir(&path).map_err(IndexError::io("creating", &path))?;
        restrict_to_owner(&path).map_err(IndexError::io("restricting", &path))?;
        Ok(path)
    }

    /// Lets readers open `generation` from now on.
    pub(crate) fn publish(&self, generation: &Path) -> Result<(), IndexError> {
        let name = generation.file_name().unwrap_or_default().to_string_lossy();
        write_atomically(&self.path.join(POINTER), format!("{name}\n").as_bytes())
    }

    /// Deletes all generations but the current one. Readers that have one open keep their view of it. What cannot
    /// be deleted now is left for the next time: it is in nobody's way.
    pub(crate) fn delete_old_generations(&self) -> Result<(), IndexError> {
        let current = self.current()?;
        for name in self.generations()? {
            let path = self.path.join(&name);
            if current.as_deref() != Some(&path) {
                let _ = fs::remove_dir_all(&path);
            }
        }
        Ok(())
    }

    fn generations(&self) -> Result<Vec<String>, IndexError> {
        let entries = fs::read_dir(&self.path).map_err(IndexError::io("reading", &self.path))?;
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        Ok(names.filter(|name| generation_number(name).is_some()).collect())
    }
}

fn generation_number(name: &str) -> Option<u64> {
    name.strip_prefix(GENERATION_PREFIX)?.parse().ok()
}

fn holds_other_things(path: &Path) -> io::Result<bool> {
    for entry in fs::read_dir(path)? {
        let name = entry?.file_name();
        if !TOLERATED.iter().any(|known| name == *known) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Sets the rights of a folder so that only its owner reads what was read with their rights.
#[cfg(unix)]
fn restrict_to_owner(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o700))
}

/// Elsewhere folders inherit the rights of the user's own folders.
#[cfg(not(unix))]
fn restrict_to_owner(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// Replaces a file so that after a crash it holds either the old or the new content, whole.
pub(crate) fn write_atomically(path: &Path, content: &[u8]) -> Result<(), IndexError> {
    let temporary = path.with_extension("new");
    let mut file = File::create(&temporary).map_err(IndexError::io("creating", &temporary))?;
    file.write_all(content).map_err(IndexError::io("writing", &temporary))?;
    file.sync_all().map_err(IndexError::io("syncing", &temporary))?;
    fs::rename(&temporary, path).map_err(IndexError::io("replacing", path))?;
    sync_folder(path.parent().unwrap_or(Path::new(".")))
}

/// Makes the names in a folder durable.
pub(crate) fn sync_folder(path: &Path) -> Result<(), IndexError> {
    if cfg!(windows) {
        return Ok(());
    }
    File::open(path).and_then(|folder| folder.sync_all()).map_err(IndexError::io("syncing", path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_with_other_things_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("thesis.txt"), "mine").unwrap();
        assert!(matches!(IndexFolder::open_or_create(folder.path()), Err(IndexError::Foreign { .. })));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_readme_survives_and_old_generations_go() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("README.md"), "about").unwrap();
        let index = IndexFolder::open_or_create(folder.path()).unwrap();
        assert_eq!(index.current().unwrap(), None);
        let first = index.new_generation().unwrap();
        index.publish(&first).unwrap();
        let second = index.new_generation().unwrap();
        index.publish(&second).unwrap();
        index.delete_old_generations().unwrap();
        assert_eq!(index.current().unwrap(), Some(second.clone()));
        assert!(!first.exists() && second.exists());
        assert!(folder.path().join("README.md").exists());
    }

    #[test]
    fn a_pointer_to_elsewhere_is_damage() {
        let folder = tempfile::tempdir().unwrap();
        let index = IndexFolder::open_or_create(folder.path()).unwrap();
        fs::write(folder.path().join("CURRENT"), "../../etc\n").unwrap();
        assert!(matches!(index.current(), Err(IndexError::Damaged { .. })));
    }
}
