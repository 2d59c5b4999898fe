//! First queries in new processes: which are asked, and what they took. Whoever calls starts the processes.

use std::time::Duration;

use super::latency::median;
use super::queries::BenchQuery;
use super::report::FirstQuery;
use crate::random::Random;

/// Stands for the numbers of the lots by which queries are chosen.
const STREAM: u64 = u64::MAX - 1;

/// So many queries, in an order drawn by lot: one of each kind, then another one of each, as long as there are some.
#[must_use]
pub fn of_each_kind(queries: &[BenchQuery], most: usize, seed: u64) -> Vec<&BenchQuery> {
    let mut order: Vec<&BenchQuery> = queries.iter().collect();
    Random::new(seed, STREAM).shuffle(&mut order);
    let mut chosen = Vec::new();
    while chosen.len() < most && !order.is_empty() {
        let mut kinds: Vec<&str> = Vec::new();
        let (of_round, rest) = order.into_iter().partition::<Vec<_>, _>(|query| {
            let is_new = !kinds.contains(&query.kind.as_str());
            kinds.extend(is_new.then_some(query.kind.as_str()));
            is_new
        });
        chosen.extend(of_round);
        order = rest;
    }
    chosen.truncate(most);
    chosen
}

/// The figures of processes: what each took as a whole, and for its search. `None` if there were none.
#[must_use]
pub fn first_query_figures(whole: Vec<Duration>, search: Vec<Duration>) -> Option<FirstQuery> {
    let microseconds = |duration: Duration| duration.as_secs_f64() * 1e6;
    Some(FirstQuery {
        processes: whole.len(),
        max_us: microseconds(*whole.iter().max()?),
        p50_us: microseconds(median(whole)),
        search_p50_us: microseconds(median(search)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_take_turns() {
        let query = |kind: &str, text: &str| BenchQuery { id: None, kind: kind.to_owned(), text: text.to_owned() };
        let queries = [query("a", "1"), query("a", "2"), query("a", "3"), query("b", "4")];
        let kinds = |most| {
            let mut kinds: Vec<_> = of_each_kind(&queries, most, 1).iter().map(|query| query.kind.clone()).collect();
            kinds.sort();
            kinds
        };
        assert_eq!(kinds(2), ["a", "b"]);
        assert_eq!(kinds(3), ["a", "a", "b"]);
        assert_eq!(kinds(9), ["a", "a", "a", "b"]);
    }

    #[test]
    fn without_processes_there_are_no_figures() {
        assert_eq!(first_query_figures(Vec::new(), Vec::new()), None);
        let times = |times: [u64; 3]| times.map(Duration::from_millis).to_vec();
        let figures = first_query_figures(times([5, 9, 4]), times([1, 2, 3])).unwrap();
        assert_eq!(figures, FirstQuery { processes: 3, p50_us: 5e3, max_us: 9e3, search_p50_us: 2e3 });
    }
}
