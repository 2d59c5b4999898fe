//! Canonical prefix codes of limited length: making them, storing them, and reading symbols of bits.

use super::bits::{Cursor, push_number};

/// Bits of a code of which there are many at most.
pub(super) const SHORT_LIMIT: usize = 15;
/// Bits of any code at most.
pub(super) const LARGE_LIMIT: usize = 20;
/// A table looks up so many bits more than half as many symbols need.
const SPARE_BITS: usize = 0;
/// And so many at most.
const MAX_BITS: usize = 11;

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

    /// Calls `each` with every symbol, its code and the length of it, in the order of the codes.
    fn codes(&self, mut each: impl FnMut(u16, u32, u32)) {
        let mut symbols = self.symbols.iter();
        let mut next = 0;
        for (length, &count) in (1..).zip(&self.counts) {
            next <<= 1;
            for &symbol in symbols.by_ref().take(count as usize) {
                each(symbol, next, length);
                next += 1;
            }
        }
    }
}

/// Many codes, to read symbols with.
///
/// A code is a table of what its first bits say: a symbol, or the table of some bits more. Codes by the thousand share the
/// cache, so these tables are hardly larger than there are symbols.
#[derive(Default)]
pub(super) struct Codes {
    /// What bits say, in the upper 24 bits, and how many they are: a symbol and the length of its code; or, marked by
    /// [`MORE`], the distance of another table and how many bits that looks up.
    entries: Vec<u32>,
    tables: Vec<Table>,
}

const MORE: u32 = 0x80;

/// Where the table of a code stands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Table {
    start: u32,
    /// 64 less the bits that it looks up.
    shift: u32,
}

impl Codes {
    /// Appends a code.
    pub(super) fn push(&mut self, code: &Code) -> Table {
        let bits = code.counts.len().min(code.symbols.len().ilog2() as usize + SPARE_BITS).min(MAX_BITS) as u32;
        let start = self.entries.len();
        let table = Table { start: start as u32, shift: 64 - bits };
        self.tables.push(table);
        self.entries.resize(start + (1 << bits), 0);
        // The codes that have the same first bits stand together, the longest last.
        let mut same: Vec<(u16, u32, u32)> = Vec::new();
        let mut first = 0;
        code.codes(|symbol, code, length| {
            let slot = start + if length <= bits { code << (bits - length) } else { code >> (length - bits) } as usize;
            if length <= bits {
                self.entries[slot..slot + (1 << (bits - length))].fill(u32::from(symbol) << 8 | length);
                return;
            }
            if slot != first {
                self.spread(start, first, bits, &same);
                same.clear();
                first = slot;
            }
            same.push((symbol, code, length));
        });
        self.spread(start, first, bits, &same);
        table
    }

    /// Makes a table of codes that have their first `bits` bits in common.
    fn spread(&mut self, start: usize, slot: usize, bits: u32, same: &[(u16, u32, u32)]) {
        let Some(&(_, _, longest)) = same.last() else { return };
        let place = self.entries.len();
        self.entries[slot] = ((place - start) as u32) << 8 | MORE | (longest - bits);
        for &(symbol, _, length) in same {
            let until = self.entries.len() + (1 << (longest - length));
            self.entries.resize(until, u32::from(symbol) << 8 | length);
        }
    }

    pub(super) fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// The symbol with whose code a window begins, and the length of the code.
    #[inline]
    pub(super) fn symbol(&self, table: Table, window: u64) -> Option<(u16, u32)> {
        let mut entry = *self.entries.get(table.start as usize + (window >> table.shift) as usize)?;
        if entry & MORE > 0 {
            let more = (window << (64 - table.shift)) >> (64 - (entry & 31));
            entry = *self.entries.get(table.start as usize + (entry >> 8) as usize + more as usize)?;
        }
        Some(((entry >> 8) as u16, entry & 31))
    }

    /// Calls `each` with every symbol of a table, its code and the length of it.
    pub(super) fn codes(&self, table: Table, mut each: impl FnMut(u16, u32, u32)) {
        let mut next = 0;
        while let Some((symbol, length)) = self.symbol(table, next).filter(|(_, length)| *length > 0) {
            each(symbol, (next >> (64 - length)) as u32, length);
            let Some(following) = next.checked_add(1 << (64 - length)) else { return };
            next = following;
        }
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
        for &table in codes.tables() {
            words.push(codes, table);
        }
        words
    }

    fn push(&mut self, codes: &Codes, table: Table) {
        let mut total = 0;
        codes.codes(table, |_, _, _| total += 1);
        let bits = (total * 3 / 2 + 1usize).next_power_of_two().trailing_zeros();
        let start = self.entries.len();
        self.tables.push((start as u32, 32 - bits));
        self.entries.resize(start + (1 << bits), 0);
        let entries = &mut self.entries[start..];
        codes.codes(table, |symbol, code, length| {
            let mut place = place(symbol, 32 - bits);
            while entries[place] != 0 {
                place = (place + 1) & (entries.len() - 1);
            }
            entries[place] = u32::from(symbol) << 16 | 1 << length | code;
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
