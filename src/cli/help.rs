//! `newsdex help`

use std::io::Write;

use anyhow::{Result, bail};
use clap::Parser;

use super::args::{Cli, HelpArgs};
use super::exit::Exit;
use super::terminal::Terminal;
use crate::query::documentation;

pub(super) fn run(args: &HelpArgs) -> Result<Exit> {
    let topic = args.topic.as_deref();
    if topic == Some("query") {
        let mut out = Terminal::out();
        out.write_all(documentation().as_bytes())?;
        out.flush()?;
        return Ok(Exit::Success);
    }
    // What a command says of itself is what it says when it is asked.
    match Cli::try_parse_from(["newsdex"].into_iter().chain(topic).chain(["--help"])) {
        Err(error) if !error.use_stderr() => error.print()?,
        _ => bail!(
            "there is no help on {:?}; topics are the commands that `newsdex help` lists, and `query`",
            topic.unwrap_or_default()
        ),
    }
    Ok(Exit::Success)
}
