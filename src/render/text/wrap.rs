//! Breaks text into lines that fit a number of terminal columns.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Wide punctuation that closes something: no line begins with it.
const CLOSING: &str = "、。，．：；？！）」』》】〉〕］｝・…ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々";

/// Punctuation that opens something: no line ends with it.
const OPENING: &str = "（「『《【〈〔［｛([{“‘«";

/// The byte ranges of the lines of `text`, without the blanks at which they were broken.
///
/// A line has room for `width` columns, the first for `first_indent` columns less.
///
/// Lines are filled greedily. They are broken at blanks and between ideographs; a word that is wider than a line is
/// broken between grapheme clusters, and only a single cluster that is wider than a line exceeds it. Blanks at the
/// end are cut off, and a text without visible characters has no lines.
pub(super) fn wrap(text: &str, width: usize, first_indent: usize) -> Vec<Range<usize>> {
    let mut wrapper = Wrapper::new(width, first_indent);
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        // What most texts are made of: each byte is a cluster of one column.
        (0..text.len()).for_each(|at| wrapper.push((at, &text[at..=at]), 1));
    } else {
        text.grapheme_indices(true).for_each(|(at, grapheme)| wrapper.push((at, grapheme), grapheme.width()));
    }
    wrapper.finish()
}

/// The open line and those before it.
struct Wrapper<'a> {
    width: usize,
    first_indent: usize,
    lines: Vec<Range<usize>>,
    /// Where the open line starts.
    start: usize,
    /// Where its last visible cluster ends; not after `start` if there is none.
    end: usize,
    /// Its width so far, with the blanks at its end.
    columns: usize,
    last_break: Option<Break>,
    previous: &'a str,
}

/// A place at which the open line may be broken.
#[derive(Clone, Copy)]
struct Break {
    end: usize,
    next_start: usize,
    /// From the start of the line to `next_start`.
    columns: usize,
}

impl<'a> Wrapper<'a> {
    fn new(width: usize, first_indent: usize) -> Self {
        Self { width, first_indent, lines: Vec::new(), start: 0, end: 0, columns: 0, last_break: None, previous: "" }
    }

    fn push(&mut self, (at, grapheme): (usize, &'a str), columns: usize) {
        if !is_blank(grapheme) {
            if self.end > self.start && may_break(self.previous, grapheme) {
                self.last_break = Some(self.break_before(at));
            }
            while self.columns + columns > self.room() && at > self.start {
                self.close_line(at);
            }
            self.end = at + grapheme.len();
        }
        self.columns += columns;
        self.previous = grapheme;
    }

    /// The columns of the open line. No line has less than the first, so what moves on to the next line fits there.
    fn room(&self) -> usize {
        if self.lines.is_empty() { self.width.saturating_sub(self.first_indent) } else { self.width }
    }

    fn break_before(&self, at: usize) -> Break {
        Break { end: self.end, next_start: at, columns: self.columns }
    }

    /// Breaks at the last good place, or else before the cluster at `at`.
    fn close_line(&mut self, at: usize) {
        let place = self.last_break.take().unwrap_or(self.break_before(at));
        self.keep(place.end);
        self.start = place.next_start;
        self.columns -= place.columns;
    }

    fn keep(&mut self, end: usize) {
        if end > self.start {
            self.lines.push(self.start..end);
        }
    }

    fn finish(mut self) -> Vec<Range<usize>> {
        self.keep(self.end);
        self.lines
    }
}

/// A blank at which a line may end. No-break spaces are not.
fn is_blank(grapheme: &str) -> bool {
    grapheme.chars().all(|c| c.is_whitespace() && !is_no_break(c))
}

fn is_no_break(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}')
}

/// Whether a line may end with the cluster `before` and the next begin with the cluster `after`, which is no blank.
fn may_break(before: &str, after: &str) -> bool {
    is_blank(before) || ((is_wide(before) || is_wide(after)) && may_end_line(before) && may_start_line(after))
}

fn is_wide(grapheme: &str) -> bool {
    grapheme.len() > 1 && grapheme.width() == 2
}

fn may_end_line(grapheme: &str) -> bool {
    !grapheme.starts_with(|c| OPENING.contains(c) || is_no_break(c))
}

fn may_start_line(grapheme: &str) -> bool {
    grapheme.starts_with(|c: char| !CLOSING.contains(c) && (c.is_alphanumeric() || is_wide(grapheme)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::render::{samples, sanitize};

    fn check(text: &str, width: usize, expected: &[&str]) {
        let lines = wrap(text, width, 0);
        assert_eq!(lines.into_iter().map(|line| &text[line]).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn lines_are_filled_and_broken_at_blanks() {
        check("one two three four", 8, &["one two", "three", "four"]);
        check("exact fit", 5, &["exact", "fit"]);
        check("  wide   gaps   ", 6, &["  wide", "gaps"]);
        check("12\u{a0}000 men", 6, &["12\u{a0}000", "men"]);
        check(" \n ", 6, &[]);
    }

    #[test]
    fn without_limit_there_is_one_line() {
        check("all of it ", usize::MAX, &["all of it"]);
    }

    #[test]
    fn the_first_line_may_be_shorter() {
        let lines = wrap("one two three", 10, 6);
        assert_eq!(lines, [0..3, 4..13]);
    }

    #[test]
    fn long_words_break_between_clusters() {
        check("abcdefgh", 3, &["abc", "def", "gh"]);
        check("e\u{301}e\u{301}e\u{301}", 2, &["e\u{301}e\u{301}", "e\u{301}"]);
        check("🇺🇦🇵🇱🇫🇷", 5, &["🇺🇦🇵🇱", "🇫🇷"]);
    }

    #[test]
    fn ideographs_break_anywhere_but_at_punctuation() {
        check("on 中国海军空母", 9, &["on 中国海", "军空母"]);
        check("中国海军。空母", 8, &["中国海", "军。空母"]);
        check("中国海「空母", 8, &["中国海", "「空母"]);
    }

    proptest! {
        #[test]
        fn lines_fit_and_lose_only_blanks(text in samples::text(), width in 2..30_usize, indent in 0..10_usize) {
            let text = sanitize::clean(&text);
            let lines = wrap(&text, width, indent);
            let mut end = 0;
            for (n, line) in lines.into_iter().enumerate() {
                prop_assert!(is_blank(&text[end..line.start]));
                // A cluster is put on the first line even if it does not fit there.
                let room = if n == 0 { width.saturating_sub(indent).max(2) } else { width };
                prop_assert!(text[line.clone()].width() <= room, "{:?}", &text[line.clone()]);
                end = line.end;
            }
            prop_assert!(is_blank(&text[end..]));
        }
    }
}
