//! Writes a word in one way, however it was typed.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::parts::{Part, Parts};

/// Appends the folded form of `word` to `out`: lower case, without accents, apostrophes, the hyphen of a
/// designation or the space in it, thousands separators, the last dot of an acronym, or a possessive ending.
///
/// Compatibility forms are unified (NFKD), so that a full-width or ligature letter finds its plain one. Of
/// combining marks only those of the Latin, Greek and Cyrillic alphabets fall, and the vowel points of Arabic and Hebrew: in
/// Indic scripts they are vowels. What is left is composed again (NFC), as stemmers want it.
///
/// Where folding is not among `parts`, letters keep their accents and forms; they are composed all the same.
pub(super) fn fold(word: &str, parts: Parts, out: &mut String) {
    let from = out.len();
    let owner = without_possessive(word);
    let stem = if parts.has(Part::Designations) { without_plural(owner) } else { owner };
    if stem.is_ascii() {
        fold_ascii(stem, out);
    } else if !parts.has(Part::Folding) {
        out.extend(stem.nfc().filter(|&c| !is_dropped(c)).flat_map(char::to_lowercase).nfc());
    } else {
        let mut letter = '\0';
        let kept = stem.nfkd().filter(move |&c| {
            if !is_combining_mark(c) {
                letter = c;
            }
            is_of_letter(c, letter) || !is_dropped(c)
        });
        out.extend(kept.flat_map(char::to_lowercase).flat_map(plain).nfc());
    }
    if out.len() > from && out.ends_with('.') {
        out.pop();
    }
}

/// Appends the folded form of a character of a script without spaces: compatibility forms are unified (NFKC), so that a
/// narrow letter finds its wide one.
pub(super) fn fold_character(character: &str, out: &mut String) {
    let is_seen = |&c: &char| !matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}');
    out.extend(character.nfkc().filter(is_seen).filter(|c| !matches!(c, '\u{e0100}'..='\u{e01ef}')));
}

pub(super) fn without_possessive(word: &str) -> &str {
    let Some(rest) = word.strip_suffix(['s', 'S']) else { return word };
    match rest.strip_suffix(['\'', '\u{2019}', '\u{02bc}']) {
        Some(owner) if !owner.is_empty() => owner,
        _ => word,
    }
}

/// `F-35s` are several `F-35`. Upper case (`F-35S`) is another designation, and `1990s` is none.
fn without_plural(word: &str) -> &str {
    match word.strip_suffix('s') {
        Some(one) if one.ends_with(|c: char| c.is_ascii_digit()) && one.starts_with(char::is_alphabetic) => one,
        _ => word,
    }
}

fn fold_ascii(word: &str, out: &mut String) {
    out.extend(
        word.bytes().filter(|b| !matches!(b, b'\'' | b',' | b'-' | b' ')).map(|b| char::from(b.to_ascii_lowercase())),
    );
}

/// Characters that a reader does not see, or that say nothing about which word it is.
fn is_dropped(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}'
        | '\'' | '\u{2019}' | '\u{02bc}' | ',' | '-' | '\u{2010}' | '\u{2011}' | '\u{2013}' | '\u{2212}'
        // Hebrew: points, and the marks of acronyms.
        | '\u{591}'..='\u{5c7}' | '\u{5f3}' | '\u{5f4}' | '"'
        // Arabic: vowel points, hamza upon alef, the long line.
        | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6ed}')
        || c.is_whitespace()
}

/// Whether a mark makes another letter of the one before it: `й` is no accented `и`, as `ё` is an accented `е`.
fn is_of_letter(mark: char, letter: char) -> bool {
    match mark {
        '\u{306}' => matches!(letter, 'и' | 'И' | 'у' | 'У'),
        '\u{308}' => matches!(letter, 'і' | 'І'),
        '\u{654}' => matches!(letter, 'و' | 'ي'),
        _ => false,
    }
}

/// The letters that stand for others which no decomposition reduces to them: those that English texts write for letters of
/// Latin alphabets, those of Arabic that Lucene's `ArabicNormalizer` and `PersianNormalizer` unite, and digits.
fn plain(c: char) -> impl Iterator<Item = char> {
    let (first, second) = match c {
        'ß' => ('s', Some('s')),
        'æ' => ('a', Some('e')),
        'œ' => ('o', Some('e')),
        'ø' => ('o', None),
        'ł' => ('l', None),
        'đ' | 'ð' => ('d', None),
        'þ' => ('t', Some('h')),
        'ı' => ('i', None),
        'ς' => ('σ', None),
        'ى' | 'ی' | 'ے' => ('ي', None),
        'ة' | 'ہ' | 'ە' => ('ه', None),
        'ک' => ('ك', None),
        'ٱ' => ('ا', None),
        other => (digit(other).unwrap_or(other), None),
    };
    std::iter::once(first).chain(second)
}

/// The ASCII digit of a digit of another script.
fn digit(c: char) -> Option<char> {
    const ZEROS: [char; 8] = ['٠', '۰', '०', '০', '๐', '໐', '၀', '០'];
    let number =
        ZEROS.iter().find_map(|&zero| u32::from(c).checked_sub(u32::from(zero)).filter(|&number| number < 10))?;
    char::from_digit(number, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, expected: &str) {
        let mut out = String::new();
        fold(word, Parts::ALL, &mut out);
        assert_eq!(out, expected, "fold of {word:?}");
    }

    #[test]
    fn case_accents_and_compatibility_forms_fall() {
        check("Zelenskyy", "zelenskyy");
        check("Erdoğan", "erdogan");
        check("Łódź", "lodz");
        check("ＮＡＴＯ", "nato");
        check("İstanbul", "istanbul");
        check("Straße", "strasse");
        check("Ёлка", "елка");
        check("Йод", "йод");
        check("И\u{306}од", "йод");
        check("Ки\u{301}їв", "київ");
        check("Βάσης", "βασησ");
        check("한국", "한국");
    }

    #[test]
    fn arabic_and_hebrew_are_written_without_points_and_in_one_form() {
        check("حَرْبٌ", "حرب");
        check("الأسلحة", "الاسلحه");
        check("إلـــى", "الي");
        check("مسؤول", "مسؤول");
        check("ایران", "ايران");
        check("ﺣﺮﺏ", "حرب");
        check("٢٠٢٢", "2022");
        check("שָׁלוֹם", "שלום");
        check("צה״ל", "צהל");
        check("צה\"ל", "צהל");
    }

    #[test]
    fn characters_have_one_width() {
        let folded = |character: &str| {
            let mut out = String::new();
            fold_character(character, &mut out);
            out
        };
        assert_eq!(folded("ｶﾞ"), "ガ");
        assert_eq!(folded("か\u{3099}"), "が");
        assert_eq!(folded("\u{1112}\u{1161}\u{11ab}"), "한");
        assert_eq!(folded("葛\u{e0100}"), "葛");
    }

    #[test]
    fn possessives_and_apostrophes_fall() {
        check("Ukraine’s", "ukraine");
        check("O'Brien", "obrien");
        check("’s", "s");
        check("NATO'S", "nato");
    }

    #[test]
    fn what_is_left_out_stays_as_it_was_written() {
        let folded = |word: &str, part: Part| {
            let mut out = String::new();
            fold(word, Parts::ALL.without(part), &mut out);
            out
        };
        assert_eq!(folded("Erdog\u{306}an’s", Part::Folding), "erdoğan");
        assert_eq!(folded("Straße", Part::Folding), "straße");
        assert_eq!(folded("F‑35s", Part::Folding), "f35");
        assert_eq!(folded("F35s", Part::Designations), "f35s");
    }

    #[test]
    fn one_way_to_write_acronyms_numbers_and_designations() {
        check("U.S.", "u.s");
        check("27,000", "27000");
        check("3.5", "3.5");
        check("F-35A", "f35a");
        check("F‑35A", "f35a");
        check("F–22", "f22");
        check("F-35s", "f35");
        check("F-35S", "f35s");
        check("1990s", "1990s");
    }
}
