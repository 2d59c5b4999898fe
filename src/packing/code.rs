//! Canonical prefix codes of limited length: making them, storing them, and reading symbols of bits.

use super::bits::{Cursor, push_number};

/// Bits of a code of which there are many at most.
pub(super) const SHORT_LIMIT: usize = 15;
/// Bits of any code at most.
pub(super) const LARGE_LIMIT: usize = 20;
/// Bits that a table looks up at most.
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
            self.counts.push(from.number()?);
        }
        if !self.is_complete() {
            return None;
        }
        self.symbols.clear();
        for &count in &self.counts {
            let mut next = 0u32;
            for _ in 0..count {
                let symbol = next.checked_add(from.number()?)?;
                self.symbols.push(symbol as u16);
                next = symbol + 1;
            }
            // They ascend, so it is enough to look at the last of each length.
            if next > u32::from(last) + 1 {
                return None;
            }
        }
        Some(())
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

/// Where the table of a code begins, in the upper 27 bits, and how many bits it looks up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Table(u32);

impl Table {
    /// No table: it has no symbols.
    pub(super) const NONE: Self = Self(u32::MAX);

    #[inline]
    fn start(self) -> usize {
        (self.0 >> 5) as usize
    }

    #[inline]
    fn bits(self) -> u32 {
        self.0 & 31
    }
}

impl Codes {
    /// Appends a code.
    pub(super) fn push(&mut self, code: &Code) -> Table {
        let bits = code.counts.len().min(code.symbols.len().ilog2() as usize).min(MAX_BITS) as u32;
        let start = self.entries.len();
        let table = Table((start as u32) << 5 | bits);
        self.tables.push(table);
        let mut symbols = code.symbols.as_slice();
        let mut take = |count: u32| {
            let (taken, rest) = symbols.split_at(count as usize);
            symbols = rest;
            taken
        };
        let mut rows = (1..).zip(code.counts.iter().copied());
        for (length, count) in rows.by_ref().take(bits as usize) {
            self.fill(take(count), length, bits);
        }
        // Codes with the same first bits stand together, the longest last.
        let mut slot = self.entries.len();
        self.entries.resize(start + (1 << bits), 0);
        let (mut length, mut left) = rows.next().unwrap_or_default();
        while slot < start + (1 << bits) {
            let mut room = 1 << (length - bits);
            let (mut longest, mut counted) = (length, left);
            let mut behind = rows.clone();
            while counted < room {
                room = (room - counted) * 2;
                (longest, counted) = behind.next().unwrap_or((longest + 1, room));
            }
            let distance = (self.entries.len() - start) as u32;
            self.entries[slot] = distance << 8 | MORE | (longest - bits);
            slot += 1;
            let mut room = 1 << (length - bits);
            loop {
                let taken = left.min(room);
                self.fill(take(taken), length, longest);
                left -= taken;
                room = (room - taken) * 2;
                if left == 0 {
                    (length, left) = rows.next().unwrap_or((length + 1, 0));
                }
                if room == 0 {
                    break;
                }
            }
        }
        table
    }

    /// Appends the entries of symbols whose codes have `length` bits to a table that looks up `bits`.
    fn fill(&mut self, symbols: &[u16], length: u32, bits: u32) {
        let entries = symbols.iter().map(|symbol| u32::from(*symbol) << 8 | length);
        if length == bits {
            self.entries.extend(entries);
        } else {
            self.entries.extend(entries.flat_map(|entry| std::iter::repeat_n(entry, 1 << (bits - length))));
        }
    }

    pub(super) fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// The symbol with whose code a window begins, and the length of the code.
    #[inline]
    pub(super) fn symbol(&self, table: Table, window: u64) -> Option<(u16, u32)> {
        let first = table.start() + (window >> (64 - table.bits())) as usize;
        let entry = *self.entries.get(first)?;
        // Whether there is another table can hardly be predicted, so it is looked up in any case.
        let more = window << table.bits() >> 1 >> (63 - (entry & 31));
        let second = table.start() + (entry >> 8) as usize + more as usize;
        let entry = *self.entries.get(if entry & MORE > 0 { second } else { first })?;
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
    pub(super) fn new(codes: &Codes, tables: &[Table]) -> Self {
        let mut words = Self::default();
        for &table in tables {
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
