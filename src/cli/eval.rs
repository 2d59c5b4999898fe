//! `newsdex eval`

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};

use super::ablation::ablation;
use super::answering::{answer_all, create, open, read_queries};
use super::args::EvalArgs;
use super::eval_baseline::Baseline;
use super::eval_report::{Evaluation, Row, queries as counted};
use super::exit::Exit;
use super::query;
use super::terminal::Terminal;
use super::timing::{Times, times};
use crate::evaluation::{Figures, FileQuery, Grades, Judgements, measure, parse_qrels};
use crate::index::IndexStats;
use crate::parts::Parts;
use crate::render::{Renderer, TrecRenderer};
use crate::search::{LocalSearcher, SearchRequest, SearchResponse};

/// Articles of a ranking that are looked at: as many as is usual in runs of TREC.
const DEPTH: usize = 1000;

/// Rounds in which queries are timed.
const ROUNDS: usize = 3;

pub(super) fn run(args: &EvalArgs, index: &Path, terminal: Terminal) -> Result<Exit> {
    let judged = Judged::read(args)?;
    if args.ablation {
        return ablation(args, &judged, index, terminal);
    }
    let baseline =
        args.baseline.as_deref().map(|file| Baseline::read(file, &judged.judgements, args.complete)).transpose()?;
    let parts = args.without.iter().copied().collect();
    let within = (args.within.as_slice(), &args.reading);
    let Some(searcher) = open(within, parts, index, terminal)? else { return Ok(Exit::NothingFound) };
    let mut run = args.run.as_deref().map(create).transpose()?;
    let requests = judged.requests(parts, args.expand);
    let mut rows = rank(&searcher, &requests, &judged.judgements, run.as_mut())?;
    tell(&rows, &judged, args.complete, terminal);
    if args.complete {
        rows.extend(judged.absent.iter().map(|id| Row { id: id.clone(), figures: Figures::default() }));
    }
    let comparison = baseline.map(|baseline| baseline.compare(&rows)).transpose()?;
    let times = times(&[(&searcher, &requests)], ROUNDS)?[0];
    let reader = searcher.reader();
    let (articles, bytes) = (reader.articles(), IndexStats::size(reader));
    let (unjudged, absent) = (judged.unjudged, judged.absent.len());
    let evaluation = Evaluation { rows, unjudged, absent, articles, bytes, times, comparison };
    let mut out = Terminal::out();
    if args.json {
        evaluation.write_json(args.per_query, &mut out)?;
    } else {
        evaluation.write_text(args.per_query, &mut out)?;
        let Times { mean, median } = times;
        terminal.talk(&format!("ten passages for a query take {mean:.0} µs on the average, {median:.0} in the median"));
    }
    out.flush()?;
    Ok(Exit::Success)
}

/// Queries, and what is known of their answers.
pub(super) struct Judged {
    /// Those about which something is known.
    pub queries: Vec<FileQuery>,
    pub judgements: Judgements,
    /// How many others the file has.
    unjudged: usize,
    /// Judged queries that it does not have.
    absent: Vec<String>,
}

impl Judged {
    fn read(args: &EvalArgs) -> Result<Self> {
        let judgements = read_qrels(&args.qrels)?;
        let mut queries = read_queries(&args.queries)?;
        let given = ids(&queries, &args.queries)?;
        let absent: Vec<String> = judgements.keys().filter(|id| !given.contains(*id)).cloned().collect();
        let all = queries.len();
        queries.retain(|query| judgements.contains_key(&query.id));
        if queries.is_empty() {
            bail!("'{}' judges none of the queries in '{}'", args.qrels.display(), args.queries.display());
        }
        Ok(Self { unjudged: all - queries.len(), queries, judgements, absent })
    }

    /// Requests for the ranking of each query.
    pub(super) fn requests(&self, parts: Parts, expand: bool) -> Vec<SearchRequest> {
        self.queries.iter().map(|query| request(query, parts, expand)).collect()
    }
}

fn read_qrels(file: &Path) -> Result<Judgements> {
    let text = std::fs::read_to_string(file).with_context(|| format!("reading judgements '{}'", file.display()))?;
    parse_qrels(&text).map_err(|error| anyhow!("'{}', {error}", file.display()))
}

/// The ids of the queries, each of which must be another one: judgements could not tell them apart.
fn ids(queries: &[FileQuery], file: &Path) -> Result<HashSet<String>> {
    let mut ids = HashSet::new();
    for query in queries {
        if !ids.insert(query.id.clone()) {
            bail!("'{}' holds two queries with the id '{}'", file.display(), query.id);
        }
    }
    Ok(ids)
}

/// Measures the ranking of each query, and writes it to the file of the run, if there is to be one.
pub(super) fn rank(
    searcher: &LocalSearcher,
    requests: &[SearchRequest],
    judgements: &Judgements,
    mut run: Option<&mut BufWriter<File>>,
) -> Result<Vec<Row>> {
    let (mut rows, nothing) = (Vec::with_capacity(requests.len()), Grades::new());
    answer_all(searcher, requests, |response| {
        let id = response.query_id.clone().unwrap_or_default();
        if let Some(run) = &mut run {
            TrecRenderer.render(&response, run).context("writing the run")?;
        }
        let figures = measure(&articles(&response), judgements.get(&id).unwrap_or(&nothing));
        rows.push(Row { id, figures });
        Ok(())
    })?;
    if let Some(run) = run {
        run.flush().context("writing the run")?;
    }
    Ok(rows)
}

fn request(query: &FileQuery, parts: Parts, expand: bool) -> SearchRequest {
    SearchRequest {
        query_id: Some(query.id.clone()),
        parts,
        expand,
        limit: DEPTH,
        // So that the limit counts articles.
        per_article: 1,
        // Judgements name articles, copies included.
        all_copies: true,
        ..SearchRequest::new(query.text.clone(), query::parse(&query.text).query)
    }
}

/// The names of the articles, each once, as they stand in a TREC run.
fn articles(response: &SearchResponse) -> Vec<&str> {
    let mut seen = HashSet::new();
    response.hits.iter().map(|hit| hit.article_id.as_str()).filter(|id| seen.insert(*id)).collect()
}

/// Says what is not as one might think.
fn tell(rows: &[Row], judged: &Judged, complete: bool, terminal: Terminal) {
    let (unjudged, absent) = (judged.unjudged, judged.absent.len());
    if unjudged > 0 {
        terminal.talk(&format!("left out: {} without any judgement", counted(unjudged)));
    }
    if absent > 0 {
        let (word, hint) =
            if complete { ("counted as 0", "") } else { ("left out", " (--complete counts such queries as 0)") };
        terminal.talk(&format!("{word}: {} with judgements but not in the file of queries{hint}", counted(absent)));
    }
    if rows.iter().all(|row| row.figures.iter().all(|&figure| figure <= 0.0)) {
        terminal.talk("no relevant article was found: do the judgements name articles as `newsdex search` does?");
    }
}
