//! Lines by number: two writings of one line have the same key.

use serde::{Deserialize, Serialize};

use super::super::lines::{Ending, Features, ending, ends_in_abbreviation};
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
    /// Words of eight bytes are folded into the state by the finalizer of `splitmix64` (Steele et al. 2014), and 48 bits are
    /// kept: of a million lines, two different ones share a key in one corpus of 500. Less than a nanosecond a byte.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let mut hasher = Hasher::default();
        if text.is_ascii() {
            text.bytes().for_each(|byte| hasher.add_ascii(byte));
        } else {
            for c in text.chars() {
                match u8::try_from(c) {
                    Ok(byte) if byte.is_ascii() => hasher.add_ascii(byte),
                    _ => hasher.add_char(c),
                }
            }
        }
        (hasher.length > 0).then(|| Self(hasher.finish() >> 16))
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

/// Hashes letters and digits in lower case, with one space wherever something else stood between them.
#[derive(Default)]
struct Hasher {
    state: u64,
    word: u64,
    length: u64,
    gap: bool,
}

/// What an ASCII byte counts as: itself in lower case, nothing, or (as 0) a gap.
const APOSTROPHE: u8 = 1;
const FOLDED: [u8; 128] = {
    let mut folded = [0; 128];
    let mut c = 0_u8;
    while c < 128 {
        folded[c as usize] = match c {
            b'\'' => APOSTROPHE,
            _ if c.is_ascii_alphanumeric() => c.to_ascii_lowercase(),
            _ => 0,
        };
        c += 1;
    }
    folded
};

impl Hasher {
    fn add_ascii(&mut self, byte: u8) {
        match FOLDED[usize::from(byte & 0x7f)] {
            0 => self.gap = true,
            APOSTROPHE => {}
            folded => self.add(folded),
        }
    }

    fn add_char(&mut self, c: char) {
        if c.is_alphanumeric() {
            let mut bytes = [0; 4];
            for lower in c.to_lowercase() {
                lower.encode_utf8(&mut bytes).bytes().for_each(|byte| self.add(byte));
            }
        } else if c != '’' {
            self.gap = true;
        }
    }

    fn add(&mut self, byte: u8) {
        if self.gap && self.length > 0 {
            self.push(b' ');
        }
        self.gap = false;
        self.push(byte);
    }

    fn push(&mut self, byte: u8) {
        self.word = self.word << 8 | u64::from(byte);
        self.length += 1;
        if self.length.is_multiple_of(8) {
            self.state = mix(self.state ^ self.word);
            self.word = 0;
        }
    }

    fn finish(self) -> u64 {
        mix(mix(self.state ^ self.word) ^ self.length)
    }
}

fn mix(z: u64) -> u64 {
    let z = z.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Whether a line is running text. Longer lines are always held for it.
pub(super) fn is_text(line: &str) -> bool {
    line.len() > LONGEST_LINE || Features::of(line).is_prose()
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
    let is_short = text.len() <= LONGEST_LINK && words(text) <= *TITLE_WORDS.end();
    let is_open = || ending(text) != Ending::Sentence || ends_in_abbreviation(text);
    let whole = (is_short && is_open()).then_some(text);
    let behind = whole.and_then(|text| {
        let (lead, title) = text.split_once(": ")?;
        (lead.split(' ').count() <= LEAD_WORDS).then_some(title)
    });
    // Titles are kept without the name of a site, and what looks like one.
    let before = whole.map(without_last_part).filter(|title| title.len() < text.len());
    whole.into_iter().chain(behind).chain(before).filter_map(title_key)
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
