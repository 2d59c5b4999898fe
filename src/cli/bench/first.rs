//! What a first query takes, from the start of a process to its end: the program starts itself.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::bench::report::FirstQuery;
use crate::bench::{BenchQuery, first_query_figures, of_each_kind};
use crate::cli::query;

/// What `newsdex search --json` prints, as far as it is of use here.
#[derive(Debug, Deserialize)]
struct Printed {
    took_ms: f64,
}

/// Asks one query in each of so many new processes, one after the other. Pages of the index are in the system's cache by
/// then, so it is the process that is new, and not the disk.
pub(super) fn first_query(
    index: &Path,
    queries: &[BenchQuery],
    processes: usize,
    seed: u64,
) -> Result<Option<FirstQuery>> {
    let program = std::env::current_exe().context("finding the program, to start it again")?;
    let (mut whole, mut search) = (Vec::new(), Vec::new());
    for BenchQuery { text, .. } in of_each_kind(queries, processes, seed) {
        if query::parse(text).query.is_empty() {
            continue;
        }
        let mut command = Command::new(&program);
        command.arg("--index").arg(index).args(["--quiet", "search", "--json", "--"]).arg(text);
        command.stdin(Stdio::null()).stderr(Stdio::null());
        let start = Instant::now();
        let output = command.output().context("starting a new process")?;
        whole.push(start.elapsed());
        let Ok(Printed { took_ms }) = serde_json::from_slice(&output.stdout) else {
            bail!("a new process did not answer the query {text:?} ({})", output.status);
        };
        search.push(Duration::try_from_secs_f64(took_ms / 1e3).unwrap_or_default());
    }
    Ok(first_query_figures(whole, search))
}
