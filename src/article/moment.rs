//! A moment as a page writes it, with its time zone.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::fmt::rfc2822;
use jiff::fmt::temporal::Pieces;
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};

/// A moment, and the offset from UTC in which it was written: `2024-11-28T09:30:00+01:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Moment {
    timestamp: Timestamp,
    /// Seconds east of UTC.
    offset: i32,
}

impl Moment {
    /// Reads ISO 8601, also with a space before the offset, and RFC 2822 where they give a day, a time and an offset (`Z` included); anything else is `None`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        Self::from_iso(text).or_else(|| Self::from_iso(&joined(text)?)).or_else(|| {
            let zoned = rfc2822::parse(text).ok()?;
            Some(Self { timestamp: zoned.timestamp(), offset: zoned.offset().seconds() })
        })
    }

    fn from_iso(text: &str) -> Option<Self> {
        let pieces = Pieces::parse(text).ok()?;
        let offset = pieces.to_numeric_offset()?;
        let timestamp = offset.to_timestamp(pieces.date().to_datetime(pieces.time()?)).ok()?;
        Some(Self { timestamp, offset: offset.seconds() })
    }

    /// The moment without its offset.
    #[must_use]
    pub fn timestamp(self) -> Timestamp {
        self.timestamp
    }

    /// The day as it was written, that is in the offset of the moment.
    #[must_use]
    pub fn day(self) -> Date {
        self.offset().to_datetime(self.timestamp).date()
    }

    /// Whether it was written in UTC, as programs write it whatever the clock of the newsroom says.
    #[must_use]
    pub fn is_utc(self) -> bool {
        self.offset == 0
    }

    fn offset(self) -> Offset {
        Offset::from_seconds(self.offset).unwrap_or(Offset::UTC)
    }
}

/// `2024-11-28 09:30:00 -0600` or `2024-11-28 09:30:00 GMT` without blanks.
fn joined(text: &str) -> Option<String> {
    let (time, zone) = text.rsplit_once(' ')?;
    let zone = if matches!(zone, "GMT" | "UTC") { "Z" } else { zone };
    (time.starts_with(|c: char| c.is_ascii_digit()) && zone.starts_with(['+', '-', 'Z']))
        .then(|| format!("{time}{zone}"))
}

impl fmt::Display for Moment {
    /// RFC 3339, with the offset in which the moment was written.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.timestamp.display_with_offset(self.offset()).fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_as_it_was_read() {
        for text in ["2024-11-28T23:30:00+01:00", "2024-11-28T09:30:00.25-05:30", "2024-11-28T00:00:00+00:00"] {
            let moment = Moment::parse(text).unwrap();
            assert_eq!(moment.to_string(), text);
            assert_eq!(moment.day(), jiff::civil::date(2024, 11, 28), "{text}");
        }
        let written = |text| Moment::parse(text).map(|moment| moment.to_string());
        assert_eq!(written("2024-11-28 09:30:00Z").as_deref(), Some("2024-11-28T09:30:00+00:00"));
        assert_eq!(written("2024-11-28T09:30:00+0100").as_deref(), Some("2024-11-28T09:30:00+01:00"));
        assert_eq!(written("2024-11-28 09:30:00 -0600").as_deref(), Some("2024-11-28T09:30:00-06:00"));
        assert_eq!(written("2024-11-28 09:30:00 GMT").as_deref(), Some("2024-11-28T09:30:00+00:00"));
        assert_eq!(written("Thu, 28 Nov 2024 09:30:00 -0600").as_deref(), Some("2024-11-28T09:30:00-06:00"));
    }

    #[test]
    fn without_time_or_zone_there_is_no_moment() {
        for text in ["2024-11-28", "2024-11-28T09:30:00", "28 November 2024", ""] {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
    }
}
