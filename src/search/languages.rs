//! The languages in which the words of a query are read.
//!
//! A query has no language, so its words are read in every language that the index has articles of. There is no floor: the
//! stems of a language stand in its articles only, and below a floor those could not be found at all. What an index does not
//! have costs nothing, and what it has a look-up a word.

use std::collections::BTreeMap;

use super::SearchError;
use super::vocabulary::scan;
use crate::analysis::Language;
use crate::index::Reader;

/// English first (`None`, which stands for all languages without rules of their own, too), then those of the index that have
/// rules, the most frequent first. Reads the names of all languages.
pub(super) fn of_index(reader: &Reader) -> Result<Vec<Option<Language>>, SearchError> {
    let mut found: BTreeMap<Language, u64> = BTreeMap::new();
    scan(reader, reader.fields().language, "", &mut |tag, articles| {
        if let Some(language) = Language::of(tag) {
            *found.entry(language).or_default() += articles;
        }
    })?;
    let mut languages: Vec<(Language, u64)> = found.into_iter().collect();
    languages.sort_by_key(|&(language, articles)| (std::cmp::Reverse(articles), language));
    Ok(std::iter::once(None).chain(languages.into_iter().map(|(language, _)| Some(language))).collect())
}

/// The same for articles in languages of these tags only.
pub(super) fn of_tags(tags: &[String]) -> Vec<Option<Language>> {
    let mut languages: Vec<Option<Language>> = tags.iter().map(|tag| Language::of(&tag.to_lowercase())).collect();
    languages.sort_by_key(Option::is_some);
    languages.dedup();
    languages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_without_rules_share_those_of_english() {
        let tags = |tags: &[&str]| of_tags(&tags.iter().map(|&tag| tag.to_owned()).collect::<Vec<_>>());
        let named = |languages: Vec<Option<Language>>| -> Vec<&str> {
            languages.into_iter().map(|language| language.map_or("", Language::tag)).collect()
        };
        assert_eq!(named(tags(&["DE"])), ["de"]);
        assert_eq!(named(tags(&["de", "zh", "en", "fr"])), ["", "de", "fr"]);
    }
}
