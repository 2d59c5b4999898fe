//! Cuts an article's body into passages: runs of whole sentences, never across a section heading.
//!
//! Passages cover the body from its first byte to its last, so a passage is known by where it starts.

mod sentence;

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use crate::article::BlockKind;
use crate::octets::{BLOCK, ask, first_bits};

pub use sentence::sentences;

/// A passage is closed at the end of a paragraph once it has this many words.
const ENOUGH_WORDS: usize = 80;

/// No sentence is added to a passage beyond this many words, and a single sentence of more is cut at a word.
const MAX_WORDS: usize = 160;

/// What is left of a section joins the passage before it when it has fewer words than this.
const MIN_WORDS: usize = 40;

/// The byte offset at which each passage of `body` starts: ascending, the first 0 unless the body is empty.
///
/// `blocks` are the kinds and ranges of the body's blocks, as [`crate::article::Article::body`] gives them.
/// A heading starts a passage and belongs to it. Linear in the length of the body.
#[must_use]
pub fn passage_starts(body: &str, blocks: &[(BlockKind, Range<usize>)]) -> Vec<usize> {
    let mut splitter = Splitter::default();
    let mut after_heading = false;
    for (kind, range) in blocks {
        let is_heading = *kind == BlockKind::Heading;
        if is_heading && !after_heading {
            splitter.end_section();
        }
        after_heading = is_heading;
        splitter.add_paragraph(body, range.clone());
    }
    splitter.end_section();
    splitter.starts
}

/// The half-open byte range of the passage that starts at `starts[number]`, without the separator behind it.
#[must_use]
pub fn passage_range(body: &str, starts: &[usize], number: usize) -> Range<usize> {
    let start = starts.get(number).copied().unwrap_or(body.len()).min(body.len());
    let next = starts.get(number + 1).copied().unwrap_or(body.len()).clamp(start, body.len());
    let end = body.get(start..next).map_or(start, |text| start + text.trim_end().len());
    start..end
}

/// The passage under construction and the ones before it.
#[derive(Default)]
struct Splitter {
    starts: Vec<usize>,
    /// Index in `starts` of the current section's first passage.
    section: usize,
    /// Where the open passage starts, and its words so far.
    open: Option<(usize, usize)>,
    /// Words of the passage before the open one, in this section.
    words_before: usize,
}

impl Splitter {
    fn add_paragraph(&mut self, body: &str, range: Range<usize>) {
        for sentence in sentence::one_by_one(&body[range.clone()]) {
            let sentence = range.start + sentence.start..range.start + sentence.end;
            let words = words(&body[sentence.clone()]);
            if words <= MAX_WORDS {
                self.add(sentence.start, words);
            } else {
                for (start, words) in cut(body, sentence) {
                    self.add(start, words);
                }
            }
        }
        if self.open.is_some_and(|(_, words)| words >= ENOUGH_WORDS) {
            self.close();
        }
    }

    fn add(&mut self, start: usize, words: usize) {
        if self.open.is_some_and(|(_, before)| before + words > MAX_WORDS) {
            self.close();
        }
        let (_, total) = self.open.get_or_insert((start, 0));
        *total += words;
    }

    fn close(&mut self) {
        if let Some((start, words)) = self.open.take() {
            self.starts.push(start);
            self.words_before = words;
        }
    }

    /// Closes the section. A short rest joins the passage before it, if that does not grow too long.
    fn end_section(&mut self) {
        if let Some((_, words)) = self.open {
            let has_previous = self.starts.len() > self.section;
            if has_previous && words < MIN_WORDS && self.words_before + words <= MAX_WORDS + MIN_WORDS {
                self.open = None;
            }
        }
        self.close();
        self.section = self.starts.len();
    }
}

/// Cuts a sentence of more than [`MAX_WORDS`] words, at words, into pieces and their numbers of words. Behind a space or a
/// comma if there is one in the second half: in scripts without spaces other places may be within a word.
fn cut(body: &str, sentence: Range<usize>) -> Vec<(usize, usize)> {
    let text = &body[sentence.clone()];
    let starts: Vec<usize> = word_starts(text).collect();
    let is_behind_break = |&word: &usize| {
        let before = starts.get(word).and_then(|&start| text[..start].chars().next_back());
        before.is_some_and(|c| c.is_whitespace() || matches!(c, '，' | '、' | '；' | '：'))
    };
    let mut pieces = Vec::new();
    let mut from = 0;
    while from < starts.len() {
        let most = from + MAX_WORDS;
        let to = if most < starts.len() {
            (from + MAX_WORDS / 2..=most).rev().find(is_behind_break).unwrap_or(most)
        } else {
            starts.len()
        };
        pieces.push((sentence.start + starts[from], to - from));
        from = to;
    }
    pieces
}

/// A run without a space of more bytes than this is not one word: it counts as one for every so many bytes.
const MAX_WORD_BYTES: usize = 120;
/// So many ideographs or kana are about a word, and so many letters of scripts without spaces in which letters are sounds.
const IDEOGRAPHS_A_WORD: usize = 2;
const LETTERS_A_WORD: usize = 5;

/// Chinese characters and kana, with their punctuation.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

/// How many letters make a word in scripts that write no spaces between words; `None` in others.
fn letters_a_word(c: char) -> Option<usize> {
    match c {
        _ if is_wide(c) => Some(IDEOGRAPHS_A_WORD),
        // Thai and Lao, Burmese, Khmer.
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' => Some(LETTERS_A_WORD),
        _ => None,
    }
}

/// How many words [`word_starts`] gives.
fn words(text: &str) -> usize {
    quick_count(text.as_bytes()).unwrap_or_else(|| word_starts(text).count())
}

/// The number of words between spaces, 64 bytes at once; `None` where that is not all: where a word is too long, and where there are
/// line breaks, or characters of scripts without spaces.
fn quick_count(bytes: &[u8]) -> Option<usize> {
    // Bytes of the word at the end of what was read, and whether the byte before is no space.
    let (mut words, mut length, mut was_word) = (0, 0, 0);
    for at in (0..bytes.len()).step_by(BLOCK) {
        let [spaces, others] = ask(bytes, at, |lanes| [lanes.equal(b' '), lanes.controls() | lanes.far_leads()]);
        // Spaces stand behind the last byte.
        let within = first_bits(bytes.len() - at);
        let spaces = spaces | !within;
        length += spaces.trailing_zeros() as usize;
        if others & within != 0 || length > MAX_WORD_BYTES {
            return None;
        }
        if spaces != 0 {
            length = spaces.leading_zeros() as usize;
        }
        words += (!spaces & !(!spaces << 1 | was_word)).count_ones() as usize;
        was_word = !spaces >> (BLOCK - 1);
    }
    Some(words)
}

/// Where the words of `text` start: after spaces; in scripts without spaces every few letters; and within other text without
/// spaces every [`MAX_WORD_BYTES`].
fn word_starts(text: &str) -> impl Iterator<Item = usize> + '_ {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        let start = at;
        let limit = (start + MAX_WORD_BYTES).min(bytes.len());
        let mut letters = 0;
        while at < limit && !bytes[at].is_ascii_whitespace() {
            if bytes[at].is_ascii() {
                at += 1;
                continue;
            }
            let Some(c) = text[at..].chars().next() else { break };
            at += c.len_utf8();
            letters += usize::from(!is_combining_mark(c));
            let is_word = letters_a_word(c).is_some_and(|most| letters >= most);
            if is_word && !text[at..].starts_with(is_combining_mark) {
                break;
            }
        }
        (at > start).then_some(start)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, Block};
    use proptest::prelude::*;

    fn article(blocks: &[(BlockKind, &str)]) -> Article {
        let blocks = blocks.iter().map(|&(kind, text)| Block { kind, text: text.to_owned() }).collect();
        Article { blocks, ..Article::default() }
    }

    fn passages(article: &Article) -> Vec<String> {
        let (body, blocks) = article.body();
        let starts = passage_starts(&body, &blocks);
        (0..starts.len()).map(|n| body[passage_range(&body, &starts, n)].to_owned()).collect()
    }

    fn prose(words: usize) -> String {
        let sentence = "The brigade moved east along the river road today.";
        let mut text = vec![sentence; words / 9].join(" ");
        text.push_str(" The end.");
        text
    }

    #[test]
    fn a_heading_starts_a_passage() {
        let long = prose(90);
        let found = passages(&article(&[
            (BlockKind::Paragraph, &long),
            (BlockKind::Heading, "What comes next?"),
            (BlockKind::Paragraph, "Nobody knows."),
        ]));
        assert_eq!(found.len(), 2);
        assert!(found[1].starts_with("What comes next?\n\nNobody"));
    }

    #[test]
    fn short_paragraphs_are_gathered_and_long_ones_cut_at_sentences() {
        let found = passages(&article(&[(BlockKind::Paragraph, prose(20).as_str()); 6]));
        assert!(found.len() < 6, "{found:?}");
        let found = passages(&article(&[(BlockKind::Paragraph, prose(500).as_str())]));
        assert!(found.len() >= 3);
        assert!(found.iter().all(|text| text.ends_with('.')), "{found:?}");
    }

    #[test]
    fn a_sentence_without_an_end_is_cut_at_words() {
        let endless = "word ".repeat(1000);
        let found = passages(&article(&[(BlockKind::Paragraph, endless.trim())]));
        assert!(found.len() >= 6);
        assert!(found.iter().all(|text| word_starts(text).count() <= MAX_WORDS));
    }

    #[test]
    fn passages_of_scripts_without_spaces_are_as_long_as_others() {
        let chinese = "乌克兰总统在北约峰会上说，防空系统将在秋天之前到达。".repeat(40);
        let found = passages(&article(&[(BlockKind::Paragraph, &chinese)]));
        assert!(
            found.iter().all(|text| (80..=320).contains(&text.chars().count()) && text.ends_with('。')),
            "{found:?}"
        );
        let endless = "乌克兰防空系统，".repeat(200);
        let found = passages(&article(&[(BlockKind::Paragraph, &endless)]));
        assert!(found.len() > 4 && found.iter().all(|text| text.ends_with('，')), "{found:?}");
        let thai = "กองทัพเรือได้รับเรือดำน้ำลำใหม่".repeat(80);
        let found = passages(&article(&[(BlockKind::Paragraph, &thai)]));
        assert!(found.len() > 2 && found.iter().all(|text| !text.starts_with(is_combining_mark)), "{found:?}");
    }

    proptest! {
        #[test]
        fn words_are_counted_quickly_as_they_are_one_by_one(text in "([a-z.]{1,9}| {1,3}|é|—|[a-z]{50,70}|中|\n){0,40}") {
            let expected = word_starts(&text).count();
            prop_assert!(quick_count(text.as_bytes()).is_none_or(|words| words == expected));
            let is_plain = !text.contains(['中', '\n']) && text.split(' ').all(|word| word.len() <= MAX_WORD_BYTES);
            prop_assert!(!is_plain || quick_count(text.as_bytes()) == Some(expected));
        }
    }

    proptest! {
        #[test]
        fn passages_cover_the_body(texts in prop::collection::vec(("[A-Za-z0-9 .,!?\u{e9}\u{4e2d}\u{e2d}\u{e34}。\"-]{1,300}", 0..3u8), 0..12)) {
            let blocks: Vec<Block> = texts.iter().filter(|(text, _)| !text.trim().is_empty()).map(|(text, kind)| Block {
                kind: if *kind == 0 { BlockKind::Heading } else { BlockKind::Paragraph },
                text: text.split_whitespace().collect::<Vec<_>>().join(" "),
            }).collect();
            let article = Article { blocks, ..Article::default() };
            let (body, ranges) = article.body();
            let starts = passage_starts(&body, &ranges);
            prop_assert_eq!(starts.is_empty(), body.is_empty());
            prop_assert!(starts.first().is_none_or(|&start| start == 0));
            prop_assert!(starts.windows(2).all(|pair| pair[0] < pair[1]));
            let text: String = (0..starts.len()).map(|n| body[passage_range(&body, &starts, n)].to_owned()).collect();
            let squeeze = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(squeeze(&text), squeeze(&body));
        }
    }
}
