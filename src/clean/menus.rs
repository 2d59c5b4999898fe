//! Whole lines that are buttons, counters or words of menus.

use std::sync::LazyLock;

use hashbrown::HashSet;

use super::chars::key;
use super::report::Label;
use super::words;

/// Whole lines that are buttons, menus or share links, as [`key`] writes them.
static MENU: LazyLock<HashSet<&str>> = LazyLock::new(|| include_str!("vocabulary/menu.txt").lines().collect());
/// Whole lines that head a list of other articles, as [`key`] writes them.
static RELATED_HEADINGS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("vocabulary/related_headings.txt").lines().collect());
/// Names of sections, as [`key`] writes them: in a menu they are as likely as in a heading, so only their place tells.
static SECTIONS: LazyLock<HashSet<&str>> = LazyLock::new(|| include_str!("vocabulary/sections.txt").lines().collect());
/// A longer line, in bytes, is no button.
const LONGEST_MENU_LINE: usize = 40;
/// Words that stand beside the numbers of counters.
const COUNTER_WORDS: &[&str] =
    &["image", "list", "of", "min", "mins", "minutes", "read", "page", "slide", "comments", "shares", "views"];

/// Whether the line is a word that menus have for a section, or a choice of languages. Headings have such words too.
pub(super) fn is_section(line: &str) -> bool {
    line.len() <= LONGEST_MENU_LINE && SECTIONS.contains(key(line).as_str())
}

/// Whether the line heads a list of other articles.
pub(super) fn heads_related(line: &str) -> bool {
    line.len() <= LONGEST_MENU_LINE && RELATED_HEADINGS.contains(key(line).as_str())
}

/// An entry of a list of subjects with the number of its articles: `Shipping (12)`.
pub(super) fn is_counted(line: &str) -> bool {
    let Some((name, count)) = line.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) else { return false };
    line.len() <= LONGEST_MENU_LINE
        && !name.trim().is_empty()
        && !count.is_empty()
        && count.bytes().all(|byte| byte.is_ascii_digit() || byte == b',')
}

/// Whether the whole line is a button, or heads a list of other articles.
pub(super) fn menu(line: &str) -> Option<Label> {
    if line.len() > LONGEST_MENU_LINE {
        return None;
    }
    let key = key(line);
    if RELATED_HEADINGS.contains(key.as_str()) {
        Some(Label::RelatedHeadline)
    } else if MENU.contains(key.as_str()) || is_counter(&key) || words::are_languages(line) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_lines_are_listed_as_they_are_looked_up() {
        for line in MENU.iter().chain(RELATED_HEADINGS.iter()).chain(SECTIONS.iter()) {
            assert_eq!(*line, key(line));
            assert!(line.len() <= LONGEST_MENU_LINE);
        }
    }
}
