//! Canonical prefix codes of limited length: making them, storing them, and reading symbols of bits.

use super::bits::{Cursor, push_number};

/// Bits of a code in a [`Codes`] at most.
pub(super) const SHORT_LIMIT: usize = 15;
/// Bits of a code in a [`LargeCode`] at most.
pub(super) const LARGE_LIMIT: usize = 20;

/// Optimal code lengths for two symbols or more with the given counts (0 counts as 1), none above `limit`, which must
/// be enough for so many.
///
/// Package-merge: Larmore and Hirschberg, A fast algorithm for optimal length-limited Huffman codes, 1990. O(n · limit)
/// time and space.
pub(super) fn lengths(counts: &[u64], limit: usize) -> Vec<u8> {
    let mut order: Vec<usize> = (0..counts.len()).collect();
    order.sort_unstable_by_key(|&symbol| (counts[symbol], symbol));
    let leaves: Vec<u64> = order.iter().map(|&symbol| counts[symbol].max(1)).collect();
    // Of each level, whether its items, lightest first, are leaves or packages of two items of the level before.
    let mut levels: Vec<Vec<bool>> = vec![vec![true; leaves.len()]];
    let mut weights = leaves.clone();
    for _ in 1..limit {
        let packages: Vec<u64> = weights.chunks_exact(2).map(|pair| pair[0] + pair[1]).collect();
        let (merged, is_leaf) = merge(&leaves, &packages);
        weights = merged;
        levels.push(is_leaf);
    }
    let mut lengths = vec![0; counts.len()];
    let mut taken = 2 * leaves.len() - 2;
    for level in levels.iter().rev() {
        let leaves_taken = level[..taken].iter().filter(|is_leaf| **is_leaf).count();
        for &symbol in &order[..leaves_taken] {
            lengths[symbol] += 1;
        }
        taken = 2 * (taken - leaves_taken);
    }
    lengths
}

/// Two sorted lists as one, and of each item whether it is of the first.
fn merge(leaves: &[u64], packages: &[u64]) -> (Vec<u64>, Vec<bool>) {
    let total = leaves.len() + packages.len();
    let (mut weights, mut is_leaf) = (Vec::with_capacity(total), Vec::with_capacity(total));
    let (mut leaves, mut packages) = (leaves.iter().peekable(), packages.iter().peekable());
    loop {
        let first = match (leaves.peek(), packages.peek()) {
            (Some(leaf), Some(package)) => leaf <= package,
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (None, None) => return (weights, is_leaf),
        };
        weights.extend(if first { leaves.next() } else { packages.next() });
        is_leaf.push(first);
    }
}

/// A canonical code in which every sequence of bits stands for symbols: two symbols or more, by the length of their codes,
/// then by number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Code {
    /// Symbols of each length, from 1 bit on.
    counts: Vec<u32>,
    pub(super) symbols: Vec<u16>,
}

impl Code {
    /// The code of symbols (two or more, ascending) with the given counts.
    pub(super) fn of(counted: &[(u16, u64)], limit: usize) -> Self {
        let counts: Vec<u64> = counted.iter().map(|&(_, count)| count).collect();
        let symbols: Vec<u16> = counted.iter().map(|&(symbol, _)| symbol).collect();
        Self::sorted(&lengths(&counts, limit), &symbols)
    }

    /// The code in which the symbols from 0 on have the given lengths, none of which is 0; `None` if there is none.
    pub(super) fn of_lengths(lengths: &[u8]) -> Option<Self> {
        let symbols: Vec<u16> = (0..u16::try_from(lengths.len()).ok()?).collect();
        let is_valid = lengths.iter().all(|length| (1..=LARGE_LIMIT).contains(&usize::from(*length)));
        let code = is_valid.then(|| Self::sorted(lengths, &symbols))?;
        code.is_complete().then_some(code)
    }

    fn sorted(lengths: &[u8], symbols: &[u16]) -> Self {
        let mut counts = vec![0u32; usize::from(lengths.iter().copied().max().unwrap_or(0))];
        for length in lengths {
            counts[usize::from(*length) - 1] += 1;
        }
        let mut places: Vec<usize> = Vec::with_capacity(counts.len());
        let mut next = 0;
        for count in &counts {
            places.push(next);
            next += *count as usize;
        }
        let mut sorted = vec![0; symbols.len()];
        for (length, symbol) in lengths.iter().zip(symbols) {
            let place = &mut places[usize::from(*length) - 1];
            sorted[*place] = *symbol;
            *place += 1;
        }
        Self { counts, symbols: sorted }
    }

    fn is_complete(&self) -> bool {
        let mut room = 1u64;
        for &count in &self.counts {
            let Some(left) = (room * 2).checked_sub(u64::from(count)) else { return false };
            room = left;
        }
        room == 0
    }

    /// Appends the code: the longest and shortest length, how many symbols there are of each, and the symbols of each
    /// length as differences.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        let shortest = self.counts.iter().position(|count| *count > 0).unwrap_or(0);
        out.push((self.counts.len() << 4 | shortest) as u8);
        for &count in &self.counts[shortest..] {
            push_number(out, count as usize);
        }
        let mut symbols = self.symbols.iter();
        for &count in &self.counts {
            let mut next = 0;
            for &symbol in symbols.by_ref().take(count as usize) {
                push_number(out, usize::from(symbol) - next);
                next = usize::from(symbol) + 1;
            }
        }
    }

    /// Reads what [`Code::write`] wrote into `self`; `None` if it is damaged or has a symbol above `last`.
    pub(super) fn read(&mut self, from: &mut Cursor, last: u16) -> Option<()> {
        let first = usize::from(from.byte()?);
        let (longest, shortest) = (first >> 4, first & 15);
        self.counts.clear();
        self.counts.resize(shortest, 0);
        for _ in shortest..longest {
            self.counts.push(u32::try_from(from.number()?).ok()?);
        }
        if !self.is_complete() {
            return None;
        }
        self.symbols.clear();
        for &count in &self.counts {
            let mut next = 0;
            for _ in 0..count {
                let symbol = from.number()?.checked_add(next)?;
                self.symbols.push(u16::try_from(symbol).ok().filter(|symbol| *symbol <= last)?);
                next = symbol + 1;
            }
        }
        Some(())
    }

    /// Of each length from 1 bit on: what is behind its last code, and what is to be added to a code for the place of its
    /// symbol.
    fn ranges(&self) -> impl Iterator<Item = (u32, u32)> {
        let (mut next, mut before) = (0u32, 0u32);
        self.counts.iter().map(move |&count| {
            next <<= 1;
            let base = before.wrapping_sub(next);
            next += count;
            before += count;
            (next, base)
        })
    }

    /// Calls `each` with every symbol, its code and the length of it.
    pub(super) fn codes(&self, mut each: impl FnMut(u16, u32, u32)) {
        let mut symbols = self.symbols.iter();
        for ((length, &count), (behind, _)) in (1..).zip(&self.counts).zip(self.ranges()) {
            let first = behind - count;
            for (&symbol, place) in symbols.by_ref().take(count as usize).zip(0..) {
                each(symbol, first + place, length);
            }
        }
    }
}

/// A line of memory.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Line([u16; 32]);

/// Many codes, to read symbols with.
///
/// A symbol takes two lines of memory and no table, since codes by the thousand share the cache: the first line of a
/// code holds, of each length, what is behind its last code, filled up with zeros to 15 bits, and the distance from codes
/// to the places of symbols; symbols stand in the lines behind it.
#[derive(Default)]
pub(super) struct Codes {
    firsts: Vec<u32>,
    lines: Vec<Line>,
}

/// Numbers in the first line of each kind.
const LENGTHS: usize = 16;

impl Codes {
    /// Appends a code whose codes have [`SHORT_LIMIT`] bits at most.
    pub(super) fn push(&mut self, code: &Code) {
        self.firsts.push(self.lines.len() as u32);
        let mut head = [0; 32];
        head[..LENGTHS].fill(u16::MAX);
        for (length, (behind, base)) in code.ranges().enumerate().take(SHORT_LIMIT) {
            head[length] = (behind << (SHORT_LIMIT - 1 - length)) as u16;
            head[LENGTHS + length] = base as u16;
        }
        self.lines.push(Line(head));
        for symbols in code.symbols.chunks(32) {
            let mut line = Line([0; 32]);
            line.0[..symbols.len()].copy_from_slice(symbols);
            self.lines.push(line);
        }
    }

    /// A code that was appended.
    pub(super) fn code(&self, number: usize) -> Code {
        let first = self.firsts[number] as usize;
        let mut code = Code::default();
        let mut next = 0;
        for (length, behind) in self.lines[first].0[..SHORT_LIMIT].iter().enumerate() {
            let behind = u32::from(*behind) >> (SHORT_LIMIT - 1 - length);
            code.counts.push(behind - 2 * next);
            next = behind;
            if next == 2 << length {
                break;
            }
        }
        let total = code.counts.iter().sum::<u32>() as usize;
        let symbols = self.lines[first + 1..].iter().flat_map(|line| line.0);
        code.symbols = symbols.take(total).collect();
        code
    }

    pub(super) fn len(&self) -> usize {
        self.firsts.len()
    }

    /// The symbol with whose code a window begins, and the length of the code. `None` if there is no such code.
    #[inline]
    pub(super) fn symbol(&self, code: u16, window: u64) -> Option<(u16, u32)> {
        let first = *self.firsts.get(usize::from(code))? as usize;
        let head = &self.lines.get(first)?.0;
        let bits = (window >> (64 - SHORT_LIMIT)) as u16;
        let shorter: u16 = head[..LENGTHS].iter().map(|behind| u16::from(bits >= *behind)).sum();
        let length = usize::from(shorter);
        let place = (bits >> (SHORT_LIMIT - 1).checked_sub(length)?).wrapping_add(head[LENGTHS + length]);
        let line = self.lines.get(first + 1 + usize::from(place / 32))?;
        Some((line.0[usize::from(place % 32)], length as u32 + 1))
    }
}

/// A code of many symbols, to read them with.
pub(super) struct LargeCode {
    /// Of each length, what is behind its last code, filled up with zeros, and the distance from codes to the places of
    /// symbols.
    behind: [u32; LARGE_LIMIT],
    bases: [u32; LARGE_LIMIT],
    pub(super) code: Code,
}

impl LargeCode {
    pub(super) fn new(code: Code) -> Self {
        let (mut behind, mut bases) = ([u32::MAX; LARGE_LIMIT], [0; LARGE_LIMIT]);
        for (length, (next, base)) in code.ranges().enumerate().take(LARGE_LIMIT) {
            behind[length] = next << (LARGE_LIMIT - 1 - length);
            bases[length] = base;
        }
        Self { behind, bases, code }
    }

    /// The symbol with whose code a window begins, and the length of the code.
    #[inline]
    pub(super) fn symbol(&self, window: u64) -> Option<(u16, u32)> {
        let bits = (window >> (64 - LARGE_LIMIT)) as u32;
        let length = self.behind.iter().map(|behind| u32::from(bits >= *behind)).sum::<u32>() as usize;
        let place = (bits >> (LARGE_LIMIT - 1).checked_sub(length)?).wrapping_add(*self.bases.get(length)?);
        Some((*self.code.symbols.get(place as usize)?, length as u32 + 1))
    }
}

/// Many codes, to write symbols with: an open table for each, so that a look-up mostly reads one line of memory.
#[derive(Default)]
pub(super) struct CodeWords {
    /// Of each code, the place of its table and 32 less the bits of a place in it.
    tables: Vec<(u32, u32)>,
    /// A symbol in the upper half; its code behind a one in the lower; 0 is free.
    entries: Vec<u32>,
}

impl CodeWords {
    pub(super) fn new(codes: &Codes) -> Self {
        let mut words = Self::default();
        (0..codes.len()).for_each(|number| words.push(&codes.code(number)));
        words
    }

    fn push(&mut self, code: &Code) {
        let bits = (code.symbols.len() * 3 / 2 + 1).next_power_of_two().trailing_zeros();
        let start = self.entries.len();
        self.tables.push((start as u32, 32 - bits));
        self.entries.resize(start + (1 << bits), 0);
        let table = &mut self.entries[start..];
        code.codes(|symbol, code, length| {
            let mut place = place(symbol, 32 - bits);
            while table[place] != 0 {
                place = (place + 1) & (table.len() - 1);
            }
            table[place] = u32::from(symbol) << 16 | 1 << length | code;
        });
    }

    /// A symbol's code and its length, if it has any.
    #[inline]
    pub(super) fn get(&self, code: u16, symbol: u16) -> Option<(u32, u32)> {
        let (start, shift) = self.tables[usize::from(code)];
        let mask = (1 << (32 - shift)) - 1;
        let mut place = place(symbol, shift);
        loop {
            let entry = self.entries[start as usize + place];
            if entry == 0 {
                return None;
            }
            if entry >> 16 == u32::from(symbol) {
                let marked = entry & 0xffff;
                let length = marked.ilog2();
                return Some((marked ^ 1 << length, length));
            }
            place = (place + 1) & mask;
        }
    }
}

/// Where to look for a symbol first (Fibonacci hashing: Knuth, The Art of Computer Programming 3, 6.4).
#[inline]
fn place(symbol: u16, shift: u32) -> usize {
    (u32::from(symbol).wrapping_mul(0x9e37_79b9) >> shift) as usize
}
