//! The learned template lines with their words.

use super::{IndexError, Lessons, Reader, SourceLessons, SourceName, StoredArticle};
use crate::clean::templates::{LineKey, TemplateLine, Where};

/// The template lines of one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceTemplates {
    /// A host or outlet, or the folder of its articles as outputs show it.
    pub source: String,
    /// Whether this is about texts of records.
    pub is_records: bool,
    /// Articles that were looked at.
    pub sampled: usize,
    /// Whether those are all articles of the source.
    pub is_complete: bool,
    /// The lines in the words of one of their articles, the most frequent first.
    pub lines: Vec<(String, TemplateLine)>,
}

impl Reader {
    /// What was learned, in words of the index: sources by name; only those named `source`, if that is given. Reads an article
    /// for each line.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn templates(&self, lessons: Lessons, source: Option<&str>) -> Result<Vec<SourceTemplates>, IndexError> {
        let mut found = Vec::new();
        for lessons in lessons.sources {
            let name = self.shown_source(&lessons.name);
            if source.is_none_or(|source| source.eq_ignore_ascii_case(&name)) {
                found.push(SourceTemplates {
                    source: name,
                    is_records: lessons.is_records,
                    sampled: lessons.samples.len(),
                    is_complete: lessons.below.is_none(),
                    lines: self.lines_of(&lessons)?,
                });
            }
        }
        Ok(found)
    }

    fn shown_source(&self, name: &SourceName) -> String {
        match name {
            SourceName::Site(name) => name.clone(),
            SourceName::Folder { root, path } => self.commit().shown_path(*root, path).display().to_string(),
        }
    }

    fn lines_of(&self, lessons: &SourceLessons) -> Result<Vec<(String, TemplateLine)>, IndexError> {
        let mut lines = Vec::with_capacity(lessons.templates.len());
        for &line in lessons.templates.iter().filter(|line| line.place != Where::Nowhere) {
            let holder = lessons.samples.iter().find(|article| article.sample.holds(line.key));
            let article = holder.map(|article| self.filed_under(article.key)).transpose()?.flatten();
            let text = article.and_then(|article| text_of(&article, line.key));
            lines.push((text.unwrap_or_default(), line));
        }
        lines.sort_by(|a, b| b.1.articles.cmp(&a.1.articles).then_with(|| a.0.cmp(&b.0)));
        Ok(lines)
    }
}

fn text_of(article: &StoredArticle, key: LineKey) -> Option<String> {
    let is_it = |text: &&str| LineKey::of(text) == Some(key);
    let removed = article.removed.iter().map(|line| line.text.as_str()).find(is_it);
    let kept = || article.blocks().map(|(_, range)| &article.body[range]).find(is_it);
    removed.or_else(kept).map(str::to_owned)
}
