//! Where the articles of a block stand in it, so that many of them are found without searching for each.

use tantivy::DocId;

use super::BLOCK;

/// No more articles than so many may lie between the first and the last one of a block: 16 KB, half of the processor's nearest cache.
pub(super) const WIDEST: usize = 1 << 14;

/// The places of articles in the block that was noted last. What was noted of others is not cleared, so a place that is told is to
/// be looked at.
#[derive(Default)]
pub(in crate::search) struct Places {
    /// By the low bits of an article; made when it is first needed.
    of: Vec<u8>,
}

impl Places {
    /// Notes the articles of a block. Some 100 ns.
    pub(super) fn note(&mut self, articles: &[DocId; BLOCK]) {
        self.of.resize(WIDEST, 0);
        for (place, &doc) in (0..).zip(articles) {
            self.of[doc as usize % WIDEST] = place;
        }
    }

    /// The place of an article of the block; of another article any place.
    #[inline]
    pub(super) fn of(&self, doc: DocId) -> u8 {
        self.of.get(doc as usize % WIDEST).copied().unwrap_or(0)
    }
}
