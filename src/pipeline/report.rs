//! What happened in a run, while it runs and at its end.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::corpus::{ReadError, RecordProblem};

/// Something about a file that the user should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, as the user named it.
    pub path: PathBuf,
    /// The line of a record.
    pub line: Option<u64>,
    /// What sort of thing: the summary counts by it.
    pub kind: ProblemKind,
    /// What exactly.
    pub reason: String,
}

/// Sorts of problems, worded for the summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemKind {
    /// The file is empty.
    Empty,
    /// The file is no text.
    Binary,
    /// The file or record is larger than an article may be.
    TooLarge,
    /// The file may not be read, or the disk fails.
    Unreadable,
    /// The file cannot be decompressed to its end.
    Damaged,
    /// A record that cannot be parsed.
    BrokenRecord,
    /// A record without text.
    NoText,
    /// A page that holds no article.
    NoArticle,
    /// A link or device.
    NotRegular,
    /// Cleaning or analysis failed on the article: a bug of ours.
    Bug,
    /// The article was not written: there is a file of its name, and it holds something else.
    FileExists,
    /// The article could not be written.
    Unwritable,
    /// The article was written, but under another name: another one has its own.
    SharedName,
    /// The article is indexed, but some of its characters could not be decoded.
    Undecodable,
    /// The article is indexed, but another one has the same id.
    DuplicateId,
}

impl ProblemKind {
    /// Whether the article is in the index, or was written, all the same.
    #[must_use]
    pub fn is_warning(self) -> bool {
        matches!(self, Self::Undecodable | Self::DuplicateId | Self::SharedName)
    }

    /// A short name, for machines and summaries.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Binary => "no text",
            Self::TooLarge => "too large",
            Self::Unreadable => "unreadable",
            Self::Damaged => "damaged",
            Self::BrokenRecord => "broken record",
            Self::NoText => "record without text",
            Self::NoArticle => "page without an article",
            Self::NotRegular => "link or device",
            Self::Bug => "internal error",
            Self::FileExists => "file exists",
            Self::Unwritable => "not written",
            Self::SharedName => "shared name",
            Self::Undecodable => "undecodable characters",
            Self::DuplicateId => "duplicate id",
        }
    }
}

impl From<&ReadError> for ProblemKind {
    fn from(error: &ReadError) -> Self {
        match error {
            ReadError::Empty => Self::Empty,
            ReadError::Binary(_) => Self::Binary,
            ReadError::TooLarge { .. } => Self::TooLarge,
            ReadError::Record(problem) => Self::from(problem),
            ReadError::NoTextColumn(_) => Self::NoText,
            ReadError::Stream(_) => Self::Damaged,
        }
    }
}

impl From<&RecordProblem> for ProblemKind {
    fn from(problem: &RecordProblem) -> Self {
        match problem {
            RecordProblem::TooLong { .. } => Self::TooLarge,
            RecordProblem::NoText(_) => Self::NoText,
            RecordProblem::Stream(_) => Self::Damaged,
            _ => Self::BrokenRecord,
        }
    }
}

/// What a run is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Reading, cleaning, indexing.
    Indexing,
    /// Reading, cleaning, writing.
    Cleaning,
    /// Cleaning articles again after what the corpus has taught.
    CleaningAgain,
    /// Making what was read durable.
    Committing,
    /// Waiting for merges.
    Merging,
}

/// Numbers that grow while a run goes on. Anyone may look at them.
#[derive(Debug, Default)]
pub struct Counters {
    /// Files met.
    pub files: AtomicU64,
    /// Bytes read.
    pub bytes: AtomicU64,
    /// Articles handed to the index.
    pub articles: AtomicU64,
    /// Nanoseconds that threads spent, by step.
    times: [AtomicU64; Step::ALL.len()],
}

/// What threads do with a file on its way into the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Finding files, and comparing them with what is known of them.
    Walk,
    /// Reading them, and hashing what is read.
    Read,
    /// Decompressing, parsing containers, decoding text.
    Decode,
    /// Cutting the article out of the page, and asking the corpus about it.
    Clean,
    /// Making terms of it, finding names, packing its text.
    Analyse,
    /// Writing segments of what was analysed: sorting it by terms, packing lists.
    Write,
}

impl Step {
    /// All of them, in their order.
    pub const ALL: [Self; 6] = [Self::Walk, Self::Read, Self::Decode, Self::Clean, Self::Analyse, Self::Write];
}

impl Counters {
    /// What all threads together spent on a step so far. Waiting for each other and for memory counts nowhere.
    pub fn time(&self, step: Step) -> Duration {
        Duration::from_nanos(self.times[step as usize].load(Ordering::Relaxed))
    }

    pub(super) fn add_time(&self, step: Step, time: Duration) {
        let nanoseconds = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.times[step as usize].fetch_add(nanoseconds, Ordering::Relaxed);
    }

    /// Does some work of a step. Costs two looks at the clock.
    pub(super) fn timed<T>(&self, step: Step, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = work();
        self.add_time(step, start.elapsed());
        result
    }
}

/// Looks on while a run goes on. Called from many threads.
pub trait Observer: Sync {
    /// A file or record was skipped, or there is something to say about it.
    fn problem(&self, problem: &Problem);
    /// Another phase begins.
    fn phase(&self, phase: Phase);
    /// The numbers to show.
    fn counters(&self) -> &Counters;
    /// Whether the run should stop, keeping what is whole.
    fn stops(&self) -> bool;
}

/// The end of a run, in numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct IndexReport {
    /// Source files met.
    pub files: u64,
    /// Files of which nothing had changed.
    pub unchanged_files: u64,
    /// Of those, files that are known to give no article.
    pub known_without_article: u64,
    /// Files renamed or touched without a change of content: not cleaned again.
    pub reused_files: u64,
    /// Articles of files that were not in the index before.
    pub added: u64,
    /// Articles of files that had changed.
    pub updated: u64,
    /// Articles that were cleaned again since the corpus has taught more about their lines.
    pub cleaned_again: u64,
    /// Articles deleted because their files are gone, or hold fewer than before.
    pub removed: u64,
    /// Files and records that gave no article, by reason.
    pub skipped: BTreeMap<&'static str, u64>,
    /// Things to know about articles that were indexed, by reason.
    pub warnings: BTreeMap<&'static str, u64>,
    /// Passages of the articles indexed in this run.
    pub passages: u64,
    /// Bytes read in this run.
    pub bytes: u64,
    /// Commits made.
    pub commits: u64,
    /// Whether the run was stopped before its end.
    pub interrupted: bool,
    /// Articles in the index now.
    pub articles: u64,
}

/// Counts of one run, from many threads.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub unchanged_files: AtomicU64,
    pub known_without_article: AtomicU64,
    pub reused_files: AtomicU64,
    pub added: AtomicU64,
    pub updated: AtomicU64,
    pub removed: AtomicU64,
    pub passages: AtomicU64,
}

impl Tally {
    pub(super) fn add(counter: &AtomicU64, number: u64) {
        counter.fetch_add(number, Ordering::Relaxed);
    }

    pub(super) fn get(counter: &AtomicU64) -> u64 {
        counter.load(Ordering::Relaxed)
    }
}
