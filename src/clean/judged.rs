//! What the trained model makes of a page that the rules have labelled.

use std::ops::Range;

use super::lines::{Features, Line};
use super::model::{self, Around, JudgedLine, LIKELY, Model, Rules, Verdict};
use super::notices;
use super::page::Page;
use super::report::{Cleaned, Label, Reason, RemovedLine};
use crate::article::{BlockKind, Metadata};

/// From this probability on a heading above text of the article is kept, if some stands before it.
const HEADING_LIKELY: f32 = 0.2;
/// So many lines around the article of a web page are told apart by the rules; those beyond are not worth it.
const NEAR: usize = 30;
/// A page with no more lines that are neither sentences nor headlines, and no other sign of furniture, is an article.
const MOST_ODD_LINES: usize = 2;
/// A longer line is text of the article whatever it says.
const FURNITURE_WORDS: u32 = 80;
/// A heading has no more words.
const HEADING_WORDS: u32 = 14;

/// What decides about lines, beside the rules.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judge<'m> {
    /// The model; without one the rules decide alone.
    pub(super) model: Option<&'m Model>,
    /// Whether the lines come from Markdown.
    pub(super) is_markdown: bool,
}

/// A page that the rules have labelled.
pub(super) struct Ruled<'a> {
    pub(super) page: Page<'a>,
    /// What the words of each line alone say.
    pub(super) by_words: Vec<Option<Label>>,
    pub(super) metadata: Metadata,
    /// The part of the page that holds the article; `None` if no line is running text.
    pub(super) part: Option<Range<usize>>,
}

/// What the model is told of a line, for training it.
#[derive(Debug, Clone, PartialEq)]
pub struct LineRow {
    /// The lines of the file that it was made of, counted from 0, half open.
    pub lines: Range<u32>,
    /// Its text.
    pub text: String,
    /// The numbers, in the order of [`super::row_names`].
    pub numbers: Vec<f32>,
}

/// Cleans lines of a web page by the `probabilities` that the model gives them. Title and metadata are `known`; the rules say
/// what the lines near the article are.
pub(super) fn cleaned(mut lines: Vec<Line<'_>>, probabilities: &[f32], known: Metadata) -> Cleaned {
    let kept = with_headings(&lines, probabilities);
    let first = kept.iter().position(|kept| *kept).unwrap_or(0);
    let last = kept.iter().rposition(|kept| *kept).unwrap_or(0);
    let near = first.saturating_sub(NEAR)..(last + 1 + NEAR).min(lines.len());
    let after = lines.split_off(near.end);
    let article = lines.split_off(near.start);
    let mut ruled = super::stages::ruled(article, &known);
    ruled.page.label_as_judged(&kept[near.clone()], &probabilities[near.clone()]);
    let title = known.title.or(ruled.metadata.title);
    let mut cleaned = ruled.page.finish(Metadata { title, ..known });
    let blocks = u32::try_from(cleaned.article.blocks.len()).unwrap_or(u32::MAX);
    let removed = |(line, share): (Line<'_>, &f32), blocks_before| {
        let label = if Features::of(&line.text).is_sentence() { Label::Outside } else { Label::Menu };
        RemovedLine { text: line.text.into_owned(), label, reason: Reason::Model(percent(*share)), blocks_before }
    };
    let before = lines.into_iter().zip(probabilities).map(|line| removed(line, 0));
    let after = after.into_iter().zip(&probabilities[near.end..]).map(|line| removed(line, blocks));
    cleaned.report.removed = before.chain(cleaned.report.removed).chain(after).collect();
    cleaned
}

/// Which lines are likely enough, and the headings above them.
fn with_headings(lines: &[Line<'_>], probabilities: &[f32]) -> Vec<bool> {
    let mut kept: Vec<bool> = probabilities.iter().map(|share| *share >= LIKELY).collect();
    let first = kept.iter().position(|kept| *kept).unwrap_or(kept.len());
    for index in first + 1..kept.len().saturating_sub(1) {
        let is_heading = lines[index].kind == Some(BlockKind::Heading) && probabilities[index] >= HEADING_LIKELY;
        kept[index] |= is_heading && kept[index + 1];
    }
    kept
}

impl Ruled<'_> {
    /// Keeps what the model takes for the article; what it keeps nothing of is left to the rules.
    pub(super) fn decided(mut self, judge: Judge<'_>) -> Cleaned {
        if let (Some(part), Some(model)) = (&self.part, judge.model)
            && self.page.needs_judgement()
        {
            let rules = self.rules(part, judge.is_markdown);
            let probabilities = model.judge(&rules);
            let lines: Vec<JudgedLine> =
                (0..probabilities.len()).map(|index| self.judged(index, probabilities[index])).collect();
            let around = match (judge.is_markdown, self.page.has_menus()) {
                (true, _) => Around::MarkdownLinks,
                (false, true) => Around::Menus,
                (false, false) => Around::Nothing,
            };
            let kept = model::kept(&lines, around);
            if kept.contains(&true) {
                let is_head = |label: &Option<Label>| matches!(label, Some(Label::Byline | Label::Date));
                let kept: Vec<bool> =
                    kept.iter().zip(&self.page.labels).map(|(kept, label)| *kept && !is_head(label)).collect();
                self.page.label_as_judged(&kept, &probabilities);
            }
        }
        self.page.finish(self.metadata)
    }

    fn judged(&self, index: usize, probability: f32) -> JudgedLine {
        let page = &self.page;
        let (text, features) = (&page.lines[index].text, &page.features[index]);
        let is_furniture = || {
            self.by_words[index].is_some_and(|label| !label.is_kept() && label != Label::Notice)
                || notices::is_end_mark(text)
                || notices::sure_label(text, features).is_some()
        };
        let verdict = if page.labels[index].is_some_and(Label::is_kept) {
            Verdict::Article
        } else if is_furniture() {
            Verdict::Furniture
        } else {
            Verdict::Doubtful
        };
        JudgedLine { probability, words: features.words, verdict }
    }

    /// What the model would be told.
    pub(super) fn rows(&self, is_markdown: bool) -> Vec<LineRow> {
        let Some(part) = &self.part else { return Vec::new() };
        let rows = model::rows(&self.rules(part, is_markdown));
        let line = |(line, numbers): (&Line<'_>, Vec<f32>)| LineRow {
            lines: line.span.clone(),
            text: line.text.to_string(),
            numbers,
        };
        self.page.lines.iter().zip(rows).map(line).collect()
    }

    fn rules<'p>(&'p self, part: &'p Range<usize>, is_markdown: bool) -> Rules<'p> {
        let title = self.metadata.title.as_deref().unwrap_or_default();
        Rules { page: &self.page, by_words: &self.by_words, title, part, is_markdown }
    }
}

impl Page<'_> {
    /// Whether anything on the page may not belong to the article: a page of nothing but paragraphs is one.
    fn needs_judgement(&self) -> bool {
        let mut odd = 0;
        for (index, label) in self.labels.iter().enumerate() {
            let features = &self.features[index];
            match label {
                Some(Label::Title | Label::Byline | Label::Date) => {}
                Some(label) if label.is_kept() => {
                    odd += usize::from(!features.is_sentence());
                    let may_be_furniture = features.words <= FURNITURE_WORDS;
                    if features.is_headline() || (may_be_furniture && self.evidence(index).is_suspect()) {
                        return true;
                    }
                }
                _ => return true,
            }
        }
        odd > MOST_ODD_LINES
    }

    fn label_as_judged(&mut self, kept: &[bool], probabilities: &[f32]) {
        for index in 0..self.lines.len() {
            let label = self.labels[index];
            let was_kept = label.is_some_and(Label::is_kept);
            let is_title = label == Some(Label::Title);
            let features = &self.features[index];
            if kept[index] == was_kept || is_title {
                continue;
            }
            self.labels[index] = Some(match kept[index] {
                true if !features.is_sentence()
                    && features.words <= HEADING_WORDS
                    && self.precedes_text(index, kept) =>
                {
                    Label::Heading
                }
                true => Label::Content,
                false if features.is_sentence() => Label::Outside,
                false if features.is_headline() => Label::RelatedHeadline,
                false => Label::Menu,
            });
            self.reasons[index] = Some(Reason::Model(percent(probabilities[index])));
        }
    }

    /// Whether running text of the article comes next.
    fn precedes_text(&self, index: usize, kept: &[bool]) -> bool {
        self.features.get(index + 1).is_some_and(|next| kept[index + 1] && next.is_prose())
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a probability is from 0 to 1")]
fn percent(probability: f32) -> u8 {
    (probability * 100.0).round() as u8
}
