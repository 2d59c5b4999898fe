//! Whether newsdex leaves out what the floor finds.

use anyhow::Result;
use serde::Serialize;

use crate::floor::search::Floor;
use crate::newsdex_side::Newsdex;
use crate::queries::{self, Query};

/// Matches of the queries of one kind. newsdex searches what was typed (`--plain`), in title and body; the floor in the
/// body.
#[derive(Debug, Serialize)]
pub(crate) struct Counted {
    /// `all` for those of all kinds.
    pub kind: String,
    pub queries: usize,
    /// Articles that match, over all queries.
    pub floor: u64,
    pub newsdex: u64,
    /// The share of queries for which newsdex finds at least as many articles.
    pub at_least_as_many: f64,
    /// The queries for which it finds fewer: text, articles of the floor, and of newsdex.
    pub fewer: Vec<(String, u64, u64)>,
}

/// Counts all matches of all queries on both sides.
pub(crate) fn count(queries: &[Query], floor: &Floor, newsdex: &Newsdex) -> Result<Vec<Counted>> {
    let mut counts = Vec::with_capacity(queries.len());
    for query in queries {
        counts.push((query, floor.count(&query.text)?, newsdex.count(&query.text)?));
    }
    let kinds = queries::kinds(queries).into_iter().map(Some).chain([None]);
    Ok(kinds.map(|kind| of_kind(kind, &counts)).collect())
}

fn of_kind(kind: Option<&str>, counts: &[(&Query, u64, u64)]) -> Counted {
    let counts: Vec<_> = counts.iter().filter(|(query, ..)| kind.is_none_or(|kind| query.kind == kind)).collect();
    let fewer = counts.iter().filter(|(_, floor, newsdex)| newsdex < floor);
    let fewer: Vec<_> = fewer.map(|(query, floor, newsdex)| (query.text.clone(), *floor, *newsdex)).collect();
    #[expect(clippy::cast_precision_loss, reason = "there are a few hundred queries")]
    let share = (counts.len() - fewer.len()) as f64 / counts.len().max(1) as f64;
    Counted {
        kind: kind.unwrap_or("all").to_owned(),
        queries: counts.len(),
        floor: counts.iter().map(|(_, floor, _)| floor).sum(),
        newsdex: counts.iter().map(|(_, _, newsdex)| newsdex).sum(),
        at_least_as_many: share,
        fewer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_queries_that_find_fewer_are_named() {
        let query = |kind: &str, text: &str| Query { kind: kind.to_owned(), text: text.to_owned() };
        let (one, two, three) = (query("a", "one"), query("b", "two"), query("a", "three"));
        let counts = [(&one, 5, 5), (&two, 3, 9), (&three, 4, 2)];
        let all = of_kind(None, &counts);
        assert_eq!((all.queries, all.floor, all.newsdex), (3, 12, 16));
        assert_eq!(all.fewer, [("three".to_owned(), 4, 2)]);
        assert!((of_kind(Some("a"), &counts).at_least_as_many - 0.5).abs() < 1e-9);
    }
}
