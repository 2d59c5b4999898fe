//! The command line.

use std::path::PathBuf;

use clap::builder::RangedU64ValueParser;
use clap::{ArgGroup, Args, Parser, Subcommand};

/// Compares newsdex with a minimal program on plain tantivy
#[derive(Debug, Parser)]
#[command(version)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write made-up articles, one text file each
    Articles(ArticlesArgs),
    /// Index text files with plain tantivy, and say what it took
    FloorIndex(FloorIndexArgs),
    /// Ask the floor's index one query, and print ten snippets
    FloorSearch(FloorSearchArgs),
    /// Ask both indexes the same queries, and say how long the answers take
    Answers(AnswersArgs),
    /// Ask both indexes queries of two words, each in a process of its own, and say how long the processes take
    Cold(ColdArgs),
    /// Ask one index over and over, for a profiler to look at
    Profile(ProfileArgs),
}

/// Arguments of `articles`.
#[derive(Debug, Args)]
pub(crate) struct ArticlesArgs {
    /// How many
    #[arg(value_name = "N")]
    pub number: u64,
    /// The folder to write them to, which must be empty or not there yet
    pub folder: PathBuf,
    /// Other seeds give other articles
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub seed: u64,
}

/// Arguments of `floor-index`.
#[derive(Debug, Args)]
pub(crate) struct FloorIndexArgs {
    /// The folder whose .txt files are articles: the first line the title, the rest the body
    pub folder: PathBuf,
    /// The folder of the index, which must be empty or not there yet
    pub index: PathBuf,
    /// Threads that read files, and threads that write segments
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = threads())]
    pub threads: usize,
    /// Merge all segments into one at the end, which is timed apart
    #[arg(long)]
    pub merge: bool,
}

/// As many as tantivy takes.
fn threads() -> RangedU64ValueParser<usize> {
    RangedU64ValueParser::new().range(1..=8)
}

/// Arguments of `floor-search`.
#[derive(Debug, Args)]
pub(crate) struct FloorSearchArgs {
    /// The index that `compare floor-index` made
    pub index: PathBuf,
    /// The query
    #[arg(allow_hyphen_values = true)]
    pub query: String,
}

/// Arguments of `answers`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of the command line")]
pub(crate) struct AnswersArgs {
    /// The index that `newsdex index` made
    #[arg(long, value_name = "INDEX")]
    pub newsdex: PathBuf,
    /// The index that `compare floor-index` made of the same files
    #[arg(long, value_name = "INDEX")]
    pub floor: PathBuf,
    /// The queries: lines with a kind, a tab and the query
    #[arg(long, value_name = "FILE")]
    pub queries: PathBuf,
    /// How often each query is asked; the fastest answer counts
    #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..))]
    pub rounds: u32,
    /// Queries are asked in an order that depends on it
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub seed: u64,
    /// Time both without texts, passages and snippets as well: nothing but ids, by the words of whole articles
    #[arg(long)]
    pub ids: bool,
    /// Ask one side after the other instead of both in turns, as programs of their own are asked
    #[arg(long)]
    pub alone: bool,
    /// Count how many articles match each query on either side as well
    #[arg(long)]
    pub counts: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `cold`.
#[derive(Debug, Args)]
pub(crate) struct ColdArgs {
    /// The program newsdex
    #[arg(long, value_name = "FILE", default_value = "newsdex")]
    pub program: PathBuf,
    /// The index that `newsdex index` made
    #[arg(long, value_name = "INDEX")]
    pub newsdex: PathBuf,
    /// The index that `compare floor-index` made of the same files
    #[arg(long, value_name = "INDEX")]
    pub floor: PathBuf,
    /// Ask ripgrep (`rg`) as well, which reads all files of this folder
    #[arg(long, value_name = "FOLDER")]
    pub files: Option<PathBuf>,
    /// The queries: lines with a kind, a tab and the query; those that are not two words are passed over
    #[arg(long, value_name = "FILE")]
    pub queries: PathBuf,
    /// How often each query is asked, after one round that does not count
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    pub rounds: u32,
    /// Queries are asked in an order that depends on it
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub seed: u64,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `profile`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("index").required(true))]
pub(crate) struct ProfileArgs {
    /// Ask the index that `newsdex index` made
    #[arg(long, value_name = "INDEX", group = "index")]
    pub newsdex: Option<PathBuf>,
    /// Ask the index that `compare floor-index` made
    #[arg(long, value_name = "INDEX", group = "index")]
    pub floor: Option<PathBuf>,
    /// The queries: lines with a kind, a tab and the query
    #[arg(long, value_name = "FILE")]
    pub queries: PathBuf,
    /// Only the queries of this kind
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// Nothing but ids, as `answers --ids` asks for them
    #[arg(long)]
    pub ids: bool,
    /// How often each query is asked
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub rounds: u32,
}
