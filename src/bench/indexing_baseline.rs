//! Compares runs that made an index with those of another time.

use serde::Deserialize;
use thiserror::Error;

use super::baseline::{interval, mean};
use super::report::{IndexRatio, IndexingReport, Measure, Rounds};

/// A verdict needs so many runs, now and before: the time of a single run says little about the next.
const LEAST_ROUNDS: usize = 3;

/// What an earlier measurement wrote as JSON, as far as it is read again.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct IndexingBaseline {
    runs: Vec<Indexed>,
    rounds: Vec<Rounds>,
}

/// What was indexed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
struct Indexed {
    articles: u64,
    bytes_read: u64,
}

/// Measurements that cannot be compared.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum NotComparable {
    /// They indexed something else.
    #[error("it indexed other articles")]
    OtherArticles,
    /// They have no number of threads in common.
    #[error("it has no run with as many threads")]
    OtherThreads,
    /// There are too few runs for a verdict.
    #[error("--max-regression needs --rounds {LEAST_ROUNDS} or more, now and before")]
    TooFewRounds,
}

impl IndexingBaseline {
    /// Whether a verdict is possible if as many `rounds` follow.
    ///
    /// # Errors
    /// When there are too few of them, here or there.
    pub fn check_rounds(&self, rounds: usize) -> Result<(), NotComparable> {
        let before = self.rounds.iter().map(|rounds| rounds.seconds.len()).min().unwrap_or(0);
        if before.min(rounds) < LEAST_ROUNDS { Err(NotComparable::TooFewRounds) } else { Ok(()) }
    }

    /// Ratios of time and of CPU time for each number of threads that both have: of geometric means over their rounds. There
    /// is a regression where the ratio is above 1 + `allowed` and the whole interval above 1.
    ///
    /// # Errors
    /// When there is nothing to compare.
    pub fn compare(&self, now: &IndexingReport, allowed: Option<f64>) -> Result<Vec<IndexRatio>, NotComparable> {
        let indexed = now.runs.first().map(|run| Indexed { articles: run.articles, bytes_read: run.bytes_read });
        if indexed != self.runs.first().copied() {
            return Err(NotComparable::OtherArticles);
        }
        let mut ratios = Vec::new();
        for rounds in &now.rounds {
            let Some(before) = self.rounds.iter().find(|before| before.threads == rounds.threads) else { continue };
            for measure in [Measure::Seconds, Measure::CpuSeconds] {
                let [before, now] = [before, rounds].map(|rounds| logarithms(rounds.of(measure)));
                ratios.extend(ratio((rounds.threads, measure), &before, &now, allowed));
            }
        }
        if ratios.is_empty() { Err(NotComparable::OtherThreads) } else { Ok(ratios) }
    }
}

/// Of times that are none, none.
fn logarithms(times: &[f64]) -> Vec<f64> {
    times.iter().filter(|time| time.is_finite() && **time > 0.0).map(|time| time.ln()).collect()
}

fn ratio(
    (threads, measure): (usize, Measure),
    before: &[f64],
    now: &[f64],
    allowed: Option<f64>,
) -> Option<IndexRatio> {
    let ratio = (mean(now)? - mean(before)?).exp();
    let (low, high) = interval(before.len() + now.len(), |random| {
        let mut drawn = |times: &[f64]| {
            let drawn: Vec<f64> = times.iter().filter_map(|_| random.pick(times).copied()).collect();
            mean(&drawn)
        };
        Some(drawn(now)? - drawn(before)?)
    });
    let is_regression = allowed.is_some_and(|allowed| ratio > 1.0 + allowed) && low > 1.0;
    Some(IndexRatio { threads, measure, ratio, low, high, is_regression })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::report::{IndexRun, PhaseSeconds, StepSeconds};

    fn report(seconds: &[f64], cpu_seconds: &[f64]) -> IndexingReport {
        let run = IndexRun {
            threads: 2,
            seconds: 1.0,
            cpu_seconds: None,
            files: 10,
            articles: 10,
            bytes_read: 1000,
            articles_per_second: 10.0,
            mb_per_second: 0.001,
            peak_anonymous_bytes: None,
            index_bytes: 500,
            segments: 1,
            steps_s: StepSeconds::default(),
            phases_s: PhaseSeconds::default(),
        };
        let rounds = Rounds { threads: 2, seconds: seconds.to_vec(), cpu_seconds: cpu_seconds.to_vec() };
        IndexingReport::new(vec![run], vec![rounds])
    }

    fn baseline(report: &IndexingReport) -> IndexingBaseline {
        serde_json::from_value(serde_json::to_value(report).unwrap()).unwrap()
    }

    #[test]
    fn what_takes_longer_in_every_run_has_regressed() {
        let before = baseline(&report(&[1.0, 1.1, 0.9], &[2.0, 2.0, 2.0]));
        let now = report(&[2.0, 2.2, 1.8], &[2.1, 2.1, 2.1]);
        let ratios = before.compare(&now, Some(0.1)).unwrap();
        let told: Vec<_> = ratios.iter().map(|ratio| (ratio.threads, ratio.measure, ratio.is_regression)).collect();
        assert_eq!(told, [(2, Measure::Seconds, true), (2, Measure::CpuSeconds, false)]);
        assert!((ratios[0].ratio - 2.0).abs() < 1e-9 && ratios[0].low < 2.0 && ratios[0].high > 2.0, "{ratios:?}");
        assert!((ratios[1].low - 1.05).abs() < 1e-9 && (ratios[1].high - 1.05).abs() < 1e-9);
    }

    #[test]
    fn one_slow_run_is_no_regression() {
        let before = baseline(&report(&[1.0, 1.0, 1.0], &[]));
        let ratios = before.compare(&report(&[1.0, 1.0, 9.0], &[]), Some(0.1)).unwrap();
        assert!(ratios.len() == 1 && ratios[0].ratio > 2.0 && ratios[0].low <= 1.0 && !ratios[0].is_regression);
    }

    #[test]
    fn what_cannot_be_compared_is_an_error() {
        let now = report(&[1.0], &[1.0]);
        let mut other = now.clone();
        other.runs[0].bytes_read = 999;
        assert_eq!(baseline(&other).compare(&now, None), Err(NotComparable::OtherArticles));
        let mut other = now.clone();
        other.rounds[0].threads = 4;
        assert_eq!(baseline(&other).compare(&now, None), Err(NotComparable::OtherThreads));
        assert_eq!(baseline(&now).check_rounds(5), Err(NotComparable::TooFewRounds));
        let thrice = report(&[1.0, 1.0, 1.0], &[]);
        assert_eq!(baseline(&thrice).check_rounds(2), Err(NotComparable::TooFewRounds));
        assert_eq!(baseline(&thrice).check_rounds(3), Ok(()));
        let told = baseline(&now).compare(&now, None).unwrap();
        assert!(told.iter().all(|ratio| (ratio.ratio, ratio.is_regression) == (1.0, false)));
    }
}
