//! What cleaning made of an article, to be shown.

use std::path::PathBuf;

use crate::article::{BlockKind, Metadata};
use crate::clean::Cleaned;
use crate::search::hit::{ArticleView, Snippet};

/// What cleaning made of an article, and where the article comes from.
#[derive(Debug, Clone, Copy)]
pub struct CleanedView<'a> {
    /// The source file, as the user named it.
    pub path: &'a str,
    /// The source file's whole path, for links.
    pub file: Option<&'a PathBuf>,
    /// The line at which a record starts in `path`, and which of the records that start there it is, both from 1.
    pub record: Option<(u64, u32)>,
    /// The article, and what was removed.
    pub cleaned: &'a Cleaned,
}

impl CleanedView<'_> {
    /// The article as one that is not in any index.
    #[must_use]
    pub fn article(&self) -> ArticleView {
        let metadata: Metadata = self.cleaned.article.metadata.clone();
        let (body, blocks) = self.cleaned.article.body();
        let headings = blocks.into_iter().filter(|(kind, _)| *kind == BlockKind::Heading).map(|(_, range)| range);
        ArticleView {
            article_id: self.path.to_owned(),
            path: self.path.to_owned(),
            file: self.file.cloned(),
            line: self.record.map(|(line, _)| line),
            title: Snippet { text: metadata.title.unwrap_or_default(), highlights: Vec::new() },
            date: metadata.published.map(|date| date.to_string()),
            published_at: metadata.published_at.map(|moment| moment.to_string()),
            modified: metadata.modified.map(|date| date.to_string()),
            modified_at: metadata.modified_at.map(|moment| moment.to_string()),
            source: metadata.source,
            authors: metadata.authors,
            url: metadata.url,
            language: metadata.language,
            section: metadata.section,
            tags: metadata.tags,
            description: metadata.description,
            image: metadata.image,
            body: Snippet { text: body, highlights: Vec::new() },
            headings: headings.collect(),
        }
    }
}
