//! Tables beside a plain map.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use tantivy::DocId;
use tantivy::directory::OwnedBytes;

use super::table::Numbers;
use super::{merge, write};

/// The articles of each number.
type Plain = BTreeMap<u64, BTreeSet<DocId>>;

fn written(entries: &[(u64, DocId)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(&mut bytes, &mut entries.to_vec()).unwrap();
    bytes
}

fn opened(bytes: Vec<u8>) -> Option<Numbers> {
    Numbers::open(OwnedBytes::new(bytes)).unwrap()
}

fn plain(entries: impl IntoIterator<Item = (u64, DocId)>) -> Plain {
    let mut plain = Plain::new();
    for (number, article) in entries {
        plain.entry(number).or_default().insert(article);
    }
    plain
}

/// What a table says of every number that is there, of its neighbours, and of the ends.
fn check(numbers: &Numbers, expected: &Plain) {
    let entries =
        expected.iter().flat_map(|(&number, articles)| articles.iter().map(move |&article| (number, article)));
    assert_eq!(numbers.all().collect::<Vec<_>>(), entries.clone().collect::<Vec<_>>());
    assert_eq!(numbers.len(), entries.count());
    let near = |&number: &u64| [number.saturating_sub(1), number, number.saturating_add(1)];
    for number in expected.keys().flat_map(near).chain([0, u64::MAX]) {
        let articles: Vec<DocId> = expected.get(&number).into_iter().flatten().copied().collect();
        assert_eq!(numbers.articles(number).collect::<Vec<_>>(), articles, "{number}");
        let all: Vec<DocId> = numbers.articles_of_any(&[number, 0, number]).collect();
        assert_eq!(all, [articles.clone(), numbers.articles(0).collect(), articles].concat(), "{number}");
    }
}

/// Hashes, keys of a mark, numbers in a row, the ends of what there is, and any of these more than once.
fn numbers() -> impl Strategy<Value = u64> {
    prop_oneof![any::<u64>(), (0_u64..4).prop_map(|low| low | 1 << 48), 1000_u64..1100, Just(0), Just(u64::MAX)]
}

fn entries() -> impl Strategy<Value = Vec<(u64, DocId)>> {
    let article = prop_oneof![0_u32..300, any::<u32>().prop_map(|article| article >> 1)];
    prop::collection::vec((numbers(), article), 1..400)
}

proptest! {
    #[test]
    fn a_table_finds_what_a_map_finds(entries in entries()) {
        check(&opened(written(&entries)).unwrap(), &plain(entries));
    }

    #[test]
    fn tables_of_parts_become_the_table_of_all(parts in prop::collection::vec(
        prop::collection::vec((numbers(), 0_u32..100), 1..150), 1..5,
    )) {
        let number = |part: usize, article: DocId| {
            let first = 100 * u32::try_from(part).unwrap();
            (!article.is_multiple_of(7)).then_some(first + article)
        };
        let tables: Vec<_> = parts.iter().enumerate().map(|(part, entries)| {
            (opened(written(entries)).unwrap(), move |article| number(part, article))
        }).collect();
        let mut merged = Vec::new();
        merge(&mut merged, &tables).unwrap();
        let all = parts.iter().enumerate().flat_map(|(part, entries)| {
            entries.iter().filter_map(move |&(key, article)| Some((key, number(part, article)?)))
        });
        let all: Vec<_> = all.collect();
        prop_assert_eq!(&merged, &written(&all));
        match opened(merged) {
            Some(numbers) => check(&numbers, &plain(all)),
            None => prop_assert!(all.is_empty()),
        }
    }

    #[test]
    fn damage_is_told_or_read_as_something_else(
        entries in entries(),
        (place, byte) in (any::<prop::sample::Index>(), any::<u8>()),
        length in any::<prop::sample::Index>(),
    ) {
        let mut bytes = written(&entries);
        let length = 1 + length.index(bytes.len() - 1);
        prop_assert!(Numbers::open(OwnedBytes::new(bytes[..length].to_vec())).is_err());
        let place = place.index(bytes.len());
        bytes[place] ^= byte;
        if let Ok(Some(numbers)) = Numbers::open(OwnedBytes::new(bytes)) {
            numbers.all().take(1000).count();
            for (number, _) in entries {
                numbers.articles_of_any(&[number]).take(1000).count();
            }
        }
    }
}

#[test]
fn of_articles_that_are_all_deleted_nothing_is_left() {
    let tables = [(opened(written(&[(5, 0), (7, 3)])).unwrap(), |_: DocId| None)];
    let mut merged = Vec::new();
    merge(&mut merged, &tables).unwrap();
    assert!(opened(merged).is_none());
}

#[test]
fn a_table_of_hashes_takes_little_more_than_what_it_says() {
    let entries: Vec<_> =
        (0..100_000_u32).map(|article| (crate::random::scramble(u64::from(article)) >> 32, article)).collect();
    // Of 32 bits of a hash the part says eleven.
    assert!(written(&entries).len() < 100_000 * 7, "{}", written(&entries).len());
}
