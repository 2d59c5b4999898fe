//! Takes out of an article what the corpus knows not to be of it.

use std::collections::HashSet;

use super::super::lines::Features;
use super::super::report::{CleanReport, Cleaned, Label, Reason, RemovedLine};
use super::key::{LineKey, link_keys, title_key};
use super::learn::{TemplateLine, Where};
use super::sequence::{Item, Judged, apart, is_furnished, items};
use crate::article::{Article, Block};

/// What is known of the corpus beside the article.
pub trait Evidence {
    /// What is known of a line in articles of the same source.
    fn template(&self, key: LineKey) -> Option<TemplateLine>;
    /// Whether an article of the corpus has this title. Asked for few lines of an article.
    fn is_title(&self, key: LineKey) -> bool;
    /// Whether the user wants the line removed.
    fn is_pinned(&self, key: LineKey) -> bool;
    /// Whether the user wants the line kept, whatever the corpus says.
    fn is_forbidden(&self, key: LineKey) -> bool;
    /// Whether lines that are titles of other articles go. In the text of a record they stay.
    fn removes_links(&self) -> bool;
}

/// Judges an article that was cleaned without the corpus. Never takes its last sentence: an article that is all template is
/// left as it is. Costs a hash and a look-up a block.
#[must_use]
pub fn apply(cleaned: Cleaned, evidence: &dyn Evidence) -> Judged {
    let verdicts = verdicts(&cleaned, evidence);
    if verdicts.iter().all(Option::is_none) {
        return Judged { cleaned, struck: Vec::new() };
    }
    let removed = &cleaned.report.removed;
    let gone = settled(&cleaned.article.blocks, removed, &verdicts);
    if !leaves_text(&cleaned.article.blocks, &gone) {
        return Judged { cleaned, struck: Vec::new() };
    }
    let Cleaned { article, report } = cleaned;
    let mut struck = Vec::new();
    let mut numbers = 0..;
    let mut items = items(article.blocks, report.removed);
    for item in &mut items {
        let Item::Block(block) = item else { continue };
        let Some(number) = numbers.next() else { break };
        if let Some(Verdict { reason, .. }) = verdicts[number].filter(|_| gone[number]) {
            struck.push(block.kind);
            *item = Item::Removed(removed_line(block, reason));
        }
    }
    let (blocks, removed) = apart(items);
    Judged { cleaned: Cleaned { article: Article { blocks, ..article }, report: CleanReport { removed } }, struck }
}

/// What the corpus says of a block.
#[derive(Debug, Clone, Copy)]
struct Verdict {
    reason: Reason,
    place: Where,
}

fn verdicts(cleaned: &Cleaned, evidence: &dyn Evidence) -> Vec<Option<Verdict>> {
    let own_title = cleaned.article.metadata.title.as_deref().and_then(title_key);
    let verdict = |block: &Block| {
        let key = LineKey::of(&block.text)?;
        let anywhere = |reason| Some(Verdict { reason, place: Where::Anywhere });
        if evidence.is_pinned(key) {
            return anywhere(Reason::Pinned);
        }
        if evidence.is_forbidden(key) {
            return None;
        }
        let is_other_title = |key: LineKey| Some(key) != own_title && evidence.is_title(key);
        if evidence.removes_links() && link_keys(&block.text).any(is_other_title) {
            return anywhere(Reason::OtherTitle);
        }
        let TemplateLine { place, articles, of, .. } = evidence.template(key)?;
        Some(Verdict { reason: Reason::Recurring { articles, of }, place })
    };
    cleaned.article.blocks.iter().map(verdict).collect()
}

/// Which blocks go: those of any place first, then from the borders inwards those that must stand beside what is gone.
fn settled(blocks: &[Block], removed: &[RemovedLine], verdicts: &[Option<Verdict>]) -> Vec<bool> {
    let before: HashSet<u32> = removed.iter().map(|line| line.blocks_before).collect();
    // One place for each block, and one for the removed lines before each block and behind the last.
    let mut is_gone = vec![false; 2 * blocks.len() + 1];
    let mut is_there = vec![false; is_gone.len()];
    for (number, verdict) in verdicts.iter().enumerate() {
        is_there[2 * number + 1] = true;
        is_gone[2 * number + 1] = verdict.is_some_and(|verdict| verdict.place == Where::Anywhere);
    }
    for at in before {
        let at = 2 * (at as usize).min(blocks.len());
        (is_there[at], is_gone[at]) = (true, true);
    }
    let places: Vec<usize> = (0..is_gone.len()).filter(|&at| is_there[at]).collect();
    let mut line: Vec<bool> = places.iter().map(|&at| is_gone[at]).collect();
    loop {
        let mut changed = false;
        for at in (0..line.len()).chain((0..line.len()).rev()) {
            let is_candidate = !line[at] && places[at] % 2 == 1 && verdicts[places[at] / 2].is_some();
            if is_candidate && is_furnished(at, &line) {
                line[at] = true;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    places.iter().zip(line).filter(|(at, _)| *at % 2 == 1).map(|(_, gone)| gone).collect()
}

/// Whether an article is left: a sentence, where there was one.
fn leaves_text(blocks: &[Block], gone: &[bool]) -> bool {
    let is_text = |block: &Block| Features::of(&block.text).is_sentence();
    let left = || blocks.iter().zip(gone).filter(|(_, gone)| !**gone).map(|(block, _)| block);
    left().any(is_text) || (left().next().is_some() && !blocks.iter().any(is_text))
}

fn removed_line(block: &mut Block, reason: Reason) -> RemovedLine {
    let text = std::mem::take(&mut block.text);
    let label = match reason {
        Reason::OtherTitle => Label::RelatedHeadline,
        _ if Features::of(&text).is_sentence() => Label::Notice,
        _ => Label::Menu,
    };
    RemovedLine { text, label, reason, blocks_before: 0 }
}
