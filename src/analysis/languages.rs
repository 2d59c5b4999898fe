//! Languages with stemmers of their own.
//!
//! An article is analysed by the rules of its language. Stems of different languages look alike and mean different things
//! (French `plan` is the stem of `plane`), so a stem carries the tag of its language: `panz:de`. Words that no stemmer is for
//! (numbers, designations, words in another script than that of the language) have no tag: they are the same in all
//! languages. English is what has no tag, and so are languages without a stemmer.

use std::borrow::Cow;

use frostem::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;

/// Parts a stem from the tag of its language, and a form from its term in the field of surface forms. No letter of a word.
pub const TAG: char = ':';

/// The letters of a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Cyrillic,
    Greek,
    Arabic,
    Devanagari,
}

/// A language with rules for its endings, other than English.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language(usize);

/// Tag, stemmer, script. The tags are those that articles are given; not sorted by anything.
const LANGUAGES: [(&str, Algorithm, Script); Language::COUNT] = [
    ("ar", Algorithm::Arabic, Script::Arabic),
    ("cs", Algorithm::Czech, Script::Latin),
    ("da", Algorithm::Danish, Script::Latin),
    ("de", Algorithm::German, Script::Latin),
    ("el", Algorithm::Greek, Script::Greek),
    ("es", Algorithm::Spanish, Script::Latin),
    ("et", Algorithm::Estonian, Script::Latin),
    ("fa", Algorithm::Persian, Script::Arabic),
    ("fi", Algorithm::Finnish, Script::Latin),
    ("fr", Algorithm::French, Script::Latin),
    ("hi", Algorithm::Hindi, Script::Devanagari),
    ("hu", Algorithm::Hungarian, Script::Latin),
    ("id", Algorithm::Indonesian, Script::Latin),
    ("it", Algorithm::Italian, Script::Latin),
    ("lt", Algorithm::Lithuanian, Script::Latin),
    ("nl", Algorithm::Dutch, Script::Latin),
    ("no", Algorithm::Norwegian, Script::Latin),
    ("pl", Algorithm::Polish, Script::Latin),
    ("pt", Algorithm::Portuguese, Script::Latin),
    ("ro", Algorithm::Romanian, Script::Latin),
    ("ru", Algorithm::Russian, Script::Cyrillic),
    ("sv", Algorithm::Swedish, Script::Latin),
    ("tr", Algorithm::Turkish, Script::Latin),
    ("uk", Algorithm::Ukrainian, Script::Cyrillic),
];

/// Shorter words have no endings.
const SHORTEST: usize = 3;

/// What French, Italian and Catalan words put before an apostrophe, in lower case: `l'armée`, `dell'esercito`.
const ELIDED: [&str; 22] = [
    "l", "d", "n", "s", "j", "m", "t", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "un", "dell", "nell", "all",
    "dall", "sull", "coll", "quest", "quell",
];

impl Language {
    /// How many there are.
    pub(super) const COUNT: usize = 24;

    /// The language of a primary tag such as `de`; `None` for English, and for what has no stemmer.
    #[must_use]
    pub fn of(tag: &str) -> Option<Self> {
        LANGUAGES.iter().position(|(known, ..)| *known == tag).map(Self)
    }

    /// Its primary tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        LANGUAGES[self.0].0
    }

    /// Whether a term is a stem of this language.
    #[must_use]
    pub fn is_of(self, term: &str) -> bool {
        term.rsplit_once(TAG).is_some_and(|(_, tag)| tag == self.tag())
    }

    /// A number below [`Self::COUNT`].
    pub(super) fn number(self) -> usize {
        self.0
    }

    /// A word without what the language glues to it with an apostrophe: `l'armée`, `Türkiye'nin`.
    pub(super) fn bare(self, word: &str) -> &str {
        let Some((before, behind)) = word.split_once(['\'', '\u{2019}', '\u{02bc}']) else { return word };
        match self.tag() {
            "tr" => before,
            "fr" | "it" if ELIDED.iter().any(|elided| before.eq_ignore_ascii_case(elided)) => behind,
            _ => word,
        }
    }

    /// The stem of a word that is not folded, with its accents; `None` where the language has no rules for such a word.
    /// Stemmers want accents, as endings have them.
    pub(super) fn stem(self, word: &str) -> Option<String> {
        let (tag, algorithm, script) = LANGUAGES[self.0];
        let lower: String = if tag == "tr" { lower_turkish(word).collect() } else { lower(word).collect() };
        let is_word = lower.chars().count() >= SHORTEST && lower.chars().all(|c| is_letter(c, script));
        let stem: Cow<'_, str> = is_word.then(|| Stemmer::new(algorithm).stem(&lower))?;
        Some(if stem.is_empty() { lower.clone() } else { stem.into_owned() })
    }
}

/// Whether a term is the stem of a language other than English.
#[must_use]
pub fn is_tagged(term: &str) -> bool {
    term.contains(TAG)
}

/// In lower case, composed, without what is not seen.
fn lower(word: &str) -> impl Iterator<Item = char> + '_ {
    let is_seen = |c: &char| !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}');
    word.nfkc().filter(is_seen).flat_map(char::to_lowercase).nfc()
}

/// The same, where `I` and `i` are two letters.
fn lower_turkish(word: &str) -> impl Iterator<Item = char> + '_ {
    let dotted = |c| match c {
        'I' => 'ı',
        'İ' => 'i',
        c => c,
    };
    word.nfkc().map(dotted).flat_map(char::to_lowercase).nfc()
}

fn is_letter(c: char, script: Script) -> bool {
    match script {
        Script::Latin => {
            c.is_ascii_lowercase() || matches!(c, 'ß'..='ɏ' | '\u{1e00}'..='\u{1eff}') && c.is_alphabetic()
        }
        Script::Cyrillic => matches!(c, 'а'..='ӿ'),
        Script::Greek => matches!(c, 'ά'..='ώ' | 'ΐ' | '\u{1f00}'..='\u{1fff}'),
        // Letters and points.
        Script::Arabic => matches!(c, '\u{620}'..='\u{65f}' | '\u{670}'..='\u{6d3}' | '\u{6d5}'),
        Script::Devanagari => matches!(c, '\u{900}'..='\u{963}' | '\u{970}'..='\u{97f}'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stem(tag: &str, word: &str) -> Option<String> {
        Language::of(tag)?.stem(word)
    }

    #[test]
    fn inflections_share_a_stem() {
        for (tag, words) in [
            ("ar", "الصواريخ صواريخ"),
            ("cs", "raketa rakety raketami"),
            ("da", "missil missiler missilerne"),
            ("de", "Panzer Panzern Panzers"),
            ("el", "πύραυλος πύραυλοι πυραύλων"),
            ("es", "operación operaciones"),
            ("et", "sõjad sõja"),
            ("fa", "موشک‌ها موشک"),
            ("fi", "puolustusvoimat puolustusvoimien"),
            ("fr", "attaqué attaquée attaques"),
            ("hi", "सेना सेनाओं"),
            ("hu", "hadsereg hadsereget"),
            ("id", "serangan menyerang"),
            ("it", "missile missili"),
            ("lt", "raketos raketų raketa"),
            ("nl", "raketten raket"),
            ("no", "raketter raketten"),
            ("pl", "czołg czołgi czołgów"),
            ("pt", "operação operações"),
            ("ro", "rachete rachetele rachetă"),
            ("ru", "война войны войной"),
            ("sv", "robotar robotarna"),
            ("tr", "füzeler füzeleri"),
            ("uk", "війна війни"),
        ] {
            let mut stems: Vec<_> = words.split(' ').map(|word| stem(tag, word)).collect();
            assert!(stems[0].is_some(), "{tag}");
            stems.dedup();
            assert_eq!(stems.len(), 1, "{tag}: {stems:?}");
        }
    }

    #[test]
    fn words_of_other_scripts_numbers_and_short_words_have_no_stem() {
        for (tag, word) in
            [("ru", "Leopard"), ("de", "война"), ("de", "27000"), ("fr", "f35"), ("de", "zu"), ("ar", "٢٧")]
        {
            assert_eq!(stem(tag, word), None, "{word}");
        }
        assert_eq!(Language::of("en"), None);
        assert_eq!(Language::of("zh"), None);
    }

    #[test]
    fn elided_articles_and_turkish_endings_are_no_part_of_a_word() {
        let bare = |tag: &str, word: &'static str| Language::of(tag).map(|language| language.bare(word));
        assert_eq!(bare("fr", "l’armée"), Some("armée"));
        assert_eq!(bare("fr", "Qu'il"), Some("il"));
        assert_eq!(bare("fr", "aujourd'hui"), Some("aujourd'hui"));
        assert_eq!(bare("it", "dell'esercito"), Some("esercito"));
        assert_eq!(bare("tr", "Türkiye'nin"), Some("Türkiye"));
        assert_eq!(bare("de", "Putin's"), Some("Putin's"));
    }

    proptest! {
        #[test]
        fn any_word_can_be_stemmed(number in 0..Language::COUNT, word in "[a-zß-ɏа-ӿά-ώء-يآ-ۓऀ-ॣ'\u{200c}]{0,14}") {
            let stem = Language(number).stem(&word);
            prop_assert!(stem.is_none_or(|stem| !stem.is_empty() && !stem.contains(TAG)));
        }
    }
}
