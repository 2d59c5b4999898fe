//! The best articles by BM25, the same ones however the index is cut into segments.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use tantivy::query::EnableScoring;
use tantivy::{DocAddress, DocId, Score};

use super::evidence::Columns;
use super::filter::Filter;
use super::plan::Plan;
use super::pruning::{self, Shape};
use super::statistics::{EngineStatistics, Statistics};
use super::{SearchError, Total};
use crate::index::Reader;

/// tantivy adds up scores of terms in an order that depends on the segment, in single precision: equal scores
/// can differ by so much.
const ROUNDING: f64 = 2e-5;

/// So many articles are more than one thread should look at for a phrase: some milliseconds.
const MANY: u64 = 100_000;

/// What matched best.
pub(super) struct Candidates {
    /// All articles whose score may be among the best `window`, in no particular order.
    pub articles: Vec<DocAddress>,
    /// How many matched.
    pub total: Total,
}

/// Where to look for candidates.
pub(super) struct Collector<'a> {
    pub reader: &'a Reader,
    pub columns: &'a Columns,
    pub statistics: &'a Statistics,
    pub filter: Option<&'a Filter>,
}

impl Collector<'_> {
    /// Keeps everything that is not certainly worse than the `window`-th best: scores are computed again, exactly, afterwards.
    /// Queries of words and exact phrases are pruned by us, others by tantivy as far as it can.
    pub(super) fn candidates(&self, plan: &Plan, window: usize) -> Result<Candidates, SearchError> {
        let mut best = Best::new(window);
        match Shape::of(&plan.node, &|term| self.statistics.idf(plan.entries[term].articles)) {
            Some(shape) => self.prune(plan, &shape, &mut best)?,
            None => self.ask_tantivy(plan, &mut best)?,
        }
        let total = self.total(plan, &best);
        Ok(Candidates { articles: best.into_articles(), total })
    }

    /// The numbers of the segments, large ones first: they raise the threshold early.
    fn segments(&self) -> Vec<u32> {
        let searcher = self.reader.searcher();
        let mut order: Vec<u32> = (0u32..).take(searcher.segment_readers().len()).collect();
        order.sort_by_key(|&ord| Reverse(searcher.segment_reader(ord).num_docs()));
        order
    }

    /// Segment by segment, each with the threshold of all. Where many articles have to be looked at for a phrase, segments are
    /// searched side by side: which articles are the best does not depend on when they are found.
    fn prune(&self, plan: &Plan, shape: &Shape<'_>, best: &mut Best) -> Result<(), SearchError> {
        let (segments, next, best) = (self.segments(), AtomicUsize::new(0), Mutex::new(best));
        let search = || -> Result<(), SearchError> {
            while let Some(&number) = segments.get(next.fetch_add(1, Ordering::Relaxed)) {
                self.prune_segment(number, plan, shape, &best)?;
            }
            Ok(())
        };
        if segments.len() < 2 || shape.articles_of_phrases(&plan.entries) < MANY {
            return search();
        }
        let threads = thread::available_parallelism().map_or(1, usize::from).min(segments.len());
        thread::scope(|scope| {
            // Where no thread can be had, the others do its part.
            let start = |_| thread::Builder::new().spawn_scoped(scope, search).ok();
            let helpers: Vec<_> = (1..threads).filter_map(start).collect();
            let own = search();
            let ends = helpers.into_iter().map(|helper| helper.join().unwrap_or_else(|panic| resume_unwind(panic)));
            ends.fold(own, Result::and)
        })
    }

    fn prune_segment(
        &self,
        number: u32,
        plan: &Plan,
        shape: &Shape<'_>,
        best: &Mutex<&mut Best>,
    ) -> Result<(), SearchError> {
        let reader = self.reader.searcher().segment_reader(number);
        let allows =
            |doc: DocId| !reader.is_deleted(doc) && self.filter.is_none_or(|filter| filter.allows(number, doc));
        let segment = pruning::Segment {
            number,
            dictionary: self.columns.dictionary(),
            entries: &plan.entries,
            norms: self.columns.norms(number),
            lengths: self.columns.lengths(number),
            saturation: self.statistics.saturation(),
            bounds: self.statistics.bounds(number),
            allows: &allows,
        };
        let lock = || best.lock().unwrap_or_else(PoisonError::into_inner);
        let threshold = lock().threshold(1.0);
        shape.search(&segment, threshold, &mut |doc, score| {
            let mut best = lock();
            best.add(score, DocAddress::new(number, doc));
            best.threshold(1.0)
        })
    }

    fn ask_tantivy(&self, plan: &Plan, best: &mut Best) -> Result<(), SearchError> {
        let searcher = self.reader.searcher();
        let provider = EngineStatistics { statistics: self.statistics, searcher };
        let scoring = EnableScoring::enabled_from_statistics_provider(&provider, searcher);
        let weight = plan.for_tantivy(self.reader).weight(scoring)?;
        for ord in self.segments() {
            let segment = searcher.segment_reader(ord);
            let looseness = self.statistics.looseness(ord);
            weight.for_each_pruning(best.threshold(looseness), segment, &mut |doc: DocId, score: Score| {
                if !segment.is_deleted(doc) && self.filter.is_none_or(|filter| filter.allows(ord, doc)) {
                    best.add(score, DocAddress::new(ord, doc));
                }
                best.threshold(looseness)
            })?;
        }
        Ok(())
    }

    /// The number of matches where it is free, else a bound. How many articles were looked at before the rest was
    /// pruned depends on segments, so it is no answer: a bound must be the same for the same articles.
    fn total(&self, plan: &Plan, best: &Best) -> Total {
        if !best.is_full() {
            return Total { articles: best.seen, is_exact: true };
        }
        let segments = self.reader.searcher().segment_readers();
        let found = best.window as u64;
        if self.filter.is_some() || segments.iter().any(tantivy::SegmentReader::has_deletes) {
            return Total { articles: found, is_exact: false };
        }
        if let Some(term) = plan.single_term() {
            return Total { articles: plan.entries[term].articles, is_exact: true };
        }
        let frequencies = plan.sufficient_terms().into_iter().map(|term| plan.entries[term].articles);
        Total { articles: frequencies.fold(found, u64::max), is_exact: false }
    }

    /// The number of matches, by visiting all of them.
    pub(super) fn count(&self, plan: &Plan) -> Result<Total, SearchError> {
        let mut articles = 0;
        self.visit(plan, &mut |_| articles += 1)?;
        Ok(Total { articles, is_exact: true })
    }

    /// All articles that match.
    pub(super) fn all(&self, plan: &Plan) -> Result<Vec<DocAddress>, SearchError> {
        let mut articles = Vec::new();
        self.visit(plan, &mut |article| articles.push(article))?;
        Ok(articles)
    }

    fn visit(&self, plan: &Plan, each: &mut dyn FnMut(DocAddress)) -> Result<(), SearchError> {
        let searcher = self.reader.searcher();
        let weight = plan.for_tantivy(self.reader).weight(EnableScoring::disabled_from_searcher(searcher))?;
        for (ord, segment) in (0u32..).zip(searcher.segment_readers()) {
            weight.for_each_no_score(segment, &mut |docs: &[DocId]| {
                let allowed = |&&doc: &&DocId| {
                    !segment.is_deleted(doc) && self.filter.is_none_or(|filter| filter.allows(ord, doc))
                };
                docs.iter().filter(allowed).for_each(|&doc| each(DocAddress::new(ord, doc)));
            })?;
        }
        Ok(())
    }
}

/// The best articles so far, and those that rounding may have kept out of them.
struct Best {
    window: usize,
    /// The `window` best scores.
    scores: BinaryHeap<Reverse<OrderedScore>>,
    articles: Vec<(Score, DocAddress)>,
    /// How many articles to hold before the worse ones are dropped again.
    limit: usize,
    seen: u64,
}

#[derive(PartialEq)]
struct OrderedScore(Score);

impl Eq for OrderedScore {}

impl Ord for OrderedScore {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for OrderedScore {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Best {
    fn new(window: usize) -> Self {
        Self { window: window.max(1), scores: BinaryHeap::new(), articles: Vec::new(), limit: 1024, seen: 0 }
    }

    fn is_full(&self) -> bool {
        self.scores.len() >= self.window
    }

    fn add(&mut self, score: Score, article: DocAddress) {
        self.seen += 1;
        if !self.is_full() {
            self.scores.push(Reverse(OrderedScore(score)));
        } else if let Some(mut worst) = self.scores.peek_mut()
            && worst.0.0 < score
        {
            *worst = Reverse(OrderedScore(score));
        }
        if score >= self.threshold(1.0) {
            self.articles.push((score, article));
        }
        if self.articles.len() >= self.limit {
            self.drop_worse();
            // Many equal scores cannot be dropped: doubling keeps the cost of trying linear.
            self.limit = 1024.max(2 * self.articles.len());
        }
    }

    /// Scores up to this one are certainly worse than the `window` best, if bounds are off by `looseness`.
    #[allow(clippy::cast_possible_truncation, reason = "scores are single precision in tantivy")]
    fn threshold(&self, looseness: f64) -> Score {
        match self.scores.peek() {
            Some(Reverse(worst)) if self.is_full() => (f64::from(worst.0) * (1.0 - ROUNDING) / looseness) as Score,
            _ => Score::MIN,
        }
    }

    fn drop_worse(&mut self) {
        let threshold = self.threshold(1.0);
        self.articles.retain(|&(score, _)| score >= threshold);
    }

    fn into_articles(mut self) -> Vec<DocAddress> {
        self.drop_worse();
        self.articles.into_iter().map(|(_, article)| article).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_at_the_border_are_all_kept() {
        let mut best = Best::new(2);
        for doc in 0..10 {
            best.add(1.0, DocAddress::new(0, doc));
        }
        best.add(2.0, DocAddress::new(0, 10));
        best.add(0.5, DocAddress::new(0, 11));
        assert_eq!(best.into_articles().len(), 11);
    }

    #[test]
    fn loose_bounds_lower_the_threshold() {
        let mut best = Best::new(1);
        assert!(best.threshold(1.0) < 0.0);
        best.add(3.0, DocAddress::new(0, 0));
        assert!(best.threshold(1.5) < 2.001 && best.threshold(1.0) < 3.0 && best.threshold(1.0) > 2.99);
    }
}
