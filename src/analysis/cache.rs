//! Words as they were met, and what they stand for.
//!
//! A text is mostly frequent words, so analysing it is looking words up, and that is waiting for memory. So all that is known of
//! a word stands in one entry of 64 bytes, a line of the processor's cache, at the place that the word's hash gives: short
//! words as two numbers, which are compared without looking further, the folded form where that differs, the term where that
//! is not how the folded form begins, and what whoever asks has noted. And before the first of some words is looked up, the
//! entries of all of them are touched, so that the processor waits for them at once ([`Cache::touch`]).

use std::ops::Range;

use arrayvec::ArrayString;

use super::dates::Cue;
use super::token::{Note, Rest, Token};
use crate::octets::{first_bytes, load};
use crate::random::scramble;

/// Bytes of an entry for texts. What is longer is kept elsewhere.
const ROOM: usize = 12;
/// Words of more bytes are kept elsewhere.
const SHORT: usize = 16;
/// A table begins with so many places: enough for a query, which would wait for memory that it does not need.
const FIRST_PLACES: usize = 1 << 7;

/// A word in numbers: the same for the same word. Words of more than [`SHORT`] bytes may share them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key {
    /// The first eight bytes, or all with zeros behind.
    head: u64,
    /// The last eight bytes of a word that has as many.
    tail: u64,
    bytes: usize,
}

impl Key {
    /// The key of the word at a half-open range of a text.
    #[inline]
    pub(super) fn of(text: &[u8], word: &Range<usize>) -> Self {
        let bytes = word.len();
        let tail = if bytes < 8 { 0 } else { load(text, word.end - 8) };
        Self { head: first_bytes(load(text, word.start), bytes), tail, bytes }
    }

    /// The key of a word that stands alone.
    pub(super) fn of_word(word: &str) -> Self {
        Self::of(word.as_bytes(), &(0..word.len()))
    }

    #[inline]
    fn hash(self) -> u64 {
        scramble(self.head.rotate_left(29) ^ self.tail ^ (self.bytes as u64) << 56)
    }
}

/// What words stand for.
#[derive(Default)]
pub(super) struct Cache {
    /// By hash, or behind; at most half of them are taken. A power of two, or none.
    places: Vec<Option<Form>>,
    words: usize,
}

impl Cache {
    /// Has the entries of some words brought near.
    #[inline]
    pub(super) fn touch(&self, keys: impl Iterator<Item = Key>) {
        let heads = keys.map(|key| {
            self.places.get(self.first_place(key)).map_or(0, |form| form.as_ref().map_or(0, |form| form.head))
        });
        std::hint::black_box(heads.fold(0, |all, head| all ^ head));
    }

    /// What a word stands for; `make` says it of a word that is new.
    #[inline]
    pub(super) fn form(&mut self, word: &str, key: Key, make: impl FnOnce() -> Form) -> &mut Form {
        if self.words * 2 >= self.places.len() {
            self.grow();
        }
        let place = self.place(key, |form| form.is(word, key));
        self.words += usize::from(self.places[place].is_none());
        self.places[place].get_or_insert_with(make)
    }

    /// Where the form of a key is, or else the free place for it.
    #[inline]
    fn place(&self, key: Key, is_it: impl Fn(&Form) -> bool) -> usize {
        let mut place = self.first_place(key);
        while self.places[place].as_ref().is_some_and(|form| !is_it(form)) {
            place = (place + 1) & (self.places.len() - 1);
        }
        place
    }

    #[inline]
    fn first_place(&self, key: Key) -> usize {
        #[expect(clippy::cast_possible_truncation, reason = "the low bits of it")]
        let place = key.hash() as usize;
        place & self.places.len().wrapping_sub(1)
    }

    #[cold]
    fn grow(&mut self) {
        let places = (self.places.len() * 2).max(FIRST_PLACES);
        let old = std::mem::take(&mut self.places);
        self.places.resize_with(places, || None);
        for form in old.into_iter().flatten() {
            let place = self.place(form.key(), |_| false);
            self.places[place] = Some(form);
        }
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}

/// What a word as typed stands for.
#[repr(align(64))]
pub(super) struct Form {
    head: u64,
    tail: u64,
    hash: u64,
    texts: Texts,
    /// The article in which it was met last, none being 0.
    article: u32,
    note: Note,
    cue: Cue,
}

/// A word, its surface, and its term.
enum Texts {
    /// The surface is the word, or here; the term begins the surface, or follows it here.
    Short {
        all: ArrayString<ROOM>,
        word: u8,
        surface: u8,
        term: u8,
        first: u8,
    },
    Long(Box<Long>),
}

struct Long {
    word: Box<str>,
    surface: Box<str>,
    term: Box<str>,
    first: usize,
    rest: Option<Rest>,
}

impl Form {
    /// A word with its surface, its term, and a hash of the surface.
    pub(super) fn new(word: &str, surface: &str, term: &str, hash: u64, cue: Cue) -> Self {
        let texts = short(word, surface, term).unwrap_or_else(|| Texts::long(word, surface, term, None));
        let Key { head, tail, .. } = Key::of_word(word);
        Self { head, tail, hash, texts, article: 0, note: Note::default(), cue }
    }

    /// The same of two characters, of which the first takes so many bytes of the surface.
    pub(super) fn with_first(mut self, bytes: usize) -> Self {
        match &mut self.texts {
            // No surface in here is longer than a byte can tell.
            Texts::Short { first, .. } => *first = u8::try_from(bytes).unwrap_or(0),
            Texts::Long(long) => long.first = bytes,
        }
        self
    }

    /// The same of a word with a prefix, and what stands behind that.
    pub(super) fn with_rest(mut self, word: &str, rest: Rest) -> Self {
        let (surface, term, _) = self.texts(word);
        self.texts = Texts::long(word, surface, term, Some(rest));
        self
    }

    #[inline]
    pub(super) fn cue(&self) -> Cue {
        self.cue
    }

    fn key(&self) -> Key {
        let bytes = match &self.texts {
            Texts::Short { word, .. } => usize::from(*word),
            Texts::Long(long) => long.word.len(),
        };
        Key { head: self.head, tail: self.tail, bytes }
    }

    #[inline]
    fn is(&self, word: &str, key: Key) -> bool {
        if (self.head, self.tail) != (key.head, key.tail) {
            return false;
        }
        match &self.texts {
            Texts::Short { word, .. } => usize::from(*word) == key.bytes,
            Texts::Long(long) => *long.word == *word,
        }
    }

    /// Surface, term, and bytes of the first character of two.
    #[inline]
    fn texts<'a>(&'a self, typed: &'a str) -> (&'a str, &'a str, usize) {
        match &self.texts {
            Texts::Short { all, surface, term, first, .. } => {
                let (surface, term, first) = (usize::from(*surface), usize::from(*term), usize::from(*first));
                let (surface, rest) = if surface == SAME { (typed, all.as_str()) } else { all.split_at(surface) };
                let term = if term > STARTS { &surface[..term - STARTS] } else { &rest[..term] };
                (surface, term, first)
            }
            Texts::Long(long) => (&long.surface, &long.term, long.first),
        }
    }

    /// The word, typed as it is, at a place of an article.
    #[inline]
    pub(super) fn token<'a>(
        &'a mut self,
        typed: &'a str,
        range: Range<usize>,
        is_joined: bool,
        article: u32,
    ) -> Token<'a> {
        let is_new = self.article != article;
        self.article = article;
        let (surface, term, first) = self.texts(typed);
        let first = &surface[..first];
        let rest = match &self.texts {
            Texts::Long(long) => long.rest.as_ref(),
            Texts::Short { .. } => None,
        };
        Token { range, term, first, rest, is_joined, surface, hash: self.hash, is_new, note: &self.note }
    }
}

impl Texts {
    fn long(word: &str, surface: &str, term: &str, rest: Option<Rest>) -> Self {
        Self::Long(Box::new(Long { word: word.into(), surface: surface.into(), term: term.into(), first: 0, rest }))
    }
}

/// The length of a surface that is the word.
const SAME: usize = u8::MAX as usize;
/// Added to the length of a term with which the surface begins.
const STARTS: usize = 128;

/// The three in one entry, if there is room.
fn short(word: &str, surface: &str, term: &str) -> Option<Texts> {
    let mut all = ArrayString::new();
    let (is_same, is_start) = (surface == word, !term.is_empty() && surface.starts_with(term));
    if !is_same {
        all.try_push_str(surface).ok()?;
    }
    if !is_start {
        all.try_push_str(term).ok()?;
    }
    let length = |length: usize| u8::try_from(length).ok();
    (word.len() <= SHORT).then_some(Texts::Short {
        all,
        word: length(word.len())?,
        surface: length(if is_same { SAME } else { surface.len() })?,
        term: length(if is_start { STARTS + term.len() } else { term.len() })?,
        first: 0,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_entry_is_as_long_as_a_line_of_the_processors_cache() {
        assert_eq!(size_of::<Option<Form>>(), 64);
    }

    proptest! {
        #[test]
        fn texts_come_back(
            words in prop::collection::vec("[a-cé]{1,3}|[a-zé]{1,40}|a{7,18}", 1..60),
            surface in proptest::option::of("\\PC{0,40}"),
            term in proptest::option::of("\\PC{0,40}"),
            cut in 0usize..40,
        ) {
            let mut cache = Cache::default();
            for article in [1, 2] {
                let mut met = std::collections::HashSet::new();
                for word in &words {
                    let surface = surface.as_ref().unwrap_or(word);
                    let start = surface.floor_char_boundary(cut.min(surface.len()));
                    let term = term.as_deref().unwrap_or(&surface[..start]);
                    let (text, range) = (format!("{word} and more behind it"), 0..word.len());
                    let key = Key::of(text.as_bytes(), &range);
                    prop_assert_eq!(key, Key::of_word(word));
                    cache.touch([key].into_iter());
                    let hash = crate::analysis::stable_hash(word);
                    let form = cache.form(word, key, || Form::new(word, surface, term, hash, Cue::None));
                    let token = form.token(word, 0..1, false, article);
                    prop_assert_eq!((token.surface, token.term, token.first, token.hash), (&**surface, term, "", hash));
                    prop_assert_eq!(token.is_new, met.insert(word.clone()));
                }
                prop_assert_eq!(cache.words, met.len());
            }
        }
    }
}
