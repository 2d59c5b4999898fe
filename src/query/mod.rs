//! What the user asked for: words, phrases, and which of them must or must not match.
//!
//! | written | means |
//! |---|---|
//! | `drone strikes` | any of the words; articles with more of them, and rarer ones, come first |
//! | `"Article 5"` | these words in this order (curly quotes do as well) |
//! | `+drone` | must match |
//! | `-crypto`, `NOT crypto` | must not match |
//! | `a AND b`, `a OR b` | both, either; `AND` binds closer than `OR`, both closer than a space |
//! | `( … )` | a group |
//!
//! Any text is a query: what cannot be read as an operator is read as words.

mod lexer;
mod parser;

pub use parser::{join_arguments, parse};

/// A parsed query. Words are as they were typed; analysis comes later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// One word.
    Word(String),
    /// Words in this order, next to each other.
    Phrase(String),
    /// Several queries at once.
    Group(Group),
}

/// Queries, by how they must match.
///
/// An article matches when it matches all that are required and none that are excluded, and, where nothing is
/// required, at least one of the optional ones. A group of nothing but excluded queries matches nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Group {
    /// Must all match.
    pub required: Vec<Query>,
    /// Add to the score where they match.
    pub optional: Vec<Query>,
    /// Must not match.
    pub excluded: Vec<Query>,
}

impl Query {
    /// Whether there is nothing in the query that could match.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Word(text) | Self::Phrase(text) => !text.contains(char::is_alphanumeric),
            Self::Group(group) => group.required.iter().chain(&group.optional).all(Self::is_empty),
        }
    }
}
