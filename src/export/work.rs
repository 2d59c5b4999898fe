//! One piece of work: a file, or a batch of records. Runs on any thread; nothing here depends on which.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;

use super::run::{Named, Run};
use super::units::{Batch, Unit};
use super::write::{Written, ends_run, write_new};
use super::{ExportError, text};
use crate::article::RawArticle;
use crate::corpus::{DecodeWarning, Opened, RawRecord, ReadError, StreamError, open, parse_record};
use crate::index::RecordPlace;
use crate::pipeline::{
    PlacedRecord, Places, Problem, ProblemKind, cost, cost_of_file, message, nothing_in, what_was_lost,
};

/// Does a piece of work. What goes wrong with an article is reported and ends there.
pub(super) fn work(unit: Unit, run: &Run<'_>) {
    match unit {
        Unit::File(file) => whole_file(&file, run),
        Unit::Opened(file, opened) => {
            let _permit = run.budget.take(cost_of(&file, run));
            run.observer.counters().bytes.fetch_add(file.source.size, Ordering::Relaxed);
            opened_file(&file, *opened, run);
        }
        Unit::Batch(Batch { file, records, _permit }) => {
            for record in records {
                self::record(&file, record, run);
            }
        }
    }
}

fn cost_of(file: &Named, run: &Run<'_>) -> usize {
    cost_of_file(&file.source.path, file.source.size, run.options.read.max_article_bytes)
}

fn whole_file(file: &Named, run: &Run<'_>) {
    if let Some(reason) = file.source.unsuited {
        return Place { file, record: None }.problem(ProblemKind::NotRegular, reason, run);
    }
    let _permit = run.budget.take(cost_of(file, run));
    match run.open(&file.source) {
        Err(error) => Place { file, record: None }.problem(ProblemKind::Unreadable, &error.to_string(), run),
        Ok(reader) => {
            let opened = open(&file.source.path, reader, &run.options.read);
            run.observer.counters().bytes.fetch_add(file.source.size, Ordering::Relaxed);
            opened_file(file, opened, run);
        }
    }
}

fn opened_file(file: &Named, opened: Result<Opened, ReadError>, run: &Run<'_>) {
    let place = Place { file, record: None };
    match opened {
        Ok(Opened::Article { raw, warning }) => place.article(&raw, warning, run),
        Ok(Opened::Records(records)) => {
            let mut places = Places::default();
            for item in records {
                let next = places.place(item);
                let _permit = run.budget.take(cost(next.1.as_ref().map_or(0, RawRecord::size)));
                record(file, next, run);
            }
        }
        Err(ReadError::Stream(StreamError::Io(error))) => {
            place.problem(ProblemKind::Unreadable, &error.to_string(), run);
        }
        Err(error) => place.problem(ProblemKind::from(&error), &error.to_string(), run),
    }
}

fn record(file: &Named, (record, item): PlacedRecord, run: &Run<'_>) {
    let place = Place { file, record: Some(record) };
    match item.and_then(|record| parse_record(&record, &run.options.read.fields)) {
        Ok((raw, warning)) => place.article(&raw, warning, run),
        Err(error) => place.problem(ProblemKind::from(&error.problem), &error.problem.to_string(), run),
    }
}

/// Where an article comes from.
#[derive(Clone, Copy)]
struct Place<'a> {
    file: &'a Named,
    record: Option<RecordPlace>,
}

impl Place<'_> {
    fn problem(self, kind: ProblemKind, reason: &str, run: &Run<'_>) {
        let (path, line) = (self.file.source.shown.clone(), self.record.map(|record| record.line));
        run.problem(&Problem { path, line, kind, reason: reason.to_owned() });
    }

    /// Cleans an article and writes it. A panic is a bug of ours, and must not cost other articles.
    fn article(self, raw: &RawArticle, warning: Option<DecodeWarning>, run: &Run<'_>) {
        let source = &self.file.source;
        let clean = || run.cleaner.clean(raw, &source.path, &source.below);
        match catch_unwind(AssertUnwindSafe(clean)).map(|cleaned| cleaned.map(|cleaned| cleaned.article)) {
            Err(panic) => self.problem(ProblemKind::Bug, &message(&panic), run),
            Ok(Err(error)) => run.fail(error.into()),
            Ok(Ok(article)) if article.blocks.is_empty() => {
                let nothing = nothing_in(&article, raw.shape).unwrap_or((ProblemKind::NoText, "no words in its text"));
                self.problem(nothing.0, nothing.1, run);
            }
            Ok(Ok(article)) => {
                if let Some(warning) = warning {
                    self.problem(ProblemKind::Undecodable, &what_was_lost(&warning), run);
                }
                let origin = run.options.front_matter.then_some((self.file.source.shown.as_path(), self.record));
                self.write(&text::of(&article, origin), run);
            }
        }
    }

    fn write(self, text: &str, run: &Run<'_>) {
        let path = run.path_for(self.file, self.record);
        match write_new(&path, text) {
            Ok(Written::New) => {
                run.written.fetch_add(1, Ordering::Relaxed);
                run.observer.counters().articles.fetch_add(1, Ordering::Relaxed);
            }
            Ok(Written::Same) => {
                run.unchanged.fetch_add(1, Ordering::Relaxed);
                run.observer.counters().articles.fetch_add(1, Ordering::Relaxed);
            }
            Ok(Written::Other) => {
                let reason = format!("'{}' exists and holds something else; it was left as it is", path.display());
                self.problem(ProblemKind::FileExists, &reason, run);
            }
            Err(source) if ends_run(&source) => run.fail(ExportError::Write { path, source }),
            Err(error) => {
                let reason = format!("writing '{}': {error}", path.display());
                self.problem(ProblemKind::Unwritable, &reason, run);
            }
        }
    }
}
