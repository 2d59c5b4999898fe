//! Whether a difference between two systems may be chance.

use crate::random::{STEP, mixed};

/// Permutations that are tried.
const PERMUTATIONS: u32 = 10_000;

/// Where the sequence of signs begins: the same in every run.
const SEED: u64 = 0x6e65_7773_6465_7821;

/// Sums that differ by less than this share of all differences are equal but for rounding.
const ROUNDING: f64 = 1e-12;

/// The two-sided p-value of the paired randomization test: how often the mean difference is at least as far from 0 as it
/// is if the sign of each query's difference is drawn by lot.
///
/// Smucker, Allan and Carterette: A comparison of statistical significance tests for information retrieval evaluation, 2007.
/// Of 10,000 drawings, always the same; the one that was measured counts as one more, so the result is never 0
/// (Phipson and Smyth, 2010). Costs 10,000 additions a query.
#[must_use]
pub fn randomization_test(differences: &[f64]) -> f64 {
    let size: f64 = differences.iter().map(|difference| difference.abs()).sum();
    let measured = differences.iter().sum::<f64>().abs() - ROUNDING * size;
    let mut lots = Lots(SEED);
    let as_far = (0..PERMUTATIONS).filter(|_| lots.signed_sum(differences).abs() >= measured).count();
    #[expect(clippy::cast_precision_loss, reason = "at most 10,000")]
    let as_far = as_far as f64;
    (as_far + 1.0) / (f64::from(PERMUTATIONS) + 1.0)
}

/// Random bits.
struct Lots(u64);

impl Lots {
    fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        mixed(self.0)
    }

    /// The sum with a random sign before each number.
    fn signed_sum(&mut self, numbers: &[f64]) -> f64 {
        let mut sum = 0.0;
        for numbers in numbers.chunks(64) {
            let mut bits = self.draw();
            for number in numbers {
                sum += if bits & 1 == 0 { *number } else { -number };
                bits >>= 1;
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_differ_is_chance() {
        for differences in [&[][..], &[0.0], &[0.0; 100], &[0.3, -0.3]] {
            let p = randomization_test(differences);
            assert!((p - 1.0).abs() < 1e-12, "{differences:?}: {p}");
        }
    }

    #[test]
    fn few_queries_prove_little() {
        // All signs must fall alike: 2 of 2^n drawings.
        for (queries, expected) in [(1, 1.0), (2, 0.5), (4, 0.125), (6, 0.031_25)] {
            let p = randomization_test(&vec![0.1; queries]);
            assert!((p - expected).abs() < 0.02, "{queries} queries: {p} instead of {expected}");
        }
    }

    #[test]
    fn what_always_differs_is_no_chance_in_either_direction() {
        let differences: Vec<f64> = (1..=90).map(|number| f64::from(number) / 100.0).collect();
        let opposite: Vec<f64> = differences.iter().map(|difference| -difference).collect();
        let p = randomization_test(&differences);
        assert!(p > 0.0 && p < 0.0002, "{p}");
        assert!((p - randomization_test(&opposite)).abs() < 1e-15);
    }
}
