//! Lists and parts of lists: limits, offsets, how many passages of an article, how many matches.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde_json::Value;

use crate::fixture::{Fixture, text};
use crate::texts::{many_records, page};

/// Whatever is read, written and matched below is in these words.
const QUERIES: &[&str] = &["missile", "radar treaty", "+drone frigate", "\"the missile\" OR convoy", "summit -Tartus"];

/// More articles than are ranked again by their passages, many of them with the same score.
fn many() -> Fixture {
    static RECORDS: OnceLock<String> = OnceLock::new();
    Fixture::indexed(&[("made.jsonl", RECORDS.get_or_init(|| many_records(180)))])
}

fn search(fixture: &Fixture, query: &str, options: &[&str]) -> Vec<Value> {
    let run = fixture.run(&[&["search", "--jsonl", "--all-copies"], options, &["--", query]].concat());
    let code = i32::from(run.stdout().is_empty());
    let mut hits = run.code(code).lines();
    for hit in &mut hits {
        // How many matches are known may depend on how many were looked at.
        let fields = hit.as_object_mut().unwrap();
        assert!(fields.remove("total").is_some() && fields.remove("total_is_exact").is_some());
    }
    hits
}

#[test]
fn pages_follow_one_another_without_repeats_or_gaps() {
    let fixture = many();
    for query in QUERIES {
        let whole = search(&fixture, query, &["--limit", "1000"]);
        assert!(whole.len() > 120, "{query}: only {} passages", whole.len());
        let places: BTreeSet<String> =
            whole.iter().map(|hit| format!("{} {}", hit["article_id"], hit["passage"])).collect();
        assert_eq!(places.len(), whole.len(), "{query}: a passage is listed twice");
        let mut pages = Vec::new();
        for offset in (0..whole.len()).step_by(37) {
            pages.extend(search(&fixture, query, &["--limit", "37", "--offset", &offset.to_string()]));
        }
        assert_eq!(pages, whole, "{query}");
        let beyond = whole.len().to_string();
        assert_eq!(search(&fixture, query, &["--offset", &beyond]), [Value::Null; 0], "{query}");
    }
}

#[test]
fn a_longer_list_starts_with_the_shorter_one() {
    let fixture = many();
    for query in QUERIES {
        for options in [&[][..], &["--per-article", "1"], &["--per-article", "5"]] {
            let list = |limit: &str| search(&fixture, query, &[&["--limit", limit], options].concat());
            let (short, long, longest) = (list("10"), list("50"), list("130"));
            assert_eq!((short.len(), long.len(), longest.len()), (10, 50, 130), "{query}");
            assert_eq!(short, long[..10], "{query} {options:?}");
            assert_eq!(long, longest[..50], "{query} {options:?}");
        }
    }
}

#[test]
fn scores_fall_and_ranks_count_from_one() {
    let fixture = many();
    for query in QUERIES {
        let hits = search(&fixture, query, &["--limit", "200"]);
        let scores: Vec<f64> = hits.iter().map(|hit| hit["score"].as_f64().unwrap()).collect();
        assert!(scores.is_sorted_by(|a, b| a >= b), "{query}: {scores:?}");
        let ranks: Vec<u64> = hits.iter().map(|hit| hit["rank"].as_u64().unwrap()).collect();
        assert_eq!(ranks, (1..=ranks.len() as u64).collect::<Vec<_>>(), "{query}");
    }
    let page = search(&fixture, "missile", &["--limit", "3", "--offset", "60"]);
    assert_eq!(page.iter().map(|hit| hit["rank"].as_u64().unwrap()).collect::<Vec<_>>(), [61, 62, 63]);
}

#[test]
fn an_offset_beyond_the_last_passage_says_so() {
    let fixture = Fixture::indexed(&[("one.txt", &page("First title", "walrus"))]);
    fixture.run(&["search", "--offset", "5", "walrus"]).code(1).says("no more passages: only 1 articles match");
}

#[test]
fn an_article_gives_two_passages_unless_told_otherwise() {
    let fixture = many();
    let most = |options: &[&str]| {
        let hits = search(&fixture, "missile", &[&["--limit", "500"], options].concat());
        let ids: Vec<String> = hits.iter().map(|hit| text(hit, "article_id")).collect();
        ids.iter().map(|id| ids.iter().filter(|other| *other == id).count()).max().unwrap()
    };
    assert_eq!(most(&[]), 2);
    assert_eq!(most(&["--per-article", "1"]), 1);
    assert_eq!(most(&["--per-article", "3"]), 3);
    fixture.run(&["search", "--per-article", "0", "missile"]).code(2);
}

#[test]
fn ten_passages_are_printed_unless_told_otherwise() {
    let fixture = many();
    assert_eq!(search(&fixture, "missile", &[]).len(), 10);
    assert_eq!(search(&fixture, "missile", &["-n", "3"]).len(), 3);
}

#[test]
fn count_is_exact_and_without_it_a_lower_bound_is_called_one() {
    let fixture = many();
    let query = "missile radar treaty drone";
    let all = search(&fixture, query, &["--limit", "1000", "--per-article", "1"]).len();
    assert_eq!(all, 180);
    let total = |options: &[&str], query: &str| {
        let answer =
            fixture.run(&[&["search", "--json", "--all-copies"], options, &["--", query]].concat()).ok().json();
        (answer["total"].as_u64().unwrap(), answer["total_is_exact"].as_bool().unwrap())
    };
    assert_eq!(total(&["--count"], query), (180, true));
    let (bound, is_exact) = total(&[], query);
    assert!(bound <= 180 && (!is_exact || bound == 180), "{bound} {is_exact}");
    for query in QUERIES {
        let all = search(&fixture, query, &["--limit", "1000", "--per-article", "1"]).len() as u64;
        assert_eq!(total(&["--count"], query), (all, true), "{query}");
    }
}

#[test]
fn counts_are_exact_after_articles_were_removed() {
    let fixture = many();
    for id in ["made-001", "made-004", "made-100"] {
        fixture.run(&["remove", id]).ok();
    }
    for options in [
        &["search", "--json", "--all-copies", "missile"][..],
        &["search", "--json", "--all-copies", "--count", "missile"],
    ] {
        let answer = fixture.run(options).ok().json();
        let total = answer["total"].as_u64().unwrap();
        assert!(total == 177 || (total < 177 && answer["total_is_exact"] == false), "{answer}");
    }
    let answer = fixture.run(&["search", "--json", "--all-copies", "--count", "missile"]).ok().json();
    assert_eq!((&answer["total"], &answer["total_is_exact"]), (&177.into(), &true.into()));
}

#[test]
fn a_search_that_prints_no_passages_does_not_claim_that_nothing_matches() {
    let fixture = Fixture::indexed(&[("one.txt", &page("First title", "walrus"))]);
    let run = fixture.run(&["search", "--limit", "0", "walrus"]);
    assert!(!run.stderr().contains("no article matches"), "{run}");
}
