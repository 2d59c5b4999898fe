//! Newer articles before older ones that answer as well.

use jiff::{ToSpan, ZonedDateTime};
use serde_json::{Value, json};

use crate::fixture::{Fixture, text};

fn record(id: &str, days_ago: Option<i64>, text: &str) -> String {
    let today = ZonedDateTime::now().date();
    let date = days_ago.map(|days| today.checked_sub(days.days()).unwrap().to_string());
    format!("{}\n", json!({ "id": id, "title": "Report", "date": date, "text": text }))
}

const STORY: &str = "The frigate left the harbour on Monday.";

fn search(fixture: &Fixture, options: &[&str], query: &str) -> Vec<(String, f64)> {
    let hits = fixture.run(&[&["search", "--jsonl", "--all-copies", "-n", "1000"], options, &[query]].concat()).ok();
    let sketch = |hit: &Value| (text(hit, "article_id"), hit["score"].as_f64().unwrap());
    hits.lines().iter().map(sketch).collect()
}

#[test]
fn what_being_new_adds_is_halved_every_half_life() {
    let records = [
        record("tomorrow", Some(-1), STORY),
        record("ancient", Some(1_800), STORY),
        record("old", Some(360), STORY),
        record("undated", None, STORY),
        record("half", Some(180), STORY),
    ];
    let fixture = Fixture::indexed(&[("feed.jsonl", &records.concat())]);
    let usual = search(&fixture, &[], "frigate")[0].1;
    let check = |options: &[&str], expected: &[(&str, f64)]| {
        let found = search(&fixture, options, "frigate");
        assert_eq!(
            found.iter().map(|hit| hit.0.as_str()).collect::<Vec<_>>(),
            expected.iter().map(|hit| hit.0).collect::<Vec<_>>()
        );
        for ((id, score), (_, factor)) in found.iter().zip(expected) {
            assert!((score / usual - factor).abs() < 1e-3, "{id}: {score} of {usual}");
        }
    };
    let expected = [("tomorrow", 1.0), ("half", 0.75), ("old", 0.625), ("ancient", 0.5005), ("undated", 0.5)];
    check(&["--recent"], &expected);
    check(&["--recent=180d"], &expected);
    check(&["--recent", "180d"], &expected);
    let expected = [("tomorrow", 1.0), ("half", 0.854), ("old", 0.75), ("ancient", 0.5156), ("undated", 0.5)];
    check(&["--recent", "360d"], &expected);
    assert!(search(&fixture, &[], "frigate").iter().all(|hit| (hit.1 - usual).abs() < 1e-9));
}

#[test]
fn an_old_article_that_answers_much_better_wins() {
    let better = "The frigate and the submarine left the northern harbour for the naval exercise.";
    let fixture = Fixture::indexed(&[(
        "feed.jsonl",
        &[record("new", Some(0), STORY), record("old", Some(9_000), better)].concat(),
    )]);
    let query = "frigate submarine naval exercise";
    assert_eq!(search(&fixture, &["--recent"], query)[0].0, "old");
    assert_eq!(search(&fixture, &["--recent"], "frigate harbour Monday")[0].0, "new");
}

#[test]
fn scores_fall_beyond_the_articles_that_are_ranked_again() {
    let record = |number: i64| record(&number.to_string(), Some(number * 30), STORY);
    let records: String = (0..150).map(record).collect();
    let fixture = Fixture::indexed(&[("feed.jsonl", &records)]);
    let hits = search(&fixture, &["--recent"], "frigate");
    assert_eq!(hits.len(), 150);
    assert!(hits.windows(2).all(|pair| pair[0].1 >= pair[1].1), "{hits:?}");
    let by_day = search(&fixture, &["--recent", "--sort", "oldest"], "frigate");
    assert_eq!(by_day[0].0, "149");
}

#[test]
fn a_half_life_is_a_time_of_a_day_or_more() {
    let fixture = Fixture::indexed(&[("feed.jsonl", &record("a", Some(1), STORY))]);
    for wrong in ["--recent=0d", "--recent=soon", "--recent=", "--recent", "--recent=99999999y"] {
        let words = if wrong == "--recent" { ["0d", "frigate"] } else { ["frigate", "frigate"] };
        fixture.run(&[&["search", wrong], &words[..]].concat()).code(2).says("--recent");
    }
    for half_life in ["1d", "2w", "6m", "1y"] {
        fixture.run(&["search", "--recent", half_life, "frigate"]).ok().prints("frigate left");
    }
}
