//! Asks an index.

use std::collections::HashSet;
use std::fs;
use std::hint::black_box;
use std::io::{BufWriter, Write};
use std::time::Instant;

use anyhow::{Context, Result, anyhow};
use seekstorm::highlighter::{Highlight, highlighter};
use seekstorm::index::{IndexArc, open_index};
use seekstorm::search::{QueryRewriting, QueryType, ResultObject, ResultType, Search, SearchMode};
use serde::Serialize;

use crate::AnswersArgs;

/// Hits of an answer.
const HITS: usize = 10;

/// Bytes of a snippet, as the floor has them.
const SNIPPET: usize = 150;

/// An answer.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    kind: &'a str,
    query: &'a str,
    round: u32,
    /// How long it took, from the text of the query on.
    us: f64,
    /// At most ten.
    hits: usize,
}

/// Asks every query in every round, and prints the answers of those that are measured.
pub(crate) async fn run(args: &AnswersArgs) -> Result<()> {
    let text = fs::read_to_string(&args.queries).with_context(|| format!("reading '{}'", args.queries.display()))?;
    let queries: Vec<(&str, &str)> = text.lines().filter_map(|line| line.split_once('\t')).collect();
    let index = open_index(&args.index).await.map_err(|error| anyhow!("opening the index: {error}"))?;
    let mut answers = Vec::new();
    for round in 0..args.warm_up + args.rounds {
        for &(kind, query) in &queries {
            let start = Instant::now();
            let hits = if args.snippets { snippets(&index, query).await? } else { ids(&index, query).await };
            let us = start.elapsed().as_secs_f64() * 1e6;
            if let Some(round) = round.checked_sub(args.warm_up) {
                answers.push(Answer { kind, query, round, us, hits });
            }
        }
    }
    let mut out = BufWriter::new(std::io::stdout().lock());
    for answer in &answers {
        serde_json::to_writer(&mut out, answer)?;
        writeln!(out)?;
    }
    Ok(out.flush()?)
}

/// The best ten in all fields. SeekStorm reads `+a`, `-a` and `"a b"` itself; words without a sign are alternatives.
async fn search(index: &IndexArc, query: &str) -> ResultObject {
    index
        .search(
            query.to_owned(),
            None,
            QueryType::Union,
            SearchMode::Lexical,
            false,
            0,
            HITS,
            ResultType::Topk,
            false,
            Vec::new(),
            Vec::new(),
            Vec::new(),
            Vec::new(),
            QueryRewriting::SearchOnly,
        )
        .await
}

async fn ids(index: &IndexArc, query: &str) -> usize {
    black_box(search(index, query).await).results.len()
}

/// Ten titles and the best part of each body, with the words of the query marked.
async fn snippets(index: &IndexArc, query: &str) -> Result<usize> {
    let found = search(index, query).await;
    let highlight = Highlight {
        field: "body".to_owned(),
        fragment_number: 1,
        fragment_size: SNIPPET,
        highlight_markup: true,
        ..Highlight::default()
    };
    let marker = Some(highlighter(index, vec![highlight], found.query_terms).await);
    let reader = index.read().await;
    for hit in &found.results {
        let article = reader.get_document(hit.doc_id, false, &marker, &HashSet::new(), &[]).await;
        black_box(article.map_err(|error| anyhow!("reading article {}: {error}", hit.doc_id))?);
    }
    Ok(found.results.len())
}
