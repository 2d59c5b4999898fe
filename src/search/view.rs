//! One whole article, for `newsdex show`.

use super::highlight::Highlighter;
use super::hit::ArticleView;
use super::plan::Plan;
use super::{LocalSearcher, SearchError};
use crate::analysis::Analyzer;
use crate::article::BlockKind;
use crate::query::Query;

impl LocalSearcher {
    /// The articles of the given name (see [`crate::index::Reader::named`]), with the words of `query` marked.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn show(&self, name: &str, query: &Query, absolute: bool) -> Result<Vec<ArticleView>, SearchError> {
        let mut analyzer = Analyzer::new();
        let plan = Plan::new(query, self.reader().fields().text, &mut analyzer);
        let highlighter = Highlighter::new(&plan);
        let mut views = Vec::new();
        for article in self.reader().named(name)? {
            let identity = self.reader().identify(&article, absolute)?;
            let headings = article.blocks().filter(|(kind, _)| *kind == BlockKind::Heading);
            views.push(ArticleView {
                article_id: identity.article_id,
                path: identity.path,
                file: identity.file,
                line: article.place.map(|place| place.line),
                title: highlighter.snippet(article.metadata.title.as_deref().unwrap_or_default(), &mut analyzer),
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
}
