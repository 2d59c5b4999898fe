//! What the threads of a run share.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::names::{Claim, Names, path_of};
use super::sources::Source;
use super::{Cleaner, ExportError, ExportOptions, ExportReport, by_name};
use crate::index::RecordPlace;
use crate::pipeline::{Budget, Observer, Problem, ProblemKind};

/// Shared by all threads.
pub(super) struct Run<'a> {
    folder: &'a Path,
    stdin: Option<&'a [u8]>,
    pub options: &'a ExportOptions,
    pub cleaner: Cleaner<'a>,
    pub observer: &'a dyn Observer,
    pub budget: Budget,
    pub written: AtomicU64,
    pub unchanged: AtomicU64,
    names: Mutex<Names>,
    problems: Mutex<BTreeMap<ProblemKind, u64>>,
    failure: Mutex<Option<ExportError>>,
}

/// A file to clean, and what its articles are called.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub source: Source,
    /// Path below the folder that is written to, without `.txt`.
    pub name: PathBuf,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<'a> Run<'a> {
    pub(super) fn new(
        folder: &'a Path,
        stdin: Option<&'a [u8]>,
        (options, cleaner): (&'a ExportOptions, Cleaner<'a>),
        observer: &'a dyn Observer,
    ) -> Self {
        Self {
            folder,
            stdin,
            options,
            cleaner,
            observer,
            budget: Budget::new(options.budget_bytes),
            written: AtomicU64::new(0),
            unchanged: AtomicU64::new(0),
            names: Mutex::default(),
            problems: Mutex::default(),
            failure: Mutex::default(),
        }
    }

    /// Whether no more work should begin.
    pub(super) fn stops(&self) -> bool {
        self.observer.stops() || lock(&self.failure).is_some()
    }

    /// Ends the run. The first error counts.
    pub(super) fn fail(&self, error: ExportError) {
        lock(&self.failure).get_or_insert(error);
        self.budget.lift();
    }

    /// Reports and counts a problem.
    pub(super) fn problem(&self, problem: &Problem) {
        *lock(&self.problems).entry(problem.kind).or_default() += 1;
        self.observer.problem(problem);
    }

    /// Gives a file its name. To be called in the order of the files.
    pub(super) fn named(&self, source: Source) -> Named {
        let Claim { name, is_renamed } = lock(&self.names).claim(&source.below);
        if is_renamed {
            self.shared_name(&source, None, &name);
        }
        Named { source, name }
    }

    /// Notes that a file holds records, whatever its name says. To be called in the order of the files.
    pub(super) fn holds_records(&self, file: &Named) {
        lock(&self.names).holds_records(&file.name);
    }

    /// The path of the text of an article.
    pub(super) fn path_for(&self, file: &Named, place: Option<RecordPlace>) -> PathBuf {
        let Some(place) = place else { return path_of(self.folder, &file.name) };
        let Claim { name, is_renamed } = lock(&self.names).of_record(&file.name, place);
        if is_renamed {
            self.shared_name(&file.source, Some(place), &name);
        }
        path_of(self.folder, &name)
    }

    fn shared_name(&self, source: &Source, place: Option<RecordPlace>, name: &Path) {
        let reason = format!("another article has its name, so it is called '{}'", name.display());
        let line = place.map(|place| place.line);
        self.problem(&Problem { path: source.shown.clone(), line, kind: ProblemKind::SharedName, reason });
    }

    /// Opens a file for reading.
    pub(super) fn open(&self, source: &Source) -> std::io::Result<Box<dyn Read + Send>> {
        open_source(source, self.stdin)
    }

    pub(super) fn finish(self, reported: &[Problem]) -> Result<ExportReport, ExportError> {
        if let Some(error) = self.failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
            return Err(error);
        }
        let mut counts = self.problems.into_inner().unwrap_or_else(PoisonError::into_inner);
        for problem in reported {
            *counts.entry(problem.kind).or_default() += 1;
        }
        let [skipped, warnings] = by_name(counts);
        let counters = self.observer.counters();
        Ok(ExportReport {
            files: counters.files.load(Ordering::Relaxed),
            written: self.written.into_inner(),
            unchanged: self.unchanged.into_inner(),
            skipped,
            warnings,
            bytes: counters.bytes.load(Ordering::Relaxed),
            interrupted: false,
        })
    }
}

/// Opens a file, or what came through standard input.
pub(super) fn open_source(source: &Source, stdin: Option<&[u8]>) -> std::io::Result<Box<dyn Read + Send>> {
    match stdin {
        Some(bytes) if source.path.as_os_str().is_empty() => Ok(Box::new(Cursor::new(bytes.to_vec()))),
        _ => Ok(Box::new(File::open(&source.path)?)),
    }
}
