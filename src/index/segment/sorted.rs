//! Occurrences by term.
//!
//! They are sorted by counting (Knuth, *The Art of Computer Programming* 3, 5.2), some articles at a time, and each such part stays
//! where its codes were. So sorting takes no memory but for one part and a table for each; what is written while it runs lies within
//! a part, which processor and page tables hold, where in one table of all occurrences nearly every word would wait for memory;
//! and article and position fit one number of four bytes.

use tantivy::DocId;

use super::occurrences::{End, Occurrences, for_each_term, renumber};

/// Occurrences of a part: enough to make the tables small beside them, and few enough to stay near.
const PART: usize = 1 << 19;
/// More, where there are so many terms that tables of them would take more than half of the memory of what they are of.
const TERM_SHARE: usize = 2;

/// Which terms stand where, by the ranks of the terms.
pub(super) struct Sorted {
    /// By part, term, article and position: articles are counted from the first of the part, above the bits of a position.
    entries: Vec<u32>,
    parts: Vec<Part>,
}

/// Some articles.
struct Part {
    first: DocId,
    position_bits: u32,
    /// Where its entries begin.
    at: usize,
    /// Where those of each term begin among them, and behind the last.
    starts: Vec<u32>,
}

/// What a part has of a term.
#[derive(Clone, Copy)]
pub(super) struct OfTerm<'a> {
    first: DocId,
    position_bits: u32,
    entries: &'a [u32],
}

impl Sorted {
    /// Sorts occurrences of terms whose `ranks` are given by their numbers. Linear in the occurrences, and in the terms for each part.
    pub(super) fn of(occurrences: Occurrences, ranks: &[u32]) -> Self {
        let (mut entries, ends) = occurrences.into_codes();
        let most = PART.max(TERM_SHARE * ranks.len());
        let (mut parts, mut scratch) = (Vec::new(), Vec::new());
        let (mut number, mut at) = (0, 0);
        while number < ends.len() {
            let (articles, position_bits) = extent(&ends[number..], at, most);
            let of_part = &ends[number..number + articles];
            let end = of_part.last().map_or(at, |last| last.code as usize);
            let starts = sort(&mut entries[at..end], (of_part, at), position_bits, ranks, &mut scratch);
            #[expect(clippy::cast_possible_truncation, reason = "articles are numbered by u32")]
            parts.push(Part { first: number as u32, position_bits, at, starts });
            (number, at) = (number + articles, end);
        }
        Self { entries, parts }
    }

    /// All occurrences.
    pub(super) fn count(&self) -> u64 {
        self.parts.iter().filter_map(|part| part.starts.last()).map(|&count| u64::from(count)).sum()
    }

    /// Those of the term of a rank, by articles.
    pub(super) fn of_term(&self, rank: usize) -> impl Iterator<Item = OfTerm<'_>> {
        self.parts.iter().filter(move |part| part.starts[rank] < part.starts[rank + 1]).map(move |part| OfTerm {
            first: part.first,
            position_bits: part.position_bits,
            entries: &self.entries[part.at + part.starts[rank] as usize..part.at + part.starts[rank + 1] as usize],
        })
    }
}

impl<'a> OfTerm<'a> {
    /// Each article, with what [`Self::position`] reads.
    pub(super) fn articles(self) -> impl Iterator<Item = (DocId, &'a [u32])> {
        let (first, bits) = (self.first, self.position_bits);
        self.entries
            .chunk_by(move |one, other| one >> bits == other >> bits)
            .map(move |entries| (first + (entries[0] >> bits), entries))
    }

    /// The position of an occurrence.
    #[inline]
    pub(super) fn position(self, entry: u32) -> u32 {
        entry & ((1 << self.position_bits) - 1)
    }
}

/// How many of the next articles make a part, and the bits that their positions need. The first one's codes begin at `at`.
fn extent(ends: &[End], at: usize, most: usize) -> (usize, u32) {
    let mut position_bits = 0;
    for (number, end) in (0..).zip(ends) {
        // There are fewer positions in an article than bytes, and of these less than 4 GiB.
        let needed = bits(end.positions).min(u32::BITS - 1).max(position_bits);
        let is_full = needed + bits(number) > u32::BITS || end.code as usize - at > most;
        if number > 0 && is_full {
            return (number as usize, position_bits);
        }
        position_bits = needed;
    }
    (ends.len(), position_bits)
}

/// Bits that a number takes.
fn bits(number: u32) -> u32 {
    u32::BITS - number.leading_zeros()
}

/// Makes sorted entries of the codes of some articles, the first of which begins at `at` of all. Returns where those of each term
/// begin, and behind the last.
fn sort(
    codes: &mut [u32],
    (ends, at): (&[End], usize),
    position_bits: u32,
    ranks: &[u32],
    scratch: &mut Vec<u32>,
) -> Vec<u32> {
    // Behind the place of each term: at first how often it occurs, then where its next entry goes, and in the end where its entries end.
    let mut starts = vec![0; ranks.len() + 1];
    renumber(codes, ranks, |rank| starts[rank as usize + 1] += 1);
    let mut count = 0;
    for start in &mut starts[1..] {
        count += std::mem::replace(start, count);
    }
    scratch.resize(codes.len().max(scratch.len()), 0);
    let mut from = 0;
    for (article, end) in (0..).zip(ends) {
        let end = end.code as usize - at;
        for_each_term(&codes[from..end], |position, rank| {
            let next = &mut starts[rank as usize + 1];
            scratch[*next as usize] = article << position_bits | position;
            *next += 1;
        });
        from = end;
    }
    codes[..count as usize].copy_from_slice(&scratch[..count as usize]);
    starts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_part_ends_where_articles_and_positions_would_not_fit_one_number() {
        let end = |code, positions| End { code, positions };
        let ends = [end(1, 1), end(2, 1 << 30), end(3, 1), end(4, 1), end(5, 1)];
        assert_eq!(extent(&ends, 0, 100), (2, 31), "a second article needs one bit");
        assert_eq!(extent(&ends[2..], 2, 100), (3, 1));
        assert_eq!(extent(&ends[2..], 2, 2), (2, 1));
        assert_eq!(extent(&[end(9, u32::MAX)], 0, 1), (1, 31));
    }

    proptest! {
        #[test]
        fn occurrences_come_in_the_order_of_terms_articles_and_positions(
            articles in prop::collection::vec(
                (prop::collection::vec((0..6u32, 0..3u8), 0..12), prop::option::weighted(0.1, 1u32..1 << 26)),
                0..20,
            ),
        ) {
            let ranks = [3, 0, 5, 1, 4, 2];
            let (mut occurrences, mut expected) = (Occurrences::default(), Vec::new());
            for (article, (terms, gap)) in (0..).zip(&articles) {
                let mut next = 0;
                for &(term, kind) in terms {
                    match kind {
                        0 if next > 0 => occurrences.push_beside(term),
                        1 if gap.is_some() => {
                            occurrences.skip(gap.unwrap_or_default());
                            next += gap.unwrap_or_default();
                            continue;
                        }
                        _ => {
                            occurrences.push(term);
                            next += 1;
                        }
                    }
                    expected.push((ranks[term as usize], article, next - 1));
                }
                occurrences.end_article();
            }
            expected.sort_unstable();
            let sorted = Sorted::of(occurrences, &ranks);
            let mut found = Vec::new();
            for rank in 0..6_u8 {
                for of_term in sorted.of_term(usize::from(rank)) {
                    for (article, entries) in of_term.articles() {
                        found.extend(entries.iter().map(|&entry| (u32::from(rank), article, of_term.position(entry))));
                    }
                }
            }
            prop_assert_eq!(sorted.count(), expected.len() as u64);
            prop_assert_eq!(found, expected);
        }
    }
}
