//! The terms of the text field, looked up once a query.

use std::ops::Range;
use std::sync::Arc;

use tantivy::SegmentReader;
use tantivy::directory::{CompositeFile, OwnedBytes};
use tantivy::index::SegmentComponent;
use tantivy::postings::TermInfo;
use tantivy::schema::Field;

use super::SearchError;
use super::postings::TermCursor;
use super::words::{Walk, Words};
use crate::index::{Alive, IndexError, Reader};

/// Bytes before the postings of a field: how many tokens it has.
const TOKENS: usize = 8;

/// The dictionaries of all segments, opened once.
pub(super) struct Dictionary {
    field: Field,
    alive: Arc<Alive>,
    segments: Vec<Segment>,
    /// The forms of words, segment by segment.
    surfaces: Vec<Words>,
}

struct Segment {
    words: Words,
    /// The postings of all terms, and their positions, as they are written.
    postings: OwnedBytes,
    positions: OwnedBytes,
}

/// Where terms were looked for last, segment by segment.
#[derive(Debug, Default)]
pub(super) struct Walks(Vec<Walk>);

/// What a segment has of a term, as it is written.
pub(super) struct Written {
    /// How many articles hold it.
    pub articles: u32,
    pub postings: OwnedBytes,
    pub positions: OwnedBytes,
}

/// What the dictionaries have of a term.
#[derive(Debug, Clone, Default)]
pub(super) struct Entry {
    /// How many articles hold it.
    pub articles: u64,
    /// Where its postings are, in the segments that have some, in their order.
    postings: Arc<[(u32, TermInfo)]>,
}

impl Dictionary {
    pub(super) fn new(reader: &Reader) -> Result<Self, SearchError> {
        let surface = |segment: &SegmentReader| Words::open(segment, reader.fields().surface);
        let surfaces = reader.searcher().segment_readers().iter().map(surface).collect::<tantivy::Result<_>>()?;
        Ok(Self { surfaces, ..Self::of(reader.alive(), reader.fields().text)? })
    }

    /// Of one field only.
    pub(super) fn of(alive: &Arc<Alive>, field: Field) -> tantivy::Result<Self> {
        let open = |segment: &SegmentReader| -> tantivy::Result<Segment> {
            let bytes = |component| -> tantivy::Result<OwnedBytes> {
                let file = CompositeFile::open(&segment.open_read(component)?)?.open_read(field);
                Ok(file.map_or_else(|| Ok(OwnedBytes::empty()), |file| file.read_bytes())?)
            };
            let (postings, positions) = (bytes(SegmentComponent::Postings)?, bytes(SegmentComponent::Positions)?);
            let postings = postings.slice(TOKENS.min(postings.len())..postings.len());
            let words = Words::open(segment, field)?;
            Ok(Segment { words, postings, positions })
        };
        let segments = alive.searcher().segment_readers().iter().map(open).collect::<tantivy::Result<_>>()?;
        Ok(Self { field, alive: Arc::clone(alive), segments, surfaces: Vec::new() })
    }

    /// Whether a form of a word begins so.
    pub(super) fn has_surface(&self, start: &str) -> bool {
        self.surfaces.iter().any(|words| words.has_start(start))
    }

    /// Looks a term up: some hundred nanoseconds a segment, and less if it begins as the last one.
    pub(super) fn entry(&self, term: &str, walks: &mut Walks) -> tantivy::Result<Entry> {
        let (mut articles, mut postings) = (0, Vec::new());
        walks.0.resize_with(self.segments.len(), Walk::default);
        for ((number, segment), walk) in (0..).zip(&self.segments).zip(&mut walks.0) {
            if let Some(info) = segment.words.info(term, walk) {
                articles += self.alive.with_term(number, self.field, &info)?;
                postings.push((number, info));
            }
        }
        Ok(Entry { articles, postings: postings.into() })
    }

    /// The dictionary of a segment, and what it has of a term, if it has it.
    fn found<'a>(&'a self, entry: &'a Entry, segment: u32) -> Option<(&'a Segment, &'a TermInfo)> {
        let place = entry.postings.binary_search_by_key(&segment, |&(number, _)| number).ok()?;
        Some((self.segments.get(segment as usize)?, &entry.postings.get(place)?.1))
    }

    /// The articles of a segment that hold a term, with how often each does, if there are any.
    pub(super) fn cursor(&self, entry: &Entry, segment: u32) -> Option<TermCursor> {
        let (segment, info) = self.found(entry, segment)?;
        let end = info.postings_range.end.min(segment.postings.len());
        let bytes = segment.postings.slice(info.postings_range.start.min(end)..end);
        Some(TermCursor::new(bytes, info.doc_freq))
    }

    /// What a segment has of a term, with its positions, if it has it.
    pub(super) fn written(&self, entry: &Entry, segment: u32) -> Result<Option<Written>, SearchError> {
        let Some((segment, info)) = self.found(entry, segment) else { return Ok(None) };
        let written = segment.written(info);
        written.map(Some).ok_or_else(|| IndexError::damaged("a word beyond the end of its file").into())
    }
}

impl Segment {
    /// `None` if the term is beyond the end.
    fn written(&self, info: &TermInfo) -> Option<Written> {
        let within = |bytes: &OwnedBytes, range: &Range<usize>| {
            bytes.get(range.clone()).is_some().then(|| bytes.slice(range.clone()))
        };
        let postings = within(&self.postings, &info.postings_range)?;
        let positions = within(&self.positions, &info.positions_range)?;
        Some(Written { articles: info.doc_freq, postings, positions })
    }
}
