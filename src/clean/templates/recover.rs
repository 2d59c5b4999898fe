//! Puts lines back that the page alone made look like furniture.
//!
//! A page whose furniture the corpus knows has it all in lines that recur. What cleaning removed beside the article, and what
//! neither recurs nor is a headline of another article, is then more likely the article's own: a signature, the place and hour
//! of a speech, a list of names. It comes back if nothing but such lines stands between it and the article, or a known line.

use std::cell::Cell;

use serde::{Deserialize, Serialize};

use super::super::chars;
use super::super::lines::{Ending, Features};
use super::super::notices;
use super::super::people::names_alone;
use super::super::report::{Cleaned, Label, PageLine, Reason, RemovedLine};
use super::apply::{Evidence, template};
use super::key::{LineKey, is_text, link_keys};
use super::learn::{TemplateLine, Where};

/// A page is known if so many of its lines are template lines.
const FEWEST_KNOWN: usize = 3;
/// And if it has at most so many times as many unknown ones.
const UNKNOWN_TO_KNOWN: usize = 2;
/// More unknown lines in a row, rows of tables not counted, are furniture of a kind that the corpus has not met.
const LONGEST_RUN: usize = 24;
/// So many links to other articles in a row, behind the article, are a list of such.
const LINKS_OF_LIST: usize = 3;
/// Template lines are counted among so many removed lines on either side of the article.
const REACH: usize = 48;
/// What the trained model must give a sentence, and a line that looks like a headline, in percent. Other lines are short, and
/// by themselves say little: what stands against them is that they are short.
const SENTENCE_PERCENT: u8 = 12;
const HEADLINE_PERCENT: u8 = 30;
const SHORT_PERCENT: u8 = 1;
/// From here on a paragraph is more likely than not the article's.
const LIKELY_PERCENT: u8 = 50;

/// A headline has fewer figures.
const FIGURES_OF_ROW: u32 = 2;
/// And no more words.
const HEADLINE_WORDS: u32 = 24;
/// So many capitalised words look like a headline, and fewer like a name.
const TITLE_CASE_WORDS: u32 = 5;

/// A block of an article that cleaning had removed: what it takes to remove it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recovered {
    /// Its number among the blocks of the article.
    pub block: u32,
    /// What it was held for.
    pub label: Label,
    /// Why.
    pub reason: Reason,
}

/// How a line of the page stands to the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Article,
    /// Not of the article, and known to be so.
    Border,
    /// A link to another article, or some other insert, which sites put anywhere: it borders nothing.
    Insert,
    /// Removed, but nothing is known against it.
    Open,
    /// The same, and can be a row of a table.
    Row,
}

impl Standing {
    fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Row)
    }
}

/// Which of the removed lines of a page belong to the article after all. `is_gone`: the blocks that the corpus takes out.
pub(super) fn recovered(
    cleaned: &Cleaned,
    is_gone: &[bool],
    own_title: Option<LineKey>,
    evidence: &dyn Evidence,
) -> Vec<bool> {
    let removed = &cleaned.report.removed;
    let mut found = vec![false; removed.len()];
    if !evidence.removes_links() || !evidence.knows_lines() || !is_known(cleaned, is_gone, evidence) {
        return found;
    }
    let mut gone = is_gone.iter();
    let mut standings: Vec<Standing> = Vec::with_capacity(removed.len() + is_gone.len());
    for line in cleaned.page_lines() {
        standings.push(match line {
            PageLine::Kept(block) if gone.next().is_some_and(|gone| *gone) => border(&block.text, own_title, evidence),
            PageLine::Kept(_) => Standing::Article,
            PageLine::Removed(line) if is_open(line, own_title, evidence) => open(&line.text),
            PageLine::Removed(line) => border(&line.text, own_title, evidence),
        });
    }
    open_heads(cleaned, &mut standings, evidence);
    let last = standings.iter().rposition(|standing| *standing == Standing::Article).unwrap_or(0);
    close_lists(cleaned, &mut standings, last);
    if !standings.contains(&Standing::Article) {
        seed(cleaned, &mut standings);
    }
    open_inserts(&mut standings);
    take_runs(&mut standings);
    let is_article = |standing: &Standing| *standing == Standing::Article;
    let of_removed = cleaned.page_lines().zip(&standings).filter(|(line, _)| matches!(line, PageLine::Removed(_)));
    for (found, (_, standing)) in found.iter_mut().zip(of_removed) {
        *found = is_article(standing);
    }
    found
}

/// The keys of the lines of a page on which it depends whether lines come back.
pub(super) fn watched(blocks: usize, removed: &[RemovedLine]) -> impl Iterator<Item = LineKey> + '_ {
    let may_be = removed.iter().any(may_be_own);
    let near = near(blocks, removed);
    near.filter(move |_| may_be).flat_map(|line| LineKey::of(&line.text).into_iter().chain(link_keys(&line.text)))
}

/// The removed lines within the article, and those near its ends.
fn near(blocks: usize, removed: &[RemovedLine]) -> impl Iterator<Item = &RemovedLine> {
    let head = removed.partition_point(|line| line.blocks_before == 0);
    let tail = removed.partition_point(|line| (line.blocks_before as usize) < blocks).max(head);
    removed[head.saturating_sub(REACH)..(tail + REACH).min(removed.len())].iter()
}

/// Whether the page is furnished with lines that the corpus knows, and with few others that are not rows of tables: a folder of
/// many sites knows the words that all sites have, and no site.
fn is_known(cleaned: &Cleaned, is_gone: &[bool], evidence: &dyn Evidence) -> bool {
    let blocks = &cleaned.article.blocks;
    let struck = blocks.iter().zip(is_gone).filter(|(_, gone)| **gone).map(|(block, _)| (block.text.as_str(), None));
    let removed = near(blocks.len(), &cleaned.report.removed).map(|line| (line.text.as_str(), Some(line.label)));
    let is_known = |text: &str| template(text, evidence).is_some_and(|line| line.is_of_known_source());
    let (known, others): (Vec<_>, Vec<_>) = struck.chain(removed).partition(|(text, _)| is_known(text));
    let is_unknown = |(text, label): &(&str, Option<Label>)| {
        let is_head = matches!(label, Some(Label::Title | Label::Byline | Label::Date | Label::Bio));
        !is_head && !is_row(&Features::of(text)) && !link_keys(text).any(|key| evidence.is_title(key))
    };
    // Titles are looked up last, and only until the answer is known.
    known.len() >= FEWEST_KNOWN
        && others.iter().filter(|line| is_unknown(line)).nth(known.len() * UNKNOWN_TO_KNOWN).is_none()
}

/// Whether a removed line may be of the article, if the corpus has nothing against it.
fn may_be_own(line: &RemovedLine) -> bool {
    if !matches!(line.label, Label::Menu | Label::Outside | Label::RelatedHeadline) || line.reason.is_of_corpus() {
        return false;
    }
    let features = Features::of(&line.text);
    let is_headline = is_like_headline(&line.text, &features);
    let needed = match () {
        () if features.is_sentence() => SENTENCE_PERCENT,
        // Above the article, links to others do not stand alone.
        () if is_headline && line.blocks_before > 0 => HEADLINE_PERCENT,
        () => SHORT_PERCENT,
    };
    let is_likely = match line.reason {
        Reason::Model(percent) => percent >= needed,
        _ if line.label == Label::RelatedHeadline => !is_headline && !is_marked_link(&line.text, &features),
        _ => !is_headline || line.blocks_before == 0,
    };
    is_likely && notices::sure_label(&line.text, &features).is_none()
}

/// Whether a line may be the headline of another article. An entry of a numbered list, a row of figures, and a line with an
/// address are none, nor is a line that was cut within a bracket.
fn is_like_headline(text: &str, features: &Features) -> bool {
    let is_entry = chars::after_list_number(text).is_some_and(|rest| rest.starts_with([')', '.']));
    let is_capitalised = features.words >= TITLE_CASE_WORDS && features.is_title_case();
    let has_shape = features.is_headline() || (is_capitalised && features.ending == Ending::Open);
    let is_cut = text.matches('(').count() > text.matches(')').count();
    has_shape && features.words <= HEADLINE_WORDS && !is_entry && !is_row(features) && !is_cut && !text.contains("://")
}

/// Whether a line can be one of a table.
fn is_row(features: &Features) -> bool {
    features.numbers >= FIGURES_OF_ROW || features.numbers * 4 >= features.sampled
}

/// Whether the words of a line alone make it a link to another article, as `See also:` does.
fn is_marked_link(text: &str, features: &Features) -> bool {
    notices::label(text, features) == Some(Label::RelatedHeadline)
}

fn is_open(line: &RemovedLine, own_title: Option<LineKey>, evidence: &dyn Evidence) -> bool {
    let is_name = || line.blocks_before == 0 && !names_alone(&line.text).is_empty();
    let recurs = |known: TemplateLine| known.place != Where::Nowhere || is_name();
    let is_template = |key| evidence.line(key).is_some_and(recurs) || evidence.is_pinned(key);
    // The headline with a colon after it is the first line of a list.
    let introduces = line.text.ends_with(':');
    may_be_own(line)
        && !LineKey::of(&line.text).is_some_and(|key| (Some(key) == own_title && !introduces) || is_template(key))
        && !link_keys(&line.text).any(|key| Some(key) != own_title && evidence.is_title(key))
}

fn open(text: &str) -> Standing {
    if is_row(&Features::of(text)) { Standing::Row } else { Standing::Open }
}

fn border(text: &str, own_title: Option<LineKey>, evidence: &dyn Evidence) -> Standing {
    let is_link = link_keys(text).any(|key| Some(key) != own_title && evidence.is_title(key));
    let is_insert = || template(text, evidence).is_some_and(|line| line.is_insert);
    if is_link || is_insert() { Standing::Insert } else { Standing::Border }
}

/// What looks like a headline and stands above a row of figures is the head of a table.
fn open_heads(cleaned: &Cleaned, standings: &mut [Standing], evidence: &dyn Evidence) {
    for (line, pair) in cleaned.page_lines().zip(Cell::from_mut(standings).as_slice_of_cells().windows(2)) {
        if let (PageLine::Removed(line), [standing, below]) = (line, pair)
            && (standing.get(), below.get()) == (Standing::Border, Standing::Row)
            && line.label == Label::Menu
            && is_like_headline(&line.text, &Features::of(&line.text))
            && template(&line.text, evidence).is_none()
        {
            standing.set(Standing::Open);
        }
    }
}

/// Links in a row behind the article end it, but for those with a likely paragraph behind them: sites put lists of links before
/// their last paragraph, too. `last`: the last line of the article.
fn close_lists(cleaned: &Cleaned, standings: &mut [Standing], last: usize) {
    let is_likely = |line: PageLine<'_>| match line {
        PageLine::Removed(line) => {
            let is_likely = match line.reason {
                Reason::Model(percent) => percent >= LIKELY_PERCENT,
                reason => reason == Reason::Place,
            };
            is_likely && is_text(&line.text)
        }
        PageLine::Kept(_) => false,
    };
    let mut lines = cleaned.page_lines().skip(last).peekable();
    let mut rest = &mut standings[last..];
    while let Some(&first) = rest.first() {
        let length = rest.iter().take_while(|standing| **standing == first).count();
        let (run, others) = rest.split_at_mut(length);
        lines.by_ref().take(length).for_each(drop);
        let leads_on = others.first() == Some(&Standing::Open) && lines.peek().is_some_and(|line| is_likely(*line));
        if first == Standing::Insert && length >= LINKS_OF_LIST && !leads_on {
            run.fill(Standing::Border);
        }
        rest = others;
    }
}

/// Where the corpus takes out all that was kept: the article is the running text that was not, or else the tables.
fn seed(cleaned: &Cleaned, standings: &mut [Standing]) {
    for needs_text in [true, false] {
        for (line, standing) in cleaned.page_lines().zip(standings.iter_mut()) {
            let PageLine::Removed(line) = line else { continue };
            if standing.is_open() && (is_text(&line.text) || !needs_text) {
                *standing = Standing::Article;
            }
        }
        if standings.contains(&Standing::Article) {
            return;
        }
    }
}

/// A template line that stands alone among lines of the article was put between them: it borders nothing either.
fn open_inserts(standings: &mut [Standing]) {
    let Some(last) = standings.iter().rposition(|standing| *standing == Standing::Article) else { return };
    for at in 1..last {
        let stands_alone = standings[at - 1] != Standing::Border && standings[at + 1] != Standing::Border;
        if standings[at] == Standing::Border && stands_alone {
            standings[at] = Standing::Insert;
        }
    }
}

/// Runs of open lines that touch the article become its own: those within it, and those from it to a line that is known, or to
/// the end of the page.
fn take_runs(standings: &mut [Standing]) {
    let mut at = 0;
    while at < standings.len() {
        let is_within = |standing: Standing| standing.is_open() || standing == Standing::Insert;
        let end = (at..standings.len()).find(|&end| !is_within(standings[end])).unwrap_or(standings.len());
        let is_article = |at: Option<usize>| at.and_then(|at| standings.get(at)) == Some(&Standing::Article);
        let touches = is_article(at.checked_sub(1)) || is_article(Some(end));
        let run = &mut standings[at..end];
        if touches && run.iter().filter(|standing| **standing != Standing::Row).count() <= LONGEST_RUN {
            run.iter_mut().filter(|own| own.is_open()).for_each(|own| *own = Standing::Article);
        }
        at = end + 1;
    }
}
