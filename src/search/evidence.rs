//! Where the terms of a query stand in the candidate articles, read from postings: no stored text is touched.

use std::ops::Range;
use std::sync::Arc;

use tantivy::columnar::Column;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::Postings;
use tantivy::query::EnableScoring;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, DocSet, SegmentReader, Term};

use super::SearchError;
use super::engine::Engine;
use super::node::Node;
use super::plan::Plan;
use super::spans::{Places, united};
use crate::index::Reader;

/// One candidate article and the places of the query's terms in it.
#[derive(Debug, Clone)]
pub(super) struct Evidence {
    /// The article in the index.
    pub address: DocAddress,
    /// What orders articles of equal score.
    pub key: u64,
    /// Its length, as coded for BM25.
    pub norm: u8,
    /// How often each term of the plan stands in it.
    pub frequencies: Vec<u32>,
    /// Token position at which each passage starts, and the one behind the last. What stands before the first is
    /// the title. Empty unless positions were asked for.
    pub borders: Vec<u32>,
    /// Token positions of the terms of the plan, one term after the other, those of each ascending. Empty unless positions were
    /// asked for.
    places: Vec<u32>,
    /// Where those of each term end.
    ends: Vec<usize>,
    /// How many positions each term of the plan takes.
    pub widths: Arc<[u32]>,
    /// For each pattern of the plan, its terms if the article has one of its word forms, else none.
    pub forms: Vec<Vec<usize>>,
}

impl Places for Evidence {
    fn term(&self, term: usize) -> &[u32] {
        let start = term.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.places[start..self.ends[term]]
    }

    fn forms(&self, forms: usize) -> Vec<u32> {
        united(self, &self.forms[forms])
    }

    fn body(&self) -> u32 {
        self.borders.first().copied().unwrap_or(0)
    }

    fn width(&self, term: usize) -> u32 {
        self.widths[term]
    }
}

/// How much to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// Enough to score articles by terms.
    Frequencies,
    /// Enough to score phrases and passages as well.
    Positions,
}

impl Evidence {
    /// The token positions of each passage, in order.
    pub(super) fn passages(&self) -> impl Iterator<Item = Range<u32>> + '_ {
        self.borders.windows(2).map(|pair| pair[0]..pair[1])
    }
}

/// Reads the evidence for all `articles`. Costs one seek in the postings of each term for each article.
pub(super) fn gather(
    (reader, columns): (&Reader, &Columns),
    plan: &Plan,
    mut articles: Vec<DocAddress>,
    depth: Depth,
) -> Result<Vec<Evidence>, SearchError> {
    articles.sort_unstable();
    let mut all = Vec::with_capacity(articles.len());
    for group in articles.chunk_by(|a, b| a.segment_ord == b.segment_ord) {
        let first = all.len();
        describe(columns, group, (depth, &plan.widths), &mut all);
        locate(reader, &plan.terms, depth, &mut all[first..])?;
        find_forms(reader, plan, &mut all[first..])?;
    }
    Ok(all)
}

/// What is known of each article of a segment, opened once: that takes longer than reading it for a query.
pub(super) struct Columns {
    segments: Vec<SegmentColumns>,
}

struct SegmentColumns {
    keys: Column<u64>,
    passages: Column<u64>,
    norms: FieldNormReader,
}

impl Columns {
    pub(super) fn new(reader: &Reader) -> Result<Self, SearchError> {
        let open = |segment: &SegmentReader| -> tantivy::Result<SegmentColumns> {
            Ok(SegmentColumns {
                keys: segment.fast_fields().u64("key")?,
                passages: segment.fast_fields().u64("passages")?,
                norms: segment.get_fieldnorms_reader(reader.fields().text)?,
            })
        };
        let segments = reader.searcher().segment_readers().iter().map(open).collect::<tantivy::Result<_>>()?;
        Ok(Self { segments })
    }
}

/// Key, length and passages of articles of one segment.
fn describe(
    columns: &Columns,
    articles: &[DocAddress],
    (depth, widths): (Depth, &Arc<[u32]>),
    all: &mut Vec<Evidence>,
) {
    let Some(first) = articles.first() else { return };
    let SegmentColumns { keys, passages, norms } = &columns.segments[first.segment_ord as usize];
    let borders = |doc: DocId| match depth {
        Depth::Frequencies => Vec::new(),
        Depth::Positions => passages.values_for_doc(doc).map(|at| u32::try_from(at).unwrap_or(u32::MAX)).collect(),
    };
    all.extend(articles.iter().map(|&address| Evidence {
        address,
        key: keys.first(address.doc_id).unwrap_or(0),
        norm: norms.fieldnorm_id(address.doc_id),
        frequencies: Vec::with_capacity(widths.len()),
        borders: borders(address.doc_id),
        places: Vec::new(),
        ends: Vec::with_capacity(widths.len()),
        widths: Arc::clone(widths),
        forms: Vec::new(),
    }));
}

/// Fills in where, or how often, all terms stand. The articles are of one segment, in ascending order.
fn locate(reader: &Reader, terms: &[String], depth: Depth, articles: &mut [Evidence]) -> Result<(), SearchError> {
    let Some(first) = articles.first() else { return Ok(()) };
    let segment = reader.searcher().segment_reader(first.address.segment_ord);
    let field = reader.fields().text;
    let inverted = segment.inverted_index(field)?;
    let record = match depth {
        Depth::Frequencies => IndexRecordOption::WithFreqs,
        Depth::Positions => IndexRecordOption::WithFreqsAndPositions,
    };
    for text in terms {
        let mut postings = inverted.read_postings(&Term::from_field_text(field, text), record)?;
        for article in articles.iter_mut() {
            let mut frequency = 0;
            if let Some(postings) = &mut postings
                && reaches(postings, article.address.doc_id)
            {
                frequency = postings.term_freq();
                if depth == Depth::Positions {
                    postings.append_positions_with_offset(0, &mut article.places);
                }
            }
            article.frequencies.push(frequency);
            article.ends.push(article.places.len());
        }
    }
    Ok(())
}

/// Fills in which patterns have a word form in each article. The articles are of one segment, in ascending order.
fn find_forms(reader: &Reader, plan: &Plan, articles: &mut [Evidence]) -> Result<(), SearchError> {
    let Some(first) = articles.first() else { return Ok(()) };
    let segment = reader.searcher().segment_reader(first.address.segment_ord);
    let engine = Engine {
        reader,
        terms: &plan.terms,
        widths: &plan.widths,
        idf: &[],
        forms: &plan.forms,
        filters: &plan.filters,
    };
    for (number, forms) in plan.forms.iter().enumerate() {
        let query = engine.query(&Node::Forms(number));
        let weight = query.weight(EnableScoring::disabled_from_searcher(reader.searcher()))?;
        let mut having = weight.scorer(segment, 1.0)?;
        for article in articles.iter_mut() {
            let has_form = reaches(&mut *having, article.address.doc_id);
            article.forms.push(if has_form { forms.terms.clone() } else { Vec::new() });
        }
    }
    Ok(())
}

/// Goes on to a document, which is not before the one of the last call, and says whether it is among `docs`.
pub(super) fn reaches(docs: &mut (impl DocSet + ?Sized), doc: DocId) -> bool {
    (if docs.doc() < doc { docs.seek(doc) } else { docs.doc() }) == doc
}
