//! Phrases by which a site speaks for itself, and their search in a line.
//!
//! The phrases are data: one a line, in lower case, in the files of `vocabulary/` for the rules and of `model/vocabulary/`
//! for the trained model.

use std::ops::Range;
use std::sync::LazyLock;

use super::prefixes::Prefixes;
use crate::octets::{BLOCK, ask, load};

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

/// All phrases, to be found by their first word: no phrase starts within a word, so a line is looked at where its words start,
/// and most words are told from the first word of any phrase by a few bytes. That takes a third of what an automaton takes
/// for each byte.
struct Phrases {
    all: Vec<Phrase>,
    /// Phrases by six bytes from their first word on: many phrases start with words that all texts have.
    by_six: Prefixes<6>,
    /// Shorter ones by four bytes.
    by_four: Prefixes<4>,
    /// The shortest by two bytes, and those that start in another script.
    by_two: Prefixes<2>,
}

struct Phrase {
    text: &'static [u8],
    /// How many bytes stand before its first word: a space, a bracket.
    before: usize,
    kind: Kind,
}

#[derive(Clone, Copy)]
enum Kind {
    Sure,
    Likely,
    Credit,
    Address,
    Around { kind: usize, tells: bool },
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
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
    Phrases::new(of_rules.chain(of_model))
});

impl Phrases {
    fn new(phrases: impl Iterator<Item = (&'static str, Kind)>) -> Self {
        let before =
            |text: &str| text.bytes().take_while(|byte| byte.is_ascii() && !byte.is_ascii_alphabetic()).count();
        let all: Vec<Phrase> =
            phrases.map(|(text, kind)| Phrase { text: text.as_bytes(), before: before(text), kind }).collect();
        let words = || all.iter().map(|phrase| &phrase.text[phrase.before..]).zip(0..);
        let length = |word: &[u8]| match word {
            [first, _, _, _, _, _, ..] if first.is_ascii() => 6,
            [first, _, _, _, ..] if first.is_ascii() => 4,
            _ => 2,
        };
        let of = |wanted: usize| words().filter(move |(word, _)| length(word) == wanted);
        let (by_six, by_four, by_two) = (Prefixes::new(of(6)), Prefixes::new(of(4)), Prefixes::new(of(2)));
        Self { all, by_six, by_four, by_two }
    }

    /// Calls `found` with each phrase in `line`, its number and its place.
    fn find(&self, line: &str, mut found: impl FnMut(usize, &Phrase, Range<usize>)) {
        let bytes = line.as_bytes();
        let mut was_letter = 0;
        for block in (0..bytes.len()).step_by(BLOCK) {
            // Words start with a letter behind something else, or with a character beyond ASCII.
            let [letters, wide] = ask(bytes, block, |lanes| [lanes.letters(), lanes.leads()]);
            let mut starts = letters & !(letters << 1 | was_letter) | wide;
            was_letter = letters >> (BLOCK - 1);
            while starts != 0 {
                let at = block + starts.trailing_zeros() as usize;
                starts &= starts - 1;
                let first = load(bytes, at);
                let by_more = self.by_six.may_begin(first) | self.by_four.may_begin(first);
                if by_more | self.by_two.may_begin(first) {
                    self.look(bytes, at, &mut found);
                }
            }
        }
    }

    /// Calls `found` with each phrase whose first word is at `at`. Called for one word of ten, and kept out of the loop over all.
    #[inline(never)]
    fn look(&self, bytes: &[u8], at: usize, found: &mut impl FnMut(usize, &Phrase, Range<usize>)) {
        let mut look_at = |number: usize| {
            let phrase = &self.all[number];
            let Some(start) = at.checked_sub(phrase.before) else { return };
            let place = start..start + phrase.text.len();
            if bytes.get(place.clone()).is_some_and(|part| part.eq_ignore_ascii_case(phrase.text)) {
                found(number, phrase, place);
            }
        };
        self.by_six.beginning(bytes, at).for_each(&mut look_at);
        self.by_four.beginning(bytes, at).for_each(&mut look_at);
        self.by_two.beginning(bytes, at).for_each(&mut look_at);
    }
}

impl Evidence {
    /// Counts the phrases in `line`, whatever their case.
    pub(super) fn of(line: &str) -> Self {
        let mut evidence = Self::default();
        let (mut seen, mut telling) = (Vec::new(), Vec::new());
        PHRASES.find(line, |number, phrase, place| {
            if let Kind::Around { kind, tells } = phrase.kind {
                if starts_word(line, place.start) {
                    let count = &mut evidence.around[kind];
                    *count = count.saturating_add(1);
                    if tells {
                        telling.push((place.end, place.start));
                    }
                }
            } else if !is_within_word(line, place.start) && !seen.contains(&number) {
                seen.push(number);
                evidence.count(phrase.kind);
            }
        });
        telling.sort_unstable();
        let mut told = 0;
        for (end, start) in telling {
            if start >= told {
                evidence.telling += 1;
                told = end;
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
    use proptest::prelude::*;

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
    fn phrases_are_found_at_any_place_and_in_any_script() {
        let found = |line: &str| {
            let mut found = Vec::new();
            PHRASES.find(line, |_, phrase, place| found.push((String::from_utf8_lossy(phrase.text), place)));
            found.sort_by_key(|(_, place)| (place.start, place.end));
            found
        };
        for line in ["(AP", "x (ap", "Bo Ek/AP", "© x", "x ©", "фото", "xx (c)", "Ask us."] {
            assert!(!found(line).is_empty(), "{line}");
        }
        for phrase in &PHRASES.all {
            let text = String::from_utf8_lossy(phrase.text);
            let upper = text.to_ascii_uppercase();
            for line in [format!("1234567 {upper}"), format!("x {upper} x"), format!("“{upper}”"), upper] {
                assert!(found(&line).iter().any(|(found, _)| *found == text), "{line}");
            }
        }
    }

    proptest! {
        #[test]
        fn phrases_are_those_of_a_plain_search(
            parts in proptest::collection::vec((0..PHRASES.all.len(), "[ a-zA-Zéф“’(/.-]{0,4}"), 0..8),
        ) {
            let mut line = String::new();
            for (number, between) in parts {
                line.push_str(&String::from_utf8_lossy(PHRASES.all[number].text));
                line.push_str(&between);
            }
            let mut found = Vec::new();
            PHRASES.find(&line, |number, _, place| found.push((number, place)));
            found.sort_by_key(|(number, place)| (*number, place.start));
            let mut plain = Vec::new();
            for (number, phrase) in PHRASES.all.iter().enumerate() {
                for (start, part) in line.as_bytes().windows(phrase.text.len()).enumerate() {
                    if part.eq_ignore_ascii_case(phrase.text) && !is_within_word(&line, start) {
                        plain.push((number, start..start + part.len()));
                    }
                }
            }
            prop_assert_eq!(found, plain, "{}", line);
        }
    }
}
