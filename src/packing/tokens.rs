//! Splitting text into words, numbers and what stands between them.
//!
//! A single space between two words or numbers is not a token: it is implied. Where nothing stands between two (`F35`,
//! a long number in pieces), the token between them is empty. So the tokens give back the text, byte by byte.

use arrayvec::ArrayString;

use crate::octets::{BLOCK, HIGHEST, ask, digits, letters};

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
    let mut kinds = Kinds::of(text.as_bytes(), 0);
    let mut at = 0;
    let mut is_behind_word = false;
    while at < text.len() {
        let is_spaced = is_behind_word && is_space_before_word(text, at);
        at += usize::from(is_spaced);
        let (length, kind) = kinds.run(text, at);
        let is_word = kind != Kind::Separator;
        if is_behind_word && is_word && !is_spaced {
            each(at, 0, Kind::Separator);
        }
        each(at, length, kind);
        is_behind_word = is_word;
        at += length;
    }
}

/// Whether a single space stands here, with a word or number behind it.
#[inline]
fn is_space_before_word(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    bytes[at] == b' '
        && match bytes.get(at + 1) {
            Some(&next) if next < 0x80 => ASCII[usize::from(next)] != Kind::Separator,
            _ => Kind::of_token(&text[at + 1..]) != Kind::Separator,
        }
}

/// What each of some bytes is, a bit for each.
struct Kinds {
    /// The first of them.
    at: usize,
    letters: u64,
    digits: u64,
    /// Beyond ASCII.
    wide: u64,
}

impl Kinds {
    #[inline]
    fn of(bytes: &[u8], at: usize) -> Self {
        let [letters, digits, wide] = ask(bytes, at, |octets| [letters(octets), digits(octets), octets & HIGHEST]);
        Self { at, letters, digits, wide }
    }

    /// The length in bytes of the token that begins at a byte of `text`, behind those asked for before, and its kind.
    #[inline]
    fn run(&mut self, text: &str, at: usize) -> (usize, Kind) {
        if at >= self.at + BLOCK {
            *self = Self::of(text.as_bytes(), at);
        }
        let (mut length, mut kind) = self.ascii_run(at);
        if at + length >= self.at + BLOCK && at > self.at {
            // It may go on; all tokens are shorter than a block.
            *self = Self::of(text.as_bytes(), at);
            (length, kind) = self.ascii_run(at);
        }
        let limit = if kind == Kind::Digits { MAX_DIGITS } else { MAX_BYTES };
        // What looks like the end may be a letter beyond ASCII.
        if length <= limit && self.wide >> (at - self.at) & 1 << length != 0 {
            return long_run(text, at);
        }
        // Behind the last byte it looks like more of a separator.
        (length.min(limit).min(text.len() - at), kind)
    }

    /// How many of the bytes from one on are of the same kind, and of which, if there is nothing but ASCII.
    #[inline]
    fn ascii_run(&self, at: usize) -> (usize, Kind) {
        let [letters, digits, wide] = [self.letters, self.digits, self.wide].map(|bits| bits >> (at - self.at));
        let (same, kind) = match (letters & 1, digits & 1) {
            (1, _) => (letters, Kind::Letters),
            (_, 1) => (digits, Kind::Digits),
            _ => (!(letters | digits | wide), Kind::Separator),
        };
        ((!same).trailing_zeros() as usize, kind)
    }
}

/// The same, character by character.
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

/// The kinds of ASCII characters.
static ASCII: [Kind; 128] = {
    let mut kinds = [Kind::Separator; 128];
    let mut byte = 0u8;
    while byte < 128 {
        if byte.is_ascii_digit() {
            kinds[byte as usize] = Kind::Digits;
        } else if byte.is_ascii_alphabetic() {
            kinds[byte as usize] = Kind::Letters;
        }
        byte += 1;
    }
    kinds
};

#[cfg(test)]
mod tests {
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

    #[test]
    fn long_runs_are_cut_at_characters() {
        let text = "é".repeat(25);
        assert_eq!(tokens(&text), ["é".repeat(20).as_str(), "", "é".repeat(5).as_str()]);
        let text = "-".repeat(45);
        assert_eq!(tokens(&text), ["-".repeat(40), "-".repeat(5)]);
    }
}
