//! As much of a model as the texts that are unpacked first need.
//!
//! A program that answers one query unpacks some dozens of texts, in which a few hundred of the words and codes of a model
//! stand; to build all takes some milliseconds. An [`Outline`] knows where each of them is stored, and builds those that it
//! meets.

use std::sync::{Mutex, OnceLock, PoisonError};

use super::bits::{BitReader, Cursor};
use super::code::Code;
use super::decode::{Page, Vocabulary, decode};
use super::model::{BadModel, FORMS, Form, Index, Model, SPECIAL, Word, unsealed};
use super::spelling::Spelling;
use super::tables::{Codes, Table};
use super::tokens::MAX_BYTES;

/// When so many bytes of text were unpacked, the whole model is built: threads need not wait for each other then.
const ENOUGH: usize = 2 << 20;

/// A stored model, of which words and codes are built when they are met.
struct Outline {
    stored: Vec<u8>,
    /// Where in `stored` the code of each context begins.
    codes_at: Vec<u32>,
    index: Vec<u8>,
    /// Where in `index` it stands how many bytes each word shares with the one before.
    shared_at: usize,
    /// Where in `index` the own bytes of each word begin, and the spelling behind the last.
    texts_at: Vec<u32>,
    codes: Codes,
    code: Code,
    /// By context; none before it was built.
    tables: Vec<Table>,
    common: Table,
    /// By symbol, the number of a built word; 0 before it was built.
    numbers: Vec<u16>,
    words: Vec<Word>,
    /// Their texts.
    texts: Vec<u8>,
    spelling: Option<Spelling>,
    /// Bytes of text that were unpacked.
    unpacked: usize,
}

impl Outline {
    fn of(stored: Vec<u8>) -> Result<Self, BadModel> {
        let (index, contexts) = unsealed(&stored)?;
        let contexts_at = stored.len() - contexts.len();
        let read = || {
            let sizes = Index::read(&index)?;
            let mut texts_at = Vec::with_capacity(sizes.more.len() + 1);
            let mut at = index.len() - sizes.rest.0.len();
            for &more in sizes.more {
                texts_at.push(at as u32);
                at += usize::from(more);
            }
            texts_at.push(at as u32);
            let mut codes_at = Vec::with_capacity(sizes.contexts);
            let mut from = Cursor(contexts);
            for _ in 0..sizes.contexts {
                codes_at.push((contexts_at + contexts.len() - from.0.len()) as u32);
                Code::skip(&mut from)?;
            }
            let mut codes = Codes::default();
            // Nearly any text has a symbol of it.
            let common = codes.push(&Code::of_lengths(sizes.lengths)?);
            let symbols = sizes.lengths.len();
            (at <= index.len() && from.0.is_empty()).then_some((texts_at, codes_at, codes, common, symbols))
        };
        let (texts_at, codes_at, codes, common, symbols) = read().ok_or(BadModel::Damaged)?;
        let shared_at = texts_at[0] as usize - 2 * (symbols - SPECIAL);
        Ok(Self {
            tables: vec![Table::NONE; codes_at.len()],
            numbers: vec![0; symbols],
            words: vec![Word::NONE],
            stored,
            codes_at,
            index,
            shared_at,
            texts_at,
            codes,
            code: Code::default(),
            common,
            texts: Vec::new(),
            spelling: None,
            unpacked: 0,
        })
    }

    /// The code of a context.
    fn context(&mut self, number: usize) -> Option<Table> {
        let known = *self.tables.get(number)?;
        if !known.is_none() {
            return Some(known);
        }
        let mut from = Cursor(self.stored.get(*self.codes_at.get(number)? as usize..)?);
        let other = self.numbers.len() as u16;
        self.code.read(&mut from, other)?;
        let table = self.codes.push(self.code.symbols().contains(&other).then_some(&self.code)?);
        self.tables[number] = table;
        Some(table)
    }

    /// Builds a word.
    fn build(&mut self, symbol: usize) -> Option<()> {
        let (text, length) = self.text(symbol.checked_sub(SPECIAL)?)?;
        let text = text.get(..length)?;
        let form = Form::of(std::str::from_utf8(text).ok()?);
        let place = symbol - SPECIAL;
        let context = if place < self.tables.len() - FORMS { FORMS + place } else { form as usize };
        let word = Word::new(text, self.texts.len(), (context, self.context(context)?), form);
        self.texts.extend_from_slice(text);
        self.numbers[symbol] = self.words.len() as u16;
        self.words.push(word);
        Some(())
    }

    /// The text of a word, and its length: what it shares with the words before, and its own bytes.
    fn text(&self, place: usize) -> Option<([u8; MAX_BYTES], usize)> {
        let shared = |place: usize| self.index.get(self.shared_at + place).copied().map(usize::from);
        let own =
            |place: usize| self.index.get(*self.texts_at.get(place)? as usize..*self.texts_at.get(place + 1)? as usize);
        let mut text = [0; MAX_BYTES];
        let length = shared(place)? + own(place)?.len();
        let (mut place, mut missing) = (place, length);
        loop {
            let shared = shared(place)?;
            if missing > shared {
                let place_in_text = text.get_mut(shared..missing)?;
                place_in_text.copy_from_slice(own(place)?.get(..missing - shared)?);
                missing = shared;
            }
            if missing == 0 {
                return Some((text, length));
            }
            place = place.checked_sub(1)?;
        }
    }
}

impl Vocabulary for Outline {
    #[inline]
    fn codes(&self) -> &Codes {
        &self.codes
    }

    #[inline]
    fn common(&self) -> Table {
        self.common
    }

    #[inline]
    fn other(&self) -> u16 {
        self.numbers.len() as u16
    }

    fn table(&mut self, form: Form) -> Option<Table> {
        self.context(form as usize)
    }

    #[inline]
    fn word(&mut self, symbol: u16) -> Option<(&Word, &[u8])> {
        let symbol = usize::from(symbol);
        if *self.numbers.get(symbol)? == 0 {
            self.build(symbol)?;
        }
        Some((self.words.get(usize::from(self.numbers[symbol]))?, &self.texts))
    }

    #[inline]
    fn touch(&self, symbol: u16) -> u32 {
        let number = self.numbers.get(usize::from(symbol)).copied().unwrap_or(0);
        self.words.get(usize::from(number)).map_or(0, |word| word.start)
    }

    fn spelled(&mut self, bits: &mut BitReader, token: &mut Vec<u8>) -> Option<()> {
        if self.spelling.is_none() {
            self.spelling = Spelling::read(&mut Cursor(self.index.get(*self.texts_at.last()? as usize..)?));
        }
        self.spelling.as_ref()?.token(bits, token)
    }
}

/// A stored model that is built as far as it is needed, and as a whole when many texts were unpacked.
pub(super) struct Growing {
    /// Nothing when there is the whole.
    outline: Mutex<Option<Outline>>,
    whole: OnceLock<Model>,
}

impl Growing {
    /// The model that [`Model::to_bytes`] has stored. Takes a fifth of what [`Model::from_bytes`] does.
    pub(super) fn of(stored: Vec<u8>) -> Result<Self, BadModel> {
        Ok(Self { outline: Mutex::new(Some(Outline::of(stored)?)), whole: OnceLock::new() })
    }

    /// As [`decode`].
    pub(super) fn decode(&self, parts: &mut [Page]) -> Option<()> {
        if self.whole.get().is_none() {
            let mut outline = self.outline.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(known) = &mut *outline {
                known.unpacked += parts.iter().map(Page::length).sum::<usize>();
                if known.unpacked < ENOUGH {
                    return decode(known, parts);
                }
                let model = Model::from_bytes(std::mem::take(&mut known.stored)).ok()?;
                self.whole.get_or_init(|| model);
                *outline = None;
            }
        }
        decode(&mut self.whole.get()?, parts)
    }
}
