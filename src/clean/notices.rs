//! Lines that give themselves away by their words: menus, share buttons, notices, captions, links to other articles.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::chars::key;
use super::lines::Features;
use super::phrases::Evidence;
use super::report::Label;

/// Whole lines that are buttons, menus or share links, as [`key`] writes them.
static MENU: LazyLock<HashSet<&str>> = LazyLock::new(|| include_str!("vocabulary/menu.txt").lines().collect());
/// Whole lines that head a list of other articles, as [`key`] writes them.
static RELATED_HEADINGS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("vocabulary/related_headings.txt").lines().collect());
/// Openings of lines that link to another article, that are credits of pictures, and that report errors.
const RELATED_OPENINGS: &str = include_str!("vocabulary/related_openings.txt");
const CREDIT_OPENINGS: &str = include_str!("vocabulary/credit_openings.txt");
const ERRORS: &str = include_str!("vocabulary/errors.txt");
const COPYRIGHT_OPENINGS: &str = "©\n(c)\ncopyright";
const LONGEST_MENU_LINE: usize = 40;
/// Words that stand beside the numbers of counters.
const COUNTER_WORDS: &[&str] =
    &["image", "list", "of", "min", "mins", "minutes", "read", "page", "slide", "comments", "shares", "views"];
/// A longer line is text of the article even if it has one of the likely words.
const SHORT_NOTICE_WORDS: u32 = 25;
const LONG_NOTICE_WORDS: u32 = 80;
const LONGEST_ERROR_WORDS: u32 = 10;
const CREDIT_WORDS: u32 = 14;
const CAPTION_WORDS: u32 = 70;

/// What the words of `line` alone say it is, if they say it clearly.
pub(super) fn label(line: &str, features: &Features) -> Option<Label> {
    if features.words > LONG_NOTICE_WORDS {
        return None;
    }
    if line.len() <= LONGEST_MENU_LINE
        && let Some(label) = menu(line)
    {
        return Some(label);
    }
    let evidence = Evidence::of(line);
    if is_error(line, features) {
        Some(Label::ErrorMessage)
    } else if features.words <= SHORT_NOTICE_WORDS && starts_with_any(line, RELATED_OPENINGS) {
        Some(Label::RelatedHeadline)
    } else if is_notice(line, features, evidence) {
        Some(Label::Notice)
    } else if is_caption(line, features, evidence) {
        Some(Label::Caption)
    } else {
        None
    }
}

/// Only what cannot be part of an article: for text that was extracted with care already.
pub(super) fn sure_label(line: &str, features: &Features) -> Option<Label> {
    if features.words > SHORT_NOTICE_WORDS * 2 {
        return None;
    }
    if is_error(line, features) {
        return Some(Label::ErrorMessage);
    }
    let evidence = Evidence::of(line);
    let notice = evidence.sure > 0 && (features.words <= SHORT_NOTICE_WORDS || evidence.likely > 0);
    notice.then_some(Label::Notice)
}

/// Whether the line heads a list of other articles.
pub(super) fn heads_related(line: &str) -> bool {
    line.len() <= LONGEST_MENU_LINE && RELATED_HEADINGS.contains(key(line).as_str())
}

fn menu(line: &str) -> Option<Label> {
    let key = key(line);
    if RELATED_HEADINGS.contains(key.as_str()) {
        Some(Label::RelatedHeadline)
    } else if MENU.contains(key.as_str()) || is_counter(&key) {
        Some(Label::Menu)
    } else {
        None
    }
}

/// `3`, `1 / 23`, `image 1 of 23`, `6 min read`: numbers with little beside them; also nothing but symbols.
fn is_counter(key: &str) -> bool {
    // Four digits are a year, which a heading of a timeline may be.
    let number = |word: &str| word.len() != 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    key.split(' ').all(|word| number(word) || COUNTER_WORDS.contains(&word))
}

fn is_error(line: &str, features: &Features) -> bool {
    features.words <= LONGEST_ERROR_WORDS && starts_with_any(line, ERRORS)
}

fn is_notice(line: &str, features: &Features, evidence: Evidence) -> bool {
    let turns_to_reader = evidence.address > 0;
    if evidence.sure > 0 || (evidence.likely >= 2 && turns_to_reader) {
        return true;
    }
    let likely = evidence.likely > 0 && !features.is_prose() && (turns_to_reader || !features.is_sentence());
    features.words <= SHORT_NOTICE_WORDS && (likely || starts_with_any(line, COPYRIGHT_OPENINGS))
}

fn is_caption(line: &str, features: &Features, evidence: Evidence) -> bool {
    let short = features.words <= CREDIT_WORDS;
    (short && starts_with_any(line, CREDIT_OPENINGS))
        || (evidence.credit > 0
            && ((short && !features.is_sentence()) || (features.words <= CAPTION_WORDS && line.ends_with([')', ']']))))
}

/// Whether `line` opens with one of the phrases, one a line, and the phrase does not end within a word.
fn starts_with_any(line: &str, openings: &str) -> bool {
    openings.lines().any(|opening| {
        let opens = line.get(..opening.len()).is_some_and(|start| start.eq_ignore_ascii_case(opening));
        let ends_in_word = opening.ends_with(char::is_alphanumeric)
            && line.get(opening.len()..).is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
        opens && !ends_in_word
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labelled(line: &str) -> Option<Label> {
        label(line, &Features::of(line))
    }

    #[test]
    fn whole_lines_are_listed_as_they_are_looked_up() {
        for line in MENU.iter().chain(RELATED_HEADINGS.iter()) {
            assert_eq!(*line, key(line));
            assert!(line.len() <= LONGEST_MENU_LINE);
        }
    }

    #[test]
    fn menus_and_counters_are_known() {
        for line in ["Share", "SIGN IN", "1 / 23", "•", "Image 2 of 9", "4 min read"] {
            assert_eq!(labelled(line), Some(Label::Menu), "{line}");
        }
        assert_eq!(labelled("1917"), None);
    }

    #[test]
    fn notices_are_told_from_news_about_them() {
        assert_eq!(labelled("We use cookies to improve your visit."), Some(Label::Notice));
        assert_eq!(labelled("Sign up for the Morning Brief newsletter"), Some(Label::Notice));
        assert_eq!(
            labelled(
                "The court ruled on Monday that the newspaper had to pay each former subscriber a fee of ten euros."
            ),
            None
        );
    }

    #[test]
    fn errors_captions_and_links_have_their_own_labels() {
        assert_eq!(labelled("error: This text is protected !!"), Some(Label::ErrorMessage));
        assert_eq!(labelled("Photo: Bo Ek, Example"), Some(Label::Caption));
        assert_eq!(labelled("A crane at the harbour on Monday. (AP Photo/Bo Ek)"), Some(Label::Caption));
        assert_eq!(labelled("READ MORE: Ferry sails again"), Some(Label::RelatedHeadline));
    }
}
