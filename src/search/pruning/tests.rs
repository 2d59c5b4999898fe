//! What is pruned is found by a plain scan as well.
#![expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "scores are of single precision")]

use std::sync::Arc;

use proptest::prelude::*;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::Postings as _;
use tantivy::schema::{IndexRecordOption, Schema, TEXT};
use tantivy::{DocSet, Index, TERMINATED, TantivyDocument, Term};

use super::super::dictionary::Walks;
use super::super::node::Factor;
use super::*;
use crate::index::Alive;

const TERMS: [&str; 5] = ["ant", "bee", "cat", "dog", "eel"];
const K1: f64 = 1.2;

/// How rare a term is said to be.
fn idf(term: usize) -> f64 {
    1.0 + 0.7 * [4.0, 0.0, 2.0, 1.0, 3.0][term]
}

/// What a node adds to the score of a text, if it matches. Several ways to say a thing are scored one by one.
fn score(node: &Node, words: &[usize], saturation: f64) -> Option<f64> {
    let bm25 = |often: usize, weight: f64| {
        let often = f64::from(u32::try_from(often).unwrap());
        (often > 0.0).then(|| weight * (K1 + 1.0) * often / (often + saturation))
    };
    match node {
        Node::Term(term) => bm25(words.iter().filter(|word| *word == term).count(), idf(*term)),
        Node::Phrase { parts, .. } => {
            let stands = |at: &usize| parts.iter().all(|&(term, by)| words.get(at + by as usize) == Some(&term));
            bm25((0..words.len()).filter(stands).count(), parts.iter().map(|&(term, _)| idf(term)).sum())
        }
        Node::Boost { node, factor } => score(node, words, saturation).map(|score| factor.value() * score),
        Node::Best(members) => {
            let rarity = |node: &Node| match node {
                Node::Phrase { parts, .. } => parts.iter().map(|&(term, _)| idf(term)).fold(0.0, f64::max),
                node => node.terms().into_iter().map(idf).sum(),
            };
            let weight = |node: &Node| node.terms().into_iter().map(idf).sum::<f64>();
            let least = members.iter().map(|(node, _)| rarity(node)).fold(f64::INFINITY, f64::min);
            let of = |(node, factor): &(Node, Factor)| {
                Some(factor.value() * least / weight(node) * score(node, words, saturation)?)
            };
            members.iter().filter_map(of).reduce(|one, other| one + other)
        }
        Node::Group { required, optional, excluded } => {
            let of = |node: &Node| score(node, words, saturation);
            let required: Option<Vec<f64>> = required.iter().map(of).collect();
            let optional: Vec<f64> = optional.iter().filter_map(of).collect();
            let all: Vec<f64> = required?.into_iter().chain(optional).collect();
            let is_excluded = excluded.iter().any(|node| of(node).is_some());
            (!all.is_empty() && !is_excluded).then(|| all.iter().sum())
        }
        _ => None,
    }
}

fn leaf_node() -> impl Strategy<Value = Node> {
    let phrase = prop::collection::vec(0..TERMS.len(), 2..4)
        .prop_map(|terms| Node::Phrase { parts: terms.into_iter().zip(0..).collect(), slop: 0 });
    prop_oneof![3 => (0..TERMS.len()).prop_map(Node::Term), 1 => phrase]
}

fn clause() -> impl Strategy<Value = Node> {
    let factor = || prop::sample::select(vec![0.25, 0.5, 1.0, 3.0]).prop_map(Factor::new);
    prop_oneof![
        4 => leaf_node(),
        1 => prop::collection::vec((leaf_node(), factor()), 1..4).prop_map(Node::Best),
        1 => (leaf_node(), factor()).prop_map(|(node, factor)| Node::Boost { node: Box::new(node), factor }),
    ]
}

fn group() -> impl Strategy<Value = Node> {
    let some = |most: usize| prop::collection::vec(clause(), 0..most);
    (some(3), some(5), prop::collection::vec(leaf_node(), 0..2))
        .prop_map(|(required, optional, excluded)| Node::Group { required, optional, excluded })
}

/// Texts of words, the later ones rarer.
fn texts() -> impl Strategy<Value = Vec<Vec<usize>>> {
    let word = prop_oneof![12 => Just(0usize), 6 => Just(1), 4 => Just(2), 2 => Just(3), 1 => Just(4), 20 => Just(5)];
    let few = prop::collection::vec(prop::collection::vec(word, 1..12), 1..40);
    // The same ones again and again, so that there are many blocks of postings.
    (few, 1usize..60).prop_map(|(few, times)| {
        let mut all: Vec<Vec<usize>> = few.iter().cycle().take(few.len() * times).cloned().collect();
        all.iter_mut().enumerate().for_each(|(at, words)| words.extend(vec![5; at * 7 % 23]));
        all
    })
}

fn index(texts: &[Vec<usize>]) -> (Index, tantivy::schema::Field) {
    let mut schema = Schema::builder();
    let field = schema.add_text_field("text", TEXT);
    let index = Index::create_in_ram(schema.build());
    let mut writer = index.writer_with_num_threads::<TantivyDocument>(1, 15_000_000).unwrap();
    for words in texts {
        let words: Vec<&str> = words.iter().map(|&word| TERMS.get(word).copied().unwrap_or("fox")).collect();
        let mut document = TantivyDocument::default();
        document.add_text(field, words.join(" "));
        writer.add_document(document).unwrap();
    }
    writer.commit().unwrap();
    (index, field)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn postings_and_positions_are_those_of_tantivy(texts in texts(), step in 1usize..200) {
        let (index, field) = index(&texts);
        let searcher = index.reader().unwrap().searcher();
        let terms = searcher.segment_reader(0).inverted_index(field).unwrap();
        let dictionary = Dictionary::of(&Arc::new(Alive::of(&searcher)), field).unwrap();
        for text in TERMS {
            let term = Term::from_field_text(field, text);
            let Some(mut theirs) = terms.read_postings(&term, IndexRecordOption::WithFreqsAndPositions).unwrap() else { continue };
            let written = dictionary.written(&dictionary.entry(text, &mut Walks::default()).unwrap(), 0).unwrap().unwrap();
            let mut postings = postings::Postings::open(written.articles, written.postings).unwrap();
            let mut positions = positions::Positions::open(&written.positions).unwrap();
            let (mut expected, mut found) = (Vec::new(), Vec::new());
            let mut number = 0;
            while theirs.doc() != TERMINATED {
                if number % step == 0 {
                    postings.seek(theirs.doc());
                    prop_assert_eq!(postings.doc(), theirs.doc());
                    theirs.positions(&mut expected);
                    found.clear();
                    positions.each(postings.place_here(), |position| found.push(position));
                    prop_assert_eq!(&found, &expected);
                }
                theirs.advance();
                number += 1;
            }
            postings.seek(TERMINATED);
            prop_assert_eq!(postings.doc(), TERMINATED);
        }
    }

    #[test]
    fn the_best_are_those_of_a_scan(texts in texts(), node in group(), most in 1usize..30, allowed in 1u32..4) {
        let (index, field) = index(&texts);
        let searcher = index.reader().unwrap().searcher();
        let segment = searcher.segment_reader(0);
        let dictionary = Dictionary::of(&Arc::new(Alive::of(&searcher)), field).unwrap();
        let entries: Vec<Entry> = TERMS.iter().map(|term| dictionary.entry(term, &mut Walks::default()).unwrap()).collect();
        let lengths = segment.get_fieldnorms_reader(field).unwrap();
        let norms: Vec<u8> = (0..segment.max_doc()).map(|doc| lengths.fieldnorm_id(doc)).collect();
        let tokens: usize = texts.iter().map(Vec::len).sum();
        let average = tokens as f64 / texts.len() as f64;
        let added = |norm: u8| K1 * (0.25 + 0.75 * f64::from(FieldNormReader::id_to_fieldnorm(norm)) / average);
        let saturation: [Score; 256] = std::array::from_fn(|norm| added(u8::try_from(norm).unwrap()) as Score);
        let is_allowed = |doc: DocId| doc.is_multiple_of(allowed);

        let mut expected: Vec<f64> = Vec::new();
        for (doc, words) in (0..).zip(&texts).filter(|(doc, _)| is_allowed(*doc)) {
            expected.extend(score(&node, words, added(norms[doc as usize])));
        }
        expected.sort_by(|a, b| b.total_cmp(a));
        expected.truncate(most);

        let bounds = Bounds::new(average, average);
        let segment = Segment {
            number: 0,
            dictionary: &dictionary,
            entries: &entries,
            own_terms: &OwnTerms::default(),
            norms: &norms,
            saturation: &saturation,
            bounds: Some(&bounds),
            sought: most,
            allows: &is_allowed,
        };
        let mut found: Vec<f64> = Vec::new();
        let shape = Shape::of(&node, &idf).unwrap();
        shape.search(&segment, Score::MIN, &mut |doc, score, _| {
            assert!(is_allowed(doc));
            found.push(f64::from(score));
            found.sort_by(|a, b| b.total_cmp(a));
            found.get(most - 1).map_or(Score::MIN, |worst| *worst as Score * (1.0 - 2e-5))
        }).unwrap();
        found.truncate(most);
        prop_assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(&expected) {
            prop_assert!((found - expected).abs() < 1e-4 * expected.max(1.0), "{} {}", found, expected);
        }
    }
}
