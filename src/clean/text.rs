//! Plain text, as a scraper flattened a page.

use super::judged::{Judge, LineRow};
use super::lines::Line;
use super::model::Model;
use super::report::Cleaned;
use super::stages;
use super::wrap::{join_broken, join_wrapped, physical_lines};
use crate::article::RawArticle;

/// Cleans flattened text line by line.
pub(super) fn clean(raw: &RawArticle, model: Option<&Model>) -> Cleaned {
    stages::clean(lines(&raw.text), &raw.metadata, Judge { model, is_markdown: false })
}

/// What the model would be told of each line.
pub(super) fn rows(raw: &RawArticle) -> Vec<LineRow> {
    stages::ruled(lines(&raw.text), &raw.metadata).rows(false)
}

fn lines(text: &str) -> Vec<Line<'_>> {
    join_broken(join_wrapped(physical_lines(text)))
}
