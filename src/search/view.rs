//! One whole article, for `newsdex show`.

use tantivy::DocAddress;

use super::highlight::Highlighter;
use super::hit::ArticleView;
use super::identity::identify;
use super::plan::Plan;
use super::{LocalSearcher, SearchError};
use crate::analysis::Analyzer;
use crate::article::BlockKind;
use crate::index::StoredArticle;
use crate::query::Query;

impl LocalSearcher {
    /// The articles of the given name: an article's own id, or the path of a source file as outputs show it or
    /// whole, with `:LINE` for one record of it. Sorted by root, path and line.
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
                line: article.line,
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
        let addresses = self.find(name)?;
        let mut articles =
            addresses.into_iter().map(|address| self.reader().stored(address)).collect::<Result<Vec<_>, _>>()?;
        articles.sort_by(|a, b| (a.root, &a.path, a.line).cmp(&(b.root, &b.path, b.line)));
        Ok(articles)
    }

    fn find(&self, name: &str) -> Result<Vec<DocAddress>, SearchError> {
        let by_id = self.reader().with_id(name)?;
        if !by_id.is_empty() {
            return Ok(by_id);
        }
        let by_path = self.find_path(name, None)?;
        if !by_path.is_empty() {
            return Ok(by_path);
        }
        match name.rsplit_once(':').and_then(|(path, line)| Some((path, line.parse().ok()?))) {
            Some((path, line)) => self.find_path(path, Some(line)),
            None => Ok(Vec::new()),
        }
    }

    /// Articles of the file that is shown as `path`, or whose absolute path it is.
    fn find_path(&self, path: &str, line: Option<u64>) -> Result<Vec<DocAddress>, SearchError> {
        let commit = self.reader().commit();
        let mut found = Vec::new();
        for root in &commit.roots {
            let named = std::path::Path::new(path);
            let below = [root.given(), root.path()].into_iter().find_map(|base| named.strip_prefix(base).ok());
            let Some(below) = below else { continue };
            for address in self.reader().with_path(&below.to_string_lossy())? {
                let article = self.reader().stored(address)?;
                let is_root = commit.roots.get(article.root as usize) == Some(root);
                if is_root && (line.is_none() || article.line == line) && !found.contains(&address) {
                    found.push(address);
                }
            }
        }
        Ok(found)
    }
}
