//! A whole article as one object.

use std::io::{self, Write};

use serde::Serialize;

use super::offsets::Offsets;
use super::{FORMAT_VERSION, write_line};
use crate::search::hit::ArticleView;

/// Writes an article as one JSON object on one line.
///
/// # Errors
/// Only those of `out`.
pub fn write_article_json(article: &ArticleView, out: &mut dyn Write) -> io::Result<()> {
    write_line(&ArticleObject::new(article), out)
}

/// The fields are written in the order in which they stand here.
#[derive(Serialize)]
struct ArticleObject<'a> {
    version: u32,
    article_id: &'a str,
    path: &'a str,
    line: Option<u64>,
    title: &'a str,
    title_highlights: Vec<Offsets>,
    date: Option<&'a str>,
    published_at: Option<&'a str>,
    modified: Option<&'a str>,
    modified_at: Option<&'a str>,
    source: Option<&'a str>,
    authors: &'a [String],
    url: Option<&'a str>,
    language: Option<&'a str>,
    section: Option<&'a str>,
    tags: &'a [String],
    description: Option<&'a str>,
    image: Option<&'a str>,
    body: &'a str,
    highlights: Vec<Offsets>,
    headings: Vec<Offsets>,
}

impl<'a> ArticleObject<'a> {
    fn new(article: &'a ArticleView) -> Self {
        Self {
            version: FORMAT_VERSION,
            article_id: &article.article_id,
            path: &article.path,
            line: article.line,
            title: &article.title.text,
            title_highlights: Offsets::of_ranges(&article.title.text, &article.title.highlights),
            date: article.date.as_deref(),
            published_at: article.published_at.as_deref(),
            modified: article.modified.as_deref(),
            modified_at: article.modified_at.as_deref(),
            source: article.source.as_deref(),
            authors: &article.authors,
            url: article.url.as_deref(),
            language: article.language.as_deref(),
            section: article.section.as_deref(),
            tags: &article.tags,
            description: article.description.as_deref(),
            image: article.image.as_deref(),
            body: &article.body.text,
            highlights: Offsets::of_ranges(&article.body.text, &article.body.highlights),
            headings: Offsets::of_ranges(&article.body.text, &article.headings),
        }
    }
}
