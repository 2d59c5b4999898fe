//! What the model is told of a line by itself.

use super::super::chars;
use super::super::line_hash::line_hash;
use super::super::lines::{Ending, Features, Line};
use super::super::menus;
use super::super::phrases::Evidence;
use super::super::repeats::is_cut;
use super::super::report::Label;
use crate::article::BlockKind;

/// Names of the numbers that [`LineFacts::columns`] gives, in their order.
pub(super) const COLUMNS: [&str; 36] = [
    "log_chars",
    "words",
    "function",
    "capital",
    "upper",
    "numbers",
    "commas",
    "ending",
    "after_blank",
    "kind",
    "linked",
    "digits",
    "punctuation",
    "word_length",
    "likely",
    "odd_start",
    "bars",
    "addresses",
    "title_case",
    "prose",
    "sentence",
    "headline",
    "word_label",
    "rule_label",
    "rule_kept",
    "comments",
    "appeals",
    "interface",
    "bios",
    "captions",
    "legal",
    "ellipsis",
    "symbols",
    "clock",
    "ordinal",
    "counted",
];

/// What is counted once for each line and used for its neighbours too.
pub(super) struct LineFacts {
    /// A hash of the line in lower case, letters and digits only: two writings of one line share it.
    pub(super) key: u64,
    /// Its phrases.
    pub(super) evidence: Evidence,
    /// Whether a time of day stands in it.
    pub(super) has_clock: bool,
    /// Whether it opens as an entry of a numbered list.
    pub(super) is_ordinal: bool,
}

impl LineFacts {
    pub(super) fn of(text: &str, evidence: Evidence) -> Self {
        Self {
            key: line_hash(text).unwrap_or_default(),
            evidence,
            has_clock: has_clock(text),
            is_ordinal: is_ordinal(text),
        }
    }

    /// The numbers of a line. `by_words` is what its words alone say it is, `by_rules` what all rules together say.
    pub(super) fn columns(
        &self,
        line: &Line<'_>,
        features: &Features,
        by_words: Option<Label>,
        by_rules: Option<Label>,
    ) -> [f32; COLUMNS.len()] {
        let text: &str = &line.text;
        let counts = CharCounts::of(text);
        let sampled = share_of(features.sampled.max(1));
        let [comments, appeals, interface, bios, captions, legal] = self.evidence.around.map(f32::from);
        [
            number(counts.all + 1).ln(),
            number(features.words),
            sampled(features.function_words),
            sampled(features.capitalised),
            sampled(features.upper),
            sampled(features.numbers),
            number(features.commas),
            ending_code(features.ending),
            flag(line.after_blank),
            kind_code(line.kind),
            flag(line.linked),
            share_of(counts.all.max(1))(counts.digits),
            share_of(counts.all.max(1))(counts.punctuation),
            number(counts.all) / number(features.words.max(1)),
            number(self.evidence.likely),
            flag(!text.starts_with(char::is_alphanumeric)),
            flag(has_bar(text)),
            flag(has_address(text)),
            flag(features.is_title_case()),
            flag(features.is_prose()),
            flag(features.is_sentence()),
            flag(features.is_headline()),
            label_code(by_words),
            label_code(by_rules),
            flag(by_rules.is_some_and(Label::is_kept)),
            comments,
            appeals,
            interface,
            bios,
            captions,
            legal,
            flag(is_cut(text)),
            share_of(counts.all.max(1))(counts.symbols),
            flag(self.has_clock),
            flag(self.is_ordinal),
            flag(menus::is_counted(text)),
        ]
    }
}

/// Characters of a line by their kinds.
#[derive(Default)]
struct CharCounts {
    all: u32,
    digits: u32,
    /// Neither letters, digits nor spaces.
    punctuation: u32,
    /// Those of them that are not ASCII: quotes, dashes, arrows, emoji.
    symbols: u32,
}

impl CharCounts {
    fn of(text: &str) -> Self {
        let mut counts = Self::default();
        if text.is_ascii() {
            // Sums over few bytes are taken many bytes at a time.
            text.as_bytes().chunks(usize::from(u8::MAX)).for_each(|chunk| counts.add_ascii(chunk));
            return counts;
        }
        for c in text.chars() {
            let is_mark = !c.is_alphanumeric() && !c.is_whitespace();
            counts.all += 1;
            counts.digits += u32::from(c.is_numeric());
            counts.punctuation += u32::from(is_mark);
            counts.symbols += u32::from(is_mark && !c.is_ascii());
        }
        counts
    }

    /// Adds up to 255 bytes.
    fn add_ascii(&mut self, bytes: &[u8]) {
        let digits = count_of(bytes, |byte| byte.is_ascii_digit());
        let others =
            count_of(bytes, |byte| byte.is_ascii_alphabetic() || byte == b' ' || (b'\t'..=b'\r').contains(&byte));
        let all = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        self.all += all;
        self.digits += digits;
        self.punctuation += all - digits - others;
    }
}

/// How many of up to 255 bytes pass `test`.
fn count_of(bytes: &[u8], test: impl Fn(u8) -> bool) -> u32 {
    u32::from(bytes.iter().map(|byte| u8::from(test(*byte))).sum::<u8>())
}

/// Whether one of the marks stands in the line that part links and menus.
fn has_bar(text: &str) -> bool {
    // Two of them are ASCII.
    memchr::memchr2(b'|', b'/', text.as_bytes()).is_some()
        || (!text.is_ascii() && text.contains(['·', '•', '›', '»', '→']))
}

fn has_address(text: &str) -> bool {
    let holds = |part: &str| memchr::memmem::find(text.as_bytes(), part.as_bytes()).is_some();
    memchr::memchr2(b'@', b'#', text.as_bytes()).is_some() || holds("http") || holds("www.")
}

#[expect(clippy::cast_precision_loss, reason = "counts in a line are far below 2^24")]
pub(super) fn number(count: u32) -> f32 {
    count as f32
}

pub(super) fn flag(value: bool) -> f32 {
    f32::from(u8::from(value))
}

fn share_of(all: u32) -> impl Fn(u32) -> f32 {
    move |count| number(count) / number(all)
}

fn ending_code(ending: Ending) -> f32 {
    match ending {
        Ending::Sentence => 0.0,
        Ending::Question => 1.0,
        Ending::Colon => 2.0,
        Ending::Dangling => 3.0,
        Ending::Open => 4.0,
    }
}

fn kind_code(kind: Option<BlockKind>) -> f32 {
    match kind {
        None => 0.0,
        Some(BlockKind::Paragraph) => 1.0,
        Some(BlockKind::ListItem) => 2.0,
        Some(BlockKind::Heading) => 3.0,
    }
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

/// Whether a time of day stands in the line: `07:52`.
fn has_clock(text: &str) -> bool {
    let is_digit = |at: Option<usize>| at.and_then(|at| text.as_bytes().get(at)).is_some_and(u8::is_ascii_digit);
    memchr::memchr_iter(b':', text.as_bytes())
        .any(|at| is_digit(at.checked_sub(1)) && is_digit(Some(at + 1)) && is_digit(Some(at + 2)))
}

/// Whether the line opens as an entry of a numbered list: `3. `, `3) `.
fn is_ordinal(text: &str) -> bool {
    chars::after_list_number(text).is_some_and(|rest| [". ", ") ", ".) "].iter().any(|mark| rest.starts_with(mark)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_where_their_names_say() {
        let text = "Updated at 07:52 | Subscribe to our newsletter";
        let columns = LineFacts::of(text, Evidence::of(text)).columns(
            &Line::plain(text),
            &Features::of(text),
            Some(Label::Notice),
            None,
        );
        let column = |name: &str| COLUMNS.iter().position(|other| *other == name).map(|at| columns[at]);
        assert_eq!(column("words"), Some(7.0));
        assert_eq!(column("after_blank"), Some(1.0));
        assert_eq!(column("word_label"), Some(10.0));
        assert_eq!((column("clock"), column("bars"), column("ordinal")), (Some(1.0), Some(1.0), Some(0.0)));
        assert!(column("appeals") >= Some(2.0));
    }

    #[test]
    fn a_year_opens_no_list() {
        assert!(
            is_ordinal("3) Three") && is_ordinal("12. Twelve") && !is_ordinal("2019. A year") && !is_ordinal("3.5")
        );
    }
}
