//! Lines by number: two writings of one line have the same key.

use serde::{Deserialize, Serialize};

use super::super::line_hash::line_hash;
use super::super::lines::{Ending, ending, ends_in_abbreviation, is_prose};
use super::super::title::without_last_part;

/// Shorter titles are words that may stand as a section heading anywhere: "Background", "What we know".
const TITLE_WORDS: std::ops::RangeInclusive<u32> = 4..=40;
const TITLE_BYTES: usize = 20;
/// What stands before a headline link: `Also read: …`.
const LEAD_WORDS: usize = 3;
/// A link to another article has at most so many bytes.
const LONGEST_LINK: usize = 320;
/// A menu word, heading, signature or headline that is told by its shape has at most so many bytes.
const LONGEST_LINE: usize = 160;

/// The hash of a line's letters and digits in lower case: 48 bits, the same on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LineKey(u64);

impl LineKey {
    /// The key of a line. `None` for a line without letters and digits, which says nothing.
    ///
    /// 48 of 64 bits are kept: of a million lines, two different ones share a key in one corpus of 500. Less than a
    /// nanosecond a byte.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        line_hash(text).map(|hash| Self(hash >> 16))
    }

    /// The number, below 2^48.
    #[must_use]
    pub fn number(self) -> u64 {
        self.0
    }

    /// The key that [`Self::number`] gave.
    #[must_use]
    pub fn from_number(number: u64) -> Self {
        Self(number & ((1 << 48) - 1))
    }
}

/// Whether a line is running text. Longer lines are always held for it.
pub(super) fn is_text(line: &str) -> bool {
    line.len() > LONGEST_LINE || is_prose(line)
}

/// The key of a title by which links to it are known. `None` where it is too short to be told from a section heading.
#[must_use]
pub fn title_key(title: &str) -> Option<LineKey> {
    let is_long = title.len() >= TITLE_BYTES && TITLE_WORDS.contains(&words(title));
    if is_long { LineKey::of(title) } else { None }
}

/// The keys of the titles that a line may be a link to: the line itself, and what stands behind a short lead such as
/// `Also read:`. None for a sentence, or for a line that introduces what follows with a colon.
pub fn link_keys(text: &str) -> impl Iterator<Item = LineKey> + '_ {
    let is_short = || words(text) <= *TITLE_WORDS.end();
    let is_open = || match ending(text) {
        Ending::Sentence => ends_in_abbreviation(text),
        ending => ending != Ending::Colon,
    };
    // Most lines are sentences, which their ends tell.
    let whole = (text.len() <= LONGEST_LINK && is_open() && is_short()).then_some(text);
    let behind = whole.and_then(|text| {
        let (lead, title) = text.split_once(": ")?;
        (lead.split(' ').count() <= LEAD_WORDS).then_some(title)
    });
    // Titles are kept without the name of a site, and what looks like one.
    let all = whole.into_iter().chain(behind);
    all.flat_map(|title| {
        let before = Some(without_last_part(title)).filter(|before| before.len() < title.len());
        std::iter::once(title).chain(before)
    })
    .filter_map(title_key)
}

fn words(text: &str) -> u32 {
    u32::try_from(memchr::memchr_iter(b' ', text.as_bytes()).count()).unwrap_or(u32::MAX).saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_writings_of_a_line_have_one_key() {
        assert_eq!(LineKey::of("It’s a “Test” — no. 1!"), LineKey::of("its a TEST, no 1"));
        assert_ne!(LineKey::of("a test"), LineKey::of("at est"));
        assert_eq!(LineKey::of("— 🇺🇸 —"), None);
        assert_eq!(LineKey::of("Ärger"), LineKey::of("ÄRGER"));
    }

    #[test]
    fn a_link_is_found_behind_its_lead_and_a_heading_is_no_link() {
        let title = title_key("Storm stops island ferry for a week").unwrap();
        assert!(link_keys("Also read: Storm stops island ferry for a week").any(|key| key == title));
        assert!(link_keys("🚢 Storm stops island ferry for a week").any(|key| key == title));
        assert!(link_keys("See also: Storm stops island ferry for a week | North Sound").any(|key| key == title));
        assert_eq!(link_keys("Storm stops island ferry for a week.").count(), 0);
        assert_eq!(title_key("What we know"), None);
    }
}
