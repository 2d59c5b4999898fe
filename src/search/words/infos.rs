//! Where the postings of each word are.
//!
//! tantivy writes it behind the words, in their order: 256 words are a block, of the first of which all is written out, and of the
//! others what differs, packed in numbers of so many bits.

use std::ops::Range;

use tantivy::directory::OwnedBytes;
use tantivy::postings::TermInfo;

/// Words of a block.
const BLOCK: u64 = 256;
/// Bytes that describe a block: where its words are packed, the first of them, and how many bits the numbers of the others have.
const HEAD: usize = 39;
/// Bytes before all: those of the descriptions, and how many words there are.
const SIZES: usize = 16;

/// Where the postings of each word of a field are.
pub(super) struct Infos {
    heads: OwnedBytes,
    packed: OwnedBytes,
}

/// How many bits each number of a word has.
struct Bits {
    postings: usize,
    positions: usize,
    articles: usize,
}

impl Infos {
    /// `None` if the bytes are damaged.
    pub(super) fn open(bytes: &OwnedBytes) -> Option<Self> {
        let heads = usize::try_from(number(bytes, 0)?).ok()?;
        let end = SIZES.checked_add(heads)?;
        bytes.get(SIZES..end)?;
        Some(Self { heads: bytes.slice(SIZES..end), packed: bytes.slice(end..bytes.len()) })
    }

    /// That of a word. `None` if it is beyond the end.
    pub(super) fn of(&self, word: u64) -> Option<TermInfo> {
        let start = usize::try_from(word / BLOCK).ok()?.checked_mul(HEAD)?;
        let head: &[u8; HEAD] = self.heads.get(start..)?.first_chunk()?;
        let place = |at| usize::try_from(number(head, at)?).ok();
        let size = |at: usize| head.get(at..)?.first_chunk().map(|&bytes| u32::from_le_bytes(bytes));
        let (postings, positions) = (place(12)?, place(24)?);
        let range = |start: usize, length: u32| Some(start..start.checked_add(usize::try_from(length).ok()?)?);
        let Some(others) = usize::try_from(word % BLOCK).ok()?.checked_sub(1) else {
            let (postings_range, positions_range) = (range(postings, size(20)?)?, range(positions, size(32)?)?);
            return Some(TermInfo { doc_freq: size(8)?, postings_range, positions_range });
        };
        let bits = |at: usize| usize::from(head[at]);
        let bits = Bits { articles: bits(36), postings: bits(37), positions: bits(38) };
        self.packed(place(0)?, others, (postings, positions), &bits)
    }

    /// The same of a word of a block that is packed at `offset`, behind so many others, from where those of the first begin. The postings
    /// of a word end where those of the next begin.
    fn packed(
        &self,
        offset: usize,
        others: usize,
        (postings, positions): (usize, usize),
        bits: &Bits,
    ) -> Option<TermInfo> {
        let packed = self.packed.get(offset..)?;
        let width = bits.postings + bits.positions + bits.articles;
        let first = others.checked_mul(width)?;
        let range = |start: usize, at: usize, bits: usize| -> Option<Range<usize>> {
            let place = |at| start.checked_add(usize::try_from(number_of_bits(packed, at, bits)?).ok()?);
            Some(place(at)?..place(at + width)?)
        };
        let behind_postings = first + bits.postings;
        let articles = number_of_bits(packed, behind_postings + bits.positions, bits.articles)?;
        Some(TermInfo {
            doc_freq: u32::try_from(articles).ok()?,
            postings_range: range(postings, first, bits.postings)?,
            positions_range: range(positions, behind_postings, bits.positions)?,
        })
    }
}

/// The eight bytes at a place.
fn number(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|&bytes| u64::from_le_bytes(bytes))
}

/// So many bits, 56 at most, from a place on that is counted in bits.
#[inline]
fn number_of_bits(bytes: &[u8], at: usize, bits: usize) -> Option<u64> {
    let bytes = bytes.get(at / 8..)?;
    let number = match bytes.first_chunk() {
        Some(&bytes) => u64::from_le_bytes(bytes),
        None => bytes.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte)),
    };
    (bits <= 56).then(|| number >> (at % 8) & ((1 << bits) - 1))
}
