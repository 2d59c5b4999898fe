//! How scores came about.

use serde_json::{Value, json};

use crate::fixture::{Fixture, copy_folder, shipped_corpus, text};
use crate::texts::many_records;

const QUERIES: &[&str] = &[
    "missile",
    "radar treaty",
    "\"the missile\" OR convoy",
    "+drone frigate^2.5",
    "summit -Tartus",
    "missil* NEAR/4 radar~1",
    "title:report submarine",
    "(cable OR satellite) AND export",
    "(cable AND nosuchword) OR (satellite AND export)",
    "NATO Article 5 of the treaty",
    "F-35 air defence",
    "path:all*",
];

/// More articles than are ranked again by their passages, copies, and articles with dates.
fn library() -> Fixture {
    let fixture = Fixture::new();
    copy_folder(&shipped_corpus(), &fixture.path("all/corpus"));
    fixture.write("all/made.jsonl", many_records(150));
    fixture.run(&["index", "all"]).ok();
    fixture
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("no number: {value}"))
}

#[test]
fn the_parts_add_up_to_the_score() {
    let fixture = library();
    let mut kinds = std::collections::BTreeSet::new();
    let (mut hits, mut of_copies) = (0, 0);
    for options in [
        &[][..],
        &["--recent"],
        &["--expand"],
        &["--all-copies", "--exact"],
        &["--without", "title"],
        &["--recent", "--without", "passages,proximity"],
        &["--sort", "date"],
        &["--recent", "--expand", "--sort", "oldest"],
    ] {
        for query in QUERIES {
            let arguments = ["search", "--jsonl", "--explain", "-n", "300"];
            let run = fixture.run(&[&arguments, options, &["--", query]].concat());
            let code = i32::from(run.stdout().is_empty());
            for hit in run.code(code).lines() {
                let explanation = &hit["explanation"];
                let parts = explanation["parts"].as_array().unwrap();
                let newness = if options.contains(&"--recent") { number(&explanation["newness"]) } else { 1.0 };
                let sum = newness * parts.iter().map(|part| number(&part["score"])).sum::<f64>();
                let score = number(&hit["score"]);
                assert!(
                    (sum - score).abs() < 1e-9 * score.max(1.0),
                    "{query} {options:?}: {sum} is not {score}: {hit:#}"
                );
                assert!(parts.iter().all(|part| number(&part["score"]) >= 0.0));
                kinds.extend(parts.iter().map(|part| text(part, "kind")));
                hits += 1;
                of_copies += usize::from(!explanation["copy"].is_null());
            }
        }
    }
    assert!(hits > 3_000 && of_copies > 3, "{hits} hits, {of_copies} of copies");
    let all = ["added_word", "passage_coverage", "passage_nearness", "passage_words", "title", "word"];
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), all);
}

#[test]
fn counts_are_those_of_the_article_and_the_index() {
    let record = |id: &str, title: &str, text: &str| format!("{}\n", json!({ "id": id, "title": title, "text": text }));
    let records = [
        record("a", "A frigate sails", "The frigate left the harbour. A frigate and its crew are at sea again."),
        record("b", "A quiet title", "The harbour is quiet, and its crew of nine is at home on Monday."),
    ];
    let fixture = Fixture::indexed(&[("feed.jsonl", &records.concat())]);
    let query = "frigates harbour^2 \"at sea\" walrus";
    let answer = fixture.run(&["search", "--json", "--explain", query]).ok().json();
    let parts = answer["hits"][0]["explanation"]["parts"].as_array().unwrap().clone();
    let sketch = |part: &Value| json!([part["kind"], part["text"], part["articles"], part["count"], part["factor"]]);
    let expected = [
        json!(["word", "frigates", 1, 3.0, 1.0]),
        json!(["word", "harbour", 2, 1.0, 2.0]),
        json!(["word", "\"at sea\"", null, 1.0, 3.0]),
        json!(["word", "walrus", 0, 0.0, 1.0]),
        json!(["title", "frigates", null, null, null]),
        json!(["passage_words", null, null, null, null]),
    ];
    assert_eq!(parts.iter().map(sketch).take(6).collect::<Vec<_>>(), expected);
    assert_eq!(fixture.run(&["search", "--json", query]).ok().json()["hits"][0]["explanation"], Value::Null);
    let page = fixture.run(&["search", "--explain", query]).ok();
    for line in [
        "frigates, in 1 article, 3 times in this one",
        "harbour (counts 2), in 2 articles, once",
        "walrus, in 0 articles, not in this one",
    ] {
        assert!(page.stdout().contains(line), "{line}\n{page}");
    }
}

#[test]
fn explanations_have_their_place() {
    let fixture = library();
    let run =
        fixture.run(&["search", "--explain", "--format", "trec", "missile"]).ok().says("explanations are left out");
    assert!(run.stdout().lines().all(|line| line.split(' ').count() == 6), "{run}");
    fixture.run(&["search", "--explain-query", "missile"]).ok().prints("word \"missile\"");
    fixture.run(&["search", "--explain-query", "--explain", "missile"]).code(2);
}
