//! What the names of classes and ids say about an element, in generic words that many sites use.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

/// Number of groups of words.
pub(super) const GROUPS: usize = 17;

/// A group a line: its name, a colon, and parts of class names. A word in capitals must stand alone: between marks, or as a
/// hump of `camelCase`.
const WORDS: &str = include_str!("../vocabulary/class_names.txt");

/// Names of inline elements whose text is not read with the sentence around it.
const APART: [&str; 6] = ["tooltip", "popover", "sr-only", "screen-reader", "visually-hidden", "visuallyhidden"];

/// Whether the names in a class attribute say that an inline element is not read with the sentence around it.
pub(super) fn stands_apart(names: &str) -> bool {
    APART.iter().any(|word| names.contains(word))
}

/// Which groups of words the names in a class or id attribute belong to, one bit each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Hints(u32);

struct Word {
    group: usize,
    alone: bool,
}

static FINDER: LazyLock<Option<(AhoCorasick, Vec<Word>)>> = LazyLock::new(|| {
    let mut words = Vec::new();
    let mut meanings = Vec::new();
    for (group, line) in WORDS.lines().enumerate().take(GROUPS) {
        for word in line.split_once(": ").map_or("", |(_, words)| words).split(' ') {
            let alone = word.starts_with(|c: char| c.is_ascii_uppercase());
            words.push(word.to_ascii_lowercase());
            meanings.push(Word { group, alone });
        }
    }
    let finder =
        AhoCorasick::builder().ascii_case_insensitive(true).match_kind(MatchKind::Standard).build(words).ok()?;
    Some((finder, meanings))
});

impl Hints {
    /// The groups named in `names`, the value of a class or id attribute.
    pub(super) fn of(names: &str) -> Self {
        let mut hints = Self::default();
        let Some((finder, meanings)) = FINDER.as_ref() else { return hints };
        for found in finder.find_overlapping_iter(names) {
            let word = &meanings[found.pattern().as_usize()];
            if !word.alone || stands_alone(names.as_bytes(), found.start(), found.end()) {
                hints.0 |= 1 << word.group;
            }
        }
        hints
    }

    /// Both together.
    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether a word of `group` was found.
    pub(super) fn has(self, group: usize) -> bool {
        self.0 >> group & 1 == 1
    }

    /// Whether nothing was found.
    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// Whether `names[start..end]` is a word of its own: `post` in `blog-post` and `blogPost`, not in `poster`.
fn stands_alone(names: &[u8], start: usize, end: usize) -> bool {
    let before = start.checked_sub(1).and_then(|at| names.get(at));
    let opens = before.is_none_or(|byte| {
        !byte.is_ascii_alphabetic() || (byte.is_ascii_lowercase() && names[start].is_ascii_uppercase())
    });
    let closes = names.get(end).is_none_or(|byte| {
        !byte.is_ascii_alphabetic() || (byte.is_ascii_uppercase() && names[end - 1].is_ascii_lowercase())
    });
    opens && closes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(group: usize) -> Option<&'static str> {
        Some(WORDS.lines().nth(group)?.split_once(':')?.0)
    }

    fn groups(names: &str) -> Vec<&'static str> {
        (0..GROUPS).filter(|&group| Hints::of(names).has(group)).filter_map(name).collect()
    }

    #[test]
    fn words_are_found_within_names() {
        assert_eq!(groups("c-relatedStories"), ["related"]);
        assert_eq!(groups("ArticleBody col-8"), ["body", "main"]);
        assert!(groups("x1 y2").is_empty());
    }

    #[test]
    fn short_words_must_stand_alone() {
        assert_eq!(groups("blogPost blog-ad"), ["main", "promo"]);
        assert!(groups("poster shadow").is_empty());
    }
}
