//! The run format of TREC, which `trec_eval` and its kin read: one line an article.

use std::collections::HashSet;
use std::io::{self, Write};

use super::Renderer;
use super::percent;
use crate::search::hit::SearchResponse;

/// Names the system in the last column.
const RUN_TAG: &str = "newsdex";

/// The query id of a query that has none.
const DEFAULT_QUERY_ID: &str = "1";

/// A score is printed in whole numbers of this part: with six decimals.
const STEPS_PER_UNIT: f64 = 1e6;

/// Far above any score, and low enough that a step more or less is exact in an `f64`.
const SCORE_LIMIT: f64 = 1e9;

/// Writes `qid Q0 docno rank score newsdex`, one line an article.
///
/// Only an article's first passage counts. Ranks are counted from 1 in each response, and the scores fall
/// strictly, because `trec_eval` orders by score alone and breaks ties by name.
#[derive(Debug, Clone, Copy, Default)]
pub struct TrecRenderer;

impl Renderer for TrecRenderer {
    fn render(&mut self, response: &SearchResponse, out: &mut dyn Write) -> io::Result<()> {
        let query_id = token(response.query_id.as_deref().filter(|id| !id.is_empty()).unwrap_or(DEFAULT_QUERY_ID));
        let mut seen = HashSet::new();
        let mut previous = f64::INFINITY;
        let articles = response.hits.iter().filter(|hit| seen.insert(hit.article_id.as_str()));
        for (rank, hit) in (1..).zip(articles) {
            let steps = below(previous, hit.score);
            let (docno, score) = (token(&hit.article_id), steps / STEPS_PER_UNIT);
            writeln!(out, "{query_id} Q0 {docno} {rank} {score:.6} {RUN_TAG}")?;
            previous = steps;
        }
        Ok(())
    }
}

/// The score in whole steps, or one step below `previous` where it would not fall.
fn below(previous: f64, score: f64) -> f64 {
    let finite = if score.is_nan() { -SCORE_LIMIT } else { score.clamp(-SCORE_LIMIT, SCORE_LIMIT) };
    (finite * STEPS_PER_UNIT).round().min(previous - 1.0)
}

/// A name as one column: printable ASCII, without blanks, from which the name can be decoded.
fn token(name: &str) -> String {
    percent::encode(name.as_bytes(), |byte| byte.is_ascii_graphic() && byte != b'%')
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use proptest::prelude::*;

    use super::*;
    use crate::render::samples;
    use crate::search::hit::Hit;

    fn run(ids_and_scores: &[(&str, f64)]) -> String {
        let mut response = samples::response();
        let hit = response.hits.remove(0);
        response.hits = (ids_and_scores.iter().zip(11..))
            .map(|(&(id, score), rank)| Hit { rank, score, article_id: id.to_owned(), ..hit.clone() })
            .collect();
        samples::rendered(&mut TrecRenderer, &response)
    }

    #[test]
    fn articles_are_counted_once_and_scores_fall() {
        let hits = [("a", 3.0), ("b", 3.0), ("a", 2.9), ("c", 2.999_999_4), ("d", 3.5), ("e", f64::NAN)];
        assert_snapshot!(run(&hits), @r"
        1 Q0 a 1 3.000000 newsdex
        1 Q0 b 2 2.999999 newsdex
        1 Q0 c 3 2.999998 newsdex
        1 Q0 d 4 2.999997 newsdex
        1 Q0 e 5 -1000000000.000000 newsdex
        ");
    }

    #[test]
    fn names_stay_one_column() {
        assert_snapshot!(run(&[("news/a b.json:3", 2.0), ("100%\n\u{1b}", 1.5), ("Kyjiv-é", 1.0)]), @r"
        1 Q0 news/a%20b.json:3 1 2.000000 newsdex
        1 Q0 100%25%0A%1B 2 1.500000 newsdex
        1 Q0 Kyjiv-%C3%A9 3 1.000000 newsdex
        ");
    }

    #[test]
    fn query_ids_are_encoded_too() {
        let mut response = samples::response();
        response.query_id = Some("q 7".to_owned());
        assert!(samples::rendered(&mut TrecRenderer, &response).starts_with("q%207 Q0 "));
    }

    proptest! {
        #[test]
        fn scores_always_fall(scores in prop::collection::vec(any::<f64>(), 0..20)) {
            let ids: Vec<String> = (0..scores.len()).map(|n| n.to_string()).collect();
            let hits: Vec<_> = ids.iter().map(String::as_str).zip(scores).collect();
            let printed: Vec<f64> = run(&hits).lines()
                .filter_map(|line| line.split(' ').nth(4)?.parse().ok())
                .collect();
            prop_assert_eq!(printed.len(), hits.len());
            prop_assert!(printed.windows(2).all(|pair| pair[0] > pair[1]), "{:?}", printed);
        }
    }
}
