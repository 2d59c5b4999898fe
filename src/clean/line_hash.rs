//! Lines by number: two writings of one line have the same hash.

use crate::octets::{HIGHEST, SMALL, digits, equal, letters};
use crate::random::scramble;

/// So many letters, digits and spaces are the start of a line.
const START: u8 = 24;
/// So many bytes of a line are folded at once, and hashed when there are more.
const BLOCK: u8 = 64;

/// The hash of the letters and digits of a line in lower case, with one space wherever something else stood between them:
/// of what [`super::chars::key`] writes. The same on every machine. `None` for a line without letters and digits.
///
/// Words of eight bytes are folded into the state by the finalizer of `splitmix64` (Steele et al. 2014). Less than a
/// nanosecond a byte.
pub(super) fn line_hash(text: &str) -> Option<u64> {
    let mut hasher = Hasher::default();
    let mut rest = text;
    while let Some(more) = hasher.add(rest, BLOCK) {
        hasher.hash_block();
        rest = more;
    }
    hasher.finish()
}

/// A hash of the start of a line: lines that have the same [`line_hash`] have the same start.
pub(super) fn hash_of_start(text: &str) -> u64 {
    let mut hasher = Hasher::default();
    let mut rest = text;
    // One more shows whether a space at the end of the start is one within the line.
    while hasher.held <= START
        && let Some(more) = hasher.add(rest, START)
    {
        rest = more;
    }
    if hasher.held > START {
        (hasher.held, hasher.after_space) = (START, 0);
    }
    hasher.finish().unwrap_or_default()
}

/// Hashes letters and digits in lower case, with one space wherever something else stood between them.
struct Hasher {
    state: u64,
    /// How many bytes are hashed.
    hashed: u64,
    /// What is still to be hashed, one byte at least unless there was none: the first bytes of this.
    block: [u8; 256],
    held: u8,
    /// 1 behind a space and at the start, where another would be one too many; else 0.
    after_space: u8,
}

/// What an ASCII byte is folded to, and above that, of which kind it is. An apostrophe is nothing.
const LETTER: u16 = 1 << 8;
const SPACE: u16 = 1 << 9;
const FOLDED: [u16; 128] = {
    let mut folded = [0; 128];
    let mut c = 0_u8;
    while c < 128 {
        // Casts, as `u16::from` cannot run at compile time.
        folded[c as usize] = match c {
            b'\'' => 0,
            _ if c.is_ascii_alphanumeric() => c.to_ascii_lowercase() as u16 | LETTER,
            _ => b' ' as u16 | SPACE,
        };
        c += 1;
    }
    folded
};

impl Default for Hasher {
    fn default() -> Self {
        Self { state: 0, hashed: 0, block: [0; 256], held: 0, after_space: 1 }
    }
}

impl Hasher {
    /// Takes a part of `text` from its start, so that more than `most` bytes are held, if little more. Returns the rest; `None` at
    /// its end.
    fn add<'t>(&mut self, text: &'t str, most: u8) -> Option<&'t str> {
        let mut rest = text.as_bytes();
        while let Some(first) = rest.first_chunk::<8>()
            && self.held <= most
            && let Some(folded) = self.folded(u64::from_le_bytes(*first))
        {
            if let Some(room) = self.block[usize::from(self.held)..].first_chunk_mut::<8>() {
                *room = folded.to_le_bytes();
            }
            self.held += 8;
            rest = &rest[8..];
        }
        let done = text.len() - rest.len();
        if self.held > most {
            return Some(&text[done..]);
        }
        let few = &rest[..rest.len().min(8)];
        let end = few.iter().position(|byte| !byte.is_ascii()).unwrap_or(few.len());
        self.add_ascii(&few[..end]);
        let text = &text[done + end..];
        if end > 0 || text.is_empty() {
            return (end > 0).then_some(text);
        }
        let mut chars = text.chars();
        self.add_char(chars.next()?);
        Some(chars.as_str())
    }

    /// Eight bytes in lower case, if they are words of ASCII with a space between: most of a text is. They are then what is hashed.
    fn folded(&mut self, eight: u64) -> Option<u64> {
        let spaces = equal(eight, b' ');
        let others = HIGHEST & !(letters(eight) | digits(eight) | spaces);
        let idle = spaces & (spaces << 8 | u64::from(self.after_space) << 7);
        if others | idle != 0 {
            return None;
        }
        self.after_space = u8::from(spaces >> 63 != 0);
        Some(eight | SMALL)
    }

    /// Adds ASCII without branches, as no processor foresees which bytes are spaces.
    fn add_ascii(&mut self, bytes: &[u8]) {
        let (mut held, mut after_space) = (self.held, self.after_space);
        for byte in bytes {
            let [folded, kind] = FOLDED[usize::from(byte & 0x7f)].to_le_bytes();
            let (letter, space) = (kind & 1, kind >> 1);
            self.block[usize::from(held)] = folded;
            held = held.wrapping_add(letter | (space & !after_space));
            after_space = (after_space & !letter) | space;
        }
        (self.held, self.after_space) = (held, after_space);
    }

    fn add_char(&mut self, c: char) {
        if c.is_alphanumeric() {
            for lower in c.to_lowercase() {
                let room = &mut self.block[usize::from(self.held)..];
                let written = lower.encode_utf8(room).len();
                self.held = self.held.saturating_add(u8::try_from(written).unwrap_or_default());
            }
            self.after_space = 0;
        } else if c != '’' && self.after_space == 0 {
            self.block[usize::from(self.held)] = b' ';
            self.held = self.held.saturating_add(1);
            self.after_space = 1;
        }
    }

    /// Hashes a block if more than that is held.
    fn hash_block(&mut self) {
        if self.held > BLOCK {
            self.state = self.block[..usize::from(BLOCK)].chunks_exact(8).fold(self.state, with_word);
            self.block.copy_within(usize::from(BLOCK)..usize::from(self.held), 0);
            self.held -= BLOCK;
            self.hashed += u64::from(BLOCK);
        }
    }

    fn finish(mut self) -> Option<u64> {
        self.held -= u8::from(self.held > 0) & self.after_space;
        let held = &self.block[..usize::from(self.held)];
        let length = self.hashed + u64::from(self.held);
        let words = held.chunks_exact(8);
        let last = words.remainder();
        let state = with_word(words.fold(self.state, with_word), last);
        (length > 0).then(|| scramble(state ^ length))
    }
}

/// The state after a word of up to eight bytes.
fn with_word(state: u64, word: &[u8]) -> u64 {
    let word = match word.first_chunk::<8>() {
        Some(word) => u64::from_be_bytes(*word),
        None => word.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    };
    scramble(state ^ word)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::clean::chars::key;

    /// What is hashed, word by word.
    fn plain(key: &[u8]) -> Option<u64> {
        let words = key.chunks_exact(8);
        let last = words.remainder();
        let number = |word: &[u8]| word.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
        let state = words.fold(0, |state, word| scramble(state ^ number(word)));
        (!key.is_empty()).then(|| scramble(scramble(state ^ number(last)) ^ key.len() as u64))
    }

    proptest! {
        #[test]
        fn the_hash_is_that_of_the_key(text in "([a-zA-Z0-9]{1,9}[ ,.'’“–\\t\\x01\\x19]{1,3}|[äÄéИ中İ🇺]{1,3}){0,60}") {
            let key = key(&text);
            prop_assert_eq!(line_hash(&text), plain(key.as_bytes()));
            let start = key.as_bytes().get(..usize::from(START)).unwrap_or(key.as_bytes());
            prop_assert_eq!(hash_of_start(&text), plain(start).unwrap_or_default());
        }
    }
}
