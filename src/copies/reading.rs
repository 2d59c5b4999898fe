//! The words of a text that is compared, read more coarsely and faster than by the analyzer.

use std::ops::Range;

use super::signature::halves;
use super::words::Shape;
use crate::analysis::{FNV_START, fnv};
use crate::octets::{BLOCK, HIGHEST, SMALL, ask, before, digits, first_bytes, letters, load};
use crate::random::scramble;

/// A word of a text that is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TextWord {
    /// Where it stands: a half-open byte range.
    pub range: Range<usize>,
    /// A number for its letters, whatever their case.
    pub hash: u32,
    pub shape: Shape,
}

/// The words of a text, found more coarsely and ten times as fast as by the analyzer: runs of letters and digits,
/// numbers with their separators, and single characters of scripts without spaces.
pub(super) fn text_words(text: &str) -> impl Iterator<Item = TextWord> + '_ {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        at += bytes[at..].iter().position(|&byte| is_word_byte(byte))?;
        let word = word_at(text, at);
        at = word.range.end;
        Some(word)
    })
}

/// Those of [`text_words`] from a byte on that are names or figures, as their shapes say. The byte does not stand within a word.
///
/// Other words are not read, so it takes a fraction of the time.
pub(super) fn telling_words(text: &str, from: usize, mut each: impl FnMut(&TextWord)) {
    let bytes = text.as_bytes();
    // Up to where words are read, and whether the byte before belongs to one.
    let (mut read, mut was_word) = (from, 0);
    for block in (from..bytes.len()).step_by(BLOCK) {
        let [firsts, words, far] = ask(bytes, block, |lanes| {
            let firsts = lanes.capitals() | lanes.digits() | lanes.wide();
            [firsts, lanes.letters() | firsts, lanes.far_leads()]
        });
        let mut starts = firsts & !(words << 1 | was_word) | far;
        was_word = words >> (BLOCK - 1);
        while starts != 0 {
            let mut start = block + starts.trailing_zeros() as usize;
            starts &= starts - 1;
            let is_within = start > from && is_word_byte(bytes[start - 1]) && !is_ideographic(bytes[start]);
            if start < read || is_within || is_joined(bytes, start) {
                continue;
            }
            // Words of scripts without spaces follow one another.
            while bytes.get(start).is_some_and(|&byte| is_word_byte(byte)) {
                let word = word_at(text, start);
                start = word.range.end;
                if word.shape != Shape::Plain {
                    each(&word);
                }
            }
            read = start;
        }
    }
}

/// The word that begins at a byte of a text.
#[inline]
fn word_at(text: &str, start: usize) -> TextWord {
    let bytes = text.as_bytes();
    let (hash, end) = short_word(bytes, start).unwrap_or_else(|| any_word(bytes, start));
    TextWord { range: start..end, hash: halves(scramble(hash)).0, shape: Shape::of(&text[start..end]) }
}

/// The hash of a word and where it ends. `None` if it has eight bytes or more, or a byte beyond ASCII, or may go on behind a
/// separator. All eight steps are made, and of how many the result is taken, as no processor foresees where a word ends.
#[inline]
fn short_word(bytes: &[u8], start: usize) -> Option<(u64, usize)> {
    let octets = load(bytes, start);
    let length = before(!(letters(octets) | digits(octets)) & HIGHEST);
    if length == 8 || octets & HIGHEST & first_bytes(u64::MAX, length + 1) != 0 {
        return None;
    }
    let end = start + length;
    if matches!(bytes.get(end), Some(b'.' | b',')) && !bytes[end - 1].is_ascii_alphabetic() {
        return None;
    }
    let mut hash = FNV_START;
    for (number, byte) in (octets | SMALL).to_le_bytes().into_iter().enumerate() {
        let next = fnv(hash, byte);
        hash = if number < length { next } else { hash };
    }
    Some((hash, end))
}

/// The hash of a word and where it ends.
fn any_word(bytes: &[u8], start: usize) -> (u64, usize) {
    if is_ideographic(bytes[start]) {
        let end = (start + 3).min(bytes.len());
        return (bytes[start..end].iter().fold(FNV_START, |hash, &byte| fnv(hash, byte)), end);
    }
    let (mut hash, mut at) = (FNV_START, start);
    while let Some(&byte) = bytes.get(at) {
        let lower = LOWER[usize::from(byte)];
        if lower == 0 && !joins(bytes, at) {
            break;
        }
        hash = fnv(hash, if lower == 0 { byte } else { lower });
        at += 1;
    }
    (hash, at)
}

/// The bytes that words go on with, letters as small ones; 0 for others.
static LOWER: [u8; 256] = {
    let mut lower = [0; 256];
    let mut byte = 0u8;
    while byte < u8::MAX {
        if is_word_byte(byte) && !is_ideographic(byte) {
            lower[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    lower
};

/// Whether a separator joins a byte to the word before.
fn is_joined(bytes: &[u8], at: usize) -> bool {
    at >= 2 && joins(bytes, at - 1)
}

const fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

/// The first byte of a character from U+3000 to U+DFFF: Chinese, Japanese and Korean.
const fn is_ideographic(byte: u8) -> bool {
    matches!(byte, 0xe3..=0xed)
}

/// A separator between two digits.
fn joins(bytes: &[u8], at: usize) -> bool {
    matches!(bytes[at], b'.' | b',')
        && bytes[at - 1].is_ascii_digit()
        && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn names_and_figures_are_the_same_where_other_words_are_not_read(
            text in "([A-Za-z0-9.,’ -]|é|É|Я|中|国|ꙀꙀ|ა|😀|\n){0,60}",
            skipped in 0usize..8,
        ) {
            let words: Vec<TextWord> = text_words(&text).collect();
            let from = words[..skipped.min(words.len())].last().map_or(0, |word| word.range.end);
            let mut found = Vec::new();
            telling_words(&text, from, |word| found.push(word.clone()));
            let expected = words.into_iter().filter(|word| word.range.start >= from && word.shape != Shape::Plain);
            prop_assert_eq!(found, expected.collect::<Vec<_>>());
        }
    }
}
