//! How fast an index answers, and how fast articles are indexed: what is asked, in which order, and figures of what it takes.
//!
//! Queries are drawn from the words of the index (`words`, `draw`) or read from a file (`queries`); they are asked in rounds
//! whose order is drawn by lot (`measure`), gathered in histograms (`latency`), and compared with an earlier run
//! (`baseline`). `indexing` watches a run of the pipeline, `indexing_baseline` compares such runs, and `peers` says what other programs
//! are asked. `report` is all that others see. Everything but the times themselves is the same in every run of the same
//! seed. Nothing here prints, or starts processes.

mod baseline;
mod draw;
mod first;
mod indexing;
mod indexing_baseline;
mod latency;
mod measure;
mod memory;
mod peer_figures;
pub mod peers;
mod queries;
pub mod report;
mod words;

pub use baseline::{Baseline, NothingInCommon};
pub use draw::Drawn;
pub use first::{first_query_figures, of_each_kind};
pub use indexing::index_run;
pub use indexing_baseline::{IndexingBaseline, NotComparable};
pub use measure::{Measured, Schedule, measure, throughput};
pub use memory::memory;
pub use peer_figures::{Asked, peer_figures};
pub use queries::{BadQueryLine, BenchQuery, bench_query_lines, parse_bench_queries};

use crate::index::{IndexError, IndexStats, Reader};
use crate::search::LocalSearcher;
use report::{IndexFigures, Program, QueryReport};
use words::Vocabulary;

/// Draws `each` queries of each kind from the words of an index: terms by how many articles hold them, words together and
/// apart, phrases, prefixes, misspelt words, and words of a month. The same articles and seed give the same queries. Reads
/// the texts of a thousand articles at most.
///
/// # Errors
/// When the index cannot be read.
pub fn draw_queries(reader: &Reader, each: usize, seed: u64) -> Result<Drawn, IndexError> {
    Ok(draw::draw(&Vocabulary::new(reader, seed)?, each, seed))
}

/// The report of what was measured so far, with the rest still to come.
#[must_use]
pub fn query_report(searcher: &LocalSearcher, seed: u64, queries: &[BenchQuery], measured: Measured) -> QueryReport {
    let reader = searcher.reader();
    QueryReport {
        version: report::version(),
        program: Program::default(),
        index: IndexFigures {
            articles: reader.articles(),
            segments: reader.segments(),
            bytes: IndexStats::size(reader),
        },
        seed,
        queries: queries.len(),
        rounds: measured.rounds,
        kinds: measured.kinds,
        threads: Vec::new(),
        first_query: None,
        memory: memory(),
        baseline: None,
        peers: None,
    }
}
