//! One row of numbers a line: the line, its place in the page, and its neighbours.

use super::super::phrases;
use super::context::{Context, FAR, Rules, running_sum};
use super::line::{self, flag, number};
use super::words::UNKNOWN;

/// Names of the numbers on a line's place, in the order of [`Place::columns`].
const PLACE: [&str; 46] = [
    "repeats",
    "is_title",
    "title_overlap",
    "in_part",
    "place",
    "lines",
    "from_start",
    "from_end",
    "prose_before",
    "prose_share",
    "to_prose_above",
    "density_3",
    "density_8",
    "short_5",
    "labelled_5",
    "since_related",
    "since_notice",
    "labelled_run",
    "overlap_kept",
    "overlap_above",
    "overlap_below",
    "page_prose",
    "markdown",
    "page_kept_words",
    "page_kept_share",
    "kept_3",
    "kept_8",
    "headlines_5",
    "prose_since_related",
    "kept_above_words",
    "kept_below_words",
    "since_comments",
    "comment_marks",
    "from_title",
    "appeals_5",
    "interface_5",
    "clock_6",
    "block_share",
    "block_place",
    "kept_block_share",
    "topic",
    "topic_4",
    "topic_8",
    "title_4",
    "title_8",
    "ordinals_4",
];
/// Numbers on a line that are given for its neighbours too.
const OF_NEIGHBOURS: [&str; 9] =
    ["rule_label", "rule_kept", "capital", "numbers", "log_chars", "upper", "function", "ending", "after_blank"];
/// Which neighbours.
const NEIGHBOURS: [isize; 4] = [-2, -1, 1, 2];
/// A longer paragraph counts for so many words in the density around a line.
const MOST_IN_DENSITY: u32 = 60;
/// A line of fewer words is short.
const SHORT: u32 = 5;

/// Names of all columns, in the order of [`rows()`].
pub(in crate::clean) fn names() -> Vec<String> {
    let own = line::COLUMNS.iter().chain(&PLACE).map(|name| (*name).to_owned());
    let near = NEIGHBOURS.iter().flat_map(|by| OF_NEIGHBOURS.iter().map(move |name| format!("{name}{by:+}")));
    own.chain(near).collect()
}

/// One row a line. Linear in the length of the page.
pub(in crate::clean) fn rows(rules: &Rules<'_>) -> Vec<Vec<f32>> {
    let page = rules.page;
    let context = Context::new(rules);
    let own: Vec<_> = (0..page.lines.len())
        .map(|index| {
            let (line, features) = (&page.lines[index], &page.features[index]);
            context.facts[index].columns(line, features, rules.by_words[index], page.labels[index])
        })
        .collect();
    let topics: Vec<f32> = (0..own.len()).map(|index| context.vocabulary.topic(&context.words[index], index)).collect();
    let in_title: Vec<f32> = context.words.iter().map(|words| number(words.shared_with(&context.title))).collect();
    let columns: Vec<usize> =
        OF_NEIGHBOURS.iter().filter_map(|name| line::COLUMNS.iter().position(|column| column == name)).collect();
    let sums = &Sums::new(rules, &context);
    let place = Place { rules, context: &context, sums, topics: &topics, in_title: &in_title };
    (0..own.len())
        .map(|index| {
            let mut row = Vec::with_capacity(line::COLUMNS.len() + PLACE.len() + NEIGHBOURS.len() * columns.len());
            row.extend(own[index]);
            row.extend(place.columns(index));
            for by in NEIGHBOURS {
                let neighbour = index.checked_add_signed(by).and_then(|at| own.get(at));
                row.extend(columns.iter().map(|column| neighbour.map_or(UNKNOWN, |numbers| numbers[*column])));
            }
            row
        })
        .collect()
}

/// The view from which places are described.
struct Place<'a> {
    rules: &'a Rules<'a>,
    context: &'a Context,
    sums: &'a Sums,
    /// How much of each line is said elsewhere in the article.
    topics: &'a [f32],
    /// How many words of the title each line has.
    in_title: &'a [f32],
}

impl Place<'_> {
    fn columns(&self, index: usize) -> [f32; PLACE.len()] {
        let ([repeats, is_title, title_overlap], [above, below]) = (self.likeness(index), self.overlaps(index));
        let (shares, windows, since) = (self.shares(index), self.windows(index), &self.context.since[index]);
        let (context, part) = (self.context, self.rules.part);
        let lines = self.rules.page.lines.len();
        [
            repeats,
            is_title,
            title_overlap,
            flag(part.contains(&index)),
            count(index) / count(lines),
            count(lines).ln(),
            (count(index) - count(part.start)).clamp(-FAR, FAR),
            (count(index) - count(part.end)).clamp(-FAR, FAR),
            shares.prose_before,
            shares.prose,
            context.prose_above[index].map_or(FAR, |above| count(index - above).min(FAR)),
            windows.prose_3,
            windows.prose_8,
            windows.short_5,
            windows.labelled_5,
            since.related,
            since.notice,
            since.labelled,
            context.vocabulary.known(&context.words[index], u32::from(self.rules.is_kept(index))),
            above,
            below,
            shares.page_prose,
            flag(self.rules.is_markdown),
            shares.kept_words.ln(),
            shares.page_kept,
            windows.kept_3,
            windows.kept_8,
            windows.headlines_5,
            since.related_words.min(FAR * 50.0),
            shares.kept_above,
            shares.kept_below,
            since.comments,
            since.comment_marks,
            context.title_line.map_or(-2.0 * FAR, |title| (count(index) - count(title)).clamp(-FAR, 3.0 * FAR)),
            windows.appeals_5,
            windows.interface_5,
            windows.clock_6,
            shares.block,
            shares.block_place,
            shares.kept_block,
            self.topics[index],
            mean(self.topics, index, 4),
            mean(self.topics, index, 8),
            mean(self.in_title, index, 4),
            mean(self.in_title, index, 8),
            windows.ordinals_4,
        ]
    }

    /// How often the line stands in the page, and how much it is like the title.
    fn likeness(&self, index: usize) -> [f32; 3] {
        let context = self.context;
        let key = context.facts[index].key;
        let is_title = !self.rules.title.is_empty() && key == context.title_key;
        let repeats = context.repeats.get(&key).copied().unwrap_or(1);
        [number(repeats), flag(is_title), context.words[index].overlap(&context.title)]
    }

    /// The share of the line's words that the nearest running text above and below has.
    fn overlaps(&self, index: usize) -> [f32; 2] {
        let words = &self.context.words;
        let overlap = |other: Option<usize>| other.map_or(UNKNOWN, |other| words[index].overlap(&words[other]));
        [overlap(self.context.prose_above[index]), overlap(self.context.prose_below[index])]
    }

    fn shares(&self, index: usize) -> Shares {
        let (context, page) = (self.context, self.rules.page);
        let lines = page.lines.len();
        let all_prose = number(context.prose_before[lines].max(1));
        let all_kept = number(context.kept_before[lines].max(1));
        let features = &page.features[index];
        let blocks = &context.blocks;
        let block = blocks.of_line[index];
        let before = &blocks.prose_before;
        Shares {
            prose_before: number(context.prose_before[index]) / all_prose,
            prose: if features.is_prose() { number(features.words) / all_prose } else { 0.0 },
            page_prose: all_prose / count(lines),
            kept_words: all_kept,
            page_kept: all_kept / number(context.all_words.max(1)),
            kept_above: number(context.kept_before[index]) / all_kept,
            kept_below: (all_kept - number(context.kept_before[index + 1])) / all_kept,
            block: number(blocks.prose[block]) / number(blocks.most_prose.max(1)),
            block_place: number(before[block]) / number(before[before.len() - 1]).max(1.0),
            kept_block: number(blocks.kept[block]) / number(blocks.most_kept.max(1)),
        }
    }

    fn windows(&self, index: usize) -> Windows {
        let sums = self.sums;
        let lines = self.rules.page.lines.len();
        let window = |width: usize, sums: &[u32]| {
            let (start, end) = (index.saturating_sub(width), (index + width + 1).min(lines));
            let own = sums[index + 1] - sums[index];
            number(sums[end] - sums[start] - own) / count(2 * width)
        };
        Windows {
            prose_3: window(3, &sums.prose),
            prose_8: window(8, &sums.prose),
            kept_3: window(3, &sums.kept),
            kept_8: window(8, &sums.kept),
            short_5: window(5, &sums.short),
            labelled_5: window(5, &sums.labelled),
            headlines_5: window(5, &sums.headlines),
            appeals_5: window(5, &sums.appeals),
            interface_5: window(5, &sums.interface),
            clock_6: window(6, &sums.clocks),
            ordinals_4: window(4, &sums.ordinals),
        }
    }
}

/// What stands before each line, and in the whole page at the end: words of paragraphs up to a limit, or else lines.
struct Sums {
    prose: Vec<u32>,
    kept: Vec<u32>,
    short: Vec<u32>,
    labelled: Vec<u32>,
    headlines: Vec<u32>,
    appeals: Vec<u32>,
    interface: Vec<u32>,
    clocks: Vec<u32>,
    ordinals: Vec<u32>,
}

impl Sums {
    fn new(rules: &Rules<'_>, context: &Context) -> Self {
        let features = &rules.page.features;
        let words = |at: usize| features[at].words.min(MOST_IN_DENSITY);
        let sum = |value: &dyn Fn(usize) -> u32| running_sum(features.len(), value);
        Self {
            prose: sum(&|at| if features[at].is_prose() { words(at) } else { 0 }),
            kept: sum(&|at| if rules.is_kept(at) { words(at) } else { 0 }),
            short: sum(&|at| (features[at].words < SHORT).into()),
            labelled: sum(&|at| rules.by_words[at].is_some().into()),
            headlines: sum(&|at| features[at].is_headline().into()),
            appeals: sum(&|at| context.has_phrase(at, phrases::APPEALS).into()),
            interface: sum(&|at| context.has_phrase(at, phrases::INTERFACE).into()),
            clocks: sum(&|at| context.facts[at].has_clock.into()),
            ordinals: sum(&|at| context.facts[at].is_ordinal.into()),
        }
    }
}

/// What part of the page a line and its block are, from 0 to 1 unless the name says otherwise.
struct Shares {
    prose_before: f32,
    prose: f32,
    /// Words of running text a line.
    page_prose: f32,
    /// Words that the rules keep.
    kept_words: f32,
    page_kept: f32,
    kept_above: f32,
    kept_below: f32,
    block: f32,
    block_place: f32,
    kept_block: f32,
}

/// Means over the lines around a line, as many on either side as the name says.
struct Windows {
    prose_3: f32,
    prose_8: f32,
    kept_3: f32,
    kept_8: f32,
    short_5: f32,
    labelled_5: f32,
    headlines_5: f32,
    appeals_5: f32,
    interface_5: f32,
    clock_6: f32,
    ordinals_4: f32,
}

/// The mean of the known values from `width` lines above to `width` below.
fn mean(values: &[f32], index: usize, width: usize) -> f32 {
    let around = &values[index.saturating_sub(width)..(index + width + 1).min(values.len())];
    let known = around.iter().filter(|value| **value >= 0.0);
    let (sum, known) = known.fold((0.0, 0.0), |(sum, known), value| (sum + value, known + 1.0));
    if known > 0.0 { sum / known } else { UNKNOWN }
}

#[expect(clippy::cast_precision_loss, reason = "a page has far fewer than 2^24 lines")]
fn count(lines: usize) -> f32 {
    lines as f32
}

#[cfg(test)]
mod tests {
    use super::super::super::lines::Line;
    use super::super::super::page::Page;
    use super::*;

    #[test]
    fn every_row_has_a_number_for_each_name() {
        let texts = ["Home", "The ferry left the harbour at noon with forty passengers on board.", "1) Storm", "Share"];
        let line = |text| Line {
            text: std::borrow::Cow::Borrowed(text),
            after_blank: false,
            kind: None,
            linked: false,
            span: 0..1,
        };
        let page = Page::new(texts.into_iter().map(line).collect());
        let by_words = vec![None; texts.len()];
        let rules = Rules { page: &page, by_words: &by_words, title: "", part: &(1..2), is_markdown: false };
        let rows = rows(&rules);
        let names = names();
        assert!(rows.iter().all(|row| row.len() == names.len() && row.iter().all(|number| number.is_finite())));
        let column = |line: usize, name: &str| names.iter().position(|other| other == name).map(|at| rows[line][at]);
        assert_eq!(column(1, "in_part"), Some(1.0));
        assert_eq!(column(3, "ordinal-1"), None);
        assert_eq!(column(0, "log_chars-1"), Some(UNKNOWN));
        assert!(column(3, "ordinals_4") > Some(0.0));
    }
}
