//! A folder for an index that nobody keeps.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A new folder, which is removed with all that is in it when this is dropped.
pub(super) struct Scratch(PathBuf);

impl Scratch {
    /// Makes a folder within `parent`, or where the system has temporary ones.
    pub(super) fn new(parent: Option<&Path>) -> Result<Self> {
        let parent = parent.map_or_else(std::env::temp_dir, Path::to_owned);
        let folder = parent.join(format!("newsdex-bench-{}", std::process::id()));
        // What is there already is not ours to remove.
        fs::create_dir(&folder).with_context(|| format!("creating '{}'", folder.display()))?;
        Ok(Self(folder))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // There is nobody left to tell; what could not be removed lies where temporary files do.
        let _ = fs::remove_dir_all(&self.0);
    }
}
