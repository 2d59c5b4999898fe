//! Days as queries name them: a year, a month or a day, from one to another, or counted back from today.

use jiff::Span;
use jiff::civil::Date;

use super::Filter;
use super::fields::DateField;

/// The days that a field of dates with this value stands for, and whether the ends of a range were exchanged.
/// `None` where the value cannot be read.
pub(super) fn read(field: DateField, value: &str, today: impl FnOnce() -> Date) -> Option<(Filter, bool)> {
    let days = |from, to| Filter::Dates { from, to, undated: false };
    match field {
        DateField::After => Some((days(Some(span(value)?.0), None), false)),
        DateField::Before => Some((days(None, Some(span(value)?.0.yesterday().ok()?)), false)),
        DateField::Last => Some((days(Some(back(value, today())?), None), false)),
        DateField::On => {
            let Some((first, last)) = value.split_once("..") else {
                let (from, to) = span(value)?;
                return Some((days(Some(from), Some(to)), false));
            };
            match (first, last) {
                ("", "") => None,
                (first, "") => Some((days(Some(span(first)?.0), None), false)),
                ("", last) => Some((days(None, Some(span(last)?.1)), false)),
                (first, last) => {
                    let (first, last) = (span(first)?, span(last)?);
                    let is_exchanged = first.0 > last.1;
                    let (first, last) = if is_exchanged { (last, first) } else { (first, last) };
                    Some((days(Some(first.0), Some(last.1)), is_exchanged))
                }
            }
        }
    }
}

/// The first and the last day of `2025`, `2025-08` or `2025-08-18`.
fn span(text: &str) -> Option<(Date, Date)> {
    let mut parts = text.split('-');
    let year = number(parts.next()?, 4..=4)?;
    let month = parts.next().map(|part| number(part, 1..=2)).map_or(Some(None), |month| month.map(Some))?;
    let day = parts.next().map(|part| number(part, 1..=2)).map_or(Some(None), |day| day.map(Some))?;
    if parts.next().is_some() {
        return None;
    }
    let small = |number: i16| i8::try_from(number).ok();
    match (month, day) {
        (Some(month), Some(day)) => {
            let day = Date::new(year, small(month)?, small(day)?).ok()?;
            Some((day, day))
        }
        (Some(month), None) => {
            let first = Date::new(year, small(month)?, 1).ok()?;
            Some((first, first.last_of_month()))
        }
        _ => Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?)),
    }
}

fn number(text: &str, digits: std::ops::RangeInclusive<usize>) -> Option<i16> {
    let is_number = digits.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

/// How many days before today `30d`, `2w`, `6m` or `1y` ago was.
#[must_use]
pub fn days_back(text: &str, today: Date) -> Option<u32> {
    let hours = back(text, today)?.duration_until(today).as_hours();
    u32::try_from(hours / 24).ok()
}

/// The day that lies `30d`, `2w`, `6m` or `1y` before today.
fn back(text: &str, today: Date) -> Option<Date> {
    let unit = text.chars().next_back()?;
    let number = &text[..text.len() - unit.len_utf8()];
    if !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = number.parse().ok()?;
    let span = match unit {
        'd' => Span::new().try_days(number),
        'w' => Span::new().try_weeks(number),
        'm' => Span::new().try_months(number),
        'y' => Span::new().try_years(number),
        _ => return None,
    };
    today.checked_sub(span.ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn sketch(field: DateField, value: &str) -> Option<String> {
        let (Filter::Dates { from, to, .. }, _) = read(field, value, || date(2025, 8, 18))? else { return None };
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        Some(format!("{}..{}", day(from), day(to)))
    }

    fn check(field: DateField, value: &str, expected: &str) {
        assert_eq!(sketch(field, value).as_deref(), Some(expected), "{field:?} {value}");
    }

    #[test]
    fn months_and_years_are_all_their_days() {
        use DateField::*;
        check(After, "2025-03", "2025-03-01..");
        check(After, "2025-03-05", "2025-03-05..");
        check(Before, "2025-03", "..2025-02-28");
        check(Before, "2025-03-05", "..2025-03-04");
        check(On, "2025", "2025-01-01..2025-12-31");
        check(On, "2024-02", "2024-02-01..2024-02-29");
        check(On, "2025-8-5", "2025-08-05..2025-08-05");
        check(On, "2025-08..2025-09", "2025-08-01..2025-09-30");
        check(On, "..2025-09", "..2025-09-30");
        check(On, "2025-08..", "2025-08-01..");
        check(On, "2025-09..2025-08", "2025-08-01..2025-09-30");
    }

    #[test]
    fn the_last_days_are_counted_from_today() {
        check(DateField::Last, "30d", "2025-07-19..");
        check(DateField::Last, "2w", "2025-08-04..");
        check(DateField::Last, "6m", "2025-02-18..");
        check(DateField::Last, "1y", "2024-08-18..");
    }

    #[test]
    fn months_and_years_back_are_counted_in_days() {
        let today = date(2025, 3, 31);
        for (text, days) in [("0d", 0), ("180d", 180), ("2w", 14), ("1m", 31), ("1y", 365), ("2y", 731)] {
            assert_eq!(days_back(text, today), Some(days), "{text}");
        }
        assert_eq!(days_back("9999999y", today), None);
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for value in
            ["", "..", "2025-13", "2025-02-30", "25-03", "2025-", "yesterday", "2025-01-01-01", "+025", "-2025"]
        {
            assert_eq!(sketch(DateField::On, value), None, "{value}");
        }
        for value in ["", "d", "30", "30x", "-3d", "9999999y", "99999999999999999999d", "3é"] {
            assert_eq!(sketch(DateField::Last, value), None, "{value}");
        }
    }
}
