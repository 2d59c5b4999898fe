//! `newsdex bench index`: how fast articles are indexed. Each run has a process of its own, so that none finds in memory what
//! another one left there.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use super::against::{read_baseline, share, verdict};
use super::scratch::Scratch;
use super::thread_counts;
use crate::bench::report::{IndexRun, IndexingReport, Rounds};
use crate::bench::{IndexingBaseline, index_run};
use crate::cli::args::BenchIndexArgs;
use crate::cli::exit::Exit;
use crate::cli::index::input;
use crate::cli::progress::{Progress, handle_interrupts};
use crate::cli::settings::Settings;
use crate::cli::terminal::Terminal;
use crate::corpus::{WalkOptions, walk};
use crate::index::IndexFolder;
use crate::pipeline::Input;
use crate::render::{write_indexing_report, write_json};
use crate::units;

pub(super) fn run(args: &BenchIndexArgs, terminal: Terminal) -> Result<Exit> {
    let settings = Settings::new(&args.reading, false, false)?;
    let input = input(&args.articles, Path::new(""))?;
    if input.stdin.is_some() {
        bail!("standard input can be read once only: name files or folders");
    }
    match args.one_run {
        Some(threads) => one_run(args, settings, &input, threads, terminal.hushed()),
        None => all_runs(args, &input, settings.index.walk, terminal),
    }
}

/// Runs for each number of threads, one process after the other.
fn all_runs(args: &BenchIndexArgs, input: &Input, walk: WalkOptions, terminal: Terminal) -> Result<Exit> {
    let allowed = args.max_regression.as_deref().map(share).transpose()?;
    let baseline = args.baseline.as_deref().map(read_baseline::<IndexingBaseline>).transpose()?;
    let comparing = |file: &Path| format!("comparing with '{}'", file.display());
    if let (Some(_), Some(baseline), Some(file)) = (allowed, &baseline, &args.baseline) {
        baseline.check_rounds(args.rounds as usize).with_context(|| comparing(file))?;
    }
    read_all(input, walk);
    let (mut runs, mut all) = (Vec::new(), Vec::new());
    for count in thread_counts(args.reading.files.threads) {
        let (mut fastest, mut rounds): (Option<IndexRun>, Rounds) = (None, Rounds::default());
        for _ in 0..args.rounds {
            let Some(run) = in_new_process(count)? else { return Ok(Exit::Interrupted) };
            terminal.talk(&format!("{}: {}", threads(count), units::seconds(run.seconds)));
            rounds.push(&run);
            fastest = fastest.filter(|fastest| fastest.seconds <= run.seconds).or(Some(run));
        }
        runs.extend(fastest);
        all.push(rounds);
    }
    let mut report = IndexingReport::new(runs, all);
    if let Some((baseline, file)) = baseline.zip(args.baseline.as_deref()) {
        let ratios = baseline.compare(&report, allowed);
        report.baseline = Some(ratios.with_context(|| comparing(file))?);
    }
    let mut out = Terminal::out();
    if args.json {
        write_json(&report, &mut out)?;
    } else {
        write_indexing_report(&report, &terminal.text_options(true), &mut out)?;
    }
    out.flush()?;
    Ok(verdict(&slower(&report), (args.max_regression.as_deref(), "figures"), terminal))
}

fn slower(report: &IndexingReport) -> Vec<(String, f64)> {
    let slower = report.baseline.iter().flatten().filter(|ratio| ratio.is_regression);
    slower.map(|ratio| (format!("{} with {}", ratio.measure.name(), threads(ratio.threads)), ratio.ratio)).collect()
}

fn threads(threads: usize) -> String {
    format!("{threads} {}", if threads == 1 { "thread" } else { "threads" })
}

/// Reads all files once, so that each run finds them in the system's cache. What cannot be read is told by the runs.
fn read_all(input: &Input, options: WalkOptions) {
    for target in &input.targets {
        for found in walk(&target.absolute, options, IndexFolder::is_index).filter_map(Result::ok) {
            let _ = File::open(&found.path).and_then(|mut file| io::copy(&mut file, &mut io::sink()));
        }
    }
}

/// Starts the program again, with the same arguments and an order for one run. `None` if it was interrupted.
fn in_new_process(threads: usize) -> Result<Option<IndexRun>> {
    let program = std::env::current_exe().context("finding the program, to start it again")?;
    let mut arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    // Behind `--`, all arguments are files.
    let end = arguments.iter().position(|argument| argument == "--").unwrap_or(arguments.len());
    arguments.splice(end..end, ["--one-run".into(), threads.to_string().into()]);
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let output = output.context("starting a new process")?;
    if output.status.code() == Some(i32::from(Exit::Interrupted.code())) {
        return Ok(None);
    }
    match serde_json::from_slice(&output.stdout) {
        Ok(run) => Ok(Some(run)),
        Err(_) => bail!("the run with {threads} threads failed ({})", output.status),
    }
}

/// One run, printed as JSON.
fn one_run(
    args: &BenchIndexArgs,
    mut settings: Settings,
    input: &Input,
    threads: usize,
    terminal: Terminal,
) -> Result<Exit> {
    handle_interrupts()?;
    settings.set_threads(threads);
    let scratch = Scratch::new(args.scratch.as_deref())?;
    let progress = Progress::new(terminal);
    let run = index_run(scratch.path(), input, (&settings.index, &settings.writer), &progress)?;
    let Some(run) = run else { return Ok(Exit::Interrupted) };
    let mut out = Terminal::out();
    write_json(&run, &mut out)?;
    out.flush()?;
    Ok(Exit::Success)
}
