//! What has changed since the last commit: the sorted walk merged with the sorted source tables.

use std::iter::Peekable;
use std::path::PathBuf;

use super::roots::{Placed, joined};
use crate::corpus::{FoundFile, Unreadable, WalkOptions, walk};
use crate::index::{Entries, IndexError, IndexFolder, Outcome, SourceEntry, SourceKey, SourceTables, path_to_bytes};

/// A file read within this time of its last change may have changed again without a newer time stamp: clocks of
/// file systems tick in milliseconds.
const CLOCK_TICK: i64 = 50_000_000;

/// One thing to do.
#[derive(Debug)]
pub(super) enum Change {
    /// Nothing has changed.
    Unchanged(SourceEntry),
    /// A file to read.
    Read(FileTask),
    /// A file that is no longer there.
    Gone(SourceKey, SourceEntry),
    /// A file or folder that could not be looked at; what is known of it stays.
    Unreadable(Unreadable),
}

/// A file to read.
#[derive(Debug, Clone)]
pub(super) struct FileTask {
    /// Which file.
    pub key: SourceKey,
    /// Where it is, and what the file system says of it.
    pub found: FoundFile,
    /// What was known of it.
    pub previous: Option<SourceEntry>,
}

impl FileTask {
    /// Whether the index holds articles of an earlier version.
    pub(super) fn has_articles(&self) -> bool {
        self.previous.as_ref().is_some_and(|entry| entry.outcome.articles() > 0)
    }

    /// What was known of the file, if it was read in part and has not changed since.
    pub(super) fn interrupted(&self) -> Option<&SourceEntry> {
        self.previous.as_ref().filter(|entry| {
            matches!(entry.outcome, Outcome::Partial { .. })
                && entry.size == self.found.size
                && entry.modified == self.found.modified
        })
    }
}

/// The changes below one target, in order. Holds one path and one table row at a time.
pub(super) struct Changes {
    root: u32,
    base: PathBuf,
    prefix: Vec<u8>,
    files: Peekable<Files>,
    known: Peekable<Entries>,
    /// Paths at or below which nothing can be said to be gone.
    unreadable: Vec<Vec<u8>>,
    /// Whether files that are no longer there stay in the index.
    keeps_missing: bool,
}

type Files = Box<dyn Iterator<Item = Result<FoundFile, Unreadable>> + Send>;

impl Changes {
    pub(super) fn new(
        placed: &Placed,
        roots: Vec<PathBuf>,
        tables: &SourceTables,
        (options, keeps_missing): (WalkOptions, bool),
    ) -> Result<Self, IndexError> {
        let known = tables.below(placed.scope.root, &placed.scope.prefix)?.peekable();
        let (base, files): (PathBuf, Files) = match &placed.file {
            Some(file) => {
                let file = FoundFile { path: placed.path.clone(), ..file.clone() };
                (placed.path.clone(), Box::new(std::iter::once(Ok(file))))
            }
            None => {
                let skips = move |path: &std::path::Path| {
                    IndexFolder::is_index(path) || roots.iter().any(|root| root == path)
                };
                (placed.path.clone(), Box::new(walk(&placed.path, options, skips)))
            }
        };
        let prefix = placed.scope.prefix.clone();
        let (root, unreadable) = (placed.scope.root, Vec::new());
        Ok(Self { root, base, prefix, files: files.peekable(), known, unreadable, keeps_missing })
    }

    /// The key of a path that the walk met.
    fn key(&self, path: &std::path::Path) -> SourceKey {
        let below = path.strip_prefix(&self.base).map(path_to_bytes).unwrap_or_default();
        let path = if below.is_empty() { self.prefix.clone() } else { joined(&self.prefix, &below) };
        SourceKey { root: self.root, path }
    }

    fn gone(&mut self, key: SourceKey, entry: SourceEntry) -> Option<Change> {
        let may_be_there = self.keeps_missing || self.unreadable.iter().any(|path| key.is_below(path));
        (!may_be_there).then_some(Change::Gone(key, entry))
    }
}

impl Iterator for Changes {
    type Item = Result<Change, IndexError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(Err(_)) = self.known.peek() {
                return self.known.next().and_then(Result::err).map(Err);
            }
            if let Some(unreadable) = self.files.next_if(Result::is_err).and_then(Result::err) {
                if !unreadable.is_gone {
                    self.unreadable.push(self.key(&unreadable.path).path);
                }
                return Some(Ok(Change::Unreadable(unreadable)));
            }
            let next = self.files.peek().and_then(|file| Some(file.as_ref().ok()?.path.clone()));
            let found = next.map(|path| self.key(&path));
            let known = self.known.peek().and_then(|row| Some(row.as_ref().ok()?.0.clone()));
            match (found, known) {
                (None, None) => return None,
                (None, Some(_)) => {
                    let (key, entry) = self.known.next()?.ok()?;
                    if let Some(change) = self.gone(key, entry) {
                        return Some(Ok(change));
                    }
                }
                (Some(found), Some(known)) if known < found => {
                    let (key, entry) = self.known.next()?.ok()?;
                    if let Some(change) = self.gone(key, entry) {
                        return Some(Ok(change));
                    }
                }
                (Some(key), known) => {
                    let previous = if known.as_ref() == Some(&key) { Some(self.known.next()?.ok()?.1) } else { None };
                    let found = self.files.next()?.ok()?;
                    return Some(Ok(compare(FileTask { key, found, previous })));
                }
            }
        }
    }
}

fn compare(task: FileTask) -> Change {
    match &task.previous {
        Some(entry) if is_unchanged(entry, &task.found) => Change::Unchanged(entry.clone()),
        _ => Change::Read(task),
    }
}

fn is_unchanged(entry: &SourceEntry, found: &FoundFile) -> bool {
    let is_settled = found.unsuited.is_some() || entry.read - entry.modified > CLOCK_TICK;
    entry.size == found.size
        && entry.modified == found.modified
        && is_settled
        && !matches!(entry.outcome, Outcome::Partial { .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(outcome: Outcome, read: i64) -> SourceEntry {
        SourceEntry { size: 5, modified: 1_000_000_000, read, content: [1; 16], file: 1, outcome }
    }

    #[test]
    fn a_file_read_just_after_its_change_is_looked_at_again() {
        let done = Outcome::Done { articles: 1, skipped: 0 };
        let found = FoundFile { path: "a".into(), size: 5, modified: 1_000_000_000, unsuited: None };
        assert!(is_unchanged(&entry(done.clone(), 9_000_000_000), &found));
        assert!(!is_unchanged(&entry(done.clone(), 1_010_000_000), &found));
        let touched = FoundFile { modified: 2_000_000_000, ..found.clone() };
        assert!(!is_unchanged(&entry(done, 9_000_000_000), &touched));
        let partial = Outcome::Partial { records: 3, articles: 3, skipped: 0 };
        assert!(!is_unchanged(&entry(partial, 9_000_000_000), &found));
    }
}
