//! Answers without any text: which articles, and in which order.

use std::collections::HashSet;

use super::collect::Collector;
use super::hit::Total;
use super::local::LocalSearcher;
use super::plan::Plan;
use super::score::Scorer;
use super::stages::{Laps, Stage, Stages};
use super::{Order, SearchError, SearchRequest, WINDOW};
use crate::parts::Part;

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
    /// Where the order is that of the words of articles alone, without titles, passages, newness and copies, no more articles are
    /// looked at than are asked for.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn ids(&self, request: &SearchRequest) -> Result<Ids, SearchError> {
        let mut laps = Laps::start();
        let plan = self.plan(request)?;
        let filter = self.filter_for(&plan);
        let scorer = self.scorer(&plan);
        let collector = self.collector(filter.as_deref());
        laps.lap(Stage::Plan);
        if is_by_words(request, &plan) {
            return self.by_words(&plan, &scorer, &collector, request, laps);
        }
        let mut finder = self.copy_finder(filter.as_deref());
        let found = self.find(&plan, &scorer, (&collector, &mut finder), request, &mut laps)?;
        let mut seen = HashSet::new();
        let page = found.collapsed.ranked.iter().skip(request.offset).take(request.limit);
        let articles = page.map(|passage| passage.address).filter(|&article| seen.insert(article));
        let keys = articles.map(|article| self.copy_index().age(article).1).collect();
        laps.lap(Stage::Count);
        Ok(Ids { keys, total: found.total, stages: laps.stages() })
    }

    /// The articles of the best scores by their words: of no more candidates than are asked for, plus those that may score alike, unless
    /// they are looked for by other scores.
    fn by_words(
        &self,
        plan: &Plan,
        scorer: &Scorer<'_>,
        collector: &Collector<'_>,
        request: &SearchRequest,
        mut laps: Laps,
    ) -> Result<Ids, SearchError> {
        let most = request.offset.saturating_add(request.limit);
        let reach = if plan.node.is_scored_alike() { most } else { WINDOW.max(most) };
        let candidates = collector.candidates(plan, reach)?;
        laps.lap(Stage::Match);
        let total = candidates.total;
        let best = self.ranking(plan, scorer, request).by_words(candidates, most)?;
        let keys = best.into_iter().skip(request.offset).collect();
        laps.lap(Stage::Score);
        Ok(Ids { keys, total, stages: laps.stages() })
    }
}

/// Whether nothing but the words of whole articles decides about their order, and each is shown.
fn is_by_words(request: &SearchRequest, plan: &Plan) -> bool {
    let has_more = plan.parts.has(Part::Title) || plan.parts.has(Part::Passages) || request.recency.is_some();
    request.order == Order::Score && request.all_copies && request.per_article == 1 && !has_more
}
