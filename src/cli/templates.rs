//! `newsdex templates`

use std::io::Write;
use std::path::Path;

use anyhow::Result;
use serde_json::{Value, json};

use super::args::TemplatesArgs;
use super::exit::Exit;
use super::terminal::Terminal;
use crate::clean::templates::Where;
use crate::index::{Reader, SourceTemplates};
use crate::render::{sanitized, write_json};
use crate::units::count;

pub(super) fn run(args: &TemplatesArgs, index: &Path) -> Result<Exit> {
    let (reader, lessons) = Reader::open_with_lessons(index)?;
    let found = reader.templates(lessons?, args.source.as_deref())?;
    let mut out = Terminal::out();
    if args.json {
        let sources: Vec<Value> = found.iter().map(to_json).collect();
        write_json(&json!({ "version": 1, "sources": sources }), &mut out)?;
    } else {
        for source in found.iter().filter(|source| !source.lines.is_empty()) {
            for line in text_lines(source) {
                writeln!(out, "{}", sanitized(&line))?;
            }
        }
    }
    out.flush()?;
    let has_lines = found.iter().any(|source| !source.lines.is_empty());
    Ok(if has_lines { Exit::Success } else { Exit::NothingFound })
}

fn text_lines(source: &SourceTemplates) -> Vec<String> {
    let records = if source.is_records { " (records)" } else { "" };
    let all = if source.is_complete { "all " } else { "" };
    let (name, sampled) = (&source.source, count(source.sampled as u64));
    let mut lines = vec![format!("{name}{records}: {all}{sampled} articles looked at")];
    lines.extend(source.lines.iter().map(|(text, line)| {
        let place = if line.place == Where::Anywhere { "anywhere" } else { "at ends" };
        format!("  {:>5} of {:<5} {place:<9} {text}", count(line.articles.into()), count(line.of.into()))
    }));
    lines
}

/// Documented in `docs/output-formats.md`.
fn to_json(source: &SourceTemplates) -> Value {
    let lines = source.lines.iter().map(|(text, line)| {
        let place = if line.place == Where::Anywhere { "anywhere" } else { "at_ends" };
        json!({ "text": text, "articles": line.articles, "of": line.of, "place": place })
    });
    json!({
        "source": source.source,
        "records": source.is_records,
        "sampled": source.sampled,
        "complete": source.is_complete,
        "lines": lines.collect::<Vec<_>>(),
    })
}
