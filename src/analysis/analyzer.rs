//! The analyzer: words, folded and stemmed, with a cache.

mod places;

use std::cell::Cell;
use std::ops::Range;

use arrayvec::ArrayVec;
use frostem::{Algorithm, Stemmer};

use super::amounts::{digits, scaled};
use super::cache::{Cache, Form, Key, MOST_WORDS};
use super::country::is_country;
use super::dates::{Cue, Day, cue, day_at};
use super::fold::{fold, fold_character, without_possessive};
use super::languages::{Language, TAG};
use super::scripts::{character_end, is_of_pairs};
use super::spellings::canonical;
use super::token::{Note, Rest, Token};
use super::words::{Word, Words, behind_prefix, words};
use crate::parts::{Part, Parts};
use crate::random::scramble;

/// Words of more bytes than this have a position but no term: they are encoded data, not language.
const MAX_WORD_BYTES: usize = 100;

/// The caches are emptied when they hold this many words. News has a small working vocabulary, so it refills at
/// once; at 64 bytes a word, and 8 to 16 for its place, the bound is some 10 MB a thread.
const MAX_CACHED_WORDS: usize = 120_000;
const _: () = assert!(MAX_CACHED_WORDS <= MOST_WORDS);

/// The country whose short form is a pronoun.
const COUNTRY: &str = "U.S.";

/// Turns text into terms. Each thread has its own; results depend on the text and its language only, never on what was
/// analysed before.
pub struct Analyzer {
    forms: Forms,
    /// The words of each language by its number; those of English and of languages without rules come last.
    caches: Vec<Cache>,
    /// How many words they hold together.
    cached: usize,
    article: u32,
}

/// Makes forms of words that are not in the cache.
struct Forms {
    stemmer: Stemmer,
    folded: String,
    language: Option<Language>,
    parts: Parts,
}

/// So many words are looked up at once.
const AT_ONCE: usize = 16;

/// Words that are looked up together, in their order.
type MetTogether = ArrayVec<Met, AT_ONCE>;

/// A word that was met in a text.
struct Met {
    range: Range<usize>,
    /// With the character behind it, if the two are a pair.
    whole: Range<usize>,
    is_pair: bool,
    key: Key,
}

impl Met {
    #[inline]
    fn of(text: &str, Word { range, pair_end }: Word) -> Self {
        let whole = range.start..pair_end.unwrap_or(range.end);
        Self { key: Key::of(text.as_bytes(), &whole), range, whole, is_pair: pair_end.is_some() }
    }
}

impl Default for Analyzer {
    fn default() -> Self {
        Self::new()
    }
}

impl Analyzer {
    /// An analyzer with an empty cache.
    #[must_use]
    pub fn new() -> Self {
        Self::with(Parts::ALL)
    }

    /// The same by the rules that are among `parts`.
    #[must_use]
    pub fn with(parts: Parts) -> Self {
        let stemmer = Stemmer::new(Algorithm::English);
        Self {
            forms: Forms { stemmer, folded: String::new(), language: None, parts },
            caches: (0..=Language::COUNT).map(|_| Cache::default()).collect(),
            cached: 0,
            article: 1,
        }
    }

    /// Begins a new article: from here on every word is new once more, and read by the rules of `language`; by those of
    /// English, if there is none.
    pub fn start_article(&mut self, language: Option<Language>) {
        self.article = self.article.checked_add(1).unwrap_or_else(|| {
            // The numbers begin anew.
            self.forget();
            1
        });
        self.forms.language = language;
    }

    /// Calls `each` for every word of `text`, in order.
    pub fn analyze(&mut self, text: &str, mut each: impl FnMut(Token<'_>)) {
        let mut words = words(text, self.forms.parts);
        let mut goes_on = false;
        let (mut now, mut next) = (&mut MetTogether::new(), &mut MetTogether::new());
        self.meet(text, &mut words, now);
        while !now.is_empty() {
            // What the words stand for is on its way while the next ones are found.
            let cache = &self.caches[self.cache()];
            now.iter().for_each(|met| cache.fetch_form(met.key));
            self.meet(text, &mut words, next);
            for met in now.drain(..) {
                let is_joined = std::mem::replace(&mut goes_on, met.is_pair);
                if let Some(end) = self.word(text, met, is_joined, &mut each) {
                    // What was met behind the word belongs to its day.
                    words.at = end;
                    self.meet(text, &mut words, next);
                    break;
                }
            }
            std::mem::swap(&mut now, &mut next);
        }
    }

    /// Finds the next words, as many as are looked up together.
    #[inline]
    fn meet(&self, text: &str, words: &mut Words<'_>, met: &mut MetTogether) {
        let cache = &self.caches[self.cache()];
        met.clear();
        met.extend(words.take(AT_ONCE).map(|word| {
            let word = Met::of(text, word);
            cache.fetch_place(word.key);
            word
        }));
    }

    /// Calls `each` for a text that is one word: one that [`Self::analyze`] has found alone in it, in whichever language.
    pub fn analyze_word(&mut self, word: &str, mut each: impl FnMut(Token<'_>)) {
        self.word(word, Met::of(word, Word { range: 0..word.len(), pair_end: None }), false, &mut each);
    }

    /// Calls `each` for a word that was met; or, if a day begins with it, for the words of that, and returns its end.
    #[inline]
    fn word(&mut self, text: &str, met: Met, is_joined: bool, each: &mut impl FnMut(Token<'_>)) -> Option<usize> {
        let Met { range, whole, mut key, .. } = met;
        let typed = &text[whole];
        let word = as_country(text, &range, typed);
        if word.len() > MAX_WORD_BYTES {
            let (note, listed) = (&Note::default(), &Cell::default());
            let (first, rest) = ("", None);
            each(Token { range, term: "", first, rest, is_joined, surface: "", hash: 0, is_new: false, note, listed });
            return None;
        }
        if word.as_ptr() != typed.as_ptr() {
            key = Key::of_word(word);
        }
        let (article, is_english) = (self.article, self.forms.language.is_none());
        let form = self.form(word, key);
        if form.cue() != Cue::None
            && let Some(day) = day_at(text, &range, form.cue(), is_english)
        {
            let end = day.end;
            self.day(day, each);
            return Some(end);
        }
        each(form.token(word, range, is_joined, article));
        None
    }

    /// The words of a day, which are the same in all languages.
    fn day(&mut self, day: Day<'_>, each: &mut impl FnMut(Token<'_>)) {
        let language = self.forms.language.take();
        let article = self.article;
        for (at, (range, word)) in day.words.into_iter().enumerate() {
            each(self.form(word, Key::of_word(word)).token(word, range, at > 0, article));
        }
        self.forms.language = language;
    }

    /// What a word stands for in the language of the article.
    #[inline]
    fn form(&mut self, word: &str, key: Key) -> &mut Form {
        if self.cached >= MAX_CACHED_WORDS {
            self.forget();
        }
        let cache = self.cache();
        let (cached, forms) = (&mut self.cached, &mut self.forms);
        self.caches[cache].form(word, key, || {
            *cached += 1;
            forms.form(word)
        })
    }

    /// Which of the caches has the words of the article's language.
    fn cache(&self) -> usize {
        self.forms.language.map_or(Language::COUNT, Language::number)
    }

    /// Forgets all words, and what was noted of them.
    pub fn forget(&mut self) {
        self.caches.iter_mut().for_each(Cache::clear);
        self.cached = 0;
    }

    /// Forgets what was noted of words, for somebody else to note.
    pub fn forget_notes(&mut self) {
        self.caches.iter_mut().for_each(Cache::clear_notes);
    }

    /// The terms of `text`, in order, without those of over-long words.
    pub fn terms(&mut self, text: &str) -> Vec<String> {
        let mut terms = Vec::new();
        self.analyze(text, |token| {
            if !token.term.is_empty() {
                terms.push(token.term.to_owned());
            }
        });
        terms
    }
}

impl Forms {
    fn form(&mut self, typed: &str) -> Form {
        if is_of_pairs(typed) {
            return self.pair(typed);
        }
        let rest = behind_prefix(typed).map(|rest| {
            let term = self.term_of(rest).into();
            Rest { term, surface: self.folded.as_str().into() }
        });
        let term = self.term_of(typed);
        let surface = self.folded.as_str();
        let cue = cue(self.bare(typed), surface, self.language.is_none());
        let form = Form::new(typed, surface, &term, stable_hash(surface), cue);
        match rest {
            Some(rest) => form.with_rest(typed, rest),
            None => form,
        }
    }

    /// The word without what its language writes together with it.
    fn bare<'t>(&self, typed: &'t str) -> &'t str {
        self.language.map_or(typed, |language| language.bare(typed))
    }

    /// The term of a word, which is folded for it.
    fn term_of(&mut self, typed: &str) -> String {
        self.folded.clear();
        let word = self.bare(typed);
        match scaled(word).filter(|_| self.parts.has(Part::Numbers)) {
            Some(amount) => self.folded.push_str(&amount),
            None => fold(word, self.parts, &mut self.folded),
        }
        let surface = self.folded.as_str();
        self.foreign(word, surface).unwrap_or_else(|| self.term(surface))
    }

    /// One or two characters of a script without spaces.
    fn pair(&mut self, typed: &str) -> Form {
        self.folded.clear();
        let (first, second) = typed.split_at(character_end(typed, 0));
        fold_character(first, &mut self.folded);
        let first = if second.is_empty() { 0 } else { self.folded.len() };
        fold_character(second, &mut self.folded);
        let surface = self.folded.as_str();
        Form::new(typed, surface, surface, stable_hash(surface), Cue::None).with_first(first)
    }

    /// The term of a word of another language than English.
    fn foreign(&self, word: &str, surface: &str) -> Option<String> {
        let language = self.language?;
        if surface.contains(|c: char| c.is_ascii_digit() || c == '.') {
            return None;
        }
        let mut term = String::new();
        fold(&language.stem(without_possessive(word))?, self.parts, &mut term);
        term.push(TAG);
        term.push_str(language.tag());
        Some(term)
    }

    fn term(&self, surface: &str) -> String {
        if surface.contains('.') && !surface.starts_with(|c: char| c.is_ascii_digit()) {
            return if surface == "u.s" { "usa".into() } else { surface.replace('.', "") };
        }
        if !is_stemmable(surface) {
            return surface.into();
        }
        match digits(surface).filter(|_| self.parts.has(Part::Numbers)) {
            Some(digits) => digits.into(),
            None if self.parts.has(Part::Spellings) => self.stemmer.stem(canonical(surface)).into(),
            None => self.stemmer.stem(surface).into(),
        }
    }
}

/// A word as it is looked up: the country has another one than the pronoun.
#[inline]
fn as_country<'t>(text: &str, range: &Range<usize>, word: &'t str) -> &'t str {
    if word == "US" && is_country(text, range) { COUNTRY } else { word }
}

/// A number for a word: FNV-1a (Fowler, Noll and Vo), scrambled so that each bit of it depends on each letter. Indexes
/// hold what is made of it, so it must never change.
#[must_use]
pub const fn stable_hash(word: &str) -> u64 {
    let bytes = word.as_bytes();
    let mut hash = FNV_START;
    let mut at = 0;
    while at < bytes.len() {
        hash = fnv(hash, bytes[at]);
        at += 1;
    }
    scramble(hash)
}

/// What FNV-1a starts with.
pub const FNV_START: u64 = 0xcbf2_9ce4_8422_2325;

/// One step of FNV-1a.
#[must_use]
pub const fn fnv(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(0x0100_0000_01b3)
}

/// English rules are for words in English letters: not for numbers, designations, acronyms or other scripts.
fn is_stemmable(surface: &str) -> bool {
    surface.len() > 2 && surface.bytes().all(|b| b.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn inflections_share_a_term() {
        let mut analyzer = Analyzer::new();
        assert_eq!(analyzer.terms("sanction"), analyzer.terms("Sanctions"));
        assert_eq!(analyzer.terms("Ukraine’s"), analyzer.terms("UKRAINE"));
        assert_ne!(analyzer.terms("U.S."), analyzer.terms("us"));
    }

    #[test]
    fn characters_of_scripts_without_spaces_are_pairs_and_single_terms() {
        let mut found = Vec::new();
        let text = "F-16战机群 a";
        Analyzer::new().analyze(text, |token| {
            let written = text[token.range.clone()].to_owned();
            found.push((written, token.term.to_owned(), token.first.to_owned(), token.is_joined));
        });
        let expected = [
            ("F-16", "f16", "", false),
            ("战", "战机", "战", false),
            ("机", "机群", "机", true),
            ("群", "群", "", true),
            ("a", "a", "", false),
        ];
        assert_eq!(found, expected.map(|(a, b, c, d)| (a.to_owned(), b.to_owned(), c.to_owned(), d)));
    }

    #[test]
    fn words_are_read_in_the_language_of_their_article() {
        let mut analyzer = Analyzer::new();
        let mut terms = |tag: &str, text: &str| {
            analyzer.start_article(Language::of(tag));
            analyzer.terms(text).join(" ")
        };
        assert_eq!(terms("en", "Panzern attaquée"), "panzern attaque");
        assert_eq!(terms("de", "Panzern und 27 F-35 der NATO"), "panz:de und:de 27 f35 der:de nato:de");
        assert_eq!(terms("fr", "l’armée attaquée"), "arme:fr attaqu:fr");
        assert_eq!(terms("ru", "самолёты NATO"), "самолет:ru nato");
        assert_eq!(terms("en", "Panzern attaquée"), "panzern attaque");
        assert_eq!(terms("zh", "Panzern"), "panzern");
    }

    #[test]
    fn what_stands_behind_a_prefix_is_a_word_too() {
        let mut found = Vec::new();
        Analyzer::new().analyze("non-combatants’ Re‑elected", |token| {
            let rest = token.rest.map(|rest| (rest.term.to_string(), rest.surface.to_string()));
            found.push((token.term.to_owned(), rest));
        });
        let expected = [("noncombat", "combat", "combatants"), ("reelect", "elect", "elected")];
        assert_eq!(
            found,
            expected.map(|(term, rest, surface)| (term.to_owned(), Some((rest.to_owned(), surface.to_owned()))))
        );
    }

    #[test]
    fn what_is_left_out_makes_terms_of_their_own() {
        let terms =
            |without: Option<Part>, text: &str| Analyzer::with(without.into_iter().collect()).terms(text).join(" ");
        for (part, text, with, without) in [
            (Part::Folding, "Erdoğan", "erdogan", "erdoğan"),
            (Part::Spellings, "Kiev defence", "kyiv defens", "kiev defenc"),
            (Part::Designations, "F-35 and F35s", "f35 and f35", "f 35 and f35s"),
            (Part::Numbers, "27 million and $2m, two", "27000000 and 2000000 2", "27 million and 2m two"),
        ] {
            assert_eq!((terms(None, text), terms(Some(part), text)), (with.to_owned(), without.to_owned()), "{part:?}");
        }
        assert_eq!(terms(Some(Part::Numbers), "Feb. 24, 2022"), terms(None, "2022-02-24"));
    }

    #[test]
    fn a_word_is_new_once_an_article() {
        let mut analyzer = Analyzer::new();
        let news = |analyzer: &mut Analyzer| {
            let mut news = Vec::new();
            analyzer.start_article(None);
            analyzer.analyze("tank and tank", |token| news.push(token.is_new));
            news
        };
        assert_eq!(news(&mut analyzer), [true, true, false]);
        assert_eq!(news(&mut analyzer), [true, true, false]);
    }

    proptest! {
        /// Any text has words that stand on its characters and share none, in any language.
        #[test]
        fn words_are_disjoint(
            text in r#"([a-zA-Zé'". -]|[0-9]{1,4}[.-]|Feb\.? |[ع-غáß]|[一-丏ァ-ヂㄱ-ㄿกิ์ำ]|\PC){0,60}"#,
            tag in prop::sample::select(vec!["en", "de", "fr", "tr", "ar", "ru", "hi"]),
        ) {
            let mut analyzer = Analyzer::new();
            analyzer.start_article(Language::of(tag));
            let mut ranges = Vec::new();
            analyzer.analyze(&text, |token| {
                assert!(!token.range.is_empty() && text.get(token.range.clone()).is_some(), "{token:?}");
                assert!(token.first.is_empty() || token.term.starts_with(token.first), "{token:?}");
                assert!(!token.surface.contains(TAG) && !token.term.contains('\n'), "{token:?}");
                ranges.push(token.range);
            });
            ranges.sort_by_key(|range| range.start);
            prop_assert!(ranges.windows(2).all(|pair| pair[0].end <= pair[1].start), "{:?}", ranges);
        }
    }

    #[test]
    fn an_over_long_word_takes_a_position_without_a_term() {
        let text = format!("before {} after", "x".repeat(5000));
        let mut terms = Vec::new();
        Analyzer::new().analyze(&text, |token| terms.push(token.term.to_owned()));
        assert_eq!(terms, ["befor", "", "after"]);
    }
}
