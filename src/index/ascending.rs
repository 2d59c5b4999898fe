//! Articles that are known one by one, as tantivy goes through them.

use tantivy::{DocId, DocSet, TERMINATED};

/// Articles of a segment in ascending order.
pub(crate) struct Ascending {
    articles: Vec<DocId>,
    at: usize,
}

impl Ascending {
    /// At the first of them.
    pub(crate) fn new(articles: Vec<DocId>) -> Self {
        Self { articles, at: 0 }
    }
}

impl DocSet for Ascending {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.articles.get(self.at).copied().unwrap_or(TERMINATED)
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.articles.len()).unwrap_or(u32::MAX)
    }
}
