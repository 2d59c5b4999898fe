//! `newsdex search --facets`: what matching articles have in common.

use serde_json::json;

use crate::fixture::Fixture;

/// Seven articles of three sources; two are copies of each other, and one has neither source nor date.
fn library() -> Fixture {
    let fixture = Fixture::new();
    let record = |id: &str, source: &str, day: &str, author: &str, text: &str| json!({"id": id, "source": source, "date": day, "author": author, "title": format!("Title {id}"), "text": text});
    let wire = "The convoy left Odesa for Romania on Monday with eleven trucks of grain, and HIMARS launchers of the 43rd \
                brigade covered the road, a spokesman of the NATO mission said in Brussels on Tuesday evening.";
    let records = [
        record("a", "Wire", "2025-03-01", "Ann Lee", wire),
        record("b", "Mirror", "2025-03-02", "Ann Lee", wire),
        record(
            "c",
            "Wire",
            "2025-03-09",
            "Ann Lee",
            "A convoy was seen near Kyiv by a drone pilot, who counted forty cars.",
        ),
        record(
            "d",
            "Wire",
            "2025-02-01",
            "Bo Chan",
            "Poland let a convoy of tankers pass its border after a long strike of farmers.",
        ),
        record(
            "e",
            "Gazette",
            "2025-02-03",
            "Bo Chan",
            "No convoy has come this year, the mayor of the small island wrote to us.",
        ),
        record(
            "f",
            "Gazette",
            "2024-02-03",
            "Cy Dunn",
            "The ferry company bought two ships from a yard that had gone out of business.",
        ),
        json!({"id": "g", "title": "Title g", "text": "The last convoy of the winter crossed the frozen lake at night without lights."}),
    ];
    let lines: Vec<String> = records.iter().map(|record| format!("{record}\n")).collect();
    fixture.write("news/all.jsonl", lines.concat());
    fixture.run(&["index", "news"]).ok();
    fixture
}

#[test]
fn all_matches_are_counted_and_copies_once() {
    let fixture = library();
    let answer = fixture.run(&["search", "--json", "--facets", "-n", "1", "convoy"]).ok().json();
    let count = |value: &str, articles: u64| json!({"value": value, "articles": articles});
    assert_eq!((&answer["total"], &answer["total_with_copies"]), (&5.into(), &6.into()));
    assert_eq!(answer["hits"].as_array().unwrap().len(), 1);
    let facets = &answer["facets"];
    assert_eq!(facets["source"], json!([count("Wire", 3), count("Gazette", 1)]));
    assert_eq!(facets["author"], json!([count("Ann Lee", 2), count("Bo Chan", 2)]));
    assert_eq!(facets["month"], json!([count("2025-02", 2), count("2025-03", 2)]));
    assert_eq!(facets["organisation"], json!([count("nato", 1)]));
    assert_eq!(facets["system"], json!([count("himars", 1)]));
    let countries: Vec<&str> =
        facets["country"].as_array().unwrap().iter().filter_map(|one| one["value"].as_str()).collect();
    assert!(["poland", "romania", "ukraine"].iter().all(|name| countries.contains(name)), "{answer}");
    let answer = fixture.run(&["search", "--json", "--facets", "--all-copies", "-n", "1", "convoy"]).ok().json();
    assert_eq!(answer["facets"]["source"], json!([count("Wire", 3), count("Gazette", 1), count("Mirror", 1)]));
    assert_eq!(answer["total"], 6);
    let answer = fixture.run(&["search", "--json", "convoy"]).ok().json();
    assert!(answer["facets"].is_null());
}

#[test]
fn filters_narrow_what_is_counted() {
    let fixture = library();
    let answer = fixture.run(&["search", "--json", "--facets", "convoy source:wire after:2025-03"]).ok().json();
    assert_eq!(answer["facets"]["month"], json!([{"value": "2025-03", "articles": 2}]));
    fixture.run(&["search", "--json", "--facets", "convoi-none"]).code(1);
}

#[test]
fn text_lists_them_below_the_hits_or_alone() {
    let fixture = library();
    let alone = fixture.run(&["search", "--facets", "-n", "0", "convoy"]).ok().says("5 articles match");
    assert!(
        alone.stdout().starts_with("source\n  3  Wire\n  1  Gazette\n\nauthor\n  2  Ann Lee\n  2  Bo Chan\n"),
        "{alone}"
    );
    let both = fixture.run(&["search", "--facets", "convoy"]).ok();
    assert!(both.stdout().ends_with(&format!("\n\n{}", alone.stdout())), "{both}");
}

#[test]
fn json_lines_hold_them_behind_the_passages_of_each_query() {
    let fixture = library();
    let queries = [("q1".to_owned(), "convoy"), ("q2".to_owned(), "unicorn"), ("q3".to_owned(), "ferry")];
    fixture.write_queries("queries.tsv", queries);
    let lines = fixture.run(&["search", "--queries", "queries.tsv", "--facets"]).ok().lines();
    let ids: Vec<(&str, bool)> =
        lines.iter().map(|line| (line["query_id"].as_str().unwrap(), line["rank"].is_null())).collect();
    let hits = [[("q1", false)].repeat(5), vec![("q1", true), ("q2", true), ("q3", false), ("q3", true)]].concat();
    assert_eq!(ids, hits);
    let whole = fixture.run(&["search", "--json", "--facets", "convoy"]).ok().json();
    let expected = json!({ "query_id": "q1", "facets": whole["facets"], "total": 5, "total_is_exact": true });
    assert_eq!(lines[5], expected);
    assert_eq!(lines[6]["facets"]["source"], json!([]));
    let alone = fixture.run(&["search", "--jsonl", "--facets", "-n", "0", "convoy"]).ok().lines();
    assert_eq!(alone, [json!({ "query_id": null, "facets": whole["facets"], "total": 5, "total_is_exact": true })]);
}

#[test]
fn a_trec_run_says_that_it_has_none() {
    let fixture = library();
    let with = fixture.run(&["search", "--format", "trec", "--facets", "convoy"]).ok().says("facets are left out");
    assert_eq!(with.stdout(), fixture.run(&["search", "--format", "trec", "convoy"]).ok().stdout());
}
