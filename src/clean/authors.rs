//! Who wrote the article: bylines, and notes on authors at either end of it.

use super::page::{HEAD_LINES, Page};
use super::people;
use super::report::Label;
use crate::article::Metadata;

/// Names in notes on authors that are looked for in the page, so that the work stays linear.
const MOST_NAMES: usize = 12;
/// Links such as "Follow" between the name of an author and the note.
const BUTTONS_BELOW_A_NAME: usize = 4;

/// Labels bylines and notes on authors, and fills the authors in if they are not known.
pub(super) fn label(page: &mut Page<'_>, metadata: &mut Metadata) {
    let wanted = metadata.authors.is_empty();
    let first_text = page.first_text();
    for index in 0..page.lines.len() {
        if page.labels[index].is_some() || page.features[index].is_prose() {
            continue;
        }
        let Some(names) = byline(page, index) else { continue };
        page.labels[index] = Some(Label::Byline);
        if wanted && metadata.authors.is_empty() && index < first_text + HEAD_LINES {
            metadata.authors = names;
        }
    }
    label_bios(page, metadata);
}

/// The names in a byline, or in a line below one that says "By" only.
fn byline(page: &Page<'_>, index: usize) -> Option<Vec<String>> {
    let text = &page.lines[index].text;
    let below_by = index.checked_sub(1).is_some_and(|above| page.lines[above].text.eq_ignore_ascii_case("by"));
    let alone = || below_by.then(|| people::names(text)).filter(|names| !names.is_empty());
    people::byline(text).or_else(alone)
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
