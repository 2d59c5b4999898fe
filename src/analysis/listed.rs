//! Phrases that are terms as well: other ways to say a thing, as the thesaurus has them.
//!
//! Where a word is widened by a phrase of frequent words, positions would have to be read for each article that has them all, and
//! there are many. What the thesaurus lists is known before, so where such a phrase stands is noted when an article is indexed: its
//! own term then says in which articles, how often, and how much it adds to a score at most, block by block.
//!
//! The term of a phrase is its words in reverse order with spaces between them, which no other term has: a phrase is told when its last
//! word is met.

use std::ops::Range;
use std::sync::OnceLock;

use hashbrown::HashMap;

use crate::sorted_lines;

/// The phrases, sorted, a line each, as the terms that they are.
const LIST: &str = include_str!("listed.txt");

/// What parts the words of a phrase.
const SPACE: char = ' ';

/// The term of a phrase of these words, if it is listed. Logarithmic.
#[must_use]
pub fn term_of<'w>(words: impl DoubleEndedIterator<Item = &'w str>) -> Option<&'static str> {
    let term = backwards(words);
    sorted_lines::find(LIST, |line| line.cmp(&term))
}

/// What the term of a phrase is, or would be.
pub(crate) fn backwards<'w>(words: impl DoubleEndedIterator<Item = &'w str>) -> String {
    let mut term = String::new();
    for word in words.rev() {
        if !term.is_empty() {
            term.push(SPACE);
        }
        term.push_str(word);
    }
    term
}

/// Whether a term is a phrase.
#[must_use]
pub fn is_phrase(term: &str) -> bool {
    term.contains(SPACE)
}

/// A word as one of the last two of phrases: its number, and which of the two it is. At first nothing is known of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Word(u16);

impl Word {
    /// It is the last word of some phrase.
    const LAST: u16 = 1 << 15;
    /// It stands before the last word of some phrase.
    const BEFORE: u16 = 1 << 14;
    /// Any other word.
    const OTHER: Self = Self(Self::BEFORE - 1);

    /// Whether it was asked for.
    #[inline]
    #[must_use]
    pub fn is_known(self) -> bool {
        self != Self::default()
    }

    #[inline]
    fn number(self) -> u16 {
        self.0 & !(Self::LAST | Self::BEFORE)
    }
}

/// The phrases, by their last words.
#[derive(Debug)]
pub struct Listed {
    /// With whether there are more words than two.
    lines: Vec<(&'static str, bool)>,
    words: HashMap<&'static str, Word>,
    /// A bit for each pair of last words, by hash. Of other pairs, one in fourteen has its bit, too.
    likely: Box<[u64; FILTER / 64]>,
    /// By the numbers of the last two words, that before first, from which line to which phrases end with them.
    pairs: HashMap<(u16, u16), (u16, u16)>,
}

/// Bits that the processor's nearest cache has room for.
const FILTER: usize = 1 << 15;

impl Listed {
    /// Made when it is first asked for: linear in the list.
    pub fn get() -> &'static Self {
        static LISTED: OnceLock<Listed> = OnceLock::new();
        LISTED.get_or_init(|| Self::of(LIST))
    }

    fn of(phrases: &'static str) -> Self {
        let mut words: HashMap<&'static str, Word> = HashMap::new();
        let mut pairs: HashMap<(u16, u16), (u16, u16)> = HashMap::new();
        for (number, line) in (0..).zip(phrases.lines()) {
            let mut backwards = line.split(SPACE);
            let (Some(last), Some(before)) = (backwards.next(), backwards.next()) else { continue };
            let mut number_of = |term, role| {
                let next = Word(u16::try_from(words.len() + 1).unwrap_or(Word::OTHER.0));
                let word = words.entry(term).or_insert(next);
                word.0 |= role;
                word.number()
            };
            let pair = (number_of(before, Word::BEFORE), number_of(last, Word::LAST));
            // Those that end alike are neighbours.
            pairs.entry(pair).or_insert((number, number)).1 = number + 1;
        }
        let mut likely = Box::new([0; FILTER / 64]);
        for &pair in pairs.keys() {
            let bit = bit_of(pair);
            likely[bit / 64] |= 1 << (bit % 64);
        }
        let lines = phrases.lines().map(|line| (line, line.matches(SPACE).count() > 1)).collect();
        Self { lines, words, likely, pairs }
    }

    /// What a term is of phrases.
    #[must_use]
    pub fn word(&self, term: &str) -> Word {
        self.words.get(term).copied().unwrap_or(Word::OTHER)
    }

    /// Whether phrases may end with two words: mostly none do, and mostly that is told here.
    #[inline]
    #[must_use]
    pub fn may_end_with(&self, before: Word, last: Word) -> bool {
        // The one must stand before the last of some phrase, and the other be the last of some.
        if (before.0 << 1) & last.0 & Word::LAST == 0 {
            return false;
        }
        let bit = bit_of((before.number(), last.number()));
        self.likely[bit / 64] >> (bit % 64) & 1 != 0
    }

    /// The numbers of the phrases that end with two words.
    #[must_use]
    pub fn ending_with(&self, before: Word, last: Word) -> Range<usize> {
        let pair = (before.number(), last.number());
        let (from, to) = self.pairs.get(&pair).copied().unwrap_or_default();
        usize::from(from)..usize::from(to)
    }

    /// How many phrases there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.lines.len()
    }

    /// The term of a phrase.
    #[must_use]
    pub fn term(&self, phrase: usize) -> &'static str {
        self.lines[phrase].0
    }

    /// The words of a phrase before its last two, from the last to the first, if there are some.
    #[must_use]
    pub fn others(&self, phrase: usize) -> Option<impl Iterator<Item = &'static str>> {
        let (line, has_others) = self.lines[phrase];
        has_others.then(|| line.split(SPACE).skip(2))
    }
}

/// The bit of two words (multiplicative hashing: Knuth, The Art of Computer Programming 3, 6.4).
#[inline]
fn bit_of((before, last): (u16, u16)) -> usize {
    let pair = u32::from(before) << u16::BITS | u32::from(last);
    (pair.wrapping_mul(0x9e37_79b9) >> (u32::BITS - FILTER.ilog2())) as usize
}

#[cfg(test)]
mod tests {
    use super::super::{FINGERPRINT, stable_hash};
    use super::*;

    #[test]
    fn phrases_are_found_by_their_last_words() {
        let listed = Listed::get();
        let ending = |before, last| {
            let phrases = listed.ending_with(listed.word(before), listed.word(last));
            phrases.map(|phrase| listed.term(phrase)).collect::<Vec<_>>()
        };
        let term = term_of(["feder", "reserv"].into_iter()).unwrap();
        assert!(is_phrase(term) && term_of(["reserv", "feder"].into_iter()).is_none());
        assert_eq!(ending("feder", "reserv"), [term]);
        assert!(ending("reserv", "board").contains(&"board reserv feder"));
        for (before, last) in [("zzz", "reserv"), ("reserv", "zzz"), ("zzz", "zzz"), ("reserv", "feder")] {
            assert!(ending(before, last).is_empty());
        }
    }

    #[test]
    fn each_phrase_is_found() {
        let listed = Listed::get();
        for (number, line) in LIST.lines().enumerate() {
            let words: Vec<&str> = line.split(SPACE).collect();
            assert_eq!(term_of(words.iter().rev().copied()), Some(line));
            let (before, last) = (listed.word(words[1]), listed.word(words[0]));
            assert!(listed.may_end_with(before, last) && listed.ending_with(before, last).contains(&number), "{line}");
            assert!(listed.others(number).into_iter().flatten().eq(words[2..].iter().copied()));
        }
        assert_eq!(listed.count(), LIST.lines().count());
        assert!(listed.count() < usize::from(u16::MAX) && listed.words.len() < usize::from(Word::OTHER.0));
        assert_eq!(listed.word("zzz"), Word::OTHER);
    }

    /// An index holds the phrases that were listed when it was made.
    #[test]
    fn another_list_has_another_fingerprint() {
        assert_eq!(
            (FINGERPRINT, stable_hash(LIST)),
            ("snowball-7", 13_262_327_285_195_284_552),
            "name the rules anew, and note the list's hash here"
        );
    }
}
