//! What the index keeps of an article for showing it.

use std::fmt;
use std::num::ParseIntError;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::analysis::Language;
use crate::article::{BLOCK_SEPARATOR, BlockKind, Metadata};
use crate::clean::RemovedLine;
use crate::clean::templates::Recovered;

/// Where a record stands in its file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RecordPlace {
    /// The line it starts at, counted from 1.
    pub line: u64,
    /// Which of the records that start at that line, counted from 1: there may be many in a file without line breaks.
    pub number: u32,
}

impl fmt::Display for RecordPlace {
    /// `LINE`, or `LINE.NUMBER` behind the first record of a line.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.line)?;
        if self.number > 1 { write!(formatter, ".{}", self.number) } else { Ok(()) }
    }
}

impl FromStr for RecordPlace {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        let (line, number) = text.split_once('.').unwrap_or((text, "1"));
        Ok(Self { line: line.parse()?, number: number.parse()? })
    }
}

/// Everything that is shown of an article. It is fetched for the hits on the page only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredArticle {
    /// Number of the root the source file lies under: an index into the commit's roots.
    pub root: u32,
    /// Path of the source file below its root, as the file system spells it.
    pub path: Vec<u8>,
    /// For a record of a file: where it stands there.
    pub place: Option<RecordPlace>,
    /// Whether its text is a field of a record, which is cleaned lightly.
    pub is_record: bool,
    /// Title, authors, date and so on.
    pub metadata: Metadata,
    /// The cleaned body, blocks parted by [`BLOCK_SEPARATOR`].
    pub body: String,
    /// The kind of each block of the body.
    pub kinds: Vec<BlockKind>,
    /// What cleaning removed, in the order of the page.
    pub removed: Vec<RemovedLine>,
    /// The kinds of those lines that the corpus removed, in the same order: what it takes to put them back.
    pub struck: Vec<BlockKind>,
    /// The blocks that cleaning had removed and the corpus gave back, in their order.
    pub recovered: Vec<Recovered>,
    /// The title that the page alone seemed to have, where the corpus led to another one.
    pub first_title: Option<String>,
    /// Byte offset at which each passage of the body starts.
    pub passages: Vec<u32>,
}

impl StoredArticle {
    /// The language by whose rules its words are read; `None` for English and for languages without rules.
    #[must_use]
    pub fn language(&self) -> Option<Language> {
        self.metadata.language.as_deref().and_then(Language::of)
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
}
