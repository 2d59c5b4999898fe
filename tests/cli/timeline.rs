//! `newsdex timeline`, and what date filters do with articles that have no date.

use std::fs;

use serde_json::{Value, json};

use crate::fixture::Fixture;

/// Five articles on convoys, one of them a copy and two without a date, and one on something else.
fn library() -> Fixture {
    let fixture = Fixture::new();
    let first = "The convoy left the harbour at dawn with eleven trucks of grain, and the governor said that it would be \
                 back within a week if the bridge at the northern end of the lake held.";
    let records = [
        json!({"id": "a", "date": "2025-01-30", "title": "First title", "text": first}),
        json!({"id": "b", "date": "2025-02-02", "title": "First title", "text": first}),
        json!({"id": "c", "date": "2025-03-09", "title": "Second title", "text": "A convoy of forty cars was seen near the lake by a pilot."}),
        json!({"id": "d", "title": "Third title", "text": "The winter convoy crossed a frozen river at night without any lights."}),
        json!({"id": "e", "title": "Fourth title", "text": "Nobody has met a convoy on this island, the mayor wrote to the paper."}),
        json!({"id": "f", "title": "Fifth title", "text": "The ferry company bought two ships from a yard that went out of business."}),
    ];
    let lines: Vec<String> = records.iter().map(|record| format!("{record}\n")).collect();
    fixture.write("news/all.jsonl", lines.concat());
    fixture.run(&["index", "news"]).ok();
    fixture
}

fn timeline(fixture: &Fixture, arguments: &[&str]) -> Value {
    fixture.run(&[&["timeline", "--json"], arguments].concat()).ok().json()
}

fn counts(timeline: &Value) -> Vec<u64> {
    timeline["buckets"].as_array().unwrap().iter().map(|bucket| bucket["articles"].as_u64().unwrap()).collect()
}

#[test]
fn bars_stand_for_periods_and_the_last_line_for_no_date() {
    let fixture = library();
    let run = fixture.run(&["timeline", "--by", "month", "convoy"]).ok().says("4 articles by month");
    let lines: Vec<&str> = run.stdout().lines().collect();
    assert_eq!(lines.len(), 4, "{run}");
    assert!(lines[0].starts_with("2025-01  1  ██") && lines[3].starts_with("no date  2  ████"), "{run}");
    assert_eq!(lines[1], "2025-02  0", "{run}");
    assert!(!run.stdout().contains('\u{1b}'));
    fixture.run(&["timeline", "unicorn"]).code(1).says("no article matches");
    fixture.run(&["timeline", "?!"]).code(2).says("no word to search for");
    fixture.run(&["timeline", "--by", "hour", "convoy"]).code(2);
    fixture.run(&["timeline"]).code(2);
}

#[test]
fn the_period_is_chosen_or_named() {
    let fixture = library();
    let days = timeline(&fixture, &["convoy"]);
    assert_eq!((&days["by"], counts(&days)), (&json!("day"), [vec![1], vec![0; 37], vec![1]].concat()));
    let years = timeline(&fixture, &["--by", "year", "convoy"]);
    assert_eq!(years["buckets"], json!([{"from": "2025-01-01", "to": "2025-12-31", "articles": 2}]));
    assert_eq!((&years["total"], &years["without_date"], &years["undated"]), (&4.into(), &2.into(), &Value::Null));
}

#[test]
fn options_of_search_hold() {
    let fixture = library();
    assert_eq!(counts(&timeline(&fixture, &["--by", "month", "--all-copies", "convoy"])), [1, 1, 1]);
    assert_eq!(timeline(&fixture, &["--all", "convoy", "pilot"])["total"], 1);
    assert_eq!(timeline(&fixture, &["convoy", "-pilot"])["total"], 3);
    fixture.run(&["timeline", "--exact", "convoys"]).code(1);
    assert_eq!(timeline(&fixture, &["--plain", "convoys"])["total"], 4);
    let english = fixture.run(&["search", "--json", "--lang", "en", "convoy"]).ok().json();
    assert_eq!(timeline(&fixture, &["--lang", "en", "convoy"])["total"], english["total"]);
    fixture.run(&["timeline", "--lang", "uk", "convoy"]).code(1);
    fixture.write("other/one.txt", "Other title\n\nThe other convoy waited beside the road for the night to come.\n");
    assert_eq!(timeline(&fixture, &["--in", "other", "convoy"])["total"], 1);
    fixture.run(&["timeline", "--strict-query", "convoy AND"]).code(2);
}

#[test]
fn a_picture_is_drawn_into_a_new_file_only() {
    let fixture = library();
    let query = "convoy OR \"<script>&\"";
    fixture.run(&["timeline", "--by", "month", "--svg", "bars.svg", query]).ok();
    let picture = fs::read_to_string(fixture.path("bars.svg")).unwrap();
    assert!(picture.starts_with("<svg ") && picture.ends_with("</svg>\n"), "{picture}");
    assert!(picture.contains("<title>convoy OR &quot;&lt;script&gt;&amp;&quot;</title>"), "{picture}");
    fixture.write("mine.svg", "mine");
    fixture.run(&["timeline", "--svg", "mine.svg", "convoy"]).code(2).says("must not be there yet");
    assert_eq!(fs::read_to_string(fixture.path("mine.svg")).unwrap(), "mine");
}

#[test]
fn date_filters_say_how_many_articles_have_no_date() {
    let fixture = library();
    let search = |arguments: &[&str]| fixture.run(&[&["search"], arguments].concat());
    let run = search(&["convoy after:2025-02"]).ok();
    assert!(run.stderr().contains("2 articles without a date left out; --undated keeps them"), "{run}");
    search(&["river convoy -lake after:1990"]).code(1).says("2 articles without a date left out");
    search(&["winter after:2025"]).code(1).says("1 article without a date left out; --undated keeps it");
    for arguments in [&["convoy"][..], &["--undated", "convoy after:2025-02"], &["convoy -date:2025"]] {
        let run = search(arguments).ok();
        assert!(!run.stderr().contains("left out"), "{run}");
    }
    let answer = |arguments: &[&str]| search(&[&["--json"], arguments].concat()).ok().json();
    let counted = |arguments: &[&str]| {
        let answer = answer(arguments);
        (answer["total"].as_u64().unwrap(), answer["undated"].as_u64())
    };
    assert_eq!(counted(&["convoy"]), (4, None));
    assert_eq!(counted(&["convoy after:2025-03"]), (1, Some(2)));
    assert_eq!(counted(&["--undated", "convoy after:2025-03"]), (3, None));
    assert_eq!(counted(&["--undated", "convoy -date:2025"]), (2, None));
    assert_eq!(counted(&["convoy AND (pilot OR before:2024)"]), (1, Some(2)));
    assert_eq!(counted(&["--undated", "convoy AND (pilot OR before:2024)"]), (3, None));
    assert_eq!(counted(&["date:2025"]), (2, Some(3)));
    assert_eq!(timeline(&fixture, &["convoy after:2025-03"])["undated"], 2);
    assert_eq!(timeline(&fixture, &["--undated", "convoy after:2025-03"])["without_date"], 2);
}

#[test]
fn of_many_queries_each_says_what_it_left_out() {
    let fixture = library();
    fixture.write_queries("queries.tsv", [("q1".to_owned(), "convoy after:2025-02"), ("q2".to_owned(), "convoy")]);
    let run = fixture.run(&["search", "--queries", "queries.tsv"]).ok().says("query q1: 2 articles without a date");
    assert!(!run.stderr().contains("q2"), "{run}");
}
