//! From a raw article to its text: pure functions that never fail.
//!
//! Each shape of input has one entry module (`text`, `record`, `markdown`, `html`), which turns it into lines. `stages`
//! labels them one stage after the other: `menus` and `notices` by their words, `authors` by names (`cells` reads lines of
//! short parts between bars), `region` finds the part of the page that holds the article, `title` its headline, and
//! `neighbours` tells headings from links within it. Then the trained `model` judges the lines (`judged`), where there is any
//! doubt; lines of web pages it judges by their markup too.
//!
//! Evidence is general: the length and case of a line, its punctuation, its function words, its neighbours. There are no rules
//! for single sites. When the evidence is weak, a line stays.

mod authors;
mod cells;
mod chars;
mod dates;
mod entities;
mod evidence;
mod front_matter;
mod head;
mod html;
mod inline;
mod json_ld;
mod json_repair;
mod judged;
mod language;
mod line_hash;
mod lines;
mod listed;
mod markdown;
mod menus;
mod metadata;
mod model;
mod months;
mod names;
mod neighbours;
mod notices;
mod options;
mod page;
mod people;
mod phrases;
mod prefixes;
mod record;
mod region;
mod repeats;
mod report;
mod stages;
mod tags;
pub mod templates;
#[cfg(test)]
mod tests;
mod text;
mod title;
mod visible;
mod whole;
mod words;
mod wrap;

pub use judged::LineRow;
pub use model::{BadModel, Model};
pub use names::{complete_by_path, date_evidence_in_path};
pub use options::{CleanOptions, RecordCleaning};
pub use report::{CleanReport, Cleaned, Label, PageLine, Reason, RemovedLine};

use crate::article::{RawArticle, Shape};

/// Finds the article in `raw`. What its metadata gives already wins over what is found in the text.
///
/// A page without an article gives no blocks. A record gives some whenever there is text in it.
#[must_use]
pub fn clean(raw: &RawArticle, options: &CleanOptions) -> Cleaned {
    clean_with(raw, options, Model::trained())
}

/// The same as [`clean`] with other weights, to measure them; without a model the rules decide alone.
#[must_use]
pub fn clean_with(raw: &RawArticle, options: &CleanOptions, model: Option<&Model>) -> Cleaned {
    let mut cleaned = match raw.shape {
        Shape::Text => text::clean(raw, model),
        Shape::Markdown => markdown::clean(raw, model),
        Shape::Html => html::clean(raw, model),
        Shape::Record if options.pages && options.records == RecordCleaning::Full => record::clean_fully(raw, model),
        Shape::Record => record::clean(raw),
    };
    evidence::complete(raw, &mut cleaned);
    let keeps_records = raw.shape == Shape::Record && options.records == RecordCleaning::Off;
    if keeps_records || !options.pages { whole::restored(raw, cleaned) } else { cleaned }
}

/// What the model is told of each line, to train it; nothing for records.
#[must_use]
pub fn line_rows(raw: &RawArticle) -> Vec<LineRow> {
    match raw.shape {
        Shape::Text => text::rows(raw),
        Shape::Markdown => markdown::rows(raw),
        Shape::Html => html::rows(raw),
        Shape::Record => Vec::new(),
    }
}

/// Names of the numbers in a [`LineRow`] of flattened text and Markdown.
#[must_use]
pub fn row_names() -> Vec<String> {
    model::names()
}
