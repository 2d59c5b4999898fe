//! Canonical prefix codes of limited length.

/// Bits of a code of any symbol at most.
pub(super) const LONGEST: u8 = 20;
/// Bits of a code of any symbol at most, but in the common code.
pub(super) const SHORT: u8 = 15;

/// Optimal code lengths for two symbols or more with the given counts (0 counts as 1), none above `limit`, which must
/// be enough for so many.
///
/// Package-merge: Larmore and Hirschberg, A fast algorithm for optimal length-limited Huffman codes, 1990. O(n · limit)
/// time and space.
pub(super) fn lengths(counts: &[u64], limit: u8) -> Vec<u8> {
    let mut order: Vec<usize> = (0..counts.len()).collect();
    order.sort_unstable_by_key(|&symbol| (counts[symbol], symbol));
    let leaves: Vec<u64> = order.iter().map(|&symbol| counts[symbol].max(1)).collect();
    // Of each level, whether its items, lightest first, are leaves or packages of two items of the level before.
    let mut levels: Vec<Vec<bool>> = vec![vec![true; leaves.len()]];
    let mut weights = leaves.clone();
    for _ in 1..limit {
        let packages: Vec<u64> = weights.chunks_exact(2).map(|pair| pair[0] + pair[1]).collect();
        let (merged, is_leaf) = merge(&leaves, &packages);
        weights = merged;
        levels.push(is_leaf);
    }
    let mut lengths = vec![0; counts.len()];
    let mut taken = 2 * leaves.len() - 2;
    for level in levels.iter().rev() {
        let leaves_taken = level[..taken].iter().filter(|is_leaf| **is_leaf).count();
        for &symbol in &order[..leaves_taken] {
            lengths[symbol] += 1;
        }
        taken = 2 * (taken - leaves_taken);
    }
    lengths
}

/// Two sorted lists as one, and of each item whether it is of the first.
fn merge(leaves: &[u64], packages: &[u64]) -> (Vec<u64>, Vec<bool>) {
    let total = leaves.len() + packages.len();
    let (mut weights, mut is_leaf) = (Vec::with_capacity(total), Vec::with_capacity(total));
    let (mut leaves, mut packages) = (leaves.iter().peekable(), packages.iter().peekable());
    loop {
        let first = match (leaves.peek(), packages.peek()) {
            (Some(leaf), Some(package)) => leaf <= package,
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (None, None) => return (weights, is_leaf),
        };
        weights.extend(if first { leaves.next() } else { packages.next() });
        is_leaf.push(first);
    }
}

/// A canonical prefix code of two symbols or more: shorter codes come first, and codes of one length in the order of their
/// symbols. It is complete: all sequences of bits are codes, one after another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Code {
    symbols: Vec<u16>,
    lengths: Vec<u8>,
}

impl Code {
    /// The best code for symbols, two or more and ascending, with the given counts.
    pub(super) fn of_counts(counted: &[(u16, u64)], limit: u8) -> Self {
        let counts: Vec<u64> = counted.iter().map(|&(_, count)| count).collect();
        let symbols: Vec<u16> = counted.iter().map(|&(symbol, _)| symbol).collect();
        Self::sorted(&lengths(&counts, limit), &symbols)
    }

    /// The code in which the symbols from 0 on have codes of these lengths; `None` if there is none.
    pub(super) fn of_lengths(lengths: &[u8]) -> Option<Self> {
        let symbols: Vec<u16> = (0..u16::try_from(lengths.len()).ok()?).collect();
        let is_valid = lengths.iter().all(|length| (1..=LONGEST).contains(length));
        let code = is_valid.then(|| Self::sorted(lengths, &symbols))?;
        code.is_complete().then_some(code)
    }

    /// The code of these symbols in the order of their codes, which have these lengths; `None` if there is none.
    pub(super) fn in_order(symbols: Vec<u16>, lengths: Vec<u8>) -> Option<Self> {
        let code = Self { symbols, lengths };
        (code.lengths.is_sorted() && code.is_complete()).then_some(code)
    }

    /// Whether it has all symbols below a number, each once.
    pub(super) fn has_all(&self, symbols: usize) -> bool {
        let mut all = self.symbols.clone();
        all.sort_unstable();
        all.len() == symbols && all.iter().zip(0..).all(|(&symbol, number)| symbol == number)
    }

    /// Sorts symbols, which ascend, by length.
    fn sorted(lengths: &[u8], symbols: &[u16]) -> Self {
        let mut places = [0; LONGEST as usize + 2];
        for length in lengths {
            places[usize::from(*length) + 1] += 1;
        }
        for length in 1..places.len() {
            places[length] += places[length - 1];
        }
        let mut code = Self { symbols: vec![0; symbols.len()], lengths: vec![0; symbols.len()] };
        for (&length, &symbol) in lengths.iter().zip(symbols) {
            let place = &mut places[usize::from(length)];
            code.symbols[*place] = symbol;
            code.lengths[*place] = length;
            *place += 1;
        }
        code
    }

    fn is_complete(&self) -> bool {
        self.symbols.len() > 1
            && self.lengths.iter().map(|length| 1u64 << (LONGEST - length)).sum::<u64>() == 1 << LONGEST
    }

    /// In the order of the codes.
    pub(super) fn symbols(&self) -> &[u16] {
        &self.symbols
    }

    /// How many bits the code of each symbol has: as many as that before, or more.
    pub(super) fn lengths(&self) -> &[u8] {
        &self.lengths
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Reverse;
    use std::collections::BinaryHeap;

    use proptest::prelude::*;

    use super::*;

    /// What symbols come to by Huffman's own algorithm, which knows no limit: the sum of all pairs that it joins.
    fn optimum(counts: &[u64]) -> u64 {
        let mut heap: BinaryHeap<_> = counts.iter().map(|count| Reverse((*count).max(1))).collect();
        let mut total = 0;
        while let (Some(Reverse(a)), Some(Reverse(b))) = (heap.pop(), heap.pop()) {
            total += a + b;
            heap.push(Reverse(a + b));
        }
        total
    }

    fn cost(counts: &[u64], lengths: &[u8]) -> u64 {
        counts.iter().zip(lengths).map(|(count, length)| (*count).max(1) * u64::from(*length)).sum()
    }

    proptest! {
        #[test]
        fn codes_are_complete_within_their_limit_and_optimal(counts in proptest::collection::vec(0u64..1000, 2..300)) {
            let free = lengths(&counts, LONGEST);
            prop_assert_eq!(cost(&counts, &free), optimum(&counts));
            prop_assert!(Code::of_lengths(&free).is_some());
            let tight = lengths(&counts, 9);
            prop_assert!(tight.iter().all(|length| (1..=9).contains(length)));
            prop_assert!(Code::of_lengths(&tight).is_some());
            prop_assert!(cost(&counts, &tight) >= optimum(&counts));
        }
    }

    #[test]
    fn a_tight_limit_costs_as_little_as_it_can() {
        // Without a limit these have 1, 2, 3, 4 and 4 bits.
        let counts = [16, 8, 4, 2, 1];
        assert_eq!(lengths(&counts, 4), [1, 2, 3, 4, 4]);
        assert_eq!(lengths(&counts, 3), [1, 3, 3, 3, 3]);
    }

    #[test]
    fn codes_that_are_none_are_refused() {
        for lengths in [&[][..], &[1], &[0, 1, 1], &[1, 2], &[1, 1, 1], &[LONGEST + 1; 2]] {
            assert_eq!(Code::of_lengths(lengths), None, "{lengths:?}");
        }
    }
}
