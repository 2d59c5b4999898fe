//! The passages of candidate articles in their order: by score, or by the day of their articles.

use tantivy::DocAddress;

use super::collect::Candidates;
use super::copies::CopyIndex;
use super::evidence::{Columns, Depth, Evidence, gather};
use super::plan::Plan;
use super::recency::{FLOOR, Recency};
use super::score::Scorer;
use super::{Order, SearchError, WINDOW};
use crate::index::Reader;

/// A second passage of an article is shown only if it scores this share of the article's best.
const WORTH_SHOWING: f64 = 0.5;

/// So many articles are scored at a time where there may be very many.
const BATCH: usize = 1024;

/// A passage with its score, not yet fetched.
#[derive(Debug, Clone)]
pub(super) struct Ranked {
    pub score: f64,
    pub address: DocAddress,
    pub passage: usize,
    pub basis: Basis,
    /// Where the terms stand in the article, if that is still known.
    pub evidence: Option<Evidence>,
}

/// What a score was made of.
#[derive(Debug, Clone)]
pub(super) struct Basis {
    /// The article that is shown, or the copy at whose rank it stands.
    pub article: DocAddress,
    /// The passage, if it counts.
    pub passage: Option<usize>,
    /// What all was multiplied by for how new the article is.
    pub newness: f64,
}

/// Ranks candidates of one query.
pub(super) struct Ranking<'a> {
    pub reader: &'a Reader,
    pub columns: &'a Columns,
    pub days: &'a CopyIndex,
    pub plan: &'a Plan,
    pub scorer: &'a Scorer<'a>,
    pub recency: Option<Recency>,
    /// The most passages of one article.
    pub per_article: usize,
}

/// An article that is ranked by its day.
struct Dated {
    /// What comes first is less.
    place: i64,
    score: f64,
    newness: f64,
    key: u64,
    address: DocAddress,
    /// With their scores, best first.
    passages: Vec<(usize, f64)>,
}

impl Ranking<'_> {
    /// The passages of the best `reach` articles, best first. How new an article is counts in the window; beyond it all are
    /// taken for old ones, so that none comes before those of the window.
    pub(super) fn by_score(&self, mut articles: Vec<DocAddress>, reach: usize) -> Result<Vec<Ranked>, SearchError> {
        if articles.len() > 2 * reach && !self.plan.needs_positions() {
            // Many equal scores: frequencies are enough to tell which of them come first.
            let best = self.best(articles, Depth::Frequencies, reach)?;
            articles = best.into_iter().map(|(_, evidence)| evidence.address).collect();
        }
        let mut articles = self.best(articles, Depth::Positions, reach)?;
        let beyond = articles.split_off(WINDOW.min(articles.len()));

        let mut window: Vec<(u64, Ranked)> = Vec::new();
        for (score, evidence) in &articles {
            let newness = self.newness(evidence.address);
            for (passage, passage_score) in self.best_passages(evidence) {
                let score = newness * self.scorer.combined(*score, passage_score);
                let basis = Basis { article: evidence.address, passage: Some(passage), newness };
                let (address, known) = (evidence.address, Some(evidence.clone()));
                window.push((evidence.key, Ranked { score, address, passage, basis, evidence: known }));
            }
        }
        // Passages of an article that score alike stay in the order in which they are: the best first.
        window.sort_by(|a, b| b.1.score.total_cmp(&a.1.score).then(a.0.cmp(&b.0)));
        let mut ranked: Vec<Ranked> = window.into_iter().map(|(_, ranked)| ranked).collect();
        let newness = self.recency.map_or(1.0, |_| FLOOR);
        for (score, evidence) in &beyond {
            let passages = self.best_passages(evidence);
            ranked.extend(passages.into_iter().map(|(passage, _)| Ranked {
                score: newness * score,
                address: evidence.address,
                passage,
                basis: Basis { article: evidence.address, passage: None, newness },
                evidence: Some(evidence.clone()),
            }));
        }
        Ok(ranked)
    }

    /// The keys of the best articles by their words alone.
    pub(super) fn by_words(&self, candidates: Candidates, most: usize) -> Result<Vec<u64>, SearchError> {
        let Candidates { articles, frequencies, .. } = candidates;
        let mut best: Vec<(f64, u64)> = if let (Some(term), Some(frequencies)) = (self.plan.single_term(), frequencies)
        {
            let scored = |(article, frequency)| {
                let (key, norm) = self.columns.key_and_norm(article);
                (self.scorer.term(term, frequency, norm), key)
            };
            articles.into_iter().zip(frequencies).map(scored).collect()
        } else {
            let depth = if self.plan.needs_positions() { Depth::Positions } else { Depth::Frequencies };
            let evidence = gather((self.reader, self.columns), self.plan, articles, depth)?;
            evidence.iter().map(|evidence| (self.scorer.article(evidence), evidence.key)).collect()
        };
        best.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        Ok(best.into_iter().take(most).map(|(_, key)| key).collect())
    }

    /// The best articles by exact score, then key.
    fn best(&self, articles: Vec<DocAddress>, depth: Depth, most: usize) -> Result<Vec<(f64, Evidence)>, SearchError> {
        let evidence = gather((self.reader, self.columns), self.plan, articles, depth)?;
        let mut best: Vec<(f64, Evidence)> =
            evidence.into_iter().map(|evidence| (self.scorer.article(&evidence), evidence)).collect();
        best.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.key.cmp(&b.1.key)));
        best.truncate(most);
        Ok(best)
    }

    /// The passages of the first `reach` articles by their days; those without a day come last, and those of one day by score,
    /// then key. An article has the score of its best passage, wherever it stands.
    ///
    /// All articles of the last day that is reached are scored, so the cost grows with their number.
    pub(super) fn by_day(
        &self,
        articles: &[DocAddress],
        order: Order,
        reach: usize,
    ) -> Result<Vec<Ranked>, SearchError> {
        let place = |&article: &DocAddress| match self.days.day(article) {
            Some(day) if order == Order::Newest => -day,
            Some(day) => day,
            None => i64::MAX,
        };
        let mut places: Vec<(i64, DocAddress)> = articles.iter().map(|article| (place(article), *article)).collect();
        if let Some(last) = reach.checked_sub(1).filter(|&last| last < places.len()) {
            let (_, &mut (last, _), _) = places.select_nth_unstable(last);
            places.retain(|&(place, _)| place <= last);
        }
        places.sort_unstable();
        let mut dated: Vec<Dated> = Vec::new();
        for of_place in places.chunk_by(|a, b| a.0 == b.0) {
            for batch in of_place.chunks(BATCH) {
                let addresses = batch.iter().map(|&(_, article)| article).collect();
                let evidence = gather((self.reader, self.columns), self.plan, addresses, Depth::Positions)?;
                dated.extend(evidence.iter().map(|evidence| self.dated(evidence, batch[0].0)));
                if dated.len() > reach + BATCH {
                    keep_first(&mut dated, reach);
                }
            }
        }
        keep_first(&mut dated, reach);
        let passages = |article: Dated| {
            let Dated { address, newness, .. } = article;
            let basis = move |passage| Basis { article: address, passage: Some(passage), newness };
            let ranked =
                move |(passage, score)| Ranked { score, address, passage, basis: basis(passage), evidence: None };
            article.passages.into_iter().map(ranked)
        };
        Ok(dated.into_iter().flat_map(passages).collect())
    }

    fn dated(&self, evidence: &Evidence, place: i64) -> Dated {
        let (score, newness) = (self.scorer.article(evidence), self.newness(evidence.address));
        let combined = |(at, passage)| (at, newness * self.scorer.combined(score, passage));
        let passages: Vec<(usize, f64)> = self.best_passages(evidence).into_iter().map(combined).collect();
        let score = passages.first().map_or(score, |&(_, best)| best);
        Dated { place, score, newness, key: evidence.key, address: evidence.address, passages }
    }

    /// What the score of an article is multiplied by.
    fn newness(&self, article: DocAddress) -> f64 {
        self.recency.map_or(1.0, |recency| recency.factor(self.days.day(article)))
    }

    fn best_passages(&self, evidence: &Evidence) -> Vec<(usize, f64)> {
        best_passages(self.scorer, evidence, self.per_article)
    }
}

/// Sorts articles, and forgets all but the first.
fn keep_first(dated: &mut Vec<Dated>, most: usize) {
    dated.sort_by(|a, b| a.place.cmp(&b.place).then(b.score.total_cmp(&a.score)).then(a.key.cmp(&b.key)));
    dated.truncate(most);
}

/// The passages of an article that are worth showing, best first. Where only the title matches, that is the first; where
/// nothing matches but added words, one that has them.
pub(super) fn best_passages(scorer: &Scorer<'_>, evidence: &Evidence, most: usize) -> Vec<(usize, f64)> {
    let mut passages = scorer.passages(evidence);
    let best = passages.first().map_or(0.0, |&(_, score)| score);
    passages.retain(|&(_, score)| score >= WORTH_SHOWING * best);
    passages.truncate(most.max(1));
    if passages.is_empty() {
        passages.push((scorer.passage_without_leaves(evidence), 0.0));
    }
    passages
}
