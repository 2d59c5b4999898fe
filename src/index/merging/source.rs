//! A segment that is merged with others.

use tantivy::index::SegmentMeta;
use tantivy::{DocId, Index, SegmentReader, TantivyError};

/// A segment, and the numbers that its articles get.
pub(super) struct Source {
    pub reader: SegmentReader,
    /// The number of its first article.
    first: DocId,
    /// Where some are deleted, the numbers of all; [`DELETED`] for those that are.
    numbers: Option<Vec<DocId>>,
}

/// No article has this number.
const DELETED: DocId = DocId::MAX;

impl Source {
    /// Opens segments, whose articles are numbered in a row.
    pub(super) fn open_all(index: &Index, segments: &[SegmentMeta]) -> Result<Vec<Self>, TantivyError> {
        let mut next = 0;
        let mut open = |segment: &SegmentMeta| {
            let reader = SegmentReader::open(&index.segment(segment.clone()))?;
            let first = next;
            let numbers = reader.alive_bitset().map(|alive| {
                let all = 0..reader.max_doc();
                let number = |article| {
                    let is_alive = alive.is_alive(article);
                    next += DocId::from(is_alive);
                    if is_alive { next - 1 } else { DELETED }
                };
                all.map(number).collect()
            });
            next = first + reader.num_docs();
            Ok(Self { reader, first, numbers })
        };
        segments.iter().map(&mut open).collect()
    }

    /// How many of its articles are not deleted.
    pub(super) fn articles(&self) -> u32 {
        self.reader.num_docs()
    }

    /// By their old numbers.
    pub(super) fn kept(&self) -> impl Iterator<Item = DocId> + '_ {
        (0..self.reader.max_doc()).filter(|&article| self.number(article).is_some())
    }

    /// The new number of an article; `None` if it is deleted.
    #[inline]
    pub(super) fn number(&self, article: DocId) -> Option<DocId> {
        match &self.numbers {
            None => Some(self.first + article),
            Some(numbers) => numbers.get(article as usize).copied().filter(|&number| number != DELETED),
        }
    }

    /// Whether it has all its articles.
    pub(super) fn is_whole(&self) -> bool {
        self.numbers.is_none()
    }
}
