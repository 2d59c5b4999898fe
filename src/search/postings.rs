//! Where a term stands, article by article: postings as tantivy packs them.
//!
//! A list of postings begins with an entry for each full block of 128 articles: the last of them, how it is packed, and the
//! frequency and length that score best in it. What is left behind the last full block has no entry. tantivy's own reader unpacks
//! every block that it comes to. Here a block is unpacked when one of its articles is asked for, its frequencies when all of
//! them are, and what its entry says is enough to pass over all others.

mod block;
mod places;

use bitpacking::{BitPacker, BitPacker4x};
use tantivy::directory::OwnedBytes;
use tantivy::{DocId, Score, TERMINATED};

use super::statistics::Bounds;
use crate::index::read_number;
use block::Block;
pub(super) use block::first_from;
pub(super) use places::Places;

/// Articles of a full block.
pub(super) const BLOCK: usize = BitPacker4x::BLOCK_LEN;

/// The same, as articles are counted.
const FULL: u32 = 128;

/// Bytes of an entry, where positions are indexed.
const ENTRY: usize = 12;

/// Where in it the number of positions stands.
const POSITIONS_IN_ENTRY: usize = 6;

/// A block of so many articles is packed into this times as many bytes as a number has bits.
const BYTES_A_BIT: usize = BLOCK / 8;

#[derive(Debug, Clone, Copy, PartialEq)]
enum Unpacked {
    Nothing,
    Articles,
    All,
}

/// The numbers of an unpacked block. What is behind its last article is the end.
struct Numbers {
    articles: [DocId; BLOCK],
    frequencies: [u32; BLOCK],
}

/// A place in the postings of a term.
pub(super) struct TermCursor {
    bytes: OwnedBytes,
    articles: u32,
    /// Where the entries begin.
    entries: usize,
    packer: BitPacker4x,
    block: Block,
    /// The first block.
    start: Block,
    /// The block up to which bounds were asked for.
    ahead: Block,
    unpacked: Unpacked,
    /// The place among the articles of the block, if they are unpacked.
    at: usize,
    numbers: Box<Numbers>,
}

impl TermCursor {
    /// At the first article of postings with so many of them.
    pub(super) fn new(bytes: OwnedBytes, articles: u32) -> Self {
        let (mut entries, mut length) = (0, 0);
        if articles >= FULL {
            (length, entries) = read_number(&bytes, 0);
        }
        let numbers = Box::new(Numbers { articles: [TERMINATED; BLOCK], frequencies: [1; BLOCK] });
        let (packer, block, unpacked) = (BitPacker4x::new(), Block::default(), Unpacked::Nothing);
        let mut cursor =
            Self { bytes, articles, entries, packer, block, start: block, ahead: block, unpacked, at: 0, numbers };
        cursor.block = cursor.read_entry(0, 0, entries + length as usize);
        (cursor.start, cursor.ahead) = (cursor.block, cursor.block);
        if !cursor.block.is_full() {
            cursor.unpack_articles();
        }
        cursor
    }

    /// Whether the bytes go as far as the entries of blocks.
    pub(super) fn has_all_entries(&self) -> bool {
        self.start.offset <= self.bytes.len()
    }

    /// In how many articles the term stands.
    pub(super) fn articles(&self) -> u32 {
        self.articles
    }

    /// What is known of a block before it is unpacked.
    #[inline]
    fn read_entry(&self, number: u32, first: DocId, offset: usize) -> Block {
        let articles = self.articles.saturating_sub(number.saturating_mul(FULL)).min(FULL);
        let block = Block { number, articles, first, last: TERMINATED, offset, ..Block::default() };
        if articles < FULL {
            return block;
        }
        let start = self.entries + number as usize * ENTRY;
        match self.bytes.get(start..).and_then(<[u8]>::first_chunk::<ENTRY>) {
            Some(&[a, b, c, d, article_bits, frequency_bits, _, _, _, _, norm, most]) => Block {
                last: DocId::from_le_bytes([a, b, c, d]),
                article_bits: article_bits & 0x1f,
                frequency_bits,
                norm,
                most,
                ..block
            },
            None => Block { articles: 0, ..block },
        }
    }

    #[inline]
    fn behind(&self, block: Block) -> Block {
        let bits = usize::from(block.article_bits) + usize::from(block.frequency_bits);
        self.read_entry(block.number + 1, block.last.saturating_add(1), block.offset + bits * BYTES_A_BIT)
    }

    /// The number of the block.
    pub(super) fn block_number(&self) -> u32 {
        self.block.number
    }

    /// How many positions there are in the articles of a full block.
    pub(super) fn positions_in_block(&self, number: u32) -> u32 {
        let start = self.entries + number as usize * ENTRY + POSITIONS_IN_ENTRY;
        let positions = self.bytes.get(start..).and_then(<[u8]>::first_chunk);
        positions.map_or(0, |&positions| u32::from_le_bytes(positions))
    }

    /// The place among the articles of the block, if they are unpacked.
    #[inline]
    pub(super) fn place_in_block(&self) -> usize {
        self.at
    }

    /// The next article; where its block is not unpacked, one that is not behind it.
    #[inline]
    pub(super) fn doc(&self) -> DocId {
        match self.unpacked {
            _ if self.block.articles == 0 => TERMINATED,
            Unpacked::Nothing => self.block.first,
            _ => self.numbers.articles[self.at % BLOCK],
        }
    }

    /// The last article of the block, or one behind it; `None` behind the last block.
    #[inline]
    pub(super) fn last_in_block(&self) -> Option<DocId> {
        (self.block.articles > 0).then_some(self.block.last)
    }

    /// What the term adds at most, by its weight, to articles of the block.
    #[inline]
    pub(super) fn most_in_block(&self, weight: Score, bounds: Option<&Bounds>) -> Score {
        weight * self.block.most(bounds)
    }

    /// The same to articles from `start` to before `end`, which do not descend from call to call. Nothing is unpacked.
    pub(super) fn most_within(
        &mut self,
        (start, end): (DocId, DocId),
        weight: Score,
        bounds: Option<&Bounds>,
    ) -> Score {
        if self.doc() >= end {
            return 0.0;
        }
        let mut block = if self.ahead.number < self.block.number { self.block } else { self.ahead };
        while block.last < start && block.articles > 0 {
            block = self.behind(block);
        }
        let mut most: Score = 0.0;
        while block.articles > 0 && block.first < end {
            most = most.max(block.most(bounds));
            if block.last >= end.saturating_sub(1) {
                break;
            }
            block = self.behind(block);
        }
        self.ahead = block;
        weight * most
    }

    /// Goes on to the block in which `doc` would stand. Says whether there is one.
    #[inline]
    pub(super) fn reach_block(&mut self, doc: DocId) -> bool {
        while self.block.last < doc && self.block.articles > 0 {
            self.next_block();
        }
        self.block.articles > 0
    }

    /// Goes on to the next block.
    #[inline]
    pub(super) fn next_block(&mut self) {
        self.block = self.behind(self.block);
        (self.unpacked, self.at) = (Unpacked::Nothing, 0);
    }

    /// Goes on to the first article at or behind `end`.
    pub(super) fn pass(&mut self, end: DocId) {
        if self.doc() < end && self.reach_block(end) && self.block.first < end {
            self.unpack_articles();
            self.at = first_from(&self.numbers.articles, end);
        }
    }

    /// How often the term stands in an article, which is not before that of the last call.
    #[inline]
    pub(super) fn frequency(&mut self, doc: DocId) -> u32 {
        if !self.reach_block(doc) {
            return 0;
        }
        self.unpack_articles();
        if self.numbers.articles[self.at % BLOCK] < doc {
            self.at = first_from(&self.numbers.articles, doc);
        }
        if self.numbers.articles[self.at % BLOCK] == doc { self.frequency_at(self.at) } else { 0 }
    }

    /// Unpacked alone, if the others of its block are not.
    #[inline]
    fn frequency_at(&self, place: usize) -> u32 {
        let bits = usize::from(self.block.frequency_bits);
        if self.unpacked == Unpacked::All {
            return self.numbers.frequencies[place % BLOCK];
        }
        // Four numbers stand side by side, each in words of its own.
        let (lane, bit) = (place % 4, place / 4 * bits);
        let start = self.block.offset + usize::from(self.block.article_bits) * BYTES_A_BIT + 4 * lane;
        let word = |number: usize| {
            let word = self.bytes.get(start + 16 * number..).and_then(<[u8]>::first_chunk::<4>);
            word.map_or(0, |&word| u64::from(u32::from_le_bytes(word)))
        };
        let both = word(bit / 32) | word(bit / 32 + 1) << 32;
        #[expect(clippy::cast_possible_truncation, reason = "no more bits than a number has")]
        let number = (both >> (bit % 32) & ((1 << bits) - 1)) as u32;
        number.saturating_add(1)
    }

    /// Goes back to the first article.
    pub(super) fn rewind(&mut self) {
        if self.block.number > 0 {
            self.block = self.start;
            (self.ahead, self.unpacked, self.at) = (self.start, Unpacked::Nothing, 0);
        }
    }

    /// What the term adds, by its weight, to an article of each full block that is left, by what BM25 adds to frequencies in articles of
    /// each coded length. It is the best at the segment's average length.
    pub(super) fn best_in_blocks(&self, weight: Score, saturation: &[Score; 256]) -> Vec<Score> {
        let mut best = Vec::with_capacity((self.articles / FULL) as usize);
        let mut block = self.block;
        while block.is_full() {
            let frequency = Score::from(block.most);
            best.push(weight * frequency / (frequency + saturation[usize::from(block.norm)]));
            block = self.behind(block);
        }
        best
    }

    /// The articles of the block before `end` that are left, and how often the term stands in each.
    #[inline]
    pub(super) fn block_before(&mut self, end: DocId) -> (&[DocId], &[u32]) {
        let is_whole = self.block.last < end;
        let (docs, frequencies) = self.block();
        let count = if is_whole { docs.len() } else { docs.partition_point(|&doc| doc < end) };
        (docs.get(..count).unwrap_or_default(), frequencies.get(..count).unwrap_or_default())
    }

    /// The articles that are left of the block, and how often the term stands in each.
    #[inline]
    pub(super) fn block(&mut self) -> (&[DocId], &[u32]) {
        self.unpack();
        let left = self.at..self.block.articles as usize;
        let Numbers { articles, frequencies } = &*self.numbers;
        (articles.get(left.clone()).unwrap_or_default(), frequencies.get(left).unwrap_or_default())
    }

    /// Calls `each` for the articles before `end`, those of a block together, with how often the term stands in each.
    #[inline]
    pub(super) fn read_to(&mut self, end: DocId, mut each: impl FnMut(&[DocId], &[u32])) {
        while self.doc() < end {
            let (docs, frequencies) = self.block_before(end);
            let read = docs.len();
            each(docs, frequencies);
            self.at += read;
            if self.at >= self.block.articles as usize {
                self.next_block();
            } else if read == 0 {
                // It begins later than its entry says, or the bytes are damaged.
                break;
            }
        }
    }

    /// The articles that were unpacked last, and [`TERMINATED`] behind the last of all.
    #[inline]
    pub(super) fn unpacked_articles(&self) -> &[DocId; BLOCK] {
        &self.numbers.articles
    }

    /// How often the term stands in each article of the block.
    pub(super) fn frequencies_of_block(&mut self) -> &[u32; BLOCK] {
        self.unpack();
        &self.numbers.frequencies
    }

    /// Unpacks the articles of the block, if there is one.
    #[inline]
    pub(super) fn unpack_articles(&mut self) {
        if self.unpacked != Unpacked::Nothing {
            return;
        }
        if !self.block.is_full() {
            self.read_rest();
            return;
        }
        let packed = self.bytes.get(self.block.offset..).unwrap_or_default();
        if packed.len() < usize::from(self.block.article_bits) * BYTES_A_BIT {
            self.block.articles = 0;
            return;
        }
        let before = self.block.first.checked_sub(1);
        self.packer.decompress_strictly_sorted(before, packed, &mut self.numbers.articles, self.block.article_bits);
        self.unpacked = Unpacked::Articles;
    }

    #[inline]
    fn unpack(&mut self) {
        self.unpack_articles();
        if self.unpacked != Unpacked::Articles {
            return;
        }
        let start = self.block.offset + usize::from(self.block.article_bits) * BYTES_A_BIT;
        let packed = self.bytes.get(start..).unwrap_or_default();
        let bits = self.block.frequency_bits.min(32);
        if packed.len() < usize::from(bits) * BYTES_A_BIT {
            self.block.articles = 0;
            return;
        }
        self.packer.decompress(packed, &mut self.numbers.frequencies, bits);
        for frequency in &mut self.numbers.frequencies {
            *frequency = frequency.wrapping_add(1);
        }
        self.unpacked = Unpacked::All;
    }

    /// What is behind the last full block is not packed: distances between articles, then frequencies.
    fn read_rest(&mut self) {
        let count = (self.block.articles as usize).min(BLOCK);
        let Numbers { articles, frequencies } = &mut *self.numbers;
        let bytes = self.bytes.as_slice();
        let (mut place, mut doc) = (self.block.offset, self.block.first.saturating_sub(1));
        for article in &mut articles[..count] {
            let (distance, behind) = read_number(bytes, place);
            (place, doc) = (behind, doc.saturating_add(distance));
            *article = doc;
        }
        articles[count..].fill(TERMINATED);
        for frequency in &mut frequencies[..count] {
            (*frequency, place) = read_number(bytes, place);
        }
        self.unpacked = Unpacked::All;
    }
}

#[cfg(test)]
mod tests;
