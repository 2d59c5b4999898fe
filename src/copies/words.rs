//! What a word says about whether two articles are the same: names and figures do, common words do not.

use std::ops::Range;

use super::signature::halves;
use crate::analysis::{FNV_START, Token, fnv, stable_hash};
use crate::octets::{BLOCK, HIGHEST, ask, capitals, digits, far_leads, letters};
use crate::random::scramble;

/// Ordinary words of so many bytes are rare enough to tell articles apart.
const LONG: usize = 9;

/// Words that are often written with a capital letter, or are long, and stand in articles of all kinds.
const COMMON: [&str; 190] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "inc",
    "corp",
    "co",
    "ltd",
    "plc",
    "u.s",
    "u.k",
    "us",
    "uk",
    "eu",
    "un",
    "nato",
    "company",
    "president",
    "minister",
    "group",
    "bank",
    "united",
    "states",
    "nations",
    "america",
    "american",
    "government",
    "state",
    "department",
    "house",
    "congress",
    "board",
    "chairman",
    "chief",
    "secretary",
    "national",
    "international",
    "foreign",
    "general",
    "defense",
    "defence",
    "military",
    "security",
    "ministry",
    "forces",
    "official",
    "officials",
    "spokesman",
    "spokesperson",
    "washington",
    "london",
    "new",
    "york",
    "russia",
    "russian",
    "china",
    "chinese",
    "ukraine",
    "ukrainian",
    "europe",
    "european",
    "the",
    "a",
    "an",
    "in",
    "on",
    "at",
    "of",
    "for",
    "to",
    "by",
    "with",
    "and",
    "or",
    "but",
    "if",
    "as",
    "it",
    "its",
    "he",
    "she",
    "we",
    "they",
    "i",
    "you",
    "his",
    "her",
    "their",
    "our",
    "my",
    "this",
    "that",
    "these",
    "those",
    "there",
    "here",
    "when",
    "while",
    "where",
    "what",
    "who",
    "how",
    "why",
    "one",
    "two",
    "three",
    "first",
    "second",
    "last",
    "no",
    "not",
    "so",
    "do",
    "does",
    "did",
    "is",
    "are",
    "was",
    "were",
    "has",
    "have",
    "had",
    "will",
    "would",
    "can",
    "could",
    "all",
    "both",
    "some",
    "many",
    "more",
    "most",
    "any",
    "each",
    "such",
    "since",
    "before",
    "after",
    "during",
    "although",
    "however",
    "meanwhile",
    "according",
    "under",
    "from",
    "also",
    "then",
    "now",
    "only",
    "mr",
    "ms",
    "mrs",
    "dr",
    "including",
    "statement",
    "following",
    "million",
    "billion",
    "percent",
    "today",
    "reported",
    "mid",
    "per",
];

const SLOTS: usize = 1024;

/// [`COMMON`] as an open hash table, made by the compiler.
const COMMON_HASHES: [u64; SLOTS] = {
    let mut table = [0; SLOTS];
    let mut word = 0;
    while word < COMMON.len() {
        let hash = stable_hash(COMMON[word]);
        let mut slot = slot_of(hash);
        while table[slot] != 0 && table[slot] != hash {
            slot = (slot + 1) % SLOTS;
        }
        table[slot] = hash;
        word += 1;
    }
    table
};

#[expect(clippy::cast_possible_truncation, reason = "the remainder is small")]
const fn slot_of(hash: u64) -> usize {
    (hash % SLOTS as u64) as usize
}

fn is_common(hash: u64) -> bool {
    let mut slot = slot_of(hash);
    while COMMON_HASHES[slot] != 0 {
        if COMMON_HASHES[slot] == hash {
            return true;
        }
        slot = (slot + 1) % SLOTS;
    }
    false
}

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// With a digit first.
    Figure,
    /// With a capital letter first: a name, a designation, or the start of a sentence.
    Capital,
    /// Anything else.
    Plain,
}

impl Shape {
    /// The shape of a word as it stands in the text.
    pub(super) fn of(word: &str) -> Self {
        match word.as_bytes().first() {
            Some(b'0'..=b'9') => Self::Figure,
            Some(b'A'..=b'Z') => Self::Capital,
            Some(0x80..) if word.starts_with(char::is_uppercase) => Self::Capital,
            _ => Self::Plain,
        }
    }
}

/// Whether a word helps to tell articles apart: a name, a figure or a long word that is none of the commonest.
/// Small numbers and years of our time are as common as words.
pub(super) fn is_telling(token: &Token<'_>, shape: Shape) -> bool {
    match shape {
        // A month is a figure, too.
        Shape::Figure => !is_common_figure(token.surface) && !is_common(token.hash),
        Shape::Capital => !is_common(token.hash),
        Shape::Plain => token.surface.len() >= LONG && !is_common(token.hash),
    }
}

fn is_common_figure(figure: &str) -> bool {
    figure.parse::<u32>().is_ok_and(|number| number < 100 || (1970..2040).contains(&number))
}

/// Numbers in words. (*One* is a pronoun, too.)
const NUMBERS: [u32; 18] = {
    let words = [
        "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "twenty", "thirty",
        "forty", "fifty", "sixty", "hundred", "dozen",
    ];
    let mut hashes = [0; 18];
    let mut at = 0;
    while at < words.len() {
        hashes[at] = halves(stable_hash(words[at])).0;
        at += 1;
    }
    hashes
};

/// Whether the hash of a [`TextWord`] is that of a number in words.
pub(super) fn is_number(hash: u32) -> bool {
    NUMBERS.contains(&hash)
}

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
        let [firsts, words, far] = ask(bytes, block, |octets| {
            let firsts = capitals(octets) | digits(octets) | octets & HIGHEST;
            [firsts, letters(octets) | firsts, far_leads(octets)]
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
    let mut at = start;
    let mut hash = FNV_START;
    if is_ideographic(bytes[at]) {
        let end = (at + 3).min(bytes.len());
        hash = bytes[at..end].iter().fold(hash, |hash, &byte| fnv(hash, byte));
        at = end;
    } else {
        while let Some(&byte) = bytes.get(at) {
            let lower = LOWER[usize::from(byte)];
            if lower == 0 && !joins(bytes, at) {
                break;
            }
            hash = fnv(hash, if lower == 0 { byte } else { lower });
            at += 1;
        }
    }
    TextWord { range: start..at, hash: halves(scramble(hash)).0, shape: Shape::of(&text[start..at]) }
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

    #[test]
    fn shapes_are_told_by_letters_and_digits() {
        assert_eq!(Shape::of("Kyiv"), Shape::Capital);
        assert_eq!(Shape::of("Élysée"), Shape::Capital);
        assert_eq!(Shape::of("Київ"), Shape::Capital);
        assert_eq!(Shape::of("F-35"), Shape::Capital);
        assert_eq!(Shape::of("27,000"), Shape::Figure);
        assert_eq!(Shape::of("brigade"), Shape::Plain);
        assert_eq!(Shape::of("海"), Shape::Plain);
    }

    #[test]
    fn common_words_are_found_in_the_table() {
        assert!(COMMON.iter().all(|word| is_common(stable_hash(word))));
        assert!(!["kharkiv", "frigate", ""].iter().any(|word| is_common(stable_hash(word))));
    }
}
