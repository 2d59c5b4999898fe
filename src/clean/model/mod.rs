//! The trained model that tells lines of the article from all others.
//!
//! Rules label a page first (`stages`). For each line `rows` then writes a row of numbers: on the line (`line`, `phrases`),
//! its place (`context`), what it speaks of (`words`), its neighbours, and what the rules said. Boosted trees (`trees`)
//! make a probability of it, and `segments` keeps the runs of lines that are likely. The weights are `lines.trees`;
//! `training/train.py` made them.

mod context;
mod line;
mod phrases;
mod rows;
mod segments;
mod trees;
mod words;

use std::str::FromStr;
use std::sync::{Arc, LazyLock};

use thiserror::Error;

pub(super) use context::Rules;
pub(super) use rows::{names, rows};
pub(super) use segments::{JudgedLine, Verdict, kept};
use trees::Trees;

/// The weights that were trained on all pages.
const WEIGHTS: &str = include_str!("lines.trees");

/// `None` cannot happen, as a test shows; the rules then decide alone.
static TRAINED: LazyLock<Option<Model>> = LazyLock::new(|| WEIGHTS.parse().ok());

/// Weights for judging lines. Cheap to clone.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    trees: Arc<Trees>,
}

/// Why a text holds no weights of this version.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not the weights of a line model: {0}")]
pub struct BadModel(String);

impl FromStr for Model {
    type Err = BadModel;

    /// Reads what `training/train.py` wrote: the names of the columns in the first line, then a tree a line.
    ///
    /// # Errors
    /// When the columns are not those of this version, or a tree is broken.
    fn from_str(text: &str) -> Result<Self, BadModel> {
        let (columns, trees) = text.split_once('\n').unwrap_or((text, ""));
        if columns.split_whitespace().ne(names().iter().map(String::as_str)) {
            return Err(BadModel("its columns are others".to_owned()));
        }
        let trees: Trees = trees.parse().map_err(|error: trees::BadTree| BadModel(error.to_string()))?;
        if trees.columns() > names().len() {
            return Err(BadModel("it asks for more columns than there are".to_owned()));
        }
        Ok(Self { trees: Arc::new(trees) })
    }
}

/// Whether a line has phrases that the page rather than the article says.
pub(super) fn is_suspect(text: &str) -> bool {
    phrases::are_many(&phrases::count(text))
}

impl Model {
    /// The model that comes with the program.
    #[must_use]
    pub fn trained() -> Option<&'static Self> {
        TRAINED.as_ref()
    }

    /// The probability of each line to belong to the article.
    pub(super) fn judge(&self, rules: &Rules<'_>) -> Vec<f32> {
        rows(rules).iter().map(|row| self.trees.probability(row)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trained_weights_fit_the_columns() {
        assert!(WEIGHTS.parse::<Model>().is_ok());
        assert!(Model::trained().is_some());
    }

    #[test]
    fn weights_of_other_columns_are_refused() {
        assert!("a b c\n | 0.5".parse::<Model>().is_err());
        assert!(format!("{}\n0 x", names().join(" ")).parse::<Model>().is_err());
    }
}
