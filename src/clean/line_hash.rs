//! Lines by number: two writings of one line have the same hash.

use crate::random::scramble;

/// The hash of the letters and digits of a line in lower case, with one space wherever something else stood between them:
/// of what [`super::chars::key`] writes. The same on every machine. `None` for a line without letters and digits.
///
/// Words of eight bytes are folded into the state by the finalizer of `splitmix64` (Steele et al. 2014). Less than a
/// nanosecond a byte.
pub(super) fn line_hash(text: &str) -> Option<u64> {
    let mut hasher = Hasher::default();
    if text.is_ascii() {
        text.bytes().for_each(|byte| hasher.add_ascii(byte));
    } else {
        for c in text.chars() {
            match u8::try_from(c) {
                Ok(byte) if byte.is_ascii() => hasher.add_ascii(byte),
                _ => hasher.add_char(c),
            }
        }
    }
    (hasher.length > 0).then(|| hasher.finish())
}

/// Hashes letters and digits in lower case, with one space wherever something else stood between them.
#[derive(Default)]
struct Hasher {
    state: u64,
    word: u64,
    length: u64,
    gap: bool,
}

/// What an ASCII byte counts as: itself in lower case, nothing, or (as 0) a gap.
const APOSTROPHE: u8 = 1;
const FOLDED: [u8; 128] = {
    let mut folded = [0; 128];
    let mut c = 0_u8;
    while c < 128 {
        folded[c as usize] = match c {
            b'\'' => APOSTROPHE,
            _ if c.is_ascii_alphanumeric() => c.to_ascii_lowercase(),
            _ => 0,
        };
        c += 1;
    }
    folded
};

impl Hasher {
    fn add_ascii(&mut self, byte: u8) {
        match FOLDED[usize::from(byte & 0x7f)] {
            0 => self.gap = true,
            APOSTROPHE => {}
            folded => self.add(folded),
        }
    }

    fn add_char(&mut self, c: char) {
        if c.is_alphanumeric() {
            let mut bytes = [0; 4];
            for lower in c.to_lowercase() {
                lower.encode_utf8(&mut bytes).bytes().for_each(|byte| self.add(byte));
            }
        } else if c != '’' {
            self.gap = true;
        }
    }

    fn add(&mut self, byte: u8) {
        if self.gap && self.length > 0 {
            self.push(b' ');
        }
        self.gap = false;
        self.push(byte);
    }

    fn push(&mut self, byte: u8) {
        self.word = self.word << 8 | u64::from(byte);
        self.length += 1;
        if self.length.is_multiple_of(8) {
            self.state = scramble(self.state ^ self.word);
            self.word = 0;
        }
    }

    fn finish(self) -> u64 {
        scramble(scramble(self.state ^ self.word) ^ self.length)
    }
}
