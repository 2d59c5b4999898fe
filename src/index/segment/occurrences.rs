//! Which terms stand where in the articles of a segment under construction.

/// Terms by their numbers, article after article, in the order in which they stand there: four bytes each.
#[derive(Default)]
pub(super) struct Occurrences {
    codes: Vec<u32>,
    ends: Vec<End>,
    /// Positions of the present article that codes without a term stand for.
    skipped: u32,
}

/// The end of an article.
#[derive(Debug, Clone, Copy)]
pub(super) struct End {
    /// The one behind its last code.
    pub code: u32,
    /// No fewer positions than it has.
    pub positions: u32,
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
        self.skipped = self.skipped.saturating_add(positions);
    }

    /// Ends an article.
    pub(super) fn end_article(&mut self) {
        #[expect(clippy::cast_possible_truncation, reason = "`SegmentBuilder::is_full` keeps far below")]
        let code = self.codes.len() as u32;
        let positions = (code - self.end()).saturating_add(std::mem::take(&mut self.skipped));
        self.ends.push(End { code, positions });
    }

    /// Drops what belongs to no article that has ended.
    pub(super) fn roll_back(&mut self) {
        self.codes.truncate(self.end() as usize);
        self.skipped = 0;
    }

    /// The end of the last article that has ended.
    fn end(&self) -> u32 {
        self.ends.last().map_or(0, |end| end.code)
    }

    /// The codes of the article that has not ended.
    pub(super) fn of_article(&self) -> &[u32] {
        self.codes.get(self.end() as usize..).unwrap_or_default()
    }

    /// Bytes of memory.
    pub(super) fn memory(&self) -> usize {
        size_of::<u32>() * self.codes.len() + size_of::<End>() * self.ends.len()
    }

    /// All codes, and the articles that have ended.
    pub(super) fn into_codes(self) -> (Vec<u32>, Vec<End>) {
        (self.codes, self.ends)
    }
}

/// Gives terms other numbers, which stand in `numbers` by the old, and calls `each` with the number of each.
#[inline]
pub(super) fn renumber(codes: &mut [u32], numbers: &[u32], mut each: impl FnMut(u32)) {
    for code in codes.iter_mut().filter(|code| **code & GAP == 0) {
        let number = numbers[(*code & !BESIDE) as usize];
        each(number);
        *code = *code & BESIDE | number;
    }
}

/// The terms at the last position of a text, and the codes before them. None if no term stands there.
pub(super) fn terms_at_end(codes: &[u32]) -> (impl Iterator<Item = u32> + '_, &[u32]) {
    let first = codes.iter().rposition(|code| code & BESIDE == 0 || code & GAP != 0).unwrap_or(codes.len());
    let is_gap = codes.get(first).is_some_and(|code| code & GAP != 0);
    // Before a position without a term nothing is asked for.
    let (before, here) = if is_gap { (&codes[..0], &codes[..0]) } else { codes.split_at(first) };
    (here.iter().map(|code| code & !BESIDE), before)
}

/// Calls `each` with position and term of every occurrence in an article, in this order.
#[inline]
pub(super) fn for_each_term(codes: &[u32], mut each: impl FnMut(u32, u32)) {
    let mut next = 0;
    for &code in codes {
        if code & GAP != 0 {
            next += code & !GAP;
        } else if code & BESIDE != 0 {
            each(u32::saturating_sub(next, 1), code & !BESIDE);
        } else {
            each(next, code);
            next += 1;
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
        let (mut codes, ends) = all.into_codes();
        assert_eq!(ends.iter().map(|end| (end.code, end.positions)).collect::<Vec<_>>(), [(5, 8), (5, 0), (6, 1)]);
        let (mut numbers, mut found) = (Vec::new(), Vec::new());
        renumber(&mut codes, &[2, 1, 0], |number| numbers.push(number));
        assert_eq!(numbers, [2, 1, 0, 2, 0]);
        for_each_term(&codes[..5], |position, number| found.push((position, number)));
        assert_eq!(found, [(0, 2), (4, 1), (4, 0), (5, 2)]);
    }
}
