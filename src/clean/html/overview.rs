//! What is known of a page as a whole before its lines are measured: keys, sums, repetitions, the headline.
#![allow(clippy::cast_precision_loss, reason = "counts within a page are far below 2^24")]

use hashbrown::HashMap;

use super::super::lines::Features;
use super::super::report::Label;
use super::super::{chars, notices};
use super::element::Name;
use super::facts::{self, Facts};
use super::totals::{Part, Totals};
use super::vote::Vote;
use super::walk::Walked;

/// A longer line, in bytes, is no title.
const LONGEST_TITLE: usize = 250;
/// A line is the headline if this share of its words and of the title's are the same.
const TITLE_SHARE: f32 = 0.75;

/// Everything that is known of a page before its lines are measured.
pub(super) struct Page<'a> {
    pub(super) walked: &'a Walked,
    pub(super) facts: &'a Facts,
    pub(super) vote: &'a Vote,
    pub(super) totals: Totals,
    /// What is known of each line.
    pub(super) parts: Vec<Part>,
    pub(super) shapes: Vec<Features>,
    /// What its words say a line is.
    pub(super) labels: Vec<Option<Label>>,
    /// Runs of words of each line.
    pub(super) runs: Vec<Vec<u64>>,
    /// Longer words of each line.
    pub(super) words: Vec<Vec<u64>>,
    /// How far each line is a title of the head, 0 to 1.
    pub(super) titled: Vec<f32>,
    /// How often each line stands on the page, and where first.
    pub(super) repeats: Vec<(u32, usize)>,
    /// In how many lines each run of words stands.
    pub(super) run_counts: HashMap<u64, u32>,
    /// In how many lines of running text that the readability algorithm keeps each longer word stands.
    pub(super) word_counts: HashMap<u64, u32>,
    pub(super) title_words: Vec<u64>,
    /// Characters of running text before each line, and in all.
    pub(super) prose_before: Vec<u32>,
    /// Characters that the readability algorithm keeps before each line, and in all.
    pub(super) kept_before: Vec<u32>,
    /// The line that says the headline.
    pub(super) title_line: Option<usize>,
    /// The best score of an element, at least 1.
    pub(super) best_score: f32,
}

impl<'a> Page<'a> {
    /// Looks at all lines of a page. Cost: linear in its text.
    pub(super) fn new(walked: &'a Walked, facts: &'a Facts, vote: &'a Vote) -> Self {
        let pieces = &walked.pieces;
        let shapes: Vec<Features> = pieces.iter().map(|piece| Features::of(&piece.plain())).collect();
        let labels = pieces.iter().zip(&shapes).map(|(piece, shape)| notices::label(&piece.plain(), shape)).collect();
        let keys: Vec<String> = pieces.iter().map(|piece| chars::key(&piece.text)).collect();
        let parts = parts(walked, vote, &shapes);
        let totals = Totals::of(walked, &parts);
        let runs: Vec<Vec<u64>> = keys.iter().map(|key| facts::runs(key)).collect();
        let words: Vec<Vec<u64>> = keys.iter().map(|key| facts::long_words(key)).collect();
        let known = words.iter().zip(&parts).filter(|(_, part)| part.is_kept_prose()).flat_map(|(words, _)| words);
        let word_counts = counts(known);
        let run_counts = counts(runs.iter().flatten());
        let titles: Vec<Vec<&str>> = facts.titles.iter().map(|title| title.split(' ').collect()).collect();
        let title_shares = keys.iter().map(|key| title_share(key, &titles)).collect();
        let mut page = Self {
            walked,
            facts,
            vote,
            totals,
            shapes,
            labels,
            runs,
            words,
            titled: title_shares,
            repeats: repeats(&keys),
            run_counts,
            word_counts,
            title_words: facts.titles.iter().flat_map(|title| facts::long_words(title)).collect(),
            prose_before: before(parts.iter().map(|part| if part.is_prose { part.chars } else { 0 })),
            kept_before: before(parts.iter().map(|part| part.kept)),
            parts,
            title_line: None,
            best_score: vote.scores.values().copied().fold(1.0, f32::max),
        };
        page.title_line = page.find_title();
        page
    }

    /// The line that says the title, the one nearest before the main text if there are many.
    fn find_title(&self) -> Option<usize> {
        let before = 0..self.totals.main_lines.0.min(self.parts.len());
        let is_title = |at: &usize| self.titled[*at] > TITLE_SHARE && self.shapes[*at].words >= 2;
        let is_heading = |at: &usize| self.walked.elements[self.totals.blocks[*at]].name == Name::H1;
        let both = before.clone().rev().find(|at| is_heading(at) && is_title(at));
        both.or_else(|| before.clone().rev().find(is_title)).or_else(|| before.rev().find(is_heading))
    }

    /// Characters of running text on the page.
    pub(super) fn prose(&self) -> u32 {
        self.prose_before.last().copied().unwrap_or(0)
    }
}

fn parts(walked: &Walked, vote: &Vote, shapes: &[Features]) -> Vec<Part> {
    let mut kept = vec![0_u32; walked.pieces.len()];
    for (node, line, chars) in &walked.nodes {
        if vote.kept.binary_search(node).is_ok()
            && let Some(sum) = kept.get_mut(*line as usize)
        {
            *sum += chars;
        }
    }
    let lines = walked.pieces.iter().zip(shapes).zip(kept);
    lines
        .map(|((piece, shape), kept)| {
            let is_prose = shape.is_prose() && piece.linked * 2 < piece.chars;
            Part { chars: piece.chars, linked: piece.linked, kept, is_prose }
        })
        .collect()
}

fn counts<'a>(hashes: impl Iterator<Item = &'a u64>) -> HashMap<u64, u32> {
    let mut counts = HashMap::new();
    for hash in hashes {
        *counts.entry(*hash).or_default() += 1;
    }
    counts
}

fn repeats(keys: &[String]) -> Vec<(u32, usize)> {
    let mut found: HashMap<&str, (u32, usize)> = HashMap::new();
    for (at, key) in keys.iter().enumerate() {
        found.entry(key).or_insert((0, at)).0 += 1;
    }
    keys.iter().enumerate().map(|(at, key)| found.get(key.as_str()).copied().unwrap_or((1, at))).collect()
}

/// The sum before each number, and of all.
fn before(numbers: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut sum = 0_u32;
    let mut sums = vec![0];
    sums.extend(numbers.map(|number| {
        sum = sum.saturating_add(number);
        sum
    }));
    sums
}

/// How far the words of a line are those of one of `titles`, 0 to 1.
fn title_share(key: &str, titles: &[Vec<&str>]) -> f32 {
    if key.len() > LONGEST_TITLE {
        return 0.0;
    }
    let words: Vec<&str> = key.split(' ').collect();
    let share = |title: &Vec<&str>| {
        let both = words.iter().filter(|word| title.contains(word)).count() as f32;
        both / words.len().max(title.len().min(words.len() + 4)) as f32
    };
    titles.iter().map(share).fold(0.0, f32::max)
}
