//! Files of queries to measure with.

use std::fmt::Write;

use thiserror::Error;

/// A query to measure with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BenchQuery {
    /// Its name in the file, if it has one there.
    pub id: Option<String>,
    /// What figures are gathered by.
    pub kind: String,
    /// What is asked, in the language of `newsdex search`.
    pub text: String,
}

/// A line that is no query.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("line {0}: expected a kind, a tab and a query; or an id, a kind and a query with tabs between")]
pub struct BadQueryLine(usize);

/// Reads queries, one a line: kind and query, or id, kind and query, with tabs between. Blank lines are left out.
///
/// # Errors
/// With the first line that is neither.
pub fn parse_bench_queries(text: &str) -> Result<Vec<BenchQuery>, BadQueryLine> {
    let lines = (1..).zip(text.trim_start_matches('\u{feff}').lines());
    let full = lines.filter(|(_, line)| !line.trim().is_empty());
    full.map(|(number, line)| bench_query(line).ok_or(BadQueryLine(number))).collect()
}

fn bench_query(line: &str) -> Option<BenchQuery> {
    let columns: Vec<&str> = line.split('\t').map(str::trim).collect();
    let (id, kind, text) = match columns.as_slice() {
        [kind, text] => (None, kind, text),
        [id, kind, text] => (Some((*id).to_owned()), kind, text),
        _ => return None,
    };
    (!kind.is_empty() && !text.is_empty()).then(|| BenchQuery {
        id,
        kind: (*kind).to_owned(),
        text: (*text).to_owned(),
    })
}

/// The text of a file that [`parse_bench_queries`] reads as these queries.
#[must_use]
pub fn bench_query_lines(queries: &[BenchQuery]) -> String {
    let mut text = String::new();
    for BenchQuery { id, kind, text: query } in queries {
        if let Some(id) = id {
            let _ = write!(text, "{id}\t");
        }
        let _ = writeln!(text, "{kind}\t{query}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let query = |id: Option<&str>, kind: &str, text: &str| BenchQuery {
            id: id.map(str::to_owned),
            kind: kind.to_owned(),
            text: text.to_owned(),
        };
        let queries = [query(None, "term", "tank"), query(Some("7"), "phrase", "\"main battle tank\"")];
        let text = bench_query_lines(&queries);
        assert_eq!(text, "term\ttank\n7\tphrase\t\"main battle tank\"\n");
        assert_eq!(parse_bench_queries(&format!("\u{feff}{text}\n \r\n")).as_deref(), Ok(queries.as_slice()));
    }

    #[test]
    fn a_line_without_a_kind_is_named() {
        assert_eq!(parse_bench_queries("term\ttank\n\ntank\n"), Err(BadQueryLine(3)));
        assert_eq!(parse_bench_queries("\ttank\n"), Err(BadQueryLine(1)));
        assert_eq!(parse_bench_queries("term\t\n"), Err(BadQueryLine(1)));
    }
}
