//! The records of a batch, one by one: a broken one, or one over which we panic, costs no other.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::articles::{Place, add, cleaned, judged, report_decoding};
use super::record_file::{FileEnd, Given, PlacedRecord, RecordFile};
use super::report::{ProblemKind, Step};
use super::run::Run;
use super::units::Batch;
use crate::article::Shape;
use crate::corpus::{RecordProblem, StreamError, parse_record};
use crate::index::{Origin, article_key};

/// Indexes the records of a batch.
pub(super) fn records(batch: Batch, run: &Run<'_>) {
    let mut given = Given::default();
    for (place, item) in batch.records {
        let result = catch_unwind(AssertUnwindSafe(|| record((place, item), &batch.file, run)));
        match result {
            Ok(one) => given.add(one),
            Err(panic) => {
                let place = Place { task: &batch.file.task, record: Some(place) };
                place.problem(ProblemKind::Bug, message(&panic), run);
                given.skipped += 1;
            }
        }
    }
    batch.file.end_batch(run, given);
    drop(batch.permit);
}

/// Indexes one record.
fn record((record_place, item): PlacedRecord, file: &RecordFile, run: &Run<'_>) -> Given {
    let counters = run.observer.counters();
    let place = Place { task: &file.task, record: Some(record_place) };
    let (raw, warning) = match item
        .and_then(|record| counters.timed(Step::Decode, || parse_record(&record, &run.options.read.fields)))
    {
        Ok(parsed) => parsed,
        Err(error) => {
            place.problem(ProblemKind::from(&error.problem), error.problem.to_string(), run);
            let end = error.ends_file().then_some(match error.problem {
                RecordProblem::Stream(StreamError::Io(_)) => FileEnd::Unreadable,
                _ => FileEnd::Damaged,
            });
            return Given { articles: 0, skipped: 1, end };
        }
    };
    let key = article_key(place.task.key.root, &place.task.key.path, Some(record_place));
    let origin = Origin { file: file.file, key, content: None };
    match counters.timed(Step::Clean, || cleaned(&raw, &place, run)) {
        Ok(cleaned) => {
            report_decoding(&place, warning, run);
            let judge = || judged((cleaned, raw.shape == Shape::Record), origin, &place, run);
            let stored = match counters.timed(Step::Clean, judge) {
                Ok(stored) => stored,
                Err(error) => {
                    run.fail(error);
                    return Given::default();
                }
            };
            let is_there = add(&stored, origin, &place, run);
            Given { articles: u64::from(is_there), ..Given::default() }
        }
        Err((kind, reason)) => {
            place.problem(kind, reason, run);
            Given { skipped: 1, ..Given::default() }
        }
    }
}

/// What a panic said.
pub(crate) fn message(panic: &Box<dyn std::any::Any + Send>) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    format!("an internal error: {}", text.as_deref().unwrap_or("no reason given"))
}
