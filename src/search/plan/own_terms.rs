//! Phrases that are terms of the index as well: see [`crate::analysis::listed`].

use super::super::dictionary::Entry;
use super::super::node::Node;
use super::Planner;
use crate::analysis::listed;

/// What the dictionaries have of the phrases of a plan that have a term of their own.
#[derive(Default)]
pub(in super::super) struct OwnTerms(Vec<(Vec<(usize, u32)>, Entry)>);

impl OwnTerms {
    /// Of a phrase of these terms, at these distances from the first one.
    pub(in super::super) fn of(&self, phrase: &[(usize, u32)]) -> Option<&Entry> {
        self.0.iter().find(|(parts, _)| parts == phrase).map(|(_, entry)| entry)
    }
}

impl Planner<'_> {
    /// Of the phrases of a node.
    pub(super) fn own_terms(&mut self, node: &Node) -> tantivy::Result<OwnTerms> {
        let mut phrases = Vec::new();
        node.each_leaf(&mut |leaf| {
            let Node::Phrase { parts, slop: 0 } = leaf else { return };
            if parts.iter().zip(0..).any(|(&(_, offset), place)| offset != place) {
                return;
            }
            if let Some(term) = listed::term_of(parts.iter().map(|&(term, _)| self.terms[term].as_str())) {
                phrases.push((parts.clone(), term));
            }
        });
        let Self { memory, reading, walks, .. } = self;
        let entry = |(parts, term)| Ok((parts, memory.entry(term, reading.dictionary, walks)?));
        Ok(OwnTerms(phrases.into_iter().map(entry).collect::<tantivy::Result<_>>()?))
    }
}
