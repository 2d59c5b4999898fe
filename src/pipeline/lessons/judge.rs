//! Asks the corpus about one article.

use std::cell::RefCell;
use std::sync::Arc;

use super::{Lesson, Teacher, TemplateRules};
use crate::article::Article;
use crate::clean::templates::{Evidence, Judged, LineKey, TemplateLine, restore};
use crate::clean::{CleanReport, Cleaned};
use crate::index::{IndexError, Reader, StoredArticle};
use crate::passage::passage_starts;

/// What the corpus and the user say of the lines of one article.
pub(super) struct Judge<'a> {
    pub(super) lesson: Arc<Lesson>,
    pub(super) rules: &'a TemplateRules,
    pub(super) reader: &'a Reader,
    /// Knows the titles that no commit holds yet. `None` where a commit holds all.
    pub(super) teacher: Option<&'a Teacher>,
    pub(super) is_record: bool,
    /// The first failure to read the index.
    pub(super) failure: RefCell<Option<IndexError>>,
}

impl Evidence for Judge<'_> {
    fn knows_lines(&self) -> bool {
        !self.lesson.is_empty() || !self.rules.is_empty()
    }
    fn line(&self, key: LineKey) -> Option<TemplateLine> {
        self.lesson.get(&key).copied()
    }

    fn is_title(&self, key: LineKey) -> bool {
        if self.teacher.is_some_and(|teacher| teacher.has_new_title(key)) {
            return true;
        }
        self.reader.has_title(key).unwrap_or_else(|error| {
            self.failure.borrow_mut().get_or_insert(error);
            false
        })
    }

    fn is_pinned(&self, key: LineKey) -> bool {
        self.rules.is_pinned(key)
    }

    fn is_forbidden(&self, key: LineKey) -> bool {
        self.rules.is_forbidden(key)
    }

    fn removes_links(&self) -> bool {
        !self.is_record
    }
}

/// The article as it was before the corpus was asked. `stored` keeps the rest.
pub(in crate::pipeline) fn unjudged(stored: &mut StoredArticle) -> Cleaned {
    let texts: Vec<_> = stored.blocks().map(|(kind, range)| (kind, stored.body[range].to_owned())).collect();
    let blocks = texts.into_iter().map(|(kind, text)| crate::article::Block { kind, text }).collect();
    let article = Article { metadata: std::mem::take(&mut stored.metadata), blocks };
    let report = CleanReport { removed: std::mem::take(&mut stored.removed) };
    restore(Judged {
        cleaned: Cleaned { article, report },
        struck: std::mem::take(&mut stored.struck),
        recovered: std::mem::take(&mut stored.recovered),
        first_title: stored.first_title.take(),
    })
}

/// Fills `stored` with a judged article, split into passages.
pub(in crate::pipeline) fn fill(stored: &mut StoredArticle, judged: Judged) {
    let Judged { cleaned: Cleaned { article, report }, struck, recovered, first_title } = judged;
    let (body, blocks) = article.body();
    // No article is larger than 4 GiB: the limit on reading is far below.
    let offset = |start| u32::try_from(start).unwrap_or(u32::MAX);
    stored.passages = passage_starts(&body, &blocks).into_iter().map(offset).collect();
    stored.kinds = blocks.into_iter().map(|(kind, _)| kind).collect();
    stored.metadata = article.metadata;
    stored.body = body;
    stored.removed = report.removed;
    stored.struck = struck;
    stored.recovered = recovered;
    stored.first_title = first_title;
}
