//! The command line: what was typed becomes requests, answers become output. Nothing is decided here.

mod ablation;
mod answering;
mod args;
mod asking;
mod bench;
mod clean;
mod eval;
mod eval_baseline;
mod eval_clean;
mod eval_report;
mod exit;
mod help;
mod index;
mod maintenance;
mod panics;
mod progress;
mod query;
mod search;
mod settings;
mod show;
mod summary;
mod templates;
mod terminal;
mod timeline;
mod timing;
mod words;

use std::ffi::OsString;

use anyhow::Result;
use clap::{CommandFactory, FromArgMatches};

pub use exit::Exit;

use crate::index::IndexError;
use crate::pipeline::PipelineError;
use args::{Cli, Command};
use terminal::Terminal;

/// Runs one command.
///
/// # Errors
/// With what went wrong and, where there is one, the command that helps. A closed pipe is an error too: see
/// [`is_broken_pipe`].
pub fn run(arguments: Vec<OsString>) -> Result<Exit> {
    let cli = match parsed(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let exit = if error.use_stderr() { Exit::Failure } else { Exit::Success };
            error.print()?;
            return Ok(exit);
        }
    };
    let terminal = Terminal::new(cli.quiet, cli.color);
    let result = panics::caught(|| match &cli.command {
        Command::Index(args) => index::run(args, &cli.index, terminal),
        Command::Search(args) => search::run(args, &cli.index, terminal),
        Command::Timeline(args) => timeline::run(args, &cli.index, terminal),
        Command::Show(args) => show::run(args, &cli.index, terminal),
        Command::Clean(args) => clean::run(args, &cli.index, terminal),
        Command::Eval(args) => eval::run(args, &cli.index, terminal),
        Command::EvalClean(args) => eval_clean::run(args),
        Command::Bench(args) => bench::run(args, &cli.index, terminal),
        Command::Stats(args) => maintenance::stats(args, &cli.index),
        Command::Templates(args) => templates::run(args, &cli.index),
        Command::Verify(args) => maintenance::verify_index(args, &cli.index),
        Command::Compact => maintenance::compact(&cli.index, terminal),
        Command::Remove(args) => maintenance::remove(args, &cli.index, terminal),
        Command::Help(args) => help::run(args),
    });
    result.or_else(|error| {
        if is_broken_pipe(&error) {
            return Err(error);
        }
        Terminal::complain(&format!("newsdex: {error:#}"));
        if let Some(remedy) = remedy(&error) {
            Terminal::complain(remedy);
        }
        Ok(Exit::Failure)
    })
}

/// Reads arguments. Commands are described once, and the options of most when they are asked for.
fn parsed(arguments: Vec<OsString>) -> Result<Cli, clap::Error> {
    let mut command = Cli::command();
    let arguments = words::mark(arguments, &command);
    let mut matches = command.try_get_matches_from_mut(arguments)?;
    Cli::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))
}

/// Whether the reader of our output has gone, as in `newsdex search … | head`. That is no error of anybody's.
#[must_use]
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<std::io::Error>();
        let json = cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        io.map(std::io::Error::kind).or(json) == Some(std::io::ErrorKind::BrokenPipe)
    })
}

/// The command that helps.
fn remedy(error: &anyhow::Error) -> Option<&'static str> {
    let index_error = error.chain().find_map(|cause| {
        cause.downcast_ref::<IndexError>().or_else(|| match cause.downcast_ref::<PipelineError>() {
            Some(PipelineError::Index(error)) => Some(error),
            _ => None,
        })
    })?;
    match index_error {
        IndexError::Missing { .. } => Some("make one with: newsdex index ARTICLES"),
        IndexError::Foreign { .. } => Some("name another folder with: --index FOLDER"),
        IndexError::Locked { .. } => Some("wait until it is done, or use another index with: --index FOLDER"),
        IndexError::OtherParts { .. } => {
            Some("name another folder with: --index FOLDER (eval --in ARTICLES --without PART builds one)")
        }
        IndexError::Incompatible { .. } | IndexError::Damaged { .. } => {
            Some("rebuild it with: newsdex index --fresh ARTICLES")
        }
        IndexError::Engine(_) => Some("the index is what it was at the last commit; `newsdex verify` checks it"),
        _ => None,
    }
}
