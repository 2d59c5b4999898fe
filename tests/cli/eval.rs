//! How good rankings are, by queries whose answers are known: `newsdex eval`.

use std::fs;

use serde_json::{Value, json};

use crate::fixture::Fixture;
use crate::texts::page;

const MEASURES: [&str; 5] = ["ndcg_cut_10", "map", "recip_rank", "P_5", "recall_100"];

/// Three records and a file, two of which name a walrus. Two copies are two answers.
fn judged() -> Fixture {
    let fixture = Fixture::new();
    let record = |id: &str, word: &str| {
        format!("{}\n", json!({ "_id": id, "title": "A quiet title", "text": page("", word).trim() }))
    };
    let records = [record("w1", "walrus"), record("w2", "walrus"), record("s", "seal")].concat();
    fixture.write("articles/made.jsonl", records);
    fixture.write("articles/otter.txt", page("A quiet title", "otter"));
    fixture.run(&["index", "articles"]).ok();
    fixture.write("queries.tsv", "2\twalrus\n1\totter\n3\tseal\n4\tunicorn\n");
    fixture.write("qrels.txt", "2 0 w1 1\n2 0 w2 2\n1 0 articles/otter.txt 1\n1 0 gone 3\n4 0 s 1\n9 0 s 1\n");
    fixture
}

const EVAL: [&str; 5] = ["eval", "--queries", "queries.tsv", "--qrels", "qrels.txt"];

fn eval<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&EVAL[..], more].concat()
}

fn figures(object: &Value) -> [f64; 5] {
    MEASURES.map(|measure| object["measures"][measure].as_f64().unwrap_or_else(|| panic!("{measure} in {object}")))
}

fn are(object: &Value, expected: [f64; 5]) {
    let figures = figures(object);
    let is_near = figures.iter().zip(expected).all(|(figure, expected)| (figure - expected).abs() < 1e-12);
    assert!(is_near, "{figures:?} instead of {expected:?}");
}

#[test]
fn the_figures_are_what_one_computes_by_hand() {
    let fixture = judged();
    let run = fixture.run(&eval(&["--json", "--per-query"])).ok();
    let run = run.says("left out: 1 query without any judgement").says("left out: 1 query with judgements but");
    let answer = run.json();
    let ids: Vec<&Value> = answer["per_query"].as_array().unwrap().iter().map(|row| &row["id"]).collect();
    assert_eq!(ids, ["2", "1", "4"]);
    // Of equal scores, a hash decides which comes first: so either of the copies may.
    let walrus = figures(&answer["per_query"][0]);
    let log3 = 3f64.log2();
    let either = [1.0, (1.0 + 2.0 / log3) / (2.0 + 1.0 / log3)];
    assert!(either.iter().any(|value| (walrus[0] - value).abs() < 1e-12), "{walrus:?}");
    are(&answer["per_query"][0], [walrus[0], 1.0, 1.0, 0.4, 1.0]);
    let otter = 1.0 / (3.0 + 1.0 / log3);
    are(&answer["per_query"][1], [otter, 0.5, 1.0, 0.2, 0.5]);
    are(&answer["per_query"][2], [0.0; 5]);
    are(&answer, [(walrus[0] + otter) / 3.0, 0.5, 2.0 / 3.0, 0.2, 0.5]);
    let numbers = ["queries", "unjudged_queries", "absent_queries", "articles"].map(|field| &answer[field]);
    assert_eq!(numbers, [3, 1, 1, 4].map(Value::from).each_ref());

    let complete =
        fixture.run(&eval(&["--json", "--per-query", "--complete"])).ok().says("counted as 0: 1 query with").json();
    assert_eq!((&complete["queries"], &complete["per_query"][3]["id"]), (&4.into(), &"9".into()));
    are(&complete, figures(&answer).map(|figure| figure * 3.0 / 4.0));
}

#[test]
fn people_get_a_table() {
    let fixture = judged();
    let table =
        fixture.run(&eval(&[])).ok().prints("measure      value\nnDCG@10     0.").prints("MAP         0.5000\n");
    assert!(
        table
            .stdout()
            .contains("MRR         0.6667\nP@5         0.2000\nrecall@100  0.5000\n\n3 queries; 4 articles, ")
    );
    fixture
        .run(&eval(&["--per-query"]))
        .ok()
        .prints("\n4       0.0000   0.0000   0.0000   0.0000      0.0000\n\nmeasure");
    let quiet = fixture.run(&eval(&["--quiet"])).ok();
    assert_eq!((quiet.stdout(), quiet.stderr()), (table.stdout(), ""));
}

#[test]
fn the_forms_of_beir_are_read_too_and_a_folder_may_be_searched() {
    let fixture = judged();
    let expected = fixture.run(&eval(&["--json"])).ok().json();
    fixture.write(
        "queries.tsv",
        "{\"_id\": \"2\", \"text\": \"walrus\"}\n{\"_id\": \"1\", \"text\": \"otter\"}\n{\"_id\": 3, \"text\": \"seal\"}\n{\"id\": 4, \"text\": \"unicorn\"}\n",
    );
    let qrels =
        "query-id\tcorpus-id\tscore\n2\tw1\t1\n2\tw2\t2\n1\tarticles/otter.txt\t1\n1\tgone\t3\n4\ts\t1\n9\ts\t1\n";
    fixture.write("qrels.txt", qrels);
    assert_eq!(fixture.run(&eval(&["--json"])).ok().json(), expected);
    // The search has the same queries.
    let run = fixture.run(&["search", "--queries", "queries.tsv"]).ok();
    assert!(run.lines().iter().any(|hit| hit["query_id"] == "3" && hit["article_id"] == "s"), "{run}");
    // Of the folder, which is indexed first, only the part that is named is searched.
    fixture.write("more/other.txt", page("A quiet title", "walrus"));
    let other =
        fixture.run(&eval(&["--in", "more", "--json", "--per-query"])).ok().says("no relevant article was found");
    are(&other.json(), [0.0; 5]);
    assert_eq!(other.json()["articles"], 5);
}

#[test]
fn the_run_is_written_once() {
    let fixture = judged();
    fixture.run(&eval(&["--run", "run.txt"])).ok();
    let run = fs::read_to_string(fixture.path("run.txt")).unwrap();
    let columns: Vec<Vec<&str>> = run.lines().map(|line| line.split(' ').collect()).collect();
    let firsts: Vec<_> = columns.iter().map(|columns| (columns[0], columns[3])).collect();
    assert_eq!(firsts, [("2", "1"), ("2", "2"), ("1", "1")]);
    assert_eq!((columns[2][1], columns[2][2], columns[2][5]), ("Q0", "articles/otter.txt", "newsdex"));
    fixture.run(&eval(&["--run", "run.txt"])).code(2).says("'run.txt', which must not be there yet");
    assert_eq!(fs::read_to_string(fixture.path("run.txt")).unwrap(), run);
}

#[test]
fn a_baseline_is_compared_with() {
    let fixture = judged();
    let before = fixture.run(&eval(&["--json", "--per-query"])).ok();
    fixture.write("before.json", before.stdout());
    let same = fixture.run(&eval(&["--json", "--baseline", "before.json"])).ok().json()["baseline"].clone();
    assert_eq!(same["queries"], 3);
    assert!(MEASURES.iter().all(|measure| same["differences"][measure] == 0.0 && same["p_values"][measure] == 1.0));
    // Now a query is worse, and one is new.
    fixture.write("queries.tsv", "2\tseal\n1\totter\n9\tseal\n");
    let run = fixture.run(&eval(&["--baseline", "before.json"])).ok();
    let run = run.prints("measure      value  difference       p\n").prints("MAP         0.5000     -0.5000  1.0000\n");
    run.prints("differences from 'before.json' over 2 queries; ");

    fixture.write("means.json", fixture.run(&eval(&["--json"])).ok().stdout());
    fixture.run(&eval(&["--baseline", "means.json"])).code(2).says("'means.json'").says("--json --per-query");
    fixture
        .write("other.json", before.stdout().replace("\"id\":", "\"id\":\"x\",\"was\":").replace("\"map\"", "\"mep\""));
    fixture.run(&eval(&["--baseline", "other.json"])).code(2).says("query 'x' has no map");
    fixture.write("other.json", before.stdout().replace("\"id\":", "\"id\":\"x\",\"was\":"));
    fixture.run(&eval(&["--baseline", "other.json"])).code(2).says("has none of these queries");
    fixture.run(&eval(&["--baseline", "queries.tsv"])).code(2).says("reading the baseline 'queries.tsv'");
}

#[test]
fn what_cannot_be_read_is_named_with_its_line() {
    let fixture = judged();
    let (queries, qrels) =
        (fs::read(fixture.path("queries.tsv")).unwrap(), fs::read(fixture.path("qrels.txt")).unwrap());
    for (broken, complaint) in [
        ("1\twalrus\nno tab\n", "'queries.tsv', line 2: expected an id, a tab and a query"),
        (
            "{\"_id\": \"1\", \"text\": \"a\"}\n\n{\"_id\": \"2\"}\n",
            "'queries.tsv', line 3: expected an object with _id",
        ),
        ("1\twalrus\n1\tseal\n", "'queries.tsv' holds two queries with the id '1'"),
        ("x\twalrus\n", "'qrels.txt' judges none of the queries in 'queries.tsv'"),
        ("", "judges none"),
    ] {
        fixture.write("queries.tsv", broken);
        fixture.run(&eval(&[])).code(2).says(complaint);
    }
    fixture.write("queries.tsv", queries);
    for (broken, complaint) in [
        ("2 0 w1 1\n\n2 0 w1\n", "'qrels.txt', line 3: expected four columns"),
        ("2 0 w1 good\n", "'qrels.txt', line 1: the grade 'good' is no whole number"),
        ("2 0 w1 1\n2 0 w1 0\n", "'qrels.txt', line 2: 'w1' has another grade for query '2' above"),
        ("query-id\tcorpus-id\tscore\n2\tw1\n", "'qrels.txt', line 2: expected three columns"),
        ("", "judges none"),
    ] {
        fixture.write("qrels.txt", broken);
        fixture.run(&eval(&[])).code(2).says(complaint);
    }
    fixture.write("qrels.txt", qrels);
    fixture.run(&["eval", "--queries", "queries.tsv", "--qrels", "gone"]).code(2).says("reading judgements 'gone'");
    fixture.run(&["eval", "--queries", "gone", "--qrels", "qrels.txt"]).code(2).says("reading queries 'gone'");
    fixture.run(&["eval", "--queries", "queries.tsv"]).code(2).says("--qrels");
    fixture.run(&eval(&["--index", "elsewhere"])).code(2).says("no index in 'elsewhere'");
}
