//! How good a ranking is: the measures of `trec_eval` 9 (National Institute of Standards and Technology), by the same
//! definitions and with the same results.
//!
//! They differ from `trec_eval` in one thing: a ranking is measured in the order in which it is given. `trec_eval` sorts a
//! run by its scores first.

use std::collections::BTreeMap;

/// What is known of one query: the grades of articles by name. An article is relevant if its grade is above 0.
pub type Grades = BTreeMap<String, i32>;

/// The values of the measures, in the order of [`MEASURES`], each from 0 to 1.
pub type Figures = [f64; MEASURES.len()];

/// A measure's name in `trec_eval`, and the one that people use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    /// As `trec_eval` prints it.
    pub key: &'static str,
    /// As it is written in texts.
    pub name: &'static str,
}

/// What is measured.
pub const MEASURES: [Measure; 5] = [
    Measure { key: "ndcg_cut_10", name: "nDCG@10" },
    Measure { key: "map", name: "MAP" },
    Measure { key: "recip_rank", name: "MRR" },
    Measure { key: "P_5", name: "P@5" },
    Measure { key: "recall_100", name: "recall@100" },
];

/// Ranks that nDCG looks at.
const NDCG_DEPTH: usize = 10;
/// Ranks that precision looks at. It is divided by this number, however few articles there are.
const PRECISION_DEPTH: usize = 5;
/// Ranks that recall looks at.
const RECALL_DEPTH: usize = 100;

/// Measures one ranking, the best article first and each article once. What has no grade counts as not relevant; where
/// no article is relevant, all figures are 0. Costs a look-up for each ranked article and a sort of the grades.
#[must_use]
pub fn measure<N: AsRef<str>>(ranking: &[N], grades: &Grades) -> Figures {
    let gains: Vec<u32> = ranking.iter().map(|name| grades.get(name.as_ref()).copied().map_or(0, gain)).collect();
    let mut ideal: Vec<u32> = grades.values().copied().map(gain).filter(|&gain| gain > 0).collect();
    if ideal.is_empty() {
        return Figures::default();
    }
    ideal.sort_unstable_by(|a, b| b.cmp(a));
    let relevant = real(ideal.len());
    let first = gains.iter().position(|&gain| gain > 0);
    [
        discounted(&gains) / discounted(&ideal),
        sum(precisions(&gains)) / relevant,
        first.map_or(0.0, |before| 1.0 / real(before + 1)),
        found(&gains, PRECISION_DEPTH) / real(PRECISION_DEPTH),
        found(&gains, RECALL_DEPTH) / relevant,
    ]
}

/// The means over queries, added up in their order; all 0 without queries.
#[must_use]
pub fn means<'f>(queries: impl IntoIterator<Item = &'f Figures>) -> Figures {
    let (mut sums, mut count) = (Figures::default(), 0_usize);
    for figures in queries {
        for (sum, figure) in sums.iter_mut().zip(figures) {
            *sum += figure;
        }
        count += 1;
    }
    sums.map(|sum| sum / real(count.max(1)))
}

/// What finding an article of this grade is worth. One below 0 is worth as little as one that has no grade.
fn gain(grade: i32) -> u32 {
    grade.max(0).unsigned_abs()
}

/// The discounted cumulative gain: each gain divided by the logarithm of its rank and 1 (Järvelin and Kekäläinen, 2002, in
/// the form that has no threshold).
fn discounted(gains: &[u32]) -> f64 {
    let discount = |before: usize| real(before + 2).log2();
    sum(gains.iter().take(NDCG_DEPTH).enumerate().map(|(before, &gain)| f64::from(gain) / discount(before)))
}

/// The precision at the rank of each relevant article that was found.
fn precisions(gains: &[u32]) -> impl Iterator<Item = f64> {
    let ranks = (1..).zip(gains).filter(|&(_, &gain)| gain > 0).map(|(rank, _)| rank);
    (1..).zip(ranks).map(|(found, rank): (usize, usize)| real(found) / real(rank))
}

/// Of nothing this is 0, where `Iterator::sum` gives -0, which would be printed so.
fn sum(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(0.0, |sum, value| sum + value)
}

/// Relevant articles among the first.
fn found(gains: &[u32], depth: usize) -> f64 {
    real(gains.iter().take(depth).filter(|&&gain| gain > 0).count())
}

#[expect(clippy::cast_precision_loss, reason = "ranks, and counts of articles and queries")]
fn real(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::parse_qrels;

    fn grades(grades: &[(&str, i32)]) -> Grades {
        grades.iter().map(|&(name, grade)| (name.to_owned(), grade)).collect()
    }

    /// A ranking of articles with names of one letter.
    fn ranking(names: &str) -> Vec<String> {
        names.chars().map(String::from).collect()
    }

    fn check(names: &str, judged: &[(&str, i32)], expected: Figures) {
        are(measure(&ranking(names), &grades(judged)), expected);
    }

    fn are(figures: Figures, expected: Figures) {
        for ((figure, expected), measure) in figures.iter().zip(expected).zip(MEASURES) {
            assert!((figure - expected).abs() < 1e-12, "{}: {figure} instead of {expected}", measure.name);
        }
    }

    #[test]
    fn grades_are_gains() {
        // Relevant: a 3, b 2, c 1, d 1 (not found). Found at ranks 2 (b), 4 (a), 6 (c); x, y have no grade, z has 0.
        let log3 = 3f64.log2();
        let dcg = 2.0 / log3 + 3.0 / 5f64.log2() + 1.0 / 7f64.log2();
        let ideal = 3.0 + 2.0 / log3 + 1.0 / 2.0 + 1.0 / 5f64.log2();
        let map = (1.0 / 2.0 + 2.0 / 4.0 + 3.0 / 6.0) / 4.0;
        let judged = [("a", 3), ("b", 2), ("c", 1), ("d", 1), ("z", 0)];
        check("xbyazc", &judged, [dcg / ideal, map, 0.5, 0.4, 0.75]);
    }

    #[test]
    fn a_perfect_ranking_has_1_even_where_fewer_than_five_are_found() {
        check("ab", &[("a", 2), ("b", 1)], [1.0, 1.0, 1.0, 0.4, 1.0]);
    }

    #[test]
    fn nothing_found_and_nothing_to_find_are_0() {
        check("", &[("a", 1)], [0.0; 5]);
        check("xy", &[("a", 1)], [0.0; 5]);
        check("ab", &[("a", 0), ("b", -1)], [0.0; 5]);
        check("ab", &[], [0.0; 5]);
    }

    #[test]
    fn grades_below_0_cost_nothing() {
        check("na", &[("a", 1), ("n", -2)], [1.0 / 3f64.log2(), 0.5, 0.5, 0.2, 1.0]);
    }

    #[test]
    fn the_ideal_ends_at_rank_10_and_recall_counts_all() {
        // Twelve relevant articles, a to l, of which the ten at the top are all that nDCG can ask for.
        let all: Vec<String> = ('a'..='l').map(String::from).collect();
        let judged: Vec<(&str, i32)> = all.iter().map(|name| (name.as_str(), 1)).collect();
        check("abcdefghij", &judged, [1.0, 10.0 / 12.0, 1.0, 1.0, 10.0 / 12.0]);
    }

    #[test]
    fn recall_ends_at_rank_100_and_the_mean_precision_does_not() {
        let mut names: Vec<String> = (0..100).map(|number| format!("x{number}")).collect();
        names.push("a".to_owned());
        let figures = measure(&names, &grades(&[("a", 1)]));
        are(figures, [0.0, 1.0 / 101.0, 1.0 / 101.0, 0.0, 0.0]);
    }

    #[test]
    fn means_are_over_queries() {
        are(means([&[1.0, 0.5, 0.0, 0.0, 1.0], &[0.0, 0.5, 1.0, 0.0, 1.0]]), [0.5, 0.5, 0.5, 0.0, 1.0]);
        are(means([]), [0.0; 5]);
    }

    /// `tests/data/eval/make.py` made a run and judgements of chance, and let `pytrec_eval`, which is `trec_eval` 9 as a
    /// module of Python, compute the values.
    #[test]
    fn the_figures_are_those_of_trec_eval() {
        let judged = parse_qrels(include_str!("../../tests/data/eval/qrels.txt")).unwrap();
        let mut rankings: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for line in include_str!("../../tests/data/eval/run.txt").lines() {
            let columns: Vec<&str> = line.split(' ').collect();
            rankings.entry(columns[0]).or_default().push(columns[2].to_owned());
        }
        let mut compared = 0;
        for line in include_str!("../../tests/data/eval/values.tsv").lines() {
            let (query, values) = line.split_once('\t').unwrap();
            let figures = match query {
                "all" => means(&rankings.iter().map(|(id, names)| measure(names, &judged[*id])).collect::<Vec<_>>()),
                id => measure(&rankings[id], &judged[id]),
            };
            assert_eq!(figures.map(|figure| format!("{figure:.4}")).join("\t"), values, "query {query}");
            compared += 1;
        }
        assert_eq!((compared, rankings.len()), (21, 20));
    }
}
