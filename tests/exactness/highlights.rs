//! What is marked in titles and passages: whole words of the query, and no others.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::civil::date;
use newsdex::analysis::scripts::has_pairs;
use newsdex::analysis::{Analyzer, Language, designations};
use newsdex::query::{Query, parse};
use newsdex::search::{Hit, Snippet};
use unicode_segmentation::UnicodeSegmentation;

use crate::common::Dice;
use crate::folder::Folder;
use crate::news::{articles, vocabulary};
use crate::queries::Queries;
use crate::scan::{IsMeant, Lexicon, Words, pattern, phrase};

const ARTICLES: usize = 200;
/// Hits to look at. Without optimisation a few are enough.
const CASES: usize = if cfg!(debug_assertions) { 2_000 } else { 100_000 };
const THREADS: u64 = 4;

/// What the leaves of a query that can match are made of.
#[derive(Default)]
struct Meant {
    terms: BTreeSet<String>,
    patterns: Vec<IsMeant>,
}

impl Meant {
    fn add(&mut self, query: &Query, lexicon: &mut Lexicon) {
        match query {
            Query::Word(text) | Query::Phrase { text, .. } => {
                for language in lexicon.languages.clone() {
                    for part in lexicon.typed(text, language).groups().into_iter().flatten() {
                        self.terms.insert(part.term.to_owned());
                        self.terms.extend(part.also.iter().cloned());
                    }
                }
            }
            Query::Prefix(text) | Query::Wildcard(text) | Query::Fuzzy { word: text, .. } if has_pairs(text) => {
                for piece in text.split(['*', '?']) {
                    self.add(&Query::Word(piece.to_owned()), lexicon);
                }
            }
            Query::Near { operands, .. } => operands.iter().for_each(|query| self.add(query, lexicon)),
            Query::Within { query, .. } | Query::Boost { query, .. } => self.add(query, lexicon),
            Query::Group(group) => {
                group.required.iter().chain(&group.optional).for_each(|query| self.add(query, lexicon));
            }
            leaf => self.patterns.push(pattern(leaf, &mut lexicon.analyzer)),
        }
    }

    fn is(&self, term: &str, surface: &str) -> bool {
        // Whether `US` is the pronoun is said by its neighbours.
        let is_us = term == "usa" && self.terms.contains("us");
        let is_variant = |base: &String| designations::is_base(base) && designations::is_variant(term, base);
        let is_word = self.terms.contains(term) || is_us || self.terms.iter().any(is_variant);
        is_word || self.patterns.iter().any(|is_meant| is_meant(surface))
    }

    /// Whether the word at a place is, or the character by itself or in the pair before it.
    fn is_at(&self, words: &Words, at: usize) -> bool {
        let is_in_pair = || at > 0 && words.joined[at] && self.terms.contains(&words.terms[at - 1]);
        let rest = words.rests[at].as_ref();
        self.is(&words.terms[at], &words.surfaces[at])
            || rest.is_some_and(|(term, surface)| self.is(term, surface))
            || self.terms.contains(&words.firsts[at])
            || is_in_pair()
    }
}

/// What is wrong with the marks of a text.
fn faults(snippet: &Snippet, meant: &Meant, language: Option<Language>, analyzer: &mut Analyzer) -> Vec<String> {
    let text = &snippet.text;
    let borders: BTreeSet<usize> = text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]).collect();
    let mut faults = Vec::new();
    let words = Words::of(text, language, analyzer);
    let mut end = 0;
    for range in &snippet.highlights {
        let Some(marked) = text.get(range.clone()) else {
            faults.push(format!("{range:?} is not on characters"));
            continue;
        };
        if range.start < end || range.is_empty() {
            faults.push(format!("{marked:?} is not behind the one before"));
        }
        if !borders.contains(&range.start) || !borders.contains(&range.end) {
            faults.push(format!("{marked:?} is not what a reader sees as characters"));
        }
        let is_within = |at: &usize| words.ranges[*at].start >= range.start && words.ranges[*at].end <= range.end;
        let within: Vec<usize> = (0..words.terms.len()).filter(is_within).collect();
        let is_whole = within.iter().map(|&at| words.ranges[at].len()).sum::<usize>() == range.len();
        if !is_whole || !within.iter().all(|&at| meant.is_at(&words, at)) {
            faults.push(format!("{marked:?} is not of the query"));
        }
        end = range.end;
    }
    faults
}

/// Whether a word of the query stands in a text without being marked in it.
fn is_overlooked(snippet: &Snippet, word: &str, language: Option<Language>, lexicon: &mut Lexicon) -> bool {
    let words = Words::of(&snippet.text, language, &mut lexicon.analyzer);
    let typed = lexicon.typed(word, language);
    let stands = if has_pairs(word) || typed.groups().iter().any(|group| group.len() > 1) {
        !phrase(word, 0, &words, lexicon).is_empty()
    } else {
        words.terms.iter().any(|term| !term.is_empty() && typed.terms.contains(term))
    };
    stands && snippet.highlights.is_empty()
}

fn check(hit: &Hit, query: &Query, lexicon: &mut Lexicon) -> Vec<String> {
    let language = hit.language.as_deref().and_then(Language::of);
    let mut meant = Meant::default();
    meant.add(query, lexicon);
    let mut found = faults(&hit.title, &meant, language, &mut lexicon.analyzer);
    found.extend(faults(&hit.passage, &meant, language, &mut lexicon.analyzer));
    if let Query::Word(word) = query {
        let is_marked = !(hit.title.highlights.is_empty() && hit.passage.highlights.is_empty());
        let is_overlooked =
            [&hit.title, &hit.passage].into_iter().any(|part| is_overlooked(part, word, language, lexicon));
        if is_overlooked || !is_marked {
            found.push(format!("{word:?} is not marked"));
        }
    }
    found
}

#[test]
fn marks_are_words_of_the_query() {
    let words = vocabulary(true);
    let mut dice = Dice(99);
    let articles = articles(ARTICLES, &words, &mut dice);
    let folder = Folder::of(&articles);
    let texts: Vec<String> = articles.iter().map(|article| article.body.clone()).collect();
    let seen = AtomicUsize::new(0);
    let look = |seed: u64| {
        let mut queries = Queries { words: &words, texts: &texts, dice: Dice(seed << 40) };
        let mut lexicon = Lexicon::of(&folder.texts);
        let mut failures = Vec::new();
        while seen.load(Ordering::Relaxed) < CASES {
            let typed = if queries.dice.below(2) == 0 { queries.word() } else { queries.query() };
            let query = parse(&typed, date(2025, 8, 18)).query;
            for hit in folder.hits(&query, 10) {
                seen.fetch_add(1, Ordering::Relaxed);
                let faults = check(&hit, &query, &mut lexicon);
                failures.extend(
                    (!faults.is_empty())
                        .then(|| format!("{typed}: {faults:?}\n  {:?} {:?}", hit.title.text, hit.passage.text)),
                );
            }
        }
        failures
    };
    let mut failures: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (1..=THREADS).map(|seed| scope.spawn(move || look(seed))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    failures.sort_by_key(String::len);
    println!("{} cases", seen.into_inner());
    failures.iter().take(10).for_each(|failure| println!("{failure}"));
    assert!(failures.is_empty(), "{} hits", failures.len());
}
