//! Shingles: all runs of four words of a text, with how often each occurs.

use std::collections::HashMap;

use unicode_normalization::char::is_combining_mark;

use super::measure::PageScore;

/// Words of a shingle. A shorter text is one shingle.
const WORDS: usize = 4;

/// What a page's article is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Truth {
    /// The text that must be found.
    pub article: String,
    /// The same with all that may be found or not, such as captions: it costs nothing to find it.
    pub either: Option<String>,
}

/// Shingles of a text, counted.
type Shingles<'t> = HashMap<Vec<&'t str>, i64>;

impl Truth {
    /// How well `found` agrees with the truth. Time and memory are proportional to the texts.
    #[must_use]
    pub fn score(&self, found: &str) -> PageScore {
        let (truth, found) = (shingles(&self.article), shingles(found));
        let either = self.either.as_deref().map(shingles).unwrap_or_default();
        let count = |of: &Shingles<'_>, shingle: &Vec<&str>| of.get(shingle).copied().unwrap_or(0);
        let (mut hits, mut missed, mut surplus) = (0, 0, 0);
        // The sums do not depend on the order of the map.
        #[expect(clippy::iter_over_hash_type, reason = "sums of integers")]
        for (shingle, &wanted) in &truth {
            let there = count(&found, shingle);
            hits += wanted.min(there);
            missed += (wanted - there).max(0);
        }
        #[expect(clippy::iter_over_hash_type, reason = "sums of integers")]
        for (shingle, &there) in &found {
            let beyond = (there - count(&truth, shingle)).max(0);
            surplus += (beyond - count(&either, shingle)).max(0);
        }
        PageScore::of(hits, surplus, missed)
    }
}

fn shingles(text: &str) -> Shingles<'_> {
    let words: Vec<&str> = words(text).collect();
    let mut shingles = Shingles::new();
    for shingle in words.windows(WORDS.min(words.len()).max(1)) {
        *shingles.entry(shingle.to_vec()).or_default() += 1;
    }
    shingles
}

/// Runs of letters, digits and underscores, as `\w+` finds them in Python.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| !is_word(c)).filter(|word| !word.is_empty())
}

/// Letters and numbers by their general category. Rust's alphabetic characters are more: marks that belong to letters,
/// and letters in circles and squares.
fn is_word(c: char) -> bool {
    let in_circle = matches!(c,
        '\u{24b6}'..='\u{24e9}' | '\u{1f130}'..='\u{1f149}' | '\u{1f150}'..='\u{1f169}' | '\u{1f170}'..='\u{1f189}');
    c == '_' || (c.is_alphanumeric() && !is_combining_mark(c) && !in_circle)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(truth: &str, either: Option<&str>, found: &str) -> (i64, i64, i64) {
        let truth = Truth { article: truth.to_owned(), either: either.map(str::to_owned) };
        let score = truth.score(found);
        (score.hits, score.surplus, score.missed)
    }

    #[test]
    fn words_are_letters_digits_and_underscores() {
        let found: Vec<_> = words("Don’t re-read snake_case, 3.5 m² of Ⓐ or नमस्ते: Zoe\u{301}x!").collect();
        assert_eq!(found, ["Don", "t", "re", "read", "snake_case", "3", "5", "m²", "of", "or", "नमस", "त", "Zoe", "x"]);
    }

    #[test]
    fn shingles_are_counted_as_often_as_they_occur() {
        // Truth: abcd bcde. Found: abcd bcdx cdxa dxab xabc abcd.
        assert_eq!(score("a b c d e", None, "a b c d x a b c d"), (1, 5, 1));
        assert_eq!(score("a b c d", None, "a. b, c - d!"), (1, 0, 0));
        assert_eq!(score("a b c d", None, "A b c d"), (0, 1, 1));
    }

    #[test]
    fn a_short_text_is_one_shingle() {
        assert_eq!(score("a b", None, "a b"), (1, 0, 0));
        assert_eq!(score("a b", None, "a b c"), (0, 1, 1));
        assert_eq!(score("a b", None, ""), (0, 0, 1));
        assert_eq!(score("", None, "a b"), (0, 1, 0));
        assert_eq!(score("", None, " -- "), (0, 0, 0));
    }

    #[test]
    fn what_may_be_found_costs_nothing() {
        // Found beyond the truth: bcdx cdxy dxyz, of which the caption allows two.
        assert_eq!(score("a b c d", Some("a b c d x y"), "a b c d x y z"), (1, 1, 0));
        assert_eq!(score("a b c d", Some("a b c d x y"), "a b c d"), (1, 0, 0));
    }
}
