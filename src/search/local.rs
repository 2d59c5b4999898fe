//! Search in an index on this machine.

use std::time::Instant;

use tantivy::DocAddress;

use super::collect::Collector;
use super::evidence::{Evidence, gather};
use super::filter::Filter;
use super::highlight::Highlighter;
use super::hit::{Hit, SearchResponse};
use super::plan::Plan;
use super::score::{Scorer, combined};
use super::statistics::Statistics;
use super::{SearchError, SearchRequest, Searcher, WINDOW};
use crate::analysis::Analyzer;
use crate::index::Reader;
use crate::passage::passage_range;

/// A second passage of an article is shown only if it scores this share of the article's best.
const WORTH_SHOWING: f64 = 0.5;

/// Answers queries from one commit of an index. Can be shared between threads.
pub struct LocalSearcher {
    reader: Reader,
    statistics: Statistics,
}

/// A passage with its score, not yet fetched.
struct Ranked {
    score: f64,
    address: DocAddress,
    passage: usize,
}

impl LocalSearcher {
    /// A searcher over what `reader` sees.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn new(reader: Reader) -> Result<Self, SearchError> {
        let statistics = Statistics::of(reader.searcher(), reader.fields().text)?;
        Ok(Self { reader, statistics })
    }

    /// The commit that is searched.
    #[must_use]
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// The words of a request that no article holds in any form, as they were typed.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn unknown_words(&self, request: &SearchRequest) -> Result<Vec<String>, SearchError> {
        let mut unknown = Vec::new();
        let plan = self.plan(request, &mut Analyzer::new());
        for (term, word) in plan.terms.iter().zip(plan.words) {
            if self.reader.doc_freq(term)? == 0 {
                unknown.push(word);
            }
        }
        Ok(unknown)
    }

    fn plan(&self, request: &SearchRequest, analyzer: &mut Analyzer) -> Plan {
        Plan::new(&request.query, self.reader.fields().text, analyzer)
    }

    /// All passages that `offset` and `limit` can reach, best first.
    fn rank(
        &self,
        plan: &Plan,
        articles: Vec<DocAddress>,
        request: &SearchRequest,
    ) -> Result<Vec<Ranked>, SearchError> {
        let doc_freq = plan.terms.iter().map(|term| self.reader.doc_freq(term)).collect::<Result<Vec<_>, _>>()?;
        let scorer = Scorer::new(plan, &self.statistics, &doc_freq);
        let evidence = gather(&self.reader, &plan.terms, articles)?;
        let mut articles: Vec<(f64, Evidence)> =
            evidence.into_iter().map(|evidence| (scorer.article(&evidence), evidence)).collect();
        articles.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.key.cmp(&b.1.key)));
        articles.truncate(wanted(request));
        let beyond = articles.split_off(WINDOW.min(articles.len()));

        let mut window: Vec<(u64, Ranked)> = Vec::new();
        for (score, evidence) in &articles {
            for (passage, passage_score) in best_passages(&scorer, evidence, request.per_article) {
                let score = combined(*score, passage_score);
                window.push((evidence.key, Ranked { score, address: evidence.address, passage }));
            }
        }
        window.sort_by(|a, b| b.1.score.total_cmp(&a.1.score).then(a.0.cmp(&b.0)).then(a.1.passage.cmp(&b.1.passage)));
        let mut ranked: Vec<Ranked> = window.into_iter().map(|(_, ranked)| ranked).collect();
        for (score, evidence) in &beyond {
            let passages = best_passages(&scorer, evidence, request.per_article);
            ranked.extend(passages.into_iter().map(|(passage, _)| Ranked {
                score: *score,
                address: evidence.address,
                passage,
            }));
        }
        Ok(ranked)
    }

    fn hit(
        &self,
        rank: usize,
        ranked: &Ranked,
        request: &SearchRequest,
        show: &mut Show<'_>,
    ) -> Result<Hit, SearchError> {
        let article = self.reader.stored(ranked.address)?;
        let identity = self.reader.identify(&article, request.absolute)?;
        let range = passage_range(&article.body, &article.passage_starts(), ranked.passage);
        let passage = show.highlighter.snippet(article.body.get(range.clone()).unwrap_or_default(), show.analyzer);
        let title = article.metadata.title.as_deref().unwrap_or_default();
        let before = article.body.get(..range.start).map_or(0, |text| text.chars().count());
        let length = passage.text.chars().count();
        Ok(Hit {
            rank,
            score: ranked.score,
            article_id: identity.article_id,
            path: identity.path,
            file: identity.file,
            line: article.place.map(|place| place.line),
            title: show.highlighter.snippet(title, show.analyzer),
            date: article.metadata.published.map(|day| day.to_string()),
            source: article.metadata.source.clone(),
            authors: article.metadata.authors.clone(),
            url: article.metadata.url.clone(),
            passage,
            char_range_in_body: before..before + length,
            range_in_body: range,
        })
    }
}

/// What is needed to show hits.
struct Show<'a> {
    highlighter: Highlighter<'a>,
    analyzer: &'a mut Analyzer,
}

impl Searcher for LocalSearcher {
    fn search(&self, request: &SearchRequest) -> Result<SearchResponse, SearchError> {
        let start = Instant::now();
        let mut analyzer = Analyzer::new();
        let plan = self.plan(request, &mut analyzer);
        let filter = if request.scopes.is_empty() { None } else { Some(Filter::new(&self.reader, &request.scopes)?) };
        let collector = Collector { reader: &self.reader, statistics: &self.statistics, filter: filter.as_ref() };
        let candidates = collector.candidates(&plan, wanted(request))?;
        let total =
            if request.count && !candidates.total.is_exact { collector.count(&plan)? } else { candidates.total };
        let ranked = self.rank(&plan, candidates.articles, request)?;
        let mut show = Show { highlighter: Highlighter::new(&plan), analyzer: &mut analyzer };
        let page = ranked.iter().enumerate().skip(request.offset).take(request.limit);
        let hits =
            page.map(|(at, ranked)| self.hit(at + 1, ranked, request, &mut show)).collect::<Result<Vec<_>, _>>()?;
        Ok(SearchResponse {
            query_id: request.query_id.clone(),
            query: request.text.clone(),
            total,
            hits,
            seconds: start.elapsed().as_secs_f64(),
        })
    }
}

/// How many articles can be needed: each has at least one passage.
fn wanted(request: &SearchRequest) -> usize {
    WINDOW.max(request.offset.saturating_add(request.limit))
}

/// The passages of an article that are worth showing. Where only the title matches, that is the first.
fn best_passages(scorer: &Scorer<'_>, evidence: &Evidence, most: usize) -> Vec<(usize, f64)> {
    let mut passages = scorer.passages(evidence);
    let best = passages.first().map_or(0.0, |&(_, score)| score);
    passages.retain(|&(_, score)| score >= WORTH_SHOWING * best);
    passages.truncate(most.max(1));
    if passages.is_empty() {
        passages.push((0, 0.0));
    }
    passages
}
