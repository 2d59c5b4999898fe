//! Positions in postings.

use tantivy::{DocId, Score};

use super::super::SearchError;
use super::super::postings::TermCursor;
use super::phrase::{PhraseCursor, PhraseWord};
use super::{Leaf, Segment};
use crate::index::IndexError;

/// Where a leaf stands, article by article.
pub(super) enum Cursor {
    Term(TermCursor),
    Phrase(Box<PhraseCursor>),
}

impl Cursor {
    /// At the first article. `None` if the segment lacks a term of the leaf.
    pub(super) fn open(leaf: Leaf<'_>, segment: &Segment<'_>) -> Result<Option<Self>, SearchError> {
        let Segment { number, dictionary, entries, own_terms, .. } = *segment;
        match leaf {
            Leaf::Term(term) => Ok(dictionary.cursor(&entries[term], number).map(Self::Term)),
            Leaf::Phrase(parts) => {
                if let Some(own) = own_terms.of(parts) {
                    return Ok(dictionary.cursor(own, number).map(Self::Term));
                }
                let last = parts.iter().map(|&(_, offset)| offset).max().unwrap_or(0);
                let mut words = Vec::with_capacity(parts.len());
                for &(term, offset) in parts {
                    let Some(written) = dictionary.written(&entries[term], number)? else { return Ok(None) };
                    let word = PhraseWord::open(written, last - offset);
                    words.push(word.ok_or_else(|| IndexError::damaged("postings of a word"))?);
                }
                Ok(Some(Self::Phrase(Box::new(PhraseCursor::new(words)))))
            }
        }
    }

    /// In how many articles it may stand.
    pub(super) fn articles(&self) -> u32 {
        match self {
            Self::Term(term) => term.articles(),
            Self::Phrase(phrase) => phrase.articles(),
        }
    }

    /// The next article in which it may stand, or one before that.
    pub(super) fn doc(&self) -> DocId {
        match self {
            Self::Term(term) => term.doc(),
            Self::Phrase(phrase) => phrase.doc(),
        }
    }

    /// What it adds at most, by its weight, to articles from `start` to before `end`: those of a block of a word, or of however many
    /// of the words of a phrase.
    pub(super) fn most_before(&mut self, (start, end): (DocId, DocId), weight: Score, segment: &Segment<'_>) -> Score {
        match self {
            _ if self.doc() >= end => 0.0,
            Self::Term(term) => term.most_in_block(weight, segment.bounds),
            Self::Phrase(_) => self.most_within((start, end), weight, segment),
        }
    }

    /// The same, however many blocks that are. Articles do not descend from call to call, and overlap in none.
    pub(super) fn most_within(&mut self, (start, end): (DocId, DocId), weight: Score, segment: &Segment<'_>) -> Score {
        match self {
            Self::Term(term) => term.most_within((start, end), weight, segment.bounds),
            Self::Phrase(phrase) if phrase.doc() < end => weight * phrase.share_within((start, end), segment.bounds),
            Self::Phrase(_) => 0.0,
        }
    }

    /// What share of its weight it adds at most to an article, which is not before that of the last call. Nothing is unpacked.
    #[inline]
    pub(super) fn share_at(&mut self, doc: DocId, segment: &Segment<'_>) -> Score {
        match self {
            Self::Term(term) => {
                if term.reach_block(doc) {
                    term.most_in_block(1.0, segment.bounds)
                } else {
                    0.0
                }
            }
            Self::Phrase(phrase) => phrase.share_at(doc, segment.bounds),
        }
    }

    /// Goes on to the first article at or behind `end`.
    pub(super) fn pass(&mut self, end: DocId) {
        match self {
            Self::Term(term) => term.pass(end),
            Self::Phrase(phrase) => phrase.pass(end),
        }
    }

    /// How often it stands in an article, which is not before that of the last call.
    pub(super) fn frequency(&mut self, doc: DocId) -> u32 {
        match self {
            Self::Term(term) => term.frequency(doc),
            Self::Phrase(phrase) => phrase.frequency(doc, |_| true),
        }
    }
}
