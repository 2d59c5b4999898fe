//! Sums over elements: how much text, links and prose each holds, and which one holds the article.
#![allow(clippy::cast_precision_loss, reason = "counts within a page are far below 2^24")]

use hashbrown::HashMap;

use super::element::{ancestors, common, fact};
use super::walk::Walked;

/// Sums over the lines of an element.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sum {
    pub(super) lines: u32,
    pub(super) chars: u32,
    pub(super) linked: u32,
    /// Lines of running text.
    pub(super) prose: u32,
    pub(super) prose_chars: u32,
    /// Characters that the readability algorithm keeps.
    pub(super) kept: u32,
    /// Characters of running text that it keeps.
    pub(super) kept_prose: u32,
}

/// What is known of one line when sums are made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) chars: u32,
    pub(super) linked: u32,
    pub(super) kept: u32,
    pub(super) is_prose: bool,
}

impl Part {
    /// Running text that the readability algorithm keeps.
    pub(super) fn is_kept_prose(self) -> bool {
        self.is_prose && self.kept * 2 > self.chars
    }
}

impl Sum {
    fn add(&mut self, part: Part) {
        self.lines += 1;
        self.chars = self.chars.saturating_add(part.chars);
        self.linked = self.linked.saturating_add(part.linked);
        self.kept = self.kept.saturating_add(part.kept);
        if part.is_prose {
            self.prose += 1;
            self.prose_chars = self.prose_chars.saturating_add(part.chars);
            self.kept_prose = self.kept_prose.saturating_add(part.kept);
        }
    }
}

/// Sums of a page.
#[derive(Debug, Default)]
pub(super) struct Totals {
    /// By element, of everything in it.
    pub(super) elements: Vec<Sum>,
    /// By look of the block of a line and of the one around it.
    pub(super) looks: HashMap<u64, Sum>,
    /// The nearest block of each line.
    pub(super) blocks: Vec<usize>,
    /// The look of each line.
    pub(super) line_looks: Vec<u64>,
    /// The element in which most of the running text stands side by side.
    pub(super) main: usize,
    /// First and last line of running text in `main`.
    pub(super) main_lines: (usize, usize),
    /// The weighted middle of the depths of running text.
    pub(super) depth: u16,
}

impl Totals {
    /// Sums up `parts`, one for each line of `page`.
    pub(super) fn of(page: &Walked, parts: &[Part]) -> Self {
        let elements = &page.elements;
        let mut totals = Self { elements: vec![Sum::default(); elements.len()], ..Self::default() };
        let mut candidates: HashMap<usize, f32> = HashMap::new();
        let mut depths: Vec<(u16, u32)> = Vec::new();
        for (piece, part) in page.pieces.iter().zip(parts) {
            for at in ancestors(elements, piece.element) {
                totals.elements[at].add(*part);
            }
            let blocks: Vec<usize> = ancestors(elements, piece.element)
                .filter(|&at| elements[at].facts & fact::BLOCK != 0)
                .take(3)
                .collect();
            let block = blocks.first().copied().unwrap_or(0);
            let around = blocks.get(1).copied().unwrap_or(0);
            let look = elements[block].look ^ elements[around].look.rotate_left(17);
            totals.blocks.push(block);
            totals.line_looks.push(look);
            totals.looks.entry(look).or_default().add(*part);
            if part.is_prose {
                depths.push((elements[block].depth, part.chars));
                for (at, weight) in blocks.iter().zip([0.6, 1.0, 0.5]) {
                    *candidates.entry(*at).or_default() += weight * part.chars as f32;
                }
            }
        }
        totals.find_main(page, parts, &candidates);
        depths.sort_unstable();
        let half = depths.iter().map(|(_, chars)| u64::from(*chars)).sum::<u64>() / 2;
        let mut seen = 0;
        totals.depth = depths
            .iter()
            .find(|(_, chars)| {
                seen += u64::from(*chars);
                seen >= half
            })
            .map_or(0, |(depth, _)| *depth);
        totals
    }

    fn find_main(&mut self, page: &Walked, parts: &[Part], candidates: &HashMap<usize, f32>) {
        let best = candidates.iter().max_by(|(a, x), (b, y)| x.total_cmp(y).then(b.cmp(a)));
        self.main = best.map_or(0, |(at, _)| *at);
        let inside = |index: &usize| {
            parts[*index].is_prose && common(&page.elements, page.pieces[*index].element, self.main) == self.main
        };
        let first = (0..parts.len()).find(inside).unwrap_or(0);
        let last = (0..parts.len()).rev().find(inside).unwrap_or(0);
        self.main_lines = (first, last);
    }
}
