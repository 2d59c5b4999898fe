//! Segments are built of articles in memory, and written whole.
//!
//! tantivy builds postings by chaining: a table of terms, and behind each a list that grows in an arena, so that every word of
//! every article waits for memory several times. Here words have numbers, which the analyzer's cache remembers, an article's
//! words are appended as they come, and when there are enough they are sorted by term, by counting (`sorted`). What is written is
//! tantivy's format, by its own serializers; merging is ours (`merging`), deleting and committing are tantivy's. Each thread that adds articles
//! has a builder of its own, so nothing is handed from one to another.

mod dictionary;
mod inverter;
mod occurrences;
mod phrases;
mod sorted;
mod write;

use std::io::{self, Write};

use tantivy::directory::{CompositeWrite, FileSlice};
use tantivy::fastfield::FastFieldsWriter;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::{Segment, SegmentComponent, SegmentMeta};
use tantivy::postings::InvertedIndexSerializer;
use tantivy::schema::document::Document;
use tantivy::schema::{Field, Schema};
use tantivy::store::StoreWriter;
use tantivy::tokenizer::{MAX_TOKEN_LEN, TokenizerManager};
use tantivy::{DocId, Index, TantivyError};

use super::document::{FieldValue, IndexedArticle, Origin};
use super::schema::Fields;
use super::{IndexError, LineKeys, StoredArticle, borders, numbers};
use crate::analysis::Analyzer;
use crate::packing::Packer;
use dictionary::Dictionary;
use inverter::Inverter;
use occurrences::Occurrences;
use sorted::Sorted;
use write::{Kept, SortedTerms, write_terms};

pub(super) use inverter::Analysed;
pub(crate) use inverter::MISSING;

/// A segment of less would be all overhead.
const MIN_BYTES: usize = 8_000_000;
/// One byte in so many is kept for sorting: see [`sorted`].
const SORTING_SHARE: usize = 8;
/// More than this is not needed.
const MOST_SORTING_BYTES: usize = 32_000_000;

/// Whatever the memory, so many codes of words and bytes of terms fit their numbers.
const MOST_BYTES: usize = 1 << 30;

/// A segment under construction.
pub(super) struct SegmentBuilder {
    segment: Segment,
    fields: Fields,
    /// Its share of memory.
    bytes: usize,
    /// What an empty segment says that it takes: nearly all of it is set aside and not used yet.
    empty_bytes: usize,
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

/// A field other than those of words: by which articles are found, or their passages.
enum Other {
    Nothing,
    Names(Dictionary, Occurrences),
    Numbers(Vec<(u64, DocId)>),
    Borders(borders::Growing),
}

impl SegmentBuilder {
    /// An empty segment of at most so many bytes of memory, whose articles are analysed by `analyzer`.
    pub(super) fn new(index: &Index, fields: Fields, bytes: usize, mut analyzer: Analyzer) -> Result<Self, IndexError> {
        let (segment, schema, settings) = (index.new_segment(), index.schema(), index.settings());
        let store = StoreWriter::new(
            segment.open_write(SegmentComponent::Store).map_err(TantivyError::from)?,
            settings.docstore_compression,
            settings.docstore_blocksize,
            false,
        )
        .map_err(TantivyError::from)?;
        analyzer.forget_notes();
        let mut builder = Self {
            others: schema.fields().map(|(field, _)| Other::of(field, &schema, &fields)).collect(),
            columns: FastFieldsWriter::from_schema_and_tokenizer_manager(&schema, TokenizerManager::default())?,
            segment,
            fields,
            bytes: bytes.max(MIN_BYTES),
            empty_bytes: 0,
            analyzer,
            inverter: Inverter::default(),
            norms: Vec::new(),
            store,
            articles: 0,
            is_half_added: false,
        };
        builder.empty_bytes = builder.memory();
        Ok(builder)
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
        let analysed = self.inverter.take(article, &mut self.analyzer);
        let terms = analysed.terms;
        let values = IndexedArticle::new(article, (lines, origin), analysed, (&self.fields, packer))?;
        self.is_half_added = true;
        for (field, value) in values.iter_fields_and_values() {
            self.others[field.field_id() as usize].push(value, self.articles);
        }
        self.inverter.end_article();
        self.others.iter_mut().for_each(Other::end_article);
        self.norms.push(FieldNormReader::fieldnorm_to_id(terms));
        self.columns.add_document(&values)?;
        self.store.store_bytes(values.document()).map_err(TantivyError::from)?;
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

    /// Whether it takes its share of memory, but for what is needed to write it.
    pub(super) fn is_full(&self) -> bool {
        self.memory().saturating_sub(self.empty_bytes) > (self.bytes - self.sorting_bytes()).min(MOST_BYTES)
    }

    /// Bytes for sorting when it is written.
    fn sorting_bytes(&self) -> usize {
        (self.bytes / SORTING_SHARE).min(MOST_SORTING_BYTES)
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

    fn write_lengths_and_numbers(&mut self) -> Result<(), TantivyError> {
        let mut file = CompositeWrite::wrap(self.segment.open_write(SegmentComponent::FieldNorms)?);
        file.for_field(self.fields.text).write_all(&self.norms)?;
        for (number, other) in (0..).zip(&mut self.others) {
            let field = Field::from_field_id(number);
            match other {
                Other::Numbers(numbers) if !numbers.is_empty() => numbers::write(file.for_field(field), numbers)?,
                Other::Borders(borders) => borders.write(file.for_field_with_idx(field, borders::PART))?,
                _ => {}
            }
        }
        Ok(file.close()?)
    }

    fn write_postings(&mut self) -> Result<(), TantivyError> {
        self.write_lengths_and_numbers()?;
        let words_of_all = self.norms.iter().map(|&norm| u64::from(FieldNormReader::id_to_fieldnorm(norm))).sum();
        let norms = FieldNormReader::open(FileSlice::from(std::mem::take(&mut self.norms)))?;

        let mut serializer = InvertedIndexSerializer::open(&self.segment)?;
        let Inverter { words, forms, text, title, surface, .. } = &mut self.inverter;
        let (words, forms) = (SortedTerms::of(words), SortedTerms::of(forms));
        for (number, other) in (0..).zip(&mut self.others) {
            let field = Field::from_field_id(number);
            if field == self.fields.text {
                let lengths = Some((words_of_all, norms.clone()));
                write_field(&mut serializer, (field, lengths), (&words, text), Kept::Positions)?;
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

impl Other {
    fn of(field: Field, schema: &Schema, fields: &Fields) -> Self {
        if fields.numbered().contains(&field) {
            Self::Numbers(Vec::new())
        } else if field == fields.passages {
            Self::Borders(borders::Growing::default())
        } else if schema.get_field_entry(field).is_indexed()
            && ![fields.text, fields.title, fields.surface].contains(&field)
        {
            Self::Names(Dictionary::default(), Occurrences::default())
        } else {
            Self::Nothing
        }
    }

    fn push(&mut self, value: &FieldValue, article: DocId) {
        match (self, value) {
            (Self::Names(names, occurrences), FieldValue::Text(name)) if name.len() <= MAX_TOKEN_LEN => {
                occurrences.push(names.number(name.as_bytes()));
            }
            (Self::Numbers(numbers), FieldValue::U64(number)) => numbers.push((*number, article)),
            (Self::Borders(borders), FieldValue::U64(border)) => {
                borders.push(u32::try_from(*border).unwrap_or(u32::MAX));
            }
            _ => {}
        }
    }

    fn end_article(&mut self) {
        match self {
            Self::Names(_, occurrences) => occurrences.end_article(),
            Self::Borders(borders) => borders.end_article(),
            Self::Nothing | Self::Numbers(_) => {}
        }
    }

    fn memory(&self) -> usize {
        match self {
            Self::Nothing => 0,
            Self::Names(names, occurrences) => names.memory() + occurrences.memory(),
            Self::Numbers(numbers) => numbers.len() * size_of::<(u64, DocId)>(),
            Self::Borders(borders) => borders.memory(),
        }
    }

    fn write(&mut self, serializer: &mut InvertedIndexSerializer, field: Field) -> io::Result<()> {
        match self {
            Self::Nothing | Self::Numbers(_) | Self::Borders(_) => Ok(()),
            Self::Names(names, occurrences) => {
                write_field(serializer, (field, None), (&SortedTerms::of(names), occurrences), Kept::Articles)
            }
        }
    }
}

/// Writes a field: of one by which articles are scored, `lengths` are those of the articles, all together and one by one. Together they
/// are what the coded lengths add up to, so that they are the same in whichever segments the articles are.
fn write_field(
    serializer: &mut InvertedIndexSerializer,
    (field, lengths): (Field, Option<(u64, FieldNormReader)>),
    (terms, occurrences): (&SortedTerms<'_>, &mut Occurrences),
    kept: Kept,
) -> io::Result<()> {
    let sorted = Sorted::of(std::mem::take(occurrences), &terms.ranks);
    let (all, norms) = match lengths {
        Some((all, norms)) => (all, Some(norms)),
        None => (sorted.count(), None),
    };
    let mut field = serializer.new_field(field, all, norms)?;
    write_terms(&mut field, terms, &sorted, kept)?;
    field.close()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;
    use tantivy::postings::Postings;
    use tantivy::schema::IndexRecordOption;
    use tantivy::{DocSet, IndexWriter, TERMINATED};

    use super::*;
    use crate::analysis::listed::{self, Listed};
    use crate::article::Metadata;
    use crate::index::numbers::Numbers;
    use crate::index::schema::schema;

    /// Articles and positions by term.
    type Places = BTreeMap<String, Vec<(DocId, Vec<u32>)>>;

    const BODIES: [(&str, &str, &str); 4] = [
        (
            "en",
            "Navies train",
            "The navy trained. Navies’ training, 北約峰会 and F-16s; navy trains on 24 February 2022. Re-elected non-combatants.",
        ),
        ("de", "Panzer", "Die Panzer der NATO. Panzern!"),
        ("en", "", "navies"),
        ("en", "Nothing", ""),
    ];

    fn article((language, title, body): (&str, &str, &str)) -> StoredArticle {
        StoredArticle {
            root: 0,
            path: b"a.txt".to_vec(),
            place: None,
            is_record: false,
            metadata: Metadata {
                title: Some(title.into()),
                language: Some(language.into()),
                tags: vec!["arms".into(), "arms".into()],
                ..Metadata::default()
            },
            body: format!("{body} {}", "x".repeat(200)),
            kinds: vec![crate::article::BlockKind::Paragraph],
            removed: Vec::new(),
            struck: Vec::new(),
            recovered: Vec::new(),
            first_title: None,
            passages: vec![0, 15],
        }
    }

    /// An index of one segment.
    fn built(articles: &[StoredArticle]) -> (Index, Fields) {
        let (schema, fields) = schema();
        let index = Index::create_in_ram(schema);
        let mut builder = SegmentBuilder::new(&index, fields, 0, Analyzer::new()).unwrap();
        for (number, article) in (0..).zip(articles) {
            builder.inverter.take(article, &mut builder.analyzer);
            assert!(builder.roll_back(Analyzer::new()), "a panic costs this article only");
            let origin = Origin { file: 7, key: number, content: None };
            builder.add(article, &LineKeys::of(article), origin, &Packer::default()).unwrap();
        }
        let (segment, _) = builder.write().unwrap();
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
        writer.add_segment(segment.unwrap()).unwrap();
        writer.commit().unwrap();
        (index, fields)
    }

    fn places(index: &Index, field: Field, kept: IndexRecordOption) -> Places {
        let searcher = index.reader().unwrap().searcher();
        let inverted = searcher.segment_reader(0).inverted_index(field).unwrap();
        let mut terms = inverted.terms().stream().unwrap();
        let mut found = Places::new();
        while terms.advance() {
            let mut postings = inverted.read_postings_from_terminfo(terms.value(), kept).unwrap();
            let of_term = found.entry(String::from_utf8_lossy(terms.key()).into_owned()).or_default();
            while postings.doc() != TERMINATED {
                let mut positions = Vec::new();
                postings.positions(&mut positions);
                of_term.push((postings.doc(), positions));
                postings.advance();
            }
            assert_eq!(terms.value().doc_freq as usize, of_term.len());
        }
        found
    }

    /// Title and body of an article, word by word, and what its words say of forms.
    fn read(article: &StoredArticle, number: DocId, text: &mut Places, forms: &mut BTreeMap<String, BTreeSet<DocId>>) {
        let mut analyzer = Analyzer::new();
        analyzer.start_article(article.language());
        let (mut position, mut own, mut inflected) = (0, BTreeSet::new(), BTreeSet::new());
        let mut add = |term: &str, position| {
            let of_term = text.entry(term.to_owned()).or_default();
            match of_term.last_mut().filter(|(last, _)| *last == number) {
                Some((_, positions)) => positions.push(position),
                None => of_term.push((number, vec![position])),
            }
        };
        for part in [article.metadata.title.as_deref().unwrap_or_default(), &article.body] {
            analyzer.analyze(part, |token| {
                if !token.first.is_empty() {
                    add(token.first, position);
                }
                let rest = token.rest.map(|rest| (&*rest.term, &*rest.surface));
                for (term, surface) in rest.into_iter().chain([(token.term, token.surface)]) {
                    if term.is_empty() {
                        continue;
                    }
                    add(term, position);
                    if surface == term {
                        own.insert(term.to_owned());
                    } else if term.contains(':') {
                        forms.entry(format!("{surface}:{term}")).or_default().insert(number);
                    } else {
                        inflected.insert(term.to_owned());
                        forms.entry(surface.to_owned()).or_default().insert(number);
                    }
                }
                position += 1;
            });
            position += 50;
        }
        for stem in inflected.difference(&own) {
            forms.entry(format!("!{stem}")).or_default().insert(number);
        }
    }

    #[test]
    fn a_segment_holds_what_its_articles_hold() {
        let articles = BODIES.map(article);
        let (index, fields) = built(&articles);
        let (mut text, mut forms) = (Places::new(), BTreeMap::new());
        for (number, article) in (0..).zip(&articles) {
            read(article, number, &mut text, &mut forms);
        }
        assert_eq!(places(&index, fields.text, IndexRecordOption::WithFreqsAndPositions), text);
        let found = places(&index, fields.surface, IndexRecordOption::Basic);
        let found =
            found.into_iter().map(|(form, places)| (form, places.into_iter().map(|(article, _)| article).collect()));
        assert_eq!(found.collect::<BTreeMap<String, BTreeSet<DocId>>>(), forms);
        let title = places(&index, fields.title, IndexRecordOption::WithFreqsAndPositions);
        assert_eq!(title["train"], [(0, vec![1])]);
        assert_eq!(places(&index, fields.tag, IndexRecordOption::Basic)["arms"].len(), 4);
        let searcher = index.reader().unwrap().searcher();
        let numbers = |field| Numbers::of(searcher.segment_reader(0), field).unwrap().unwrap();
        assert_eq!(numbers(fields.file).articles(7).collect::<Vec<_>>(), [0, 1, 2, 3]);
        assert_eq!(numbers(fields.key).all().collect::<Vec<_>>(), [(0, 0), (1, 1), (2, 2), (3, 3)]);
    }

    /// Where the words of a phrase stand next to each other, by where they stand: the position of the last one.
    fn together(words: &[&str], text: &Places) -> Vec<(DocId, Vec<u32>)> {
        let of_word = |word: &str, number: DocId| {
            let places = text.get(word).into_iter().flatten().filter(move |(article, _)| *article == number);
            places.flat_map(|(_, positions)| positions.iter().copied()).collect::<BTreeSet<u32>>()
        };
        let (last, before) = words.split_last().unwrap();
        let mut found = Vec::new();
        for (number, _) in text.get(*last).into_iter().flatten() {
            let stands = |position: &u32| {
                before.iter().rev().zip(1..).all(|(word, by)| {
                    position.checked_sub(by).is_some_and(|place| of_word(word, *number).contains(&place))
                })
            };
            let positions: Vec<u32> = of_word(last, *number).into_iter().filter(stands).collect();
            found.extend((!positions.is_empty()).then_some((*number, positions)));
        }
        found
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn listed_phrases_stand_where_their_words_do(
            texts in prop::collection::vec(
                prop::collection::vec(
                    prop::sample::select(vec![
                        "Federal", "Reserve", "Board", "bank", "World", "central", "U.S.", "United", "States", "non-federal",
                        "re-united", "states’", "of", "the", "Foreign", "Ministry", "24 February 2022", "北約", "xx", "Bureau",
                        "investigation",
                    ]),
                    0..40,
                ),
                1..4,
            ),
        ) {
            let long = "x".repeat(200);
            let bodies: Vec<String> = texts.iter().map(|words| words.join(" ").replace("xx", &long)).collect();
            let articles: Vec<StoredArticle> = bodies.iter().map(|body| article(("en", &body[..body.floor_char_boundary(15)], body))).collect();
            let (index, fields) = built(&articles);
            let all = places(&index, fields.text, IndexRecordOption::WithFreqsAndPositions);
            let (phrases, text): (Places, Places) = all.into_iter().partition(|(term, _)| listed::is_phrase(term));
            let listed = Listed::get();
            for phrase in 0..listed.count() {
                let term = listed.term(phrase);
                let words: Vec<&str> = term.split(' ').rev().collect();
                prop_assert_eq!(phrases.get(term).cloned().unwrap_or_default(), together(&words, &text), "{}", term);
            }
        }
    }

    /// As for one of many threads.
    #[test]
    fn a_segment_of_little_memory_takes_many_articles() {
        let (schema, fields) = schema();
        let index = Index::create_in_ram(schema);
        let mut builder = SegmentBuilder::new(&index, fields, 0, Analyzer::new()).unwrap();
        let article = article(("en", "Many", &"tanks and ships ".repeat(200)));
        let origin = Origin { file: 7, key: 0, content: None };
        let mut articles = 0;
        while !builder.is_full() && articles < 10_000 {
            builder.add(&article, &LineKeys::of(&article), origin, &Packer::default()).unwrap();
            articles += 1;
        }
        assert!((500..10_000).contains(&articles), "{articles}");
    }

    #[test]
    fn lengths_are_those_that_the_ranking_reads() {
        let articles = BODIES.map(article);
        let (index, fields) = built(&articles);
        let searcher = index.reader().unwrap().searcher();
        let norms = searcher.segment_reader(0).get_fieldnorms_reader(fields.text).unwrap();
        let mut words = BTreeMap::new();
        for places in places(&index, fields.text, IndexRecordOption::WithFreqsAndPositions).into_values().flatten() {
            *words.entry(places.0).or_insert(0) += u32::try_from(places.1.len()).unwrap();
        }
        for (article, words) in words {
            assert_eq!(norms.fieldnorm_id(article), FieldNormReader::fieldnorm_to_id(words));
        }
        assert_eq!(norms.num_docs(), 4);
    }

    #[test]
    fn all_lengths_together_are_what_the_coded_ones_add_up_to() {
        let long = ["tank"; 160].join(" ");
        let (index, fields) = built(&[article(BODIES[0]), article(("en", "Many", &long))]);
        let searcher = index.reader().unwrap().searcher();
        let segment = searcher.segment_reader(0);
        let norms = segment.get_fieldnorms_reader(fields.text).unwrap();
        let coded: u64 = (0..2).map(|article| u64::from(norms.fieldnorm(article))).sum();
        assert_eq!(segment.inverted_index(fields.text).unwrap().total_num_tokens(), coded);
        let places = places(&index, fields.text, IndexRecordOption::WithFreqsAndPositions);
        let words: usize = places.into_values().flatten().map(|(_, places)| places.len()).sum();
        assert!(words as u64 > coded, "lengths of which the code loses nothing: the test says nothing");
    }
}
