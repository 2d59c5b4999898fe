//! One whole article, for `newsdex show`.

use super::SearchError;
use super::highlight::Highlighter;
use super::hit::ArticleView;
use super::local::plan;
use crate::analysis::Analyzer;
use crate::article::BlockKind;
use crate::index::Reader;
use crate::query::Query;

/// The articles of the given name (see [`Reader::named`]), with the words of `query` marked.
///
/// # Errors
/// When the index cannot be read.
pub fn show(reader: &Reader, name: &str, query: &Query, absolute: bool) -> Result<Vec<ArticleView>, SearchError> {
    let mut analyzer = Analyzer::new();
    let plan = plan(reader, query, &mut analyzer);
    let highlighter = Highlighter::new(&plan);
    let mut views = Vec::new();
    for article in reader.named(name)? {
        let identity = reader.identify(&article, absolute)?;
        let title = article.metadata.title.as_deref().unwrap_or_default();
        let headings = article.blocks().filter(|(kind, _)| *kind == BlockKind::Heading);
        views.push(ArticleView {
            article_id: identity.article_id,
            path: identity.path,
            file: identity.file,
            line: article.place.map(|place| place.line),
            title: highlighter.snippet(title, &mut analyzer),
            date: article.metadata.published.map(|day| day.to_string()),
            source: article.metadata.source.clone(),
            authors: article.metadata.authors.clone(),
            url: article.metadata.url.clone(),
            language: article.metadata.language.clone(),
            headings: headings.map(|(_, range)| range).collect(),
            body: highlighter.snippet(&article.body, &mut analyzer),
        });
    }
    Ok(views)
}
