//! From a parsed query to what the engine runs and what is scored and highlighted.

use std::collections::{HashMap, HashSet};

use tantivy::Term;
use tantivy::query::{BooleanQuery, EmptyQuery, Occur, PhraseQuery, Query as EngineQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

use super::excluded::Excluded;
use crate::analysis::Analyzer;
use crate::query::{Group, Query};

/// A query after analysis.
pub(super) struct Plan {
    /// The distinct terms of the query; nodes refer to them by position.
    pub terms: Vec<String>,
    /// The first word as typed that each term stands for.
    pub words: Vec<String>,
    /// What matches, for scoring.
    pub node: Node,
    /// What tantivy runs.
    pub engine: Box<dyn EngineQuery>,
}

/// The shape of a query, over terms.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Node {
    /// One term.
    Term(usize),
    /// Terms at given distances from the first one.
    Phrase(Vec<(usize, u32)>),
    /// See [`Group`].
    Group {
        /// Must all match.
        required: Vec<Node>,
        /// Add to the score.
        optional: Vec<Node>,
        /// Must not match.
        excluded: Vec<Node>,
    },
}

/// A text of more words than this is searched by its rarest: more would only make the search slow.
const MAX_OPTIONAL: usize = 64;

impl Plan {
    /// Analyses `query` for the field that holds title and body. `doc_freq` says in how many articles a term stands.
    pub(super) fn new(query: &Query, text: Field, analyzer: &mut Analyzer, doc_freq: &dyn Fn(&str) -> u64) -> Self {
        let mut planner = Planner { analyzer, doc_freq, terms: Vec::new(), words: Vec::new(), numbers: HashMap::new() };
        let node = match query {
            Query::Group(group) => planner.group(group),
            single => planner.group(&Group { optional: vec![single.clone()], ..Group::default() }),
        };
        let (terms, words) = (planner.terms, planner.words);
        let engine = Engine { terms: &terms, text }.query(&node);
        Self { terms, words, node, engine }
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
                let term = |node: &Node| if let Node::Term(term) = node { Some(*term) } else { None };
                optional.iter().filter_map(term).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether any phrase is in the query, an excluded one included.
    pub(super) fn has_phrases(&self) -> bool {
        self.node.has_phrases()
    }

    /// Phrases and terms that can make an article match, for highlighting.
    pub(super) fn positive_leaves(&self) -> Vec<&Node> {
        let mut leaves = Vec::new();
        self.node.collect_positive(&mut leaves);
        leaves
    }
}

/// Each clause once: a word that is typed twice does not count twice.
fn distinct(nodes: Vec<Node>) -> Vec<Node> {
    let mut seen = HashSet::new();
    nodes.into_iter().filter(|node| seen.insert(node.clone())).collect()
}

impl Node {
    /// Matches no article.
    fn nothing() -> Self {
        Self::Group { required: Vec::new(), optional: Vec::new(), excluded: Vec::new() }
    }

    fn has_phrases(&self) -> bool {
        match self {
            Self::Term(_) => false,
            Self::Phrase(_) => true,
            Self::Group { required, optional, excluded } => {
                [required, optional, excluded].into_iter().flatten().any(Self::has_phrases)
            }
        }
    }

    /// The terms of a leaf.
    pub(super) fn terms(&self) -> Vec<usize> {
        match self {
            Self::Term(term) => vec![*term],
            Self::Phrase(terms) => terms.iter().map(|&(term, _)| term).collect(),
            Self::Group { .. } => Vec::new(),
        }
    }

    fn collect_positive<'n>(&'n self, leaves: &mut Vec<&'n Node>) {
        match self {
            Self::Group { required, optional, .. } => {
                required.iter().chain(optional).for_each(|node| node.collect_positive(leaves));
            }
            leaf => leaves.push(leaf),
        }
    }
}

struct Planner<'a> {
    analyzer: &'a mut Analyzer,
    doc_freq: &'a dyn Fn(&str) -> u64,
    terms: Vec<String>,
    words: Vec<String>,
    numbers: HashMap<String, usize>,
}

impl Planner<'_> {
    fn group(&mut self, group: &Group) -> Node {
        let required = group.required.iter().flat_map(|query| self.required(query)).collect();
        let mut optional = distinct(group.optional.iter().flat_map(|query| self.nodes(query)).collect());
        if optional.len() > MAX_OPTIONAL {
            optional = self.rarest(optional);
        }
        let excluded = group.excluded.iter().flat_map(|query| self.excluded(query)).collect();
        Node::Group { required: distinct(required), optional, excluded }
    }

    /// The rarest of many optional clauses, in the order of the query. Terms that no article holds are not among
    /// them; phrases and groups always are.
    fn rarest(&self, nodes: Vec<Node>) -> Vec<Node> {
        let frequency = |node: &Node| match node {
            Node::Term(term) => (self.doc_freq)(&self.terms[*term]),
            _ => 1,
        };
        let mut ranked: Vec<(u64, usize)> =
            nodes.iter().map(frequency).zip(0..).filter(|&(frequency, _)| frequency > 0).collect();
        ranked.sort_unstable();
        ranked.truncate(MAX_OPTIONAL);
        let mut kept: Vec<usize> = ranked.into_iter().map(|(_, place)| place).collect();
        kept.sort_unstable();
        nodes
            .into_iter()
            .enumerate()
            .filter(|(place, _)| kept.binary_search(place).is_ok())
            .map(|(_, node)| node)
            .collect()
    }

    /// What must match: where nothing of it can, because it holds no word that the index could know, nothing does.
    fn required(&mut self, query: &Query) -> Vec<Node> {
        let nodes = self.nodes(query);
        if nodes.is_empty() && !query.is_empty() { vec![Node::nothing()] } else { nodes }
    }

    /// The nodes of one clause. A word that analysis splits (`long-range`) gives several: their nearness is
    /// rewarded when passages are scored, and articles with only one of them are not lost.
    fn nodes(&mut self, query: &Query) -> Vec<Node> {
        match query {
            Query::Word(text) => self.positions(text).into_iter().map(|(term, _)| Node::Term(term)).collect(),
            Query::Phrase { text, .. } => self.phrase(text).into_iter().collect(),
            Query::Boost { query, .. } => self.nodes(query),
            Query::Group(group) => vec![self.group(group)],
            _ => vec![Node::nothing()],
        }
    }

    /// What must not match is taken narrowly: a word that analysis splits is a phrase.
    fn excluded(&mut self, query: &Query) -> Vec<Node> {
        match query {
            Query::Word(text) | Query::Phrase { text, .. } => self.phrase(text).into_iter().collect(),
            Query::Boost { query, .. } => self.excluded(query),
            Query::Group(group) => vec![self.group(group)],
            _ => vec![Node::nothing()],
        }
    }

    fn phrase(&mut self, text: &str) -> Option<Node> {
        let positions = self.positions(text);
        match positions.as_slice() {
            [] => None,
            [(term, _)] => Some(Node::Term(*term)),
            _ => Some(Node::Phrase(positions)),
        }
    }

    /// The terms of `text` with their distances from the first.
    fn positions(&mut self, text: &str) -> Vec<(usize, u32)> {
        let mut found = Vec::new();
        let mut position = 0;
        self.analyzer.analyze(text, |token| {
            if !token.term.is_empty() {
                found.push((token.term.to_owned(), token.range.clone(), position));
            }
            position += 1;
        });
        let first = found.first().map_or(0, |&(.., position)| position);
        found.into_iter().map(|(term, range, position)| (self.number(term, &text[range]), position - first)).collect()
    }

    fn number(&mut self, term: String, word: &str) -> usize {
        let next = self.terms.len();
        let number = *self.numbers.entry(term.clone()).or_insert(next);
        if number == next {
            self.terms.push(term);
            self.words.push(word.to_owned());
        }
        number
    }
}

/// Writes nodes as tantivy queries: as few levels as possible, since tantivy prunes only where the clauses of a
/// boolean query are bare terms.
struct Engine<'a> {
    terms: &'a [String],
    text: Field,
}

impl Engine<'_> {
    fn query(&self, node: &Node) -> Box<dyn EngineQuery> {
        match node {
            Node::Term(term) => Box::new(TermQuery::new(self.term(*term), IndexRecordOption::WithFreqs)),
            Node::Phrase(terms) => Box::new(PhraseQuery::new_with_offset(
                terms.iter().map(|&(term, offset)| (offset as usize, self.term(term))).collect(),
            )),
            Node::Group { required, optional, excluded } => self.group(required, optional, excluded),
        }
    }

    fn excluded(&self, node: &Node) -> Box<dyn EngineQuery> {
        match node {
            Node::Term(_) => self.query(node),
            _ => Box::new(Excluded(self.query(node))),
        }
    }

    fn term(&self, number: usize) -> Term {
        Term::from_field_text(self.text, &self.terms[number])
    }

    fn group(&self, required: &[Node], optional: &[Node], excluded: &[Node]) -> Box<dyn EngineQuery> {
        match (required, optional, excluded) {
            ([], [], _) => Box::new(EmptyQuery),
            ([only], [], []) | ([], [only], []) => self.query(only),
            _ => {
                let clauses = |occur: Occur, nodes: &[Node]| -> Vec<(Occur, Box<dyn EngineQuery>)> {
                    nodes.iter().map(|node| (occur, self.query(node))).collect()
                };
                let mut all = clauses(Occur::Must, required);
                all.extend(clauses(Occur::Should, optional));
                all.extend(excluded.iter().map(|node| (Occur::MustNot, self.excluded(node))));
                Box::new(BooleanQuery::new(all))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::schema::schema;

    fn parse(text: &str) -> Query {
        crate::query::parse(text, jiff::civil::date(2025, 8, 18)).query
    }

    fn plan(text: &str) -> Plan {
        let (_, fields) = schema();
        Plan::new(&parse(text), fields.text, &mut Analyzer::new(), &|_| 1)
    }

    #[test]
    fn equal_terms_are_one() {
        assert_eq!(plan("sanction sanctions \"new sanction\"").terms, ["sanction", "new"]);
    }

    #[test]
    fn repeated_words_count_once_and_long_texts_by_their_rarest() {
        assert_eq!(plan("war war war").single_term(), Some(0));
        let text: Vec<String> = (0..200).map(|number| format!("w{number}")).collect();
        let rare = |term: &str| if term.ends_with('7') { 1 } else { 1000 };
        let (_, fields) = schema();
        let plan = Plan::new(&parse(&text.join(" ")), fields.text, &mut Analyzer::new(), &rare);
        assert_eq!(plan.positive_leaves().len(), MAX_OPTIONAL);
        let sevens = plan
            .positive_leaves()
            .iter()
            .filter(|leaf| matches!(leaf, Node::Term(term) if plan.terms[*term].ends_with('7')))
            .count();
        assert_eq!(sevens, 20);
    }

    #[test]
    fn what_is_required_and_cannot_be_found_matches_nothing() {
        let plan = plan(&format!("+{} tank", "x".repeat(200)));
        let Node::Group { required, .. } = &plan.node else { panic!("{:?}", plan.node) };
        assert_eq!(required, &[Node::nothing()]);
    }

    #[test]
    fn a_single_word_is_a_single_term() {
        assert_eq!(plan("Garantex").single_term(), Some(0));
        assert_eq!(plan("\"Garantex\"").single_term(), Some(0));
        assert_eq!(plan("Garantex -crypto").single_term(), None);
        assert_eq!(plan("two words").single_term(), None);
    }

    #[test]
    fn what_is_excluded_is_not_highlighted() {
        let plan = plan("tank -\"main battle\"");
        assert_eq!(plan.positive_leaves(), [&Node::Term(0)]);
        assert_eq!(plan.terms.len(), 3);
    }
}
