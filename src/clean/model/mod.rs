//! The trained model that tells lines of the article from all others.
//!
//! Rules label a page first (`stages`). For each line `rows` then writes a row of numbers: on the line (`line`),
//! its place (`context`), what it speaks of (`words`), its neighbours, and what the rules said. Boosted trees (`trees`)
//! make a probability of it, and `segments` keeps the runs of lines that are likely. Lines of web pages have rows of their
//! own (`html`), judged in two steps. The weights are `*.trees`; the scripts in `training/` made them.

mod context;
mod line;
mod rows;
mod segments;
mod trees;
mod words;

use std::sync::{Arc, LazyLock};

use thiserror::Error;

pub(super) use context::Rules;
pub(super) use rows::{names, rows};
pub(super) use segments::{Around, JudgedLine, Verdict, kept};
use trees::Trees;

/// The weights that were trained on all pages.
const LINES: &str = include_str!("lines.trees");
/// Those of the two steps for web pages.
const MARKUP: [&str; 2] = [include_str!("markup_first.trees"), include_str!("markup_second.trees")];

/// From this probability on a line of a web page is kept.
pub(super) const LIKELY: f32 = 0.5;

/// `None` cannot happen, as a test shows; the rules then decide alone.
static TRAINED: LazyLock<Option<Model>> = LazyLock::new(|| Model::parse(LINES, MARKUP).ok());

/// Weights for judging lines. Cheap to clone.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    lines: Arc<Trees>,
    markup: Arc<[Trees; 2]>,
}

/// A step of judging the lines of a web page: the second sees what the first said of the lines around.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MarkupStep {
    First,
    Second,
}

/// Why a text holds no weights of this version.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not the weights of a line model: {0}")]
pub struct BadModel(String);

impl Model {
    /// Reads what the scripts in `training/` wrote: the weights for lines of text, which begin with the names of their
    /// columns, and those of the two steps for web pages. Each tree is a line.
    ///
    /// # Errors
    /// When the columns are not those of this version, or a tree is broken.
    pub fn parse(lines: &str, markup: [&str; 2]) -> Result<Self, BadModel> {
        let (columns, trees) = lines.split_once('\n').unwrap_or((lines, ""));
        if columns.split_whitespace().ne(names().iter().map(String::as_str)) {
            return Err(BadModel("its columns are others".to_owned()));
        }
        let read = |text: &str| text.parse::<Trees>().map_err(|error| BadModel(error.to_string()));
        let lines = read(trees)?;
        if lines.columns() > names().len() {
            return Err(BadModel("it asks for more columns than there are".to_owned()));
        }
        let [first, second] = markup;
        Ok(Self { lines: Arc::new(lines), markup: Arc::new([read(first)?, read(second)?]) })
    }
}

impl Model {
    /// The model that comes with the program.
    #[must_use]
    pub fn trained() -> Option<&'static Self> {
        TRAINED.as_ref()
    }

    /// The probability of each line to belong to the article.
    pub(super) fn judge(&self, rules: &Rules<'_>) -> Vec<f32> {
        self.lines.probabilities(&rows(rules))
    }

    /// The probability of each line of a web page to belong to the article, by their rows of one step.
    pub(super) fn judge_markup<R: AsRef<[f32]>>(&self, step: MarkupStep, rows: &[R]) -> Vec<f32> {
        self.markup[usize::from(step == MarkupStep::Second)].probabilities(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trained_weights_fit_the_columns() {
        assert!(Model::parse(LINES, MARKUP).is_ok());
        assert!(Model::trained().is_some());
    }

    #[test]
    fn weights_of_other_columns_are_refused() {
        assert!(Model::parse("a b c\n | 0.5", MARKUP).is_err());
        assert!(Model::parse(&format!("{}\n0 x", names().join(" ")), MARKUP).is_err());
        assert!(Model::parse(LINES, ["0 x", ""]).is_err());
    }
}
