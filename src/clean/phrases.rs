//! Phrases by which a site speaks for itself, and their search in a line.
//!
//! The phrases are data: one a line, in lower case, in the files of `vocabulary/`.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

/// Phrases that only the site itself says. One is enough.
const SURE_NOTICES: &str = include_str!("vocabulary/sure_notices.txt");
/// Phrases that tell a notice when the line is short, or when there are two and it turns to the reader.
const LIKELY_NOTICES: &str = include_str!("vocabulary/likely_notices.txt");
/// Parts of captions and picture credits.
const CREDITS: &str = include_str!("vocabulary/credits.txt");
/// Words by which a notice turns to the reader; the spaces keep them from being parts of words.
const ADDRESSES: &str = " you \n your \nyour \n you’\n you'\n you.\n us \n us.\n our \nclick here";

/// How many different phrases of each kind a line has.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Evidence {
    /// Phrases that only the site itself says.
    pub(super) sure: u32,
    /// Phrases that notices and some articles have.
    pub(super) likely: u32,
    /// Phrases of picture credits.
    pub(super) credit: u32,
    /// Words that turn to the reader.
    pub(super) address: u32,
}

/// All phrases in one automaton, so that a line is read once however many there are.
struct Phrases {
    automaton: AhoCorasick,
    /// The kind of each phrase, by its number.
    kinds: Vec<Kind>,
}

#[derive(Clone, Copy)]
enum Kind {
    Sure,
    Likely,
    Credit,
    Address,
}

/// `None` cannot happen, as a test shows; a line then has no evidence.
static PHRASES: LazyLock<Option<Phrases>> = LazyLock::new(|| {
    let lists = [
        (SURE_NOTICES, Kind::Sure),
        (LIKELY_NOTICES, Kind::Likely),
        (CREDITS, Kind::Credit),
        (ADDRESSES, Kind::Address),
    ];
    let (phrases, kinds): (Vec<&str>, Vec<Kind>) =
        lists.iter().flat_map(|(list, kind)| list.lines().map(|phrase| (phrase, *kind))).unzip();
    let automaton = AhoCorasick::builder().ascii_case_insensitive(true).kind(Some(AhoCorasickKind::DFA)).build(phrases);
    automaton.ok().map(|automaton| Phrases { automaton, kinds })
});

impl Evidence {
    /// Counts the phrases in `line`, whatever their case. A phrase counts once.
    pub(super) fn of(line: &str) -> Self {
        let mut evidence = Self::default();
        let Some(phrases) = PHRASES.as_ref() else { return evidence };
        let mut seen = Vec::new();
        for found in phrases.automaton.find_overlapping_iter(line) {
            let number = found.pattern().as_usize();
            let Some(kind) = phrases.kinds.get(number) else { continue };
            // "Oversubscribed" is not about subscribing.
            let letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphabetic);
            if letter(line.as_bytes().get(found.start())) && letter(line.as_bytes().get(found.start().wrapping_sub(1)))
            {
                continue;
            }
            if seen.contains(&number) {
                continue;
            }
            seen.push(number);
            match kind {
                Kind::Sure => evidence.sure += 1,
                Kind::Likely => evidence.likely += 1,
                Kind::Credit => evidence.credit += 1,
                Kind::Address => evidence.address += 1,
            }
        }
        evidence
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_counts_once_in_any_case() {
        let evidence = Evidence::of("SUBSCRIBE now, or subscribe later. Photo: Getty Images");
        assert_eq!((evidence.sure, evidence.likely, evidence.credit), (0, 1, 1));
    }

    #[test]
    fn a_phrase_does_not_start_within_a_word() {
        assert_eq!(Evidence::of("The loan was oversubscribed").likely, 0);
    }

    #[test]
    fn the_automaton_is_built() {
        assert!(PHRASES.is_some());
    }
}
