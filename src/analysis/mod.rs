//! From text to terms: one analyzer for articles and queries.
//!
//! `words` finds the words of a text, `fold` writes a word in one way however it was typed, and
//! [`Analyzer`] stems it and remembers the result. What indexing needs is collected in a [`TermStream`], which
//! tantivy reads back with [`StreamTokenizer`], so that a text is analysed once.

mod amounts;
mod analyzer;
mod cache;
mod country;
mod dates;
pub mod designations;
mod fold;
pub mod languages;
pub mod scripts;
mod spellings;
mod stream;
mod words;

pub use analyzer::{Analyzer, FNV_START, Token, fnv, scramble, stable_hash};
pub use languages::Language;
pub use stream::{StreamTokenizer, TermStream};

/// The name under which [`StreamTokenizer`] is registered with tantivy.
pub const TOKENIZER: &str = "newsdex-terms";

/// Names the rules of this module. An index carries it: when the rules change, the name must, because terms of
/// an older index would silently miss those of a query.
pub const FINGERPRINT: &str = "snowball-4";
