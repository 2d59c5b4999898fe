//! The part of a long passage that is shown.
//!
//! Passages are some 60 to 160 words, but tables, lists and scripts without spaces can be far longer. Of a passage of more
//! than [`MOST_WORDS`] words the part is shown that holds the most weight of different leaves of the query: whole sentences, of
//! several equal parts that with the most marks, then the first. Only where no run of whole sentences holds as much is it cut
//! at words. Neither a mark nor a character as readers see it is ever cut.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::highlight::{Mark, Marked};
use super::hit::{LeftOut, Snippet};
use crate::article::BLOCK_SEPARATOR;
use crate::passage::sentences;

/// A passage is shown in at most so many words, the marks of what was left out counted.
const MOST_WORDS: usize = 150;

/// Whole sentences of fewer words are followed by a part of the next one.
const FEWEST_WORDS: usize = 50;

/// Stands for the text that was left out.
const ELLIPSIS: &str = "…";

/// Characters of a run without spaces that count as one word.
const LONG_WORD: usize = 40;

/// What is shown of a passage.
pub(super) struct Shown {
    /// The text, with an ellipsis where text of the passage was left out.
    pub snippet: Snippet,
    /// Where the text without the ellipses stands in the passage.
    pub range: Range<usize>,
    pub left_out: LeftOut,
}

/// The whole passage.
pub(super) fn whole(marked: Marked<'_>) -> Shown {
    let range = 0..marked.text.len();
    Shown { snippet: marked.into_snippet(), range, left_out: LeftOut::default() }
}

/// The passage, or of a long one the part that holds the most of the query. `weights` are those of the leaves by which words
/// are marked. Costs as many looks at the marks as there are marks and sentences.
pub(super) fn trimmed(marked: Marked<'_>, weights: &[f64]) -> Shown {
    if is_surely_short(marked.text) {
        return whole(marked);
    }
    let words = word_starts(marked.text);
    if words.len() <= MOST_WORDS {
        return whole(marked);
    }
    let stretches = Stretches::new(&marked, &words, weights);
    let Range { start, end } = stretches.best();
    let range = stretches.borders[start].at..stretches.borders[end].at;
    let left_out = LeftOut { before: start > 0, after: end + 1 < stretches.borders.len() };
    cut(&marked, range, left_out)
}

/// The text of a range, with ellipses, and the marks in it.
fn cut(marked: &Marked<'_>, range: Range<usize>, left_out: LeftOut) -> Shown {
    let kept = marked.text[range.clone()].trim_end();
    let before = if left_out.before { format!("{ELLIPSIS} ") } else { String::new() };
    let after = if left_out.after { format!(" {ELLIPSIS}") } else { String::new() };
    let is_kept = |mark: &&Mark| mark.range.start >= range.start && mark.range.end <= range.start + kept.len();
    let moved = |at: usize| at - range.start + before.len();
    let marks = marked.marks.iter().filter(is_kept);
    let highlights = marks.map(|mark| moved(mark.range.start)..moved(mark.range.end)).collect();
    Shown {
        range: range.start..range.start + kept.len(),
        snippet: Snippet { text: [&before, kept, &after].concat(), highlights },
        left_out,
    }
}

/// Whether a text has room without looking at its characters as readers see them: a word in other letters than those of ASCII
/// counts as if each character were one.
fn is_surely_short(text: &str) -> bool {
    // Of ASCII, a word needs a blank before it; and of a long run every so many bytes are one.
    if text.is_ascii() && text.len() / LONG_WORD + blanks(text) < MOST_WORDS {
        return true;
    }
    let most = |run: &str| if run.is_ascii() { run.len().div_ceil(LONG_WORD) } else { run.chars().count() };
    text.split_whitespace().map(most).sum::<usize>() <= MOST_WORDS
}

fn blanks(text: &str) -> usize {
    text.bytes().filter(|&byte| byte <= b' ').count()
}

/// Where the words of a text begin, ascending, each between two characters as readers see them. A word is what stands
/// between blanks; an ideograph is a word of its own, and of longer runs every [`LONG_WORD`] characters are one.
fn word_starts(text: &str) -> Vec<usize> {
    let mut starts = Vec::new();
    // Whether the character before was a blank, and whether it was an ideograph.
    let (mut is_behind_blank, mut is_behind_ideograph) = (true, false);
    let mut length = 0;
    for (at, character) in text.grapheme_indices(true) {
        if character.chars().all(char::is_whitespace) {
            (is_behind_blank, is_behind_ideograph) = (true, false);
            continue;
        }
        // A blank with a mark upon it is a character that can be seen.
        is_behind_blank |= character.starts_with(char::is_whitespace);
        let is_letter = character.starts_with(char::is_alphanumeric);
        let is_ideograph = is_letter && character.width() > 1;
        let is_start = is_behind_blank || length == LONG_WORD || is_ideograph || (is_behind_ideograph && is_letter);
        if is_start {
            starts.push(at);
            length = 0;
        }
        length += 1;
        (is_behind_blank, is_behind_ideograph) = (false, is_ideograph);
    }
    starts
}

/// A place at which a text may be cut.
struct Border {
    at: usize,
    /// Words before it.
    words: usize,
    /// Whether a sentence begins here.
    is_sentence: bool,
}

/// What a stretch holds: the weights of the different leaves in it, and the number of marks.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
struct Worth {
    weight: f64,
    marks: usize,
}

/// The stretches of a text between two borders, the end of the text being the last border. A stretch is a range of borders.
struct Stretches<'a> {
    borders: Vec<Border>,
    marks: &'a [Mark],
    weights: &'a [f64],
    /// A stretch has at most so many words.
    room: usize,
}

impl<'a> Stretches<'a> {
    fn new(marked: &'a Marked<'_>, words: &[usize], weights: &'a [f64]) -> Self {
        let mut starts = sentence_starts(marked.text).into_iter().peekable();
        let mut borders = Vec::with_capacity(words.len() + 1);
        let (mut is_sentence, mut mark) = (false, 0);
        for (number, &at) in words.iter().enumerate() {
            while starts.next_if(|&start| start <= at).is_some() {
                is_sentence = true;
            }
            while marked.marks.get(mark).is_some_and(|mark| mark.range.end <= at) {
                mark += 1;
            }
            // A sentence that would begin within a mark begins behind it.
            if marked.marks.get(mark).is_none_or(|mark| mark.range.start >= at) {
                borders.push(Border { at, words: number, is_sentence });
                is_sentence = false;
            }
        }
        borders.push(Border { at: marked.text.len(), words: words.len(), is_sentence: true });
        Self { borders, marks: &marked.marks, weights, room: MOST_WORDS - 2 }
    }

    /// The stretch to show. It may be longer than there is room for only where a single mark is.
    fn best(&self) -> Range<usize> {
        let last = self.borders.len() - 1;
        if self.marks.is_empty() {
            return self.filled(0..self.sentences_from(0).unwrap_or(0));
        }
        let is_sentence = |&border: &usize| self.borders[border].is_sentence;
        let sentences = (0..last).filter(is_sentence).filter_map(|from| Some(from..self.sentences_from(from)?));
        let sentences = self.most_worth(sentences);
        let from_marks = self.marks.iter().map(|mark| {
            let from = self.borders.partition_point(|border| border.at <= mark.range.start).saturating_sub(1);
            from..self.words_from(from)
        });
        let words = self.most_worth(from_marks);
        match (sentences, words) {
            (Some((sentences, worth)), Some((_, most))) if worth.weight >= most.weight => self.filled(sentences),
            (_, Some((words, _))) => self.rounded(&words),
            (sentences, None) => self.filled(sentences.map_or(0..0, |(sentences, _)| sentences)),
        }
    }

    /// Whole sentences, or, if they are too short, as many words as there is room for.
    fn filled(&self, sentences: Range<usize>) -> Range<usize> {
        let is_enough = self.words_in(&sentences) >= FEWEST_WORDS;
        if is_enough { sentences } else { sentences.start..self.words_from(sentences.start) }
    }

    /// The first of the stretches that are worth the most.
    fn most_worth(&self, stretches: impl Iterator<Item = Range<usize>>) -> Option<(Range<usize>, Worth)> {
        let mut best: Option<(Range<usize>, Worth)> = None;
        for stretch in stretches {
            let worth = self.worth(&stretch);
            if best.as_ref().is_none_or(|(_, most)| worth > *most) {
                best = Some((stretch, worth));
            }
        }
        best
    }

    /// The marks that begin in a stretch.
    fn marks_in(&self, stretch: &Range<usize>) -> &'a [Mark] {
        let behind = |border: usize| {
            let at = self.borders[border].at;
            self.marks.partition_point(|mark| mark.range.start < at)
        };
        &self.marks[behind(stretch.start)..behind(stretch.end)]
    }

    /// Weights are added up in the order of the leaves, so that what holds the same is worth the same.
    fn worth(&self, stretch: &Range<usize>) -> Worth {
        let marks = self.marks_in(stretch);
        let mut has_leaf = vec![false; self.weights.len()];
        for &leaf in marks.iter().flat_map(|mark| &mark.leaves) {
            if let Some(has_leaf) = has_leaf.get_mut(leaf) {
                *has_leaf = true;
            }
        }
        let held = self.weights.iter().zip(has_leaf).filter(|(_, is_held)| *is_held);
        Worth { weight: held.map(|(weight, _)| weight).sum(), marks: marks.len() }
    }

    fn words_in(&self, stretch: &Range<usize>) -> usize {
        self.borders[stretch.end].words - self.borders[stretch.start].words
    }

    /// Where the longest stretch ends that begins at a border and has room; it has one step at least.
    fn words_from(&self, from: usize) -> usize {
        let most = self.borders[from].words + self.room;
        (self.borders.partition_point(|border| border.words <= most) - 1).max(from + 1)
    }

    /// The same at the end of a sentence, if there is room for one.
    fn sentences_from(&self, from: usize) -> Option<usize> {
        let end = self.words_from(from);
        let last = (from + 1..=end).rev().find(|&border| self.borders[border].is_sentence)?;
        (self.words_in(&(from..last)) <= self.room).then_some(last)
    }

    /// From the first to the last mark of a stretch, and as much around them as there is room for: the rest of the first
    /// sentence or of the last one where one of them fits.
    fn rounded(&self, stretch: &Range<usize>) -> Range<usize> {
        let last = self.marks_in(stretch).last().map_or(0, |mark| mark.range.end);
        let end = self.borders.partition_point(|border| border.at < last).clamp(stretch.start + 1, stretch.end);
        let core = stretch.start..end;
        let left = self.room.saturating_sub(self.words_in(&core));
        let is_sentence = |&border: &usize| self.borders[border].is_sentence;
        let start = (0..=core.start).rev().find(is_sentence).unwrap_or(0);
        if self.words_in(&(start..core.start)) <= left {
            return start..self.words_from(start).max(core.end);
        }
        let words_before = |words: usize| {
            let first = self.borders[core.start].words.saturating_sub(words);
            self.borders.partition_point(|border| border.words < first)
        };
        let end = (core.end..self.borders.len()).find(is_sentence).unwrap_or(core.end);
        let behind = self.words_in(&(core.end..end));
        if behind <= left {
            return words_before(left - behind)..end;
        }
        let start = words_before(left / 2);
        start..self.words_from(start).max(core.end)
    }
}

/// Where the sentences of a text begin, ascending. Paragraphs end sentences.
fn sentence_starts(text: &str) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut start = 0;
    for block in text.split(BLOCK_SEPARATOR) {
        starts.extend(sentences(block).into_iter().map(|sentence| start + sentence.start));
        start += block.len() + BLOCK_SEPARATOR.len();
    }
    starts
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    /// Weights of leaves that no two sets of them share.
    const WEIGHTS: [f64; 4] = [1.0, 2.0, 4.0, 8.0];

    /// Words in brackets are marked, by the leaf that their number says: `[2:tank]`.
    fn marked(markup: &str) -> (String, Vec<Mark>) {
        let (mut text, mut marks) = (String::new(), Vec::new());
        for piece in markup.split_inclusive(['[', ']']) {
            match piece.strip_suffix(']').and_then(|word| word.split_once(':')) {
                Some((leaf, word)) => {
                    let start = text.len();
                    text.push_str(word);
                    marks.push(Mark { range: start..text.len(), leaves: vec![leaf.parse().unwrap()] });
                }
                None => text.push_str(piece.trim_end_matches('[')),
            }
        }
        (text, marks)
    }

    fn shown(text: &str, marks: &[Mark]) -> Shown {
        let marks = marks.iter().map(|mark| Mark { range: mark.range.clone(), leaves: mark.leaves.clone() });
        trimmed(Marked { text, marks: marks.collect() }, &WEIGHTS)
    }

    fn show(markup: &str) -> String {
        let (text, marks) = marked(markup);
        shown(&text, &marks).snippet.text
    }

    fn words(number: usize) -> String {
        vec!["so"; number].join(" ")
    }

    #[test]
    fn a_short_passage_is_whole() {
        let text = format!("{} [0:tank].\n\nAnd more.", words(147));
        assert_eq!(show(&text), text.replace("[0:tank]", "tank"));
        assert!(show(&format!("And {text}")).ends_with(" tank. …"));
    }

    #[test]
    fn the_sentences_with_most_of_the_query_are_shown() {
        let filler = format!("So {}.", words(79));
        let text = format!("The [0:tank] and [0:tank]. {filler} {filler} Here a [0:tank] met a [1:drone]. {filler}");
        assert_eq!(show(&text), format!("… {filler} Here a tank met a drone. …"));
        let text = format!("{filler} {filler}\n\nHere a [1:drone] fell.\n\n{filler}");
        assert_eq!(show(&text), format!("… {filler}\n\nHere a drone fell. …"));
    }

    #[test]
    fn without_marks_the_beginning_is_shown() {
        let text = format!("So {}. So {}.", words(99), words(99));
        assert_eq!(show(&text), format!("So {}. …", words(99)));
        let text = format!("It began. So {}.", words(200));
        assert_eq!(show(&text), format!("It began. So {} …", words(145)));
        assert_eq!(show(&words(200)), format!("{} …", words(148)));
    }

    #[test]
    fn a_sentence_that_is_too_long_is_cut_around_the_marks() {
        let text = format!("{} [0:tank] {} [1:drone] {}", words(200), words(10), words(200));
        assert_eq!(show(&text), format!("… {} tank {} drone {} …", words(68), words(10), words(68)));
        let text = format!("It {} [0:tank] {} [1:drone] {}", words(20), words(100), words(100));
        assert_eq!(show(&text), format!("It {} tank {} drone {} …", words(20), words(100), words(25)));
        let text = format!("{} [0:tank] {} [1:drone] so.", words(200), words(110));
        assert_eq!(show(&text), format!("… {} tank {} drone so.", words(35), words(110)));
    }

    #[test]
    fn scripts_without_spaces_are_cut_at_their_stops() {
        let text = format!("{}。[0:坦克]来了。{}。", "海".repeat(100), "军".repeat(100));
        assert_eq!(show(&text), format!("{}。坦克来了。 …", "海".repeat(100)));
        let dashes = "-".repeat(40 * 150 + 1);
        assert_eq!(show(&dashes), format!("{} …", "-".repeat(40 * 148)));
    }

    #[test]
    fn a_mark_of_several_words_is_not_cut() {
        let text = format!("{} [0:$27 million] {}", words(200), words(200));
        assert!(show(&text).contains("$27 million"));
        let long = format!("[0:{}] so", words(200));
        assert_eq!(show(&long), format!("{} …", words(200)));
    }

    #[test]
    fn ranges_are_those_of_the_passage() {
        let (text, marks) = marked(&format!("{}. [0:Tänk] ends.", words(180)));
        let shown = trimmed(Marked { text: &text, marks }, &WEIGHTS);
        assert_eq!(shown.snippet.text, "… Tänk ends.");
        assert_eq!(shown.snippet.highlights.first(), Some(&(4..9)));
        assert_eq!(shown.range, text.find("Tänk").unwrap()..text.len());
        assert_eq!(shown.left_out, LeftOut { before: true, after: false });
    }

    /// A word with what stands behind it, and the leaf that marks it.
    fn piece() -> impl Strategy<Value = (String, Option<usize>)> {
        let word =
            prop_oneof![8 => "[a-z]{1,9}", 1 => Just("12 000".to_owned()), 1 => Just("e\u{301}te\u{301}".to_owned())];
        let behind =
            prop_oneof![12 => Just(" "), 2 => Just(". So "), 1 => Just("\n\n"), 1 => Just("! "), 1 => Just(" \u{301}")];
        (word, behind, prop::option::weighted(0.06, 0..WEIGHTS.len()))
            .prop_map(|(word, behind, leaf)| (format!("{word}{behind}"), leaf))
    }

    fn text_of(pieces: &[(String, Option<usize>)]) -> (String, Vec<Mark>) {
        let (mut text, mut marks) = (String::new(), Vec::new());
        for (piece, leaf) in pieces {
            let end = piece.find([' ', '.', '!', '\n']).filter(|_| !piece.starts_with("12")).unwrap_or(piece.len());
            let end = if piece.starts_with("12") { "12 000".len() } else { end };
            let range = text.len()..text.len() + end;
            marks.extend(leaf.map(|leaf| Mark { range, leaves: vec![leaf] }));
            text.push_str(piece);
        }
        (text, marks)
    }

    fn weight<'m>(marks: impl Iterator<Item = &'m Mark>) -> f64 {
        let leaves: BTreeSet<usize> = marks.flat_map(|mark| mark.leaves.iter().copied()).collect();
        leaves.into_iter().map(|leaf| WEIGHTS[leaf]).sum()
    }

    proptest! {
        #[test]
        fn a_part_of_the_passage_is_shown_with_its_marks(pieces in prop::collection::vec(piece(), 0..400)) {
            let (text, marks) = text_of(&pieces);
            let shown = shown(&text, &marks);
            let before = if shown.left_out.before { "… " } else { "" };
            let after = if shown.left_out.after { " …" } else { "" };
            let kept = &text[shown.range.clone()];
            prop_assert_eq!(&shown.snippet.text, &format!("{before}{kept}{after}"));
            prop_assert!(kept.split_whitespace().count() <= MOST_WORDS);
            let graphemes: BTreeSet<usize> = text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]).collect();
            prop_assert!(graphemes.contains(&shown.range.start) && graphemes.contains(&shown.range.end));
            let of_whole: Vec<Range<usize>> = shown.snippet.highlights.iter()
                .map(|mark| mark.start - before.len() + shown.range.start..mark.end - before.len() + shown.range.start)
                .collect();
            let expected: Vec<Range<usize>> = marks.iter().map(|mark| mark.range.clone())
                .filter(|mark| mark.start < shown.range.end && mark.end > shown.range.start)
                .collect();
            prop_assert_eq!(of_whole, expected);
        }

        #[test]
        fn what_is_surely_short_is_short(text in "(?s)[a-c \\n\u{301}\u{a0}é坦🇺🇦👩\u{200d}]{0,400}", run in 0..8000_usize) {
            let text = text + &"-".repeat(run);
            prop_assert!(!is_surely_short(&text) || word_starts(&text).len() <= MOST_WORDS);
        }

        #[test]
        fn no_other_part_of_that_length_holds_more(pieces in prop::collection::vec(piece(), 150..400)) {
            let (text, marks) = text_of(&pieces);
            let shown = shown(&text, &marks);
            let is_shown = |mark: &&Mark| shown.range.contains(&mark.range.start);
            let held = weight(marks.iter().filter(is_shown));
            for from in 0..marks.len() {
                for to in from..marks.len() {
                    let words = text[marks[from].range.start..marks[to].range.end].split_whitespace().count();
                    if words <= MOST_WORDS - 2 {
                        prop_assert!(weight(marks[from..=to].iter()) <= held, "{:?}", &shown.snippet);
                    }
                }
            }
        }
    }
}
