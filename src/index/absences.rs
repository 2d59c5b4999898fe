//! Which numbers a field does not hold.
//!
//! Nearly all files, titles and lines are new, and to find that out each is looked for in the dictionary of every segment. Where
//! many are looked for, a table of bits says so at once (Bloom, Space/time trade-offs in hash coding with allowable errors, 1970;
//! all bits of a number in one word, so that it takes one look at memory).

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use tantivy::schema::Field;
use tantivy::{Searcher, TantivyError};

/// One in so many numbers that are not there is taken for one that may be: about sixty.
const BITS_A_NUMBER: usize = 16;

/// A table pays once so many numbers have been looked for: one for this many that the field holds.
const WORTH: u64 = 64;

/// What is known of a field of numbers. Asking is safe from many threads.
#[derive(Default)]
pub(super) struct Absences {
    asked: AtomicU64,
    table: OnceLock<Option<Table>>,
}

impl Absences {
    /// Whether the field may hold a number; if not, it does not. The first few numbers may be there always.
    pub(super) fn may_hold(&self, searcher: &Searcher, field: Field, number: u64) -> bool {
        // A number an article is what fields hold, or nearly.
        if self.asked.fetch_add(1, Ordering::Relaxed) < searcher.num_docs() / WORTH {
            return true;
        }
        // Where a table cannot be read, neither can the numbers, and whoever looks for one will say why.
        let table = self.table.get_or_init(|| Table::of(searcher, field).ok());
        table.as_ref().is_none_or(|table| table.may_hold(number))
    }
}

struct Table {
    words: Vec<u64>,
}

impl Table {
    /// Linear in the numbers that the field holds.
    fn of(searcher: &Searcher, field: Field) -> Result<Self, TantivyError> {
        let segments = searcher.segment_readers().iter();
        let fields = segments.map(|segment| segment.inverted_index(field)).collect::<Result<Vec<_>, _>>()?;
        let numbers: usize = fields.iter().map(|field| field.terms().num_terms()).sum();
        let mut table = Self { words: vec![0; (numbers * BITS_A_NUMBER / 64).next_power_of_two()] };
        for field in &fields {
            let mut terms = field.terms().stream()?;
            while terms.advance() {
                if let Some(&number) = terms.key().first_chunk() {
                    let (word, bits) = table.place(u64::from_be_bytes(number));
                    table.words[word] |= bits;
                }
            }
        }
        Ok(table)
    }

    fn may_hold(&self, number: u64) -> bool {
        let (word, bits) = self.place(number);
        self.words[word] & bits == bits
    }

    /// The word of a number, and its bits there.
    fn place(&self, number: u64) -> (usize, u64) {
        // Numbers are hashes, but some are marked in one bit; so they are mixed (as the last steps of MurmurHash3 do).
        let mixed = (number ^ number >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mixed = (mixed ^ mixed >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let bit = |shift: u32| 1_u64 << (mixed >> shift & 63);
        let word = (mixed >> 8) as usize & (self.words.len() - 1);
        (word, bit(58) | bit(52) | bit(46))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_may_be_there_and_little_else() {
        let mut table = Table { words: vec![0; 16_384] };
        let numbers = |from: u64| (from..from + 65_536).map(|number| number.wrapping_mul(0xd6e8_feb8_6659_fd93));
        for number in numbers(0) {
            let (word, bits) = table.place(number);
            table.words[word] |= bits;
        }
        assert!(numbers(0).all(|number| table.may_hold(number)));
        let others = numbers(1 << 32).filter(|&number| table.may_hold(number)).count();
        assert!(others < 65_536 / 30, "{others}");
        let marked = numbers(0).filter(|&number| table.may_hold(number | 1 << 63)).filter(|number| number >> 63 == 0);
        assert!(marked.count() < 32_768 / 30, "a mark makes another number");
    }
}
