//! One line about a response, for the person and not for the results.

use std::collections::HashSet;

use super::sanitize::clean;
use crate::search::hit::SearchResponse;

/// What was found, out of how much, and how long it took: `10 of 132 articles (12 ms)`.
///
/// It belongs on standard error. It has no line break at its end.
#[must_use]
pub fn summary_line(response: &SearchResponse) -> String {
    let query = response.query_id.as_deref().map_or(String::new(), |id| format!("{}: ", clean(id)));
    format!("{query}{} ({})", found(response), duration(response.seconds))
}

fn found(response: &SearchResponse) -> String {
    let (total, copies) = match (response.total, response.total_with_copies) {
        // Without copies the number is not known: with them it says more.
        (once, each) if !once.is_exact && each.articles > once.articles => (each, ", copies counted"),
        (once, _) => (once, ""),
    };
    if total.articles == 0 && total.is_exact {
        return "no article matches".to_owned();
    }
    let passages = response.hits.len();
    let articles = response.hits.iter().map(|hit| hit.article_id.as_str()).collect::<HashSet<_>>().len();
    let from = if passages > articles { format!("{passages} passages from ") } else { String::new() };
    let bound = if total.is_exact { "" } else { "at least " };
    let noun = if total.articles == 1 { "article" } else { "articles" };
    format!("{from}{articles} of {bound}{} {noun}{copies}", total.articles)
}

/// Three digits are enough: 0.42 ms, 12 ms, 1.3 s.
fn duration(seconds: f64) -> String {
    let milliseconds = seconds * 1e3;
    match milliseconds {
        ms if ms < 1.0 => format!("{ms:.2} ms"),
        ms if ms < 10.0 => format!("{ms:.1} ms"),
        ms if ms < 1e3 => format!("{ms:.0} ms"),
        _ => format!("{seconds:.1} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples;
    use crate::search::hit::Total;

    fn check(articles: u64, is_exact: bool, expected: &str) {
        let total = Total { articles, is_exact };
        let response = SearchResponse { total, total_with_copies: total, ..samples::response() };
        assert_eq!(summary_line(&response), expected);
    }

    #[test]
    fn copies_are_counted_where_the_number_without_them_is_not_known() {
        let total = Total { articles: 10, is_exact: false };
        let total_with_copies = Total { articles: 5321, is_exact: true };
        let response = SearchResponse { total, total_with_copies, ..samples::response() };
        assert_eq!(summary_line(&response), "2 of 5321 articles, copies counted (12 ms)");
    }

    #[test]
    fn totals_are_exact_or_lower_bounds() {
        check(132, true, "2 of 132 articles (12 ms)");
        check(50, false, "2 of at least 50 articles (12 ms)");
    }

    #[test]
    fn nothing_found_is_said_plainly() {
        let total = Total { articles: 0, is_exact: true };
        let response = SearchResponse { total, total_with_copies: total, hits: Vec::new(), ..samples::response() };
        assert_eq!(summary_line(&response), "no article matches (12 ms)");
    }

    #[test]
    fn passages_of_one_article_are_counted_once() {
        let mut response = samples::response();
        response.query_id = Some("q1\u{1b}".to_owned());
        response.hits.push(response.hits[0].clone());
        assert_eq!(summary_line(&response), "q1: 3 passages from 2 of 132 articles (12 ms)");
    }

    #[test]
    fn durations_have_fitting_units() {
        assert_eq!([0.000_42, 0.0042, 0.042, 4.2].map(duration), ["0.42 ms", "4.2 ms", "42 ms", "4.2 s"]);
    }
}
