//! Writes nodes as tantivy queries: as few levels as possible, since tantivy prunes only where the clauses of a boolean query
//! are bare terms.

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query, TermQuery,
};
use tantivy::schema::IndexRecordOption;

use super::allowed::Allowed;
use super::excluded::Excluded;
use super::filter::Filter;
use super::located::Located;
use super::node::{Factor, Node};
use super::plan::Forms;
use crate::index::{MISSING, Reader};

pub(super) struct Engine<'a> {
    pub reader: &'a Reader,
    pub terms: &'a [String],
    pub forms: &'a [Forms],
    pub filters: &'a [Filter],
}

impl Engine<'_> {
    pub(super) fn query(&self, node: &Node) -> Box<dyn Query> {
        match node {
            Node::Term(term) | Node::Added(term) => {
                Box::new(TermQuery::new(self.term(*term), IndexRecordOption::WithFreqs))
            }
            Node::Forms(forms) => self.forms(&self.forms[*forms]),
            Node::Phrase { parts, slop: 0 } => Box::new(PhraseQuery::new_with_offset(
                parts.iter().map(|&(term, offset)| (offset as usize, self.term(term))).collect(),
            )),
            Node::Phrase { parts, .. } => {
                let terms: Vec<Node> = parts.iter().map(|&(term, _)| Node::Term(term)).collect();
                self.located(node, &terms)
            }
            Node::Near { operands, .. } => self.located(node, operands),
            Node::Within { node: inner, .. } => self.located(node, std::slice::from_ref(inner)),
            Node::Best(members) => Box::new(BooleanQuery::new(self.any_of(members))),
            Node::Filter(number) => Box::new(Allowed::new(self.filters[*number].clone())),
            Node::Everything => Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0)),
            Node::Boost { node, factor } => self.boosted(node, *factor),
            Node::Group { required, optional, excluded } => self.group(required, optional, excluded),
        }
    }

    /// Articles with one of the forms. A term of the text stands for all forms of a word, so a form that is its own stem is
    /// there only where the article is not marked as having none but others.
    fn forms(&self, forms: &Forms) -> Box<dyn Query> {
        let fields = self.reader.fields();
        let surface = |word: &str| -> Box<dyn Query> {
            Box::new(TermQuery::new(Term::from_field_text(fields.surface, word), IndexRecordOption::Basic))
        };
        let stem = |word: &String| -> Box<dyn Query> {
            let term = Term::from_field_text(fields.text, word);
            let text: Box<dyn Query> = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
            let missing = surface(&format!("{MISSING}{word}"));
            Box::new(BooleanQuery::new(vec![(Occur::Must, text), (Occur::MustNot, missing)]))
        };
        let surfaces = forms.surfaces.iter().map(|word| surface(word));
        let all = surfaces.chain(forms.stems.iter().map(stem)).map(|query| (Occur::Should, query));
        Box::new(BooleanQuery::new(all.collect()))
    }

    /// Articles that hold all of `parts`, and `node` where positions say so.
    fn located(&self, node: &Node, parts: &[Node]) -> Box<dyn Query> {
        let all = parts.iter().map(|part| (Occur::Must, self.query(part))).collect();
        Box::new(Located::new(self, node.clone(), Box::new(BooleanQuery::new(all))))
    }

    fn boosted(&self, node: &Node, factor: Factor) -> Box<dyn Query> {
        #[expect(clippy::cast_possible_truncation, reason = "a factor is a single-precision number")]
        Box::new(BoostQuery::new(self.query(node), factor.value() as f32))
    }

    fn any_of(&self, members: &[(Node, Factor)]) -> Vec<(Occur, Box<dyn Query>)> {
        members.iter().map(|(node, factor)| (Occur::Should, self.boosted(node, *factor))).collect()
    }

    fn excluded(&self, node: &Node) -> Box<dyn Query> {
        match node {
            Node::Term(_) => self.query(node),
            _ => Box::new(Excluded(self.query(node))),
        }
    }

    pub(super) fn term(&self, number: usize) -> Term {
        Term::from_field_text(self.reader.fields().text, &self.terms[number])
    }

    fn group(&self, required: &[Node], optional: &[Node], excluded: &[Node]) -> Box<dyn Query> {
        match (required, optional, excluded) {
            ([], [], _) => Box::new(EmptyQuery),
            ([only], [], []) | ([], [only], []) => self.query(only),
            _ => {
                let mut all: Vec<(Occur, Box<dyn Query>)> =
                    required.iter().map(|node| (Occur::Must, self.query(node))).collect();
                for node in optional {
                    match node {
                        // Flat, so that what all members are decides about pruning.
                        Node::Best(members) => all.extend(self.any_of(members)),
                        node => all.push((Occur::Should, self.query(node))),
                    }
                }
                all.extend(excluded.iter().map(|node| (Occur::MustNot, self.excluded(node))));
                Box::new(BooleanQuery::new(all))
            }
        }
    }
}
