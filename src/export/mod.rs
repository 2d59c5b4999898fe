//! Cleaned articles as text files for other tools: `newsdex clean --output`. Without an index, and nothing is ever
//! overwritten.
//!
//! `sources` finds the files, `cleaner` cleans an article by itself or with what an index knows of its source, `names` says what their articles are called, `units` cuts the work into pieces that any
//! thread can take, `work` does one, `text` and `front_matter` say what is written, `write` writes it. `visit` goes
//! through the same articles one by one, for those who want to look at them.
//!
//! Names are given in the order of the walk, before any thread begins, so they do not depend on the timing of threads.
//! Memory holds the articles under way, and eight bytes for the name of each source file.

mod cleaner;
mod front_matter;
mod names;
mod run;
mod sources;
mod text;
mod units;
mod visit;
mod work;
mod write;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use thiserror::Error;

use crate::corpus::{ReadOptions, WalkOptions};
use crate::index::IndexError;
use crate::pipeline::{Input, Observer, Phase, ProblemKind, worker_pool};
use run::Run;
use sources::{Sources, without_overlaps};
use units::Units;

pub use cleaner::Cleaner;
pub use visit::{Visited, visit};

/// How to write cleaned articles.
#[derive(Debug, Clone)]
pub struct ExportOptions {
    /// Which files are read.
    pub walk: WalkOptions,
    /// How they are read.
    pub read: ReadOptions,
    /// Whether a text begins with the metadata.
    pub front_matter: bool,
    /// Threads that read, clean and write.
    pub threads: usize,
    /// Bytes of articles under way at once.
    pub budget_bytes: usize,
}

/// The end of a run, in numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExportReport {
    /// Source files met.
    pub files: u64,
    /// Articles written to new files.
    pub written: u64,
    /// Articles whose files were there, word for word.
    pub unchanged: u64,
    /// Files and records that gave no article, by reason.
    pub skipped: BTreeMap<&'static str, u64>,
    /// Things to know about articles that were written, by reason.
    pub warnings: BTreeMap<&'static str, u64>,
    /// Bytes read.
    pub bytes: u64,
    /// Whether the run was stopped before its end.
    pub interrupted: bool,
}

/// Why a run ended. What was written until then stays.
#[derive(Debug, Error)]
pub enum ExportError {
    /// The folder to write to could not be made or read.
    #[error("making the folder '{}'", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// What is written would lie among the articles, and would be read as articles.
    #[error("'{}' holds articles to clean: name another folder to write to", path.display())]
    AmongArticles {
        /// The folder.
        path: PathBuf,
    },
    /// Nothing can be written any more: the disk is full, say.
    #[error("writing '{}'", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The index that was to be asked could not be read.
    #[error("asking the index about an article")]
    Index(#[from] IndexError),
    /// Threads could not be started.
    #[error("starting threads")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

/// Writes each article of the input, cleaned, to a text file of its own in `folder`, which is made where it is
/// missing.
///
/// What lies below a folder of the input lies in the same place below `folder`. A text is called by its source file,
/// without the extensions that are known, with `-LINE` for a record and `-LINE.NUMBER` behind the first record of a
/// line. Of several source files that claim one name, the first by path has it, and the others get `_2`, `_3` and so
/// on. A file that exists is left as it is: it counts as unchanged if it holds the same, and is reported otherwise.
///
/// # Errors
/// When the folder cannot be made, holds articles of the input, or cannot be written to any more. Broken articles are
/// problems, not errors.
pub fn export(
    input: &Input,
    folder: &Path,
    (options, cleaner): (&ExportOptions, Cleaner<'_>),
    observer: &dyn Observer,
) -> Result<ExportReport, ExportError> {
    let pool = worker_pool(options.threads)?;
    let absolute = made(folder)?;
    if input.targets.iter().any(|target| target.is_folder && target.absolute.starts_with(&absolute)) {
        return Err(ExportError::AmongArticles { path: folder.to_owned() });
    }
    observer.phase(Phase::Cleaning);
    let targets = without_overlaps(&input.targets, options.walk);
    let run = Run::new(folder, input.stdin.as_deref(), (options, cleaner), observer);
    let mut units = Units::new(Sources::new(targets, input.stdin.as_deref(), options.walk, Some(absolute)));
    pool.install(|| {
        std::iter::from_fn(|| units.next(&run)).par_bridge().for_each(|unit| work::work(unit, &run));
    });
    let is_done = units.is_done();
    let mut report = run.finish(&input.problems)?;
    report.interrupted = !is_done;
    Ok(report)
}

/// The absolute path of a folder, which is made if it is not there.
fn made(folder: &Path) -> Result<PathBuf, ExportError> {
    let made = std::fs::create_dir_all(folder).and_then(|()| folder.canonicalize());
    made.map_err(|source| ExportError::Folder { path: folder.to_owned(), source })
}

/// Counts by their names, those of articles that were lost and those of articles that were not.
fn by_name(counts: BTreeMap<ProblemKind, u64>) -> [BTreeMap<&'static str, u64>; 2] {
    let (warnings, skipped) = counts.into_iter().partition::<Vec<_>, _>(|(kind, _)| kind.is_warning());
    [skipped, warnings].map(|counts| counts.into_iter().map(|(kind, count)| (kind.name(), count)).collect())
}
