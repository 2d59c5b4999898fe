//! `newsdex stats`, `verify`, `compact` and `remove`

use std::io::Write;
use std::path::Path;

use anyhow::Result;
use serde_json::json;

use super::args::{RemoveArgs, StatsArgs, VerifyArgs};
use super::exit::Exit;
use super::settings::threads;
use super::show::tidy;
use super::terminal::{Terminal, describe_process};
use crate::index::{IndexStats, Outcome, Reader, Writer, WriterOptions, verify};
use crate::pipeline;
use crate::render::{sanitized, write_json};
use crate::units;

/// Sources and languages beyond this many are not listed in the text.
const LISTED: usize = 8;

pub(super) fn stats(args: &StatsArgs, index: &Path) -> Result<Exit> {
    let reader = Reader::open(index)?;
    let mut out = Terminal::out();
    if args.skipped {
        for row in reader.sources().all()? {
            let (key, entry) = row?;
            if let Outcome::Nothing { reason } = entry.outcome {
                let path = reader.commit().shown_path(key.root, &key.path).display().to_string();
                writeln!(out, "{}: {}", sanitized(&path), sanitized(&reason))?;
            }
        }
        out.flush()?;
        return Ok(Exit::Success);
    }
    let stats = IndexStats::of(&reader)?;
    if args.json {
        write_json(&stats_json(&stats), &mut out)?;
    } else {
        for line in stats_lines(&stats) {
            writeln!(out, "{}", sanitized(&line))?;
        }
    }
    out.flush()?;
    Ok(Exit::Success)
}

fn stats_json(stats: &IndexStats) -> serde_json::Value {
    let roots = stats
        .roots
        .iter()
        .map(|(given, path)| json!({ "given": given.to_string_lossy(), "path": path.to_string_lossy() }));
    let counts = |counts: &[(String, u64)]| -> serde_json::Map<String, serde_json::Value> {
        counts.iter().map(|(name, articles)| (name.clone(), json!(articles))).collect()
    };
    json!({
        "version": 1,
        "articles": stats.articles,
        "passages": stats.passages,
        "files": stats.files,
        "skipped_files": stats.skipped_files,
        "skipped_records": stats.skipped_records,
        "partial_files": stats.partial_files,
        "roots": roots.collect::<Vec<_>>(),
        "segments": stats.segments,
        "deleted": stats.deleted,
        "bytes": stats.bytes,
        "first_date": stats.published.map(|(first, _)| first.to_string()),
        "last_date": stats.published.map(|(_, last)| last.to_string()),
        "undated": stats.undated,
        "sources": counts(&stats.sources),
        "languages": counts(&stats.languages),
    })
}

fn stats_lines(stats: &IndexStats) -> Vec<String> {
    let count = units::count;
    let mut lines = vec![
        format!("articles   {} in {} passages", count(stats.articles), count(stats.passages)),
        format!("files      {}", count(stats.files)),
    ];
    let skipped: u64 = stats.skipped_files.values().sum();
    if skipped + stats.skipped_records > 0 {
        let (files, records) = (count(skipped), count(stats.skipped_records));
        lines.push(format!("skipped    {files} files (--skipped lists them), {records} records"));
    }
    if stats.partial_files > 0 {
        lines.push(format!("unfinished {} files: index again to go on", count(stats.partial_files)));
    }
    for (given, path) in &stats.roots {
        let root = match (path.as_os_str().is_empty(), given.as_os_str().is_empty()) {
            (true, _) => "standard input".to_owned(),
            (false, true) => path.display().to_string(),
            (false, false) => format!("{} ({})", given.display(), path.display()),
        };
        lines.push(format!("root       {root}"));
    }
    if let Some((first, last)) = stats.published {
        lines.push(format!("published  {first} to {last}; {} without a date", count(stats.undated)));
    }
    for (title, counts) in [("sources   ", &stats.sources), ("languages ", &stats.languages)] {
        if !counts.is_empty() {
            let named = counts.iter().take(LISTED).map(|(name, articles)| format!("{name} {}", count(*articles)));
            let rest =
                if counts.len() > LISTED { format!(" and {} more", counts.len() - LISTED) } else { String::new() };
            lines.push(format!("{title} {}{rest}", named.collect::<Vec<_>>().join(", ")));
        }
    }
    lines.push(format!(
        "disk       {} in {} segments, {} deleted articles",
        units::size(stats.bytes),
        stats.segments,
        count(stats.deleted)
    ));
    lines
}

pub(super) fn verify_index(args: &VerifyArgs, index: &Path) -> Result<Exit> {
    let report = verify(index)?;
    let mut out = Terminal::out();
    if args.json {
        let json = json!({
            "version": 1,
            "is_sound": report.damage == 0,
            "articles": report.articles,
            "files": report.files,
            "damage": report.damage,
            "findings": report.findings,
        });
        write_json(&json, &mut out)?;
    } else if report.damage == 0 {
        let (articles, files) = (units::count(report.articles), units::count(report.files));
        writeln!(out, "the index is sound: {articles} articles, {files} source files")?;
    } else {
        for finding in &report.findings {
            writeln!(out, "{}", sanitized(finding))?;
        }
        writeln!(out, "{} faults; rebuild with: newsdex index --fresh ARTICLES", units::count(report.damage))?;
    }
    out.flush()?;
    Ok(if report.damage == 0 { Exit::Success } else { Exit::Failure })
}

fn writer(index: &Path) -> Result<Writer> {
    // Finds the index first, so that none is created where there is none.
    Reader::open(index)?;
    let (threads, holder) = (threads(0), describe_process());
    let options = WriterOptions { buffer_bytes: 0, threads, holder, fresh: false, parts: None };
    Ok(Writer::open(index, &options)?)
}

/// Merges an index into one segment.
pub(super) fn merge(index: &Path) -> Result<()> {
    let mut writer = writer(index)?;
    writer.compact()?;
    Ok(writer.finish()?)
}

pub(super) fn compact(index: &Path, terminal: Terminal) -> Result<Exit> {
    merge(index)?;
    let stats = IndexStats::of(&Reader::open(index)?)?;
    let (articles, size) = (units::count(stats.articles), units::size(stats.bytes));
    terminal.talk(&format!("{articles} articles in {} segments, {size}", stats.segments));
    Ok(Exit::Success)
}

pub(super) fn remove(args: &RemoveArgs, index: &Path, terminal: Terminal) -> Result<Exit> {
    let mut writer = writer(index)?;
    let mut found = false;
    for name in &args.names {
        let mut removed = pipeline::remove(&mut writer, name)?;
        if removed == pipeline::Removed::default() {
            removed = pipeline::remove(&mut writer, &tidy(name))?;
        }
        if removed == pipeline::Removed::default() {
            Terminal::complain(&format!("nothing in the index is called {name:?}"));
            continue;
        }
        found = true;
        let (articles, files) = (units::count(removed.articles), units::count(removed.files));
        terminal.talk(&format!("{name}: {articles} articles removed, {files} files forgotten"));
        if let Some(path) = removed.still_there.first() {
            terminal.talk(&format!("'{}' is still there, and the next run that meets it indexes it", path.display()));
        }
    }
    writer.finish()?;
    if found {
        terminal.talk("`newsdex compact` takes the text off the disk");
    }
    Ok(if found { Exit::Success } else { Exit::NothingFound })
}
