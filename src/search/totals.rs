//! How many articles match, and which of them count.

use tantivy::DocAddress;

use super::collapse::earliest;
use super::collect::Collector;
use super::copies::CopyFinder;
use super::hit::Total;
use super::local::Found;
use super::plan::Plan;
use super::{SearchError, SearchRequest};

pub(super) struct Totals {
    /// Copies counted once.
    pub once: Total,
    /// Each copy counted.
    pub each: Total,
    /// The articles that count. All are there where the number is exact or facets are asked for, unless each copy counts.
    pub counting: Vec<DocAddress>,
}

/// Visits all matches only where it must.
pub(super) fn totals(
    plan: &Plan,
    found: &Found,
    (collector, finder): (&Collector<'_>, &mut CopyFinder<'_>),
    request: &SearchRequest,
) -> Result<Totals, SearchError> {
    let exact = |articles: &[DocAddress]| Total { articles: articles.len() as u64, is_exact: true };
    let all = || if found.is_all { Ok(found.articles.clone()) } else { collector.all(plan) };
    if request.all_copies {
        if request.facets {
            let counting = all()?;
            return Ok(Totals { once: exact(&counting), each: exact(&counting), counting });
        }
        let total = if request.count && !found.total.is_exact { collector.count(plan)? } else { found.total };
        return Ok(Totals { once: total, each: total, counting: Vec::new() });
    }
    if found.is_all || request.count || request.facets {
        let all = all()?;
        let counting = earliest(finder, &all)?;
        let each = if found.is_all { found.total } else { exact(&all) };
        return Ok(Totals { once: exact(&counting), each, counting });
    }
    // No article that is shown is a copy of another one.
    let shown = found.collapsed.copies.len() as u64;
    Ok(Totals { once: Total { articles: shown, is_exact: false }, each: found.total, counting: Vec::new() })
}
