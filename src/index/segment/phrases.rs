//! Listed phrases in articles: see [`crate::analysis::listed`].

use super::dictionary::Dictionary;
use super::occurrences::{Occurrences, terms_at_end};
use crate::analysis::listed::{Listed, Word};

/// Notes listed phrases as terms of the position at which they end.
pub(super) struct Phrases {
    pub listed: &'static Listed,
    /// One more than the number that each has as a term of the segment; 0 before it is met.
    numbers: Vec<u32>,
    /// What the word at the position before is of phrases, and the word behind its prefix, if it has one.
    before: Word,
    beside: Word,
}

impl Default for Phrases {
    fn default() -> Self {
        let listed = Listed::get();
        Self { listed, numbers: vec![0; listed.count()], before: Word::default(), beside: Word::default() }
    }
}

impl Phrases {
    /// A position at which no phrase ends, and which none runs across.
    pub(super) fn skip(&mut self) {
        (self.before, self.beside) = (Word::default(), Word::default());
    }

    /// The next position, where a word was just added to a text, and what stands behind its prefix, if there is one.
    #[expect(clippy::inline_always, reason = "nothing is done for most words")]
    #[inline(always)]
    pub(super) fn step(
        &mut self,
        (word, beside): (Word, Option<Word>),
        text: &mut Occurrences,
        words: &mut Dictionary,
    ) {
        let before = std::mem::replace(&mut self.before, word);
        if self.listed.may_end_with(before, word) {
            self.find(before, word, text, words);
        }
        if beside.is_some() || self.beside != Word::default() {
            self.step_beside((before, word, beside), text, words);
        }
    }

    #[cold]
    fn step_beside(
        &mut self,
        (before, word, beside): (Word, Word, Option<Word>),
        text: &mut Occurrences,
        words: &mut Dictionary,
    ) {
        let beside_before = std::mem::replace(&mut self.beside, beside.unwrap_or_default());
        self.find(beside_before, word, text, words);
        if let Some(beside) = beside {
            self.find(before, beside, text, words);
            self.find(beside_before, beside, text, words);
        }
    }

    /// Notes the phrases that end with two words.
    #[inline(never)]
    fn find(&mut self, before: Word, last: Word, text: &mut Occurrences, words: &mut Dictionary) {
        for phrase in self.listed.ending_with(before, last) {
            self.note(phrase, text, words);
        }
    }

    /// Notes a phrase, of which the last two words were met, if all others stand before them.
    fn note(&mut self, phrase: usize, text: &mut Occurrences, words: &mut Dictionary) {
        if let Some(others) = self.listed.others(phrase)
            && !stands_before(others, text.of_article(), words)
        {
            return;
        }
        let number = &mut self.numbers[phrase];
        if *number == 0 {
            *number = words.number(self.listed.term(phrase).as_bytes()) + 1;
        }
        text.push_beside(*number - 1);
    }

    /// Bytes of memory.
    pub(super) fn memory(&self) -> usize {
        size_of_val(self.numbers.as_slice())
    }
}

/// Whether words, of which the last comes first, stand before the last two positions of a text.
fn stands_before<'w>(mut others: impl Iterator<Item = &'w str>, codes: &[u32], dictionary: &Dictionary) -> bool {
    let mut rest = terms_at_end(terms_at_end(codes).1).1;
    others.all(|word| {
        let (mut terms, before) = terms_at_end(rest);
        rest = before;
        terms.any(|term| dictionary.term(term) == word.as_bytes())
    })
}
