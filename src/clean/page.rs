//! The lines of a page, with what is known about each.

use super::lines::{Features, Line};
use super::phrases::Evidence;
use super::report::{Label, Reason};

/// Bylines, dates and bios stand within so many lines of the start of the article.
pub(super) const HEAD_LINES: usize = 25;

/// The lines of a page with what is known about each.
pub(super) struct Page<'a> {
    pub(super) lines: Vec<Line<'a>>,
    pub(super) features: Vec<Features>,
    /// Phrases of each line, where they were counted.
    pub(super) evidence: Vec<Option<Evidence>>,
    /// What a line is, once a stage knows.
    pub(super) labels: Vec<Option<Label>>,
    /// What a label rests on, where that is not plain from the label.
    pub(super) reasons: Vec<Option<Reason>>,
}

impl<'a> Page<'a> {
    /// A page of which nothing is known yet.
    pub(super) fn new(lines: Vec<Line<'a>>) -> Self {
        let features = lines.iter().map(|line| Features::of(&line.text)).collect();
        let (labels, reasons) = (vec![None; lines.len()], vec![None; lines.len()]);
        let evidence = vec![None; lines.len()];
        Self { lines, features, evidence, labels, reasons }
    }

    /// The phrases of a line.
    pub(super) fn evidence(&self, index: usize) -> Evidence {
        self.evidence[index].unwrap_or_else(|| Evidence::of(&self.lines[index].text))
    }

    /// The first line of running text, or the first line.
    pub(super) fn first_text(&self) -> usize {
        (0..self.lines.len()).find(|&index| self.is_free_prose(index)).unwrap_or(0)
    }

    /// Whether a line is running text that no stage has claimed.
    pub(super) fn is_free_prose(&self, index: usize) -> bool {
        self.labels[index].is_none() && self.features[index].is_prose()
    }
}
