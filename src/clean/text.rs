//! Plain text, as a scraper flattened a page.

use super::report::Cleaned;
use super::stages;
use super::wrap::{join_broken, join_wrapped, physical_lines};
use crate::article::RawArticle;

/// Cleans flattened text line by line.
pub(super) fn clean(raw: &RawArticle) -> Cleaned {
    let lines = join_broken(join_wrapped(physical_lines(&raw.text)));
    stages::clean(lines, &raw.metadata)
}
