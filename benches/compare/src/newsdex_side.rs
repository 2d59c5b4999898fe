//! Searches in newsdex's index, as `newsdex search` does, short of printing.

use std::path::Path;

use anyhow::{Context, Result};
use newsdex::index::{IndexStats, Reader};
use newsdex::parts::{Part, Parts};
use newsdex::query;
use newsdex::search::{Ids, LocalSearcher, SearchRequest, SearchResponse, Searcher, Widening};

/// An open index.
pub(crate) struct Newsdex {
    searcher: LocalSearcher,
    stats: IndexStats,
}

impl Newsdex {
    /// Opens the index that `newsdex index` made.
    pub(crate) fn open(folder: &Path) -> Result<Self> {
        let naming = || format!("opening newsdex's index '{}'", folder.display());
        let reader = Reader::open(folder).with_context(naming)?;
        let stats = IndexStats::of(&reader).with_context(naming)?;
        Ok(Self { searcher: LocalSearcher::new(reader, &[]).with_context(naming)?, stats })
    }

    pub(crate) fn articles(&self) -> u64 {
        self.stats.articles
    }

    pub(crate) fn segments(&self) -> usize {
        self.stats.segments
    }

    /// Parses and answers a query, with marked passages.
    pub(crate) fn answer(&self, text: &str, widening: Widening, limit: usize) -> Result<SearchResponse> {
        Ok(self.searcher.search(&request(text, widening, limit))?)
    }

    /// Parses a query and ranks by the words of whole articles, as plain BM25 does: titles and passages do not count, and
    /// each copy is an article.
    pub(crate) fn ids(&self, text: &str, widening: Widening, limit: usize) -> Result<Ids> {
        let parts = Parts::ALL.without(Part::Title).without(Part::Passages).without(Part::Proximity);
        let request = SearchRequest { parts, all_copies: true, per_article: 1, ..request(text, widening, limit) };
        Ok(self.searcher.ids(&request)?)
    }

    /// How many articles match what was typed, copies counted one by one.
    pub(crate) fn count(&self, text: &str) -> Result<u64> {
        let request = SearchRequest { count: true, ..request(text, Widening::Plain, 0) };
        Ok(self.searcher.search(&request)?.total_with_copies.articles)
    }
}

fn request(text: &str, widening: Widening, limit: usize) -> SearchRequest {
    let query = query::parse_as_of(text, &|| jiff::ZonedDateTime::now().date()).query;
    SearchRequest { widening, limit, ..SearchRequest::new(text.to_owned(), query) }
}
