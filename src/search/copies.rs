//! Finds the copies of an article: by its band numbers, then by sketches in a column and by lengths, and at
//! last by what they name and by their texts.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tantivy::columnar::{Column, StrColumn};
use tantivy::fastfield::FastFieldReaders;
use tantivy::{DocAddress, DocId};

use super::SearchError;
use super::columns::LazyColumn;
use super::evidence::Columns;
use super::filter::Filter;
use super::hit::Copies;
use crate::copies::{Facts, Text, lengths_agree, sketches_agree};
use crate::index::{Numbers, Reader};

/// So many copies are named. All are counted.
const MAX_NAMED: usize = 20;

/// The copies of so many articles are remembered at most, some 100 bytes each. Then it begins anew.
const MAX_REMEMBERED: usize = 20_000;

/// So many texts are unpacked side by side.
const READ_TOGETHER: usize = 8;

/// What is needed of each segment, opened once, and what was found for earlier queries.
pub(super) struct CopyIndex {
    segments: Vec<Segment>,
    bands: LazyColumn<Column<u64>>,
    sketches: LazyColumn<Column<u64>>,
    exact: LazyColumn<Column<u64>>,
    lead: LazyColumn<Column<u64>>,
    facts: LazyColumn<Column<u64>>,
    files: LazyColumn<Column<u64>>,
    sources: LazyColumn<Option<StrColumn>>,
    /// The copies of articles, whatever the query.
    remembered: Mutex<HashMap<DocAddress, Arc<[DocAddress]>>>,
}

struct Segment {
    /// The articles of band numbers.
    filed: Option<Numbers>,
    keys: Column<u64>,
    published: Column<i64>,
}

/// What orders copies: the day of publication, those without one last; then the key.
pub(super) type Age = (i64, u64);

impl CopyIndex {
    pub(super) fn new(reader: &Reader, columns: &Columns) -> Result<Self, SearchError> {
        let open = |(ord, segment): (u32, &tantivy::SegmentReader)| -> tantivy::Result<Segment> {
            let filed = Numbers::of(segment, reader.fields().copies)?;
            Ok(Segment { filed, keys: columns.keys(ord).clone(), published: segment.fast_fields().i64("published")? })
        };
        let segments = (0..).zip(reader.searcher().segment_readers()).map(open).collect::<tantivy::Result<_>>()?;
        let column = |name| LazyColumn::new(reader, name, FastFieldReaders::u64);
        Ok(Self {
            segments,
            bands: column("copies"),
            sketches: column("sketch"),
            exact: column("exact"),
            lead: column("lead"),
            facts: column("facts"),
            files: column("file"),
            sources: LazyColumn::new(reader, "source", FastFieldReaders::str),
            remembered: Mutex::default(),
        })
    }

    fn segment(&self, article: DocAddress) -> &Segment {
        &self.segments[article.segment_ord as usize]
    }

    pub(super) fn age(&self, article: DocAddress) -> Age {
        let segment = self.segment(article);
        (self.day(article).unwrap_or(i64::MAX), segment.keys.first(article.doc_id).unwrap_or(u64::MAX))
    }

    /// Its day of publication, counted from 1970.
    pub(super) fn day(&self, article: DocAddress) -> Option<i64> {
        self.segment(article).published.first(article.doc_id)
    }

    /// What an article is filed under. Empty if its body has no words.
    pub(super) fn bands(&self, article: DocAddress) -> Result<impl Iterator<Item = u64> + '_, SearchError> {
        Ok(self.bands.of(article.segment_ord)?.values_for_doc(article.doc_id))
    }

    pub(super) fn sketch(&self, article: DocAddress) -> Result<Option<u64>, SearchError> {
        Ok(self.sketches.of(article.segment_ord)?.first(article.doc_id))
    }

    fn exact(&self, article: DocAddress) -> Result<Option<u64>, SearchError> {
        Ok(self.exact.of(article.segment_ord)?.first(article.doc_id))
    }

    fn remembered(&self) -> MutexGuard<'_, HashMap<DocAddress, Arc<[DocAddress]>>> {
        self.remembered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lead(&self, article: DocAddress) -> Result<Vec<u64>, SearchError> {
        Ok(self.lead.of(article.segment_ord)?.values_for_doc(article.doc_id).collect())
    }

    /// What it says, if its lead is known.
    fn facts(&self, article: DocAddress, lead: Vec<u64>) -> Result<Facts, SearchError> {
        Ok(Facts { lead, filter: self.facts.of(article.segment_ord)?.values_for_doc(article.doc_id).collect() })
    }

    /// What an article says, unless it surely is no copy of one with these facts. Its lead settles most, and is read first.
    fn facts_unless_differing(&self, article: DocAddress, facts: &Facts) -> Result<Option<Facts>, SearchError> {
        let lead = self.lead(article)?;
        if facts.surely_differ_from_lead(&lead) {
            return Ok(None);
        }
        Ok(Some(self.facts(article, lead)?).filter(|others| !facts.surely_differ(others)))
    }

    /// Its source, or its file if it has none.
    fn source(&self, article: DocAddress) -> Result<Source, SearchError> {
        if let Some(sources) = self.sources.of(article.segment_ord)?
            && let Some(ord) = sources.term_ords(article.doc_id).next()
        {
            let mut name = String::new();
            sources.ord_to_str(ord, &mut name)?;
            return Ok(Source::Name(name));
        }
        let files = self.files.of(article.segment_ord)?;
        Ok(Source::File(files.first(article.doc_id).unwrap_or(u64::MAX)))
    }
}

/// An article that may be a copy of another.
struct Candidate {
    article: DocAddress,
    sketch: u64,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    Name(String),
    File(u64),
}

/// Looks up copies for one query. Texts are read once.
pub(super) struct CopyFinder<'a> {
    pub reader: &'a Reader,
    pub index: &'a CopyIndex,
    pub columns: &'a Columns,
    pub filter: Option<&'a Filter>,
    texts: HashMap<DocAddress, Text>,
}

impl<'a> CopyFinder<'a> {
    pub(super) fn new(
        reader: &'a Reader,
        (index, columns): (&'a CopyIndex, &'a Columns),
        filter: Option<&'a Filter>,
    ) -> Self {
        Self { reader, index, columns, filter, texts: HashMap::new() }
    }

    /// The copies of an article among those that may be answered with, the earliest first.
    ///
    /// For an article that is not remembered, that costs a look-up in each segment for each band; texts
    /// are read of articles only that have a band and most of the sketch in common, are of like length, name the same, and are no
    /// exact copies.
    pub(super) fn copies(&mut self, article: DocAddress) -> Result<Vec<DocAddress>, SearchError> {
        let known = self.index.remembered().get(&article).cloned();
        let copies = match known {
            Some(copies) => copies,
            None => self.find_copies(article)?,
        };
        let is_allowed =
            |copy: &DocAddress| self.filter.is_none_or(|filter| filter.allows(copy.segment_ord, copy.doc_id));
        Ok(copies.iter().copied().filter(is_allowed).collect())
    }

    /// All copies of an article, the earliest first.
    fn find_copies(&mut self, article: DocAddress) -> Result<Arc<[DocAddress]>, SearchError> {
        let mut copies = Vec::new();
        if let Some(sketch) = self.index.sketch(article)? {
            let candidates = self.of_like_length(article, self.candidates(article, sketch)?);
            if !candidates.is_empty() {
                copies = self.copies_among(article, sketch, candidates)?;
            }
        }
        copies.sort_by_key(|&copy| self.index.age(copy));
        let copies: Arc<[DocAddress]> = copies.into();
        let mut remembered = self.index.remembered();
        if remembered.len() >= MAX_REMEMBERED {
            remembered.clear();
        }
        remembered.insert(article, Arc::clone(&copies));
        Ok(copies)
    }

    /// The copies of an article among candidates.
    fn copies_among(
        &mut self,
        article: DocAddress,
        sketch: u64,
        candidates: Vec<Candidate>,
    ) -> Result<Vec<DocAddress>, SearchError> {
        let (mut copies, mut doubtful) = (Vec::new(), Vec::new());
        let facts = self.index.facts(article, self.index.lead(article)?)?;
        for candidate in candidates {
            // Of exact copies the sketches are the same.
            if candidate.sketch == sketch && self.index.exact(candidate.article)? == self.index.exact(article)? {
                copies.push(candidate.article);
            } else if let Some(others) = self.index.facts_unless_differing(candidate.article, &facts)? {
                doubtful.push((candidate.article, others));
            }
        }
        if !doubtful.is_empty() {
            copies.extend(self.copies_by_text(article, doubtful)?);
        }
        Ok(copies)
    }

    /// The copies of an article among those that are not known to be some, or none. What its own text says settles many before
    /// theirs are read.
    fn copies_by_text(
        &mut self,
        article: DocAddress,
        mut doubtful: Vec<(DocAddress, Facts)>,
    ) -> Result<Vec<DocAddress>, SearchError> {
        self.read([article])?;
        let facts = Facts::exact(&self.texts[&article]);
        doubtful.retain(|(_, others)| !facts.surely_differ(others));
        let mut others: Vec<DocAddress> = doubtful.into_iter().map(|(other, _)| other).collect();
        self.read(others.iter().copied())?;
        let text = &self.texts[&article];
        others.retain(|other| text.is_copy_of(&self.texts[other]));
        Ok(others)
    }

    /// The articles that share a band with another, and whose sketches agree with its sketch.
    fn candidates(&self, article: DocAddress, sketch: u64) -> Result<Vec<Candidate>, SearchError> {
        let mut found = Vec::new();
        let bands: Vec<u64> = self.index.bands(article)?.collect();
        let readers = self.reader.searcher().segment_readers();
        for (ord, reader) in (0u32..).zip(readers) {
            let Some(filed) = &self.index.segments[ord as usize].filed else { continue };
            let is_other = |doc: &DocId| DocAddress::new(ord, *doc) != article;
            let mut sharing: Vec<DocId> = filed.articles_of_any(&bands).filter(is_other).collect();
            // In ascending order sketches are read from near to far, and of those that share several bands once.
            sharing.sort_unstable();
            sharing.dedup();
            if sharing.is_empty() {
                continue;
            }
            // All at once, so that the processor waits for several of them together.
            let mut sketches = vec![None; sharing.len()];
            self.index.sketches.of(ord)?.first_vals(&sharing, &mut sketches);
            let candidates = sharing.into_iter().zip(sketches).filter_map(|(doc, own)| {
                let sketch = own.filter(|&own| sketches_agree(own, sketch) && !reader.is_deleted(doc))?;
                Some(Candidate { article: DocAddress::new(ord, doc), sketch })
            });
            found.extend(candidates);
        }
        Ok(found)
    }

    /// Leaves the candidates that are not much shorter or longer than an article.
    fn of_like_length(&self, article: DocAddress, mut candidates: Vec<Candidate>) -> Vec<Candidate> {
        if candidates.is_empty() {
            return candidates;
        }
        let all: Vec<DocAddress> = std::iter::once(article).chain(candidates.iter().map(|one| one.article)).collect();
        let mut lengths = self.columns.lengths_of_bodies(&all).into_iter();
        let own = lengths.next().unwrap_or(0);
        candidates.retain(|_| lengths.next().is_some_and(|length| lengths_agree(own, length)));
        candidates
    }

    /// Reads texts that were not read yet.
    fn read(&mut self, articles: impl IntoIterator<Item = DocAddress>) -> Result<(), SearchError> {
        let missing: Vec<DocAddress> =
            articles.into_iter().filter(|article| !self.texts.contains_key(article)).collect();
        for together in missing.chunks(READ_TOGETHER) {
            let bodies = self.reader.bodies(together)?;
            self.texts.extend(together.iter().copied().zip(bodies.iter().map(|body| Text::of(body))));
        }
        Ok(())
    }

    /// Forgets the texts that were read.
    pub(super) fn forget(&mut self) {
        self.texts.clear();
    }

    /// Counts the copies of an article and names the first of them.
    pub(super) fn describe(
        &self,
        article: DocAddress,
        copies: &[DocAddress],
        absolute: bool,
    ) -> Result<Copies, SearchError> {
        if copies.is_empty() {
            return Ok(Copies::default());
        }
        let own = self.index.source(article)?;
        let mut sources = BTreeMap::new();
        for &copy in copies {
            *sources.entry(self.index.source(copy)?).or_insert(0) += 1;
        }
        sources.remove(&own);
        let mut described = Copies {
            articles: copies.len(),
            sources: sources.len(),
            article_ids: Vec::new(),
            source_names: Vec::new(),
        };
        for &copy in copies.iter().take(MAX_NAMED) {
            let article = self.reader.packed(copy)?;
            let identity = self.reader.identify(&article, absolute)?;
            if sources.remove(&self.index.source(copy)?).is_some() {
                described.source_names.push(article.metadata.source.unwrap_or(identity.path));
            }
            described.article_ids.push(identity.article_id);
        }
        Ok(described)
    }
}
