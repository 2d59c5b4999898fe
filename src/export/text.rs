//! What a text file holds.

use std::path::Path;

use super::front_matter;
use crate::article::Article;
use crate::index::RecordPlace;

/// The body of an article: its blocks, parted by blank lines. With an origin, the metadata stand above it.
pub(super) fn of(article: &Article, origin: Option<(&Path, Option<RecordPlace>)>) -> String {
    let head = origin.map_or(String::new(), |(file, record)| front_matter::of(&article.metadata, file, record));
    let (body, _) = article.body();
    head + &body + "\n"
}
