//! A condition as a part of a tantivy query.

use tantivy::query::{ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, Score, SegmentReader, TantivyError};

use super::filter::Filter;
use crate::index::Ascending;

/// Articles that a filter allows, each with score 0.
#[derive(Debug, Clone)]
pub(super) struct Allowed(Filter);

impl Allowed {
    pub(super) fn new(filter: Filter) -> Self {
        Self(filter)
    }
}

impl Query for Allowed {
    fn weight(&self, enable_scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let searcher = enable_scoring.searcher();
        let segments =
            searcher.map(|searcher| searcher.segment_readers().iter().map(SegmentReader::segment_id).collect());
        Ok(Box::new(AllowedWeight { filter: self.0.clone(), segments: segments.unwrap_or_default() }))
    }
}

struct AllowedWeight {
    filter: Filter,
    segments: Vec<tantivy::index::SegmentId>,
}

impl Weight for AllowedWeight {
    fn scorer(&self, reader: &SegmentReader, _: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let ord = self.segments.iter().position(|id| *id == reader.segment_id());
        let ord = ord.and_then(|ord| u32::try_from(ord).ok()).unwrap_or(u32::MAX);
        let docs: Vec<DocId> = (0..reader.max_doc()).filter(|&doc| self.filter.allows(ord, doc)).collect();
        Ok(Box::new(ConstScorer::new(Ascending::new(docs), 0.0)))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Err(TantivyError::InvalidArgument("a condition has no score to explain".to_owned()))
    }
}
