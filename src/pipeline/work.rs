//! One piece of work, from bytes to the index. Runs on any thread; nothing here depends on which.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::budget::Permit;
use super::changes::FileTask;
use super::hashing::{ContentHash, hash_file};
use super::record_file::{FileEnd, Given, PlacedRecord, Places, RecordFile};
use super::report::{Problem, ProblemKind, Tally};
use super::run::Run;
use super::units::{Batch, Unit};
use crate::analysis::Analyzer;
use crate::article::{Article, RawArticle};
use crate::clean::clean;
use crate::corpus::{
    Compression, DecodeWarning, Opened, RawRecord, ReadError, RecordProblem, StreamError, by_name, open, parse_record,
};
use crate::index::{Origin, Outcome, RecordPlace, SourceEntry, StoredArticle, article_key, path_from_bytes};
use crate::passage::passage_starts;

/// What an article of so many bytes takes in memory on its way: read, decoded, cleaned, analysed, encoded.
pub(super) fn cost(bytes: usize) -> usize {
    bytes.saturating_mul(4).saturating_add(8 << 10)
}

/// What a file of that size and name may take: compressed ones hold more than they say.
fn cost_of_file(task: &FileTask, run: &Run<'_>) -> usize {
    let size = usize::try_from(task.found.size).unwrap_or(usize::MAX);
    let expanded = match by_name(&task.found.path).1 {
        Compression::None => size,
        Compression::Gzip | Compression::Zstd => size.saturating_mul(20),
    };
    // No more than an article is read, whatever the file holds.
    cost(expanded.min(run.options.read.max_article_bytes))
}

/// Does a piece of work. What goes wrong with an article is reported and ends there; what goes wrong with the
/// index ends the run. A panic is a bug of ours, and must not cost the other articles of the run.
pub(super) fn work(unit: Unit, run: &Run<'_>, analyzer: &mut Analyzer) {
    let task = match &unit {
        Unit::File(task) | Unit::Opened(task, ..) => Some(task.clone()),
        // Records are caught one by one.
        Unit::Batch(_) => None,
    };
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| work_on(unit, run, analyzer))) {
        *analyzer = Analyzer::new();
        match task {
            Some(task) => nothing(&task, ProblemKind::Bug, message(&panic), run),
            None => std::panic::resume_unwind(panic),
        }
    }
}

fn work_on(unit: Unit, run: &Run<'_>, analyzer: &mut Analyzer) {
    match unit {
        Unit::File(task) => file(&task, run, analyzer),
        Unit::Opened(task, opened, hash) => {
            let permit = run.budget.take(cost_of_file(&task, run));
            opened_file(&task, opened, &hash, permit, &mut Worker { run, analyzer });
        }
        Unit::Batch(batch) => records(batch, &mut Worker { run, analyzer }),
    }
}

/// A thread's view of the run.
struct Worker<'a, 'r> {
    run: &'a Run<'r>,
    analyzer: &'a mut Analyzer,
}

fn file(task: &FileTask, run: &Run<'_>, analyzer: &mut Analyzer) {
    if let Some(reason) = task.found.unsuited {
        nothing(task, ProblemKind::NotRegular, reason.to_owned(), run);
        return;
    }
    if is_same_content(task, run) {
        return;
    }
    let permit = run.budget.take(cost_of_file(task, run));
    match run.open(task) {
        Err(error) => unreadable(task, &error, run),
        Ok((reader, hash)) => {
            let opened = open(&task.found.path, reader, &run.options.read);
            run.observer.counters().bytes.fetch_add(hash.value().1, Ordering::Relaxed);
            opened_file(task, opened, &hash, permit, &mut Worker { run, analyzer });
        }
    }
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
        && !task.must_be_read
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
fn nothing(task: &FileTask, kind: ProblemKind, reason: String, run: &Run<'_>) {
    let outcome = Outcome::Nothing { reason: reason.clone() };
    run.problem(&Problem { path: run.shown_path(&task.key), line: None, kind, reason });
    run.replace(task, Run::entry(task, run.new_file_number(), [0; 16], outcome));
}

fn opened_file(
    task: &FileTask,
    opened: Result<Opened, ReadError>,
    hash: &ContentHash,
    permit: Permit,
    worker: &mut Worker<'_, '_>,
) {
    match opened {
        Ok(Opened::Article { raw, warning }) => whole_article(task, (&raw, warning), hash, permit, worker),
        Ok(Opened::Records(all)) => {
            drop(permit);
            let file = Arc::new(RecordFile::new(task.clone(), hash.clone(), worker.run));
            // Such a file is small (see `units`), so nothing interrupts it.
            let mut places = Places::default();
            for record in all {
                let bytes = record.as_ref().map_or(0, RawRecord::size);
                file.begin_batch(1);
                let permit = worker.run.budget.take(cost(bytes));
                records(Batch { file: Arc::clone(&file), records: vec![places.place(record)], permit }, worker);
            }
            file.close(worker.run);
        }
        Err(ReadError::Stream(StreamError::Io(error))) => unreadable(task, &error, worker.run),
        Err(error) => nothing(task, kind_of_file(&error), error.to_string(), worker.run),
    }
}

fn whole_article(
    task: &FileTask,
    (raw, warning): (&RawArticle, Option<DecodeWarning>),
    hash: &ContentHash,
    mut permit: Permit,
    worker: &mut Worker<'_, '_>,
) {
    let run = worker.run;
    permit.grow_to(cost(raw.text.len()));
    let place = Place { task, record: None, content: hash.value().0 };
    let stored = match reused(&place, run) {
        Some(stored) => {
            Tally::add(&run.tally.reused_files, 1);
            stored
        }
        None => match cleaned(raw, &place, run) {
            Ok(stored) => stored,
            Err((kind, reason)) => return nothing(task, kind, reason, run),
        },
    };
    report_decoding(&place, warning, run);
    let file = run.new_file_number();
    let origin = Origin { file, key: article_key(task.key.root, &task.key.path, None), is_whole_file: true };
    if worker.add(&stored, origin, &place, Box::new(permit)) {
        let outcome = Outcome::Done { articles: 1, skipped: 0 };
        run.replace(task, Run::entry(task, file, place.content, outcome));
    }
}

/// Where an article comes from.
struct Place<'a> {
    task: &'a FileTask,
    record: Option<RecordPlace>,
    content: [u8; 16],
}

impl Place<'_> {
    fn problem(&self, kind: ProblemKind, reason: String, run: &Run<'_>) {
        run.problem(&Problem {
            path: run.shown_path(&self.task.key),
            line: self.record.map(|record| record.line),
            kind,
            reason,
        });
    }
}

/// The cleaned article of a file with the same content and the same kind of name, if the index has one: the file
/// was renamed, moved or copied.
fn reused(place: &Place<'_>, run: &Run<'_>) -> Option<StoredArticle> {
    let found = run.reader.with_content(&place.content).ok()??;
    let format = |path: &[u8]| by_name(&path_from_bytes(path));
    (format(&found.path) == format(&place.task.key.path)).then(|| StoredArticle {
        root: place.task.key.root,
        path: place.task.key.path.clone(),
        place: None,
        ..found
    })
}

/// Cleans an article and splits it.
fn cleaned(raw: &RawArticle, place: &Place<'_>, run: &Run<'_>) -> Result<StoredArticle, (ProblemKind, String)> {
    let article = clean(raw).article;
    if article.blocks.is_empty() && !run.options.keep_pages {
        return Err((ProblemKind::NoArticle, "no article in it: only menus, notices or headlines".to_owned()));
    }
    Ok(stored(article, place))
}

fn message(panic: &Box<dyn std::any::Any + Send>) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    format!("an internal error: {}", text.as_deref().unwrap_or("no reason given"))
}

/// Splits an article into passages and puts it into the form in which it is kept.
fn stored(article: Article, place: &Place<'_>) -> StoredArticle {
    let (body, blocks) = article.body();
    let starts = passage_starts(&body, &blocks);
    StoredArticle {
        root: place.task.key.root,
        path: place.task.key.path.clone(),
        place: place.record,
        metadata: article.metadata,
        kinds: blocks.into_iter().map(|(kind, _)| kind).collect(),
        // No article is larger than 4 GiB: the limit on reading is far below.
        passages: starts.into_iter().map(|start| u32::try_from(start).unwrap_or(u32::MAX)).collect(),
        body,
        content: place.content,
    }
}

fn report_decoding(place: &Place<'_>, warning: Option<DecodeWarning>, run: &Run<'_>) {
    if let Some(warning) = warning {
        let reason = format!("{} characters are not valid {}", warning.replaced, warning.encoding);
        place.problem(ProblemKind::Undecodable, reason, run);
    }
}

impl Worker<'_, '_> {
    /// Analyses an article and hands it to the index. Returns whether it is there.
    fn add(
        &mut self,
        article: &StoredArticle,
        origin: Origin,
        place: &Place<'_>,
        permit: Box<dyn Send + Sync>,
    ) -> bool {
        let run = self.run;
        if let Some(id) = &article.metadata.id {
            match run.id_is_taken(id, place.task.previous.as_ref().map(|entry| entry.file)) {
                Ok(false) => {}
                Ok(true) => {
                    let reason = format!("another article has the id {id:?}; this one is called by its place");
                    place.problem(ProblemKind::DuplicateId, reason, run);
                }
                Err(error) => {
                    run.fail(error);
                    return false;
                }
            }
        }
        let prepared = run.writer.prepare(article, origin, self.analyzer);
        match prepared.and_then(|prepared| run.writer.add(prepared, permit)) {
            Ok(()) => {
                run.observer.counters().articles.fetch_add(1, Ordering::Relaxed);
                Tally::add(&run.tally.passages, article.passages.len() as u64);
                let is_update = place.task.has_articles();
                Tally::add(if is_update { &run.tally.updated } else { &run.tally.added }, 1);
                true
            }
            Err(error) => {
                run.fail(error);
                false
            }
        }
    }
}

/// Indexes the records of a batch.
fn records(batch: Batch, worker: &mut Worker<'_, '_>) {
    let permit = Arc::new(batch.permit);
    let mut given = Given::default();
    for (place, item) in batch.records {
        let result = catch_unwind(AssertUnwindSafe(|| record((place, item), &batch.file, &permit, worker)));
        match result {
            Ok(one) => given.add(one),
            Err(panic) => {
                *worker.analyzer = Analyzer::new();
                let place = Place { task: &batch.file.task, record: Some(place), content: [0; 16] };
                place.problem(ProblemKind::Bug, message(&panic), worker.run);
                given.skipped += 1;
            }
        }
    }
    batch.file.end_batch(worker.run, given);
}

/// Indexes one record.
fn record(
    (record_place, item): PlacedRecord,
    file: &RecordFile,
    permit: &Arc<Permit>,
    worker: &mut Worker<'_, '_>,
) -> Given {
    let run = worker.run;
    let place = Place { task: &file.task, record: Some(record_place), content: [0; 16] };
    let (raw, warning) = match item.and_then(|record| parse_record(&record, &run.options.read.fields)) {
        Ok(parsed) => parsed,
        Err(error) => {
            place.problem(kind_of_record(&error.problem), error.problem.to_string(), run);
            let end = error.ends_file().then_some(match error.problem {
                RecordProblem::Stream(StreamError::Io(_)) => FileEnd::Unreadable,
                _ => FileEnd::Damaged,
            });
            return Given { articles: 0, skipped: 1, end };
        }
    };
    let key = article_key(place.task.key.root, &place.task.key.path, Some(record_place));
    let origin = Origin { file: file.file, key, is_whole_file: false };
    match cleaned(&raw, &place, run) {
        Ok(stored) => {
            report_decoding(&place, warning, run);
            let is_there = worker.add(&stored, origin, &place, Box::new(Arc::clone(permit)));
            Given { articles: u64::from(is_there), ..Given::default() }
        }
        Err((kind, reason)) => {
            place.problem(kind, reason, run);
            Given { skipped: 1, ..Given::default() }
        }
    }
}

fn kind_of_file(error: &ReadError) -> ProblemKind {
    match error {
        ReadError::Empty => ProblemKind::Empty,
        ReadError::Binary(_) => ProblemKind::Binary,
        ReadError::TooLarge { .. } => ProblemKind::TooLarge,
        ReadError::Record(problem) => kind_of_record(problem),
        ReadError::NoTextColumn(_) => ProblemKind::NoText,
        ReadError::Stream(_) => ProblemKind::Damaged,
    }
}

fn kind_of_record(problem: &RecordProblem) -> ProblemKind {
    match problem {
        RecordProblem::TooLong { .. } => ProblemKind::TooLarge,
        RecordProblem::NoText(_) => ProblemKind::NoText,
        RecordProblem::Stream(_) => ProblemKind::Damaged,
        _ => ProblemKind::BrokenRecord,
    }
}
