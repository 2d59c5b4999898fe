//! Positions in postings.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, TERMINATED};

use super::super::SearchError;
use super::super::evidence::reaches;
use super::super::postings::TermCursor;
use super::{Leaf, Segment};

/// Of so many numbers it takes less time to look at all than to guess where to stop.
const FEW: usize = 16;

/// Where a leaf stands, article by article.
pub(super) enum Cursor {
    Term(TermCursor),
    Phrase(Box<PhraseCursor>),
}

impl Cursor {
    /// At the first article. `None` if the segment lacks a term of the leaf.
    pub(super) fn open(leaf: Leaf<'_>, segment: &Segment<'_>) -> Result<Option<Self>, SearchError> {
        let Segment { number, dictionary, entries, .. } = *segment;
        match leaf {
            Leaf::Term(term) => Ok(dictionary.cursor(&entries[term], number).map(Self::Term)),
            Leaf::Phrase(parts) => {
                let last = parts.iter().map(|&(_, offset)| offset).max().unwrap_or(0);
                let mut words = Vec::with_capacity(parts.len());
                for &(term, offset) in parts {
                    let record = IndexRecordOption::WithFreqsAndPositions;
                    let Some(postings) = dictionary.postings(&entries[term], number, record)? else { return Ok(None) };
                    words.push(PhraseWord { postings, shift: last - offset });
                }
                words.sort_by_key(|word| word.postings.doc_freq());
                let cursor = PhraseCursor { words, ends: Vec::new(), places: Vec::new() };
                Ok(Some(Self::Phrase(Box::new(cursor))))
            }
        }
    }

    /// In how many articles it may stand.
    pub(super) fn articles(&self) -> u32 {
        match self {
            Self::Term(term) => term.articles(),
            Self::Phrase(phrase) => phrase.words.first().map_or(0, |word| word.postings.doc_freq()),
        }
    }

    /// The next article in which it may stand, or one before that.
    pub(super) fn doc(&self) -> DocId {
        match self {
            Self::Term(term) => term.doc(),
            Self::Phrase(phrase) => phrase.doc(),
        }
    }

    /// What it adds at most, by its weight, to articles before `end`, which is not beyond the block.
    pub(super) fn most_before(&self, end: DocId, weight: Score, segment: &Segment<'_>) -> Score {
        if self.doc() >= end {
            return 0.0;
        }
        match self {
            Self::Term(term) => term.most_in_block(weight, segment.bounds),
            Self::Phrase(_) => weight,
        }
    }

    /// The same to articles from `start` to before `end`, however many blocks that are.
    pub(super) fn most_within(&mut self, (start, end): (DocId, DocId), weight: Score, segment: &Segment<'_>) -> Score {
        match self {
            Self::Term(term) => term.most_within((start, end), weight, segment.bounds),
            Self::Phrase(phrase) if phrase.doc() < end => weight,
            Self::Phrase(_) => 0.0,
        }
    }

    /// Goes on to the first article at or behind `end`.
    pub(super) fn pass(&mut self, end: DocId) {
        match self {
            Self::Term(term) => term.pass(end),
            Self::Phrase(phrase) => phrase.pass(end),
        }
    }

    /// Whether it stands in an article, which is not before that of the last call.
    pub(super) fn stands_in(&mut self, doc: DocId) -> bool {
        match self {
            Self::Term(term) => term.frequency(doc) > 0,
            Self::Phrase(phrase) => phrase.most(doc) > 0 && phrase.frequency() > 0,
        }
    }
}

/// A phrase, over the articles of its rarest word.
pub(super) struct PhraseCursor {
    /// The rarest first.
    words: Vec<PhraseWord>,
    /// Where the phrase ends by the words read so far, and where it would by the next one.
    ends: Vec<u32>,
    places: Vec<u32>,
}

struct PhraseWord {
    postings: SegmentPostings,
    /// How far before the last word of the phrase it stands.
    shift: u32,
}

impl PhraseCursor {
    pub(super) fn doc(&self) -> DocId {
        self.words.first().map_or(TERMINATED, |word| word.postings.doc())
    }

    pub(super) fn advance(&mut self) {
        if let Some(rarest) = self.words.first_mut() {
            rarest.postings.advance();
        }
    }

    fn pass(&mut self, end: DocId) {
        if let Some(rarest) = self.words.first_mut().filter(|rarest| rarest.postings.doc() < end) {
            rarest.postings.seek(end);
        }
    }

    /// How often the rarest word stands in the current article.
    pub(super) fn most_here(&self) -> u32 {
        self.words.first().map_or(0, |word| word.postings.term_freq())
    }

    /// How often the phrase can stand in an article, which is not before that of the last call: as often as the word that stands
    /// there least.
    pub(super) fn most(&mut self, doc: DocId) -> u32 {
        let mut most = u32::MAX;
        for word in &mut self.words {
            if !reaches(&mut word.postings, doc) {
                return 0;
            }
            most = most.min(word.postings.term_freq());
        }
        most
    }

    /// How often the phrase stands in the article for which [`Self::most`] was asked last, and is not 0.
    pub(super) fn frequency(&mut self) -> u32 {
        let Self { words, ends, places } = self;
        let Some((first, others)) = words.split_first_mut() else { return 0 };
        first.postings.positions_with_offset(first.shift, ends);
        for word in others {
            word.postings.positions_with_offset(word.shift, places);
            keep_common(ends, places);
            if ends.is_empty() {
                return 0;
            }
        }
        u32::try_from(ends.len()).unwrap_or(u32::MAX)
    }
}

/// Leaves of ascending numbers those that are among others, which ascend, too.
fn keep_common(own: &mut Vec<u32>, others: &[u32]) {
    let mut kept = 0;
    if others.len() <= FEW {
        for slot in 0..own.len() {
            let number = own[slot];
            let found: usize = others.iter().map(|&other| usize::from(other == number)).sum();
            own[kept] = number;
            kept += found.min(1);
        }
        own.truncate(kept);
        return;
    }
    let mut at = 0;
    for slot in 0..own.len() {
        let number = own[slot];
        while others.get(at).is_some_and(|&other| other < number) {
            at += 1;
        }
        if others.get(at) == Some(&number) {
            own[kept] = number;
            kept += 1;
        }
    }
    own.truncate(kept);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_numbers_are_kept() {
        let mut own = vec![1, 4, 6, 9, 12];
        keep_common(&mut own, &[0, 4, 5, 9, 10]);
        assert_eq!(own, [4, 9]);
        let mut many: Vec<u32> = (0..60).collect();
        keep_common(&mut many, &(0..100).step_by(3).collect::<Vec<u32>>());
        assert_eq!(many, (0..60).step_by(3).collect::<Vec<u32>>());
        keep_common(&mut own, &[]);
        assert_eq!(own, [0; 0]);
    }
}
