//! Texts to bits.

use prefetch_index::prefetch_index;

use super::bits::BitWriter;
use super::code::LONGEST;
use super::model::{CAPITALISED, FORMS, Form, Model, SPECIAL, SPELLED, UPPER, View};
use super::spelling::Speller;
use super::tables::{CodeWord, CodeWords, WordTable};
use super::tokens::{lower_form, split};
use crate::octets::{first_bytes, load};

/// What packing needs beyond unpacking.
pub(super) struct Encoder {
    /// By symbol. The first ones are the commonest, so what is mostly read lies together.
    words: Vec<Word>,
    /// An open table by texts.
    symbols: Vec<Entry>,
    /// 64 less the bits of a place in `symbols`.
    shift: u32,
    contexts: CodeWords,
    /// What follows tokens that have no context of their own.
    forms: [Context; FORMS],
    /// The common codes of [`SPECIAL`] symbols.
    special: [CodeWord; SPECIAL],
    speller: Speller,
}

/// A symbol, and bits of what its text was placed by, so that hardly any word is looked at that is another one; 0 is free.
#[derive(Clone, Copy, Default)]
struct Entry(u32);

impl Entry {
    #[inline]
    fn new(symbol: u16, mixed: u64) -> Self {
        Self(Self::marks(mixed) | u32::from(symbol))
    }

    /// The lowest bits, as places are told by the highest.
    #[inline]
    fn marks(mixed: u64) -> u32 {
        (mixed as u32) << u16::BITS
    }

    fn is_free(self) -> bool {
        self.0 == 0
    }

    /// The symbol of a text that is placed by this, if it may be its; else 0, which is no word's.
    #[inline]
    fn symbol(self, mixed: u64) -> u16 {
        if (self.0 ^ Self::marks(mixed)) >> u16::BITS == 0 { self.0 as u16 } else { 0 }
    }
}

/// A word of the vocabulary: half a line of memory.
#[derive(Clone, Copy)]
#[repr(align(32))]
struct Word {
    start: Start,
    step: Step,
}

/// How a token is written.
#[derive(Clone, Copy)]
struct Step {
    /// Of what follows.
    context: Context,
    /// In the common code.
    code: CodeWord,
    symbol: u16,
    /// Of the token, in bytes.
    length: u8,
}

/// The first bytes of a token, with zeros behind the last. With the length they tell a token of [`WHOLE`] bytes or fewer.
type Start = [u64; 2];
const WHOLE: usize = 16;
/// So many tokens are looked up together: most passages have fewer.
const TOGETHER: usize = 128;

impl Step {
    /// As long as no token is.
    const FREE: Self = Self { context: Context::NONE, code: CodeWord::NONE, symbol: 0, length: u8::MAX };
}

impl Word {
    const FREE: Self = Self { start: [0; 2], step: Step::FREE };

    /// Zero if the word begins like a token and is as long.
    #[inline]
    fn difference(&self, token: &Token) -> u64 {
        let starts = (self.start[0] ^ token.start[0]) | (self.start[1] ^ token.start[1]);
        starts | (u64::from(self.step.length) ^ token.length as u64)
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
#[derive(Clone, Copy, Default)]
struct Token {
    at: usize,
    length: usize,
    start: Start,
}

impl Token {
    /// The token that begins at a byte of a text.
    #[inline]
    fn of(bytes: &[u8], at: usize, length: usize) -> Self {
        // Whether a token is longer cannot be foreseen.
        let second = first_bytes(load(bytes, at + 8), length.saturating_sub(8));
        Self { at, length, start: [first_bytes(load(bytes, at), length), second] }
    }

    fn text<'t>(&self, part: &'t str) -> &'t str {
        &part[self.at..self.at + self.length]
    }

    /// The highest bits say where to look for it first. The product of two numbers of which all bits of the token are a part, folded.
    #[inline]
    fn mixed(&self) -> u64 {
        let [first, second] = self.start;
        let product = u128::from(first ^ 0x9e37_79b9_7f4a_7c15) * u128::from(second ^ 0xbf58_476d_1ce4_e5b9);
        product as u64 ^ (product >> 64) as u64
    }
}

/// What is written of a token that the vocabulary lacks, behind the symbol that says so.
#[derive(Clone, Copy)]
enum Unknown {
    /// The word that it is in small letters.
    Raised(CodeWord),
    /// Its bytes.
    Spelled,
}

/// Tokens of a part that are looked up together, with what was found.
pub(super) struct Batch {
    tokens: [Token; TOGETHER],
    steps: [Step; TOGETHER],
    /// What is written of those that the vocabulary lacks.
    unknown: [Unknown; TOGETHER],
    /// Numbers: at first of the symbols, then of what stands first in the table of a context.
    found: [u32; TOGETHER],
    /// The tokens that were not found at once.
    missed: [u8; TOGETHER],
}

impl Batch {
    pub(super) fn new() -> Self {
        Self {
            tokens: [Token::default(); TOGETHER],
            steps: [Step::FREE; TOGETHER],
            unknown: [Unknown::Spelled; TOGETHER],
            found: [0; TOGETHER],
            missed: [0; TOGETHER],
        }
    }
}

impl Encoder {
    /// Of a model that is sound.
    fn new(model: &View<'_>) -> Self {
        let contexts = CodeWords::new(&model.codes, model.contexts());
        let context = |number: usize| {
            let table = contexts.tables().get(number).copied().unwrap_or(WordTable::NONE);
            // Every code has this symbol.
            Context { table, other: contexts.code(table, model.other()).unwrap_or(CodeWord::NONE) }
        };
        let count = usize::from(model.other());
        let mut common = vec![CodeWord::NONE; count];
        let own = |symbol: u16, code, length| common[usize::from(symbol)] = CodeWord::new(code, length);
        model.codes.codes(model.common, (count, LONGEST), own);
        let bits = (count * 3 / 2 + 1).next_power_of_two().trailing_zeros();
        let (mut words, shift) = (vec![Word::FREE; count], 64 - bits);
        let mut symbols = vec![Entry::default(); 1 << bits];
        for symbol in (0..model.other()).skip(SPECIAL) {
            let Some((word, text)) = model.word_and_text(symbol) else { continue };
            let token = Token::of(text, 0, text.len());
            let mixed = token.mixed();
            let mut place = (mixed >> shift) as usize;
            while !symbols[place].is_free() {
                place = (place + 1) & (symbols.len() - 1);
            }
            symbols[place] = Entry::new(symbol, mixed);
            let (context, code) = (context(word.context().into()), common[usize::from(symbol)]);
            let step = Step { context, code, symbol, length: text.len() as u8 };
            words[usize::from(symbol)] = Word { start: token.start, step };
        }
        let forms = std::array::from_fn(context);
        let special = std::array::from_fn(|symbol| common.get(symbol).copied().unwrap_or(CodeWord::NONE));
        Self { words, symbols, shift, contexts, forms, special, speller: Speller::new(&model.spelling) }
    }

    /// The word that a token of a part is.
    fn find(&self, model: &View<'_>, part: &str, token: &Token) -> Option<&Step> {
        let mixed = token.mixed();
        let mut place = (mixed >> self.shift) as usize;
        while !self.symbols[place].is_free() {
            let symbol = self.symbols[place].symbol(mixed);
            let word = &self.words[usize::from(symbol)];
            if symbol != 0
                && word.difference(token) == 0
                && (token.length <= WHOLE
                    || model.word_and_text(symbol).is_some_and(|(_, text)| text == token.text(part).as_bytes()))
            {
                return Some(&word.step);
            }
            place = (place + 1) & (self.symbols.len() - 1);
        }
        None
    }

    /// How a token is announced that the vocabulary lacks, and what then follows.
    fn unknown(&self, model: &View<'_>, token: &str) -> (Step, Unknown) {
        let of = |symbol: u16, context| Step { symbol, code: self.special[usize::from(symbol)], context, ..Step::FREE };
        let raised = lower_form(token).and_then(|(lower, is_upper)| {
            let word = self.find(model, &lower, &Token::of(lower.as_bytes(), 0, lower.len()))?;
            Some((of(if is_upper { UPPER } else { CAPITALISED }, word.context), Unknown::Raised(word.code)))
        });
        raised.unwrap_or_else(|| (of(SPELLED, self.forms[Form::of(token) as usize]), Unknown::Spelled))
    }
}

impl Model {
    /// Appends the bits of a part, filled up to whole bytes, by a view of this model. What a batch held before is of no matter.
    pub(super) fn encode(&self, view: &View<'_>, part: &str, batch: &mut Batch, out: &mut Vec<u8>) {
        let encoder = self.encoder.get_or_init(|| Encoder::new(view));
        let mut bits = BitWriter::new(out);
        let mut context = encoder.forms[Form::Start as usize];
        let mut count = 0;
        split(part, |at, length, _| {
            let token = Token::of(part.as_bytes(), at, length);
            // What is looked up first of it is on its way until the batch is full.
            prefetch_index(&encoder.symbols, (token.mixed() >> encoder.shift) as usize);
            batch.tokens[count] = token;
            count += 1;
            if count == TOGETHER {
                context = encoder.encode_tokens(view, (part, context), batch, count, &mut bits);
                count = 0;
            }
        });
        encoder.encode_tokens(view, (part, context), batch, count, &mut bits);
        bits.finish();
    }
}

impl Encoder {
    /// Writes the first tokens of a batch, of which the first has a context; returns the context of what follows.
    ///
    /// Each look-up waits for memory. What nothing is decided by, the processor reads ahead, so all first look-ups are made
    /// before anything depends on what they find.
    fn encode_tokens(
        &self,
        model: &View<'_>,
        (part, first): (&str, Context),
        batch: &mut Batch,
        count: usize,
        bits: &mut BitWriter,
    ) -> Context {
        let Batch { tokens, steps, unknown, found, missed } = batch;
        let (tokens, steps, found) = (&tokens[..count], &mut steps[..count], &mut found[..count]);
        for (symbol, token) in found.iter_mut().zip(tokens) {
            let mixed = token.mixed();
            *symbol = u32::from(self.symbols[(mixed >> self.shift) as usize].symbol(mixed));
            prefetch_index(&self.words, *symbol as usize);
        }
        let mut misses = 0;
        for (number, ((step, token), symbol)) in steps.iter_mut().zip(tokens).zip(found.iter()).enumerate() {
            let word = &self.words[*symbol as usize];
            *step = word.step;
            missed[misses] = number as u8;
            misses += usize::from(word.difference(token) | u64::from(token.length > WHOLE) != 0);
        }
        for number in missed[..misses].iter().map(|number| usize::from(*number)) {
            let token = &tokens[number];
            steps[number] = self.find(model, part, token).copied().unwrap_or_else(|| {
                let (step, how) = self.unknown(model, token.text(part));
                unknown[number] = how;
                step
            });
        }
        let mut context = first;
        for (entry, step) in found.iter_mut().zip(steps.iter()) {
            *entry = self.contexts.first(context.table, step.symbol);
            context = step.context;
        }
        context = first;
        for (number, (step, entry)) in steps.iter().zip(found.iter()).enumerate() {
            let own = self.contexts.get(context.table, step.symbol, *entry);
            // Which of the two it is can hardly be foreseen, so neither is decided by a branch.
            let (code, more) = (own.unwrap_or(context.other), own.map_or(step.code, |_| CodeWord::NONE));
            let (code, length) = code.then(more);
            bits.push(code, length);
            if step.length == Step::FREE.length {
                match unknown[number] {
                    Unknown::Raised(code) => bits.push(code.bits().0, code.bits().1),
                    Unknown::Spelled => self.speller.write(tokens[number].text(part), bits),
                }
            }
            context = step.context;
        }
        context
    }
}
