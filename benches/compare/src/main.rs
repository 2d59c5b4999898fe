//! Compares newsdex with the floor: a minimal program on plain tantivy that does what a search engine cannot do
//! without, and no more. README.md says what is measured, and how.

mod answers;
mod args;
#[path = "../../articles/mod.rs"]
mod articles;
mod cold;
mod counts;
mod files;
mod floor;
mod newsdex_side;
mod process;
mod profile;
mod queries;
mod report;
mod statistics;
mod timing;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use args::{Cli, Command};

fn main() -> ExitCode {
    match run(&Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report::complain(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run(command: &Command) -> Result<()> {
    match command {
        Command::Articles(args) => files::write_articles(args),
        Command::FloorIndex(args) => floor::index::run(args),
        Command::FloorSearch(args) => floor::search::run(args),
        Command::Answers(args) => answers::run(args),
        Command::Cold(args) => cold::run(args),
        Command::Profile(args) => profile::run(args),
    }
}
