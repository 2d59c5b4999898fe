//! Lines by number: two writings of one line have the same key.

use serde::{Deserialize, Serialize};

use super::super::lines::{Ending, ending};

/// Shorter titles are words that may stand as a section heading anywhere: "Background", "What we know".
const TITLE_WORDS: std::ops::RangeInclusive<u32> = 4..=40;
const TITLE_BYTES: usize = 20;
/// What stands before a headline link: `Also read: …`.
const LEAD_WORDS: usize = 3;

/// The hash of a line's letters and digits in lower case: 48 bits, the same on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LineKey(u64);

impl LineKey {
    /// The key of a line. `None` for a line without letters and digits, which says nothing.
    ///
    /// FNV-1a (Fowler, Noll, Vo) over the bytes of the words, with the finalizer of `splitmix64`, cut to 48 bits: of a million
    /// lines, two different ones share a key in one corpus of 500. About a nanosecond a byte.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let mut hash = 0xcbf2_9ce4_8422_2325;
        let (mut gap, mut is_empty) = (false, true);
        let mut add = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        for c in text.chars() {
            let is_word = if c.is_ascii() { c.is_ascii_alphanumeric() } else { c.is_alphanumeric() };
            if !is_word {
                gap |= !matches!(c, '\'' | '’');
                continue;
            }
            if gap && !is_empty {
                add(b' ');
            }
            (gap, is_empty) = (false, false);
            if c.is_ascii() {
                #[expect(clippy::cast_possible_truncation, reason = "ASCII is one byte")]
                add((c as u8).to_ascii_lowercase());
            } else {
                let mut bytes = [0; 4];
                c.to_lowercase().for_each(|lower| lower.encode_utf8(&mut bytes).bytes().for_each(&mut add));
            }
        }
        (!is_empty).then(|| Self(mix(hash) >> 16))
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

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The key of a title by which links to it are known. `None` where it is too short to be told from a section heading.
#[must_use]
pub fn title_key(title: &str) -> Option<LineKey> {
    let is_long = title.len() >= TITLE_BYTES && TITLE_WORDS.contains(&words(title));
    if is_long { LineKey::of(title) } else { None }
}

/// The keys of the titles that a line may be a link to: the line itself, and what stands behind a short lead such as
/// `Also read:`. None for a sentence.
pub fn link_keys(text: &str) -> impl Iterator<Item = LineKey> + '_ {
    let whole = (words(text) <= *TITLE_WORDS.end() && ending(text) != Ending::Sentence).then_some(text);
    let behind = whole.and_then(|text| {
        let (lead, title) = text.split_once(": ")?;
        (lead.split(' ').count() <= LEAD_WORDS).then_some(title)
    });
    whole.into_iter().chain(behind).filter_map(title_key)
}

fn words(text: &str) -> u32 {
    text.bytes().fold(1, |words: u32, byte| words.saturating_add(u32::from(byte == b' ')))
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
        assert_eq!(link_keys("Storm stops island ferry for a week.").count(), 0);
        assert_eq!(title_key("What we know"), None);
    }
}
