//! What the model is told about each line: numbers on the line, its place, its neighbours and its page.

use std::collections::HashMap;

use super::super::chars::key;
use super::super::lines::{Ending, Features, Line};
use super::super::page::Page;
use super::super::phrases::Evidence;
use super::super::report::Label;
use super::super::{menus, words};
use super::phrases;
use crate::article::BlockKind;

/// What the rules made of the page before the model is asked.
pub(in crate::clean) struct Rules<'p> {
    pub(in crate::clean) page: &'p Page<'p>,
    /// Labels by words alone.
    pub(in crate::clean) by_words: &'p [Option<Label>],
    /// The headline, if one is known.
    pub(in crate::clean) title: &'p str,
    /// The main part by the rules.
    pub(in crate::clean) part: std::ops::Range<usize>,
    pub(in crate::clean) is_markdown: bool,
}

/// Names of the columns of one line alone.
pub(in crate::clean) const OWN: &[&str] = &[
    "log_chars", "words", "function", "capital", "upper", "numbers", "commas", "inner_stop", "ending", "lower",
    "after_blank", "kind", "linked", "digits", "punctuation", "quote", "word_length", "address", "sure", "likely",
    "credit", "odd_start", "bars", "addresses", "title_case", "prose", "sentence", "headline", "word_label",
    "rule_label", "rule_kept", "first_person", "ago", "flagged", "comments", "appeals", "interface", "bios", "captions", "legal", "ellipsis",
    "second_person", "symbols", "clock",
];

/// Names of the columns of a line's place in its page.
pub(in crate::clean) const PLACE: &[&str] = &[
    "repeats", "is_title", "title_overlap", "in_part", "place", "lines", "from_start", "from_end", "prose_before",
    "prose_share", "to_prose_above", "to_prose_below", "density_3", "density_8", "short_5", "labelled_5",
    "since_related", "since_notice", "since_heading", "labelled_run", "overlap_kept", "overlap_above",
    "overlap_below", "page_prose", "markdown", "page_kept_words", "page_kept_share", "kept_3", "kept_8", "linked_5",
    "headlines_5", "prose_since_related", "kept_above_words", "kept_below_words", "since_comments", "comment_marks", "from_title",
    "in_first_line", "same_shape", "long_repeats", "appeals_5", "interface_5", "clock_6", "block_share", "block_rank",
    "block_place", "kept_block_share", "ellipsis_5", "prefix_repeats",
    "topic", "topic_4", "topic_8", "title_4", "title_8", "ordinal", "ordinals_4", "counted",
];

/// One row of numbers a line, in the order of [`OWN`], then [`PLACE`].
pub(in crate::clean) fn rows(rules: &Rules<'_>) -> Vec<Vec<f32>> {
    let page = rules.page;
    let own: Vec<Vec<f32>> = (0..page.lines.len()).map(|index| own(rules, index)).collect();
    let context = Context::new(rules);
    (0..page.lines.len())
        .map(|index| {
            let mut row = own[index].clone();
            row.extend(context.place(rules, index));
            row
        })
        .collect()
}

/// Whether the text was cut off, as teasers are.
fn is_cut(text: &str) -> bool {
    let text = text.trim_end_matches([']', ')', ' ', '»', '›', '→']);
    text.ends_with("...") || text.ends_with('…')
}

/// The number that opens an entry of a list: `3. `, `3) `.
fn ordinal(text: &str) -> Option<u32> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &text[digits..];
    let marked = (1..=2).contains(&digits) && (rest.starts_with(". ") || rest.starts_with(") ") || rest.starts_with(".) "));
    marked.then(|| text[..digits].parse().ok())?
}

/// Whether a time of day stands in the line: `07:52`.
fn has_clock(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.windows(4).any(|w| w[0].is_ascii_digit() && w[1] == b':' && w[2].is_ascii_digit() && w[3].is_ascii_digit())
}

/// The kinds of characters of a line, runs made one: lines of a list or table share it.
fn shape(text: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut last = 0;
    for c in text.chars().take(80) {
        let kind = if c.is_numeric() { 1 } else if c.is_alphabetic() || c == '\'' || c == '’' { 2 } else if c.is_whitespace() { 3 } else { u32::from(c) };
        if kind != last && kind != 3 {
            hash = (hash ^ u64::from(kind)).wrapping_mul(0x0100_0000_01b3);
        }
        if kind != 3 { last = kind; }
    }
    hash
}

fn flag(value: bool) -> f32 {
    f32::from(u8::from(value))
}

fn label_code(label: Option<Label>) -> f32 {
    match label {
        None => 0.0,
        Some(Label::Content) => 1.0,
        Some(Label::Heading) => 2.0,
        Some(Label::Title) => 3.0,
        Some(Label::Byline) => 4.0,
        Some(Label::Date) => 5.0,
        Some(Label::Bio) => 6.0,
        Some(Label::Caption) => 7.0,
        Some(Label::RelatedHeadline) => 8.0,
        Some(Label::Menu) => 9.0,
        Some(Label::Notice) => 10.0,
        Some(Label::ErrorMessage) => 11.0,
        Some(Label::Outside) => 12.0,
    }
}

fn own(rules: &Rules<'_>, index: usize) -> Vec<f32> {
    let line = &rules.page.lines[index];
    let f = &rules.page.features[index];
    let text: &str = &line.text;
    let chars = text.chars().count() as f32;
    let sampled = f.sampled.max(1) as f32;
    let count = |test: fn(char) -> bool| text.chars().filter(|c| test(*c)).count() as f32;
    let evidence = Evidence::of(text);
    let phrases = phrases::count(text);
    let lower = text.to_lowercase();
    let has = |list: &[&str]| list.iter().any(|word| lower.split(|c: char| !c.is_alphanumeric()).any(|w| w == *word));
    let label = rules.page.labels[index];
    vec![
        (1.0 + chars).ln(),
        f.words as f32,
        f.function_words as f32 / sampled,
        f.capitalised as f32 / sampled,
        f.upper as f32 / sampled,
        f.numbers as f32 / sampled,
        f.commas as f32,
        flag(f.inner_stop),
        match f.ending {
            Ending::Sentence => 0.0,
            Ending::Question => 1.0,
            Ending::Colon => 2.0,
            Ending::Dangling => 3.0,
            Ending::Open => 4.0,
        },
        flag(f.starts_lower),
        flag(line.after_blank),
        match line.kind {
            None => 0.0,
            Some(BlockKind::Paragraph) => 1.0,
            Some(BlockKind::ListItem) => 2.0,
            Some(BlockKind::Heading) => 3.0,
        },
        flag(line.linked),
        count(|c| c.is_numeric()) / chars.max(1.0),
        count(|c| !c.is_alphanumeric() && !c.is_whitespace()) / chars.max(1.0),
        flag(text.contains(['"', '“', '”', '«', '»', '„', '‘'])),
        chars / (f.words.max(1) as f32),
        evidence.address as f32,
        evidence.sure as f32,
        evidence.likely as f32,
        evidence.credit as f32,
        flag(!text.starts_with(char::is_alphanumeric)),
        flag(text.contains(['|', '·', '•', '›', '»', '→', '/'])),
        flag(text.contains(['@', '#']) || text.contains("http") || text.contains("www.")),
        flag(f.is_title_case()),
        flag(f.is_prose()),
        flag(f.is_sentence()),
        flag(f.is_headline()),
        label_code(rules.by_words[index]),
        label_code(label),
        flag(label.is_some_and(Label::is_kept)),
        flag(has(&["i", "we", "our", "us", "my"])),
        flag(has(&["ago", "min", "mins", "minutes", "hours", "updated", "published", "posted"])),
        flag(menus::is_section(text)),
        f32::from(phrases[0]),
        f32::from(phrases[1]),
        f32::from(phrases[2]),
        f32::from(phrases[3]),
        f32::from(phrases[4]),
        f32::from(phrases[5]),
        flag(is_cut(text)),
        flag(has(&["you", "your", "yours", "usted", "su", "vous", "votre", "sie", "ihre", "você", "seu"])),
        count(|c| !c.is_alphanumeric() && !c.is_whitespace() && !c.is_ascii()) / chars.max(1.0),
        flag(has_clock(text)),
    ]
}

/// What is known of a page as a whole.
struct Context {
    keys: HashMap<String, u32>,
    /// Lines kept by the rules in which a word occurs.
    vocabulary: HashMap<u64, u32>,
    line_words: Vec<Vec<u64>>,
    title_words: Vec<u64>,
    title_key: String,
    line_keys: Vec<String>,
    prose_before: Vec<f32>,
    kept_before: Vec<f32>,
    since_related: Vec<f32>,
    since_notice: Vec<f32>,
    since_heading: Vec<f32>,
    labelled_run: Vec<f32>,
    prose_since_related: Vec<f32>,
    above: Vec<f32>,
    below: Vec<f32>,
    phrases: Vec<[u8; phrases::KINDS]>,
    shapes: Vec<u64>,
    clocks: Vec<bool>,
    cuts: Vec<bool>,
    since_comments: Vec<f32>,
    comment_marks: Vec<f32>,
    title_at: Option<usize>,
    /// Number of the block of each line, and the words of running text of each block.
    block_of: Vec<usize>,
    blocks: Vec<f32>,
    kept_blocks: Vec<f32>,
    prefixes: HashMap<String, u32>,
    topics: Vec<f32>,
    in_titles: Vec<f32>,
    ordinals: Vec<bool>,
}

fn prefix(key: &str) -> Option<String> {
    let prefix: String = key.split(' ').take(5).collect::<Vec<_>>().join(" ");
    (prefix.split(' ').count() == 5).then_some(prefix)
}

fn content_words(text: &str) -> Vec<u64> {
    let mut words: Vec<u64> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.len() >= 4 && !words::is_function_word(word))
        .take(60)
        .map(|word| {
            let lower = word.to_lowercase();
            // FNV-1a over the first letters, so that inflections fall together.
            lower.chars().take(6).fold(0xcbf2_9ce4_8422_2325_u64, |hash, c| {
                (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3)
            })
        })
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

const FAR: f32 = 60.0;

impl Context {
    fn new(rules: &Rules<'_>) -> Self {
        let page = rules.page;
        let n = page.lines.len();
        let line_keys: Vec<String> = page.lines.iter().map(|line| key(&line.text)).collect();
        let mut keys = HashMap::new();
        for line in &line_keys {
            *keys.entry(line.clone()).or_insert(0) += 1;
        }
        let line_words: Vec<Vec<u64>> = page.lines.iter().map(|line| content_words(&line.text)).collect();
        let mut vocabulary = HashMap::new();
        for index in 0..n {
            if is_kept(page, index) {
                for word in &line_words[index] {
                    *vocabulary.entry(*word).or_insert(0) += 1;
                }
            }
        }
        let mut context = Self {
            keys,
            vocabulary,
            line_words,
            title_words: content_words(rules.title),
            title_key: key(rules.title),
            line_keys,
            prose_before: vec![0.0],
            kept_before: vec![0.0],
            since_related: Vec::new(),
            since_notice: Vec::new(),
            since_heading: Vec::new(),
            labelled_run: Vec::new(),
            prose_since_related: Vec::new(),
            above: vec![FAR; n],
            below: vec![FAR; n],
            phrases: page.lines.iter().map(|line| phrases::count(&line.text)).collect(),
            shapes: page.lines.iter().map(|line| shape(&line.text)).collect(),
            clocks: page.lines.iter().map(|line| has_clock(&line.text)).collect(),
            cuts: page.lines.iter().map(|line| is_cut(&line.text)).collect(),
            since_comments: Vec::new(),
            comment_marks: Vec::new(),
            title_at: None,
            block_of: Vec::new(),
            blocks: vec![0.0],
            kept_blocks: vec![0.0],
            prefixes: HashMap::new(),
            topics: Vec::new(),
            in_titles: Vec::new(),
            ordinals: page.lines.iter().map(|line| ordinal(&line.text).is_some()).collect(),
        };
        context.run(rules);
        context.blocks(rules);
        for key in &context.line_keys {
            if let Some(prefix) = prefix(key) {
                *context.prefixes.entry(prefix).or_insert(0) += 1;
            }
        }
        context.topics(rules);
        context.title_at = (0..n).take_while(|at| *at <= rules.part.start + 3).filter(|at| page.labels[*at] == Some(Label::Title)).last();
        context
    }

    fn run(&mut self, rules: &Rules<'_>) {
        let page = rules.page;
        let (mut related, mut notice, mut heading, mut run, mut since) = (FAR, FAR, FAR, 0.0, FAR * 50.0);
        for index in 0..page.lines.len() {
            let f = &page.features[index];
            self.since_related.push(related);
            self.since_notice.push(notice);
            self.since_heading.push(heading);
            self.labelled_run.push(run);
            self.prose_since_related.push(since);
            related = (related + 1.0).min(FAR);
            notice = (notice + 1.0).min(FAR);
            heading = (heading + 1.0).min(FAR);
            let label = rules.by_words[index];
            if label == Some(Label::RelatedHeadline) {
                related = 0.0;
                since = 0.0;
            }
            if matches!(label, Some(Label::Notice)) {
                notice = 0.0;
            }
            if f.words <= 8 && !f.is_sentence() {
                heading = 0.0;
            }
            if f.is_prose() { run = 0.0 } else if label.is_some() { run += 1.0 }
            let prose = if f.is_prose() { f.words as f32 } else { 0.0 };
            since += prose;
            self.prose_before.push(self.prose_before[index] + prose);
            let kept = if is_kept(page, index) { f.words as f32 } else { 0.0 };
            self.kept_before.push(self.kept_before[index] + kept);
        }
        let mut distance = FAR;
        for index in 0..page.lines.len() {
            self.above[index] = distance;
            distance = if page.features[index].is_prose() { 1.0 } else { (distance + 1.0).min(FAR) };
        }
        distance = FAR;
        for index in (0..page.lines.len()).rev() {
            self.below[index] = distance;
            distance = if page.features[index].is_prose() { 1.0 } else { (distance + 1.0).min(FAR) };
        }
    }

    /// How much of each line is said elsewhere in the article: near lines do not count, so that a teaser does not vouch for its headline.
    fn topics(&mut self, rules: &Rules<'_>) {
        let page = rules.page;
        let n = page.lines.len();
        let mut places: HashMap<u64, Vec<usize>> = HashMap::new();
        for index in 0..n {
            if is_kept(page, index) {
                for word in &self.line_words[index] {
                    places.entry(*word).or_default().push(index);
                }
            }
        }
        for index in 0..n {
            let words = &self.line_words[index];
            let said = |word: &&u64| {
                places.get(*word).is_some_and(|at| at.iter().any(|other| other.abs_diff(index) > 3))
            };
            let share = words.iter().filter(said).count() as f32 / words.len().max(1) as f32;
            self.topics.push(if words.len() >= 3 { share } else { f32::NAN });
            let title = words.iter().filter(|word| self.title_words.binary_search(word).is_ok()).count();
            self.in_titles.push(title as f32);
        }
    }

    fn mean_of_window(values: &[f32], index: usize, width: usize) -> f32 {
        let window = &values[index.saturating_sub(width)..(index + width + 1).min(values.len())];
        let (sum, count) = window.iter().filter(|value| !value.is_nan()).fold((0.0, 0.0), |(s, c), v| (s + v, c + 1.0));
        if count == 0.0 { f32::NAN } else { sum / count }
    }

    /// Blocks of running text: other lines between two paragraphs part them if there are more than a few.
    fn blocks(&mut self, rules: &Rules<'_>) {
        let page = rules.page;
        let mut gap = 0;
        let (mut marks, mut since) = (0.0, FAR);
        for index in 0..page.lines.len() {
            let f = &page.features[index];
            gap = if f.is_prose() { 0 } else { gap + 1 };
            if gap == 4 && self.blocks.last().is_some_and(|words| *words > 0.0) {
                self.blocks.push(0.0);
                self.kept_blocks.push(0.0);
            }
            self.block_of.push(self.blocks.len() - 1);
            let last = self.blocks.len() - 1;
            if f.is_prose() {
                self.blocks[last] += (f.words as f32).min(80.0);
            }
            if is_kept(page, index) {
                self.kept_blocks[last] += (f.words as f32).min(80.0);
            }
            self.since_comments.push(since);
            self.comment_marks.push(marks);
            since = (since + 1.0_f32).min(FAR * 3.0);
            if self.phrases[index][0] > 0 && f.words <= 8 {
                marks += 1.0;
                since = 0.0;
            }
        }
    }

    fn share_of_window(&self, page: &Page<'_>, index: usize, width: usize, test: impl Fn(&Line<'_>, &Features, usize) -> f32) -> f32 {
        let from = index.saturating_sub(width);
        let to = (index + width + 1).min(page.lines.len());
        (from..to).filter(|at| *at != index).map(|at| test(&page.lines[at], &page.features[at], at)).sum::<f32>() / (2 * width) as f32
    }

    fn overlap(&self, index: usize, other: Option<usize>) -> f32 {
        let Some(other) = other else { return -1.0 };
        let words = &self.line_words[index];
        if words.is_empty() {
            return -1.0;
        }
        words.iter().filter(|word| self.line_words[other].binary_search(word).is_ok()).count() as f32 / words.len() as f32
    }

    fn place(&self, rules: &Rules<'_>, index: usize) -> Vec<f32> {
        let page = rules.page;
        let n = page.lines.len();
        let total_prose = self.prose_before[n].max(1.0);
        let total_kept = self.kept_before[n].max(1.0);
        let words = &self.line_words[index];
        let own_kept = u32::from(is_kept(page, index));
        let known = words.iter().filter(|word| self.vocabulary.get(*word).copied().unwrap_or(0) > own_kept).count();
        let in_title = words.iter().filter(|word| self.title_words.binary_search(word).is_ok()).count();
        let share = |count: usize| if words.is_empty() { -1.0 } else { count as f32 / words.len() as f32 };
        let prose_above = (0..index).rev().find(|at| page.features[*at].is_prose());
        let prose_below = (index + 1..n).find(|at| page.features[*at].is_prose());
        let block_words = self.blocks[self.block_of[index]];
        let words_in = |_: &Line<'_>, f: &Features, _: usize| if f.is_prose() { (f.words as f32).min(60.0) } else { 0.0 };
        let kept_in = |_: &Line<'_>, f: &Features, at: usize| if is_kept(page, at) { (f.words as f32).min(60.0) } else { 0.0 };
        vec![
            self.keys.get(&self.line_keys[index]).copied().unwrap_or(1) as f32,
            flag(!self.title_key.is_empty() && self.title_key == self.line_keys[index]),
            share(in_title),
            flag(rules.part.contains(&index)),
            index as f32 / n as f32,
            (n as f32).ln(),
            (index as f32 - rules.part.start as f32).clamp(-FAR, FAR),
            (index as f32 - rules.part.end as f32).clamp(-FAR, FAR),
            self.prose_before[index] / total_prose,
            if page.features[index].is_prose() { page.features[index].words as f32 / total_prose } else { 0.0 },
            self.above[index],
            self.below[index],
            self.share_of_window(page, index, 3, words_in),
            self.share_of_window(page, index, 8, words_in),
            self.share_of_window(page, index, 5, |_, f, _| flag(f.words < 5)),
            self.share_of_window(page, index, 5, |_, _, at| flag(rules.by_words[at].is_some())),
            self.since_related[index],
            self.since_notice[index],
            self.since_heading[index],
            self.labelled_run[index],
            share(known),
            self.overlap(index, prose_above),
            self.overlap(index, prose_below),
            total_prose / n as f32,
            flag(rules.is_markdown),
            total_kept.ln(),
            total_kept / (page.features.iter().map(|f| f.words as f32).sum::<f32>().max(1.0)),
            self.share_of_window(page, index, 3, kept_in),
            self.share_of_window(page, index, 8, kept_in),
            self.share_of_window(page, index, 5, |line, _, _| flag(line.linked)),
            self.share_of_window(page, index, 5, |_, f, _| flag(f.is_headline())),
            self.prose_since_related[index].min(3000.0),
            self.kept_before[index] / total_kept,
            (total_kept - self.kept_before[index + 1]) / total_kept,
            self.since_comments[index],
            self.comment_marks[index],
            self.title_at.map_or(-FAR * 2.0, |at| (index as f32 - at as f32).clamp(-FAR, FAR * 3.0)),
            flag(index > 0 && self.line_keys[index].split(' ').count() >= 3 && self.line_keys[0].contains(&self.line_keys[index])),
            self.share_of_window(page, index, 4, |_, _, at| flag(self.shapes[at] == self.shapes[index])),
            if page.features[index].words >= 7 { self.keys.get(&self.line_keys[index]).copied().unwrap_or(1) as f32 } else { 0.0 },
            self.share_of_window(page, index, 5, |_, _, at| flag(self.phrases[at][1] > 0)),
            self.share_of_window(page, index, 5, |_, _, at| flag(self.phrases[at][2] > 0)),
            self.share_of_window(page, index, 6, |_, _, at| flag(self.clocks[at])),
            block_words / self.blocks.iter().copied().fold(1.0, f32::max),
            self.blocks.iter().filter(|words| **words > block_words).count() as f32,
            self.blocks[..self.block_of[index]].iter().sum::<f32>() / self.blocks.iter().sum::<f32>().max(1.0),
            self.kept_blocks[self.block_of[index]] / self.kept_blocks.iter().copied().fold(1.0, f32::max),
            self.share_of_window(page, index, 5, |_, _, at| flag(self.cuts[at])),
            prefix(&self.line_keys[index]).and_then(|prefix| self.prefixes.get(&prefix).copied()).unwrap_or(0) as f32,
            self.topics[index],
            Self::mean_of_window(&self.topics, index, 4),
            Self::mean_of_window(&self.topics, index, 8),
            Self::mean_of_window(&self.in_titles, index, 4),
            Self::mean_of_window(&self.in_titles, index, 8),
            flag(self.ordinals[index]),
            self.share_of_window(page, index, 4, |_, _, at| flag(self.ordinals[at])),
            flag(super::super::menus::is_counted(&page.lines[index].text)),
        ]
    }
}

fn is_kept(page: &Page<'_>, index: usize) -> bool {
    page.labels[index].is_some_and(Label::is_kept)
}
