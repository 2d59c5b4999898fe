//! Leaves that only positions can tell: phrases with words between, NEAR, and terms of one part of the article.

use std::sync::Arc;

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

use super::engine::Engine;
use super::node::Node;
use super::plan::Forms;
use super::spans::{Places, spans};

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
    forms: Vec<Forms>,
}

impl Located {
    /// `wider` must match wherever the leaf does.
    pub(super) fn new(engine: &Engine<'_>, node: Node, wider: Box<dyn Query>) -> Self {
        let mut needed = node.terms();
        needed.extend(engine.forms.iter().flat_map(|forms| forms.terms.iter().copied()));
        let term = |number: usize| needed.contains(&number).then(|| engine.term(number));
        let terms = (0..engine.terms.len()).map(term).collect();
        Self { wider, leaf: Arc::new(Leaf { node, terms, forms: engine.forms.to_vec() }) }
    }
}

impl Clone for Located {
    fn clone(&self) -> Self {
        Self { wider: self.wider.box_clone(), leaf: Arc::clone(&self.leaf) }
    }
}

impl Query for Located {
    fn weight(&self, enable_scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(LocatedWeight { wider: self.wider.weight(enable_scoring)?, leaf: Arc::clone(&self.leaf) }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.wider.query_terms(visitor);
    }
}

struct LocatedWeight {
    wider: Box<dyn Weight>,
    leaf: Arc<Leaf>,
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
        let borders = reader.fast_fields().u64("passages")?;
        let wider = self.wider.scorer(reader, boost)?;
        let text = Text { postings, positions, body: 0, forms: self.leaf.forms.clone() };
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
    borders: tantivy::columnar::Column<u64>,
    leaf: Arc<Leaf>,
}

/// The positions in the current article.
struct Text {
    postings: Vec<Option<SegmentPostings>>,
    positions: Vec<Vec<u32>>,
    body: u32,
    forms: Vec<Forms>,
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
            let found = if postings.doc() < doc { postings.seek(doc) } else { postings.doc() };
            if found == doc {
                postings.positions(positions);
            }
        }
        self.text.body = self.borders.first(doc).and_then(|at| u32::try_from(at).ok()).unwrap_or(0);
        !spans(&self.leaf.node, &self.text).is_empty()
    }
}

impl Places for Text {
    fn term(&self, term: usize) -> &[u32] {
        &self.positions[term]
    }

    fn forms(&self, forms: usize) -> Vec<u32> {
        let mut all: Vec<u32> =
            self.forms[forms].terms.iter().flat_map(|&term| &self.positions[term]).copied().collect();
        all.sort_unstable();
        all
    }

    fn body(&self) -> u32 {
        self.body
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
