//! What the index keeps of an article for showing it.

use serde::{Deserialize, Serialize};

use super::IndexError;
use crate::article::{BLOCK_SEPARATOR, BlockKind, Metadata};

/// Everything that is shown of an article. It is fetched for the hits on the page only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredArticle {
    /// Number of the root the source file lies under: an index into the commit's roots.
    pub root: u32,
    /// Path of the source file below its root, as the file system spells it.
    pub path: Vec<u8>,
    /// For a record of a file: the line it starts at, counted from 1.
    pub line: Option<u64>,
    /// Title, authors, date and so on.
    pub metadata: Metadata,
    /// The cleaned body, blocks parted by [`BLOCK_SEPARATOR`].
    pub body: String,
    /// The kind of each block of the body.
    pub kinds: Vec<BlockKind>,
    /// Byte offset at which each passage of the body starts.
    pub passages: Vec<u32>,
    /// Hash of the whole source file.
    pub content: [u8; 16],
}

impl StoredArticle {
    /// Encodes for the document store.
    ///
    /// # Errors
    /// Never for articles that fit in memory; the encoder's error is passed on all the same.
    pub(crate) fn encode(&self) -> Result<Vec<u8>, IndexError> {
        postcard::to_stdvec(self).map_err(|source| IndexError::Encode { source })
    }

    /// Decodes what [`Self::encode`] wrote.
    ///
    /// # Errors
    /// [`IndexError::Damaged`] when the bytes are not a stored article of this schema version.
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, IndexError> {
        postcard::from_bytes(bytes).map_err(|error| IndexError::damaged(format!("a stored article: {error}")))
    }

    /// The blocks of the body with their kinds and byte ranges.
    pub fn blocks(&self) -> impl Iterator<Item = (BlockKind, std::ops::Range<usize>)> + '_ {
        let mut start = 0;
        self.body.split(BLOCK_SEPARATOR).zip(&self.kinds).map(move |(text, &kind)| {
            let range = start..start + text.len();
            start = range.end + BLOCK_SEPARATOR.len();
            (kind, range)
        })
    }

    /// Byte offsets of the passages, for [`crate::passage::passage_range`].
    #[must_use]
    pub fn passage_starts(&self) -> Vec<usize> {
        self.passages.iter().map(|&start| start as usize).collect()
    }
}
