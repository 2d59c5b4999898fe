//! When articles appeared, as bars.

use std::io::{self, Write};

use super::TextOptions;
use crate::search::{Period, Timeline};

/// What the last line is called, for articles without a date.
const WITHOUT_DATE: &str = "no date";

/// Parts of a column, from nothing to all of it but one part.
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// Writes a line for each period: its name, its articles, and a bar that is as long as they are many. The last line counts
/// articles without a date, if there are any. Everything on it is ours, so nothing needs to be sanitised.
///
/// # Errors
/// Only those of `out`.
pub fn write_timeline(timeline: &Timeline, by: Period, options: &TextOptions, out: &mut dyn Write) -> io::Result<()> {
    let mut rows: Vec<(String, u64)> =
        timeline.buckets(by).into_iter().map(|bucket| (by.label(bucket.from), bucket.articles)).collect();
    if timeline.without_date > 0 {
        rows.push((WITHOUT_DATE.to_owned(), timeline.without_date));
    }
    let most = rows.iter().map(|(_, articles)| *articles).max().unwrap_or_default();
    let names = rows.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    let digits = most.to_string().len();
    let columns = options.columns().min(super::MAX_WIDTH).saturating_sub(names + digits + 4).max(1);
    for (name, articles) in rows {
        let line = format!("{name:<names$}  {articles:>digits$}  {}", bar(articles, most, columns));
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// A bar of `columns` for `most`. Whatever is not nothing can be seen.
fn bar(articles: u64, most: u64, columns: usize) -> String {
    if articles == 0 {
        return String::new();
    }
    let full = 8 * columns as u64;
    let eighths = (articles.saturating_mul(full) / most.max(1)).max(1);
    let whole = usize::try_from(eighths / 8).unwrap_or(columns).min(columns);
    let rest = if whole == columns { 0 } else { usize::try_from(eighths % 8).unwrap_or_default() };
    format!("{}{}", "█".repeat(whole), EIGHTHS[rest])
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::render::samples;

    fn written(timeline: &Timeline, by: Period, width: usize) -> String {
        let options = TextOptions { width, colour: false, hyperlinks: false };
        samples::written(|out| write_timeline(timeline, by, &options, out))
    }

    #[test]
    fn a_line_for_each_period_and_one_for_the_rest() {
        assert_snapshot!(written(&samples::timeline(), Period::Month, 40), @r"
        2024-11  12  ███████████████████████████
        2024-12   0
        2025-01   1  ██▎
        no date   3  ██████▊
        ");
    }

    #[test]
    fn bars_fit_and_the_smallest_is_seen() {
        assert_eq!(bar(1, 1_000_000, 10), "▏");
        assert_eq!(bar(1_000_000, 1_000_000, 10), "█".repeat(10));
        assert_eq!(bar(u64::MAX, u64::MAX, 10).chars().count(), 1);
        assert!(written(&samples::timeline(), Period::Day, 20).lines().all(|line| line.chars().count() <= 20));
    }
}
