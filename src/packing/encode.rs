//! Texts to bits.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::bits::BitWriter;
use super::model::{CAPITALISED, Form, Model, SPECIAL, SPELLED, UPPER};
use super::spelling::Speller;
use super::tables::CodeWords;
use super::tokens::{lower_form, split};

/// What packing needs beyond unpacking.
pub(super) struct Encoder {
    hasher: DefaultHashBuilder,
    /// Words by their texts.
    symbols: HashTable<u16>,
    /// The common code by symbol: a code and its length.
    common: Vec<(u32, u32)>,
    contexts: CodeWords,
    speller: Speller,
}

impl Encoder {
    fn new(model: &Model) -> Self {
        let hasher = DefaultHashBuilder::default();
        let mut symbols = HashTable::with_capacity(model.words.len());
        for symbol in (0..model.other()).skip(SPECIAL) {
            let hash = hasher.hash_one(model.token(symbol));
            symbols.insert_unique(hash, symbol, |other| hasher.hash_one(model.token(*other)));
        }
        let mut common = vec![(0, 0); model.words.len()];
        model.codes.codes(model.common, |symbol, code, length| common[usize::from(symbol)] = (code, length));
        let tables = model.codes.tables();
        let contexts = CodeWords::new(&model.codes, &tables[..tables.len() - 1]);
        let speller = Speller::new(&model.spelling);
        Self { hasher, symbols, common, contexts, speller }
    }

    #[inline]
    fn symbol(&self, model: &Model, token: &[u8]) -> Option<u16> {
        self.symbols.find(self.hasher.hash_one(token), |symbol| model.token(*symbol) == token).copied()
    }

    #[inline]
    fn write(&self, model: &Model, context: u16, symbol: u16, bits: &mut BitWriter) {
        if let Some((code, length)) = self.contexts.get(context, symbol) {
            bits.push(code, length);
        } else {
            if let Some((code, length)) = self.contexts.get(context, model.other()) {
                bits.push(code, length);
            }
            self.write_common(symbol, bits);
        }
    }

    #[inline]
    fn write_common(&self, symbol: u16, bits: &mut BitWriter) {
        let (code, length) = self.common[usize::from(symbol)];
        bits.push(code, length);
    }
}

impl Model {
    /// The text of a symbol.
    #[inline]
    fn token(&self, symbol: u16) -> &[u8] {
        let word = &self.words[usize::from(symbol)];
        &self.texts.as_bytes()[word.start as usize..word.start as usize + usize::from(word.length)]
    }

    /// Appends the bits of a part, filled up to whole bytes.
    pub(super) fn encode(&self, part: &str, out: &mut Vec<u8>) {
        let encoder = self.encoder.get_or_init(|| Encoder::new(self));
        let mut bits = BitWriter::new(out);
        let mut context = Form::Start as u16;
        split(part, |token, _| {
            context = match encoder.symbol(self, token.as_bytes()) {
                Some(symbol) => {
                    encoder.write(self, context, symbol, &mut bits);
                    self.words[usize::from(symbol)].context
                }
                None => self.encode_unknown(encoder, context, token, &mut bits),
            };
        });
        bits.finish();
    }

    /// Writes a token that the vocabulary lacks; returns the context of what follows.
    fn encode_unknown(&self, encoder: &Encoder, context: u16, token: &str, bits: &mut BitWriter) -> u16 {
        if let Some((lower, is_upper)) = lower_form(token)
            && let Some(word) = encoder.symbol(self, lower.as_bytes())
        {
            encoder.write(self, context, if is_upper { UPPER } else { CAPITALISED }, bits);
            encoder.write_common(word, bits);
            return self.words[usize::from(word)].context;
        }
        encoder.write(self, context, SPELLED, bits);
        encoder.speller.write(token, bits);
        Form::of(token) as u16
    }
}
