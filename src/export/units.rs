//! The work of a run, cut into pieces that any thread can take: files, and batches of records.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::run::{Named, Run};
use super::sources::Sources;
use crate::corpus::{Opened, ReadError, Records, by_name, open};
use crate::pipeline::{Permit, PlacedRecord, Places, Problem, ProblemKind, cost, may_hold_records};

/// A piece of work.
pub(super) enum Unit {
    /// A file, not opened yet.
    File(Named),
    /// A file that may have held records, and that holds one article or cannot be read.
    Opened(Named, Box<Result<Opened, ReadError>>),
    /// Some records of a file.
    Batch(Batch),
}

/// Consecutive records of one file.
pub(super) struct Batch {
    pub file: Arc<Named>,
    pub records: Vec<PlacedRecord>,
    /// Returns its bytes when the batch is done.
    pub _permit: Permit,
}

/// All work that is still to be done.
pub(super) struct Units {
    sources: Option<Sources>,
    /// The file of records under way.
    current: Option<OpenFile>,
}

struct OpenFile {
    file: Arc<Named>,
    records: Records,
    places: Places,
}

impl Units {
    pub(super) fn new(sources: Sources) -> Self {
        Self { sources: Some(sources), current: None }
    }

    /// Whether everything has been handed out.
    pub(super) fn is_done(&self) -> bool {
        self.sources.is_none() && self.current.is_none()
    }

    /// The next piece; `None` at the end, and when the run stops.
    pub(super) fn next(&mut self, run: &Run<'_>) -> Option<Unit> {
        loop {
            if run.stops() {
                return None;
            }
            if let Some(open) = &mut self.current {
                if let Some(batch) = open.next_batch(run) {
                    return Some(Unit::Batch(batch));
                }
                self.current = None;
            }
            match self.sources.as_mut()?.next() {
                None => self.sources = None,
                Some(Err(problem)) => run.problem(&problem),
                Some(Ok(source)) => {
                    run.observer.counters().files.fetch_add(1, Ordering::Relaxed);
                    if let Some(unit) = self.begin(run.named(source), run) {
                        return Some(unit);
                    }
                }
            }
        }
    }

    fn begin(&mut self, file: Named, run: &Run<'_>) -> Option<Unit> {
        // A name that says nothing must be looked into before the next one is given.
        let path = &file.source.path;
        let is_opened = may_hold_records(path, file.source.size) || by_name(path).0.is_none();
        if file.source.unsuited.is_some() || !is_opened {
            return Some(Unit::File(file));
        }
        match run.open(&file.source) {
            Err(error) => {
                let (path, reason) = (file.source.shown, error.to_string());
                run.problem(&Problem { path, line: None, kind: ProblemKind::Unreadable, reason });
                None
            }
            Ok(reader) => match open(&file.source.path, reader, &run.options.read) {
                Ok(Opened::Records(records)) => {
                    run.holds_records(&file);
                    self.current = Some(OpenFile { file: Arc::new(file), records, places: Places::default() });
                    None
                }
                other => Some(Unit::Opened(file, Box::new(other))),
            },
        }
    }
}

impl OpenFile {
    fn next_batch(&mut self, run: &Run<'_>) -> Option<Batch> {
        let (records, bytes) = self.places.batch(&mut self.records);
        if records.is_empty() {
            return None;
        }
        run.observer.counters().bytes.fetch_add(bytes as u64, Ordering::Relaxed);
        let permit = run.budget.take(cost(bytes));
        Some(Batch { file: Arc::clone(&self.file), records, _permit: permit })
    }
}
