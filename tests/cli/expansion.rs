//! Words that the best articles have in common.

use serde_json::{Value, json};

use crate::fixture::{Fixture, text};
use crate::texts::{Dice, sentence};

fn record(id: &str, text: &str) -> String {
    format!("{}\n", json!({ "id": id, "title": "Report", "text": text }))
}

/// Four articles about walruses that all name blubber, in the year 2025 and 17 times; two that name blubber only, one of them
/// with a seal; and many about other things.
fn library() -> Fixture {
    let mut dice = Dice::new(3);
    let mut filler = || (0..3).map(|_| sentence(&mut dice, 12)).collect::<Vec<_>>().join(" ");
    let mut lines = String::new();
    for number in 0..4 {
        lines += &record(
            &format!("walrus{number}"),
            &format!("{} In 2025 the walrus has its blubber, 17 and which. {}", filler(), filler()),
        );
    }
    lines += &record("blubber", &format!("{} The whalers boiled blubber at the shore. {}", filler(), filler()));
    lines += &record("seal", &format!("{} A seal lives on its blubber as well. {}", filler(), filler()));
    for number in 0..80 {
        lines += &record(&format!("other{number:02}"), &filler());
    }
    Fixture::indexed(&[("feed.jsonl", &lines)])
}

fn ids(fixture: &Fixture, words: &[&str]) -> Vec<String> {
    let hits = fixture
        .run(&[&["search", "--jsonl", "--all-copies", "--per-article", "1", "-n", "100"], words].concat())
        .ok()
        .lines();
    hits.iter().map(|hit| text(hit, "article_id")).collect()
}

#[test]
fn words_that_the_best_articles_share_find_others() {
    let fixture = library();
    assert_eq!(ids(&fixture, &["walrus"]).len(), 4);
    let found = ids(&fixture, &["--expand", "walrus"]);
    assert!(found[..4].iter().all(|id| id.starts_with("walrus")), "{found:?}");
    assert!(found.contains(&"blubber".to_owned()) && found.contains(&"seal".to_owned()), "{found:?}");

    let run = fixture.run(&["search", "--json", "--expand", "-n", "50", "walrus"]).ok().says("have them: blubber");
    let answer = run.json();
    let added: Vec<String> =
        answer["added_words"].as_array().unwrap().iter().map(|added| text(added, "word")).collect();
    assert_eq!(added[0], "blubber");
    let is_word = |word: &String| word != "walrus" && word != "which" && word.chars().all(char::is_alphabetic);
    assert!(added.iter().all(is_word), "{added:?}");
    let weights: Vec<f64> =
        answer["added_words"].as_array().unwrap().iter().map(|added| added["weight"].as_f64().unwrap()).collect();
    assert!(weights.is_sorted_by(|a, b| a >= b) && weights.iter().all(|&weight| weight > 0.0), "{weights:?}");
    // What nobody asked for is not marked, but shown.
    let hit = answer["hits"].as_array().unwrap().iter().find(|hit| hit["article_id"] == "blubber").unwrap();
    assert_eq!(hit["highlights"], json!([]));
    assert!(text(hit, "text").contains("boiled blubber"), "{hit}");
    assert_eq!(fixture.run(&["search", "--json", "walrus"]).ok().json()["added_words"], Value::Null);
}

#[test]
fn words_of_other_languages_are_added_by_their_own_rules() {
    let mut lines = String::new();
    let german = [
        (
            "eins",
            "Die Panzer haben am Montag die alten Brücken über den Fluss erreicht, sagte ein Sprecher der Bundeswehr.",
        ),
        (
            "zwei",
            "Mit den Panzern wurden auch die letzten Brücken der Stadt verteidigt, wie das Ministerium mitteilte.",
        ),
        (
            "drei",
            "Eine Brücke wurde am Abend gesperrt, weil Soldaten nach Hause gingen und niemand mehr auf einen Bus wartete.",
        ),
    ];
    lines.extend(german.map(|(id, text)| record(id, text)));
    let mut dice = Dice::new(5);
    lines.extend((0..60).map(|number| record(&format!("other{number:02}"), &sentence(&mut dice, 12))));
    let fixture = Fixture::indexed(&[("feed.jsonl", &lines)]);
    assert_eq!(ids(&fixture, &["panzer"]).len(), 2);
    assert!(ids(&fixture, &["--expand", "panzer"]).contains(&"drei".to_owned()));
}

#[test]
fn added_words_do_not_match_what_the_query_rules_out() {
    let fixture = library();
    let queries =
        ["+walrus", "walrus AND report", "+walrus report", "\"the walrus\"", "walr*", "body:walrus", "walrus NEAR has"];
    let plain = queries.map(|query| vec!["--expand", query]);
    for words in plain.into_iter().chain([vec!["--expand", "--all", "walrus"], vec!["--expand", "--exact", "walrus"]]) {
        let found = ids(&fixture, &words);
        assert!(!found.is_empty() && found.iter().all(|id| id.starts_with("walrus")), "{words:?}: {found:?}");
    }
    let found = ids(&fixture, &["--expand", "walrus -seal"]);
    assert!(found.contains(&"blubber".to_owned()) && !found.contains(&"seal".to_owned()), "{found:?}");
    let run = fixture.run(&["search", "--expand", "walrus after:2025"]).code(1);
    assert_eq!(run.stdout(), "");
}

#[test]
fn without_a_match_nothing_is_added() {
    let fixture = library();
    let run = fixture.run(&["search", "--json", "--expand", "unicorn"]).code(1).says("no words added");
    assert_eq!(run.json()["added_words"], json!([]));
    fixture.run(&["search", "--expand", "path:*feed.jsonl"]).ok();
}

#[test]
fn each_query_of_a_file_has_its_own_words() {
    let fixture = library();
    fixture.write_queries("queries.tsv", [("q1".to_owned(), "walrus"), ("q2".to_owned(), "unicorn")]);
    let run = fixture.run(&["search", "--expand", "--queries", "queries.tsv"]).ok();
    run.says("query q1: searched, too").says("query q2: no words added");
}

#[test]
fn a_ranking_with_added_words_can_be_measured() {
    let fixture = library();
    fixture.write_queries("queries.tsv", [("q1".to_owned(), "walrus")]);
    fixture.write("qrels.txt", "q1 0 walrus0 1\nq1 0 blubber 1\n");
    let recall = |options: &[&str]| {
        let arguments = ["eval", "--queries", "queries.tsv", "--qrels", "qrels.txt", "--json"];
        fixture.run(&[&arguments, options].concat()).ok().json()["measures"]["recall_100"].as_f64().unwrap()
    };
    assert!((recall(&[]) - 0.5).abs() < 1e-9);
    assert!((recall(&["--expand"]) - 1.0).abs() < 1e-9);
}
