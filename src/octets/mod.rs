//! Several bytes of a text at once: eight in one number, of which the first byte is the lowest, or 64 by [`ask`].
//!
//! What is asked of each of eight bytes is answered by its highest bit (Warren, *Hacker's Delight*, 6.1), so the first byte that
//! answers yes is found without a branch for each of those before it. A byte beyond ASCII says no where nothing else is said.

mod lanes;

use lanes::LANES;
pub use lanes::Lanes;

/// The highest bit of each byte: of those beyond ASCII it is set.
pub const HIGHEST: u64 = 0x8080_8080_8080_8080;
/// The bit of each byte that tells small letters from capitals.
pub const SMALL: u64 = 0x20 * EACH;
const EACH: u64 = 0x0101_0101_0101_0101;
/// All bits but the highest.
const LOWER: u64 = !HIGHEST;

/// The eight bytes from `at` on, with zeros for those behind the last.
#[inline]
#[must_use]
pub fn load(bytes: &[u8], at: usize) -> u64 {
    match bytes.get(at..).and_then(<[u8]>::first_chunk) {
        Some(octets) => u64::from_le_bytes(*octets),
        None => load_last(bytes, at),
    }
}

#[cold]
fn load_last(bytes: &[u8], at: usize) -> u64 {
    if let Some(last) = bytes.last_chunk() {
        // Of the last eight bytes, those before `at` go.
        let gone = u32::try_from(at.saturating_add(8) - bytes.len()).unwrap_or(8).min(8);
        return u64::from_le_bytes(*last) >> (4 * gone) >> (4 * gone);
    }
    let mut octets = [0; 8];
    for (octet, &byte) in octets.iter_mut().zip(bytes.iter().skip(at)) {
        *octet = byte;
    }
    u64::from_le_bytes(octets)
}

/// So many bytes have their answers in one number.
pub const BLOCK: usize = 64;

/// The answers to some questions about each of 64 bytes from `at` on, with zeros for those behind the last: one bit each, the
/// first byte the lowest.
#[inline]
#[must_use]
pub fn ask<const QUESTIONS: usize>(
    bytes: &[u8],
    at: usize,
    questions: impl Fn(Lanes) -> [Lanes; QUESTIONS],
) -> [u64; QUESTIONS] {
    let mut padded = [0; BLOCK];
    let block = bytes.get(at..).and_then(<[u8]>::first_chunk).unwrap_or_else(|| {
        let rest = bytes.get(at..).unwrap_or_default();
        padded[..rest.len()].copy_from_slice(rest);
        &padded
    });
    let mut all = [0; QUESTIONS];
    for (number, lanes) in block.as_chunks().0.iter().enumerate() {
        let answers = questions(Lanes::of(lanes));
        for question in 0..QUESTIONS {
            all[question] |= answers[question].bits() << (LANES * number);
        }
    }
    all
}

/// A bit for each of the first `count` bytes of a block; for all if there are no more than `count`.
#[inline]
#[must_use]
pub const fn first_bits(count: usize) -> u64 {
    if count < BLOCK { (1 << count) - 1 } else { u64::MAX }
}

/// The first `count` bytes, and zeros for the others; all if there are no more than `count`.
#[inline]
#[must_use]
pub const fn first_bytes(octets: u64, count: usize) -> u64 {
    if count < 8 { octets & ((1 << (8 * count)) - 1) } else { octets }
}

/// How many bytes stand before the first whose answer is yes: 8 if there is none.
#[inline]
#[must_use]
pub const fn before(answers: u64) -> usize {
    answers.trailing_zeros() as usize / 8
}

/// How many answers are yes.
#[inline]
#[must_use]
pub const fn count(answers: u64) -> usize {
    ((answers >> 7).wrapping_mul(EACH) >> 56) as usize
}

/// The bytes from one ASCII character to another.
#[inline]
const fn range(octets: u64, first: u8, last: u8) -> u64 {
    // A sum reaches the highest bit of its byte and never the next byte.
    let low = octets & LOWER;
    let from_first = low + (0x80 - first as u64) * EACH;
    let beyond_last = low + (0x7f - last as u64) * EACH;
    from_first & !beyond_last & !octets & HIGHEST
}

/// The bytes that are this ASCII character.
#[inline]
#[must_use]
pub const fn equal(octets: u64, character: u8) -> u64 {
    let differing = octets ^ (character as u64 * EACH);
    !(((differing & LOWER) + LOWER) | differing) & HIGHEST
}

/// Letters. The case of each is one bit, which is left out of account.
#[inline]
#[must_use]
pub const fn letters(octets: u64) -> u64 {
    range(octets | SMALL, b'a', b'z')
}

/// Capital letters.
#[inline]
#[must_use]
pub const fn capitals(octets: u64) -> u64 {
    range(octets, b'A', b'Z')
}

/// Digits.
#[inline]
#[must_use]
pub const fn digits(octets: u64) -> u64 {
    range(octets, b'0', b'9')
}

/// Some starts of words, of three small letters each.
pub struct Starts<const COUNT: usize>([u64; COUNT]);

impl<const COUNT: usize> Starts<COUNT> {
    /// These starts.
    #[must_use]
    pub const fn of(texts: [&[u8; 3]; COUNT]) -> Self {
        let mut starts = [0; COUNT];
        let mut number = 0;
        while number < COUNT {
            let &[first, second, third] = texts[number];
            starts[number] = u64::from_le_bytes([first, second, third, 0, 0, 0, 0, 0]);
            number += 1;
        }
        Self(starts)
    }

    /// Whether one of them stands at a byte of a text, in small letters or capitals. All are compared, since words are of all
    /// kinds, and no guess how far to look would be right as often.
    #[inline]
    #[must_use]
    pub fn begin(&self, text: &[u8], at: usize) -> bool {
        self.has(first_bytes(load(text, at), 3))
    }

    /// Whether one of them is these three bytes, in small letters or capitals.
    #[inline]
    #[must_use]
    pub fn has(&self, start: u64) -> bool {
        let start = start | first_bytes(SMALL, 3);
        self.0.iter().map(|&other| usize::from(start == other)).sum::<usize>() > 0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn each_byte_is_told_from_its_neighbours(bytes in any::<[u8; 8]>(), character in 0..0x80u8) {
            let octets = load(&bytes, 0);
            let answers = |is: fn(u8) -> bool| u64::from_le_bytes(bytes.map(|byte| u8::from(is(byte)) << 7));
            prop_assert_eq!(letters(octets), answers(|byte| byte.is_ascii_alphabetic()));
            prop_assert_eq!(capitals(octets), answers(|byte| byte.is_ascii_uppercase()));
            prop_assert_eq!(digits(octets), answers(|byte| byte.is_ascii_digit()));
            prop_assert_eq!(count(digits(octets)), bytes.iter().filter(|byte| byte.is_ascii_digit()).count());
            let same = bytes.map(|byte| u8::from(byte == character) << 7);
            prop_assert_eq!(equal(octets, character), u64::from_le_bytes(same));
            prop_assert_eq!(before(equal(octets, bytes[3] & 0x7f)), bytes.iter().position(|&byte| byte == bytes[3] & 0x7f).unwrap_or(8));
        }

        #[test]
        fn what_lies_behind_the_last_byte_is_zero(bytes in proptest::collection::vec(any::<u8>(), 0..20), at in 0..30usize, count in 0..10usize) {
            let mut padded = bytes.clone();
            padded.resize(40, 0);
            let octets = load(&bytes, at);
            prop_assert_eq!(&octets.to_le_bytes(), &padded[at..at + 8]);
            let taken = first_bytes(octets, count).to_le_bytes();
            prop_assert_eq!(&taken[..count.min(8)], &padded[at..at + count.min(8)]);
            prop_assert!(taken.iter().skip(count).all(|&byte| byte == 0));
        }
    }

    proptest! {
        #[test]
        fn the_answers_for_many_bytes_are_those_for_each(bytes in proptest::collection::vec(any::<u8>(), 0..150), at in 0..160usize) {
            let answers = ask(&bytes, at, |lanes| [
                lanes.letters(),
                lanes.capitals(),
                lanes.digits(),
                lanes.wide(),
                lanes.leads(),
                lanes.far_leads(),
                lanes.equal(b' ') | lanes.equal(0xe2),
                !lanes.wide() & !lanes.letters(),
                lanes.controls(),
            ]);
            let bit = |is: fn(u8) -> bool| {
                let is = |place: usize| is(bytes.get(at + place).copied().unwrap_or(0));
                (0..BLOCK).fold(0, |bits, place| bits | u64::from(is(place)) << place)
            };
            let expected: [fn(u8) -> bool; 9] = [
                |byte| byte.is_ascii_alphabetic(),
                |byte| byte.is_ascii_uppercase(),
                |byte| byte.is_ascii_digit(),
                |byte| !byte.is_ascii(),
                |byte| byte >= 0xc0,
                |byte| byte >= 0xe0 && byte != 0xe2,
                |byte| byte == b' ' || byte == 0xe2,
                |byte| byte.is_ascii() && !byte.is_ascii_alphabetic(),
                |byte| byte < b' ',
            ];
            prop_assert_eq!(answers, expected.map(bit));
        }
    }

    #[test]
    fn each_byte_is_told_whatever_stands_beside_it() {
        for byte in 0..=u8::MAX {
            for other in [0, b' ', b'a', b'Z', b'9', 0x7f, 0x80, 0xff] {
                let bytes = [other, byte, other, byte, byte, other, other, byte];
                let answer = |is: fn(&u8) -> bool| u64::from_le_bytes(bytes.map(|byte| u8::from(is(&byte)) << 7));
                let octets = load(&bytes, 0);
                assert_eq!(letters(octets), answer(u8::is_ascii_alphabetic), "{bytes:?}");
                assert_eq!(digits(octets), answer(u8::is_ascii_digit), "{bytes:?}");
                assert_eq!(equal(octets, b' '), answer(|byte| *byte == b' '), "{bytes:?}");
            }
        }
        assert_eq!(load(b"ab", 0), 0x6261);
    }

    #[test]
    fn starts_are_found_in_any_case() {
        const STARTS: Starts<2> = Starts::of([b"mil", b"tho"]);
        let begin = |text: &str, at| STARTS.begin(text.as_bytes(), at);
        assert!(begin("27 MILLION", 3) && begin("thO", 0) && begin("Thousands of them", 0));
        assert!(
            !begin("27 million", 4) && !begin("th", 0) && !begin("the", 0) && !begin("mil", 5) && !begin("m\tl", 0)
        );
    }

    #[test]
    fn all_bytes_are_judged() {
        for byte in 0..=u8::MAX {
            let octets = u64::from(byte) * EACH;
            let all = |is: bool| if is { HIGHEST } else { 0 };
            assert_eq!(letters(octets), all(byte.is_ascii_alphabetic()));
            assert_eq!(capitals(octets), all(byte.is_ascii_uppercase()));
            assert_eq!(digits(octets), all(byte.is_ascii_digit()));
            assert_eq!(count(letters(octets)), if byte.is_ascii_alphabetic() { 8 } else { 0 });
        }
    }
}
