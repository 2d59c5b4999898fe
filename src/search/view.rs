//! One whole article, for `newsdex show`.

use super::SearchError;
use super::dictionary::Dictionary;
use super::highlight::{Highlighter, Part};
use super::hit::ArticleView;
use super::languages;
use super::plan::{Memory, Plan, Reading};
use super::{Widening, WordsMode};
use crate::article::BlockKind;
use crate::index::Reader;
use crate::query::Query;

/// The articles of the given name (see [`Reader::named`]), with the words of `query` marked.
///
/// # Errors
/// When the index cannot be read.
pub fn show(reader: &Reader, name: &str, query: &Query, absolute: bool) -> Result<Vec<ArticleView>, SearchError> {
    let mut analyzer = reader.analyzer();
    let languages = &languages::of_index(reader)?;
    let dictionary = &Dictionary::new(reader)?;
    let reading = Reading {
        reader,
        dictionary,
        languages,
        synonyms: None,
        widening: Widening::Plain,
        words: WordsMode::Any,
        parts: reader.parts(),
    };
    let plan = Plan::new(query, reading, (&mut analyzer, &mut Memory::default()))?;
    let highlighter = Highlighter::new(&plan);
    let mut views = Vec::new();
    for article in reader.named(name)? {
        analyzer.start_article(article.language());
        let identity = reader.identify(&article, absolute)?;
        let title = article.metadata.title.as_deref().unwrap_or_default();
        let headings = article.blocks().filter(|(kind, _)| *kind == BlockKind::Heading);
        let metadata = &article.metadata;
        views.push(ArticleView {
            article_id: identity.article_id,
            path: identity.path,
            file: identity.file,
            line: article.place.map(|place| place.line),
            title: highlighter.snippet(title, Part::Title, &mut analyzer),
            date: metadata.published.map(|day| day.to_string()),
            published_at: metadata.published_at.map(|at| at.to_string()),
            modified: metadata.modified.map(|day| day.to_string()),
            modified_at: metadata.modified_at.map(|at| at.to_string()),
            source: metadata.source.clone(),
            authors: metadata.authors.clone(),
            url: metadata.url.clone(),
            language: metadata.language.clone(),
            section: metadata.section.clone(),
            tags: metadata.tags.clone(),
            description: metadata.description.clone(),
            image: metadata.image.clone(),
            headings: headings.map(|(_, range)| range).collect(),
            body: highlighter.snippet(&article.body, Part::Body, &mut analyzer),
        });
    }
    Ok(views)
}
