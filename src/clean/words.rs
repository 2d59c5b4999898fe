//! Small word lists: function words, which running text is full of, and names of months and days.

use crate::octets::{SMALL, first_bytes, load};

/// Function words of English and, fewer, of other languages of Europe, in order.
///
/// Running text has one in three to one in two words from here; menus and headlines have far fewer.
const FUNCTION_WORDS: [&str; 136] = [
    "a", "about", "after", "al", "also", "an", "and", "are", "as", "at", "auf", "be", "been", "but", "by", "can",
    "com", "con", "da", "das", "de", "dei", "del", "dem", "den", "der", "des", "di", "die", "do", "dos", "du", "een",
    "ein", "eine", "el", "em", "en", "er", "es", "est", "et", "for", "from", "für", "had", "has", "have", "he", "her",
    "het", "his", "i", "if", "il", "im", "in", "into", "is", "ist", "it", "its", "la", "las", "le", "les", "los",
    "mit", "more", "na", "nicht", "no", "not", "o", "of", "on", "or", "os", "our", "over", "par", "para", "pas", "per",
    "por", "pour", "que", "qui", "said", "se", "she", "sich", "so", "sur", "than", "that", "the", "their", "them",
    "there", "they", "this", "to", "um", "un", "una", "und", "une", "up", "van", "von", "was", "we", "were", "when",
    "where", "which", "while", "who", "will", "with", "would", "y", "you", "your", "zu", "à", "в", "и", "как", "на",
    "не", "о", "по", "с", "что",
];

/// Words that cannot end a line unless the sentence goes on in the next one.
const DANGLING_WORDS: [&str; 38] = [
    "a", "about", "after", "also", "an", "and", "are", "as", "at", "be", "because", "been", "but", "by", "for", "from",
    "had", "has", "have", "in", "into", "is", "its", "of", "on", "or", "said", "than", "that", "the", "their", "these",
    "this", "to", "was", "were", "which", "with",
];

const MONTHS: &[&str] = &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTH_NAMES: &[&str] = &[
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
];
const DAYS: &[&str] = &["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// The words of a list, packed, in a table: every word of a corpus is looked up.
static FUNCTION_WORD_TABLE: Table = table(&FUNCTION_WORDS);
static DANGLING_WORD_TABLE: Table = table(&DANGLING_WORDS);

/// Packed words where their hashes tell. No word is packed to 0, which marks a free slot.
type Table = [u64; SLOTS];
/// Several times the words of a list, so that some factor gives each a slot of its own.
const SLOTS: usize = 1024;
const FACTOR: u64 = 0x5e43_cab5_9299_9599;

/// Longest word of the lists, in bytes; no more than fit a number.
const LONGEST: usize = 7;
/// Longest function word, in bytes; many words are longer.
const LONGEST_FUNCTION_WORD: usize = 6;

/// Whether `word`, in any case and without punctuation around it, is a function word.
pub(super) fn is_function_word(word: &str) -> bool {
    word.len() <= LONGEST_FUNCTION_WORD && packed_lower(word).is_some_and(|key| holds(&FUNCTION_WORD_TABLE, key))
}

/// The same of a word of so many bytes in ASCII, one at least, of which the first eight are given as [`crate::octets::load`] gives them.
#[inline]
pub(super) fn is_function_word_in_ascii(start: u64, length: usize) -> bool {
    // A longer word has more bytes than any key.
    holds(&FUNCTION_WORD_TABLE, first_bytes(start | SMALL, length))
}

/// Whether a line that ends with `word` is cut within a sentence.
pub(super) fn is_dangling(word: &str) -> bool {
    packed_lower(word).is_some_and(|key| holds(&DANGLING_WORD_TABLE, key))
}

/// `word` in lower case, packed; `None` when it is longer than any word of the lists.
fn packed_lower(word: &str) -> Option<u64> {
    if word.is_empty() || word.len() > LONGEST {
        return None;
    }
    if word.is_ascii() {
        // What is no letter may become something else that is none.
        Some(first_bytes(load(word.as_bytes(), 0) | SMALL, word.len()))
    } else {
        let lower = word.to_lowercase();
        (lower.len() <= LONGEST).then(|| load(lower.as_bytes(), 0))
    }
}

/// The bytes of a word as a number, the first the lowest.
const fn packed(word: &[u8]) -> u64 {
    let mut key = 0;
    let mut at = word.len();
    while at > 0 {
        at -= 1;
        // A cast, as `u64::from` cannot run at compile time.
        key = (key << 8) | word[at] as u64;
    }
    key
}

const fn table(words: &[&str]) -> Table {
    let mut table = [0; SLOTS];
    let mut at = 0;
    while at < words.len() {
        let key = packed(words[at].as_bytes());
        assert!(table[slot(key)] == 0, "two words in one slot: take another factor");
        table[slot(key)] = key;
        at += 1;
    }
    table
}

/// The upper bits of a product by a large odd number depend on all bytes of the word. By this one, no two words of a list share
/// a slot.
const fn slot(key: u64) -> usize {
    (key.wrapping_mul(FACTOR) >> 54) as usize
}

#[inline]
fn holds(table: &Table, key: u64) -> bool {
    table[slot(key)] == key
}

/// The number, from 1, of the month `word` names: in full, or by its first letters as in `Sept`.
pub(super) fn month(word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    let index = MONTHS.iter().position(|month| word.starts_with(month))?;
    let abbreviated = word.len() <= 3 || word == "sept";
    (abbreviated || MONTH_NAMES.get(index).is_some_and(|name| *name == word)).then(|| i8::try_from(index + 1).ok())?
}

/// Codes by which menus name languages.
const LANGUAGES: &[&str] = &[
    "AR", "BG", "CS", "CZ", "DA", "DE", "EE", "EL", "EN", "ES", "ET", "FA", "FI", "FR", "HE", "HU", "IT", "JA", "KO",
    "LT", "LV", "NL", "NO", "PL", "PT", "RO", "RU", "SK", "SV", "TR", "UA", "UK", "ZH",
];

/// Whether `line` is a choice of languages: two codes or more, and nothing else.
pub(super) fn are_languages(line: &str) -> bool {
    line.len() >= 5 && line.split([' ', '/', '|']).all(|word| word.is_empty() || LANGUAGES.contains(&word))
}

/// Whether `word` is the name of a day of the week, in full or its first three letters.
pub(super) fn is_weekday(word: &str) -> bool {
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    DAYS.iter().any(|day| word == *day || (word.len() == 3 && day.starts_with(&word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn function_words_are_found_in_any_case() {
        assert!(is_function_word("THE") && is_function_word("que") && is_function_word("Für"));
        assert!(!is_function_word("harbour") && !is_function_word(""));
    }

    #[test]
    fn lists_are_sorted_for_the_reader_and_short_enough_to_be_packed() {
        assert!(FUNCTION_WORDS.is_sorted() && DANGLING_WORDS.is_sorted());
        assert!(FUNCTION_WORDS.iter().all(|word| is_function_word(word)));
        assert!(DANGLING_WORDS.iter().all(|word| is_dangling(word)));
        assert!(FUNCTION_WORDS.iter().chain(&DANGLING_WORDS).all(|word| word.len() <= LONGEST));
    }

    #[test]
    fn months_are_read_in_full_and_abbreviated() {
        assert_eq!(month("Sept."), Some(9));
        assert_eq!(month("may"), Some(5));
        assert_eq!(month("Marching"), None);
    }
}
