//! Ways to match of hardly any article, beside frequent ones.
//!
//! A word of an English index may be a word of the only French article, too. Each of the two is a way to match, and where several lead
//! the search, far more is to be done for each article than where one does. So the few articles are looked at by themselves, and all
//! others as if there were no such way.

use tantivy::{DocId, Score};

use super::super::SearchError;
use super::cursor::Cursor;
use super::rest::Way;
use super::{Clause, Each, Segment, Shape};

/// What stands in more articles is not taken apart.
const FEW: u32 = 16;
/// No more articles than this are.
const MOST: usize = 64;

/// Takes out those of the ways to match one thing that stand in few articles, which are added to `apart`, if others are left.
pub(super) fn take_apart(ways: &mut Vec<Way>, apart: &mut Vec<DocId>) {
    if ways.len() < 2 || ways.iter().all(|way| way.cursor.articles() <= FEW) {
        return;
    }
    ways.retain_mut(|way| match &mut way.cursor {
        Cursor::Term(term) if term.articles() <= FEW && apart.len() < MOST => {
            apart.extend(term.block().0);
            false
        }
        _ => true,
    });
}

impl Clause<'_> {
    /// The ways to match it in a segment.
    pub(super) fn open(&self, segment: &Segment<'_>) -> Result<Vec<Way>, SearchError> {
        let mut ways = Vec::with_capacity(self.ways.len());
        for &(leaf, weight) in &self.ways {
            ways.extend(Cursor::open(leaf, segment)?.map(|cursor| Way::new(cursor, weight)));
        }
        Ok(ways)
    }
}

impl Shape<'_> {
    /// Calls `each` for those of some ascending articles that match with a score above a threshold, which is given anew.
    pub(super) fn search_few(
        &self,
        docs: &[DocId],
        segment: &Segment<'_>,
        mut threshold: Score,
        each: &mut Each<'_>,
    ) -> Result<Score, SearchError> {
        let mut clauses = Vec::with_capacity(self.clauses.len());
        for clause in &self.clauses {
            clauses.push((clause.open(segment)?, clause.is_required));
        }
        let mut excluded = self.excluded(segment)?;
        for &doc in docs.iter().filter(|&&doc| (segment.allows)(doc)) {
            let (mut score, mut matches) = (0.0, true);
            for (ways, is_required) in &mut clauses {
                let mut is_there = false;
                for way in ways {
                    let frequency = way.cursor.frequency(doc);
                    is_there |= frequency > 0;
                    score += segment.score(way.weight, frequency, doc);
                }
                matches &= is_there || !*is_required;
            }
            if matches && score > threshold && !excluded.iter_mut().any(|cursor| cursor.frequency(doc) > 0) {
                threshold = each(doc, score, 0);
            }
        }
        Ok(threshold)
    }
}
