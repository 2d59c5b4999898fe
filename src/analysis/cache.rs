//! Words as they were met, and what they stand for.
//!
//! A text is mostly frequent words, so analysing it is looking words up, and that is waiting for memory. So all that is known of
//! a word stands in one entry of 64 bytes, a line of the processor's cache: short words as two numbers, which are compared without
//! looking further, the folded form where that differs, the term where that is not how the folded form begins, and what whoever
//! asks has noted. Entries stand in the order in which words were met, and a small table by hash says where: so the frequent ones
//! share few pages of memory. Both are asked for ahead ([`Cache::fetch_place`], [`Cache::fetch_form`]).

use std::cell::Cell;
use std::ops::Range;

use arrayvec::ArrayString;
use prefetch_index::prefetch_index;

use super::dates::Cue;
use super::listed::Word;
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
    /// Of all these.
    hash: u64,
}

impl Key {
    /// The key of the word at a half-open range of a text.
    #[inline]
    pub(super) fn of(text: &[u8], word: &Range<usize>) -> Self {
        let bytes = word.len();
        let tail = if bytes < 8 { 0 } else { load(text, word.end - 8) };
        Self::new(first_bytes(load(text, word.start), bytes), tail, bytes)
    }

    #[inline]
    fn new(head: u64, tail: u64, bytes: usize) -> Self {
        Self { head, tail, bytes, hash: scramble(head.rotate_left(29) ^ tail ^ (bytes as u64) << 56) }
    }

    /// The key of a word that stands alone.
    pub(super) fn of_word(word: &str) -> Self {
        Self::of(word.as_bytes(), &(0..word.len()))
    }
}

/// What words stand for.
#[derive(Default)]
pub(super) struct Cache {
    /// By hash, or behind; at most half of them are taken. A power of two, or none.
    places: Vec<Place>,
    /// In the order in which the words were met.
    forms: Vec<Form>,
}

/// Where a form is, and some bits of its word's hash.
#[derive(Clone, Copy, Default)]
struct Place(u32);

/// Bits of the number of a form.
const NUMBER_BITS: u32 = 18;
/// A cache holds no more words.
pub(super) const MOST_WORDS: usize = (1 << NUMBER_BITS) - 1;

#[expect(
    clippy::cast_possible_truncation,
    reason = "of a hash some bits are enough, and numbers are below `MOST_WORDS`"
)]
impl Place {
    fn of(number: usize, hash: u64) -> Self {
        Self((hash >> u32::BITS) as u32 & !Self::NUMBERS | (number + 1) as u32)
    }

    const NUMBERS: u32 = (1 << NUMBER_BITS) - 1;

    /// The number of the form; `None` of a free place.
    #[inline]
    fn number(self) -> Option<usize> {
        (self.0 & Self::NUMBERS).checked_sub(1).map(|number| number as usize)
    }

    /// Whether a word with this hash may be the one.
    #[inline]
    fn may_be(self, hash: u64) -> bool {
        ((hash >> u32::BITS) as u32 ^ self.0) & !Self::NUMBERS == 0
    }
}

impl Cache {
    /// Has the place of a word brought near, without waiting for it.
    #[inline]
    pub(super) fn fetch_place(&self, key: Key) {
        prefetch_index(&self.places, self.first_place(key));
    }

    /// Has what a word stands for brought near, without waiting for it.
    #[inline]
    pub(super) fn fetch_form(&self, key: Key) {
        if let Some(number) = self.places.get(self.first_place(key)).and_then(|place| place.number()) {
            prefetch_index(&self.forms, number);
        }
    }

    /// What a word stands for; `make` says it of a word that is new.
    #[inline]
    pub(super) fn form(&mut self, word: &str, key: Key, make: impl FnOnce() -> Form) -> &mut Form {
        if self.forms.len() * 2 >= self.places.len() {
            self.grow();
        }
        let place = self.place(key, |form| form.is(word, key));
        let number = self.places[place].number().unwrap_or_else(|| {
            // The word is there before its place leads to it, whatever happens while it is made.
            self.forms.push(make());
            self.places[place] = Place::of(self.forms.len() - 1, key.hash);
            self.forms.len() - 1
        });
        &mut self.forms[number]
    }

    /// The place of the form of a key, or else the free place for it.
    #[inline]
    fn place(&self, key: Key, is_it: impl Fn(&Form) -> bool) -> usize {
        let mut at = self.first_place(key);
        while let Some(number) = self.places[at].number()
            && !(self.places[at].may_be(key.hash) && is_it(&self.forms[number]))
        {
            at = (at + 1) & (self.places.len() - 1);
        }
        at
    }

    #[inline]
    fn first_place(&self, key: Key) -> usize {
        #[expect(clippy::cast_possible_truncation, reason = "the low bits of it")]
        let place = key.hash as usize;
        place & self.places.len().wrapping_sub(1)
    }

    #[cold]
    fn grow(&mut self) {
        let places = (self.places.len() * 2).max(FIRST_PLACES);
        self.places = vec![Place::default(); places];
        for number in 0..self.forms.len() {
            let key = self.forms[number].key();
            let place = self.place(key, |_| false);
            self.places[place] = Place::of(number, key.hash);
        }
    }

    /// Forgets what was noted of words, but not the words.
    pub(super) fn clear_notes(&mut self) {
        self.forms.iter_mut().for_each(|form| form.note = Note::default());
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
    listed: Cell<Word>,
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
        Self { head, tail, hash, texts, article: 0, note: Note::default(), listed: Cell::default(), cue }
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
        Key::new(self.head, self.tail, bytes)
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
        let (note, listed) = (&self.note, &self.listed);
        Token { range, term, first, rest, is_joined, surface, hash: self.hash, is_new, note, listed }
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
        assert_eq!(size_of::<Form>(), 64);
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
                    cache.fetch_place(key);
                    cache.fetch_form(key);
                    let hash = crate::analysis::stable_hash(word);
                    let form = cache.form(word, key, || Form::new(word, surface, term, hash, Cue::None));
                    let token = form.token(word, 0..1, false, article);
                    prop_assert_eq!((token.surface, token.term, token.first, token.hash), (&**surface, term, "", hash));
                    prop_assert_eq!(token.is_new, met.insert(word.clone()));
                }
                prop_assert_eq!(cache.forms.len(), met.len());
            }
        }
    }
}
