//! Compares with figures of another run.

use std::collections::HashMap;

use serde::Deserialize;
use thiserror::Error;

use super::report::{Answer, KindFigures, KindRatio, QueryFigures};
use crate::random::Random;

/// Samples of the bootstrap.
const SAMPLES: usize = 2000;

/// Half of what lies outside the interval of 95 %.
const TAIL: f64 = 0.025;

/// Where the lots of the bootstrap begin: the same in every run.
const SEED: u64 = 0x6265_6e63_6821;

/// What an earlier run wrote as JSON, as far as it is read again.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Baseline {
    kinds: Vec<BaselineKind>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct BaselineKind {
    kind: String,
    answer: Answer,
    per_query: Vec<QueryFigures>,
}

/// Figures that cannot be compared.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("it has none of these queries: save them with --save-queries, and ask them with --queries")]
pub struct NothingInCommon;

impl Baseline {
    /// Ratios of all kinds that both have queries of. A kind has regressed if its ratio is above 1 + `allowed` and its whole
    /// interval above 1: a few queries that were slow by chance prove nothing. Costs some 2,000 logarithms a query.
    ///
    /// # Errors
    /// When there is no query that both have.
    pub fn compare(&self, kinds: &[KindFigures], allowed: Option<f64>) -> Result<Vec<KindRatio>, NothingInCommon> {
        let ratios: Vec<KindRatio> = kinds.iter().filter_map(|now| self.ratio(now, allowed)).collect();
        if ratios.is_empty() { Err(NothingInCommon) } else { Ok(ratios) }
    }

    fn ratio(&self, now: &KindFigures, allowed: Option<f64>) -> Option<KindRatio> {
        let before = self.kinds.iter().find(|before| before.kind == now.kind && before.answer == now.answer)?;
        let before: HashMap<&str, f64> =
            before.per_query.iter().map(|query| (query.query.as_str(), query.p50_us)).collect();
        let logarithm = |query: &QueryFigures| {
            let ratio = query.p50_us / before.get(query.query.as_str())?;
            (ratio.is_finite() && ratio > 0.0).then(|| ratio.ln())
        };
        let logarithms: Vec<f64> = now.per_query.iter().filter_map(logarithm).collect();
        let ratio = mean(&logarithms)?.exp();
        let (low, high) = of_queries(&logarithms);
        Some(KindRatio {
            kind: now.kind.clone(),
            answer: now.answer,
            queries: logarithms.len(),
            ratio,
            low,
            high,
            is_regression: allowed.is_some_and(|allowed| ratio > 1.0 + allowed) && low > 1.0,
        })
    }
}

pub(super) fn mean(numbers: &[f64]) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "there are not that many queries")]
    let length = numbers.len() as f64;
    (!numbers.is_empty()).then(|| numbers.iter().sum::<f64>() / length)
}

/// The interval of the geometric mean of the ratios of queries, which are given by their logarithms.
fn of_queries(logarithms: &[f64]) -> (f64, f64) {
    let mut drawn = vec![0.0; logarithms.len()];
    interval(logarithms.len(), |random| {
        for place in &mut drawn {
            *place = random.pick(logarithms).copied().unwrap_or_default();
        }
        mean(&drawn)
    })
}

/// The percentile interval of the bootstrap (Efron and Tibshirani: An introduction to the bootstrap, 1993, chapter 13) of a ratio,
/// whose logarithm `draw` gives for a sample that it draws with replacement from so many figures.
pub(super) fn interval(figures: usize, mut draw: impl FnMut(&mut Random) -> Option<f64>) -> (f64, f64) {
    let mut random = Random::new(SEED, figures as u64);
    let mut means: Vec<f64> = (0..SAMPLES).filter_map(|_| draw(&mut random)).collect();
    means.sort_unstable_by(f64::total_cmp);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a share of the number of samples"
    )]
    let outside = (TAIL * SAMPLES as f64) as usize;
    let at = |place: usize| means.get(place).copied().unwrap_or_default().exp();
    (at(outside), at(SAMPLES - 1 - outside))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::report::StageMeans;

    fn figures(latencies: &[f64]) -> KindFigures {
        let query = |(number, &p50_us): (usize, &f64)| QueryFigures { query: format!("q{number}"), p50_us };
        let per_query: Vec<QueryFigures> = latencies.iter().enumerate().map(query).collect();
        KindFigures {
            kind: "term".to_owned(),
            answer: Answer::Full,
            queries: per_query.len(),
            answers: 0,
            mean_hits: 0.0,
            mean_matches: 0.0,
            mean_us: 0.0,
            p50_us: 0.0,
            p90_us: 0.0,
            p99_us: 0.0,
            p999_us: 0.0,
            max_us: 0.0,
            stages_us: StageMeans::default(),
            distribution: Vec::new(),
            per_query,
        }
    }

    fn baseline(latencies: &[f64]) -> Baseline {
        serde_json::from_value(serde_json::json!({ "kinds": [figures(latencies)] })).unwrap()
    }

    fn ratio(before: &[f64], now: &[f64]) -> KindRatio {
        baseline(before).compare(&[figures(now)], Some(0.1)).unwrap().pop().unwrap()
    }

    #[test]
    fn what_takes_twice_as_long_everywhere_has_regressed() {
        let twice = ratio(&[1.0, 10.0, 100.0], &[2.0, 20.0, 200.0]);
        assert!((twice.ratio - 2.0).abs() < 1e-9 && (twice.low - 2.0).abs() < 1e-9 && (twice.high - 2.0).abs() < 1e-9);
        assert!(twice.is_regression && twice.queries == 3);
        let half = ratio(&[2.0, 20.0, 200.0], &[1.0, 10.0, 100.0]);
        assert!((half.ratio - 0.5).abs() < 1e-9 && !half.is_regression);
    }

    #[test]
    fn a_few_queries_that_are_slower_by_chance_are_no_regression() {
        let before = [10.0; 20];
        let mut now = before;
        now[0] = 1000.0;
        let ratio = ratio(&before, &now);
        assert!(ratio.ratio > 1.1 && ratio.low <= 1.0 && ratio.high > ratio.ratio && !ratio.is_regression, "{ratio:?}");
    }

    #[test]
    fn less_than_what_is_allowed_is_no_regression() {
        assert!(!ratio(&[10.0; 20], &[10.9; 20]).is_regression);
        assert!(ratio(&[10.0; 20], &[11.1; 20]).is_regression);
        let unlimited = baseline(&[1.0]).compare(&[figures(&[100.0])], None).unwrap();
        assert!(!unlimited[0].is_regression);
    }

    #[test]
    fn only_queries_that_both_have_are_compared() {
        assert_eq!(ratio(&[10.0], &[10.0, 50.0]).queries, 1);
        assert_eq!(baseline(&[]).compare(&[figures(&[1.0])], None), Err(NothingInCommon));
        assert_eq!(baseline(&[0.0]).compare(&[figures(&[1.0])], None), Err(NothingInCommon));
    }
}
