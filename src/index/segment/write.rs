//! Postings in tantivy's format, from sorted occurrences.

use std::io;

use tantivy::DocId;
use tantivy::postings::FieldSerializer;

use super::dictionary::Dictionary;
use super::sorted::{OfTerm, Sorted};

/// A dictionary in order.
pub(super) struct SortedTerms<'a> {
    dictionary: &'a Dictionary,
    /// Numbers in the order of their terms.
    order: Vec<u32>,
    /// By number, the place in that order.
    pub ranks: Vec<u32>,
}

impl<'a> SortedTerms<'a> {
    pub(super) fn of(dictionary: &'a Dictionary) -> Self {
        let order = dictionary.sorted();
        let mut ranks = vec![0; order.len()];
        for (rank, &number) in (0..).zip(&order) {
            ranks[number as usize] = rank;
        }
        Self { dictionary, order, ranks }
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

/// Writes the postings of a field. Linear in its occurrences, and in its terms for each part of them.
pub(super) fn write_terms(
    serializer: &mut FieldSerializer<'_>,
    terms: &SortedTerms<'_>,
    sorted: &Sorted,
    kept: Kept,
) -> io::Result<()> {
    let mut deltas = Vec::new();
    for (rank, &number) in terms.order.iter().enumerate() {
        let of_term = || sorted.of_term(rank);
        if of_term().next().is_none() {
            continue;
        }
        let term = terms.dictionary.term(number);
        match kept {
            Kept::Positions => write_positions(serializer, term, of_term, &mut deltas)?,
            Kept::Articles => {
                let articles = of_term().flat_map(|of_term| of_term.articles().map(|(article, _)| article));
                write_articles(serializer, term, articles)?;
            }
        }
    }
    Ok(())
}

/// Writes one term with its positions.
fn write_positions<'s, I: Iterator<Item = OfTerm<'s>>>(
    serializer: &mut FieldSerializer<'_>,
    term: &[u8],
    of_term: impl Fn() -> I,
    deltas: &mut Vec<u32>,
) -> io::Result<()> {
    let articles: usize = of_term().map(|of_term| of_term.articles().count()).sum();
    #[expect(clippy::cast_possible_truncation, reason = "articles are numbered by u32")]
    serializer.new_term(term, articles as u32, true)?;
    for of_part in of_term() {
        for (article, entries) in of_part.articles() {
            deltas.clear();
            let mut last = 0;
            for &entry in entries {
                let position = of_part.position(entry);
                deltas.push(position - last);
                last = position;
            }
            #[expect(clippy::cast_possible_truncation, reason = "positions are numbered by u32")]
            serializer.write_doc(article, entries.len() as u32, deltas);
        }
    }
    serializer.close_term()
}

/// Writes the articles of one term, in order.
fn write_articles(
    serializer: &mut FieldSerializer<'_>,
    term: &[u8],
    articles: impl Iterator<Item = DocId>,
) -> io::Result<()> {
    serializer.new_term_without_freq(term)?;
    articles.for_each(|article| serializer.write_doc(article, 0, &[]));
    serializer.close_term()
}
