//! SeekStorm's side of the comparison: indexes articles, and times answers one by one. `../../README.md` says how it is
//! run, and beside what.

mod answers;
mod articles;
mod index;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

/// Index articles with SeekStorm, and ask it
#[derive(Debug, Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Index articles, and say what it took
    Index(IndexArgs),
    /// Ask queries one at a time, and say how long each took
    Answers(AnswersArgs),
}

/// Arguments of `index`.
#[derive(Debug, Args)]
struct IndexArgs {
    /// A folder whose .txt files are articles (the first line is the title), or a file with a JSON object a line
    /// (`title`, `text`)
    articles: PathBuf,
    /// The folder of the index, which must be empty or not there yet
    index: PathBuf,
    /// Parts that are indexed and searched side by side
    #[arg(long, value_name = "N", default_value_t = 1)]
    shards: usize,
    /// Title and body in one field, as Lucene's side has them
    #[arg(long)]
    one_field: bool,
}

/// Arguments of `answers`.
#[derive(Debug, Args)]
struct AnswersArgs {
    /// The folder of the index
    index: PathBuf,
    /// The queries: lines with a kind, a tab and the query
    queries: PathBuf,
    /// Rounds that are measured; each asks every query once
    #[arg(long, value_name = "N", default_value_t = 5)]
    rounds: u32,
    /// Rounds before them
    #[arg(long, value_name = "N", default_value_t = 10)]
    warm_up: u32,
    /// Ten marked snippets of bodies, and not ids alone
    #[arg(long)]
    snippets: bool,
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Everything runs within the runtime that SeekStorm keeps for itself: from any other, threads would have to wake each
/// other for each search. It has a thread for each core.
fn run(command: Command) -> Result<()> {
    let runtime = &seekstorm::INDEX_RUNTIME;
    match command {
        Command::Index(args) => runtime.block_on(runtime.spawn(async move { index::run(&args).await }))?,
        Command::Answers(args) => runtime.block_on(runtime.spawn(async move { answers::run(&args).await }))?,
    }
}
