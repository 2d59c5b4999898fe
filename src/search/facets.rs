//! What the articles of a result have in common.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::{DocAddress, TantivyError};

use super::SearchError;
use super::hit::{FacetCount, Facets};
use crate::index::{Reader, date_of_epoch_day};

/// So many values of each facet are given.
const MOST: usize = 10;

/// Counts the values that articles have, each once an article. Reads columns, no texts: linear in the number of articles and
/// of their values.
pub(super) fn facets(reader: &Reader, mut articles: Vec<DocAddress>) -> Result<Facets, SearchError> {
    articles.sort_unstable();
    let names = |field| names(reader, &articles, field);
    Ok(Facets {
        source: names("source")?,
        author: names("author")?,
        month: months(reader, &articles)?,
        country: names("country")?,
        organisation: names("organisation")?,
        system: names("system")?,
    })
}

fn names(reader: &Reader, articles: &[DocAddress], field: &str) -> Result<Vec<FacetCount>, SearchError> {
    let mut counts = BTreeMap::new();
    for of_segment in articles.chunk_by(|a, b| a.segment_ord == b.segment_ord) {
        let segment = reader.searcher().segment_reader(of_segment[0].segment_ord);
        let Some(column) = segment.fast_fields().str(field)? else { continue };
        let mut by_ord: BTreeMap<u64, u64> = BTreeMap::new();
        for article in of_segment {
            let ords: BTreeSet<u64> = column.term_ords(article.doc_id).collect();
            for ord in ords {
                *by_ord.entry(ord).or_default() += 1;
            }
        }
        let mut value = String::new();
        for (ord, articles) in by_ord {
            value.clear();
            column.ord_to_str(ord, &mut value).map_err(TantivyError::from)?;
            *counts.entry(value.clone()).or_default() += articles;
        }
    }
    Ok(most_frequent(counts))
}

fn months(reader: &Reader, articles: &[DocAddress]) -> Result<Vec<FacetCount>, SearchError> {
    let mut counts = BTreeMap::new();
    for of_segment in articles.chunk_by(|a, b| a.segment_ord == b.segment_ord) {
        let days = reader.searcher().segment_reader(of_segment[0].segment_ord).fast_fields().i64("published")?;
        for article in of_segment {
            if let Some(day) = days.first(article.doc_id).and_then(date_of_epoch_day) {
                *counts.entry((day.year(), day.month())).or_default() += 1;
            }
        }
    }
    let named = counts.into_iter().map(|((year, month), articles)| (format!("{year:04}-{month:02}"), articles));
    Ok(most_frequent(named.collect()))
}

/// The most frequent values; of equally frequent ones the first by name.
fn most_frequent(counts: BTreeMap<String, u64>) -> Vec<FacetCount> {
    let mut counts: Vec<_> = counts.into_iter().map(|(value, articles)| FacetCount { value, articles }).collect();
    // A stable sort keeps the order of the names.
    counts.sort_by_key(|count| std::cmp::Reverse(count.articles));
    counts.truncate(MOST);
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_come_first_and_ties_by_name() {
        let counts = (0..20).map(|number| (format!("{number:02}"), u64::from(number % 2 == 1)));
        let found: Vec<String> = most_frequent(counts.collect()).into_iter().map(|count| count.value).collect();
        assert_eq!(found, ["01", "03", "05", "07", "09", "11", "13", "15", "17", "19"]);
    }
}
