//! The forms of all names, by the word that they begin with.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::Range;

use prefetch_index::prefetch_index;

use super::Kind;
use crate::octets::{HIGHEST, first_bytes, load};

/// Forms with fewer letters and digits are not looked for in capitals: `DoD` is, `LET` is no armed group.
const SHORTEST_IN_CAPITALS: usize = 4;

/// One way to write a name.
pub(super) struct Form {
    /// With the characters that [`folded`] gives.
    pub text: String,
    pub kind: Kind,
    /// The number of its key among [`Forms::keys`].
    pub key: usize,
    /// That of its first word.
    opening: Opening,
}

/// What follows the opening of a form: of up to eight bytes, those that are set in `mask`.
#[derive(Clone, Copy)]
struct Next {
    bytes: u64,
    mask: u64,
}

/// All forms.
pub(super) struct Forms {
    /// Sorted by their openings, then the longest first.
    all: Vec<Form>,
    /// What follows the opening of each: nearly all of the forms that a text is compared with are told by this.
    nexts: Vec<Next>,
    /// Where the forms of each opening stand among them: an open table. No form is in a free place.
    begun: Vec<(Opening, Range<u32>)>,
    /// Of all names, sorted by kind.
    keys: Vec<(Kind, &'static str)>,
    /// A bit for each place of two larger such tables: whether some opening is at home there. The second one is that of openings
    /// with a small letter first: few forms have those and most words.
    homes: Vec<u64>,
}

/// The first eight bytes of a word, with zeros behind a shorter one. Words that only begin alike share one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Opening(u64);

/// Bits of a place in the first table of [`Forms::homes`], and in the second. Forms take some 6 % of the one, and 1 % of the other.
const HOME_BITS: u32 = 17;
const SMALL_HOME_BITS: u32 = 12;

impl Opening {
    /// That of the word that stands there in a text. It ends with the text or before a byte that is no part of it.
    #[inline]
    pub(super) fn of(text: &str, word: Range<usize>) -> Self {
        Self(first_bytes(load(text.as_bytes(), word.start), word.len()))
    }

    /// Its bytes that are not zero.
    #[inline]
    fn length(self) -> usize {
        8 - self.0.leading_zeros() as usize / 8
    }

    /// The eight bytes that follow it where it stands.
    #[inline]
    pub(super) fn next(self, text: &str, start: usize) -> u64 {
        load(text.as_bytes(), start + self.length())
    }

    /// Its place in [`Forms::homes`].
    #[inline]
    fn home(self) -> usize {
        // Which of the two it is cannot be foreseen.
        let is_small = self.0.to_le_bytes()[0].is_ascii_lowercase();
        let place = self.place(if is_small { SMALL_HOME_BITS } else { HOME_BITS });
        place + (usize::from(is_small) << HOME_BITS)
    }

    /// A hash of so many bits (multiplicative, after Knuth).
    #[inline]
    fn place(self, bits: u32) -> usize {
        usize::try_from(self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - bits)).unwrap_or_default()
    }
}

impl Forms {
    /// Reads lists: `key: form; form` on each line, but for empty ones and those that begin with `#`.
    pub(super) fn of(lists: impl IntoIterator<Item = (Kind, &'static str)>) -> Self {
        let named = lists.into_iter().flat_map(|(kind, list)| {
            let lines = list.lines().map(str::trim).filter(|line| !line.starts_with('#'));
            lines.filter_map(move |line| line.split_once(':').map(|(key, forms)| ((kind, key), forms)))
        });
        let named: Vec<_> = named.collect();
        let keys: BTreeSet<(Kind, &'static str)> = named.iter().map(|(key, _)| *key).collect();
        let keys: Vec<_> = keys.into_iter().collect();
        let mut all = Vec::new();
        for (key, spellings) in named {
            let number = keys.binary_search(&key).unwrap_or_default();
            for spelling in spellings.split(';').map(str::trim) {
                all.push(Form::new(spelling, key.0, number));
                if spelling.chars().filter(|c| c.is_alphanumeric()).count() >= SHORTEST_IN_CAPITALS {
                    all.push(Form::new(&spelling.to_uppercase(), key.0, number));
                }
            }
        }
        all.retain(|form: &Form| form.opening.length() > 0);
        // The sort is stable: the first of several names of one kind with the same form keeps it.
        all.sort_by(|a, b| a.order().cmp(&b.order()));
        all.dedup_by(|next, first| next.kind == first.kind && next.text == first.text);
        Self::found_by(all, keys)
    }

    /// Forms in their order.
    fn found_by(all: Vec<Form>, keys: Vec<(Kind, &'static str)>) -> Self {
        let openings = all.chunk_by(|a, b| a.opening == b.opening);
        let mut begun = vec![(Opening(0), 0..0); (openings.clone().count() * 2).next_power_of_two()];
        let mut homes = vec![0; ((1 << HOME_BITS) + (1 << SMALL_HOME_BITS)) / 64];
        let mut start = 0;
        for forms in openings {
            let Some(opening) = forms.first().map(|form| form.opening) else { continue };
            let home = opening.home();
            homes[home / 64] |= 1 << (home % 64);
            let mut place = opening.place(begun.len().ilog2());
            while !begun[place].1.is_empty() {
                place = (place + 1) & (begun.len() - 1);
            }
            let end = start + u32::try_from(forms.len()).unwrap_or_default();
            begun[place] = (opening, start..end);
            start = end;
        }
        Self { nexts: all.iter().map(Next::of).collect(), all, begun, homes, keys }
    }

    /// Whether forms may begin with words of this opening. Most words are settled by this.
    #[inline]
    pub(super) fn may_begin(&self, opening: Opening) -> bool {
        let home = opening.home();
        self.homes[home / 64] & (1 << (home % 64)) != 0
    }

    /// Has what leads to the forms of an opening brought near, without waiting for it.
    #[inline]
    pub(super) fn fetch_place(&self, opening: Opening) {
        prefetch_index(&self.begun, opening.place(self.begun.len().ilog2()));
    }

    /// The same of the forms, once what leads to them is near.
    #[inline]
    pub(super) fn fetch_forms(&self, opening: Opening) {
        let first = self.begun_by(opening).start;
        prefetch_index(&self.nexts, first);
        prefetch_index(&self.all, first);
    }

    /// The forms whose first words have this opening and that `next` may follow where it stands, the longest first.
    #[inline]
    pub(super) fn beginning_with(&self, opening: Opening, next: u64) -> impl Iterator<Item = &Form> {
        let begun = self.begun_by(opening);
        let may_be = self.nexts[begun.clone()].iter().zip(begun).filter(move |(expected, _)| expected.may_be(next));
        may_be.map(|(_, number)| &self.all[number])
    }

    /// Where the forms of an opening stand among all.
    #[inline]
    fn begun_by(&self, opening: Opening) -> Range<usize> {
        let mut place = opening.place(self.begun.len().ilog2());
        loop {
            let (other, Range { start, end }) = &self.begun[place];
            if *other == opening || start == end {
                return *start as usize..*end as usize;
            }
            place = (place + 1) & (self.begun.len() - 1);
        }
    }

    /// The keys of all names, sorted by kind.
    pub(super) fn keys(&self) -> &[(Kind, &'static str)] {
        &self.keys
    }

    /// All forms, in no particular order.
    pub(super) fn all(&self) -> impl Iterator<Item = &Form> {
        self.all.iter()
    }
}

impl Form {
    fn new(spelling: &str, kind: Kind, key: usize) -> Self {
        let text: String = spelling.chars().map(folded).collect();
        let word = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
        let opening = Opening::of(&text, 0..word);
        Self { text, kind, key, opening }
    }

    fn order(&self) -> (Opening, Reverse<usize>, &str, Kind) {
        (self.opening, Reverse(self.text.len()), &self.text, self.kind)
    }
}

impl Next {
    fn of(form: &Form) -> Self {
        let mask = first_bytes(u64::MAX, form.text.len() - form.opening.length());
        Self { bytes: form.opening.next(&form.text, 0) & mask, mask }
    }

    /// Whether the form may stand where its opening does and `next` follows that. A byte beyond ASCII may be another look of one.
    #[inline]
    fn may_be(self, next: u64) -> bool {
        (next ^ self.bytes) & self.mask == 0 || next & self.mask & HIGHEST != 0
    }
}

/// A character as it is compared: hyphens, blanks and apostrophes have many looks.
pub(super) fn folded(c: char) -> char {
    match c {
        '\u{2010}' | '\u{2011}' => '-',
        '\u{a0}' | '\u{202f}' => ' ',
        '\u{2019}' => '\'',
        c => c,
    }
}
