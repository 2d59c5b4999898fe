//! Postings are read as they were written, in whichever way.

use std::sync::Arc;

use proptest::prelude::*;
use tantivy::schema::{Schema, TEXT};
use tantivy::{Index, TantivyDocument};

use super::super::dictionary::{Dictionary, Walks};
use super::*;
use crate::index::Alive;

/// The postings of a word that stands in documents so often, and the coded lengths of these.
fn postings(frequencies: &[u32]) -> (TermCursor, Vec<u8>) {
    let mut schema = Schema::builder();
    let field = schema.add_text_field("text", TEXT);
    let index = Index::create_in_ram(schema.build());
    let mut writer = index.writer_with_num_threads::<TantivyDocument>(1, 15_000_000).unwrap();
    for (number, &frequency) in frequencies.iter().enumerate() {
        let mut document = TantivyDocument::default();
        document.add_text(field, "ant ".repeat(frequency as usize) + &"bee ".repeat(number % 7));
        writer.add_document(document).unwrap();
    }
    writer.commit().unwrap();
    let searcher = index.reader().unwrap().searcher();
    let lengths = searcher.segment_reader(0).get_fieldnorms_reader(field).unwrap();
    let norms = (0..).take(frequencies.len()).map(|doc| lengths.fieldnorm_id(doc)).collect();
    let dictionary = Dictionary::of(&Arc::new(Alive::of(&searcher)), field).unwrap();
    (dictionary.cursor(&dictionary.entry("ant", &mut Walks::default()).unwrap(), 0).unwrap(), norms)
}

/// How often a word stands in documents: in all kinds of density.
fn frequencies() -> impl Strategy<Value = Vec<u32>> {
    let one = prop_oneof![4 => Just(0u32), 3 => Just(1), 2 => 2u32..6, 1 => 6u32..300];
    (prop::collection::vec(one, 1..40), 1usize..40, 1usize..30).prop_map(|(some, times, apart)| {
        let spread = some.into_iter().flat_map(|often| std::iter::once(often).chain(vec![0; apart - 1]));
        let all: Vec<u32> = spread.collect();
        let mut all: Vec<u32> = all.iter().copied().cycle().take(all.len() * times).collect();
        all.push(1);
        all
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn postings_are_read_as_they_were_written(
        frequencies in frequencies(),
        steps in prop::collection::vec((1u32..400, 0u8..5), 1..80),
    ) {
        let (mut cursor, norms) = postings(&frequencies);
        let often = |doc: DocId| frequencies.get(doc as usize).copied().unwrap_or(0);
        prop_assert_eq!(cursor.articles() as usize, frequencies.iter().filter(|often| **often > 0).count());
        let tokens: usize = frequencies.iter().enumerate().map(|(number, often)| *often as usize + number % 7).sum();
        let average = f64::from(u32::try_from(tokens).unwrap()) / f64::from(u32::try_from(frequencies.len()).unwrap());
        let bounds = Bounds::new(average, average);
        let (mut at, mut places) = (0, Places::default());
        for (step, way) in steps {
            let end = at + step;
            let share = |doc: DocId| bounds.share(norms[doc as usize], u8::try_from(often(doc).min(254)).unwrap());
            let all = (at..end.min(u32::try_from(frequencies.len()).unwrap())).filter(|&doc| often(doc) > 0);
            let most = all.clone().map(share).fold(0.0, Score::max);
            prop_assert!(cursor.most_within((at, end), 1.0, Some(&bounds)) >= most);
            prop_assert!(cursor.doc() <= all.clone().next().unwrap_or(TERMINATED));
            match way {
                0 => cursor.pass(end),
                1 => {
                    cursor.pass(at);
                    let mut read = Vec::new();
                    cursor.read_to(end, |docs, frequencies| read.extend(docs.iter().copied().zip(frequencies.iter().copied())));
                    prop_assert_eq!(read, all.map(|doc| (doc, often(doc))).collect::<Vec<_>>());
                }
                2 => {
                    let mut sought: Vec<DocId> = (at..end).step_by(3).collect();
                    while !sought.is_empty() && cursor.reach_block(sought[0]) {
                        let last = cursor.last_in_block().unwrap();
                        let behind = sought.split_off(sought.partition_point(|&doc| doc <= last).min(BLOCK));
                        let mut found = vec![0; sought.len()];
                        cursor.common(&sought, &mut places, |number, frequency| found[number] = frequency);
                        prop_assert_eq!(found, sought.into_iter().map(often).collect::<Vec<_>>());
                        sought = behind;
                    }
                }
                _ => (at..end).step_by(usize::from(way) - 2).for_each(|doc| assert_eq!(cursor.frequency(doc), often(doc))),
            }
            at = end;
        }
    }
}
