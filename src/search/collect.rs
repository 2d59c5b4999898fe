//! The best articles by BM25, the same ones however the index is cut into segments.

use std::cmp::Reverse;
use std::sync::{Mutex, PoisonError};
use std::thread;

use tantivy::query::EnableScoring;
use tantivy::{DocAddress, DocId, Score};

use super::evidence::Columns;
use super::filter::Filter;
use super::plan::Plan;
use super::pruning::{self, Shape};
use super::side_by_side::side_by_side;
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
    /// How often the word stands in each, if the query is only one and that is known.
    pub frequencies: Option<Vec<u32>>,
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
        let found = best.into_found();
        let is_known = plan.single_term().is_some() && found.iter().all(|found| found.frequency > 0);
        let frequencies = is_known.then(|| found.iter().map(|found| found.frequency).collect());
        Ok(Candidates { articles: found.into_iter().map(|found| found.article).collect(), frequencies, total })
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
        let segments = self.segments();
        if segments.len() < 2 || shape.articles_of_phrases(&plan.entries, &plan.own_terms) < MANY {
            for number in segments {
                let known = (best.least, best.window);
                self.prune_segment(number, (plan, shape), known, &mut |found| {
                    best.add(found);
                    best.least
                })?;
            }
            return Ok(());
        }
        let best = Mutex::new(best);
        let lock = || best.lock().unwrap_or_else(PoisonError::into_inner);
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let searched = side_by_side(threads, segments.len(), |place| {
            let known = {
                let best = lock();
                (best.least, best.window)
            };
            self.prune_segment(segments[place], (plan, shape), known, &mut |found| {
                let mut best = lock();
                best.add(found);
                best.least
            })
        });
        searched.into_iter().collect()
    }

    /// Calls `add` for articles of a segment above a threshold, which it gives anew.
    fn prune_segment(
        &self,
        number: u32,
        (plan, shape): (&Plan, &Shape<'_>),
        (threshold, sought): (Score, usize),
        mut add: impl FnMut(Found) -> Score,
    ) -> Result<(), SearchError> {
        let reader = self.reader.searcher().segment_reader(number);
        let allows =
            |doc: DocId| !reader.is_deleted(doc) && self.filter.is_none_or(|filter| filter.allows(number, doc));
        let segment = pruning::Segment {
            number,
            dictionary: self.columns.dictionary(),
            entries: &plan.entries,
            own_terms: &plan.own_terms,
            norms: self.columns.norms(number),
            saturation: self.statistics.saturation(),
            bounds: self.statistics.bounds(number),
            sought,
            allows: &allows,
        };
        shape.search(&segment, threshold, &mut |doc, score, frequency| {
            add(Found { score, article: DocAddress::new(number, doc), frequency })
        })
    }

    fn ask_tantivy(&self, plan: &Plan, best: &mut Best) -> Result<(), SearchError> {
        let searcher = self.reader.searcher();
        let provider = EngineStatistics { statistics: self.statistics, alive: self.reader.alive() };
        let scoring = EnableScoring::enabled_from_statistics_provider(&provider, searcher);
        let weight = plan.for_tantivy(self.reader).weight(scoring)?;
        for ord in self.segments() {
            let segment = searcher.segment_reader(ord);
            let looseness = self.statistics.looseness(ord);
            weight.for_each_pruning(best.threshold(looseness), segment, &mut |doc: DocId, score: Score| {
                if !segment.is_deleted(doc) && self.filter.is_none_or(|filter| filter.allows(ord, doc)) {
                    best.add(Found { score, article: DocAddress::new(ord, doc), frequency: 0 });
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
        let found = best.window as u64;
        if self.filter.is_some() {
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
    /// The `window` best scores: a heap, the worst first, once there are so many.
    scores: Vec<Score>,
    articles: Vec<Found>,
    /// How many articles to hold before the worse ones are dropped again.
    limit: usize,
    seen: u64,
    /// The threshold for bounds that are not off.
    least: Score,
}

struct Found {
    score: Score,
    article: DocAddress,
    /// How often the only word of the query stands there; 0 if that is not known.
    frequency: u32,
}

/// So many scores and articles are expected.
const EXPECTED: usize = 64;

impl Best {
    fn new(window: usize) -> Self {
        let window = window.max(1);
        let (scores, articles) = (Vec::with_capacity(window.min(EXPECTED)), Vec::with_capacity(EXPECTED));
        Self { window, scores, articles, limit: 1024, seen: 0, least: Score::MIN }
    }

    fn is_full(&self) -> bool {
        self.scores.len() >= self.window
    }

    fn add(&mut self, found: Found) {
        let score = found.score;
        self.seen += 1;
        if !self.is_full() {
            self.scores.push(score);
            if self.is_full() {
                // What is sorted is a heap.
                self.scores.sort_unstable_by(Score::total_cmp);
                self.least = self.threshold(1.0);
            }
        } else if self.scores[0] < score {
            replace_worst(&mut self.scores, score);
            self.least = self.threshold(1.0);
        }
        if score >= self.least {
            self.articles.push(found);
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
        match self.scores.first() {
            Some(&worst) if self.is_full() => (f64::from(worst) * (1.0 - ROUNDING) / looseness) as Score,
            _ => Score::MIN,
        }
    }

    fn drop_worse(&mut self) {
        let least = self.least;
        self.articles.retain(|found| found.score >= least);
    }

    fn into_found(mut self) -> Vec<Found> {
        self.drop_worse();
        self.articles
    }
}

/// Puts a better score in the place of the worst of a heap, which is its first.
fn replace_worst(heap: &mut [Score], score: Score) {
    let mut place = 0;
    loop {
        let child = 2 * place + 1;
        let Some(&left) = heap.get(child) else { break };
        let (child, worse) = match heap.get(child + 1) {
            Some(&right) if right < left => (child + 1, right),
            _ => (child, left),
        };
        if worse >= score {
            break;
        }
        heap[place] = worse;
        place = child;
    }
    heap[place] = score;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(score: Score, doc: DocId) -> Found {
        Found { score, article: DocAddress::new(0, doc), frequency: 0 }
    }

    #[test]
    fn the_best_scores_are_kept_in_any_order() {
        let mut best = Best::new(7);
        let scores = (0..500u16).map(|number| Score::from(number * 101 % 503));
        scores.clone().for_each(|score| best.add(found(score, 0)));
        let mut sorted: Vec<Score> = scores.collect();
        sorted.sort_by(|a, b| b.total_cmp(a));
        sorted.truncate(7);
        assert!(best.scores.iter().all(|score| best.scores[0] <= *score));
        best.scores.sort_by(|a, b| b.total_cmp(a));
        assert_eq!(best.scores, sorted);
    }

    #[test]
    fn ties_at_the_border_are_all_kept() {
        let mut best = Best::new(2);
        for doc in 0..10 {
            best.add(found(1.0, doc));
        }
        best.add(found(2.0, 10));
        best.add(found(0.5, 11));
        assert_eq!(best.into_found().len(), 11);
    }

    #[test]
    fn loose_bounds_lower_the_threshold() {
        let mut best = Best::new(1);
        assert!(best.threshold(1.0) < 0.0);
        best.add(found(3.0, 0));
        assert!(best.threshold(1.5) < 2.001 && best.threshold(1.0) < 3.0 && best.threshold(1.0) > 2.99);
    }
}
