//! What `newsdex bench` measured: for people, as a picture, and as a page for browsers.
//!
//! Names of kinds come from files of queries, so they are sanitised and cut like everything that is not ours.

mod axis;
mod indexing;
mod page;
mod picture;
mod text;

pub use indexing::write_indexing_report;
pub use page::write_query_html;
pub use picture::write_query_svg;
pub use text::write_query_report;

use super::sanitize::clean;
use crate::bench::report::{IndexFigures, QueryReport};

/// Longer names of kinds are cut.
const LONGEST_NAME: usize = 24;

/// The name of a kind on a page.
fn name(kind: &str) -> String {
    let kind = clean(kind);
    match kind.char_indices().nth(LONGEST_NAME) {
        Some((end, _)) => format!("{}…", &kind[..end]),
        None => kind,
    }
}

/// A time with three digits: `412 µs`, `1.24 ms`.
fn time(microseconds: f64) -> String {
    let (value, unit) = match microseconds {
        short if short < 999.5 => (short, "µs"),
        long if long < 999_500.0 => (long / 1e3, "ms"),
        longest => (longest / 1e6, "s"),
    };
    let digits = match value {
        value if value >= 99.95 => 0,
        value if value >= 9.995 => 1,
        _ => 2,
    };
    format!("{value:.digits$} {unit}")
}

/// `1 query`, `2,000 queries`
fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{} {}", crate::units::count(number as u64), if number == 1 { one } else { many })
}

/// What was searched, in a line: `20,000 articles in 3 segments, 46.5 MB`.
fn searched(index: &IndexFigures) -> String {
    let articles = counted(usize::try_from(index.articles).unwrap_or(usize::MAX), "article", "articles");
    format!("{articles} in {}, {}", counted(index.segments, "segment", "segments"), crate::units::size(index.bytes))
}

/// What was asked, in a line: `300 queries in 20 rounds, seed 1`.
fn asked(report: &QueryReport) -> String {
    let rounds = usize::try_from(report.rounds).unwrap_or(usize::MAX);
    let (queries, rounds) = (counted(report.queries, "query", "queries"), counted(rounds, "round", "rounds"));
    format!("{queries} in {rounds}, seed {}", report.seed)
}

/// A whole number with separators.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a mean of counts, which saturates")]
fn rounded(mean: f64) -> String {
    crate::units::count(mean.round() as u64)
}

#[cfg(test)]
pub(super) mod samples;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_three_digits() {
        let times = [0.5, 9.999, 412.4, 999.9, 1240.0, 99_940.0, 2_500_000.0].map(time);
        assert_eq!(times, ["0.50 µs", "10.0 µs", "412 µs", "1.00 ms", "1.24 ms", "99.9 ms", "2.50 s"]);
    }

    #[test]
    fn names_of_kinds_are_sanitised_and_cut() {
        assert_eq!(name("a\u{1b}[2Jb\u{202e}"), "a[2Jb");
        assert_eq!(name(&"x".repeat(100)), format!("{}…", "x".repeat(24)));
    }
}
