//! Metadata of real pages, against labels written by hand.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "helpers of tests fail like tests, and say why they skip")]

mod common;

use std::collections::BTreeSet;
use std::io::Read;
use std::path::Path;

use common::shared;
use newsdex::article::{Metadata, RawArticle, Shape};
use newsdex::clean::{CleanOptions, clean};

/// What a page was labelled with; see `tests/metadata/labels.tsv`.
struct Labelled {
    id: String,
    title: String,
    authors: String,
    day: String,
}

/// How often a field was right, wrong, and left empty although the page gives it.
#[derive(Debug, Default)]
struct Score {
    right: usize,
    wrong: usize,
    empty: usize,
}

impl Score {
    fn count(&mut self, field: &str, page: &Labelled, wanted: &str, found: &str, is_right: bool) {
        let is_empty = found.is_empty();
        match is_right {
            true => self.right += 1,
            false if is_empty => self.empty += 1,
            false => self.wrong += 1,
        }
        if !is_right {
            println!("{} {field}: wanted {wanted:?}, found {found:?}", page.id);
        }
    }

    fn percent(&self) -> f64 {
        100.0 * count(self.right) / count(self.right + self.wrong + self.empty)
    }
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap())
}

fn labelled() -> Vec<Labelled> {
    let lines = include_str!("metadata/labels.tsv").lines().filter(|line| !line.starts_with('#'));
    let read = |line: &str| {
        let mut cells = line.split('\t').map(str::to_owned);
        let mut next = || cells.next().unwrap();
        Labelled { id: next(), title: next(), authors: next(), day: next() }
    };
    lines.map(read).collect()
}

fn metadata(page: &Path) -> Metadata {
    let mut html = Vec::new();
    flate2::read::GzDecoder::new(std::fs::File::open(page).unwrap()).read_to_end(&mut html).unwrap();
    let text = String::from_utf8_lossy(&html).into_owned();
    clean(&RawArticle { shape: Shape::Html, text, metadata: Metadata::default() }, &CleanOptions::default())
        .article
        .metadata
}

/// Letters and digits in lower case: quotes and dashes are written in many ways.
fn key(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn keys<'a>(names: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    names.map(key).filter(|name| !name.is_empty()).collect()
}

#[test]
fn title_authors_and_day_of_real_pages_are_found_or_left_empty() {
    let Some(pages) = shared("data/extract/html") else { return };
    let [mut titles, mut authors, mut days] = [Score::default(), Score::default(), Score::default()];
    for page in labelled() {
        let found = metadata(&pages.join(format!("{}.html.gz", page.id)));
        let title = found.title.unwrap_or_default();
        titles.count("title", &page, &page.title, &title, key(&title) == key(&page.title));
        let named = keys(found.authors.iter().map(String::as_str));
        let organisation = page.authors.strip_prefix('(').and_then(|name| name.strip_suffix(')'));
        let is_right = match organisation {
            Some(name) => named.is_empty() || named == keys([name].into_iter()),
            None => named == keys(page.authors.trim_matches('-').split("; ")),
        };
        authors.count("authors", &page, &page.authors, &found.authors.join("; "), is_right);
        let day = found.published.map(|day| day.to_string()).unwrap_or_default();
        days.count("day", &page, &page.day, &day, day == page.day);
    }
    println!("titles {titles:?}, authors {authors:?}, days {days:?}");
    assert!(titles.percent() >= 95.0, "titles: {titles:?}");
    assert!(authors.percent() >= 85.0, "authors: {authors:?}");
    assert!(days.percent() >= 90.0, "days: {days:?}");
    let wrong = titles.wrong + authors.wrong + days.wrong;
    let empty = titles.empty + authors.empty + days.empty;
    assert!(wrong * 2 <= empty, "{wrong} wrong, {empty} empty");
}
