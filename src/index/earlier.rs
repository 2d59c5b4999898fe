//! Deleting from what is committed, and not from what has been added since.
//!
//! tantivy tells by numbers of operations which documents a deletion is about. Segments that are built here (`segment`) come
//! without such numbers, so a deletion that is still in tantivy's queue when they come would be about them, too. It looks at
//! which segment it is in instead; and those that are not committed are not merged, so that they can be told.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tantivy::index::{SegmentId, SegmentMeta};
use tantivy::merge_policy::{LogMergePolicy, MergeCandidate, MergePolicy};
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, TermQuery, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, Score, SegmentReader, Term};

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

    /// The documents with a term, but for those in segments that are added between the last commit and the next.
    pub(super) fn earlier(&self, term: Term) -> impl Query + use<> {
        Earlier { term, additions: self.clone(), commits: self.known().commits }
    }
}

/// Merges what is committed only.
#[derive(Debug, Default)]
pub(super) struct MergeCommitted {
    policy: LogMergePolicy,
    additions: Additions,
}

impl MergeCommitted {
    pub(super) fn new(additions: Additions) -> Self {
        Self { policy: LogMergePolicy::default(), additions }
    }
}

impl MergePolicy for MergeCommitted {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let commits = self.additions.known().commits;
        let is_committed = |segment: &&SegmentMeta| !self.additions.is_of(commits, segment.id());
        let committed: Vec<SegmentMeta> = segments.iter().filter(is_committed).cloned().collect();
        self.policy.compute_merge_candidates(&committed)
    }
}

#[derive(Debug, Clone)]
struct Earlier {
    term: Term,
    additions: Additions,
    commits: u64,
}

impl Query for Earlier {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let term = TermQuery::new(self.term.clone(), IndexRecordOption::Basic).weight(scoring)?;
        Ok(Box::new(EarlierWeight { term, additions: self.additions.clone(), commits: self.commits }))
    }
}

struct EarlierWeight {
    term: Box<dyn Weight>,
    additions: Additions,
    commits: u64,
}

impl Weight for EarlierWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        if self.additions.is_of(self.commits, segment.segment_id()) {
            return Ok(Box::new(EmptyScorer));
        }
        self.term.scorer(segment, boost)
    }

    fn explain(&self, segment: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        self.term.explain(segment, document)
    }
}
