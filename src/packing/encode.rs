//! Texts to bits.

use super::bits::BitWriter;
use super::model::{CAPITALISED, FORMS, Form, Model, SPECIAL, SPELLED, UPPER};
use super::spelling::Speller;
use super::tables::{CodeWord, CodeWords, WordTable};
use super::tokens::{lower_form, split};
use crate::octets::{first_bytes, load};

/// What packing needs beyond unpacking.
pub(super) struct Encoder {
    /// By symbol. The first ones are the commonest, so what is mostly read lies together.
    words: Vec<Word>,
    /// Symbols, an open table by texts; 0 is free.
    symbols: Vec<u16>,
    /// 64 less the bits of a place in `symbols`.
    shift: u32,
    contexts: CodeWords,
    /// What follows tokens that have no context of their own.
    forms: [Context; FORMS],
    /// The common codes of [`SPECIAL`] symbols.
    special: [CodeWord; SPECIAL],
    speller: Speller,
}

/// A word of the vocabulary: half a line of memory.
#[derive(Clone, Copy)]
#[repr(align(32))]
struct Word {
    start: Start,
    context: Context,
    /// In the common code.
    code: CodeWord,
    symbol: u16,
    /// In bytes.
    length: u8,
}

/// The first bytes of a token, with zeros behind the last. With the length they tell a token of [`WHOLE`] bytes or fewer.
type Start = [u64; 2];
const WHOLE: usize = 16;
/// So many tokens are looked up together.
const TOGETHER: usize = 16;

impl Word {
    /// As long as no token is.
    const FREE: Self = Self { start: [0; 2], context: Context::NONE, code: CodeWord::NONE, symbol: 0, length: u8::MAX };

    #[inline]
    fn is(&self, model: &Model, token: &Token) -> bool {
        let is_like = self.start == token.start && usize::from(self.length) == token.length;
        is_like && (token.length <= WHOLE || model.text(self.symbol) == token.text())
    }
}

/// The code of what follows a token.
#[derive(Clone, Copy)]
struct Context {
    table: WordTable,
    /// What announces a symbol that the code lacks.
    other: CodeWord,
}

impl Context {
    const NONE: Self = Self { table: WordTable::NONE, other: CodeWord::NONE };
}

/// A token of a part.
#[derive(Clone, Copy)]
struct Token<'t> {
    text: &'t str,
    at: usize,
    length: usize,
    start: Start,
}

impl<'t> Token<'t> {
    /// The token that begins at a byte of a text. Most are short, and behind them the text goes on.
    #[inline]
    fn of(text: &'t str, at: usize, length: usize) -> Self {
        let bytes = text.as_bytes();
        let second = if length > 8 { first_bytes(load(bytes, at + 8), length - 8) } else { 0 };
        Self { text, at, length, start: [first_bytes(load(bytes, at), length), second] }
    }

    fn text(&self) -> &'t str {
        &self.text[self.at..self.at + self.length]
    }

    /// Where to look for it first. The product of two numbers of which all bits of the token are a part, folded.
    #[inline]
    fn place(&self, shift: u32) -> usize {
        let [first, second] = self.start;
        let product = u128::from(first ^ 0x9e37_79b9_7f4a_7c15) * u128::from(second ^ 0xbf58_476d_1ce4_e5b9);
        ((product as u64 ^ (product >> 64) as u64) >> shift) as usize
    }
}

impl Encoder {
    fn new(model: &Model) -> Self {
        let tables = model.codes.tables();
        let contexts = CodeWords::new(&model.codes, &tables[..tables.len() - 1]);
        let context = |number: usize| {
            let table = contexts.tables()[number];
            // Every code has this symbol.
            Context { table, other: contexts.code(table, model.other()).unwrap_or(CodeWord::NONE) }
        };
        let mut common = vec![CodeWord::NONE; model.words.len()];
        model
            .codes
            .codes(model.common, |symbol, code, length| common[usize::from(symbol)] = CodeWord::new(code, length));
        let bits = (model.words.len() * 3 / 2 + 1).next_power_of_two().trailing_zeros();
        let (mut words, shift) = (vec![Word::FREE; model.words.len()], 64 - bits);
        let mut symbols = vec![0; 1 << bits];
        for symbol in (0..model.other()).skip(SPECIAL) {
            let text = model.text(symbol);
            let token = Token::of(text, 0, text.len());
            let mut place = token.place(shift);
            while symbols[place] != 0 {
                place = (place + 1) & (symbols.len() - 1);
            }
            symbols[place] = symbol;
            let context = context(usize::from(model.words[usize::from(symbol)].context));
            let code = common[usize::from(symbol)];
            words[usize::from(symbol)] = Word { start: token.start, context, code, symbol, length: text.len() as u8 };
        }
        let forms = std::array::from_fn(context);
        let special = std::array::from_fn(|symbol| common[symbol]);
        Self { words, symbols, shift, contexts, forms, special, speller: Speller::new(&model.spelling) }
    }

    #[inline]
    fn find(&self, model: &Model, token: &Token) -> Option<&Word> {
        let mut place = token.place(self.shift);
        loop {
            let word = &self.words[usize::from(self.symbols[place])];
            if word.is(model, token) {
                return Some(word);
            }
            if word.length == Word::FREE.length {
                return None;
            }
            place = (place + 1) & (self.symbols.len() - 1);
        }
    }

    /// How a token is announced that the vocabulary lacks; and the word that then follows, if it is not spelled.
    fn unknown(&self, model: &Model, token: &Token) -> (Word, Option<CodeWord>) {
        let of = |symbol: u16, context| Word { symbol, code: self.special[usize::from(symbol)], context, ..Word::FREE };
        let raised = lower_form(token.text()).and_then(|(lower, is_upper)| {
            let word = self.find(model, &Token::of(&lower, 0, lower.len()))?;
            Some((of(if is_upper { UPPER } else { CAPITALISED }, word.context), Some(word.code)))
        });
        raised.unwrap_or_else(|| (of(SPELLED, self.forms[Form::of(token.text()) as usize]), None))
    }
}

impl Model {
    /// The text of a symbol.
    #[inline]
    fn text(&self, symbol: u16) -> &str {
        let word = &self.words[usize::from(symbol)];
        &self.texts[word.start as usize..word.start as usize + usize::from(word.length)]
    }

    /// Appends the bits of a part, filled up to whole bytes.
    pub(super) fn encode(&self, part: &str, out: &mut Vec<u8>) {
        let encoder = self.encoder.get_or_init(|| Encoder::new(self));
        let mut bits = BitWriter::new(out);
        let mut context = encoder.forms[Form::Start as usize];
        let mut tokens = [Token::of(part, 0, 0); TOGETHER];
        let mut number = 0;
        split(part, |at, length, _| {
            tokens[number % TOGETHER] = Token::of(part, at, length);
            number += 1;
            if number % TOGETHER == 0 {
                context = self.encode_tokens(encoder, context, &tokens, &mut bits);
            }
        });
        self.encode_tokens(encoder, context, &tokens[..number % TOGETHER], &mut bits);
        bits.finish();
    }

    /// Writes tokens, [`TOGETHER`] at most, of which the first has a context; returns the context of what follows.
    ///
    /// Each look-up waits for memory. What nothing is decided by, the processor reads ahead, so all first look-ups are made
    /// before anything depends on what they find.
    fn encode_tokens(&self, encoder: &Encoder, first: Context, tokens: &[Token], bits: &mut BitWriter) -> Context {
        let mut words = [Word::FREE; TOGETHER];
        let mut symbols = [0; TOGETHER];
        for (symbol, token) in symbols.iter_mut().zip(tokens) {
            *symbol = encoder.symbols[token.place(encoder.shift)];
        }
        for (word, symbol) in words[..tokens.len()].iter_mut().zip(symbols) {
            *word = encoder.words[usize::from(symbol)];
        }
        for (word, token) in words.iter_mut().zip(tokens) {
            if !word.is(self, token) {
                *word = encoder.find(self, token).copied().unwrap_or_else(|| encoder.unknown(self, token).0);
            }
        }
        let mut entries = [0; TOGETHER];
        let mut context = first;
        for (entry, word) in entries.iter_mut().zip(&words[..tokens.len()]) {
            *entry = encoder.contexts.first(context.table, word.symbol);
            context = word.context;
        }
        context = first;
        for ((word, token), entry) in words.iter().zip(tokens).zip(entries) {
            let (code, length) = match encoder.contexts.get(context.table, word.symbol, entry) {
                Some(code) => code.bits(),
                None => context.other.then(word.code),
            };
            bits.push(code, length);
            if word.length == Word::FREE.length {
                match encoder.unknown(self, token).1 {
                    Some(code) => bits.push(code.bits().0, code.bits().1),
                    None => encoder.speller.write(token.text(), bits),
                }
            }
            context = word.context;
        }
        context
    }
}
