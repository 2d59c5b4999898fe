//! Words next to each other: phrases, and what analysis makes of one word that is several.
//!
//! Text of scripts without spaces is indexed in overlapping pairs of characters (see [`crate::analysis::scripts`]), so a word of
//! such a script is a phrase of pairs, and a single character a term of its own. In an index of several languages a word or
//! phrase is any of what it is in each of them.

use std::ops::Range;
use std::sync::Arc;

use super::super::node::{Factor, Node};
use super::super::vocabulary::tagged_terms;
use super::super::{SearchError, Widening};
use super::{Planner, boosted};
use crate::analysis::designations;
use crate::analysis::languages::is_tagged;
use crate::analysis::scripts::{Kind, kind};
use crate::analysis::{Language, Token};
use crate::query::Query;

/// A run of so many pairs of characters is more than one word of Chinese or Japanese.
const LONG_RUN: usize = 4;
/// How much a part of such a run counts.
const PART_OF_RUN: f32 = 0.25;
/// What `*` stands for within a run of characters: so many of them at most.
const MOST_BETWEEN: u32 = 8;

/// A day has at most so many words: `24th of February 2022`.
const LONGEST_DAY: usize = 4;
/// A run of more pairs is not shown whole.
const LONGEST_SHOWN: usize = 16;

/// What stands for other characters in a pattern.
pub(super) const PATTERN: [char; 2] = ['*', '?'];

/// A word of a text.
#[derive(Debug, Clone)]
pub(super) struct Analysed {
    /// In the first language of the plan.
    pub term: String,
    /// In the others.
    pub others: Others,
    /// What else is written like it, without accents, in some language.
    pub also: Vec<String>,
    /// Its folded form.
    pub surface: String,
    /// As it was typed; of a pair of characters, the whole run.
    pub typed: String,
    /// Its place among the words.
    pub position: u32,
    /// How many places it takes: 2 for a pair.
    pub width: u32,
    /// Whether it belongs to the word before it.
    pub is_joined: bool,
}

impl Analysed {
    /// Its term in the language of this number; `None` if no article has it.
    fn term(&self, language: usize) -> Option<&str> {
        let Others { terms, absent, .. } = &self.others;
        let other = terms.iter().find(|(own, _)| *own == language);
        let is_absent = absent & (1 << language) != 0;
        (!is_absent).then(|| other.map_or(self.term.as_str(), |(_, term)| term))
    }

    /// Replaces its term in the language of this number.
    fn set_term(&mut self, language: usize, term: String) {
        if language == 0 {
            self.term = term;
            return;
        }
        self.others.absent &= !(1 << language);
        self.others.terms.retain(|(own, _)| *own != language);
        self.others.terms.push((language, term));
    }

    /// The kind of both characters of a pair, if they are of one kind.
    fn kind(&self) -> Option<Kind> {
        let mut kinds = self.term.chars().map(kind);
        let first = kinds.next()?;
        kinds.all(|other| other == first).then_some(first)
    }
}

/// What a word is in the languages of the plan behind the first one.
#[derive(Debug, Clone, Default)]
pub(super) struct Others {
    /// The terms that some article has, and that are not that of the first language, with the numbers of their languages.
    terms: Vec<(usize, String)>,
    /// A bit for each language whose term no article has.
    absent: u64,
    /// Whether any of them is a stem of its language.
    has_stem: bool,
}

/// Two words that are one thing together.
pub(super) struct Thing {
    /// The thing.
    pub nodes: Vec<Node>,
    /// Its words, which count less.
    pub parts: Vec<Node>,
}

impl Thing {
    /// How many words they are.
    pub(super) const WORDS: usize = 2;
}

/// Of overlapping pairs every second one says enough, and the last.
fn thinned(words: &[Analysed]) -> Vec<&Analysed> {
    let is_kept = |run: &[Analysed], at: usize| run[at].width == 1 || at.is_multiple_of(2) || at + 1 == run.len();
    runs(words).flat_map(|run| (0..run.len()).filter(|&at| is_kept(run, at)).map(|at| &run[at])).collect()
}

/// Whether a word of this width is the last character of a run, which stands in the pair before it: words have these widths.
pub(super) fn ends_pair(before: u32, width: u32, is_joined: bool) -> bool {
    before == 2 && width == 1 && is_joined
}

/// The nodes of which a node matches any.
pub(super) fn ways(node: Node) -> Vec<(Node, Factor)> {
    match node {
        Node::Best(members) => members,
        node => vec![(node, Factor::ONE)],
    }
}

/// Words that belong together, each group by itself.
pub(super) fn runs(words: &[Analysed]) -> impl Iterator<Item = &[Analysed]> {
    words.chunk_by(|_, next| next.is_joined)
}

impl Planner<'_> {
    /// The words of a text, read in all languages of the plan.
    pub(super) fn analysed(&mut self, text: &str) -> Result<Arc<[Analysed]>, SearchError> {
        if let Some(words) = self.memory.read(text) {
            return Ok(words);
        }
        let words: Arc<[Analysed]> = self.analysed_anew(text)?.into();
        self.memory.keep(text, &words);
        Ok(words)
    }

    fn analysed_anew(&mut self, text: &str) -> Result<Vec<Analysed>, SearchError> {
        let languages = self.reading.languages;
        self.analyzer.start_article(languages.first().copied().flatten());
        let mut found = self.read(text);
        for (number, &language) in languages.iter().enumerate().skip(1) {
            self.read_as(text, (number, language), &mut found)?;
        }
        if languages.iter().any(Option::is_some) {
            for word in &mut found {
                self.add_written_alike(word)?;
            }
        }
        Ok(found)
    }

    /// Notes what the words of a text are in another language of the plan: what no article has is not kept.
    fn read_as(
        &mut self,
        text: &str,
        (number, language): (usize, Option<Language>),
        found: &mut [Analysed],
    ) -> tantivy::Result<()> {
        let Self { reading, analyzer, memory, walks, .. } = self;
        let is_one = matches!(&*found, [word] if word.typed == text && word.width == 1);
        let (mut words, mut position, mut result) = (found.iter_mut().peekable(), 0, Ok(()));
        let note = |token: Token<'_>| {
            let word = words.next_if(|word| word.position == position);
            position += 1;
            let Some(word) = word.filter(|word| word.term != token.term) else { return };
            word.others.has_stem |= is_tagged(token.term);
            match memory.entry(token.term, reading.dictionary, walks) {
                Ok(entry) if entry.articles > 0 => word.others.terms.push((number, token.term.to_owned())),
                Ok(_) => word.others.absent |= 1 << number,
                Err(error) => result = Err(error),
            }
        };
        analyzer.start_article(language);
        if is_one {
            analyzer.analyze_word(text, note);
        } else {
            analyzer.analyze(text, note);
        }
        result
    }

    /// Adds the terms of words that are written like this one but for their accents: many people type none. Where the
    /// stem of what was typed is not in the index, they take its place.
    fn add_written_alike(&mut self, word: &mut Analysed) -> Result<(), SearchError> {
        if !word.others.has_stem && !is_tagged(&word.term) {
            return Ok(());
        }
        for term in tagged_terms((self.reading.reader, self.reading.dictionary), &word.surface)? {
            let is_of = |language: &Option<Language>| language.is_some_and(|language| language.is_of(&term));
            let Some(at) = self.reading.languages.iter().position(is_of) else { continue };
            match word.term(at) {
                Some(own) if own == term => {}
                Some(own) if self.articles(own)? > 0 => word.also.push(term),
                _ => word.set_term(at, term),
            }
        }
        Ok(())
    }

    /// The words of a text, in the language of the analyzer. The last character of a run stands in the pair before it, and is
    /// no word of its own: a text may go on there.
    fn read(&mut self, text: &str) -> Vec<Analysed> {
        let (mut found, mut ranges): (Vec<Analysed>, Vec<Range<usize>>) = (Vec::new(), Vec::new());
        let mut position = 0;
        self.analyzer.analyze(text, |token| {
            let width = if token.first.is_empty() { 1 } else { 2 };
            match (found.last(), ranges.last_mut()) {
                (Some(last), Some(range)) if ends_pair(last.width, width, token.is_joined) => {
                    range.end = token.range.end;
                }
                _ if token.term.is_empty() => {}
                _ => {
                    let (term, surface) = (token.term.to_owned(), token.surface.to_owned());
                    let (typed, is_joined) = (String::new(), token.is_joined);
                    let (others, also) = (Others::default(), Vec::new());
                    found.push(Analysed { term, others, also, surface, typed, position, width, is_joined });
                    ranges.push(token.range.clone());
                }
            }
            position += 1;
        });
        let mut ranges = ranges.as_slice();
        for run in found.chunk_by_mut(|_, next| next.is_joined) {
            let (own, others) = ranges.split_at(run.len());
            ranges = others;
            let whole = own.iter().cloned().reduce(|one, other| {
                // The words of a day do not stand in their order.
                one.start.min(other.start)..one.end.max(other.end)
            });
            let whole = whole.unwrap_or_default();
            let is_short = run.len() <= LONGEST_SHOWN;
            for (word, range) in run.iter_mut().zip(own) {
                text[if is_short { whole.clone() } else { range.clone() }].clone_into(&mut word.typed);
            }
        }
        found
    }

    /// The words of `text` next to each other, with up to `slop` others between.
    pub(super) fn phrase(&mut self, text: &str, slop: u32) -> Result<Option<Node>, SearchError> {
        let words = self.analysed(text)?;
        Ok(self.phrase_of(&words, slop)?)
    }

    /// These words next to each other; in each language that has them all, as an article is in one language. In the first
    /// language where there is none.
    pub(super) fn phrase_of(&mut self, words: &[Analysed], slop: u32) -> tantivy::Result<Option<Node>> {
        if let [word] = words
            && word.others.terms.is_empty()
            && word.also.is_empty()
        {
            let number = self.number(&word.term, &word.typed);
            self.widths[number] = self.widths[number].max(word.width);
            return Ok(Some(Node::Term(number)));
        }
        let words = thinned(words);
        if words.is_empty() {
            return Ok(None);
        }
        let is_read = |&language: &usize| {
            let mut terms = words.iter().map(|word| (word.term(language), &word.term));
            terms.clone().all(|(term, _)| term.is_some()) && terms.any(|(term, first)| term != Some(first))
        };
        let others: Vec<usize> = (1..self.reading.languages.len()).filter(is_read).collect();
        if others.is_empty() && words.iter().all(|word| word.also.is_empty()) {
            return Ok(Some(self.sequence_in(&words, 0, slop)));
        }
        let mut nodes: Vec<Node> = Vec::new();
        for language in std::iter::once(0).chain(others) {
            if self.has_all(words.iter().filter_map(|word| word.term(language)))? {
                nodes.push(self.sequence_in(&words, language, slop));
            }
        }
        if let [word] = words.as_slice() {
            let also: Vec<Node> = word.also.iter().map(|term| Node::Term(self.number(term, ""))).collect();
            nodes.extend(also);
        }
        nodes.dedup();
        Ok(Some(match nodes.len() {
            0 => self.sequence_in(&words, 0, slop),
            1 => nodes.remove(0),
            _ => Node::Best(nodes.into_iter().map(|node| (node, Factor::ONE)).collect()),
        }))
    }

    fn has_all<'t>(&mut self, terms: impl Iterator<Item = &'t str>) -> tantivy::Result<bool> {
        for term in terms {
            if self.articles(term)? == 0 {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Words next to each other, in one language.
    fn sequence_in(&mut self, words: &[&Analysed], language: usize, slop: u32) -> Node {
        let first = words.first().map_or(0, |word| word.position);
        let mut parts = Vec::with_capacity(words.len());
        for word in words {
            let number = self.number(word.term(language).unwrap_or(&word.term), &word.typed);
            self.widths[number] = self.widths[number].max(word.width);
            parts.push((number, word.position - first));
        }
        match parts.as_slice() {
            [(term, _)] => Node::Term(*term),
            _ => Node::Phrase { parts, slop },
        }
    }

    /// Terms next to each other that nobody typed.
    pub(super) fn sequence(&mut self, terms: &[String]) -> Node {
        let parts: Vec<(usize, u32)> = terms.iter().zip(0..).map(|(term, at)| (self.number(term, ""), at)).collect();
        match parts.as_slice() {
            [(term, _)] => Node::Term(*term),
            _ => Node::Phrase { parts, slop: 0 },
        }
    }

    /// A pattern in text of pairs of characters: `?` is one character, `*` some between two words.
    pub(super) fn gapped(&mut self, pattern: &str) -> Result<Option<Node>, SearchError> {
        let (mut words, mut at, mut slop) = (Vec::new(), 0, 0);
        for piece in pattern.trim_end_matches(PATTERN).split_inclusive(PATTERN) {
            let found = self.analysed(piece.trim_end_matches(PATTERN))?;
            let length = found.last().map_or(0, |word| word.position + word.width);
            words.extend(found.iter().map(|word| Analysed { position: at + word.position, ..word.clone() }));
            at += length + u32::from(piece.ends_with('?'));
            slop += if piece.ends_with('*') { MOST_BETWEEN } else { 0 };
        }
        Ok(self.phrase_of(&words, slop)?)
    }

    /// The words at the start of `queries` that name a day (`24th February 2022`), and how many they are: the day as a phrase, and
    /// its words, which count less.
    pub(super) fn day(&mut self, queries: &[Query]) -> Result<Option<(usize, Node, Vec<Node>)>, SearchError> {
        let words =
            queries.iter().map_while(|query| if let Query::Word(text) = query { Some(text.as_str()) } else { None });
        let has_number = words.clone().take(2).any(|word| word.starts_with(|c: char| c.is_ascii_digit()));
        if !has_number || self.reading.widening == Widening::Exact {
            return Ok(None);
        }
        let words: Vec<&str> = words.take(LONGEST_DAY).collect();
        for length in (2..=words.len()).rev() {
            let analysed = self.analysed(&words[..length].join(" "))?;
            let is_day = analysed.len() > 1 && analysed.iter().skip(1).all(|word| word.is_joined && word.width == 1);
            if let Some(day) = self.phrase_of(&analysed, 0)?.filter(|_| is_day) {
                let mut parts = Vec::with_capacity(analysed.len());
                for word in analysed.iter() {
                    parts.extend(self.phrase_of(std::slice::from_ref(word), 0)?);
                }
                return Ok(Some((length, day, parts)));
            }
        }
        Ok(None)
    }

    /// What the first two of `queries` are, if they are words for one thing together: `F 35`, `$27 million`.
    pub(super) fn thing(&mut self, queries: &[Query]) -> Result<Option<Thing>, SearchError> {
        let [Query::Word(first), Query::Word(second), ..] = queries else { return Ok(None) };
        if ![first, second].into_iter().any(|word| word.contains(|c: char| c.is_ascii_digit())) {
            return Ok(None);
        }
        let written = format!("{} {second}", designations::letters_apart(first).unwrap_or(first));
        if self.analysed(&written)?.len() != 1 {
            return Ok(None);
        }
        let nodes = self.word(&written)?;
        let mut parts = self.word(first)?;
        parts.extend(self.word(second)?);
        Ok(Some(Thing { nodes, parts }))
    }

    /// What else a long run of Chinese or Japanese may be found by, as nobody writes spaces there: pairs of Chinese characters,
    /// and whole words of Katakana. Hiragana are endings and particles.
    pub(super) fn parts_of_run(&mut self, run: &[Analysed]) -> tantivy::Result<Vec<Node>> {
        let mut nodes = Vec::new();
        if run.len() < LONG_RUN || run.iter().all(|word| word.kind() != Some(Kind::Han)) {
            return Ok(nodes);
        }
        for group in run.chunk_by(|a, b| a.kind() == b.kind()) {
            match group.first().and_then(Analysed::kind) {
                Some(Kind::Han) => nodes.extend(group.iter().map(|word| self.sequence_in(&[word], 0, 0))),
                Some(Kind::Katakana) => nodes.extend(self.phrase_of(group, 0)?),
                _ => {}
            }
        }
        Ok(nodes.into_iter().map(|node| boosted(node, Factor::new(PART_OF_RUN))).collect())
    }
}
