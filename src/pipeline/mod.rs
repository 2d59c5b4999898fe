//! From folders to an index: walk, compare with the last commit, read, clean, split, analyse, add, commit.
//!
//! Threads pull work one piece at a time (`units`); a budget bounds the bytes under way (`budget`); every few
//! minutes all threads finish what they hold and a commit is made, from which an interrupted run goes on. Nothing
//! that is decided depends on the timing of threads.

mod articles;
mod batches;
mod budget;
mod changes;
mod files;
mod hashing;
mod lessons;
mod record_file;
mod remove;
mod report;
mod roots;
mod run;
mod units;
mod work;

use std::path::PathBuf;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rayon::prelude::*;
use thiserror::Error;

use crate::clean::CleanOptions;
use crate::corpus::{FoundFile, ReadOptions, WalkOptions};
use crate::index::{Commit, IndexError, Reading, Root, Scope, Writer};
use changes::Rules;
use lessons::{Teacher, clean_again};
use roots::{Placed, place};
use run::{Problems, Run, RunState};
use units::Units;

pub(crate) use articles::{nothing_in, what_was_lost};
pub(crate) use batches::message;
pub(crate) use budget::{Budget, Permit};
pub(crate) use files::{cost, cost_of_file};
pub use lessons::{Corpus, TemplateRules};
pub(crate) use record_file::{PlacedRecord, Places};
pub use remove::{Removed, remove};
pub use report::{Counters, IndexReport, Observer, Phase, Problem, ProblemKind, Step};
pub use roots::{Target, scopes};
pub(crate) use units::may_hold_records;

/// Name of the threads that clean and analyse.
const WORKER_THREADS: &str = "newsdex-worker";

/// Cleaning again takes at most two rounds; one more than that shows that it is done.
const MAX_ROUNDS: usize = 3;

/// HTML nests deeply, and parsers recurse.
const WORKER_STACK_BYTES: usize = 16 << 20;

/// How to index.
#[derive(Debug, Clone)]
pub struct IndexOptions {
    /// Which files are read.
    pub walk: WalkOptions,
    /// How they are read.
    pub read: ReadOptions,
    /// What is removed from them.
    pub clean: CleanOptions,
    /// Files that are gone stay in the index.
    pub keep_missing: bool,
    /// What the user says about template lines.
    pub templates: TemplateRules,
    /// Pages without an article are indexed by title and description.
    pub keep_pages: bool,
    /// Threads that read, clean and analyse.
    pub threads: usize,
    /// Bytes of articles under way at once.
    pub budget_bytes: usize,
    /// Time between commits.
    pub commit_interval: Duration,
}

/// What to index.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// Folders and files.
    pub targets: Vec<Target>,
    /// One article that came through standard input.
    pub stdin: Option<Vec<u8>>,
    /// What was named but is not there; reported already, and counted with the rest.
    pub problems: Vec<Problem>,
}

/// Why a run ended without a result. The index is what it was at the last commit.
#[derive(Debug, Error)]
pub enum PipelineError {
    /// The index could not be read or written.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// A folder or file that was named could not be read.
    #[error("reading '{}'", path.display())]
    Target {
        /// What was named.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Threads could not be started.
    #[error("starting threads")]
    Threads(#[from] rayon::ThreadPoolBuildError),
}

/// Brings the index up to date with the input, and commits. Returns what happened and the commit's scopes of the
/// input. The caller finishes the writer.
///
/// # Errors
/// When the index cannot be written or a target is not there. Broken articles are problems, not errors.
pub fn index(
    writer: &mut Writer,
    input: &Input,
    options: &IndexOptions,
    observer: &dyn Observer,
) -> Result<(IndexReport, Vec<Scope>), PipelineError> {
    let mut commit = writer.last_commit().clone();
    let mut placed = place(&input.targets, &mut commit)?;
    placed.extend(input.stdin.as_deref().map(|bytes| place_stdin(bytes, &mut commit)));
    let rules = Rules {
        walk: options.walk,
        keeps_missing: options.keep_missing,
        reading: options.reading(),
        roots: Arc::new(commit.roots.iter().map(|root| root.path().to_owned()).collect()),
    };
    let scopes = placed.iter().map(|item| item.scope.clone()).collect();
    let index_is_empty = writer.reader()?.articles() == 0;
    let teacher = Teacher::new(writer.lessons()?, (options.templates.clone(), options.clean), index_is_empty);
    let session = Session { input, options, observer, budget: Budget::new(options.budget_bytes), teacher };
    let mut units = Units::new(placed, rules);
    let pool = worker_pool(options.threads)?;
    let mut totals = Totals::default();
    loop {
        observer.phase(Phase::Indexing);
        pool.install(|| session.until_commit(writer, &mut commit, &mut units, &mut totals))?;
        if units.is_done() || observer.stops() {
            break;
        }
    }
    // The second round is about links to articles that got other titles in the first.
    for _ in 0..MAX_ROUNDS {
        if !units.is_done() || !session.teacher.has_doubts() || observer.stops() {
            break;
        }
        observer.phase(Phase::CleaningAgain);
        let clean = || clean_again(&session.teacher, writer, &session.budget, &|| observer.stops());
        totals.report.cleaned_again += pool.install(clean)?;
        totals.report.commits += 1;
    }
    totals.report.interrupted = !units.is_done();
    if !observer.stops() {
        // A run that changes nothing as well: an earlier one may have been stopped before it merged.
        observer.phase(Phase::Merging);
        writer.gather(&|| observer.stops())?;
    }
    let report = totals.finish(writer, input, observer)?;
    Ok((report, scopes))
}

/// Threads that read and clean. At least one.
pub(crate) fn worker_pool(threads: usize) -> Result<rayon::ThreadPool, rayon::ThreadPoolBuildError> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads.max(1))
        .thread_name(|number| format!("{WORKER_THREADS}-{number}"))
        .stack_size(WORKER_STACK_BYTES)
        .build()
}

/// One thread, 80 MB of articles under way, and a commit every three minutes.
impl Default for IndexOptions {
    fn default() -> Self {
        Self {
            walk: WalkOptions::default(),
            read: ReadOptions::default(),
            clean: CleanOptions::default(),
            keep_missing: false,
            templates: TemplateRules::default(),
            keep_pages: false,
            threads: 1,
            budget_bytes: 80_000_000,
            commit_interval: Duration::from_mins(3),
        }
    }
}

impl IndexOptions {
    /// Names how files are read. What is remembered of a file carries it, so that files are read again when they
    /// may give something else.
    fn reading(&self) -> Reading {
        let records = format!("{:?} {} {}", self.read.fields, self.read.max_article_bytes, self.keep_pages);
        Reading { records: fingerprint(&records), cleaning: fingerprint(&format!("{:?}", self.clean)) }
    }
}

fn fingerprint(text: &str) -> u32 {
    let mut bytes = [0; 4];
    bytes.copy_from_slice(&blake3::hash(text.as_bytes()).as_bytes()[..4]);
    u32::from_le_bytes(bytes)
}

/// Places the article of standard input: its name is its content, so that the same text is one article.
fn place_stdin(bytes: &[u8], commit: &mut Commit) -> Placed {
    let stdin = Root::new(std::path::Path::new(""), std::path::Path::new(""));
    let root = commit.roots.iter().position(|root| *root == stdin).unwrap_or_else(|| {
        commit.roots.push(stdin);
        commit.roots.len() - 1
    });
    let name = format!("stdin-{}", &blake3::hash(bytes).to_hex()[..12]);
    let found =
        FoundFile { path: PathBuf::new(), size: bytes.len() as u64, modified: 0, seen: i64::MAX, unsuited: None };
    let scope = Scope { root: u32::try_from(root).unwrap_or(u32::MAX), prefix: name.into_bytes() };
    Placed { scope, path: PathBuf::new(), anchor: PathBuf::new(), file: Some(found) }
}

/// What stays the same over all commits of a run.
struct Session<'a> {
    input: &'a Input,
    options: &'a IndexOptions,
    observer: &'a dyn Observer,
    budget: Budget,
    teacher: Teacher,
}

/// What is added up over all commits of a run.
#[derive(Default)]
struct Totals {
    tally: report::Tally,
    problems: Mutex<Problems>,
    report: IndexReport,
}

impl Session<'_> {
    /// Works until a commit is due or everything is done, and commits.
    fn until_commit(
        &self,
        writer: &mut Writer,
        commit: &mut Commit,
        units: &mut Units,
        totals: &mut Totals,
    ) -> Result<(), PipelineError> {
        let reader = writer.reader()?;
        let next_file = AtomicU64::new(commit.next_file);
        let run = Run {
            writer,
            reader: &reader,
            commit,
            options: self.options,
            observer: self.observer,
            budget: &self.budget,
            teacher: &self.teacher,
            tally: &totals.tally,
            problems: &totals.problems,
            stdin: self.input.stdin.as_deref(),
            next_file: &next_file,
            deadline: Instant::now().checked_add(self.options.commit_interval),
            state: RunState::default(),
        };
        std::iter::from_fn(|| units.next(&run)).par_bridge().for_each(|unit| work::work(unit, &run));
        if let Some(file) = units.open_file() {
            file.interrupt(&run);
        }
        let rows = run.into_rows()?;
        commit.next_file = next_file.into_inner();
        if !rows.is_empty() || commit.roots != writer.last_commit().roots {
            self.observer.phase(Phase::Committing);
            let lessons = self.teacher.lessons(&reader)?;
            writer.commit(commit.clone(), rows, lessons.as_ref())?;
            commit.lessons.clone_from(&writer.last_commit().lessons);
            totals.report.commits += 1;
        }
        Ok(())
    }
}

impl Totals {
    fn finish(self, writer: &Writer, input: &Input, observer: &dyn Observer) -> Result<IndexReport, PipelineError> {
        use report::Tally;
        let counters = observer.counters();
        let mut problems = self.problems.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        for problem in &input.problems {
            *problems.counts.entry(problem.kind).or_default() += 1;
        }
        let (warnings, skipped) = problems.counts.into_iter().partition::<Vec<_>, _>(|(kind, _)| kind.is_warning());
        let named = |counts: Vec<(ProblemKind, u64)>| counts.into_iter().map(|(kind, n)| (kind.name(), n)).collect();
        let added = Tally::get(&self.tally.added);
        Ok(IndexReport {
            files: Tally::get(&counters.files),
            unchanged_files: Tally::get(&self.tally.unchanged_files),
            known_without_article: Tally::get(&self.tally.known_without_article),
            reused_files: Tally::get(&self.tally.reused_files),
            added,
            updated: Tally::get(&self.tally.updated),
            removed: Tally::get(&self.tally.removed),
            skipped: named(skipped),
            warnings: named(warnings),
            passages: Tally::get(&self.tally.passages),
            bytes: Tally::get(&counters.bytes),
            articles: writer.reader()?.articles(),
            ..self.report
        })
    }
}
