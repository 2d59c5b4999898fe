//! The `newsdex` program.

use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    match newsdex::cli::run(std::env::args_os().collect()) {
        Ok(exit) => exit.into(),
        Err(error) if newsdex::cli::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // There is nowhere to report to when stderr is closed.
            let _ = writeln!(std::io::stderr(), "newsdex: {error:#}");
            newsdex::cli::Exit::Failure.into()
        }
    }
}
