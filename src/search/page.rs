//! What is shown of the ranked passages of one page.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;

use tantivy::DocAddress;

use super::highlight::{Highlighter, Marked, Part};
use super::hit::{Copies, Hit, Snippet};
use super::local::LocalSearcher;
use super::ranking::Ranked;
use super::stages::{Laps, Stage};
use super::trim::{self, Shown};
use super::{SearchError, SearchRequest};
use crate::analysis::Analyzer;
use crate::index::{Identity, PackedArticle, StoredPassage};

/// So many hits are unpacked at a time.
const BATCH: usize = 16;

/// How passages are shown.
pub(super) struct Page<'a, D> {
    pub highlighter: Highlighter<'a>,
    /// Those of the leaves by which words are marked.
    pub weights: Vec<f64>,
    pub request: &'a SearchRequest,
    /// Finds out about the copies of an article.
    pub describe: D,
}

impl LocalSearcher {
    /// Fetches and marks what is shown of ranked passages, each with its rank.
    pub(super) fn show<D: Fn(DocAddress) -> Result<Option<Copies>, SearchError>>(
        &self,
        ranked: &[(usize, &Ranked)],
        page: &Page<'_, D>,
        (analyzer, laps): (&mut Analyzer, &mut Laps),
    ) -> Result<Vec<Hit>, SearchError> {
        let mut articles: HashMap<DocAddress, Fetched> = HashMap::new();
        let mut hits = Vec::with_capacity(ranked.len());
        laps.lap(Stage::Highlight);
        for batch in ranked.chunks(BATCH) {
            let packed = |(_, ranked): &(usize, &Ranked)| Ok((self.reader().packed(ranked.address)?, ranked.passage));
            let packed: Vec<(PackedArticle, usize)> = batch.iter().map(packed).collect::<Result<_, SearchError>>()?;
            // Where terms stand says how a phrase goes on, so what follows a passage need not be read.
            let is_placed = batch.iter().all(|(_, ranked)| ranked.evidence.is_some());
            let beyond = page.highlighter.beyond(is_placed);
            let passages = self.reader().passages(&packed, beyond)?;
            laps.lap(Stage::Fetch);
            for (((rank, ranked), of), (title, mut passage)) in batch.iter().zip(&packed).zip(passages) {
                let article = &of.0;
                analyzer.start_article(article.language());
                let fetched = match articles.entry(ranked.address) {
                    Entry::Occupied(entry) => entry.into_mut(),
                    Entry::Vacant(entry) => {
                        let identity = self.reader().identify(article, page.request.absolute)?;
                        laps.lap(Stage::Fetch);
                        let title = page.title(&title, ranked, analyzer);
                        laps.lap(Stage::Highlight);
                        let copies = (page.describe)(ranked.address)?;
                        laps.lap(Stage::Copies);
                        entry.insert(Fetched { identity, title, copies })
                    }
                };
                let marked = if let Some(marked) = page.placed(&passage, ranked, analyzer) {
                    marked
                } else {
                    let missing = page.highlighter.beyond(false);
                    if beyond < missing {
                        let again = self.reader().passages(std::slice::from_ref(of), missing)?.pop();
                        passage = again.map_or(passage, |(_, passage)| passage);
                    }
                    page.highlighter.passage(&passage.text, passage.length, Part::Body, analyzer)
                };
                let shown = page.trimmed(marked);
                hits.push(fetched.hit((*rank, ranked.score), article, &passage, shown));
                laps.lap(Stage::Highlight);
            }
        }
        Ok(hits)
    }
}

impl<D> Page<'_, D> {
    fn title(&self, title: &str, ranked: &Ranked, analyzer: &mut Analyzer) -> Snippet {
        let placed = ranked
            .evidence
            .as_ref()
            .and_then(|evidence| self.highlighter.placed((title, Part::Title), evidence, evidence.title(), analyzer));
        placed.map_or_else(|| self.highlighter.snippet(title, Part::Title, analyzer), Marked::into_snippet)
    }

    /// Marks a passage by what the ranking knows of it.
    fn placed<'t>(&self, passage: &'t StoredPassage, ranked: &Ranked, analyzer: &mut Analyzer) -> Option<Marked<'t>> {
        let evidence = ranked.evidence.as_ref()?;
        let places = evidence.passages().nth(ranked.passage)?;
        let text = passage.text.get(..passage.length)?;
        self.highlighter.placed((text, Part::Body), evidence, places, analyzer)
    }

    fn trimmed(&self, marked: Marked<'_>) -> Shown {
        if self.request.full_passages { trim::whole(marked) } else { trim::trimmed(marked, &self.weights) }
    }
}

/// An article of the page, for all its passages.
struct Fetched {
    identity: Identity,
    title: Snippet,
    copies: Option<Copies>,
}

impl Fetched {
    fn hit(&self, (rank, score): (usize, f64), article: &PackedArticle, passage: &StoredPassage, shown: Shown) -> Hit {
        let identity = &self.identity;
        let chars = |range: Range<usize>| passage.text.get(range).map_or(0, |text| text.chars().count());
        let (start, Range { start: from, end: to }) = (passage.start, shown.range);
        let first = passage.chars_before + chars(0..from);
        Hit {
            rank,
            score,
            article_id: identity.article_id.clone(),
            path: identity.path.clone(),
            file: identity.file.clone(),
            line: article.place.map(|place| place.line),
            title: self.title.clone(),
            date: article.metadata.published.map(|day| day.to_string()),
            source: article.metadata.source.clone(),
            authors: article.metadata.authors.clone(),
            url: article.metadata.url.clone(),
            language: article.metadata.language.clone(),
            passage: shown.snippet,
            left_out: shown.left_out,
            char_range_in_body: first..first + chars(from..to),
            range_in_body: start + from..start + to,
            copies: self.copies.clone(),
            explanation: None,
        }
    }
}
