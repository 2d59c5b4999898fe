//! Searches in the floor's index.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{Query, QueryParser};
use tantivy::snippet::SnippetGenerator;
use tantivy::{DocAddress, Index, ReloadPolicy, Searcher, TantivyDocument};

use super::{Fields, schema};
use crate::answers::HITS;
use crate::args::FloorSearchArgs;

/// Answers one query, and leaves the index to the end of the process.
pub(crate) fn run(args: &FloorSearchArgs) -> Result<()> {
    let floor = Floor::open(&args.index)?;
    let mut lines = floor.snippets(&args.query, HITS)?.join("\n");
    std::mem::forget(floor);
    lines.push('\n');
    Ok(std::io::stdout().write_all(lines.as_bytes())?)
}

/// An open index.
pub(crate) struct Floor {
    searcher: Searcher,
    parser: QueryParser,
    fields: Fields,
}

impl Floor {
    /// Opens the index that `compare floor-index` made.
    pub(crate) fn open(folder: &Path) -> Result<Self> {
        let naming = || format!("opening the floor's index '{}'", folder.display());
        let index = Index::open_in_dir(folder).with_context(naming)?;
        let (_, fields) = schema();
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().with_context(naming)?;
        let parser = QueryParser::for_index(&index, vec![fields.body]);
        Ok(Self { searcher: reader.searcher(), parser, fields })
    }

    pub(crate) fn articles(&self) -> u64 {
        self.searcher.num_docs()
    }

    pub(crate) fn segments(&self) -> usize {
        self.searcher.segment_readers().len()
    }

    /// The best articles by BM25 on the body, each with its best 150 characters as HTML, with the words of the query
    /// marked.
    pub(crate) fn snippets(&self, text: &str, limit: usize) -> Result<Vec<String>> {
        let query = self.parse(text)?;
        let best = self.best(&*query, limit)?;
        let snippets = SnippetGenerator::create(&self.searcher, &*query, self.fields.body)?;
        best.into_iter()
            .map(|article| {
                let document: TantivyDocument = self.searcher.doc(article)?;
                Ok(snippets.snippet_from_doc(&document).to_html())
            })
            .collect()
    }

    /// The same articles, and nothing that is stored of them.
    pub(crate) fn ids(&self, text: &str, limit: usize) -> Result<Vec<DocAddress>> {
        self.best(&*self.parse(text)?, limit)
    }

    /// How many articles match.
    pub(crate) fn count(&self, text: &str) -> Result<u64> {
        Ok(self.searcher.search(&*self.parse(text)?, &Count)? as u64)
    }

    fn parse(&self, text: &str) -> Result<Box<dyn Query>> {
        self.parser.parse_query(text).with_context(|| format!("the floor cannot read the query {text:?}"))
    }

    fn best(&self, query: &dyn Query, limit: usize) -> Result<Vec<DocAddress>> {
        let best = self.searcher.search(query, &TopDocs::with_limit(limit).order_by_score())?;
        Ok(best.into_iter().map(|(_, article)| article).collect())
    }
}
