//! A table that was written.

use std::ops::Range;

use prefetch_index::prefetch_index;
use tantivy::directory::OwnedBytes;
use tantivy::error::DataCorruption;
use tantivy::schema::Field;
use tantivy::{DocId, SegmentReader, TantivyError};

use super::{Shape, low_bits};

/// The numbers of a field of one segment.
pub(crate) struct Numbers {
    bytes: OwnedBytes,
    shape: Shape,
    /// Where the parts' beginnings begin.
    begins: usize,
}

impl Numbers {
    /// Those of a field; `None` if no article of the segment has any. Takes no time: what is asked for is read.
    ///
    /// # Errors
    /// When the file is damaged so that no table is to be found in it.
    pub(crate) fn of(segment: &SegmentReader, field: Field) -> Result<Option<Self>, TantivyError> {
        match segment.fieldnorms_readers().get_inner_file().open_read(field) {
            Some(file) => Self::open(file.read_bytes()?),
            None => Ok(None),
        }
    }

    /// Nothing is written where there are no numbers: of merged articles those may be deleted that had some.
    pub(super) fn open(bytes: OwnedBytes) -> Result<Option<Self>, TantivyError> {
        if bytes.is_empty() {
            return Ok(None);
        }
        let damaged = || DataCorruption::comment_only("a table of numbers that is none");
        Ok(Some(Self::of_bytes(bytes).ok_or_else(damaged)?))
    }

    fn of_bytes(bytes: OwnedBytes) -> Option<Self> {
        let (_, shape) = bytes.split_last_chunk::<{ Shape::BYTES }>()?;
        let shape = Shape::decode(shape)?;
        let begins = shape.entries.checked_mul(shape.entry_bytes())?;
        let length = shape.parts().checked_add(1)?.checked_mul(size_of::<u64>())?.checked_add(begins)?;
        (length.checked_add(Shape::BYTES)? == bytes.len()).then_some(Self { bytes, shape, begins })
    }

    /// How many there are, counted once for each article that has one.
    pub(crate) fn len(&self) -> usize {
        self.shape.entries
    }

    /// The articles with a number, ascending; deleted ones are among them. A look at two places of memory, mostly.
    pub(crate) fn articles(&self, number: u64) -> impl Iterator<Item = DocId> + '_ {
        let (part, low) = if self.may_hold(number) {
            (self.part(self.shape.part(number)), self.shape.low(number))
        } else {
            (0..0, 0)
        };
        let first = self.first_from(part.clone(), low);
        (first..part.end).map_while(move |entry| (self.low(entry) == low).then(|| self.article(entry)))
    }

    /// The articles with any of some numbers, one number after the other. What a look needs is on its way before the first is made.
    pub(crate) fn articles_of_any<'n>(&'n self, numbers: &'n [u64]) -> impl Iterator<Item = DocId> + 'n {
        let parts = || numbers.iter().filter(|&&number| self.may_hold(number)).map(|&number| self.shape.part(number));
        for part in parts() {
            prefetch_index(&self.bytes, self.begins + part * size_of::<u64>());
        }
        for part in parts() {
            let entries = self.part(part);
            prefetch_index(&self.bytes, entries.start.midpoint(entries.end) * self.shape.entry_bytes());
        }
        numbers.iter().flat_map(|&number| self.articles(number))
    }

    fn may_hold(&self, number: u64) -> bool {
        (self.shape.least..=self.shape.greatest).contains(&number)
    }

    /// All numbers, ascending, with their articles, ascending for each.
    pub(crate) fn all(&self) -> impl Iterator<Item = (u64, DocId)> + '_ {
        (0..self.shape.parts()).flat_map(move |part| {
            let least = self.shape.least.saturating_add((part as u64) << self.shape.shift);
            self.part(part).map(move |entry| (least.saturating_add(self.low(entry)), self.article(entry)))
        })
    }

    /// The entries of a part.
    fn part(&self, part: usize) -> Range<usize> {
        let begin = |part: usize| {
            let begin = usize::try_from(self.word(self.begins + part * size_of::<u64>())).unwrap_or(usize::MAX);
            begin.min(self.shape.entries)
        };
        begin(part)..begin(part + 1)
    }

    /// The first entry in a part that is not below `low`.
    fn first_from(&self, part: Range<usize>, low: u64) -> usize {
        let (mut first, mut end) = (part.start, part.end);
        while first < end {
            let middle = first.midpoint(end);
            if self.low(middle) < low {
                first = middle + 1;
            } else {
                end = middle;
            }
        }
        first
    }

    fn low(&self, entry: usize) -> u64 {
        let bits = u32::from(self.shape.shift);
        self.word(entry * self.shape.entry_bytes()) & low_bits(bits)
    }

    #[expect(clippy::cast_possible_truncation, reason = "an article has four bytes at most")]
    fn article(&self, entry: usize) -> DocId {
        let at = entry * self.shape.entry_bytes() + self.shape.low_bytes();
        let bits = u32::from(self.shape.article_bytes) * u8::BITS;
        (self.word(at) & low_bits(bits)) as DocId
    }

    /// Eight bytes, which may reach into what follows an entry: the table ends with more.
    fn word(&self, at: usize) -> u64 {
        self.bytes.get(at..at + 8).and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_le_bytes)
    }
}
