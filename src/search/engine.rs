//! Writes nodes as tantivy queries: as few levels as possible, since tantivy prunes only where the clauses of a boolean query
//! are bare terms.

use std::sync::Arc;

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
    /// How many positions each of them takes.
    pub widths: &'a Arc<[u32]>,
    /// How rare each of them is: its inverse document frequency. Empty where nothing is scored.
    pub idf: &'a [f64],
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
        self.scaled(node, factor.value())
    }

    fn scaled(&self, node: &Node, factor: f64) -> Box<dyn Query> {
        #[expect(clippy::cast_possible_truncation, reason = "tantivy scores in single precision")]
        Box::new(BoostQuery::new(self.query(node), factor as f32))
    }

    /// Several ways to say one thing are as rare as the most frequent of them, as they are for [`super::score::Scorer`]; tantivy
    /// takes each to be as rare as it is. So each is boosted by how much less it counts.
    fn any_of(&self, members: &[(Node, Factor)]) -> Vec<(Occur, Box<dyn Query>)> {
        let rarity = |(node, _): &(Node, Factor)| self.rarity(node).map(|(rarity, _)| rarity);
        let least = members.iter().filter_map(rarity).fold(f64::INFINITY, f64::min);
        let scale = |node: &Node| match self.rarity(node) {
            Some((_, weight)) if weight > 0.0 => least / weight,
            _ => 1.0,
        };
        let member = |(node, factor): &(Node, Factor)| (Occur::Should, self.scaled(node, factor.value() * scale(node)));
        members.iter().map(member).collect()
    }

    /// How rare a term or phrase is: at least as its rarest word; and what tantivy weighs it by. `None` for any other node.
    fn rarity(&self, node: &Node) -> Option<(f64, f64)> {
        let idf = |term: usize| self.idf.get(term).copied();
        match node {
            Node::Term(term) => idf(*term).map(|idf| (idf, idf)),
            Node::Phrase { parts, .. } => {
                let all: Option<Vec<f64>> = parts.iter().map(|&(term, _)| idf(term)).collect();
                all.map(|all| (all.iter().copied().fold(0.0, f64::max), all.iter().sum()))
            }
            _ => None,
        }
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
