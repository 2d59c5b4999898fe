//! What is shown of a passage that is too long to be read at a glance.

use serde_json::Value;

use crate::fixture::{Fixture, text};
use crate::output::{cut, cuts};

/// A sentence of a hundred words that the queries below do not ask for.
fn filler() -> String {
    format!("Où le café naïf {} s’arrête.", vec!["été"; 94].join(" "))
}

/// An article with one passage of 174 words, the words of the query at its end.
fn long() -> Fixture {
    let short = format!("Le général {} dit.", vec!["été"; 40].join(" "));
    let last = format!("The convoy crossed — Zoe\u{301} {} — the frozen estuary.", vec!["été"; 20].join(" "));
    let body = format!("{} {short} {last}", filler());
    let record = serde_json::json!({ "id": "a", "title": "Quiet title", "text": body });
    Fixture::indexed(&[("feed.jsonl", &format!("{record}\n"))])
}

fn hit(fixture: &Fixture, options: &[&str]) -> Value {
    let answer = fixture.run(&[&["search", "--json"], options, &["convoy estuary"]].concat()).ok().json();
    answer["hits"][0].clone()
}

#[test]
fn a_long_passage_is_cut_to_what_holds_most_of_the_query() {
    let fixture = long();
    let (hit, body) = (hit(&fixture, &[]), fixture.run(&["show", "--json", "a"]).ok().json());
    let shown = text(&hit, "text");
    assert!(shown.split_whitespace().count() <= 150, "{shown}");
    assert_eq!(hit["left_out"], serde_json::json!({ "before": true, "after": false }));
    let kept = shown.strip_prefix("… Le général ").unwrap_or_else(|| panic!("{shown}"));
    assert!(kept.ends_with("estuary."), "{shown}");
    assert_eq!(cuts(&shown, &hit["highlights"]), ["convoy", "estuary"]);
    assert_eq!(cut(&text(&body, "body"), &hit["passage"]), &shown["… ".len()..]);
    let page = fixture.run(&["search", "convoy estuary"]).ok();
    assert!(page.stdout().contains("    … Le général "), "{page}");
    assert!(!page.stdout().contains("café"), "{page}");
}

#[test]
fn full_passages_are_whole() {
    let fixture = long();
    let (hit, body) = (hit(&fixture, &["--full-passages"]), fixture.run(&["show", "--json", "a"]).ok().json());
    let shown = text(&hit, "text");
    assert_eq!(cut(&text(&body, "body"), &hit["passage"]), shown);
    assert!(shown.starts_with("Où le café") && shown.split_whitespace().count() > 150, "{shown}");
    assert_eq!(hit["left_out"], serde_json::json!({ "before": false, "after": false }));
    assert_eq!(cuts(&shown, &hit["highlights"]), ["convoy", "estuary"]);
    fixture.run(&["search", "--full-passages", "convoy"]).ok().prints("café");
}

#[test]
fn a_table_without_sentences_is_cut_at_words() {
    let row = |number: usize| format!("{number} | tank hull {number} | été");
    let table = (0..400).map(row).collect::<Vec<_>>().join("; ");
    let record = serde_json::json!({ "id": "t", "title": "A table", "text": table });
    let fixture = Fixture::indexed(&[("feed.jsonl", &format!("{record}\n"))]);
    let hits = fixture.run(&["search", "--jsonl", "--per-article", "9", "hull 207"]).ok().lines();
    let shown = text(&hits[0], "text");
    assert!(cuts(&shown, &hits[0]["highlights"]).contains(&"207"), "{shown}");
    for hit in hits {
        assert!(text(&hit, "text").split_whitespace().count() <= 150, "{hit}");
    }
}
