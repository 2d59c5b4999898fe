//! Scripts that write no spaces between words, and how their characters are told apart.
//!
//! Chinese, Japanese, Thai, Lao, Khmer and Burmese text is indexed as overlapping pairs of characters, as by Lucene's
//! `CJKBigramFilter`: no dictionary of words is needed, and a word of any length is a phrase of pairs. Korean has spaces, but
//! joins particles to its words (`전쟁`, `전쟁은`), so it is treated alike, which finds a word in all its forms.

use unicode_normalization::char::is_combining_mark;

/// Whether text of this letter is indexed in pairs of characters. Digits are words in any script.
pub(super) fn is_paired(c: char) -> bool {
    // Most letters are below.
    c >= '\u{e01}'
        && matches!(c,
            // Thai and Lao, without their digits.
            '\u{e01}'..='\u{e4e}' | '\u{e81}'..='\u{ecf}' | '\u{edc}'..='\u{edf}'
            // Burmese.
            | '\u{1000}'..='\u{103f}' | '\u{1050}'..='\u{108f}' | '\u{109a}'..='\u{109f}' | '\u{aa60}'..='\u{aa7f}'
            // Khmer.
            | '\u{1780}'..='\u{17d3}' | '\u{17d7}' | '\u{17dc}' | '\u{17dd}'
            // Hangul: syllables and single letters.
            | '\u{1100}'..='\u{11ff}' | '\u{3131}'..='\u{318e}' | '\u{a960}'..='\u{a97c}' | '\u{ac00}'..='\u{d7fb}'
            | '\u{ffa0}'..='\u{ffdc}'
            // Kana and Bopomofo.
            | '\u{3031}'..='\u{3035}' | '\u{3041}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{312f}'
            | '\u{31a0}'..='\u{31bf}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}' | '\u{1aff0}'..='\u{1b16f}'
            // Ideographs and what repeats or counts them.
            | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{303b}' | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether a word, as typed or as the index has it, is of such characters.
#[must_use]
pub fn is_of_pairs(word: &str) -> bool {
    word.starts_with(is_paired)
}

/// Whether a text holds such a character.
#[must_use]
pub fn has_pairs(text: &str) -> bool {
    text.contains(is_paired)
}

/// Where the character ends that starts at byte `at`, with the marks, vowels and consonants that are written upon it.
pub(super) fn character_end(text: &str, at: usize) -> usize {
    let mut end = at;
    let mut before = None;
    for c in text[at..].chars() {
        if before.is_some_and(|before| !belongs(c, before)) {
            break;
        }
        end += c.len_utf8();
        before = Some(c);
    }
    end
}

/// Whether a character belongs to the one before it.
fn belongs(c: char, before: char) -> bool {
    let is_stacked = matches!(before, '\u{1039}' | '\u{17d2}') && is_paired(c);
    is_stacked
        || is_combining_mark(c)
        // Not seen: joiners, and the spaces of no width that part words in Khmer and Burmese.
        || matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
        // Vowels of Thai and Lao, voice marks of narrow kana, letters of Hangul that are not composed.
        || matches!(c, '\u{e33}' | '\u{eb3}' | '\u{ff9e}' | '\u{ff9f}' | '\u{1160}'..='\u{11ff}' | '\u{d7b0}'..='\u{d7fb}')
}

/// The kind of a paired character, as far as it says where a word may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Chinese characters: words of one to four.
    Han,
    /// Names and loan words of Japanese, of any length.
    Katakana,
    /// The endings and particles of Japanese.
    Hiragana,
    /// Characters of scripts in which nothing tells words apart.
    Other,
}

/// The kind of a character.
#[must_use]
pub fn kind(c: char) -> Kind {
    match c {
        '\u{3041}'..='\u{309f}' => Kind::Hiragana,
        '\u{30a1}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}' => Kind::Katakana,
        '\u{3005}'..='\u{3007}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'.. => Kind::Han,
        _ => Kind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn characters(text: &str) -> Vec<&str> {
        let mut at = 0;
        std::iter::from_fn(|| {
            let start = at;
            at = if at < text.len() { character_end(text, at) } else { at };
            (at > start).then(|| &text[start..at])
        })
        .collect()
    }

    #[test]
    fn letters_of_scripts_without_spaces_are_paired_and_digits_are_not() {
        for c in ['战', '々', '〇', 'か', 'カ', 'ー', 'ｶ', '한', 'ก', 'ກ', 'က', 'ក', '\u{20bb7}'] {
            assert!(is_paired(c), "{c}");
        }
        for c in ['a', 'é', 'я', 'ع', 'ש', 'क', '５', '๕', '・', '。', '「', '\u{3000}'] {
            assert!(!is_paired(c), "{c}");
        }
    }

    #[test]
    fn marks_belong_to_their_character() {
        assert_eq!(characters("か\u{3099}い"), ["か\u{3099}", "い"]);
        assert_eq!(characters("ﾐｻﾞ"), ["ﾐ", "ｻﾞ"]);
        assert_eq!(characters("น้ำมัน"), ["น้ำ", "มั", "น"]);
        assert_eq!(characters("ខ្មែរ"), ["ខ្មែ", "រ"]);
        assert_eq!(characters("\u{1112}\u{1161}\u{11ab}국"), ["\u{1112}\u{1161}\u{11ab}", "국"]);
    }

    #[test]
    fn kinds_tell_japanese_words_apart() {
        assert_eq!(
            ['大', 'ゼ', 'ー', 'の', '전'].map(kind),
            [Kind::Han, Kind::Katakana, Kind::Katakana, Kind::Hiragana, Kind::Other]
        );
    }
}
