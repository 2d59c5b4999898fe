//! Where the time of an answer goes.

use std::time::{Duration, Instant};

/// What is done for an answer, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// From the tree of the query to terms: their other forms and names, corrections, words that are added.
    Plan,
    /// Looking for candidates among all articles.
    Match,
    /// Reading where the terms stand in candidates, and scoring articles and their passages.
    Score,
    /// Finding copies.
    Copies,
    /// Reading the articles that are shown.
    Fetch,
    /// Marking and trimming what is shown.
    Highlight,
    /// Counting matches, facets and articles without a date; explanations.
    Count,
}

impl Stage {
    /// All of them, in their order.
    pub const ALL: [Self; 7] =
        [Self::Plan, Self::Match, Self::Score, Self::Copies, Self::Fetch, Self::Highlight, Self::Count];

    /// A short name, for tables and machines.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Match => "match",
            Self::Score => "score",
            Self::Copies => "copies",
            Self::Fetch => "fetch",
            Self::Highlight => "highlight",
            Self::Count => "count",
        }
    }
}

/// How long each stage of an answer took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stages([Duration; Stage::ALL.len()]);

impl Stages {
    /// How long a stage took.
    #[must_use]
    pub fn of(&self, stage: Stage) -> Duration {
        self.0[stage as usize]
    }
}

/// Measures stages by the moments at which they end, so that they add up to the whole. A look at the clock takes some 30 ns.
pub(super) struct Laps {
    last: Instant,
    stages: Stages,
}

impl Laps {
    pub(super) fn start() -> Self {
        Self { last: Instant::now(), stages: Stages::default() }
    }

    /// Adds the time since the last lap to a stage.
    pub(super) fn lap(&mut self, stage: Stage) {
        let now = Instant::now();
        self.stages.0[stage as usize] += now.duration_since(self.last);
        self.last = now;
    }

    pub(super) fn stages(&self) -> Stages {
        self.stages
    }
}
