//! Which words of a text made the query match.

use std::ops::Range;

use hashbrown::{HashMap, HashSet};

use super::evidence::Evidence;
use super::hit::Snippet;
use super::node::Node;
use super::plan::Plan;
use super::spans::{Places, marks};
use super::vocabulary::written;
use crate::analysis::Analyzer;

/// How many bytes behind a passage are looked at for the rest of a phrase.
const BEYOND: usize = 600;
/// And for the rest of a pair of characters.
const CHARACTER: usize = 16;

/// Which part of an article a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Title,
    Body,
}

/// A text and the words in it that made the query match.
pub(super) struct Marked<'t> {
    pub text: &'t str,
    /// Sorted and disjoint.
    pub marks: Vec<Mark>,
}

/// A word of the query.
pub(super) struct Mark {
    /// Half-open byte range of the marked text.
    pub range: Range<usize>,
    /// The leaves that it belongs to, by their places in [`Plan::positive_leaves`], ascending.
    pub leaves: Vec<usize>,
}

impl Mark {
    fn extend(&mut self, next: Self) {
        self.range.end = next.range.end;
        self.leaves.extend(next.leaves);
        self.leaves.sort_unstable();
        self.leaves.dedup();
    }
}

impl Marked<'_> {
    pub(super) fn into_snippet(self) -> Snippet {
        let highlights = self.marks.into_iter().map(|mark| mark.range).collect();
        Snippet { text: self.text.to_owned(), highlights }
    }
}

/// Marks words of shown texts: terms in every form that analysis unites, and the words of a phrase only where
/// the phrase stands.
pub(super) struct Highlighter<'a> {
    numbers: HashMap<&'a str, usize>,
    /// The word forms of each pattern.
    forms: Vec<HashSet<&'a str>>,
    leaves: Vec<&'a Node>,
    widths: &'a [u32],
    reaches_beyond: bool,
    /// Whether where the terms stand says all.
    is_placeable: bool,
}

impl<'a> Highlighter<'a> {
    pub(super) fn new(plan: &'a Plan) -> Self {
        let forms = plan
            .forms
            .iter()
            .map(|forms| forms.surfaces.iter().chain(&forms.stems).map(|form| written(form)).collect());
        Self {
            numbers: plan.terms.iter().enumerate().map(|(n, term)| (term.as_str(), n)).collect(),
            forms: forms.collect(),
            leaves: plan.positive_leaves().into_iter().map(|(leaf, _)| leaf).collect(),
            widths: &plan.widths,
            reaches_beyond: plan.needs_positions(),
            is_placeable: plan.widths.iter().all(|&width| width == 1)
                && plan.positive_leaves().into_iter().all(|(leaf, _)| is_placeable(leaf)),
        }
    }

    /// Marks a whole text. Linear in its length.
    pub(super) fn snippet(&self, text: &str, part: Part, analyzer: &mut Analyzer) -> Snippet {
        self.passage(text, text.len(), part, analyzer).into_snippet()
    }

    /// Marks a text of an article, whose words are those from the place where `places` begin, without analysing more than what is
    /// marked. `None` if what is asked for cannot be told from evidence alone, or if that does not fit the text: words at the ends of a
    /// text may depend on what stands around it.
    pub(super) fn placed<'t>(
        &self,
        (text, part): (&'t str, Part),
        evidence: &Evidence,
        places: Range<u32>,
        analyzer: &mut Analyzer,
    ) -> Option<Marked<'t>> {
        if !self.is_placeable {
            return None;
        }
        let start = places.start;
        let from_start = Placed { evidence, start, part };
        let mut marked: Vec<(u32, usize)> = Vec::new();
        let mut own = Vec::new();
        for (number, leaf) in self.leaves.iter().enumerate() {
            marks(leaf, &from_start, &mut own);
            marked.extend(own.drain(..).filter(|&at| at < places.end).map(|at| (at - start, number)));
        }
        marked.sort_unstable();
        marked.dedup();
        let mut wanted: Vec<u32> = marked.iter().map(|&(at, _)| at).collect();
        wanted.dedup();
        let mut of_words = marked.chunk_by(|a, b| a.0 == b.0);
        let (mut words, mut fits) = (Vec::with_capacity(wanted.len()), true);
        analyzer.analyze_at(text, &wanted, |at, token| {
            let stands_here = |term: &usize| evidence.term(*term).binary_search(&(start + at)).is_ok();
            let mut terms = std::iter::once(token.term).chain(token.rest.map(|rest| &*rest.term));
            fits &= terms.any(|term| self.numbers.get(term).is_some_and(stands_here));
            let leaves = of_words.next().unwrap_or_default().iter().map(|&(_, leaf)| leaf).collect();
            words.push((Mark { range: token.range, leaves }, token.is_joined));
        });
        (fits && words.len() == wanted.len()).then(|| Marked { text, marks: joined(words) })
    }

    /// How many bytes behind a passage [`Self::passage`] wants to see; none for what [`Self::placed`] marks.
    pub(super) fn beyond(&self, is_placed: bool) -> usize {
        if self.reaches_beyond && !(is_placed && self.is_placeable) { BEYOND } else { 0 }
    }

    /// Marks the first `length` bytes of a text. A phrase that starts in them and runs on beyond is marked as far as it goes.
    pub(super) fn passage<'t>(&self, text: &'t str, length: usize, part: Part, analyzer: &mut Analyzer) -> Marked<'t> {
        let shown = text.get(..length).unwrap_or_default();
        let is_cut = || text.as_bytes().get(length).is_some_and(|next| !next.is_ascii());
        let beyond = if self.reaches_beyond { BEYOND } else { CHARACTER * usize::from(is_cut()) };
        let beyond = text.ceil_char_boundary(length.saturating_add(beyond));
        let words = self.words(text.get(..beyond).unwrap_or_default(), part, analyzer);
        let mut marked: Vec<(u32, usize)> = Vec::new();
        for (number, leaf) in self.leaves.iter().enumerate() {
            let mut own = Vec::new();
            marks(leaf, &words, &mut own);
            marked.extend(own.into_iter().map(|at| (at, number)));
        }
        marked.sort_unstable();
        marked.dedup();
        Marked { text: shown, marks: words.marks(&marked, shown.len()) }
    }

    fn words(&self, text: &str, part: Part, analyzer: &mut Analyzer) -> Words<'a> {
        let mut words = Words {
            ranges: Vec::new(),
            is_joined: Vec::new(),
            widths: self.widths,
            terms: vec![Vec::new(); self.numbers.len()],
            forms: vec![Vec::new(); self.forms.len()],
            part,
        };
        analyzer.analyze(text, |token| {
            let at = u32::try_from(words.ranges.len()).unwrap_or(u32::MAX);
            words.ranges.push(token.range.clone());
            words.is_joined.push(token.is_joined);
            let first = Some(token.first).filter(|first| !first.is_empty());
            for term in std::iter::once(token.term).chain(first).chain(token.rest.map(|rest| &*rest.term)) {
                if let Some(&term) = self.numbers.get(term) {
                    words.terms[term].push(at);
                }
            }
            for (forms, places) in self.forms.iter().zip(&mut words.forms) {
                if forms.contains(token.surface) || token.rest.is_some_and(|rest| forms.contains(&*rest.surface)) {
                    places.push(at);
                }
            }
        });
        words
    }
}

/// The words of a text and which of them are of the query.
struct Words<'a> {
    ranges: Vec<Range<usize>>,
    /// Whether each belongs to the one before.
    is_joined: Vec<bool>,
    widths: &'a [u32],
    terms: Vec<Vec<u32>>,
    forms: Vec<Vec<u32>>,
    part: Part,
}

impl Words<'_> {
    /// The words at these positions, ascending and each with a leaf that it belongs to, that end within a text of `length`
    /// bytes. Neighbours of one run of characters are one.
    fn marks(&self, marked: &[(u32, usize)], length: usize) -> Vec<Mark> {
        let words = marked.chunk_by(|a, b| a.0 == b.0).filter_map(|of_word| {
            let at = of_word[0].0 as usize;
            let (range, is_joined) = (self.ranges.get(at)?.clone(), *self.is_joined.get(at)?);
            let leaves = of_word.iter().map(|&(_, leaf)| leaf).collect();
            (range.end <= length).then_some((Mark { range, leaves }, is_joined))
        });
        joined(words.collect())
    }
}

/// Marked words, each with whether it belongs to the one before it, in the order of the text; neighbours of one run of
/// characters are one.
fn joined(mut words: Vec<(Mark, bool)>) -> Vec<Mark> {
    // The words of a day stand in another order than their positions.
    words.sort_by_key(|(mark, _)| mark.range.start);
    let mut found: Vec<Mark> = Vec::with_capacity(words.len());
    for (mark, is_joined) in words {
        match found.last_mut() {
            Some(last) if is_joined && last.range.end == mark.range.start => last.extend(mark),
            _ => found.push(mark),
        }
    }
    found
}

/// Whether the positions of terms say where a leaf stands within a passage: of words that may have others between them, the next
/// may be anywhere.
fn is_placeable(leaf: &Node) -> bool {
    match leaf {
        Node::Term(_) | Node::Phrase { slop: 0, .. } => true,
        Node::Best(members) => members.iter().all(|(node, _)| is_placeable(node)),
        Node::Boost { node, .. } => is_placeable(node),
        _ => false,
    }
}

/// The words of an article from one of them on.
struct Placed<'e> {
    evidence: &'e Evidence,
    start: u32,
    part: Part,
}

impl Places for Placed<'_> {
    fn term(&self, term: usize) -> &[u32] {
        let places = self.evidence.term(term);
        &places[places.partition_point(|&at| at < self.start)..]
    }

    fn forms(&self, _: usize) -> Vec<u32> {
        Vec::new()
    }

    fn body(&self) -> u32 {
        if self.part == Part::Title { u32::MAX } else { 0 }
    }

    fn width(&self, term: usize) -> u32 {
        self.evidence.width(term)
    }
}

impl Places for Words<'_> {
    fn term(&self, term: usize) -> &[u32] {
        &self.terms[term]
    }

    fn forms(&self, forms: usize) -> Vec<u32> {
        self.forms[forms].clone()
    }

    fn body(&self) -> u32 {
        if self.part == Part::Title { u32::MAX } else { 0 }
    }

    fn width(&self, term: usize) -> u32 {
        self.widths[term]
    }
}
