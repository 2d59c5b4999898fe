//! What tells most other articles from copies before their texts are read.

use super::compare::{Difference, Text};
use super::lead::LeadFacts;

/// Bits of a short hash of a name or figure.
const HASH_BITS: u32 = 15;
/// Names and figures for each 64 bits of the filter. A third of its bits is then set, so of the words that an article lacks two
/// of three are known to be lacking.
const WORDS_A_NUMBER: usize = 28;

/// Numbers of a filter that has a bit for each short hash.
const FULL: usize = (1 << HASH_BITS) / 64;

/// The lowest bit of a fact of the lead.
const NAME: u64 = 0;
const FIGURE: u64 = 1;

/// The names and figures of an article: those of its lead one by one, all of them as a Bloom filter (Bloom, *Space/time
/// trade-offs in hash coding with allowable errors*, 1970) of one hash function.
///
/// Kept with the article, some 50 bytes for 500 words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// A short hash of each name and figure of the lead; the lowest bit is set for figures.
    pub lead: Vec<u64>,
    /// The filter: no bits of an article without names and figures.
    pub filter: Vec<u64>,
}

impl Facts {
    /// Reads a body. Some microseconds a kilobyte.
    #[must_use]
    pub fn of(body: &str) -> Self {
        let mut all = Vec::with_capacity(body.len() / 32);
        // A bit for each short hash.
        let mut seen = [0_u64; FULL];
        let lead = LeadFacts::with_telling(body, |word| {
            let hash = short(word.hash);
            let (number, bit) = place(hash, seen.len());
            all.extend((seen[number] & bit == 0).then_some(hash));
            seen[number] |= bit;
        });
        let numbers = all.len().div_ceil(WORDS_A_NUMBER);
        Self { lead: short_lead(&lead.names, &lead.figures), filter: filter_of(all.into_iter(), numbers) }
    }

    /// Those of a text, with a filter that has a bit for each short hash: of the words that the text lacks, nearly all are known
    /// to be lacking.
    #[must_use]
    pub fn exact(text: &Text) -> Self {
        let telling = text.telling.iter().map(|&hash| short(hash));
        Self { lead: short_lead(&text.names, &text.figures), filter: filter_of(telling, FULL) }
    }

    /// Whether the leads of two articles surely tell so different things that their [`super::Text`]s would not be taken for
    /// copies. It never says so of copies.
    #[must_use]
    pub fn surely_differ(&self, other: &Self) -> bool {
        [NAME, FIGURE].into_iter().any(|kind| {
            let (own, others) = (other.lacking(&self.lead, kind), self.lacking(&other.lead, kind));
            Difference { here: own.0, of_here: own.1, there: others.0, of_there: others.1 }.matters(None)
        })
    }

    /// Whether a lead alone surely tells so much that is not in this article that the two surely differ.
    #[must_use]
    pub fn surely_differ_from_lead(&self, lead: &[u64]) -> bool {
        [NAME, FIGURE].into_iter().any(|kind| {
            let (there, of_there) = self.lacking(lead, kind);
            Difference { here: 0, of_here: 0, there, of_there }.matters(None)
        })
    }

    /// How many names or figures of another's lead the article surely lacks, and how many there are.
    fn lacking(&self, lead: &[u64], kind: u64) -> (usize, usize) {
        let of_kind = || lead.iter().filter(|&&fact| fact & 1 == kind).map(|fact| fact >> 1);
        (of_kind().filter(|&hash| !self.may_have(hash)).count(), of_kind().count())
    }

    fn may_have(&self, hash: u64) -> bool {
        let (number, bit) = place(hash, self.filter.len());
        self.filter.get(number).is_some_and(|bits| bits & bit != 0)
    }
}

fn short_lead(names: &[u32], figures: &[u32]) -> Vec<u64> {
    let names = names.iter().map(|&hash| short(hash) << 1 | NAME);
    names.chain(figures.iter().map(|&hash| short(hash) << 1 | FIGURE)).collect()
}

fn short(hash: u32) -> u64 {
    u64::from(hash >> (u32::BITS - HASH_BITS))
}

/// A filter of so many numbers in which the bits of short hashes are set.
fn filter_of(hashes: impl Iterator<Item = u64>, numbers: usize) -> Vec<u64> {
    let mut filter = vec![0; numbers];
    for hash in hashes {
        let (number, bit) = place(hash, numbers);
        filter[number] |= bit;
    }
    filter
}

/// Where a short hash stands in a filter of so many numbers.
fn place(hash: u64, numbers: usize) -> (usize, u64) {
    let bit = (hash * (64 * numbers as u64)) >> HASH_BITS;
    let number = usize::try_from(bit / 64).unwrap_or(usize::MAX);
    (number, 1 << (bit % 64))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const STORY: &str = "The navy of Norway has ordered five frigates from a British yard in Glasgow, said Minister Tore Sandvik. \
        The 5 ships cost 135 billion kroner.";

    #[test]
    fn other_names_and_figures_are_known_to_be_other() {
        let other = "The army of Denmark has ordered tanks from a German yard in Kassel, said Minister Troels Poulsen. \
            The 44 tanks cost 16 billion kroner.";
        assert!(Facts::of(STORY).surely_differ(&Facts::of(other)));
        assert!(!Facts::of(STORY).surely_differ(&Facts::of(STORY)));
    }

    #[test]
    fn a_text_without_names_differs_from_nothing_by_them() {
        assert!(!Facts::of("").surely_differ(&Facts::of("")));
        assert!(!Facts::of("no names here at all").surely_differ(&Facts::of("nor are there any here")));
    }

    proptest! {
        #[test]
        fn copies_never_surely_differ(
            words in proptest::collection::vec("[A-Z]?[a-z]{1,3}|[0-9]{1,2}|[.] [A-Z][a-z]", 0..60),
            changes in proptest::collection::vec((0usize..60, "[A-Z][a-z]{1,2}|[0-9]{1,2}|[a-z]{2}"), 0..4),
        ) {
            let mut changed = words.clone();
            for (at, word) in changes {
                if let Some(old) = changed.get_mut(at) {
                    *old = word;
                }
            }
            let (one, other) = (words.join(" "), changed.join(" "));
            let (facts, others) = (Facts::of(&one), Facts::of(&other));
            let exact = Facts::exact(&Text::of(&one));
            if Text::of(&one).is_copy_of(&Text::of(&other)) {
                prop_assert!(!exact.surely_differ(&others));
            }
            prop_assert!(exact.surely_differ(&others) || !facts.surely_differ(&others));
            prop_assert!(facts.surely_differ(&others) || !facts.surely_differ_from_lead(&others.lead));
        }
    }
}
