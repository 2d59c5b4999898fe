//! Evidence about each line of a page, as numbers for the line model.
//!
//! Names tell the groups: `s_` the shape of the line, `p_` its place, `e_` its element and what that stands in, `h_` the
//! names of classes and ids, `c_` the containers and the lines that look alike, `v_` the readability algorithm's vote, `m_`
//! what the head of the page and its other lines say. Distances count elements or lines; 30 is never.
#![allow(clippy::cast_precision_loss, reason = "counts within a page are far below 2^24")]

use super::super::lines::Ending;
use super::super::report::Label;
use super::super::{dates, people};
use super::element::{Element, Name, ancestors, common, fact};
use super::hints;
use super::overview::Page;
use super::totals::Sum;

/// Elements around a line are looked at within so many levels: for the names of classes, and for kinds of elements.
const HINT_LEVELS: usize = 12;
const LEVELS: usize = 40;
/// Lines are looked at within this distance, which also stands for never.
const REACH: usize = 30;
const FAR: f32 = 30.0;
/// Stands for a headline that was not found.
const NO_TITLE: f32 = -40.0;
/// Stands for an element without a score.
const NO_SCORE: f32 = -0.5;
const BYLINE_WORDS: u32 = 16;
const LONGEST_LEAD_IN: usize = 30;

/// Named numbers of a line. Names are kept only where a person is to read them.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) values: Vec<f32>,
    pub(super) names: Option<Vec<&'static str>>,
}

impl Row {
    fn push(&mut self, name: &'static str, value: f32) {
        self.values.push(value);
        if let Some(names) = &mut self.names {
            names.push(name);
        }
    }

    fn flag(&mut self, name: &'static str, value: bool) {
        self.push(name, f32::from(u8::from(value)));
    }
}

fn ratio(a: u32, b: u32) -> f32 {
    if b == 0 { 0.0 } else { a as f32 / b as f32 }
}

impl Page<'_> {
    /// The numbers of line `at`, in an order that never changes.
    pub(super) fn row(&self, at: usize, named: bool) -> Row {
        let mut row = Row { values: Vec::with_capacity(160), names: named.then(Vec::new) };
        self.shape(at, &mut row);
        self.position(at, &mut row);
        self.element(at, &mut row);
        self.surroundings(at, &mut row);
        self.hints(at, &mut row);
        self.containers(at, &mut row);
        self.likeness(at, &mut row);
        self.vote(at, &mut row);
        self.evidence(at, &mut row);
        row
    }

    fn shape(&self, at: usize, row: &mut Row) {
        let (piece, shape) = (&self.walked.pieces[at], &self.shapes[at]);
        let text = &*piece.plain();
        row.push("s_words", shape.words as f32);
        row.push("s_chars", piece.chars as f32);
        row.push("s_word_length", ratio(piece.chars, shape.words.max(1)));
        row.push("s_function", ratio(shape.function_words, shape.sampled));
        row.push("s_capital", ratio(shape.capitalised, shape.sampled));
        row.push("s_upper", ratio(shape.upper, shape.sampled));
        row.push("s_numbers", ratio(shape.numbers, shape.sampled));
        row.push("s_commas", ratio(shape.commas, shape.sampled));
        row.flag("s_inner_stop", shape.inner_stop);
        row.push(
            "s_ending",
            match shape.ending {
                Ending::Sentence => 4.0,
                Ending::Question => 3.0,
                Ending::Colon => 2.0,
                Ending::Dangling => 1.0,
                Ending::Open => 0.0,
            },
        );
        row.flag("s_starts_lower", shape.starts_lower);
        row.flag("s_prose", self.parts[at].is_prose);
        row.flag("s_headline", shape.is_headline());
        row.flag("s_title_case", shape.is_title_case());
        self.wording(at, text, row);
    }

    /// What the characters and words of a line say.
    fn wording(&self, at: usize, text: &str, row: &mut Row) {
        let first = text.chars().next().unwrap_or(' ');
        row.push(
            "s_first",
            if first.is_uppercase() {
                1.0
            } else if first.is_lowercase() {
                2.0
            } else if first.is_numeric() {
                3.0
            } else if matches!(first, '"' | '“' | '\'' | '‘' | '«') {
                4.0
            } else if first.is_alphabetic() {
                5.0
            } else {
                6.0
            },
        );
        row.flag("s_quotes", text.contains(['"', '“', '”', '«']));
        row.flag("s_at_or_url", text.contains('@') || text.contains("http") || text.contains("www."));
        row.flag("s_bar", text.contains(['|', '•', '·', '»', '›', '©']));
        row.push(
            "s_label",
            match self.labels[at] {
                None => 0.0,
                Some(Label::Menu) => 1.0,
                Some(Label::Notice) => 2.0,
                Some(Label::Caption) => 3.0,
                Some(Label::RelatedHeadline) => 4.0,
                Some(Label::Bio) => 5.0,
                Some(_) => 6.0,
            },
        );
        let (lead, is_lead_upper) = lead_in(text);
        row.push("s_lead_in", lead);
        row.flag("s_lead_upper", is_lead_upper);
        let short = self.shapes[at].words <= BYLINE_WORDS;
        row.flag("s_byline", short && people::byline(text).is_some());
        row.flag("s_date", short && dates::date_line(text).is_some());
    }

    fn position(&self, at: usize, row: &mut Row) {
        let lines = self.parts.len();
        let all = self.prose();
        let (first, last) = self.totals.main_lines;
        row.push("p_line", at as f32 / lines as f32);
        row.push("p_prose_before", ratio(self.prose_before[at], all));
        row.push("p_prose_after", ratio(all - self.prose_before[at + 1], all));
        row.push("p_prose_chars_before", self.prose_before[at] as f32);
        row.push("p_prose_chars_after", (all - self.prose_before[at + 1]) as f32);
        row.push("p_from_main_start", (at as f32 - first as f32).clamp(-FAR, FAR));
        row.push("p_to_main_end", (last as f32 - at as f32).clamp(-FAR, FAR));
        row.push("p_from_title", self.title_line.map_or(NO_TITLE, |title| (at as f32 - title as f32).clamp(-FAR, FAR)));
        row.push("p_lines_page", lines as f32);
        row.push("p_prose_page", all as f32);
        row.push(
            "p_main_share",
            ratio(self.totals.elements.get(self.totals.main).map_or(0, |sum| sum.prose_chars), all),
        );
        let previous = (0..at).rev().take(REACH).position(|i| self.parts[i].is_prose);
        let next = (at + 1..lines).take(REACH).position(|i| self.parts[i].is_prose);
        row.push("p_prose_previous", previous.map_or(FAR, |n| n as f32));
        row.push("p_prose_next", next.map_or(FAR, |n| n as f32));
    }

    fn element(&self, at: usize, row: &mut Row) {
        let elements = &self.walked.elements;
        let piece = &self.walked.pieces[at];
        let block = self.totals.blocks[at];
        let name = elements[block].name;
        let heading = match name {
            Name::H1 => 1.0,
            Name::H2 => 2.0,
            Name::H3 => 3.0,
            Name::H4 => 4.0,
            _ => 0.0,
        };
        row.flag("e_p", name == Name::P);
        row.push("e_heading", heading);
        row.flag("e_li", name == Name::Li);
        row.flag("e_div", matches!(name, Name::Div | Name::Section | Name::Article));
        row.flag("e_cell", matches!(name, Name::Td | Name::Th));
        row.flag("e_row", piece.is_row);
        row.flag("e_broken", piece.broken);
        row.push("e_linked", ratio(piece.linked, piece.chars));
        row.push("e_links", f32::from(piece.links));
        row.push("e_strong", ratio(piece.strong, piece.chars));
        row.push("e_slanted", ratio(piece.slanted, piece.chars));
        row.push("e_depth", f32::from(elements[block].depth));
        row.push("e_depth_from_prose", f32::from(elements[block].depth) - f32::from(self.totals.depth));
    }

    /// How near elements of each kind stand that hold the line.
    fn surroundings(&self, at: usize, row: &mut Row) {
        let elements = &self.walked.elements;
        let piece = &self.walked.pieces[at];
        let distance = |wanted: &dyn Fn(&Element) -> bool| {
            ancestors(elements, piece.element)
                .take(LEVELS)
                .position(|up| wanted(&elements[up]))
                .map_or(FAR, |n| n as f32)
        };
        for (label, names) in [
            ("e_in_list", &[Name::List][..]),
            ("e_in_li", &[Name::Li]),
            ("e_in_table", &[Name::Table]),
            ("e_in_quote", &[Name::Blockquote]),
            ("e_in_dl", &[Name::Dl]),
            ("e_in_article", &[Name::Article]),
            ("e_in_main", &[Name::Main]),
            ("e_in_nav", &[Name::Nav]),
            ("e_in_header", &[Name::Header]),
            ("e_in_footer", &[Name::Footer]),
            ("e_in_aside", &[Name::Aside]),
            ("e_in_form", &[Name::Form, Name::Button, Name::Label]),
            ("e_in_figure", &[Name::Figure]),
            ("e_in_figcaption", &[Name::Figcaption]),
            ("e_in_section", &[Name::Section]),
            ("e_in_p", &[Name::P]),
            ("e_in_small", &[Name::Small, Name::Time, Name::Cite, Name::Address]),
            ("e_in_span", &[Name::Span]),
        ] {
            row.push(label, distance(&|element| names.contains(&element.name)));
        }
        for (label, bit) in [
            ("e_hidden", fact::HIDDEN),
            ("e_article_body", fact::ARTICLE_BODY),
            ("e_property", fact::OTHER_PROPERTY),
            ("e_role_main", fact::ROLE_MAIN),
            ("e_role_aside", fact::ROLE_ASIDE),
        ] {
            row.push(label, distance(&|element| element.facts & bit != 0));
        }
    }

    /// For each group of words how near an element stands that is named so. Elements with half of the page's running text
    /// count only for the groups that name articles: the page as a whole is no menu.
    fn hints(&self, at: usize, row: &mut Row) {
        let elements = &self.walked.elements;
        let all = self.prose();
        let mut nearest = [FAR; hints::GROUPS];
        for (level, up) in ancestors(elements, self.walked.pieces[at].element).take(HINT_LEVELS).enumerate() {
            let hints = elements[up].hints;
            if hints.is_empty() {
                continue;
            }
            let is_large = self.totals.elements[up].prose_chars * 2 > all;
            for (group, near) in nearest.iter_mut().enumerate() {
                if hints.has(group) && *near >= FAR && (!is_large || group < 2) {
                    *near = level as f32;
                }
            }
        }
        for (name, near) in H_NAMES.iter().zip(nearest) {
            row.push(name, near);
        }
    }

    /// The four blocks around the line, inside out: how much text, links and running text they hold.
    fn containers(&self, at: usize, row: &mut Row) {
        let elements = &self.walked.elements;
        let all = self.prose();
        let block = self.totals.blocks[at];
        let up = |from: usize| {
            ancestors(elements, from).skip(1).find(|&up| elements[up].facts & fact::BLOCK != 0).unwrap_or(0)
        };
        let parent = up(block);
        let grand = up(parent);
        for (names, of) in C_NAMES.iter().zip([block, parent, grand, up(grand)]) {
            let sum: &Sum = &self.totals.elements[of];
            row.push(names[0], sum.chars as f32);
            row.push(names[1], ratio(sum.linked, sum.chars));
            row.push(names[2], ratio(sum.prose_chars, all));
            row.push(names[3], ratio(sum.prose_chars, sum.chars));
            row.push(names[4], sum.prose as f32);
            row.push(names[5], sum.lines as f32);
            row.push(names[6], ratio(sum.kept, sum.chars));
        }
    }

    /// Lines that look like this one, and the way from the line to the main text.
    fn likeness(&self, at: usize, row: &mut Row) {
        let elements = &self.walked.elements;
        let all = self.prose();
        let block = self.totals.blocks[at];
        let look = self.totals.looks.get(&self.totals.line_looks[at]).copied().unwrap_or_default();
        row.push("c_look_lines", look.lines as f32);
        row.push("c_look_linked", ratio(look.linked, look.chars));
        row.push("c_look_prose", ratio(look.prose_chars, look.chars));
        row.push("c_look_prose_share", ratio(look.prose_chars, all));
        row.push("c_look_kept", ratio(look.kept, look.chars));
        row.push("c_look_chars", look.chars as f32 / look.lines.max(1) as f32);
        let main = self.totals.main;
        let meeting = common(elements, block, main);
        row.push(
            "c_up_to_main",
            f32::from(elements.get(block).map_or(0, |e| e.depth))
                - f32::from(elements.get(meeting).map_or(0, |e| e.depth)),
        );
        row.push(
            "c_main_to_meeting",
            f32::from(elements.get(main).map_or(0, |e| e.depth))
                - f32::from(elements.get(meeting).map_or(0, |e| e.depth)),
        );
        // The child of the meeting point on the way to the line: how much like text it is.
        let branch = ancestors(elements, block).take_while(|&up| up != meeting).last().unwrap_or(block);
        let sum = &self.totals.elements[branch];
        row.push("c_branch_linked", ratio(sum.linked, sum.chars));
        row.push("c_branch_prose", ratio(sum.prose_chars, sum.chars));
        row.push("c_branch_prose_share", ratio(sum.prose_chars, all));
        row.push("c_branch_lines", sum.lines as f32);
        row.push("c_branch_chars", sum.chars as f32);
    }

    fn vote(&self, at: usize, row: &mut Row) {
        let lines = self.parts.len();
        let kept = |i: usize| ratio(self.parts[i].kept, self.parts[i].chars);
        row.push("v_kept", kept(at));
        let previous = (0..at).rev().take(REACH).position(|i| kept(i) > 0.5);
        let next = (at + 1..lines).take(REACH).position(|i| kept(i) > 0.5);
        row.push("v_previous", previous.map_or(FAR, |n| n as f32));
        row.push("v_next", next.map_or(FAR, |n| n as f32));
        let window = at.saturating_sub(3)..(at + 4).min(lines);
        row.push("v_window", window.clone().map(kept).sum::<f32>() / window.len() as f32);
        let all = self.kept_before[lines];
        row.push("v_kept_page", ratio(all, self.prose().max(1)));
        let before = self.kept_before[at];
        row.push("v_before", ratio(before, all));
        let elements = &self.walked.elements;
        let block = self.totals.blocks[at];
        let scores: Vec<f32> = ancestors(elements, block)
            .take(4)
            .map(|up| self.vote.scores.get(&elements[up].node).map_or(NO_SCORE, |score| score / self.best_score))
            .collect();
        for (label, level) in [("v_score_0", 0), ("v_score_1", 1), ("v_score_2", 2), ("v_score_3", 3)] {
            row.push(label, scores.get(level).copied().unwrap_or(NO_SCORE));
        }
    }

    fn evidence(&self, at: usize, row: &mut Row) {
        row.push("m_title", self.titled[at]);
        row.push("m_description", self.facts.description.share(&self.runs[at]));
        row.push("m_body", if self.facts.body.is_empty() { -1.0 } else { self.facts.body.share(&self.runs[at]) });
        let (count, first) = self.repeats[at];
        row.push("m_repeats", count as f32);
        row.flag("m_said_before", first < at);
        let words = &self.words[at];
        let own = u32::from(self.parts[at].is_kept_prose());
        let known = words.iter().filter(|word| self.word_counts.get(*word).is_some_and(|&n| n > own)).count();
        row.push("m_known_words", if words.is_empty() { -1.0 } else { known as f32 / words.len() as f32 });
        let titled = words.iter().filter(|word| self.title_words.contains(word)).count();
        row.push("m_title_words", if words.is_empty() { -1.0 } else { titled as f32 / words.len() as f32 });
        let runs = &self.runs[at];
        let shared = runs.iter().filter(|run| self.run_counts.get(*run).is_some_and(|&n| n > 1)).count();
        row.push("m_elsewhere", if runs.is_empty() { 0.0 } else { shared as f32 / runs.len() as f32 });
    }
}

/// The words before a colon near the start of a line, and whether they are in capitals: `SEE ALSO: ...`.
fn lead_in(text: &str) -> (f32, bool) {
    let Some((lead, _)) = text.split_once(':').filter(|(lead, _)| lead.len() < LONGEST_LEAD_IN) else {
        return (0.0, false);
    };
    let upper = lead.chars().any(char::is_uppercase) && !lead.chars().any(char::is_lowercase);
    (lead.split(' ').count() as f32, upper)
}

const H_NAMES: [&str; hints::GROUPS] = [
    "h_body",
    "h_main",
    "h_menu",
    "h_share",
    "h_related",
    "h_promo",
    "h_newsletter",
    "h_comment",
    "h_author",
    "h_date",
    "h_caption",
    "h_tag",
    "h_side",
    "h_dialog",
    "h_lead",
    "h_hidden",
    "h_embed",
];

const C_NAMES: [[&str; 7]; 4] = [
    ["c0_chars", "c0_linked", "c0_prose_share", "c0_prose", "c0_prose_lines", "c0_lines", "c0_kept"],
    ["c1_chars", "c1_linked", "c1_prose_share", "c1_prose", "c1_prose_lines", "c1_lines", "c1_kept"],
    ["c2_chars", "c2_linked", "c2_prose_share", "c2_prose", "c2_prose_lines", "c2_lines", "c2_kept"],
    ["c3_chars", "c3_linked", "c3_prose_share", "c3_prose", "c3_prose_lines", "c3_lines", "c3_kept"],
];
