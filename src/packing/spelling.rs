//! Tokens that are not in the vocabulary are spelled: byte by byte, each coded by the byte before it.

use super::bits::{BitReader, BitWriter, Cursor};
use super::code::{Code, SHORT};
use super::tables::{CodeWord, CodeWords, Codes};
use super::tokens::MAX_BYTES;

/// The symbol behind the last byte of a token, and what is before its first.
const END: u16 = 256;
/// Says that the next symbol is one that the code does not know; it follows by the common code.
const OTHER: u16 = 257;
/// The common code, behind those of [`END`] and the bytes.
const COMMON: u16 = 257;
/// Bytes and [`END`].
const SYMBOLS: usize = 257;
/// A byte that was seen less often behind another is left to the common code.
const LEAST: u64 = 3;

/// Counts of bytes by the byte before.
pub(super) struct SpellingCounts(Vec<u64>);

impl SpellingCounts {
    pub(super) fn new() -> Self {
        Self(vec![0; SYMBOLS * SYMBOLS])
    }

    /// Counts a token that was seen `times` times.
    pub(super) fn add(&mut self, token: &str, times: u64) {
        let mut before = END;
        for symbol in token.bytes().map(u16::from).chain([END]) {
            self.0[usize::from(before) * SYMBOLS + usize::from(symbol)] += times;
            before = symbol;
        }
    }

    /// Appends the code behind each byte and [`END`], then the common code.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        let mut common = vec![1; SYMBOLS];
        for row in self.0.chunks_exact(SYMBOLS) {
            let mut counted = Vec::new();
            let mut others = 0;
            for ((symbol, &count), common) in (0..).zip(row).zip(&mut common) {
                if count < LEAST {
                    others += count;
                    *common += count;
                } else {
                    counted.push((symbol, count));
                }
            }
            if counted.is_empty() {
                counted.push((END, 1));
            }
            counted.push((OTHER, others));
            Code::of_counts(&counted, SHORT).write(out);
        }
        let common: Vec<(u16, u64)> = (0..).zip(common).collect();
        Code::of_counts(&common, SHORT).write(out);
    }
}

/// The codes of bytes, to read them with.
pub(super) struct Spelling(Codes);

impl Spelling {
    /// Reads what [`SpellingCounts::write`] wrote; `None` if it is damaged.
    pub(super) fn read(from: &mut Cursor) -> Option<Self> {
        let mut codes = Codes::default();
        let mut code = Code::default();
        for number in 0..=COMMON {
            code.read(from, OTHER)?;
            if number == COMMON {
                (0..=END).all(|symbol| code.symbols().contains(&symbol)).then_some(())?;
            } else {
                code.symbols().contains(&OTHER).then_some(())?;
            }
            codes.push(&code);
        }
        Some(Self(codes))
    }

    /// Reads a token, of [`MAX_BYTES`] bytes at most; `None` if there is none.
    pub(super) fn token(&self, bits: &mut BitReader, token: &mut Vec<u8>) -> Option<()> {
        token.clear();
        let mut before = END;
        loop {
            let window = bits.window()?;
            let (mut symbol, mut length) = self.0.symbol(*self.0.tables().get(usize::from(before))?, window)?;
            if symbol == OTHER {
                let (other, more) = self.0.symbol(*self.0.tables().last()?, window << length)?;
                symbol = other;
                length += more;
            }
            bits.skip(length);
            match u8::try_from(symbol) {
                Ok(byte) if token.len() < MAX_BYTES => token.push(byte),
                Ok(_) => return None,
                Err(_) => return Some(()),
            }
            before = symbol;
        }
    }
}

/// The codes of bytes, to write them with.
pub(super) struct Speller(CodeWords);

impl Speller {
    pub(super) fn new(spelling: &Spelling) -> Self {
        Self(CodeWords::new(&spelling.0, spelling.0.tables()))
    }

    /// Writes a token, of [`MAX_BYTES`] bytes at most.
    pub(super) fn write(&self, token: &str, bits: &mut BitWriter) {
        let tables = self.0.tables();
        let code = |table: u16, symbol| self.0.code(tables[usize::from(table)], symbol);
        let mut before = END;
        for symbol in token.bytes().map(u16::from).chain([END]) {
            let (code, length) = match code(before, symbol) {
                Some(code) => code.bits(),
                // Every code has this symbol, and the common one has all.
                None => {
                    code(before, OTHER).unwrap_or(CodeWord::NONE).then(code(COMMON, symbol).unwrap_or(CodeWord::NONE))
                }
            };
            bits.push(code, length);
            before = symbol;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_token_can_be_spelled_and_familiar_ones_take_few_bits() {
        let mut counts = SpellingCounts::new();
        for _ in 0..100 {
            counts.add("tanker", 1);
            counts.add("banker", 2);
        }
        let mut stored = Vec::new();
        counts.write(&mut stored);
        let spelling = Spelling::read(&mut Cursor(&stored)).unwrap();
        let speller = Speller::new(&spelling);
        let mut sizes = Vec::new();
        for token in ["tank", "Ελλάδα", "", "zzzz", "\u{0}\u{10ffff}"] {
            let mut bytes = Vec::new();
            let mut bits = BitWriter::new(&mut bytes);
            speller.write(token, &mut bits);
            bits.finish();
            sizes.push(bytes.len());
            let (mut bits, mut found) = (BitReader::new(&bytes), Vec::new());
            spelling.token(&mut bits, &mut found).unwrap();
            assert_eq!(found, token.as_bytes());
            assert!(bits.is_at_end());
        }
        assert!(sizes[0] < 3 && sizes[3] > 4, "{sizes:?}");
    }
}
