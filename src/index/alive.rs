//! Counts without deleted articles.
//!
//! An article that was deleted or replaced stays in its segment until that is merged, and tantivy counts it in each term that it held.
//! Scores made of such counts would change with each merge, though no article did; so deleted articles are found among
//! the postings of a term and taken off. That costs nothing in segments without any.

use tantivy::postings::TermInfo;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Searcher, SegmentReader, TERMINATED, Term};

/// Going on to an article that may be far costs as much as so many articles in a row.
const FAR: usize = 16;

/// The articles that can be found, and how many of them hold a term.
pub(crate) struct Alive {
    searcher: Searcher,
    /// The deleted articles of each segment, ascending.
    deleted: Vec<Vec<DocId>>,
}

impl Alive {
    /// Those of a commit. Where articles of a segment are deleted, some nanoseconds for each article of it.
    pub(crate) fn of(searcher: &Searcher) -> Self {
        let deleted = searcher.segment_readers().iter().map(deleted).collect();
        Self { searcher: searcher.clone(), deleted }
    }

    pub(crate) fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    /// The deleted articles of a segment, ascending.
    pub(crate) fn deleted(&self, segment: u32) -> &[DocId] {
        self.deleted.get(segment as usize).map_or(&[], Vec::as_slice)
    }

    /// How many articles hold a term.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub(crate) fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        let mut articles = 0;
        for (number, segment) in (0u32..).zip(self.searcher.segment_readers()) {
            if let Some(info) = segment.inverted_index(term.field())?.get_term_info(term)? {
                articles += self.with_term(number, term.field(), &info)?;
            }
        }
        Ok(articles)
    }

    /// How many articles of a segment hold a term of a field. Where some are deleted, its postings are read: as many as there are, or
    /// a block for each deleted one.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub(crate) fn with_term(&self, segment: u32, field: Field, info: &TermInfo) -> tantivy::Result<u64> {
        let all = u64::from(info.doc_freq);
        let deleted = self.deleted(segment);
        if deleted.is_empty() {
            return Ok(all);
        }
        let reader = self.searcher.segment_reader(segment);
        let mut postings = reader.inverted_index(field)?.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
        if deleted.len().saturating_mul(FAR) < info.doc_freq as usize {
            let holds = |&&article: &&DocId| postings.doc() <= article && postings.seek(article) == article;
            return Ok(all.saturating_sub(deleted.iter().filter(holds).count() as u64));
        }
        let mut alive = 0;
        while postings.doc() != TERMINATED {
            alive += u64::from(!reader.is_deleted(postings.doc()));
            postings.advance();
        }
        Ok(alive)
    }
}

/// The deleted articles of a segment: those between the ones that are not.
fn deleted(segment: &SegmentReader) -> Vec<DocId> {
    let Some(alive) = segment.alive_bitset() else { return Vec::new() };
    let mut deleted = Vec::with_capacity(segment.num_deleted_docs() as usize);
    let mut next = 0;
    for article in alive.iter_alive() {
        deleted.extend(next..article);
        next = article + 1;
    }
    deleted.extend(next..segment.max_doc());
    deleted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy::schema::{STRING, Schema, TEXT};
    use tantivy::{Index, TantivyDocument};

    use super::*;

    const TERMS: [&str; 4] = ["ant", "bee", "cat", "dog"];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn deleted_articles_do_not_count(
            held in prop::collection::vec(prop::array::uniform4(prop::bool::weighted(0.4)), 1..700),
            deleted in prop::collection::btree_set(0usize..700, 0..60),
            at_once in 50usize..700,
        ) {
            let mut schema = Schema::builder();
            let (text, name) = (schema.add_text_field("text", TEXT), schema.add_text_field("name", STRING));
            let index = Index::create_in_ram(schema.build());
            let mut writer = index.writer_with_num_threads::<TantivyDocument>(1, 15_000_000).unwrap();
            for (part, held) in held.chunks(at_once).enumerate() {
                for (number, held) in held.iter().enumerate() {
                    let words: Vec<&str> = TERMS.into_iter().zip(held).filter(|(_, held)| **held).map(|(term, _)| term).collect();
                    let mut document = TantivyDocument::default();
                    document.add_text(text, words.join(" "));
                    document.add_text(name, (part * at_once + number).to_string());
                    writer.add_document(document).unwrap();
                }
                writer.commit().unwrap();
            }
            for number in &deleted {
                writer.delete_term(Term::from_field_text(name, &number.to_string()));
            }
            writer.commit().unwrap();
            let alive = Alive::of(&index.reader().unwrap().searcher());
            for (at, term) in TERMS.into_iter().enumerate() {
                let expected = held.iter().enumerate().filter(|(number, held)| held[at] && !deleted.contains(number)).count();
                prop_assert_eq!(alive.doc_freq(&Term::from_field_text(text, term)).unwrap(), expected as u64, "{}", term);
            }
        }
    }
}
