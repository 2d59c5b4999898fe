//! Dates as articles write them. No conversion between time zones, and no guess where day and month could be swapped.
//!
//! The forms are those of news: `18 August 2025`, `Aug. 18, 2025`, `18 de agosto de 2025`, `18.08.2025`, `2025-08-18`,
//! `2025年8月18日`. `03/04/2025` is read only where the order of day and month is known from elsewhere: see [`Order`].

use jiff::civil::Date;

use super::months::{is_weekday, month};

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
    // Beside the dates of other languages.
    "am",
    "um",
    "uhr",
    "den",
    "der",
    "vom",
    "stand",
    "publiziert",
    "veröffentlicht",
    "erstellt",
    "aktualisiert",
    "le",
    "à",
    "publié",
    "mis",
    "jour",
    "el",
    "del",
    "de",
    "las",
    "publicado",
    "actualizado",
    "em",
    "às",
    "atualizado",
    "il",
    "alle",
    "ore",
    "pubblicato",
    "aggiornato",
    "op",
    "om",
    "gepubliceerd",
    "pada",
    "diterbitkan",
    "г",
    "года",
    "в",
    "опубликовано",
    "обновлено",
    "опубліковано",
    "оновлено",
    "о",
    "року",
];
/// Words that open the line which says when a page was published.
const STAMPS: [&str; 13] = [
    "published",
    "updated",
    "posted",
    "modified",
    "publié",
    "publicado",
    "actualizado",
    "atualizado",
    "pubblicato",
    "aggiornato",
    "veröffentlicht",
    "aktualisiert",
    "обновлено",
];
/// A line with more words than this is not a date line.
const DATE_LINE_LENGTH: usize = 16;
/// Nor is one with more bytes.
const LONGEST_DATE_LINE: usize = 200;
/// A dateline stands within so many bytes of the start of a paragraph.
const DATELINE_BYTES: usize = 60;

/// Which of two small numbers is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// `18/08/2025`
    DayFirst,
    /// `08/18/2025`
    MonthFirst,
}

/// The first unambiguous date with a plausible year in `text`.
pub(super) fn find(text: &str) -> Option<Date> {
    find_in_order(text, None)
}

/// The first date with a plausible year in `text`, where numbers stand in `order` if that is known.
pub(super) fn find_in_order(text: &str, order: Option<Order>) -> Option<Date> {
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let tokens: Vec<&str> = tokens(text).collect();
    (0..tokens.len()).find_map(|start| date_at(&tokens[start..], order)).or_else(|| east_asian(text))
}

/// The order in which a date of numbers in `text` can be read only: `31/12/2021` has the day first.
pub(super) fn order_in(text: &str) -> Option<Order> {
    let parts = tokens(text).find_map(numbers)?;
    match parts {
        (day, month, _) if day > 12 && month <= 12 => Some(Order::DayFirst),
        (month, day, _) if day > 12 && month <= 12 => Some(Order::MonthFirst),
        _ => None,
    }
}

/// Whether `text` holds little but a date of which day and month could be swapped.
pub(super) fn is_ambiguous_line(text: &str) -> bool {
    let swapped = || find_in_order(text, Some(Order::DayFirst)) != find_in_order(text, Some(Order::MonthFirst));
    is_date_line(text) && find(text).is_none() && swapped()
}

/// The date of a line that holds little else: `Published March 3, 2021 at 10:15 am`.
pub(super) fn date_line(text: &str) -> Option<Date> {
    is_date_line(text).then(|| find(text))?
}

/// Whether a line holds little but a date, readable or not.
pub(super) fn is_date_line(text: &str) -> bool {
    if text.len() > LONGEST_DATE_LINE || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let is_word = |token: &str| {
        let token = token.trim_end_matches('.');
        DATE_LINE_WORDS.iter().any(|word| word.eq_ignore_ascii_case(token))
            || (!token.is_ascii() && DATE_LINE_WORDS.contains(&token.to_lowercase().as_str()))
    };
    let beside_a_date = |token: &str| {
        token.contains(|c: char| c.is_ascii_digit()) || is_word(token) || month(token).is_some() || is_weekday(token)
    };
    let mut count = 0;
    tokens(text).all(|token| {
        count += 1;
        count <= DATE_LINE_LENGTH && beside_a_date(token)
    })
}

/// Whether a line says when the page was published or changed, and little else: `Updated at 1:23 p.m.`
pub(super) fn is_time_stamp(text: &str) -> bool {
    let opens = || tokens(text).next().is_some_and(|first| STAMPS.contains(&first.to_lowercase().as_str()));
    is_date_line(text) && opens()
}

/// The date of a line that opens with a place or an outlet and holds only a date beside it: `Oslo, 4 May 2021`.
pub(super) fn placed_date_line(text: &str) -> Option<Date> {
    let (place, date) = text.split_once(", ").filter(|_| text.len() <= DATELINE_BYTES)?;
    let capitalised = place.split(' ').all(|word| word.starts_with(char::is_uppercase));
    let is_place = capitalised && !place.contains(|c: char| c.is_ascii_digit()) && month(place).is_none();
    is_place.then(|| date_line(date))?
}

/// The date in the dateline that opens a paragraph, if it has a year: `OSLO, May 4, 2021 (Agency) — The ...`.
pub(super) fn dateline(paragraph: &str) -> Option<Date> {
    find(dateline_head(paragraph)?)
}

/// Month and day of a dateline that has no year: `OSLO, May 4 (Agency) — The ...`.
pub(super) fn yearless_dateline(paragraph: &str) -> Option<(i8, i8)> {
    let tokens: Vec<&str> = tokens(dateline_head(paragraph)?).collect();
    if tokens.iter().any(|token| number(token).is_some()) {
        return None;
    }
    tokens.windows(2).find_map(|pair| {
        let (first, second) = (pair.first()?, pair.get(1)?);
        month(first).zip(day(second)).or_else(|| month(second).zip(day(first)))
    })
}

/// What stands before the dash of a dateline: it opens with a place in capitals.
fn dateline_head(paragraph: &str) -> Option<&str> {
    let mut end = paragraph.len().min(DATELINE_BYTES);
    while !paragraph.is_char_boundary(end) {
        end -= 1;
    }
    let head = &paragraph[..end];
    let dash = ["—", "–", " - ", "--"].iter().filter_map(|dash| head.find(dash)).min()?;
    let place = &head[..dash];
    let opens_with_place =
        place.split([' ', ',']).next().is_some_and(|word| word.len() > 1 && !word.chars().any(char::is_lowercase));
    opens_with_place.then_some(place)
}

/// Words and numbers, without the commas and brackets around them.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '|' | '•' | '·' | '(' | ')' | '—' | '–'))
        .map(|token| token.trim_matches(|c: char| matches!(c, ':' | ';' | '.' | '/' | '-' | '"')))
        .filter(|token| !token.is_empty())
}

fn date_at(tokens: &[&str], order: Option<Order>) -> Option<Date> {
    let first = *tokens.first()?;
    if first.starts_with(|c: char| c.is_ascii_digit())
        && let Some(date) = numeric(first, order)
    {
        return Some(date);
    }
    let second = *tokens.get(1)?;
    if let Some(month) = month(first) {
        return civil(number(tokens.get(2)?)?, month, day(second)?);
    }
    let day = day(first)?;
    // `4th of May 2021`, `4 de mayo de 2021`.
    let mut rest = tokens[1..].iter().filter(|token| !matches!(**token, "of" | "de" | "del"));
    let (name, year) = (rest.next()?, rest.next()?);
    civil(number(year)?, month(name)?, day)
}

/// Dates in one token: `2021-05-04`, `2021-05-04T10:00:00Z`, `20210504`, `31/12/2021`, `4-MAY-2021`.
fn numeric(token: &str, order: Option<Order>) -> Option<Date> {
    // A time follows after a T, but the T of `4-OCT-2021` stands in a word.
    let end =
        token.bytes().zip(token.bytes().skip(1)).position(|(a, b)| a.is_ascii_digit() && matches!(b, b'T' | b'_'));
    let date = end.map_or(token, |end| &token[..=end]);
    if date.len() == 8 && date.bytes().all(|byte| byte.is_ascii_digit()) {
        return civil(number(&date[..4])?, small(&date[4..6])?, small(&date[6..])?);
    }
    let (first, second, third) = three_parts(date)?;
    if first.len() == 4 {
        return civil(number(first)?, small(second)?, small(third)?);
    }
    if let Some(month) = month(second) {
        return civil(number(third)?, month, small(first)?);
    }
    let (first, second, year) = numbers(token)?;
    match order {
        _ if first > 12 || first == second => civil(year, second, first),
        _ if second > 12 => civil(year, first, second),
        Some(Order::DayFirst) => civil(year, second, first),
        Some(Order::MonthFirst) => civil(year, first, second),
        // 3/4 is the third of April to some and the fourth of March to others.
        None => None,
    }
}

/// The numbers of a date with the year last: `31/12/2021`.
fn numbers(token: &str) -> Option<(i8, i8, i16)> {
    let (first, second, year) = three_parts(token)?;
    Some((small(first)?, small(second)?, number(year)?))
}

fn three_parts(date: &str) -> Option<(&str, &str, &str)> {
    let mut parts = date.split(['-', '/', '.']);
    let three = (parts.next()?, parts.next()?, parts.next()?);
    parts.next().is_none().then_some(three)
}

/// `2025年8月18日`, `2025년 8월 18일`: numbers with the words for year, month and day behind them.
fn east_asian(text: &str) -> Option<Date> {
    let at = text.find(['年', '년'])?;
    let digits = text[..at].bytes().rev().take_while(u8::is_ascii_digit).count();
    let after = text[at..].trim_start_matches(['年', '년']);
    let mut numbers = after.split(['月', '월', '日', '일']).map(str::trim);
    civil(number(&text[at - digits..at])?, small(numbers.next()?)?, small(numbers.next()?)?)
}

/// Whether an article can be from that day.
pub(super) fn is_plausible(day: Date) -> bool {
    YEARS.contains(&day.year())
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
    let digits = ["st", "nd", "rd", "th", "er", "º", "ª", "."]
        .iter()
        .find_map(|suffix| token.strip_suffix(suffix))
        .unwrap_or(token);
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
            "2021-05-04_10:00",
            "mardi 4 mai 2021",
            "4. Mai 2021",
            "4 de mayo de 2021",
            "terça-feira, 4 de maio de 2021 às 20:13",
            "4 мая 2021 г.",
            "2021年5月4日",
            "2021년 5월 4일",
        ] {
            assert_eq!(find(text), date(2021, 5, 4), "{text}");
        }
        assert_eq!(find("4-OCT-2021"), date(2021, 10, 4));
        assert_eq!(find("31/12/2021"), date(2021, 12, 31));
        assert_eq!(find("12/31/2021"), date(2021, 12, 31));
    }

    #[test]
    fn an_ambiguous_order_of_day_and_month_gives_no_date() {
        assert_eq!(find("03/04/2025"), None);
        assert_eq!(find("03.04.2025"), None);
    }

    #[test]
    fn a_known_order_settles_it() {
        assert_eq!(find_in_order("03/04/2025", Some(Order::DayFirst)), date(2025, 4, 3));
        assert_eq!(find_in_order("03/04/2025", Some(Order::MonthFirst)), date(2025, 3, 4));
        assert_eq!(find_in_order("13/04/2025", Some(Order::MonthFirst)), date(2025, 4, 13));
        assert_eq!(order_in("Updated 21/06/2014, 10:41"), Some(Order::DayFirst));
        assert_eq!(order_in("06/21/2014"), Some(Order::MonthFirst));
        assert_eq!(order_in("06/05/2014"), None);
        assert!(is_ambiguous_line("Published 03/04/2025 10:15") && !is_ambiguous_line("13/04/2025"));
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
        assert_eq!(date_line("publiziert am 4. Mai 2021"), date(2021, 5, 4));
        assert_eq!(date_line("Опубликовано 4 мая 2021 года"), date(2021, 5, 4));
        assert_eq!(date_line("The treaty was signed on May 4, 2021"), None);
    }

    #[test]
    fn a_time_stamp_opens_with_what_happened_to_the_page() {
        assert!(is_time_stamp("Published 10:02 AM EST May 4, 2021") && is_time_stamp("Updated at 1:23 p.m."));
        assert!(!is_time_stamp("May 4, 2021") && !is_time_stamp("Published in May by the harbour office"));
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
        assert_eq!(yearless_dateline("OSLO, May 4 (Agency) — The ferry sank."), Some((5, 4)));
        assert_eq!(yearless_dateline("OSLO, 4 May, 2021 — The ferry sank."), None);
        assert_eq!(yearless_dateline("OSLO — The ferry sank on May 4."), None);
        assert_eq!(dateline("The ferry — built May 4, 2021 — sank."), None);
    }
}
