//! Bits to texts.

use super::bits::BitReader;
use super::model::{Form, SPECIAL, SPELLED, UPPER, View, Word};
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
}

/// Writes the texts of parts; `None` if some bits do not stand for a text of that length.
///
/// All parts are decoded side by side, a token of each at a time. Where in memory a symbol is looked for depends on what was read
/// before, so that place is asked for as soon as it is known, and has come when the other parts have had their turn; and so it is
/// with words.
pub(super) fn decode(model: &View<'_>, parts: &mut [Page]) -> Option<()> {
    for part in &mut *parts {
        part.table = model.codes.table(Form::Start as usize)?;
    }
    let mut open = still_open(parts, |part| part.look(model))?;
    while !open.is_empty() {
        for part in &mut *open {
            part.read(model)?;
        }
        open = still_open(open, |part| {
            part.write(model)?;
            part.look(model)
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
    fn look(&mut self, model: &View<'_>) -> Option<bool> {
        if self.at == self.text.len() {
            return Some(false);
        }
        self.window = self.bits.window()?;
        model.codes.fetch(self.table, self.window);
        Some(true)
    }

    /// Reads the symbol of a token.
    #[inline]
    fn read(&mut self, model: &View<'_>) -> Option<()> {
        let (symbol, length) = model.symbol(self.table, self.window)?;
        // A damaged model may have a code without bits, which would be read for ever.
        if length == 0 {
            return None;
        }
        self.bits.skip(length);
        self.symbol = symbol;
        model.fetch_word(symbol);
        Some(())
    }

    /// Writes the token of the symbol that was read.
    #[inline]
    fn write(&mut self, model: &View<'_>) -> Option<()> {
        if usize::from(self.symbol) < SPECIAL {
            return self.unknown(model, self.symbol);
        }
        let word = model.word(self.symbol)?;
        self.table = word.table();
        self.put(word, model)
    }

    /// Reads a token that the vocabulary lacks, behind its special symbol.
    #[inline(never)]
    fn unknown(&mut self, model: &View<'_>, symbol: u16) -> Option<()> {
        if symbol == SPELLED {
            let mut token = Vec::with_capacity(MAX_BYTES);
            model.spelling.token(&mut self.bits, &mut token)?;
            let form = Form::of(std::str::from_utf8(&token).ok()?);
            self.append(if self.is_behind_word && form != Form::Separator { b" " } else { b"" })?;
            self.is_behind_word = form != Form::Separator;
            self.table = model.codes.table(form as usize)?;
            return self.append(&token);
        }
        let (word, length) = model.codes.symbol(model.common, self.bits.window()?)?;
        self.bits.skip(length);
        let word = model.word(word)?;
        self.table = word.table();
        self.put(word, model)?;
        let length = word.length();
        let raised = if symbol == UPPER { length } else { length.min(1) };
        let start = self.at.checked_sub(length)?;
        self.text.get_mut(start..start + raised)?.make_ascii_uppercase();
        Some(())
    }

    /// Appends a word, behind a space if one is implied. A short one is copied with what stands behind it, which the next
    /// one overwrites: a copy of known length is one instruction.
    #[inline]
    fn put(&mut self, word: Word<'_>, model: &View<'_>) -> Option<()> {
        let is_spaced = self.is_behind_word && !word.is_separator();
        self.is_behind_word = !word.is_separator();
        let length = word.length() + usize::from(is_spaced);
        match self.text.get_mut(self.at..)?.first_chunk_mut::<CHUNK>() {
            Some(place) if length <= CHUNK => {
                *place = *word.spaced()[usize::from(!is_spaced)..].first_chunk()?;
                self.at += length;
                Some(())
            }
            _ => {
                let text = model.text(word)?;
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
