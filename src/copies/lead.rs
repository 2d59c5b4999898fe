//! What the lead of an article says: its names and figures.

use super::reading::{TextWord, telling_words, text_words};
use super::words::{Shape, is_number};

/// So many words at the start of a body are its lead.
const LEAD_WORDS: usize = 60;
/// A first block of no more words than this, without a figure or the end of a sentence, is a byline or a heading.
const BYLINE_WORDS: usize = 8;
/// Where this share of the words of a lead is capitalised, capitals do not tell names.
const MAX_CAPITALS: f64 = 0.6;

/// Hashes of what a lead names, each ascending and without duplicates.
pub(super) struct LeadFacts {
    /// Names.
    pub names: Vec<u32>,
    /// Figures.
    pub figures: Vec<u32>,
    /// Numbers in words.
    pub numbers: Vec<u32>,
}

impl LeadFacts {
    /// Reads a body, and passes on each of its words.
    pub(super) fn of(body: &str, mut each: impl FnMut(&TextWord)) -> Self {
        let lead_start = lead_start(body);
        let mut lead = Lead { end: lead_start, ..Lead::default() };
        for word in text_words(body) {
            each(&word);
            if word.range.start >= lead_start && lead.words < LEAD_WORDS {
                lead.push(body, &word);
            }
        }
        lead.finish()
    }

    /// Reads a body, and passes on its names and figures, as their shapes say. A fraction of the time of [`LeadFacts::of`].
    pub(super) fn with_telling(body: &str, mut each: impl FnMut(&TextWord)) -> Self {
        let lead_start = lead_start(body);
        let mut lead = Lead { end: lead_start, ..Lead::default() };
        let mut read = 0;
        for word in text_words(body) {
            if word.shape != Shape::Plain {
                each(&word);
            }
            if word.range.start >= lead_start {
                lead.push(body, &word);
            }
            read = word.range.end;
            if lead.words == LEAD_WORDS {
                break;
            }
        }
        telling_words(body, read, each);
        lead.finish()
    }
}

/// Where the lead starts: behind blocks that look like bylines.
fn lead_start(body: &str) -> usize {
    let mut start = 0;
    for block in body.split("\n\n") {
        let is_sentence = block.trim_end().ends_with(['.', '!', '?', '”', '"', ':', '。']);
        let has_figure = block.bytes().any(|byte| byte.is_ascii_digit());
        if is_sentence || has_figure || block.split_whitespace().nth(BYLINE_WORDS).is_some() {
            return start;
        }
        start += block.len() + 2;
    }
    0
}

/// Collects the names and figures of a lead.
#[derive(Default)]
struct Lead {
    names: Vec<u32>,
    figures: Vec<u32>,
    numbers: Vec<u32>,
    words: usize,
    capitals: usize,
    /// Where the last word ended.
    end: usize,
    /// A capitalised word at the start of a sentence: a name only if the next is capitalised, too.
    doubtful: Option<u32>,
    is_aside: bool,
}

impl Lead {
    fn push(&mut self, body: &str, word: &TextWord) {
        let between = &body[self.end..word.range.start];
        let mut starts_sentence = self.words == 0;
        if between != " " {
            starts_sentence |= between.contains(['.', '!', '?', '\n', ':', '"', '“', '–', '—']);
            // Agencies name themselves in parentheses: (Reuters), (AP).
            self.is_aside = match between.rfind(['(', ')', '\n']) {
                Some(at) => between[at..].starts_with('('),
                None => self.is_aside,
            };
        }
        let doubtful = self.doubtful.take();
        self.words += 1;
        self.end = word.range.end;
        match word.shape {
            Shape::Figure => self.figures.push(word.hash),
            Shape::Capital => {
                self.capitals += 1;
                if starts_sentence {
                    self.doubtful = Some(word.hash).filter(|_| !self.is_aside);
                } else if !self.is_aside {
                    self.names.extend(doubtful);
                    self.names.push(word.hash);
                }
            }
            Shape::Plain if is_number(word.hash) => self.numbers.push(word.hash),
            Shape::Plain => {}
        }
    }

    fn finish(mut self) -> LeadFacts {
        if share(self.capitals, self.words.max(1)) > MAX_CAPITALS {
            self.names.clear();
        }
        let [names, figures, numbers] = [self.names, self.figures, self.numbers].map(sorted_set);
        LeadFacts { names, figures, numbers }
    }
}

/// The share that a part is of a whole.
#[expect(clippy::cast_precision_loss, reason = "counts of words are far below 2^52")]
pub(super) fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}

/// Hashes in their order, each once.
pub(super) fn sorted_set(mut hashes: Vec<u32>) -> Vec<u32> {
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}
