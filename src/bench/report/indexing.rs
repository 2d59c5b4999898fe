//! How fast articles are indexed: one report.

use serde::{Deserialize, Serialize};

use super::{Program, VERSION};

/// How fast articles are indexed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IndexingReport {
    /// The version of the format.
    pub version: u32,
    /// The program that indexed.
    pub program: Program,
    /// The fastest run of each number of threads.
    pub runs: Vec<IndexRun>,
    /// The times of all runs.
    pub rounds: Vec<Rounds>,
    /// Against runs of another time, if there are some.
    pub baseline: Option<Vec<IndexRatio>>,
}

/// What runs with so many threads took, in their order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Rounds {
    /// As [`IndexRun::threads`].
    pub threads: usize,
    /// As [`IndexRun::seconds`].
    pub seconds: Vec<f64>,
    /// As [`IndexRun::cpu_seconds`]; none where the system does not tell.
    pub cpu_seconds: Vec<f64>,
}

impl Rounds {
    /// Adds a run.
    pub fn push(&mut self, run: &IndexRun) {
        self.threads = run.threads;
        self.seconds.push(run.seconds);
        self.cpu_seconds.extend(run.cpu_seconds);
    }

    /// What was measured of all runs.
    #[must_use]
    pub fn of(&self, measure: Measure) -> &[f64] {
        match measure {
            Measure::Seconds => &self.seconds,
            Measure::CpuSeconds => &self.cpu_seconds,
        }
    }
}

/// What is compared of runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Time.
    Seconds,
    /// Time for which cores were busy.
    CpuSeconds,
}

impl Measure {
    /// As people read it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Seconds => "time",
            Self::CpuSeconds => "CPU time",
        }
    }
}

/// How much longer indexing takes than it did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct IndexRatio {
    /// With so many threads.
    pub threads: usize,
    /// What is compared.
    pub measure: Measure,
    /// The geometric mean of new times by that of old ones: below 1, it is faster now.
    pub ratio: f64,
    /// Where the interval begins in which the ratio lies with 95 % confidence.
    pub low: f64,
    /// Where it ends.
    pub high: f64,
    /// Whether that is more than was allowed, and surely more than 1.
    pub is_regression: bool,
}

impl IndexingReport {
    /// A report of some runs.
    #[must_use]
    pub fn new(runs: Vec<IndexRun>, rounds: Vec<Rounds>) -> Self {
        Self { version: VERSION, program: Program::default(), runs, rounds, baseline: None }
    }
}

/// One run that made an index.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IndexRun {
    /// Threads that read, clean, analyse and write segments. One more merges them.
    pub threads: usize,
    /// From the start of the run to an index that is merged and on disk.
    pub seconds: f64,
    /// Seconds for which all threads together kept a core busy, where the system tells.
    pub cpu_seconds: Option<f64>,
    /// Source files met.
    pub files: u64,
    /// Articles in the index.
    pub articles: u64,
    /// Bytes of the files read; of records, after decompression.
    pub bytes_read: u64,
    /// Articles by seconds.
    pub articles_per_second: f64,
    /// Bytes by seconds, in millions.
    pub mb_per_second: f64,
    /// The most memory of its own that the process was seen to have, looked at every 20 ms, where the system tells.
    pub peak_anonymous_bytes: Option<u64>,
    /// Size of the index on disk.
    pub index_bytes: u64,
    /// Its parts that are searched one by one.
    pub segments: usize,
    /// What `threads` did, added up over them: see [`crate::pipeline::Step`].
    pub steps_s: StepSeconds,
    /// What the run did, one after the other: these add up to `seconds`.
    pub phases_s: PhaseSeconds,
}

/// Seconds of threads, by step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct StepSeconds {
    /// Finding files.
    pub walk: f64,
    /// Reading and hashing them.
    pub read: f64,
    /// Decompressing, parsing containers, decoding text.
    pub decode: f64,
    /// Cutting articles out of pages.
    pub clean: f64,
    /// Making terms, finding names, packing texts.
    pub analyse: f64,
    /// Writing segments, but those that are left for the commit.
    pub write: f64,
}

impl StepSeconds {
    /// All steps with their names, in their order.
    #[must_use]
    pub fn list(&self) -> [(&'static str, f64); 6] {
        [
            ("walk", self.walk),
            ("read", self.read),
            ("decode", self.decode),
            ("clean", self.clean),
            ("analyse", self.analyse),
            ("write", self.write),
        ]
    }
}

/// Seconds of a run, by phase.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct PhaseSeconds {
    /// Until all articles are added.
    pub index: f64,
    /// Writing what is left of segments, and what is known of files, and making it durable.
    pub commit: f64,
    /// Cleaning articles again after what the corpus has taught.
    pub clean_again: f64,
    /// Waiting for merges at the end.
    pub merge: f64,
}

impl PhaseSeconds {
    /// All phases with their names, in their order.
    #[must_use]
    pub fn list(&self) -> [(&'static str, f64); 4] {
        [("index", self.index), ("commit", self.commit), ("clean again", self.clean_again), ("merge", self.merge)]
    }
}
