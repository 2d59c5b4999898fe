//! Which terms a field does not hold.
//!
//! Nearly all files, titles, lines and names of articles are new, and to find that out each is looked for in the dictionary of every segment. Where
//! many are looked for, a table of bits says so at once (Bloom, Space/time trade-offs in hash coding with allowable errors, 1970;
//! all bits of a term in one word, so that it takes one look at memory).

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use tantivy::schema::Field;
use tantivy::{Searcher, TantivyError, Term};

use super::numbers::Numbers;
use crate::random::scramble;

/// One in so many terms that are not there is taken for one that may be: about sixty.
const BITS_A_TERM: usize = 16;

/// A table pays once so many terms have been looked for: one for this many that the field holds.
const WORTH: u64 = 64;

/// What is known of a field. Asking is safe from many threads.
#[derive(Default)]
pub(super) struct Absences {
    asked: AtomicU64,
    table: OnceLock<Option<Table>>,
}

impl Absences {
    /// Whether the index may hold a term, which is always of the same field; if not, it does not. The first few terms may be there always.
    pub(super) fn may_hold_term(&self, searcher: &Searcher, term: &Term) -> bool {
        self.may_hold(searcher, term.serialized_value_bytes(), || Table::of_terms(searcher, term.field()))
    }

    /// The same for a number of a field.
    pub(super) fn may_hold_number(&self, searcher: &Searcher, (field, number): (Field, u64)) -> bool {
        self.may_hold(searcher, &number.to_le_bytes(), || Table::of_numbers(searcher, field))
    }

    fn may_hold(&self, searcher: &Searcher, sought: &[u8], read: impl FnOnce() -> Result<Table, TantivyError>) -> bool {
        // A term an article is what fields hold, or nearly.
        if self.asked.fetch_add(1, Ordering::Relaxed) < searcher.num_docs() / WORTH {
            return true;
        }
        // Where a table cannot be read, neither can the terms, and whoever looks for one will say why.
        self.table.get_or_init(|| read().ok()).as_ref().is_none_or(|table| table.may_hold(sought))
    }
}

struct Table {
    words: Vec<u64>,
}

impl Table {
    /// Linear in the terms that the field holds.
    fn of_terms(searcher: &Searcher, field: Field) -> Result<Self, TantivyError> {
        let segments = searcher.segment_readers().iter();
        let fields = segments.map(|segment| segment.inverted_index(field)).collect::<Result<Vec<_>, _>>()?;
        let mut table = Self::with_room_for(fields.iter().map(|field| field.terms().num_terms()).sum());
        for field in &fields {
            let mut terms = field.terms().stream()?;
            while terms.advance() {
                table.add(terms.key());
            }
        }
        Ok(table)
    }

    /// Linear in the numbers that the field holds.
    fn of_numbers(searcher: &Searcher, field: Field) -> Result<Self, TantivyError> {
        let segments = searcher.segment_readers().iter();
        let tables = segments.filter_map(|segment| Numbers::of(segment, field).transpose());
        let tables = tables.collect::<Result<Vec<_>, _>>()?;
        let mut table = Self::with_room_for(tables.iter().map(Numbers::len).sum());
        for (number, _) in tables.iter().flat_map(Numbers::all) {
            table.add(&number.to_le_bytes());
        }
        Ok(table)
    }

    fn with_room_for(terms: usize) -> Self {
        Self { words: vec![0; (terms * BITS_A_TERM / 64).next_power_of_two()] }
    }

    fn add(&mut self, term: &[u8]) {
        let (word, bits) = self.place(term);
        self.words[word] |= bits;
    }

    fn may_hold(&self, term: &[u8]) -> bool {
        let (word, bits) = self.place(term);
        self.words[word] & bits == bits
    }

    /// The word of a term, and its bits there.
    fn place(&self, term: &[u8]) -> (usize, u64) {
        let hash = hash(term);
        let bit = |shift: u32| 1_u64 << (hash >> shift & 63);
        let word = (hash >> 8) as usize & (self.words.len() - 1);
        (word, bit(58) | bit(52) | bit(46))
    }
}

/// Eight bytes at a time.
fn hash(term: &[u8]) -> u64 {
    let (eights, rest) = term.as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let hash = eights.iter().fold(term.len() as u64, |hash, bytes| scramble(hash ^ u64::from_le_bytes(*bytes)));
    scramble(hash ^ u64::from_le_bytes(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_may_be_there_and_little_else() {
        let numbers = |from: u64| (from..from + 65_536).map(|number| number.wrapping_mul(0xd6e8_feb8_6659_fd93));
        let terms = |from| numbers(from).map(u64::to_be_bytes);
        let mut table = Table::with_room_for(65_536);
        terms(0).for_each(|term| table.add(&term));
        assert!(terms(0).all(|term| table.may_hold(&term)));
        let others = terms(1 << 32).filter(|term| table.may_hold(term)).count();
        assert!(others < 65_536 / 30, "{others}");
        let marked = numbers(0).filter(|number| number >> 63 == 0).map(|number| (number | 1 << 63).to_be_bytes());
        assert!(marked.filter(|term| table.may_hold(term)).count() < 32_768 / 30, "a mark makes another number");
    }

    #[test]
    fn texts_of_any_length_differ_in_each_byte() {
        let mut table = Table::with_room_for(20_000);
        let ids = |from: u32| (from..from + 20_000).map(|number| format!("article-{number}"));
        ids(0).for_each(|id| table.add(id.as_bytes()));
        assert!(ids(0).all(|id| table.may_hold(id.as_bytes())));
        let others = ids(20_000).filter(|id| table.may_hold(id.as_bytes())).count();
        assert!(others < 20_000 / 30, "{others}");
        assert_ne!(hash(b"a"), hash(b"a\0"));
    }
}
