//! Dates in the names of files and in addresses, and what they say about a dateline without a year.

use std::ops::RangeInclusive;

use jiff::civil::Date;

use super::{dates, months};
use crate::article::Article;

/// Years that a number in a name can mean.
const YEARS: RangeInclusive<i16> = 1980..=2100;
/// Names that end in a dated folder tree or a slug are short; what is longer is data.
const LONGEST: usize = 2_000;

/// The day that a path or an address names: `2025-08-18-title.txt`, `20250818_title.txt`, `/2025/08/18/title`,
/// `/2025/aug/18/title`. Of several, the last; `None` where there is none. Linear in the length of the path.
pub(super) fn day_in_path(path: &str) -> Option<Date> {
    let bytes = path.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let starts = (0..bytes.len().min(LONGEST)).rev();
    starts.filter(|&at| is_digit(at) && (at == 0 || !is_digit(at - 1))).find_map(|at| day_at(&path[at..]))
}

/// Fills in the day of publication from the path of the source file, if the article does not give it.
///
/// A dateline without a year (`OSLO, May 4 —`) takes the year from the path, and is believed rather than the day in the
/// path if it comes before that: files are often named by the day on which they were fetched.
pub fn complete_by_path(article: &mut Article, path: &str) {
    if article.metadata.published.is_none() {
        article.metadata.published = published(article, path);
    }
}

/// All that [`complete_by_path`] reads in a path: the day, and the year of a folder. Equal for two paths, they make the
/// same article of the same text.
#[must_use]
pub fn date_evidence_in_path(path: &str) -> (Option<Date>, Option<i16>) {
    (day_in_path(path), year_in(path))
}

/// The day of publication as far as a path or an address tells it.
pub(super) fn published(article: &Article, path: &str) -> Option<Date> {
    let named = day_in_path(path);
    let dateline = article.blocks.first().and_then(|block| dates::yearless_dateline(&block.text));
    let dated = dateline.and_then(|(month, day)| match named {
        Some(named) => latest_before(month, day, named),
        None => Date::new(year_in(path)?, month, day).ok(),
    });
    dated.or(named)
}

/// The last day with this month and day of month that is not after `limit`, if it is less than a year before.
///
/// Such a dateline may be one day ahead: the clock of a server is often behind the one of the place.
pub(super) fn latest_before(month: i8, day: i8, limit: Date) -> Option<Date> {
    let limit = limit.tomorrow().ok()?;
    let this_year = Date::new(limit.year(), month, day).ok().filter(|date| *date <= limit);
    this_year.or_else(|| Date::new(limit.year() - 1, month, day).ok())
}

/// The year that is the whole name of a folder.
fn year_in(path: &str) -> Option<i16> {
    path.rsplit('/').skip(1).find_map(year)
}

/// The day at the start of `text`: a year, a month and a day with the same mark between them, or eight digits.
fn day_at(text: &str) -> Option<Date> {
    let year = year(text.get(..4)?)?;
    let rest = &text[4..];
    let separator = rest.chars().next()?;
    if separator.is_ascii_digit() {
        let day = Date::new(year, number(rest.get(..2)?)?, number(rest.get(2..4)?)?).ok()?;
        return ends(rest.get(4..)?).then_some(day);
    }
    if !matches!(separator, '-' | '/' | '_' | '.') {
        return None;
    }
    let (month, rest) = rest[1..].split_once(separator)?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let day = number(rest.get(..digits)?)?;
    let named = || months::month(month).filter(|_| month.len() == 3);
    let day = Date::new(year, number(month).or_else(named)?, day).ok()?;
    // `/2025/08/18` is a day, and `/2025/08/7345-title` a number below a month.
    ends(&rest[digits..]).then_some(day)
}

/// Whether no further digits follow; six more are the time of day, a T may part them.
fn ends(rest: &str) -> bool {
    let time = rest.strip_prefix(['T', 't']).unwrap_or(rest);
    matches!(time.bytes().take_while(u8::is_ascii_digit).count(), 0 | 4 | 6)
}

fn year(digits: &str) -> Option<i16> {
    let is_number = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok())?.filter(|year| YEARS.contains(year))
}

fn number(digits: &str) -> Option<i8> {
    let is_number = matches!(digits.len(), 1 | 2) && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok())?
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::article::{Block, BlockKind, Metadata};

    #[test]
    fn names_and_addresses_give_their_day() {
        for path in [
            "2025-08-18-ferry-sinks.txt",
            "harbour/20250818_ferry.html",
            "ferry_2025_08_18.md",
            "https://news.example/2025/08/18/ferry-sinks.html",
            "https://news.example/world/2025/aug/18/ferry",
            "20250818T093000-ferry.txt",
            "fetched-2025-09-01/2025-08-18.txt",
        ] {
            assert_eq!(day_in_path(path), Some(date(2025, 8, 18)), "{path}");
        }
    }

    #[test]
    fn other_numbers_are_no_days() {
        for path in [
            "ferry.txt",
            "2025/ferry-18.txt",
            "https://news.example/2025/08/7345-ferry",
            "id-201911181077343476",
            "2025-13-40.txt",
            "19600369.txt",
            "18-08-2025.txt",
            "",
        ] {
            assert_eq!(day_in_path(path), None, "{path}");
        }
    }

    fn completed(first: &str, path: &str) -> Option<Date> {
        let blocks = vec![Block { kind: BlockKind::Paragraph, text: first.to_owned() }];
        let mut article = Article { metadata: Metadata::default(), blocks };
        complete_by_path(&mut article, path);
        article.metadata.published
    }

    #[test]
    fn a_dateline_takes_its_year_from_the_path() {
        let dateline = "OSLO, Aug. 18 (Agency) — The ferry sank in the harbour.";
        assert_eq!(completed(dateline, "2025-08-20-ferry.txt"), Some(date(2025, 8, 18)));
        assert_eq!(completed(dateline, "2026-01-03-ferry.txt"), Some(date(2025, 8, 18)));
        assert_eq!(completed(dateline, "2025-08-17-ferry.txt"), Some(date(2025, 8, 18)));
        assert_eq!(completed(dateline, "news/2025/ferry.txt"), Some(date(2025, 8, 18)));
        assert_eq!(completed(dateline, "ferry.txt"), None);
        assert_eq!(completed("The ferry sank.", "2025-08-20-ferry.txt"), Some(date(2025, 8, 20)));
    }
}
