//! One hit for all copies of an article.
//!
//! An article is hidden if an earlier copy of it has all of the query that it has; that copy stands in its place, at the rank
//! of the best of them, or, in an order by days, at its own. A copy that lacks something of it (another edition, another sum) does not answer the same question. Which articles are hidden depends on the index and the query only, never on limit and offset, so
//! a longer list starts with the shorter one. "Copy of" is not transitive: of a chain of copies the earliest is shown,
//! found by going from copy to earlier copy.

use std::collections::{HashMap, HashSet};

use tantivy::DocAddress;

use super::copies::CopyFinder;
use super::evidence::{Depth, Evidence, gather};
use super::plan::Plan;
use super::ranking::{Ranked, best_passages};
use super::score::Scorer;
use super::{Order, SearchError};
use crate::copies::{BANDS, sketches_agree};

/// Leaves one of all copies in a ranking.
pub(super) struct Collapse<'q, 'f, 's> {
    pub finder: &'q mut CopyFinder<'f>,
    pub scorer: &'q Scorer<'s>,
    pub plan: &'q Plan,
    /// The most passages of one article.
    pub per_article: usize,
    /// The order of the ranking.
    pub order: Order,
}

/// A ranking without copies, as far as it was needed.
#[derive(Default)]
pub(super) struct Collapsed {
    pub ranked: Vec<Ranked>,
    /// The copies of each article of the ranking, the earliest first.
    pub copies: HashMap<DocAddress, Vec<DocAddress>>,
    hidden: HashSet<DocAddress>,
}

impl Collapsed {
    /// The ranking as it was, with all copies.
    pub(super) fn unchanged(ranked: Vec<Ranked>) -> Self {
        Self { ranked, ..Self::default() }
    }
}

/// An article that stands for its copies.
struct Representative {
    article: DocAddress,
    copies: Vec<DocAddress>,
    /// The later copies by which it was found.
    path: Vec<DocAddress>,
}

impl Collapse<'_, '_, '_> {
    /// The first `most` passages that are left of `ranked`.
    pub(super) fn run(&mut self, ranked: &[Ranked], most: usize) -> Result<Collapsed, SearchError> {
        let mut collapsed = Collapsed::default();
        let mut taken: HashSet<(DocAddress, usize)> = HashSet::new();
        for next in ranked {
            if collapsed.ranked.len() >= most {
                break;
            }
            let mut passage = next.clone();
            if collapsed.hidden.contains(&next.address) {
                continue;
            }
            if !collapsed.copies.contains_key(&next.address) {
                let representative = self.representative(next.address)?;
                let article = representative.article;
                if article != next.address && self.order != Order::Score {
                    // It stands at its own day.
                    collapsed.hidden.extend(representative.path);
                    continue;
                }
                let is_known = collapsed.copies.contains_key(&article);
                collapsed.hidden.extend(representative.path.iter().chain(&representative.copies));
                collapsed.copies.insert(article, representative.copies);
                if is_known {
                    continue;
                }
                if article != next.address {
                    let (best, evidence) = self.best_passage(article)?;
                    passage = Ranked { passage: best, address: article, evidence, ..passage };
                }
            }
            if taken.insert((passage.address, passage.passage)) {
                collapsed.ranked.push(passage);
            }
        }
        Ok(collapsed)
    }

    /// Goes from an article to its earliest copy that matches, and on from there.
    fn representative(&mut self, from: DocAddress) -> Result<Representative, SearchError> {
        let mut path = Vec::new();
        let mut article = from;
        loop {
            let copies = self.finder.copies(article)?;
            let age = self.finder.index.age(article);
            let earlier: Vec<DocAddress> =
                copies.iter().copied().filter(|&copy| self.finder.index.age(copy) < age).collect();
            match self.first_match(article, &earlier)? {
                None => return Ok(Representative { article, copies, path }),
                Some(earliest) => {
                    path.push(article);
                    article = earliest;
                }
            }
        }
    }

    /// The first of `articles` that has all of the query that `article` has.
    fn first_match(&self, article: DocAddress, articles: &[DocAddress]) -> Result<Option<DocAddress>, SearchError> {
        if articles.is_empty() {
            return Ok(None);
        }
        let all = std::iter::once(article).chain(articles.iter().copied()).collect();
        let evidence = gather((self.finder.reader, self.finder.columns), self.plan, all, Depth::Positions)?;
        let found: HashMap<DocAddress, (bool, Vec<bool>)> =
            evidence.iter().map(|one| (one.address, (self.scorer.matches(one), self.scorer.leaves_in(one)))).collect();
        let Some((_, needed)) = found.get(&article) else { return Ok(None) };
        let has_all = |other: &DocAddress| {
            found
                .get(other)
                .is_some_and(|(matches, leaves)| *matches && needed.iter().zip(leaves).all(|(need, has)| has >= need))
        };
        Ok(articles.iter().copied().find(has_all))
    }

    fn best_passage(&self, article: DocAddress) -> Result<(usize, Option<Evidence>), SearchError> {
        let mut evidence =
            gather((self.finder.reader, self.finder.columns), self.plan, vec![article], Depth::Positions)?;
        let evidence = evidence.pop();
        let best =
            evidence.as_ref().and_then(|one| best_passages(self.scorer, one, self.per_article).into_iter().next());
        Ok((best.map_or(0, |(passage, _)| passage), evidence))
    }
}

/// Of so many articles all bands are read at once.
const FEW: usize = 4096;

/// The articles that have no earlier copy among them, the earliest first. Linear but for articles that share a band number.
pub(super) fn earliest(finder: &mut CopyFinder<'_>, articles: &[DocAddress]) -> Result<Vec<DocAddress>, SearchError> {
    let mut by_age = articles.to_vec();
    by_age.sort_by_key(|&article| finder.index.age(article));
    let mut is_later = vec![false; by_age.len()];
    // There may be very many articles.
    let at_once = if by_age.len() <= FEW { BANDS } else { 1 };
    for first in (0..BANDS).step_by(at_once) {
        let mut filed: Vec<(usize, u64, usize)> = Vec::with_capacity(at_once * by_age.len());
        for (rank, &article) in by_age.iter().enumerate() {
            let bands = finder.index.bands(article)?.enumerate().skip(first).take(at_once);
            filed.extend(bands.map(|(band, number)| (band, number, rank)));
        }
        filed.sort_unstable();
        for group in filed.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)).filter(|group| group.len() > 1) {
            mark_later(finder, group, &by_age, &mut is_later)?;
            finder.forget();
        }
    }
    Ok(by_age.into_iter().zip(is_later).filter(|&(_, later)| !later).map(|(article, _)| article).collect())
}

/// Marks the articles of a group that have an earlier copy in it.
fn mark_later(
    finder: &mut CopyFinder<'_>,
    group: &[(usize, u64, usize)],
    by_age: &[DocAddress],
    is_later: &mut [bool],
) -> Result<(), SearchError> {
    for (at, &(.., rank)) in group.iter().enumerate() {
        let Some(sketch) = finder.index.sketch(by_age[rank])?.filter(|_| !is_later[rank]) else { continue };
        for &(.., earlier) in &group[..at] {
            let other = finder.index.sketch(by_age[earlier])?;
            if other.is_some_and(|other| sketches_agree(sketch, other))
                && finder.copies(by_age[rank])?.contains(&by_age[earlier])
            {
                is_later[rank] = true;
                break;
            }
        }
    }
    Ok(())
}
