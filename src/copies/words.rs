//! What a word says about whether two articles are the same: names and figures do, common words do not.

use super::signature::halves;
use crate::analysis::{Token, stable_hash};

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
    #[inline]
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

/// Whether the hash of a [`TextWord`](super::reading::TextWord) is that of a number in words.
pub(super) fn is_number(hash: u32) -> bool {
    NUMBERS.contains(&hash)
}

#[cfg(test)]
mod tests {
    use super::*;

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
