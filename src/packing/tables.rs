//! Tables of prefix codes, to read symbols and to write them.

use prefetch_index::prefetch_index;

use super::code::Code;

/// Bits that a table looks up at most.
const MAX_BITS: u32 = 11;

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

    /// In place of a table that was not built, which context it would be of.
    pub(super) fn of_context(number: usize) -> Self {
        Self(number as u32)
    }

    #[inline]
    pub(super) fn context(self) -> usize {
        self.0 as usize
    }

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
        let (symbols, lengths) = (code.symbols(), code.lengths());
        let longest = lengths.last().map_or(1, |length| u32::from(*length));
        let bits = longest.min(symbols.len().ilog2()).min(MAX_BITS);
        let start = self.entries.len();
        let table = Table((start as u32) << 5 | bits);
        self.tables.push(table);
        let mut place = lengths.partition_point(|length| u32::from(*length) <= bits);
        self.fill(&symbols[..place], &lengths[..place], bits);
        let unfilled = self.entries.len();
        self.entries.resize(start + (1 << bits), 0);
        for slot in unfilled..start + (1 << bits) {
            // The codes that begin with the bits of the slot fill it; the last one is the longest.
            let first = place;
            let (mut longest, mut room) = (bits, 1u32 << 31);
            while let Some(&length) = lengths.get(place).filter(|_| room > 0) {
                longest = u32::from(length);
                room -= 1 << (31 + bits - longest);
                place += 1;
            }
            let distance = (self.entries.len() - start) as u32;
            self.entries[slot] = distance << 8 | MORE | (longest - bits);
            self.fill(&symbols[first..place], &lengths[first..place], longest);
        }
        table
    }

    /// Appends the entries of symbols, whose codes have these lengths, to a table that looks up `bits`.
    fn fill(&mut self, symbols: &[u16], lengths: &[u8], bits: u32) {
        for (&symbol, &length) in symbols.iter().zip(lengths) {
            let length = u32::from(length);
            let entry = u32::from(symbol) << 8 | length;
            if length == bits {
                self.entries.push(entry);
            } else {
                self.entries.extend(std::iter::repeat_n(entry, 1 << (bits - length)));
            }
        }
    }

    pub(super) fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// Has what is read first of the symbol with whose code a window begins brought near, without waiting for it.
    #[inline]
    pub(super) fn fetch(&self, table: Table, window: u64) {
        prefetch_index(&self.entries, table.start() + (window >> (64 - table.bits())) as usize);
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

/// Bits to write, below a one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CodeWord(u32);

impl CodeWord {
    pub(super) const NONE: Self = Self(1);

    pub(super) fn new(code: u32, length: u32) -> Self {
        Self(1 << length | code)
    }

    /// The bits, and how many they are.
    #[inline]
    pub(super) fn bits(self) -> (u64, u32) {
        // The lowest bit decides nothing, and a number that cannot be 0 needs no look.
        let length = (self.0 | 1).ilog2();
        (u64::from(self.0 ^ 1 << length), length)
    }

    /// The bits, with those of another one behind them; 31 at most of each.
    #[inline]
    pub(super) fn then(self, next: Self) -> (u64, u32) {
        let ((own, length), (others, more)) = (self.bits(), next.bits());
        (own << more | others, length + more)
    }
}

/// Many codes, to write symbols with: an open table for each, so that a look-up mostly reads one line of memory.
#[derive(Default)]
pub(super) struct CodeWords {
    tables: Vec<WordTable>,
    /// A symbol in the upper half; its [`CodeWord`], of 15 bits at most, in the lower; 0 is free.
    entries: Vec<u32>,
}

/// Where the table of a code begins, in the upper 27 bits, and 32 less the bits of a place in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct WordTable(u32);

impl WordTable {
    /// No table.
    pub(super) const NONE: Self = Self(u32::MAX);

    #[inline]
    fn start(self) -> usize {
        (self.0 >> 5) as usize
    }

    #[inline]
    fn shift(self) -> u32 {
        self.0 & 31
    }
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
        self.tables.push(WordTable((start as u32) << 5 | (32 - bits)));
        self.entries.resize(start + (1 << bits), 0);
        let entries = &mut self.entries[start..];
        codes.codes(table, |symbol, code, length| {
            let mut place = place(symbol, 32 - bits);
            while entries[place] != 0 {
                place = (place + 1) & (entries.len() - 1);
            }
            entries[place] = u32::from(symbol) << 16 | CodeWord::new(code, length).0;
        });
    }

    /// The table of each code.
    pub(super) fn tables(&self) -> &[WordTable] {
        &self.tables
    }

    /// What a symbol is written with, if the code knows it.
    #[inline]
    pub(super) fn code(&self, table: WordTable, symbol: u16) -> Option<CodeWord> {
        self.get(table, symbol, self.first(table, symbol))
    }

    /// What stands where a symbol is looked for first.
    #[inline]
    pub(super) fn first(&self, table: WordTable, symbol: u16) -> u32 {
        self.entries[table.start() + place(symbol, table.shift())]
    }

    /// What a symbol is written with, if the code knows it; `entry` is the [`CodeWords::first`] one.
    #[inline]
    pub(super) fn get(&self, table: WordTable, symbol: u16, first: u32) -> Option<CodeWord> {
        let is_other = first != 0 && first >> 16 != u32::from(symbol);
        let entry = if is_other { self.behind(table, symbol) } else { first };
        (entry != 0).then_some(CodeWord(entry & 0xffff))
    }

    /// The entry of a symbol that is not the first where it is looked for; 0 if there is none.
    fn behind(&self, table: WordTable, symbol: u16) -> u32 {
        let entries = &self.entries[table.start()..][..1 << (32 - table.shift())];
        let mut place = place(symbol, table.shift());
        loop {
            place = (place + 1) & (entries.len() - 1);
            let entry = entries[place];
            if entry == 0 || entry >> 16 == u32::from(symbol) {
                return entry;
            }
        }
    }
}

/// Where to look for a symbol first (Fibonacci hashing: Knuth, The Art of Computer Programming 3, 6.4).
#[inline]
fn place(symbol: u16, shift: u32) -> usize {
    (u32::from(symbol).wrapping_mul(0x9e37_79b9) >> shift) as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::code::LONGEST;
    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(
            counts in proptest::collection::vec(0u32..24, 2..400),
            others in proptest::collection::vec(0u32..24, 2..100),
        ) {
            let mut codes = Codes::default();
            for counts in [&counts, &others] {
                // Powers of two make codes of very different lengths.
                let counted: Vec<(u16, u64)> = (0..).zip(counts.iter().map(|count| 1 << count)).collect();
                codes.push(&Code::of_counts(&counted, 15));
            }
            let words = CodeWords::new(&codes, codes.tables());
            for (number, counts) in [counts, others].into_iter().enumerate() {
                let table = codes.tables()[number];
                for symbol in (0..).take(counts.len()) {
                    let (code, length) = words.code(words.tables()[number], symbol).unwrap().bits();
                    for rest in [0, u64::MAX >> length] {
                        let window = code << (64 - length) | rest;
                        prop_assert_eq!(codes.symbol(table, window), Some((symbol, length)));
                    }
                }
                prop_assert_eq!(words.code(words.tables()[number], counts.len() as u16), None);
            }
        }
    }

    #[test]
    fn codes_may_be_as_long_as_possible() {
        let mut lengths: Vec<u8> = (1..=LONGEST).collect();
        lengths.push(LONGEST);
        let mut codes = Codes::default();
        let table = codes.push(&Code::of_lengths(&lengths).unwrap());
        let mut found = Vec::new();
        codes.codes(table, |symbol, code, length| found.push((symbol, code, length)));
        assert_eq!(found.len(), lengths.len());
        assert_eq!(found[0], (0, 0, 1));
        assert_eq!(found[20], (20, (1 << LONGEST) - 1, u32::from(LONGEST)));
    }
}
