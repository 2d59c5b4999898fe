//! Bits to texts.

use super::bits::BitReader;
use super::model::{CHUNK, Form, Model, SPECIAL, SPELLED, UPPER, Word};
use super::tokens::MAX_BYTES;

/// Bytes of text that a byte stands for, at most: eight tokens of one bit, behind spaces.
pub(super) const MAX_RATIO: usize = 8 * (MAX_BYTES + 1);

impl Model {
    /// Writes the text that the bits of a part stand for into `text`, which has the length of it and [`CHUNK`] more; `None`
    /// if they do not stand for so much text.
    pub(super) fn decode(&self, packed: &[u8], text: &mut [u8]) -> Option<()> {
        let length = text.len().checked_sub(CHUNK)?;
        let mut bits = BitReader::new(packed);
        let mut page = Page { text, at: 0 };
        let mut context = Form::Start as u16;
        let mut is_behind_word = false;
        while page.at < length {
            let symbol = self.next(context, &mut bits)?;
            if usize::from(symbol) < SPECIAL {
                context = self.unknown(symbol, &mut bits, &mut page, is_behind_word)?;
                is_behind_word = context != Form::Separator as u16;
            } else {
                let word = *self.words.get(usize::from(symbol))?;
                page.put(&self.text, word, is_behind_word && !word.is_separator)?;
                context = word.context;
                is_behind_word = !word.is_separator;
            }
        }
        (page.at == length && bits.is_at_end()).then_some(())
    }

    /// The next symbol.
    #[inline]
    fn next(&self, context: u16, bits: &mut BitReader) -> Option<u16> {
        let window = bits.window()?;
        let (mut symbol, mut length) = self.contexts.symbol(context, window)?;
        if symbol == self.other() {
            let (other, more) = self.common.symbol(window << length)?;
            symbol = other;
            length += more;
        }
        bits.skip(length);
        Some(symbol)
    }

    /// Reads a token that the vocabulary lacks; returns the context of what follows.
    fn unknown(&self, symbol: u16, bits: &mut BitReader, page: &mut Page, is_behind_word: bool) -> Option<u16> {
        if symbol == SPELLED {
            let mut token = Vec::with_capacity(MAX_BYTES);
            self.spelling.token(bits, &mut token)?;
            let form = Form::of(std::str::from_utf8(&token).ok()?);
            if is_behind_word && form != Form::Separator {
                page.append(b" ")?;
            }
            page.append(&token)?;
            return Some(form as u16);
        }
        let (word, length) = self.common.symbol(bits.window()?)?;
        bits.skip(length);
        let word = *self.words.get(usize::from(word)).filter(|word| !word.is_separator)?;
        page.put(&self.text, word, is_behind_word)?;
        let length = usize::from(word.length);
        let raised = if symbol == UPPER { length } else { length.min(1) };
        let start = page.at.checked_sub(length)?;
        page.text.get_mut(start..start + raised)?.make_ascii_uppercase();
        Some(word.context)
    }
}

/// The text of a part while it is written.
struct Page<'o> {
    /// [`CHUNK`] bytes longer than the text.
    text: &'o mut [u8],
    /// Bytes written.
    at: usize,
}

impl Page<'_> {
    /// Appends a word, behind a space or not. Short ones are copied with what stands behind them, which is overwritten
    /// by the next: a copy of known length is a few instructions.
    #[inline]
    fn put(&mut self, words: &[u8], word: Word, is_spaced: bool) -> Option<()> {
        let from = word.start as usize - usize::from(is_spaced);
        let length = usize::from(word.length) + usize::from(is_spaced);
        if length <= CHUNK {
            self.text.get_mut(self.at..self.at + CHUNK)?.copy_from_slice(words.get(from..from + CHUNK)?);
            self.at += length;
            Some(())
        } else {
            self.append(words.get(from..from + length)?)
        }
    }

    fn append(&mut self, bytes: &[u8]) -> Option<()> {
        self.text.get_mut(self.at..self.at + bytes.len())?.copy_from_slice(bytes);
        self.at += bytes.len();
        Some(())
    }
}
