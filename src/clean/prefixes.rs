//! Which phrases may begin at a place in a text, told by their first bytes.

use std::ops::Range;

use crate::octets::{SMALL, first_bytes, load};

/// The beginnings are kept as a set of bits, in so many words of 64.
const WORDS: usize = 256;

/// Beginnings of `LENGTH` bytes, from 1 to 8, and what begins with them.
///
/// Nearly all places in a text begin with none: a product and a bit tell. Case is that of ASCII, and of no matter.
#[derive(Debug)]
pub(super) struct Prefixes<const LENGTH: usize> {
    bits: [u64; WORDS],
    /// Each beginning, and where in `known` stands what begins with it: an open table. Of a free place the range is empty.
    begun: Vec<(u64, Range<u32>)>,
    known: Vec<Known>,
}

/// A text that begins with a known beginning.
#[derive(Debug)]
struct Known {
    number: usize,
    /// What follows its beginning, in small letters: of up to eight bytes, those that are set in `mask`.
    next: u64,
    mask: u64,
}

impl<const LENGTH: usize> Prefixes<LENGTH> {
    /// The beginnings of texts that have a number each. Shorter texts must not be given.
    pub(super) fn new<'t>(texts: impl Iterator<Item = (&'t [u8], usize)>) -> Self {
        let mut texts: Vec<(u64, usize, &[u8])> =
            texts.map(|(text, number)| (Self::prefix(load(text, 0)), number, text)).collect();
        texts.sort_unstable();
        let of_one = || texts.chunk_by(|(one, ..), (other, ..)| one == other);
        let free = (0, 0..0);
        let mut prefixes = Self {
            bits: [0; WORDS],
            begun: vec![free; (of_one().count() * 2 + 1).next_power_of_two()],
            known: texts.iter().map(|&(_, number, text)| Known::new(number, text, LENGTH)).collect(),
        };
        let mut start = 0;
        for texts in of_one() {
            let prefix = texts[0].0;
            let (word, bit) = place(prefix);
            prefixes.bits[word] |= bit;
            let end = start + u32::try_from(texts.len()).unwrap_or_default();
            let place = prefixes.place_of(prefix);
            prefixes.begun[place] = (prefix, start..end);
            start = end;
        }
        prefixes
    }

    /// Whether any text may begin with `first`, the bytes that [`load`] gives.
    #[inline]
    pub(super) fn may_begin(&self, first: u64) -> bool {
        let (word, bit) = place(Self::prefix(first));
        self.bits[word] & bit != 0
    }

    /// The numbers of the texts that may begin at a place in `bytes`.
    #[inline]
    pub(super) fn beginning(&self, bytes: &[u8], at: usize) -> impl Iterator<Item = usize> {
        let first = load(bytes, at);
        let range = if self.may_begin(first) { self.begun[self.place_of(Self::prefix(first))].1.clone() } else { 0..0 };
        let next = load(bytes, at + LENGTH) | SMALL;
        let known = &self.known[range.start as usize..range.end as usize];
        known.iter().filter(move |known| (known.next ^ next) & known.mask == 0).map(|known| known.number)
    }

    /// The place of a beginning among those that begin something, or a free one.
    fn place_of(&self, prefix: u64) -> usize {
        let mut place = (hash(prefix) >> 40) as usize & (self.begun.len() - 1);
        while self.begun[place].0 != prefix && !self.begun[place].1.is_empty() {
            place = (place + 1) & (self.begun.len() - 1);
        }
        place
    }

    /// The bytes that count, in small letters. Other characters that fall together cost a look, no more.
    #[inline]
    fn prefix(first: u64) -> u64 {
        (first | SMALL) & (u64::MAX >> (64 - 8 * LENGTH))
    }
}

impl Known {
    /// A text with a beginning of so many bytes.
    fn new(number: usize, text: &[u8], length: usize) -> Self {
        let mask = first_bytes(u64::MAX, text.len().saturating_sub(length));
        Self { number, next: load(text, length) | SMALL, mask }
    }
}

/// Lists of openings of lines, of which most lines have none.
pub(super) struct Openings<const LISTS: usize> {
    /// The openings of each list.
    pub(super) lists: [Vec<&'static str>; LISTS],
    known: Prefixes<OPENING_BYTES>,
}

/// So many bytes of a line tell that it has no opening.
const OPENING_BYTES: usize = 3;

impl<const LISTS: usize> Openings<LISTS> {
    /// The openings in `lists`. Those in ASCII have three bytes or more.
    pub(super) fn new(lists: [Vec<&'static str>; LISTS]) -> Self {
        let all = lists.iter().flatten().map(|opening| (opening.as_bytes(), 0));
        Self { known: Prefixes::new(all), lists }
    }

    /// Whether `line` may open with any: if not, it has none.
    pub(super) fn may_open(&self, line: &str) -> bool {
        let first = load(line.as_bytes(), 0);
        // What is no ASCII may be the small letter of something else, or be shorter.
        first & 0x0080_8080 != 0 || self.known.may_begin(first)
    }
}

/// The word and the bit of a beginning.
#[inline]
fn place(prefix: u64) -> (usize, u64) {
    let hash = hash(prefix);
    ((hash >> 56) as usize, 1 << (hash >> 50 & 63))
}

/// The upper bits of a product by a large odd number depend on all bytes.
#[inline]
fn hash(prefix: u64) -> u64 {
    prefix.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_by_their_beginnings_in_any_case() {
        let texts = ["photo by", "photo:", "фото", "us."];
        let prefixes = Prefixes::<3>::new(texts.iter().map(|text| text.as_bytes()).zip(0..));
        let found = |text: &str| prefixes.beginning(text.as_bytes(), 0).collect::<Vec<_>>();
        assert_eq!(found("Photo: "), [1]);
        assert_eq!(found("PHOTO BY"), [0]);
        assert!(found("Photography").is_empty());
        assert_eq!(found("US."), [3]);
        assert_eq!(found("фотограф"), [2]);
        assert!(found("us").is_empty() && found("").is_empty() && found("The").is_empty());
    }
}
