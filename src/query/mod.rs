//! What the user asked for: words, phrases, patterns and filters, and which of them must or must not match.
//!
//! [`documentation`] is the language as users read about it. Any text is a query: what cannot be read as an operator
//! is read as words, and a [`Hint`] says where something was read differently than it was written.
//!
//! A text becomes tokens (`lexer`), loses parentheses without a partner (`balance`), and becomes a tree (`parser`),
//! whose leaves are read by what is marked at them (`marks`) or by the field they belong to (`fields`, `dates`).

mod arguments;
mod balance;
mod dates;
mod fields;
mod function_words;
mod help;
mod hints;
mod lexer;
mod marks;
mod parser;
pub mod thesaurus;
mod tree;
mod undated;

use jiff::civil::Date;

pub use arguments::join_arguments;
pub use dates::days_back;
pub use function_words::is_function_word;
pub use help::documentation;
pub use hints::Hint;
pub use parser::{parse, parse_as_of};
pub use tree::tree;
pub use undated::with_undated;

/// What a text was read as.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The query.
    pub query: Query,
    /// Where it was read differently than it was written, in the order of the text. Of very many the first.
    pub hints: Vec<Hint>,
}

/// A parsed query. Words are as they were typed; analysis comes later.
#[derive(Debug, Clone, PartialEq)]
pub enum Query {
    /// One word as typed (may still be split by analysis).
    Word(String),
    /// Words in this order, with up to `slop` other words between them in all.
    Phrase {
        /// What stood between the quotes.
        text: String,
        /// So many other words may stand between.
        slop: u32,
    },
    /// Operands of which each stands within `distance` words of the one before. They are words, phrases, prefixes,
    /// wildcards, or groups of nothing but such optional ones.
    Near {
        /// At least two.
        operands: Vec<Query>,
        /// At least 1, which is side by side.
        distance: u32,
    },
    /// Words that start so.
    Prefix(String),
    /// Words of this pattern: `?` one character, `*` any number.
    Wildcard(String),
    /// Words within `edits` edits of this one.
    Fuzzy {
        /// The word as typed.
        word: String,
        /// 1 or 2.
        edits: u8,
    },
    /// A query for one text field only.
    Within {
        /// The field.
        field: TextField,
        /// What to find there.
        query: Box<Query>,
    },
    /// Articles by what is known about them; does not score.
    Filter(Filter),
    /// The score of a query times a factor.
    Boost {
        /// The query.
        query: Box<Query>,
        /// Finite, from 0 up.
        factor: f32,
    },
    /// Several queries at once.
    Group(Group),
}

/// A part of an article's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TextField {
    /// The headline.
    Title,
    /// The text below it.
    Body,
}

/// A condition on what is known about an article.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Filter {
    /// The value of a field, compared without regard to case; a trailing `*` compares beginnings.
    Field {
        /// The field.
        field: FilterField,
        /// Never empty; `*` alone is any value.
        value: String,
    },
    /// Days from `from` to `to`, both included. At least one of them is there.
    Dates {
        /// The first day.
        from: Option<Date>,
        /// The last day.
        to: Option<Date>,
        /// Whether articles without a date meet it, too.
        undated: bool,
    },
}

/// What is known about an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FilterField {
    /// The outlet.
    Source,
    /// Who wrote it.
    Author,
    /// The tag of its language.
    Language,
    /// Where its file is.
    Path,
    /// Its address.
    Url,
    /// A key word or section.
    Tag,
    /// A country that it is about.
    Country,
    /// An organisation that it is about.
    Organisation,
    /// A weapon or other system that it is about.
    System,
}

/// Queries, by how they must match.
///
/// An article matches when it matches all that are required and none that are excluded, and, where nothing is
/// required, at least one of the optional ones. A group of nothing but excluded queries matches nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Group {
    /// Must all match.
    pub required: Vec<Query>,
    /// Add to the score where they match.
    pub optional: Vec<Query>,
    /// Must not match.
    pub excluded: Vec<Query>,
}

impl Query {
    /// Whether there is nothing in the query that could match. Filters can.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Word(text)
            | Self::Phrase { text, .. }
            | Self::Prefix(text)
            | Self::Wildcard(text)
            | Self::Fuzzy { word: text, .. } => !text.contains(char::is_alphanumeric),
            Self::Near { operands, .. } => operands.iter().all(Self::is_empty),
            Self::Within { query, .. } | Self::Boost { query, .. } => query.is_empty(),
            Self::Filter(_) => false,
            Self::Group(group) => group.required.iter().chain(&group.optional).all(Self::is_empty),
        }
    }

    /// Whether this says nothing about the text of articles, but something that can match.
    fn is_filter(&self) -> bool {
        match self {
            Self::Filter(_) => true,
            Self::Within { query, .. } | Self::Boost { query, .. } => query.is_filter(),
            Self::Group(group) => {
                let mut positive = group.required.iter().chain(&group.optional).peekable();
                positive.peek().is_some() && positive.chain(&group.excluded).all(Self::is_filter)
            }
            _ => false,
        }
    }
}

impl Group {
    /// A group of one plain query is that query.
    fn simplified(mut self) -> Query {
        if self.excluded.is_empty()
            && self.required.len() + self.optional.len() == 1
            && let Some(only) = self.required.pop().or_else(|| self.optional.pop())
        {
            return only;
        }
        Query::Group(self)
    }
}
