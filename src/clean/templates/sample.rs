//! What is kept of an article to learn from: the keys of its lines, where they stand, and no text.

use serde::{Deserialize, Serialize};

use super::super::report::Cleaned;
use super::key::{LineKey, is_text};

/// Of long articles only the ends are kept: so many blocks from each.
const BLOCKS_AT_END: usize = 8;
/// So many removed lines from the part of the page before the article, and behind it; those nearest to it.
const LINES_BESIDE: usize = 6;
/// So many removed lines within the article.
const LINES_WITHIN: usize = 8;

/// The line was removed by cleaning without the corpus.
const REMOVED: u8 = 1;
/// The line is running text.
const PROSE: u8 = 2;
/// Lines between this one and the one before were left out.
const GAP: u8 = 4;

/// The lines of one article in the order of the page: at most 36 of 9 bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    lines: Vec<SampledLine>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SampledLine {
    /// `None` for a line without letters.
    pub(super) key: Option<LineKey>,
    flags: u8,
}

impl SampledLine {
    pub(super) fn is_removed(self) -> bool {
        self.flags & REMOVED != 0
    }

    pub(super) fn is_prose(self) -> bool {
        self.flags & PROSE != 0
    }

    pub(super) fn is_after_gap(self) -> bool {
        self.flags & GAP != 0
    }
}

impl Sample {
    /// Samples an article that was cleaned without the corpus.
    #[must_use]
    pub fn of(cleaned: &Cleaned) -> Self {
        let blocks = &cleaned.article.blocks;
        let removed = &cleaned.report.removed;
        let position = |at: usize| removed[at].blocks_before as usize;
        let head = removed.partition_point(|line| line.blocks_before == 0);
        let tail = (head..removed.len()).find(|&at| position(at) >= blocks.len()).unwrap_or(removed.len());
        let is_kept_removed = |at: usize| {
            if at < head {
                at + LINES_BESIDE >= head
            } else if at >= tail {
                at < tail + LINES_BESIDE
            } else {
                at < head + LINES_WITHIN
            }
        };
        let is_kept_block = |at: usize| at < BLOCKS_AT_END || at + BLOCKS_AT_END >= blocks.len();
        let mut sample = Self::default();
        let mut gap = false;
        let mut next = 0;
        for at in 0..=blocks.len() {
            while next < removed.len() && (position(next) <= at || at == blocks.len()) {
                sample.add(&removed[next].text, REMOVED, is_kept_removed(next), &mut gap);
                next += 1;
            }
            if let Some(block) = blocks.get(at) {
                sample.add(&block.text, 0, is_kept_block(at), &mut gap);
            }
        }
        sample
    }

    fn add(&mut self, text: &str, flags: u8, is_kept: bool, gap: &mut bool) {
        if !is_kept {
            *gap = true;
            return;
        }
        let prose = if is_text(text) { PROSE } else { 0 };
        let after_gap = if *gap { GAP } else { 0 };
        self.lines.push(SampledLine { key: LineKey::of(text), flags: flags | prose | after_gap });
        *gap = false;
    }

    pub(super) fn lines(&self) -> &[SampledLine] {
        &self.lines
    }

    /// Whether the article holds a line.
    #[must_use]
    pub fn holds(&self, key: LineKey) -> bool {
        self.lines.iter().any(|line| line.key == Some(key))
    }
}
