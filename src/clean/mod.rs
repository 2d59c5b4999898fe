//! From a raw article to its text: pure functions that never fail.
//!
//! Each shape of input has one entry module (`text`, `record`, `markdown`, `html`), which turns it into lines. `stages`
//! labels them one stage after the other: `menus` and `notices` by their words, `authors` by names (`cells` reads lines of
//! short parts between bars), `region` finds the part of the page that holds the article, `title` its headline, and
//! `neighbours` tells headings from links within it.
//!
//! Evidence is general: the length and case of a line, its punctuation, its function words, its neighbours. There are no rules
//! for single sites. When the evidence is weak, a line stays.

mod authors;
mod cells;
mod chars;
mod dates;
mod entities;
mod front_matter;
mod head;
mod html;
mod inline;
mod lines;
mod markdown;
mod menus;
mod metadata;
mod neighbours;
mod notices;
mod page;
mod people;
mod phrases;
mod record;
mod region;
mod report;
mod stages;
mod tags;
#[cfg(test)]
mod tests;
mod text;
mod title;
mod words;
mod wrap;

pub use report::{CleanReport, Cleaned, Label, Reason, RemovedLine};

use crate::article::{RawArticle, Shape};

/// Finds the article in `raw`. What its metadata gives already wins over what is found in the text.
#[must_use]
pub fn clean(raw: &RawArticle) -> Cleaned {
    match raw.shape {
        Shape::Text => text::clean(raw),
        Shape::Markdown => markdown::clean(raw),
        Shape::Html => html::clean(raw),
        Shape::Record => record::clean(raw),
    }
}

/// The lines of a web page with the numbers that the line model sees, and the names of the numbers.
#[doc(hidden)]
#[must_use]
pub fn html_rows(html: &str) -> Option<(Vec<&'static str>, Vec<(String, Vec<f32>)>)> {
    html::rows(html)
}
