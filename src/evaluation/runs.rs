//! Reads rankings that some program wrote as a TREC run. Nothing here opens a file.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

use super::judgements::{BadLine, lines};

/// The articles that were found for each query, by its id, the best first.
pub type Run = BTreeMap<String, Vec<String>>;

/// Reads a run: query, a column without meaning, article, rank, score and the name of the system on each line, parted by
/// blanks. As in `trec_eval`, articles are ordered by their scores, whatever their ranks and the order of the lines; of
/// equal scores the last name in the order of bytes comes first. Blank lines are left out.
///
/// # Errors
/// With the first line that has other columns, whose score is no number, or whose article stands above for the same query.
pub fn parse_run(text: &str) -> Result<Run, BadLine> {
    let mut scored: BTreeMap<&str, Vec<(f64, &str)>> = BTreeMap::new();
    let mut seen = HashSet::new();
    for (line, text) in lines(text) {
        let bad = |reason| BadLine { line, reason };
        let (query, article, score) = columns(text).map_err(bad)?;
        if !seen.insert((query, article)) {
            return Err(bad(format!("'{article}' was found for query '{query}' above")));
        }
        scored.entry(query).or_default().push((score, article));
    }
    let ranked = scored.into_iter().map(|(query, mut found)| {
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| Reverse(a.1).cmp(&Reverse(b.1))));
        (query.to_owned(), found.into_iter().map(|(_, article)| article.to_owned()).collect())
    });
    Ok(ranked.collect())
}

fn columns(line: &str) -> Result<(&str, &str, f64), String> {
    let columns: Vec<&str> = line.split_whitespace().collect();
    let &[query, _, article, _, score, _] = columns.as_slice() else {
        return Err("expected six columns: query, Q0, article, rank, score, name of the system".to_owned());
    };
    let number = score.parse().ok().filter(|number: &f64| !number.is_nan());
    // A zero below 0 is one.
    number.map(|number| (query, article, number + 0.0)).ok_or_else(|| format!("the score '{score}' is no number"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_order_articles_and_names_those_of_equal_score() {
        let text = "\u{feff}2 Q0 x 1 0.5 s\n1 Q0 b 1 -1 s\r\n\n1\tQ0\ta\t9\t1e2\ts\n1 Q0 c 2 -1.0 s\n1 Q0 d 7 -0 s\n1 Q0 e 7 0 s";
        let run = parse_run(text).unwrap();
        assert_eq!((run["1"].join(" "), run["2"].join(" "), run.len()), ("a e d c b".to_owned(), "x".to_owned(), 2));
        assert!(parse_run(" \n").unwrap().is_empty());
    }

    #[test]
    fn a_bad_line_is_named() {
        for (text, complaint) in [
            ("1 Q0 a 1 2 s\n\n1 Q0 b 1 2\n", "line 3: expected six columns"),
            ("1 Q0 a 1 2 my system", "line 1: expected six columns"),
            ("1 Q0 a 1 best s", "line 1: the score 'best' is no number"),
            ("1 Q0 a 1 NaN s", "line 1: the score 'NaN' is no number"),
            ("1 Q0 a 1 2 s\n2 Q0 a 1 2 s\n1 Q0 a 2 1 s\n", "line 3: 'a' was found for query '1' above"),
        ] {
            let error = parse_run(text).unwrap_err().to_string();
            assert!(error.starts_with(complaint), "{error}");
        }
    }
}
