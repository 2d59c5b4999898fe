//! The work of a run, cut into pieces that any thread can take: files, and batches of records.
//!
//! Threads pull the next piece when they are done with the last, so nothing queues up: the walk goes as fast as
//! articles are indexed.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::budget::Permit;
use super::changes::{Change, Changes, FileTask, Rules};
use super::files::{cost, is_same_content, unreadable};
use super::hashing::ContentHash;
use super::record_file::{PlacedRecord, Places, RecordFile};
use super::report::{Counters, Problem, ProblemKind, Step, Tally};
use super::roots::Placed;
use super::run::Run;
use crate::corpus::{Format, Opened, ReadError, Records, by_name, open};
use crate::index::{IndexError, Outcome};

/// Files up to this size are read by whoever takes them, unless their names promise records. Larger ones may hold
/// records whatever they are called.
const SMALL: u64 = 1 << 20;

/// A piece of work.
#[expect(clippy::large_enum_variant, reason = "a piece of work lives on the stack of the thread that takes it")]
pub(super) enum Unit {
    /// A file, not opened yet.
    File(FileTask),
    /// A file that its name promised records of, and that holds one article or cannot be read.
    Opened(FileTask, Result<Opened, ReadError>, ContentHash),
    /// Some records of a file.
    Batch(Batch),
}

/// Consecutive records of one file.
pub(super) struct Batch {
    pub file: Arc<RecordFile>,
    pub records: Vec<PlacedRecord>,
    pub permit: Permit,
}

/// All work of a run that is still to be done.
pub(super) struct Units {
    /// Targets that nobody has begun with.
    targets: VecDeque<Placed>,
    /// What is left of the one under way.
    changes: Option<Changes>,
    /// The file of records under way.
    current: Option<OpenFile>,
    rules: Rules,
}

/// A file of records that is being read.
struct OpenFile {
    file: Arc<RecordFile>,
    records: Records,
    places: Places,
}

impl Units {
    pub(super) fn new(targets: Vec<Placed>, rules: Rules) -> Self {
        Self { targets: targets.into(), changes: None, current: None, rules }
    }

    /// Whether everything has been handed out.
    pub(super) fn is_done(&self) -> bool {
        self.targets.is_empty() && self.changes.is_none() && self.current.is_none()
    }

    /// The file of records that is open between two pieces.
    pub(super) fn open_file(&self) -> Option<&Arc<RecordFile>> {
        self.current.as_ref().map(|open| &open.file)
    }

    /// The next piece; `None` at the end, when the run stops, and when it is time for a commit.
    pub(super) fn next(&mut self, run: &Run<'_>) -> Option<Unit> {
        loop {
            if run.stops() || (run.commit_is_due() && self.can_pause()) {
                return None;
            }
            if let Some(open) = &mut self.current {
                if let Some(batch) = open.next_batch(run) {
                    return Some(Unit::Batch(batch));
                }
                open.file.close(run);
                self.current = None;
            }
            match run.observer.counters().timed(Step::Walk, || self.next_change(run))? {
                Err(error) => run.fail(error),
                Ok(change) => {
                    if let Some(unit) = self.begin(change, run) {
                        return Some(unit);
                    }
                }
            }
        }
    }

    /// The next change of all targets. A target is opened when its turn comes: there can be a hundred thousand.
    fn next_change(&mut self, run: &Run<'_>) -> Option<Result<Change, IndexError>> {
        loop {
            if let Some(changes) = &mut self.changes {
                match changes.next() {
                    None => self.changes = None,
                    some => return some,
                }
            }
            let placed = self.targets.pop_front()?;
            match Changes::new(&placed, self.rules.clone(), run.writer.sources()) {
                Ok(changes) => self.changes = Some(changes),
                Err(error) => return Some(Err(error)),
            }
        }
    }

    /// A file that replaces articles must not be committed in part: old and new would both be found.
    fn can_pause(&self) -> bool {
        self.current.as_ref().is_none_or(|open| !open.file.replaces_articles())
    }

    fn begin(&mut self, change: Change, run: &Run<'_>) -> Option<Unit> {
        let counters: &Counters = run.observer.counters();
        match change {
            Change::Unchanged(entry) => {
                counters.files.fetch_add(1, Ordering::Relaxed);
                Tally::add(&run.tally.unchanged_files, 1);
                if matches!(entry.outcome, Outcome::Nothing { .. }) {
                    Tally::add(&run.tally.known_without_article, 1);
                }
                None
            }
            Change::Gone(key, entry) => {
                run.delete_file(entry.file);
                Tally::add(&run.tally.removed, entry.outcome.articles());
                run.push_row((key, None));
                None
            }
            Change::Unreadable(key, unreadable) => {
                run.problem(&Problem {
                    path: run.shown_path(&key),
                    line: None,
                    kind: ProblemKind::Unreadable,
                    reason: unreadable.reason,
                });
                None
            }
            Change::Read(task) => {
                counters.files.fetch_add(1, Ordering::Relaxed);
                if task.found.unsuited.is_none() && may_hold_records(&task.found.path, task.found.size) {
                    self.open(task, run)
                } else {
                    Some(Unit::File(task))
                }
            }
        }
    }

    /// Opens a file of records, to be read piece by piece.
    fn open(&mut self, task: FileTask, run: &Run<'_>) -> Option<Unit> {
        if task.interrupted().is_none() && is_same_content(&task, run) {
            return None;
        }
        let (reader, hash) = match run.open(&task) {
            Ok(opened) => opened,
            Err(error) => {
                unreadable(&task, &error, run);
                return None;
            }
        };
        match run.decoding(&hash, || open(&task.found.path, reader, &run.options.read)) {
            Ok(Opened::Records(records)) => {
                let mut open =
                    OpenFile { file: Arc::new(RecordFile::new(task, hash, run)), records, places: Places::default() };
                open.skip_known(run);
                self.current = Some(open);
                None
            }
            other => Some(Unit::Opened(task, other, hash)),
        }
    }
}

impl OpenFile {
    /// Leaves out the records that an interrupted run has indexed.
    fn skip_known(&mut self, run: &Run<'_>) {
        for _ in 0..self.file.known_records() {
            match self.records.next() {
                Some(record) if !run.stops() => drop(self.places.place(record)),
                _ => break,
            }
        }
    }

    fn next_batch(&mut self, run: &Run<'_>) -> Option<Batch> {
        let (records, bytes) = run.decoding(self.file.hash(), || self.places.batch(&mut self.records));
        if records.is_empty() {
            return None;
        }
        run.observer.counters().bytes.fetch_add(bytes as u64, Ordering::Relaxed);
        self.file.begin_batch(records.len() as u64);
        let permit = run.budget.take(cost(bytes));
        Some(Batch { file: Arc::clone(&self.file), records, permit })
    }
}

/// Whether the file is one of records by its name, or large enough to be one: those are read here in sequence, so
/// that threads can share their records.
pub(crate) fn may_hold_records(path: &Path, size: u64) -> bool {
    size > SMALL || matches!(by_name(path).0, Some(Format::JsonLines | Format::Csv | Format::Tsv))
}
