//! Tokens that are not in the vocabulary are spelled: byte by byte, each coded by the byte before it.

use super::bits::{BitReader, BitWriter};
use super::code::{Code, SHORT};
use super::tables::{CodeWord, CodeWords, Codes, StoredCodes};
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

    /// The code behind each byte and [`END`], then the common code.
    pub(super) fn codes(&self) -> Codes {
        let mut codes = Codes::default();
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
            codes.push(&Code::of_counts(&counted, SHORT));
        }
        let common: Vec<(u16, u64)> = (0..).zip(common).collect();
        codes.push(&Code::of_counts(&common, SHORT));
        codes
    }
}

/// The codes of bytes, to read them with.
#[derive(Clone, Copy)]
pub(super) struct Spelling<'b>(StoredCodes<'b>);

impl<'b> Spelling<'b> {
    /// The codes that [`SpellingCounts::codes`] has made; `None` if there are more or fewer.
    pub(super) fn of(codes: StoredCodes<'b>) -> Option<Self> {
        (codes.count() == usize::from(COMMON) + 1).then_some(Self(codes))
    }

    /// Whether they are as [`SpellingCounts::codes`] has made them, so that every token can be written.
    pub(super) fn is_sound(&self) -> bool {
        let limits = |number| if number == usize::from(COMMON) { (SYMBOLS, SHORT) } else { (SYMBOLS + 1, SHORT) };
        self.0.are_sound(limits, |number, code| {
            if number == usize::from(COMMON) { code.has_all(SYMBOLS) } else { code.symbols().contains(&OTHER) }
        })
    }

    /// Reads a token, of [`MAX_BYTES`] bytes at most; `None` if there is none.
    pub(super) fn token(&self, bits: &mut BitReader, token: &mut Vec<u8>) -> Option<()> {
        token.clear();
        let mut before = END;
        loop {
            let window = bits.window()?;
            let (mut symbol, mut length) = self.0.symbol(self.0.table(before.into())?, window)?;
            if symbol == OTHER {
                let (other, more) = self.0.symbol(self.0.table(COMMON.into())?, window << length)?;
                symbol = other;
                length += more;
            }
            if length == 0 {
                return None;
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
    pub(super) fn new(spelling: &Spelling<'_>) -> Self {
        Self(CodeWords::new(&spelling.0, spelling.0.count()))
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
    use super::super::bits::Cursor;
    use super::*;

    #[test]
    fn every_token_can_be_spelled_and_familiar_ones_take_few_bits() {
        let mut counts = SpellingCounts::new();
        for _ in 0..100 {
            counts.add("tanker", 1);
            counts.add("banker", 2);
        }
        let mut stored = Vec::new();
        counts.codes().write(&mut stored);
        let spelling = Spelling::of(StoredCodes::read(&mut Cursor(&stored)).unwrap()).unwrap();
        assert!(spelling.is_sound());
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
