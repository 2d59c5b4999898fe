//! Writes a word in one way, however it was typed.

use unicode_normalization::UnicodeNormalization;

/// Appends the folded form of `word` to `out`: lower case, without accents, apostrophes, the hyphen of a
/// designation, thousands separators, the last dot of an acronym, or a possessive ending.
///
/// Compatibility forms are unified (NFKD), so that a full-width or ligature letter finds its plain one. Of
/// combining marks only those of the Latin, Greek and Cyrillic alphabets fall: in Indic scripts they are vowels.
pub(super) fn fold(word: &str, out: &mut String) {
    let from = out.len();
    let stem = without_plural(without_possessive(word));
    if stem.is_ascii() {
        fold_ascii(stem, out);
    } else {
        stem.nfkd().filter(|&c| !is_dropped(c)).flat_map(char::to_lowercase).for_each(|c| push_plain(c, out));
    }
    if out.len() > from && out.ends_with('.') {
        out.pop();
    }
}

fn without_possessive(word: &str) -> &str {
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
    out.extend(word.bytes().filter(|b| !matches!(b, b'\'' | b',' | b'-')).map(|b| char::from(b.to_ascii_lowercase())));
}

/// Characters that a reader does not see, or that say nothing about which word it is.
fn is_dropped(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}'
        | '\'' | '\u{2019}' | '\u{02bc}' | ',' | '-' | '\u{2010}' | '\u{2011}' | '\u{2013}' | '\u{2212}')
        || c.is_whitespace()
}

/// Letters which no decomposition reduces to the ones that English texts write for them.
fn push_plain(c: char, out: &mut String) {
    match c {
        'ß' => out.push_str("ss"),
        'æ' => out.push_str("ae"),
        'œ' => out.push_str("oe"),
        'ø' => out.push('o'),
        'ł' => out.push('l'),
        'đ' | 'ð' => out.push('d'),
        'þ' => out.push_str("th"),
        'ı' => out.push('i'),
        '\u{300}'..='\u{36f}' => {}
        other => out.push(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, expected: &str) {
        let mut out = String::new();
        fold(word, &mut out);
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
        check("Йод", "иод");
    }

    #[test]
    fn possessives_and_apostrophes_fall() {
        check("Ukraine’s", "ukraine");
        check("O'Brien", "obrien");
        check("’s", "s");
        check("NATO'S", "nato");
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
