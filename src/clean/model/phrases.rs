//! Phrases of six kinds that pages say around articles, in many languages, counted in a line.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

/// One file a kind, one phrase a line, in lower case.
const LISTS: [&str; KINDS] = [
    include_str!("vocabulary/comments.txt"),
    include_str!("vocabulary/appeals.txt"),
    include_str!("vocabulary/interface.txt"),
    include_str!("vocabulary/bios.txt"),
    include_str!("vocabulary/captions.txt"),
    include_str!("vocabulary/legal.txt"),
];

/// Articles say a phrase by chance, seldom two in one line.
const SUSPICIOUS: usize = 2;

/// Kinds that are looked for around a line too, by their places in the lists.
pub(super) const COMMENTS: usize = 0;
pub(super) const APPEALS: usize = 1;
pub(super) const INTERFACE: usize = 2;

/// How many kinds of phrases there are.
pub(super) const KINDS: usize = 6;

static PHRASES: LazyLock<Option<(AhoCorasick, Vec<usize>)>> = LazyLock::new(|| {
    let (phrases, kinds): (Vec<&str>, Vec<usize>) =
        LISTS.iter().enumerate().flat_map(|(kind, list)| list.lines().map(move |phrase| (phrase, kind))).unzip();
    let automaton = AhoCorasick::builder().ascii_case_insensitive(true).kind(Some(AhoCorasickKind::DFA)).build(phrases);
    automaton.ok().map(|automaton| (automaton, kinds))
});

/// How often phrases of each kind start at the start of a word of `text`.
pub(super) fn count(text: &str) -> [u8; KINDS] {
    let mut counts = [0_u8; KINDS];
    let Some((automaton, kinds)) = &*PHRASES else { return counts };
    for found in automaton.find_overlapping_iter(text) {
        let within_word = text[..found.start()].chars().next_back().is_some_and(char::is_alphabetic);
        if !within_word {
            let count = &mut counts[kinds[found.pattern().as_usize()]];
            *count = count.saturating_add(1);
        }
    }
    counts
}

/// Whether `text` has more of the phrases than articles have by chance.
pub(super) fn are_many(text: &str) -> bool {
    let Some((automaton, _)) = &*PHRASES else { return false };
    let starts_word = |at: usize| !text[..at].chars().next_back().is_some_and(char::is_alphabetic);
    automaton.find_iter(text).filter(|found| starts_word(found.start())).nth(SUSPICIOUS - 1).is_some()
}
