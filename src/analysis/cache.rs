//! Words as they were met, and what they stand for.
//!
//! A text is mostly frequent words, so analysing it is looking words up, and that is waiting for memory. All that is known of
//! a word stands in one entry of 64 bytes: the word, its folded form where that differs, its term where that is not how
//! the folded form begins, and what whoever asks has noted of it.

use std::hash::BuildHasher;
use std::ops::Range;

use arrayvec::ArrayString;
use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};

use super::dates::Cue;
use super::token::{Note, Token};

/// Bytes of an entry for texts. What is longer is kept elsewhere.
const ROOM: usize = 28;

/// What words stand for.
#[derive(Default)]
pub(super) struct Cache {
    table: HashTable<Form>,
    hasher: DefaultHashBuilder,
}

impl Cache {
    /// What a word stands for; `make` says it of a word that is new.
    #[inline]
    pub(super) fn form(&mut self, word: &str, make: impl FnOnce() -> Form) -> &mut Form {
        let hasher = &self.hasher;
        let is_word = |form: &Form| form.word() == word;
        match self.table.entry(hasher.hash_one(word), is_word, |form| hasher.hash_one(form.word())) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(make()).into_mut(),
        }
    }

    pub(super) fn clear(&mut self) {
        self.table.clear();
    }
}

/// What a word as typed stands for.
pub(super) struct Form {
    hash: u64,
    /// The article in which it was met last, none being 0.
    article: u32,
    cue: Cue,
    texts: Texts,
    note: Note,
}

/// A word, its surface, and its term.
enum Texts {
    /// The surface is the word, or follows it; the term begins the surface, or follows both.
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
}

impl Form {
    /// A word with its surface, its term, and a hash of the surface.
    pub(super) fn new(word: &str, surface: &str, term: &str, hash: u64, cue: Cue) -> Self {
        let long = || Long { word: word.into(), surface: surface.into(), term: term.into(), first: 0 };
        let texts = short(word, surface, term).unwrap_or_else(|| Texts::Long(Box::new(long())));
        Self { hash, article: 0, cue, texts, note: Note::default() }
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

    #[inline]
    pub(super) fn cue(&self) -> Cue {
        self.cue
    }

    #[inline]
    fn word(&self) -> &str {
        match &self.texts {
            Texts::Short { all, word, .. } => &all[..usize::from(*word)],
            Texts::Long(long) => &long.word,
        }
    }

    /// Surface, term, and bytes of the first character of two.
    #[inline]
    fn texts(&self) -> (&str, &str, usize) {
        match &self.texts {
            Texts::Short { all, word, surface, term, first } => {
                let [word, surface, term, first] = [word, surface, term, first].map(|length| usize::from(*length));
                let from = if surface == SAME { 0 } else { word };
                let end = from + if surface == SAME { word } else { surface };
                let term = if term > STARTS { &all[from..from + term - STARTS] } else { &all[end..end + term] };
                (&all[from..end], term, first)
            }
            Texts::Long(long) => (&long.surface, &long.term, long.first),
        }
    }

    /// The word at a place of an article.
    #[inline]
    pub(super) fn token(&mut self, range: Range<usize>, is_joined: bool, article: u32) -> Token<'_> {
        let is_new = self.article != article;
        self.article = article;
        let (surface, term, first) = self.texts();
        Token { range, term, first: &surface[..first], is_joined, surface, hash: self.hash, is_new, note: &self.note }
    }
}

/// The length of a surface that is the word.
const SAME: usize = u8::MAX as usize;
/// Added to the length of a term with which the surface begins.
const STARTS: usize = 128;

/// The three in one entry, if there is room.
fn short(word: &str, surface: &str, term: &str) -> Option<Texts> {
    let mut all = ArrayString::new();
    all.try_push_str(word).ok()?;
    let (is_same, is_start) = (surface == word, !term.is_empty() && surface.starts_with(term));
    if !is_same {
        all.try_push_str(surface).ok()?;
    }
    if !is_start {
        all.try_push_str(term).ok()?;
    }
    let length = |length: usize| u8::try_from(length).ok();
    Some(Texts::Short {
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
            word in "[a-zé]{1,40}",
            surface in proptest::option::of("\\PC{0,40}"),
            term in proptest::option::of("\\PC{0,40}"),
            cut in 0usize..40,
        ) {
            let surface = surface.unwrap_or_else(|| word.clone());
            let start = surface.floor_char_boundary(cut.min(surface.len()));
            let term = term.unwrap_or_else(|| surface[..start].to_owned());
            let mut cache = Cache::default();
            for article in [1, 2] {
                let make = || Form::new(&word, &surface, &term, 7, Cue::None);
                let form = cache.form(&word, make);
                let token = form.token(0..1, false, article);
                prop_assert_eq!((token.surface, token.term, token.first, token.hash), (&*surface, &*term, "", 7));
                prop_assert!(token.is_new && !form.token(0..1, false, article).is_new);
            }
            prop_assert_eq!(cache.table.len(), 1);
        }
    }
}
