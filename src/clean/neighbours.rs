//! Lines within the article that are not running text: headings, headline links, leftovers of menus.

use std::ops::Range;

use super::chars::after_list_number;
use super::lines::{Ending, Features, Line};
use super::report::Label;
use crate::article::BlockKind;

/// A heading has fewer words than this.
const HEADING_WORDS: u32 = 8;
/// A heading in the form of a question has at most so many words.
const QUESTION_HEADING_WORDS: u32 = 14;
/// A heading in title case has at most so many words.
const TITLE_CASE_HEADING_WORDS: u32 = 10;
/// A line that is all link and has so many words is the headline of another article.
const LINK_WORDS: u32 = 5;
/// A headline link that names its topic before a colon has so many words, and no more before the colon.
const TOPIC_LINK_WORDS: u32 = 7;
const TOPIC_WORDS: usize = 7;
const LONGEST_TOPIC_LINK: u32 = 20;
/// So many lines on end without a sentence are a list or a table where no menus are about.
const LIST_RUN: usize = 3;
/// So many short lines on end, all without a sentence, are a menu or a list of links.
const MENU_RUN: usize = 5;

/// The lines of a page and what is known about all of them.
#[derive(Clone, Copy)]
pub(super) struct Surroundings<'p> {
    pub(super) lines: &'p [Line<'p>],
    pub(super) features: &'p [Features],
    /// Whether menus stand around the article.
    pub(super) has_menus: bool,
    /// Whether any line is known to be of a page rather than of the article. Otherwise somebody wrote a text, tables included.
    pub(super) is_page: bool,
}

/// Labels every line of `part` that has no label yet.
pub(super) fn label(page: Surroundings<'_>, labels: &mut [Option<Label>], part: Range<usize>) {
    let mut in_related_list = false;
    let mut index = part.start;
    while index < part.end {
        match labels[index] {
            Some(Label::RelatedHeadline) if super::menus::heads_related(&page.lines[index].text) => {
                in_related_list = true;
            }
            None if page.is_text(index) && !(in_related_list && page.is_topic_link(index)) => {
                in_related_list &= !page.features[index].is_sentence();
                labels[index] =
                    Some(if page.is_wordy_heading(labels, index) { Label::Heading } else { Label::Content });
            }
            None => {
                let run = index..page.end_of_run(labels, index..part.end);
                index = run.end;
                page.label_run(labels, run, in_related_list);
                continue;
            }
            Some(_) => {}
        }
        index += 1;
    }
}

impl Surroundings<'_> {
    /// The end of the run of unlabelled lines without text that starts at `rest.start`.
    fn end_of_run(&self, labels: &[Option<Label>], rest: Range<usize>) -> usize {
        let end = rest.end;
        rest.into_iter().find(|&index| labels[index].is_some() || self.is_text(index)).unwrap_or(end)
    }

    fn is_text(&self, index: usize) -> bool {
        is_text(&self.lines[index], &self.features[index])
    }

    /// A short line alone above a paragraph is a heading even if it has the function words of a sentence.
    fn is_wordy_heading(&self, labels: &[Option<Label>], index: usize) -> bool {
        let (line, features) = (&self.lines[index], &self.features[index]);
        let alone =
            line.after_blank && line.kind.is_none() && !features.starts_lower && features.ending == Ending::Open;
        let next = self.lines.get(index + 1).filter(|_| alone && features.words < HEADING_WORDS);
        next.is_some_and(|next| next.after_blank && labels[index + 1].is_none() && self.features[index + 1].is_prose())
            && line.text.starts_with(char::is_alphabetic)
            && features.numbers * 3 < features.sampled.max(1)
    }

    fn is_topic_link(&self, index: usize) -> bool {
        is_topic_and_clause(&self.lines[index], &self.features[index])
    }

    fn label_run(&self, labels: &mut [Option<Label>], run: Range<usize>, in_related_list: bool) {
        let linked = run.clone().all(|line| self.lines[line].linked);
        let unmarked = run.clone().all(|line| self.lines[line].kind != Some(BlockKind::Heading));
        let ordered = self.is_ordered(run.clone());
        let is_menu = run.len() >= MENU_RUN && !ordered && (linked || (unmarked && self.has_menus));
        let is_list = run.len() >= LIST_RUN && (ordered || (!self.has_menus && !linked));
        let before_text = run.end < self.lines.len() && labels[run.end].is_none();
        for line in run.clone() {
            let last = line + 1 == run.end;
            labels[line] = Some(if in_related_list {
                Label::RelatedHeadline
            } else if is_menu && !(last && before_text) {
                Label::Menu
            } else if is_list && !last && !self.features[line].is_headline() {
                Label::Content
            } else {
                self.alone(line, last && before_text)
            });
        }
    }

    /// What a single line is that is neither running text nor part of a list.
    /// Whether the lines are a numbered list: `1) …`, `2) …`, with other lines between them at most.
    fn is_ordered(&self, run: Range<usize>) -> bool {
        let numbered = run.clone().filter(|&line| starts_with_ordinal(&self.lines[line].text)).count();
        numbered >= LIST_RUN && numbered * 4 >= run.len()
    }

    fn alone(&self, index: usize, before_text: bool) -> Label {
        let (line, features) = (&self.lines[index], &self.features[index]);
        let adorned = line.linked || opens_with_flag(&line.text);
        if adorned && features.words >= LINK_WORDS {
            return Label::RelatedHeadline;
        }
        let title_case = features.is_title_case();
        let may_be_link = self.is_page && !title_case;
        if line.kind == Some(BlockKind::Heading) {
            return Label::Heading;
        }
        if may_be_link && is_topic_and_clause(line, features) {
            return Label::RelatedHeadline;
        }
        let short = features.words < HEADING_WORDS;
        let question = features.ending == Ending::Question && features.words <= QUESTION_HEADING_WORDS;
        let short_title = title_case && features.words <= TITLE_CASE_HEADING_WORDS;
        if self.is_page && features.is_headline() && !short_title {
            Label::RelatedHeadline
        } else if before_text && features.words > 0 && (short || question || short_title) {
            Label::Heading
        } else {
            Label::Content
        }
    }
}

/// Running text, pieces of it, and what markup calls an entry of a list.
fn is_text(line: &Line<'_>, features: &Features) -> bool {
    if features.is_sentence() || line.linked {
        return features.is_sentence();
    }
    let markup = matches!(line.kind, Some(BlockKind::ListItem | BlockKind::Paragraph)) && features.words > 3;
    // Figures of a table, a sum at the start of a broken line, or a clause cut at a link.
    let figures = features.numbers * 3 >= features.sampled && features.words > 1;
    let clause = features.ending == Ending::Open
        && features.has_function_words(40)
        && features.words >= 4
        && !features.is_title_case()
        && !is_topic_and_clause(line, features);
    // A quotation, a remark in brackets, or a message that ends with an address.
    let quoted = line.text.starts_with(['“', '"', '«', '„']) && line.text.ends_with(['”', '"', '»', '“'])
        || line.text.starts_with('(') && line.text.ends_with(')');
    let last_word = line.text.rsplit(' ').next().unwrap_or("");
    let addressed = last_word.contains('/') && last_word.contains('.');
    markup || quoted || addressed || features.is_fragment() || figures || clause || features.ending == Ending::Colon
}

/// `Island ferries: what the storm broke, and why`: a headline. Section headings are shorter, and labels of figures hold these.
fn is_topic_and_clause(line: &Line<'_>, features: &Features) -> bool {
    let parts = line.text.split_once(": ").filter(|_| line.kind.is_none() && features.words >= TOPIC_LINK_WORDS);
    parts.is_some_and(|(topic, clause)| {
        topic.split(' ').nth(TOPIC_WORDS).is_none()
            && features.ending == Ending::Open
            && !features.inner_stop
            && features.words <= LONGEST_TOPIC_LINK
            && !clause.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '“' | '"'))
    })
}

/// Pairs of regional letters: the flag of a country, with which headline links are adorned.
fn starts_with_ordinal(text: &str) -> bool {
    after_list_number(text).is_some_and(|rest| rest.starts_with(") ") || rest.starts_with(". "))
}

fn opens_with_flag(text: &str) -> bool {
    text.starts_with(|c: char| ('\u{1f1e6}'..='\u{1f1ff}').contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "The ferry left the harbour at noon with forty passengers on board.";

    fn labels(texts: &[&str], has_menus: bool) -> Vec<Option<Label>> {
        let lines: Vec<Line<'_>> = texts.iter().copied().map(Line::plain).collect();
        let features: Vec<Features> = lines.iter().map(|line| Features::of(&line.text)).collect();
        let mut labels = vec![None; lines.len()];
        let page = Surroundings { lines: &lines, features: &features, has_menus, is_page: true };
        label(page, &mut labels, 0..lines.len());
        labels
    }

    #[test]
    fn a_short_line_above_text_is_a_heading_and_a_long_terse_one_a_link() {
        let found = labels(
            &[TEXT, "What comes next", TEXT, "New crane for northern port arrives after two months", TEXT],
            false,
        );
        let expected = [Label::Content, Label::Heading, Label::Content, Label::RelatedHeadline, Label::Content];
        assert_eq!(found, expected.map(Some));
    }

    #[test]
    fn short_lines_are_a_list_of_the_article_unless_menus_are_about() {
        let lines = [TEXT, "Flour", "Sugar", "Butter", "Salt", "Yeast", "Milk"];
        assert!(labels(&lines, false).iter().all(|label| *label == Some(Label::Content)));
        assert_eq!(labels(&lines, true)[1..], [Some(Label::Menu); 6]);
    }
}
