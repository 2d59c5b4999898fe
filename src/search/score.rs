//! Scores of articles and passages, from where the query's terms stand.
//!
//! The score of a hit is the BM25 of its article, and what of the query stands in its title, plus [`PASSAGE_WEIGHT`] times the
//! score of its passage: an article is what matches, a passage is what is shown (Callan 1994 combines the two in the same way).
//! A passage that holds much of the query at once is worth more than the sum of its words: the fact that is looked for stands
//! in one place. Everything is summed in the order of the query, in double precision, so that equal articles have equal scores.

mod explain;

use std::borrow::Cow;
use std::ops::Range;

use super::evidence::Evidence;
use super::node::Node;
use super::plan::Plan;
use super::spans::{Places, spans};
use super::statistics::Statistics;
use crate::parts::Part;

/// How much the best passage counts beside the article.
const PASSAGE_WEIGHT: f64 = 0.5;

/// How much the weights of the words that stand in the title count once more.
const TITLE_WEIGHT: f64 = 0.8;

/// How much the weights of the words that stand in a passage count once more, times the square of their share of the query.
const COVERAGE_WEIGHT: f64 = 1.0;

/// A leaf of less than this share of the greatest weight says nothing by standing near another one: function words.
const TELLING: f64 = 0.05;

/// Saturation and length normalization of term counts within a passage. Passages are of similar length, so length
/// says less than in articles.
const PASSAGE_K1: f64 = 1.2;
const PASSAGE_B: f64 = 0.4;
/// A usual length of a passage in tokens, to which lengths are compared.
const USUAL_LENGTH: f64 = 110.0;

/// Neighbouring words of the query are rewarded up to this distance, in falling measure.
const NEAR: u32 = 8;
/// The reward for two neighbouring words side by side, as a share of the rarer one's weight.
const NEAR_WEIGHT: f64 = 0.6;

/// Scores one query's candidates.
pub(super) struct Scorer<'a> {
    plan: &'a Plan,
    statistics: &'a Statistics,
    /// Inverse document frequency of each term of the plan.
    idf: Vec<f64>,
    /// What can make an article match, with how much it counts: weight times factor.
    leaves: Vec<(&'a Node, f64)>,
    /// The sum of the weights, and the least that says something by its place.
    total: f64,
    telling: f64,
}

impl<'a> Scorer<'a> {
    pub(super) fn new(plan: &'a Plan, statistics: &'a Statistics) -> Self {
        let idf = plan.entries.iter().map(|entry| statistics.idf(entry.articles)).collect();
        let mut scorer = Self { plan, statistics, idf, leaves: Vec::new(), total: 0.0, telling: 0.0 };
        scorer.leaves =
            plan.positive_leaves().into_iter().map(|(leaf, factor)| (leaf, factor * scorer.weight(leaf))).collect();
        scorer.total = scorer.leaves.iter().map(|(_, weight)| weight).sum();
        scorer.telling = TELLING * scorer.leaves.iter().map(|(_, weight)| *weight).fold(0.0, f64::max);
        scorer
    }

    /// BM25 of the whole article, title and body in one field, and what stands in its title. Without positions nothing is
    /// known of the title.
    pub(super) fn article(&self, evidence: &Evidence) -> f64 {
        let title = if self.plan.parts.has(Part::Title) { TITLE_WEIGHT * self.in_title(evidence) } else { 0.0 };
        self.node(&self.plan.node, evidence).unwrap_or(0.0) + title
    }

    /// The same of an article of this coded length in which the one term of the query stands so often, without the title.
    pub(super) fn term(&self, term: usize, frequency: u32, norm: u8) -> f64 {
        self.statistics.bm25(self.idf[term], f64::from(frequency), norm)
    }

    /// The score of a hit.
    pub(super) fn combined(&self, article: f64, passage: f64) -> f64 {
        article + self.passage_weight() * passage
    }

    fn passage_weight(&self) -> f64 {
        if self.plan.parts.has(Part::Passages) { PASSAGE_WEIGHT } else { 0.0 }
    }

    /// The weights of the leaves that stand in the title.
    fn in_title(&self, evidence: &Evidence) -> f64 {
        self.leaves.iter().filter(|(leaf, _)| is_in_title(leaf, evidence)).map(|(_, weight)| weight).sum()
    }

    /// How much each leaf counts, in the order of [`Plan::positive_leaves`].
    pub(super) fn weights(&self) -> Vec<f64> {
        self.leaves.iter().map(|&(_, weight)| weight).collect()
    }

    /// Whether the article matches. The evidence must hold positions if the query needs them.
    pub(super) fn matches(&self, evidence: &Evidence) -> bool {
        self.node(&self.plan.node, evidence).is_some()
    }

    /// Which leaves stand in the article.
    pub(super) fn leaves_in(&self, evidence: &Evidence) -> Vec<bool> {
        self.leaves.iter().map(|(leaf, _)| frequency(leaf, evidence) > 0.0).collect()
    }

    /// The score of a node, if it matches.
    fn node(&self, node: &Node, evidence: &Evidence) -> Option<f64> {
        match node {
            Node::Group { required, optional, excluded } => {
                let mut score = 0.0;
                for node in required {
                    score += self.node(node, evidence)?;
                }
                let (mut matches, mut found) = (!required.is_empty(), 0.0);
                for added in optional.iter().filter_map(|node| self.node(node, evidence)) {
                    matches = true;
                    found += added;
                }
                let is_excluded = excluded.iter().any(|node| self.node(node, evidence).is_some());
                (matches && !is_excluded).then_some(score + found)
            }
            Node::Boost { node, factor } => Some(factor.value() * self.node(node, evidence)?),
            Node::Filter(number) => {
                let address = evidence.address;
                self.plan.filters[*number].allows(address.segment_ord, address.doc_id).then_some(0.0)
            }
            Node::Everything => Some(0.0),
            leaf => {
                let frequency = frequency(leaf, evidence);
                (frequency > 0.0).then(|| self.statistics.bm25(self.weight(leaf), frequency, evidence.norm))
            }
        }
    }

    /// The inverse document frequency of a leaf: of a phrase, the sum over its terms, as in Lucene; of several ways to say one
    /// thing, that of the most frequent.
    fn weight(&self, leaf: &Node) -> f64 {
        match leaf {
            Node::Term(term) | Node::Added(term) => self.idf[*term],
            Node::Phrase { parts, .. } => parts.iter().map(|&(term, _)| self.idf[term]).sum(),
            Node::Near { operands, .. } => operands.iter().map(|node| self.weight(node)).sum(),
            Node::Forms(forms) => self.least(self.plan.forms[*forms].terms.iter().map(|&term| self.idf[term])),
            Node::Best(members) => self.least(members.iter().map(|(node, _)| self.rarity(node))),
            Node::Within { node, .. } | Node::Boost { node, .. } => self.weight(node),
            Node::Filter(_) | Node::Everything | Node::Group { .. } => 0.0,
        }
    }

    /// The same of one of several ways to say a thing: a phrase is at least as rare as its rarest word.
    fn rarity(&self, node: &Node) -> f64 {
        match node {
            Node::Phrase { parts, .. } => parts.iter().map(|&(term, _)| self.idf[term]).fold(0.0, f64::max),
            node => self.weight(node),
        }
    }

    fn least(&self, weights: impl Iterator<Item = f64>) -> f64 {
        let least = weights.fold(f64::INFINITY, f64::min);
        if least.is_finite() { least } else { self.statistics.idf(0) }
    }

    /// The scores of all passages of an article that hold something of the query, best first; equal ones in the
    /// order of the text.
    pub(super) fn passages(&self, evidence: &Evidence) -> Vec<(usize, f64)> {
        let places = self.places(evidence);
        let scored = evidence.passages().map(|range| self.passage(&places, &range).total()).enumerate();
        let mut found: Vec<(usize, f64)> = scored.filter(|&(_, score)| score > 0.0).collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found
    }

    /// The passage to show of an article in which nothing stands that was asked for: the first of those with the most weight of
    /// added terms.
    pub(super) fn passage_without_leaves(&self, evidence: &Evidence) -> usize {
        let added = self.plan.added_terms();
        let mut best = (0, 0.0);
        for (number, range) in evidence.passages().enumerate() {
            let is_there = |&&(term, _): &&(usize, f64)| !within(evidence.term(term), &range).is_empty();
            let weight: f64 = added.iter().filter(is_there).map(|&(term, factor)| factor * self.idf[term]).sum();
            if weight > best.1 {
                best = (number, weight);
            }
        }
        best.0
    }

    /// Where each leaf starts in an article, ascending.
    fn places<'e>(&self, evidence: &'e Evidence) -> Vec<Cow<'e, [u32]>> {
        let starts = |leaf: &Node| match leaf {
            Node::Term(term) => Cow::Borrowed(evidence.term(*term)),
            leaf => spans(leaf, evidence).into_iter().map(|span| span.start).collect(),
        };
        self.leaves.iter().map(|(leaf, _)| starts(leaf)).collect()
    }

    /// The score of a range of positions. A phrase may run on beyond its end.
    fn passage(&self, places: &[Cow<'_, [u32]>], range: &Range<u32>) -> PassageScore {
        let length = f64::from(range.end.saturating_sub(range.start));
        let norm = PASSAGE_K1 * (1.0 - PASSAGE_B + PASSAGE_B * length / USUAL_LENGTH);
        let (mut score, mut covered) = (PassageScore::default(), 0.0);
        let has_nearness = self.plan.parts.has(Part::Proximity);
        let mut before: Option<(f64, &[u32])> = None;
        for ((_, weight), places) in self.leaves.iter().zip(places) {
            let places = within(places, range);
            let tf = f64::from(count(places.len()));
            score.words += weight * (PASSAGE_K1 + 1.0) * tf / (tf + norm);
            covered += if places.is_empty() { 0.0 } else { *weight };
            if !has_nearness || *weight < self.telling {
                continue;
            }
            if let Some((other, others)) = before
                && let Some(distance) = nearest(others, places)
            {
                score.nearness += NEAR_WEIGHT * weight.min(other) / f64::from(distance);
            }
            before = Some((*weight, places));
        }
        let share = if self.total > 0.0 { covered / self.total } else { 0.0 };
        score.coverage = COVERAGE_WEIGHT * covered * share * share;
        score
    }
}

/// What a passage scores, by what for.
#[derive(Debug, Clone, Copy, Default)]
struct PassageScore {
    /// BM25 within the passage.
    words: f64,
    /// Neighbouring words of the query near each other.
    nearness: f64,
    /// Much of the query at once.
    coverage: f64,
}

impl PassageScore {
    fn total(self) -> f64 {
        self.words + self.nearness + self.coverage
    }
}

/// Whether a leaf stands in the title, as far as positions are known.
fn is_in_title(leaf: &Node, evidence: &Evidence) -> bool {
    let Some(&body) = evidence.borders().first() else { return false };
    match leaf {
        Node::Term(term) => evidence.term(*term).first().is_some_and(|&at| at < body),
        leaf => spans(leaf, evidence).first().is_some_and(|span| span.start < body),
    }
}

/// How often a leaf stands in an article; other ways to say a thing count by their factors.
fn frequency(leaf: &Node, evidence: &Evidence) -> f64 {
    match leaf {
        Node::Term(term) | Node::Added(term) => f64::from(evidence.frequency(*term)),
        Node::Best(members) => members.iter().map(|(node, factor)| factor.value() * frequency(node, evidence)).sum(),
        Node::Forms(forms) => {
            evidence.terms_of_forms(*forms).iter().map(|&term| f64::from(evidence.frequency(term))).sum()
        }
        leaf => f64::from(count(spans(leaf, evidence).len())),
    }
}

fn count(places: usize) -> u32 {
    u32::try_from(places).unwrap_or(u32::MAX)
}

/// Those of the ascending positions that lie in a range.
fn within<'p>(positions: &'p [u32], range: &Range<u32>) -> &'p [u32] {
    let from = positions.partition_point(|&at| at < range.start);
    let to = positions.partition_point(|&at| at < range.end);
    &positions[from..to.max(from)]
}

/// The least distance from a place of `first` to a place of `second`, if it is at most [`NEAR`]. In the wrong
/// order the distance counts double.
fn nearest(first: &[u32], second: &[u32]) -> Option<u32> {
    let mut best = None;
    let mut candidates = second;
    for &at in first {
        let next = candidates.partition_point(|&other| other <= at);
        let after = candidates.get(next).map(|&other| other - at);
        let before = next.checked_sub(1).map(|slot| (at - candidates[slot]).saturating_mul(2));
        best = [best, after, before.filter(|&distance| distance > 0)].into_iter().flatten().min();
        candidates = &candidates[next.saturating_sub(1)..];
    }
    best.filter(|&distance| distance <= NEAR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearness_prefers_the_order_of_the_query() {
        assert_eq!(nearest(&[10], &[11]), Some(1));
        assert_eq!(nearest(&[10], &[9]), Some(2));
        assert_eq!(nearest(&[1, 50], &[20, 53]), Some(3));
        assert_eq!(nearest(&[1], &[20]), None);
        assert_eq!(nearest(&[5], &[5]), None);
    }
}
