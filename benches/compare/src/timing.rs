//! Times two sides with the same queries.

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::articles::{Draw, Random};
use crate::queries::Query;

/// The fastest answers of both sides to one query.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pair {
    pub floor: Duration,
    pub newsdex: Duration,
}

/// When queries are asked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Schedule {
    /// Rounds that count, behind one that does not.
    pub rounds: u32,
    /// What the order of queries depends on.
    pub seed: u64,
    /// Whether a side is asked in all rounds before the other is. What the other leaves in the processor's caches and has learned
    /// there slows nothing then, as it slows no program that runs by itself.
    pub alone: bool,
}

/// Asks every query of both sides in each round, in a random order, and which side is first is random, too, unless each is asked
/// alone. So whatever else the machine does falls on both, and what one query leaves in caches is of no use to the next.
///
/// The fastest round counts: what a program takes is a constant, and all that is added to it comes from outside.
pub(crate) fn time<F, N>(
    queries: &[Query],
    schedule: Schedule,
    floor: impl Fn(&str) -> Result<F>,
    newsdex: impl Fn(&str) -> Result<N>,
) -> Result<Vec<Pair>> {
    if !schedule.alone {
        return in_turns(queries, schedule, floor, newsdex);
    }
    let floor = in_turns(queries, schedule, floor, |_| Ok(()))?;
    let newsdex = in_turns(queries, schedule, |_| Ok(()), newsdex)?;
    Ok(floor.iter().zip(newsdex).map(|(floor, newsdex)| Pair { floor: floor.floor, ..newsdex }).collect())
}

fn in_turns<F, N>(
    queries: &[Query],
    schedule: Schedule,
    floor: impl Fn(&str) -> Result<F>,
    newsdex: impl Fn(&str) -> Result<N>,
) -> Result<Vec<Pair>> {
    let mut fastest = vec![Pair { floor: Duration::MAX, newsdex: Duration::MAX }; queries.len()];
    let mut order: Vec<usize> = (0..queries.len()).collect();
    for round in 0..=schedule.rounds {
        let mut random = Random::new(schedule.seed, u64::from(round));
        random.shuffle(&mut order);
        for &number in &order {
            let text = queries[number].text.as_str();
            let pair = if random.happens(0.5) {
                let floor = elapsed(|| floor(text))?;
                Pair { floor, newsdex: elapsed(|| newsdex(text))? }
            } else {
                let newsdex = elapsed(|| newsdex(text))?;
                Pair { newsdex, floor: elapsed(|| floor(text))? }
            };
            if round > 0 {
                let best = &mut fastest[number];
                *best = Pair { floor: best.floor.min(pair.floor), newsdex: best.newsdex.min(pair.newsdex) };
            }
        }
    }
    Ok(fastest)
}

/// How long it takes until there is an answer. Taking it down again is left out, since a program that ends need not.
fn elapsed<T>(answer: impl FnOnce() -> Result<T>) -> Result<Duration> {
    let start = Instant::now();
    let answer = black_box(answer()?);
    let elapsed = start.elapsed();
    drop(answer);
    Ok(elapsed)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    fn check(alone: bool) {
        let query = |text: &str| Query { kind: "kind".to_owned(), text: text.to_owned() };
        let queries = [query("a"), query("b"), query("c")];
        let asked = RefCell::new([Vec::new(), Vec::new()]);
        let note = |side: usize, text: &str| {
            asked.borrow_mut()[side].push(text.to_owned());
            Ok(())
        };
        let schedule = Schedule { rounds: 5, seed: 1, alone };
        let pairs = time(&queries, schedule, |text| note(0, text), |text| note(1, text)).unwrap();
        assert!(pairs.iter().all(|pair| pair.floor < Duration::MAX && pair.newsdex < Duration::MAX));
        let asked = asked.into_inner();
        assert_eq!(asked[0], asked[1]);
        assert!(asked[0].chunks(3).any(|round| round != &asked[0][..3]), "{asked:?}");
        for round in asked[0].chunks(3) {
            let mut round = round.to_vec();
            round.sort();
            assert_eq!(round, ["a", "b", "c"]);
        }
    }

    #[test]
    fn each_side_answers_each_query_in_each_round() {
        check(false);
        check(true);
    }

    #[test]
    fn a_side_that_is_asked_alone_is_asked_before_the_other() {
        let queries = [Query { kind: "kind".to_owned(), text: "a".to_owned() }];
        let asked = RefCell::new(Vec::new());
        let note = |side: u8| {
            asked.borrow_mut().push(side);
            Ok(())
        };
        time(&queries, Schedule { rounds: 2, seed: 1, alone: true }, |_| note(0), |_| note(1)).unwrap();
        assert_eq!(asked.into_inner(), [0, 0, 0, 1, 1, 1]);
    }
}
