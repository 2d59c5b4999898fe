//! Leaves that only positions can tell: phrases with words between, NEAR, and terms of one part of the article.

use std::sync::Arc;

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

use super::engine::Engine;
use super::evidence::reaches;
use super::node::Node;
use super::plan::Forms;
use super::spans::{Places, spans, united};
use crate::index::Borders;

/// Articles of a wider query in which a leaf stands somewhere.
#[derive(Debug)]
pub(super) struct Located {
    wider: Box<dyn Query>,
    leaf: Arc<Leaf>,
}

#[derive(Debug)]
struct Leaf {
    node: Node,
    /// The terms of the plan that it needs, and `None` for the others.
    terms: Vec<Option<Term>>,
    widths: Arc<[u32]>,
    forms: Vec<Forms>,
    /// For each pattern, articles that have one of its forms; `None` for those that the leaf does not have.
    having: Vec<Option<Box<dyn Query>>>,
}

impl Located {
    /// `wider` must match wherever the leaf does.
    pub(super) fn new(engine: &Engine<'_>, node: Node, wider: Box<dyn Query>) -> Self {
        let patterns = node.patterns();
        let mut needed = node.terms();
        needed.extend(patterns.iter().flat_map(|&pattern| engine.forms[pattern].terms.iter().copied()));
        let term = |number: usize| needed.contains(&number).then(|| engine.term(number));
        let terms = (0..engine.terms.len()).map(term).collect();
        let has = |number: usize| patterns.contains(&number).then(|| engine.query(&Node::Forms(number)));
        let having = (0..engine.forms.len()).map(has).collect();
        let widths = Arc::clone(engine.widths);
        Self { wider, leaf: Arc::new(Leaf { node, terms, widths, forms: engine.forms.to_vec(), having }) }
    }
}

impl Clone for Located {
    fn clone(&self) -> Self {
        Self { wider: self.wider.box_clone(), leaf: Arc::clone(&self.leaf) }
    }
}

impl Query for Located {
    fn weight(&self, enable_scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let mut having = Vec::with_capacity(self.leaf.having.len());
        for query in &self.leaf.having {
            having.push(query.as_ref().map(|query| query.weight(enable_scoring)).transpose()?);
        }
        let wider = self.wider.weight(enable_scoring)?;
        Ok(Box::new(LocatedWeight { wider, leaf: Arc::clone(&self.leaf), having }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.wider.query_terms(visitor);
    }
}

struct LocatedWeight {
    wider: Box<dyn Weight>,
    leaf: Arc<Leaf>,
    having: Vec<Option<Box<dyn Weight>>>,
}

impl Weight for LocatedWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut postings = Vec::with_capacity(self.leaf.terms.len());
        for term in &self.leaf.terms {
            postings.push(match term {
                Some(term) => reader
                    .inverted_index(term.field())?
                    .read_postings(term, IndexRecordOption::WithFreqsAndPositions)?,
                None => None,
            });
        }
        let positions = vec![Vec::new(); postings.len()];
        let mut having = Vec::with_capacity(self.having.len());
        for weight in &self.having {
            having.push(weight.as_ref().map(|weight| weight.scorer(reader, boost)).transpose()?);
        }
        let borders = Borders::of(reader, reader.schema().get_field("passages")?)?;
        let wider = self.wider.scorer(reader, boost)?;
        let has_form = vec![false; having.len()];
        let (widths, forms) = (Arc::clone(&self.leaf.widths), self.leaf.forms.clone());
        let text = Text { postings, positions, body: 0, widths, forms, having, has_form };
        let mut scorer = LocatedScorer { wider, text, borders, leaf: Arc::clone(&self.leaf) };
        scorer.settle();
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.wider.explain(reader, doc)
    }
}

struct LocatedScorer {
    wider: Box<dyn Scorer>,
    text: Text,
    borders: Option<Borders>,
    leaf: Arc<Leaf>,
}

/// The positions in the current article.
struct Text {
    postings: Vec<Option<SegmentPostings>>,
    positions: Vec<Vec<u32>>,
    body: u32,
    widths: Arc<[u32]>,
    forms: Vec<Forms>,
    having: Vec<Option<Box<dyn Scorer>>>,
    has_form: Vec<bool>,
}

impl LocatedScorer {
    /// Goes on to the first article that has the leaf, from the current one on.
    fn settle(&mut self) -> DocId {
        let mut doc = self.wider.doc();
        while doc != TERMINATED && !self.has_leaf(doc) {
            doc = self.wider.advance();
        }
        doc
    }

    fn has_leaf(&mut self, doc: DocId) -> bool {
        for (postings, positions) in self.text.postings.iter_mut().zip(&mut self.text.positions) {
            positions.clear();
            let Some(postings) = postings else { continue };
            if reaches(postings, doc) {
                postings.positions(positions);
            }
        }
        for (having, has_form) in self.text.having.iter_mut().zip(&mut self.text.has_form) {
            *has_form = having.as_mut().is_some_and(|scorer| reaches(&mut **scorer, doc));
        }
        self.text.body = self.borders.as_ref().and_then(|borders| borders.of_article(doc).next()).unwrap_or(0);
        !spans(&self.leaf.node, &self.text).is_empty()
    }
}

impl Places for Text {
    fn term(&self, term: usize) -> &[u32] {
        &self.positions[term]
    }

    fn forms(&self, forms: usize) -> Vec<u32> {
        if !self.has_form[forms] {
            return Vec::new();
        }
        united(self, &self.forms[forms].terms)
    }

    fn body(&self) -> u32 {
        self.body
    }

    fn width(&self, term: usize) -> u32 {
        self.widths[term]
    }
}

impl DocSet for LocatedScorer {
    fn advance(&mut self) -> DocId {
        self.wider.advance();
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.wider.seek(target);
        self.settle()
    }

    fn doc(&self) -> DocId {
        self.wider.doc()
    }

    fn size_hint(&self) -> u32 {
        self.wider.size_hint()
    }
}

impl Scorer for LocatedScorer {
    fn score(&mut self) -> Score {
        self.wider.score()
    }
}
