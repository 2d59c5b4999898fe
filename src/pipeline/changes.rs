//! What has changed since the last commit: the sorted walk merged with the sorted source tables.

use std::collections::HashSet;
use std::iter::Peekable;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::roots::{Placed, joined};
use crate::corpus::{FoundFile, Unreadable, WalkOptions, walk};
use crate::index::{
    Entries, IndexError, IndexFolder, Outcome, Reading, SourceEntry, SourceKey, SourceTables, path_from_bytes,
    path_to_bytes,
};

/// A file read within this time of its last change may have changed again without a newer time stamp: clocks of
/// file systems tick in milliseconds.
const CLOCK_TICK: u64 = 50_000_000;

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
    Unreadable(SourceKey, Unreadable),
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
    /// Names the options by which it is read now.
    pub reading: Reading,
}

impl FileTask {
    /// Whether the index holds articles of an earlier version.
    pub(super) fn has_articles(&self) -> bool {
        self.previous.as_ref().is_some_and(|entry| entry.outcome.articles() > 0)
    }

    /// Whether to read it even if its content is known, because it would be read differently now.
    pub(super) fn must_be_read(&self) -> bool {
        self.previous.as_ref().is_some_and(|entry| {
            entry.reading.cleaning != self.reading.cleaning
                || (entry.reading.records != self.reading.records && depends_on_options(entry))
        })
    }

    /// What was known of the file, if it was read in part and has not changed since.
    pub(super) fn interrupted(&self) -> Option<&SourceEntry> {
        self.previous.as_ref().filter(|entry| {
            matches!(entry.outcome, Outcome::Partial { .. })
                && !self.must_be_read()
                && entry.size == self.found.size
                && entry.modified == self.found.modified
        })
    }
}

/// The changes below one target, in order. Holds one path and one table row at a time.
pub(super) struct Changes {
    root: u32,
    base: PathBuf,
    /// What the user named: as long as it is there, what is not below it is gone.
    anchor: PathBuf,
    prefix: Vec<u8>,
    files: Peekable<Files>,
    known: Peekable<Entries>,
    /// Paths at or below which nothing can be said to be gone.
    unreadable: Vec<Vec<u8>>,
    rules: Rules,
}

/// How the changes of a run are found.
#[derive(Debug, Clone)]
pub(super) struct Rules {
    /// Which files are walked.
    pub walk: WalkOptions,
    /// Files that are no longer there stay in the index.
    pub keeps_missing: bool,
    /// Names the options by which files are read: what was read by others, and depends on them, is read again.
    pub reading: Reading,
    /// Absolute paths of all roots: a root within a root is walked on its own.
    pub roots: Arc<HashSet<PathBuf>>,
}

type Files = Box<dyn Iterator<Item = Result<FoundFile, Unreadable>> + Send>;

impl Changes {
    pub(super) fn new(placed: &Placed, rules: Rules, tables: &SourceTables) -> Result<Self, IndexError> {
        let known = tables.below(placed.scope.root, &placed.scope.prefix)?.peekable();
        let files: Files = if let Some(file) = &placed.file {
            Box::new(std::iter::once(Ok(FoundFile { path: placed.path.clone(), ..file.clone() })))
        } else if placed.path != placed.anchor && !placed.path.exists() {
            // A root of its own within the folder that was named, and gone with all it held.
            Box::new(std::iter::empty())
        } else {
            let roots = Arc::clone(&rules.roots);
            let skips = move |path: &Path| roots.contains(path) || IndexFolder::is_index(path);
            Box::new(walk(&placed.path, rules.walk, skips))
        };
        Ok(Self {
            root: placed.scope.root,
            base: placed.path.clone(),
            anchor: placed.anchor.clone(),
            prefix: placed.scope.prefix.clone(),
            files: files.peekable(),
            known,
            unreadable: Vec::new(),
            rules,
        })
    }

    /// The key of a path that the walk met.
    fn key(&self, path: &Path) -> SourceKey {
        let below = path.strip_prefix(&self.base).map(path_to_bytes).unwrap_or_default();
        let path = if below.is_empty() { self.prefix.clone() } else { joined(&self.prefix, &below) };
        SourceKey { root: self.root, path }
    }

    /// What to do about a known file that the walk did not meet. It stays if it is there all the same (hidden, say,
    /// or behind a link), and wherever nobody can tell: below what cannot be read, or when the root itself is gone.
    fn gone(&mut self, key: SourceKey, entry: SourceEntry) -> Option<Change> {
        let may_be_there = self.rules.keeps_missing || self.unreadable.iter().any(|path| key.is_below(path));
        if may_be_there {
            return None;
        }
        let below = key.path.get(self.prefix.len()..).unwrap_or_default();
        let below = path_from_bytes(below.strip_prefix(b"/").unwrap_or(below));
        let is_there = self.base.join(below).symlink_metadata().is_ok_and(|found| !found.is_dir());
        (!is_there && self.anchor.symlink_metadata().is_ok()).then_some(Change::Gone(key, entry))
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
                let key = self.key(&unreadable.path);
                let is_known = self.unreadable.last().is_some_and(|last| *last == key.path);
                if !is_known && !unreadable.is_gone {
                    self.unreadable.push(key.path.clone());
                }
                return Some(Ok(Change::Unreadable(key, unreadable)));
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
                    return Some(Ok(compare(FileTask { key, found, previous, reading: self.rules.reading })));
                }
            }
        }
    }
}

fn compare(task: FileTask) -> Change {
    match &task.previous {
        Some(entry) if !task.must_be_read() && is_unchanged(entry, &task.found) => Change::Unchanged(entry.clone()),
        _ => Change::Read(task),
    }
}

/// Whether what became of a file depends on how records are read and pages judged: no article, or many.
fn depends_on_options(entry: &SourceEntry) -> bool {
    !matches!(entry.outcome, Outcome::Done { articles: 1, skipped: 0 })
}

fn is_unchanged(entry: &SourceEntry, found: &FoundFile) -> bool {
    let is_settled = found.unsuited.is_some() || entry.read.abs_diff(entry.modified) > CLOCK_TICK;
    entry.size == found.size
        && entry.modified == found.modified
        && is_settled
        && !matches!(entry.outcome, Outcome::Partial { .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(outcome: Outcome, read: i64) -> SourceEntry {
        SourceEntry {
            size: 5,
            modified: 1_000_000_000,
            read,
            content: [1; 16],
            file: 1,
            reading: Reading::default(),
            outcome,
        }
    }

    #[test]
    fn a_file_read_just_after_its_change_is_looked_at_again() {
        let done = Outcome::Done { articles: 1, skipped: 0 };
        let found = FoundFile { path: "a".into(), size: 5, modified: 1_000_000_000, seen: 0, unsuited: None };
        assert!(is_unchanged(&entry(done.clone(), 9_000_000_000), &found));
        assert!(!is_unchanged(&entry(done.clone(), 1_010_000_000), &found));
        let touched = FoundFile { modified: 2_000_000_000, ..found.clone() };
        assert!(!is_unchanged(&entry(done, 9_000_000_000), &touched));
        let partial = Outcome::Partial { records: 3, articles: 3, skipped: 0 };
        assert!(!is_unchanged(&entry(partial, 9_000_000_000), &found));
    }
}
