//! Which phrases may begin at a place in a text, told by their first bytes.

use crate::octets::{SMALL, load};
/// The beginnings are kept as a set of bits, in so many words of 64.
const WORDS: usize = 256;

/// Beginnings of `LENGTH` bytes, from 1 to 8, and what begins with them.
///
/// Nearly all places in a text begin with none: a product and a bit tell. Case is that of ASCII, and of no matter.
#[derive(Debug)]
pub(super) struct Prefixes<const LENGTH: usize> {
    bits: [u64; WORDS],
    /// The beginnings and the numbers of what begins with them, in order.
    known: Vec<(u64, usize)>,
}

impl<const LENGTH: usize> Prefixes<LENGTH> {
    /// The beginnings of texts that have a number each. Shorter texts must not be given.
    pub(super) fn new<'t>(texts: impl Iterator<Item = (&'t [u8], usize)>) -> Self {
        let mut prefixes = Self { bits: [0; WORDS], known: Vec::new() };
        for (text, number) in texts {
            let prefix = Self::prefix(load(text, 0));
            let (word, bit) = place(prefix);
            prefixes.bits[word] |= bit;
            prefixes.known.push((prefix, number));
        }
        prefixes.known.sort_unstable();
        prefixes
    }

    /// Whether any text may begin with `first`, the bytes that [`load`] gives.
    #[inline]
    pub(super) fn may_begin(&self, first: u64) -> bool {
        let (word, bit) = place(Self::prefix(first));
        self.bits[word] & bit != 0
    }

    /// The numbers of the texts that may begin with `first`, the bytes that [`load`] gives, each behind its beginning.
    #[inline]
    pub(super) fn beginning(&self, first: u64) -> &[(u64, usize)] {
        if self.may_begin(first) { self.known(Self::prefix(first)) } else { &[] }
    }

    fn known(&self, prefix: u64) -> &[(u64, usize)] {
        let known = &self.known[self.known.partition_point(|(other, _)| *other < prefix)..];
        &known[..known.iter().take_while(|(other, _)| *other == prefix).count()]
    }

    /// The bytes that count, in small letters. Other characters that fall together cost a look, no more.
    #[inline]
    fn prefix(first: u64) -> u64 {
        (first | SMALL) & (u64::MAX >> (64 - 8 * LENGTH))
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

/// The word and the bit of a beginning. The upper bits of a product by a large odd number depend on all bytes.
#[inline]
fn place(prefix: u64) -> (usize, u64) {
    let hash = prefix.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((hash >> 56) as usize, 1 << (hash >> 50 & 63))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_by_their_beginnings_in_any_case() {
        let texts = ["photo by", "photo:", "фото", "us."];
        let prefixes = Prefixes::<3>::new(texts.iter().map(|text| text.as_bytes()).zip(0..));
        let found = |text: &str| {
            let known = prefixes.beginning(load(text.as_bytes(), 0));
            known.iter().map(|(_, number)| *number).collect::<Vec<_>>()
        };
        assert_eq!(found("Photography"), [0, 1]);
        assert_eq!(found("US."), [3]);
        assert_eq!(found("фотограф"), [2]);
        assert!(found("us").is_empty() && found("").is_empty() && found("The").is_empty());
    }
}
