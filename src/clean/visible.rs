//! What a web page shows around its headline: who wrote the article, and of which day it is.
//!
//! Fields for machines name the outlet instead of the authors, the first of several authors, or a day in UTC; what is
//! printed below the headline was written for readers.

use jiff::civil::Date;

use super::dates::{self, Order};
use super::lines::{Features, Line};
use super::{cells, chars, people};
use crate::article::BlockKind;

/// Names and dates stand within so many lines below the headline, or above it.
const BELOW: usize = 14;
const ABOVE: usize = 4;
/// They stand above the second paragraph: the first is often a summary.
const PARAGRAPHS: usize = 2;
/// A line with more words is no byline.
const WORDS: u32 = 18;
/// Beside a headline a line of so few words is about its date if it has one, in whatever language.
const SHORT: u32 = 6;
/// Openings of lines that date the last change.
const CHANGES: &[&str] = &[
    "updated",
    "last updated",
    "modified",
    "last modified",
    "aktualisiert",
    "mis à jour",
    "actualizado",
    "atualizado",
    "aggiornato",
    "обновлено",
    "оновлено",
];

/// Names and day beside a headline.
#[derive(Debug, Default)]
pub(super) struct Visible {
    pub(super) authors: Vec<String>,
    pub(super) day: Option<Date>,
    /// Whether the line of `day` holds little but a date and names.
    pub(super) day_is_alone: bool,
}

/// Reads the lines around the one that says `title`; nothing where there is none. Linear in the length of the page.
pub(super) fn around_headline(lines: &[Line<'_>], title: &str, order: Option<Order>) -> Visible {
    let Some(headline) = headline(lines, title) else { return Visible::default() };
    let mut found = Visible::default();
    let mut paragraphs = 0;
    for index in headline + 1..lines.len().min(headline + 1 + BELOW) {
        let features = Features::of(&lines[index].text);
        found.read(lines, index, &features, order);
        paragraphs += usize::from(features.is_prose());
        if paragraphs == PARAGRAPHS {
            break;
        }
    }
    for index in (headline.saturating_sub(ABOVE)..headline).rev() {
        found.read(lines, index, &Features::of(&lines[index].text), order);
    }
    found
}

/// The first heading that says `title`, or else the first line.
fn headline(lines: &[Line<'_>], title: &str) -> Option<usize> {
    let key = chars::key(title);
    let says = |line: &Line<'_>| line.text.len() <= title.len() * 2 && chars::key(&line.text) == key;
    let heading = lines.iter().position(|line| line.kind == Some(BlockKind::Heading) && says(line));
    heading.or_else(|| lines.iter().position(says))
}

impl Visible {
    fn read(&mut self, lines: &[Line<'_>], index: usize, features: &Features, order: Option<Order>) {
        let text = lines[index].text.as_ref();
        if features.words > WORDS || features.is_prose() {
            return;
        }
        let cells = cells::byline(text);
        let below_by = index.checked_sub(1).is_some_and(|above| lines[above].text.eq_ignore_ascii_case("by"));
        let names = below_by.then(|| people::names(text)).filter(|names| !names.is_empty());
        let in_cells = || cells.as_ref().map(|cells| cells.authors.clone());
        let authors = people::byline(text).or(names).or_else(in_cells).unwrap_or_default();
        let is_byline = cells.is_some() || !authors.is_empty();
        if self.authors.is_empty() {
            self.authors = authors;
        }
        let lower = text.to_lowercase();
        if self.day.is_none() && !CHANGES.iter().any(|change| lower.starts_with(change)) {
            self.day = dates::find_in_order(text, order);
            let is_short = features.words <= SHORT;
            self.day_is_alone = self.day.is_some() && (is_short || is_byline || dates::is_date_line(text));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(texts: &[&'static str]) -> Visible {
        let lines: Vec<_> = texts.iter().copied().map(Line::plain).collect();
        around_headline(&lines, "Ferry sinks in storm", None)
    }

    #[test]
    fn names_and_day_stand_below_the_headline_or_above_it() {
        for texts in [
            ["Menu", "Ferry sinks in storm", "By Ann Lee and Bo Ek", "May 4, 2021"],
            ["4 May 2021, 10:15", "Ferry sinks in storm", "By", "Ann Lee and Bo Ek, Example News"],
            ["Menu", "Ferry sinks in storm", "Ann Lee and Bo Ek | May 4, 2021", "Share"],
        ] {
            let found = read(&texts);
            assert_eq!(found.authors, ["Ann Lee", "Bo Ek"], "{texts:?}");
            assert_eq!(found.day, Some(jiff::civil::date(2021, 5, 4)), "{texts:?}");
            assert!(found.day_is_alone);
        }
    }

    #[test]
    fn a_change_and_the_text_give_no_day() {
        let text = "The ferry left the harbour on May 4, 2021 with forty passengers on board, and it never came back.";
        let found = read(&["Ferry sinks in storm", "Updated May 5, 2021", text]);
        assert_eq!(found.day, None);
        assert_eq!(read(&["Another headline", "May 4, 2021"]).day, None);
    }
}
