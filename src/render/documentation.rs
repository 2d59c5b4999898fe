//! Holds `docs/output-formats.md` to what the renderers write.

use serde_json::Value;

use super::bench::samples::{indexing_report, query_report};
use super::json::write_line;
use super::{
    CleanedView, JsonLinesRenderer, JsonRenderer, TrecRenderer, samples, write_article_json, write_cleaned_json,
    write_timeline_json,
};
use crate::article::{Article, Block, BlockKind, Metadata};
use crate::bench::report::IndexingReport;
use crate::clean::{CleanReport, Cleaned, Label, Reason, RemovedLine};
use crate::search::Period;
use crate::search::hit::{AddedWord, Explanation, SearchResponse};

const DOCUMENT: &str = include_str!("../../docs/output-formats.md");

/// The first code block below a heading.
fn example(heading: &str) -> &'static str {
    let section = DOCUMENT.split_once(&format!("\n## {heading}\n")).map_or("", |(_, section)| section);
    section.split("```").nth(1).and_then(|block| block.split_once('\n')).map_or("", |(_, code)| code)
}

/// The example on one line, with its fields in order.
fn compact(heading: &str) -> String {
    format!("{}\n", parse(example(heading)))
}

fn parse(json: &str) -> Value {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{error} in {json}"))
}

/// The names of all fields of a value and of what is in it.
fn keys(value: &Value) -> Vec<String> {
    match value {
        Value::Object(fields) => {
            fields.iter().flat_map(|(key, value)| [vec![key.clone()], keys(value)].concat()).collect()
        }
        Value::Array(values) => values.iter().flat_map(keys).collect(),
        _ => Vec::new(),
    }
}

fn one_hit() -> SearchResponse {
    let mut response = samples::response();
    response.hits.truncate(1);
    response.undated = Some(3);
    response.added_words = Some(vec![AddedWord { word: "deployment".to_owned(), weight: 0.25 }]);
    response.facets = Some(samples::facets());
    response.hits[0].explanation = Some(samples::explanation());
    response
}

#[test]
fn the_explained_example_adds_up() {
    let hit = &one_hit().hits[0];
    let explained = hit.explanation.as_ref().map_or(0.0, Explanation::total);
    assert!((explained - hit.score).abs() < 1e-9, "{explained}");
}

#[test]
fn json_example_is_what_is_written() {
    assert_eq!(samples::rendered(&mut JsonRenderer, &one_hit()), compact("JSON"));
}

#[test]
fn json_lines_example_is_what_is_written() {
    let facets = Some(samples::facets());
    let response = SearchResponse { query_id: Some("q1".to_owned()), facets, ..samples::response() };
    assert_eq!(samples::rendered(&mut JsonLinesRenderer, &response), example("JSON Lines"));
}

#[test]
fn trec_example_is_what_is_written() {
    let response = SearchResponse { query_id: Some("q1".to_owned()), ..samples::response() };
    assert_eq!(samples::rendered(&mut TrecRenderer, &response), example("TREC run"));
}

#[test]
fn article_example_is_what_is_written() {
    assert_eq!(samples::written(|out| write_article_json(&samples::article(), out)), compact("Articles"));
}

#[test]
fn timeline_example_is_what_is_written() {
    let by = Period::Month;
    assert_eq!(samples::written(|out| write_timeline_json(&samples::timeline(), by, out)), compact("Timelines"));
}

#[test]
fn cleaned_article_example_is_what_is_written() {
    let block = |kind, text: &str| Block { kind, text: text.to_owned() };
    let line =
        |label, reason, text: &str, blocks_before| RemovedLine { text: text.to_owned(), label, reason, blocks_before };
    let metadata = Metadata {
        title: Some("French carrier sails for the Pacific".to_owned()),
        authors: vec!["Zoé Martin".to_owned()],
        published: Some(jiff::civil::date(2024, 11, 28)),
        source: Some("Naval News".to_owned()),
        url: Some("https://news.example/carrier".to_owned()),
        language: Some("en".to_owned()),
        id: Some("w17".to_owned()),
        section: Some("Navy".to_owned()),
        tags: vec!["carriers".to_owned()],
        ..Metadata::default()
    };
    let blocks = vec![
        block(BlockKind::Heading, "The carrier"),
        block(BlockKind::Paragraph, "Commissioned in 2001, the carrier is Europe’s only one."),
    ];
    let removed = vec![
        line(Label::Byline, Reason::Words, "By Zoé Martin", 0),
        line(Label::Notice, Reason::Recurring { articles: 12, of: 40 }, "Read on in our app", 2),
    ];
    let cleaned = Cleaned { article: Article { metadata, blocks }, report: CleanReport { removed } };
    let view = CleanedView { path: "news/wire.jsonl", file: None, record: Some((17, 1)), cleaned: &cleaned };
    assert_eq!(samples::written(|out| write_cleaned_json(&view, out)), compact("Cleaned articles"));
}

#[test]
fn benchmark_example_is_what_is_written() {
    assert_eq!(samples::written(|out| write_line(&query_report(), out)), compact("Benchmarks"));
}

#[test]
fn indexing_benchmark_example_is_what_is_written() {
    let report = IndexingReport { runs: indexing_report().runs.into_iter().take(1).collect(), ..indexing_report() };
    assert_eq!(samples::written(|out| write_line(&report, out)), compact("Benchmarks of indexing"));
}

#[test]
fn every_field_is_described() {
    for heading in ["JSON", "Articles", "Timelines", "Cleaned articles", "Benchmarks", "Benchmarks of indexing"] {
        for key in keys(&parse(example(heading))) {
            assert!(DOCUMENT.contains(&format!("| `{key}` |")), "`{key}` is in an example and in no table");
        }
    }
}
