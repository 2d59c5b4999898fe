//! The terms of the text field, looked up once a query.

use std::ops::Range;
use std::sync::Arc;

use tantivy::directory::{CompositeFile, OwnedBytes};
use tantivy::index::SegmentComponent;
use tantivy::postings::{BlockSegmentPostings, SegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{InvertedIndexReader, Searcher, SegmentReader};

use super::SearchError;
use crate::index::{IndexError, Reader};

/// Bytes before the postings of a field: how many tokens it has.
const TOKENS: usize = 8;

/// The dictionaries of all segments, opened once.
pub(super) struct Dictionary {
    segments: Vec<Arc<InvertedIndexReader>>,
    files: Vec<Files>,
}

/// What a segment has of all terms, as it is written.
struct Files {
    postings: OwnedBytes,
    positions: OwnedBytes,
}

/// The same of one term.
pub(super) struct Written {
    /// How many articles hold it.
    pub articles: u32,
    pub postings: OwnedBytes,
    pub positions: OwnedBytes,
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
        Ok(Self::of(reader.searcher(), reader.fields().text)?)
    }

    /// Of one field.
    pub(super) fn of(searcher: &Searcher, field: Field) -> tantivy::Result<Self> {
        let segments = searcher.segment_readers().iter().map(|segment| segment.inverted_index(field));
        let segments = segments.collect::<tantivy::Result<_>>()?;
        let files = searcher.segment_readers().iter().map(|segment| Files::open(segment, field));
        Ok(Self { segments, files: files.collect::<tantivy::Result<_>>()? })
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

    /// What a segment has of a term, with its positions, if it has it.
    pub(super) fn written(&self, entry: &Entry, segment: u32) -> Result<Option<Written>, SearchError> {
        let Some((_, info)) = self.found(entry, segment) else { return Ok(None) };
        let written = self.files.get(segment as usize).and_then(|files| files.of(info));
        written.map(Some).ok_or_else(|| IndexError::damaged("a word beyond the end of its file").into())
    }
}

impl Files {
    fn open(segment: &SegmentReader, field: Field) -> tantivy::Result<Self> {
        let bytes = |component| -> tantivy::Result<OwnedBytes> {
            let file = CompositeFile::open(&segment.open_read(component)?)?.open_read(field);
            Ok(file.map_or_else(|| Ok(OwnedBytes::empty()), |file| file.read_bytes())?)
        };
        let (postings, positions) = (bytes(SegmentComponent::Postings)?, bytes(SegmentComponent::Positions)?);
        let postings = postings.slice(TOKENS.min(postings.len())..postings.len());
        Ok(Self { postings, positions })
    }

    /// `None` if the term is beyond the end.
    fn of(&self, info: &TermInfo) -> Option<Written> {
        let within = |bytes: &OwnedBytes, range: &Range<usize>| {
            bytes.get(range.clone()).is_some().then(|| bytes.slice(range.clone()))
        };
        let postings = within(&self.postings, &info.postings_range)?;
        let positions = within(&self.positions, &info.positions_range)?;
        Some(Written { articles: info.doc_freq, postings, positions })
    }
}
