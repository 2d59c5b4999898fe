//! Goes through the cleaned articles of files one by one.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::Ordering;

use super::Cleaner;
use super::run::open_source;
use super::sources::{Source, Sources};
use crate::article::{RawArticle, Shape};
use crate::clean::Cleaned;
use crate::corpus::{Opened, ReadOptions, WalkOptions, open, parse_record};
use crate::index::RecordPlace;
use crate::pipeline::{Input, Observer, Places, Problem, ProblemKind, message};

/// A cleaned article, and where it comes from.
#[derive(Debug)]
pub struct Visited {
    /// The source file, as the user named it.
    pub path: PathBuf,
    /// The source file's whole path. Empty for standard input.
    pub absolute: PathBuf,
    /// Where the record stands in it.
    pub record: Option<RecordPlace>,
    /// How its text was laid out.
    pub shape: Shape,
    /// The article, and what was removed.
    pub cleaned: Cleaned,
}

/// Cleans the articles of the input in the order in which they were named, on this thread, and shows each to `see`.
/// What is broken is reported to the observer. Returns how much that was.
///
/// # Errors
/// Those of `see`, and when the index that is asked cannot be read.
pub fn visit(
    input: &Input,
    walk: WalkOptions,
    (read, cleaner): (&ReadOptions, Cleaner<'_>),
    observer: &dyn Observer,
    see: &mut dyn FnMut(Visited) -> io::Result<()>,
) -> io::Result<u64> {
    let stdin = input.stdin.as_deref();
    let mut visitor = Visitor { stdin, read, cleaner, observer, see, problems: 0 };
    for source in Sources::new(input.targets.clone(), stdin, walk, None) {
        if observer.stops() {
            break;
        }
        match source {
            Ok(source) => visitor.file(&source)?,
            Err(problem) => visitor.report(&problem),
        }
    }
    Ok(visitor.problems)
}

struct Visitor<'a> {
    stdin: Option<&'a [u8]>,
    read: &'a ReadOptions,
    cleaner: Cleaner<'a>,
    observer: &'a dyn Observer,
    see: &'a mut dyn FnMut(Visited) -> io::Result<()>,
    problems: u64,
}

impl Visitor<'_> {
    fn report(&mut self, problem: &Problem) {
        self.problems += 1;
        self.observer.problem(problem);
    }

    fn problem(&mut self, source: &Source, record: Option<RecordPlace>, kind: ProblemKind, reason: String) {
        let line = record.map(|place| place.line);
        self.report(&Problem { path: source.shown.clone(), line, kind, reason });
    }

    fn file(&mut self, source: &Source) -> io::Result<()> {
        self.observer.counters().files.fetch_add(1, Ordering::Relaxed);
        if let Some(reason) = source.unsuited {
            self.problem(source, None, ProblemKind::NotRegular, reason.to_owned());
            return Ok(());
        }
        let reader = match open_source(source, self.stdin) {
            Ok(reader) => reader,
            Err(error) => {
                self.problem(source, None, ProblemKind::Unreadable, error.to_string());
                return Ok(());
            }
        };
        match open(&source.path, reader, self.read) {
            Err(error) => self.problem(source, None, ProblemKind::from(&error), error.to_string()),
            Ok(Opened::Article { raw, .. }) => self.article(source, None, &raw)?,
            Ok(Opened::Records(records)) => {
                let mut places = Places::default();
                for item in records {
                    if self.observer.stops() {
                        break;
                    }
                    let (place, item) = places.place(item);
                    match item.and_then(|record| parse_record(&record, &self.read.fields)) {
                        Ok((raw, _)) => self.article(source, Some(place), &raw)?,
                        Err(error) => {
                            let kind = ProblemKind::from(&error.problem);
                            self.problem(source, Some(place), kind, error.problem.to_string());
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn article(&mut self, source: &Source, record: Option<RecordPlace>, raw: &RawArticle) -> io::Result<()> {
        let clean = || self.cleaner.clean(raw, &source.path, &source.below);
        match catch_unwind(AssertUnwindSafe(clean)) {
            Err(panic) => self.problem(source, record, ProblemKind::Bug, message(&panic)),
            Ok(cleaned) => {
                let cleaned = cleaned.map_err(io::Error::other)?;
                let (path, absolute, shape) = (source.shown.clone(), source.path.clone(), raw.shape);
                (self.see)(Visited { path, absolute, record, shape, cleaned })?;
            }
        }
        Ok(())
    }
}
