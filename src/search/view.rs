//! One whole article, for `newsdex show`.

use std::path::Path;

use tantivy::DocAddress;

use super::highlight::Highlighter;
use super::hit::ArticleView;
use super::identity::{identify, position};
use super::plan::Plan;
use super::{LocalSearcher, SearchError};
use crate::analysis::Analyzer;
use crate::article::BlockKind;
use crate::index::{RecordPlace, StoredArticle};
use crate::query::Query;

impl LocalSearcher {
    /// The articles of the given name: an article's own id, or the path of a source file as outputs show it or
    /// whole, with `:LINE` for one record of it (`:LINE.NUMBER` behind the first of a line). In the order of the file.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn show(&self, name: &str, query: &Query, absolute: bool) -> Result<Vec<ArticleView>, SearchError> {
        let mut analyzer = Analyzer::new();
        let plan = Plan::new(query, self.reader().fields().text, &mut analyzer);
        let highlighter = Highlighter::new(&plan);
        let mut views = Vec::new();
        for article in self.named(name)? {
            let identity = identify(self.reader(), &article, absolute)?;
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

    /// The articles of the given name, as [`Self::show`] finds them.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn named(&self, name: &str) -> Result<Vec<StoredArticle>, SearchError> {
        let with_id = self.articles(self.reader().with_id(name)?)?;
        if !with_id.is_empty() {
            // The others with that id are called by their places.
            return Ok(with_id.into_iter().take(1).collect());
        }
        let of_file = self.of_file(name, None)?;
        if !of_file.is_empty() {
            return Ok(of_file);
        }
        match name.rsplit_once(':').and_then(|(path, place)| Some((path, place.parse().ok()?))) {
            Some((path, place)) => self.of_file(path, Some(place)),
            None => Ok(Vec::new()),
        }
    }

    /// Fetches articles and puts them in order.
    fn articles(&self, addresses: Vec<DocAddress>) -> Result<Vec<StoredArticle>, SearchError> {
        let mut articles = Vec::with_capacity(addresses.len());
        for address in addresses {
            articles.push(self.reader().stored(address)?);
        }
        articles.sort_by(|a, b| position(a).cmp(&position(b)));
        Ok(articles)
    }

    /// The articles of the file that is shown as `path`, or whose absolute path it is; one record of it, if `place`
    /// says which.
    fn of_file(&self, path: &str, place: Option<RecordPlace>) -> Result<Vec<StoredArticle>, SearchError> {
        let mut found: Vec<StoredArticle> = Vec::new();
        for (number, root) in (0u32..).zip(&self.reader().commit().roots) {
            let named = Path::new(path);
            let below = [root.given(), root.path()].into_iter().find_map(|base| named.strip_prefix(base).ok());
            let Some(below) = below else { continue };
            let articles = self.articles(self.reader().with_path(&below.to_string_lossy())?)?;
            found.extend(
                articles
                    .into_iter()
                    .filter(|article| article.root == number && (place.is_none() || article.place == place)),
            );
        }
        Ok(found)
    }
}
