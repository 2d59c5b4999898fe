//! Who wrote the article: bylines, and notes on authors at either end of it.

use super::page::{HEAD_LINES, Page};
use super::report::Label;
use super::{cells, dates, menus, people};
use crate::article::Metadata;

/// Names in notes on authors that are looked for in the page, so that the work stays linear.
const MOST_NAMES: usize = 12;
/// Links such as "Follow" between the name of an author and the note.
const BUTTONS_BELOW_A_NAME: usize = 4;
/// A note on a known author stands within so many paragraphs of either end of the text.
const BIO_FROM_END: usize = 3;
/// A byline without "By" stands no further than this below the first paragraph.
const BYLINE_BELOW_TEXT: usize = 3;

/// Labels bylines and notes on authors, and fills the authors in if they are not known.
pub(super) fn label(page: &mut Page<'_>, metadata: &mut Metadata) {
    let wanted = metadata.authors.is_empty();
    let first_text = page.first_text();
    for index in 0..page.lines.len() {
        let is_byline = page.labels[index].is_none()
            && page.features[index].words <= people::BYLINE_WORDS
            && (!page.features[index].is_prose() || people::is_dated_byline(&page.lines[index].text));
        let Some(names) = is_byline.then(|| byline(page, index, first_text)).flatten() else { continue };
        page.labels[index] = Some(Label::Byline);
        if wanted && metadata.authors.is_empty() && index < first_text + HEAD_LINES {
            metadata.authors = names;
        }
    }
    label_bios(page, metadata);
    if metadata.authors.is_empty() {
        label_name_beside_date(page, metadata, first_text);
    }
    label_bios_of_authors(page, &metadata.authors);
}

/// The names in a byline, in a line below one that says "By" only, or in one that gives a name and a date.
fn byline(page: &Page<'_>, index: usize, first_text: usize) -> Option<Vec<String>> {
    let text = &page.lines[index].text;
    let below_by = index.checked_sub(1).is_some_and(|above| page.lines[above].text.eq_ignore_ascii_case("by"));
    let alone = || below_by.then(|| people::names(text)).filter(|names| !names.is_empty());
    let in_cells = || (index < first_text + BYLINE_BELOW_TEXT).then(|| cells::byline(text)).flatten();
    let named = || in_cells().map(|found| found.authors).filter(|names| !names.is_empty());
    people::byline(text).or_else(alone).or_else(named)
}

/// A line above the text that is a name alone is a byline if a date stands right above or below it.
fn label_name_beside_date(page: &mut Page<'_>, metadata: &mut Metadata, first_text: usize) {
    let is_date = |line: Option<usize>| {
        let text = line.and_then(|line| page.lines.get(line)).map(|line| line.text.as_ref());
        text.is_some_and(|text| {
            dates::date_line(text).or_else(|| dates::placed_date_line(text)).is_some() || cells::byline(text).is_some()
        })
    };
    // The first line is the title.
    for index in 1..first_text {
        if page.labels[index].is_some()
            || !(is_date(index.checked_sub(1)) || is_date(Some(index + 1)))
            || menus::is_section(&page.lines[index].text)
        {
            continue;
        }
        let names = people::names_alone(&page.lines[index].text);
        if !names.is_empty() {
            metadata.authors = names;
            page.labels[index] = Some(Label::Byline);
            return;
        }
    }
}

/// A note stands below the author's name, or is about a known author, or about a journalist whom the article does not mention.
fn label_bios(page: &mut Page<'_>, metadata: &mut Metadata) {
    let mut looked_for = 0;
    for index in 0..page.lines.len() {
        if page.labels[index].is_some() {
            continue;
        }
        let Some(bio) = people::bio(&page.lines[index].text) else { continue };
        let name = bio.name.to_owned();
        let name_line = name_line_above(page, index, &name);
        let mut is_bio =
            name_line.is_some() || metadata.authors.iter().any(|author| author.eq_ignore_ascii_case(&name));
        if !is_bio && bio.newsroom && looked_for < MOST_NAMES {
            looked_for += 1;
            is_bio = !is_mentioned(page, &name, index);
        }
        if !is_bio {
            continue;
        }
        page.labels[index] = Some(Label::Bio);
        if let Some(above) = name_line {
            page.labels[above] = Some(Label::Byline);
        }
        if metadata.authors.is_empty() {
            metadata.authors.push(name);
        }
    }
}

/// At either end of the text a paragraph that opens with an author's full name and goes on with a verb is about the author.
fn label_bios_of_authors(page: &mut Page<'_>, authors: &[String]) {
    let is_bio = |text: &str| {
        let rest = authors.iter().find_map(|author| text.strip_prefix(author.as_str())?.strip_prefix(' '));
        rest.is_some_and(|rest| rest.starts_with(char::is_lowercase))
    };
    let texts = |page: &Page<'_>| -> Vec<usize> {
        let first = (0..page.lines.len()).filter(|&index| page.is_free_prose(index)).take(BIO_FROM_END);
        let last = (0..page.lines.len()).rev().filter(|&index| page.is_free_prose(index)).take(BIO_FROM_END);
        first.chain(last).collect()
    };
    if authors.is_empty() {
        return;
    }
    for index in texts(page) {
        if is_bio(&page.lines[index].text) {
            page.labels[index] = Some(Label::Bio);
        }
    }
}

/// The line just above `index`, buttons left out, if it is `name` alone.
fn name_line_above(page: &Page<'_>, index: usize, name: &str) -> Option<usize> {
    let nearby = index.saturating_sub(BUTTONS_BELOW_A_NAME)..index;
    let above = nearby.rev().find(|&above| page.labels[above] != Some(Label::Menu))?;
    (page.labels[above].is_none() && page.lines[above].text.eq_ignore_ascii_case(name)).then_some(above)
}

/// Whether running text other than line `except` has the last part of `name`.
fn is_mentioned(page: &Page<'_>, name: &str, except: usize) -> bool {
    let last = name.rsplit(' ').next().unwrap_or(name);
    (0..page.lines.len())
        .any(|index| index != except && page.is_free_prose(index) && page.lines[index].text.contains(last))
}
