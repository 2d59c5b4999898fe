//! `newsdex show`

use std::io::Write;
use std::path::{Component, Path, PathBuf};

use anyhow::Result;

use super::args::ShowArgs;
use super::exit::Exit;
use super::query;
use super::terminal::Terminal;
use super::words::unmark;
use crate::index::Reader;
use crate::query::join_arguments;
use crate::render::{write_article_json, write_article_text};
use crate::search::show;

pub(super) fn run(args: &ShowArgs, index: &Path, terminal: Terminal) -> Result<Exit> {
    let reader = Reader::open(index)?;
    let parsed = query::parse(&join_arguments(&unmark(&args.query)));
    query::talk(&parsed.hints, "query", terminal);
    let query = parsed.query;
    let mut articles = show(&reader, &args.id, &query, args.absolute)?;
    if articles.is_empty() {
        articles = show(&reader, &tidy(&args.id), &query, args.absolute)?;
    }
    if articles.is_empty() {
        terminal.talk(&format!("no article is called {:?}; search results and --json name them", args.id));
        return Ok(Exit::NothingFound);
    }
    let mut out = Terminal::out();
    for (number, article) in articles.iter().enumerate() {
        if args.json {
            write_article_json(article, &mut out)?;
        } else {
            if number > 0 {
                writeln!(out)?;
            }
            write_article_text(article, &terminal.text_options(false), &mut out)?;
        }
    }
    out.flush()?;
    Ok(Exit::Success)
}

/// The name with its path written as outputs write it: without `./`, and whole where it leads elsewhere.
pub(super) fn tidy(name: &str) -> String {
    let path: PathBuf = Path::new(name).components().filter(|part| *part != Component::CurDir).collect();
    let (file, line) = match name.rsplit_once(':') {
        Some((file, line)) if !Path::new(name).exists() && line.parse::<u64>().is_ok() => (file, Some(line)),
        _ => (name, None),
    };
    match (Path::new(file).canonicalize(), line) {
        (Ok(whole), Some(line)) => format!("{}:{line}", whole.display()),
        (Ok(whole), None) => whole.display().to_string(),
        (Err(_), _) => path.display().to_string(),
    }
}
