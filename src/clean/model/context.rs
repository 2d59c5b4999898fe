//! What is known of a page as a whole, and of each line's place in it.

use std::ops::Range;

use hashbrown::HashMap;

use super::super::line_hash::line_hash;
use super::super::page::Page;
use super::super::phrases;
use super::super::report::Label;
use super::line::{LineFacts, flag, number};
use super::words::{Vocabulary, Words};

/// Distances are counted no further.
pub(super) const FAR: f32 = 60.0;
/// A paragraph counts for no more words than this, so that one huge paragraph does not outweigh an article.
pub(super) const MOST_OF_A_LINE: u32 = 80;
/// So many lines in a row that are no running text part two blocks.
const BLOCK_GAP: u32 = 4;
/// A longer line has words about comments but heads none.
const COMMENT_HEADING_WORDS: u32 = 8;
/// The headline stands no further than this below the start of the main part.
const TITLE_BELOW_START: usize = 3;

/// What the rules made of a page before the model is asked.
#[derive(Clone, Copy)]
pub(in crate::clean) struct Rules<'p> {
    /// The page with the labels that the rules gave.
    pub(in crate::clean) page: &'p Page<'p>,
    /// What the words of each line alone say.
    pub(in crate::clean) by_words: &'p [Option<Label>],
    /// The headline; empty if none is known.
    pub(in crate::clean) title: &'p str,
    /// The part of the page that holds the article.
    pub(in crate::clean) part: &'p Range<usize>,
    /// Whether the page has markup of Markdown.
    pub(in crate::clean) is_markdown: bool,
}

impl Rules<'_> {
    /// Whether the rules take a line for part of the article.
    pub(super) fn is_kept(&self, index: usize) -> bool {
        self.page.labels[index].is_some_and(Label::is_kept)
    }
}

/// What is known of a page as a whole.
pub(super) struct Context {
    pub(super) facts: Vec<LineFacts>,
    pub(super) words: Vec<Words>,
    pub(super) title: Words,
    pub(super) title_key: u64,
    /// The line of the headline.
    pub(super) title_line: Option<usize>,
    pub(super) vocabulary: Vocabulary,
    /// How often each line stands in the page, by its key.
    pub(super) repeats: HashMap<u64, u32>,
    /// Words of running text before each line, and in the whole page at the end.
    pub(super) prose_before: Vec<u32>,
    /// Words before each line that the rules keep, and in the whole page at the end.
    pub(super) kept_before: Vec<u32>,
    pub(super) all_words: u32,
    pub(super) since: Vec<Since>,
    /// The nearest line of running text above and below each line.
    pub(super) prose_above: Vec<Option<usize>>,
    pub(super) prose_below: Vec<Option<usize>>,
    pub(super) blocks: Blocks,
}

/// How far back things are, counted in lines unless the name says otherwise.
#[derive(Clone, Copy)]
pub(super) struct Since {
    pub(super) related: f32,
    pub(super) related_words: f32,
    pub(super) notice: f32,
    pub(super) comments: f32,
    /// Headings of comments so far.
    pub(super) comment_marks: f32,
    /// Lines labelled by their words since the last running text.
    pub(super) labelled: f32,
}

/// Blocks of running text.
pub(super) struct Blocks {
    /// The block of each line.
    pub(super) of_line: Vec<usize>,
    /// Words of running text of each block, and words that the rules keep.
    pub(super) prose: Vec<u32>,
    pub(super) kept: Vec<u32>,
    /// Words of running text before each block, and in all at the end.
    pub(super) prose_before: Vec<u32>,
    /// The most words of running text that a block has, and the most that the rules keep.
    pub(super) most_prose: u32,
    pub(super) most_kept: u32,
}

impl Context {
    pub(super) fn new(rules: &Rules<'_>) -> Self {
        let page = rules.page;
        let count = page.lines.len();
        let facts: Vec<LineFacts> =
            (0..count).map(|index| LineFacts::of(&page.lines[index].text, page.evidence(index))).collect();
        let words: Vec<Words> = page.lines.iter().map(|line| Words::of(&line.text)).collect();
        let kept = words.iter().enumerate().filter(|(index, _)| rules.is_kept(*index));
        let vocabulary = Vocabulary::of(kept);
        let mut repeats = HashMap::new();
        for line in &facts {
            *repeats.entry(line.key).or_insert(0) += 1;
        }
        let prose = |index: usize| if page.features[index].is_prose() { page.features[index].words } else { 0 };
        let kept = |index: usize| if rules.is_kept(index) { page.features[index].words } else { 0 };
        let end_of_title = (rules.part.start + TITLE_BELOW_START + 1).min(count);
        Self {
            title: Words::of(rules.title),
            title_key: line_hash(rules.title).unwrap_or_default(),
            title_line: page.labels[..end_of_title].iter().rposition(|label| *label == Some(Label::Title)),
            vocabulary,
            repeats,
            prose_before: running_sum(count, prose),
            kept_before: running_sum(count, kept),
            all_words: page.features.iter().map(|features| features.words).sum(),
            since: since(rules, &facts),
            prose_above: nearest(count, |index| page.features[index].is_prose()),
            prose_below: {
                let mut below = nearest(count, |index| page.features[count - 1 - index].is_prose());
                below.reverse();
                below.into_iter().map(|found| found.map(|index| count - 1 - index)).collect()
            },
            blocks: Blocks::new(rules),
            facts,
            words,
        }
    }

    pub(super) fn has_phrase(&self, index: usize, kind: usize) -> bool {
        self.facts[index].evidence.around[kind] > 0
    }
}

pub(super) fn running_sum(count: usize, value: impl Fn(usize) -> u32) -> Vec<u32> {
    let mut sums = Vec::with_capacity(count + 1);
    sums.push(0);
    for index in 0..count {
        sums.push(sums[index] + value(index));
    }
    sums
}

/// For each place the last one before it that passes `test`.
fn nearest(count: usize, test: impl Fn(usize) -> bool) -> Vec<Option<usize>> {
    let mut last = None;
    (0..count)
        .map(|index| {
            let before = last;
            if test(index) {
                last = Some(index);
            }
            before
        })
        .collect()
}

fn since(rules: &Rules<'_>, facts: &[LineFacts]) -> Vec<Since> {
    let page = rules.page;
    let mut now = Since {
        related: FAR,
        related_words: FAR * 50.0,
        notice: FAR,
        comments: FAR,
        comment_marks: 0.0,
        labelled: 0.0,
    };
    let step = |index: usize| {
        let before = now;
        let features = &page.features[index];
        let label = rules.by_words[index];
        let is_prose = features.is_prose();
        let one_more = |distance: f32, most: f32| (distance + 1.0).min(most);
        now.related = if label == Some(Label::RelatedHeadline) { 0.0 } else { one_more(now.related, FAR) };
        now.notice = if label == Some(Label::Notice) { 0.0 } else { one_more(now.notice, FAR) };
        let words = if label == Some(Label::RelatedHeadline) { 0.0 } else { now.related_words };
        now.related_words = words + if is_prose { number(features.words) } else { 0.0 };
        now.labelled = if is_prose { 0.0 } else { now.labelled + flag(label.is_some()) };
        let heads_comments =
            facts[index].evidence.around[phrases::COMMENTS] > 0 && features.words <= COMMENT_HEADING_WORDS;
        now.comments = if heads_comments { 0.0 } else { one_more(now.comments, FAR * 3.0) };
        now.comment_marks += flag(heads_comments);
        before
    };
    (0..page.lines.len()).map(step).collect()
}

impl Blocks {
    fn new(rules: &Rules<'_>) -> Self {
        let page = rules.page;
        let mut blocks = Self {
            of_line: Vec::with_capacity(page.lines.len()),
            prose: vec![0],
            kept: vec![0],
            prose_before: Vec::new(),
            most_prose: 0,
            most_kept: 0,
        };
        let mut gap = 0;
        for (index, features) in page.features.iter().enumerate() {
            gap = if features.is_prose() { 0 } else { gap + 1 };
            if gap == BLOCK_GAP && blocks.prose.last().is_some_and(|words| *words > 0) {
                blocks.prose.push(0);
                blocks.kept.push(0);
            }
            let last = blocks.prose.len() - 1;
            let words = features.words.min(MOST_OF_A_LINE);
            blocks.of_line.push(last);
            blocks.prose[last] += if features.is_prose() { words } else { 0 };
            blocks.kept[last] += if rules.is_kept(index) { words } else { 0 };
        }
        blocks.prose_before = running_sum(blocks.prose.len(), |block| blocks.prose[block]);
        let most = |words: &[u32]| words.iter().copied().max().unwrap_or_default();
        (blocks.most_prose, blocks.most_kept) = (most(&blocks.prose), most(&blocks.kept));
        blocks
    }
}
