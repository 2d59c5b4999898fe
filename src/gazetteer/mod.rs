//! Names of countries, organisations and weapon systems in a text.
//!
//! The names stand in three lists, `vocabulary/*.txt`: a line is a key and its forms, `ukraine: Ukraine; Ukrainian`.
//! Matching is by words as they are written, so a name that is also a word (*Turkey*, *Patriot*) may be found where it is
//! none; nothing is guessed from what stands around.
//!
//! A form matches whole words only, and by its case: `NATO's` and `pro-NATO` hold *NATO*, `NATOs` and `nato` do not. A form
//! of four letters and digits or more also matches in capitals, as agencies write headlines and the places in datelines
//! (`KYIV, Ukraine`); shorter ones would be taken for other abbreviations and for words. Of forms of one kind the first and
//! longest match wins, so *New Mexico* is not Mexico; the kinds do not know of each other, so *Ukrainian Air Force* is a
//! country and an organisation.
//!
//! # Cost
//!
//! A text is walked once, 64 bytes at a time. A bit for a hash of the first eight bytes of a word tells whether any form can begin
//! here; nearly all words that begin none end there. For the others one look-up gives the forms that begin so, the longest first,
//! and eight bytes more tell most of those from the text. These look-ups are made for many words together, so that they do not wait for
//! memory one by one.
//! Measured on 29 MB of news of several kinds, when they did: 2 to 3 ns a byte. An automaton of all forms (Aho and Corasick, 1975) would look at
//! every byte, and finds the longest form only, whole words or not.

mod forms;

use std::ops::Range;
use std::sync::LazyLock;

use arrayvec::ArrayVec;

use crate::octets::{BLOCK, HIGHEST, ask, before, digits, first_bytes, letters, load};
use forms::{Form, Forms, Opening, folded};

/// What a name is a name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A country, by its name, its people, its capital or its government.
    Country,
    /// An alliance, ministry, service, company or armed group.
    Organisation,
    /// A weapon or another military system.
    System,
}

/// How many kinds there are.
const KINDS: usize = 3;

/// The lists that come with the program.
const LISTS: [(Kind, &str); KINDS] = [
    (Kind::Country, include_str!("vocabulary/countries.txt")),
    (Kind::Organisation, include_str!("vocabulary/organisations.txt")),
    (Kind::System, include_str!("vocabulary/systems.txt")),
];

static BUILT_IN: LazyLock<Finder> = LazyLock::new(|| Finder { forms: Forms::of(LISTS) });

/// Finds the names of its lists. Can be shared between threads.
pub struct Finder {
    forms: Forms,
}

impl Finder {
    /// The finder of the built-in lists, made when it is first needed, which takes some 10 ms.
    #[must_use]
    pub fn built_in() -> &'static Self {
        &BUILT_IN
    }

    /// The keys of what `texts` name, each once, sorted by kind.
    pub fn names<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> impl Iterator<Item = (Kind, &'static str)> {
        let keys = self.forms.keys();
        let mut found = Found { bits: vec![0; keys.len().div_ceil(Found::BITS)], taken: [0; KINDS] };
        for text in texts {
            self.find(text, &mut found);
        }
        keys.iter().enumerate().filter(move |(number, _)| found.has(*number)).map(|(_, key)| *key)
    }

    /// The key of the name that `form` is a form of, in any case. Looks at all forms.
    #[must_use]
    pub fn key(&self, kind: Kind, form: &str) -> Option<&'static str> {
        let form: String = form.chars().map(folded).flat_map(char::to_lowercase).collect();
        let same = self.forms.all().filter(|one| one.kind == kind && one.text.to_lowercase() == form);
        same.map(|one| one.key).min().map(|key| self.forms.keys()[key].1)
    }

    fn find(&self, text: &str, found: &mut Found) {
        found.taken = [0; KINDS];
        let mut met = Met::new();
        words(text, |word| {
            let opening = Opening::of(text, word.clone());
            if self.forms.may_begin(opening) {
                self.forms.fetch_place(opening);
                met.push((word.start, opening));
                if met.is_full() {
                    self.find_all(text, &mut met, found);
                }
            }
        });
        self.find_all(text, &mut met, found);
    }

    /// Finds the names that begin with words that were met. What is known of the last ones is on its way while the first are looked at.
    fn find_all(&self, text: &str, met: &mut Met, found: &mut Found) {
        met.iter().for_each(|(_, opening)| self.forms.fetch_forms(*opening));
        for (start, opening) in met.drain(..) {
            self.find_at(text, start, opening, found);
        }
    }

    /// Finds the names that begin with a word.
    fn find_at(&self, text: &str, start: usize, opening: Opening, found: &mut Found) {
        let mut is_found = [false; KINDS];
        for form in self.forms.beginning_with(opening, opening.next(text, start)) {
            let kind = form.kind as usize;
            if is_found[kind] || found.taken[kind] > start {
                continue;
            }
            if let Some(length) = matched(form, &text[start..]) {
                is_found[kind] = true;
                found.taken[kind] = start + length;
                found.add(form.key);
            }
        }
    }
}

/// Words with which a name may begin, and where they start. So many are looked up together.
type Met = ArrayVec<(usize, Opening), 32>;

/// What was found in texts.
struct Found {
    /// A bit for each key.
    bits: Vec<u64>,
    /// Up to where in the text the last name of each kind reaches.
    taken: [usize; KINDS],
}

impl Found {
    /// Of a number of bits.
    const BITS: usize = u64::BITS as usize;

    fn add(&mut self, key: usize) {
        self.bits[key / Self::BITS] |= 1 << (key % Self::BITS);
    }

    fn has(&self, key: usize) -> bool {
        self.bits[key / Self::BITS] & (1 << (key % Self::BITS)) != 0
    }
}

/// Calls `each` with every run of letters and digits.
#[inline]
fn words(text: &str, mut each: impl FnMut(Range<usize>)) {
    let bytes = text.as_bytes();
    let mut was_run = 0;
    // Up to where signs that began in the block before reach.
    let mut read = 0;
    for block in (0..bytes.len()).step_by(BLOCK) {
        let [ascii, mut wide] = ask(bytes, block, |lanes| [lanes.letters() | lanes.digits(), lanes.wide()]);
        if wide != 0 {
            wide = without_signs(bytes, block, wide, &mut read);
        }
        let runs = ascii | wide;
        let mut starts = runs & !(runs << 1 | was_run);
        was_run = runs >> (BLOCK - 1);
        while starts != 0 {
            let place = starts.trailing_zeros() as usize;
            starts &= starts - 1;
            let length = (!(runs >> place)).trailing_zeros() as usize;
            let start = block + place;
            if place + length < BLOCK && wide & (((1 << length) - 1) << place) == 0 {
                each(start..start + length);
            } else {
                words_of_run(text, start, &mut each);
            }
        }
    }
}

/// What is left of the bytes beyond ASCII in a block without dashes, quotes and other general punctuation (U+2000 to U+203F),
/// which are part of no word and common. `read` says up to where such a sign of the block before reaches, and then one of this.
fn without_signs(bytes: &[u8], block: usize, mut wide: u64, read: &mut usize) -> u64 {
    wide &= u64::MAX << read.saturating_sub(block);
    let [mut leads] = ask(bytes, block, |lanes| [lanes.equal(0xe2)]);
    while leads != 0 {
        let place = leads.trailing_zeros() as usize;
        leads &= leads - 1;
        if bytes.get(block + place + 1) == Some(&0x80) {
            wide &= !(0b111 << place);
            *read = block + place + 3;
        }
    }
    wide
}

/// The same for a run of letters, digits and characters beyond ASCII, which may hold several words or none.
fn words_of_run(text: &str, start: usize, each: &mut impl FnMut(Range<usize>)) {
    let bytes = text.as_bytes();
    let (mut end, mut is_ascii) = (start, true);
    loop {
        let octets = load(bytes, end);
        let length = before(!(letters(octets) | digits(octets) | octets) & HIGHEST);
        end += length;
        is_ascii &= first_bytes(octets, length) & HIGHEST == 0;
        if length < 8 {
            break;
        }
    }
    if is_ascii {
        return each(start..end);
    }
    let mut word = None;
    for (at, c) in text[start..end].char_indices() {
        if c.is_alphanumeric() {
            word.get_or_insert(at);
        } else if let Some(begin) = word.take() {
            each(start + begin..start + at);
        }
    }
    if let Some(begin) = word {
        each(start + begin..end);
    }
}

/// The bytes of `text`, which begins a word, that a form takes up, if it stands there as whole words.
fn matched(form: &Form, text: &str) -> Option<usize> {
    let (expected, bytes) = (form.text.as_bytes(), text.as_bytes());
    let same = expected.iter().zip(bytes).take_while(|(a, b)| a == b).count();
    let length = if same == expected.len() {
        same
    } else if bytes.get(same).is_some_and(|&byte| byte >= 0x80) {
        // It may be another look of a hyphen, blank or apostrophe.
        let mut rest = text.chars();
        form.text.chars().all(|c| rest.next().map(folded) == Some(c)).then(|| text.len() - rest.as_str().len())?
    } else {
        return None;
    };
    let is_whole = match bytes.get(length) {
        Some(0x80..) => text[length..].chars().next().is_none_or(|next| !next.is_alphanumeric()),
        next => next.is_none_or(|next| !next.is_ascii_alphanumeric()),
    };
    is_whole.then_some(length)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn keys(text: &str) -> Vec<&'static str> {
        Finder::built_in().names([text]).map(|(_, key)| key).collect()
    }

    #[test]
    fn names_are_whole_words_in_their_case() {
        assert_eq!(keys("Ukraine's army, “NATO”, pro-EU: HIMARS"), ["ukraine", "european-union", "nato", "himars"]);
        assert_eq!(keys("ukraine nato himars NATOs Ukrainex xHIMARS HIMARS2 EUR"), [""; 0]);
        assert_eq!(keys("(U.S.) and U.S.-led, but not a U.S.A.F."), ["united-states"]);
        assert_eq!(keys("F-16s, an F-16-class jet; the F-16Q"), ["f-16"]);
        assert_eq!(keys("U.S."), ["united-states"]);
        assert_eq!(keys(""), [""; 0]);
    }

    #[test]
    fn the_longest_form_of_a_kind_wins_unless_it_is_a_part_of_a_word() {
        assert_eq!(keys("New Mexico"), ["united-states"]);
        assert_eq!(keys("UN Security Council"), ["un-security-council"]);
        assert_eq!(keys("UN Security Councils"), ["united-nations"]);
        assert_eq!(keys("North Atlantic Council"), ["nato"]);
    }

    #[test]
    fn capitals_of_agencies_are_read_and_short_ones_are_not() {
        assert_eq!(keys("UKRAINIAN TROOPS TAKE LEOPARD 2 TANKS"), ["ukraine", "leopard-2"]);
        assert_eq!(keys("KYIV, Ukraine (AP) —"), ["ukraine"]);
        assert_eq!(keys("LET US GO"), [""; 0]);
    }

    #[test]
    fn other_hyphens_blanks_and_apostrophes_are_the_same() {
        assert_eq!(keys("F\u{2011}16 and United\u{a0}Nations"), ["united-nations", "f-16"]);
        assert_eq!(keys("Quai d’Orsay"), keys("Quai d'Orsay"));
    }

    #[test]
    fn any_text_can_be_read() {
        for text in ["…“”", "é", "—Ukraine—", "🇺🇦Ukraine🇺🇦", "Україна", "\u{301}NATO\u{301}", "ÉUkraine", "Ukraineé"]
        {
            let expected = usize::from(!text.contains(['é', 'É', '…', 'У']));
            assert_eq!(keys(text).len(), expected, "{text}");
        }
    }

    #[test]
    fn keys_are_found_by_any_form() {
        let finder = Finder::built_in();
        assert_eq!(finder.key(Kind::Country, "united STATES"), Some("united-states"));
        assert_eq!(finder.key(Kind::Organisation, "European Union"), Some("european-union"));
        assert_eq!(finder.key(Kind::System, "ukraine"), None);
    }

    #[test]
    fn the_lists_are_well_formed() {
        for (kind, list) in LISTS {
            let mut seen = BTreeSet::new();
            for line in list.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
                let (key, forms) = line.split_once(": ").unwrap_or_else(|| panic!("no key: {line}"));
                assert!(key.chars().all(|c| c.is_alphanumeric() && !c.is_uppercase() || "-.+".contains(c)), "{key}");
                assert!(seen.insert(key), "{kind:?} {key} stands there twice");
                for form in forms.split("; ") {
                    assert!(form.starts_with(char::is_alphanumeric) && form == form.trim(), "{key}: {form:?}");
                }
            }
            assert!(seen.len() > 100);
        }
    }
}
