//! Tables of prefix codes, to read symbols and to write them.

use prefetch_index::prefetch_index;

use super::bits::Cursor;
use super::code::{Code, LONGEST};

/// Bits that a table looks up at most.
const MAX_BITS: u32 = 11;

/// Many codes, to read symbols with, while they are made.
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Table(u32);

impl Table {
    /// No table: it has no symbols.
    pub(super) const NONE: Self = Self(u32::MAX);

    pub(super) fn of_bytes(bytes: [u8; 4]) -> Self {
        Self(u32::from_le_bytes(bytes))
    }

    pub(super) fn to_bytes(self) -> [u8; 4] {
        self.0.to_le_bytes()
    }

    #[inline]
    fn start(self) -> usize {
        (self.0 >> 5) as usize
    }

    #[inline]
    fn bits(self) -> u32 {
        self.0 & 31
    }

    /// The first bits of a window, as many as it looks up.
    #[inline]
    fn first(self, window: u64) -> usize {
        (window >> 1 >> (63 - self.bits())) as usize
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

    /// Appends the stored form: how many tables and entries there are, four bytes each; the tables; the entries.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        for count in [self.tables.len(), self.entries.len()] {
            out.extend_from_slice(&(count as u32).to_le_bytes());
        }
        out.extend(self.tables.iter().flat_map(|table| table.to_bytes()));
        out.extend(self.entries.iter().flat_map(|entry| entry.to_le_bytes()));
    }
}

/// Codes as [`Codes::write`] has stored them, or any bytes: whatever they are, a look-up finds a symbol or none.
#[derive(Clone, Copy)]
pub(super) struct StoredCodes<'b> {
    tables: &'b [[u8; 4]],
    entries: &'b [[u8; 4]],
}

impl<'b> StoredCodes<'b> {
    pub(super) fn read(from: &mut Cursor<'b>) -> Option<Self> {
        let (tables, entries) = (from.count()?, from.count()?);
        Some(Self { tables: from.chunks(tables)?, entries: from.chunks(entries)? })
    }

    /// How many codes there are.
    pub(super) fn count(&self) -> usize {
        self.tables.len()
    }

    #[inline]
    pub(super) fn table(&self, number: usize) -> Option<Table> {
        self.tables.get(number).map(|&bytes| Table::of_bytes(bytes))
    }

    /// Whether these are as [`Codes::write`] has stored them. Each code has symbols and lengths within `limits`, as [`Self::codes`] takes
    /// them, and `is_good`.
    pub(super) fn are_sound(
        &self,
        limits: impl Fn(usize) -> (usize, u8),
        is_good: impl Fn(usize, &Code) -> bool,
    ) -> bool {
        let mut made = Codes::default();
        for number in 0..self.count() {
            let (mut symbols, mut lengths) = (Vec::new(), Vec::new());
            let each = |symbol, _, length| {
                symbols.push(symbol);
                lengths.push(length as u8);
            };
            let code = self.table(number).and_then(|table| self.codes(table, limits(number), each));
            match code.and_then(|()| Code::in_order(symbols, lengths)) {
                Some(code) if is_good(number, &code) => made.push(&code),
                _ => return false,
            };
        }
        made.tables.iter().map(|table| table.to_bytes()).eq(self.tables.iter().copied())
            && made.entries.iter().map(|entry| entry.to_le_bytes()).eq(self.entries.iter().copied())
    }

    /// Has what is read first of the symbol with whose code a window begins brought near, without waiting for it.
    #[inline]
    pub(super) fn fetch(&self, table: Table, window: u64) {
        prefetch_index(self.entries, table.start() + table.first(window));
    }

    /// The symbol with whose code a window begins, and the length of the code.
    #[inline]
    pub(super) fn symbol(&self, table: Table, window: u64) -> Option<(u16, u32)> {
        let first = table.start() + table.first(window);
        let entry = u32::from_le_bytes(*self.entries.get(first)?);
        // Whether there is another table can hardly be predicted, so it is looked up in any case.
        let more = window << table.bits() >> 1 >> (63 - (entry & 31));
        let second = table.start() + (entry >> 8) as usize + more as usize;
        let entry = u32::from_le_bytes(*self.entries.get(if entry & MORE > 0 { second } else { first })?);
        Some(((entry >> 8) as u16, entry & 31))
    }

    /// Calls `each` with every symbol of a code, its bits and how many they are. `None` if it is no complete code of up to so many
    /// symbols, all of lower numbers, of up to so many bits each.
    pub(super) fn codes(
        &self,
        table: Table,
        (symbols, longest): (usize, u8),
        mut each: impl FnMut(u16, u32, u32),
    ) -> Option<()> {
        let mut next = 0;
        for _ in 0..symbols {
            let (symbol, length) = self.symbol(table, next)?;
            if !(1..=u32::from(longest)).contains(&length) || usize::from(symbol) >= symbols {
                return None;
            }
            each(symbol, (next >> (64 - length)) as u32, length);
            match next.checked_add(1 << (64 - length)) {
                Some(following) => next = following,
                None => return Some(()),
            }
        }
        None
    }
}

/// Any symbols, and codes of any length.
pub(super) const ALL: (usize, u8) = (1 << u16::BITS, LONGEST);

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
    /// To write what the first so many of stored codes read.
    pub(super) fn new(codes: &StoredCodes<'_>, count: usize) -> Self {
        let mut words = Self::default();
        for table in (0..count).filter_map(|number| codes.table(number)) {
            words.push(codes, table);
        }
        words
    }

    fn push(&mut self, codes: &StoredCodes<'_>, table: Table) {
        let mut known = Vec::new();
        codes.codes(table, ALL, |symbol, code, length| known.push((symbol, CodeWord::new(code, length))));
        let bits = (known.len() * 3 / 2 + 1).next_power_of_two().trailing_zeros();
        let start = self.entries.len();
        self.tables.push(WordTable((start as u32) << 5 | (32 - bits)));
        self.entries.resize(start + (1 << bits), 0);
        let entries = &mut self.entries[start..];
        for (symbol, word) in known {
            let mut place = place(symbol, 32 - bits);
            while entries[place] != 0 {
                place = (place + 1) & (entries.len() - 1);
            }
            entries[place] = u32::from(symbol) << 16 | word.0;
        }
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
            let mut stored = Vec::new();
            codes.write(&mut stored);
            let codes = StoredCodes::read(&mut Cursor(&stored)).unwrap();
            let words = CodeWords::new(&codes, codes.count());
            for (number, counts) in [counts, others].into_iter().enumerate() {
                let table = codes.table(number).unwrap();
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
        let (mut stored, mut found) = (Vec::new(), Vec::new());
        codes.write(&mut stored);
        let codes = StoredCodes::read(&mut Cursor(&stored)).unwrap();
        codes.codes(table, ALL, |symbol, code, length| found.push((symbol, code, length))).unwrap();
        assert_eq!(found.len(), lengths.len());
        assert_eq!(found[0], (0, 0, 1));
        assert_eq!(found[20], (20, (1 << LONGEST) - 1, u32::from(LONGEST)));
    }
}
