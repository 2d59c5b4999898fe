//! Whether two articles are copies of each other: the last word, by their texts.

use std::sync::OnceLock;

use super::lead::{LeadFacts, share, sorted_set};
use super::set::Set;
use super::words::Shape;

/// The share of its pairs of neighbouring words that the shorter text has in common with the longer one.
const MIN_SHARED: f64 = 0.5;
/// The same for texts of fewer words than [`SHORT`], in which chance and formulas weigh more.
const MIN_SHARED_SHORT: f64 = 0.9;
const SHORT: usize = 25;
/// The shorter text has at least this share of the words of the longer: a copy may have lost its tail, but a text
/// within a longer one about more than that is no copy.
const MIN_LENGTH: f64 = 0.6;
/// Texts with a larger share of pairs in common than this are the same but for slips and cuts. Of the names or
/// figures of a lead, the other text may then lack one, or [`MAX_LACKING`] of them: one may name the place it comes
/// from.
const CLOSE: f64 = 0.8;
const MAX_LACKING: f64 = 0.25;
/// With a larger share than this, one name and one figure may be lacking; with less, none.
const LIKE: f64 = 0.66;

/// An article prepared for comparison.
#[derive(Debug, Clone)]
pub struct Text {
    /// Hashes of all words, in order.
    words: Vec<u32>,
    /// Those of names and figures, as their shapes say.
    pub(super) telling: Vec<u32>,
    /// Those of pairs of neighbouring words. Made when leads do not tell two texts apart.
    pairs: OnceLock<Set>,
    /// Names in the lead.
    pub(super) names: Vec<u32>,
    /// Figures in the lead.
    pub(super) figures: Vec<u32>,
    /// Numbers in words in the lead.
    numbers: Vec<u32>,
}

impl Text {
    /// Reads a body. Some microseconds a kilobyte.
    #[must_use]
    pub fn of(body: &str) -> Self {
        let (mut words, mut telling) = (Vec::with_capacity(body.len() / 6), Vec::with_capacity(body.len() / 32));
        let LeadFacts { names, figures, numbers } = LeadFacts::of(body, |word| {
            if word.shape != Shape::Plain {
                telling.push(word.hash);
            }
            words.push(word.hash);
        });
        Self { words, telling, pairs: OnceLock::new(), names, figures, numbers }
    }

    /// Whether the two are copies of each other. The relation is symmetric, and not transitive.
    #[must_use]
    pub fn is_copy_of(&self, other: &Self) -> bool {
        if !lengths_agree(self.words.len(), other.words.len()) {
            return false;
        }
        let names = Difference::of((&self.names, &self.telling), (&other.names, &other.telling));
        let figures = Difference::of((&self.figures, &self.telling), (&other.figures, &other.telling));
        let numbers = Difference::of((&self.numbers, &self.words), (&other.numbers, &other.words));
        // "Two" here and "1.5" there are other figures, too.
        let has_other_figures = figures.here + numbers.here > 0 && figures.there + numbers.there > 0;
        // What even close texts may not lack settles most pairs, before all words are compared.
        let matters = |most| has_other_figures || names.matters(most) || figures.matters(most);
        if matters(None) {
            return false;
        }
        let shared = self.shared(other);
        let least = if self.words.len().min(other.words.len()) < SHORT { MIN_SHARED_SHORT } else { MIN_SHARED };
        let most = match shared {
            CLOSE.. => None,
            LIKE.. => Some(1),
            _ => Some(0),
        };
        shared >= least && !matters(most)
    }

    /// The share of its pairs of words that the text with fewer of them has in common with the other.
    fn shared(&self, other: &Self) -> f64 {
        let (own, others) = (self.pairs(), other.pairs());
        match own.len().min(others.len()) {
            0 => f64::from(u8::from(sorted_set(self.words.clone()) == sorted_set(other.words.clone()))),
            fewer => share(own.in_common(others), fewer),
        }
    }

    fn pairs(&self) -> &Set {
        self.pairs.get_or_init(|| Set::of(self.words.windows(2).map(|words| pair(words[0], words[1]))))
    }
}

/// Whether two texts of so many words may be copies of each other, however words are counted, if in both alike.
#[must_use]
pub fn lengths_agree(one: usize, other: usize) -> bool {
    let (short, long) = (one.min(other), one.max(other));
    short > 0 && share(short, long) >= MIN_LENGTH
}

/// How many names or figures of each lead the other text lacks, and of how many.
#[derive(Debug, Clone, Copy)]
pub(super) struct Difference {
    pub here: usize,
    pub there: usize,
    pub of_here: usize,
    pub of_there: usize,
}

impl Difference {
    /// The facts of each lead, and the words of its text among which the other's are looked for.
    fn of((own, of_own): (&[u32], &[u32]), (others, of_other): (&[u32], &[u32])) -> Self {
        let lacking = |facts: &[u32], words: &[u32]| facts.iter().filter(|fact| !words.contains(fact)).count();
        Self {
            here: lacking(own, of_other),
            there: lacking(others, of_own),
            of_here: own.len(),
            of_there: others.len(),
        }
    }

    /// More than `most` are lacking; without that bound, each says something that the other does not, or one says much more.
    /// What matters still does if more are lacking.
    pub(super) fn matters(self, most: Option<usize>) -> bool {
        let Self { here, there, of_here, of_there } = self;
        match most {
            Some(most) => here + there > most,
            None => (here > 0 && there > 0) || here > tolerated(of_here) || there > tolerated(of_there),
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a part of at most sixty words"
)]
fn tolerated(facts: usize) -> usize {
    ((facts as f64 * MAX_LACKING) as usize).max(1)
}

fn pair(first: u32, second: u32) -> u32 {
    (first.rotate_left(11) ^ second).wrapping_mul(0x9e37_79b1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::reading::text_words;
    use super::*;

    const STORY: &str = "The navy of Norway has ordered five frigates from a British yard, the ministry said on Friday. \
        The ships will replace the Nansen class and hunt submarines in the Barents Sea. The first is due in 2029.";

    fn are_copies(one: &str, other: &str) -> bool {
        let (one, other) = (Text::of(one), Text::of(other));
        assert_eq!(one.is_copy_of(&other), other.is_copy_of(&one));
        one.is_copy_of(&other)
    }

    #[test]
    fn bylines_agencies_and_small_edits_make_no_other_article() {
        assert!(are_copies(STORY, &format!("By Kari Lund\n\n{STORY}")));
        assert!(are_copies(STORY, &format!("OSLO, May 3 (Reuters) — {STORY}")));
        assert!(are_copies(&format!("(AP) {STORY}"), &format!("(Reuters) {STORY}")));
        assert!(are_copies(
            STORY,
            &STORY.replace("has ordered", "bought").replace("the ministry said", "officials said")
        ));
        assert!(are_copies(STORY, STORY.split_inclusive(". ").take(2).collect::<String>().as_str()));
    }

    #[test]
    fn other_names_figures_or_dates_make_another_article() {
        for (from, to) in [("Norway", "Denmark"), ("2029", "2031"), ("Friday", "Monday"), ("five", "six")] {
            assert!(!are_copies(STORY, &STORY.replace(from, to)), "{to}");
        }
    }

    #[test]
    fn a_part_of_a_longer_article_is_no_copy() {
        let longer = format!("{STORY}\n\n{}", "Much more was said about other matters at the same place. ".repeat(8));
        assert!(!are_copies(STORY, &longer));
    }

    #[test]
    fn a_table_may_be_cut_but_no_figure_may_differ() {
        let table = "Crews 14 vs 12\n\nHulls 33 vs 31\n\nHours 4,120 vs 3,988\n\nCosts 18.1 mln vs 16.4 mln\n\nShells 900 vs 850";
        assert!(are_copies(table, table));
        assert!(are_copies(table, &format!("{table}\n\nTugs 7")));
        assert!(!are_copies(table, &table.replace("850", "870")));
    }

    #[test]
    fn scripts_without_capitals_or_spaces_are_compared_too() {
        let text = "中国海军的第三艘航母福建舰周五在上海附近完成了第八次海试，国防部发言人在例行记者会上说。";
        assert!(are_copies(text, &format!("{text}他没有透露更多细节。")));
        assert!(!are_copies(text, "日本の防衛省は金曜日、新しい護衛艦の建造契約を長崎の造船所と結んだと発表した。"));
    }

    #[test]
    fn empty_texts_are_no_copies() {
        assert!(!are_copies("", ""));
        assert!(!are_copies("", STORY));
    }

    proptest! {
        #[test]
        fn the_relation_is_symmetric_and_any_text_with_words_is_its_own_copy(one in ".{0,80}", other in ".{0,80}") {
            are_copies(&one, &other);
            prop_assert_eq!(are_copies(&one, &one), text_words(&one).next().is_some());
        }
    }
}
