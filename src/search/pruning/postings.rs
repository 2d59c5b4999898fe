//! Postings of a word of a phrase, with where its positions are.
//!
//! tantivy hands out the positions of one article at a time, and adds up for each how often the word stands in those before it in
//! the block. A phrase of two frequent words needs the positions of hundreds of thousands of articles; here that is added up
//! once a block.

use std::ops::Range;

use tantivy::directory::OwnedBytes;
use tantivy::{DocId, Score, TERMINATED};

use super::super::postings::{BLOCK, TermCursor, first_from};
use super::super::statistics::Bounds;
use super::positions::Place;

/// The articles of a segment that hold a word, at one of them.
pub(super) struct Postings {
    cursor: TermCursor,
    /// How many positions stand before those of a block, which has this number. Added up when positions are first needed.
    positions: u64,
    block: u32,
    /// How many positions of the block stand before those in each article, and behind the last.
    starts: [u32; BLOCK + 1],
    has_starts: bool,
}

impl Postings {
    /// Of a word that so many articles hold, at the first. `None` if the bytes are damaged.
    pub(super) fn open(articles: u32, bytes: OwnedBytes) -> Option<Self> {
        let mut cursor = TermCursor::new(bytes, articles);
        cursor.unpack_articles();
        let postings = Self { cursor, positions: 0, block: 0, starts: [0; BLOCK + 1], has_starts: false };
        postings.cursor.has_all_entries().then_some(postings)
    }

    /// How many articles hold the word.
    pub(super) fn articles(&self) -> u32 {
        self.cursor.articles()
    }

    /// The article it is at, or [`TERMINATED`]; where its block is not unpacked, one that is not behind it.
    pub(super) fn doc(&self) -> DocId {
        self.cursor.doc()
    }

    /// What share of its weight the word adds at most to articles from `start` to before `end`, which do not descend from call to
    /// call.
    pub(super) fn share_within(&mut self, within: (DocId, DocId), bounds: Option<&Bounds>) -> Score {
        self.cursor.most_within(within, 1.0, bounds)
    }

    /// The same to an article, which is not before that of the last call. Nothing is unpacked.
    pub(super) fn share_at(&mut self, doc: DocId, bounds: Option<&Bounds>) -> Score {
        if self.last_in_block() < doc {
            self.has_starts = false;
            if !self.cursor.reach_block(doc) {
                return 0.0;
            }
        }
        self.cursor.most_in_block(1.0, bounds)
    }

    /// How often the word stands in an article, which is not before that of the last call.
    pub(super) fn frequency(&mut self, doc: DocId) -> u32 {
        if self.last_in_block() < doc {
            self.has_starts = false;
        }
        self.cursor.frequency(doc)
    }

    /// Its positions in the article that was asked for last, and in which it stands.
    pub(super) fn place_here(&mut self) -> Place {
        let slot = self.cursor.place_in_block().min(BLOCK - 1);
        if self.has_starts {
            return self.place(slot);
        }
        // Of a single article this takes less time than adding up for all of the block.
        self.reach_positions();
        let frequencies = self.cursor.frequencies_of_block();
        let before = frequencies[..slot].iter().fold(0u32, |sum, frequency| sum.wrapping_add(*frequency));
        Place { start: self.positions + u64::from(before), frequency: frequencies[slot] }
    }

    /// Goes on to the first article at or behind `doc`, unless it is there or further.
    pub(super) fn seek(&mut self, doc: DocId) {
        if self.doc() < doc {
            self.seek_block(doc);
            self.cursor.pass(doc);
        }
    }

    /// Goes on to the block in which `doc` stands if the word does.
    pub(super) fn seek_block(&mut self, doc: DocId) {
        if self.last_in_block() < doc {
            self.cursor.reach_block(doc);
            self.has_starts = false;
        }
        self.cursor.unpack_articles();
    }

    /// Goes on to the first article of the next block.
    pub(super) fn next_block(&mut self) {
        self.cursor.next_block();
        self.cursor.unpack_articles();
        self.has_starts = false;
    }

    /// The articles of the block, and [`TERMINATED`] behind the last of all.
    pub(super) fn block(&self) -> &[DocId; BLOCK] {
        self.cursor.unpacked_articles()
    }

    /// Those of its slots that are left, of articles before `end`.
    pub(super) fn left(&self, end: DocId) -> Range<usize> {
        let is_whole = self.last_in_block() < end;
        let last = if is_whole { BLOCK } else { self.block().partition_point(|&doc| doc < end) };
        self.cursor.place_in_block().min(last)..last
    }

    /// The last article of the block; [`TERMINATED`] in the last.
    pub(super) fn last_in_block(&self) -> DocId {
        self.cursor.last_in_block().unwrap_or(TERMINATED)
    }

    /// How often the word stands in each article of the block.
    pub(super) fn frequencies(&mut self) -> &[u32; BLOCK] {
        self.cursor.frequencies_of_block()
    }

    /// The positions in an article of the block.
    #[inline]
    pub(super) fn place(&mut self, slot: usize) -> Place {
        if !self.has_starts {
            self.add_up();
        }
        let slot = slot.min(BLOCK - 1);
        let (start, end) = (self.starts[slot], self.starts[slot + 1]);
        Place { start: self.positions + u64::from(start), frequency: end.wrapping_sub(start) }
    }

    /// The first slot of the block at or behind an article that is not behind the block.
    #[inline]
    pub(super) fn slot(&self, doc: DocId) -> usize {
        first_from(self.block(), doc)
    }

    /// Counts the positions before the block.
    fn reach_positions(&mut self) {
        while self.block < self.cursor.block_number() {
            self.positions += u64::from(self.cursor.positions_in_block(self.block));
            self.block += 1;
        }
    }

    fn add_up(&mut self) {
        self.reach_positions();
        let mut sum = 0u32;
        for (start, frequency) in self.starts[1..].iter_mut().zip(self.cursor.frequencies_of_block()) {
            sum = sum.wrapping_add(*frequency);
            *start = sum;
        }
        self.has_starts = true;
    }
}
