//! Where the articles of a block stand in it, so that many of them are found without searching for each.

use tantivy::DocId;

use super::{BLOCK, TermCursor, first_from};

/// So many articles are searched for in a block one by one.
const SEARCHED: usize = 12;

/// So many frequencies of a block are unpacked one by one.
const FEW: usize = 8;

/// No more articles than so many may lie between the first and the last one of a block: 16 KB, half of the processor's nearest cache.
const WIDEST: usize = 1 << 14;

/// The places of articles in the block that was noted last. What was noted of others is not cleared, so a place that is told is to
/// be looked at.
#[derive(Default)]
pub(in crate::search) struct Places {
    /// By the low bits of an article; made when it is first needed.
    of: Option<Box<[u8; WIDEST]>>,
}

impl Places {
    /// Notes the articles of a block, writing a byte for each. By the low bits of an article, its place is told then; by those of
    /// another article, any place.
    #[inline]
    fn of(&mut self, articles: &[DocId; BLOCK]) -> &[u8; WIDEST] {
        let of = self.of.get_or_insert_with(|| Box::new([0; WIDEST]));
        for (place, &doc) in (0..).zip(articles) {
            of[doc as usize % WIDEST] = place;
        }
        of
    }
}

impl TermCursor {
    /// Calls `each` for those of at most [`BLOCK`] ascending articles in which the term stands, with their number among these, and how
    /// often it does. None of them is before the block or behind it.
    #[inline]
    pub(in crate::search) fn common(
        &mut self,
        sought: &[DocId],
        places: &mut Places,
        mut each: impl FnMut(usize, u32),
    ) {
        if sought.is_empty() {
            return;
        }
        self.unpack_articles();
        let mut common = [(0, 0); BLOCK];
        let width = self.block.last.wrapping_sub(self.block.first) as usize;
        let count = if sought.len() > SEARCHED && width < WIDEST {
            let places = places.of(&self.numbers.articles);
            self.find(sought, |_, doc| usize::from(places[doc as usize % WIDEST]), &mut common)
        } else {
            self.find(sought, first_from, &mut common)
        };
        if count > FEW {
            self.unpack();
        }
        for &(number, place) in &common[..count.min(BLOCK)] {
            each(number.into(), self.frequency_at(place.into()));
        }
    }

    /// Writes the numbers and places of the articles that stand where `place_of` says; how many there are.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "a place is below `BLOCK`")]
    fn find(
        &self,
        sought: &[DocId],
        place_of: impl Fn(&[DocId; BLOCK], DocId) -> usize,
        found: &mut [(u8, u8); BLOCK],
    ) -> usize {
        let mut count = 0;
        for (number, &doc) in (0..).zip(sought) {
            let place = place_of(&self.numbers.articles, doc);
            found[count % BLOCK] = (number, place as u8);
            count += usize::from(self.numbers.articles[place % BLOCK] == doc);
        }
        count
    }
}
