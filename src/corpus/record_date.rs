//! Dates in the fields of records: the day as it is written, without conversion between time zones.

use std::ops::RangeInclusive;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Years that an article can be from. Others come from empty or broken fields.
const YEARS: RangeInclusive<i16> = 1500..=2200;

/// Unix times are believed from 1973 to 2100; smaller and larger numbers are something else.
const UNIX_SECONDS: RangeInclusive<f64> = 1e8..=4.1e9;

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

/// The day that a text names: ISO 8601 (`2024-01-05T10:00:00Z`, also with `/` or `.`), `20240105`, RFC 2822, `Jan. 5,
/// 2024`, `5 January 2024`, `26-FEB-1987`, or a Unix time.
///
/// `01/05/2024` is nothing, since it may mean January or May.
pub(super) fn from_text(text: &str) -> Option<Date> {
    let text = text.trim();
    year_first(text)
        .or_else(|| compact(text))
        .or_else(|| month_by_name(text))
        .or_else(|| text.parse().ok().and_then(from_number))
}

/// The day that a number means: `20240105`, or Unix time in seconds or milliseconds (the day in UTC).
pub(super) fn from_number(number: f64) -> Option<Date> {
    if let Some(date) = compact(&number.to_string()) {
        return Some(date);
    }
    let seconds = [number, number / 1e3].into_iter().find(|seconds| UNIX_SECONDS.contains(seconds))?;
    #[expect(clippy::cast_possible_truncation, reason = "the range above fits, and a fraction of a second is no day")]
    let timestamp = Timestamp::from_second(seconds as i64).ok()?;
    Some(TimeZone::UTC.to_datetime(timestamp).date())
}

fn year_first(text: &str) -> Option<Date> {
    let (year, rest) = text.split_at_checked(4)?;
    let separator = rest.chars().next().filter(|c| matches!(c, '-' | '/' | '.'))?;
    let (month, rest) = rest[1..].split_once(separator)?;
    let day_end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    day(number(year)?, number(month)?, number(&rest[..day_end])?)
}

fn compact(text: &str) -> Option<Date> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    // Eight digits, or fourteen with the time; a T may part them.
    if digits != 8 && digits != 14 {
        return None;
    }
    day(number(&text[..4])?, number(&text[4..6])?, number(&text[6..8])?)
}

/// Reads the words around the name of a month: the day stands next to it, the year anywhere.
fn month_by_name(text: &str) -> Option<Date> {
    // Dates are short; a text that is not is no date.
    let text: String = text.chars().take(80).collect();
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let (at, month) = words.iter().enumerate().find_map(|(at, word)| Some((at, month_number(word)?)))?;
    let year =
        words.iter().filter(|word| word.len() == 4).find_map(|word| number(word).filter(|y| YEARS.contains(y)))?;
    let before = at.checked_sub(1).and_then(|before| day_number(words[before]));
    let after = || words.get(at + 1).and_then(|word| day_number(word));
    day(year, month, before.or_else(after)?)
}

fn month_number(word: &str) -> Option<i16> {
    let word = word.to_lowercase();
    let found = MONTHS.iter().position(|month| *month == word || *month != "may" && month.get(..3) == Some(&word));
    let found = found.or_else(|| (word == "sept").then_some(8))?;
    i16::try_from(found + 1).ok()
}

fn day_number(word: &str) -> Option<i16> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let suffix = &word[digits.len()..];
    let is_day = digits.len() <= 2 && ["", "st", "nd", "rd", "th"].contains(&suffix);
    is_day.then(|| number(digits)).flatten()
}

fn number(digits: &str) -> Option<i16> {
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
}

fn day(year: i16, month: i16, day: i16) -> Option<Date> {
    if !YEARS.contains(&year) {
        return None;
    }
    Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_day_is_read_in_the_usual_ways() {
        for text in [
            "2024-01-05",
            "2024-01-05T23:30:00-05:00",
            "2024-01-05 10:00:00.123456",
            "2024/1/5",
            "2024.01.05",
            "20240105",
            "20240105T103000Z",
            "20240105103000",
            "Fri, 05 Jan 2024 10:00:00 GMT",
            "Jan. 5, 2024",
            "January 5th, 2024, 9:15 p.m. EST",
            "5 January 2024",
            "5-JAN-2024 15:01:01",
            " Friday, January 5, 2024 ",
            "Fri Jan 05 10:00:00 +0000 2024",
            "1704448800",
            "1704448800000",
            "1704448800.5",
        ] {
            assert_eq!(from_text(text), Some(date(2024, 1, 5)), "{text}");
        }
        assert_eq!(from_text("Sept. 11, 2001"), Some(date(2001, 9, 11)));
        assert_eq!(from_text("1 May 1963"), Some(date(1963, 5, 1)));
    }

    #[test]
    fn numbers_are_days_or_unix_times() {
        assert_eq!(from_number(20_240_105.0), Some(date(2024, 1, 5)));
        assert_eq!(from_number(1_704_448_800.0), Some(date(2024, 1, 5)));
        assert_eq!(from_number(1_704_448_800_000.0), Some(date(2024, 1, 5)));
    }

    #[test]
    fn what_names_no_certain_day_is_nothing() {
        for text in
            ["", "today", "01/05/2024", "2024", "January 2024", "2024-13-01", "0000-00-00", "2024-02-30", "May", "12"]
        {
            assert_eq!(from_text(text), None, "{text}");
        }
        for number in [0.0, 17.0, -1.0, f64::NAN, f64::MAX, 1e14] {
            assert_eq!(from_number(number), None, "{number}");
        }
    }

    proptest! {
        #[test]
        fn every_day_survives_being_written(days in 0i64..200_000) {
            let day = date(1600, 1, 1) + jiff::Span::new().days(days);
            prop_assert_eq!(from_text(&day.to_string()), Some(day));
            prop_assert_eq!(from_text(&day.strftime("%a, %d %b %Y 00:00:00 +0000").to_string()), Some(day));
            prop_assert_eq!(from_text(&day.strftime("%B %-d, %Y").to_string()), Some(day));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}|[0-9./T: -]{0,20}") {
            let _ = from_text(&text);
        }
    }
}
