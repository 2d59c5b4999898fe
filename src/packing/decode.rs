//! Bits to texts.

use prefetch_index::prefetch_index;

use super::bits::BitReader;
use super::model::{Form, Model, SPECIAL, SPELLED, UPPER, Word};
use super::tables::Table;
use super::tokens::MAX_BYTES;

/// Bytes of text that a byte stands for, at most: eight tokens of one bit, behind spaces.
pub(super) const MAX_RATIO: usize = 8 * (MAX_BYTES + 1);
/// Bytes that are copied at once.
const CHUNK: usize = 16;

/// A part while it is decoded.
pub(super) struct Page<'p> {
    bits: BitReader<'p>,
    text: &'p mut [u8],
    /// Bytes written.
    at: usize,
    is_behind_word: bool,
    /// The code of the next symbol.
    table: Table,
    /// The bits from the next symbol on.
    window: u64,
    /// The symbol that was read last.
    symbol: u16,
}

impl<'p> Page<'p> {
    /// The bits of a part, and a place for its text, which has the length of it.
    pub(super) fn new(packed: &'p [u8], text: &'p mut [u8]) -> Self {
        Self {
            bits: BitReader::new(packed),
            text,
            at: 0,
            is_behind_word: false,
            table: Table::NONE,
            window: 0,
            symbol: 0,
        }
    }

    /// Bytes of its text.
    pub(super) fn length(&self) -> usize {
        self.text.len()
    }
}

/// What symbols stand for.
pub(super) trait Vocabulary {
    /// The symbol with whose code a window begins, by the code of a context, or else by that of all symbols, which stands behind what
    /// says so; and the length of this.
    fn symbol(&mut self, table: Table, window: u64) -> Option<(u16, u32)>;

    /// The same by the code of all symbols.
    fn common(&self, window: u64) -> Option<(u16, u32)>;

    /// The code of what follows a token of this form that has no context of its own.
    fn table(&self, form: Form) -> Option<Table>;

    /// The word of a symbol, and what its place is in.
    fn word(&mut self, symbol: u16) -> Option<(&Word, &[u8])>;

    /// Has what is read first of a code brought near, if that is worth it, without waiting for it.
    fn fetch_code(&self, _: Table, _: u64) {}

    /// The same with the word of a symbol.
    fn fetch_word(&self, _: u16) {}

    /// Reads a token that is spelled.
    fn spelled(&mut self, bits: &mut BitReader, token: &mut Vec<u8>) -> Option<()>;
}

impl Vocabulary for &Model {
    #[inline]
    fn symbol(&mut self, table: Table, window: u64) -> Option<(u16, u32)> {
        let (symbol, length) = self.codes.symbol(table, window)?;
        // Whether the context knows it can hardly be predicted, so it is looked up once more in any case.
        let is_other = symbol == self.other();
        let (table, before) = if is_other { (self.common, length) } else { (table, 0) };
        let (symbol, length) = self.codes.symbol(table, window << before)?;
        Some((symbol, before + length))
    }

    #[inline]
    fn common(&self, window: u64) -> Option<(u16, u32)> {
        self.codes.symbol(self.common, window)
    }

    #[inline]
    fn table(&self, form: Form) -> Option<Table> {
        self.codes.tables().get(form as usize).copied()
    }

    #[inline]
    fn word(&mut self, symbol: u16) -> Option<(&Word, &[u8])> {
        Some((self.words.get(usize::from(symbol))?, self.texts.as_bytes()))
    }

    #[inline]
    fn fetch_code(&self, table: Table, window: u64) {
        self.codes.fetch(table, window);
    }

    #[inline]
    fn fetch_word(&self, symbol: u16) {
        prefetch_index(&self.words, usize::from(symbol));
    }

    #[inline]
    fn spelled(&mut self, bits: &mut BitReader, token: &mut Vec<u8>) -> Option<()> {
        self.spelling.token(bits, token)
    }
}

/// Writes the texts of parts; `None` if some bits do not stand for a text of that length.
///
/// All parts are decoded side by side, a token of each at a time. Where in memory a symbol is looked for depends on what was read
/// before, so that place is asked for as soon as it is known, and has come when the other parts have had their turn; and so it is
/// with words.
pub(super) fn decode(vocabulary: &mut impl Vocabulary, parts: &mut [Page]) -> Option<()> {
    for part in &mut *parts {
        part.table = vocabulary.table(Form::Start)?;
    }
    let mut open = still_open(parts, |part| part.look(vocabulary))?;
    while !open.is_empty() {
        for part in &mut *open {
            part.read(vocabulary)?;
        }
        open = still_open(open, |part| {
            part.write(vocabulary)?;
            part.look(vocabulary)
        })?;
    }
    parts.iter().all(|part| part.bits.is_at_end()).then_some(())
}

/// The parts of which `step` says that they go on, which come to stand before the others. `None` if it says so of one.
#[inline]
fn still_open<'o, 'p>(
    mut open: &'o mut [Page<'p>],
    mut step: impl FnMut(&mut Page<'p>) -> Option<bool>,
) -> Option<&'o mut [Page<'p>]> {
    let mut place = 0;
    while let Some(part) = open.get_mut(place) {
        if step(part)? {
            place += 1;
        } else {
            let last = open.len() - 1;
            open.swap(place, last);
            open = &mut open[..last];
        }
    }
    Some(open)
}

impl Page<'_> {
    /// Looks at the bits of the next symbol, and says whether there is one.
    #[inline]
    fn look(&mut self, vocabulary: &impl Vocabulary) -> Option<bool> {
        if self.at == self.text.len() {
            return Some(false);
        }
        self.window = self.bits.window()?;
        vocabulary.fetch_code(self.table, self.window);
        Some(true)
    }

    /// Reads the symbol of a token.
    #[inline]
    fn read(&mut self, vocabulary: &mut impl Vocabulary) -> Option<()> {
        let (symbol, length) = vocabulary.symbol(self.table, self.window)?;
        self.bits.skip(length);
        self.symbol = symbol;
        vocabulary.fetch_word(symbol);
        Some(())
    }

    /// Writes the token of the symbol that was read.
    #[inline]
    fn write(&mut self, vocabulary: &mut impl Vocabulary) -> Option<()> {
        if usize::from(self.symbol) < SPECIAL {
            return self.unknown(vocabulary, self.symbol);
        }
        let (word, texts) = vocabulary.word(self.symbol)?;
        self.table = word.table;
        self.put(word, texts)
    }

    /// Reads a token that the vocabulary lacks, behind its special symbol.
    #[inline(never)]
    fn unknown(&mut self, vocabulary: &mut impl Vocabulary, symbol: u16) -> Option<()> {
        if symbol == SPELLED {
            let mut token = Vec::with_capacity(MAX_BYTES);
            vocabulary.spelled(&mut self.bits, &mut token)?;
            let form = Form::of(std::str::from_utf8(&token).ok()?);
            self.append(if self.is_behind_word && form != Form::Separator { b" " } else { b"" })?;
            self.is_behind_word = form != Form::Separator;
            self.table = vocabulary.table(form)?;
            return self.append(&token);
        }
        let (word, length) = vocabulary.common(self.bits.window()?)?;
        self.bits.skip(length);
        let (word, texts) = vocabulary.word(word)?;
        self.table = word.table;
        self.put(word, texts)?;
        let length = usize::from(word.length);
        let raised = if symbol == UPPER { length } else { length.min(1) };
        let start = self.at.checked_sub(length)?;
        self.text.get_mut(start..start + raised)?.make_ascii_uppercase();
        Some(())
    }

    /// Appends a word, behind a space if one is implied. A short one is copied with what stands behind it, which the next
    /// one overwrites: a copy of known length is one instruction.
    #[inline]
    fn put(&mut self, word: &Word, texts: &[u8]) -> Option<()> {
        let is_spaced = self.is_behind_word && !word.is_separator;
        self.is_behind_word = !word.is_separator;
        let length = usize::from(word.length) + usize::from(is_spaced);
        match self.text.get_mut(self.at..)?.first_chunk_mut::<CHUNK>() {
            Some(place) if length <= CHUNK => {
                *place = *word.spaced[usize::from(!is_spaced)..].first_chunk()?;
                self.at += length;
                Some(())
            }
            _ => {
                let text = texts.get(word.start as usize..)?.get(..usize::from(word.length))?;
                self.append(if is_spaced { b" " } else { b"" })?;
                self.append(text)
            }
        }
    }

    #[inline(never)]
    fn append(&mut self, bytes: &[u8]) -> Option<()> {
        self.text.get_mut(self.at..self.at + bytes.len())?.copy_from_slice(bytes);
        self.at += bytes.len();
        Some(())
    }
}
