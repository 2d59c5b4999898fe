//! The language of an article.
//!
//! Most news here is English, which a few function words tell at once; what is not clearly English is given to the
//! trigram model of whatlang, which takes some hundred times as long and knows 70 languages. Text that is clear wins over
//! what the page declares, as templates declare the language of their author; what the page declares decides between
//! close relatives, and where the text is too short.

use whatlang::Lang;

use crate::article::{Block, BlockKind};
use crate::octets::{BLOCK, HIGHEST, SMALL, ask, before, digits, first_bytes, letters, load};

/// So many bytes of running text are looked at.
const SAMPLE: usize = 400;
/// So many, where the first of them are terse English.
const LONG_SAMPLE: usize = 1600;
/// Fewer letters than these say nothing. Scripts in which a letter is a syllable or a word need fewer.
const FEWEST_LETTERS: usize = 24;
const FEWEST_WIDE_LETTERS: usize = 10;
/// Words of English that no other large language writes, in lower case.
const ENGLISH: [&str; 26] = [
    "the", "of", "and", "to", "that", "with", "from", "his", "this", "which", "by", "were", "said", "has", "have",
    "it", "at", "their", "would", "an", "are", "been", "not", "its", "who", "will",
];
/// The longest of them, in bytes.
const LONGEST: usize = 5;
/// The same as numbers, as [`packed`] gives them, each with its place, where their hashes tell. No word is 0.
static ENGLISH_WORDS: [(u64, u8); 128] = {
    let mut words = [(0, 0); 128];
    let mut kind = 0_u8;
    // Casts, as `from` cannot run at compile time.
    while (kind as usize) < ENGLISH.len() {
        let letters = ENGLISH[kind as usize].as_bytes();
        let (mut word, mut byte) = (0, letters.len());
        while byte > 0 {
            byte -= 1;
            word = word << 8 | letters[byte] as u64;
        }
        assert!(words[slot(word)].0 == 0, "two words in one slot: take another factor");
        words[slot(word)] = (word, kind);
        kind += 1;
    }
    words
};
/// A text is English if so many of a hundred words are such, and so many different ones.
const ENGLISH_PERCENT: usize = 12;
const ENGLISH_KINDS: u32 = 3;
const FEWEST_WORDS: usize = 16;
/// No more than one in so many words of running text is a figure.
const MOST_FIGURES: usize = 8;
/// Languages that a trigram model confuses, or knows one of only.
const RELATIVES: &[&[&str]] = &[
    &["da", "no"],
    &["hr", "bs", "sr", "sl"],
    &["id", "ms", "jv"],
    &["cs", "sk"],
    &["bg", "mk"],
    &["fa", "ps", "ku"],
    &["tr", "az", "tk"],
    &["hi", "mr", "ne"],
];

/// The language of running text, as a primary tag; `declared` is what its page says, as a primary tag too.
pub(super) fn identify(blocks: &[Block], declared: Option<&str>) -> Option<String> {
    let sample = sample(blocks, SAMPLE);
    let english = English::in_text(&sample);
    if english.is_clear() || (english.is_likely() && English::in_text(&self::sample(blocks, LONG_SAMPLE)).is_clear()) {
        return Some("en".to_owned());
    }
    // The terse words of tables look like other languages to the model, but hardly ever like English.
    let found = by_model(&sample).filter(|found| *found == "en" || !is_table(&sample));
    let is_relative =
        |found: &str, declared: &str| RELATIVES.iter().any(|group| group.contains(&found) && group.contains(&declared));
    match (found, declared) {
        (Some(found), Some(declared)) if is_relative(found, declared) => Some(declared.to_owned()),
        (Some(found), _) => Some(found.to_owned()),
        (None, declared) => declared.map(str::to_owned),
    }
}

/// One form for each language: `nb`, `eng` and `iw` are `no`, `en` and `he`.
pub(super) fn canonical(tag: &str) -> &str {
    match tag {
        "nb" | "nn" => "no",
        "iw" => "he",
        "in" => "id",
        "fil" => "tl",
        _ if tag.len() == 3 => Lang::from_code(tag).map_or(tag, |lang| two_letters(lang).unwrap_or(tag)),
        _ => tag,
    }
}

/// The start of the running text, of so many bytes.
fn sample(blocks: &[Block], bytes: usize) -> String {
    let mut sample = String::with_capacity(bytes + 4);
    // The first paragraph may be a line of names or figures only; headings and lists are poor evidence.
    for block in blocks.iter().filter(|block| block.kind == BlockKind::Paragraph) {
        let mut end = block.text.len().min(bytes - sample.len());
        while !block.text.is_char_boundary(end) {
            end -= 1;
        }
        sample.push_str(&block.text[..end]);
        if sample.len() + 4 > bytes {
            break;
        }
        sample.push(' ');
    }
    sample
}

/// How many of a text's words are English.
#[derive(Default)]
struct English {
    words: usize,
    /// Those that are among [`ENGLISH`].
    known: usize,
    /// A bit for each of [`ENGLISH`].
    kinds: u32,
}

impl English {
    fn in_text(text: &str) -> Self {
        let mut found = Self::default();
        let count = |word: Option<u64>| {
            found.words += 1;
            if let Some(kind) = word.and_then(english_kind) {
                found.known += 1;
                found.kinds |= 1 << kind;
            }
        };
        if text.is_ascii() {
            ascii_words(text.as_bytes(), count);
        } else {
            let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            words.map(packed).for_each(count);
        }
        found
    }

    fn is_clear(&self) -> bool {
        self.words >= FEWEST_WORDS && self.known * 100 >= self.words * ENGLISH_PERCENT && self.is_likely()
    }

    /// Whether there are as many different ones as in English, though among many names and figures.
    fn is_likely(&self) -> bool {
        self.kinds.count_ones() >= ENGLISH_KINDS
    }
}

/// Calls `each` with every run of letters and digits, [`packed`].
fn ascii_words(text: &[u8], mut each: impl FnMut(Option<u64>)) {
    let kept = |octets| letters(octets) | digits(octets);
    let mut was_word = 0;
    for block in (0..text.len()).step_by(BLOCK) {
        let [words] = ask(text, block, |lanes| [lanes.letters() | lanes.digits()]);
        let mut starts = words & !(words << 1 | was_word);
        was_word = words >> (BLOCK - 1);
        while starts != 0 {
            let octets = load(text, block + starts.trailing_zeros() as usize);
            starts &= starts - 1;
            let length = before(!kept(octets) & HIGHEST);
            each((length <= LONGEST).then_some(first_bytes(octets | SMALL, length)));
        }
    }
}

/// A word of up to [`LONGEST`] bytes in small letters, as a number, the first byte the lowest. `None` for longer words, of which
/// English is told by none.
fn packed(word: &str) -> Option<u64> {
    let pack = || word.bytes().rev().fold(0, |packed, byte| packed << 8 | u64::from(byte.to_ascii_lowercase()));
    (word.len() <= LONGEST).then(pack)
}

/// The place of a packed word in [`ENGLISH`].
fn english_kind(word: u64) -> Option<u8> {
    let (known, kind) = ENGLISH_WORDS[slot(word)];
    (known == word).then_some(kind)
}

/// By this factor, no two of the words share a slot.
const fn slot(word: u64) -> usize {
    (word.wrapping_mul(0xdcf4_bb99_f4be_a973) >> 57) as usize
}

/// Whether much of a text is figures: the words between them are too terse for a model of running text.
fn is_table(text: &str) -> bool {
    let (mut words, mut figures) = (0, 0);
    for word in text.split_whitespace() {
        words += 1;
        figures += usize::from(word.contains(|c: char| c.is_ascii_digit()));
    }
    figures * MOST_FIGURES > words
}

fn by_model(text: &str) -> Option<&'static str> {
    let letters = text.chars().filter(|c| c.is_alphabetic());
    let (narrow, wide) = letters.fold((0, 0), |(narrow, wide), c| match c {
        '\u{2e80}'.. => (narrow, wide + 1),
        _ => (narrow + 1, wide),
    });
    let enough = narrow >= FEWEST_LETTERS || wide >= FEWEST_WIDE_LETTERS;
    let found = enough.then(|| whatlang::detect(text))??;
    found.is_reliable().then(|| two_letters(found.lang()))?
}

/// The primary tag of a language; `None` where it has three letters, as of the rarest.
fn two_letters(lang: Lang) -> Option<&'static str> {
    let tag = match lang {
        Lang::Epo => "eo",
        Lang::Eng => "en",
        Lang::Rus => "ru",
        Lang::Cmn => "zh",
        Lang::Spa => "es",
        Lang::Por => "pt",
        Lang::Ita => "it",
        Lang::Ben => "bn",
        Lang::Fra => "fr",
        Lang::Deu => "de",
        Lang::Ukr => "uk",
        Lang::Kat => "ka",
        Lang::Ara => "ar",
        Lang::Hin => "hi",
        Lang::Jpn => "ja",
        Lang::Heb => "he",
        Lang::Yid => "yi",
        Lang::Pol => "pl",
        Lang::Amh => "am",
        Lang::Jav => "jv",
        Lang::Kor => "ko",
        Lang::Nob => "no",
        Lang::Dan => "da",
        Lang::Swe => "sv",
        Lang::Fin => "fi",
        Lang::Tur => "tr",
        Lang::Nld => "nl",
        Lang::Hun => "hu",
        Lang::Ces => "cs",
        Lang::Ell => "el",
        Lang::Bul => "bg",
        Lang::Bel => "be",
        _ => return rarer(lang),
    };
    Some(tag)
}

fn rarer(lang: Lang) -> Option<&'static str> {
    let tag = match lang {
        Lang::Mar => "mr",
        Lang::Kan => "kn",
        Lang::Ron => "ro",
        Lang::Slv => "sl",
        Lang::Hrv => "hr",
        Lang::Srp => "sr",
        Lang::Mkd => "mk",
        Lang::Lit => "lt",
        Lang::Lav => "lv",
        Lang::Est => "et",
        Lang::Tam => "ta",
        Lang::Vie => "vi",
        Lang::Urd => "ur",
        Lang::Tha => "th",
        Lang::Guj => "gu",
        Lang::Uzb => "uz",
        Lang::Pan => "pa",
        Lang::Aze => "az",
        Lang::Ind => "id",
        Lang::Tel => "te",
        Lang::Pes => "fa",
        Lang::Mal => "ml",
        Lang::Ori => "or",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Sin => "si",
        Lang::Khm => "km",
        Lang::Tuk => "tk",
        Lang::Afr => "af",
        Lang::Slk => "sk",
        Lang::Cat => "ca",
        Lang::Tgl => "tl",
        Lang::Hye => "hy",
        Lang::Cym => "cy",
        _ => return None,
    };
    Some(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(text: &str, declared: Option<&str>) -> Option<String> {
        identify(&[Block { kind: BlockKind::Paragraph, text: text.to_owned() }], declared)
    }

    #[test]
    fn clear_text_wins_over_what_the_page_declares() {
        for (text, tag) in [
            (
                "The ferry left the harbour at noon with forty passengers on board, and it returned in the evening.",
                "en",
            ),
            (
                "Die Fähre verließ den Hafen am Mittag mit vierzig Menschen an Bord und kehrte am Abend wieder zurück.",
                "de",
            ),
            ("Le bac a quitté le port à midi avec quarante passagers à bord, et il est revenu dans la soirée.", "fr"),
            ("Паром вышел из порта в полдень, на борту было сорок человек, и вернулся только поздно вечером.", "ru"),
            ("Пором вийшов із порту опівдні, на його борту було сорок людей, і повернувся лише пізно ввечері.", "uk"),
            ("渡轮中午离开港口，船上有四十名乘客，晚上返回。公司说没有人受伤。", "zh"),
        ] {
            assert_eq!(language(text, Some("xx")).as_deref(), Some(tag), "{text}");
        }
    }

    #[test]
    fn terse_english_is_told_by_what_follows_and_a_quotation_in_it_is_not() {
        let names =
            "Ann Lee of Oslo, Bo Ek 12, Gro Dal 5, Ida Ness 6, Cai Wu 7, Dag Aas 3, and Eva Moe 9 to Harstad 4, Tromso 8, Bodo 2. ".repeat(4);
        let english = "The ferry left the harbour at noon with forty passengers, and it has not returned. ".repeat(6);
        let french = "Le bac a quitté le port à midi avec quarante passagers, et il est revenu le soir. ".repeat(6);
        assert!(!English::in_text(&names).is_clear() && English::in_text(&names).is_likely());
        assert_eq!(language(&(names.clone() + &english), None).as_deref(), Some("en"));
        assert_ne!(language(&(names + &french), None).as_deref(), Some("en"));
        assert_eq!(language(&(french + &english), None).as_deref(), Some("fr"), "the first words decide what is asked");
    }

    #[test]
    fn words_of_ascii_are_those_of_any_text() {
        let text = "The 3 ships of a Navy, the (quickest) of them, were to-day at their berths; it's said: who'd have the x1y2z3.";
        let (mut quick, mut plain) = (Vec::new(), Vec::new());
        ascii_words(text.as_bytes(), |word| quick.push(word));
        plain.extend(text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(packed));
        assert_eq!(quick, plain);
        assert!((0..26).all(|kind| packed(ENGLISH[usize::from(kind)]).and_then(english_kind) == Some(kind)));
    }

    #[test]
    fn short_text_leaves_it_to_the_page() {
        assert_eq!(language("Ferry sails.", None), None);
        assert_eq!(language("Ferry sails.", Some("en")).as_deref(), Some("en"));
        assert_eq!(identify(&[], None), None);
        let table = "Shr loss 25 cts vs profit 11 cts. Net loss 446,005 vs profit 185,325. Sales 2.4 mln vs 2.5 mln.";
        assert_eq!(language(table, None), None);
    }

    #[test]
    fn the_page_decides_between_relatives() {
        let text = "Kapal feri itu meninggalkan pelabuhan pada tengah hari dengan empat puluh penumpang di atas kapal.";
        assert_eq!(language(text, None).as_deref(), Some("id"));
        assert_eq!(language(text, Some("ms")).as_deref(), Some("ms"));
        assert_eq!(language(text, Some("en")).as_deref(), Some("id"));
    }

    #[test]
    fn tags_have_one_form() {
        for (tag, form) in [("nb", "no"), ("eng", "en"), ("iw", "he"), ("de", "de"), ("gsw", "gsw")] {
            assert_eq!(canonical(tag), form);
        }
    }
}
