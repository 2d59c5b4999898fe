//! Where sentences end.

use std::ops::Range;

use crate::octets::{HIGHEST, before, equal, load};

/// Abbreviations that stand before a name or a number rather than at the end of a sentence, sorted.
const ABBREVIATIONS: [&str; 55] = [
    "adm", "amb", "approx", "apr", "aug", "brig", "ca", "capt", "cdr", "cf", "cmdr", "co", "col", "corp", "cpl", "dec",
    "dr", "e.g", "feb", "fr", "ft", "gen", "gov", "hon", "i.e", "inc", "jan", "jr", "lt", "ltd", "maj", "mar",
    "messrs", "mr", "mrs", "ms", "mt", "nov", "oct", "pfc", "pres", "prof", "pvt", "rep", "reps", "rev", "sen", "sens",
    "sept", "sgt", "sr", "st", "supt", "u.s", "vs",
];

/// Words that are abbreviations only before a number: `No. 5`, but `He said no. She left.`
const BEFORE_NUMBERS: [&str; 3] = ["art", "no", "nos"];

/// Half-open byte ranges of the sentences of one paragraph, in order. Together they cover its text, save for the
/// spaces between them. Linear in its length.
#[must_use]
pub fn sentences(paragraph: &str) -> Vec<Range<usize>> {
    one_by_one(paragraph).collect()
}

/// The same, as they are found.
pub(super) fn one_by_one(paragraph: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let (mut start, mut at) = (0, 0);
    let next = if paragraph.is_ascii() { next_in_ascii } else { next_terminator };
    std::iter::from_fn(move || {
        while let Some((terminator, mut end)) = next(paragraph, at) {
            let before = end - terminator.len_utf8();
            end += paragraph[end..].find(|c| !(is_terminator(c) || is_closing(c))).unwrap_or(paragraph.len() - end);
            at = end;
            if ends_sentence(&paragraph[start..before], terminator, &paragraph[end..]) {
                let rest = &paragraph[end..];
                return Some(std::mem::replace(&mut start, end + (rest.len() - rest.trim_start().len()))..end);
            }
        }
        at = paragraph.len();
        (start < paragraph.len()).then(|| std::mem::replace(&mut start, paragraph.len())..paragraph.len())
    })
}

/// The next terminator at or behind a byte of a text in ASCII, and where it ends.
fn next_in_ascii(text: &str, from: usize) -> Option<(char, usize)> {
    let bytes = text.as_bytes();
    let at = from + memchr::memchr3(b'.', b'!', b'?', &bytes[from..])?;
    Some((char::from(bytes[at]), at + 1))
}

/// The same of any text.
fn next_terminator(text: &str, from: usize) -> Option<(char, usize)> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        let octets = load(bytes, at);
        let others = before(equal(octets, b'.') | equal(octets, b'!') | equal(octets, b'?') | octets & HIGHEST);
        at += others;
        if others == 8 && at < bytes.len() {
            continue;
        }
        // Letters beyond ASCII mostly have others behind them.
        loop {
            let c = text.get(at..)?.chars().next()?;
            at += c.len_utf8();
            if is_terminator(c) {
                return Some((c, at));
            }
            if c.is_ascii() {
                break;
            }
        }
    }
}

fn is_terminator(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '।' | '؟' | '۔') || is_full_stop(c)
}

/// Terminators of scripts that put no space behind them.
fn is_full_stop(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '｡' | '។' | '။')
}

fn is_closing(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '」' | '』' | '）' | '》' | '】')
}

/// Whether a terminator between `before` and `after` ends a sentence.
fn ends_sentence(before: &str, terminator: char, after: &str) -> bool {
    if is_full_stop(terminator) {
        return true;
    }
    let follows = after.trim_start();
    if follows.len() == after.len() && !after.is_empty() {
        // Chinese and Japanese pages write ASCII marks, too, but not within numbers.
        return terminator != '.' && terminator != '…' && follows.starts_with(super::is_wide);
    }
    if follows.starts_with(char::is_lowercase) {
        return false;
    }
    let is_number = follows.starts_with(|c: char| c.is_ascii_digit());
    terminator != '.' || !is_abbreviation(before, is_number)
}

/// Whether the last word of `before` is one that a dot does not end: a title, an initial, `U.S`.
fn is_abbreviation(before: &str, is_number_next: bool) -> bool {
    let word =
        before.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '"' | '“' | '-')).next().unwrap_or(before);
    let is_initial = {
        let mut chars = word.chars();
        chars.next().is_some_and(char::is_uppercase) && chars.next().is_none()
    };
    let is_one_of = |known: &[&str]| known.iter().any(|known| word.eq_ignore_ascii_case(known));
    let alike = &ABBREVIATIONS[alike(word)];
    is_initial || is_dotted(word) || is_one_of(alike) || (is_number_next && is_one_of(&BEFORE_NUMBERS))
}

/// Where the abbreviations stand that begin with the same letter.
fn alike(word: &str) -> Range<usize> {
    match word.bytes().next().map(|first| first.to_ascii_lowercase()) {
        Some(first @ b'a'..=b'z') => {
            let letter = usize::from(first - b'a');
            LETTERS[letter]..LETTERS[letter + 1]
        }
        _ => 0..0,
    }
}

/// How many abbreviations begin with letters before each letter, and with any.
const LETTERS: [usize; 27] = {
    let mut starts = [0; 27];
    let mut letter = 0;
    while letter < starts.len() {
        let mut at = 0;
        while at < ABBREVIATIONS.len() {
            starts[letter] += ((ABBREVIATIONS[at].as_bytes()[0] as usize) < b'a' as usize + letter) as usize;
            at += 1;
        }
        letter += 1;
    }
    starts
};

/// `U.S`, `D.C`: single letters with dots between them.
fn is_dotted(word: &str) -> bool {
    word.contains('.') && word.split('.').all(|part| part.chars().count() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = sentences(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, expected, "sentences of {text:?}");
    }

    #[test]
    fn ends_at_terminators_with_their_quotes() {
        check(
            "It left. “It will not return.” Why? Nobody knows…",
            &["It left.", "“It will not return.”", "Why?", "Nobody knows…"],
        );
    }

    #[test]
    fn not_at_abbreviations_initials_and_numbers() {
        check(
            "Sen. J. Smith of the U.S. Senate paid $3.5 million. Gen. Miller agreed.",
            &["Sen. J. Smith of the U.S. Senate paid $3.5 million.", "Gen. Miller agreed."],
        );
        check("He said so. and went on", &["He said so. and went on"]);
        check(
            "Order No. 5 came on Nov. 5. He said no. Critics left.",
            &["Order No. 5 came on Nov. 5.", "He said no.", "Critics left."],
        );
    }

    #[test]
    fn abbreviations_are_found_by_their_letters() {
        assert!(ABBREVIATIONS.is_sorted());
        assert!(ABBREVIATIONS.iter().all(|word| ABBREVIATIONS[alike(&word.to_uppercase())].contains(word)));
        assert_eq!([alike(""), alike("é"), alike("zoo")].map(|range| range.len()), [0; 3]);
    }

    #[test]
    fn terminators_of_ascii_are_found_as_those_of_any_text() {
        let text = "So? No. 5 left! It cost $3.5 (U.S.).. And then?!";
        for from in 0..=text.len() {
            assert_eq!(next_in_ascii(text, from), next_terminator(text, from), "{from}");
        }
    }

    #[test]
    fn text_without_an_end_is_one_sentence() {
        check("no end", &["no end"]);
        check("", &[]);
    }

    #[test]
    fn scripts_without_spaces_end_at_their_own_stops() {
        check("北约开会。结束了。", &["北约开会。", "结束了。"]);
        check("“开会！”他说?没有人知道……但是（完。）", &["“开会！”", "他说?", "没有人知道……但是（完。）"]);
    }
}
