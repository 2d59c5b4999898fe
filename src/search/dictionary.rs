//! The terms of the text field, looked up once a query.

use std::sync::Arc;

use tantivy::InvertedIndexReader;
use tantivy::postings::{BlockSegmentPostings, SegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;

use super::SearchError;
use crate::index::Reader;

/// The dictionaries of all segments, opened once.
pub(super) struct Dictionary {
    segments: Vec<Arc<InvertedIndexReader>>,
}

/// What the dictionaries have of a term.
#[derive(Debug, Clone, Default)]
pub(super) struct Entry {
    /// How many articles hold it; deleted ones count until a merge drops them.
    pub articles: u64,
    /// Where its postings are, by segment.
    postings: Vec<Option<TermInfo>>,
}

impl Dictionary {
    pub(super) fn new(reader: &Reader) -> Result<Self, SearchError> {
        let field = reader.fields().text;
        let segments = reader.searcher().segment_readers().iter().map(|segment| segment.inverted_index(field));
        Ok(Self { segments: segments.collect::<tantivy::Result<_>>()? })
    }

    /// Of these segments only.
    #[cfg(test)]
    pub(super) fn of(segments: Vec<Arc<InvertedIndexReader>>) -> Self {
        Self { segments }
    }

    /// Looks a term up: some hundred nanoseconds a segment.
    pub(super) fn entry(&self, term: &str) -> Result<Entry, SearchError> {
        let look_up = |segment: &Arc<InvertedIndexReader>| segment.terms().get(term.as_bytes());
        let postings: Vec<Option<TermInfo>> = self.segments.iter().map(look_up).collect::<Result<_, _>>()?;
        let articles = postings.iter().flatten().map(|info| u64::from(info.doc_freq)).sum();
        Ok(Entry { articles, postings })
    }

    /// The dictionary of a segment, and what it has of a term, if it has it.
    fn found<'a>(&'a self, entry: &'a Entry, segment: u32) -> Option<(&'a InvertedIndexReader, &'a TermInfo)> {
        let segment = segment as usize;
        Some((self.segments.get(segment)?, entry.postings.get(segment)?.as_ref()?))
    }

    /// The articles of a segment that hold a term, if there are any.
    pub(super) fn postings(
        &self,
        entry: &Entry,
        segment: u32,
        record: IndexRecordOption,
    ) -> Result<Option<SegmentPostings>, SearchError> {
        let found = self.found(entry, segment);
        Ok(found.map(|(dictionary, info)| dictionary.read_postings_from_terminfo(info, record)).transpose()?)
    }

    /// The same with how often each holds it, in blocks.
    pub(super) fn blocks(&self, entry: &Entry, segment: u32) -> Result<Option<BlockSegmentPostings>, SearchError> {
        let (found, record) = (self.found(entry, segment), IndexRecordOption::WithFreqs);
        Ok(found.map(|(dictionary, info)| dictionary.read_block_postings_from_terminfo(info, record)).transpose()?)
    }
}
