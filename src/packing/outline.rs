//! As much of a model as the texts that are unpacked first need.
//!
//! A program that answers one query unpacks some dozens of texts, in which a few hundred of the words and codes of a model
//! stand; to build all takes some milliseconds. An [`Outline`] knows where each of them is stored. Words are built when they
//! are met; of a code only its lengths are read, and symbols are counted off where they are stored, until that has cost as
//! much as reading them all would.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::bits::{BitReader, Cursor};
use super::code::{Code, LONGEST, SHORT};
use super::decode::{Page, Vocabulary, decode};
use super::model::{BadModel, FORMS, Form, Index, Model, SPECIAL, Word, unsealed};
use super::spelling::Spelling;
use super::tables::Table;
use super::tokens::MAX_BYTES;

/// When so many bytes of text were unpacked, the whole model is built: it unpacks faster.
const ENOUGH: usize = 2 << 20;

/// Of so many words together it is known where their own bytes begin.
const TOGETHER: usize = 16;

/// Where things stand in a stored model.
struct Outline {
    stored: Vec<u8>,
    /// Where in `stored` the code of each context begins.
    codes_at: Vec<u32>,
    index: Vec<u8>,
    /// The number of symbols.
    total: usize,
    /// Where in `index` it stands how many bytes each word shares with the one before, and how many more it has.
    shared_at: usize,
    more_at: usize,
    /// Where in `index` the own bytes of each [`TOGETHER`] words begin.
    texts_at: Vec<u32>,
    spelling_at: usize,
    /// Nearly any text has a symbol of it.
    common: Places<{ LONGEST as usize + 1 }>,
    /// Its symbols in the order of their codes.
    common_symbols: Vec<u16>,
    spelling: OnceLock<Option<Spelling>>,
}

/// Where the symbols of a canonical code stand that begin with some bits.
#[derive(Clone, Copy)]
struct Places<const N: usize> {
    /// By length, where codes of it end: the first bits that are none, of so many as the longest may have. Signed, since
    /// processors compare many signed numbers at once.
    ends: [i32; N],
    /// By length, how many symbols have a shorter code.
    before: [u32; N],
}

impl<const N: usize> Places<N> {
    /// The longest code that there may be.
    const LONGEST: usize = N - 1;

    /// Of a code that has so many symbols of each length; `None` if there is no such code, complete and of two symbols or more.
    fn of(counts: [u32; N]) -> Option<Self> {
        let (mut ends, mut before) = ([0; N], [0; N]);
        let (mut end, mut symbols) = (0u64, 0u64);
        for length in 0..N {
            before[length] = u32::try_from(symbols).ok()?;
            symbols += u64::from(counts[length]);
            end += u64::from(counts[length]) << (Self::LONGEST - length);
            ends[length] = i32::try_from(end).ok()?;
        }
        (counts[0] == 0 && symbols > 1 && end == 1 << Self::LONGEST).then_some(Self { ends, before })
    }

    /// The length of the code with which a window begins, how many symbols come before those of that length, and the place of
    /// the symbol among them.
    #[inline]
    fn find(&self, window: u64) -> (usize, usize, usize) {
        let bits = (window >> (64 - Self::LONGEST)) as i32;
        let shorter: i32 = self.ends.iter().map(|&end| i32::from(end <= bits)).sum();
        // There is no code without bits, and all bits begin with one.
        let length = (shorter.cast_unsigned() as usize).clamp(1, Self::LONGEST);
        let first = self.ends[length - 1];
        (length, self.before[length] as usize, ((bits - first) >> (Self::LONGEST - length)).cast_unsigned() as usize)
    }
}

/// The code of a context, as far as it was read.
struct Partial {
    places: Places<{ SHORT as usize + 1 }>,
    /// Where its symbols are stored.
    at: usize,
    symbols: usize,
    /// How many were counted off.
    counted: usize,
    /// Where they begin in [`State::symbols`] once all were read.
    start: Option<usize>,
}

/// What was read of a model. Threads have one each.
struct State {
    /// By context, the number of its code behind 1; 0 before it was met.
    contexts: Vec<u16>,
    codes: Vec<Partial>,
    symbols: Vec<u16>,
    /// By symbol, the number of a built word; 0 before it was built.
    numbers: Vec<u16>,
    words: Vec<Word>,
    /// Their texts.
    texts: Vec<u8>,
}

impl Outline {
    fn of(stored: Vec<u8>) -> Result<Self, BadModel> {
        let (index, contexts) = unsealed(&stored)?;
        let contexts_at = stored.len() - contexts.len();
        let read = || {
            let sizes = Index::read(&index)?;
            let rest_at = index.len() - sizes.rest.0.len();
            let mut texts_at = Vec::with_capacity(sizes.more.len() / TOGETHER + 1);
            let mut at = rest_at;
            for more in sizes.more.chunks(TOGETHER) {
                texts_at.push(at as u32);
                at += more.iter().map(|&more| usize::from(more)).sum::<usize>();
            }
            let mut codes_at = Vec::with_capacity(sizes.contexts);
            let mut from = Cursor(contexts);
            for _ in 0..sizes.contexts {
                codes_at.push((contexts_at + contexts.len() - from.0.len()) as u32);
                Code::skip(&mut from)?;
            }
            let (common, symbols) = sorted(sizes.lengths)?;
            let (total, more_at) = (sizes.lengths.len(), rest_at - sizes.more.len());
            let is_whole = at <= index.len() && from.0.is_empty();
            is_whole.then_some((texts_at, at, codes_at, common, symbols, (total, more_at)))
        };
        let (texts_at, spelling_at, codes_at, common, common_symbols, (total, more_at)) =
            read().ok_or(BadModel::Damaged)?;
        let shared_at = more_at - (total - SPECIAL);
        let spelling = OnceLock::new();
        Ok(Self {
            stored,
            codes_at,
            index,
            total,
            shared_at,
            more_at,
            texts_at,
            spelling_at,
            common,
            common_symbols,
            spelling,
        })
    }

    fn state(&self) -> State {
        State {
            contexts: vec![0; self.codes_at.len()],
            // Room that is not used costs nothing, and what grows would be copied again and again.
            codes: Vec::with_capacity(self.codes_at.len()),
            symbols: Vec::with_capacity(self.total),
            numbers: vec![0; self.total],
            words: vec![Word::NONE],
            texts: Vec::new(),
        }
    }

    /// The text of a word, and its length: what it shares with the words before, and its own bytes.
    fn text(&self, place: usize) -> Option<([u8; MAX_BYTES], usize)> {
        let shared = |place: usize| self.index.get(self.shared_at + place).copied().map(usize::from);
        let mut text = [0; MAX_BYTES];
        let length = shared(place)? + self.own(place)?.len();
        let (mut place, mut missing) = (place, length);
        loop {
            let shared = shared(place)?;
            if missing > shared {
                let place_in_text = text.get_mut(shared..missing)?;
                place_in_text.copy_from_slice(self.own(place)?.get(..missing - shared)?);
                missing = shared;
            }
            if missing == 0 {
                return Some((text, length));
            }
            place = place.checked_sub(1)?;
        }
    }

    /// The bytes of a word that it does not share with the one before.
    fn own(&self, place: usize) -> Option<&[u8]> {
        let more = self.index.get(self.more_at..)?;
        let first = place - place % TOGETHER;
        let before: usize = more.get(first..place)?.iter().map(|&more| usize::from(more)).sum();
        let start = *self.texts_at.get(place / TOGETHER)? as usize + before;
        self.index.get(start..start + usize::from(*more.get(place)?))
    }

    /// What is known of the code of a context before any of its symbols is read.
    fn code(&self, context: usize) -> Option<Partial> {
        let mut from = Cursor(self.stored.get(*self.codes_at.get(context)? as usize..)?);
        let first = from.byte()?;
        let mut counts = [0; SHORT as usize + 1];
        for length in first & 15..=first >> 4 {
            counts[usize::from(length)] = from.number()?;
        }
        let symbols = counts.iter().map(|&count| count as usize).sum();
        let (at, places) = (self.stored.len() - from.0.len(), Places::of(counts)?);
        Some(Partial { places, at, symbols, counted: 0, start: None })
    }
}

/// A code in which the symbols from 0 on have codes of these lengths; `None` if there is none.
fn sorted(lengths: &[u8]) -> Option<(Places<{ LONGEST as usize + 1 }>, Vec<u16>)> {
    let mut counts = [0; LONGEST as usize + 1];
    for &length in lengths {
        *counts.get_mut(usize::from(length))? += 1;
    }
    let places = Places::of(counts)?;
    let mut next = places.before;
    let mut symbols = vec![0; lengths.len()];
    for (symbol, &length) in (0..=u16::MAX).zip(lengths) {
        let next = &mut next[usize::from(length)];
        symbols[*next as usize] = symbol;
        *next += 1;
    }
    Some((places, symbols))
}

impl Partial {
    /// The symbol with whose code a window begins, and the length of the code.
    #[inline]
    fn symbol(&mut self, window: u64, (stored, read): (&[u8], &mut Vec<u16>)) -> Option<(u16, u32)> {
        let (length, before, place) = self.places.find(window);
        let symbol = match self.start {
            Some(start) => *read.get(start + before + place)?,
            None => self.count_off((before, place), stored, read)?,
        };
        Some((symbol, length as u32))
    }

    #[inline(never)]
    fn count_off(&mut self, (before, place): (usize, usize), stored: &[u8], read: &mut Vec<u16>) -> Option<u16> {
        let mut from = Cursor(stored.get(self.at..)?);
        self.counted += before + place;
        if self.counted > 2 * self.symbols {
            let start = read.len();
            read.reserve(self.symbols);
            for length in 0..self.places.before.len() {
                let end = self.places.before.get(length + 1).map_or(self.symbols, |&end| end as usize);
                let mut next = 0u32;
                for _ in self.places.before[length] as usize..end {
                    let symbol = next.checked_add(from.number()?)?;
                    read.push(u16::try_from(symbol).ok()?);
                    next = symbol + 1;
                }
            }
            self.start = Some(start);
            return read.get(start + before + place).copied();
        }
        from.skip(before)?;
        let mut next = 0u32;
        for _ in 0..place {
            next = next.checked_add(from.number()?)?.checked_add(1)?;
        }
        u16::try_from(next.checked_add(from.number()?)?).ok()
    }
}

/// An outline, and what one thread has read of it.
struct Reading<'o> {
    outline: &'o Outline,
    state: &'o mut State,
}

impl Reading<'_> {
    /// Builds a word.
    fn build(&mut self, symbol: usize) -> Option<()> {
        let Self { outline, state } = self;
        let place = symbol.checked_sub(SPECIAL)?;
        let (text, length) = outline.text(place)?;
        let text = text.get(..length)?;
        let form = Form::of(std::str::from_utf8(text).ok()?);
        let own = outline.codes_at.len().checked_sub(FORMS)?;
        let context = if place < own { FORMS + place } else { form as usize };
        state.numbers[symbol] = state.words.len() as u16;
        state.words.push(Word::new(text, state.texts.len(), (context, Table::of_context(context)), form));
        state.texts.extend_from_slice(text);
        Some(())
    }

    /// Begins with the code of a context.
    #[inline(never)]
    fn open(&mut self, context: usize) -> Option<u16> {
        self.state.codes.push(self.outline.code(context)?);
        let number = u16::try_from(self.state.codes.len()).ok()?;
        self.state.contexts[context] = number;
        Some(number)
    }

    /// The symbol with whose code a window begins, by the code of a context, and the length of the code.
    #[inline]
    fn in_context(&mut self, table: Table, window: u64) -> Option<(u16, u32)> {
        let context = table.context();
        let known = *self.state.contexts.get(context)?;
        let number = if known == 0 { self.open(context)? } else { known };
        let State { codes, symbols, .. } = &mut *self.state;
        codes.get_mut(usize::from(number) - 1)?.symbol(window, (&self.outline.stored, symbols))
    }
}

impl Vocabulary for Reading<'_> {
    #[inline]
    fn symbol(&mut self, table: Table, window: u64) -> Option<(u16, u32)> {
        let (symbol, length) = self.in_context(table, window)?;
        if usize::from(symbol) != self.outline.total {
            return Some((symbol, length));
        }
        let (symbol, more) = self.common(window << length)?;
        Some((symbol, length + more))
    }

    #[inline]
    fn common(&self, window: u64) -> Option<(u16, u32)> {
        let (length, before, place) = self.outline.common.find(window);
        Some((*self.outline.common_symbols.get(before + place)?, length as u32))
    }

    #[inline]
    fn table(&self, form: Form) -> Option<Table> {
        Some(Table::of_context(form as usize))
    }

    #[inline]
    fn word(&mut self, symbol: u16) -> Option<(&Word, &[u8])> {
        let symbol = usize::from(symbol);
        if *self.state.numbers.get(symbol)? == 0 {
            self.build(symbol)?;
        }
        Some((self.state.words.get(usize::from(self.state.numbers[symbol]))?, &self.state.texts))
    }

    fn spelled(&mut self, bits: &mut BitReader, token: &mut Vec<u8>) -> Option<()> {
        let Outline { index, spelling_at, spelling, .. } = self.outline;
        let read = || Spelling::read(&mut Cursor(index.get(*spelling_at..)?));
        spelling.get_or_init(read).as_ref()?.token(bits, token)
    }
}

/// A stored model that is read as far as it is needed, and built as a whole when many texts were unpacked.
pub(super) struct Growing {
    /// Nothing when there is the whole.
    outline: Mutex<Option<Arc<Outline>>>,
    /// Those that no thread is using.
    states: Mutex<Vec<State>>,
    /// Bytes of text that were unpacked.
    unpacked: AtomicUsize,
    whole: OnceLock<Model>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Growing {
    /// The model that [`Model::to_bytes`] has stored. Takes a fraction of what [`Model::from_bytes`] does.
    pub(super) fn of(stored: Vec<u8>) -> Result<Self, BadModel> {
        let outline = Mutex::new(Some(Arc::new(Outline::of(stored)?)));
        Ok(Self { outline, states: Mutex::default(), unpacked: AtomicUsize::new(0), whole: OnceLock::new() })
    }

    /// As [`decode`].
    pub(super) fn decode(&self, parts: &mut [Page]) -> Option<()> {
        if self.whole.get().is_none()
            && let Some(outline) = self.outline(parts.iter().map(Page::length).sum()).ok()?
        {
            let mut state = lock(&self.states).pop().unwrap_or_else(|| outline.state());
            decode(&mut Reading { outline: &outline, state: &mut state }, parts)?;
            lock(&self.states).push(state);
            return Some(());
        }
        decode(&mut self.whole.get()?, parts)
    }

    /// The outline; nothing where the whole model is there, or so much text was unpacked with this one that it is built now.
    fn outline(&self, bytes: usize) -> Result<Option<Arc<Outline>>, BadModel> {
        let is_enough = self.unpacked.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes) >= ENOUGH;
        let mut outline = lock(&self.outline);
        if is_enough && let Some(known) = outline.take() {
            let model = Model::from_bytes(known.stored.clone())?;
            self.whole.get_or_init(|| model);
            lock(&self.states).clear();
        }
        Ok(outline.clone())
    }
}
