//! Merged segments beside those that tantivy merges.

use proptest::prelude::*;
use tantivy::merge_policy::NoMergePolicy;
use tantivy::postings::Postings;
use tantivy::query::{Query, TermQuery};
use tantivy::schema::document::Value;
use tantivy::schema::{FAST, INDEXED, IndexRecordOption, NumericOptions, STORED, STRING, Schema, TEXT, TextOptions};
use tantivy::{DocSet, IndexWriter, SegmentReader, TERMINATED, TantivyDocument, Term};

use super::*;

/// An article: its words, and what it is deleted by.
type Article = (Vec<u8>, u64);

/// An article in which a term stands, how often, and where.
type Place = (u32, u32, Vec<u32>);

/// Of a segment: what stands where, lengths, columns and texts.
#[derive(Debug, PartialEq)]
struct Content {
    postings: Vec<(Vec<u8>, Vec<Place>)>,
    lengths: Vec<u32>,
    numbers: Vec<Vec<u64>>,
    stored: Vec<String>,
}

struct Corpus {
    index: Index,
    writer: IndexWriter,
}

impl Corpus {
    fn new() -> Self {
        let mut schema = Schema::builder();
        schema.add_text_field("text", TEXT | STORED);
        schema.add_text_field(
            "title",
            TextOptions::default().set_indexing_options(
                tantivy::schema::TextFieldIndexing::default()
                    .set_fieldnorms(false)
                    .set_index_option(IndexRecordOption::WithFreqsAndPositions),
            ),
        );
        schema.add_text_field("name", STRING | FAST);
        schema.add_u64_field("number", NumericOptions::default() | INDEXED | FAST);
        let index = Index::create_in_ram(schema.build());
        let writer = index.writer_with_num_threads(1, 15_000_000).unwrap();
        writer.set_merge_policy(Box::new(NoMergePolicy));
        Self { index, writer }
    }

    fn field(&self, name: &str) -> Field {
        self.index.schema().get_field(name).unwrap()
    }

    fn add(&self, (words, number): &Article) {
        let text: Vec<String> = words.iter().map(|word| format!("w{}", word % 9)).collect();
        let mut article = TantivyDocument::default();
        article.add_text(self.field("text"), text.join(" "));
        article.add_text(self.field("title"), text.iter().take(3).cloned().collect::<Vec<_>>().join(" "));
        article.add_text(self.field("name"), format!("n{number}"));
        article.add_u64(self.field("number"), *number);
        self.writer.add_document(article).unwrap();
    }

    fn term(&self, number: u64) -> Term {
        Term::from_field_u64(self.field("number"), number)
    }

    fn with_number(&self, number: u64) -> Box<dyn Query> {
        Box::new(TermQuery::new(self.term(number), IndexRecordOption::Basic))
    }

    /// A commit, which makes a segment of what was added.
    fn commit(&mut self) {
        self.writer.commit().unwrap();
    }

    /// The segments of the last commit; those with the most articles come first.
    fn segments(&self) -> Vec<SegmentMeta> {
        self.index.searchable_segment_metas().unwrap()
    }

    fn bytes(&self, segment: &SegmentMeta, component: SegmentComponent) -> Vec<u8> {
        self.index.segment(segment.clone()).open_read(component).unwrap().read_bytes().unwrap().to_vec()
    }

    fn content(&self, segment: &SegmentMeta) -> Content {
        let reader = SegmentReader::open(&self.index.segment(segment.clone())).unwrap();
        let mut postings = Vec::new();
        for name in ["text", "title", "name", "number"] {
            let entry = self.index.schema().get_field_entry(self.field(name)).clone();
            let kept = entry.field_type().get_index_record_option().unwrap();
            let inverted = reader.inverted_index(self.field(name)).unwrap();
            let mut terms = inverted.terms().stream().unwrap();
            while terms.advance() {
                let mut list = inverted.read_postings_from_terminfo(terms.value(), kept).unwrap();
                let mut places = Vec::new();
                while list.doc() != TERMINATED {
                    let mut positions = Vec::new();
                    if kept.has_positions() {
                        list.positions(&mut positions);
                    }
                    places.push((list.doc(), list.term_freq(), positions));
                    list.advance();
                }
                postings.push((terms.key().to_vec(), places));
            }
        }
        let norms = reader.get_fieldnorms_reader(self.field("text")).unwrap();
        let numbers = reader.fast_fields().u64("number").unwrap();
        let store = reader.get_store_reader(1).unwrap();
        let all = || 0..reader.max_doc();
        let text = |article| {
            let article: TantivyDocument = store.get(article).unwrap();
            article.get_first(self.field("text")).unwrap().as_str().unwrap().to_owned()
        };
        Content {
            postings,
            lengths: all().map(|article| norms.fieldnorm(article)).collect(),
            numbers: all().map(|article| numbers.values_for_doc(article).collect()).collect(),
            stored: all().map(text).collect(),
        }
    }
}

fn articles() -> impl Strategy<Value = Vec<Article>> {
    // Words that all have, so that lists of postings and positions are longer than a block.
    prop::collection::vec((prop::collection::vec(0_u8..12, 0..20), 0_u64..8), 1..300)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn merged_segments_are_what_tantivy_merges(
        parts in prop::collection::vec(articles(), 1..4),
        deleted in prop::collection::vec(0_u64..8, 0..4),
        threads in 1_usize..3,
    ) {
        let mut corpus = Corpus::new();
        for part in &parts {
            for article in part {
                corpus.add(article);
            }
            corpus.commit();
        }
        for number in &deleted {
            corpus.writer.delete_term(corpus.term(*number));
        }
        corpus.commit();
        let segments = corpus.segments();
        let ours = merge(&corpus.index, &segments, threads, &Stop::default()).unwrap();
        let ids: Vec<_> = segments.iter().map(SegmentMeta::id).collect();
        let kept = parts.iter().flatten().filter(|(_, number)| !deleted.contains(number)).count();
        prop_assert_eq!(ours.as_ref().map_or(0, SegmentMeta::max_doc) as usize, kept);
        let Some(ours) = ours else { return Ok(()) };
        // Held so that their files are not collected.
        let theirs = corpus.writer.merge(&ids).wait().unwrap().unwrap();
        for component in [SegmentComponent::Positions, SegmentComponent::Terms, SegmentComponent::FieldNorms, SegmentComponent::FastFields] {
            prop_assert_eq!(corpus.bytes(&ours, component.clone()), corpus.bytes(&theirs, component));
        }
        if deleted.is_empty() {
            let component = SegmentComponent::Postings;
            prop_assert_eq!(corpus.bytes(&ours, component.clone()), corpus.bytes(&theirs, component));
        }
        prop_assert_eq!(corpus.content(&ours), corpus.content(&theirs));
    }
}

#[test]
fn what_is_deleted_during_a_merge_stays_deleted() {
    let mut corpus = Corpus::new();
    for number in [1, 2, 3] {
        for word in [4, 5, 6] {
            corpus.add(&(vec![word], number));
        }
        corpus.commit();
    }
    let segments = corpus.segments();
    let merged = merge(&corpus.index, &segments, 1, &Stop::default()).unwrap();
    corpus.writer.delete_term(corpus.term(1));
    corpus.commit();
    corpus.writer.delete_term(corpus.term(2));
    // What comes with the merged segment is none of what was deleted before.
    corpus.add(&(vec![7], 1));
    let merged = Merged { segments, segment: merged, deleted: vec![corpus.with_number(1), corpus.with_number(2)] };
    merged.replace(&corpus.writer).unwrap();
    corpus.commit();
    let left: Vec<_> = corpus.segments().iter().map(|segment| (segment.max_doc(), segment.num_docs())).collect();
    assert_eq!(left, [(9, 3), (1, 1)]);
    let searcher = corpus.index.reader().unwrap().searcher();
    let found = [1, 2, 3].map(|number| searcher.doc_freq(&corpus.term(number)).unwrap());
    assert_eq!((found, searcher.num_docs()), ([4, 3, 3], 4));
}

#[test]
fn segments_of_which_nothing_is_left_go_without_another() {
    let mut corpus = Corpus::new();
    corpus.add(&(vec![1], 1));
    corpus.commit();
    corpus.add(&(vec![2], 2));
    corpus.commit();
    corpus.writer.delete_term(corpus.term(1));
    corpus.commit();
    // tantivy drops the first by itself.
    let segments = corpus.segments();
    assert_eq!(segments.len(), 1);
    merge_all(&corpus.index, segments, 2).unwrap().replace(&corpus.writer).unwrap();
    corpus.commit();
    assert_eq!(corpus.segments().iter().map(SegmentMeta::num_docs).collect::<Vec<_>>(), [1]);
}

#[test]
fn a_merge_can_be_given_up() {
    let mut corpus = Corpus::new();
    corpus.add(&(vec![1], 1));
    corpus.commit();
    let stop = Stop::default();
    stop.stop();
    for threads in [1, 2] {
        assert!(merge(&corpus.index, &corpus.segments(), threads, &stop).is_err());
    }
}
