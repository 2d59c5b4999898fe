//! What can go wrong with an index, and who must act.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::parts::Parts;

/// An error of opening, reading or writing an index.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum IndexError {
    /// There is no index at the place named.
    #[error("no index in '{}'", path.display())]
    Missing {
        /// The index folder.
        path: PathBuf,
    },
    /// The folder holds something else, so newsdex leaves it alone.
    #[error("'{}' is not empty and is not a newsdex index, so nothing was written there", path.display())]
    Foreign {
        /// The folder.
        path: PathBuf,
    },
    /// The index was written by a version with another schema or other analysis rules.
    #[error("the index in '{}' was built by another version of newsdex ({found}; this one needs {needed})", path.display())]
    Incompatible {
        /// The index folder.
        path: PathBuf,
        /// Schema version and analyzer of the index.
        found: String,
        /// Schema version and analyzer of this program.
        needed: String,
    },
    /// The texts of the index are analysed by other parts than those that were asked for.
    #[error("the index in '{}' was built {found}, and not {needed}", path.display())]
    OtherParts {
        /// The index folder.
        path: PathBuf,
        /// Those of the index.
        found: Parts,
        /// Those that were asked for.
        needed: Parts,
    },
    /// Another process is writing to the index.
    #[error("the index in '{}' is being written by {holder}", path.display())]
    Locked {
        /// The index folder.
        path: PathBuf,
        /// The process that holds the lock, as it describes itself.
        holder: String,
    },
    /// A file of the index cannot be read as what it should be.
    #[error("the index is damaged: {what}")]
    Damaged {
        /// What was found where.
        what: String,
    },
    /// A file or folder of the index could not be read or written.
    #[error("{action} '{}'", path.display())]
    Io {
        /// What was being done.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
    /// An article could not be encoded for the document store.
    #[error("encoding an article")]
    Encode {
        /// The encoder's reason.
        source: postcard::Error,
    },
    /// The search engine reported an error.
    #[error("the search engine failed")]
    Engine(#[from] tantivy::TantivyError),
}

impl IndexError {
    pub(crate) fn damaged(what: impl Into<String>) -> Self {
        Self::Damaged { what: what.into() }
    }

    /// Wraps an I/O error with what was being done to which file.
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { action, path, source }
    }
}
