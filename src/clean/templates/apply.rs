//! Takes out of an article what the corpus knows not to be of it.

use std::collections::BTreeSet;

use super::super::lines::{Ending, Features, ending};
use super::super::report::{CleanReport, Cleaned, Label, PageLine, Reason, RemovedLine};
use super::key::{LineKey, is_text, link_keys, title_key};
use super::learn::{TemplateLine, Where};
use super::recover::{Recovered, recovered};
use super::sequence::{Item, Judged, apart, is_furnished, items};
use crate::article::{Article, Block, BlockKind};

/// A headline has so many words.
const TITLE_WORDS: std::ops::RangeInclusive<u32> = 3..=40;
/// A headline stands within so many lines below the one that was taken for it.
const TITLE_BELOW: usize = 4;
/// So many template lines in a row are no quotation.
const RUN: usize = 3;
/// What is left of an article without a sentence has so many words: a table, for instance.
const FEWEST_WORDS: u32 = 10;
/// A name below a document has so many words, initials counted, and stands in fewer than one in so many articles.
const SIGNATURE_WORDS: std::ops::RangeInclusive<usize> = 2..=5;
const SIGNED_ONE_IN: u32 = 4;

/// What is known of the corpus beside the article.
pub trait Evidence {
    /// Whether anything is known of lines, beside titles: else no line is asked about.
    fn knows_lines(&self) -> bool;
    /// What is known of a line that recurs in articles of the same source.
    fn line(&self, key: LineKey) -> Option<TemplateLine>;
    /// Whether an article of the corpus has this title. Asked for few lines of an article.
    fn is_title(&self, key: LineKey) -> bool;
    /// Whether the user wants the line removed.
    fn is_pinned(&self, key: LineKey) -> bool;
    /// Whether the user wants the line kept, whatever the corpus says.
    fn is_forbidden(&self, key: LineKey) -> bool;
    /// Whether lines that are titles of other articles go. In the text of a record they stay.
    fn removes_links(&self) -> bool;
}

/// Judges an article that was cleaned without the corpus: takes lines out, and takes lines back that are its own. Never takes
/// its last sentence: an article that is all template is left as it is. Costs a hash and a look-up a line.
#[must_use]
pub fn apply(cleaned: Cleaned, evidence: &dyn Evidence) -> Judged {
    let better = better_title(&cleaned, evidence);
    let title = better.as_ref().map(|better| better.text.as_str()).or(cleaned.article.metadata.title.as_deref());
    let mut verdicts = verdicts(&cleaned.article.blocks, title.and_then(title_key), evidence);
    if !evidence.knows_lines() && verdicts.iter().all(Option::is_none) {
        return Judged { cleaned, ..Judged::default() };
    }
    let promoted = better.as_ref().and_then(|better| better.block);
    if let Some((number, better)) = promoted.zip(better.as_ref()) {
        verdicts[number] = Some(Verdict { reason: better.reason, place: Where::Anywhere });
    }
    let title = title.and_then(LineKey::of);
    let [gone, own] = decided(&cleaned, &verdicts, title, evidence);
    let is_judged = (gone.contains(&true) || own.contains(&true)) && leaves_text(&cleaned, &gone, &own);
    if !is_judged && (better.is_none() || promoted.is_some()) {
        return Judged { cleaned, ..Judged::default() };
    }
    let Cleaned { mut article, report } = cleaned;
    let first_title = better.and_then(|better| article.metadata.title.replace(better.text));
    let mut items = items(article.blocks, report.removed);
    let mut changes = Changes::default();
    if is_judged {
        let verdict = |number: usize| verdicts[number].filter(|_| gone[number]).map(|verdict| verdict.reason);
        changes = change(&mut items, verdict, promoted, &own);
    }
    let (blocks, removed) = apart(items);
    let cleaned = Cleaned { article: Article { blocks, ..article }, report: CleanReport { removed } };
    Judged { cleaned, struck: changes.struck, recovered: changes.recovered, first_title }
}

/// Which blocks go, and which removed lines come back.
fn decided(
    cleaned: &Cleaned,
    verdicts: &[Option<Verdict>],
    title: Option<LineKey>,
    evidence: &dyn Evidence,
) -> [Vec<bool>; 2] {
    let mut blocks = cleaned.article.blocks.iter().zip(verdicts);
    if !blocks.any(|(block, verdict)| verdict.is_none() && is_text(&block.text)) {
        // All text that the page kept is furniture: the article may be among what it removed.
        let gone = verdicts.iter().map(Option::is_some).collect::<Vec<_>>();
        let own = recovered(cleaned, &gone, title, evidence);
        if own.contains(&true) && leaves_text(cleaned, &gone, &own) {
            return [gone, own];
        }
    }
    let gone = settled(cleaned, verdicts);
    let own = recovered(cleaned, &gone, title, evidence);
    [gone, own]
}

/// What it takes to undo the verdicts.
#[derive(Default)]
struct Changes {
    struck: Vec<BlockKind>,
    recovered: Vec<Recovered>,
}

/// Strikes the blocks for which there is a reason, and takes back the removed lines that are the article's `own`.
fn change(
    items: &mut [Item],
    verdict: impl Fn(usize) -> Option<Reason>,
    promoted: Option<usize>,
    own: &[bool],
) -> Changes {
    let mut changes = Changes::default();
    let (mut numbers, mut own, mut kept) = (0.., own.iter(), 0);
    for item in items {
        match item {
            Item::Block(block) => {
                let reason = numbers.next().and_then(|number| Some((number, verdict(number)?)));
                if let Some((number, reason)) = reason {
                    changes.struck.push(block.kind);
                    *item = Item::Removed(removed_line(block, reason, promoted == Some(number)));
                } else {
                    kept += 1;
                }
            }
            Item::Removed(line) => {
                if own.next().is_some_and(|own| *own) {
                    changes.recovered.push(Recovered { block: kept, label: line.label, reason: line.reason });
                    kept += 1;
                    *item = Item::Block(Block { kind: BlockKind::Paragraph, text: std::mem::take(&mut line.text) });
                }
            }
        }
    }
    changes
}

/// The headline of an article that was given a template line for one.
struct BetterTitle {
    text: String,
    /// Its number among the blocks, if it is one.
    block: Option<usize>,
    /// Why the other one is none.
    reason: Reason,
}

/// The headline, where the line that was taken for it is a template: the first line above the text that can be one.
fn better_title(cleaned: &Cleaned, evidence: &dyn Evidence) -> Option<BetterTitle> {
    let title = cleaned.article.metadata.title.as_deref()?;
    let TemplateLine { articles, of, .. } = template(title, evidence).filter(TemplateLine::is_no_title)?;
    let reason = Reason::Recurring { articles, of };
    if let Some((text, block)) = above_byline(cleaned, evidence) {
        return Some(BetterTitle { text, block, reason });
    }
    let removed = &cleaned.report.removed;
    let first = removed.iter().position(|line| line.label == Label::Title && line.text == title)?;
    // Lines of one name or date are no headlines; what the page had for a link or a teaser may be one.
    let is_free = |line: &&RemovedLine| matches!(line.label, Label::RelatedHeadline | Label::Outside | Label::Menu);
    let in_removed =
        removed[first + 1..].iter().take(TITLE_BELOW).find(|line| is_free(line) && can_be_title(&line.text, evidence));
    let blocks = &cleaned.article.blocks;
    // Long headlines have the words of sentences.
    let is_closed = |block: &Block| ending(&block.text) == Ending::Sentence;
    let mut in_blocks = blocks.iter().take_while(|block| !is_closed(block)).take(TITLE_BELOW).enumerate();
    let found = in_blocks.find(|(_, block)| can_be_title(&block.text, evidence));
    match (in_removed, found) {
        (Some(line), next) if next.is_none_or(|(number, _)| line.blocks_before as usize <= number) => {
            Some(BetterTitle { text: line.text.clone(), block: None, reason })
        }
        (_, Some((number, block))) => Some(BetterTitle { text: block.text.clone(), block: Some(number), reason }),
        (_, None) => None,
    }
}

fn can_be_title(text: &str, evidence: &dyn Evidence) -> bool {
    let has_shape = TITLE_WORDS.contains(&Features::of(text).words) && ending(text) != Ending::Sentence;
    has_shape && template(text, evidence).is_none()
}

/// The first line directly above a line of authors, and its number if it is a block.
fn above_byline(cleaned: &Cleaned, evidence: &dyn Evidence) -> Option<(String, Option<usize>)> {
    let mut before: Option<(&str, Option<usize>)> = None;
    let mut blocks = 0..;
    for line in cleaned.page_lines() {
        before = match line {
            PageLine::Removed(line) if line.label == Label::Byline => {
                let found = before.filter(|(text, _)| can_be_title(text, evidence));
                return found.map(|(text, block)| (text.to_owned(), block));
            }
            PageLine::Removed(line) => Some((&line.text, None)),
            PageLine::Kept(block) => Some((&block.text, blocks.next())),
        };
    }
    None
}

/// What is known of a line, if it is removed anywhere.
pub(super) fn template(text: &str, evidence: &dyn Evidence) -> Option<TemplateLine> {
    template_of(LineKey::of(text)?, evidence)
}

fn template_of(key: LineKey, evidence: &dyn Evidence) -> Option<TemplateLine> {
    evidence.line(key).filter(|line| line.place != Where::Nowhere)
}

/// What the corpus says of a block.
#[derive(Debug, Clone, Copy)]
struct Verdict {
    reason: Reason,
    place: Where,
}

fn verdicts(blocks: &[Block], own_title: Option<LineKey>, evidence: &dyn Evidence) -> Vec<Option<Verdict>> {
    let knows_lines = evidence.knows_lines();
    let verdict = |block: &Block| {
        let key = if knows_lines { LineKey::of(&block.text) } else { None };
        let anywhere = |reason| Some(Verdict { reason, place: Where::Anywhere });
        if key.is_some_and(|key| evidence.is_pinned(key)) {
            return anywhere(Reason::Pinned);
        }
        if key.is_some_and(|key| evidence.is_forbidden(key)) {
            return None;
        }
        let is_other_title = |key: LineKey| Some(key) != own_title && evidence.is_title(key);
        if evidence.removes_links() && link_keys(&block.text).any(is_other_title) {
            return anywhere(Reason::OtherTitle);
        }
        let TemplateLine { place, articles, of, .. } = template_of(key?, evidence)?;
        if articles * SIGNED_ONE_IN < of && is_signature(&block.text) {
            return None;
        }
        Some(Verdict { reason: Reason::Recurring { articles, of }, place })
    };
    blocks.iter().map(verdict).collect()
}

/// A name with an initial and all in capitals, as below a decree: a press office has many documents of one hand, and more of
/// others.
fn is_signature(text: &str) -> bool {
    let is_initial = |word: &str| matches!(word.as_bytes(), [first, b'.'] if first.is_ascii_uppercase());
    let words = || text.trim_matches(|c: char| !c.is_alphanumeric() && c != '.').split(' ');
    SIGNATURE_WORDS.contains(&words().count())
        && words().any(is_initial)
        && words().all(|word| word.starts_with(char::is_uppercase) && !word.contains(char::is_lowercase))
}

/// Which blocks go: those of any place first, then from the borders inwards those that must stand beside what is gone.
fn settled(cleaned: &Cleaned, verdicts: &[Option<Verdict>]) -> Vec<bool> {
    let blocks = &cleaned.article.blocks;
    let before: BTreeSet<u32> = cleaned.report.removed.iter().map(|line| line.blocks_before).collect();
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
        changed |= strike_runs(cleaned, verdicts, &places, &mut line);
        if !changed {
            break;
        }
    }
    places.iter().zip(line).filter(|(at, _)| *at % 2 == 1).map(|(_, gone)| gone).collect()
}

/// Above the first and below the last paragraph of the article's own, template lines in a row go: three, or two of which one is
/// no running text. Links to articles that nobody knows may stand between them and the end of the page.
fn strike_runs(cleaned: &Cleaned, verdicts: &[Option<Verdict>], places: &[usize], line: &mut [bool]) -> bool {
    let block = |at: usize| (places[at] % 2 == 1).then(|| places[at] / 2);
    let is_prose = |number: usize| is_text(&cleaned.article.blocks[number].text);
    let is_open = |at: usize, line: &[bool]| !line[at] && block(at).is_some_and(|number| verdicts[number].is_some());
    if !(0..line.len()).any(|at| is_open(at, line)) {
        return false;
    }
    let is_own = |at: usize| block(at).is_some_and(|number| verdicts[number].is_none() && is_prose(number));
    let Some(first) = (0..line.len()).find(|&at| is_own(at)) else { return false };
    let last = (0..line.len()).rfind(|&at| is_own(at)).unwrap_or(first);
    let mut changed = false;
    let mut at = 0;
    while at < line.len() {
        let end = (at..line.len()).find(|&end| !is_open(end, line)).unwrap_or(line.len());
        let is_outside = end <= first || at > last;
        let has_short = || (at..end).filter_map(block).any(|number| !is_prose(number));
        if is_outside && (end - at >= RUN || (end - at == 2 && has_short())) {
            line[at..end].fill(true);
            changed = true;
        }
        at = end + 1;
    }
    changed
}

/// Whether an article is left: a sentence, or a table's worth of words.
fn leaves_text(cleaned: &Cleaned, gone: &[bool], own: &[bool]) -> bool {
    let blocks = || cleaned.article.blocks.iter().zip(gone).filter(|(_, gone)| !**gone).map(|(block, _)| &block.text);
    let taken_back = || cleaned.report.removed.iter().zip(own).filter(|(_, own)| **own).map(|(line, _)| &line.text);
    let left = || blocks().chain(taken_back()).map(|text| Features::of(text));
    left().any(|features| features.is_sentence()) || left().map(|features| features.words).sum::<u32>() >= FEWEST_WORDS
}

fn removed_line(block: &mut Block, reason: Reason, is_title: bool) -> RemovedLine {
    let text = std::mem::take(&mut block.text);
    let label = match reason {
        _ if is_title => Label::Title,
        Reason::OtherTitle => Label::RelatedHeadline,
        _ if Features::of(&text).is_sentence() => Label::Notice,
        _ => Label::Menu,
    };
    RemovedLine { text, label, reason, blocks_before: 0 }
}
