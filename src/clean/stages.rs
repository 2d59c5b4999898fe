//! From lines to an article: each stage labels the lines it knows, and what no stage claims stays.

use std::ops::Range;

use jiff::civil::Date;

use super::judged::{Judge, Ruled};
use super::lines::Line;
use super::page::{HEAD_LINES, Page};
use super::phrases::Evidence;
use super::report::{CleanReport, Cleaned, Label, Reason, RemovedLine};
use super::{authors, cells, chars, dates, menus, neighbours, notices, region, title};
use crate::article::{Article, Block, BlockKind, Metadata};

/// A date may stand below the first paragraph, but not far.
const DATE_BELOW_START: usize = 6;
const DATE_LINE_WORDS: u32 = 16;
/// A notice of fewer words at the top is no headline.
const TITLE_WORDS: u32 = 4;
/// The headline may be said again below the first paragraph, but not far.
const TITLE_BELOW_START: usize = 3;
/// A page with fewer lines that are surely menus has none around its article.
const FEWEST_MENU_LINES: usize = 4;
/// The same as a share of all lines.
const MENU_PERCENT: usize = 6;

/// Cleans a page that may have anything around the article.
pub(super) fn clean(lines: Vec<Line<'_>>, given: &Metadata, judge: Judge<'_>) -> Cleaned {
    ruled(lines, given).decided(judge)
}

/// What the rules make of a page that may have anything around the article.
pub(super) fn ruled<'a>(lines: Vec<Line<'a>>, given: &Metadata) -> Ruled<'a> {
    let mut page = Page::new(lines);
    let mut metadata = given.clone();
    page.label_by_words();
    page.label_repeats();
    page.label_counted_lists();
    authors::label(&mut page, &mut metadata);
    let end = page.comments_start().unwrap_or(page.lines.len());
    match region::main_part(&page.features[..end], &page.labels[..end]) {
        Some(part) => page.clean_around(part, metadata),
        None => page.without_main_part(metadata),
    }
}

/// Cleans text that is an article already: only what cannot belong to it goes.
pub(super) fn clean_lightly(lines: Vec<Line<'_>>, given: &Metadata) -> Cleaned {
    let mut page = Page::new(lines);
    for index in 0..page.lines.len() {
        page.labels[index] = notices::sure_label(&page.lines[index].text, &page.features[index]);
    }
    page.label_end_marks();
    if let Some(first) = page.lines.first()
        && page.lines.len() > 1
        && given.title.as_ref().is_some_and(|title| chars::key(title) == chars::key(&first.text))
    {
        page.labels[0] = Some(Label::Title);
    }
    if page.labels.iter().all(Option::is_some) {
        page.labels.fill(None);
    }
    page.finish(given.clone())
}

impl<'a> Page<'a> {
    /// Labels everything else, with the article within `part`.
    fn clean_around(mut self, mut part: Range<usize>, mut metadata: Metadata) -> Ruled<'a> {
        let by_words = self.labels.clone();
        self.label_title(&mut metadata, part.start);
        // A title that ends in an odd word looks like the start of a sentence and may have been taken for text.
        part.start += usize::from(part.len() > 1 && self.labels[part.start] == Some(Label::Title));
        self.label_menu_bars(&part);
        let has_menus = self.has_menus();
        self.label_dates(&mut metadata, &part, has_menus);
        self.label_source(&mut metadata, part.start);
        let is_page = (0..self.lines.len()).any(|index| self.is_around(index));
        let start = if has_menus || self.is_boilerplate(0..part.start) { part.start } else { 0 };
        let end =
            if has_menus || self.is_boilerplate(part.end..self.lines.len()) { part.end } else { self.lines.len() };
        let page = neighbours::Surroundings { lines: &self.lines, features: &self.features, has_menus, is_page };
        neighbours::label(page, &mut self.labels, part.start..end);
        self.label_outside(&(start..end));
        Ruled { page: self, by_words, metadata, part: Some(part) }
    }

    fn label_by_words(&mut self) {
        for index in 0..self.lines.len() {
            let (text, evidence) = (&self.lines[index].text, &mut self.evidence[index]);
            let count = || *evidence.insert(Evidence::of(text));
            self.labels[index] = notices::label_by(text, &self.features[index], count);
        }
        // News may be about subscriptions: a headline takes a surer sign than a line elsewhere.
        if let ([first, second, ..], [features, ..], [label @ Some(Label::Notice), ..]) =
            (self.lines.as_slice(), self.features.as_slice(), self.labels.as_mut_slice())
            && second.after_blank
            && features.words >= TITLE_WORDS
        {
            *label = notices::sure_label(&first.text, features);
        }
    }

    /// A line of short parts without figures is a menu outside of `part`, and may be a row of a table within it.
    fn label_menu_bars(&mut self, part: &Range<usize>) {
        for index in (0..part.start).chain(part.end..self.lines.len()) {
            if self.labels[index].is_none() && cells::is_menu_bar(&self.lines[index].text) {
                self.labels[index] = Some(Label::Menu);
            }
        }
    }

    /// Wire copy ends with a mark, also in records.
    fn label_end_marks(&mut self) {
        for (line, label) in self.lines.iter().zip(&mut self.labels).rev() {
            if !notices::is_end_mark(&line.text) {
                break;
            }
            *label = Some(Label::Notice);
        }
    }

    fn label_title(&mut self, metadata: &mut Metadata, start: usize) {
        if metadata.title.is_none() {
            let found = title::find(&self.lines, &self.features, &self.labels, start);
            metadata.title = found.map(|index| title::shown(&self.lines[index].text, &self.lines).to_owned());
            if let Some(index) = found {
                self.labels[index] = Some(Label::Title);
            }
        }
        let Some(title) = &metadata.title else { return };
        let key = chars::key(title);
        let first = chars::first(title);
        for (line, label) in self.lines.iter().zip(&mut self.labels).take(start + TITLE_BELOW_START) {
            // With a colon it introduces what follows.
            if label.is_none()
                && !line.text.ends_with(':')
                && line.text.len() <= title.len() * 2 + 40
                && (key.is_empty() || chars::first(&line.text) == first)
                && chars::key(title::without_site(&line.text)) == key
            {
                *label = Some(Label::Title);
            }
        }
    }

    fn label_dates(&mut self, metadata: &mut Metadata, part: &Range<usize>, has_menus: bool) {
        let mut nearest = None;
        for index in 0..self.lines.len() {
            // A date line within an article that was cut out is part of a list, such as a timeline.
            let inside = !has_menus && index >= part.start + DATE_BELOW_START;
            if self.labels[index].is_some() || self.features[index].words > DATE_LINE_WORDS {
                continue;
            }
            if dates::is_time_stamp(&self.lines[index].text) {
                self.labels[index] = Some(Label::Date);
            } else if inside {
                continue;
            }
            if let Some(date) = date_in(&self.lines[index].text, index < part.start) {
                self.labels[index] = Some(Label::Date);
                if index < part.start + HEAD_LINES && index + HEAD_LINES >= part.start && nearest.is_none() {
                    nearest = Some(date);
                }
            } else if dates::is_ambiguous_line(&self.lines[index].text) {
                // Which day it means is settled when all evidence is there; see `evidence`.
                self.labels[index] = Some(Label::Date);
            }
        }
        if metadata.published.is_none() {
            let in_byline = || {
                (0..part.start)
                    .rev()
                    .filter(|&index| self.labels[index] == Some(Label::Byline))
                    .find_map(|index| dates::find(&self.lines[index].text))
            };
            metadata.published = nearest.or_else(in_byline).or_else(|| dates::dateline(&self.lines[part.start].text));
        }
    }

    /// A line above the text such as `Source: Example News` names the outlet, and one that opens with its name is its motto.
    fn label_source(&mut self, metadata: &mut Metadata, start: usize) {
        for index in start.saturating_sub(HEAD_LINES)..start {
            let text = &self.lines[index].text;
            if self.labels[index].is_some() {
                continue;
            }
            if let Some(name) = notices::named_source(text) {
                metadata.source.get_or_insert_with(|| name.to_owned());
                self.labels[index] = Some(Label::Byline);
            } else if metadata.source.as_ref().is_some_and(|source| cells::opens_with(text, source)) {
                self.labels[index] = Some(Label::Menu);
            }
        }
    }

    /// Whether the page around the article is there as well: menus and buttons say so.
    ///
    /// Without them the text was cut out by somebody, and short lines are rather lists and tables of the article.
    pub(super) fn has_menus(&self) -> bool {
        let menus = self.labels.iter().filter(|label| **label == Some(Label::Menu)).count();
        menus >= FEWEST_MENU_LINES && menus * 100 >= self.lines.len() * MENU_PERCENT
    }

    /// Whether much of `outside`, which lies before or after the main part, is known not to be of the article.
    fn is_boilerplate(&self, outside: Range<usize>) -> bool {
        let is_section = |index: usize| self.labels[index].is_none() && menus::is_section(&self.lines[index].text);
        let labelled = outside.clone().filter(|&index| self.is_around(index) || is_section(index)).count();
        labelled >= 2 && labelled * 5 >= outside.len()
    }

    /// Whether a line is known to be of the page around the article. Articles that stand alone have bylines and dates too.
    fn is_around(&self, index: usize) -> bool {
        self.labels[index]
            .is_some_and(|label| !label.is_kept() && !matches!(label, Label::Title | Label::Byline | Label::Date))
    }

    /// Labels what is left: text within `kept`, and what stands around the article elsewhere.
    fn label_outside(&mut self, kept: &Range<usize>) {
        for (index, label) in self.labels.iter_mut().enumerate().filter(|(_, label)| label.is_none()) {
            *label = Some(match (kept.contains(&index), self.features[index].is_sentence()) {
                (true, _) => Label::Content,
                (false, true) => Label::Outside,
                (false, false) => Label::Menu,
            });
        }
    }

    /// No line is running text: a short text is an article all the same, and a table, but a list of menu words is not.
    fn without_main_part(mut self, mut metadata: Metadata) -> Ruled<'a> {
        let free: Vec<usize> = (0..self.lines.len()).filter(|&index| self.labels[index].is_none()).collect();
        let figures = free.iter().filter(|&&index| self.features[index].numbers > 0).count();
        let few = free.len() <= 3 && free.len() * 2 > self.lines.len();
        let short = few || figures * 2 >= free.len();
        for &index in &free {
            self.labels[index] = Some(if short { Label::Content } else { Label::Menu });
        }
        if let ([first, _, ..], true, None) = (free.as_slice(), short, &metadata.title) {
            metadata.title = Some(self.lines[*first].text.to_string());
            self.labels[*first] = Some(Label::Title);
        }
        Ruled { page: self, by_words: Vec::new(), metadata, part: None }
    }

    pub(super) fn finish(self, metadata: Metadata) -> Cleaned {
        let mut cleaned = Cleaned { article: Article { metadata, blocks: Vec::new() }, report: CleanReport::default() };
        for ((line, label), reason) in self.lines.into_iter().zip(self.labels).zip(self.reasons) {
            let label = label.unwrap_or(Label::Content);
            let text = line.text.into_owned();
            if label.is_kept() {
                let found = if label == Label::Heading { BlockKind::Heading } else { BlockKind::Paragraph };
                cleaned.article.blocks.push(Block { kind: line.kind.unwrap_or(found), text });
            } else {
                let by_rules = if matches!(label, Label::Outside) { Reason::Place } else { Reason::Words };
                let reason = reason.unwrap_or(by_rules);
                let blocks_before = u32::try_from(cleaned.article.blocks.len()).unwrap_or(u32::MAX);
                cleaned.report.removed.push(RemovedLine { text, label, reason, blocks_before });
            }
        }
        cleaned
    }
}

/// The date of a line; above the text also one beside a place, an outlet or counters.
fn date_in(text: &str, above: bool) -> Option<Date> {
    let beside_others = || {
        let in_parts = cells::byline(text).filter(|found| found.authors.is_empty()).and_then(|found| found.date);
        dates::placed_date_line(text).or(in_parts)
    };
    dates::date_line(text).or_else(|| beside_others().filter(|_| above))
}
