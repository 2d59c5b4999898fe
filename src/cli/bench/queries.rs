//! `newsdex bench`: how fast queries are answered.

use std::io::Write;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use indicatif::{ProgressBar, ProgressStyle};

use super::against::{read_baseline, share, verdict};
use super::thread_counts;
use super::{first, peers};
use crate::bench::report::QueryReport;
use crate::bench::{self, Baseline, BenchQuery, Schedule};
use crate::cli::answering::create;
use crate::cli::args::BenchQueryArgs;
use crate::cli::exit::Exit;
use crate::cli::query::today;
use crate::cli::terminal::Terminal;
use crate::index::Reader;
use crate::render::{write_json, write_query_html, write_query_report, write_query_svg};
use crate::search::LocalSearcher;

/// How often progress is drawn: so seldom that it does not matter to what is measured.
const TICK: Duration = Duration::from_millis(250);

pub(super) fn run(args: &BenchQueryArgs, index: &Path, terminal: Terminal) -> Result<Exit> {
    let longest = Duration::try_from_secs_f64(args.longest).context("--longest")?;
    let schedule = Schedule { rounds: args.rounds, longest, seed: args.seed, today: today() };
    let allowed = args.max_regression.as_deref().map(share).transpose()?;
    let baseline = args.baseline.as_deref().map(read_baseline::<Baseline>).transpose()?;
    for file in [&args.svg, &args.html, &args.save_queries].into_iter().flatten() {
        check_absent(file)?;
    }
    let reader = Reader::open(index)?;
    if reader.articles() == 0 {
        bail!("the index '{}' is empty; fill it with: newsdex index ARTICLES", index.display());
    }
    let queries = queries(args, &reader, terminal)?;
    if let Some(file) = &args.save_queries {
        let mut saved = create(file)?;
        let text = bench::bench_query_lines(&queries);
        saved.write_all(text.as_bytes()).and_then(|()| saved.flush()).context("writing the queries")?;
    }
    let searcher = LocalSearcher::new(reader, &[])?;
    let mut report = measured(args, &searcher, &queries, schedule, terminal)?;
    report.first_query = first::first_query(index, &queries, args.processes, args.seed)?;
    if let Some((baseline, file)) = baseline.zip(args.baseline.as_deref()) {
        let ratios = baseline.compare(&report.kinds, allowed);
        report.baseline = Some(ratios.with_context(|| format!("comparing with '{}'", file.display()))?);
    }
    if args.compare {
        let figures = peers::compare((index, &searcher), &queries, args.seed, args.scratch.as_deref(), terminal)?;
        report.peers = Some(figures);
    }
    write_files(args, &report)?;
    let mut out = Terminal::out();
    if args.json {
        write_json(&report, &mut out)?;
    } else {
        write_query_report(&report, &terminal.text_options(true), &mut out)?;
    }
    out.flush()?;
    Ok(verdict(&slower(&report), (args.max_regression.as_deref(), "kinds"), terminal))
}

/// The queries of the file, or such as are drawn from the index.
fn queries(args: &BenchQueryArgs, reader: &Reader, terminal: Terminal) -> Result<Vec<BenchQuery>> {
    if let Some(file) = &args.queries {
        let text = std::fs::read_to_string(file).with_context(|| format!("reading queries '{}'", file.display()))?;
        let queries = bench::parse_bench_queries(&text).map_err(|error| anyhow!("'{}', {error}", file.display()))?;
        if queries.is_empty() {
            bail!("'{}' holds no queries", file.display());
        }
        return Ok(queries);
    }
    let drawn = bench::draw_queries(reader, usize::try_from(args.per_kind).unwrap_or(usize::MAX), args.seed)?;
    if drawn.queries.is_empty() {
        bail!("the index has no words to draw queries from: name a file with --queries");
    }
    if !drawn.absent.is_empty() {
        terminal.talk(&format!("the index gives no queries of these kinds: {}", drawn.absent.join(", ")));
    }
    Ok(drawn.queries)
}

/// Refuses early what would be refused when everything is measured.
fn check_absent(file: &Path) -> Result<()> {
    if file.symlink_metadata().is_ok() {
        bail!("creating '{}', which must not be there yet", file.display());
    }
    Ok(())
}

/// The picture and the page, if they are asked for.
fn write_files(args: &BenchQueryArgs, report: &QueryReport) -> Result<()> {
    if let Some(file) = &args.svg {
        let mut picture = create(file)?;
        write_query_svg(report, &mut picture).and_then(|()| picture.flush()).context("writing the picture")?;
    }
    if let Some(file) = &args.html {
        let mut page = create(file)?;
        write_query_html(report, &mut page).and_then(|()| page.flush()).context("writing the page")?;
    }
    Ok(())
}

/// Latencies and throughput.
fn measured(
    args: &BenchQueryArgs,
    searcher: &LocalSearcher,
    queries: &[BenchQuery],
    schedule: Schedule,
    terminal: Terminal,
) -> Result<QueryReport> {
    let bar = terminal.draws_progress().then(|| progress(args.rounds));
    let measured = bench::measure(searcher, queries, schedule, |round| {
        if let Some(bar) = &bar {
            bar.set_position(u64::from(round));
        }
    });
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    let measured = measured?;
    if measured.rounds < args.rounds {
        let (rounds, longest) = (measured.rounds, args.longest);
        terminal.talk(&format!("{rounds} of {} rounds in {longest} s; --longest gives more time", args.rounds));
    }
    let mut report = bench::query_report(searcher, args.seed, queries, measured);
    for threads in thread_counts(args.threads) {
        report.threads.push(bench::throughput(searcher, queries, threads, schedule)?);
    }
    Ok(report)
}

/// Draws which round is under way.
fn progress(rounds: u32) -> ProgressBar {
    let style = ProgressStyle::with_template("{spinner} {pos} of {len} rounds");
    let bar = ProgressBar::new(u64::from(rounds)).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(TICK);
    bar
}

fn slower(report: &QueryReport) -> Vec<(String, f64)> {
    let slower = report.baseline.iter().flatten().filter(|ratio| ratio.is_regression);
    slower.map(|ratio| (format!("{} ({})", ratio.kind, ratio.answer.name()), ratio.ratio)).collect()
}
