//! Search in an index on this machine.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::time::Instant;

use tantivy::DocAddress;

use super::collect::Collector;
use super::evidence::{Depth, Evidence, gather};
use super::filter::Filter;
use super::highlight::Highlighter;
use super::hit::{Hit, SearchResponse, Snippet};
use super::plan::{Node, Plan};
use super::score::{Scorer, combined};
use super::statistics::Statistics;
use super::{SearchError, SearchRequest, Searcher, WINDOW};
use crate::analysis::Analyzer;
use crate::index::{Identity, Reader, Scope, StoredArticle};
use crate::passage::passage_range;
use crate::query::Query;

/// A second passage of an article is shown only if it scores this share of the article's best.
const WORTH_SHOWING: f64 = 0.5;

/// Answers queries from one commit of an index. Can be shared between threads.
pub struct LocalSearcher {
    reader: Reader,
    statistics: Statistics,
    filter: Option<Filter>,
}

/// A passage with its score, not yet fetched.
struct Ranked {
    score: f64,
    address: DocAddress,
    passage: usize,
}

impl LocalSearcher {
    /// A searcher over what `reader` sees; over some parts of it, if there are `scopes`.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn new(reader: Reader, scopes: &[Scope]) -> Result<Self, SearchError> {
        let statistics = Statistics::of(reader.searcher(), reader.fields().text)?;
        let filter = Filter::new(&reader, scopes)?;
        Ok(Self { reader, statistics, filter })
    }

    /// Answers with articles in any of these languages only (primary tags such as `en`), unless the list is empty.
    /// Articles of which the language is not known are left out.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn in_languages(mut self, languages: &[String]) -> Result<Self, SearchError> {
        if !languages.is_empty() {
            let filter = Filter::of_languages(&self.reader, languages)?;
            self.filter = Some(match self.filter {
                Some(others) => others.and(filter),
                None => filter,
            });
        }
        Ok(self)
    }

    /// The commit that is searched.
    #[must_use]
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// The words of a request that could match, and that no article holds in any form, as they were typed.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn unknown_words(&self, request: &SearchRequest) -> Result<Vec<String>, SearchError> {
        let plan = plan(&self.reader, &request.query, &mut Analyzer::new());
        let wanted: BTreeSet<usize> = plan.positive_leaves().into_iter().flat_map(Node::terms).collect();
        let mut unknown = Vec::new();
        for term in wanted {
            if self.reader.doc_freq(&plan.terms[term])? == 0 {
                unknown.push(plan.words[term].clone());
            }
        }
        Ok(unknown)
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
        let mut articles = articles;
        if articles.len() > 2 * wanted(request) && !plan.has_phrases() {
            // Many equal scores: frequencies are enough to tell which of them come first.
            let best = self.best(&scorer, plan, articles, Depth::Frequencies, wanted(request))?;
            articles = best.into_iter().map(|(_, evidence)| evidence.address).collect();
        }
        let mut articles = self.best(&scorer, plan, articles, Depth::Positions, wanted(request))?;
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

    /// The best articles by exact score, then key.
    fn best(
        &self,
        scorer: &Scorer<'_>,
        plan: &Plan,
        articles: Vec<DocAddress>,
        depth: Depth,
        most: usize,
    ) -> Result<Vec<(f64, Evidence)>, SearchError> {
        let evidence = gather(&self.reader, &plan.terms, articles, depth)?;
        let mut best: Vec<(f64, Evidence)> =
            evidence.into_iter().map(|evidence| (scorer.article(&evidence), evidence)).collect();
        best.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.key.cmp(&b.1.key)));
        best.truncate(most);
        Ok(best)
    }

    /// Fetches and marks what is shown of the ranked passages of one page. Each article is fetched once.
    fn show(&self, page: &[(usize, &Ranked)], plan: &Plan, request: &SearchRequest) -> Result<Vec<Hit>, SearchError> {
        let highlighter = Highlighter::new(plan);
        let mut analyzer = Analyzer::new();
        let mut articles: HashMap<DocAddress, Fetched> = HashMap::new();
        let mut hits = Vec::with_capacity(page.len());
        for (rank, ranked) in page {
            let fetched = match articles.entry(ranked.address) {
                Entry::Occupied(entry) => entry.into_mut(),
                Entry::Vacant(entry) => {
                    let article = self.reader.stored(ranked.address)?;
                    let identity = self.reader.identify(&article, request.absolute)?;
                    let title = article.metadata.title.as_deref().unwrap_or_default();
                    let title = highlighter.snippet(title, &mut analyzer);
                    let starts = article.passage_starts();
                    entry.insert(Fetched { article, identity, title, starts })
                }
            };
            let range = passage_range(&fetched.article.body, &fetched.starts, ranked.passage);
            let passage = highlighter.part(&fetched.article.body, range.clone(), &mut analyzer);
            hits.push(fetched.hit(*rank, ranked.score, passage, range));
        }
        Ok(hits)
    }
}

/// The plan of a query for an index.
pub(super) fn plan(reader: &Reader, query: &Query, analyzer: &mut Analyzer) -> Plan {
    // A term whose frequency cannot be read is met again, and reported, when its postings are read.
    Plan::new(query, reader.fields().text, analyzer, &|term| reader.doc_freq(term).unwrap_or(0))
}

/// An article of the page, for all its passages.
struct Fetched {
    article: StoredArticle,
    identity: Identity,
    title: Snippet,
    starts: Vec<usize>,
}

impl Fetched {
    fn hit(&self, rank: usize, score: f64, passage: Snippet, range: Range<usize>) -> Hit {
        let (article, identity) = (&self.article, &self.identity);
        let before = article.body.get(..range.start).map_or(0, |text| text.chars().count());
        let length = passage.text.chars().count();
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
            passage,
            char_range_in_body: before..before + length,
            range_in_body: range,
        }
    }
}

impl Searcher for LocalSearcher {
    fn search(&self, request: &SearchRequest) -> Result<SearchResponse, SearchError> {
        let start = Instant::now();
        let plan = plan(&self.reader, &request.query, &mut Analyzer::new());
        let collector = Collector { reader: &self.reader, statistics: &self.statistics, filter: self.filter.as_ref() };
        let candidates = collector.candidates(&plan, wanted(request))?;
        let total =
            if request.count && !candidates.total.is_exact { collector.count(&plan)? } else { candidates.total };
        let ranked = self.rank(&plan, candidates.articles, request)?;
        let page: Vec<(usize, &Ranked)> = (1..).zip(&ranked).skip(request.offset).take(request.limit).collect();
        Ok(SearchResponse {
            query_id: request.query_id.clone(),
            query: request.text.clone(),
            total,
            hits: self.show(&page, &plan, request)?,
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
