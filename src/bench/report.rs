//! What was measured, as it is written as JSON and shown. Times are microseconds, sizes bytes.

mod indexing;

use serde::{Deserialize, Serialize};

pub use indexing::{IndexRatio, IndexRun, IndexingReport, Measure, PhaseSeconds, Rounds, StepSeconds};

/// Rises when a field is renamed, removed or changes its meaning. New fields leave it as it is.
const VERSION: u32 = 1;

/// How fast an index answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QueryReport {
    /// The version of the format.
    pub version: u32,
    /// The program that answered.
    pub program: Program,
    /// What was searched.
    pub index: IndexFigures,
    /// The seed by which queries were drawn and shuffled.
    pub seed: u64,
    /// Different queries.
    pub queries: usize,
    /// Rounds in which each query was measured.
    pub rounds: u32,
    /// By kind of query: first the whole answers, then ids only.
    pub kinds: Vec<KindFigures>,
    /// Answers a second, by number of threads.
    pub threads: Vec<ThreadFigures>,
    /// What a first query takes in a new process, if that was measured.
    pub first_query: Option<FirstQuery>,
    /// Memory after all queries, where the system tells.
    pub memory: Option<Memory>,
    /// Against figures of another run, if there are some.
    pub baseline: Option<Vec<KindRatio>>,
    /// Beside other programs, if they were asked.
    pub peers: Option<Vec<PeerFigures>>,
}

/// The program and the machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Program {
    /// Its version.
    pub version: String,
    /// How many threads the machine runs at once.
    pub cores: usize,
}

impl Default for Program {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self { version: env!("CARGO_PKG_VERSION").to_owned(), cores }
    }
}

/// An index in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IndexFigures {
    /// Articles.
    pub articles: u64,
    /// Parts that are searched one by one.
    pub segments: usize,
    /// Size on disk.
    pub bytes: u64,
}

/// What a query is answered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Ten marked passages, as `newsdex search` answers.
    Full,
    /// The ids of their articles.
    Ids,
}

impl Answer {
    /// As people read it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "ten passages",
            Self::Ids => "ids only",
        }
    }
}

/// One kind of query, answered in one way.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KindFigures {
    /// The kind, as its file of queries calls it: not sanitised.
    pub kind: String,
    /// What the queries were answered with.
    pub answer: Answer,
    /// Different queries.
    pub queries: usize,
    /// Answers that were measured.
    pub answers: u64,
    /// Passages of an answer, or ids, on average.
    pub mean_hits: f64,
    /// Matching articles, each copy counted, on average; a lower bound where not all were counted.
    pub mean_matches: f64,
    /// Mean latency.
    pub mean_us: f64,
    /// The latency that half of the answers keep within.
    pub p50_us: f64,
    /// That nine of ten do.
    pub p90_us: f64,
    /// That 99 of 100 do.
    pub p99_us: f64,
    /// That 999 of 1000 do. With fewer answers it is the longest.
    pub p999_us: f64,
    /// The longest latency.
    pub max_us: f64,
    /// Where the time goes, on average. The rest is what lies between stages.
    pub stages_us: StageMeans,
    /// How many answers took how long.
    pub distribution: Vec<Bar>,
    /// Each query.
    pub per_query: Vec<QueryFigures>,
}

/// Mean times of the stages of an answer: see [`crate::search::Stage`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct StageMeans {
    /// From text to tree.
    pub parse: f64,
    /// From tree to terms.
    pub plan: f64,
    /// Looking for candidates.
    #[serde(rename = "match")]
    pub matching: f64,
    /// Scoring articles and passages.
    pub score: f64,
    /// Finding copies.
    pub copies: f64,
    /// Reading what is shown.
    pub fetch: f64,
    /// Marking what is shown.
    pub highlight: f64,
    /// Counting matches.
    pub count: f64,
}

impl StageMeans {
    /// All stages with their names, in their order.
    #[must_use]
    pub fn list(&self) -> [(&'static str, f64); 8] {
        [
            ("parse", self.parse),
            ("plan", self.plan),
            ("match", self.matching),
            ("score", self.score),
            ("copies", self.copies),
            ("fetch", self.fetch),
            ("highlight", self.highlight),
            ("count", self.count),
        ]
    }
}

/// Answers within a range of latencies.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bar {
    /// Where the range begins.
    pub from_us: f64,
    /// Where it ends.
    pub to_us: f64,
    /// How many answers lie in it.
    pub answers: u64,
}

/// One query.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QueryFigures {
    /// Its text: not sanitised.
    pub query: String,
    /// Median latency over the rounds.
    pub p50_us: f64,
}

/// What a number of threads gets done.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ThreadFigures {
    /// Threads that ask, each one query after the other.
    pub threads: usize,
    /// Whole answers a second.
    pub queries_per_second: f64,
}

/// What a first query takes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct FirstQuery {
    /// New processes, each of which answered one query.
    pub processes: usize,
    /// Median time from the start of a process to its end.
    pub p50_us: f64,
    /// The longest.
    pub max_us: f64,
    /// Median time of the search alone, as the process itself says.
    pub search_p50_us: f64,
}

/// Memory of the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Memory {
    /// The process's own: what it has allocated.
    pub anonymous_bytes: u64,
    /// Pages of files, the index above all, that the system may drop at any time.
    pub mapped_bytes: u64,
}

/// How much longer queries take than they did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KindRatio {
    /// The kind.
    pub kind: String,
    /// What the queries were answered with.
    pub answer: Answer,
    /// Queries that both have.
    pub queries: usize,
    /// The geometric mean over queries of new by old median latency: below 1, it is faster now.
    pub ratio: f64,
    /// Where the interval begins in which the ratio lies with 95 % confidence.
    pub low: f64,
    /// Where it ends.
    pub high: f64,
    /// Whether that is more than was allowed, and surely more than 1.
    pub is_regression: bool,
}

/// Another program beside newsdex.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PeerFigures {
    /// Its name.
    pub peer: String,
    /// What it took to give it the articles, and to make its index.
    pub setup_us: f64,
    /// The size of what it searches.
    pub bytes: u64,
    /// By kind of query, those that it can be asked.
    pub kinds: Vec<PeerKind>,
}

/// One kind of query, answered by newsdex and another program, a new process for each query.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PeerKind {
    /// The kind.
    pub kind: String,
    /// Different queries.
    pub queries: usize,
    /// Newsdex's median time from the start of a process to its end.
    pub newsdex_p50_us: f64,
    /// The other's.
    pub p50_us: f64,
    /// The geometric mean over queries of the other's time by newsdex's: above 1, newsdex is faster.
    pub ratio: f64,
}

/// The version of all reports.
pub(super) const fn version() -> u32 {
    VERSION
}
