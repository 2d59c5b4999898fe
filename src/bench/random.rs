//! Lots that fall the same on every machine.

/// `SplitMix64` (Steele, Lea and Flood: Fast splittable pseudorandom number generators, OOPSLA 2014). Not for secrets.
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

impl Random {
    /// Numbers of their own for each pair of `seed` and `stream`.
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        Self(mixed(seed).wrapping_add(mixed(stream ^ STEP)))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mixed(self.0)
    }

    /// A number from 0 to `end`, `end` left out; 0 if there is none. The bias is below `end` / 2^64.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let scaled = u128::from(self.next()) * (end as u128);
        usize::try_from(scaled >> 64).unwrap_or_default()
    }

    /// One of `all`, if there are any.
    pub(super) fn pick<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        all.get(self.below(all.len()))
    }

    /// Puts `all` into a random order (Fisher and Yates).
    pub(super) fn shuffle<T>(&mut self, all: &mut [T]) {
        for last in (1..all.len()).rev() {
            all.swap(last, self.below(last + 1));
        }
    }
}

fn mixed(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
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
