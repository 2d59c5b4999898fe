//! A line of a page, and what its shape says about it.

use std::borrow::Cow;
use std::ops::Range;

use super::words;
use crate::article::BlockKind;
use crate::octets::{BLOCK, HIGHEST, ask, before, capitals, digits, first_bytes, letters, load};

/// So many words of a line are looked at closely; the rest is only counted. Enough to tell prose from a menu.
const SAMPLE: u32 = 40;
/// A line of this many words that ends like a sentence is running text.
const PROSE_WORDS: u32 = 10;
/// A line of this many words is running text even when its end is cut off, if it has the function words of one.
const LONG_PROSE_WORDS: u32 = 25;
/// A headline has so many words; a section heading seldom.
const HEADLINE_WORDS: std::ops::RangeInclusive<u32> = 8..=20;
const LONGEST_NOTE: usize = 30;
const MOST_HEADLINE_COMMAS: u32 = 2;
/// Headlines save on function words; a sentence has at least this percentage.
const SENTENCE_FUNCTION_WORDS: u32 = 34;

/// One logical line: a paragraph, a heading, a menu word.
#[derive(Debug, Clone)]
pub(super) struct Line<'a> {
    /// Tidied text, never empty.
    pub(super) text: Cow<'a, str>,
    /// Whether an empty line stands before it.
    pub(super) after_blank: bool,
    /// What the markup says it is; `None` where there is no markup.
    pub(super) kind: Option<BlockKind>,
    /// Whether nearly all of its text is links.
    pub(super) linked: bool,
    /// The lines of the file that it was made of, counted from 0; of a page's markup, its place among the page's lines.
    pub(super) span: Range<u32>,
}

#[cfg(test)]
impl<'a> Line<'a> {
    /// A line without markup below an empty one, for tests.
    pub(super) fn plain(text: &'a str) -> Self {
        Self { text: Cow::Borrowed(text), after_blank: true, kind: None, linked: false, span: 0..1 }
    }
}

/// How a line ends, closing quotes and brackets left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// With a full stop, an exclamation mark or an ellipsis.
    Sentence,
    /// With a question mark.
    Question,
    /// With a colon.
    Colon,
    /// With a comma, a dash or a word that needs another after it.
    Dangling,
    /// With a word.
    Open,
}

/// A capitalised word with its full stop is no abbreviation if it has so many bytes.
const NAME_BEFORE_SIGNATURE: usize = 5;
/// The same for a word in capitals.
const ACRONYM_BEFORE_SIGNATURE: usize = 4;
/// Agencies that sign their copy, in whatever case, behind any full stop.
const AGENCIES: [&str; 4] = ["reuter", "reuters", "afp", "upi"];

/// The shape of a line, in numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Features {
    /// Words in the line; for scripts without spaces, half its characters.
    pub(super) words: u32,
    /// Words that were looked at closely: all, up to a limit.
    pub(super) sampled: u32,
    /// Function words among those.
    pub(super) function_words: u32,
    /// Words with a capital first letter among those.
    pub(super) capitalised: u32,
    /// Words of two or more letters, all capitals, among those.
    pub(super) upper: u32,
    /// Words that start with a digit among those.
    pub(super) numbers: u32,
    /// Words with a comma after them among those.
    pub(super) commas: u32,
    /// Whether a sentence ends within it.
    pub(super) inner_stop: bool,
    /// How it ends.
    pub(super) ending: Ending,
    /// Whether its first letter is a small one.
    pub(super) starts_lower: bool,
    /// Whether its script puts no spaces between words.
    pub(super) unspaced: bool,
}

impl Features {
    /// Measures `text`.
    pub(super) fn of(text: &str) -> Self {
        let mut features = Self::new(text);
        let start = features.count_words(text, |_| false);
        let rest = text.as_bytes().get(start..).unwrap_or_default();
        let spaces = memchr::memchr_iter(b' ', rest).count() + usize::from(!rest.is_empty());
        features.words = features.sampled + u32::try_from(spaces).unwrap_or(u32::MAX / 2);
        if features.words < PROSE_WORDS && text.len() > 40 && !text.is_ascii() {
            let unspaced = text.chars().filter(|c| is_unspaced_script(*c)).count();
            features.unspaced = unspaced >= 10;
            features.words = features.words.max(u32::try_from(unspaced / 2).unwrap_or(u32::MAX));
        }
        features
    }

    /// What is known of `text` before its words are counted.
    fn new(text: &str) -> Self {
        Self {
            words: 0,
            sampled: 0,
            function_words: 0,
            capitalised: 0,
            upper: 0,
            numbers: 0,
            commas: 0,
            inner_stop: false,
            ending: ending(text),
            starts_lower: text.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_lowercase),
            unspaced: false,
        }
    }

    /// Counts the first words, as long as it is not enough, and returns where the next one begins.
    #[inline]
    fn count_words(&mut self, text: &str, is_enough: impl Fn(&Self) -> bool) -> usize {
        let bytes = text.as_bytes();
        let is_ascii = text.is_ascii();
        let mut start = 0;
        // Behind the last byte it looks like a space that ends the last word.
        for block in (0..=bytes.len()).step_by(BLOCK) {
            let [mut spaces] = ask(bytes, block, |lanes| [lanes.equal(b' ')]);
            spaces |= 1u64.checked_shl((bytes.len() - block).try_into().unwrap_or(u32::MAX)).unwrap_or_default();
            while spaces != 0 && self.sampled < SAMPLE {
                let end = block + spaces.trailing_zeros() as usize;
                spaces &= spaces - 1;
                self.count_word(text, start..end, is_ascii);
                start = end + 1;
            }
            if self.sampled >= SAMPLE || is_enough(self) {
                break;
            }
        }
        start
    }

    /// Counts what stands between two spaces.
    #[inline]
    fn count_word(&mut self, text: &str, token: Range<usize>, is_ascii: bool) {
        let bytes = text.as_bytes();
        let Some(&last) = bytes[token.clone()].last() else { return };
        let first = load(bytes, token.start);
        // Most words are in small letters without punctuation.
        let is_small = first.to_le_bytes()[0].is_ascii_lowercase() & last.is_ascii_lowercase();
        if is_small && first_bytes(first, token.len()) & HIGHEST == 0 {
            self.sampled += 1;
            self.function_words += u32::from(words::is_function_word_in_ascii(first, token.len()));
        } else {
            let inner = token.end + 1 < text.len();
            // Most of the others need no table of Unicode.
            if is_ascii || bytes[token.clone()].is_ascii() {
                self.count_ascii_word(bytes, token, inner);
            } else {
                self.count_any_word(&text[token], inner);
            }
        }
    }

    fn count_ascii_word(&mut self, text: &[u8], token: Range<usize>, inner: bool) {
        let last = text[token.clone()].last();
        let (start, length, has_small) = core_of(text, &token);
        if length == 0 {
            return;
        }
        let word = load(text, token.start + start);
        let first = word.to_le_bytes()[0];
        self.commas += u32::from(last == Some(&b','));
        self.inner_stop |= is_inner_stop(last, inner) && !first.is_ascii_uppercase() && length > LONGEST_ABBREVIATION;
        self.sampled += 1;
        self.numbers += u32::from(first.is_ascii_digit());
        self.capitalised += u32::from(first.is_ascii_uppercase());
        self.upper += u32::from(first.is_ascii_uppercase() && length > 1 && !has_small);
        self.function_words += u32::from(words::is_function_word_in_ascii(word, length));
    }

    fn count_any_word(&mut self, token: &str, inner: bool) {
        let word = token.trim_matches(|c: char| !c.is_alphanumeric());
        let Some(first) = word.chars().next() else { return };
        let last = token.as_bytes().last();
        self.commas += u32::from(last == Some(&b','));
        self.inner_stop |= is_inner_stop(last, inner) && !first.is_uppercase() && word.len() > LONGEST_ABBREVIATION;
        self.sampled += 1;
        if first.is_numeric() {
            self.numbers += 1;
        } else if first.is_uppercase() {
            self.capitalised += 1;
            if word.len() > 1
                && !word.bytes().any(|byte| byte.is_ascii_lowercase())
                && !word.chars().any(char::is_lowercase)
            {
                self.upper += 1;
            }
        }
        self.function_words += u32::from(words::is_function_word(word));
    }

    /// Whether at least `percent` of the words are function words.
    pub(super) fn has_function_words(&self, percent: u32) -> bool {
        self.function_words * 100 >= self.sampled * percent
    }

    /// Running text: long enough, and ending as sentences do or full of function words.
    pub(super) fn is_prose(&self) -> bool {
        let sentence = self.words >= PROSE_WORDS
            && self.ending.is_closed()
            && (self.has_function_words(8) || self.words >= LONG_PROSE_WORDS || self.unspaced);
        sentence || (self.words >= LONG_PROSE_WORDS && self.has_function_words(20))
    }

    /// A sentence of any length.
    pub(super) fn is_sentence(&self) -> bool {
        self.is_prose() || (self.words >= 3 && self.ending == Ending::Sentence)
    }

    /// A piece of a sentence that was broken at an inline link.
    pub(super) fn is_fragment(&self) -> bool {
        self.starts_lower || (self.ending == Ending::Dangling && self.words >= 2)
    }

    /// Long as a headline, without the punctuation of a sentence, and terse.
    pub(super) fn is_headline(&self) -> bool {
        let headline_words = HEADLINE_WORDS.contains(&self.words) && !self.has_function_words(SENTENCE_FUNCTION_WORDS);
        let terse = self.commas <= MOST_HEADLINE_COMMAS
            && !self.inner_stop
            && (self.numbers < 3 || self.numbers * 5 < self.sampled);
        headline_words && self.ending == Ending::Open && terse
    }

    /// Every word but function words and numbers starts with a capital.
    pub(super) fn is_title_case(&self) -> bool {
        let inner = self.sampled.saturating_sub(self.function_words).saturating_sub(self.numbers);
        // Function words may be capitalised as well, so the count can exceed `inner`.
        self.capitalised >= inner && self.capitalised > 0
    }
}

/// Whether a word with so many bytes before a full stop may be an abbreviation such as "Corp."
const LONGEST_ABBREVIATION: usize = 3;

/// Of a token in ASCII, where its first letter or digit stands in it, how many bytes there are up to the last one, and whether any
/// of those is a small letter.
fn core_of(text: &[u8], token: &Range<usize>) -> (usize, usize, bool) {
    if token.len() <= 8 {
        let octets = first_bytes(load(text, token.start), token.len());
        let letters = letters(octets);
        let kept = letters | digits(octets);
        let (start, end) = (before(kept), 8 - kept.leading_zeros() as usize / 8);
        return (start, end.saturating_sub(start), letters & !capitals(octets) != 0);
    }
    let token = &text[token.clone()];
    let start = token.iter().position(u8::is_ascii_alphanumeric).unwrap_or(token.len());
    let end = token.iter().rposition(u8::is_ascii_alphanumeric).map_or(start, |last| last + 1);
    (start, end - start, token[start..end].iter().any(u8::is_ascii_lowercase))
}

/// Whether a full stop stands behind a word within a line.
fn is_inner_stop(last: Option<&u8>, inner: bool) -> bool {
    inner && last == Some(&b'.')
}

impl Ending {
    /// Whether a sentence ends here, also one that introduces a quotation or a list.
    pub(super) fn is_closed(self) -> bool {
        matches!(self, Self::Sentence | Self::Question | Self::Colon)
    }
}

/// Whether `text` is running text, as [`Features::is_prose`] says. The first words of most sentences tell.
pub(super) fn is_prose(text: &str) -> bool {
    // Of fewer words than are long prose, these are the share that a sentence has.
    let is_sentence = |features: &Features| features.sampled >= PROSE_WORDS && features.function_words >= 2;
    let mut features = Features::new(text);
    if features.ending.is_closed() {
        features.count_words(text, is_sentence);
        if is_sentence(&features) {
            return true;
        }
    }
    Features::of(text).is_prose()
}

/// How `text` ends.
pub(super) fn ending(text: &str) -> Ending {
    // Signatures end with a letter or a digit and notes with a bracket: most lines have neither.
    let may_be_signed = |last: &u8| last.is_ascii_alphanumeric() || matches!(last, b')' | b']');
    let text =
        if text.as_bytes().last().is_some_and(may_be_signed) { without_signature(without_note(text)) } else { text };
    let text = text.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']', '*', '_', ' ']);
    match text.chars().next_back() {
        Some('.' | '!' | '…' | '。' | '！' | '।' | '۔') => Ending::Sentence,
        Some('?' | '？' | '؟') => Ending::Question,
        Some(':' | '：') => Ending::Colon,
        Some(',' | ';' | '–' | '—' | '-' | '(' | '“' | '，') => Ending::Dangling,
        _ if words::is_dangling(text.rsplit(' ').next().unwrap_or("")) => Ending::Dangling,
        _ => Ending::Open,
    }
}

/// Whether the full stop at the end of `text` is that of an abbreviation, as in `Tariffs fall in the U.S.`
pub(super) fn ends_in_abbreviation(text: &str) -> bool {
    let Some(text) = text.strip_suffix('.') else { return false };
    memchr::memrchr2(b'.', b' ', text.as_bytes()).is_some_and(|at| text.as_bytes()[at] == b'.')
}

/// `text` without notes in brackets after its last sentence: `It sank. [End of report]`, `He is to be master. (New)`.
fn without_note(text: &str) -> &str {
    let mut text = text;
    while let Some((before, note)) = text.strip_suffix(']').and_then(|inner| inner.rsplit_once('['))
        && note.len() <= LONGEST_NOTE
        && !before.trim_end().is_empty()
    {
        text = before.trim_end();
    }
    match text.strip_suffix(')').and_then(|inner| inner.rsplit_once(". (")) {
        Some((before, note)) if note.len() <= LONGEST_NOTE => &text[..=before.len()],
        _ => text,
    }
}

/// `text` without the name of an agency after its last sentence: `It sank. AGENCY`, `"It sank." Agency4`.
fn without_signature(text: &str) -> &str {
    let Some((before, signature)) = text.rsplit_once(' ') else { return text };
    if before.ends_with('.') && AGENCIES.iter().any(|agency| signature.eq_ignore_ascii_case(agency)) {
        return before;
    }
    let is_name = signature.len() > 2
        && signature.starts_with(|c: char| c.is_ascii_uppercase())
        && signature.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let before = before.trim_end_matches(['"', '”', '»']);
    let last_word = before.rsplit(' ').next().unwrap_or("");
    // `Mr. SMITH` and `the U.S. ARMY` go on, `and SpA. AGENCY` does not.
    let is_name_like = last_word.trim_end_matches('.').ends_with(char::is_lowercase);
    let least = match last_word.chars().next() {
        Some(first) if first.is_uppercase() && is_name_like => NAME_BEFORE_SIGNATURE,
        Some(first) if first.is_uppercase() => ACRONYM_BEFORE_SIGNATURE,
        Some(first) if first.is_ascii_digit() => 2,
        _ => 3,
    };
    let stopped = last_word.len() >= least && last_word.ends_with('.') && !ends_in_abbreviation(last_word);
    if is_name && stopped { before } else { text }
}

/// Chinese, Japanese and Thai are written without spaces between words.
fn is_unspaced_script(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{e7f}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_long_sentence_is_prose_in_any_case() {
        let text = "The ferry left the harbour at noon with forty passengers on board.";
        assert!(Features::of(text).is_prose());
        assert!(Features::of(&text.to_uppercase()).is_prose());
        assert!(Features::of("港口星期一早上关闭，两艘渡轮停航，数百名乘客滞留在码头。").is_prose());
    }

    proptest! {
        #[test]
        fn the_first_words_tell_what_all_of_them_tell(
            words in prop::collection::vec("(the|of|and|is|was|harbour|Ferry|MV|é|-|12|港口)[,.]?", 0..45),
            end in "[.?:,)\"]?",
        ) {
            let text = words.join(" ") + &end;
            prop_assert_eq!(is_prose(&text), Features::of(&text).is_prose(), "{}", text);
        }
    }

    #[test]
    fn a_headline_is_not_prose() {
        let features = Features::of("Ferry company halts night sailings after storm damages two harbours");
        assert!(features.is_headline() && !features.is_prose() && !features.is_title_case());
    }

    #[test]
    fn figures_and_inner_stops_are_not_those_of_a_headline() {
        assert!(!Features::of("The harbour company owns just over half of the ferry line. AGENCY").is_headline());
        assert!(!Features::of("Net profit 105 crowns a share vs 100 crowns, revenue 21 mln vs 20 mln").is_headline());
    }

    #[test]
    fn a_sentence_broken_at_a_link_is_a_fragment() {
        assert!(Features::of("The minister pointed to the").is_fragment());
        assert!(Features::of("latest report").is_fragment());
        assert!(!Features::of("Latest Reports").is_fragment());
    }

    #[test]
    fn closing_quotes_do_not_hide_the_end_of_a_sentence() {
        assert_eq!(Features::of("“We are done.”").ending, Ending::Sentence);
        assert_eq!(Features::of("(Who knows?)").ending, Ending::Question);
        assert_eq!(Features::of("It sank. [End of report] [Part omitted]").ending, Ending::Sentence);
        assert_eq!(Features::of("It sank at noon. AGENCY").ending, Ending::Sentence);
        assert_eq!(Features::of("It sank on May 6. Agency4").ending, Ending::Sentence);
        assert_eq!(Features::of("He said \"it sank.\" AGENCY").ending, Ending::Sentence);
        assert_eq!(Features::of("It sank off the UAE. AGENCY").ending, Ending::Sentence);
        assert_eq!(Features::of("Ann Lee, of Oslo, to be master of the ferry. (New post)").ending, Ending::Sentence);
        assert_eq!(Features::of("It sank off the port of Fincantieri SpA. AGENCY").ending, Ending::Sentence);
        assert_eq!(Features::of("It sank in the U.S. reuter").ending, Ending::Sentence);
        assert_eq!(Features::of("It was seen by Mr. SMITH").ending, Ending::Open);
    }

    #[test]
    fn title_case_tolerates_small_function_words() {
        assert!(Features::of("What Comes Next for the Harbour").is_title_case());
        assert!(!Features::of("What comes next for the harbour").is_title_case());
    }
}
