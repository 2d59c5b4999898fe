//! What becomes of articles that the leading ways have found.

use tantivy::{DocId, Score};

use super::Segment;
use super::cursor::Cursor;
use super::likely::Likely;
use super::phrase::PhraseCursor;

/// Scores are rounded by less than this share.
pub(super) const ROUNDING: Score = 1e-6;

/// BM25's k1 and 1, by which weights are multiplied.
const K1_AND_ONE: f64 = 2.2;

/// A way to match, with what it adds to a score at most.
pub(super) struct Way {
    pub cursor: Cursor,
    pub weight: Score,
    /// What it adds at most within the window, if it leads.
    pub most: Score,
    /// Whether it is the last way of something that is required.
    pub closes: bool,
}

impl Way {
    #[expect(clippy::cast_possible_truncation, reason = "scores are of single precision")]
    pub(super) fn new(cursor: Cursor, weight: f64) -> Self {
        let weight = (weight * K1_AND_ONE) as Score;
        Self { cursor, weight, most: weight, closes: false }
    }
}

/// What becomes of articles that the leading ways have found.
pub(super) struct Rest<'a, 'e> {
    pub(super) segment: &'a Segment<'a>,
    /// What the ways from each place on can add to a score together, and nothing behind the last.
    pub(super) bounds: Vec<Score>,
    /// The same within the window.
    pub(super) near: Vec<Score>,
    pub(super) excluded: Vec<Cursor>,
    pub(super) threshold: Score,
    pub(super) each: &'e mut super::Each<'e>,
}

impl<'a, 'e> Rest<'a, 'e> {
    pub(super) fn new(
        segment: &'a Segment<'a>,
        ways: &[Way],
        excluded: Vec<Cursor>,
        threshold: Score,
        each: &'e mut super::Each<'e>,
    ) -> Self {
        let mut bounds = vec![0.0; ways.len() + 1];
        for (at, way) in ways.iter().enumerate().rev() {
            bounds[at] = bounds[at + 1] + way.weight;
        }
        let near = bounds.clone();
        Self { segment, bounds, near, excluded, threshold, each }
    }

    /// What a way adds where it stands so often.
    #[inline]
    pub(super) fn score(&self, weight: Score, frequency: u32, doc: DocId) -> Score {
        self.segment.score(weight, frequency, doc)
    }

    /// Whether what the ways from `at` on add may reach the threshold, anywhere.
    pub(super) fn may_reach(&self, at: usize) -> bool {
        self.bounds[at] > self.threshold
    }

    /// Whether a score that can still grow by what the ways from `at` on add within the window may reach the threshold.
    #[inline]
    pub(super) fn may_do(&self, score: Score, at: usize) -> bool {
        score + self.near[at] > self.threshold
    }

    /// What a score must be above, if the ways from `at` on can add what they can within the window. A little less, as scores are rounded.
    pub(super) fn least(&self, at: usize) -> Score {
        self.threshold * (1.0 - ROUNDING) - self.near[at]
    }

    /// Moves on to the window from `start` to `end`. The other ways, those from `at` on, are bounded by their blocks there, and the
    /// rarer ones may not be met there at all: words of a language, say, that few articles are in.
    pub(super) fn enter(&mut self, (start, end): (DocId, DocId), articles: u32, others: &mut [Way], at: usize) {
        let mut sum = 0.0;
        for (way, near) in others.iter_mut().zip(&mut self.near[at..]).rev() {
            if way.cursor.articles() < articles {
                way.cursor.pass(start);
            }
            sum += way.cursor.most_within((start, end), way.weight, self.segment);
            *near = sum;
        }
    }

    /// Looks for the articles before `end` in a block of a phrase's rarest word in which the phrase may reach the threshold, with
    /// `beside` by what else is met, or has a score already. How many there are.
    pub(super) fn read_block(
        &self,
        (phrase, weight): (&mut PhraseCursor, Score),
        end: DocId,
        beside: Score,
        has_score: impl Fn(DocId) -> bool,
    ) -> usize {
        phrase.least.set((self.threshold, beside), weight, self.segment.saturation);
        phrase.read_block(end, self.segment.norms, has_score)
    }

    /// How often a phrase stands in an article, if what it adds may then reach the threshold with what the ways from `at` on add.
    /// Positions are read only then.
    fn often(&self, (phrase, weight): (&mut PhraseCursor, Score), doc: DocId, score: Score, at: usize) -> u32 {
        phrase.frequency(doc, |most| self.may_do(score + self.score(weight, most, doc), at))
    }

    /// Completes articles of a block that the ways before `at` have found: word by word, as far as the next ways are words, then each by
    /// itself.
    pub(super) fn complete_all(&mut self, likely: &mut Likely, others: &mut [Way], mut at: usize) {
        let mut words = others.iter().take_while(|way| matches!(way.cursor, Cursor::Term(_))).count();
        if others[words..].iter().any(|way| way.closes) {
            // Of ways to say one thing that is required all are met, or none.
            words = others[..words].iter().rposition(|way| way.closes).map_or(0, |last| last + 1);
        }
        let (together, others) = others.split_at_mut(words);
        let mut is_alone = true;
        for way in together {
            at += 1;
            if let Cursor::Term(term) = &mut way.cursor {
                if is_alone && way.closes {
                    likely.keep(term, (way.weight, self.least(at)), self.segment);
                } else {
                    likely.add(term, (way.weight, self.least(at)), self.segment);
                    if way.closes {
                        likely.close();
                    }
                }
            }
            is_alone = way.closes;
        }
        for (doc, score) in likely.articles() {
            if self.may_do(score, at) {
                self.complete(doc, score, others, at);
            }
        }
    }

    /// Adds to the score of an article what the other ways, those from `at` on, add, and hands it over if it is above the
    /// threshold and may be answered with.
    pub(super) fn complete(&mut self, doc: DocId, mut score: Score, others: &mut [Way], mut at: usize) {
        if !(self.segment.allows)(doc) {
            return;
        }
        let mut is_there = false;
        for way in others {
            if !self.may_do(score, at) {
                return;
            }
            at += 1;
            // What bounds its blocks is less than what bounds the window.
            if !self.may_do(score + way.weight * way.cursor.share_at(doc, self.segment), at) {
                return;
            }
            let often = match &mut way.cursor {
                Cursor::Term(term) => term.frequency(doc),
                Cursor::Phrase(phrase) => self.often((&mut **phrase, way.weight), doc, score, at),
            };
            if often > 0 {
                is_there = true;
                score += self.score(way.weight, often, doc);
            }
            if way.closes && !std::mem::take(&mut is_there) {
                return;
            }
        }
        if score > self.threshold && !self.excluded.iter_mut().any(|cursor| cursor.frequency(doc) > 0) {
            self.threshold = (self.each)(doc, score, 0);
        }
    }
}
