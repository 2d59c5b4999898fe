//! Answers without any text: which articles, and in which order.

use std::collections::HashSet;

use super::hit::Total;
use super::local::LocalSearcher;
use super::stages::{Laps, Stage, Stages};
use super::{SearchError, SearchRequest};

/// The articles of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ids {
    /// The keys (see [`crate::index::article_key`]) of the articles whose passages would be shown, best first, each once.
    pub keys: Vec<u64>,
    /// How many articles match, each copy counted.
    pub total: Total,
    /// Where the time went.
    pub stages: Stages,
}

impl LocalSearcher {
    /// Ranks as a search does, and stops before anything is read to be shown or counted. Neither adds words to the query
    /// nor drops one that holds nothing but slips.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn ids(&self, request: &SearchRequest) -> Result<Ids, SearchError> {
        let mut laps = Laps::start();
        let plan = self.plan(request)?;
        let filter = self.filter_for(&plan);
        let scorer = self.scorer(&plan);
        let mut finder = self.copy_finder(filter.as_deref());
        let collector = self.collector(filter.as_deref());
        laps.lap(Stage::Plan);
        let found = self.find(&plan, &scorer, (&collector, &mut finder), request, &mut laps)?;
        let mut seen = HashSet::new();
        let page = found.collapsed.ranked.iter().skip(request.offset).take(request.limit);
        let articles = page.map(|passage| passage.address).filter(|&article| seen.insert(article));
        let keys = articles.map(|article| self.copy_index().age(article).1).collect();
        laps.lap(Stage::Count);
        Ok(Ids { keys, total: found.total, stages: laps.stages() })
    }
}
