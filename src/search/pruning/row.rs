//! Scores of neighbouring articles, as far as the ways that lead make them.

use tantivy::{DocId, Score};
use wide::f32x4;

use super::Segment;

/// Articles of a row. Their scores stay in the processor's nearest cache.
pub(super) const WIDTH: usize = 2048;

/// So many articles are looked at together.
const TOGETHER: usize = 64;

/// So many found articles are looked at one by one.
const FEW: u32 = 6;

/// Scores of articles from one on.
pub(super) struct Row {
    start: DocId,
    scores: [Score; WIDTH],
    /// A bit for each article that was found. In bytes, since what writes to a number waits for what wrote to it just before.
    found: [u8; WIDTH / 8],
}

impl Row {
    pub(super) fn new() -> Box<Self> {
        Box::new(Self { start: 0, scores: [0.0; WIDTH], found: [0; WIDTH / 8] })
    }

    /// Begins with an article, when all found before were forgotten.
    pub(super) fn begin(&mut self, start: DocId) {
        self.start = start;
    }

    fn slot(&self, doc: DocId) -> usize {
        doc.wrapping_sub(self.start) as usize % WIDTH
    }

    /// The score of an article so far.
    #[inline]
    pub(super) fn score(&self, doc: DocId) -> Score {
        self.scores[self.slot(doc)]
    }

    /// Adds to the score of an article.
    #[inline]
    pub(super) fn add(&mut self, doc: DocId, score: Score) {
        let slot = self.slot(doc);
        self.scores[slot] += score;
        self.found[slot / 8] |= 1 << (slot % 8);
    }

    /// Adds what a word of this weight adds to articles in which it stands so often.
    pub(super) fn add_all(&mut self, (docs, frequencies): (&[DocId], &[u32]), weight: Score, segment: &Segment<'_>) {
        for (&doc, &frequency) in docs.iter().zip(frequencies) {
            self.add(doc, segment.score(weight, frequency, doc));
        }
    }

    /// The numbers of what was looked at together before an article.
    pub(super) fn blocks_before(&self, end: DocId) -> std::ops::RangeInclusive<usize> {
        0..=self.slot(end.wrapping_sub(1)) / TOGETHER
    }

    /// A bit for each article of a block that was found, but for those whose scores, and `more`, surely are not above a threshold. Where
    /// few were found, for each of them.
    pub(super) fn above(&self, block: usize, (more, threshold): (Score, Score)) -> u64 {
        let found = self.found.as_chunks().0.get(block).map_or(0, |&bytes| u64::from_le_bytes(bytes));
        if found.count_ones() <= FEW {
            return found;
        }
        let (more, threshold) = (f32x4::splat(more), f32x4::splat(threshold));
        let fours = self.scores.as_chunks().0.iter().skip(block * TOGETHER / 4).take(TOGETHER / 4);
        let bits = |four: &[Score; 4]| u64::from((f32x4::new(*four) + more).simd_gt(threshold).to_bitmask());
        fours.zip((0..).step_by(4)).fold(0, |all, (four, place)| all | bits(four) << place) & found
    }

    /// The article of a bit, and its score.
    #[inline]
    pub(super) fn article(&self, block: usize, bit: u32) -> (DocId, Score) {
        let slot = (block * TOGETHER + bit as usize) % WIDTH;
        #[expect(clippy::cast_possible_truncation, reason = "a slot is below `WIDTH`")]
        (self.start.wrapping_add(slot as u32), self.scores[slot])
    }

    /// Forgets the articles of a block.
    pub(super) fn forget(&mut self, block: usize) {
        let (found, _) = self.found.as_chunks_mut::<8>();
        let (scores, _) = self.scores.as_chunks_mut::<TOGETHER>();
        if let (Some(found), Some(scores)) = (found.get_mut(block), scores.get_mut(block))
            && *found != [0; 8]
        {
            *found = [0; 8];
            *scores = [0.0; TOGETHER];
        }
    }
}
