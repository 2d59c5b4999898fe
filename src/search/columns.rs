//! Columns of the index, opened when a value is first asked for: an answer needs some of them, of some segments.

use std::sync::{Mutex, OnceLock, PoisonError};

use tantivy::Searcher;
use tantivy::fastfield::FastFieldReaders;

use crate::index::Reader;

/// A column of all segments.
pub(super) struct LazyColumn<C> {
    searcher: Searcher,
    name: &'static str,
    open: fn(&FastFieldReaders, &str) -> tantivy::Result<C>,
    segments: Vec<OnceLock<C>>,
    /// Held while one is opened, so that no two threads open the same.
    opening: Mutex<()>,
}

impl<C> LazyColumn<C> {
    pub(super) fn new(
        reader: &Reader,
        name: &'static str,
        open: fn(&FastFieldReaders, &str) -> tantivy::Result<C>,
    ) -> Self {
        let searcher = reader.searcher().clone();
        let segments = searcher.segment_readers().iter().map(|_| OnceLock::new()).collect();
        Self { searcher, name, open, segments, opening: Mutex::default() }
    }

    /// What a segment has of it. The first time, up to a tenth of a millisecond for a hundred thousand articles.
    pub(super) fn of(&self, segment: u32) -> tantivy::Result<&C> {
        let opened = &self.segments[segment as usize];
        if let Some(column) = opened.get() {
            return Ok(column);
        }
        let _opening = self.opening.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(column) = opened.get() {
            return Ok(column);
        }
        let column = (self.open)(self.searcher.segment_reader(segment).fast_fields(), self.name)?;
        Ok(opened.get_or_init(|| column))
    }
}
