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

/// The lines of a web page with what its markup says about each, as the line model sees it. For training.
#[doc(hidden)]
#[derive(Debug)]
pub struct PageEvidence {
    /// Names of the columns that are not of neighbours.
    pub names: Vec<&'static str>,
    /// Text of each line.
    pub texts: Vec<String>,
    /// Words of each line.
    pub words: Vec<u32>,
    /// The byline that the readability algorithm found.
    pub byline: Option<String>,
    /// Rows of the first step, a line each.
    pub first: Vec<Vec<f32>>,
    /// Rows of the second step, given some probabilities.
    pub second: Vec<Vec<f32>>,
}

/// Reads a web page as the line model sees it; `None` where that is not safe. `step` is the first step of the model.
#[doc(hidden)]
#[must_use]
pub fn page_evidence(page: &str, step: impl Fn(&[f32]) -> f32) -> Option<PageEvidence> {
    let evidence = html::Evidence::of(page)?;
    let probabilities: Vec<f32> = evidence.rows.iter().map(|row| step(row)).collect();
    let texts = evidence.lines.iter().map(|line| line.text.to_string()).collect();
    let (names, words, byline) = (evidence.names.clone(), evidence.words.clone(), evidence.byline.clone());
    let first = evidence.rows.clone();
    Some(PageEvidence { names, texts, words, byline, first, second: evidence.second(&probabilities) })
}
