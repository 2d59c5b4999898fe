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
    let mut term = String::new();
    for word in words.rev() {
        if !term.is_empty() {
            term.push(SPACE);
        }
        term.push_str(word);
    }
    sorted_lines::find(LIST, |line| line.cmp(&term))
}

/// Whether a term is a phrase.
#[must_use]
pub fn is_phrase(term: &str) -> bool {
    term.contains(SPACE)
}

/// Kinds of words before the last one.
const KINDS: u8 = 64;

/// A word as one of the last two of phrases: its number, and which of the two it is. At first nothing is known of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
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

    fn number(self) -> u16 {
        self.0 & !(Self::LAST | Self::BEFORE)
    }

    /// Whether a phrase may end with a word and this one behind it: mostly that is told here already.
    #[inline]
    #[must_use]
    pub fn may_follow(self, before: Self) -> bool {
        (before.0 << 1) & self.0 & Self::LAST != 0
    }
}

/// The phrases, by their last words.
#[derive(Debug)]
pub struct Listed {
    /// With whether there are more words than two.
    lines: Vec<(&'static str, bool)>,
    numbers: HashMap<&'static str, Word>,
    /// By the number of a word, one of 64 kinds, by which most pairs of words are told to end no phrase.
    kinds: Vec<u8>,
    /// By the number of a word, a bit for each kind of words behind which it is the last one.
    follows: Vec<u64>,
    /// By the numbers of the last two words, that before first, from which line to which phrases end with them.
    pairs: HashMap<(u16, u16), (u16, u16)>,
}

impl Listed {
    /// Made when it is first asked for, which takes a millisecond.
    pub fn get() -> &'static Self {
        static LISTED: OnceLock<Listed> = OnceLock::new();
        LISTED.get_or_init(|| Self::of(LIST))
    }

    fn of(list: &'static str) -> Self {
        let lines: Vec<&'static str> = list.lines().collect();
        let mut numbers: HashMap<&'static str, Word> = HashMap::new();
        let mut pairs: HashMap<(u16, u16), (u16, u16)> = HashMap::new();
        for (number, line) in (0..).zip(&lines) {
            let mut words = line.split(SPACE);
            let (Some(last), Some(before)) = (words.next(), words.next()) else { continue };
            let mut word = |text, role| {
                let next = Word(u16::try_from(numbers.len() + 1).unwrap_or(Word::OTHER.0));
                let word = numbers.entry(text).or_insert(next);
                word.0 |= role;
                word.number()
            };
            let (last, before) = (word(last, Word::LAST), word(before, Word::BEFORE));
            // Those that end alike are neighbours.
            pairs.entry((before, last)).or_insert((number, number)).1 = number + 1;
        }
        let kinds: Vec<u8> = (0..KINDS).cycle().take(numbers.len() + 1).collect();
        let mut follows = vec![0; kinds.len()];
        for (before, last) in pairs.keys() {
            follows[usize::from(*last)] |= 1 << kinds[usize::from(*before)];
        }
        let lines = lines.into_iter().map(|line| (line, line.matches(SPACE).count() > 1)).collect();
        Self { lines, numbers, kinds, follows, pairs }
    }

    /// What a term is of phrases.
    #[must_use]
    pub fn word(&self, term: &str) -> Word {
        self.numbers.get(term).copied().unwrap_or(Word::OTHER)
    }

    /// The numbers of the phrases that end with two words.
    #[must_use]
    pub fn ending_with(&self, before: Word, last: Word) -> Range<usize> {
        let may_follow = last.may_follow(before);
        let (before, last) = (before.number(), last.number());
        if may_follow && self.follows[usize::from(last)] >> self.kinds[usize::from(before)] & 1 != 0 {
            let (from, to) = self.pairs.get(&(before, last)).copied().unwrap_or_default();
            usize::from(from)..usize::from(to)
        } else {
            0..0
        }
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
            assert!(listed.ending_with(listed.word(words[1]), listed.word(words[0])).contains(&number), "{line}");
            assert!(listed.others(number).into_iter().flatten().eq(words[2..].iter().copied()));
        }
        assert_eq!(listed.count(), LIST.lines().count());
        assert!(listed.count() < usize::from(u16::MAX) && listed.numbers.len() < usize::from(Word::OTHER.0));
        assert_eq!(listed.word("zzz"), Word::OTHER);
    }

    /// An index holds the phrases that were listed when it was made.
    #[test]
    fn another_list_has_another_fingerprint() {
        assert_eq!((FINGERPRINT, stable_hash(LIST)), ("snowball-7", 0), "name the rules anew, and note the list's hash here");
    }
}
