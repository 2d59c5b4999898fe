//! What can be said of a file without looking for articles in it: what it may cost, that it holds what it held, that
//! it cannot be read, that it gives nothing.

use std::path::Path;

use super::changes::FileTask;
use super::hashing::hash_file;
use super::report::{Problem, ProblemKind, Tally};
use super::run::Run;
use crate::corpus::{Compression, by_name};
use crate::index::{Outcome, SourceEntry};

/// What an article of so many bytes takes in memory on its way: read, decoded, cleaned, analysed, encoded.
pub(crate) fn cost(bytes: usize) -> usize {
    bytes.saturating_mul(4).saturating_add(8 << 10)
}

/// What a file of that size and name may take: compressed ones hold more than they say.
pub(crate) fn cost_of_file(path: &Path, size: u64, max_article_bytes: usize) -> usize {
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let expanded = match by_name(path).1 {
        Compression::None => size,
        Compression::Gzip | Compression::Zstd => size.saturating_mul(20),
    };
    // No more than an article is read, whatever the file holds.
    cost(expanded.min(max_article_bytes))
}

/// Whether a file that looks changed holds what it held: it was touched, or read too soon after its last change.
/// If so, that is noted, and nothing else is to be done.
pub(super) fn is_same_content(task: &FileTask, run: &Run<'_>) -> bool {
    let Some(previous) = task.previous.as_ref().filter(|previous| is_comparable(previous, task)) else { return false };
    if !hash_file(&task.found.path, &|| run.stops()).is_ok_and(|content| content == Some(previous.content)) {
        return false;
    }
    Tally::add(&run.tally.unchanged_files, 1);
    let entry = Run::entry(task, previous.file, previous.content, previous.outcome.clone());
    let row = (task.key.clone(), Some(entry));
    if previous.modified == task.found.modified {
        run.push_lazy_row(row);
    } else {
        Tally::add(&run.tally.reused_files, 1);
        run.push_row(row);
    }
    true
}

fn is_comparable(previous: &SourceEntry, task: &FileTask) -> bool {
    previous.size == task.found.size
        && previous.content != [0; 16]
        && !task.must_be_read()
        && matches!(previous.outcome, Outcome::Done { .. })
}

/// A file that may not be read now. What is known of it stays, and the next run tries again.
pub(super) fn unreadable(task: &FileTask, error: &std::io::Error, run: &Run<'_>) {
    run.problem(&Problem {
        path: run.shown_path(&task.key),
        line: None,
        kind: ProblemKind::Unreadable,
        reason: error.to_string(),
    });
}

/// A file without an article: remembered, so that it is not read again until it changes.
pub(super) fn nothing(task: &FileTask, kind: ProblemKind, reason: String, run: &Run<'_>) {
    let outcome = Outcome::Nothing { reason: reason.clone() };
    run.problem(&Problem { path: run.shown_path(&task.key), line: None, kind, reason });
    run.replace(task, Run::entry(task, run.new_file_number(), [0; 16], outcome));
}
