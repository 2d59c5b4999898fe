//! Designations of weapons, ships and units: letters and a number, written together, with a hyphen, or apart.

use std::ops::Range;

/// The longest run of letters before a hyphen and a number that makes a designation: `AIM-120`, `JLTV-2`.
const LETTERS: usize = 4;

/// Short words that stand before a hyphen and a number without naming a thing.
const NOT_DESIGNATIONS: [&str; 28] = [
    "mid", "pre", "post", "non", "anti", "sub", "over", "top", "age", "aged", "past", "plus", "page", "part", "week",
    "day", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// What may stand apart from its number: `F 35`, `Su 57`, `DDG 85`, `Type 055`. Single letters count in running text only,
/// where they are capitals, and `A 10` is never one.
const APART: [&str; 47] = [
    "F", "B", "C", "T", "S", "E", "P", "J", "X", "V", "M", "KC", "EC", "RC", "MQ", "RQ", "AH", "UH", "CH", "MH", "SH",
    "Su", "MiG", "Tu", "Mi", "Ka", "Il", "Yak", "BMP", "BTR", "SM", "AIM", "AGM", "GBU", "JAS", "CVN", "CVW", "DDG",
    "CG", "FFG", "SSN", "SSBN", "LHD", "LPD", "PAC", "DF", "Type",
];
/// A number that stands apart has so many digits.
const DIGITS: std::ops::RangeInclusive<usize> = 2..=3;

/// Whether letters, a hyphen and what starts with a number are a designation; but not a year, as in `late-2023`.
pub(super) fn joins(letters: &str, number: &str) -> bool {
    letters.len() <= LETTERS
        && (letters.len() <= 2 || !is_year(number))
        && letters.bytes().all(|b| b.is_ascii_alphabetic())
        && !NOT_DESIGNATIONS.iter().any(|word| letters.eq_ignore_ascii_case(word))
}

/// Where the number ends that makes a designation of the letters at `letters`, and stands apart from them.
pub(super) fn end_with_number(text: &str, letters: &Range<usize>) -> Option<usize> {
    // Few words have a number behind them, so it is looked at first.
    let rest = &text[letters.end..];
    let gap = match rest.as_bytes() {
        [b' ', b'0'..=b'9', ..] => 1,
        [0xc2, 0xa0, b'0'..=b'9', ..] => 2,
        _ => return None,
    };
    let word = &text[letters.clone()];
    if word.len() > LETTERS || !word.starts_with(|c: char| c.is_ascii_uppercase()) || !APART.contains(&word) {
        return None;
    }
    let number = &rest[gap..];
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    let suffix = number[digits..].bytes().take_while(u8::is_ascii_alphabetic).count();
    let goes_on = number[digits + suffix..].starts_with(|c: char| c.is_alphanumeric() || c == '-' || c == '/')
        || number[digits + suffix..]
            .strip_prefix(['.', ',', ':'])
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let is_number = DIGITS.contains(&digits) && suffix <= 2 && !goes_on;
    (is_number && (word.len() > 1 || is_running_text(text, letters))).then_some(letters.end + gap + digits + suffix)
}

/// The letters of a designation as they are written apart from a number, of such letters in any case: queries are often typed
/// without capitals.
#[must_use]
pub fn letters_apart(typed: &str) -> Option<&'static str> {
    APART.into_iter().find(|letters| letters.eq_ignore_ascii_case(typed))
}

/// The base of a designation that a longer one may go on from: letters, then digits, as `f35` of `f35a`.
#[must_use]
pub fn is_base(term: &str) -> bool {
    let letters = term.bytes().take_while(u8::is_ascii_alphabetic).count();
    (1..=LETTERS).contains(&letters)
        && letters < term.len()
        && term.bytes().skip(letters).all(|byte| byte.is_ascii_digit())
}

/// Whether `term` is `base`, or it with one or two letters for its variant and at most a digit for the mark of that.
#[must_use]
pub fn is_variant(term: &str, base: &str) -> bool {
    let Some(rest) = term.strip_prefix(base) else { return false };
    let letters = rest.bytes().take_while(u8::is_ascii_lowercase).count();
    (1..=2).contains(&letters)
        && rest.len() <= letters + 1
        && rest.bytes().skip(letters).all(|byte| byte.is_ascii_digit())
}

/// Whether the word before is in small letters, or there is none.
fn is_running_text(text: &str, word: &Range<usize>) -> bool {
    let before = text[..word.start].trim_end();
    before.is_empty() || before.ends_with(|c: char| c.is_lowercase() || !c.is_alphanumeric())
}

fn is_year(digits: &str) -> bool {
    digits.parse().is_ok_and(|year: u32| (1900..2100).contains(&year))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_go_on_from_their_base() {
        assert!(is_base("f35") && is_base("aim120") && !is_base("f35a") && !is_base("35") && !is_base("tank"));
        assert!(is_variant("f35a", "f35") && is_variant("t72b3", "t72") && is_variant("aim120d", "aim120"));
        assert!(!is_variant("f35", "f35") && !is_variant("f350", "f35") && !is_variant("f35abc", "f35"));
    }

    #[test]
    fn a_number_apart_belongs_to_known_letters() {
        let end = |text: &str, letters: Range<usize>| end_with_number(text, &letters);
        assert_eq!(end("F 35A", 0..1), Some(5));
        assert_eq!(end("an F 35, they", 3..4), Some(7));
        assert_eq!(end("Su 57", 0..2), Some(5));
        assert_eq!(end("GROUP B 10 PEOPLE", 6..7), None);
        assert_eq!(end("F 1,000", 0..1), None);
        assert_eq!(end("F 2022", 0..1), None);
        assert_eq!(end("Type 2", 0..4), None);
    }
}
