//! The text field of a record: an article already, so only what is sure not to belong to it goes.

use super::model::Model;
use super::report::Cleaned;
use super::wrap::{join_wrapped, physical_lines};
use super::{html, inline, markdown, stages, tags, text};
use crate::article::RawArticle;

/// Cleans the text of a record lightly.
pub(super) fn clean(raw: &RawArticle) -> Cleaned {
    let lines = if tags::is_html(&raw.text) {
        tags::lines(&raw.text)
    } else if inline::has_marks(&raw.text) {
        markdown::lines(&raw.text)
    } else {
        join_wrapped(physical_lines(&raw.text))
    };
    stages::clean_lightly(lines, &raw.metadata)
}

/// Cleans the text of a record as if it were a page. Text without an article is cleaned lightly: a record is one.
pub(super) fn clean_fully(raw: &RawArticle, model: Option<&Model>) -> Cleaned {
    let cleaned = if tags::is_html(&raw.text) {
        html::clean(raw, model)
    } else if inline::has_marks(&raw.text) {
        markdown::clean(raw, model)
    } else {
        text::clean(raw, model)
    };
    if cleaned.article.blocks.is_empty() { clean(raw) } else { cleaned }
}
