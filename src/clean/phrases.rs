//! Phrases by which a site speaks for itself, and their search in a line.
//!
//! The phrases are data: one a line, in lower case, in the files of `vocabulary/` for the rules and of `model/vocabulary/`
//! for the trained model.

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
/// What pages say around articles, in many languages, by kinds that the model tells apart.
const AROUND: [&str; KINDS] = [
    include_str!("model/vocabulary/comments.txt"),
    include_str!("model/vocabulary/appeals.txt"),
    include_str!("model/vocabulary/interface.txt"),
    include_str!("model/vocabulary/bios.txt"),
    include_str!("model/vocabulary/captions.txt"),
    include_str!("model/vocabulary/legal.txt"),
];

/// How many kinds the model tells apart.
pub(super) const KINDS: usize = 6;
/// Kinds that it looks for around a line too.
pub(super) const COMMENTS: usize = 0;
pub(super) const APPEALS: usize = 1;
pub(super) const INTERFACE: usize = 2;
const BIOS: usize = 3;
/// Kinds of which a single word tells something: `shares` and `commission` news says too.
const TELLING: [usize; 3] = [COMMENTS, APPEALS, BIOS];
/// Articles say one of these phrases by chance, seldom two in one line.
const SUSPICIOUS: u32 = 2;

/// How many phrases of each kind a line has. For the rules a phrase counts once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Evidence {
    /// Phrases that only the site itself says.
    pub(super) sure: u32,
    /// Phrases that notices and some articles have.
    pub(super) likely: u32,
    /// Phrases of picture credits.
    pub(super) credit: u32,
    /// Words that turn to the reader.
    pub(super) address: u32,
    /// How often the line says a phrase of each kind that the model tells apart.
    pub(super) around: [u8; KINDS],
    /// How many of those, side by side, news seldom says.
    telling: u32,
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
    Around { kind: usize, tells: bool },
}

/// `None` cannot happen, as a test shows; a line then has no evidence.
static PHRASES: LazyLock<Option<Phrases>> = LazyLock::new(|| {
    let rules = [
        (SURE_NOTICES, Kind::Sure),
        (LIKELY_NOTICES, Kind::Likely),
        (CREDITS, Kind::Credit),
        (ADDRESSES, Kind::Address),
    ];
    let of_rules = rules.iter().flat_map(|(list, kind)| list.lines().map(|phrase| (phrase, *kind)));
    let of_model = AROUND.iter().enumerate().flat_map(|(kind, list)| {
        list.lines().map(move |phrase| {
            let tells = phrase.contains(' ') || TELLING.contains(&kind);
            (phrase, Kind::Around { kind, tells })
        })
    });
    let (phrases, kinds): (Vec<&str>, Vec<Kind>) = of_rules.chain(of_model).unzip();
    let automaton = AhoCorasick::builder().ascii_case_insensitive(true).kind(Some(AhoCorasickKind::DFA)).build(phrases);
    automaton.ok().map(|automaton| Phrases { automaton, kinds })
});

impl Evidence {
    /// Counts the phrases in `line`, whatever their case.
    pub(super) fn of(line: &str) -> Self {
        let mut evidence = Self::default();
        let Some(phrases) = PHRASES.as_ref() else { return evidence };
        let mut seen = Vec::new();
        let mut told = 0;
        for found in phrases.automaton.find_overlapping_iter(line) {
            let number = found.pattern().as_usize();
            let Some(kind) = phrases.kinds.get(number) else { continue };
            if let Kind::Around { kind, tells } = *kind {
                if starts_word(line, found.start()) {
                    let count = &mut evidence.around[kind];
                    *count = count.saturating_add(1);
                    if tells && found.start() >= told {
                        evidence.telling += 1;
                        told = found.end();
                    }
                }
            } else if !is_within_word(line, found.start()) && !seen.contains(&number) {
                seen.push(number);
                evidence.count(*kind);
            }
        }
        evidence
    }

    fn count(&mut self, kind: Kind) {
        match kind {
            Kind::Sure => self.sure += 1,
            Kind::Likely => self.likely += 1,
            Kind::Credit => self.credit += 1,
            Kind::Address => self.address += 1,
            Kind::Around { .. } => {}
        }
    }

    /// Whether the line has more of the phrases than articles have by chance.
    pub(super) fn is_suspect(&self) -> bool {
        self.telling >= SUSPICIOUS
    }
}

/// "Oversubscribed" is not about subscribing.
fn is_within_word(line: &str, start: usize) -> bool {
    let is_letter = |at: usize| line.as_bytes().get(at).is_some_and(u8::is_ascii_alphabetic);
    is_letter(start) && is_letter(start.wrapping_sub(1))
}

/// The same in any script.
fn starts_word(line: &str, start: usize) -> bool {
    !line[..start].chars().next_back().is_some_and(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_counts_once_in_any_case() {
        let evidence = Evidence::of("SUBSCRIBE now, or subscribe later. Photo: Getty Images");
        assert_eq!((evidence.sure, evidence.likely, evidence.credit), (0, 1, 1));
        assert!(evidence.around[APPEALS] >= 2);
    }

    #[test]
    fn a_phrase_does_not_start_within_a_word() {
        assert_eq!(Evidence::of("The loan was oversubscribed"), Evidence::default());
    }

    #[test]
    fn words_of_the_news_make_no_line_suspect() {
        assert!(!Evidence::of("The commission said the shares would close at par").is_suspect());
        assert!(Evidence::of("Subscribe to the newsletter and leave a comment").is_suspect());
    }

    #[test]
    fn the_automaton_is_built() {
        assert!(PHRASES.is_some());
    }
}
