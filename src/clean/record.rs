//! The text field of a record: an article already, so only what is sure not to belong to it goes.

use super::report::Cleaned;
use super::wrap::{join_wrapped, physical_lines};
use super::{inline, markdown, stages, tags};
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
