//! Queries that were written for one passage each, before they were run: how often is it among the first three?
//!
//! `tests/judged/queries.tsv` has a kind, a query, a file, and what the passage is known by: words that stand in it, or,
//! for articles of the shared data, the number of the paragraph. Run with `--nocapture` for the figures.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails, and reports")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use common::{fraction, shared};
use serde_json::Value;
use tempfile::TempDir;

/// The passage must be among so many.
const FIRST: usize = 3;
/// So many letters and digits of a paragraph tell it from others.
const ENOUGH: usize = 60;
/// The part of the queries that must find their passage.
const LEAST: f64 = 0.95;

struct Judged {
    kind: String,
    query: String,
    /// What its passage is known by.
    wanted: Wanted,
}

/// Letters and digits, in lower case.
enum Wanted {
    /// The passage holds these.
    Words(String),
    /// The passage is the beginning of this paragraph, or lies within it.
    Paragraph(String),
}

impl Wanted {
    fn is(&self, passage: &str) -> bool {
        let passage = plain(passage);
        match self {
            Self::Words(words) => passage.contains(words),
            Self::Paragraph(text) => {
                let start: String = text.chars().take(ENOUGH).collect();
                passage.contains(&start) || (!passage.is_empty() && text.contains(&passage))
            }
        }
    }
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The paragraphs below the title, counted from 1.
fn paragraph(text: &str, number: usize) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let paragraphs = lines.split(|line| line.is_empty()).filter(|lines| !lines.is_empty());
    paragraphs.map(|lines| lines.join(" ")).nth(number).unwrap()
}

/// The queries of the file; those of the shared data only where it is.
fn judged(dvids: Option<&Path>) -> Vec<Judged> {
    let mut queries = Vec::new();
    for line in include_str!("judged/queries.tsv").lines().skip(1) {
        let [kind, query, file, passage] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
        let wanted = if let Some(name) = file.strip_prefix("dvids/") {
            let Some(dvids) = dvids else { continue };
            let text = fs::read_to_string(dvids.join(name)).unwrap();
            Wanted::Paragraph(plain(&paragraph(&text, passage.trim_start_matches('#').parse().unwrap())))
        } else {
            Wanted::Words(plain(passage))
        };
        queries.push(Judged { kind: kind.to_owned(), query: query.to_owned(), wanted });
    }
    queries
}

fn run(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_newsdex"));
    let output = command.current_dir(folder).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The passages that each query finds, in their order.
fn answers(queries: &[Judged], dvids: Option<&Path>) -> BTreeMap<usize, Vec<String>> {
    let folder = TempDir::new().unwrap();
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    run(folder.path(), &["--quiet", "index", corpus.to_str().unwrap()]);
    if let Some(dvids) = dvids {
        let copy = folder.path().join("dvids");
        fs::create_dir(&copy).unwrap();
        for file in fs::read_dir(dvids).unwrap().map(|entry| entry.unwrap().path()) {
            let name = file.file_name().unwrap().to_str().unwrap();
            // One of the files describes the others.
            if file.extension().is_some_and(|extension| extension == "txt") && !name.starts_with('_') {
                fs::copy(&file, copy.join(name)).unwrap();
            }
        }
        run(folder.path(), &["--quiet", "index", "dvids"]);
    }
    let lines: Vec<String> =
        queries.iter().enumerate().map(|(at, judged)| format!("{at}\t{}\n", judged.query)).collect();
    fs::write(folder.path().join("queries.tsv"), lines.concat()).unwrap();
    let output =
        run(folder.path(), &["--quiet", "search", "--queries", "queries.tsv", "--format", "jsonl", "-n", "10"]);
    let mut answers: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for hit in output.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()) {
        let at = hit["query_id"].as_str().unwrap().parse().unwrap();
        answers.entry(at).or_default().push(hit["text"].as_str().unwrap().to_owned());
    }
    answers
}

#[test]
fn the_passage_that_is_meant_is_among_the_first_three() {
    let dvids = shared("data/news/dvids");
    let queries = judged(dvids.as_deref());
    let answers = answers(&queries, dvids.as_deref());
    let mut kinds: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (at, judged) in queries.iter().enumerate() {
        let passages = answers.get(&at).map(Vec::as_slice).unwrap_or_default();
        let rank = passages.iter().position(|passage| judged.wanted.is(passage));
        let is_found = rank.is_some_and(|rank| rank < FIRST);
        let (found, all) = kinds.entry(&judged.kind).or_default();
        *found += usize::from(is_found);
        *all += 1;
        if !is_found {
            let place = rank.map_or("not among the first ten".to_owned(), |rank| format!("at {}", rank + 1));
            println!("{}: {} ({place})", judged.kind, judged.query);
        }
    }
    for (kind, (found, all)) in &kinds {
        println!("{kind}: {found} of {all}");
    }
    let found: usize = kinds.values().map(|(found, _)| found).sum();
    let share = fraction(found, queries.len());
    println!("all: {found} of {}, {share:.3}", queries.len());
    assert!(share >= LEAST, "{share}");
}
