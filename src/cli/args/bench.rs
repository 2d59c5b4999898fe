//! What can be typed to measure speed.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::ReadingArgs;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(in crate::cli) struct BenchArgs {
    #[command(subcommand)]
    pub what: Option<BenchCommand>,
    #[command(flatten)]
    pub queries: BenchQueryArgs,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum BenchCommand {
    /// Measure how fast articles are indexed, into a temporary folder that is removed again
    Index(BenchIndexArgs),
}

#[derive(Debug, Args)]
pub(in crate::cli) struct BenchIndexArgs {
    /// Folders and files to index
    #[arg(value_name = "ARTICLES", required = true)]
    pub articles: Vec<PathBuf>,
    /// Runs for each number of threads, of which the fastest counts
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub rounds: u32,
    /// Where the temporary folder is made; unless it is said, where the system has such folders
    #[arg(long, value_name = "FOLDER")]
    pub scratch: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
    /// Compare with what `--json` printed before, of the same articles
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Exit with 1 if indexing takes longer than before by more than that, and not by chance: 10%
    #[arg(long, value_name = "PERCENT", requires = "baseline")]
    pub max_regression: Option<String>,
    /// Do one run with so many threads, and print it: the program starts itself so
    #[arg(long, value_name = "N", hide = true)]
    pub one_run: Option<usize>,
    #[command(flatten)]
    pub reading: ReadingArgs,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct BenchQueryArgs {
    /// The queries: a kind, a tab, a query on each line, or an id, a kind and a query; without it they are drawn from the index
    #[arg(long, value_name = "FILE")]
    pub queries: Option<PathBuf>,
    /// Write the queries to FILE, which must not be there yet
    #[arg(long, value_name = "FILE")]
    pub save_queries: Option<PathBuf>,
    /// Queries to draw of each kind
    #[arg(long, value_name = "N", default_value_t = 25, value_parser = clap::value_parser!(u32).range(1..), conflicts_with = "queries")]
    pub per_kind: u32,
    /// Decides which queries are drawn, and in which order they are asked
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Rounds to measure; each asks every query
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
    pub rounds: u32,
    /// Begin no round after so many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 30.0)]
    pub longest: f64,
    /// Count answers a second with up to so many threads; 0 for one a core
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub threads: usize,
    /// New processes to time a first query in; 0 for none
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub processes: usize,
    /// Ask ripgrep, sqlite3 (FTS5) and tantivy-cli, too, as far as they are installed
    #[arg(long)]
    pub compare: bool,
    /// Where temporary files for them are made; unless it is said, where the system has such files
    #[arg(long, value_name = "FOLDER", requires = "compare")]
    pub scratch: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
    /// Draw the latencies into FILE, which must not be there yet, as an SVG picture
    #[arg(long, value_name = "FILE")]
    pub svg: Option<PathBuf>,
    /// Write all figures to FILE, which must not be there yet, as an HTML page
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Compare with what `--json` printed before
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Exit with 1 if queries of a kind take longer than before by more than that, and not by chance: 10%
    #[arg(long, value_name = "PERCENT", requires = "baseline")]
    pub max_regression: Option<String>,
}
