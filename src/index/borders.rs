//! Where the passages of articles begin.
//!
//! A column of such numbers is opened by reading what is said of all its blocks, and each article's part of it is looked for. Here
//! the place of a part is read, and then the part. A segment keeps them in its file of lengths, beside [`super::numbers`]; numbers are
//! little-endian:
//!
//! | part | bytes |
//! |---|---|
//! | of each article, its first border and how far each of the others lies behind the one before: seven bits a byte, the lowest first, the last byte of each marked | 1 to 5 each |
//! | where the part of each article ends | 5 each |
//! | how many borders there are; how many articles | 8 each |

use std::io::{self, Write};

use prefetch_index::prefetch_index;
use tantivy::directory::OwnedBytes;
use tantivy::error::DataCorruption;
use tantivy::schema::Field;
use tantivy::{DocId, SegmentReader, TantivyError};

use super::seven_bits::{LAST, push_number, read_number};

/// Which part of a field they are in the file of lengths: numbers are the first.
pub(super) const PART: usize = 1;

/// Bytes of where a part ends.
const END: usize = 5;
/// Bytes behind the ends.
const FOOTER: usize = 16;

/// The borders of all articles of a segment.
pub(crate) struct Borders {
    bytes: OwnedBytes,
    /// How many there are.
    count: u64,
    /// Where the ends begin.
    ends: usize,
}

impl Borders {
    /// Those that a segment keeps for a field; `None` if there are none. Takes no time: what is asked for is read.
    ///
    /// # Errors
    /// When the file is damaged so that they are not to be found in it.
    pub(crate) fn of(segment: &SegmentReader, field: Field) -> Result<Option<Self>, TantivyError> {
        let file = segment.fieldnorms_readers().get_inner_file().open_read_with_idx(field, PART);
        let Some(file) = file else { return Ok(None) };
        let damaged = || DataCorruption::comment_only("borders of passages that are none");
        Ok(Some(Self::open(file.read_bytes()?, segment.max_doc()).ok_or_else(damaged)?))
    }

    /// Those of so many articles.
    fn open(bytes: OwnedBytes, articles: DocId) -> Option<Self> {
        let (rest, footer) = bytes.split_last_chunk::<FOOTER>()?;
        let &[count, of_articles] = footer.as_chunks::<8>().0 else { return None };
        let ends = rest.len().checked_sub((articles as usize).checked_mul(END)?)?;
        let is_of_all = u64::from_le_bytes(of_articles) == u64::from(articles);
        is_of_all.then_some(Self { bytes, count: u64::from_le_bytes(count), ends })
    }

    /// How many there are.
    pub(crate) fn len(&self) -> u64 {
        self.count
    }

    /// Has what leads to an article brought near, without waiting for it.
    #[inline]
    pub(crate) fn fetch_ends(&self, article: DocId) {
        prefetch_index(&self.bytes, self.ends + (article as usize).saturating_sub(1) * END);
    }

    /// The same of what is known of it, once what leads to it is near.
    #[inline]
    pub(crate) fn fetch(&self, article: DocId) {
        let start = self.start(article);
        prefetch_index(&self.bytes, start);
    }

    /// The token position at which each passage of an article begins, and the one behind the last.
    #[inline]
    pub(crate) fn of_article(&self, article: DocId) -> impl Iterator<Item = u32> + '_ {
        let (part, mut place, mut border) = (self.part(article), 0, 0_u32);
        std::iter::from_fn(move || {
            if place == part.len() {
                return None;
            }
            let (distance, end) = read_number(part, place);
            (place, border) = (end, border.saturating_add(distance));
            Some(border)
        })
    }

    /// The bytes of an article.
    fn part(&self, article: DocId) -> &[u8] {
        let end = self.end(article as usize).min(self.ends);
        self.bytes.get(self.start(article)..end).unwrap_or_default()
    }

    fn start(&self, article: DocId) -> usize {
        (article as usize).checked_sub(1).map_or(0, |before| self.end(before))
    }

    fn end(&self, article: usize) -> usize {
        let at = self.ends + article * END;
        let mut end = [0; 8];
        if let Some(bytes) = self.bytes.get(at..at + END) {
            end[..END].copy_from_slice(bytes);
        }
        usize::try_from(u64::from_le_bytes(end)).unwrap_or(usize::MAX)
    }
}

/// The borders of articles that are added one after the other.
#[derive(Default)]
pub(super) struct Growing {
    bytes: Vec<u8>,
    ends: Ends,
    last: u32,
}

/// Where the parts of articles end.
#[derive(Default)]
struct Ends {
    bytes: Vec<u8>,
    borders: u64,
}

impl Growing {
    /// The next border of the article, which is not before the last.
    pub(super) fn push(&mut self, border: u32) {
        let distance = border.saturating_sub(std::mem::replace(&mut self.last, border));
        push_number(&mut self.bytes, u64::from(distance));
        self.ends.borders += 1;
    }

    pub(super) fn end_article(&mut self) {
        self.ends.push(self.bytes.len() as u64);
        self.last = 0;
    }

    /// Bytes of memory.
    pub(super) fn memory(&self) -> usize {
        self.bytes.len() + self.ends.bytes.len()
    }

    pub(super) fn write(&self, file: &mut impl Write) -> io::Result<()> {
        file.write_all(&self.bytes)?;
        self.ends.write(file)
    }
}

impl Ends {
    fn push(&mut self, end: u64) {
        self.bytes.extend_from_slice(&end.to_le_bytes()[..END]);
    }

    fn write(&self, file: &mut impl Write) -> io::Result<()> {
        file.write_all(&self.bytes)?;
        file.write_all(&self.borders.to_le_bytes())?;
        file.write_all(&((self.bytes.len() / END) as u64).to_le_bytes())
    }
}

/// Writes those of some articles of several segments, in their order. Linear in the articles; takes five bytes of memory for each.
pub(super) fn merge<A: Iterator<Item = DocId>>(
    file: &mut impl Write,
    segments: impl Iterator<Item = (Borders, A)>,
) -> io::Result<()> {
    let (mut ends, mut written) = (Ends::default(), 0);
    for (borders, articles) in segments {
        for article in articles {
            let part = borders.part(article);
            file.write_all(part)?;
            written += part.len() as u64;
            ends.borders += part.iter().map(|byte| u64::from(byte / LAST)).sum::<u64>();
            ends.push(written);
        }
    }
    ends.write(file)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(articles: &[Vec<u32>]) -> Vec<u8> {
        let (mut growing, mut bytes) = (Growing::default(), Vec::new());
        for borders in articles {
            for &border in borders {
                growing.push(border);
            }
            growing.end_article();
        }
        growing.write(&mut bytes).unwrap();
        bytes
    }

    fn open(bytes: Vec<u8>, articles: &[Vec<u32>]) -> Option<Borders> {
        Borders::open(OwnedBytes::new(bytes), DocId::try_from(articles.len()).unwrap())
    }

    fn articles() -> impl Strategy<Value = Vec<Vec<u32>>> {
        let border = prop_oneof![0_u32..300, 0_u32..40_000, any::<u32>()];
        let article = prop::collection::vec(border, 0..6).prop_map(|mut borders| {
            borders.sort_unstable();
            borders
        });
        prop::collection::vec(article, 0..30)
    }

    proptest! {
        #[test]
        fn borders_come_back(articles in articles()) {
            let borders = open(written(&articles), &articles).unwrap();
            prop_assert_eq!(borders.len(), articles.iter().map(|borders| borders.len() as u64).sum::<u64>());
            for (article, expected) in (0..).zip(&articles) {
                prop_assert_eq!(&borders.of_article(article).collect::<Vec<_>>(), expected);
            }
        }

        #[test]
        fn what_is_kept_of_segments_is_what_would_have_been_written(segments in prop::collection::vec(articles(), 1..4)) {
            let is_kept = |article: DocId| article % 3 != 1;
            let of_segment = |articles: &Vec<Vec<u32>>| {
                let count = DocId::try_from(articles.len()).unwrap();
                (open(written(articles), articles).unwrap(), (0..count).filter(move |&article| is_kept(article)))
            };
            let mut merged = Vec::new();
            merge(&mut merged, segments.iter().map(of_segment)).unwrap();
            let kept = segments.iter().flat_map(|articles| (0..).zip(articles).filter(|&(article, _)| is_kept(article)));
            prop_assert_eq!(merged, written(&kept.map(|(_, borders)| borders.clone()).collect::<Vec<_>>()));
        }

        #[test]
        fn damage_is_told_or_read_as_something_else(
            articles in articles(),
            (place, byte) in (any::<prop::sample::Index>(), any::<u8>()),
        ) {
            let mut bytes = written(&articles);
            let place = place.index(bytes.len());
            bytes[place] ^= byte;
            if let Some(borders) = open(bytes, &articles) {
                for (article, _) in (0..).zip(&articles) {
                    borders.of_article(article).count();
                }
            }
        }
    }
}
