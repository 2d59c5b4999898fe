//! Gathers the latencies of one kind of query.

use std::time::Duration;

use hdrhistogram::Histogram;

use super::report::{Answer, Bar, KindFigures, QueryFigures, StageMeans};
use crate::search::{Stage, Stages};

/// Latencies are kept with so many digits: an error of 0.1 % at most.
const DIGITS: u8 = 3;

/// Longer ones count as that: an hour, in nanoseconds.
const LONGEST: u64 = 3_600_000_000_000;

/// Bars of a distribution from one power of two to the next.
const BARS: i32 = 4;

/// What is known of one answer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sample {
    /// From the text of the query to the answer.
    pub whole: Duration,
    /// From its text to its tree.
    pub parse: Duration,
    pub stages: Stages,
    pub hits: usize,
    pub matches: u64,
}

/// The answers to queries of one kind.
pub(super) struct Latencies {
    histogram: Histogram<u64>,
    parse: Duration,
    stages: [Duration; Stage::ALL.len()],
    hits: u64,
    matches: u64,
}

impl Latencies {
    /// `None` if there is no such histogram, which the constants above rule out.
    pub(super) fn new() -> Option<Self> {
        let histogram = Histogram::new_with_bounds(1, LONGEST, DIGITS).ok()?;
        Some(Self { histogram, parse: Duration::ZERO, stages: Default::default(), hits: 0, matches: 0 })
    }

    pub(super) fn add(&mut self, sample: &Sample) {
        self.histogram.saturating_record(nanoseconds(sample.whole).max(1));
        self.parse += sample.parse;
        for (sum, stage) in self.stages.iter_mut().zip(Stage::ALL) {
            *sum += sample.stages.of(stage);
        }
        self.hits += sample.hits as u64;
        self.matches += sample.matches;
    }

    /// The figures, with those of each query, which are given by the latencies of its answers.
    pub(super) fn figures(&self, kind: &str, answer: Answer, queries: Vec<(&str, Vec<Duration>)>) -> KindFigures {
        let at = |share: f64| microseconds(self.histogram.value_at_quantile(share));
        let answers = self.histogram.len();
        let mean = |sum: f64| sum / number(answers.max(1));
        let stage = |stage: Stage| mean(self.stages[stage as usize].as_secs_f64() * 1e6);
        let per_query = queries.into_iter().map(|(query, latencies)| QueryFigures {
            query: query.to_owned(),
            p50_us: median(latencies).as_secs_f64() * 1e6,
        });
        let per_query: Vec<QueryFigures> = per_query.collect();
        KindFigures {
            kind: kind.to_owned(),
            answer,
            queries: per_query.len(),
            answers,
            mean_hits: mean(number(self.hits)),
            mean_matches: mean(number(self.matches)),
            mean_us: self.histogram.mean() / 1e3,
            p50_us: at(0.5),
            p90_us: at(0.9),
            p99_us: at(0.99),
            p999_us: at(0.999),
            max_us: microseconds(self.histogram.max()),
            stages_us: StageMeans {
                parse: mean(self.parse.as_secs_f64() * 1e6),
                plan: stage(Stage::Plan),
                matching: stage(Stage::Match),
                score: stage(Stage::Score),
                copies: stage(Stage::Copies),
                fetch: stage(Stage::Fetch),
                highlight: stage(Stage::Highlight),
                count: stage(Stage::Count),
            },
            distribution: self.bars(),
            per_query,
        }
    }

    /// Bars of equal width on a logarithmic scale, from the first with an answer to the last.
    fn bars(&self) -> Vec<Bar> {
        let mut bars: Vec<(i32, u64)> = Vec::new();
        for value in self.histogram.iter_recorded() {
            #[expect(clippy::cast_possible_truncation, reason = "the logarithm of a number of 64 bits is below 65")]
            let place = (microseconds(value.value_iterated_to()).log2() * f64::from(BARS)).floor() as i32;
            let next = bars.last().map_or(place, |&(last, _)| last + 1);
            bars.extend((next..=place).map(|between| (between, 0)));
            if let Some((_, answers)) = bars.last_mut() {
                *answers += value.count_at_value();
            }
        }
        let edge = |place: i32| (f64::from(place) / f64::from(BARS)).exp2();
        let bar = |(place, answers)| Bar { from_us: edge(place), to_us: edge(place + 1), answers };
        bars.into_iter().map(bar).collect()
    }
}

/// The median; of an even number the mean of the two in the middle. Zero if there are none.
pub(super) fn median(mut durations: Vec<Duration>) -> Duration {
    durations.sort_unstable();
    let middle = durations.len() / 2;
    match durations.len() {
        0 => Duration::ZERO,
        length if length % 2 == 0 => (durations[middle - 1] + durations[middle]) / 2,
        _ => durations[middle],
    }
}

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

fn microseconds(nanoseconds: u64) -> f64 {
    number(nanoseconds) / 1e3
}

#[expect(clippy::cast_precision_loss, reason = "figures have three digits")]
fn number(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(microseconds: u64) -> Sample {
        Sample {
            whole: Duration::from_micros(microseconds),
            parse: Duration::from_micros(2),
            stages: Stages::default(),
            hits: 10,
            matches: microseconds,
        }
    }

    #[test]
    fn percentiles_are_those_of_the_answers() {
        let mut latencies = Latencies::new().unwrap();
        (1..=1000).for_each(|latency| latencies.add(&sample(latency)));
        let figures = latencies.figures("term", Answer::Full, vec![("tank", vec![Duration::from_micros(7)])]);
        let near = |value: f64, expected: f64| (value / expected - 1.0).abs() < 0.002;
        let values = [figures.p50_us, figures.p90_us, figures.p99_us, figures.p999_us, figures.max_us, figures.mean_us];
        let expected = [500.0, 900.0, 990.0, 999.0, 1000.0, 500.5];
        assert!(values.iter().zip(expected).all(|(value, expected)| near(*value, expected)), "{values:?}");
        assert!(
            near(figures.mean_matches, 500.5) && near(figures.mean_hits, 10.0) && near(figures.stages_us.parse, 2.0)
        );
        assert_eq!((figures.answers, figures.queries), (1000, 1));
        assert!(near(figures.per_query[0].p50_us, 7.0));
    }

    #[test]
    fn bars_hold_every_answer_once_and_have_no_gaps() {
        let mut latencies = Latencies::new().unwrap();
        for latency in [3, 3, 4, 900, 100_000] {
            latencies.add(&sample(latency));
        }
        let bars = latencies.bars();
        assert_eq!(bars.iter().map(|bar| bar.answers).sum::<u64>(), 5);
        assert!(bars.windows(2).all(|pair| (pair[0].to_us - pair[1].from_us).abs() < 1e-9), "{bars:?}");
        assert!(bars[0].from_us <= 3.0 && bars[0].answers == 2 && bars.last().is_some_and(|bar| bar.to_us > 1e5));
    }

    #[test]
    fn the_median_of_an_even_number_lies_between_two() {
        let times = |times: &[u64]| median(times.iter().map(|&time| Duration::from_micros(time)).collect());
        assert_eq!(times(&[9, 1, 5]), Duration::from_micros(5));
        assert_eq!(times(&[9, 1, 5, 7]), Duration::from_micros(6));
        assert_eq!(times(&[]), Duration::ZERO);
    }
}
