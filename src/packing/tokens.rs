//! Splitting text into words, numbers and what stands between them.
//!
//! A single space between two words or numbers is not a token: it is implied. Where nothing stands between two (`F35`,
//! a long number in pieces), the token between them is empty. So the tokens give back the text, byte by byte.

use arrayvec::ArrayString;

use crate::octets::{BLOCK, ask, first_bits};

/// Bytes of a word or of a run of other characters, at most; what is longer becomes several tokens.
pub(super) const MAX_BYTES: usize = 40;
/// Digits of a token, at most: a year is one token, and there are few different tokens of digits.
const MAX_DIGITS: usize = 4;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Letters,
    Digits,
    /// Neither letters nor digits; may be empty.
    Separator,
}

impl Kind {
    /// Not by the compiler's Unicode tables, which change: what one version has packed, the next one must unpack.
    #[inline]
    fn of(character: char) -> Self {
        match character {
            '0'..='9' => Self::Digits,
            'ª' | 'µ' | 'º' | 'A'..='Z' | 'a'..='z' => Self::Letters,
            '\0'..='¿'
            | '×'
            | '÷'
            | '\u{2000}'..='\u{2bff}'
            | '\u{2e00}'..='\u{303f}'
            | '\u{fe10}'..='\u{fe6f}'
            | '\u{feff}'..='\u{ff0f}'
            | '\u{1f000}'..='\u{1ffff}' => Self::Separator,
            _ => Self::Letters,
        }
    }

    /// The kind of a token by its first character.
    pub(super) fn of_token(token: &str) -> Self {
        token.chars().next().map_or(Self::Separator, Self::of)
    }
}

/// Whether a character is a capital letter, of some alphabets; not by the compiler's tables either.
pub(super) fn is_capital(character: char) -> bool {
    matches!(character, 'A'..='Z' | 'À'..='Ö' | 'Ø'..='Þ' | 'Α'..='Ω' | 'Ѐ'..='Я')
}

/// Calls `each` with the tokens of `text`, in order: where each begins, its length in bytes and its kind.
#[inline]
pub(super) fn split(text: &str, mut each: impl FnMut(usize, usize, Kind)) {
    let mut place = Place { at: 0, is_behind_word: false };
    let mut kinds = Kinds::of(text.as_bytes(), 0);
    while place.at < text.len() {
        match kinds.runs(text.len(), &mut place, &mut each) {
            Stop::End => return,
            Stop::Block if place.at > kinds.at => kinds = Kinds::of(text.as_bytes(), place.at),
            Stop::Block | Stop::Token => place.take(text, &mut each),
        }
    }
}

/// Where the next token begins, unless a space is implied there, and what stands before it.
struct Place {
    at: usize,
    is_behind_word: bool,
}

impl Place {
    /// Takes one token, character by character.
    #[inline(never)]
    fn take(&mut self, text: &str, each: &mut impl FnMut(usize, usize, Kind)) {
        let is_spaced = self.is_behind_word && is_space_before_word(text, self.at);
        self.at += usize::from(is_spaced);
        let (length, kind) = long_run(text, self.at);
        let is_word = kind != Kind::Separator;
        if self.is_behind_word && is_word && !is_spaced {
            each(self.at, 0, Kind::Separator);
        }
        each(self.at, length, kind);
        self.is_behind_word = is_word;
        self.at += length;
    }
}

/// Whether a single space stands here, with a word or number behind it.
fn is_space_before_word(text: &str, at: usize) -> bool {
    text.as_bytes()[at] == b' ' && Kind::of_token(&text[at + 1..]) != Kind::Separator
}

/// What each of some bytes is, a bit for each.
struct Kinds {
    /// The first of them.
    at: usize,
    letters: u64,
    digits: u64,
    spaces: u64,
    /// Beyond ASCII.
    wide: u64,
}

/// What ends a series of tokens.
enum Stop {
    /// The text.
    End,
    /// The block, behind which the next token may go on.
    Block,
    /// A token that is too long, or has characters beyond ASCII in it or behind it.
    Token,
}

impl Kinds {
    #[inline]
    fn of(bytes: &[u8], at: usize) -> Self {
        let [letters, digits, spaces, wide] =
            ask(bytes, at, |lanes| [lanes.letters(), lanes.digits(), lanes.equal(b' '), lanes.wide()]);
        Self { at, letters, digits, spaces, wide }
    }

    /// Calls `each` with the tokens of a text of so many bytes, from a place in the block on, up to one that cannot be told from
    /// the block, which is the place then.
    ///
    /// Where tokens begin and end is told for all of them at once: no processor foresees it.
    #[inline]
    fn runs(&self, length: usize, place: &mut Place, each: &mut impl FnMut(usize, usize, Kind)) -> Stop {
        let (from, rest) = (place.at, length - place.at);
        let passed = from - self.at;
        if passed >= BLOCK {
            return Stop::Block;
        }
        let (letters, digits) = (self.letters >> passed, self.digits >> passed);
        let (spaces, wide) = (self.spaces >> passed, self.wide >> passed);
        let words = letters | digits;
        let behind_words = words << 1 | u64::from(place.is_behind_word);
        let implied = spaces & behind_words & words >> 1;
        let joined = words & behind_words;
        // Behind the last byte of the text it looks like more of a separator.
        let within = first_bits(rest);
        let changes = (letters ^ letters << 1 | digits ^ digits << 1) & within & !1;
        let mut starts = (changes | 1) & !implied;
        let ends = changes | within.wrapping_add(1);
        let known = (BLOCK - passed).min(wide.trailing_zeros() as usize);
        while starts != 0 {
            let start = starts.trailing_zeros() as usize;
            starts &= starts - 1;
            let end = (ends & !1 << start).trailing_zeros() as usize;
            let (at, length, is_digit) = (from + start, end - start, digits >> start & 1 != 0);
            let limit = if is_digit { MAX_DIGITS } else { MAX_BYTES };
            if end >= known || length > limit {
                *place = Place { at, is_behind_word: behind_words >> start & 1 != 0 };
                return if end >= known && wide == 0 { Stop::Block } else { Stop::Token };
            }
            if joined >> start & 1 != 0 {
                each(at, 0, Kind::Separator);
            }
            let is_letter = letters >> start & 1 != 0;
            let kind = if is_letter {
                Kind::Letters
            } else if is_digit {
                Kind::Digits
            } else {
                Kind::Separator
            };
            each(at, length, kind);
        }
        Stop::End
    }
}

/// The length in bytes of the token that begins at a byte of a text, and its kind.
fn long_run(text: &str, start: usize) -> (usize, Kind) {
    let text = &text[start..];
    let kind = Kind::of_token(text);
    let limit = if kind == Kind::Digits { MAX_DIGITS } else { MAX_BYTES };
    let end = text.char_indices().find(|&(at, c)| Kind::of(c) != kind || at + c.len_utf8() > limit);
    (end.map_or(text.len(), |(at, _)| at), kind)
}

/// A word that begins with an ASCII capital, in small letters, and whether it is in capitals throughout; with that,
/// the small letters tell the word back.
pub(super) fn lower_form(word: &str) -> Option<(ArrayString<MAX_BYTES>, bool)> {
    let rest = word.strip_prefix(|first: char| first.is_ascii_uppercase())?;
    let is_upper = !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_uppercase());
    let mut lower = ArrayString::from(word).ok()?;
    let raised = if is_upper { word.len() } else { 1 };
    lower[..raised].make_ascii_lowercase();
    Some((lower, is_upper))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tokens(text: &str) -> Vec<&str> {
        let mut tokens = Vec::new();
        split(text, |at, length, kind| {
            let token = &text[at..at + length];
            assert_eq!(kind, Kind::of_token(token), "{token}");
            tokens.push(token);
        });
        tokens
    }

    #[test]
    fn single_spaces_between_words_are_implied() {
        assert_eq!(tokens("The fleet left on 3 May."), ["The", "fleet", "left", "on", "3", "May", "."]);
        assert_eq!(tokens(" a  b, c "), [" ", "a", "  ", "b", ", ", "c", " "]);
    }

    #[test]
    fn words_without_a_space_have_an_empty_token_between_them() {
        assert_eq!(tokens("F35 jets"), ["F", "", "35", "jets"]);
        assert_eq!(tokens("12345678901"), ["1234", "", "5678", "", "901"]);
    }

    proptest! {
        #[test]
        fn tokens_are_those_that_are_read_one_by_one(text in "([a-zA-Z]{1,9}|[0-9]{1,9}|[ ,.’“–é中F-]|-{30}|x{35}| ){0,90}") {
            let (mut place, mut plain) = (Place { at: 0, is_behind_word: false }, Vec::new());
            while place.at < text.len() {
                place.take(&text, &mut |at, length, kind| plain.push((at, length, kind)));
            }
            let mut found = Vec::new();
            split(&text, |at, length, kind| found.push((at, length, kind)));
            prop_assert_eq!(found, plain);
        }
    }

    #[test]
    fn long_runs_are_cut_at_characters() {
        let text = "é".repeat(25);
        assert_eq!(tokens(&text), ["é".repeat(20).as_str(), "", "é".repeat(5).as_str()]);
        let text = "-".repeat(45);
        assert_eq!(tokens(&text), ["-".repeat(40), "-".repeat(5)]);
    }
}
