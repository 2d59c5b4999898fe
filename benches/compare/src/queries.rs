//! Files of queries.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// A query in the syntax that newsdex and tantivy share: `a b`, `+a +b`, `+a -b`, `"a b"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Query {
    /// What figures are gathered by.
    pub kind: String,
    pub text: String,
}

/// Reads lines with a kind, a tab and a query. Empty lines are passed over.
pub(crate) fn read(file: &Path) -> Result<Vec<Query>> {
    let text = fs::read_to_string(file).with_context(|| format!("reading queries '{}'", file.display()))?;
    let queries = parse(&text).with_context(|| format!("reading queries '{}'", file.display()))?;
    if queries.is_empty() {
        bail!("'{}' holds no queries", file.display());
    }
    Ok(queries)
}

fn parse(text: &str) -> Result<Vec<Query>> {
    let mut queries = Vec::new();
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let Some((kind, text)) = line.split_once('\t') else {
            bail!("line {number} has no tab between kind and query");
        };
        queries.push(Query { kind: kind.trim().to_owned(), text: text.trim().to_owned() });
    }
    Ok(queries)
}

/// The kinds of queries, in the order in which they first come.
pub(crate) fn kinds(queries: &[Query]) -> Vec<&str> {
    let mut kinds: Vec<&str> = Vec::new();
    for query in queries {
        if !kinds.contains(&query.kind.as_str()) {
            kinds.push(&query.kind);
        }
    }
    kinds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_a_kind_and_a_query() {
        let queries = parse("term\ttank\n\nand\t+tank +loss\nterm\tgun\n").unwrap();
        assert_eq!(queries[1], Query { kind: "and".to_owned(), text: "+tank +loss".to_owned() });
        assert_eq!(kinds(&queries), ["term", "and"]);
        assert_eq!(parse("term\ttank\nloss\n").unwrap_err().to_string(), "line 2 has no tab between kind and query");
    }
}
