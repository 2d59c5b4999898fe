//! Merges beside the work of a writer.
//!
//! A merge begins behind a commit, with the segments of that commit, and what it has written takes their place in a later commit.
//! What is deleted in the meantime is deleted from the merged segment when it comes.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use tantivy::index::SegmentMeta;
use tantivy::query::{AllQuery, Query};
use tantivy::{Index, IndexWriter, TantivyError};

use super::{Stop, merge, outcome, policy};
use crate::index::deletion::Limited;

/// Which segments are merged, and the merge under way.
#[derive(Default)]
pub(in crate::index) struct Merges {
    running: Option<Running>,
    /// Why a merge failed. There are no more of them then.
    failure: Option<TantivyError>,
}

struct Running {
    segments: Vec<SegmentMeta>,
    /// The articles that were deleted since it began.
    deleted: Mutex<Vec<Box<dyn Query>>>,
    stop: Arc<Stop>,
    thread: Option<JoinHandle<Result<Option<SegmentMeta>, TantivyError>>>,
}

/// A segment that may take the place of others.
pub(in crate::index) struct Merged {
    pub segments: Vec<SegmentMeta>,
    /// `None` if no article of them was left.
    pub segment: Option<SegmentMeta>,
    /// What was deleted since the commit that the others are of.
    pub deleted: Vec<Box<dyn Query>>,
}

impl Merges {
    /// Begins a merge, if none is under way, where there are many segments. Nothing must be deleted between the last commit and this.
    pub(in crate::index) fn start(&mut self, index: &Index) -> Result<(), TantivyError> {
        if self.running.is_some() || self.failure.is_some() {
            return Ok(());
        }
        let groups = policy::to_merge(index.searchable_segment_metas()?, policy::MOST_WHILE_GROWING, 1);
        let Some(segments) = groups.into_iter().next() else { return Ok(()) };
        let stop = Arc::new(Stop::default());
        let thread = {
            let (index, segments, stop) = (index.clone(), segments.clone(), Arc::clone(&stop));
            std::thread::Builder::new().name("newsdex-merge".into()).spawn(move || merge(&index, &segments, 1, &stop))
        };
        self.running = Some(Running { segments, deleted: Mutex::default(), stop, thread: Some(thread?) });
        Ok(())
    }

    /// What a query finds is deleted.
    pub(in crate::index) fn note_deleted(&self, query: &dyn Query) {
        if let Some(running) = &self.running {
            running.deleted.lock().unwrap_or_else(PoisonError::into_inner).push(query.box_clone());
        }
    }

    /// What the merge under way has written, if it is done.
    pub(in crate::index) fn take_finished(&mut self) -> Option<Merged> {
        let is_done = |running: &&mut Running| running.thread.as_ref().is_none_or(JoinHandle::is_finished);
        self.running.as_mut().filter(is_done)?;
        self.wait()
    }

    /// The same, when it is done. A failure is kept for [`Self::check`].
    pub(in crate::index) fn wait(&mut self) -> Option<Merged> {
        let mut running = self.running.take()?;
        match outcome(running.thread.take()?.join()) {
            Ok(merged) => Some(Merged {
                segments: std::mem::take(&mut running.segments),
                segment: merged,
                deleted: std::mem::take(&mut *running.deleted.lock().unwrap_or_else(PoisonError::into_inner)),
            }),
            Err(error) => {
                self.failure = Some(error);
                None
            }
        }
    }

    /// Fails if a merge has failed.
    pub(in crate::index) fn check(&mut self) -> Result<(), TantivyError> {
        self.failure.take().map_or(Ok(()), Err)
    }

    /// Gives up the merge under way.
    pub(in crate::index) fn stop(&mut self) {
        self.running = None;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.stop();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Merged {
    /// Puts it into the place of what it was merged of, with the next commit.
    pub(in crate::index) fn replace(self, writer: &IndexWriter) -> Result<(), TantivyError> {
        let old = self.segments.iter().map(SegmentMeta::id);
        writer.delete_query(Box::new(Limited::to(AllQuery, old)))?;
        let Some(merged) = self.segment else { return Ok(()) };
        let id = merged.id();
        writer.add_segment(merged)?;
        for articles in self.deleted {
            writer.delete_query(Box::new(Limited::to(articles, [id])))?;
        }
        Ok(())
    }
}
