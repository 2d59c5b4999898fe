//! Dates as articles write them. No conversion between time zones, and no guess where day and month could be swapped.

use jiff::civil::Date;

use super::words;

/// Years an article can plausibly be from.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;
/// Words that stand beside the date in a date line.
const DATE_LINE_WORDS: &[&str] = &[
    "published",
    "updated",
    "posted",
    "modified",
    "last",
    "first",
    "created",
    "on",
    "at",
    "of",
    "the",
    "date",
    "time",
    "am",
    "pm",
    "a.m",
    "p.m",
    "a",
    "p",
    "m",
    "et",
    "est",
    "edt",
    "gmt",
    "utc",
    "bst",
    "ist",
    "cet",
    "cest",
    "pst",
    "pdt",
    "cst",
    "cdt",
    "ct",
    "pt",
    "ago",
    "h",
    "hrs",
    "t",
    "z",
    "by",
    "and",
    "issued",
    "released",
    "release",
    "publication",
];
/// A line with more words than this is not a date line.
const DATE_LINE_LENGTH: usize = 16;
/// A dateline stands within so many bytes of the start of a paragraph.
const DATELINE_BYTES: usize = 60;

/// The first unambiguous date with a plausible year in `text`.
pub(super) fn find(text: &str) -> Option<Date> {
    let tokens: Vec<&str> = tokens(text).collect();
    (0..tokens.len()).find_map(|start| date_at(&tokens[start..]))
}

/// The date of a line that holds little else: `Published March 3, 2021 at 10:15 am`.
pub(super) fn date_line(text: &str) -> Option<Date> {
    if text.len() > 200 || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let tokens: Vec<&str> = tokens(text).collect();
    let beside_a_date = |token: &&str| {
        token.contains(|c: char| c.is_ascii_digit())
            || words::month(token).is_some()
            || words::is_weekday(token)
            || DATE_LINE_WORDS.iter().any(|word| word.eq_ignore_ascii_case(token.trim_end_matches('.')))
    };
    (tokens.len() <= DATE_LINE_LENGTH && tokens.iter().all(beside_a_date)).then(|| find(text))?
}

/// The date of a line that opens with a place or an outlet and holds only a date beside it: `Oslo, 4 May 2021`.
pub(super) fn placed_date_line(text: &str) -> Option<Date> {
    let (place, date) = text.split_once(", ").filter(|_| text.len() <= DATELINE_BYTES)?;
    let capitalised = place.split(' ').all(|word| word.starts_with(char::is_uppercase));
    let is_place = capitalised && !place.contains(|c: char| c.is_ascii_digit()) && words::month(place).is_none();
    is_place.then(|| date_line(date))?
}

/// The date in the dateline that opens a paragraph, if it has a year: `OSLO, May 4, 2021 (Agency) — The ...`.
pub(super) fn dateline(paragraph: &str) -> Option<Date> {
    let mut end = paragraph.len().min(DATELINE_BYTES);
    while !paragraph.is_char_boundary(end) {
        end -= 1;
    }
    let head = &paragraph[..end];
    let dash = ["—", "–", " - ", "--"].iter().filter_map(|dash| head.find(dash)).min()?;
    let place = &head[..dash];
    let opens_with_place =
        place.split([' ', ',']).next().is_some_and(|word| word.len() > 1 && !word.chars().any(char::is_lowercase));
    opens_with_place.then(|| find(place))?
}

/// Words and numbers, without the commas and brackets around them.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '|' | '•' | '·' | '(' | ')' | '—' | '–'))
        .map(|token| token.trim_matches(|c: char| matches!(c, ':' | ';' | '.' | '/' | '-')))
        .filter(|token| !token.is_empty())
}

fn date_at(tokens: &[&str]) -> Option<Date> {
    let first = *tokens.first()?;
    if let Some(date) = numeric(first) {
        return Some(date);
    }
    let second = *tokens.get(1)?;
    let third = tokens.get(2).copied();
    if let Some(month) = words::month(first) {
        return civil(number(third?)?, month, day(second)?);
    }
    let day = day(first)?;
    let (month, year) =
        if second.eq_ignore_ascii_case("of") { (third?, tokens.get(3).copied()?) } else { (second, third?) };
    civil(number(year)?, words::month(month)?, day)
}

/// Dates in one token: `2021-05-04`, `2021-05-04T10:00:00Z`, `20210504`, `31/12/2021`, `4-MAY-2021`.
fn numeric(token: &str) -> Option<Date> {
    let date = token.split(['T', '_']).next().unwrap_or(token);
    let mut parts = date.split(['-', '/', '.']);
    let (first, second, third) = match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(first), Some(second), Some(third), None) => (first, second, third),
        (Some(digits), None, ..) if digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            return civil(number(&digits[..4])?, small(&digits[4..6])?, small(&digits[6..])?);
        }
        _ => return None,
    };
    if first.len() == 4 {
        return civil(number(first)?, small(second)?, small(third)?);
    }
    let year = (third.len() == 4).then(|| number(third))??;
    if let Some(month) = words::month(second) {
        return civil(year, month, small(first)?);
    }
    match (small(first)?, small(second)?) {
        (day, month) if day > 12 || day == month => civil(year, month, day),
        (month, day) if day > 12 => civil(year, month, day),
        // 3/4 is the third of April to some and the fourth of March to others.
        _ => None,
    }
}

fn civil(year: i16, month: i8, day: i8) -> Option<Date> {
    YEARS.contains(&year).then(|| Date::new(year, month, day).ok())?
}

fn number(digits: &str) -> Option<i16> {
    (digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.parse().ok())?
}

fn small(digits: &str) -> Option<i8> {
    (matches!(digits.len(), 1 | 2) && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.parse().ok())?
}

/// A day of the month, also as `3rd`.
fn day(token: &str) -> Option<i8> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|suffix| token.strip_suffix(suffix)).unwrap_or(token);
    small(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: i16, month: i8, day: i8) -> Option<Date> {
        Date::new(year, month, day).ok()
    }

    #[test]
    fn written_and_numeric_forms_are_read() {
        for text in [
            "May 4, 2021",
            "4 May 2021",
            "4th of May 2021",
            "Tue., 4 May 2021",
            "2021-05-04",
            "2021-05-04T23:30:00-05:00",
            "20210504",
            "4-MAY-2021",
        ] {
            assert_eq!(find(text), date(2021, 5, 4), "{text}");
        }
        assert_eq!(find("31/12/2021"), date(2021, 12, 31));
        assert_eq!(find("12/31/2021"), date(2021, 12, 31));
    }

    #[test]
    fn an_ambiguous_order_of_day_and_month_gives_no_date() {
        assert_eq!(find("03/04/2025"), None);
        assert_eq!(find("03.04.2025"), None);
    }

    #[test]
    fn impossible_and_implausible_dates_give_none() {
        for text in ["31 February 2021", "May 4, 1776", "2021-13-40", "May 4", "12345678", "version 1.2.2021.4"] {
            assert_eq!(find(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_line_holds_little_beside_the_date() {
        assert_eq!(date_line("Published: Tuesday, May 4, 2021 | Updated 10:15 a.m. EDT"), date(2021, 5, 4));
        assert_eq!(date_line("The treaty was signed on May 4, 2021"), None);
    }

    #[test]
    fn a_place_may_stand_before_the_date_of_a_line() {
        assert_eq!(placed_date_line("Oslo, 4 May 2021"), date(2021, 5, 4));
        assert_eq!(placed_date_line("Example News, May 4, 2021"), date(2021, 5, 4));
        assert_eq!(placed_date_line("Signed in Oslo, 4 May 2021"), None);
    }

    #[test]
    fn a_dateline_needs_place_year_and_dash() {
        assert_eq!(dateline("OSLO, May 4, 2021 (Agency) — The ferry sank."), date(2021, 5, 4));
        assert_eq!(dateline("OSLO, May 4 — The ferry sank."), None);
        assert_eq!(dateline("The ferry — built May 4, 2021 — sank."), None);
    }
}
