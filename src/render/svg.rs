//! When articles appeared, as a picture: an SVG document that needs nothing else.

use std::io::{self, Write};

use super::sanitize::clean;
use crate::search::{Bucket, Period, Timeline};

/// The size of the picture, and where the bars stand in it, in its own units.
const WIDTH: f64 = 800.0;
const HEIGHT: f64 = 280.0;
const LEFT: f64 = 60.0;
const RIGHT: f64 = 780.0;
const TOP: f64 = 44.0;
const BOTTOM: f64 = 220.0;

/// About so many periods have their names written below them.
const NAMED: usize = 8;

/// Longer queries are cut.
const MAX_QUERY: usize = 90;

/// Writes the timeline as an SVG picture of vertical bars, each with its numbers as a tooltip. The query, which is all that is
/// not ours in it, is sanitised and escaped.
///
/// # Errors
/// Only those of `out`.
pub fn write_timeline_svg(timeline: &Timeline, by: Period, out: &mut dyn Write) -> io::Result<()> {
    let buckets = timeline.buckets(by);
    let most = buckets.iter().map(|bucket| bucket.articles).max().unwrap_or_default();
    writeln!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" font-family="sans-serif" font-size="12">"#
    )?;
    let query = escaped(&shortened(&timeline.query));
    writeln!(out, "<title>{query}</title>")?;
    writeln!(out, r##"<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>"##)?;
    writeln!(out, r##"<text x="{LEFT}" y="24" font-size="15" font-weight="bold" fill="#222222">{query}</text>"##)?;
    write_bars(&buckets, by, most, out)?;
    writeln!(out, r##"<line x1="{LEFT}" y1="{BOTTOM}" x2="{RIGHT}" y2="{BOTTOM}" stroke="#222222"/>"##)?;
    for (count, y) in [(most, TOP), (0, BOTTOM)] {
        let (x, y) = (LEFT - 8.0, y + 4.0);
        writeln!(out, r##"<text x="{x}" y="{y}" text-anchor="end" fill="#555555">{count}</text>"##)?;
    }
    let y = HEIGHT - 16.0;
    writeln!(out, r##"<text x="{LEFT}" y="{y}" fill="#555555">{}</text>"##, summary(timeline, by))?;
    writeln!(out, "</svg>")
}

#[expect(clippy::cast_precision_loss, reason = "a picture has fewer points")]
fn write_bars(buckets: &[Bucket], by: Period, most: u64, out: &mut dyn Write) -> io::Result<()> {
    let step = (RIGHT - LEFT) / buckets.len().max(1) as f64;
    let every = buckets.len().div_ceil(NAMED).max(1);
    for (number, bucket) in buckets.iter().enumerate() {
        let name = by.label(bucket.from);
        let x = LEFT + step * number as f64;
        if bucket.articles > 0 {
            let height = (BOTTOM - TOP) * bucket.articles as f64 / most.max(1) as f64;
            let (width, left, top) = (step * 0.8, x + step * 0.1, BOTTOM - height);
            writeln!(
                out,
                r##"<rect x="{left:.2}" y="{top:.2}" width="{width:.2}" height="{height:.2}" fill="#4a6fa5"><title>{name}: {}</title></rect>"##,
                bucket.articles
            )?;
        }
        if number % every == 0 {
            let (middle, y) = (x + step / 2.0, BOTTOM + 18.0);
            writeln!(out, r##"<text x="{middle:.2}" y="{y}" text-anchor="middle" fill="#555555">{name}</text>"##)?;
        }
    }
    Ok(())
}

/// The line below the bars.
fn summary(timeline: &Timeline, by: Period) -> String {
    let noun = if timeline.articles() == 1 { "article" } else { "articles" };
    let without_date = match timeline.without_date {
        0 => String::new(),
        articles => format!(", {articles} without a date"),
    };
    format!("{} {noun} by {}{without_date}", timeline.articles(), by.name())
}

fn shortened(query: &str) -> String {
    let query = clean(query);
    match query.char_indices().nth(MAX_QUERY) {
        Some((end, _)) => format!("{}…", &query[..end]),
        None => query,
    }
}

/// Text that XML, and HTML, take for text. Its control characters are gone already; two more code points are none of XML's.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples;

    fn picture(timeline: &Timeline) -> String {
        samples::written(|out| write_timeline_svg(timeline, Period::Month, out))
    }

    #[test]
    fn bars_are_as_high_as_articles_are_many() {
        let picture = picture(&samples::timeline());
        assert!(picture.contains(r##"height="176.00" fill="#4a6fa5"><title>2024-11: 12</title>"##), "{picture}");
        assert!(picture.contains(r##"height="14.67" fill="#4a6fa5"><title>2025-01: 1</title>"##), "{picture}");
        assert!(!picture.contains("2024-12: 0") && picture.contains(">2024-12</text>"), "{picture}");
        assert!(picture.contains(">16 articles by month, 3 without a date</text>"), "{picture}");
    }

    #[test]
    fn a_query_is_text_and_nothing_else() {
        let query = format!("</title><script>alert('\"&\u{1b}[2J\u{202e}\u{ffff}\0{}", "x".repeat(500));
        let picture = picture(&Timeline { query, ..samples::timeline() });
        assert!(picture.contains("<title>&lt;/title&gt;&lt;script&gt;alert(&#39;&quot;&amp;[2Jxx"), "{picture}");
        assert!(!picture.contains(['\u{1b}', '\u{202e}', '\u{ffff}', '\0']) && !picture.contains(&"x".repeat(100)));
    }

    #[test]
    fn nothing_found_is_a_picture_too() {
        let empty = Timeline { days: Vec::new(), without_date: 0, ..samples::timeline() };
        assert!(picture(&empty).contains(">0 articles by month</text>"));
    }
}
