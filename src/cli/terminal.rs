//! Where output goes, and what it may look like there.

use std::env;
use std::io::{self, BufWriter, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};

use super::args::When;
use crate::render::{TextOptions, sanitized};

/// Width where there is no terminal to ask.
const PIPE_WIDTH: usize = 100;

/// The process's output: results to stdout, talk to stderr.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terminal {
    quiet: bool,
    color: When,
}

impl Terminal {
    pub(super) fn new(quiet: bool, color: When) -> Self {
        Self { quiet, color }
    }

    /// The same for a user who asked for silence.
    pub(super) fn hushed(self) -> Self {
        Self { quiet: true, ..self }
    }

    /// Results.
    pub(super) fn out() -> BufWriter<io::StdoutLock<'static>> {
        BufWriter::with_capacity(64 << 10, io::stdout().lock())
    }

    /// One line for the user, unless they asked for silence. Control characters in it are dropped: it may hold
    /// names of files.
    pub(super) fn talk(self, line: &str) {
        if !self.quiet {
            Self::complain(line);
        }
    }

    /// One line for the user, in any case.
    pub(super) fn complain(line: &str) {
        // There is nowhere to report to when stderr is closed.
        let _ = writeln!(io::stderr(), "{}", sanitized(line));
    }

    /// Whether to draw progress.
    pub(super) fn draws_progress(self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }

    /// How to lay out text on stdout. `wraps_in_pipes` keeps a usual width where there is no terminal.
    pub(super) fn text_options(self, wraps_in_pipes: bool) -> TextOptions {
        let is_terminal = io::stdout().is_terminal();
        let colour = match self.color {
            When::Always => true,
            When::Never => false,
            When::Auto => AutoStream::choice(&io::stdout()) != ColorChoice::Never,
        };
        let width = match terminal_size::terminal_size() {
            Some((terminal_size::Width(columns), _)) if is_terminal => usize::from(columns),
            _ if wraps_in_pipes || is_terminal => PIPE_WIDTH,
            _ => usize::MAX,
        };
        let hyperlinks = is_terminal && colour && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout);
        TextOptions { width, colour, hyperlinks }
    }
}

/// This process, as another one should hear of it.
pub(super) fn describe_process() -> String {
    let command: Vec<String> = env::args_os().take(6).map(|text| text.to_string_lossy().into_owned()).collect();
    format!("process {} (`{}`)", std::process::id(), sanitized(&command.join(" ")))
}
