//! The best articles of a query of words and exact phrases, without scoring all the others.
//!
//! This is MAXSCORE (Turtle and Flood 1995), a window of articles at a time, as Lucene does it: once so many articles are
//! found that a score is needed to be among the best, the ways to match of least weight, which together do not reach that score,
//! no longer make an article worth looking at. The others are read window by window into a row of scores, and what can
//! still reach the score is looked up in the rest. Where something is required, the rarest of it leads in the same way.
//!
//! A phrase is bounded by the least frequency of its words, so positions are read only of articles that may be among the best.

mod cursor;
mod few;
mod least;
mod likely;
mod phrase;
mod positions;
mod postings;
mod rest;
mod row;
#[cfg(test)]
mod tests;
mod window;

use tantivy::{DocId, Score};

use super::SearchError;
use super::dictionary::{Dictionary, Entry};
use super::node::{Factor, Node};
use super::plan::OwnTerms;
use super::statistics::Bounds;
use cursor::Cursor;
pub(super) use phrase::PhraseWord;
use rest::{Rest, Way};

/// A query of nothing but words and exact phrases: each clause is any of several ways to say one thing.
pub(super) struct Shape<'p> {
    clauses: Vec<Clause<'p>>,
    /// What must not match.
    excluded: Vec<Leaf<'p>>,
}

struct Clause<'p> {
    ways: Vec<(Leaf<'p>, f64)>,
    is_required: bool,
}

/// The ways to match in a segment.
struct Ways {
    /// Those that lead first.
    all: Vec<Way>,
    /// How many lead: the ways of what is required and rarest. `None` if nothing is.
    leading: Option<usize>,
}

/// What is done with an article that is found, its score, and how often the word stands there, if the query is only one; else 0. Gives a
/// new threshold.
pub(super) type Each<'e> = dyn FnMut(DocId, Score, u32) -> Score + 'e;

/// What stands in articles: terms of the plan, by their numbers.
#[derive(Debug, Clone, Copy)]
pub(super) enum Leaf<'p> {
    Term(usize),
    /// Terms at these distances from the first one.
    Phrase(&'p [(usize, u32)]),
}

/// What is needed of one segment.
pub(super) struct Segment<'a> {
    pub number: u32,
    pub dictionary: &'a Dictionary,
    /// The terms of the plan.
    pub entries: &'a [Entry],
    /// Of the phrases of the plan that have one.
    pub own_terms: &'a OwnTerms,
    /// The coded lengths of its articles.
    pub norms: &'a [u8],
    /// By coded length, what BM25 adds to a frequency.
    pub saturation: &'a [Score; 256],
    /// What bounds scores in blocks.
    pub bounds: Option<&'a Bounds>,
    /// How many articles are sought.
    pub sought: usize,
    /// Whether an article may be answered with.
    pub allows: &'a dyn Fn(DocId) -> bool,
}

impl Segment<'_> {
    /// What BM25 adds to frequencies in an article.
    #[inline]
    fn saturation_of(&self, doc: DocId) -> Score {
        self.saturation[usize::from(self.norms.get(doc as usize).copied().unwrap_or(0))]
    }

    /// What something of this weight adds to the score of an article where it stands so often.
    #[inline]
    #[expect(clippy::cast_precision_loss, reason = "frequencies are small")]
    fn score(&self, weight: Score, frequency: u32, doc: DocId) -> Score {
        let (saturation, frequency) = (self.saturation_of(doc), frequency as Score);
        weight * frequency / (frequency + saturation)
    }
}

impl<'p> Shape<'p> {
    /// The shape of a plan, if it has one. `idf` is how rare a term is. Ways to say one thing count as what tantivy is asked
    /// (see [`super::engine::Engine`]): each is scored by itself, as if it were as rare as the most frequent of them.
    pub(super) fn of(node: &'p Node, idf: &dyn Fn(usize) -> f64) -> Option<Self> {
        let Node::Group { required, optional, excluded } = node else { return None };
        let mut clauses = Vec::with_capacity(required.len() + optional.len());
        for (nodes, is_required) in [(required, true), (optional, false)] {
            for node in nodes {
                let mut ways = Vec::new();
                add_ways(node, 1.0, idf, &mut ways)?;
                clauses.push(Clause { ways, is_required });
            }
        }
        let mut unwanted = Vec::new();
        for node in excluded {
            add_ways(node, 1.0, idf, &mut unwanted)?;
        }
        Some(Self { clauses, excluded: unwanted.into_iter().map(|(leaf, _)| leaf).collect() })
    }

    /// In how many articles phrases lead the search: how often positions may have to be read.
    pub(super) fn articles_of_phrases(&self, entries: &[Entry], own_terms: &OwnTerms) -> u64 {
        let of_leaf = |leaf: &Leaf<'_>| match leaf {
            Leaf::Term(_) => 0,
            Leaf::Phrase(parts) if own_terms.of(parts).is_some() => 0,
            Leaf::Phrase(parts) => parts.iter().map(|&(term, _)| entries[term].articles).min().unwrap_or(0),
        };
        let of_clause = |clause: &Clause<'_>| clause.ways.iter().map(|(leaf, _)| of_leaf(leaf)).sum::<u64>();
        let required = self.clauses.iter().filter(|clause| clause.is_required).map(of_clause);
        required.min().unwrap_or_else(|| self.clauses.iter().map(of_clause).sum())
    }

    /// Calls `each` for all articles of a segment whose score is above a threshold, which it gives anew. Scores are of single
    /// precision, and added in an order that depends on the threshold.
    pub(super) fn search(
        &self,
        segment: &Segment<'_>,
        threshold: Score,
        each: &mut Each<'_>,
    ) -> Result<(), SearchError> {
        let mut apart = Vec::new();
        let Some(mut ways) = self.ways(segment, &mut apart)? else { return Ok(()) };
        let excluded = self.excluded(segment)?;
        if apart.is_empty() {
            let rest = Rest::new(segment, &ways.all, excluded, threshold, each);
            window::run(&mut ways.all, ways.leading, rest);
            return Ok(());
        }
        apart.sort_unstable();
        apart.dedup();
        let threshold = self.search_few(&apart, segment, threshold, each)?;
        let allows = |doc| apart.binary_search(&doc).is_err() && (segment.allows)(doc);
        let segment = Segment { allows: &allows, ..*segment };
        let rest = Rest::new(&segment, &ways.all, excluded, threshold, each);
        window::run(&mut ways.all, ways.leading, rest);
        Ok(())
    }

    /// What must not match in a segment.
    fn excluded(&self, segment: &Segment<'_>) -> Result<Vec<Cursor>, SearchError> {
        let mut excluded = Vec::with_capacity(self.excluded.len());
        for leaf in &self.excluded {
            excluded.extend(Cursor::open(*leaf, segment)?);
        }
        Ok(excluded)
    }

    /// The ways to match in a segment, but for those of few articles that are taken `apart`. `None` if nothing can match.
    fn ways(&self, segment: &Segment<'_>, apart: &mut Vec<DocId>) -> Result<Option<Ways>, SearchError> {
        let mut required: Vec<(u64, Vec<Way>)> = Vec::new();
        let mut optional: Vec<Way> = Vec::new();
        for clause in &self.clauses {
            let mut ways = clause.open(segment)?;
            few::take_apart(&mut ways, apart);
            if !clause.is_required {
                optional.append(&mut ways);
            } else if let Some(last) = ways.last_mut() {
                last.closes = true;
                required.push((ways.iter().map(|way| u64::from(way.cursor.articles())).sum(), ways));
            } else {
                return Ok(None);
            }
        }
        required.sort_by_key(|(articles, _)| *articles);
        let leading = required.first().map(|(_, ways)| ways.len());
        let mut all: Vec<Way> = required.into_iter().flat_map(|(_, ways)| ways).collect();
        optional.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        all.append(&mut optional);
        Ok((!all.is_empty()).then_some(Ways { all, leading }))
    }
}

/// Adds the ways in which a node can match, with their weights; `None` if there are other ones.
fn add_ways<'p>(
    node: &'p Node,
    factor: f64,
    idf: &dyn Fn(usize) -> f64,
    ways: &mut Vec<(Leaf<'p>, f64)>,
) -> Option<()> {
    match node {
        Node::Term(_) | Node::Added(_) | Node::Phrase { .. } => {
            let leaf = leaf(node)?;
            ways.push((leaf, factor * leaf.weight(idf)));
        }
        Node::Best(members) => {
            let leaves: Vec<(Leaf<'p>, Factor)> =
                members.iter().map(|(node, own)| Some((leaf(node)?, *own))).collect::<Option<_>>()?;
            let least = leaves.iter().map(|(leaf, _)| leaf.rarity(idf)).fold(f64::INFINITY, f64::min);
            ways.extend(leaves.into_iter().map(|(leaf, own)| (leaf, factor * own.value() * least)));
        }
        Node::Boost { node, factor: own } => add_ways(node, factor * own.value(), idf, ways)?,
        Node::Group { required, optional, excluded } if required.is_empty() && excluded.is_empty() => {
            for node in optional {
                add_ways(node, factor, idf, ways)?;
            }
        }
        _ => return None,
    }
    Some(())
}

fn leaf(node: &Node) -> Option<Leaf<'_>> {
    match node {
        Node::Term(term) | Node::Added(term) => Some(Leaf::Term(*term)),
        Node::Phrase { parts, slop: 0 } => Some(Leaf::Phrase(parts)),
        _ => None,
    }
}

impl Leaf<'_> {
    /// The inverse document frequency: of a phrase, the sum over its terms.
    fn weight(self, idf: &dyn Fn(usize) -> f64) -> f64 {
        match self {
            Self::Term(term) => idf(term),
            Self::Phrase(parts) => parts.iter().map(|&(term, _)| idf(term)).sum(),
        }
    }

    /// The same of one of several ways to say a thing: a phrase is at least as rare as its rarest word.
    fn rarity(self, idf: &dyn Fn(usize) -> f64) -> f64 {
        match self {
            Self::Term(term) => idf(term),
            Self::Phrase(parts) => parts.iter().map(|&(term, _)| idf(term)).fold(0.0, f64::max),
        }
    }
}
