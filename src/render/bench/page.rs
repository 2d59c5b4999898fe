//! Figures of queries as a page for browsers: one file that needs nothing else, without scripts.

use std::io::{self, Write};

use super::picture::write_query_svg;
use super::{asked, counted, rounded, searched, time};
use crate::bench::report::{Answer, KindFigures, KindRatio, PeerKind, QueryReport, ThreadFigures};
use crate::render::sanitize::clean;
use crate::render::svg::escaped;
use crate::units;

/// So many of the slowest queries are listed.
const SLOWEST: usize = 20;

/// A page must not load anything, whatever is in it.
const HEAD: &str = r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>newsdex bench</title>
<style>
body { font-family: sans-serif; color: #222; background: #fff; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin: 0.5rem 0 1.5rem; }
th, td { padding: 0.2rem 0.7rem; text-align: right; border-bottom: 1px solid #ddd; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; white-space: normal; overflow-wrap: anywhere; }
svg { max-width: 100%; height: auto; }
</style>
</head>
<body>
"#;

/// Writes all that was measured as an HTML page: tables, the picture of [`write_query_svg`], and the slowest queries. Names of
/// kinds and queries, which are all that is not ours, are sanitised and escaped.
///
/// # Errors
/// Only those of `out`.
pub fn write_query_html(report: &QueryReport, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(HEAD.as_bytes())?;
    writeln!(out, "<h1>newsdex {}: how fast it answers</h1>", escaped(&report.program.version))?;
    let cores = counted(report.program.cores, "core", "cores");
    writeln!(out, "<p>{}; {}; {cores}.</p>", searched(&report.index), asked(report))?;
    for answer in [Answer::Full, Answer::Ids] {
        write_latencies(report, answer, out)?;
    }
    writeln!(out, "<h2>Distributions</h2>")?;
    write_query_svg(report, out)?;
    write_stages(report, out)?;
    write_rest(report, out)?;
    write_ratios(report, out)?;
    write_peers(report, out)?;
    write_slowest(report, out)?;
    writeln!(out, "</body>\n</html>")
}

/// A table with a heading. Cells are text.
fn table(
    heading: &str,
    columns: &[&str],
    rows: impl IntoIterator<Item = Vec<String>>,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "<h2>{}</h2>\n<table>", escaped(heading))?;
    let cells = |tag: &str, cells: &[&str]| -> String {
        let cell = |text: &&str| format!("<{tag}>{}</{tag}>", escaped(&clean(text)));
        cells.iter().map(cell).collect::<Vec<_>>().concat()
    };
    writeln!(out, "<tr>{}</tr>", cells("th", columns))?;
    for row in rows {
        let row: Vec<&str> = row.iter().map(String::as_str).collect();
        writeln!(out, "<tr>{}</tr>", cells("td", &row))?;
    }
    writeln!(out, "</table>")
}

fn of(report: &QueryReport, answer: Answer) -> impl Iterator<Item = &KindFigures> {
    report.kinds.iter().filter(move |kind| kind.answer == answer)
}

fn write_latencies(report: &QueryReport, answer: Answer, out: &mut dyn Write) -> io::Result<()> {
    let columns = ["kind", "queries", "answers", "hits", "matches", "p50", "p90", "p99", "p99.9", "max"];
    let row = |kind: &KindFigures| {
        let counts = [units::count(kind.queries as u64), units::count(kind.answers)];
        let means = [format!("{:.1}", kind.mean_hits), rounded(kind.mean_matches)];
        let times = [kind.p50_us, kind.p90_us, kind.p99_us, kind.p999_us, kind.max_us].map(time);
        [&[kind.kind.clone()][..], &counts, &means, &times].concat()
    };
    table(&format!("Latency, {}", answer.name()), &columns, of(report, answer).map(row), out)
}

fn write_stages(report: &QueryReport, out: &mut dyn Write) -> io::Result<()> {
    let Some(first) = of(report, Answer::Full).next() else { return Ok(()) };
    let stages = first.stages_us.list();
    let columns: Vec<&str> = ["kind"].into_iter().chain(stages.iter().map(|(name, _)| *name)).chain(["mean"]).collect();
    let row = |kind: &KindFigures| {
        let share = |(_, stage): (&str, f64)| format!("{:.0} %", 100.0 * stage / kind.mean_us.max(1e-9));
        let shares = kind.stages_us.list().map(share);
        [&[kind.kind.clone()][..], &shares, &[time(kind.mean_us)]].concat()
    };
    table("Where the time goes, ten passages", &columns, of(report, Answer::Full).map(row), out)
}

fn write_rest(report: &QueryReport, out: &mut dyn Write) -> io::Result<()> {
    let row = |threads: &ThreadFigures| vec![threads.threads.to_string(), rounded(threads.queries_per_second)];
    table("Answers a second", &["threads", "queries/s"], report.threads.iter().map(row), out)?;
    if let Some(first) = &report.first_query {
        let [p50, max, search] = [first.p50_us, first.max_us, first.search_p50_us].map(time);
        writeln!(
            out,
            "<p>A first query in a new process: {p50} (longest of {}: {max}), the search itself {search}.</p>",
            first.processes
        )?;
    }
    if let Some(memory) = &report.memory {
        let [own, mapped] = [memory.anonymous_bytes, memory.mapped_bytes].map(units::size);
        writeln!(out, "<p>Memory: {own} of its own, {mapped} of mapped files.</p>")?;
    }
    Ok(())
}

fn write_ratios(report: &QueryReport, out: &mut dyn Write) -> io::Result<()> {
    let Some(ratios) = &report.baseline else { return Ok(()) };
    let row = |ratio: &KindRatio| {
        let interval = format!("{:.2} to {:.2}", ratio.low, ratio.high);
        let verdict = if ratio.is_regression { "slower" } else { "" };
        let (answer, queries) = (ratio.answer.name().to_owned(), ratio.queries.to_string());
        vec![ratio.kind.clone(), answer, queries, format!("{:.2}", ratio.ratio), interval, verdict.to_owned()]
    };
    let columns = ["kind", "answer", "queries", "ratio", "95 % interval", ""];
    table("Against before", &columns, ratios.iter().map(row), out)
}

fn write_peers(report: &QueryReport, out: &mut dyn Write) -> io::Result<()> {
    for peer in report.peers.iter().flatten() {
        let row = |kind: &PeerKind| {
            let [own, other] = [kind.newsdex_p50_us, kind.p50_us].map(time);
            vec![kind.kind.clone(), kind.queries.to_string(), own, other, format!("{:.2}", kind.ratio)]
        };
        let heading = format!("Beside {}, a new process for each query", peer.peer);
        let columns = ["kind", "queries", "newsdex", "other", "ratio"];
        table(&heading, &columns, peer.kinds.iter().map(row), out)?;
        let (made, size) = (time(peer.setup_us), units::size(peer.bytes));
        writeln!(out, "<p>What it searches takes {size}, and was made in {made}.</p>")?;
    }
    Ok(())
}

fn write_slowest(report: &QueryReport, out: &mut dyn Write) -> io::Result<()> {
    let queries = of(report, Answer::Full).flat_map(|kind| kind.per_query.iter().map(move |query| (kind, query)));
    let mut queries: Vec<_> = queries.collect();
    queries.sort_by(|a, b| b.1.p50_us.total_cmp(&a.1.p50_us));
    queries.truncate(SLOWEST);
    let rows =
        queries.into_iter().map(|(kind, query)| vec![query.query.clone(), kind.kind.clone(), time(query.p50_us)]);
    table("The slowest queries, ten passages", &["query", "kind", "p50"], rows, out)
}

#[cfg(test)]
mod tests {
    use super::super::samples::{kind, query_report};
    use super::*;
    use crate::bench::report::QueryFigures;
    use crate::render::samples::written;

    #[test]
    fn everything_that_was_measured_is_on_the_page() {
        let page = written(|out| write_query_html(&query_report(), out));
        for part in [
            "<p>20,000 articles in 3 segments, 46.5 MB; 1 query in 4 rounds, seed 1; 2 cores.</p>",
            "<tr><td>term_high</td><td>1</td><td>4</td><td>10.0</td><td>2,346</td><td>1.25 ms</td><td>1.75 ms</td>",
            "<svg ",
            "<td>20 %</td><td>30 %</td><td>5 %</td><td>15 %</td><td>28 %</td><td>1 %</td><td>1.50 ms</td></tr>",
            "<tr><td>2</td><td>700</td></tr>",
            "new process: 21.5 ms (longest of 10: 24.0 ms)",
            "<td>1.25</td><td>1.12 to 1.50</td><td>slower</td></tr>",
            "<tr><td>term_high</td><td>4</td><td>20.0 ms</td><td>25.0 ms</td><td>1.25</td></tr>",
            "<tr><td>missile</td><td>term_high</td><td>1.25 ms</td></tr>",
        ] {
            assert!(page.contains(part), "{part} is not in {page}");
        }
        assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
    }

    #[test]
    fn the_page_loads_nothing_and_queries_are_text() {
        let evil = "\"<img src=x onerror=alert(1)>\u{1b}\u{202e}&";
        let mut of_kind = kind(evil, Answer::Full);
        of_kind.per_query = vec![QueryFigures { query: evil.to_owned(), p50_us: 1.0 }];
        let page = written(|out| write_query_html(&QueryReport { kinds: vec![of_kind], ..query_report() }, out));
        assert!(page.contains("<td>&quot;&lt;img src=x onerror=alert(1)&gt;&amp;</td>"), "{page}");
        assert!(!page.contains("<img") && !page.contains("<script") && !page.contains(['\u{1b}', '\u{202e}']));
        let addresses = page.matches("http").count();
        // The name of SVG, and the name of a header.
        assert_eq!((addresses, page.matches("http://www.w3.org/2000/svg").count()), (2, 1));
    }
}
