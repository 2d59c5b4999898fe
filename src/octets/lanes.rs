//! Sixteen bytes of a text at once, by the instructions that every x86-64 or ARM processor of 64 bits has.
//!
//! What is asked of each byte is answered by all bits of it: all are set, or none.

use std::ops::{BitAnd, BitOr, Not};

use wide::u8x16;

/// Bytes at once.
pub(super) const LANES: usize = 16;

/// Sixteen bytes, or the answers of them.
#[derive(Clone, Copy)]
pub struct Lanes(u8x16);

impl Lanes {
    #[inline]
    pub(super) fn of(bytes: &[u8; LANES]) -> Self {
        Self(u8x16::new(*bytes))
    }

    /// A bit for each answer.
    #[inline]
    pub(super) fn bits(self) -> u64 {
        u64::from(self.0.to_bitmask())
    }

    /// From one character to another.
    #[inline]
    fn range(self, first: u8, last: u8) -> Self {
        // What is less than the first is very large then.
        Self((self.0 - u8x16::splat(first)).simd_le(u8x16::splat(last - first)))
    }

    /// Letters.
    #[inline]
    #[must_use]
    pub fn letters(self) -> Self {
        Self(self.0 | u8x16::splat(0x20)).range(b'a', b'z')
    }

    /// Capital letters.
    #[inline]
    #[must_use]
    pub fn capitals(self) -> Self {
        self.range(b'A', b'Z')
    }

    /// Digits.
    #[inline]
    #[must_use]
    pub fn digits(self) -> Self {
        self.range(b'0', b'9')
    }

    /// Control characters before the space: line breaks, tabs and so on.
    #[inline]
    #[must_use]
    pub fn controls(self) -> Self {
        Self(self.0.simd_le(u8x16::splat(0x1f)))
    }

    /// The bytes that are this one.
    #[inline]
    #[must_use]
    pub fn equal(self, byte: u8) -> Self {
        Self(self.0.simd_eq(u8x16::splat(byte)))
    }

    /// Bytes beyond ASCII.
    #[inline]
    #[must_use]
    pub fn wide(self) -> Self {
        Self(self.0.simd_ge(u8x16::splat(0x80)))
    }

    /// First bytes of characters beyond ASCII.
    #[inline]
    #[must_use]
    pub fn leads(self) -> Self {
        Self(self.0.simd_ge(u8x16::splat(0xc0)))
    }

    /// First bytes of characters of three bytes or more, but for those from U+2000 to U+2FFF, which are signs of punctuation mostly.
    #[inline]
    #[must_use]
    pub fn far_leads(self) -> Self {
        Self(self.0.simd_ge(u8x16::splat(0xe0))) & !self.equal(0xe2)
    }
}

impl BitAnd for Lanes {
    type Output = Self;

    #[inline]
    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl BitOr for Lanes {
    type Output = Self;

    #[inline]
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl Not for Lanes {
    type Output = Self;

    #[inline]
    fn not(self) -> Self {
        Self(!self.0)
    }
}
