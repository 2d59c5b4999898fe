//! What a commit carries beside the articles.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::schema::SCHEMA_VERSION;
use super::{IndexError, IndexFolder};
use crate::analysis;
use crate::parts::Parts;

/// A folder whose files are in the index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Root {
    /// Its absolute path, links resolved: what the root is.
    path: OsString,
    /// How the user named it last: what outputs show. Empty for files named without a folder.
    given: OsString,
}

impl Root {
    /// A root at an absolute `path`, shown as `given`.
    #[must_use]
    pub fn new(path: &Path, given: &Path) -> Self {
        Self { path: path.as_os_str().to_owned(), given: given.as_os_str().to_owned() }
    }

    /// The absolute path.
    #[must_use]
    pub fn path(&self) -> &Path {
        Path::new(&self.path)
    }

    /// The path as the user named it.
    #[must_use]
    pub fn given(&self) -> &Path {
        Path::new(&self.given)
    }
}

/// The payload of a commit: one JSON object in tantivy's `meta.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commit {
    /// [`SCHEMA_VERSION`] of the program that wrote it.
    pub schema: u32,
    /// [`analysis::fingerprint`] of the program that wrote it, for the parts of analysis that it was told.
    pub analyzer: String,
    /// The folders that were indexed. Articles refer to them by position, so none is ever removed.
    pub roots: Vec<Root>,
    /// Names of the source tables, oldest first.
    pub tables: Vec<String>,
    /// Name of the file with what the corpus taught the cleaner, if it taught anything.
    pub lessons: Option<String>,
    /// Name of the file with the model by which texts are packed, if there is one.
    pub texts: Option<String>,
    /// The next version number for a source file.
    pub next_file: u64,
}

impl Default for Commit {
    fn default() -> Self {
        Self {
            schema: SCHEMA_VERSION,
            analyzer: analysis::FINGERPRINT.to_owned(),
            roots: Vec::new(),
            tables: Vec::new(),
            lessons: None,
            texts: None,
            next_file: 1,
        }
    }
}

/// The part of every payload, of any version, that says whether the rest can be read.
#[derive(Deserialize)]
struct Stamp {
    schema: u32,
    analyzer: String,
}

impl Commit {
    /// The first commit of an index whose texts are analysed by these parts.
    #[must_use]
    pub fn of_parts(parts: Parts) -> Self {
        Self { analyzer: analysis::fingerprint(parts), ..Self::default() }
    }

    /// The parts by which its texts are analysed.
    #[must_use]
    pub fn parts(&self) -> Parts {
        analysis::parts_of(&self.analyzer).unwrap_or_default()
    }

    /// Reads a payload.
    ///
    /// # Errors
    /// [`IndexError::Incompatible`] for another version's index, [`IndexError::Damaged`] for no payload of ours.
    pub(crate) fn parse(payload: Option<&str>, folder: &IndexFolder) -> Result<Self, IndexError> {
        let payload = payload.ok_or_else(|| IndexError::damaged("its last commit was not made by newsdex"))?;
        let broken = |error: serde_json::Error| IndexError::damaged(format!("its commit record: {error}"));
        let stamp: Stamp = serde_json::from_str(payload).map_err(broken)?;
        if stamp.schema != SCHEMA_VERSION || analysis::parts_of(&stamp.analyzer).is_none() {
            return Err(IndexError::Incompatible {
                path: folder.path().to_owned(),
                found: format!("schema {}, analyzer {}", stamp.schema, stamp.analyzer),
                needed: format!("schema {SCHEMA_VERSION}, analyzer {}", analysis::FINGERPRINT),
            });
        }
        serde_json::from_str(payload).map_err(broken)
    }

    pub(crate) fn to_payload(&self) -> Result<String, IndexError> {
        serde_json::to_string(self).map_err(|error| IndexError::damaged(format!("its commit record: {error}")))
    }

    /// A file's path as the user would name it.
    #[must_use]
    pub fn shown_path(&self, root: u32, path: &[u8]) -> PathBuf {
        self.joined(root, path, Root::given)
    }

    /// A file's absolute path.
    #[must_use]
    pub fn absolute_path(&self, root: u32, path: &[u8]) -> PathBuf {
        self.joined(root, path, Root::path)
    }

    fn joined(&self, root: u32, path: &[u8], base: fn(&Root) -> &Path) -> PathBuf {
        let below = path_from_bytes(path);
        match self.roots.get(root as usize) {
            Some(root) if below.as_os_str().is_empty() => base(root).to_owned(),
            Some(root) => base(root).join(below),
            None => below,
        }
    }
}

/// The bytes of a path, as the file system spells it.
#[must_use]
pub fn path_to_bytes(path: &Path) -> Vec<u8> {
    path.as_os_str().as_encoded_bytes().to_vec()
}

/// The path of bytes that [`path_to_bytes`] gave.
#[cfg(unix)]
#[must_use]
pub fn path_from_bytes(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

/// The path of bytes that [`path_to_bytes`] gave; what is not Unicode there is lost.
#[cfg(not(unix))]
#[must_use]
pub fn path_from_bytes(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}
