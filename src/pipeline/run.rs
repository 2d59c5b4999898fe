//! What the threads of a run share between two commits.

use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::{Cursor, Read};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::IndexOptions;
use super::budget::Budget;
use super::changes::FileTask;
use super::hashing::{ContentHash, HashingReader, short};
use super::lessons::Teacher;
use super::report::{Observer, Problem, ProblemKind, Step, Tally};
use crate::corpus::FoundFile;
use crate::index::{Commit, IndexError, LineKeys, Outcome, Reader, SourceEntry, SourceKey, Writer};

/// A row for the source tables.
pub(super) type Row = (SourceKey, Option<SourceEntry>);

/// So many own ids of articles are remembered between two commits to find duplicates: 64 MB at most. Duplicates
/// further apart than that, within one file that replaces another version of itself, are not reported.
const MAX_REMEMBERED_IDS: usize = 2_000_000;
/// So many rows wait for a commit.
const MAX_WAITING_ROWS: usize = 200_000;

/// Shared by all threads from one commit to the next.
pub(super) struct Run<'a> {
    pub writer: &'a Writer,
    /// The last commit.
    pub reader: &'a Reader,
    /// The commit to come; its roots name files.
    pub commit: &'a Commit,
    pub options: &'a IndexOptions,
    pub observer: &'a dyn Observer,
    pub budget: &'a Budget,
    pub teacher: &'a Teacher,
    pub tally: &'a Tally,
    pub problems: &'a Mutex<Problems>,
    /// The article that came through standard input.
    pub stdin: Option<&'a [u8]>,
    /// The next version number for a file.
    pub next_file: &'a AtomicU64,
    /// Commit when this time has come.
    pub deadline: Option<Instant>,
    pub state: RunState,
}

/// What the threads write down for the commit to come.
#[derive(Default)]
pub(super) struct RunState {
    rows: Mutex<Vec<Row>>,
    /// Rows that are not worth a commit of their own.
    lazy_rows: Mutex<Vec<Row>>,
    ids: Mutex<HashSet<[u8; 16]>>,
    is_full: AtomicBool,
    failure: Mutex<Option<IndexError>>,
}

/// Problems by kind.
#[derive(Debug, Default)]
pub(super) struct Problems {
    pub counts: BTreeMap<ProblemKind, u64>,
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Run<'_> {
    /// Whether no more work should begin: the user stopped the run, or it failed.
    pub(super) fn stops(&self) -> bool {
        self.observer.stops() || lock(&self.state.failure).is_some()
    }

    /// Whether it is time for a commit.
    pub(super) fn commit_is_due(&self) -> bool {
        self.state.is_full.load(Ordering::Relaxed) || self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }

    /// Ends the run with an error of the index. The first one counts.
    pub(super) fn fail(&self, error: IndexError) {
        lock(&self.state.failure).get_or_insert(error);
        self.budget.lift();
    }

    /// What goes into the commit, or why there is none.
    pub(super) fn into_rows(self) -> Result<Vec<Row>, IndexError> {
        if let Some(error) = self.state.failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Err(error)
        } else {
            let mut rows = self.state.rows.into_inner().unwrap_or_else(PoisonError::into_inner);
            if !rows.is_empty() {
                rows.append(&mut lock(&self.state.lazy_rows));
            }
            Ok(rows)
        }
    }

    /// Notes what is to be remembered if there is a commit for other reasons.
    pub(super) fn push_lazy_row(&self, row: Row) {
        lock(&self.state.lazy_rows).push(row);
    }

    pub(super) fn push_row(&self, row: Row) {
        let mut rows = lock(&self.state.rows);
        rows.push(row);
        if rows.len() >= MAX_WAITING_ROWS {
            self.state.is_full.store(true, Ordering::Relaxed);
        }
    }

    /// Whether an article of this run, or one in the index that does not come from `file`, has the same id.
    pub(super) fn id_is_taken(&self, id: &str, file: Option<u64>) -> Result<bool, IndexError> {
        let mut ids = lock(&self.state.ids);
        if ids.len() >= MAX_REMEMBERED_IDS {
            self.state.is_full.store(true, Ordering::Relaxed);
            ids.clear();
        }
        let is_new = ids.insert(short(&blake3::hash(id.as_bytes())));
        drop(ids);
        Ok(!is_new || self.reader.has_id_beside(id, file)?)
    }

    pub(super) fn new_file_number(&self) -> u64 {
        self.next_file.fetch_add(1, Ordering::Relaxed)
    }

    pub(super) fn shown_path(&self, key: &SourceKey) -> PathBuf {
        self.commit.shown_path(key.root, &key.path)
    }

    /// Reports and counts a problem.
    pub(super) fn problem(&self, problem: &Problem) {
        *lock(self.problems).counts.entry(problem.kind).or_default() += 1;
        self.observer.problem(problem);
    }

    /// Opens a file for reading, hashed on the way.
    pub(super) fn open(&self, task: &FileTask) -> std::io::Result<(Box<dyn Read + Send>, ContentHash)> {
        let source: Box<dyn Read + Send> = match self.stdin {
            Some(bytes) if task.found.path.as_os_str().is_empty() => Box::new(Cursor::new(bytes.to_vec())),
            _ => Box::new(self.observer.counters().timed(Step::Read, || File::open(&task.found.path))?),
        };
        let (reader, hash) = HashingReader::new(source);
        Ok((Box::new(reader), hash))
    }

    /// Does some work that reads through `hash`: reading is a step of its own, the rest is decoding.
    pub(super) fn decoding<T>(&self, hash: &ContentHash, work: impl FnOnce() -> T) -> T {
        let (start, read_before) = (Instant::now(), hash.time());
        let result = work();
        let (all, read) = (start.elapsed(), hash.time().saturating_sub(read_before));
        self.observer.counters().add_time(Step::Read, read);
        self.observer.counters().add_time(Step::Decode, all.saturating_sub(read));
        result
    }

    /// Deletes the articles of a version of a file.
    pub(super) fn delete_file(&self, file: u64) {
        let deleted = self.writer.delete_file(file);
        if let Err(error) = deleted.and_then(|()| self.teacher.forget_file(file, self.reader)) {
            self.fail(error);
        }
    }

    /// Remembers the lines of an article until the next commit.
    pub(super) fn note_lines(&self, lines: &LineKeys) {
        if self.teacher.note(lines) {
            self.state.is_full.store(true, Ordering::Relaxed);
        }
    }

    /// What to remember of a file.
    pub(super) fn entry(task: &FileTask, file: u64, content: [u8; 16], outcome: Outcome) -> SourceEntry {
        let FoundFile { size, modified, seen, .. } = task.found;
        SourceEntry { size, modified, read: seen, content, file, reading: task.reading, outcome }
    }

    /// Replaces whatever the index holds of a file by what was just added under number `entry.file`.
    pub(super) fn replace(&self, task: &FileTask, entry: SourceEntry) {
        if let Some(previous) = task.previous.as_ref().filter(|previous| previous.file != entry.file) {
            if previous.outcome.articles() > 0 {
                self.delete_file(previous.file);
            }
            Tally::add(&self.tally.removed, previous.outcome.articles().saturating_sub(entry.outcome.articles()));
            let says_nothing_new = previous.outcome == entry.outcome
                && previous.outcome.articles() == 0
                && previous.reading == entry.reading
                && (previous.size, previous.modified) == (entry.size, entry.modified);
            if says_nothing_new {
                self.push_lazy_row((task.key.clone(), Some(entry)));
                return;
            }
        }
        self.push_row((task.key.clone(), Some(entry)));
    }
}
