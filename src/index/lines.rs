//! Articles by their lines: which would change if more were known of a line, and which titles there are.

use tantivy::DocAddress;

use super::{IndexError, Origin, Reader, StoredArticle};
use crate::clean::templates::{LineKey, loose_keys, struck_keys, title_key};

/// Marks the term of a line that the corpus removed. Keys are below it.
const STRUCK: u64 = 1 << 48;

/// Where an article stands in the index of one commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address(DocAddress);

impl Address {
    /// The number of its segment, and its number in it.
    pub(super) fn place(self) -> (usize, u32) {
        (self.0.segment_ord as usize, self.0.doc_id)
    }
}

/// The keys of an article's lines that are indexed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineKeys {
    /// Of the title, where links to it can be told from section headings.
    pub title: Option<LineKey>,
    /// Of the lines that more evidence could remove.
    pub loose: Vec<LineKey>,
    /// Of the lines that the corpus removed.
    pub struck: Vec<LineKey>,
}

impl LineKeys {
    /// The keys of an article. Linear in its text.
    #[must_use]
    pub fn of(article: &StoredArticle) -> Self {
        // Blocks hold no line breaks, and empty lines part them.
        let mut start = 0;
        let ends = memchr::memchr_iter(b'\n', article.body.as_bytes()).chain(std::iter::once(article.body.len()));
        let lines = ends.map(|end| &article.body[std::mem::replace(&mut start, end + 1)..end]);
        let blocks: Vec<&str> = lines.filter(|block| !block.is_empty()).collect();
        Self {
            title: article.metadata.title.as_deref().and_then(title_key),
            loose: loose_keys(&blocks, &article.removed, &article.recovered),
            struck: struck_keys(&article.removed),
        }
    }

    /// The terms of the field `lines`.
    pub(crate) fn terms(&self) -> impl Iterator<Item = u64> + '_ {
        let struck = self.struck.iter().map(|key| key.number() | STRUCK);
        self.loose.iter().map(|key| key.number()).chain(struck)
    }
}

impl Reader {
    /// Whether an article has the title.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn has_title(&self, title: LineKey) -> Result<bool, IndexError> {
        self.holds(self.fields().headline, title.number())
    }

    /// Whether an article holds the line loosely: more evidence could remove it.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn has_loose(&self, line: LineKey) -> Result<bool, IndexError> {
        self.holds(self.fields().lines, line.number())
    }

    /// Whether the corpus removed the line from an article.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn has_struck(&self, line: LineKey) -> Result<bool, IndexError> {
        self.holds(self.fields().lines, line.number() | STRUCK)
    }

    /// The articles that hold one of the lines loosely or lost it to the corpus, in the order of the index.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn with_lines(&self, lines: &[LineKey]) -> Result<Vec<Address>, IndexError> {
        let mut found = Vec::new();
        for number in lines.iter().flat_map(|line| [line.number(), line.number() | STRUCK]) {
            found.extend(self.with_number(self.fields().lines, number)?);
        }
        found.sort_unstable();
        found.dedup();
        Ok(found.into_iter().map(Address).collect())
    }

    /// All articles, in the order of the index.
    pub fn addresses(&self) -> impl Iterator<Item = Address> + '_ {
        let segments = (0u32..).zip(self.searcher().segment_readers());
        segments.flat_map(|(ord, segment)| segment.doc_ids_alive().map(move |doc| Address(DocAddress::new(ord, doc))))
    }

    /// An article, and which version of which file it came from.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn with_origin(&self, Address(address): Address) -> Result<(StoredArticle, Origin), IndexError> {
        let article = self.stored(address)?;
        let columns = self.searcher().segment_reader(address.segment_ord).fast_fields();
        let value = |column: &str| -> Result<u64, IndexError> {
            let found = columns.u64(column)?.first(address.doc_id);
            found.ok_or_else(|| IndexError::damaged(format!("an article without a {column}")))
        };
        let content = match article.place {
            Some(_) => None,
            None => self.source_of(&article)?.map(|entry| entry.content),
        };
        let origin = Origin { file: value("file")?, key: value("key")?, content };
        Ok((article, origin))
    }

    /// The titles of the articles of one version of a source file.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn titles_of_file(&self, file: u64) -> Result<Vec<LineKey>, IndexError> {
        let mut titles = Vec::new();
        for address in self.with_number(self.fields().file, file)? {
            let segment = self.searcher().segment_reader(address.segment_ord);
            let column = segment.fast_fields().u64("headline")?;
            titles.extend(column.first(address.doc_id).map(LineKey::from_number));
        }
        Ok(titles)
    }

    /// An article by what it is filed under (see [`super::article_key`]).
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn filed_under(&self, key: u64) -> Result<Option<StoredArticle>, IndexError> {
        let found = self.with_number(self.fields().key, key)?;
        found.first().map(|&address| self.stored(address)).transpose()
    }
}
