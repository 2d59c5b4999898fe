//! Postings of a word, with where its positions are, from the bytes that tantivy writes.
//!
//! tantivy hands out the positions of one article at a time, and adds up for each how often the word stands in those before it in
//! the block. A phrase of two frequent words needs the positions of hundreds of thousands of articles; here that is added up
//! once a block.
//!
//! A block is 128 articles: their numbers as packed differences, then how often the word stands in each, less one. What follows the
//! last full block is written as numbers of variable length. What is known of each full block stands before all of
//! them: [`Skip`].

use std::ops::Range;

use bitpacking::{BitPacker, BitPacker4x};
use tantivy::directory::OwnedBytes;
use tantivy::{DocId, TERMINATED};

use super::super::postings::{BLOCK, read_number};
use super::positions::Place;

/// Slots of a block are narrowed down to so many before each is looked at.
const STEP: usize = 16;

/// What is known of a block without reading it.
#[derive(Debug, Clone, Copy)]
struct Skip {
    last: DocId,
    /// Bits of the number of an article, and of a frequency.
    doc_bits: u8,
    frequency_bits: u8,
    /// How many positions there are.
    positions: u32,
}

impl Skip {
    const SIZE: usize = 12;
    /// The other bits say that differences are less one, which they are.
    const DOC_BITS: u8 = 0x1f;
    /// Of what follows the last full block.
    const REST: Self = Self { last: TERMINATED, doc_bits: 0, frequency_bits: 0, positions: 0 };

    /// Of a block by its number; `None` behind the last full one.
    fn read(skips: &[u8], block: usize) -> Option<Self> {
        let bytes: &[u8; Self::SIZE] = skips.get(block * Self::SIZE..)?.first_chunk()?;
        let (last, rest) = bytes.split_first_chunk()?;
        let ([doc_bits, frequency_bits], rest) = rest.split_first_chunk()?;
        let (positions, _) = rest.split_first_chunk()?;
        Some(Self {
            last: u32::from_le_bytes(*last),
            doc_bits: *doc_bits & Self::DOC_BITS,
            frequency_bits: *frequency_bits,
            positions: u32::from_le_bytes(*positions),
        })
    }
}

/// The articles of a segment that hold a word, at one of them.
pub(super) struct Postings {
    articles: u32,
    skips: OwnedBytes,
    blocks: OwnedBytes,
    /// The block's number, what is known of it, where its bytes start, and the article before it.
    block: usize,
    skip: Skip,
    start: usize,
    before: DocId,
    /// How many positions stand before those of the block.
    positions: u64,
    /// Its articles, and nothing but [`TERMINATED`] behind the last of all.
    docs: [DocId; BLOCK],
    /// How many positions of the block stand before those in each, and behind the last. Read when first needed.
    starts: [u32; BLOCK + 1],
    has_starts: bool,
    at: usize,
}

impl Postings {
    /// Of a word that so many articles hold, at the first. `None` if the bytes are damaged.
    pub(super) fn open(articles: u32, bytes: OwnedBytes) -> Option<Self> {
        let (mut skips, mut blocks) = (OwnedBytes::empty(), bytes);
        if articles as usize >= BLOCK {
            let (length, size) = read_number(&blocks, 0);
            let from = size.checked_add(length as usize)?;
            skips = blocks.get(size..from).is_some().then(|| blocks.slice(size..from))?;
            blocks = blocks.slice(from..blocks.len());
        }
        let mut postings = Self {
            articles,
            skip: Skip::read(&skips, 0).unwrap_or(Skip::REST),
            skips,
            blocks,
            block: 0,
            start: 0,
            before: 0,
            positions: 0,
            docs: [TERMINATED; BLOCK],
            starts: [0; BLOCK + 1],
            has_starts: false,
            at: 0,
        };
        postings.read_docs();
        Some(postings)
    }

    /// How many articles hold the word.
    pub(super) fn articles(&self) -> u32 {
        self.articles
    }

    /// The article it is at, or [`TERMINATED`].
    pub(super) fn doc(&self) -> DocId {
        self.docs.get(self.at).copied().unwrap_or(TERMINATED)
    }

    /// Its positions in that article.
    pub(super) fn place_here(&mut self) -> Place {
        self.place(self.at)
    }

    /// Goes on to the first article at or behind `doc`, unless it is there or further.
    pub(super) fn seek(&mut self, doc: DocId) {
        if self.doc() < doc {
            self.seek_block(doc);
            self.at = self.slot(doc);
        }
    }

    /// Goes on to the block in which `doc` stands if the word does.
    pub(super) fn seek_block(&mut self, doc: DocId) {
        if self.skip.last < doc {
            while self.skip.last < doc {
                self.step();
            }
            self.read_docs();
        }
    }

    /// Goes on to the first article of the next block.
    pub(super) fn next_block(&mut self) {
        self.step();
        self.read_docs();
    }

    /// The articles of the block.
    pub(super) fn block(&self) -> &[DocId; BLOCK] {
        &self.docs
    }

    /// Those of its slots that are left, of articles before `end`.
    pub(super) fn left(&self, end: DocId) -> Range<usize> {
        let is_whole = self.skip.last < end;
        let last = if is_whole { BLOCK } else { self.docs.partition_point(|&doc| doc < end) };
        self.at.min(last)..last
    }

    /// The last article of the block; [`TERMINATED`] in the last.
    pub(super) fn last_in_block(&self) -> DocId {
        self.skip.last
    }

    /// How often the word stands in each article of the block.
    pub(super) fn frequencies(&mut self) -> [u32; BLOCK] {
        let starts = self.starts();
        let mut frequencies = [0; BLOCK];
        for (slot, frequency) in frequencies.iter_mut().enumerate() {
            *frequency = starts[slot + 1].wrapping_sub(starts[slot]);
        }
        frequencies
    }

    /// The positions in an article of the block.
    #[inline]
    pub(super) fn place(&mut self, slot: usize) -> Place {
        let slot = slot.min(BLOCK - 1);
        let starts = self.starts();
        let (start, end) = (starts[slot], starts[slot + 1]);
        Place { start: self.positions + u64::from(start), frequency: end.wrapping_sub(start) }
    }

    #[inline]
    fn starts(&mut self) -> &[u32; BLOCK + 1] {
        if !self.has_starts {
            self.read_starts();
        }
        &self.starts
    }

    /// The first slot of the block at or behind an article that is not behind the block.
    #[inline]
    pub(super) fn slot(&self, doc: DocId) -> usize {
        // Loops that are not written as chains of closures are compiled well everywhere.
        let mut from = 0;
        for step in 1..BLOCK / STEP {
            from += if self.docs[step * STEP - 1] < doc { STEP } else { 0 };
        }
        let mut slot = from;
        for &other in &self.docs[from..from + STEP] {
            slot += usize::from(other < doc);
        }
        slot
    }

    /// Passes over what is left of the block. What follows the rest is nothing.
    fn step(&mut self) {
        let bits = usize::from(self.skip.doc_bits) + usize::from(self.skip.frequency_bits);
        self.start += bits * BLOCK / 8;
        self.positions += u64::from(self.skip.positions);
        self.before = self.skip.last;
        self.block += 1;
        self.skip = Skip::read(&self.skips, self.block).unwrap_or(Skip::REST);
    }

    /// How many articles the block has. What does not fit into memory is no block.
    fn length(&self) -> usize {
        (self.articles as usize).saturating_sub(self.block.saturating_mul(BLOCK)).min(BLOCK)
    }

    fn bytes(&self, from: usize) -> &[u8] {
        self.blocks.get(from..).unwrap_or_default()
    }

    fn read_docs(&mut self) {
        (self.at, self.has_starts) = (0, false);
        let length = self.length();
        if length < BLOCK || self.skip.last == TERMINATED {
            self.read_rest(length);
            return;
        }
        let before = (self.before != 0).then_some(self.before);
        let bytes = self.blocks.get(self.start..).unwrap_or_default();
        if bytes.len() >= packed(self.skip.doc_bits) {
            BitPacker4x::new().decompress_strictly_sorted(before, bytes, &mut self.docs, self.skip.doc_bits);
        } else {
            self.docs = [TERMINATED; BLOCK];
        }
    }

    /// Reads what follows the last full block.
    #[cold]
    fn read_rest(&mut self, length: usize) {
        self.docs = [TERMINATED; BLOCK];
        let mut differences = [0; BLOCK];
        let size = numbers(self.bytes(self.start), &mut differences[..length]);
        let mut doc = self.before;
        for (own, difference) in self.docs.iter_mut().zip(&differences[..length]) {
            doc = doc.saturating_add(*difference).min(TERMINATED);
            *own = doc;
        }
        let mut frequencies = [0; BLOCK];
        numbers(self.bytes(self.start.saturating_add(size)), &mut frequencies[..length]);
        let mut sum = 0u32;
        for (start, frequency) in self.starts[1..].iter_mut().zip(frequencies) {
            sum = sum.wrapping_add(frequency);
            *start = sum;
        }
        self.has_starts = true;
    }

    fn read_starts(&mut self) {
        let bytes = self.blocks.get(self.start + packed(self.skip.doc_bits)..).unwrap_or_default();
        let (bits, starts) = (self.skip.frequency_bits, &mut self.starts[1..]);
        if bits <= MOST_BITS && bytes.len() >= packed(bits) {
            // Frequencies less one, added up.
            BitPacker4x::new().decompress_sorted(0, bytes, starts, bits);
            for (slots, start) in (1..).zip(starts) {
                *start = start.wrapping_add(slots);
            }
        } else {
            starts.fill(0);
        }
        self.has_starts = true;
    }
}

/// More bits no number has.
pub(super) const MOST_BITS: u8 = 32;

/// Bytes of a block of numbers of so many bits.
pub(super) fn packed(bits: u8) -> usize {
    usize::from(bits) * BLOCK / 8
}

/// Reads numbers of variable length, as far as there are any. The size of those in bytes.
pub(super) fn numbers(bytes: &[u8], into: &mut [u32]) -> usize {
    let mut size = 0;
    for own in into {
        if size == bytes.len() {
            break;
        }
        (*own, size) = read_number(bytes, size);
    }
    size
}
