//! The trained model: a vocabulary with a code, and codes for what follows its commonest tokens.

use std::sync::OnceLock;

use thiserror::Error;

use super::bits::{Cursor, push_number};
use super::code::Code;
use super::encode::Encoder;
use super::spelling::Spelling;
use super::tables::{Codes, Table};
use super::tokens::{Kind, MAX_BYTES, is_capital};

/// The first bytes of a stored model; the last one is its version.
const MAGIC: [u8; 8] = *b"nd-pack\x01";
/// Bytes of the checksum behind [`MAGIC`]: the first of a BLAKE3 hash of what follows it.
const CHECKSUM: usize = 8;
/// Bytes that the compressed part of a model stands for at most.
const MAX_INDEX: usize = 16 << 20;

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

/// A symbol of the vocabulary: half a line of memory, since most tokens need no other.
#[derive(Clone, Copy, Debug)]
#[repr(align(32))]
pub(super) struct Word {
    /// The code of what follows.
    pub(super) table: Table,
    /// Where its text begins in [`Model::texts`].
    pub(super) start: u32,
    /// The context of what follows.
    pub(super) context: u16,
    pub(super) length: u8,
    /// Neither letters nor digits; no space is implied before it.
    pub(super) is_separator: bool,
    /// A space; the text and what stands behind it, or the first bytes of the text.
    pub(super) spaced: [u8; SPACED],
}

/// Bytes of [`Word::spaced`].
const SPACED: usize = 20;

impl Word {
    /// What no token is.
    pub(super) const NONE: Self =
        Self { table: Table::NONE, start: 0, context: 0, length: 0, is_separator: false, spaced: [b' '; SPACED] };

    /// The word of a text, which begins at `start` of all texts, and of what follows it.
    pub(super) fn new(text: &[u8], start: usize, (context, table): (usize, Table), form: Form) -> Self {
        let (start, context, length) = (start as u32, context as u16, text.len() as u8);
        let mut word = Self { table, start, context, length, is_separator: form == Form::Separator, ..Self::NONE };
        let shown = text.len().min(SPACED - 1);
        word.spaced[1..=shown].copy_from_slice(&text[..shown]);
        word
    }
}

/// How often what follows what, as prefix codes: what texts are packed and unpacked with.
///
/// Made by a [`Trainer`](super::Trainer) and stored with what it packed, which nothing else can unpack. It takes some 4 MB
/// of memory; what only packing needs, some 4 MB more, is built when the first text is packed. It may be shared by threads.
pub struct Model {
    bytes: Vec<u8>,
    /// By symbol; [`SPECIAL`] ones are empty.
    pub(super) words: Vec<Word>,
    /// The texts of words, one after another.
    pub(super) texts: String,
    /// By context, the code of what follows; then the common one.
    pub(super) codes: Codes,
    /// The code of symbols where the one of the context does not know them.
    pub(super) common: Table,
    pub(super) spelling: Spelling,
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
    /// As [`SpellingCounts::write`](super::spelling::SpellingCounts::write) writes them.
    pub(super) spelling: Vec<u8>,
}

impl Parts<'_> {
    /// The stored form: the magic bytes; a checksum; the length of the index, and that of it compressed; the index,
    /// compressed; the codes of contexts, which would hardly get shorter by that.
    ///
    /// The index: how many symbols and contexts there are; how many bits each symbol has in the common code; how many
    /// bytes each word shares with the one before; how many more it has; those bytes; the spelling.
    pub(super) fn write(&self) -> std::io::Result<Vec<u8>> {
        let mut index = Vec::new();
        push_number(&mut index, self.lengths.len());
        push_number(&mut index, self.contexts.len());
        index.extend_from_slice(&self.lengths);
        let (mut shared, mut more, mut text) = (Vec::new(), Vec::new(), Vec::new());
        let mut before = "";
        for word in &self.words {
            let same = word.bytes().zip(before.bytes()).take_while(|(a, b)| a == b).count();
            shared.push(same as u8);
            more.push((word.len() - same) as u8);
            text.extend_from_slice(&word.as_bytes()[same..]);
            before = word;
        }
        index.extend([shared, more, text].concat());
        index.extend_from_slice(&self.spelling);
        let packed = zstd::bulk::compress(&index, 19)?;
        let mut content = Vec::new();
        push_number(&mut content, index.len());
        push_number(&mut content, packed.len());
        content.extend_from_slice(&packed);
        for code in &self.contexts {
            code.write(&mut content);
        }
        Ok(sealed(&content))
    }
}

/// A stored model with this content.
pub(super) fn sealed(content: &[u8]) -> Vec<u8> {
    [&MAGIC, &blake3::hash(content).as_bytes()[..CHECKSUM], content].concat()
}

impl Model {
    /// The bytes to store, some 350 KB for 16 MB of training texts.
    pub fn to_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The model that [`Model::to_bytes`] has stored.
    ///
    /// # Errors
    ///
    /// [`BadModel`] if the bytes are no model, are of another version, or are damaged.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, BadModel> {
        let (index, contexts) = unsealed(&bytes)?;
        let model = Self::read(&index, contexts).ok_or(BadModel::Damaged)?;
        Ok(Self { bytes, ..model })
    }

    fn read(index: &[u8], contexts: &[u8]) -> Option<Self> {
        let mut index = Index::read(index)?;
        let common = Code::of_lengths(index.lengths)?;
        let (mut words, texts) = read_words(&mut index)?;
        let spelling = Spelling::read(&mut index.rest)?;
        let mut outer = Cursor(contexts);
        let mut codes = Codes::default();
        let mut code = Code::default();
        let other = words.len() as u16;
        for _ in 0..index.contexts {
            code.read(&mut outer, other)?;
            codes.push(code.symbols().contains(&other).then_some(&code)?);
        }
        for word in &mut words {
            word.table = *codes.tables().get(usize::from(word.context))?;
        }
        let common = codes.push(&common);
        let is_whole = outer.0.is_empty() && index.rest.0.is_empty();
        is_whole.then(|| Self { bytes: Vec::new(), words, texts, codes, common, spelling, encoder: OnceLock::new() })
    }

    /// The symbol that stands in contexts for all those that a context does not know; they follow by the common code.
    #[inline]
    pub(super) fn other(&self) -> u16 {
        self.words.len() as u16
    }
}

/// The index of a stored model, and the codes of contexts behind it.
pub(super) fn unsealed(bytes: &[u8]) -> Result<(Vec<u8>, &[u8]), BadModel> {
    let stored = bytes.strip_prefix(&MAGIC).ok_or(BadModel::NotAModel)?;
    let (checksum, content) = stored.split_at_checked(CHECKSUM).ok_or(BadModel::Damaged)?;
    if !blake3::hash(content).as_bytes().starts_with(checksum) {
        return Err(BadModel::Damaged);
    }
    let mut outer = Cursor(content);
    let mut index = || {
        let (length, packed_length) = (outer.size()?, outer.size()?);
        let packed = outer.bytes(packed_length)?;
        zstd::bulk::decompress(packed, Some(length).filter(|length| *length <= MAX_INDEX)?).ok()
    };
    let index = index().ok_or(BadModel::Damaged)?;
    Ok((index, outer.0))
}

/// What an index consists of.
pub(super) struct Index<'i> {
    /// Contexts, those of forms included.
    pub(super) contexts: usize,
    /// How many bits each symbol has in the common code.
    pub(super) lengths: &'i [u8],
    /// How many bytes each word shares with the one before, and how many more it has.
    pub(super) shared: &'i [u8],
    pub(super) more: &'i [u8],
    /// Those bytes, then the spelling.
    pub(super) rest: Cursor<'i>,
}

impl<'i> Index<'i> {
    pub(super) fn read(bytes: &'i [u8]) -> Option<Self> {
        let mut rest = Cursor(bytes);
        let (total, contexts) = (rest.size()?, rest.size()?);
        let words = usize::from(u16::try_from(total).ok()?).checked_sub(SPECIAL)?;
        if contexts.checked_sub(FORMS)? > words {
            return None;
        }
        let (lengths, shared, more) = (rest.bytes(total)?, rest.bytes(words)?, rest.bytes(words)?);
        Some(Self { contexts, lengths, shared, more, rest })
    }
}

/// The words of an index, and their texts.
fn read_words(index: &mut Index) -> Option<(Vec<Word>, String)> {
    let own = index.contexts.checked_sub(FORMS)?;
    let mut words = vec![Word::NONE; SPECIAL];
    words.reserve(index.shared.len());
    let mut texts = Vec::with_capacity(index.lengths.len() * 8);
    let mut before = 0..0;
    for (&same, &more) in index.shared.iter().zip(index.more) {
        let (same, more) = (usize::from(same), usize::from(more));
        if same > before.len() || same + more > MAX_BYTES {
            return None;
        }
        let start = texts.len();
        texts.extend_from_within(before.start..before.start + same);
        texts.extend_from_slice(index.rest.bytes(more)?);
        before = start..texts.len();
        words.push(Word { start: start as u32, length: (same + more) as u8, ..Word::NONE });
    }
    let texts = String::from_utf8(texts).ok()?;
    for (place, word) in words[SPECIAL..].iter_mut().enumerate() {
        let start = word.start as usize;
        let text = texts.get(start..start + usize::from(word.length))?;
        let form = Form::of(text);
        let context = if place < own { FORMS + place } else { form as usize };
        *word = Word::new(text.as_bytes(), start, (context, Table::NONE), form);
    }
    Some((words, texts))
}
