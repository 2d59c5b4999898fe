//! From text to terms: one analyzer for articles and queries.
//!
//! `words` finds the words of a text, `fold` writes a word in one way however it was typed, and
//! [`Analyzer`] stems it and remembers the result.

mod amounts;
mod analyzer;
mod cache;
mod country;
mod dates;
pub mod designations;
mod fold;
pub mod languages;
pub mod listed;
pub mod scripts;
mod spellings;
mod token;
mod words;

pub use analyzer::{Analyzer, FNV_START, fnv, stable_hash};
pub use languages::Language;
pub use token::{Note, Rest, Token};

use crate::parts::{Part, Parts};

/// Names the rules of this module. An index carries it: when the rules change, the name must, because terms of
/// an older index would silently miss those of a query.
pub const FINGERPRINT: &str = "snowball-7";

/// Names these rules as far as they are among `parts`: [`FINGERPRINT`], unless some are left out.
#[must_use]
pub fn fingerprint(parts: Parts) -> String {
    match parts.of_analysis() {
        Parts::ALL => FINGERPRINT.to_owned(),
        parts => format!("{FINGERPRINT} {parts}"),
    }
}

/// The parts that [`fingerprint`] named; `None` for other rules than those of this module.
#[must_use]
pub fn parts_of(name: &str) -> Option<Parts> {
    let rest = name.strip_prefix(FINGERPRINT)?;
    let is_named = |part: &Part| part.is_of_analysis() && rest.contains(part.name());
    let parts: Parts = Part::ALL.into_iter().filter(is_named).collect();
    (fingerprint(parts) == name).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_says_what_was_left_out() {
        for parts in [Parts::ALL, Parts::ALL.without(Part::Folding), Part::ALL.into_iter().collect()] {
            assert_eq!(parts_of(&fingerprint(parts)), Some(parts.of_analysis()));
        }
        assert_eq!(fingerprint(Parts::ALL.without(Part::Title)), FINGERPRINT);
        for other in ["snowball-3", "snowball-70", "snowball-7 without title", "snowball-7 without numbers, folding"] {
            assert_eq!(parts_of(other), None, "{other}");
        }
    }
}
