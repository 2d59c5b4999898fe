//! Eight bytes of a text at a time, as one number: what would otherwise be asked of each byte is asked of all at once.
//!
//! The first byte is the lowest. Answers are numbers too, with the highest bit of each byte of which the answer is yes.

/// The highest bit of each byte.
pub(super) const HIGHEST: u64 = 0x8080_8080_8080_8080;
/// The bit of each byte that tells small letters from capitals.
pub(super) const SMALL: u64 = 0x2020_2020_2020_2020;
/// The lowest bit of each byte.
const LOWEST: u64 = 0x0101_0101_0101_0101;

/// The first eight bytes of a text, with zeros behind its end.
#[inline]
pub(super) fn first_bytes(text: &[u8]) -> u64 {
    match text.first_chunk::<8>() {
        Some(first) => u64::from_le_bytes(*first),
        None => text.iter().rev().fold(0, |packed, byte| packed << 8 | u64::from(*byte)),
    }
}

/// Which bytes are ASCII letters.
#[inline]
pub(super) fn letters(bytes: u64) -> u64 {
    among((bytes | SMALL) & !HIGHEST, b'a', b'z') & !bytes & HIGHEST
}

/// Which bytes are ASCII digits.
#[inline]
pub(super) fn digits(bytes: u64) -> u64 {
    among(bytes & !HIGHEST, b'0', b'9') & !bytes & HIGHEST
}

/// Which bytes are spaces.
#[inline]
pub(super) fn spaces(bytes: u64) -> u64 {
    let others = bytes ^ SMALL;
    !(((others & !HIGHEST) + !HIGHEST) | others) & HIGHEST
}

/// Of bytes below 128, which stand from `first` to `last`; other bits than the highest mean nothing.
#[inline]
fn among(bytes: u64, first: u8, last: u8) -> u64 {
    // Sums that reach the highest bit: from the first on, and from behind the last on.
    let from_first = bytes + LOWEST * u64::from(0x80 - first);
    let from_behind = bytes + LOWEST * u64::from(0x7f - last);
    from_first & !from_behind
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_is_told_whatever_stands_beside_it() {
        for byte in 0..=u8::MAX {
            for other in [0, b' ', b'a', b'Z', b'9', 0x7f, 0x80, 0xff] {
                let bytes = [other, byte, other, byte, byte, other, other, byte];
                let answer = |test: fn(&u8) -> bool| {
                    bytes.iter().rev().fold(0, |all, byte| all << 8 | if test(byte) { 0x80 } else { 0 })
                };
                let eight = first_bytes(&bytes);
                assert_eq!(letters(eight), answer(u8::is_ascii_alphabetic), "{bytes:?}");
                assert_eq!(digits(eight), answer(u8::is_ascii_digit), "{bytes:?}");
                assert_eq!(spaces(eight), answer(|byte| *byte == b' '), "{bytes:?}");
            }
        }
        assert_eq!(first_bytes(b"ab"), 0x6261);
    }
}
