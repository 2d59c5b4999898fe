//! Deleting from some segments only.
//!
//! tantivy tells by numbers of operations which documents a deletion is about. Segments that are built here (`segment`) come
//! without such numbers, so a deletion that is still in tantivy's queue when they come would be about them, too. It looks at
//! which segment it is in instead.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tantivy::index::SegmentId;
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, Score, SegmentReader};

/// Before which commit each segment was added. Clones share what they know.
#[derive(Debug, Clone, Default)]
pub(super) struct Additions {
    known: Arc<Mutex<Known>>,
}

#[derive(Debug, Default)]
struct Known {
    /// How many commits were made.
    commits: u64,
    /// By segment, how many there had been when it was added.
    segments: HashMap<SegmentId, u64>,
}

impl Additions {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A segment is about to be added.
    pub(super) fn note(&self, segment: SegmentId) {
        let mut known = self.known();
        let commits = known.commits;
        known.segments.insert(segment, commits);
    }

    /// A commit is about to be made.
    pub(super) fn commit(&self) {
        self.known().commits += 1;
    }

    /// Whether the segment was added when so many commits had been made.
    fn is_of(&self, commits: u64, segment: SegmentId) -> bool {
        self.known().segments.get(&segment) == Some(&commits)
    }

    /// What a query finds, but for what is in segments that are added between the last commit and the next.
    pub(super) fn earlier(&self, query: impl Query) -> Limited {
        Limited { query: Arc::new(query), segments: Segments::Earlier(self.clone(), self.known().commits) }
    }
}

/// What a query finds in some segments.
#[derive(Debug, Clone)]
pub(super) struct Limited {
    query: Arc<dyn Query>,
    segments: Segments,
}

#[derive(Debug, Clone)]
enum Segments {
    /// All but those that were added when so many commits had been made.
    Earlier(Additions, u64),
    These(Arc<HashSet<SegmentId>>),
}

impl Segments {
    fn include(&self, segment: SegmentId) -> bool {
        match self {
            Self::Earlier(additions, commits) => !additions.is_of(*commits, segment),
            Self::These(segments) => segments.contains(&segment),
        }
    }
}

impl Limited {
    /// What a query finds in these segments.
    pub(super) fn to(query: impl Query, segments: impl IntoIterator<Item = SegmentId>) -> Self {
        Self { query: Arc::new(query), segments: Segments::These(Arc::new(segments.into_iter().collect())) }
    }
}

impl Query for Limited {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(LimitedWeight { weight: self.query.weight(scoring)?, segments: self.segments.clone() }))
    }
}

struct LimitedWeight {
    weight: Box<dyn Weight>,
    segments: Segments,
}

impl Weight for LimitedWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        if self.segments.include(segment.segment_id()) {
            return self.weight.scorer(segment, boost);
        }
        Ok(Box::new(EmptyScorer))
    }

    fn explain(&self, segment: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        self.weight.explain(segment, document)
    }
}
