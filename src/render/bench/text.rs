//! Figures of queries as tables and a plot, for people.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::axis::Axis;
use super::{asked, name, rounded, searched, time};
use crate::bench::report::{Answer, Bar, KindFigures, KindRatio, PeerFigures, QueryReport};
use crate::render::TextOptions;
use crate::render::style::{Role, style};
use crate::units;

/// Heights of a bar of the plot, lowest first.
const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Columns of a time or number in a table.
const COLUMN: usize = 10;

/// Columns of an interval.
const WIDE: usize = 16;

/// Writes all that was measured.
///
/// # Errors
/// Only those of `out`.
pub fn write_query_report(report: &QueryReport, options: &TextOptions, out: &mut dyn Write) -> io::Result<()> {
    let page = Page { names: name_width(report), options };
    writeln!(out, "{} on disk", searched(&report.index))?;
    writeln!(out, "{}; newsdex {}", asked(report), report.program.version)?;
    for answer in [Answer::Full, Answer::Ids] {
        page.latencies(report, answer, out)?;
    }
    page.stages(report, out)?;
    page.plot(report, out)?;
    page.rest(report, out)?;
    if let Some(ratios) = &report.baseline {
        page.ratios(ratios, out)?;
    }
    report.peers.iter().flatten().try_for_each(|peer| page.peer(peer, out))
}

fn name_width(report: &QueryReport) -> usize {
    let names = report.kinds.iter().map(|kind| name(&kind.kind).width());
    names.chain([Answer::Full.name().len()]).max().unwrap_or_default()
}

/// The figures of one sort of answer.
fn of(report: &QueryReport, answer: Answer) -> Vec<&KindFigures> {
    report.kinds.iter().filter(|kind| kind.answer == answer).collect()
}

/// A line above others.
pub(super) fn heading(line: &str, options: &TextOptions, out: &mut dyn Write) -> io::Result<()> {
    let look = style(Role::Heading);
    if options.colour { writeln!(out, "{look}{line}{look:#}") } else { writeln!(out, "{line}") }
}

/// Cells side by side, each at the right of so many columns.
pub(super) fn right(cells: &[impl AsRef<str>], width: usize) -> String {
    let mut line = String::new();
    for cell in cells {
        let cell = cell.as_ref();
        line.push_str(&" ".repeat(width.saturating_sub(cell.width())));
        line.push_str(cell);
    }
    line
}

struct Page<'a> {
    /// Columns for names.
    names: usize,
    options: &'a TextOptions,
}

impl Page<'_> {
    fn heading(&self, title: &str, columns: &[&str], width: usize, out: &mut dyn Write) -> io::Result<()> {
        let columns = right(columns, width);
        writeln!(out)?;
        heading(&format!("{title:<names$}{columns}", names = self.names), self.options, out)
    }

    fn row(&self, kind: &str, cells: &[String], width: usize, out: &mut dyn Write) -> io::Result<()> {
        let kind = name(kind);
        let gap = self.names.saturating_sub(kind.width());
        writeln!(out, "{kind}{}{}", " ".repeat(gap), right(cells, width))
    }

    fn latencies(&self, report: &QueryReport, answer: Answer, out: &mut dyn Write) -> io::Result<()> {
        let columns = ["queries", "hits", "matches", "p50", "p90", "p99", "p99.9", "max"];
        self.heading(answer.name(), &columns, COLUMN, out)?;
        for kind in of(report, answer) {
            let times = [kind.p50_us, kind.p90_us, kind.p99_us, kind.p999_us, kind.max_us].map(time);
            let hits = format!("{:.1}", kind.mean_hits);
            let counts = [units::count(kind.queries as u64), hits, rounded(kind.mean_matches)];
            self.row(&kind.kind, &[&counts[..], &times].concat(), COLUMN, out)?;
        }
        Ok(())
    }

    /// Shares of the mean latency.
    fn stages(&self, report: &QueryReport, out: &mut dyn Write) -> io::Result<()> {
        let Some(first) = of(report, Answer::Full).first().copied() else { return Ok(()) };
        let columns: Vec<&str> = first.stages_us.list().iter().map(|(stage, _)| *stage).chain(["mean"]).collect();
        self.heading("time goes to", &columns, COLUMN, out)?;
        for kind in of(report, Answer::Full) {
            let share = |(_, stage): (&str, f64)| format!("{:.0} %", 100.0 * stage / kind.mean_us.max(1e-9));
            let shares: Vec<String> = kind.stages_us.list().into_iter().map(share).collect();
            self.row(&kind.kind, &[&shares[..], &[time(kind.mean_us)]].concat(), COLUMN, out)?;
        }
        Ok(())
    }

    /// A line for each kind, on which bars are as high as answers of that latency are many.
    fn plot(&self, report: &QueryReport, out: &mut dyn Write) -> io::Result<()> {
        let Some(axis) = Axis::of(&of(report, Answer::Full)) else { return Ok(()) };
        let columns = self.options.columns().min(crate::render::MAX_WIDTH).saturating_sub(self.names + 2).max(10);
        self.heading("latency", &["  of ten passages, on a logarithmic scale"], 0, out)?;
        for kind in of(report, Answer::Full) {
            let line: String = (0..columns).map(|column| height(&kind.distribution, axis, column, columns)).collect();
            self.row(&kind.kind, &[format!("  {line}").trim_end().to_owned()], 0, out)?;
        }
        let mut scale: Vec<char> = vec![' '; columns];
        for mark in axis.marks() {
            let label: Vec<char> = format!("|{}", time(mark)).chars().collect();
            let at = column(axis.place(mark), columns).min(columns.saturating_sub(label.len()));
            for (place, letter) in scale[at..].iter_mut().zip(label) {
                *place = letter;
            }
        }
        let scale: String = scale.into_iter().collect();
        self.row("", &[format!("  {scale}").trim_end().to_owned()], 0, out)
    }

    fn rest(&self, report: &QueryReport, out: &mut dyn Write) -> io::Result<()> {
        if let Some(first) = report.threads.first() {
            self.heading("threads", &["queries/s", "speed-up"], COLUMN, out)?;
            for figures in &report.threads {
                let speed_up = figures.queries_per_second / first.queries_per_second.max(1e-9);
                let cells = [rounded(figures.queries_per_second), format!("{speed_up:.2}×")];
                self.row(&figures.threads.to_string(), &cells, COLUMN, out)?;
            }
        }
        if report.first_query.is_some() || report.memory.is_some() {
            writeln!(out)?;
        }
        if let Some(first) = &report.first_query {
            let [p50, max, search] = [first.p50_us, first.max_us, first.search_p50_us].map(time);
            let processes = first.processes;
            writeln!(
                out,
                "first query in a new process: {p50} (longest of {processes}: {max}), the search itself {search}"
            )?;
        }
        if let Some(memory) = &report.memory {
            let [own, mapped] = [memory.anonymous_bytes, memory.mapped_bytes].map(units::size);
            writeln!(out, "memory: {own} of its own, {mapped} of mapped files")?;
        }
        Ok(())
    }

    fn peer(&self, peer: &PeerFigures, out: &mut dyn Write) -> io::Result<()> {
        writeln!(
            out,
            "\n{}: {} of articles, made in {}; a new process for each query",
            peer.peer,
            units::size(peer.bytes),
            time(peer.setup_us)
        )?;
        let columns = ["queries", "newsdex", "other", "ratio"];
        heading(&format!("{:<names$}{}", "", right(&columns, COLUMN), names = self.names), self.options, out)?;
        for kind in &peer.kinds {
            let [own, other] = [kind.newsdex_p50_us, kind.p50_us].map(time);
            let cells = [kind.queries.to_string(), own, other, format!("{:.2}", kind.ratio)];
            self.row(&kind.kind, &cells, COLUMN, out)?;
        }
        Ok(())
    }

    fn ratios(&self, ratios: &[KindRatio], out: &mut dyn Write) -> io::Result<()> {
        self.heading("against before", &["", "queries", "ratio", "95 % interval"], WIDE, out)?;
        for ratio in ratios {
            let interval = format!("{:.2} to {:.2}", ratio.low, ratio.high);
            let verdict = if ratio.is_regression { "  slower" } else { "" };
            let (answer, queries) = (ratio.answer.name().to_owned(), ratio.queries.to_string());
            let cells = right(&[answer, queries, format!("{:.2}", ratio.ratio), interval], WIDE);
            self.row(&ratio.kind, &[format!("{cells}{verdict}")], 0, out)?;
        }
        Ok(())
    }
}

/// How many answers the column of a plot stands for.
fn height(bars: &[Bar], axis: Axis, column: usize, columns: usize) -> char {
    let most = bars.iter().map(|bar| bar.answers).max().unwrap_or_default().max(1);
    #[expect(clippy::cast_precision_loss, reason = "a plot has some hundred columns")]
    let middle = axis.at((column as f64 + 0.5) / columns.max(1) as f64);
    let bar = bars.iter().find(|bar| bar.from_us <= middle && middle < bar.to_us);
    let Some(answers) = bar.map(|bar| bar.answers).filter(|&answers| answers > 0) else { return ' ' };
    let eighths = (answers.saturating_mul(8)).div_ceil(most).clamp(1, 8);
    HEIGHTS[usize::try_from(eighths - 1).unwrap_or_default()]
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a plot has some hundred columns"
)]
fn column(place: f64, columns: usize) -> usize {
    (place * columns as f64) as usize
}
