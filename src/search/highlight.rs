//! Which words of a text made the query match.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::hit::Snippet;
use super::plan::{Node, Plan};
use crate::analysis::Analyzer;

/// How many bytes behind a passage are looked at for the rest of a phrase.
const BEYOND: usize = 600;

/// Marks words of shown texts: terms in every form that analysis unites, and the words of a phrase only where
/// the phrase stands.
pub(super) struct Highlighter<'a> {
    numbers: HashMap<&'a str, usize>,
    terms: HashSet<usize>,
    phrases: Vec<&'a [(usize, u32)]>,
}

impl<'a> Highlighter<'a> {
    pub(super) fn new(plan: &'a Plan) -> Self {
        let mut terms = HashSet::new();
        let mut phrases = Vec::new();
        for leaf in plan.positive_leaves() {
            match leaf {
                Node::Term(term) => {
                    terms.insert(*term);
                }
                Node::Phrase(parts) => phrases.push(parts.as_slice()),
                Node::Group { .. } => {}
            }
        }
        Self { numbers: plan.terms.iter().enumerate().map(|(n, term)| (term.as_str(), n)).collect(), terms, phrases }
    }

    /// Marks a whole text. Linear in its length.
    pub(super) fn snippet(&self, text: &str, analyzer: &mut Analyzer) -> Snippet {
        self.part(text, 0..text.len(), analyzer)
    }

    /// Marks a part of a text. A phrase that starts in it and runs on beyond its end is marked as far as it goes.
    pub(super) fn part(&self, text: &str, part: Range<usize>, analyzer: &mut Analyzer) -> Snippet {
        let shown = text.get(part.clone()).unwrap_or_default();
        let beyond = text.ceil_char_boundary(part.end.saturating_add(if self.phrases.is_empty() { 0 } else { BEYOND }));
        let text = text.get(part.start..beyond).unwrap_or_default();
        let mut words: Vec<Range<usize>> = Vec::new();
        let mut numbers: Vec<Option<usize>> = Vec::new();
        analyzer.analyze(text, |token| {
            words.push(token.range.clone());
            numbers.push(self.numbers.get(token.term).copied());
        });
        let mut marked: Vec<bool> =
            numbers.iter().map(|number| number.is_some_and(|n| self.terms.contains(&n))).collect();
        for phrase in &self.phrases {
            for start in 0..numbers.len() {
                let places: Option<Vec<usize>> = phrase
                    .iter()
                    .map(|&(term, offset)| {
                        let at = start + offset as usize;
                        (numbers.get(at) == Some(&Some(term))).then_some(at)
                    })
                    .collect();
                places.into_iter().flatten().for_each(|at| marked[at] = true);
            }
        }
        let highlights = words
            .into_iter()
            .zip(marked)
            .filter(|(word, marked)| *marked && word.end <= shown.len())
            .map(|(word, _)| word);
        Snippet { text: shown.to_owned(), highlights: highlights.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::schema::schema;
    use crate::query::Query;

    fn parse(text: &str) -> Query {
        crate::query::parse(text, jiff::civil::date(2025, 8, 18)).query
    }

    fn check(query: &str, text: &str, expected: &[&str]) {
        let (_, fields) = schema();
        let mut analyzer = Analyzer::new();
        let plan = Plan::new(&parse(query), fields.text, &mut analyzer, &|_| 1);
        let snippet = Highlighter::new(&plan).snippet(text, &mut analyzer);
        let found: Vec<&str> = snippet.highlights.iter().map(|range| &text[range.clone()]).collect();
        assert_eq!(found, expected, "{query:?} in {text:?}");
    }

    #[test]
    fn every_form_of_a_term() {
        check("sanction", "New sanctions; the Sanction’s aim.", &["sanctions", "Sanction’s"]);
        check("u.s. f-35", "The U.S. F‑35 🇺🇸 flew", &["U.S.", "F‑35"]);
    }

    #[test]
    fn a_phrase_over_the_border_of_a_passage() {
        let (_, fields) = schema();
        let mut analyzer = Analyzer::new();
        let plan = Plan::new(&parse("\"zebra kangaroo\""), fields.text, &mut analyzer, &|_| 1);
        let snippet = Highlighter::new(&plan).part("A zebra. Kangaroo", 0..8, &mut analyzer);
        assert_eq!(snippet.text, "A zebra.");
        assert_eq!(snippet.highlights.iter().cloned().flatten().collect::<Vec<_>>(), [2, 3, 4, 5, 6]);
    }

    #[test]
    fn a_phrase_only_where_it_stands() {
        check("\"Article 5\"", "An article of 5 parts, of which Article 5 is one.", &["Article", "5"]);
        check("\"Article 5\" article", "An article.", &["article"]);
        check("tank -main", "main tank", &["tank"]);
    }
}
