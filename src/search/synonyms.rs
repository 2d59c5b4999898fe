//! The thesaurus in terms of the index.

use std::collections::HashMap;

use crate::analysis::Analyzer;
use crate::query::thesaurus;

/// The longest form that is looked for in a query, in words.
pub(super) const LONGEST: usize = 7;

/// Forms of words, each a sequence of terms, by what they mean.
#[derive(Debug)]
pub(super) struct Synonyms {
    groups: Vec<Vec<Vec<String>>>,
    /// The groups that hold a form, by the form's terms with a space between them.
    by_form: HashMap<String, Vec<u32>>,
}

impl Synonyms {
    /// Analyses a list in the format of [`thesaurus::BUILT_IN`]. Some milliseconds for a thousand groups.
    pub(super) fn new(list: &str, mut analyzer: Analyzer) -> Self {
        let mut synonyms = Self { groups: Vec::new(), by_form: HashMap::new() };
        for forms in thesaurus::groups(list) {
            let mut group: Vec<Vec<String>> = forms.iter().map(|form| analyzer.terms(form)).collect();
            group.retain(|terms| !terms.is_empty());
            group.sort();
            group.dedup();
            let number = u32::try_from(synonyms.groups.len()).unwrap_or(u32::MAX);
            for terms in &group {
                synonyms.by_form.entry(terms.join(" ")).or_default().push(number);
            }
            synonyms.groups.push(group);
        }
        synonyms
    }

    /// Other ways to say what `terms` say; empty if none are known.
    pub(super) fn of(&self, terms: &[String]) -> Vec<&[String]> {
        let Some(groups) = self.by_form.get(&terms.join(" ")) else { return Vec::new() };
        let forms = groups.iter().flat_map(|&group| &self.groups[group as usize]);
        let mut found: Vec<&[String]> = forms.filter(|form| form.as_slice() != terms).map(Vec::as_slice).collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_found_in_any_inflection() {
        let synonyms = Synonyms::new("NATO = North Atlantic Treaty Organization\nsub = submarine", Analyzer::new());
        let terms = |text: &str| Analyzer::new().terms(text);
        assert_eq!(synonyms.of(&terms("Submarines")), [terms("sub")]);
        assert_eq!(synonyms.of(&terms("nato")), [terms("North Atlantic Treaty Organisation")]);
        assert!(synonyms.of(&terms("north atlantic")).is_empty());
    }
}
