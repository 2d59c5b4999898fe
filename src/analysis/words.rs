//! Where the words of a text are.
//!
//! A word is a run of letters and digits. Some marks join two runs, because readers take them for one word:
//! `don't`, `U.S.`, `27,000`, `3.5`, `F-35`, `co-operate`. A number and its scale are one word (`27 million`), and so is a
//! designation that is written apart (`F 35`). Of scripts without spaces each character is a word, and makes a pair with
//! the next one.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::scripts::{character_end, is_paired};
use super::{amounts, designations};
use crate::octets::{BLOCK, ask};
use crate::parts::{Part, Parts};

/// What stands before a hyphen without being a word: `re-elect` and `reelect` are one.
const PREFIXES: [&str; 5] = ["re", "co", "un", "de", "non"];

/// Of a word with a prefix what stands behind the hyphen. Nobody who asks for `combatants` leaves out `non-combatants`.
pub(super) fn behind_prefix(word: &str) -> Option<&str> {
    let (prefix, rest) = word.split_at_checked(word.find(is_hyphen)?)?;
    let rest = rest.trim_start_matches(is_hyphen);
    (is_prefix(prefix) && rest.starts_with(char::is_alphabetic)).then_some(rest)
}

fn is_prefix(letters: &str) -> bool {
    PREFIXES.iter().any(|prefix| letters.eq_ignore_ascii_case(prefix))
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\u{2013}' | '\u{2212}')
}

/// Where a word stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Its half-open byte range.
    pub range: Range<usize>,
    /// Of a character of a script without spaces, where the next one ends, if that follows directly.
    pub pair_end: Option<usize>,
}

/// All words of a text, in order.
pub(super) struct Words<'t> {
    text: &'t str,
    parts: Parts,
    /// Where to look for the next one.
    pub at: usize,
    near: Near,
}

/// The words of `text`. Linear in its length.
pub(super) fn words(text: &str, parts: Parts) -> Words<'_> {
    Words { text, parts, at: 0, near: Near::of(text.as_bytes(), 0) }
}

impl Iterator for Words<'_> {
    type Item = Word;

    fn next(&mut self) -> Option<Word> {
        let start = self.skip()?;
        let word = match self.plain_end(start) {
            Some(end) => Word { range: start..end, pair_end: None },
            None => word_at(self.text, start, self.parts)?,
        };
        self.at = word.range.end;
        Some(word)
    }
}

impl Words<'_> {
    /// Where the next word starts.
    #[inline]
    fn skip(&mut self) -> Option<usize> {
        let mut at = self.at;
        while at < self.text.len() {
            self.near.reach(self.text.as_bytes(), at);
            match self.near.next_start(at) {
                None => at = self.near.at + BLOCK,
                Some(start) if self.text.as_bytes()[start].is_ascii() => return Some(start),
                Some(start) => {
                    let c = char_at(self.text, start)?;
                    if c.is_alphanumeric() {
                        return Some(start);
                    }
                    at = start + c.len_utf8();
                }
            }
        }
        None
    }

    /// Where the word at `start` ends, if one look shows it: letters that nothing joins to what follows. Most words are so.
    #[inline]
    fn plain_end(&mut self, start: usize) -> Option<usize> {
        let text = self.text.as_bytes();
        let end = self.near.letters_end(text, start);
        let is_plain = match text.get(end)? {
            b' ' => match text.get(end + 1)? {
                // Of a designation, if this is its letters.
                b'0'..=b'9' => text[start].is_ascii_lowercase(),
                _ => !amounts::may_be_scale(text, end + 1),
            },
            b'\n' | b'!' | b'?' | b':' | b';' | b')' => true,
            // Single letters may be of an acronym.
            b'.' | b',' => end - start > 1,
            _ => false,
        };
        (end > start && is_plain).then_some(end)
    }
}

/// What some bytes of a text are, a bit for each.
struct Near {
    /// The first of them.
    at: usize,
    letters: u64,
    /// Where a word may start: letters, digits, and all beyond ASCII.
    starts: u64,
}

impl Near {
    #[inline]
    fn of(text: &[u8], at: usize) -> Self {
        let [letters, starts] = ask(text, at, |lanes| {
            let letters = lanes.letters();
            [letters, letters | lanes.digits() | lanes.wide()]
        });
        Self { at, letters, starts }
    }

    /// Sees to it that a byte is among them.
    #[inline]
    fn reach(&mut self, text: &[u8], at: usize) {
        if !(self.at..self.at + BLOCK).contains(&at) {
            *self = Self::of(text, at);
        }
    }

    /// The first byte from one of them on where a word may start.
    #[inline]
    fn next_start(&self, at: usize) -> Option<usize> {
        let starts = self.starts >> (at - self.at);
        (starts != 0).then(|| at + starts.trailing_zeros() as usize)
    }

    /// The end of the letters from one of them on, as far as a block goes.
    #[inline]
    fn letters_end(&mut self, text: &[u8], start: usize) -> usize {
        let end = |near: &Self| start + (!(near.letters >> (start - near.at))).trailing_zeros() as usize;
        if end(self) == self.at + BLOCK {
            *self = Self::of(text, start);
        }
        end(self)
    }
}

/// The first word that starts at or after byte `from`. What is one word with numbers or designations only is several without.
pub(super) fn next_word(text: &str, from: usize, parts: Parts) -> Option<Word> {
    let start = text.get(from..)?.find(char::is_alphanumeric)? + from;
    word_at(text, start, parts)
}

/// The word that starts at byte `start`.
fn word_at(text: &str, start: usize, parts: Parts) -> Option<Word> {
    if is_paired(char_at(text, start)?) {
        let end = character_end(text, start);
        let pair_end = char_at(text, end).is_some_and(is_paired).then(|| character_end(text, end));
        return Some(Word { range: start..end, pair_end });
    }
    let mut runs = Runs { text, parts, start, run: start..run_end(text, start), joined_by: None };
    while let Some(next) = runs.join() {
        runs.joined_by = text[runs.run.end..next].chars().next();
        runs.run = next..run_end(text, next);
    }
    let mut end = runs.run.end;
    if runs.joined_by == Some('.') && runs.is_single_letter(&runs.run) && text[end..].starts_with('.') {
        end += 1;
    }
    let word = start..end;
    let amount = || amounts::end_with_scale(text, &word).filter(|_| parts.has(Part::Numbers));
    let designation = || designations::end_with_number(text, &word).filter(|_| parts.has(Part::Designations));
    let longer = amount().or_else(designation);
    Some(Word { range: start..longer.unwrap_or(end), pair_end: None })
}

/// A word under construction: runs of letters and digits, and what joined them so far.
struct Runs<'t> {
    text: &'t str,
    parts: Parts,
    start: usize,
    run: Range<usize>,
    joined_by: Option<char>,
}

impl Runs<'_> {
    /// Where the next run starts, when the mark after the current run joins the two.
    fn join(&self) -> Option<usize> {
        let mark = char_at(self.text, self.run.end)?;
        let next = self.run.end + mark.len_utf8();
        let follower = char_at(self.text, next).filter(|&c| is_word_char(c) && !is_paired(c))?;
        let joins = match mark {
            '\'' | '\u{2019}' | '\u{02bc}' => self.last_char()?.is_alphabetic() && follower.is_alphabetic(),
            '"' | '\u{5f3}' | '\u{5f4}' => is_hebrew(self.last_char()?) && is_hebrew(follower),
            '.' => self.joins_acronym(next) || self.joins_decimals(next),
            ',' => self.joins_thousands(next),
            _ if is_hyphen(mark) => self.joins_hyphen(follower, next),
            _ => false,
        };
        joins.then_some(next)
    }

    fn last_char(&self) -> Option<char> {
        self.text[self.run.clone()].chars().next_back()
    }

    fn is_first(&self) -> bool {
        self.run.start == self.start
    }

    fn is_single_letter(&self, run: &Range<usize>) -> bool {
        let mut chars = self.text[run.clone()].chars();
        chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
    }

    /// `U.S`: single letters with dots between them.
    fn joins_acronym(&self, next: usize) -> bool {
        (self.is_first() || self.joined_by == Some('.'))
            && self.is_single_letter(&self.run)
            && self.is_single_letter(&(next..run_end(self.text, next)))
    }

    /// `3.5` and `1.5bn`, but neither `24.02.2022` nor `10.0.0.1`.
    fn joins_decimals(&self, next: usize) -> bool {
        let end = run_end(self.text, next);
        let more =
            self.text[end..].strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        let before =
            self.text[..self.start].strip_suffix('.').is_some_and(|rest| rest.ends_with(|c: char| c.is_ascii_digit()));
        (self.is_first() || self.joined_by == Some(','))
            && is_digits(self.text, &self.run)
            && self.text[next..].starts_with(|c: char| c.is_ascii_digit())
            && !more
            && !before
    }

    /// `27,000`: groups of three digits.
    fn joins_thousands(&self, next: usize) -> bool {
        let next_run = next..run_end(self.text, next);
        let head = self.run.len();
        (self.is_first() && head <= 3 || self.joined_by == Some(',') && head == 3)
            && is_digits(self.text, &self.run)
            && next_run.len() == 3
            && is_digits(self.text, &next_run)
    }

    /// `F-35`, and `co-operate`.
    fn joins_hyphen(&self, follower: char, next: usize) -> bool {
        let before = &self.text[self.run.clone()];
        self.is_first()
            && if follower.is_ascii_digit() {
                self.parts.has(Part::Designations)
                    && designations::joins(before, &self.text[next..run_end(self.text, next)])
            } else {
                follower.is_alphabetic() && is_prefix(before)
            }
    }
}

fn is_hebrew(c: char) -> bool {
    matches!(c, '\u{5d0}'..='\u{5ea}')
}

fn is_digits(text: &str, range: &Range<usize>) -> bool {
    !range.is_empty() && text.as_bytes()[range.clone()].iter().all(u8::is_ascii_digit)
}

fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// The end of the run of letters and digits that starts at `at`. What is read in pairs ends a run.
fn run_end(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii() {
            if !byte.is_ascii_alphanumeric() {
                break;
            }
            at += 1;
        } else {
            match char_at(text, at) {
                Some(c) if is_word_char(c) && !is_paired(c) => at += c.len_utf8(),
                _ => break,
            }
        }
    }
    at
}

/// Letters, digits, marks upon them, and characters that are not seen within a word.
fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '\u{ad}' | '\u{200c}' | '\u{200d}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = words(text, Parts::ALL).map(|word| &text[word.range]).collect();
        assert_eq!(found, expected, "words of {text:?}");
    }

    #[test]
    fn plain_words_and_punctuation() {
        check("No NATO, but (we) will—protect them.", &["No", "NATO", "but", "we", "will", "protect", "them"]);
        check("", &[]);
        check("…—!", &[]);
    }

    #[test]
    fn apostrophes_stay_in_words() {
        check("Ukraine’s don't 'quoted' O’Brien", &["Ukraine’s", "don't", "quoted", "O’Brien"]);
    }

    #[test]
    fn acronyms_with_dots_are_one_word() {
        check("U.S. and U.K-led", &["U.S.", "and", "U.K", "led"]);
        check("צה\"ל \"צבא\"", &["צה\"ל", "צבא"]);
        check("the end.A new", &["the", "end", "A", "new"]);
        check("Plan B.The", &["Plan", "B", "The"]);
    }

    #[test]
    fn numbers_keep_their_separators() {
        check("27,000 3.5 1,234.5 1,2 24.02.2022", &["27,000", "3.5", "1,234.5", "1", "2", "24", "02", "2022"]);
        check("in 2022, 300 men", &["in", "2022", "300", "men"]);
        check("$1.5bn, 5.56mm", &["1.5bn", "5.56mm"]);
    }

    #[test]
    fn designations_are_one_word() {
        check("F-35 Su‑57 T-72B3 AIM-120D F–22", &["F-35", "Su‑57", "T-72B3", "AIM-120D", "F–22"]);
        check("late-2023 NATO-2030", &["late", "2023", "NATO", "2030"]);
        check(
            "mid-2025 Jan-6 Article 5-like COVID-19",
            &["mid", "2025", "Jan", "6", "Article", "5", "like", "COVID", "19"],
        );
    }

    #[test]
    fn amounts_and_designations_written_apart_are_one_word() {
        check("paid $27 million for F 35s, two mln more", &["paid", "27 million", "for", "F 35s", "two mln", "more"]);
        check("DDG 85 and Type 055 in A 10 ROOM", &["DDG 85", "and", "Type 055", "in", "A", "10", "ROOM"]);
    }

    #[test]
    fn prefixes_belong_to_their_words() {
        check("co-operation of non-combatants, anti-tank", &["co-operation", "of", "non-combatants", "anti", "tank"]);
        check("Re-re-elected", &["Re-re", "elected"]);
    }

    #[test]
    fn characters_make_pairs_with_the_next_one() {
        let pairs = |text: &'static str| -> Vec<&str> {
            words(text, Parts::ALL)
                .map(|word| &text[word.range.start..word.pair_end.unwrap_or(word.range.end)])
                .collect()
        };
        assert_eq!(pairs("か\u{3099}い"), ["か\u{3099}い", "い"]);
        assert_eq!(pairs("北約NATO峰会, 完"), ["北約", "約", "NATO", "峰会", "会", "完"]);
        assert_eq!(pairs("F-16战机"), ["F-16", "战机", "机"]);
        assert_eq!(pairs("2025年３月"), ["2025", "年", "３", "月"]);
        assert_eq!(pairs("전쟁은 끝"), ["전쟁", "쟁은", "은", "끝"]);
    }

    proptest! {
        #[test]
        fn looking_at_many_bytes_at_once_finds_the_same_words(
            text in r"([a-zA-Z]{1,70}[ .,!\n-]{1,3}|[0-9]{1,4}[ .,-]?| million |US |non-|[é’“ 战]|[ .]{1,70}|\PC){0,40}",
        ) {
            let found: Vec<Word> = words(&text, Parts::ALL).collect();
            let mut at = 0;
            for word in &found {
                let one = next_word(&text, at, Parts::ALL);
                prop_assert_eq!(Some(word), one.as_ref());
                at = word.range.end;
            }
            prop_assert_eq!(next_word(&text, at, Parts::ALL), None);
        }
    }

    #[test]
    fn marks_and_soft_hyphens_do_not_break_words() {
        check("cafe\u{301} defen\u{ad}ce", &["cafe\u{301}", "defen\u{ad}ce"]);
    }
}
