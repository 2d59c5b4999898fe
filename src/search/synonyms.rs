//! The thesaurus in terms of the index.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::analysis::Analyzer;
use crate::parts::Parts;
use crate::query::thesaurus::{self, BUILT_IN};
use crate::sorted_lines;

/// The longest form that is looked for in a query, in words.
pub(super) const LONGEST: usize = 7;

/// The built-in list, analysed: a line for each form, in the order of bytes, with the terms of the form, and those of other ways
/// to say it, parted by tabs. Analysing the list would be the largest part of a first query.
const TABLE: &str = include_str!("synonyms.txt");

/// Forms of words, each a sequence of terms, by what they mean.
#[derive(Debug)]
pub(super) struct Synonyms {
    /// Sorted lines.
    table: &'static str,
    /// Other ways to say a form, by its terms; terms have a space between them.
    own: HashMap<String, BTreeSet<String>>,
}

impl Synonyms {
    /// The built-in list, and one of the user's in the same format. The built-in one takes some milliseconds if not all `parts`
    /// of analysis are there, and nothing otherwise.
    pub(super) fn new(list: &str, mut analyzer: Analyzer, parts: Parts) -> Self {
        let is_usual = parts.of_analysis() == Parts::ALL;
        let mut own = HashMap::new();
        if !is_usual {
            own.extend(analysed(BUILT_IN, &mut analyzer));
        }
        for (form, others) in analysed(list, &mut analyzer) {
            own.entry(form).or_default().extend(others);
        }
        Self { table: if is_usual { TABLE } else { "" }, own }
    }

    /// Other ways to say what a form says, of which the terms have a space between them, in the order of their terms; empty if none are
    /// known.
    pub(super) fn of(&self, form: &str) -> Vec<Vec<String>> {
        let listed = line_of(self.table, form).into_iter().flat_map(|line| line.split('\t'));
        let own = self.own.get(form).into_iter().flatten().map(String::as_str);
        let all: BTreeSet<&str> = listed.chain(own).collect();
        all.into_iter().map(|other| other.split(' ').map(str::to_owned).collect()).collect()
    }
}

/// For each form of a list, other ways to say it.
fn analysed(list: &str, analyzer: &mut Analyzer) -> BTreeMap<String, BTreeSet<String>> {
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for forms in thesaurus::groups(list) {
        let mut group: BTreeSet<String> = forms.iter().map(|form| analyzer.terms(form).join(" ")).collect();
        group.remove("");
        for form in &group {
            all.entry(form.clone()).or_default().extend(group.iter().filter(|other| *other != form).cloned());
        }
    }
    all.retain(|_, others| !others.is_empty());
    all
}

/// What stands behind a key and a tab in one of the sorted lines.
fn line_of(table: &'static str, key: &str) -> Option<&'static str> {
    let line = sorted_lines::find(table, |line| line.split_once('\t').map_or(line, |(found, _)| found).cmp(key))?;
    line.split_once('\t').map(|(_, others)| others)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::listed::{backwards, is_phrase};

    const LIST: &str = include_str!("../analysis/listed.txt");

    fn terms(text: &str) -> Vec<String> {
        Analyzer::new().terms(text)
    }

    fn form(text: &str) -> String {
        terms(text).join(" ")
    }

    #[test]
    fn forms_are_found_in_any_inflection() {
        let synonyms = Synonyms::new("", Analyzer::new(), Parts::ALL);
        assert!(synonyms.of(&form("Submarines")).contains(&terms("sub")));
        assert!(synonyms.of(&form("nato")).contains(&terms("North Atlantic Treaty Organisation")));
        assert!(synonyms.of(&form("north atlantic")).is_empty());
        assert!(synonyms.of("").is_empty());
    }

    #[test]
    fn the_list_of_a_user_adds_to_the_built_in_one() {
        let synonyms =
            Synonyms::new("Brookland = Republic of Brookland\nsub = torpedo food", Analyzer::new(), Parts::ALL);
        assert_eq!(synonyms.of(&form("brookland")), [terms("Republic of Brookland")]);
        let subs = synonyms.of(&form("subs"));
        assert!(subs.contains(&terms("torpedo food")) && subs.contains(&terms("submarine")));
    }

    /// `NEWSDEX_UPDATE=1 cargo test thesaurus_is_analysed` writes the table again, and the list of phrases.
    #[test]
    fn the_built_in_thesaurus_is_analysed_as_its_table_says() {
        let all = analysed(BUILT_IN, &mut Analyzer::new());
        let phrases = all.values().flatten().filter(|form| is_phrase(form));
        let phrases: BTreeSet<String> = phrases.map(|form| backwards(form.split(' '))).collect();
        let phrases: String = phrases.into_iter().map(|phrase| phrase + "\n").collect();
        let line = |(form, others): (&String, &BTreeSet<String>)| {
            format!("{form}\t{}\n", others.iter().map(String::as_str).collect::<Vec<_>>().join("\t"))
        };
        let table: String = all.iter().map(line).collect();
        if std::env::var_os("NEWSDEX_UPDATE").is_some() {
            std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/src/search/synonyms.txt"), &table).unwrap();
            std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/src/analysis/listed.txt"), &phrases).unwrap();
        } else {
            assert!(TABLE == table, "src/search/synonyms.txt is not up to date");
            assert!(LIST == phrases, "src/analysis/listed.txt is not up to date");
        }
        for (form, others) in &all {
            let found = line_of(TABLE, form).map(|line| line.split('\t').map(str::to_owned).collect());
            assert_eq!(found.as_ref(), Some(others), "{form}");
        }
    }

    #[test]
    fn what_is_not_in_the_table_is_not_found() {
        for key in ["", "a", "zzzz", "nat", "nato ", "\u{10ffff}"] {
            assert_eq!(line_of(TABLE, key), None, "{key:?}");
        }
        assert_eq!(line_of("", "nato"), None);
    }
}
