//! Cleans an article, with what an index knows of its source where there is one.

use std::path::Path;

use crate::article::{RawArticle, Shape};
use crate::clean::{CleanOptions, Cleaned, clean, complete_by_path};
use crate::index::IndexError;
use crate::pipeline::Corpus;

/// How articles are cleaned.
#[derive(Clone, Copy)]
pub struct Cleaner<'c> {
    /// What is removed.
    pub options: CleanOptions,
    /// What an index teaches; without it, each article is judged alone.
    pub corpus: Option<&'c Corpus<'c>>,
}

impl Cleaner<'_> {
    /// Cleans an article of the file at the absolute path `file`, whose path below the folder that was named is `below`.
    pub(super) fn clean(self, raw: &RawArticle, file: &Path, below: &Path) -> Result<Cleaned, IndexError> {
        let is_record = raw.shape == Shape::Record;
        let mut cleaned = clean(raw, &self.options);
        if !is_record {
            complete_by_path(&mut cleaned.article, &below.to_string_lossy());
        }
        match self.corpus {
            Some(corpus) => corpus.judge(cleaned, file, is_record).map(|judged| judged.cleaned),
            None => Ok(cleaned),
        }
    }
}
