//! What a score is made of, part by part.

use super::super::evidence::Evidence;
use super::super::hit::{PartKind, ScorePart};
use super::super::node::Node;
use super::super::plan::Plan;
use super::{Scorer, TITLE_WEIGHT, frequency, is_in_title};
use crate::parts::Part;
use crate::query::TextField;

/// A leaf that adds to the score of an article, with the factors above it and what it adds.
struct Added<'n> {
    leaf: &'n Node,
    factor: f64,
    score: f64,
}

impl Scorer<'_> {
    /// The parts of the score of an article, and of a passage of it where that counts. Their sum is the score. Words of the query
    /// that add nothing are among them.
    pub(in super::super) fn explain(&self, evidence: &Evidence, passage: Option<usize>) -> Vec<ScorePart> {
        let mut found = Vec::new();
        self.collect(&self.plan.node, evidence, 1.0, &mut found);
        let mut parts: Vec<ScorePart> = Vec::new();
        for (leaf, factor) in self.plan.positive_leaves() {
            let of_leaf = found.iter().filter(|added| std::ptr::eq(added.leaf, leaf));
            let score = of_leaf.fold(0.0, |sum, added| sum + added.score);
            parts.push(self.leaf_part(PartKind::Word, leaf, factor, evidence, score));
        }
        let is_added = |added: &&Added<'_>| matches!(added.leaf, Node::Added(_));
        for Added { leaf, factor, score } in found.iter().filter(is_added) {
            parts.push(self.leaf_part(PartKind::AddedWord, leaf, *factor, evidence, *score));
        }
        let titled = self.leaves.iter().filter(|(leaf, _)| is_in_title(leaf, evidence));
        let (names, weights): (Vec<String>, Vec<f64>) =
            titled.map(|(leaf, weight)| (self.plan.name(leaf), *weight)).unzip();
        if !names.is_empty() && self.plan.parts.has(Part::Title) {
            let score = TITLE_WEIGHT * weights.into_iter().sum::<f64>();
            parts.push(ScorePart::of(PartKind::Title, names.join(", "), score));
        }
        if let Some(range) = passage.and_then(|number| evidence.passages().nth(number)) {
            let of_passage = self.passage(&self.places(evidence), &range);
            let scores = [
                (PartKind::PassageWords, of_passage.words),
                (PartKind::PassageNearness, of_passage.nearness),
                (PartKind::PassageCoverage, of_passage.coverage),
            ];
            parts.extend(scores.map(|(kind, score)| ScorePart::of(kind, String::new(), self.passage_weight() * score)));
        }
        parts
    }

    /// Collects the leaves that add to the score of a node, and says whether it matches: the same walk as [`Scorer::node`].
    fn collect<'n>(&self, node: &'n Node, evidence: &Evidence, factor: f64, found: &mut Vec<Added<'n>>) -> bool {
        match node {
            Node::Group { required, optional, excluded } => {
                let before = found.len();
                let has_all = required.iter().all(|node| self.collect(node, evidence, factor, found));
                let mut has_any = !required.is_empty();
                for node in optional {
                    has_any |= has_all && self.collect(node, evidence, factor, found);
                }
                let is_excluded = excluded.iter().any(|node| self.node(node, evidence).is_some());
                let matches = has_all && has_any && !is_excluded;
                if !matches {
                    found.truncate(before);
                }
                matches
            }
            Node::Boost { node, factor: own } => self.collect(node, evidence, factor * own.value(), found),
            leaf => {
                let score = self.node(leaf, evidence);
                found.extend(score.map(|score| Added { leaf, factor, score: factor * score }));
                score.is_some()
            }
        }
    }

    fn leaf_part(&self, kind: PartKind, leaf: &Node, factor: f64, evidence: &Evidence, score: f64) -> ScorePart {
        // The sum of no frequencies is a negative zero.
        let count = Some(frequency(leaf, evidence).abs());
        let factor = Some(factor);
        ScorePart { articles: self.articles(leaf), count, factor, ..ScorePart::of(kind, self.plan.name(leaf), score) }
    }

    /// In how many articles a leaf stands; of several ways to say a thing the one that was typed, of a pattern its most frequent
    /// word. It is not known of what only positions tell.
    fn articles(&self, leaf: &Node) -> Option<u64> {
        match leaf {
            Node::Term(term) | Node::Added(term) => Some(self.plan.entries[*term].articles),
            Node::Forms(forms) => {
                self.plan.forms[*forms].terms.iter().map(|&term| self.plan.entries[term].articles).max()
            }
            Node::Best(members) => members.first().and_then(|(node, _)| self.articles(node)),
            Node::Boost { node, .. } => self.articles(node),
            _ => None,
        }
    }
}

impl Plan {
    /// A leaf as one would type it. Terms that nobody typed are stems.
    fn name(&self, leaf: &Node) -> String {
        let word = |term: usize| match self.words[term].as_str() {
            "" => self.terms[term].clone(),
            word => word.to_owned(),
        };
        match leaf {
            Node::Term(term) | Node::Added(term) => word(*term),
            Node::Forms(forms) => self.forms[*forms].name.clone(),
            Node::Phrase { parts, slop } => {
                let words: Vec<String> = parts.iter().map(|&(term, _)| word(term)).collect();
                let slop = if *slop > 0 { format!("~{slop}") } else { String::new() };
                format!("\"{}\"{slop}", words.join(" "))
            }
            Node::Near { operands, distance } => {
                let operands: Vec<String> = operands.iter().map(|node| self.name(node)).collect();
                operands.join(&format!(" NEAR/{distance} "))
            }
            Node::Best(members) => match members.as_slice() {
                [] => String::new(),
                [(only, _)] => self.name(only),
                [(first, _), (second, _)] => format!("{} or {}", self.name(first), self.name(second)),
                [(first, _), others @ ..] => format!("{} or {} other names", self.name(first), others.len()),
            },
            Node::Within { field, node } => {
                let field = if *field == TextField::Title { "title" } else { "body" };
                format!("{field}:{}", self.name(node))
            }
            Node::Boost { node, .. } => self.name(node),
            Node::Filter(_) | Node::Everything | Node::Group { .. } => String::new(),
        }
    }
}
