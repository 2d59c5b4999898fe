//! From a parsed query to what the engine runs and what is scored and highlighted.

mod group;
mod memory;
mod own_terms;
mod phrases;
mod words;

pub(super) use memory::Memory;
pub(super) use own_terms::OwnTerms;
pub(super) use words::nearest_words;

use std::collections::BTreeSet;
use std::sync::Arc;

use hashbrown::HashMap;
use tantivy::query::Query as EngineQuery;

use super::SearchError;
use super::dictionary::{Dictionary, Entry, Walks};
use super::engine::Engine;
use super::filter::Filter;
use super::hit::Correction;
use super::node::{Factor, Node};
use super::statistics;
use super::synonyms::Synonyms;
use super::vocabulary::{self, Form, Pattern};
use super::{Widening, WordsMode};
use crate::analysis::languages::TAG;
use crate::analysis::{Analyzer, Language};
use crate::index::Reader;
use crate::parts::Parts;
use crate::query::{Group, Query};

/// A text of more words than this is searched by its rarest: more would only make the search slow.
const MAX_OPTIONAL: usize = 64;

/// A query after analysis.
pub(super) struct Plan {
    /// The distinct terms of the query; nodes refer to them by position.
    pub terms: Vec<String>,
    /// What the dictionaries have of each.
    pub entries: Vec<Entry>,
    /// The first word as typed that each term stands for; empty for other ways to say it, which nobody typed.
    pub words: Vec<String>,
    /// How many positions each term takes: 2 for a pair of characters.
    pub widths: Arc<[u32]>,
    /// Word forms of patterns; nodes refer to them by position.
    pub forms: Vec<Forms>,
    /// Conditions within the query; nodes refer to them by position.
    pub filters: Vec<Filter>,
    /// What every article must be allowed by, if there is anything.
    pub required_filter: Option<Filter>,
    /// What matches, for scoring.
    pub node: Node,
    /// Words that were searched as other words, too.
    pub corrections: Vec<Correction>,
    /// The terms of those other words.
    corrected: BTreeSet<usize>,
    /// Patterns that stand for more forms than are searched.
    pub cut: Vec<String>,
    /// What the dictionaries have of phrases that have a term of their own.
    pub own_terms: OwnTerms,
    /// What takes part in ranking.
    pub parts: Parts,
}

/// The word forms of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Forms {
    /// The pattern, as it is written.
    pub name: String,
    /// Forms that differ from their stems; with these behind them, if they are not of English.
    pub surfaces: Vec<String>,
    /// Forms that are their own stems.
    pub stems: Vec<String>,
    /// The terms of all of them.
    pub terms: Vec<usize>,
}

/// How to read a query.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    pub reader: &'a Reader,
    pub dictionary: &'a Dictionary,
    /// Those in which words are read: see [`super::languages`]. Never empty.
    pub languages: &'a [Option<Language>],
    pub synonyms: Option<&'a Synonyms>,
    pub widening: Widening,
    pub words: WordsMode,
    pub parts: Parts,
}

impl Plan {
    /// Analyses `query` for the field that holds title and body. What `memory` has is of the same index and languages.
    pub(super) fn new(
        query: &Query,
        reading: Reading<'_>,
        (analyzer, memory): (&mut Analyzer, &mut Memory),
    ) -> Result<Self, SearchError> {
        let mut planner = Planner {
            reading,
            analyzer,
            memory,
            terms: Vec::new(),
            entries: Vec::new(),
            walks: Walks::default(),
            words: Vec::new(),
            widths: Vec::new(),
            numbers: HashMap::new(),
            forms: Vec::new(),
            filters: Vec::new(),
            corrections: Vec::new(),
            corrected: BTreeSet::new(),
            cut: Vec::new(),
            corrects: words::is_of_several_words(query),
            narrows: false,
            loosens: false,
        };
        let whole = match query {
            Query::Group(group) => Clauses::of(group),
            single => Clauses { optional: std::slice::from_ref(single), ..Clauses::default() },
        };
        let (required_filter, rest) = planner.without_filters(whole)?;
        let clauses = rest.as_ref().map_or(whole, Clauses::of);
        let is_only_filtered = required_filter.is_some() && clauses == Clauses::default();
        let node = if is_only_filtered { Node::Everything } else { planner.group(clauses)? };
        for term in 0..planner.terms.len() {
            planner.doc_freq(term)?;
        }
        let own_terms = planner.own_terms(&node)?;
        let Planner { terms, entries, words, widths, forms, filters, corrections, corrected, cut, .. } = planner;
        let entries = entries.into_iter().map(Option::unwrap_or_default).collect();
        let (widths, parts) = (widths.into(), reading.parts);
        Ok(Self {
            terms,
            entries,
            words,
            widths,
            forms,
            filters,
            required_filter,
            node,
            corrections,
            corrected,
            cut,
            own_terms,
            parts,
        })
    }

    /// The plan as tantivy is asked.
    pub(super) fn for_tantivy(&self, reader: &Reader) -> Box<dyn EngineQuery> {
        let articles = reader.articles();
        let idf: Vec<f64> = self.entries.iter().map(|entry| statistics::idf(articles, entry.articles)).collect();
        let Self { terms, widths, forms, filters, .. } = self;
        Engine { reader, terms, widths, idf: &idf, forms, filters }.query(&self.node)
    }

    /// Whether the query is one term, so that its document frequency is the number of matches.
    pub(super) fn single_term(&self) -> Option<usize> {
        match &self.node {
            Node::Group { required, optional, excluded } if excluded.is_empty() => {
                match (required.as_slice(), optional.as_slice()) {
                    ([Node::Term(term)], []) | ([], [Node::Term(term)]) => Some(*term),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Terms of which each alone makes an article match.
    pub(super) fn sufficient_terms(&self) -> Vec<usize> {
        match &self.node {
            Node::Group { required, optional, excluded } if required.is_empty() && excluded.is_empty() => {
                optional.iter().flat_map(sufficient).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether positions are needed to tell what matches.
    pub(super) fn needs_positions(&self) -> bool {
        self.node.needs_positions()
    }

    /// Leaves that can make an article match, with their factors.
    pub(super) fn positive_leaves(&self) -> Vec<(&Node, f64)> {
        let mut leaves = Vec::new();
        self.node.collect_positive(1.0, &mut leaves);
        leaves
    }

    /// Terms that nobody asked for, with how much they count: see [`Self::with_added`].
    pub(super) fn added_terms(&self) -> Vec<(usize, f64)> {
        let Node::Group { optional, .. } = &self.node else { return Vec::new() };
        let added = |node: &Node| match node {
            Node::Boost { node, factor } => match **node {
                Node::Added(term) => Some((term, factor.value())),
                _ => None,
            },
            _ => None,
        };
        optional.iter().filter_map(added).collect()
    }

    /// The terms of those leaves, those of the word forms of patterns included.
    pub(super) fn positive_terms(&self) -> BTreeSet<usize> {
        let leaves = self.positive_leaves().into_iter();
        let of_leaf = |leaf: &Node| {
            let of_forms = leaf.patterns().into_iter().flat_map(|forms| self.forms[forms].terms.iter().copied());
            leaf.terms().into_iter().chain(of_forms).collect::<Vec<_>>()
        };
        leaves.flat_map(|(leaf, _)| of_leaf(leaf)).collect()
    }

    /// The number of a term.
    pub(super) fn number(&self, term: &str) -> Option<usize> {
        self.terms.iter().position(|own| own == term)
    }

    /// The same plan with terms that are searched, too: each with a word that it stands for, and how much it counts.
    pub(super) fn with_added(
        mut self,
        dictionary: &Dictionary,
        added: Vec<(String, String, Factor)>,
    ) -> tantivy::Result<Self> {
        let (mut numbered, mut walks) = (Vec::with_capacity(added.len()), Walks::default());
        let mut widths = self.widths.to_vec();
        for (term, word, factor) in added {
            let number = self.number(&term).unwrap_or(self.terms.len());
            if number == self.terms.len() {
                self.entries.push(dictionary.entry(&term, &mut walks)?);
                self.terms.push(term);
                self.words.push(word);
                widths.push(1);
            }
            numbered.push((number, factor));
        }
        self.widths = widths.into();
        self.node = self.node.with_added(numbered);
        Ok(self)
    }

    /// Whether nothing but words that nobody typed could match: an unknown name is not answered with another one.
    pub(super) fn is_all_corrected(&self) -> bool {
        if self.corrections.is_empty() {
            return false;
        }
        let is_typed = |term: usize| !self.corrected.contains(&term) && self.entries[term].articles > 0;
        let matches = |leaf: &Node| matches!(leaf, Node::Forms(_)) || leaf.terms().into_iter().any(is_typed);
        !self.positive_leaves().into_iter().any(|(leaf, _)| matches(leaf))
    }

    /// The words that could match, that were typed, and that no article holds in any form, nor any other way to say them.
    pub(super) fn unknown_words(&self) -> Vec<String> {
        let mut unknown = Vec::new();
        let mut seen = BTreeSet::new();
        for (leaf, _) in self.positive_leaves() {
            for term in leaf.terms() {
                let is_new = seen.insert(term) && !self.words[term].is_empty();
                if is_new && self.entries[term].articles == 0 && !unknown.contains(&self.words[term]) {
                    unknown.push(self.words[term].clone());
                }
            }
        }
        unknown
    }
}

fn sufficient(node: &Node) -> Vec<usize> {
    match node {
        Node::Term(term) => vec![*term],
        Node::Best(members) => members.iter().flat_map(|(node, _)| sufficient(node)).collect(),
        _ => Vec::new(),
    }
}

/// The clauses of a group.
#[derive(Clone, Copy, Default, PartialEq)]
struct Clauses<'q> {
    required: &'q [Query],
    optional: &'q [Query],
    excluded: &'q [Query],
}

impl<'q> Clauses<'q> {
    fn of(group: &'q Group) -> Self {
        let Group { required, optional, excluded } = group;
        Self { required, optional, excluded }
    }
}

struct Planner<'a> {
    reading: Reading<'a>,
    analyzer: &'a mut Analyzer,
    memory: &'a mut Memory,
    terms: Vec<String>,
    /// Looked up when first needed.
    entries: Vec<Option<Entry>>,
    walks: Walks,
    words: Vec<String>,
    widths: Vec<u32>,
    numbers: HashMap<String, usize>,
    forms: Vec<Forms>,
    filters: Vec<Filter>,
    corrections: Vec<Correction>,
    corrected: BTreeSet<usize>,
    cut: Vec<String>,
    /// Whether words may be slips: those of a query of one word are not.
    corrects: bool,
    /// Whether what is planned must not match.
    narrows: bool,
    /// Whether it need not match, so that a part of it is something.
    loosens: bool,
}

impl Planner<'_> {
    /// The number of a term, which `word` stands for.
    fn number(&mut self, term: &str, word: &str) -> usize {
        let next = self.terms.len();
        let number = *self.numbers.entry_ref(term).or_insert(next);
        if number == next {
            self.terms.push(term.to_owned());
            self.entries.push(None);
            self.words.push(String::new());
            self.widths.push(1);
        }
        if self.words[number].is_empty() {
            word.clone_into(&mut self.words[number]);
        }
        number
    }

    /// In how many articles a term stands, which need not be one of the plan.
    fn articles(&mut self, term: &str) -> tantivy::Result<u64> {
        Ok(self.memory.entry(term, self.reading.dictionary, &mut self.walks)?.articles)
    }

    fn doc_freq(&mut self, term: usize) -> tantivy::Result<u64> {
        let Self { reading, memory, walks, terms, entries, .. } = self;
        let entry = match entries[term].take() {
            Some(entry) => entry,
            None => memory.entry(&terms[term], reading.dictionary, walks)?,
        };
        Ok(entries[term].insert(entry).articles)
    }

    /// The forms of a pattern as a node; nothing, if the index has none.
    fn pattern(&mut self, pattern: &Pattern<'_>, typed: &str, name: String) -> Result<Node, SearchError> {
        let (found, is_cut) = vocabulary::forms(self.reading.reader, pattern)?;
        if is_cut {
            self.cut.push(typed.to_owned());
        }
        Ok(self.forms_node(found, name))
    }

    fn forms_node(&mut self, found: Vec<Form>, name: String) -> Node {
        let mut forms = Forms { name, surfaces: Vec::new(), stems: Vec::new(), terms: Vec::new() };
        for form in found {
            if form.is_stem {
                let term = self.number(&form.word, "");
                forms.terms.push(term);
                forms.stems.push(form.word);
            } else if let Some((_, term)) = form.word.split_once(TAG) {
                let term = self.number(term, "");
                forms.terms.push(term);
                forms.surfaces.push(form.word);
            } else {
                self.analyzer.start_article(None);
                for term in self.analyzer.terms(&form.word) {
                    let term = self.number(&term, "");
                    forms.terms.push(term);
                }
                forms.surfaces.push(form.word);
            }
        }
        forms.terms.sort_unstable();
        forms.terms.dedup();
        if forms.terms.is_empty() {
            return Node::nothing();
        }
        self.forms.push(forms);
        Node::Forms(self.forms.len() - 1)
    }
}

/// A node that counts `factor` times as much.
fn boosted(node: Node, factor: Factor) -> Node {
    if factor == Factor::ONE { node } else { Node::Boost { node: Box::new(node), factor } }
}
