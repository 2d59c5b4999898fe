//! Search in an index on this machine.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Instant;

use tantivy::DocAddress;

use super::collapse::{Collapse, Collapsed};
use super::collect::Collector;
use super::copies::{CopyFinder, CopyIndex};
use super::evidence::Columns;
use super::facets::facets;
use super::filter::Filter;
use super::highlight::Highlighter;
use super::hit::{Correction, SearchResponse, Total};
use super::languages;
use super::page::Page;
use super::plan::{Memory, Plan, Reading, nearest_words};
use super::ranking::{Ranked, Ranking};
use super::score::Scorer;
use super::stages::{Laps, Stage, Stages};
use super::statistics::Statistics;
use super::synonyms::Synonyms;
use super::totals::totals;
use super::{Order, SearchError, SearchRequest, Searcher, WINDOW, Widening};
use crate::analysis::{Analyzer, Language};
use crate::index::{Reader, Scope};
use crate::parts;
use crate::query::with_undated;

/// Answers queries from one commit of an index. Can be shared between threads.
pub struct LocalSearcher {
    reader: Reader,
    statistics: Statistics,
    filter: Option<Filter>,
    copies: CopyIndex,
    columns: Columns,
    languages: Vec<Option<Language>>,
    /// Those that no query is using. They know the words of earlier answers.
    analyzers: Mutex<Vec<(Analyzer, Memory)>>,
    /// Other ways to say things that the user knows.
    thesaurus: String,
    /// Made when first needed.
    synonyms: OnceLock<Synonyms>,
}

impl LocalSearcher {
    /// A searcher over what `reader` sees; over some parts of it, if there are `scopes`.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn new(reader: Reader, scopes: &[Scope]) -> Result<Self, SearchError> {
        let statistics = Statistics::of(reader.alive(), reader.fields().text)?;
        let filter = Filter::new(&reader, scopes)?;
        let columns = Columns::new(&reader)?;
        let copies = CopyIndex::new(&reader, &columns)?;
        let languages = languages::of_index(&reader)?;
        let (analyzers, synonyms) = (Mutex::default(), OnceLock::new());
        let thesaurus = String::new();
        Ok(Self { reader, statistics, filter, copies, columns, languages, analyzers, thesaurus, synonyms })
    }

    pub(super) fn plan(&self, request: &SearchRequest) -> Result<Plan, SearchError> {
        let is_wide = request.widening == Widening::Default && request.parts.has(parts::Part::Synonyms);
        let read = || Synonyms::new(&self.thesaurus, self.reader.analyzer(), self.reader.parts());
        let synonyms = is_wide.then(|| self.synonyms.get_or_init(read));
        let (reader, dictionary) = (&self.reader, self.columns.dictionary());
        let languages = self.languages.as_slice();
        let (widening, words, parts) = (request.widening, request.words, request.parts.and(self.reader.parts()));
        let reading = Reading { reader, dictionary, languages, synonyms, widening, words, parts };
        let undated = if request.undated { with_undated(&request.query) } else { None };
        let query = undated.as_ref().unwrap_or(&request.query);
        self.with_memory(|analyzer, memory| Plan::new(query, reading, (analyzer, memory)))
    }

    /// Lends an analyzer, set to English, whose cache knows the words of earlier answers.
    pub(super) fn with_analyzer<T>(&self, work: impl FnOnce(&mut Analyzer) -> T) -> T {
        self.with_memory(|analyzer, _| work(analyzer))
    }

    fn with_memory<T>(&self, work: impl FnOnce(&mut Analyzer, &mut Memory) -> T) -> T {
        let lock = || self.analyzers.lock().unwrap_or_else(PoisonError::into_inner);
        let known = lock().pop();
        let (mut analyzer, mut memory) = known.unwrap_or_else(|| (self.reader.analyzer(), Memory::default()));
        analyzer.start_article(None);
        let result = work(&mut analyzer, &mut memory);
        lock().push((analyzer, memory));
        result
    }

    /// Looks up copies among the articles of `filter`.
    pub(super) fn copy_finder<'s>(&'s self, filter: Option<&'s Filter>) -> CopyFinder<'s> {
        CopyFinder::new(&self.reader, (&self.copies, &self.columns), filter)
    }

    /// Answers with articles in any of these languages only (primary tags such as `en`), unless the list is empty.
    /// Articles of which the language is not known are left out.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn in_languages(mut self, languages: &[String]) -> Result<Self, SearchError> {
        if !languages.is_empty() {
            let filter = Filter::of_languages(&self.reader, languages)?;
            self.filter = Some(filter.and_any(self.filter));
            self.languages = languages::of_tags(languages);
            // What is remembered was read in others.
            self.analyzers = Mutex::default();
        }
        Ok(self)
    }

    /// Knows other ways to say things from a list of the user's, too: see [`crate::query::thesaurus`]. Lines of one form are passed
    /// over.
    #[must_use]
    pub fn with_thesaurus(mut self, list: String) -> Self {
        (self.thesaurus, self.synonyms) = (list, OnceLock::new());
        self
    }

    pub(super) fn columns(&self) -> &Columns {
        &self.columns
    }

    /// The commit that is searched.
    #[must_use]
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// Words of the index that unknown words, as [`Self::unknown_words`] gives them, may have been meant to be.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn suggestions(&self, unknown: &[String]) -> Result<Vec<Correction>, SearchError> {
        let mut suggestions = Vec::new();
        for typed in unknown {
            let meant = nearest_words(&self.reader, typed)?;
            suggestions.extend((!meant.is_empty()).then(|| Correction { typed: typed.clone(), meant }));
        }
        Ok(suggestions)
    }

    /// Scores for a plan.
    pub(super) fn scorer<'s>(&'s self, plan: &'s Plan) -> Scorer<'s> {
        Scorer::new(plan, &self.statistics)
    }

    pub(super) fn statistics(&self) -> &Statistics {
        &self.statistics
    }

    pub(super) fn copy_index(&self) -> &CopyIndex {
        &self.copies
    }

    /// The words of a request that could match, and that no article holds in any form, as they were typed.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn unknown_words(&self, request: &SearchRequest) -> Result<Vec<String>, SearchError> {
        Ok(self.plan(request)?.unknown_words())
    }
}

impl Searcher for LocalSearcher {
    fn search(&self, request: &SearchRequest) -> Result<SearchResponse, SearchError> {
        let (start, mut laps) = (Instant::now(), Laps::start());
        let plan = self.plan(request)?;
        if plan.is_all_corrected() {
            laps.lap(Stage::Plan);
            return Ok(nothing(request, plan, start, laps.stages()));
        }
        let (plan, added_words) = if request.expand {
            let (plan, added) = self.expanded(plan, request)?;
            (plan, Some(added))
        } else {
            (plan, None)
        };
        let filter = self.filter_for(&plan);
        let scorer = self.scorer(&plan);
        let mut finder = self.copy_finder(filter.as_deref());
        let collector = self.collector(filter.as_deref());
        laps.lap(Stage::Plan);
        let found = self.find(&plan, &scorer, (&collector, &mut finder), request, &mut laps)?;
        let totals = totals(&plan, &found, (&collector, &mut finder), request)?;
        laps.lap(Stage::Count);
        let page: Vec<(usize, &Ranked)> =
            (1..).zip(&found.collapsed.ranked).skip(request.offset).take(request.limit).collect();
        let describe = |article| match found.collapsed.copies.get(&article) {
            Some(copies) => finder.describe(article, copies, request.absolute).map(Some),
            None => Ok(None),
        };
        let page_of = Page { highlighter: Highlighter::new(&plan), weights: scorer.weights(), request, describe };
        let mut hits = self.with_analyzer(|analyzer| self.show(&page, &page_of, (analyzer, &mut laps)))?;
        if request.explain {
            self.explain(&mut hits, &page, (&plan, &scorer), request)?;
        }
        let undated = self.undated(request, &plan, &mut finder)?;
        let facets = request.facets.then(|| facets(&self.reader, totals.counting)).transpose()?;
        laps.lap(Stage::Count);
        Ok(SearchResponse {
            query_id: request.query_id.clone(),
            query: request.text.clone(),
            total: totals.once,
            total_with_copies: totals.each,
            hits,
            corrections: plan.corrections.clone(),
            added_words,
            cut_patterns: plan.cut.clone(),
            undated,
            facets,
            seconds: start.elapsed().as_secs_f64(),
            stages: laps.stages(),
        })
    }
}

/// The answer where nothing but other words than those of the query would match.
fn nothing(request: &SearchRequest, plan: Plan, start: Instant, stages: Stages) -> SearchResponse {
    let none = Total { articles: 0, is_exact: true };
    SearchResponse {
        query_id: request.query_id.clone(),
        query: request.text.clone(),
        total: none,
        total_with_copies: none,
        hits: Vec::new(),
        corrections: plan.corrections,
        added_words: request.expand.then(Vec::new),
        cut_patterns: plan.cut,
        undated: None,
        facets: None,
        seconds: start.elapsed().as_secs_f64(),
        stages,
    }
}

/// What was found, as far as the request reaches.
pub(super) struct Found {
    pub collapsed: Collapsed,
    /// How many articles match, each copy counted.
    pub total: Total,
    /// The articles that were ranked: all that match, or the best of them.
    pub articles: Vec<DocAddress>,
    pub is_all: bool,
}

impl LocalSearcher {
    /// What all articles must be allowed by: the searcher's own filter and that of the query.
    pub(super) fn filter_for<'s>(&'s self, plan: &'s Plan) -> Option<Cow<'s, Filter>> {
        match (&self.filter, &plan.required_filter) {
            (Some(own), Some(required)) => Some(Cow::Owned(own.clone().and(required.clone()))),
            (one, other) => one.as_ref().or(other.as_ref()).map(Cow::Borrowed),
        }
    }

    pub(super) fn ranking<'s>(
        &'s self,
        plan: &'s Plan,
        scorer: &'s Scorer<'s>,
        request: &SearchRequest,
    ) -> Ranking<'s> {
        let (reader, columns, days) = (&self.reader, &self.columns, &self.copies);
        let (recency, per_article) = (request.recency, request.per_article);
        Ranking { reader, columns, days, plan, scorer, recency, per_article }
    }

    /// Ranks as many articles as are needed to fill the page, although copies fall out. By score the best candidates are
    /// enough; by day all matches are looked at.
    pub(super) fn find(
        &self,
        plan: &Plan,
        scorer: &Scorer<'_>,
        (collector, finder): (&Collector<'_>, &mut CopyFinder<'_>),
        request: &SearchRequest,
        laps: &mut Laps,
    ) -> Result<Found, SearchError> {
        let most = request.offset.saturating_add(request.limit);
        let mut reach = WINDOW.max(most);
        let all = if request.order == Order::Score { Vec::new() } else { collector.all(plan)? };
        laps.lap(Stage::Match);
        let (ranking, per_article) = (self.ranking(plan, scorer, request), request.per_article);
        loop {
            let (ranked, total) = if request.order == Order::Score {
                let candidates = collector.candidates(plan, reach)?;
                laps.lap(Stage::Match);
                (ranking.by_score(candidates.articles, reach)?, candidates.total)
            } else {
                let total = Total { articles: all.len() as u64, is_exact: true };
                (ranking.by_day(&all, request.order, reach)?, total)
            };
            laps.lap(Stage::Score);
            let mut seen = HashSet::new();
            let articles: Vec<DocAddress> =
                ranked.iter().map(|passage| passage.address).filter(|&article| seen.insert(article)).collect();
            let is_all = articles.len() < reach;
            let collapsed = if request.all_copies {
                Collapsed::unchanged(ranked)
            } else {
                Collapse { finder, scorer, plan, per_article, order: request.order }.run(&ranked, most)?
            };
            laps.lap(Stage::Copies);
            if request.all_copies || is_all || collapsed.ranked.len() >= most {
                return Ok(Found { collapsed, total, articles, is_all });
            }
            reach = reach.saturating_mul(2);
        }
    }
}
