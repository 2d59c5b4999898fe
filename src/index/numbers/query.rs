//! Articles with a number, in the way in which tantivy asks for what it is to delete.

use tantivy::query::{ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::Field;
use tantivy::{DocId, Score, SegmentReader, TantivyError};

use super::Numbers;
use crate::index::Ascending;

/// The articles that have a number.
#[derive(Debug, Clone, Copy)]
pub(in crate::index) struct Numbered {
    pub field: Field,
    pub number: u64,
}

impl Query for Numbered {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(*self))
    }
}

impl Weight for Numbered {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let numbers = Numbers::of(segment, self.field)?;
        let articles: Vec<DocId> = numbers.iter().flat_map(|numbers| numbers.articles(self.number)).collect();
        Ok(Box::new(ConstScorer::new(Ascending::new(articles), boost)))
    }

    fn explain(&self, _: &SegmentReader, article: DocId) -> tantivy::Result<Explanation> {
        Err(TantivyError::InvalidArgument(format!("article {article} is not scored by its number")))
    }
}
