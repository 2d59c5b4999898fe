//! Asks queries over and over, and notes what each answer takes.

use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::civil::Date;

use super::latency::{Latencies, Sample};
use super::queries::BenchQuery;
use super::report::{Answer, KindFigures, ThreadFigures};
use crate::query;
use crate::random::Random;
use crate::search::{LocalSearcher, SearchError, SearchRequest, Searcher};

/// A number of threads is measured at least so long, unless rounds are shorter, and over whole passes over all queries.
const SHORTEST_PASS: Duration = Duration::from_secs(1);

/// How to measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    /// Rounds that count; each asks every query once for each kind of answer.
    pub rounds: u32,
    /// No round begins after so long. The first one always does.
    pub longest: Duration,
    /// Decides about the order within each round.
    pub seed: u64,
    /// Today, for queries that say so.
    pub today: Date,
}

/// The latencies of all kinds.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// Rounds that were measured.
    pub rounds: u32,
    /// First the whole answers, then ids only; kinds in the order in which they first come.
    pub kinds: Vec<KindFigures>,
}

/// One query answered in one way, and what that took in each round.
struct Entry<'q> {
    query: &'q BenchQuery,
    kind: usize,
    latencies: Vec<Duration>,
}

/// Asks all queries in one round that warms the caches, and then in rounds that count, on this thread. Each round has an
/// order of its own, in which whole answers and ids take turns at random, so that whatever else the machine does falls on all
/// kinds alike. Calls `each` with the number of each round that is done, the first being 0.
///
/// # Errors
/// When the index cannot be read.
pub fn measure(
    searcher: &LocalSearcher,
    queries: &[BenchQuery],
    schedule: Schedule,
    mut each: impl FnMut(u32),
) -> Result<Measured, SearchError> {
    let mut kinds: Vec<(&str, Answer, Latencies)> = Vec::new();
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for answer in [Answer::Full, Answer::Ids] {
        for query in queries {
            let known = kinds.iter().position(|(kind, of, _)| *kind == query.kind && *of == answer);
            let kind = known.unwrap_or(kinds.len());
            if known.is_none() {
                kinds.extend(Latencies::new().map(|latencies| (query.kind.as_str(), answer, latencies)));
            }
            entries.push(Entry { query, kind, latencies: Vec::new() });
        }
    }
    let mut order: Vec<usize> = (0..entries.len()).collect();
    let start = Instant::now();
    let mut rounds = 0;
    for round in 0..=schedule.rounds {
        if round > 1 && start.elapsed() >= schedule.longest {
            break;
        }
        Random::new(schedule.seed, u64::from(round)).shuffle(&mut order);
        for &number in &order {
            let entry = &mut entries[number];
            let (_, answer, latencies) = &mut kinds[entry.kind];
            let sample = ask(searcher, entry.query, *answer, schedule.today)?;
            if round > 0 {
                latencies.add(&sample);
                entry.latencies.push(sample.whole);
            }
        }
        rounds = round;
        each(round);
    }
    let figures = kinds.iter().enumerate().map(|(number, (kind, answer, latencies))| {
        let of_kind = entries.iter().filter(|entry| entry.kind == number);
        let queries = of_kind.map(|entry| (entry.query.text.as_str(), entry.latencies.clone()));
        latencies.figures(kind, *answer, queries.collect())
    });
    Ok(Measured { rounds, kinds: figures.collect() })
}

/// Asks one query. Timed is everything from its text to an answer that could be printed, as for `newsdex search`; taking the
/// answer down again is not.
fn ask(searcher: &LocalSearcher, query: &BenchQuery, answer: Answer, today: Date) -> Result<Sample, SearchError> {
    let start = Instant::now();
    let request = request(query, today);
    let parse = start.elapsed();
    Ok(match answer {
        Answer::Full => {
            let response = black_box(searcher.search(&request)?);
            let (whole, matches) = (start.elapsed(), response.total_with_copies.articles);
            Sample { whole, parse, stages: response.stages, hits: response.hits.len(), matches }
        }
        Answer::Ids => {
            let ids = black_box(searcher.ids(&request)?);
            let whole = start.elapsed();
            Sample { whole, parse, stages: ids.stages, hits: ids.keys.len(), matches: ids.total.articles }
        }
    })
}

fn request(query: &BenchQuery, today: Date) -> SearchRequest {
    SearchRequest::new(query.text.clone(), query::parse(&query.text, today).query)
}

/// How many whole answers a second so many threads give, each asking one query after the other. Asks all queries, in an order
/// drawn by lot, as often as fits into a second, and at least once; a pass that was begun is finished.
///
/// # Errors
/// When the index cannot be read.
pub fn throughput(
    searcher: &LocalSearcher,
    queries: &[BenchQuery],
    threads: usize,
    schedule: Schedule,
) -> Result<ThreadFigures, SearchError> {
    let mut order: Vec<&BenchQuery> = queries.iter().collect();
    Random::new(schedule.seed, u64::MAX).shuffle(&mut order);
    let (next, end) = (AtomicUsize::new(0), AtomicUsize::new(usize::MAX));
    let failure: Mutex<Option<SearchError>> = Mutex::new(None);
    let shortest = SHORTEST_PASS.min(schedule.longest);
    let start = Instant::now();
    let work = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number > 0 && number.is_multiple_of(order.len().max(1)) && start.elapsed() >= shortest {
                end.fetch_min(number, Ordering::Relaxed);
            }
            if number >= end.load(Ordering::Relaxed) || order.is_empty() {
                return;
            }
            if let Err(error) = ask(searcher, order[number % order.len()], Answer::Full, schedule.today) {
                failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                end.store(0, Ordering::Relaxed);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(work);
        }
        work();
    });
    let elapsed = start.elapsed().as_secs_f64();
    if let Some(error) = failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(error);
    }
    #[expect(clippy::cast_precision_loss, reason = "figures have three digits")]
    let answers = next.into_inner().min(end.into_inner()) as f64;
    Ok(ThreadFigures { threads: threads.max(1), queries_per_second: answers / elapsed.max(1e-9) })
}
