//! Postings in tantivy's format, from occurrences that are sorted by counting.

use std::io;
use std::ops::Range;

use tantivy::DocId;
use tantivy::postings::FieldSerializer;

use super::dictionary::Dictionary;
use super::occurrences::Occurrences;

/// A dictionary in order.
pub(super) struct SortedTerms<'a> {
    dictionary: &'a Dictionary,
    /// Numbers in the order of their terms.
    order: Vec<u32>,
    /// By number, the place in that order.
    ranks: Vec<u32>,
    /// So many of their occurrences are sorted at once, of eight bytes each; more only if one term has more.
    at_once: usize,
}

impl<'a> SortedTerms<'a> {
    pub(super) fn of(dictionary: &'a Dictionary, at_once: usize) -> Self {
        let order = dictionary.sorted();
        let mut ranks = vec![0; order.len()];
        for (rank, &number) in (0..).zip(&order) {
            ranks[number as usize] = rank;
        }
        Self { dictionary, order, ranks, at_once }
    }

    /// Numbers terms by their rank, and says how often each occurs.
    pub(super) fn rank(&self, occurrences: &mut Occurrences) -> Vec<u32> {
        occurrences.renumber(&self.ranks)
    }
}

/// What is kept of a field's occurrences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// In which articles a term stands.
    Articles,
    /// How often as well, and where.
    Positions,
}

/// Writes the postings of a field of terms that are numbered by rank, with how often each occurs. Linear in the occurrences, which are read once for every so many of them as are sorted
/// at once.
pub(super) fn write_terms(
    serializer: &mut FieldSerializer<'_>,
    terms: &SortedTerms<'_>,
    (occurrences, counts): (&Occurrences, &[u32]),
    kept: Kept,
) -> io::Result<()> {
    let mut sorted: Vec<u64> = Vec::new();
    let mut deltas = Vec::new();
    let mut from = 0;
    let mut next = Vec::new();
    while from < counts.len() {
        let (ranks, total) = next_ranks(counts, from, terms.at_once, &mut next);
        // What stands there from the turn before is overwritten.
        sorted.resize(sorted.len().max(total + 1), 0);
        sort(occurrences, &ranks, &mut next, &mut sorted);
        let mut rest = &sorted[..total];
        for rank in ranks.clone() {
            let (of_term, others) = rest.split_at(counts[rank] as usize);
            rest = others;
            if !of_term.is_empty() {
                let term = terms.dictionary.term(terms.order[rank]);
                match kept {
                    Kept::Positions => write_positions(serializer, term, of_term, &mut deltas)?,
                    Kept::Articles => write_articles(serializer, term, of_term.iter().map(|&entry| halves(entry).0))?,
                }
            }
        }
        from = ranks.end;
    }
    Ok(())
}

/// As many terms from `from` on as are sorted at once, and how many occurrences they have. Sets `next` to where the occurrences of
/// each begin among theirs, and for all other terms to the place behind them.
fn next_ranks(counts: &[u32], from: usize, at_once: usize, next: &mut Vec<u32>) -> (Range<usize>, usize) {
    let (mut end, mut total) = (from, 0_usize);
    while end < counts.len() && (end == from || total + counts[end] as usize <= at_once) {
        total += counts[end] as usize;
        end += 1;
    }
    #[expect(clippy::cast_possible_truncation, reason = "no more than all occurrences, which u32 counts")]
    let behind = total as u32;
    next.clear();
    next.resize(counts.len(), behind);
    let mut start = 0;
    for (next, count) in next[from..end].iter_mut().zip(&counts[from..end]) {
        *next = start;
        start += count;
    }
    (from..end, total)
}

/// Puts the occurrences of some terms in order: by term, article, position. `next` says where those of each term begin.
///
/// Whether a term is among those cannot be foreseen, so it decides nothing: what is written of others lands behind, in one place.
fn sort(occurrences: &Occurrences, wanted: &Range<usize>, next: &mut [u32], sorted: &mut [u64]) {
    occurrences.for_each(|article, position, rank| {
        let next = &mut next[rank as usize];
        sorted[*next as usize] = u64::from(article) << u32::BITS | u64::from(position);
        *next += u32::from(wanted.contains(&(rank as usize)));
    });
}

/// Article and position of an occurrence.
#[expect(clippy::cast_possible_truncation, reason = "this is what it is for")]
fn halves(entry: u64) -> (DocId, u32) {
    ((entry >> u32::BITS) as u32, entry as u32)
}

/// Writes one term with its positions.
fn write_positions(
    serializer: &mut FieldSerializer<'_>,
    term: &[u8],
    of_term: &[u64],
    deltas: &mut Vec<u32>,
) -> io::Result<()> {
    let by_article = || of_term.chunk_by(|&one, &other| halves(one).0 == halves(other).0);
    #[expect(clippy::cast_possible_truncation, reason = "articles are numbered by u32")]
    serializer.new_term(term, by_article().count() as u32, true)?;
    for places in by_article() {
        deltas.clear();
        let mut last = 0;
        for &entry in places {
            let position = halves(entry).1;
            deltas.push(position - last);
            last = position;
        }
        #[expect(clippy::cast_possible_truncation, reason = "positions are numbered by u32")]
        serializer.write_doc(halves(places[0]).0, places.len() as u32, deltas);
    }
    serializer.close_term()
}

/// Writes the articles of one term, in order, each once.
fn write_articles(
    serializer: &mut FieldSerializer<'_>,
    term: &[u8],
    articles: impl Iterator<Item = DocId>,
) -> io::Result<()> {
    serializer.new_term_without_freq(term)?;
    let mut last = None;
    for article in articles {
        if last != Some(article) {
            serializer.write_doc(article, 0, &[]);
            last = Some(article);
        }
    }
    serializer.close_term()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn occurrences_are_sorted_in_as_many_turns_as_needed() {
        let mut occurrences = Occurrences::default();
        for article in [vec![3, 0, 1, 0], vec![], vec![1, 3, 3, 2, 1]] {
            for term in article {
                occurrences.push(term);
            }
            occurrences.end_article();
        }
        let counts = occurrences.renumber(&[2, 0, 3, 1]);
        assert_eq!(counts, [3, 3, 2, 1]);
        for (at_once, turns) in [(100, 1), (5, 3), (3, 3), (1, 4)] {
            let (mut from, mut found, mut turn, mut next) = (0, Vec::new(), 0, Vec::new());
            while from < counts.len() {
                let (ranks, total) = next_ranks(&counts, from, at_once, &mut next);
                let mut sorted = vec![0; total + 1];
                sort(&occurrences, &ranks, &mut next, &mut sorted);
                found.extend(sorted[..total].iter().copied().map(halves));
                from = ranks.end;
                turn += 1;
            }
            assert_eq!(turn, turns, "{at_once}");
            assert_eq!(found, [(0, 2), (2, 0), (2, 4), (0, 0), (2, 1), (2, 2), (0, 1), (0, 3), (2, 3)], "{at_once}");
        }
    }
}
