//! Words next to each other: phrases, and what analysis makes of one word that is several.
//!
//! Text of scripts without spaces is indexed in overlapping pairs of characters (see [`crate::analysis::scripts`]), so a word of
//! such a script is a phrase of pairs, and a single character a term of its own.

use std::ops::Range;

use super::super::node::{Factor, Node};
use super::{Planner, boosted};
use crate::analysis::scripts::{Kind, kind};

/// A run of so many pairs of characters is more than one word of Chinese or Japanese.
const LONG_RUN: usize = 4;
/// How much a part of such a run counts.
const PART_OF_RUN: f32 = 0.25;
/// What `*` stands for within a run of characters: so many of them at most.
const MOST_BETWEEN: u32 = 8;

/// A run of more pairs is not shown whole.
const LONGEST_SHOWN: usize = 16;

/// What stands for other characters in a pattern.
pub(super) const PATTERN: [char; 2] = ['*', '?'];

/// A word of a text.
#[derive(Debug, Clone)]
pub(super) struct Analysed {
    pub term: String,
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
    /// The kind of both characters of a pair, if they are of one kind.
    fn kind(&self) -> Option<Kind> {
        let mut kinds = self.term.chars().map(kind);
        let first = kinds.next()?;
        kinds.all(|other| other == first).then_some(first)
    }
}

/// Words that belong together, each group by itself.
pub(super) fn runs(words: &[Analysed]) -> impl Iterator<Item = &[Analysed]> {
    words.chunk_by(|_, next| next.is_joined)
}

impl Planner<'_> {
    /// The words of a text. The last character of a run stands in the pair before it, and is no word of its own: a text may
    /// go on there.
    pub(super) fn analysed(&mut self, text: &str) -> Vec<Analysed> {
        let mut found: Vec<(Analysed, Range<usize>)> = Vec::new();
        let mut position = 0;
        self.analyzer.analyze(text, |token| {
            let width = if token.first.is_empty() { 1 } else { 2 };
            match found.last_mut() {
                Some((last, range)) if last.width == 2 && width == 1 && token.is_joined => range.end = token.range.end,
                _ if token.term.is_empty() => {}
                _ => {
                    let (term, surface) = (token.term.to_owned(), token.surface.to_owned());
                    let (typed, is_joined) = (String::new(), token.is_joined);
                    found.push((Analysed { term, surface, typed, position, width, is_joined }, token.range.clone()));
                }
            }
            position += 1;
        });
        for run in found.chunk_by_mut(|_, (next, _)| next.is_joined) {
            let whole = run.first().map_or(0, |(_, range)| range.start)..run.last().map_or(0, |(_, range)| range.end);
            let is_short = run.len() <= LONGEST_SHOWN;
            for (word, range) in run {
                text[if is_short { whole.clone() } else { range.clone() }].clone_into(&mut word.typed);
            }
        }
        found.into_iter().map(|(word, _)| word).collect()
    }

    /// The number of a word's term.
    pub(super) fn number_of(&mut self, word: &Analysed) -> usize {
        let number = self.number(&word.term, &word.typed);
        self.widths[number] = self.widths[number].max(word.width);
        number
    }

    /// The words of `text` next to each other, with up to `slop` others between.
    pub(super) fn phrase(&mut self, text: &str, slop: u32) -> Option<Node> {
        let words = self.analysed(text);
        self.phrase_of(&words, slop)
    }

    /// These words next to each other. Of overlapping pairs every second one is enough.
    pub(super) fn phrase_of(&mut self, words: &[Analysed], slop: u32) -> Option<Node> {
        let first = words.first()?.position;
        let mut parts = Vec::with_capacity(words.len());
        for run in runs(words) {
            for (at, word) in run.iter().enumerate() {
                if word.width == 1 || at % 2 == 0 || at + 1 == run.len() {
                    parts.push((self.number_of(word), word.position - first));
                }
            }
        }
        Some(match parts.as_slice() {
            [(term, _)] => Node::Term(*term),
            _ => Node::Phrase { parts, slop },
        })
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
    pub(super) fn gapped(&mut self, pattern: &str) -> Option<Node> {
        let (mut words, mut at, mut slop) = (Vec::new(), 0, 0);
        for piece in pattern.trim_end_matches(PATTERN).split_inclusive(PATTERN) {
            let found = self.analysed(piece.trim_end_matches(PATTERN));
            let length = found.last().map_or(0, |word| word.position + word.width);
            words.extend(found.into_iter().map(|word| Analysed { position: at + word.position, ..word }));
            at += length + u32::from(piece.ends_with('?'));
            slop += if piece.ends_with('*') { MOST_BETWEEN } else { 0 };
        }
        self.phrase_of(&words, slop)
    }

    /// What else a long run of Chinese or Japanese may be found by, as nobody writes spaces there: pairs of Chinese characters,
    /// and whole words of Katakana. Hiragana are endings and particles.
    pub(super) fn parts_of_run(&mut self, run: &[Analysed]) -> Vec<Node> {
        let mut nodes = Vec::new();
        if run.len() < LONG_RUN || run.iter().all(|word| word.kind() != Some(Kind::Han)) {
            return nodes;
        }
        for group in run.chunk_by(|a, b| a.kind() == b.kind()) {
            match group.first().and_then(Analysed::kind) {
                Some(Kind::Han) => nodes.extend(group.iter().map(|word| Node::Term(self.number_of(word)))),
                Some(Kind::Katakana) => nodes.extend(self.phrase_of(group, 0)),
                _ => {}
            }
        }
        nodes.into_iter().map(|node| boosted(node, Factor::new(PART_OF_RUN))).collect()
    }
}
