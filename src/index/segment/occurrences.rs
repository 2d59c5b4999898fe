//! Which terms stand where in the articles of a segment under construction.

use tantivy::DocId;

/// Terms by their numbers, article after article, in the order in which they stand there: four bytes each.
#[derive(Default)]
pub(super) struct Occurrences {
    codes: Vec<u32>,
    /// Behind the last code of each article.
    ends: Vec<u32>,
}

/// A term at the position of the one before it. Numbers of terms are below.
const BESIDE: u32 = 1 << 30;
/// No term at so many positions.
const GAP: u32 = 1 << 31;

impl Occurrences {
    /// A term at the next position.
    #[inline]
    pub(super) fn push(&mut self, number: u32) {
        self.codes.push(number);
    }

    /// A term at the position of the one before.
    pub(super) fn push_beside(&mut self, number: u32) {
        self.codes.push(number | BESIDE);
    }

    /// Positions without a term.
    pub(super) fn skip(&mut self, positions: u32) {
        self.codes.push(positions.min(GAP - 1) | GAP);
    }

    /// Ends an article.
    pub(super) fn end_article(&mut self) {
        #[expect(clippy::cast_possible_truncation, reason = "`SegmentBuilder::is_full` keeps far below")]
        self.ends.push(self.codes.len() as u32);
    }

    /// Drops what belongs to no article that has ended.
    pub(super) fn roll_back(&mut self) {
        self.codes.truncate(self.ends.last().map_or(0, |&end| end as usize));
    }

    /// Bytes of memory.
    pub(super) fn memory(&self) -> usize {
        size_of::<u32>() * (self.codes.len() + self.ends.len())
    }

    /// Gives terms other numbers, and counts how often each of these occurs. `numbers` has the new ones by the old.
    pub(super) fn renumber(&mut self, numbers: &[u32]) -> Vec<u32> {
        let mut counts = vec![0; numbers.len()];
        for code in self.codes.iter_mut().filter(|code| **code & GAP == 0) {
            let number = numbers[(*code & !BESIDE) as usize];
            counts[number as usize] += 1;
            *code = *code & BESIDE | number;
        }
        counts
    }

    /// Calls `each` with article, position and term of every occurrence, in this order.
    #[inline]
    pub(super) fn for_each(&self, mut each: impl FnMut(DocId, u32, u32)) {
        let mut start = 0;
        for (article, &end) in (0..).zip(&self.ends) {
            let mut next = 0;
            for &code in &self.codes[start..end as usize] {
                if code & GAP != 0 {
                    next += code & !GAP;
                } else if code & BESIDE != 0 {
                    each(article, next.saturating_sub(1), code & !BESIDE);
                } else {
                    each(article, next, code);
                    next += 1;
                }
            }
            start = end as usize;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn occurrences_keep_their_places_and_get_other_numbers() {
        let mut all = Occurrences::default();
        all.push(0);
        all.skip(3);
        all.push(1);
        all.push_beside(2);
        all.push(0);
        all.end_article();
        all.push(7);
        all.roll_back();
        all.end_article();
        all.push(2);
        all.end_article();
        assert_eq!(all.renumber(&[2, 1, 0]), [2, 1, 2]);
        let mut found = Vec::new();
        all.for_each(|article, position, number| found.push((article, position, number)));
        assert_eq!(found, [(0, 0, 2), (0, 4, 1), (0, 4, 0), (0, 5, 2), (2, 0, 0)]);
    }
}
