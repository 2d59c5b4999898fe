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

/// Asks every query of both sides in `rounds` rounds, after one that does not count, each in a random order, and which
/// side is first is random, too. So whatever else the machine does falls on both, and what one query leaves in caches
/// is of no use to the next.
///
/// The fastest round counts: what a program takes is a constant, and all that is added to it comes from outside.
pub(crate) fn time<F, N>(
    queries: &[Query],
    rounds: u32,
    seed: u64,
    floor: impl Fn(&str) -> Result<F>,
    newsdex: impl Fn(&str) -> Result<N>,
) -> Result<Vec<Pair>> {
    let mut fastest = vec![Pair { floor: Duration::MAX, newsdex: Duration::MAX }; queries.len()];
    let mut order: Vec<usize> = (0..queries.len()).collect();
    for round in 0..=rounds {
        let mut random = Random::new(seed, u64::from(round));
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

    #[test]
    fn each_side_answers_each_query_in_each_round() {
        let query = |text: &str| Query { kind: "kind".to_owned(), text: text.to_owned() };
        let queries = [query("a"), query("b"), query("c")];
        let asked = RefCell::new([Vec::new(), Vec::new()]);
        let note = |side: usize, text: &str| {
            asked.borrow_mut()[side].push(text.to_owned());
            Ok(())
        };
        let pairs = time(&queries, 5, 1, |text| note(0, text), |text| note(1, text)).unwrap();
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
}
