//! The trained model: a vocabulary with a code, and codes for what follows its commonest tokens.

use std::sync::OnceLock;

use prefetch_index::prefetch_index;
use thiserror::Error;

use super::bits::Cursor;
use super::code::{Code, LONGEST, SHORT};
use super::encode::Encoder;
use super::spelling::Spelling;
use super::tables::{Codes, StoredCodes, Table};
use super::tokens::{Kind, MAX_BYTES, is_capital};

/// The first bytes of a stored model; the last one is its version.
const MAGIC: [u8; 8] = *b"nd-pack\x02";
/// Bytes of the checksum behind [`MAGIC`]: the first of a BLAKE3 hash of what follows it.
const CHECKSUM: usize = 8;

/// Why bytes are no model.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum BadModel {
    /// The bytes are something else, or of another version.
    #[error("not a packing model of this version")]
    NotAModel,
    /// The bytes are not those that were stored.
    #[error("the packing model is damaged")]
    Damaged,
}

/// The first symbols, which stand for no token of the vocabulary: a token that is spelled; the word that follows, with a
/// capital; the word that follows, in capitals.
pub(super) const SPELLED: u16 = 0;
pub(super) const CAPITALISED: u16 = 1;
pub(super) const UPPER: u16 = 2;
/// The number of those symbols.
pub(super) const SPECIAL: usize = 3;

/// What a token looks like: the context of what follows one that has no context of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// No token, but the beginning of a part.
    Start,
    Separator,
    Digits,
    Lower,
    Capitalised,
    Upper,
}

/// The number of [`Form`]s: the first contexts.
pub(super) const FORMS: usize = 6;

impl Form {
    pub(super) fn of(token: &str) -> Self {
        match Kind::of_token(token) {
            Kind::Separator => Self::Separator,
            Kind::Digits => Self::Digits,
            Kind::Letters => {
                let mut characters = token.chars().map(is_capital);
                match (characters.next(), characters.next()) {
                    (Some(true), Some(true)) => Self::Upper,
                    (Some(true), _) => Self::Capitalised,
                    _ => Self::Lower,
                }
            }
        }
    }
}

/// Bytes before the words, so that behind sixteen of a file's own none of them is parted by the end of a line of memory.
const BEFORE_WORDS: usize = 48;

/// Bytes of a [`Word`]: half a line of memory, since most tokens need nothing else.
const WORD: usize = 32;

/// Bytes of a word that stand before [`Word::spaced`].
const BEFORE_SPACED: usize = 12;

/// A word of the vocabulary as it is stored: the code of what follows, and where its text begins in [`View::texts`], four bytes each; the
/// context of what follows, two; the length of its text; whether it is no word, but stands between words; and a space, with the
/// text and what stands behind it, or the first bytes of the text.
#[derive(Clone, Copy)]
pub(super) struct Word<'b>(&'b [u8; WORD]);

impl<'b> Word<'b> {
    /// What no token is.
    const NONE: [u8; WORD] = [0; WORD];

    /// The word of a text, which begins at `start` of all texts, and of what follows it.
    fn stored(text: &[u8], start: usize, (context, table): (usize, Table), form: Form) -> [u8; WORD] {
        let mut word = [b' '; WORD];
        word[..4].copy_from_slice(&table.to_bytes());
        word[4..8].copy_from_slice(&(start as u32).to_le_bytes());
        word[8..10].copy_from_slice(&(context as u16).to_le_bytes());
        (word[10], word[11]) = (text.len() as u8, u8::from(form == Form::Separator));
        let shown = text.len().min(WORD - BEFORE_SPACED - 1);
        word[BEFORE_SPACED + 1..][..shown].copy_from_slice(&text[..shown]);
        word
    }

    /// The code of what follows.
    #[inline]
    pub(super) fn table(self) -> Table {
        let [a, b, c, d, ..] = *self.0;
        Table::of_bytes([a, b, c, d])
    }

    /// The context of what follows.
    pub(super) fn context(self) -> u16 {
        let [_, _, _, _, _, _, _, _, a, b, ..] = *self.0;
        u16::from_le_bytes([a, b])
    }

    /// Bytes of its text.
    #[inline]
    pub(super) fn length(self) -> usize {
        usize::from(self.0[10])
    }

    /// Neither letters nor digits; no space is implied before it.
    #[inline]
    pub(super) fn is_separator(self) -> bool {
        self.0[11] != 0
    }

    /// A space; the text and what stands behind it, or the first bytes of the text.
    #[inline]
    pub(super) fn spaced(self) -> &'b [u8] {
        &self.0[BEFORE_SPACED..]
    }

    fn start(self) -> usize {
        let [_, _, _, _, a, b, c, d, ..] = *self.0;
        u32::from_le_bytes([a, b, c, d]) as usize
    }
}

/// How often what follows what, as prefix codes: what texts are packed and unpacked with.
///
/// Made by a [`Trainer`](super::Trainer) and stored with what it packed, which nothing else can unpack. It is unpacked with as it is
/// stored, some 2 MB, of which as much is read as texts need; what only packing needs, some 4 MB more of memory, is built when the first
/// text is packed. It may be shared by threads.
pub struct Model {
    /// Its own, or a file's in memory.
    bytes: Box<dyn AsRef<[u8]> + Send + Sync>,
    pub(super) encoder: OnceLock<Encoder>,
}

/// What a [`Model`] is made of.
pub(super) struct Parts<'t> {
    /// The texts of symbols behind the [`SPECIAL`] ones.
    pub(super) words: Vec<&'t str>,
    /// How many bits each symbol has in the common code.
    pub(super) lengths: Vec<u8>,
    /// The code behind each form, and behind each of the first words.
    pub(super) contexts: Vec<Code>,
    pub(super) spelling: Codes,
}

impl Parts<'_> {
    /// The stored form: the magic bytes; a checksum; how many symbols there are, four bytes; zeros up to [`BEFORE_WORDS`]; the [`Word`] of
    /// each symbol; the codes of contexts and the common one, then those of spelling, as [`Codes::write`] writes them; the texts of words, one after another.
    /// `None` if there is no such common code.
    pub(super) fn write(&self) -> Option<Vec<u8>> {
        let mut codes = Codes::default();
        for code in &self.contexts {
            codes.push(code);
        }
        codes.push(&Code::of_lengths(&self.lengths)?);
        let mut content = u32::try_from(self.lengths.len()).ok()?.to_le_bytes().to_vec();
        content.resize(BEFORE_WORDS - MAGIC.len() - CHECKSUM, 0);
        content.extend([Word::NONE; SPECIAL].as_flattened());
        let (own, mut texts) = (self.contexts.len().checked_sub(FORMS)?, Vec::new());
        for (place, word) in self.words.iter().enumerate() {
            let form = Form::of(word);
            let number = context(place, own, form);
            let table = *codes.tables().get(number)?;
            content.extend(Word::stored(word.as_bytes(), texts.len(), (number, table), form));
            texts.extend_from_slice(word.as_bytes());
        }
        codes.write(&mut content);
        self.spelling.write(&mut content);
        content.extend(texts);
        Some(sealed(&content))
    }
}

/// The context of what follows the word at a place, if the first ones have contexts of their own.
fn context(place: usize, own: usize, form: Form) -> usize {
    if place < own { FORMS + place } else { form as usize }
}

/// A stored model with this content.
pub(super) fn sealed(content: &[u8]) -> Vec<u8> {
    [&MAGIC, &blake3::hash(content).as_bytes()[..CHECKSUM], content].concat()
}

impl Model {
    /// The bytes to store.
    pub fn to_bytes(&self) -> &[u8] {
        (*self.bytes).as_ref()
    }

    /// The model that [`Model::to_bytes`] has stored, to pack with it, too. Reads all of it: some milliseconds.
    ///
    /// # Errors
    ///
    /// [`BadModel`] if the bytes are no model, are of another version, or are damaged.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, BadModel> {
        let model = Self::of_stored(bytes)?;
        let (checksum, content) = model.to_bytes()[MAGIC.len()..].split_at(CHECKSUM);
        let is_whole =
            blake3::hash(content).as_bytes().starts_with(checksum) && model.view().is_some_and(|view| view.is_sound());
        if is_whole { Ok(model) } else { Err(BadModel::Damaged) }
    }

    /// The same, to unpack with it only. Hardly anything of it is read, so no more than its size is known to be right: what is damaged
    /// unpacks wrongly or not at all.
    pub(super) fn of_stored(bytes: impl AsRef<[u8]> + Send + Sync + 'static) -> Result<Self, BadModel> {
        let stored = bytes.as_ref().strip_prefix(&MAGIC).ok_or(BadModel::NotAModel)?;
        View::of(stored).ok_or(BadModel::Damaged)?;
        Ok(Self { bytes: Box::new(bytes), encoder: OnceLock::new() })
    }

    /// What stands where.
    pub(super) fn view(&self) -> Option<View<'_>> {
        self.to_bytes().strip_prefix(&MAGIC).and_then(View::of)
    }
}

/// A stored model, as it lies in memory. Whatever the bytes are, a look-up finds something or nothing.
#[derive(Clone, Copy)]
pub(super) struct View<'b> {
    words: &'b [[u8; WORD]],
    /// By context, the code of what follows; then the common one.
    pub(super) codes: StoredCodes<'b>,
    /// The code of symbols where the one of the context does not know them.
    pub(super) common: Table,
    pub(super) spelling: Spelling<'b>,
    /// The texts of words, one after another.
    texts: &'b [u8],
}

impl<'b> View<'b> {
    /// Of what stands behind the magic bytes.
    fn of(stored: &'b [u8]) -> Option<Self> {
        let symbols = Cursor(stored.get(CHECKSUM..)?).count()?;
        let mut from = Cursor(stored.get(BEFORE_WORDS - MAGIC.len()..)?);
        let words = from.chunks(symbols)?;
        let (codes, spelling) = (StoredCodes::read(&mut from)?, Spelling::of(StoredCodes::read(&mut from)?)?);
        let contexts = codes.count().checked_sub(1)?;
        let is_possible = symbols >= SPECIAL && u16::try_from(symbols).is_ok() && contexts >= FORMS;
        let (common, texts, last) = (codes.table(contexts)?, from.0, Word(words.last()?));
        let is_whole = last.start() + last.length() == texts.len();
        (is_possible && is_whole).then_some(Self { words, codes, common, spelling, texts })
    }

    /// How many symbols there are: the number that stands in contexts for all those that a context does not know; they follow by the common
    /// code.
    #[inline]
    pub(super) fn other(&self) -> u16 {
        self.words.len() as u16
    }

    /// How many contexts there are.
    pub(super) fn contexts(&self) -> usize {
        self.codes.count() - 1
    }

    #[inline]
    pub(super) fn word(&self, symbol: u16) -> Option<Word<'b>> {
        self.words.get(usize::from(symbol)).map(Word)
    }

    #[inline]
    pub(super) fn text(&self, word: Word<'b>) -> Option<&'b [u8]> {
        self.texts.get(word.start()..)?.get(..word.length())
    }

    /// The word of a symbol, and its text.
    pub(super) fn word_and_text(&self, symbol: u16) -> Option<(Word<'b>, &'b [u8])> {
        let word = self.word(symbol)?;
        Some((word, self.text(word)?))
    }

    /// Has a word brought near, without waiting for it.
    #[inline]
    pub(super) fn fetch_word(&self, symbol: u16) {
        prefetch_index(self.words, usize::from(symbol));
    }

    /// The symbol with whose code a window begins, by the code of a context, or else by the common one, which stands behind what says
    /// so; and how many bits that is.
    #[inline]
    pub(super) fn symbol(&self, table: Table, window: u64) -> Option<(u16, u32)> {
        let (symbol, length) = self.codes.symbol(table, window)?;
        // Whether the context knows it can hardly be predicted, so it is looked up once more in any case.
        let is_other = symbol == self.other();
        let (table, before) = if is_other { (self.common, length) } else { (table, 0) };
        let (symbol, length) = self.codes.symbol(table, window << before)?;
        Some((symbol, before + length))
    }

    /// Whether all is as [`Parts::write`] has written it, so that whatever is packed can be unpacked.
    fn is_sound(&self) -> bool {
        let (symbols, contexts) = (self.words.len(), self.contexts());
        let limits = |number| if number == contexts { (symbols, LONGEST) } else { (symbols + 1, SHORT) };
        let are_codes = self.codes.are_sound(limits, |number, code| {
            if number == contexts { code.has_all(symbols) } else { code.symbols().contains(&self.other()) }
        });
        let mut end = 0;
        let is_word = |(place, word): (usize, &[u8; WORD])| {
            let start = end;
            end += Word(word).length();
            let text = self.texts.get(start..end).filter(|text| text.len() <= MAX_BYTES)?;
            let form = Form::of(std::str::from_utf8(text).ok()?);
            let number = context(place, contexts.checked_sub(FORMS)?, form);
            let table = self.codes.table(number)?;
            (*word == Word::stored(text, start, (number, table), form)).then_some(())
        };
        let are_words = self.words[SPECIAL..].iter().enumerate().map(is_word).all(|word| word.is_some());
        are_codes && are_words && end == self.texts.len() && self.spelling.is_sound()
    }
}
