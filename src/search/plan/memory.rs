//! What is remembered of the words of queries.

use std::sync::Arc;

use hashbrown::HashMap;

use super::super::dictionary::{Dictionary, Entry, Walks};
use super::phrases::Analysed;

/// When so many words or terms are remembered, some megabytes, all are forgotten.
const MOST: usize = 4096;
/// Longer texts, in bytes, are hardly asked for again.
const LONGEST: usize = 64;

/// Words as they were read, and what the dictionaries have of terms: of one index, and of the languages in which words are read. A
/// query asks for the same more than once, and so do those who refine one.
#[derive(Default)]
pub(in super::super) struct Memory {
    words: HashMap<String, Arc<[Analysed]>>,
    entries: HashMap<String, Entry>,
}

impl Memory {
    /// A text that was read before.
    pub(super) fn read(&self, text: &str) -> Option<Arc<[Analysed]>> {
        self.words.get(text).map(Arc::clone)
    }

    pub(super) fn keep(&mut self, text: &str, words: &Arc<[Analysed]>) {
        if text.len() <= LONGEST {
            make_room(&mut self.words);
            self.words.insert(text.to_owned(), Arc::clone(words));
        }
    }

    /// What the dictionaries have of a term.
    pub(super) fn entry(&mut self, term: &str, dictionary: &Dictionary, walks: &mut Walks) -> tantivy::Result<Entry> {
        if let Some(entry) = self.entries.get(term) {
            return Ok(entry.clone());
        }
        make_room(&mut self.entries);
        let entry = dictionary.entry(term, walks)?;
        self.entries.insert(term.to_owned(), entry.clone());
        Ok(entry)
    }
}

fn make_room<T>(remembered: &mut HashMap<String, T>) {
    if remembered.len() >= MOST {
        remembered.clear();
    }
}
