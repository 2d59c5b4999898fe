//! The engine finds exactly the articles that a scan of all words finds.

use std::collections::BTreeSet;

use jiff::civil::date;
use newsdex::query::{parse, tree};

use crate::common::Dice;
use crate::folder::Folder;
use crate::news::{articles, vocabulary};
use crate::queries::Queries;
use crate::scan::{Scan, Text};

const ARTICLES: usize = 300;
/// Without optimisation a few are enough.
const QUERIES: usize = if cfg!(debug_assertions) { 500 } else { 10_000 };

const THREADS: usize = 4;
/// So many of the failures are shown.
const SHOWN: usize = 20;

/// How many of the queries match something, and those of which the engine finds too much or too little.
fn compare(queries: &[String], folder: &Folder) -> (usize, Vec<String>) {
    let mut scan = Scan::new(&folder.texts);
    let (mut matched, mut failures) = (0, Vec::new());
    for typed in queries {
        let query = parse(typed, date(2025, 8, 18)).query;
        let found = folder.found(&query);
        let expected: Vec<&Text> = folder.texts.iter().filter(|text| scan.matches(&query, text)).collect();
        matched += usize::from(!expected.is_empty());
        let expected: BTreeSet<String> = expected.into_iter().map(|text| text.name.clone()).collect();
        let of = |names: &BTreeSet<String>| {
            let first = folder.texts.iter().find(|text| names.contains(&text.name));
            first.map_or(String::new(), |text| format!("{} of {}, as {text}", names.len(), expected.len()))
        };
        if found != expected {
            let (extra, missing) = (of(&(&found - &expected)), of(&(&expected - &found)));
            failures.push(format!("{typed}\n{}  too many: {extra}\n  missing: {missing}", tree(&query)));
        }
    }
    (matched, failures)
}

#[test]
fn the_engine_finds_what_a_scan_finds() {
    let words = vocabulary(false);
    let mut dice = Dice(4711);
    let articles = articles(ARTICLES, &words, &mut dice);
    let folder = Folder::of(&articles);
    let texts: Vec<String> =
        articles.iter().flat_map(|article| [article.title.clone(), article.body.clone()]).collect();
    let mut queries = Queries { words: &words, texts: &texts, dice };
    let typed: Vec<String> = (0..QUERIES).map(|_| queries.query()).collect();
    let mut failures = Vec::new();
    let mut matched = 0;
    std::thread::scope(|scope| {
        let threads = typed.chunks(QUERIES / THREADS).map(|typed| scope.spawn(|| compare(typed, &folder)));
        for thread in threads.collect::<Vec<_>>() {
            let (found, failed) = thread.join().unwrap();
            matched += found;
            failures.extend(failed);
        }
    });
    println!("{QUERIES} queries, {matched} with matches");
    failures.sort_by_key(String::len);
    failures.iter().take(SHOWN).for_each(|failure| println!("{failure}"));
    assert!(failures.is_empty(), "{} of {QUERIES} queries", failures.len());
    assert!(matched * 2 > QUERIES, "{matched}");
}
