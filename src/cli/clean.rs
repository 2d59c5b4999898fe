//! `newsdex clean`

use std::io::Write;
use std::path::Path;
use std::time::Instant;

use anyhow::Result;
use serde_json::json;

use super::args::CleanArgs;
use super::exit::Exit;
use super::index::input;
use super::progress::{Progress, handle_interrupts};
use super::settings::FileSettings;
use super::summary::{listed, megabytes_a_second};
use super::terminal::Terminal;
use crate::export::{Cleaner, ExportOptions, ExportReport, Visited, export, visit};
use crate::index::{IndexError, Reader};
use crate::pipeline::{Corpus, Input, Observer, Problem, nothing_in};
use crate::render::{CleanedView, write_article_text, write_cleaned_json, write_explained, write_json};
use crate::units;

pub(super) fn run(args: &CleanArgs, index: &Path, terminal: Terminal) -> Result<Exit> {
    let settings = FileSettings::new(&args.files)?;
    let progress = Progress::new(terminal);
    let input = input(&args.articles, index)?;
    let opened = if args.no_index { None } else { usable(index, Reader::open_with_lessons(index))? };
    let (reader, lessons) = opened.unzip();
    let lessons = lessons.map(|lessons| usable(index, lessons)).transpose()?.flatten();
    let known = reader.as_ref().zip(lessons);
    let corpus = known.map(|known| Corpus::new(known, settings.templates.clone(), settings.clean));
    let cleaner = Cleaner { options: settings.clean, corpus: corpus.as_ref() };
    match &args.output {
        Some(folder) => write_files(args, folder, (&input, &settings, cleaner), &progress, terminal),
        None => print(args, (&input, &settings, cleaner), &progress, terminal),
    }
}

/// What was read of an index; `None`, with a word about it, where the index is of no use. Cleaning does not need one.
fn usable<T>(index: &Path, read: Result<T, IndexError>) -> Result<Option<T>> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(IndexError::Missing { .. }) => Ok(None),
        Err(error @ (IndexError::Incompatible { .. } | IndexError::Damaged { .. })) => {
            Terminal::complain(&format!("'{}' is not asked about these articles: {error}", index.display()));
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

fn write_files(
    args: &CleanArgs,
    folder: &Path,
    (input, settings, cleaner): (&Input, &FileSettings, Cleaner<'_>),
    progress: &Progress,
    terminal: Terminal,
) -> Result<Exit> {
    let start = Instant::now();
    handle_interrupts()?;
    let options = ExportOptions {
        walk: settings.walk,
        read: settings.read.clone(),
        front_matter: args.front_matter,
        threads: settings.threads,
        // The other half is for what allocators keep.
        budget_bytes: settings.memory / 2,
    };
    let report = progress.watch(input, settings.walk, || export(input, folder, (&options, cleaner), progress))?;
    let seconds = start.elapsed().as_secs_f64();
    if args.json {
        let mut out = Terminal::out();
        write_json(&summary_json(&report, seconds), &mut out)?;
        out.flush()?;
    } else {
        for line in summary_lines(&report, folder, seconds) {
            terminal.talk(&line);
        }
    }
    Ok(if report.interrupted {
        Exit::Interrupted
    } else if args.strict_files && !report.skipped.is_empty() {
        Exit::SkippedFiles
    } else {
        Exit::Success
    })
}

fn summary_lines(report: &ExportReport, folder: &Path, seconds: f64) -> Vec<String> {
    let count = units::count;
    let mut lines = Vec::new();
    if report.interrupted {
        lines.push("interrupted: what was written is whole; the same command goes on from there".to_owned());
    }
    lines.push(format!(
        "articles  {} written to '{}', {} there already",
        count(report.written),
        folder.display(),
        count(report.unchanged)
    ));
    for (title, counts) in [("skipped ", &report.skipped), ("warnings", &report.warnings)] {
        if !counts.is_empty() {
            lines.push(format!("{title}  {}", listed(counts)));
        }
    }
    lines.push(format!(
        "done      {} files, {} read in {} ({:.1} MB/s)",
        count(report.files),
        units::size(report.bytes),
        units::seconds(seconds),
        megabytes_a_second(report.bytes, seconds)
    ));
    lines
}

/// The same for machines; documented in `docs/output-formats.md`.
fn summary_json(report: &ExportReport, seconds: f64) -> serde_json::Value {
    json!({
        "version": 1,
        "files": report.files,
        "written": report.written,
        "unchanged": report.unchanged,
        "skipped": report.skipped,
        "warnings": report.warnings,
        "bytes_read": report.bytes,
        "interrupted": report.interrupted,
        "seconds": seconds,
        "mb_per_second": megabytes_a_second(report.bytes, seconds),
    })
}

fn print(
    args: &CleanArgs,
    (input, settings, cleaner): (&Input, &FileSettings, Cleaner<'_>),
    progress: &Progress,
    terminal: Terminal,
) -> Result<Exit> {
    let mut out = Terminal::out();
    let options = terminal.text_options(false);
    let (mut printed, mut without_article) = (0_u64, 0_u64);
    let skipped = visit(input, settings.walk, (&settings.read, cleaner), progress, &mut |visited| {
        let path = visited.path.display().to_string();
        let record = visited.record.map(|place| (place.line, place.number));
        let file = Some(&visited.absolute).filter(|path| !path.as_os_str().is_empty());
        let view = CleanedView { path: &path, file, record, cleaned: &visited.cleaned };
        if let Some(problem) = nothing(&visited) {
            without_article += 1;
            progress.problem(&problem);
            if !args.json && !args.explain {
                return Ok(());
            }
        }
        printed += 1;
        if args.json {
            return write_cleaned_json(&view, &mut out);
        }
        if printed > 1 {
            writeln!(out)?;
        }
        if args.explain {
            write_explained(&view, &options, &mut out)
        } else {
            write_article_text(&view.article(), &options, &mut out)
        }
    })?;
    out.flush()?;
    Ok(if printed == 0 {
        Exit::NothingFound
    } else if args.strict_files && skipped + without_article > 0 {
        Exit::SkippedFiles
    } else {
        Exit::Success
    })
}

/// What there is to say of a page that holds no article.
fn nothing(visited: &Visited) -> Option<Problem> {
    let (kind, reason) = nothing_in(&visited.cleaned.article, visited.shape)?;
    let line = visited.record.map(|place| place.line);
    Some(Problem { path: visited.path.clone(), line, kind, reason: reason.to_owned() })
}
