//! Terms of one field of a segment under construction, and their numbers.

use std::hash::BuildHasher;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};

use crate::octets::load;

/// Terms by number, in the order in which they were met.
#[derive(Default)]
pub(super) struct Dictionary {
    numbers: HashTable<u32>,
    hasher: DefaultHashBuilder,
    /// All terms, one behind the other.
    bytes: Vec<u8>,
    /// Where each ends.
    ends: Vec<u32>,
}

impl Dictionary {
    /// Bytes that an entry takes beside its text.
    const ENTRY_BYTES: usize = 12;

    /// The number of a term, which is new if it was not met before.
    pub(super) fn number(&mut self, term: &[u8]) -> u32 {
        let (bytes, ends, hasher) = (&mut self.bytes, &mut self.ends, &self.hasher);
        let hash = hasher.hash_one(term);
        let is_term = |&number: &u32| text(bytes, ends, number) == term;
        match self.numbers.entry(hash, is_term, |&number| hasher.hash_one(text(bytes, ends, number))) {
            Entry::Occupied(entry) => *entry.get(),
            Entry::Vacant(entry) => {
                let number = cut(ends.len());
                entry.insert(number);
                bytes.extend_from_slice(term);
                ends.push(cut(bytes.len()));
                number
            }
        }
    }

    /// How many terms there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The term of a number.
    pub(super) fn term(&self, number: u32) -> &[u8] {
        text(&self.bytes, &self.ends, number)
    }

    /// Bytes of memory.
    pub(super) fn memory(&self) -> usize {
        self.bytes.len() + self.len() * Self::ENTRY_BYTES
    }

    /// The numbers in the order of their terms.
    pub(super) fn sorted(&self) -> Vec<u32> {
        let mut keyed: Vec<(u64, u32)> =
            (0..cut(self.len())).map(|number| (first_bytes(self.term(number)), number)).collect();
        keyed.sort_unstable_by(|(one, a), (other, b)| one.cmp(other).then_with(|| self.term(*a).cmp(self.term(*b))));
        keyed.into_iter().map(|(_, number)| number).collect()
    }
}

fn text<'a>(bytes: &'a [u8], ends: &[u32], number: u32) -> &'a [u8] {
    let number = number as usize;
    let start = if number == 0 { 0 } else { ends[number - 1] as usize };
    &bytes[start..ends[number] as usize]
}

/// A number of terms, or of their bytes: segments are written long before there are more than fit.
fn cut(number: usize) -> u32 {
    debug_assert!(u32::try_from(number).is_ok());
    #[expect(clippy::cast_possible_truncation, reason = "`SegmentBuilder::is_full` keeps far below")]
    let cut = number as u32;
    cut
}

/// Most terms differ in these already, and comparing them waits for no memory.
fn first_bytes(term: &[u8]) -> u64 {
    load(term, 0).swap_bytes()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn terms_have_one_number_each_and_sort_by_their_bytes(
            terms in prop::collection::vec(prop::collection::vec(0_u8..3, 0..12), 0..200),
        ) {
            let mut dictionary = Dictionary::default();
            for term in &terms {
                let number = dictionary.number(term);
                prop_assert_eq!(dictionary.term(number), term);
                prop_assert_eq!(dictionary.number(term), number);
            }
            let sorted: Vec<Vec<u8>> = dictionary.sorted().into_iter().map(|n| dictionary.term(n).to_vec()).collect();
            let expected: Vec<Vec<u8>> = terms.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
            prop_assert_eq!(sorted, expected);
        }
    }
}
