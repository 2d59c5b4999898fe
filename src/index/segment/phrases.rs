//! Listed phrases in articles: see [`crate::analysis::listed`].

use hashbrown::HashMap;

use super::dictionary::Dictionary;
use super::occurrences::{Occurrences, terms_at_end};
use crate::analysis::listed::{Role, ending_with};

/// What is known of the words of a segment as parts of phrases.
#[derive(Default)]
pub(super) struct Phrases {
    /// By the number of the word.
    roles: Vec<Role>,
    /// By the numbers of two words, where those that end with them stand in `found`.
    pairs: HashMap<(u32, u32), (usize, usize)>,
    found: Vec<Found>,
}

/// A phrase.
struct Found {
    term: &'static str,
    /// Its words before the last two, the last first.
    before: std::str::Split<'static, char>,
}

impl Phrases {
    /// The role of a word by its number, which is at most one more than the highest so far.
    pub(super) fn role(&mut self, word: u32, term: impl FnOnce() -> Role) -> Role {
        let word = word as usize;
        while self.roles.len() < word {
            self.roles.push(Role::default());
        }
        if word == self.roles.len() {
            self.roles.push(term());
        }
        self.roles[word]
    }

    /// Notes the phrases that end at the last position of a text as terms that stand there. A word was met that one may end with.
    #[inline(never)]
    pub(super) fn note(&mut self, text: &mut Occurrences, words: &mut Dictionary) {
        for phrase in self.ending(text.of_article(), words) {
            text.push_beside(phrase);
        }
    }

    /// The numbers of the phrases with which a text ends.
    fn ending(&mut self, codes: &[u32], words: &mut Dictionary) -> Vec<u32> {
        let Self { roles, pairs, found } = self;
        let role = |word: u32| roles.get(word as usize).copied().unwrap_or_default();
        let mut ending = Vec::new();
        let (last, rest) = terms_at_end(codes);
        let (before_last, rest) = terms_at_end(rest);
        for last in last.filter(|&word| role(word).is_last) {
            for before in before_last.clone().filter(|&word| role(word).is_before_last) {
                let (from, to) = *pairs.entry((before, last)).or_insert_with(|| find((before, last), words, found));
                for found in &found[from..to] {
                    if stands_before(found.before.clone(), rest, words) {
                        ending.push(words.number(found.term.as_bytes()));
                    }
                }
            }
        }
        // A word that stands there twice ends the same phrase twice.
        ending.sort_unstable();
        ending.dedup();
        ending
    }

    /// Bytes of memory.
    pub(super) fn memory(&self) -> usize {
        self.roles.len() * size_of::<Role>() + self.pairs.len() * 2 * size_of::<((u32, u32), (usize, usize))>()
    }
}

/// Adds the phrases that end with two words to what was found, and says where they stand there.
fn find(pair: (u32, u32), words: &Dictionary, found: &mut Vec<Found>) -> (usize, usize) {
    let word = |number: u32| std::str::from_utf8(words.term(number)).unwrap_or_default();
    let from = found.len();
    found.extend(ending_with(word(pair.0), word(pair.1)).map(|(term, before)| Found { term, before }));
    (from, found.len())
}

/// Whether a text ends with words, of which the last comes first.
fn stands_before<'w>(words: impl Iterator<Item = &'w str>, mut codes: &[u32], dictionary: &Dictionary) -> bool {
    for word in words {
        let (mut terms, rest) = terms_at_end(codes);
        if !terms.any(|term| dictionary.term(term) == word.as_bytes()) {
            return false;
        }
        codes = rest;
    }
    true
}
