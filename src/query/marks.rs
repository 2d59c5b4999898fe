//! What is marked at a word or behind a phrase: patterns, edits, boosts. `*`, `?`, `~` and `^` also stand in ordinary
//! text, so each is read as a mark only where the rest of the word allows it.

use std::ops::Range;

use super::Query;
use super::hints::{Hints, shown};

const MARKS: [char; 4] = ['*', '?', '~', '^'];
const PATTERN: [char; 2] = ['*', '?'];

/// What may follow a marked word as it follows any other: `tank*, drone*`. Question marks end questions.
const PUNCTUATION: [char; 7] = [',', '.', ';', ':', '!', '?', '…'];

/// A pattern begins with so many letters: with fewer, half of the words in an index would be of it.
const MIN_START: usize = 2;

const MAX_EDITS: u8 = 2;

/// Words of so many letters may differ by two edits where no number is given.
const LONG_WORD: usize = 8;

const MAX_FACTOR: f32 = 1000.0;

/// Reads one word with its marks. `None` where nothing is left to search for.
pub(super) fn word(text: &str, at: &Range<usize>, hints: &mut Hints) -> Option<Query> {
    let text = text.trim_end_matches(':');
    if text.is_empty() {
        return None;
    }
    let plain = || Some(Query::Word(text.to_owned()));
    if !text.contains(MARKS) || is_address(text) {
        return plain();
    }
    let marked = text.trim_end_matches(PUNCTUATION);
    if text[marked.len()..].contains('?') && seems_pattern(marked) {
        hints.add(at, format!("the ? at the end of {} is no pattern: read as a question mark", shown(text)));
    }
    if !marked.contains(MARKS) {
        return plain();
    }
    let Some((stem, number)) = marked.split_once('^') else { return unboosted(text, marked, at, hints) };
    if !has_letters(stem) {
        return plain();
    }
    if number.is_empty() {
        hints.add(at, "^ needs a number, as in tank^2: left out");
        return unboosted(stem, stem, at, hints);
    }
    let Some(factor) = factor(number) else {
        hints.add(at, format!("{} is no number from 0 to {MAX_FACTOR}: read as a word", shown(number)));
        return plain();
    };
    Some(Query::Boost { query: Box::new(unboosted(stem, stem, at, hints)?), factor })
}

/// `tank~1` or `tank*`; `text` is what it is where it is neither.
fn unboosted(text: &str, marked: &str, at: &Range<usize>, hints: &mut Hints) -> Option<Query> {
    let Some((stem, number)) = marked.split_once('~') else { return pattern(text, marked, at, hints) };
    if !has_letters(stem) || !number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return Some(Query::Word(text.to_owned()));
    }
    if stem.contains(PATTERN) {
        hints.add(at, "a word cannot have both a pattern and ~: the ~ is left out");
        return pattern(stem, stem, at, hints);
    }
    let by_length = if stem.chars().count() < LONG_WORD { 1 } else { MAX_EDITS };
    let edits = match number.parse::<u8>() {
        _ if number.is_empty() => by_length,
        Ok(0) => return Some(Query::Word(stem.to_owned())),
        Ok(edits) if edits <= MAX_EDITS => edits,
        Ok(edits) if edits < 10 => {
            hints.add(at, format!("a word can have {MAX_EDITS} edits at most: read as {}~{MAX_EDITS}", shown(stem)));
            MAX_EDITS
        }
        _ if number.contains('.') => {
            hints.add(at, format!("~{} is no number of edits: read as {}~", shown(number), shown(stem)));
            by_length
        }
        _ => {
            hints.add(at, format!("~{} is no number of edits: read as words", shown(number)));
            return Some(Query::Word(text.to_owned()));
        }
    };
    Some(Query::Fuzzy { word: stem.to_owned(), edits })
}

fn pattern(text: &str, marked: &str, at: &Range<usize>, hints: &mut Hints) -> Option<Query> {
    let Some(start) = marked.find(PATTERN) else { return Some(Query::Word(text.to_owned())) };
    let is_pattern = marked.chars().all(|c| c.is_alphanumeric() || PATTERN.contains(&c) || "-.'’‑_&".contains(c));
    let stem = marked.trim_end_matches('*');
    if stem.len() == start && start > 0 && is_pattern && stem.starts_with(char::is_alphanumeric) {
        return Some(Query::Prefix(stem.to_owned()));
    }
    if is_pattern && marked[..start].chars().count() >= MIN_START && marked.starts_with(char::is_alphanumeric) {
        return Some(Query::Wildcard(without_repeated_stars(marked)));
    }
    let letters = marked.replace(PATTERN, "");
    if !has_letters(&letters) {
        hints.add(at, format!("{} needs letters before it: left out", shown(marked)));
        return None;
    }
    let reason = if is_pattern { "a pattern begins with two letters" } else { "only letters can be in a pattern" };
    hints.add(at, format!("{reason}: {} is read as {}", shown(marked), shown(&letters)));
    Some(Query::Word(letters))
}

fn without_repeated_stars(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    for c in pattern.chars() {
        if c != '*' || !out.ends_with('*') {
            out.push(c);
        }
    }
    out
}

/// What stands behind a phrase or parenthesis: the slop and the factor of `~3^2`. `None` where it is neither.
pub(super) fn suffix(text: &str) -> Option<(Option<u32>, Option<f32>)> {
    let text = text.trim_end_matches(PUNCTUATION);
    let (tilde, boost) = match text.split_once('^') {
        Some((tilde, number)) => (tilde, Some(factor(number)?)),
        None => (text, None),
    };
    let slop = match tilde.strip_prefix('~') {
        Some(number) if number.bytes().all(|byte| byte.is_ascii_digit()) => Some(number.parse().ok()?),
        None if tilde.is_empty() => None,
        _ => return None,
    };
    Some((slop, boost))
}

/// The value of a filter without a boost, which would have nothing to act on.
pub(super) fn filter_value<'q>(text: &'q str, at: &Range<usize>, hints: &mut Hints) -> &'q str {
    let value = match text.rsplit_once('^') {
        Some((value, number)) if !value.is_empty() && factor(number).is_some() => {
            hints.add(at, "a filter does not score, so it has no boost: left out");
            value
        }
        _ => text,
    };
    if value.trim_end_matches('*').contains('*') {
        hints.add(at, "in a filter * is a mark only at the end: read as a character");
    }
    value
}

fn factor(text: &str) -> Option<f32> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    text.parse::<f32>().ok().filter(|factor| is_number && *factor <= MAX_FACTOR)
}

fn has_letters(text: &str) -> bool {
    text.contains(char::is_alphanumeric)
}

/// Addresses are full of `?` and `~`.
fn is_address(text: &str) -> bool {
    text.contains("://") || text.starts_with("www.") || (text.contains('/') && text.contains('.'))
}

/// Whether a word that ends with `?` is more likely half of a pattern than the end of a question.
fn seems_pattern(text: &str) -> bool {
    let is_designation = text.contains(char::is_alphabetic) && text.contains(|c: char| c.is_ascii_digit());
    text.contains(PATTERN) || is_designation
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<Query>, usize) {
        let mut hints = Hints::default();
        (word(text, &(0..text.len()), &mut hints), hints.sorted().len())
    }

    fn check(text: &str, expected: Query) {
        assert_eq!(read(text), (Some(expected), 0), "{text}");
    }

    fn check_hinted(text: &str, expected: Query) {
        assert_eq!(read(text), (Some(expected), 1), "{text}");
    }

    fn plain(word: &str) -> Query {
        Query::Word(word.to_owned())
    }

    fn fuzzy(word: &str, edits: u8) -> Query {
        Query::Fuzzy { word: word.to_owned(), edits }
    }

    fn boost(query: Query, factor: f32) -> Query {
        Query::Boost { query: Box::new(query), factor }
    }

    #[test]
    fn patterns() {
        check("tank*", Query::Prefix("tank".into()));
        check("tank*,", Query::Prefix("tank".into()));
        check("tank**", Query::Prefix("tank".into()));
        check("a*", Query::Prefix("a".into()));
        check("Su-*", Query::Prefix("Su-".into()));
        check("wom?n", Query::Wildcard("wom?n".into()));
        check("ta**k*", Query::Wildcard("ta*k*".into()));
        check("tank?*", Query::Wildcard("tank?*".into()));
    }

    #[test]
    fn patterns_that_would_hold_too_much_are_words() {
        check_hinted("*tank", plain("tank"));
        check_hinted("**bold**", plain("bold"));
        check_hinted("w*n", plain("wn"));
        check_hinted("a/b*", plain("a/b"));
        assert_eq!(read("*"), (None, 1));
        assert_eq!(read("***"), (None, 1));
    }

    #[test]
    fn a_question_mark_ends_a_question() {
        check("next?", plain("next?"));
        check("2022?!", plain("2022?!"));
        check_hinted("F-1?", plain("F-1?"));
        check_hinted("wom?n?", Query::Wildcard("wom?n".into()));
    }

    #[test]
    fn edits_go_by_length_or_number() {
        check("Ukrain~", fuzzy("Ukrain", 1));
        check("Zelensky~", fuzzy("Zelensky", 2));
        check("Zelensky~1", fuzzy("Zelensky", 1));
        check("tank~0", plain("tank"));
        check_hinted("tank~3", fuzzy("tank", 2));
        check_hinted("tank~0.8", fuzzy("tank", 1));
        check_hinted("2010~2015", plain("2010~2015"));
        check_hinted("tan*k~1", Query::Wildcard("tan*k".into()));
    }

    #[test]
    fn boosts_are_numbers() {
        check("tank^2", boost(plain("tank"), 2.0));
        check("tank*^0.5", boost(Query::Prefix("tank".into()), 0.5));
        check("tank~1^2,", boost(fuzzy("tank", 1), 2.0));
        check_hinted("tank^", plain("tank"));
        check_hinted("tank^two", plain("tank^two"));
        check_hinted("tank^99999", plain("tank^99999"));
        check_hinted("a^2^2", plain("a^2^2"));
        check_hinted("tank^-1", plain("tank^-1"));
    }

    #[test]
    fn ordinary_text_has_no_marks() {
        for text in ["~50", "a~b", "^_^", "^2", "~", "^", "?", "https://a.org/?b=c*", "a.org/~me", "10:30", "🚀"] {
            check(text, plain(text));
        }
        check("Ukraine:", plain("Ukraine"));
        assert_eq!(read(":"), (None, 0));
    }

    #[test]
    fn suffixes() {
        assert_eq!(suffix("~3"), Some((Some(3), None)));
        assert_eq!(suffix("~3^2"), Some((Some(3), Some(2.0))));
        assert_eq!(suffix("^.5,"), Some((None, Some(0.5))));
        for text in ["~", "~x", "^", "^x", "~99999999999", "~3~3", "^2^3", "~3^"] {
            assert_eq!(suffix(text), None, "{text}");
        }
    }
}
