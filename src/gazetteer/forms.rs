//! The forms of all names, by the word that they begin with.

use hashbrown::HashMap;

use super::Kind;

/// Forms with fewer letters and digits are not looked for in capitals: `DoD` is, `LET` is no armed group.
const SHORTEST_IN_CAPITALS: usize = 4;

/// One way to write a name.
pub(super) struct Form {
    /// With the characters that [`folded`] gives.
    pub text: String,
    pub kind: Kind,
    pub key: &'static str,
}

/// All forms.
pub(super) struct Forms {
    /// By their first run of letters and digits, the longest first.
    by_word: HashMap<String, Vec<Form>>,
    /// A bit for each [`opening`] of a form.
    openings: Vec<u64>,
}

impl Forms {
    /// Reads lists: `key: form; form` on each line, but for empty ones and those that begin with `#`.
    pub(super) fn of(lists: impl IntoIterator<Item = (Kind, &'static str)>) -> Self {
        let mut forms = Self { by_word: HashMap::new(), openings: vec![0; (1 << 16) / 64] };
        for (kind, list) in lists {
            let lines = list.lines().map(str::trim).filter(|line| !line.starts_with('#'));
            for (key, spellings) in lines.filter_map(|line| line.split_once(':')) {
                for spelling in spellings.split(';').map(str::trim) {
                    forms.add(spelling.chars().map(folded).collect(), kind, key);
                    if spelling.chars().filter(|c| c.is_alphanumeric()).count() >= SHORTEST_IN_CAPITALS {
                        forms.add(spelling.to_uppercase().chars().map(folded).collect(), kind, key);
                    }
                }
            }
        }
        for begun in forms.by_word.values_mut() {
            // The order of equal lengths does not matter: no two are the same text of one kind.
            begun.sort_by_key(|form| std::cmp::Reverse(form.text.len()));
        }
        forms
    }

    /// The first of several names of one kind with the same form keeps it.
    fn add(&mut self, text: String, kind: Kind, key: &'static str) {
        let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
        let word = &text[..end];
        if word.is_empty() {
            return;
        }
        let opening = opening(word);
        self.openings[opening / 64] |= 1 << (opening % 64);
        let begun = self.by_word.entry_ref(word).or_default();
        if begun.iter().all(|form| form.kind != kind || form.text != text) {
            begun.push(Form { text, kind, key });
        }
    }

    /// The forms that begin with a whole word, the longest first.
    pub(super) fn beginning_with(&self, word: &str) -> Option<&[Form]> {
        let opening = opening(word);
        if self.openings[opening / 64] & (1 << (opening % 64)) == 0 {
            return None;
        }
        self.by_word.get(word).map(Vec::as_slice)
    }

    /// All forms, in no particular order.
    pub(super) fn all(&self) -> impl Iterator<Item = &Form> {
        self.by_word.values().flatten()
    }
}

/// A hash of 16 bits of the first four bytes of a word (multiplicative, after Knuth). Forms take some 8 % of them.
fn opening(word: &str) -> usize {
    let first = match word.as_bytes() {
        &[a, b, c, d, ..] => [a, b, c, d],
        &[a, b, c] => [a, b, c, 0],
        &[a, b] => [a, b, 0, 0],
        &[a] => [a, 0, 0, 0],
        [] => [0; 4],
    };
    (u32::from_le_bytes(first).wrapping_mul(0x9e37_79b1) >> 16) as usize
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
