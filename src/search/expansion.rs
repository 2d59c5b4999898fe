//! Words that the best articles have in common are searched, too.
//!
//! This is RM3 (Lavrenko and Croft, Relevance-based language models, SIGIR 2001; Abdul-Jaleel et al., TREC 2004):
//! the articles that a query finds first are taken for relevant, and the words that are likely in them,
//! P(t|R) = Σ P(t|d) P(d|q), are added to the query. P(t|d) is the share of the term in the article's text, as if it had
//! [`SMOOTHING`] tokens more, so that a word in an article of one line does not count for much; P(d|q) is the article's share of
//! all scores. Words of the query are among the terms, and so those that the best articles share gain weight.
//!
//! As in Anserini, function words, numbers and terms in more than a tenth of the articles are left out. Otherwise than there,
//! weights are not set against the number of words in the query, of which a long text has many that no article answers:
//! they are scaled so that what they add to the feedback articles is [`SHARE`] of their scores.
//!
//! The parameters are from the middle of a plateau over three collections at once (TIME, CACM, Cranfield): with 10 to 30 terms
//! and shares of 0.15 to 0.25 mean average precision is higher on all of them than without.

use std::collections::{BTreeMap, BTreeSet};

use super::SearchError;
use super::hit::AddedWord;
use super::local::LocalSearcher;
use super::node::Factor;
use super::plan::Plan;
use super::ranking::Ranked;
use super::stages::Laps;
use super::{Order, SearchRequest};
use crate::analysis::Analyzer;
use crate::query::is_function_word;

/// So many articles are taken for relevant, as in Anserini.
const ARTICLES: usize = 10;

/// So many terms are searched, those of the query among them.
const TERMS: usize = 20;

/// What the terms add to the articles that are taken for relevant, on the average, as a share of their scores. The query itself
/// weighs 1 / (1 + 0.2) = 0.83 of all.
const SHARE: f64 = 0.2;

/// Tokens by which each article is taken to be longer.
const SMOOTHING: f64 = 100.0;

/// A term must stand in at least so many of the articles that are taken for relevant.
const FEWEST_ARTICLES: usize = 2;

/// A term that stands in more than one of so many articles of the index says little.
const COMMON: u64 = 10;

/// A word of one letter says nothing, and one of so many is no word.
const LENGTHS: std::ops::RangeInclusive<usize> = 2..=20;

/// The text of an article that is taken for relevant.
struct Feedback {
    score: f64,
    /// How often each term stands in it.
    counts: BTreeMap<String, f64>,
    /// Its length in tokens.
    length: f64,
}

/// How likely a term is, and how it is written.
#[derive(Default)]
struct Likely {
    probability: f64,
    articles: usize,
    /// How often each of its forms stands in the articles.
    forms: BTreeMap<String, u32>,
}

/// A term and how much it counts beside a word of the query.
struct Weighed {
    term: String,
    word: String,
    weight: f64,
}

impl LocalSearcher {
    /// The plan with the words that the best articles have in common, and those of them that are not of the query, the weightiest
    /// first. Words are optional, so what must match must match without them.
    ///
    /// Ranks articles by the plan as it is, and reads the texts of the best ten, of which none is a copy of another.
    pub(super) fn expanded(&self, plan: Plan, request: &SearchRequest) -> Result<(Plan, Vec<AddedWord>), SearchError> {
        let first = SearchRequest {
            order: Order::Score,
            recency: None,
            limit: ARTICLES,
            offset: 0,
            per_article: 1,
            all_copies: false,
            ..request.clone()
        };
        let filter = self.filter_for(&plan);
        let mut finder = self.copy_finder(filter.as_deref());
        let collector = self.collector(filter.as_deref());
        let found = self.find(&plan, &self.scorer(&plan), (&collector, &mut finder), &first, &mut Laps::start())?;
        let ranked = &found.collapsed.ranked;
        let terms = self.with_analyzer(|analyzer| self.likely_terms(&plan, ranked, analyzer))?;
        drop(filter);
        let own = plan.positive_terms();
        let is_new = |weighed: &&Weighed| plan.number(&weighed.term).is_none_or(|term| !own.contains(&term));
        let added =
            terms.iter().filter(is_new).map(|weighed| AddedWord { word: weighed.word.clone(), weight: weighed.weight });
        let added = added.collect();
        #[expect(clippy::cast_possible_truncation, reason = "a factor is a single-precision number")]
        let factor = |Weighed { term, word, weight }| (term, word, Factor::new(weight as f32));
        let terms: Vec<(String, String, Factor)> = terms.into_iter().map(factor).collect();
        Ok((plan.with_added(self.columns().dictionary(), terms)?, added))
    }

    /// The likeliest terms of the articles, the likeliest first.
    fn likely_terms(
        &self,
        plan: &Plan,
        ranked: &[Ranked],
        analyzer: &mut Analyzer,
    ) -> Result<Vec<Weighed>, SearchError> {
        let mut model: BTreeMap<String, Likely> = BTreeMap::new();
        let mut articles = Vec::with_capacity(ranked.len());
        for ranked in ranked {
            let stored = self.reader().stored(ranked.address)?;
            analyzer.start_article(stored.language());
            let mut article = Feedback { score: ranked.score, counts: BTreeMap::new(), length: 0.0 };
            for text in [stored.metadata.title.as_deref().unwrap_or_default(), &stored.body] {
                article.read(text, analyzer, &mut model);
            }
            articles.push(article);
        }
        let all: f64 = articles.iter().map(|article| article.score).sum();
        for article in &articles {
            for (term, count) in &article.counts {
                let Some(likely) = model.get_mut(term) else { continue };
                likely.probability += count / (article.length + SMOOTHING) * article.score / all;
                likely.articles += 1;
            }
        }
        let most = self.statistics().articles() / COMMON;
        let own: BTreeSet<usize> = plan.positive_terms();
        let mut likely = Vec::new();
        for (term, Likely { probability, articles, forms }) in model {
            // A word of what must not match is not asked for.
            let is_excluded = plan.number(&term).is_some_and(|term| !own.contains(&term));
            let doc_freq = self.reader().doc_freq(&term)?;
            if articles >= FEWEST_ARTICLES && doc_freq <= most && !is_excluded {
                let word = forms.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
                let word = word.map_or_else(|| term.clone(), |(word, _)| word);
                likely.push((Weighed { term, word, weight: probability }, self.statistics().idf(doc_freq)));
            }
        }
        likely.sort_by(|a, b| b.0.weight.total_cmp(&a.0.weight).then_with(|| a.0.term.cmp(&b.0.term)));
        likely.truncate(TERMS);
        Ok(self.scaled(likely, &articles))
    }

    /// Scales the weights of terms, each given with its inverse document frequency, so that they add [`SHARE`] of their scores
    /// to the articles.
    fn scaled(&self, likely: Vec<(Weighed, f64)>, articles: &[Feedback]) -> Vec<Weighed> {
        let of_article = |article: &Feedback| -> f64 {
            let of_term = |(weighed, idf): &(Weighed, f64)| {
                let count = article.counts.get(&weighed.term).copied().unwrap_or(0.0);
                weighed.weight * self.statistics().bm25_of_length(*idf, count, article.length)
            };
            likely.iter().map(of_term).sum()
        };
        let (given, added): (f64, f64) =
            articles.iter().fold((0.0, 0.0), |sums, article| (sums.0 + article.score, sums.1 + of_article(article)));
        let scale = if added > 0.0 { SHARE * given / added } else { 0.0 };
        let scaled = |(weighed, _): (Weighed, f64)| Weighed { weight: scale * weighed.weight, ..weighed };
        likely.into_iter().map(scaled).filter(|weighed| weighed.weight > 0.0).collect()
    }
}

impl Feedback {
    /// Counts the terms of a text that may be added, and the forms in which they stand there.
    fn read(&mut self, text: &str, analyzer: &mut Analyzer, model: &mut BTreeMap<String, Likely>) {
        analyzer.analyze(text, |token| {
            self.length += 1.0;
            let starts_with_letter = token.term.starts_with(char::is_alphabetic);
            if !starts_with_letter || !LENGTHS.contains(&token.term.chars().count()) || is_function_word(token.surface)
            {
                return;
            }
            *self.counts.entry(token.term.to_owned()).or_default() += 1.0;
            let likely = model.entry(token.term.to_owned()).or_default();
            *likely.forms.entry(token.surface.to_owned()).or_default() += 1;
        });
    }
}
