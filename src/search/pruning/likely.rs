//! The articles of a block of the word that leads, as many as may be among the best.
//!
//! They are taken together, word by word, so that what is done for each of them is little and does not depend on what it finds.

use tantivy::{DocId, Score};
use wide::u32x4;

use super::super::postings::{BLOCK, Places, TermCursor};
use super::Segment;

/// The frequencies of so many articles are looked at together.
const LOOKED_AT: usize = 64;

/// Articles with what the words so far add to their scores.
pub(super) struct Likely {
    count: usize,
    docs: [DocId; BLOCK],
    /// How often the word that leads stands in them.
    frequencies: [u32; BLOCK],
    scores: [Score; BLOCK],
    /// What BM25 adds to frequencies in them.
    saturations: [Score; BLOCK],
    /// In which of them a way to say what is required next was found.
    has_way: [bool; BLOCK],
    places: Places,
}

impl Likely {
    pub(super) fn new() -> Self {
        let (scores, saturations, has_way) = ([0.0; BLOCK], [0.0; BLOCK], [false; BLOCK]);
        let (docs, frequencies, places) = ([0; BLOCK], [0; BLOCK], Places::default());
        Self { count: 0, docs, frequencies, scores, saturations, has_way, places }
    }

    /// In ascending order, with their scores.
    pub(super) fn articles(&self) -> impl Iterator<Item = (DocId, Score)> + '_ {
        self.docs.iter().copied().zip(self.scores.iter().copied()).take(self.count)
    }

    /// The same with how often the word that leads stands there, if no other one was asked for.
    pub(super) fn occurrences(&self) -> impl Iterator<Item = (DocId, Score, u32)> + '_ {
        self.articles().zip(&self.frequencies).map(|((doc, score), &frequency)| (doc, score, frequency))
    }

    /// Takes an article with its score, if there is room; says whether there is still some.
    pub(super) fn push(&mut self, doc: DocId, score: Score, segment: &Segment<'_>) -> bool {
        if let Some(slot) = self.docs.get_mut(self.count) {
            *slot = doc;
            self.scores[self.count] = score;
            self.saturations[self.count] = segment.saturation_of(doc);
            self.has_way[self.count] = false;
            self.count += 1;
        }
        self.count < BLOCK
    }

    /// Forgets all.
    pub(super) fn clear(&mut self) {
        self.count = 0;
    }

    /// Takes those of a block in which a word of this weight makes a score above `least`. That is told without dividing:
    /// w f / (f + s) > t where f > s t / (w - t).
    #[expect(clippy::cast_precision_loss, reason = "frequencies are small")]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "never negative, and rounded down")]
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
        // No length adds less than the shortest one, so lengths are looked up of few.
        let rare = (segment.saturation[0] * ratio) as u32;
        self.count = 0;
        for (docs, frequencies) in docs.chunks(LOOKED_AT).zip(frequencies.chunks(LOOKED_AT)) {
            let mut larger = larger(frequencies, rare);
            while larger != 0 {
                let place = larger.trailing_zeros() as usize;
                larger &= larger - 1;
                let (Some(&doc), Some(&frequency)) = (docs.get(place), frequencies.get(place)) else { break };
                let (saturation, slot) = (segment.saturation_of(doc), self.count % BLOCK);
                (self.docs[slot], self.frequencies[slot], self.saturations[slot]) = (doc, frequency, saturation);
                self.count += usize::from(frequency as Score > saturation * ratio);
            }
        }
        self.count = self.count.min(BLOCK);
        self.has_way = [false; BLOCK];
        let found = self.frequencies.iter().zip(&self.saturations).take(self.count);
        for (score, (&frequency, saturation)) in self.scores.iter_mut().zip(found) {
            *score = weight * frequency as Score / (frequency as Score + saturation);
        }
    }

    /// Keeps those whose scores may be above `least` with what another word adds, and adds that where it stands. Its blocks are unpacked
    /// only where that may be.
    #[expect(clippy::cast_precision_loss, reason = "frequencies are small")]
    pub(super) fn add(&mut self, term: &mut TermCursor, (weight, least): (Score, Score), segment: &Segment<'_>) {
        let (mut at, mut kept) = (0, 0);
        while at < self.count {
            let (mut end, mut most) = (self.count, 0.0);
            if term.reach_block(self.docs[at]) {
                let final_doc = term.last_in_block().unwrap_or(0);
                end = at + self.docs[at..self.count].partition_point(|&doc| doc <= final_doc).max(1);
                most = term.most_in_block(weight, segment.bounds);
            }
            let from = kept;
            for slot in at..end {
                // Asked of the slot, as what was just copied would be waited for.
                let is_kept = self.scores[slot] > least - most;
                self.put(slot, kept);
                kept += usize::from(is_kept);
            }
            if most > 0.0 {
                let Self { docs, scores, saturations, has_way, places, .. } = self;
                term.common(&docs[from..kept], places, |number, frequency| {
                    let (slot, frequency) = (from + number, frequency as Score);
                    scores[slot] += weight * frequency / (frequency + saturations[slot]);
                    has_way[slot] = true;
                });
            }
            at = end;
        }
        self.count = kept;
    }

    /// Keeps those in which a way was found since this was last called, or the block was filled.
    pub(super) fn close(&mut self) {
        let mut kept = 0;
        for slot in 0..self.count {
            let is_kept = std::mem::take(&mut self.has_way[slot]);
            self.put(slot, kept);
            kept += usize::from(is_kept);
        }
        self.count = kept;
    }

    /// Copies what is known of an article to an earlier place.
    #[inline]
    fn put(&mut self, slot: usize, to: usize) {
        self.docs[to] = self.docs[slot];
        self.scores[to] = self.scores[slot];
        self.saturations[to] = self.saturations[slot];
        self.has_way[to] = self.has_way[slot];
    }

    /// Keeps those in which another word stands, too, and whose scores it raises above `least`. Its blocks are unpacked only where
    /// that may be.
    #[expect(clippy::cast_precision_loss, reason = "frequencies are small")]
    #[expect(clippy::cast_possible_truncation, reason = "a slot is below `BLOCK`")]
    pub(super) fn keep(&mut self, term: &mut TermCursor, (weight, least): (Score, Score), segment: &Segment<'_>) {
        let (mut at, mut kept) = (0, 0);
        let (mut sought, mut slots) = ([0; BLOCK], [0_u8; BLOCK]);
        while at < self.count && term.reach_block(self.docs[at]) {
            let final_doc = term.last_in_block().unwrap_or(0);
            let needed = least - term.most_in_block(weight, segment.bounds);
            let mut count = 0;
            loop {
                let slot = at % BLOCK;
                (sought[count % BLOCK], slots[count % BLOCK]) = (self.docs[slot], slot as u8);
                count += usize::from(self.scores[slot] > needed);
                at += 1;
                if at >= self.count || self.docs[at % BLOCK] > final_doc {
                    break;
                }
            }
            term.common(&sought[..count], &mut self.places, |number, frequency| {
                let (slot, frequency) = (usize::from(slots[number % BLOCK]) % BLOCK, frequency as Score);
                let (saturation, to) = (self.saturations[slot], kept % BLOCK);
                let score = self.scores[slot] + weight * frequency / (frequency + saturation);
                (self.docs[to], self.scores[to], self.saturations[to]) = (self.docs[slot], score, saturation);
                kept += usize::from(score > least);
            });
        }
        self.count = kept;
    }
}

/// A bit for each of up to [`LOOKED_AT`] numbers: whether it is larger than this one.
#[inline]
fn larger(numbers: &[u32], than: u32) -> u64 {
    let (fours, rest) = numbers.as_chunks();
    let (mut bits, all) = (0, u32x4::splat(than));
    for (four, place) in fours.iter().zip((0..).step_by(4)) {
        bits |= u64::from(u32x4::new(*four).simd_gt(all).to_bitmask()) << place;
    }
    for (&number, place) in rest.iter().zip(4 * fours.len()..) {
        bits |= u64::from(number > than) << place;
    }
    bits
}
