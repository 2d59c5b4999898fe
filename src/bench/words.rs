//! The words of an index, from the texts of some of its articles: as they are written, with what stands beside them.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::analysis::Analyzer;
use crate::index::{IndexError, Reader};
use crate::query::is_function_word;

/// So many articles are read.
const ARTICLES: usize = 1000;

/// So much of each is.
const BYTES: usize = 20_000;

/// Shorter words say little, longer runs of letters are sentences of scripts without spaces.
const LENGTHS: std::ops::RangeInclusive<usize> = 3..=20;

/// A word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// In lower case, so that none is an operator.
    pub text: String,
    /// How many articles of the index hold it, in any form.
    pub articles: u64,
    /// Whether it tells what is sought.
    pub is_telling: bool,
}

/// What is left of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    /// Words that stand side by side, as numbers of words.
    pub runs: Vec<Vec<usize>>,
    pub day: Option<Date>,
}

/// Words of an index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Vocabulary {
    /// In the order in which they were met.
    pub words: Vec<Word>,
    pub texts: Vec<Text>,
    /// Articles of the index.
    pub articles: u64,
}

impl Vocabulary {
    /// Reads the words of a sample of articles.
    pub(super) fn new(reader: &Reader, seed: u64) -> Result<Self, IndexError> {
        let mut vocabulary = Self { articles: reader.articles(), ..Self::default() };
        let mut numbers: HashMap<String, Option<usize>> = HashMap::new();
        let mut analyzer = Analyzer::new();
        for article in reader.sample(ARTICLES, seed)? {
            analyzer.start_article(article.language());
            let body = &article.body[..article.body.floor_char_boundary(BYTES)];
            let mut runs: Vec<Vec<usize>> = Vec::new();
            for run in runs_of_words(body) {
                let mut known = Vec::new();
                for word in run {
                    let word = word.to_lowercase();
                    let number = if let Some(number) = numbers.get(&word) {
                        *number
                    } else {
                        let added = vocabulary.add(&word, reader, &mut analyzer)?;
                        numbers.insert(word, added);
                        added
                    };
                    match number {
                        Some(number) => known.push(number),
                        None => runs.push(std::mem::take(&mut known)),
                    }
                }
                runs.push(known);
            }
            runs.retain(|run| !run.is_empty());
            vocabulary.texts.push(Text { runs, day: article.metadata.published });
        }
        Ok(vocabulary)
    }

    /// Takes a word up, if it is one word and one term.
    fn add(&mut self, word: &str, reader: &Reader, analyzer: &mut Analyzer) -> Result<Option<usize>, IndexError> {
        let terms = analyzer.terms(word);
        let [term] = terms.as_slice() else { return Ok(None) };
        let articles = reader.doc_freq(term)?;
        if articles == 0 {
            return Ok(None);
        }
        let is_telling = LENGTHS.contains(&word.chars().count()) && !is_function_word(word);
        self.words.push(Word { text: word.to_owned(), articles, is_telling });
        Ok(Some(self.words.len() - 1))
    }
}

/// Words that nothing but a space parts.
fn runs_of_words(text: &str) -> impl Iterator<Item = impl Iterator<Item = &str>> {
    let runs = text.split(|c: char| !c.is_alphabetic() && c != ' ');
    runs.map(|run| run.split(' ').filter(|word| !word.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_no_letter_ends_a_run() {
        let runs: Vec<Vec<&str>> = runs_of_words("The F-35 flew, he  said\nto us").map(Iterator::collect).collect();
        let full: Vec<Vec<&str>> = runs.into_iter().filter(|run| !run.is_empty()).collect();
        assert_eq!(full, [vec!["The", "F"], vec!["flew"], vec!["he", "said"], vec!["to", "us"]]);
    }
}
