//! Holds `docs/output-formats.md` to what the renderers write.

use serde_json::Value;

use super::{JsonLinesRenderer, JsonRenderer, TrecRenderer, samples, write_article_json};
use crate::search::hit::SearchResponse;

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
    response
}

#[test]
fn json_example_is_what_is_written() {
    assert_eq!(samples::rendered(&mut JsonRenderer, &one_hit()), compact("JSON"));
}

#[test]
fn json_lines_example_is_what_is_written() {
    let response = SearchResponse { query_id: Some("q1".to_owned()), ..samples::response() };
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
fn every_field_is_described() {
    for heading in ["JSON", "Articles"] {
        for key in keys(&parse(example(heading))) {
            assert!(DOCUMENT.contains(&format!("| `{key}` |")), "`{key}` is in an example and in no table");
        }
    }
}
