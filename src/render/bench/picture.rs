//! Latencies of all kinds as a picture: an SVG document that needs nothing else.

use std::io::{self, Write};

use super::axis::Axis;
use super::{asked, name, searched, time};
use crate::bench::report::{Answer, KindFigures, QueryReport};
use crate::render::svg::escaped;

/// The width of the picture, and where distributions are drawn in it, in its own units.
const WIDTH: f64 = 860.0;
const LEFT: f64 = 200.0;
const RIGHT: f64 = 760.0;

/// What stands above and below the rows, and the height of a row and of its highest bar.
const TOP: f64 = 66.0;
const BOTTOM: f64 = 40.0;
const ROW: f64 = 34.0;
const HIGHEST: f64 = 24.0;

/// Writes a picture with a row for each kind and answer, on one logarithmic scale: bars are as high as answers of that latency
/// are many, a line marks the median and a shorter one the 99th percentile. Names of kinds, which are all that is not ours, are
/// sanitised and escaped.
///
/// # Errors
/// Only those of `out`.
pub fn write_query_svg(report: &QueryReport, out: &mut dyn Write) -> io::Result<()> {
    let kinds: Vec<&KindFigures> = report.kinds.iter().collect();
    #[expect(clippy::cast_precision_loss, reason = "a picture has fewer rows")]
    let end = TOP + ROW * kinds.len() as f64;
    let height = end + BOTTOM;
    writeln!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" font-family="sans-serif" font-size="12">"#
    )?;
    writeln!(out, "<title>Latencies of newsdex</title>")?;
    writeln!(out, r##"<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>"##)?;
    text((16.0, 24.0), "start", "Latency by kind of query, on a logarithmic scale", out)?;
    let line = format!("{}; {}; newsdex {}", searched(&report.index), asked(report), report.program.version);
    text((16.0, 44.0), "start", &line, out)?;
    if let Some(axis) = Axis::of(&kinds) {
        write_scale(axis, end, out)?;
        let mut y = TOP;
        for kind in kinds {
            y += ROW;
            write_row(kind, axis, y, out)?;
        }
    }
    writeln!(out, "</svg>")
}

fn x(axis: Axis, microseconds: f64) -> f64 {
    LEFT + (RIGHT - LEFT) * axis.place(microseconds)
}

fn text((x, y): (f64, f64), anchor: &str, line: &str, out: &mut dyn Write) -> io::Result<()> {
    let line = escaped(line);
    writeln!(out, r##"<text x="{x:.2}" y="{y:.2}" text-anchor="{anchor}" fill="#222222">{line}</text>"##)
}

/// Lines at the marks, with their times below.
fn write_scale(axis: Axis, end: f64, out: &mut dyn Write) -> io::Result<()> {
    for mark in axis.marks() {
        let at = x(axis, mark);
        writeln!(out, r##"<line x1="{at:.2}" y1="{TOP}" x2="{at:.2}" y2="{end}" stroke="#dddddd"/>"##)?;
        text((at, end + 18.0), "middle", &time(mark), out)?;
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a picture has fewer points")]
fn write_row(kind: &KindFigures, axis: Axis, base: f64, out: &mut dyn Write) -> io::Result<()> {
    let name = format!("{}, {}", name(&kind.kind), kind.answer.name());
    text((LEFT - 10.0, base - 4.0), "end", &name, out)?;
    let fill = match kind.answer {
        Answer::Full => "#4a6fa5",
        Answer::Ids => "#8aa16b",
    };
    let most = kind.distribution.iter().map(|bar| bar.answers).max().unwrap_or_default().max(1) as f64;
    for bar in kind.distribution.iter().filter(|bar| bar.answers > 0) {
        let (from, to) = (x(axis, bar.from_us), x(axis, bar.to_us));
        let height = HIGHEST * bar.answers as f64 / most;
        let (width, top) = ((to - from - 0.5).max(0.5), base - height);
        let range = format!("{} to {}: {}", time(bar.from_us), time(bar.to_us), bar.answers);
        writeln!(
            out,
            r#"<rect x="{from:.2}" y="{top:.2}" width="{width:.2}" height="{height:.2}" fill="{fill}"><title>{range}</title></rect>"#
        )?;
    }
    for (microseconds, height) in [(kind.p50_us, HIGHEST), (kind.p99_us, HIGHEST / 2.0)] {
        let (at, top) = (x(axis, microseconds), base - height);
        writeln!(out, r##"<line x1="{at:.2}" y1="{top}" x2="{at:.2}" y2="{base}" stroke="#222222"/>"##)?;
    }
    writeln!(out, r##"<line x1="{LEFT}" y1="{base}" x2="{RIGHT}" y2="{base}" stroke="#bbbbbb"/>"##)?;
    text((RIGHT + 10.0, base - 4.0), "start", &format!("p50 {}", time(kind.p50_us)), out)
}

#[cfg(test)]
mod tests {
    use super::super::samples::{kind, query_report};
    use super::*;
    use crate::render::samples::written;

    #[test]
    fn bars_are_as_high_as_answers_are_many() {
        let picture = written(|out| write_query_svg(&query_report(), out));
        assert!(
            picture.contains(r##"height="24.00" fill="#4a6fa5"><title>1.02 ms to 1.45 ms: 3</title>"##),
            "{picture}"
        );
        assert!(
            picture.contains(r##"height="8.00" fill="#4a6fa5"><title>1.45 ms to 2.05 ms: 1</title>"##),
            "{picture}"
        );
        assert!(picture.contains(">term_high, ten passages</text>") && picture.contains(">p50 1.25 ms</text>"));
    }

    #[test]
    fn a_name_is_text_and_nothing_else() {
        let evil = "</text><script>\u{1b}[2J&\"\u{202e}";
        let report = QueryReport { kinds: vec![kind(evil, Answer::Ids)], ..query_report() };
        let picture = written(|out| write_query_svg(&report, out));
        assert!(picture.contains(">&lt;/text&gt;&lt;script&gt;[2J&amp;&quot;, ids only</text>"), "{picture}");
        assert!(!picture.contains(['\u{1b}', '\u{202e}']) && !picture.contains("<script"));
    }

    #[test]
    fn without_figures_there_is_a_picture_too() {
        let report = QueryReport { kinds: Vec::new(), ..query_report() };
        let picture = written(|out| write_query_svg(&report, out));
        assert!(picture.starts_with("<svg ") && picture.ends_with("</svg>\n"));
    }
}
