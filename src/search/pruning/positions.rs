//! Positions of a word, from the bytes that tantivy writes.
//!
//! They are differences within each article, those of all articles in a row, packed in blocks. How many bits the numbers of each
//! block have stands before all blocks, so blocks can be passed over.

use bitpacking::{BitPacker, BitPacker4x};
use tantivy::directory::OwnedBytes;

use super::super::postings::BLOCK;
use crate::index::read_number;

/// The positions of a word in an article: how many there are, and how many stand before them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place {
    pub start: u64,
    pub frequency: u32,
}

/// So many numbers can be looked at from any place of a block on.
const MOST_AT_ONCE: usize = 16;

/// Reads positions, best in the order in which they are written.
pub(super) struct Positions {
    /// Bits of the numbers of each full block, and the blocks.
    bits: OwnedBytes,
    blocks: OwnedBytes,
    /// The block that was read last, and where its bytes start.
    block: usize,
    start: usize,
    /// What its numbers add up to, from nothing at all to all of them, and what need not be looked at.
    sums: [u32; BLOCK + 1 + MOST_AT_ONCE],
}

impl Positions {
    /// `None` if the bytes are damaged.
    pub(super) fn open(bytes: &OwnedBytes) -> Option<Self> {
        let (blocks, size) = read_number(bytes, 0);
        let from = size.checked_add(blocks as usize)?;
        let bits = bytes.get(size..from).is_some().then(|| bytes.slice(size..from))?;
        let blocks = bytes.slice(from..bytes.len());
        let mut positions = Self { bits, blocks, block: 0, start: 0, sums: [0; BLOCK + 1 + MOST_AT_ONCE] };
        positions.read();
        Some(positions)
    }

    /// The positions in an article, `shift` added to each, if they are at most `MOST` and stand in one block; and
    /// [`u32::MAX`] for each that there is not.
    #[inline]
    pub(super) fn at_once<const MOST: usize>(&mut self, place: Place, shift: u32) -> Option<[u32; MOST]> {
        let (block, from) = parts(place.start);
        let frequency = place.frequency as usize;
        if frequency > MOST || from + frequency > BLOCK {
            return None;
        }
        if block != self.block {
            self.go_to(block);
        }
        let base = self.sums[from].wrapping_sub(shift);
        let mut positions: [u32; MOST] = *self.sums.get(from + 1..)?.first_chunk()?;
        // Without branches, so that several are made at once.
        for (at, own) in (0u32..).zip(&mut positions) {
            *own = own.wrapping_sub(base) | u32::from(at >= place.frequency).wrapping_neg();
        }
        Some(positions)
    }

    /// Calls `each` for the positions in an article, ascending.
    pub(super) fn each(&mut self, place: Place, mut each: impl FnMut(u32)) {
        let (mut block, mut from) = parts(place.start);
        let (mut left, mut before) = (place.frequency as usize, 0u32);
        while left > 0 {
            if block != self.block {
                self.go_to(block);
            }
            let to = BLOCK.min(from + left);
            let base = self.sums[from].wrapping_sub(before);
            self.sums[from + 1..=to].iter().for_each(|sum| each(sum.wrapping_sub(base)));
            before = self.sums[to].wrapping_sub(base);
            left -= to - from;
            (block, from) = (block.saturating_add(1), 0);
        }
    }

    fn go_to(&mut self, block: usize) {
        if block < self.block {
            (self.block, self.start) = (0, 0);
        }
        let passed = self.bits.get(self.block..block.min(self.bits.len())).unwrap_or_default();
        self.start += passed.iter().map(|&bits| usize::from(bits)).sum::<usize>() * packed(1);
        self.block = block;
        self.read();
    }

    fn read(&mut self) {
        let bytes = self.blocks.get(self.start..).unwrap_or_default();
        let [_, sums @ ..] = &mut self.sums;
        let sums = &mut sums[..BLOCK];
        match self.bits.get(self.block) {
            Some(&bits) if bits <= MOST_BITS && bytes.len() >= packed(bits) => {
                BitPacker4x::new().decompress_sorted(0, bytes, sums, bits);
            }
            _ => {
                sums.fill(0);
                numbers(bytes, sums);
                let mut sum = 0u32;
                for own in sums {
                    sum = sum.wrapping_add(*own);
                    *own = sum;
                }
            }
        }
    }
}

/// The block in which a number stands, and its place there.
fn parts(start: u64) -> (usize, usize) {
    let start = usize::try_from(start).unwrap_or(usize::MAX);
    (start / BLOCK, start % BLOCK)
}

/// More bits no number has.
const MOST_BITS: u8 = 32;

/// Bytes of a block of numbers of so many bits.
fn packed(bits: u8) -> usize {
    usize::from(bits) * BLOCK / 8
}

/// Reads numbers of variable length, as far as there are any.
fn numbers(bytes: &[u8], into: &mut [u32]) {
    let mut size = 0;
    for own in into {
        if size == bytes.len() {
            break;
        }
        (*own, size) = read_number(bytes, size);
    }
}
