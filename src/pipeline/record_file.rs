//! A file that holds many articles, while its records are worked on by many threads.

use std::sync::Mutex;

use super::changes::FileTask;
use super::hashing::ContentHash;
use super::run::{Run, lock};
use crate::corpus::{RawRecord, RecordError, Records};
use crate::index::{Outcome, RecordPlace, SourceEntry};

/// A batch ends after so many bytes or records.
const BATCH_BYTES: usize = 256 << 10;
const BATCH_RECORDS: usize = 256;

/// Keeps count of a file's records, and enters the file when the last one is done.
pub(super) struct RecordFile {
    pub task: FileTask,
    /// Number of this version of the file.
    pub file: u64,
    hash: ContentHash,
    known: u64,
    state: Mutex<State>,
}

/// A record and where it stands, or why there is none.
pub(crate) type PlacedRecord = (RecordPlace, Result<RawRecord, RecordError>);

/// Says of each record of a file where it stands.
#[derive(Default)]
pub(crate) struct Places {
    last: RecordPlace,
}

impl Places {
    pub(crate) fn place(&mut self, record: Result<RawRecord, RecordError>) -> PlacedRecord {
        let line = record.as_ref().map_or_else(|error| error.line, |record| record.line);
        let number = if line == self.last.line { self.last.number + 1 } else { 1 };
        self.last = RecordPlace { line, number };
        (self.last, record)
    }

    /// The next records, as many as make a piece of work, and their size in bytes. Empty at the end.
    pub(crate) fn batch(&mut self, records: &mut Records) -> (Vec<PlacedRecord>, usize) {
        let mut batch = Vec::new();
        let mut bytes = 0;
        while bytes < BATCH_BYTES && batch.len() < BATCH_RECORDS {
            let Some(record) = records.next() else { break };
            bytes += record.as_ref().map_or(0, RawRecord::size);
            batch.push(self.place(record));
        }
        (batch, bytes)
    }
}

/// What a batch gave.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Given {
    pub articles: u64,
    pub skipped: u64,
    /// Why the file ends here, where that is not its true end.
    pub end: Option<FileEnd>,
}

/// Why a file could not be read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileEnd {
    /// Its content is damaged, and will be so next time.
    Damaged,
    /// The disk or network failed; the next run tries again.
    Unreadable,
}

impl Given {
    pub(super) fn add(&mut self, other: Self) {
        self.articles += other.articles;
        self.skipped += other.skipped;
        self.end = other.end.or(self.end);
    }
}

#[derive(Debug, Clone, Copy)]
struct State {
    /// Batches under way, and one for the reader until it has reached the end.
    pending: u64,
    /// Records handed out, those of an interrupted run included.
    records: u64,
    given: Given,
}

impl RecordFile {
    pub(super) fn new(task: FileTask, hash: ContentHash, run: &Run<'_>) -> Self {
        let mut state = State { pending: 1, records: 0, given: Given::default() };
        let file = match task.interrupted() {
            Some(SourceEntry { file, outcome: Outcome::Partial { records, articles, skipped }, .. }) => {
                state = State {
                    records: *records,
                    given: Given { articles: *articles, skipped: *skipped, end: None },
                    ..state
                };
                *file
            }
            _ => run.new_file_number(),
        };
        Self { task, file, hash, known: state.records, state: Mutex::new(state) }
    }

    /// The hash of what was read of it.
    pub(super) fn hash(&self) -> &ContentHash {
        &self.hash
    }

    /// Records that an interrupted run has dealt with.
    pub(super) fn known_records(&self) -> u64 {
        self.known
    }

    /// Whether articles of an older version are in the index, to be deleted when this one is complete.
    pub(super) fn replaces_articles(&self) -> bool {
        self.task.has_articles() && self.task.previous.as_ref().is_some_and(|entry| entry.file != self.file)
    }

    pub(super) fn begin_batch(&self, records: u64) {
        let mut state = lock(&self.state);
        state.pending += 1;
        state.records += records;
    }

    /// Adds what a batch gave, and enters the file if it was the last.
    pub(super) fn end_batch(&self, run: &Run<'_>, given: Given) {
        let mut state = lock(&self.state);
        state.given.add(given);
        self.one_less(run, &mut state);
    }

    /// The reader has reached the end.
    pub(super) fn close(&self, run: &Run<'_>) {
        self.one_less(run, &mut lock(&self.state));
    }

    fn one_less(&self, run: &Run<'_>, state: &mut State) {
        state.pending -= 1;
        if state.pending > 0 {
            return;
        }
        let Given { articles, skipped, end } = state.given;
        if end == Some(FileEnd::Unreadable) {
            // The last record is the failure itself: the next run begins with it.
            state.records = state.records.saturating_sub(1);
            state.given.skipped = skipped.saturating_sub(1);
            return self.interrupt_with(run, *state);
        }
        let content = if end.is_none() { self.hash.value().0 } else { [0; 16] };
        run.replace(&self.task, Run::entry(&self.task, self.file, content, Outcome::Done { articles, skipped }));
    }

    /// A commit comes before the end of the file; all batches handed out are done. What is there is noted, so that
    /// the next run goes on behind it. Where it would stand beside articles of an older version, it is taken back.
    pub(super) fn interrupt(&self, run: &Run<'_>) {
        let state = *lock(&self.state);
        self.interrupt_with(run, state);
    }

    fn interrupt_with(&self, run: &Run<'_>, State { records, given, .. }: State) {
        if self.replaces_articles() {
            run.writer.take_back(self.file);
            run.teacher.take_back(self.file);
            return;
        }
        let outcome = Outcome::Partial { records, articles: given.articles, skipped: given.skipped };
        run.push_row((self.task.key.clone(), Some(Run::entry(&self.task, self.file, [0; 16], outcome))));
    }
}
