//! Answers queries with ranked passages.
//!
//! An article is what matches, a passage is what is shown: tantivy selects articles by BM25 over title and body;
//! the best [`WINDOW`] of them are ranked again with the score of their best passages, which is computed from term
//! positions in the postings; stored text is read only for what is shown.

mod allowed;
mod collapse;
mod collect;
mod columns;
mod copies;
mod dictionary;
mod engine;
mod evidence;
mod excluded;
mod expansion;
mod explanation;
mod facets;
mod filter;
mod highlight;
pub mod hit;
mod ids;
mod languages;
mod local;
mod located;
mod node;
mod page;
mod plan;
mod postings;
mod pruning;
mod ranking;
mod recency;
mod score;
mod side_by_side;
mod similar;
mod spans;
mod stages;
mod statistics;
mod synonyms;
mod timeline;
mod totals;
mod trim;
mod undated;
mod view;
mod vocabulary;
mod words;

use thiserror::Error;

pub use hit::{
    AddedWord, ArticleView, Copies, Correction, Explanation, FacetCount, Facets, Hit, LeftOut, PartKind, ScorePart,
    SearchResponse, Snippet, Total,
};
pub use ids::Ids;
pub use local::LocalSearcher;
pub use recency::Recency;
pub use stages::{Stage, Stages};
pub use timeline::{Bucket, Period, Timeline};
pub use view::show;

use crate::index::IndexError;
use crate::parts::Parts;
use crate::query::Query;

/// How many articles are ranked again by their passages. The number is the same for every limit and offset, so
/// that a longer list starts with the shorter one.
pub const WINDOW: usize = 50;

/// A query and how to answer it.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "switches that do not depend on each other")]
pub struct SearchRequest {
    /// The query's id in a query file, passed on to the response.
    pub query_id: Option<String>,
    /// The query as typed, passed on to the response.
    pub text: String,
    /// The parsed query.
    pub query: Query,
    /// Whether articles match with any of the words.
    pub words: WordsMode,
    /// What else is searched than what was typed.
    pub widening: Widening,
    /// What takes part in reading and ranking. What the index was built without does not, whatever is said here.
    pub parts: Parts,
    /// Search words, too, that the best articles have in common: more is found, and what only they match comes late.
    pub expand: bool,
    /// In which order.
    pub order: Order,
    /// How much more new articles count, if they do.
    pub recency: Option<Recency>,
    /// Passages to answer with.
    pub limit: usize,
    /// Passages to leave out before them.
    pub offset: usize,
    /// The most passages of one article, at least 1.
    pub per_article: usize,
    /// Count all matches, even where that takes longer than the search.
    pub count: bool,
    /// Answer with every copy of an article, not with the earliest for all of them.
    pub all_copies: bool,
    /// Let articles without a date through date filters.
    pub undated: bool,
    /// Say what all matching articles have in common, which counts them, too.
    pub facets: bool,
    /// Say how each score came about.
    pub explain: bool,
    /// Show absolute paths.
    pub absolute: bool,
    /// Show long passages whole, and not the part of each that holds the most of the query.
    pub full_passages: bool,
}

impl SearchRequest {
    /// A request for the ten best passages, two of an article at most, as `newsdex search` asks unless it is told otherwise.
    #[must_use]
    pub fn new(text: String, query: Query) -> Self {
        Self {
            query_id: None,
            text,
            query,
            words: WordsMode::Any,
            widening: Widening::Default,
            parts: Parts::ALL,
            expand: false,
            order: Order::Score,
            recency: None,
            limit: 10,
            offset: 0,
            per_article: 2,
            count: false,
            all_copies: false,
            undated: false,
            facets: false,
            explain: false,
            absolute: false,
            full_passages: false,
        }
    }
}

/// How words without a sign match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WordsMode {
    /// An article matches with any of them; those with more of them come first.
    #[default]
    Any,
    /// An article must have all of them.
    All,
}

/// What else is searched than what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Widening {
    /// All forms of a word, other ways to say it, and words that it may be a slip for.
    #[default]
    Default,
    /// All forms of a word.
    Plain,
    /// Only the form that was typed.
    Exact,
}

/// The order of the articles that are answered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// The best first.
    #[default]
    Score,
    /// The newest first, those without a date last; of one day the best first. All matches take part.
    Newest,
    /// The oldest first, in the same way.
    Oldest,
}

/// What can go wrong with a search.
#[derive(Debug, Error)]
pub enum SearchError {
    /// The index could not be read.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// A file of the index could not be read.
    #[error("reading the index")]
    Io(#[from] std::io::Error),
}

impl From<tantivy::TantivyError> for SearchError {
    fn from(error: tantivy::TantivyError) -> Self {
        Self::Index(error.into())
    }
}

/// Something that answers queries: a local index, or one day a cluster.
pub trait Searcher {
    /// Answers one query.
    ///
    /// # Errors
    /// When the index cannot be read.
    fn search(&self, request: &SearchRequest) -> Result<SearchResponse, SearchError>;
}
