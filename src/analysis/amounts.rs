//! Numbers and amounts, however they are written: `$27 million`, `$27m`, `27 mln dlrs` and `27,000,000` are one term.

use std::ops::Range;

use crate::octets::Starts;

/// Words and letters behind a number, and by how many powers of ten they raise it. What stands for millions and billions
/// in wire reports of all decades is here; a bare `b` or `t` is too often something else.
const SCALES: [(&str, u32); 19] = [
    ("k", 3),
    ("thousand", 3),
    ("m", 6),
    ("mn", 6),
    ("mln", 6),
    ("mlns", 6),
    ("million", 6),
    ("millions", 6),
    ("bn", 9),
    ("bln", 9),
    ("blns", 9),
    ("billion", 9),
    ("billions", 9),
    ("trn", 12),
    ("tn", 12),
    ("tln", 12),
    ("trillion", 12),
    ("trillions", 12),
    ("crore", 7),
];
/// A scale that stands apart from its number has so many letters: `27 m` are metres.
const APART: usize = 3;
/// The longest of them.
const LONGEST_SCALE: usize = 9;

/// Numbers that are written as words, and ordinals.
const WORDS: [(&str, &str); 24] = [
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("ten", "10"),
    ("eleven", "11"),
    ("twelve", "12"),
    ("first", "1st"),
    ("second", "2nd"),
    ("third", "3rd"),
    ("fourth", "4th"),
    ("fifth", "5th"),
    ("sixth", "6th"),
    ("seventh", "7th"),
    ("eighth", "8th"),
    ("ninth", "9th"),
    ("tenth", "10th"),
    ("eleventh", "11th"),
    ("twelfth", "12th"),
];

/// The digits of a number word, in lower case: `two`, `fourth`.
pub(super) fn digits(word: &str) -> Option<&'static str> {
    WORDS.iter().find(|(written, _)| *written == word).map(|(_, digits)| *digits)
}

/// Where a scale ends that belongs to the number at `number`, and stands apart from it: `27 million`, `27-million`.
pub(super) fn end_with_scale(text: &str, number: &Range<usize>) -> Option<usize> {
    // Few words have a scale behind them, so it is looked at first.
    let rest = &text[number.end..];
    let gap = match rest.as_bytes() {
        [b' ' | b'-', ..] => 1,
        [0xc2, 0xa0, ..] => 2,
        [0xe2, 0x80, 0xaf, ..] => 3,
        _ => return None,
    };
    if !rest.as_bytes().get(gap).is_some_and(|first| b"kmbtcKMBTC".contains(first)) {
        return None;
    }
    let length = rest[gap..].bytes().take(LONGEST_SCALE + 1).take_while(u8::is_ascii_alphabetic).count();
    let scale = &rest[gap..gap + length];
    let is_scale = length >= APART && power(scale).is_some();
    (is_scale && is_number(&text[number.clone()])).then_some(number.end + gap + length)
}

/// Whether a scale that stands apart may begin at a byte of a text, by its first three letters.
#[inline]
pub(super) fn may_be_scale(text: &[u8], at: usize) -> bool {
    const STARTS: Starts<9> = Starts::of([b"tho", b"tri", b"trn", b"tln", b"mil", b"mln", b"bil", b"bln", b"cro"]);
    STARTS.begin(text, at)
}

/// Whether a word is a number in digits, or one that is written out and no ordinal.
fn is_number(word: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit();
    (word.starts_with(is_digit) && word.ends_with(is_digit))
        || digits_in_any_case(word).is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

fn digits_in_any_case(word: &str) -> Option<&'static str> {
    WORDS.iter().find(|(written, _)| written.eq_ignore_ascii_case(word)).map(|(_, digits)| *digits)
}

fn power(scale: &str) -> Option<u32> {
    SCALES.iter().find(|(written, _)| written.eq_ignore_ascii_case(scale)).map(|(_, power)| *power)
}

/// An amount with its scale as plain digits: `2.96bn` is `2960000000`. `None` for what is no amount with a scale.
pub(super) fn scaled(word: &str) -> Option<String> {
    let end = word.bytes().rposition(|byte| !byte.is_ascii_alphabetic());
    let (number, scale) = match end {
        Some(end) => (word[..=end].trim_end_matches(['-', ' ', '\u{a0}', '\u{202f}']), &word[end + 1..]),
        None => return None,
    };
    let power = power(scale)?;
    let number = digits_in_any_case(number).unwrap_or(number);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let fraction = fraction.trim_end_matches('0');
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b',');
    if whole.is_empty() || !digits(whole) || !digits(fraction) {
        return None;
    }
    let missing = (power as usize).checked_sub(fraction.len())?;
    let mut plain: String = whole.chars().chain(fraction.chars()).filter(|&c| c != ',').collect();
    plain.extend(std::iter::repeat_n('0', missing));
    let trimmed = plain.trim_start_matches('0');
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_plain_digits() {
        for (written, plain) in [
            ("27 million", "27000000"),
            ("27m", "27000000"),
            ("27 mln", "27000000"),
            ("2.96bn", "2960000000"),
            ("1,250 billion", "1250000000000"),
            ("0.5 million", "500000"),
            ("two million", "2000000"),
            ("15k", "15000"),
            ("1.50-billion", "1500000000"),
        ] {
            assert_eq!(scaled(written).as_deref(), Some(plain), "{written}");
        }
        for other in ["27", "f35", "million", "5.56mm", "1.2345678m", "m", "0m", "27,m,m"] {
            assert_eq!(scaled(other), None, "{other}");
        }
    }

    #[test]
    fn scales_are_known_by_their_first_letters() {
        for (scale, _) in SCALES.iter().filter(|(scale, _)| scale.len() >= APART) {
            assert!(
                may_be_scale(scale.as_bytes(), 0) && may_be_scale(scale.to_ascii_uppercase().as_bytes(), 0),
                "{scale}"
            );
        }
        assert!(!may_be_scale(b"the million", 0) && !may_be_scale(b"mn", 0));
    }

    #[test]
    fn a_scale_belongs_to_the_number_before_it() {
        let end = |text: &str, number: Range<usize>| end_with_scale(text, &number);
        assert_eq!(end("27 million dollars", 0..2), Some(10));
        assert_eq!(end("Two MLN", 0..3), Some(7));
        assert_eq!(end("27-million", 0..2), Some(10));
        assert_eq!(end("27 m deep", 0..2), None);
        assert_eq!(end("27 millionaires", 0..2), None);
        assert_eq!(end("second million", 0..6), None);
    }
}
