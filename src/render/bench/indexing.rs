//! Figures of indexing as tables, for people.

use std::io::{self, Write};

use super::text::{heading, right};
use crate::bench::report::{IndexRun, IndexingReport};
use crate::render::TextOptions;
use crate::units;

/// Columns of the number of threads, and of all else.
const FIRST: usize = 9;
const COLUMN: usize = 13;
/// Where there are few.
const WIDE: usize = 16;

/// Writes all runs.
///
/// # Errors
/// Only those of `out`.
pub fn write_indexing_report(report: &IndexingReport, options: &TextOptions, out: &mut dyn Write) -> io::Result<()> {
    let Some(first) = report.runs.first() else { return Ok(()) };
    let (files, articles) = (units::count(first.files), units::count(first.articles));
    let read = units::size(first.bytes_read);
    writeln!(out, "{files} files, {read}; {articles} articles; newsdex {}", report.program.version)?;
    let columns = ["time", "articles/s", "MB/s", "speed-up", "CPU time", "peak memory", "index", "segments"];
    let row = |run: &IndexRun| {
        vec![
            units::seconds(run.seconds),
            format!("{:.0}", run.articles_per_second),
            format!("{:.2}", run.mb_per_second),
            format!("{:.2}×", first.seconds / run.seconds.max(1e-9)),
            run.cpu_seconds.map_or_else(|| "?".to_owned(), units::seconds),
            run.peak_anonymous_bytes.map_or_else(|| "?".to_owned(), units::size),
            units::size(run.index_bytes),
            run.segments.to_string(),
        ]
    };
    table(report, ("threads", &columns), row, options, out)?;
    let columns = first.steps_s.list().map(|(step, _)| step);
    let row = |run: &IndexRun| {
        let all: f64 = run.steps_s.list().iter().map(|(_, seconds)| seconds).sum();
        run.steps_s.list().iter().map(|(_, seconds)| format!("{:.1} %", 100.0 * seconds / all.max(1e-9))).collect()
    };
    writeln!(out, "\nwhat these threads do")?;
    table(report, ("threads", &columns), row, options, out)?;
    let columns = first.phases_s.list().map(|(phase, _)| phase);
    let row = |run: &IndexRun| run.phases_s.list().iter().map(|(_, seconds)| units::seconds(*seconds)).collect();
    writeln!(out, "\none after the other")?;
    table(report, ("threads", &columns), row, options, out)?;
    let Some(ratios) = &report.baseline else { return Ok(()) };
    writeln!(out, "\nagainst before")?;
    heading(&format!("{:<FIRST$}{}", "threads", right(&["", "ratio", "95 % interval"], WIDE)), options, out)?;
    for ratio in ratios {
        let interval = format!("{:.2} to {:.2}", ratio.low, ratio.high);
        let cells = right(&[ratio.measure.name().to_owned(), format!("{:.2}", ratio.ratio), interval], WIDE);
        let verdict = if ratio.is_regression { "  slower" } else { "" };
        writeln!(out, "{:<FIRST$}{cells}{verdict}", ratio.threads)?;
    }
    Ok(())
}

fn table(
    report: &IndexingReport,
    (title, columns): (&str, &[&str]),
    row: impl Fn(&IndexRun) -> Vec<String>,
    options: &TextOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    heading(&format!("{title:<FIRST$}{}", right(columns, COLUMN)), options, out)?;
    for run in &report.runs {
        writeln!(out, "{:<FIRST$}{}", run.threads, right(&row(run), COLUMN))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::samples::indexing_report;
    use super::*;
    use crate::render::samples::written;

    #[test]
    fn a_line_for_each_number_of_threads() {
        let options = TextOptions { width: 100, colour: false, hyperlinks: false };
        let text = written(|out| write_indexing_report(&indexing_report(), &options, out));
        for line in [
            "20,000 files, 60.0 MB; 19,990 articles; newsdex 0.1.0\n",
            "threads           time   articles/s         MB/s     speed-up     CPU time  peak memory        index     segments\n",
            "1                 20 s         1000         3.00        1.00×         22 s       210 MB      46.5 MB            3\n",
            "2                 10 s         1999         6.00        2.00×            ?            ?      46.5 MB            3\n",
            "1                5.0 %       10.0 %        5.0 %       40.0 %       35.0 %        5.0 %\n",
            "1                 18 s       1.50 s       0.25 s       0.25 s\n",
            "\nagainst before\nthreads                             ratio   95 % interval\n",
            "2                    time            1.25    1.10 to 1.40  slower\n",
        ] {
            assert!(text.contains(line), "{line:?} is not in {text}");
        }
    }
}
