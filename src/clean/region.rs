//! The part of a page that holds the article: the run of lines with the most running text and the least of all else.

use std::ops::Range;

use super::lines::Features;
use super::report::Label;

/// A paragraph counts for no more than this, so that one huge paragraph does not outweigh an article.
const MOST_OF_A_LINE: i64 = 60;
const SHORT_LINE: i64 = -4;
const HEADLINE: i64 = -7;
const LABELLED: i64 = -8;

/// The half-open range of lines with the greatest sum of weights; `None` when no line is running text.
pub(super) fn main_part(features: &[Features], labels: &[Option<Label>]) -> Option<Range<usize>> {
    let weights = features.iter().zip(labels).map(|(features, label)| weight(features, *label));
    let (mut best, mut best_sum) = (None, 0);
    let (mut start, mut sum) = (0, 0);
    for (index, weight) in weights.enumerate() {
        if sum <= 0 {
            (start, sum) = (index, 0);
        }
        sum += weight;
        if sum > best_sum {
            (best, best_sum) = (Some(start..index + 1), sum);
        }
    }
    best
}

/// How much a line speaks for (positive) or against a place within the article.
fn weight(features: &Features, label: Option<Label>) -> i64 {
    if label.is_some_and(|label| !label.is_kept()) {
        return LABELLED;
    }
    let words = i64::from(features.words);
    if features.is_prose() {
        words.min(MOST_OF_A_LINE)
    } else if features.is_sentence() {
        words / 2
    } else if features.is_fragment() && features.words > 3 {
        1
    } else if features.is_headline() {
        HEADLINE
    } else {
        SHORT_LINE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn main_part_of(lines: &[&str]) -> Option<Range<usize>> {
        let features: Vec<_> = lines.iter().map(|line| Features::of(line)).collect();
        main_part(&features, &vec![None; lines.len()])
    }

    #[test]
    fn menus_at_both_ends_are_left_out() {
        let lines = [
            "World",
            "Sports",
            "Weather",
            "The ferry left the harbour at noon with forty passengers on board.",
            "What comes next",
            "A storm had damaged the pier at the far end of the island, the company said.",
            "Contact",
            "Careers",
        ];
        assert_eq!(main_part_of(&lines), Some(3..6));
    }

    #[test]
    fn a_page_without_sentences_has_no_main_part() {
        assert_eq!(main_part_of(&["World", "Sports", "Weather"]), None);
    }
}
