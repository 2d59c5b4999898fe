//! How the scores of hits came about.

use std::collections::BTreeSet;

use tantivy::DocAddress;

use super::evidence::{Depth, gather};
use super::hit::{Explanation, Hit};
use super::local::LocalSearcher;
use super::plan::Plan;
use super::ranking::Ranked;
use super::score::Scorer;
use super::{SearchError, SearchRequest};

impl LocalSearcher {
    /// Explains the hits that were made of the passages of a page. Reads the postings of their articles again.
    pub(super) fn explain(
        &self,
        hits: &mut [Hit],
        page: &[(usize, &Ranked)],
        (plan, scorer): (&Plan, &Scorer<'_>),
        request: &SearchRequest,
    ) -> Result<(), SearchError> {
        let is_recent = request.recency.is_some();
        let articles: BTreeSet<DocAddress> = page.iter().map(|(_, ranked)| ranked.basis.article).collect();
        let evidence = gather((self.reader(), self.columns()), plan, articles.into_iter().collect(), Depth::Positions)?;
        for (hit, (_, ranked)) in hits.iter_mut().zip(page) {
            let basis = &ranked.basis;
            let Some(evidence) = evidence.iter().find(|evidence| evidence.address == basis.article) else { continue };
            let copy = if basis.article == ranked.address {
                None
            } else {
                let copy = self.reader().packed(basis.article)?;
                Some(self.reader().identify(&copy, request.absolute)?.article_id)
            };
            let parts = scorer.explain(evidence, basis.passage);
            hit.explanation = Some(Explanation { parts, newness: is_recent.then_some(basis.newness), copy });
        }
        Ok(())
    }
}
