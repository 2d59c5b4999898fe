//! From probabilities of lines to the parts of a page that are kept.
//!
//! Lines are not judged alone: an article is one run of lines, or a few. A run is worth the sum of its lines' log-odds,
//! each weighed by the root of its length. The best run is kept, and of those before and behind it such as are worth a fair
//! part of it (Kadane's maximum subarray, once for each run). Within a run each line must be likely enough by itself.

use std::ops::Range;

/// A paragraph counts for no more words than this.
const MOST_OF_A_LINE: u32 = 60;
/// Probabilities are trusted no further than this.
const SUREST: f32 = 0.99;
/// What each line of a run costs where the page has furniture: runs should not reach over menus.
const COST_OF_A_LINE: f32 = 0.5;
/// No single line speaks more against a run than this: one link below its first paragraph does not part an article.
const MOST_AGAINST: f32 = 4.0;
/// A run other than the best one is kept if it is worth this share of it.
const FAIR_SHARE: f32 = 0.2;
/// How much more a line that the rules keep is trusted, in log-odds, and one that they do not is doubted, where the page
/// has no menus: somebody has cut the article out already, and there is little to go by beside the line itself.
const TRUST_WITHOUT_MENUS: f32 = 1.0;

/// Whether each line is kept.
///
/// `lines` gives for each its probability, its words, and what the rules say; `around` is what the page has around its
/// article. Cost: linear in the lines, times the number of runs.
pub(in crate::clean) fn kept(lines: &[JudgedLine], around: Around) -> Vec<bool> {
    let odds: Vec<f32> = lines.iter().map(|line| line.odds(around)).collect();
    let cost = if around == Around::Nothing { 0.0 } else { COST_OF_A_LINE };
    // Crawlers that write Markdown leave menus out already, so a few lines are all that parts the article from teasers.
    let least = if around == Around::MarkdownLinks { f32::MIN } else { -MOST_AGAINST };
    let worth = odds.iter().zip(lines).map(|(odds, line)| (odds * weight(line.words) - cost).max(least));
    let worth: Vec<f32> = worth.collect();
    let mut kept = vec![false; odds.len()];
    let Some((_, best)) = best_run(&worth, 0..worth.len()) else { return kept };
    let mut rest = Vec::from([(0, worth.len())]);
    while let Some((start, end)) = rest.pop() {
        let Some((run, _)) = best_run(&worth, start..end).filter(|(_, sum)| *sum >= FAIR_SHARE * best) else {
            continue;
        };
        for index in run.clone() {
            kept[index] = odds[index] >= 0.0;
        }
        rest.extend([(start, run.start), (run.end, end)]);
    }
    kept
}

/// What a page has around its article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::clean) enum Around {
    /// Whatever a crawler leaves in Markdown.
    MarkdownLinks,
    /// Menus and all else that a scraper flattens.
    Menus,
    /// Little: somebody has cut the article out.
    Nothing,
}

/// A line with what the model and the rules say of it.
#[derive(Debug, Clone, Copy)]
pub(in crate::clean) struct JudgedLine {
    /// The probability that it belongs to the article.
    pub(in crate::clean) probability: f32,
    pub(in crate::clean) words: u32,
    pub(in crate::clean) verdict: Verdict,
}

/// What the rules say of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::clean) enum Verdict {
    /// It belongs to the article.
    Article,
    /// It does not, as far as they can see.
    Doubtful,
    /// It cannot: only the page itself says such words.
    Furniture,
}

impl JudgedLine {
    /// How likely the line is to belong to the article, in log-odds.
    fn odds(self, around: Around) -> f32 {
        let probability = match self.verdict {
            Verdict::Furniture => 1.0 - SUREST,
            _ => self.probability.clamp(1.0 - SUREST, SUREST),
        };
        let trust = match (around, self.verdict) {
            (Around::MarkdownLinks | Around::Menus, _) => 0.0,
            (Around::Nothing, Verdict::Article) => TRUST_WITHOUT_MENUS,
            (Around::Nothing, _) => -TRUST_WITHOUT_MENUS,
        };
        (probability / (1.0 - probability)).ln() + trust
    }
}

fn weight(words: u32) -> f32 {
    super::line::number(words.min(MOST_OF_A_LINE) + 1).sqrt()
}

/// The run with the greatest sum above zero within `part`, and that sum.
fn best_run(worth: &[f32], part: Range<usize>) -> Option<(Range<usize>, f32)> {
    let mut best: Option<(Range<usize>, f32)> = None;
    let (mut start, mut sum) = (part.start, 0.0);
    for index in part {
        if sum <= 0.0 {
            (start, sum) = (index, 0.0);
        }
        sum += worth[index];
        if sum > best.as_ref().map_or(0.0, |best| best.1) {
            best = Some((start..index + 1, sum));
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(probabilities: &[f32]) -> Vec<JudgedLine> {
        let line = |probability: &f32| JudgedLine { probability: *probability, words: 30, verdict: Verdict::Article };
        probabilities.iter().map(line).collect()
    }

    #[test]
    fn a_likely_line_far_from_the_article_is_left_out() {
        let mut probabilities = vec![0.95; 8];
        probabilities.extend([0.02; 12]);
        probabilities.push(0.7);
        let kept = kept(&lines(&probabilities), Around::Menus);
        assert!(kept[..8].iter().all(|kept| *kept) && kept[8..].iter().all(|kept| !kept));
    }

    #[test]
    fn an_article_in_two_parts_is_kept_without_what_parts_it() {
        let probabilities = [[0.95; 6], [0.02; 6], [0.9; 6]].concat();
        let kept = kept(&lines(&probabilities), Around::Menus);
        assert!(kept[..6].iter().chain(&kept[12..]).all(|kept| *kept) && kept[6..12].iter().all(|kept| !kept));
    }

    #[test]
    fn text_that_was_cut_out_is_given_the_benefit_of_the_doubt() {
        let mut three = lines(&[0.9, 0.4, 0.9]);
        assert_eq!(kept(&three, Around::Nothing), [true; 3]);
        assert_eq!(kept(&three, Around::Menus), [true, false, true]);
        three[1].verdict = Verdict::Doubtful;
        assert_eq!(kept(&three, Around::Nothing), [true, false, true]);
        assert!(kept(&[], Around::Nothing).is_empty());
    }

    #[test]
    fn what_only_pages_say_is_never_kept() {
        let mut three = lines(&[0.9, 0.9, 0.9]);
        three[1].verdict = Verdict::Furniture;
        assert_eq!(kept(&three, Around::Nothing), [true, false, true]);
    }
}
