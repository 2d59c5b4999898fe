//! Bits to texts.

use super::bits::BitReader;
use super::code::Table;
use super::model::{Form, Model, SPECIAL, SPELLED, UPPER, Word};
use super::tokens::MAX_BYTES;

/// Bytes of text that a byte stands for, at most: eight tokens of one bit, behind spaces.
pub(super) const MAX_RATIO: usize = 8 * (MAX_BYTES + 1);
/// Bytes that are copied at once: so many stand behind the text of the vocabulary.
pub(super) const CHUNK: usize = 16;
/// Parts that are decoded side by side: each symbol says where in memory the next is looked for, and while one part waits
/// for that, others go on.
const SIDE_BY_SIDE: usize = 4;

/// A part while it is decoded.
pub(super) struct Page<'p> {
    bits: BitReader<'p>,
    text: &'p mut [u8],
    /// Bytes written.
    at: usize,
    is_behind_word: bool,
    /// The code of the next symbol.
    table: Table,
}

impl<'p> Page<'p> {
    /// The bits of a part, and a place for its text, which has the length of it.
    pub(super) fn new(packed: &'p [u8], text: &'p mut [u8]) -> Self {
        Self { bits: BitReader::new(packed), text, at: 0, is_behind_word: false, table: Table::default() }
    }
}

impl Model {
    /// Writes the texts of parts; `None` if some bits do not stand for a text of that length.
    pub(super) fn decode(&self, parts: &mut [Page]) -> Option<()> {
        for part in &mut *parts {
            part.table = self.table(Form::Start)?;
        }
        for parts in parts.chunks_mut(SIDE_BY_SIDE) {
            let mut is_done = false;
            while !is_done {
                is_done = true;
                for part in &mut *parts {
                    if part.at < part.text.len() {
                        part.token(self)?;
                        is_done = false;
                    }
                }
            }
        }
        parts.iter().all(|part| part.bits.is_at_end()).then_some(())
    }

    fn table(&self, form: Form) -> Option<Table> {
        self.contexts.tables().get(form as usize).copied()
    }
}

impl Page<'_> {
    /// Reads a token.
    #[inline]
    fn token(&mut self, model: &Model) -> Option<()> {
        let window = self.bits.window()?;
        let (mut symbol, mut length) = model.contexts.symbol(self.table, window)?;
        if symbol == model.other() {
            let (other, more) = model.common.symbol(*model.common.tables().first()?, window << length)?;
            symbol = other;
            length += more;
        }
        self.bits.skip(length);
        if usize::from(symbol) < SPECIAL {
            return self.unknown(model, symbol);
        }
        let word = model.words.get(usize::from(symbol))?;
        self.table = word.table;
        self.put(&model.text, *word)
    }

    /// Reads a token that the vocabulary lacks, behind its special symbol.
    #[inline(never)]
    fn unknown(&mut self, model: &Model, symbol: u16) -> Option<()> {
        if symbol == SPELLED {
            let mut token = Vec::with_capacity(MAX_BYTES);
            model.spelling.token(&mut self.bits, &mut token)?;
            let form = Form::of(std::str::from_utf8(&token).ok()?);
            if self.is_behind_word && form != Form::Separator {
                self.append(b" ")?;
            }
            self.is_behind_word = form != Form::Separator;
            self.table = model.table(form)?;
            return self.append(&token);
        }
        let (word, length) = model.common.symbol(*model.common.tables().first()?, self.bits.window()?)?;
        self.bits.skip(length);
        let word = *model.words.get(usize::from(word))?;
        self.table = word.table;
        self.put(&model.text, word)?;
        let length = usize::from(word.length);
        let raised = if symbol == UPPER { length } else { length.min(1) };
        let start = self.at.checked_sub(length)?;
        self.text.get_mut(start..start + raised)?.make_ascii_uppercase();
        Some(())
    }

    /// Appends a word, behind a space if one is implied. Short ones are copied with what stands behind them, which the next
    /// one overwrites: a copy of known length is a few instructions.
    #[inline]
    fn put(&mut self, words: &[u8], word: Word) -> Option<()> {
        let is_spaced = self.is_behind_word & !word.is_separator;
        self.is_behind_word = !word.is_separator;
        let words = words.get(word.start as usize - usize::from(is_spaced)..)?;
        let length = usize::from(word.length) + usize::from(is_spaced);
        match (self.text.get_mut(self.at..)?.first_chunk_mut::<CHUNK>(), words.first_chunk::<CHUNK>()) {
            (Some(place), Some(words)) if length <= CHUNK => {
                *place = *words;
                self.at += length;
                Some(())
            }
            _ => self.append(words.get(..length)?),
        }
    }

    #[inline(never)]
    fn append(&mut self, bytes: &[u8]) -> Option<()> {
        self.text.get_mut(self.at..self.at + bytes.len())?.copy_from_slice(bytes);
        self.at += bytes.len();
        Some(())
    }
}
