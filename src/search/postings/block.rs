//! A block of postings before it is unpacked, and what is done with its numbers.

use tantivy::{DocId, Score};

use super::super::statistics::Bounds;
use super::{BLOCK, FULL};

/// A block as its entry has it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Block {
    pub number: u32,
    /// How many articles it has: 0 behind the last block, fewer than all others in the last one.
    pub articles: u32,
    /// No article of it is before this one.
    pub first: DocId,
    /// The last article of a full block.
    pub last: DocId,
    /// Where it is packed.
    pub offset: usize,
    pub article_bits: u8,
    pub frequency_bits: u8,
    /// The coded length and the frequency that score best in a full block.
    pub norm: u8,
    pub most: u8,
}

impl Block {
    pub(super) fn is_full(&self) -> bool {
        self.articles == FULL
    }

    /// What share of its weight a term adds at most to the score of an article in it.
    #[inline]
    pub(super) fn most(&self, bounds: Option<&Bounds>) -> Score {
        match bounds {
            Some(bounds) if self.is_full() => bounds.share(self.norm, self.most),
            _ => 1.0,
        }
    }
}

/// The place of the first of ascending articles that is not before `doc`; that of the last if there is none.
#[inline]
pub(in crate::search) fn first_from(articles: &[DocId; BLOCK], doc: DocId) -> usize {
    let mut place = 0;
    for step in [64, 32, 16, 8, 4, 2, 1] {
        place += if articles[(place + step - 1) % BLOCK] < doc { step } else { 0 };
    }
    place
}
