//! Mixing of bits, and lots that fall the same on every machine.

/// What `SplitMix64` adds to its state with each number.
pub const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// `SplitMix64` (Steele, Lea and Flood: Fast splittable pseudorandom number generators, OOPSLA 2014). Not for secrets.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// Numbers of their own for each pair of `seed` and `stream`.
    #[must_use]
    pub fn new(seed: u64, stream: u64) -> Self {
        Self(mixed(seed).wrapping_add(mixed(stream ^ STEP)))
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mixed(self.0)
    }

    /// A number from 0 to `end`, `end` left out; 0 if there is none. The bias is below `end` / 2^64.
    pub fn below(&mut self, end: usize) -> usize {
        let scaled = u128::from(self.bits()) * (end as u128);
        usize::try_from(scaled >> 64).unwrap_or_default()
    }

    /// One of `all`, if there are any.
    pub fn pick<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        all.get(self.below(all.len()))
    }

    /// Puts `all` into a random order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, all: &mut [T]) {
        for last in (1..all.len()).rev() {
            all.swap(last, self.below(last + 1));
        }
    }
}

/// The finisher of `SplitMix64`: a permutation of all numbers, of which only 0 stays where it is, that looks random.
#[must_use]
pub const fn mixed(bits: u64) -> u64 {
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// One step of `SplitMix64`: what comes of a state, another such permutation. Indexes hold what is made of it, so it must never
/// change.
#[must_use]
#[inline]
pub const fn scramble(number: u64) -> u64 {
    mixed(number.wrapping_add(STEP))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shuffle_loses_nothing_and_depends_on_seed_and_stream() {
        let order = |seed, stream| {
            let mut all: Vec<usize> = (0..50).collect();
            Random::new(seed, stream).shuffle(&mut all);
            all
        };
        assert_eq!(order(1, 2), order(1, 2));
        assert!(order(1, 2) != order(2, 1) && order(1, 2) != order(1, 3));
        let mut sorted = order(7, 7);
        sorted.sort_unstable();
        assert!(sorted.into_iter().eq(0..50));
    }
}
