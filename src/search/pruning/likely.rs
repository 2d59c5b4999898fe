//! The articles of a block of the word that leads, as many as may be among the best.
//!
//! They are taken together, word by word, so that what is done for each of them is little and does not depend on what it finds.

use tantivy::{DocId, Score};

use super::super::postings::{BLOCK, TermCursor};
use super::Segment;

/// Articles with what the words so far add to their scores.
pub(super) struct Likely {
    count: usize,
    docs: [DocId; BLOCK],
    scores: [Score; BLOCK],
    /// What BM25 adds to frequencies in them.
    saturations: [Score; BLOCK],
}

impl Likely {
    pub(super) fn new() -> Self {
        Self { count: 0, docs: [0; BLOCK], scores: [0.0; BLOCK], saturations: [0.0; BLOCK] }
    }

    /// In ascending order, with their scores.
    pub(super) fn articles(&self) -> impl Iterator<Item = (DocId, Score)> + '_ {
        self.docs.iter().copied().zip(self.scores.iter().copied()).take(self.count)
    }

    /// Takes those of a block in which a word of this weight makes a score above `least`. That is told without dividing:
    /// w f / (f + s) > t where f > s t / (w - t).
    #[expect(clippy::cast_precision_loss, reason = "frequencies are small")]
    pub(super) fn fill(
        &mut self,
        (docs, frequencies): (&[DocId], &[u32]),
        (weight, least): (Score, Score),
        segment: &Segment<'_>,
    ) {
        let ratio = if least <= 0.0 {
            0.0
        } else if least < weight {
            least / (weight - least)
        } else {
            Score::INFINITY
        };
        let mut count = 0;
        for (&doc, &frequency) in docs.iter().zip(frequencies) {
            let norm = segment.norms.get(doc as usize).copied().unwrap_or(0);
            let (slot, saturation) = (count % BLOCK, segment.saturation[usize::from(norm)]);
            (self.docs[slot], self.scores[slot], self.saturations[slot]) = (doc, frequency as Score, saturation);
            count += usize::from(frequency as Score > saturation * ratio);
        }
        self.count = count;
        for (score, saturation) in self.scores.iter_mut().zip(&self.saturations).take(count) {
            *score = weight * *score / (*score + saturation);
        }
    }

    /// Keeps those in which another word stands, too, and whose scores it raises above `least`. Its blocks are unpacked only where
    /// that may be.
    #[expect(clippy::cast_precision_loss, reason = "frequencies are small")]
    pub(super) fn keep(&mut self, term: &mut TermCursor, (weight, least): (Score, Score), segment: &Segment<'_>) {
        let (mut at, mut kept) = (0, 0);
        let (mut sought, mut slots) = ([0; BLOCK], [0; BLOCK]);
        while at < self.count && term.reach_block(self.docs[at]) {
            let last = term.last_in_block().unwrap_or(0);
            let end = at + self.docs[at..self.count].partition_point(|&doc| doc <= last).max(1);
            let needed = least - term.most_in_block(weight, segment.bounds);
            let mut count = 0;
            for slot in at..end {
                (sought[count % BLOCK], slots[count % BLOCK]) = (self.docs[slot], slot);
                count += usize::from(self.scores[slot] > needed);
            }
            term.common(&sought[..count], |number, frequency| {
                let (slot, frequency) = (slots[number], frequency as Score);
                let saturation = self.saturations[slot];
                let score = self.scores[slot] + weight * frequency / (frequency + saturation);
                (self.docs[kept], self.scores[kept], self.saturations[kept]) = (self.docs[slot], score, saturation);
                kept += usize::from(score > least);
            });
            at = end;
        }
        self.count = kept;
    }
}
