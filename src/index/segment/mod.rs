//! Segments are built of articles in memory, and written whole.
//!
//! tantivy builds postings by chaining: a table of terms, and behind each a list that grows in an arena, so that every word of
//! every article waits for memory several times. Here words have numbers, which the analyzer's cache remembers, an article's
//! words are appended as they come, and when there are enough they are sorted by term, by counting. What is written is
//! tantivy's format, by its own serializers; merging, deleting and committing are tantivy's. Each thread that adds articles
//! has a builder of its own, so nothing is handed from one to another.

mod dictionary;
mod inverter;
mod occurrences;
mod write;

use std::io;

use tantivy::directory::FileSlice;
use tantivy::fastfield::FastFieldsWriter;
use tantivy::fieldnorm::{FieldNormReader, FieldNormsSerializer};
use tantivy::index::{Segment, SegmentComponent, SegmentMeta};
use tantivy::postings::InvertedIndexSerializer;
use tantivy::schema::{Field, FieldType, Schema};
use tantivy::store::StoreWriter;
use tantivy::tokenizer::{MAX_TOKEN_LEN, TokenizerManager};
use tantivy::{DocId, Index, TantivyError};

use super::document::{FieldValue, IndexedArticle, Origin};
use super::schema::Fields;
use super::{IndexError, LineKeys, StoredArticle};
use crate::analysis::Analyzer;
use crate::packing::Packer;
use dictionary::Dictionary;
use inverter::Inverter;
use occurrences::Occurrences;
use write::{Kept, SORTED_AT_ONCE, SortedTerms, write_numbers, write_terms};

pub(super) use inverter::Analysed;
pub(crate) use inverter::MISSING;

/// Whatever the memory, so many codes of words and bytes of terms fit their numbers.
const MOST_BYTES: usize = 1 << 30;

/// A segment under construction.
pub(super) struct SegmentBuilder {
    segment: Segment,
    schema: Schema,
    fields: Fields,
    analyzer: Analyzer,
    inverter: Inverter,
    /// What else is indexed, by the number of the field.
    others: Vec<Other>,
    /// The lengths of texts, as tantivy keeps them.
    norms: Vec<u8>,
    columns: FastFieldsWriter,
    store: StoreWriter,
    articles: DocId,
    /// Whether an article has begun to go where it cannot be taken back.
    is_half_added: bool,
}

/// An indexed field other than those of words.
enum Other {
    Nothing,
    Names(Dictionary, Occurrences),
    Numbers(Vec<(u64, DocId)>),
}

impl SegmentBuilder {
    /// An empty segment, whose articles are analysed by `analyzer`.
    pub(super) fn new(index: &Index, fields: Fields, mut analyzer: Analyzer) -> Result<Self, IndexError> {
        let (segment, schema, settings) = (index.new_segment(), index.schema(), index.settings());
        let store = StoreWriter::new(
            segment.open_write(SegmentComponent::Store).map_err(TantivyError::from)?,
            settings.docstore_compression,
            settings.docstore_blocksize,
            false,
        )
        .map_err(TantivyError::from)?;
        analyzer.forget();
        Ok(Self {
            others: schema.fields().map(|(field, _)| Other::of(field, &schema, &fields)).collect(),
            columns: FastFieldsWriter::from_schema_and_tokenizer_manager(&schema, TokenizerManager::default())?,
            segment,
            schema,
            fields,
            analyzer,
            inverter: Inverter::default(),
            norms: Vec::new(),
            store,
            articles: 0,
            is_half_added: false,
        })
    }

    /// Analyses an article and adds it. Linear in the length of its text. If this fails the segment is of no more use; if it
    /// panics, [`Self::roll_back`] makes good.
    pub(super) fn add(
        &mut self,
        article: &StoredArticle,
        lines: &LineKeys,
        origin: Origin,
        packer: &Packer,
    ) -> Result<(), IndexError> {
        let analysed = self.inverter.take(self.articles, article, &mut self.analyzer);
        let terms = analysed.terms;
        let values = IndexedArticle::new(article, (lines, origin), analysed, (&self.fields, packer))?;
        self.is_half_added = true;
        for (field, value) in values.values() {
            self.others[field.field_id() as usize].push(value, self.articles);
        }
        self.inverter.end_article();
        self.others.iter_mut().for_each(Other::end_article);
        self.norms.push(FieldNormReader::fieldnorm_to_id(terms));
        self.columns.add_document(&values)?;
        self.store.store(&values, &self.schema).map_err(TantivyError::from)?;
        self.articles += 1;
        self.is_half_added = false;
        Ok(())
    }

    /// Drops an article over which we panicked. Returns whether the segment is what it was before.
    pub(super) fn roll_back(&mut self, analyzer: Analyzer) -> bool {
        self.analyzer = analyzer;
        self.inverter.roll_back();
        !self.is_half_added
    }

    /// Whether it takes so many bytes of memory, or will when it is written.
    pub(super) fn is_full(&self, bytes: usize) -> bool {
        let sorting = SORTED_AT_ONCE * size_of::<u64>();
        self.memory() > bytes.saturating_sub(sorting).clamp(MIN_BYTES, MOST_BYTES)
    }

    fn memory(&self) -> usize {
        let others: usize = self.others.iter().map(Other::memory).sum();
        others + self.inverter.memory() + self.columns.mem_usage() + self.store.mem_usage() + self.norms.len()
    }

    /// Writes the segment. Returns what tantivy must know of it, and the analyzer; none of an empty segment, of which no file
    /// stays behind the next collection of garbage.
    pub(super) fn write(mut self) -> Result<(Option<SegmentMeta>, Analyzer), IndexError> {
        if self.articles == 0 {
            return Ok((None, self.analyzer));
        }
        self.write_postings()?;
        let mut columns = self.segment.open_write(SegmentComponent::FastFields).map_err(TantivyError::from)?;
        self.columns.serialize(&mut columns, None).map_err(TantivyError::from)?;
        tantivy::directory::TerminatingWrite::terminate(columns).map_err(TantivyError::from)?;
        self.store.close().map_err(TantivyError::from)?;
        let segment = self.segment.with_max_doc(self.articles);
        Ok((Some(segment.meta().clone()), self.analyzer))
    }

    fn write_postings(&mut self) -> Result<(), TantivyError> {
        let norms = self.segment.open_write(SegmentComponent::FieldNorms)?;
        let mut serializer = FieldNormsSerializer::from_write(norms)?;
        serializer.serialize_field(self.fields.text, &self.norms)?;
        serializer.close()?;
        let norms = FieldNormReader::open(FileSlice::from(std::mem::take(&mut self.norms)))?;

        let mut serializer = InvertedIndexSerializer::open(&self.segment)?;
        let Inverter { words, forms, text, title, surface, .. } = &mut self.inverter;
        let (words, forms) = (SortedTerms::of(words), SortedTerms::of(forms));
        for (number, other) in (0..).zip(&mut self.others) {
            let field = Field::from_field_id(number);
            if field == self.fields.text {
                write_field(&mut serializer, (field, Some(norms.clone())), (&words, text), Kept::Positions)?;
            } else if field == self.fields.title {
                write_field(&mut serializer, (field, None), (&words, title), Kept::Positions)?;
            } else if field == self.fields.surface {
                write_field(&mut serializer, (field, None), (&forms, surface), Kept::Articles)?;
            } else {
                other.write(&mut serializer, field)?;
            }
        }
        serializer.close()?;
        Ok(())
    }
}

/// A segment of less would be all overhead.
const MIN_BYTES: usize = 15_000_000;

impl Other {
    fn of(field: Field, schema: &Schema, fields: &Fields) -> Self {
        let entry = schema.get_field_entry(field);
        if !entry.is_indexed() || [fields.text, fields.title, fields.surface].contains(&field) {
            return Self::Nothing;
        }
        match entry.field_type() {
            FieldType::Str(_) => Self::Names(Dictionary::default(), Occurrences::default()),
            _ => Self::Numbers(Vec::new()),
        }
    }

    fn push(&mut self, value: &FieldValue, article: DocId) {
        match (self, value) {
            (Self::Names(names, occurrences), FieldValue::Text(name)) if name.len() <= MAX_TOKEN_LEN => {
                occurrences.push(names.number(name.as_bytes()));
            }
            (Self::Numbers(numbers), FieldValue::U64(number)) => numbers.push((*number, article)),
            _ => {}
        }
    }

    fn end_article(&mut self) {
        if let Self::Names(_, occurrences) = self {
            occurrences.end_article();
        }
    }

    fn memory(&self) -> usize {
        match self {
            Self::Nothing => 0,
            Self::Names(names, occurrences) => names.memory() + occurrences.memory(),
            Self::Numbers(numbers) => numbers.len() * size_of::<(u64, DocId)>(),
        }
    }

    fn write(&mut self, serializer: &mut InvertedIndexSerializer, field: Field) -> io::Result<()> {
        match self {
            Self::Nothing => Ok(()),
            Self::Names(names, occurrences) => {
                write_field(serializer, (field, None), (&SortedTerms::of(names), occurrences), Kept::Articles)
            }
            Self::Numbers(numbers) => {
                let mut field = serializer.new_field(field, numbers.len() as u64, None)?;
                write_numbers(&mut field, numbers)?;
                field.close()
            }
        }
    }
}

fn write_field(
    serializer: &mut InvertedIndexSerializer,
    (field, norms): (Field, Option<FieldNormReader>),
    (terms, occurrences): (&SortedTerms<'_>, &mut Occurrences),
    kept: Kept,
) -> io::Result<()> {
    let mut field = serializer.new_field(field, occurrences.terms(), norms)?;
    write_terms(&mut field, terms, occurrences, kept)?;
    field.close()
}
