//! By a number, the articles that have it.
//!
//! Numbers of files, keys, bands and hashes of lines hardly repeat. A dictionary of terms, with a list of articles behind each,
//! is built for words: of numbers it took nearly half of the time in which segments are merged, and several looks at memory to
//! find one. Here they are a table in order, parted evenly by size (a radix search: Knuth, The Art of Computer Programming 3,
//! 6.3), so that a look at where a part begins and one at the part find a number.
//!
//! A segment keeps the tables in its file of lengths, where tantivy would keep the lengths of these fields' texts: it is
//! opened with the segment, told by fields, and of these tantivy asks for none. All numbers are little-endian:
//!
//! | part | bytes |
//! |---|---|
//! | entries, by number, then article: how far the number lies behind the least of its part; the article | as many each as the last part below says |
//! | where each part begins, and the end: the number of an entry | 8 each |
//! | how many entries; the least number; the greatest | 8 each |
//! | how many bits of a number do not say its part, of which an entry has the bytes; bytes of an article | 1 each |

mod query;
mod table;
mod write;

pub(super) use query::Numbered;
pub(crate) use table::Numbers;
pub(super) use write::{merge, write};

/// Entries of a part, on average and about.
const ENTRIES_A_PART: usize = 32;

/// The shape of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shape {
    entries: usize,
    least: u64,
    greatest: u64,
    /// Bits of a number that do not say its part.
    shift: u8,
    article_bytes: u8,
}

impl Shape {
    /// Bytes at the end of a table.
    const BYTES: usize = 26;

    /// That of so many entries, of articles up to one.
    fn of(entries: usize, (least, greatest): (u64, u64), final_article: tantivy::DocId) -> Self {
        let parts = (entries / ENTRIES_A_PART).max(2) as u64;
        let shift = (0..u64::BITS - 1).find(|&shift| (greatest - least) >> shift < parts).unwrap_or(u64::BITS - 1);
        Self {
            entries,
            least,
            greatest,
            shift: shift.to_le_bytes()[0],
            article_bytes: (u32::BITS - final_article.leading_zeros()).div_ceil(8).to_le_bytes()[0],
        }
    }

    /// The part of a number that is not less than the least.
    fn part(&self, number: u64) -> usize {
        usize::try_from((number - self.least) >> self.shift).unwrap_or(usize::MAX)
    }

    /// What a number has that its part does not say.
    fn low(&self, number: u64) -> u64 {
        (number - self.least) & low_bits(u32::from(self.shift))
    }

    fn parts(&self) -> usize {
        self.part(self.greatest).saturating_add(1)
    }

    /// Bytes of what a number has that its part does not say.
    fn low_bytes(&self) -> usize {
        usize::from(self.shift.div_ceil(8))
    }

    fn entry_bytes(&self) -> usize {
        self.low_bytes() + usize::from(self.article_bytes)
    }

    fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(Self::BYTES);
        for number in [self.entries as u64, self.least, self.greatest] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        bytes.extend_from_slice(&[self.shift, self.article_bytes]);
        bytes
    }

    /// `None` if a table of this shape could not be read.
    fn decode(bytes: &[u8; Self::BYTES]) -> Option<Self> {
        let (numbers, &[shift, article_bytes]) = bytes.split_last_chunk::<2>()?;
        let (numbers, _) = numbers.as_chunks::<8>();
        let &[entries, least, greatest] = numbers else { return None };
        let number = u64::from_le_bytes;
        let shape = Self {
            entries: usize::try_from(number(entries)).ok()?,
            least: number(least),
            greatest: number(greatest),
            shift,
            article_bytes,
        };
        (shape.least <= shape.greatest && shift < 64 && article_bytes <= 4).then_some(shape)
    }
}

/// So many low bits, less than 64.
fn low_bits(bits: u32) -> u64 {
    (1 << bits) - 1
}

#[cfg(test)]
mod tests;
