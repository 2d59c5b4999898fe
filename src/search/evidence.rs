//! Where the terms of a query stand in the candidate articles, read from postings: no stored text is touched.

use std::ops::Range;
use std::sync::Arc;

use tantivy::columnar::Column;
use tantivy::directory::OwnedBytes;
use tantivy::query::EnableScoring;
use tantivy::{DocAddress, DocId, DocSet, SegmentReader};

use super::SearchError;
use super::dictionary::Dictionary;
use super::engine::Engine;
use super::node::Node;
use super::plan::Plan;
use super::pruning::PhraseWord;
use super::spans::{Places, united};
use crate::index::{Borders, IndexError, Reader};

/// One candidate article and the places of the query's terms in it.
#[derive(Debug, Clone)]
pub(super) struct Evidence {
    /// The article in the index.
    pub address: DocAddress,
    /// What orders articles of equal score.
    pub key: u64,
    /// Its length, as coded for BM25.
    pub norm: u8,
    /// What is known of all articles that were read together, and which of them it is.
    group: Arc<Group>,
    place: usize,
}

/// What stands in articles of one segment.
#[derive(Debug, Default)]
struct Group {
    articles: usize,
    /// How often each term of the plan stands in each article: those of a term side by side, as in all that follows.
    frequencies: Vec<u32>,
    /// Token positions of the terms in the articles, those of each ascending. Empty unless positions were asked for.
    places: Vec<u32>,
    /// Where those of each end.
    ends: Vec<usize>,
    /// Whether each pattern of the plan has a word form in each article.
    has_form: Vec<bool>,
    /// The terms of each pattern.
    forms: Vec<Vec<usize>>,
    /// The borders of the passages of all articles, and where those of each article end.
    borders: Vec<u32>,
    border_ends: Vec<usize>,
    /// How many positions each term takes.
    widths: Arc<[u32]>,
}

/// The part of `all` at `place`, if each part ends where `ends` says. Nothing, if nothing was read.
fn part<'a>(all: &'a [u32], ends: &[usize], place: usize) -> &'a [u32] {
    let Some(&end) = ends.get(place) else { return &[] };
    let start = place.checked_sub(1).map_or(0, |before| ends[before]);
    &all[start..end]
}

impl Places for Evidence {
    fn term(&self, term: usize) -> &[u32] {
        part(&self.group.places, &self.group.ends, self.slot(term))
    }

    fn forms(&self, forms: usize) -> Vec<u32> {
        united(self, self.terms_of_forms(forms))
    }

    fn body(&self) -> u32 {
        self.borders().first().copied().unwrap_or(0)
    }

    fn width(&self, term: usize) -> u32 {
        self.group.widths[term]
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
    /// Where what is known of a term or pattern stands.
    fn slot(&self, number: usize) -> usize {
        number * self.group.articles + self.place
    }

    /// How often a term of the plan stands in the article.
    pub(super) fn frequency(&self, term: usize) -> u32 {
        self.group.frequencies[self.slot(term)]
    }

    /// The terms of a pattern of the plan if the article has one of its word forms, else none.
    pub(super) fn terms_of_forms(&self, forms: usize) -> &[usize] {
        if self.group.has_form[self.slot(forms)] { &self.group.forms[forms] } else { &[] }
    }

    /// Token position at which each passage starts, and the one behind the last. What stands before the first is the title.
    /// Empty unless positions were asked for.
    pub(super) fn borders(&self) -> &[u32] {
        part(&self.group.borders, &self.group.border_ends, self.place)
    }

    /// The token positions of the title.
    pub(super) fn title(&self) -> Range<u32> {
        0..self.body()
    }

    /// The token positions of each passage, in order.
    pub(super) fn passages(&self) -> impl Iterator<Item = Range<u32>> + '_ {
        self.borders().windows(2).map(|pair| pair[0]..pair[1])
    }
}

/// Reads the evidence for all `articles`. Costs one seek in the postings of each term for each article.
pub(super) fn gather(
    index: (&Reader, &Columns),
    plan: &Plan,
    mut articles: Vec<DocAddress>,
    depth: Depth,
) -> Result<Vec<Evidence>, SearchError> {
    articles.sort_unstable();
    let mut all = Vec::with_capacity(articles.len());
    for of_segment in articles.chunk_by(|a, b| a.segment_ord == b.segment_ord) {
        all.extend(gather_in_segment(index, plan, of_segment, depth)?);
    }
    Ok(all)
}

/// The evidence for articles of one segment, in ascending order.
fn gather_in_segment(
    (reader, columns): (&Reader, &Columns),
    plan: &Plan,
    articles: &[DocAddress],
    depth: Depth,
) -> Result<Vec<Evidence>, SearchError> {
    let mut group = Group { articles: articles.len(), widths: Arc::clone(&plan.widths), ..Group::default() };
    if depth == Depth::Positions {
        group.find_borders(columns, articles);
    }
    group.locate(columns.dictionary(), plan, depth, articles)?;
    group.find_forms(reader, plan, articles)?;
    let group = Arc::new(group);
    let evidence = |(place, &address): (usize, &DocAddress)| {
        let (key, norm) = columns.key_and_norm(address);
        Evidence { address, key, norm, group: Arc::clone(&group), place }
    };
    Ok(articles.iter().enumerate().map(evidence).collect())
}

/// What is known of each article of a segment, opened once: that takes longer than reading it for a query.
pub(super) struct Columns {
    segments: Vec<SegmentColumns>,
    dictionary: Dictionary,
}

struct SegmentColumns {
    keys: Column<u64>,
    norms: OwnedBytes,
    borders: Option<Borders>,
}

impl Columns {
    pub(super) fn new(reader: &Reader) -> Result<Self, SearchError> {
        let open = |segment: &SegmentReader| -> tantivy::Result<SegmentColumns> {
            let lengths = segment.fieldnorms_readers().get_inner_file().open_read(reader.fields().text);
            Ok(SegmentColumns {
                keys: segment.fast_fields().u64("key")?,
                norms: lengths.map_or_else(|| Ok(OwnedBytes::empty()), |lengths| lengths.read_bytes())?,
                borders: Borders::of(segment, reader.fields().passages)?,
            })
        };
        let segments = reader.searcher().segment_readers().iter().map(open).collect::<tantivy::Result<_>>()?;
        Ok(Self { segments, dictionary: Dictionary::new(reader)? })
    }

    pub(super) fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    /// What orders articles of equal score in a segment.
    pub(super) fn keys(&self, segment: u32) -> &Column<u64> {
        &self.of(segment).keys
    }

    /// The coded lengths of the articles of a segment.
    pub(super) fn norms(&self, segment: u32) -> &[u8] {
        &self.of(segment).norms
    }

    /// What orders an article among those of equal score, and its coded length.
    pub(super) fn key_and_norm(&self, article: DocAddress) -> (u64, u8) {
        let SegmentColumns { keys, norms, .. } = self.of(article.segment_ord);
        let norm = norms.get(article.doc_id as usize).copied().unwrap_or(0);
        (keys.first(article.doc_id).unwrap_or(0), norm)
    }

    /// How many tokens the bodies of articles have. Of articles that lie far apart what is known is asked for at once.
    pub(super) fn lengths_of_bodies(&self, articles: &[DocAddress]) -> Vec<usize> {
        self.fetch_borders(articles);
        let length = |article: &DocAddress| {
            let mut borders = self.borders(article);
            let body = borders.next().unwrap_or(0);
            (borders.last().unwrap_or(body) - body) as usize
        };
        articles.iter().map(length).collect()
    }

    /// Has the borders of articles brought near, those of all before one is read.
    fn fetch_borders(&self, articles: &[DocAddress]) {
        let of = |article: &DocAddress| self.of(article.segment_ord).borders.iter();
        for article in articles {
            of(article).for_each(|borders| borders.fetch_ends(article.doc_id));
        }
        for article in articles {
            of(article).for_each(|borders| borders.fetch(article.doc_id));
        }
    }

    fn borders(&self, article: &DocAddress) -> impl Iterator<Item = u32> + '_ {
        let doc = article.doc_id;
        self.of(article.segment_ord).borders.iter().flat_map(move |borders| borders.of_article(doc))
    }

    fn of(&self, segment: u32) -> &SegmentColumns {
        &self.segments[segment as usize]
    }
}

impl Group {
    /// Fills in the borders of passages.
    fn find_borders(&mut self, columns: &Columns, articles: &[DocAddress]) {
        columns.fetch_borders(articles);
        for article in articles {
            self.borders.extend(columns.borders(article));
            self.border_ends.push(self.borders.len());
        }
    }

    /// Fills in where, or how often, all terms stand. The articles are in ascending order.
    fn locate(
        &mut self,
        dictionary: &Dictionary,
        plan: &Plan,
        depth: Depth,
        articles: &[DocAddress],
    ) -> Result<(), SearchError> {
        let Some(first) = articles.first() else { return Ok(()) };
        self.frequencies.reserve_exact(articles.len() * plan.entries.len());
        if depth == Depth::Positions {
            self.ends.reserve_exact(articles.len() * plan.entries.len());
        }
        for entry in &plan.entries {
            if depth == Depth::Frequencies {
                let mut cursor = dictionary.cursor(entry, first.segment_ord);
                let often = |article: &DocAddress| cursor.as_mut().map_or(0, |cursor| cursor.frequency(article.doc_id));
                self.frequencies.extend(articles.iter().map(often));
                continue;
            }
            let mut word = match dictionary.written(entry, first.segment_ord)? {
                Some(written) => {
                    Some(PhraseWord::open(written, 0).ok_or_else(|| IndexError::damaged("postings of a word"))?)
                }
                None => None,
            };
            for article in articles {
                let places = &mut self.places;
                let often = word.as_mut().map_or(0, |word| word.append_positions(article.doc_id, places));
                self.frequencies.push(often);
                self.ends.push(self.places.len());
            }
        }
        Ok(())
    }

    /// Fills in which patterns have a word form in each article. The articles are in ascending order.
    fn find_forms(&mut self, reader: &Reader, plan: &Plan, articles: &[DocAddress]) -> Result<(), SearchError> {
        let Some(first) = articles.first() else { return Ok(()) };
        let segment = reader.searcher().segment_reader(first.segment_ord);
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
            self.has_form.extend(articles.iter().map(|article| reaches(&mut *having, article.doc_id)));
            self.forms.push(forms.terms.clone());
        }
        Ok(())
    }
}

/// Goes on to a document, which is not before the one of the last call, and says whether it is among `docs`.
pub(super) fn reaches(docs: &mut (impl DocSet + ?Sized), doc: DocId) -> bool {
    (if docs.doc() < doc { docs.seek(doc) } else { docs.doc() }) == doc
}
