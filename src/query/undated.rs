//! Articles without a date, which no date filter lets through unless it is told to.

use super::{Filter, Query};

/// The query with date filters that let articles without a date through. `None` where that changes nothing: no filter of days
/// must be met, as in `-date:2025`.
#[must_use]
pub fn with_undated(query: &Query) -> Option<Query> {
    let mut changed = query.clone();
    let_through(&mut changed, true).then_some(changed)
}

/// Whether something has changed. A filter that is excluded lets them through already.
fn let_through(query: &mut Query, is_wanted: bool) -> bool {
    match query {
        Query::Filter(Filter::Dates { undated, .. }) if is_wanted && !*undated => {
            *undated = true;
            true
        }
        Query::Within { query, .. } | Query::Boost { query, .. } => let_through(query, is_wanted),
        Query::Group(group) => {
            let mut has_changed = false;
            for part in group.required.iter_mut().chain(&mut group.optional) {
                has_changed |= let_through(part, is_wanted);
            }
            for part in &mut group.excluded {
                has_changed |= let_through(part, !is_wanted);
            }
            has_changed
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{parse, tree};
    use super::*;

    fn changed(text: &str) -> Option<String> {
        with_undated(&parse(text, jiff::civil::date(2025, 8, 18)).query).map(|query| tree(&query))
    }

    #[test]
    fn only_filters_that_must_be_met_change() {
        let expected = "group\n  must filter date 2025-01-01.. or none\n  may word \"tank\"\n";
        assert_eq!(changed("tank after:2025").as_deref(), Some(expected));
        assert!(changed("(tank OR before:2025) AND river").is_some());
        assert!(changed("NOT (tank -date:2025) AND river").is_some());
        for text in ["tank", "tank -date:2025", "tank -(river after:2025)", "source:bbc"] {
            assert_eq!(changed(text), None, "{text}");
        }
    }
}
