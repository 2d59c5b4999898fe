//! An article as the page had it: blocks and removed lines in one order.

use super::super::report::{Cleaned, Reason, RemovedLine};
use super::key::{LineKey, is_text, link_keys};
use super::recover::{Recovered, watched};
use crate::article::{Block, BlockKind};

/// An article after the last stage.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judged {
    /// The article, and all that was removed from it.
    pub cleaned: Cleaned,
    /// What the lines were that the corpus removed, in their order in the report: needed to put them back.
    pub struck: Vec<BlockKind>,
    /// The blocks that cleaning had removed, in their order.
    pub recovered: Vec<Recovered>,
    /// The title that was found without the corpus, where the corpus led to another one.
    pub first_title: Option<String>,
}

/// A line of the page.
#[derive(Debug, Clone)]
pub(super) enum Item {
    Block(Block),
    Removed(RemovedLine),
}

impl Reason {
    /// Whether the corpus, or the user, removed the line, and not the page itself.
    #[must_use]
    pub fn is_of_corpus(self) -> bool {
        matches!(self, Self::Recurring { .. } | Self::OtherTitle | Self::Pinned)
    }
}

/// Puts the lines of an article in the order of the page.
pub(super) fn items(blocks: Vec<Block>, removed: Vec<RemovedLine>) -> Vec<Item> {
    let mut items = Vec::with_capacity(blocks.len() + removed.len());
    let mut removed = removed.into_iter().peekable();
    for (before, block) in (0u32..).zip(blocks) {
        while let Some(line) = removed.next_if(|line| line.blocks_before <= before) {
            items.push(Item::Removed(line));
        }
        items.push(Item::Block(block));
    }
    items.extend(removed.map(Item::Removed));
    items
}

/// Takes the lines apart again, and counts anew how many blocks stand before each removed line.
pub(super) fn apart(items: Vec<Item>) -> (Vec<Block>, Vec<RemovedLine>) {
    let (mut blocks, mut removed) = (Vec::new(), Vec::new());
    for item in items {
        match item {
            Item::Block(block) => blocks.push(block),
            Item::Removed(line) => {
                let blocks_before = u32::try_from(blocks.len()).unwrap_or(u32::MAX);
                removed.push(RemovedLine { blocks_before, ..line });
            }
        }
    }
    (blocks, removed)
}

/// Of the lines of a page, those beside one that is not of the article, or at an end of the page: placed as furniture is.
pub(super) fn is_furnished(at: usize, is_gone: &[bool]) -> bool {
    (at == 0 || is_gone[at - 1]) || is_gone.get(at + 1).is_none_or(|&gone| gone)
}

/// The keys of the blocks that more evidence could remove: lines that are no running text, and paragraphs beside those, beside
/// removed lines, or at an end of the article. The rest of an article is beyond the reach of the corpus.
#[must_use]
pub fn loose_keys(blocks: &[&str], removed: &[RemovedLine], recovered: &[Recovered]) -> Vec<LineKey> {
    // Before and behind each block: whether paragraphs there are loose.
    let mut is_border = vec![false; blocks.len() + 1];
    (is_border[0], is_border[blocks.len()]) = (true, true);
    for line in removed {
        is_border[(line.blocks_before as usize).min(blocks.len())] = true;
    }
    let is_prose: Vec<bool> = blocks.iter().map(|text| is_text(text)).collect();
    for (at, _) in is_prose.iter().enumerate().filter(|(_, prose)| !**prose) {
        (is_border[at], is_border[at + 1]) = (true, true);
    }
    let mut keys = Vec::new();
    for (at, text) in blocks.iter().enumerate() {
        if !is_prose[at] || is_border[at] || is_border[at + 1] {
            keys.extend(LineKey::of(text));
        }
        keys.extend(link_keys(text));
    }
    let taken_back = recovered.iter().filter_map(|line| blocks.get(line.block as usize));
    keys.extend(taken_back.filter_map(|text| LineKey::of(text)));
    keys.extend(watched(blocks.len(), removed));
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The keys of the lines that the corpus removed.
#[must_use]
pub fn struck_keys(removed: &[RemovedLine]) -> Vec<LineKey> {
    let struck = removed.iter().filter(|line| line.reason.is_of_corpus());
    let mut keys: Vec<LineKey> =
        struck.flat_map(|line| LineKey::of(&line.text).into_iter().chain(link_keys(&line.text))).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}
