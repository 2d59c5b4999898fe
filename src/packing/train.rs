//! Training: from texts to a model.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::code::{Code, LONGEST, SHORT, lengths};
use super::model::{BadModel, CAPITALISED, FORMS, Form, Model, Parts, SPECIAL, SPELLED, UPPER};
use super::spelling::SpellingCounts;
use super::tokens::{lower_form, split};

// Measured on news of three kinds: lower numbers pay only if much more is packed than the model was trained on, and cost
// time to load.
/// A token that was seen less often is spelled.
const LEAST_WORD: u32 = 2;
/// Words of the vocabulary at most.
const MAX_VOCABULARY: usize = 60_000;
/// A token that was seen less often has no context of its own.
const LEAST_CONTEXT: u32 = 50;
/// Contexts of single tokens at most.
const MAX_CONTEXTS: usize = 8192;
/// What was seen less often in a context is left to the common code.
const LEAST_PAIR: usize = 3;
/// Symbols that the code of a context has at most.
const MAX_FOLLOWERS: usize = 3000;
/// Stands between texts in a stream of tokens.
const BORDER: u32 = u32::MAX;

/// Gathers the tokens of texts, for a [`Model`].
///
/// The model depends on the texts alone, not on their order or on how they were spread over trainers. A trainer holds
/// 4 bytes for each token and some 30 for each different one, about 16 MB for 16 MB of news. [`Trainer::model`] needs as
/// much again for a moment, and takes about half a second for that.
#[derive(Default)]
pub struct Trainer {
    tokens: Interner,
    stream: Vec<u32>,
}

impl Trainer {
    /// Counts the tokens of a text.
    pub fn add(&mut self, text: &str) {
        split(text, |at, length, _| {
            let token = self.tokens.intern(&text[at..at + length]);
            self.stream.push(token);
        });
        self.stream.push(BORDER);
    }

    /// Adds what another trainer was told.
    pub fn merge(&mut self, other: &Self) {
        let numbers: Vec<u32> = (0..other.tokens.len()).map(|n| self.tokens.intern(other.tokens.get(n))).collect();
        self.stream.extend(other.stream.iter().map(|&token| numbers.get(token as usize).copied().unwrap_or(BORDER)));
    }
}

/// Different tokens, numbered as they come.
#[derive(Default)]
struct Interner {
    text: String,
    ends: Vec<u32>,
    numbers: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Interner {
    fn len(&self) -> u32 {
        self.ends.len() as u32
    }

    fn get(&self, number: u32) -> &str {
        slice(&self.text, &self.ends, number)
    }

    fn find(&self, token: &str) -> Option<u32> {
        self.numbers.find(self.hasher.hash_one(token), |number| self.get(*number) == token).copied()
    }

    fn intern(&mut self, token: &str) -> u32 {
        let Self { text, ends, numbers, hasher } = self;
        let hash = hasher.hash_one(token);
        if let Some(number) = numbers.find(hash, |number| slice(text, ends, *number) == token) {
            return *number;
        }
        let number = ends.len() as u32;
        text.push_str(token);
        ends.push(text.len() as u32);
        numbers.insert_unique(hash, number, |other| hasher.hash_one(slice(text, ends, *other)));
        number
    }
}

/// A text of many that stand one after another.
fn slice<'t>(text: &'t str, ends: &[u32], number: u32) -> &'t str {
    let end = ends[number as usize] as usize;
    let start = if number == 0 { 0 } else { ends[number as usize - 1] as usize };
    &text[start..end]
}

/// How a token is coded.
#[derive(Clone, Copy)]
struct Coding {
    /// The symbol of the token, or a special one.
    symbol: u16,
    /// The word that follows a special symbol by the common code.
    word: Option<u16>,
    /// The context of what follows.
    context: u16,
}

/// The tokens that have symbols.
struct Vocabulary<'t> {
    /// Behind [`SPECIAL`] symbols: first those with contexts of their own, the commonest first; others by their texts.
    words: Vec<&'t str>,
    /// How many have contexts of their own.
    own: usize,
    /// Of each token of a trainer.
    codings: Vec<Coding>,
}

impl<'t> Vocabulary<'t> {
    fn new(tokens: &'t Interner, counts: &[u32]) -> Self {
        let mut kept: Vec<u32> = (0..tokens.len()).filter(|token| counts[*token as usize] >= LEAST_WORD).collect();
        kept.sort_unstable_by_key(|&token| (u32::MAX - counts[token as usize], tokens.get(token)));
        kept.truncate(MAX_VOCABULARY);
        let own = kept.partition_point(|&token| counts[token as usize] >= LEAST_CONTEXT).min(MAX_CONTEXTS);
        kept[own..].sort_unstable_by_key(|&token| tokens.get(token));
        let mut symbols = vec![None; tokens.len() as usize];
        for (&token, symbol) in kept.iter().zip(SPECIAL as u16..) {
            symbols[token as usize] = Some(symbol);
        }
        let words = kept.iter().map(|&token| tokens.get(token)).collect();
        let mut vocabulary = Self { words, own, codings: Vec::new() };
        vocabulary.codings = (0..tokens.len()).map(|token| vocabulary.coding(tokens, &symbols, token)).collect();
        vocabulary
    }

    fn coding(&self, tokens: &Interner, symbols: &[Option<u16>], token: u32) -> Coding {
        let text = tokens.get(token);
        if let Some(symbol) = symbols[token as usize] {
            return Coding { symbol, word: None, context: self.context(symbol) };
        }
        let raised =
            lower_form(text).and_then(|(lower, is_upper)| Some((symbols[tokens.find(&lower)? as usize]?, is_upper)));
        if let Some((word, is_upper)) = raised {
            let symbol = if is_upper { UPPER } else { CAPITALISED };
            return Coding { symbol, word: Some(word), context: self.context(word) };
        }
        Coding { symbol: SPELLED, word: None, context: Form::of(text) as u16 }
    }

    /// The context of what follows a word.
    fn context(&self, word: u16) -> u16 {
        let place = usize::from(word) - SPECIAL;
        if place < self.own { (FORMS + place) as u16 } else { Form::of(self.words[place]) as u16 }
    }
}

impl Trainer {
    /// The model of the texts added so far.
    ///
    /// # Errors
    ///
    /// [`BadModel`] if the model cannot be loaded again, which no texts lead to.
    pub fn model(&self) -> Result<Model, BadModel> {
        let mut counts = vec![0; self.tokens.len() as usize];
        for &token in self.stream.iter().filter(|token| **token != BORDER) {
            counts[token as usize] += 1;
        }
        let vocabulary = Vocabulary::new(&self.tokens, &counts);
        // How often the common code is used for a symbol.
        let mut common = vec![0; vocabulary.words.len() + SPECIAL];
        let mut spelling = SpellingCounts::new();
        for (number, (coding, &count)) in (0..).zip(vocabulary.codings.iter().zip(&counts)) {
            if let Some(word) = coding.word {
                common[usize::from(word)] += u64::from(count);
            } else if coding.symbol == SPELLED {
                spelling.add(self.tokens.get(number), u64::from(count));
            }
        }
        let contexts = contexts(&self.pairs(&vocabulary), FORMS + vocabulary.own, &mut common);
        let common: Vec<u64> = common.iter().map(|count| count * 2 + 1).collect();
        let lengths = lengths(&common, LONGEST);
        let parts = Parts { words: vocabulary.words, lengths, contexts, spelling: spelling.codes() };
        Model::from_bytes(parts.write().ok_or(BadModel::Damaged)?)
    }

    /// Each context in the texts, in the upper half, with the symbol that follows, sorted.
    fn pairs(&self, vocabulary: &Vocabulary) -> Vec<u32> {
        let pair = |context: u16, symbol: u16| u32::from(context) << 16 | u32::from(symbol);
        let mut pairs = Vec::with_capacity(self.stream.len());
        // Parts mostly begin behind a line break, so what follows one may begin a part, too.
        let (mut context, mut is_start) = (Form::Start as u16, false);
        for &token in &self.stream {
            let Some(coding) = vocabulary.codings.get(token as usize) else {
                (context, is_start) = (Form::Start as u16, false);
                continue;
            };
            pairs.push(pair(context, coding.symbol));
            if is_start {
                pairs.push(pair(Form::Start as u16, coding.symbol));
            }
            context = coding.context;
            is_start = self.tokens.get(token).contains('\n');
        }
        pairs.sort_unstable();
        pairs
    }
}

/// The code of what follows in each context; what such a code lacks is counted in `common`.
fn contexts(pairs: &[u32], count: usize, common: &mut [u64]) -> Vec<Code> {
    let other = common.len() as u16;
    let mut codes = Vec::with_capacity(count);
    let mut pairs = pairs.chunk_by(|a, b| a >> 16 == b >> 16).peekable();
    for context in 0..count {
        let of_context = pairs.next_if(|pairs| (pairs[0] >> 16) as usize == context).unwrap_or_default();
        let mut counted = Vec::new();
        let mut others = 0;
        for same in of_context.chunk_by(|a, b| a == b) {
            let symbol = same[0] as u16;
            if same.len() >= LEAST_PAIR {
                counted.push((symbol, same.len() as u64));
            } else {
                others += same.len() as u64;
                common[usize::from(symbol)] += same.len() as u64;
            }
        }
        if counted.len() > MAX_FOLLOWERS {
            counted.sort_unstable_by_key(|&(symbol, count)| (u64::MAX - count, symbol));
            for (symbol, count) in counted.drain(MAX_FOLLOWERS..) {
                others += count;
                common[usize::from(symbol)] += count;
            }
            counted.sort_unstable();
        }
        if counted.is_empty() {
            counted.push((SPELLED, 1));
        }
        counted.push((other, others));
        codes.push(Code::of_counts(&counted, SHORT));
    }
    codes
}
