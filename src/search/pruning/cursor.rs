//! Positions in postings.

use tantivy::postings::BlockSegmentPostings;
use tantivy::{DocId, Score};

use super::super::SearchError;
use super::phrase::{PhraseCursor, PhraseWord};
use super::{Leaf, Segment};
use crate::index::IndexError;

/// Where a leaf stands, article by article.
pub(super) enum Cursor {
    Term(Box<TermCursor>),
    Phrase(Box<PhraseCursor>),
}

impl Cursor {
    /// At the first article. `None` if the segment lacks a term of the leaf.
    pub(super) fn open(leaf: Leaf<'_>, segment: &Segment<'_>) -> Result<Option<Self>, SearchError> {
        let Segment { number, dictionary, entries, .. } = *segment;
        match leaf {
            Leaf::Term(term) => {
                let blocks = dictionary.blocks(&entries[term], number)?;
                Ok(blocks.map(|blocks| Self::Term(Box::new(TermCursor { blocks, at: 0 }))))
            }
            Leaf::Phrase(parts) => {
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

    /// The next article in which it may stand.
    pub(super) fn doc(&self) -> DocId {
        match self {
            Self::Term(term) => term.doc(),
            Self::Phrase(phrase) => phrase.doc(),
        }
    }

    /// What it adds at most, by its weight, to articles before `end`, which is not beyond the block.
    pub(super) fn most_before(&mut self, end: DocId, weight: Score, segment: &Segment<'_>) -> Score {
        if self.doc() >= end {
            return 0.0;
        }
        match self {
            Self::Term(term) => term.most_in_block(weight, segment),
            Self::Phrase(_) => weight,
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

/// A term, block by block.
pub(super) struct TermCursor {
    blocks: BlockSegmentPostings,
    at: usize,
}

impl TermCursor {
    pub(super) fn articles(&self) -> u32 {
        self.blocks.doc_freq()
    }

    pub(super) fn doc(&self) -> DocId {
        // What follows the last article of the last block is the end.
        self.blocks.doc(self.at)
    }

    /// What the term adds at most, by its weight, to the articles that are left of its block.
    pub(super) fn most_in_block(&mut self, weight: Score, segment: &Segment<'_>) -> Score {
        let Some(bounds) = segment.bounds else { return weight };
        weight * (self.blocks.block_max_score(segment.lengths, &bounds.weight) * bounds.factor).min(1.0)
    }

    /// The articles that are left of the block, and how often the term stands in each.
    #[inline]
    pub(super) fn block(&self) -> (&[DocId], &[u32]) {
        let left = |all| <[u32]>::get(all, self.at..).unwrap_or_default();
        (left(self.blocks.docs()), left(self.blocks.freqs()))
    }

    /// The last article of the block.
    pub(super) fn last_in_block(&self) -> Option<DocId> {
        self.blocks.docs().last().copied()
    }

    /// Goes on to the first article at or behind `end`.
    fn pass(&mut self, end: DocId) {
        if self.doc() < end {
            self.at = self.blocks.seek(end);
        }
    }

    /// Goes on to the next block.
    pub(super) fn next_block(&mut self) {
        self.blocks.advance();
        self.at = 0;
    }

    /// Calls `each` for the articles before `end`, with how often the term stands there.
    #[inline]
    pub(super) fn read_to(&mut self, end: DocId, mut each: impl FnMut(DocId, u32)) {
        loop {
            let (docs, frequencies) = (self.blocks.docs(), self.blocks.freqs());
            let mut at = self.at;
            while let (Some(&doc), Some(&frequency)) = (docs.get(at), frequencies.get(at))
                && doc < end
            {
                each(doc, frequency);
                at += 1;
            }
            let is_behind = at == docs.len() && !docs.is_empty();
            self.at = at;
            if !is_behind {
                return;
            }
            self.next_block();
        }
    }

    /// How often the term stands in an article, which is not before that of the last call.
    #[inline]
    pub(super) fn frequency(&mut self, doc: DocId) -> u32 {
        if self.doc() < doc {
            self.at = self.blocks.seek(doc);
        }
        if self.doc() == doc { self.blocks.freq(self.at) } else { 0 }
    }
}
