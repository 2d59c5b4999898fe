//! A file that holds many articles, while its records are worked on by many threads.

use std::sync::Mutex;

use super::changes::FileTask;
use super::hashing::ContentHash;
use super::run::{Row, Run, lock};
use crate::index::{Outcome, SourceEntry};

/// Keeps count of a file's records, and enters the file when the last one is done.
pub(super) struct RecordFile {
    pub task: FileTask,
    /// Number of this version of the file.
    pub file: u64,
    hash: ContentHash,
    known: u64,
    state: Mutex<State>,
}

#[derive(Debug, Clone, Copy)]
struct State {
    /// Batches under way, and one for the reader until it has reached the end.
    pending: u64,
    /// Records handed out, those of an interrupted run included.
    records: u64,
    articles: u64,
    skipped: u64,
    /// Whether the file could not be read to its end.
    is_cut: bool,
}

impl RecordFile {
    pub(super) fn new(task: FileTask, hash: ContentHash, run: &Run<'_>) -> Self {
        let mut state = State { pending: 1, records: 0, articles: 0, skipped: 0, is_cut: false };
        let file = match task.interrupted() {
            Some(SourceEntry { file, outcome: Outcome::Partial { records, articles, skipped }, .. }) => {
                (state.records, state.articles, state.skipped) = (*records, *articles, *skipped);
                *file
            }
            _ => run.new_file_number(),
        };
        Self { task, file, hash, known: state.records, state: Mutex::new(state) }
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
    pub(super) fn end_batch(&self, run: &Run<'_>, articles: u64, skipped: u64, is_cut: bool) {
        let mut state = lock(&self.state);
        state.articles += articles;
        state.skipped += skipped;
        state.is_cut |= is_cut;
        self.one_less(run, &mut state);
    }

    /// The reader has reached the end.
    pub(super) fn close(&self, run: &Run<'_>) {
        self.one_less(run, &mut lock(&self.state));
    }

    fn one_less(&self, run: &Run<'_>, state: &mut State) {
        state.pending -= 1;
        if state.pending == 0 {
            let content = if state.is_cut { [0; 16] } else { self.hash.value().0 };
            let outcome = Outcome::Done { articles: state.articles, skipped: state.skipped };
            run.replace(&self.task, run.entry(&self.task, self.file, content, outcome));
        }
    }

    /// What to remember when a commit comes before the end of the file. All batches handed out are done.
    pub(super) fn interrupted(&self, run: &Run<'_>) -> Row {
        let State { records, articles, skipped, .. } = *lock(&self.state);
        let outcome = Outcome::Partial { records, articles, skipped };
        (self.task.key.clone(), Some(run.entry(&self.task, self.file, [0; 16], outcome)))
    }
}
