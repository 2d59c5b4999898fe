//! Days as texts write them: `24 February 2022`, `Feb. 24, 2022`, `February 24th`, `2022-02-24`, `24.02.2022`.
//!
//! The words of a day are given in one order (day, month, year) and in one spelling, so that a phrase or a word that names a
//! day finds it however it is written. Each keeps the place of its own word, so places need not ascend. What could be
//! something else (`1.2.2022` is a version, or a day of either order) stays as it is.

use std::ops::Range;

use super::words::next_word;
use crate::parts::Parts;

/// What a word says about whether a day may begin with it, as far as the word alone tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cue {
    /// No day begins with it.
    None,
    /// A month, counted from 1.
    Month(u8),
    /// A short number, or an ordinal.
    Number,
}

const MONTHS: [&str; 12] = [
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

/// The terms of days.
const DAYS: [&str; 31] = [
    "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20",
    "21", "22", "23", "24", "25", "26", "27", "28", "29", "30", "31",
];

/// The longest word that may begin a day and is no month: `24th`, `2022`.
const LONGEST: usize = 4;

/// A day in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Day<'t> {
    /// Its words in the order in which they are indexed: where each stands, and how it is spelled.
    pub words: Vec<(Range<usize>, &'t str)>,
    /// Where it ends.
    pub end: usize,
}

/// What a word says by itself; `surface` is its folded form, and `is_english` whether its article is.
pub(super) fn cue(word: &str, surface: &str, is_english: bool) -> Cue {
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return if word.len() <= LONGEST { Cue::Number } else { Cue::None };
    }
    match month(surface) {
        Some(month) if is_english => Cue::Month(month),
        _ => Cue::None,
    }
}

/// The day that begins with the word at `word`, which gives this cue. Looks at a few words behind it.
pub(super) fn day_at<'t>(text: &'t str, word: &Range<usize>, cue: Cue, is_english: bool) -> Option<Day<'t>> {
    match cue {
        Cue::None => None,
        Cue::Month(month) => month_first(text, word, month),
        Cue::Number => numeric(text, word).or_else(|| is_english.then(|| day_first(text, word))?),
    }
}

/// The number of a month, from its folded name, long or short. Every new word is asked, so nothing is looked up.
fn month(surface: &str) -> Option<u8> {
    Some(match surface {
        "jan" | "january" => 1,
        "feb" | "february" => 2,
        "mar" | "march" => 3,
        "apr" | "april" => 4,
        "may" => 5,
        "jun" | "june" => 6,
        "jul" | "july" => 7,
        "aug" | "august" => 8,
        "sep" | "sept" | "september" => 9,
        "oct" | "october" => 10,
        "nov" | "november" => 11,
        "dec" | "december" => 12,
        _ => return None,
    })
}

/// `February 24`, `Feb. 24th, 2022`.
fn month_first<'t>(text: &'t str, month: &Range<usize>, number: u8) -> Option<Day<'t>> {
    let dot = usize::from(text[month.end..].starts_with('.'));
    let day = word_behind_space(text, month.end + dot)?;
    let spelled = day_of_month(&text[day.clone()])?;
    // Not a time, a share or a fraction.
    let behind = &text.as_bytes()[day.end..];
    if matches!(behind, [b'%', ..] | [b':' | b'/', b'0'..=b'9', ..]) {
        return None;
    }
    let mut words = vec![(day.clone(), spelled), (month.clone(), name(number)?)];
    let comma = usize::from(text[day.end..].starts_with(','));
    let end = add_year(text, day.end + comma, &mut words).unwrap_or(day.end);
    Some(Day { words, end })
}

/// `24 February`, `24th of February 2022`.
fn day_first<'t>(text: &'t str, day: &Range<usize>) -> Option<Day<'t>> {
    let spelled = day_of_month(&text[day.clone()])?;
    let mut month_at = word_behind_space(text, day.end)?;
    let mut words = Vec::with_capacity(4);
    if text[month_at.clone()].eq_ignore_ascii_case("of") {
        words.push((month_at.clone(), "of"));
        month_at = word_behind_space(text, month_at.end)?;
    }
    let number = month(&text[month_at.clone()].to_ascii_lowercase())?;
    words.extend([(day.clone(), spelled), (month_at.clone(), name(number)?)]);
    let stop = usize::from(text[month_at.end..].starts_with(['.', ',']));
    let end = add_year(text, month_at.end + stop, &mut words).unwrap_or(month_at.end);
    Some(Day { words, end })
}

/// Adds the year behind the rest of a day, and says where it ends.
fn add_year<'t>(text: &'t str, at: usize, words: &mut Vec<(Range<usize>, &'t str)>) -> Option<usize> {
    let year = word_behind_space(text, at).filter(|year| is_year(&text[year.clone()]))?;
    words.push((year.clone(), &text[year.clone()]));
    Some(year.end)
}

/// `2022-02-24`, `24.02.2022`.
fn numeric<'t>(text: &'t str, first: &Range<usize>) -> Option<Day<'t>> {
    let separator = *text.as_bytes().get(first.end).filter(|&&byte| matches!(byte, b'-' | b'.'))?;
    let second = digits(text, first.end + 1);
    let third = digits(text, second.end + 1);
    if text.as_bytes().get(second.end) != Some(&separator) || is_within_more(text, first.start, third.end) {
        return None;
    }
    let part = |range: &Range<usize>| &text[range.clone()];
    let (day, month, year) = match separator {
        b'-' if second.len() == 2 && third.len() == 2 => (third.clone(), second, first.clone()),
        // The order is open where both numbers may be months, but nobody who writes `01.02.2022` means the second of January.
        b'.' if first.len() == 2 && (second.len() == 2 || part(first) > "12") => (first.clone(), second, third.clone()),
        _ => return None,
    };
    let number: u8 = part(&month).parse().ok()?;
    let words = vec![
        (day.clone(), day_of_month(part(&day))?),
        (month, name(number)?),
        (year.clone(), Some(part(&year)).filter(|year| is_year(year))?),
    ];
    Some(Day { words, end: third.end })
}

/// Whether numbers go on before `start` or behind `end`: versions, addresses, file numbers.
fn is_within_more(text: &str, start: usize, end: usize) -> bool {
    let is_separator = |byte: &u8| matches!(byte, b'-' | b'.' | b'/' | b':');
    let bytes = text.as_bytes();
    let before = matches!(&bytes[..start], [.., b'0'..=b'9', separator] if is_separator(separator));
    let behind = matches!(&bytes[end..], [separator, b'0'..=b'9', ..] if is_separator(separator));
    let is_time = matches!(&bytes[end..], [b'T', b'0'..=b'9', ..]);
    before || behind || (!is_time && text[end..].starts_with(char::is_alphanumeric))
}

/// The run of digits that starts at a byte; an empty range where there is none.
fn digits(text: &str, at: usize) -> Range<usize> {
    let length =
        text.as_bytes().get(at..).map_or(0, |rest| rest.iter().take_while(|byte| byte.is_ascii_digit()).count());
    at..at + length
}

/// The word that follows with a single space between.
fn word_behind_space(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = &text[at..];
    let space = [" ", "\u{a0}"].into_iter().find(|space| rest.starts_with(space))?;
    let start = at + space.len();
    // Few numbers have a month behind them, so its letter or digit is looked at first.
    text.as_bytes().get(start).filter(|byte| byte.is_ascii_digit() || b"adfjmnosADFJMNOS".contains(byte))?;
    next_word(text, start, Parts::ALL).map(|word| word.range).filter(|word| word.start == start)
}

/// The term of a day: `24`, `4th` and `04` of a month.
fn day_of_month(word: &str) -> Option<&'static str> {
    let number = ["st", "nd", "rd", "th"].iter().find_map(|ordinal| word.strip_suffix(ordinal)).unwrap_or(word);
    let is_number = (1..=2).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    let number: usize = number.parse().ok().filter(|_| is_number)?;
    DAYS.get(number.checked_sub(1)?).copied()
}

fn name(month: u8) -> Option<&'static str> {
    MONTHS.get(usize::from(month.checked_sub(1)?)).copied()
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.parse().is_ok_and(|year: u16| (1800..2100).contains(&year))
}

#[cfg(test)]
mod tests {
    use super::super::Analyzer;

    /// The words of a text as they are indexed, each as `TERM/WRITTEN` where the two differ.
    fn check(text: &str, expected: &str) {
        let mut found = Vec::new();
        Analyzer::new().analyze(text, |token| {
            let written = &text[token.range.clone()];
            found.push(if written == token.term { written.to_owned() } else { format!("{}/{written}", token.term) });
        });
        assert_eq!(found.join(" "), expected, "{text}");
    }

    #[test]
    fn a_day_is_one_thing_however_it_is_written() {
        check("24 February 2022", "24 februari/February 2022");
        check("Feb. 24, 2022", "24 februari/Feb 2022");
        check("February 24, 2022", "24 februari/February 2022");
        check("24 Feb 2022,", "24 februari/Feb 2022");
        check("on 24th of February 2022", "on of 24/24th februari/February 2022");
        check("february 24th", "24/24th februari/february");
        check("(2022-02-24)", "24 februari/02 2022");
        check("2022-02-04T10:30", "4/04 februari/02 2022 t10/T10 30");
        check("24.02.2022.", "24 februari/02 2022");
        check("4.7 and 24.2.2022", "4.7 and 24 februari/2 2022");
        check("01.02.2022", "1/01 februari/02 2022");
        check("MAY 9 parade", "9 may/MAY parad/parade");
    }

    #[test]
    fn what_may_be_something_else_stays_as_it_is() {
        check("1.2.2022", "1 2 2022");
        check("2022-02-30-5", "2022 02 30 5");
        check("2022-13-01", "2022 13 01");
        check("32.01.2022", "32 01 2022");
        check("10.24.02.2022", "10 24 02 2022");
        check("March 24,000", "march/March 24000/24,000");
        check("March 24 million", "march/March 24000000/24 million");
        check("May 24% of", "may/May 24 of");
        check("May 10:30", "may/May 10 30");
        check("May 32 and May 0", "may/May 32 and may/May 0");
        check("In May, 24 ships", "in/In may/May 24 ship/ships");
        check("24 Marchers", "24 marcher/Marchers");
    }

    #[test]
    fn short_names_of_months_are_those_that_are_one_term_with_the_long_ones() {
        for short in "jan feb mar apr jun jul aug sep sept oct nov dec".split(' ') {
            let long = super::month(short).and_then(super::name);
            assert_eq!(long, Some(super::super::spellings::canonical(short)));
        }
    }

    #[test]
    fn words_beside_a_day_keep_their_order() {
        check("From 24 to 26 Feb. 2022 in F-35s", "from/From 24 to 26 februari/Feb 2022 in f35/F-35s");
        check("Jan. 6 and 7, 2021", "6 januari/Jan and 7 2021");
        check("Feb. 24–25", "24 februari/Feb 25");
    }
}
