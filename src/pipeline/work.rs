//! One piece of work: a file, or a batch of records. Runs on any thread; nothing here depends on which.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::articles::whole_article;
use super::batches::{message, records};
use super::budget::Permit;
use super::changes::FileTask;
use super::files::{cost, cost_of_file, is_same_content, nothing, unreadable};
use super::hashing::ContentHash;
use super::record_file::{Places, RecordFile};
use super::report::ProblemKind;
use super::run::Run;
use super::units::{Batch, Unit};
use crate::corpus::{Opened, RawRecord, ReadError, StreamError, open};

/// Does a piece of work. What goes wrong with an article is reported and ends there; what goes wrong with the
/// index ends the run. A panic is a bug of ours, and must not cost the other articles of the run.
pub(super) fn work(unit: Unit, run: &Run<'_>) {
    let task = match &unit {
        Unit::File(task) | Unit::Opened(task, ..) => Some(task.clone()),
        // Records are caught one by one.
        Unit::Batch(_) => None,
    };
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| work_on(unit, run))) {
        match task {
            Some(task) => nothing(&task, ProblemKind::Bug, message(&panic), run),
            None => std::panic::resume_unwind(panic),
        }
    }
}

fn work_on(unit: Unit, run: &Run<'_>) {
    match unit {
        Unit::File(task) => file(&task, run),
        Unit::Opened(task, opened, hash) => {
            let permit = run.budget.take(cost_of(&task, run));
            opened_file(&task, opened, &hash, permit, run);
        }
        Unit::Batch(batch) => records(batch, run),
    }
}

fn file(task: &FileTask, run: &Run<'_>) {
    if let Some(reason) = task.found.unsuited {
        nothing(task, ProblemKind::NotRegular, reason.to_owned(), run);
        return;
    }
    if is_same_content(task, run) {
        return;
    }
    let permit = run.budget.take(cost_of(task, run));
    match run.open(task) {
        Err(error) => unreadable(task, &error, run),
        Ok((reader, hash)) => {
            let opened = run.decoding(&hash, || open(&task.found.path, reader, &run.options.read));
            run.observer.counters().bytes.fetch_add(hash.value().1, Ordering::Relaxed);
            opened_file(task, opened, &hash, permit, run);
        }
    }
}

fn cost_of(task: &FileTask, run: &Run<'_>) -> usize {
    cost_of_file(&task.found.path, task.found.size, run.options.read.max_article_bytes)
}

fn opened_file(task: &FileTask, opened: Result<Opened, ReadError>, hash: &ContentHash, permit: Permit, run: &Run<'_>) {
    match opened {
        Ok(Opened::Article { raw, warning }) => whole_article(task, (&raw, warning), hash, permit, run),
        Ok(Opened::Records(mut all)) => {
            drop(permit);
            let file = Arc::new(RecordFile::new(task.clone(), hash.clone(), run));
            // Such a file is small (see `units`), so nothing interrupts it.
            let mut places = Places::default();
            while let Some(record) = run.decoding(hash, || all.next()) {
                let bytes = record.as_ref().map_or(0, RawRecord::size);
                file.begin_batch(1);
                let permit = run.budget.take(cost(bytes));
                records(Batch { file: Arc::clone(&file), records: vec![places.place(record)], permit }, run);
            }
            file.close(run);
        }
        Err(ReadError::Stream(StreamError::Io(error))) => unreadable(task, &error, run),
        Err(error) => nothing(task, ProblemKind::from(&error), error.to_string(), run),
    }
}
