//! Places in a text, counted in bytes and in characters.

use std::ops::Range;

use serde::Serialize;

/// A half-open range of a text: in bytes of its UTF-8 form, and in characters (Unicode scalar values).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Offsets {
    start_byte: usize,
    end_byte: usize,
    start_char: usize,
    end_char: usize,
}

impl Offsets {
    /// Joins the two ways in which a range was counted.
    pub(super) fn new(bytes: &Range<usize>, chars: &Range<usize>) -> Self {
        Self { start_byte: bytes.start, end_byte: bytes.end, start_char: chars.start, end_char: chars.end }
    }

    /// Counts the characters up to each of the byte ranges, which are sorted and disjoint, in one pass over `text`.
    pub(super) fn of_ranges(text: &str, ranges: &[Range<usize>]) -> Vec<Self> {
        let mut cursor = Cursor { text, byte: 0, chars: 0 };
        ranges
            .iter()
            .map(|range| Self::new(range, &(cursor.chars_at(range.start)..cursor.chars_at(range.end))))
            .collect()
    }
}

/// Walks through a text and knows how many characters it has passed.
struct Cursor<'a> {
    text: &'a str,
    byte: usize,
    chars: usize,
}

impl Cursor<'_> {
    fn chars_at(&mut self, byte: usize) -> usize {
        let passed = self.text.as_bytes().get(self.byte..byte.min(self.text.len())).unwrap_or_default();
        self.chars += passed.iter().filter(|&&byte| starts_char(byte)).count();
        self.byte = self.byte.max(byte);
        self.chars
    }
}

/// In UTF-8, all bytes of a character but the first have the form `10xxxxxx`.
fn starts_char(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::render::samples;

    proptest! {
        #[test]
        fn chars_agree_with_a_naive_count(snippet in samples::snippet()) {
            let naive = |byte: usize| snippet.text[..byte].chars().count();
            let expected: Vec<_> = snippet.highlights.iter()
                .map(|range| Offsets::new(range, &(naive(range.start)..naive(range.end))))
                .collect();
            prop_assert_eq!(Offsets::of_ranges(&snippet.text, &snippet.highlights), expected);
        }
    }
}
