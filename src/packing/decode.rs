//! Bits to texts.

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
}

impl<'p> Page<'p> {
    /// The bits of a part, and a place for its text, which has the length of it.
    pub(super) fn new(packed: &'p [u8], text: &'p mut [u8]) -> Self {
        Self { bits: BitReader::new(packed), text, at: 0, is_behind_word: false, table: Table::NONE }
    }
}

impl Model {
    /// Writes the texts of parts; `None` if some bits do not stand for a text of that length.
    ///
    /// All parts are decoded side by side: each symbol says where in memory the next one is looked for, and while one part
    /// waits for that, the others go on.
    pub(super) fn decode(&self, parts: &mut [Page]) -> Option<()> {
        for part in &mut *parts {
            part.table = self.table(Form::Start)?;
        }
        // What is written goes behind what is not.
        let mut open = &mut *parts;
        while !open.is_empty() {
            let mut place = 0;
            while let Some(part) = open.get_mut(place) {
                if part.at < part.text.len() {
                    part.token(self)?;
                    place += 1;
                } else {
                    let last = open.len() - 1;
                    open.swap(place, last);
                    open = &mut open[..last];
                }
            }
        }
        parts.iter().all(|part| part.bits.is_at_end()).then_some(())
    }

    fn table(&self, form: Form) -> Option<Table> {
        self.codes.tables().get(form as usize).copied()
    }
}

impl Page<'_> {
    /// Reads a token.
    #[inline]
    fn token(&mut self, model: &Model) -> Option<()> {
        let window = self.bits.window()?;
        let (mut symbol, mut length) = model.codes.symbol(self.table, window)?;
        if symbol == model.other() {
            let (other, more) = model.codes.symbol(model.common, window << length)?;
            symbol = other;
            length += more;
        }
        self.bits.skip(length);
        if usize::from(symbol) < SPECIAL {
            return self.unknown(model, symbol);
        }
        let word = model.words.get(usize::from(symbol))?;
        self.table = word.table;
        self.put(word, &model.texts)
    }

    /// Reads a token that the vocabulary lacks, behind its special symbol.
    #[inline(never)]
    fn unknown(&mut self, model: &Model, symbol: u16) -> Option<()> {
        if symbol == SPELLED {
            let mut token = Vec::with_capacity(MAX_BYTES);
            model.spelling.token(&mut self.bits, &mut token)?;
            let form = Form::of(std::str::from_utf8(&token).ok()?);
            self.append(if self.is_behind_word && form != Form::Separator { b" " } else { b"" })?;
            self.is_behind_word = form != Form::Separator;
            self.table = model.table(form)?;
            return self.append(&token);
        }
        let (word, length) = model.codes.symbol(model.common, self.bits.window()?)?;
        self.bits.skip(length);
        let word = model.words.get(usize::from(word))?;
        self.table = word.table;
        self.put(word, &model.texts)?;
        let length = usize::from(word.length);
        let raised = if symbol == UPPER { length } else { length.min(1) };
        let start = self.at.checked_sub(length)?;
        self.text.get_mut(start..start + raised)?.make_ascii_uppercase();
        Some(())
    }

    /// Appends a word, behind a space if one is implied. A short one is copied with what stands behind it, which the next
    /// one overwrites: a copy of known length is one instruction.
    #[inline]
    fn put(&mut self, word: &Word, texts: &str) -> Option<()> {
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
                let text = texts.as_bytes().get(word.start as usize..)?.get(..usize::from(word.length))?;
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
