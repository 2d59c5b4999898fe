//! How long queries take.

use std::time::Instant;

use anyhow::Result;

use crate::search::{LocalSearcher, SearchRequest, Searcher};

/// What is answered is what `newsdex search` shows where nobody says otherwise.
const PASSAGES: usize = 10;
const PER_ARTICLE: usize = 2;

/// How long queries take, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Times {
    pub mean: f64,
    pub median: f64,
}

/// In each round a searcher is asked all queries so many times: the first time may find nothing of it in the caches of the
/// processor.
const PASSES: usize = 2;

/// How long a page of ten passages takes for the queries of each searcher, which are answered one after another on one
/// thread. Searchers take turns in so many `rounds`, and the least time of a query counts: what else the machine does only ever
/// makes it longer.
pub(super) fn times(asked: &[(&LocalSearcher, &[SearchRequest])], rounds: usize) -> Result<Vec<Times>> {
    let page = |request: &SearchRequest| SearchRequest {
        limit: PASSAGES,
        per_article: PER_ARTICLE,
        all_copies: false,
        ..request.clone()
    };
    let pages = |requests: &[SearchRequest]| requests.iter().map(page).collect();
    let pages: Vec<Vec<SearchRequest>> = asked.iter().map(|(_, requests)| pages(requests)).collect();
    let mut least: Vec<Vec<f64>> = pages.iter().map(|pages| vec![f64::INFINITY; pages.len()]).collect();
    for _ in 0..rounds {
        for (((searcher, _), pages), least) in asked.iter().zip(&pages).zip(&mut least) {
            for _ in 0..PASSES {
                for (page, least) in pages.iter().zip(least.iter_mut()) {
                    let start = Instant::now();
                    searcher.search(page)?;
                    *least = least.min(start.elapsed().as_secs_f64() * 1e6);
                }
            }
        }
    }
    Ok(least.into_iter().map(Times::of).collect())
}

impl Times {
    /// All 0 without queries.
    fn of(mut micros: Vec<f64>) -> Self {
        micros.sort_by(f64::total_cmp);
        let middle = |back: usize| micros.get((micros.len() / 2).saturating_sub(back)).copied().unwrap_or_default();
        #[expect(clippy::cast_precision_loss, reason = "a count of queries")]
        let mean = micros.iter().sum::<f64>() / micros.len().max(1) as f64;
        let median = if micros.len().is_multiple_of(2) { middle(0).midpoint(middle(1)) } else { middle(0) };
        Self { mean, median }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        for (micros, mean, median) in [
            (vec![], 0.0, 0.0),
            (vec![3.0], 3.0, 3.0),
            (vec![5.0, 3.0], 4.0, 4.0),
            (vec![9.0, 1.0, 2.0], 4.0, 2.0),
            (vec![1.0, 10.0, 2.0, 3.0], 4.0, 2.5),
        ] {
            assert_eq!(Times::of(micros), Times { mean, median });
        }
    }
}
