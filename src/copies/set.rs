//! Sets of hashes that are made once and compared: a table with open addressing, which takes less time than sorting.

use std::hash::{BuildHasher, RandomState};

use super::signature::halves;

/// Different hashes.
#[derive(Debug, Clone)]
pub(super) struct Set {
    /// Each once, in the order in which they came.
    hashes: Vec<u32>,
    /// A power of two of places, at least twice as many as hashes. A hash stands at the first free place from that on which the
    /// high bits of its product with `factor` say (Dietzfelbinger et al., *A reliable randomized algorithm for the closest-pair
    /// problem*, 1997); 0 is free.
    places: Vec<u32>,
    /// Odd, and by chance: no text can be made so that its hashes stand in each other's way.
    factor: u32,
    has_zero: bool,
}

impl Set {
    pub(super) fn of(hashes: impl ExactSizeIterator<Item = u32>) -> Self {
        let places = (2 * hashes.len()).next_power_of_two().max(2);
        let factor = halves(RandomState::new().hash_one(places)).0 | 1;
        let mut set =
            Self { hashes: Vec::with_capacity(hashes.len()), places: vec![0; places], factor, has_zero: false };
        for hash in hashes {
            set.insert(hash);
        }
        set
    }

    pub(super) fn len(&self) -> usize {
        self.hashes.len()
    }

    /// How many hashes two sets share.
    pub(super) fn in_common(&self, other: &Self) -> usize {
        other.hashes.iter().filter(|&&hash| self.has(hash)).count()
    }

    fn insert(&mut self, hash: u32) {
        let is_new = if hash == 0 {
            !std::mem::replace(&mut self.has_zero, true)
        } else {
            let place = self.place(hash);
            std::mem::replace(&mut self.places[place], hash) == 0
        };
        self.hashes.extend(is_new.then_some(hash));
    }

    fn has(&self, hash: u32) -> bool {
        if hash == 0 { self.has_zero } else { self.places[self.place(hash)] == hash }
    }

    /// Where a hash that is not 0 stands, or would stand.
    fn place(&self, hash: u32) -> usize {
        let bits = self.places.len().trailing_zeros();
        let mut place = (hash.wrapping_mul(self.factor) >> (u32::BITS - bits)) as usize;
        while self.places[place] != 0 && self.places[place] != hash {
            place = (place + 1) & (self.places.len() - 1);
        }
        place
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    /// Few enough for many to be the same, and to stand close together.
    fn hashes() -> impl Strategy<Value = Vec<u32>> {
        let hash = prop_oneof![0_u32..40, (0_u32..40).prop_map(|hash| u32::MAX - hash), any::<u32>()];
        prop::collection::vec(hash, 0..80)
    }

    proptest! {
        #[test]
        fn sets_have_in_common_what_plain_sets_have(one in hashes(), other in hashes()) {
            let (ours, others) = (Set::of(one.iter().copied()), Set::of(other.iter().copied()));
            let plain = |hashes: &[u32]| hashes.iter().copied().collect::<BTreeSet<u32>>();
            let (one, other) = (plain(&one), plain(&other));
            prop_assert_eq!((ours.len(), others.len()), (one.len(), other.len()));
            prop_assert_eq!(ours.in_common(&others), one.intersection(&other).count());
            prop_assert_eq!(others.in_common(&ours), one.intersection(&other).count());
        }
    }
}
