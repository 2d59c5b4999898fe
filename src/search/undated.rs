//! What date filters leave out only because it has no date.

use std::borrow::Cow;
use std::collections::HashSet;

use tantivy::DocAddress;

use super::collapse::earliest;
use super::collect::Collector;
use super::copies::CopyFinder;
use super::filter::Filter;
use super::local::LocalSearcher;
use super::plan::Plan;
use super::{SearchError, SearchRequest};
use crate::query::with_undated;

impl LocalSearcher {
    /// How many articles would match a request if its date filters let articles without a date through. `None` where there
    /// is no such filter, or where it does. Copies count once among them, unless each is a hit.
    ///
    /// Visits the matches of the query without its date filters, once: where they must be met, nothing without a date is
    /// found with them.
    pub(super) fn undated(
        &self,
        request: &SearchRequest,
        plan: &Plan,
        finder: &mut CopyFinder<'_>,
    ) -> Result<Option<u64>, SearchError> {
        let Some(kept) = with_undated(&request.query).filter(|_| !request.undated) else { return Ok(None) };
        let undated = Filter::undated(self.reader())?;
        let matching = |plan: &Plan| -> Result<Vec<DocAddress>, SearchError> {
            let filter = undated.clone().and_any(self.filter_for(plan).map(Cow::into_owned));
            if filter.is_empty() { Ok(Vec::new()) } else { self.collector(Some(&filter)).all(plan) }
        };
        let mut left_out = matching(&self.plan(&SearchRequest { query: kept, ..request.clone() })?)?;
        if !left_out.is_empty() {
            let found: HashSet<DocAddress> = matching(plan)?.into_iter().collect();
            left_out.retain(|article| !found.contains(article));
        }
        let articles = if request.all_copies { left_out } else { earliest(finder, &left_out)? };
        Ok(Some(articles.len() as u64))
    }

    /// Finds matches among what a filter allows.
    pub(super) fn collector<'a>(&'a self, filter: Option<&'a Filter>) -> Collector<'a> {
        let (reader, columns, statistics) = (self.reader(), self.columns(), self.statistics());
        Collector { reader, columns, statistics, filter }
    }
}
