//! The words of articles, by their numbers.

use std::cell::Cell;

use prefetch_index::prefetch_index;

use super::dictionary::Dictionary;
use super::occurrences::Occurrences;
use super::phrases::Phrases;
use crate::analysis::languages::{TAG, is_tagged};
use crate::analysis::{Analyzer, Token};
use crate::copies::{Signature, Signer};
use crate::index::StoredArticle;

/// Positions between title and body, so that no phrase or proximity runs across.
const TITLE_GAP: u32 = 50;

/// Stands in the field of surface forms before a stem of which the article has other forms only.
pub(crate) const MISSING: char = '!';

/// Collects the words of articles. The analyzer's cache remembers their numbers, so most words cost no look-up here.
#[derive(Default)]
pub(super) struct Inverter {
    /// Stems, of titles and texts.
    pub words: Dictionary,
    /// What the field of surface forms holds.
    pub forms: Dictionary,
    pub text: Occurrences,
    pub title: Occurrences,
    pub surface: Occurrences,
    phrases: Phrases,
    stems: Vec<Stem>,
    /// Stems of which the present article has forms.
    inflected: Vec<u32>,
    /// How many articles were taken, those that were dropped as well.
    taken: u32,
}

/// What is remembered of a stem.
#[derive(Default, Clone, Copy)]
struct Stem {
    /// The last article taken in which a form is the stem itself, or in which it is noted that none is; counted from 1.
    settled: u32,
    /// One more than the number of the form that says that none is; 0 before that was needed.
    missing: u32,
}

/// What was found on the way through an article.
pub(in crate::index) struct Analysed {
    /// Position at which each passage starts, and the one behind the last.
    pub passages: Vec<u32>,
    /// By what copies of the article are found.
    pub signature: Option<Signature>,
    /// Terms in title and body.
    pub terms: u32,
}

/// How far an article is read.
struct Reading {
    /// The next position.
    position: u32,
    terms: u32,
}

impl Inverter {
    /// Takes the words of an article. [`Self::end_article`] keeps what was taken, [`Self::roll_back`] drops it. Linear in the
    /// length of the text.
    pub(super) fn take(&mut self, taken: &StoredArticle, analyzer: &mut Analyzer) -> Analysed {
        self.taken += 1;
        let mut reading = Reading { position: 0, terms: 0 };
        let mut passages = Vec::with_capacity(taken.passages.len() + 1);
        let mut signer = Signer::default();
        self.phrases.skip();
        analyzer.start_article(taken.language());
        analyzer.analyze(taken.metadata.title.as_deref().unwrap_or_default(), |token| {
            self.take_token(&token, &mut reading, true);
        });
        self.text.skip(TITLE_GAP);
        reading.position += TITLE_GAP;
        self.phrases.skip();
        let mut starts = taken.passages.iter().map(|&start| start as usize);
        let mut start = starts.next().unwrap_or(usize::MAX);
        analyzer.analyze(&taken.body, |token| {
            while start <= token.range.start {
                passages.push(reading.position);
                start = starts.next().unwrap_or(usize::MAX);
            }
            signer.push(&token, &taken.body[token.range.clone()]);
            self.take_token(&token, &mut reading, false);
        });
        passages.resize(taken.passages.len() + 1, reading.position);
        self.note_missing_stems();
        Analysed { passages, signature: signer.finish(), terms: reading.terms }
    }

    /// Keeps what was taken of an article.
    pub(super) fn end_article(&mut self) {
        for occurrences in [&mut self.text, &mut self.title, &mut self.surface] {
            occurrences.end_article();
        }
    }

    /// Drops what was taken of an article that did not come to its end.
    pub(super) fn roll_back(&mut self) {
        for occurrences in [&mut self.text, &mut self.title, &mut self.surface] {
            occurrences.roll_back();
        }
        self.inflected.clear();
    }

    /// Bytes of memory.
    pub(super) fn memory(&self) -> usize {
        let fields = [&self.text, &self.title, &self.surface];
        let occurrences: usize = fields.into_iter().map(Occurrences::memory).sum();
        occurrences
            + self.words.memory()
            + self.forms.memory()
            + self.phrases.memory()
            + self.stems.len() * size_of::<Stem>()
    }

    // What only new words need is then made for them alone.
    #[expect(clippy::inline_always, reason = "most of a token is not needed of most words")]
    #[inline(always)]
    fn take_token(&mut self, token: &Token<'_>, reading: &mut Reading, is_title: bool) {
        reading.position += 1;
        if token.term.is_empty() {
            self.text.skip(1);
            self.phrases.skip();
            if is_title {
                self.title.skip(1);
            }
            return;
        }
        let word = numbered(&token.note.term, || {
            if !token.listed.get().is_known() {
                token.listed.set(self.phrases.listed.word(token.term));
            }
            self.words.number(token.term.as_bytes())
        });
        let mut beside = None;
        self.text.push(word);
        reading.terms += 1;
        if is_title {
            self.title.push(word);
        }
        if !token.first.is_empty() {
            let first = self.words.number(token.first.as_bytes());
            self.take_beside(first, reading, is_title);
        }
        if token.is_new {
            // Mostly they are the same letters in the same place.
            if std::ptr::eq(token.surface, token.term) {
                self.stem(word).settled = self.taken;
            } else {
                self.take_form((token.term, token.surface), word, Some(&token.note.form));
            }
        }
        if let Some(rest) = token.rest {
            let word = self.words.number(rest.term.as_bytes());
            beside = Some(self.phrases.listed.word(&rest.term));
            self.take_beside(word, reading, is_title);
            if token.is_new {
                self.take_form((&rest.term, &rest.surface), word, None);
            }
        }
        self.phrases.step((token.listed.get(), beside), &mut self.text, &mut self.words);
    }

    /// A term at the position of the one before.
    fn take_beside(&mut self, word: u32, reading: &mut Reading, is_title: bool) {
        self.text.push_beside(word);
        reading.terms += 1;
        if is_title {
            self.title.push_beside(word);
        }
    }

    /// A form that is its stem needs no entry; of any other it is noted which it is.
    fn take_form(&mut self, (term, surface): (&str, &str), word: u32, note: Option<&Cell<u32>>) {
        if surface == term {
            self.stem(word).settled = self.taken;
            return;
        }
        let mut number = || {
            if is_tagged(term) {
                // What the stem is follows neither from the form, which has lost its accents, nor from the rules of English.
                self.forms.number(format!("{surface}{TAG}{term}").as_bytes())
            } else {
                self.forms.number(surface.as_bytes())
            }
        };
        let form = match note {
            Some(note) => numbered(note, number),
            None => number(),
        };
        self.surface.push(form);
        if !is_tagged(term) {
            self.inflected.push(word);
        }
    }

    /// A term of the text stands for all forms of a word; where the form that is the stem is not among them, this says so.
    fn note_missing_stems(&mut self) {
        for &word in &self.inflected {
            prefetch_index(&self.stems, word as usize);
        }
        while let Some(word) = self.inflected.pop() {
            let taken = self.taken;
            let stem = self.stem(word);
            if std::mem::replace(&mut stem.settled, taken) == taken {
                continue;
            }
            if stem.missing == 0 {
                let stem = [MISSING.to_string().as_bytes(), self.words.term(word)].concat();
                let number = self.forms.number(&stem);
                self.stem(word).missing = number + 1;
            }
            let missing = self.stem(word).missing - 1;
            self.surface.push(missing);
        }
    }

    fn stem(&mut self, word: u32) -> &mut Stem {
        let word = word as usize;
        if word >= self.stems.len() {
            self.stems.resize(word + 1, Stem::default());
        }
        &mut self.stems[word]
    }
}

/// The number that a note holds, or else the one that `find` gives.
#[inline]
fn numbered(note: &Cell<u32>, find: impl FnOnce() -> u32) -> u32 {
    note.get().checked_sub(1).unwrap_or_else(|| {
        let number = find();
        note.set(number + 1);
        number
    })
}
