//! The same articles give the same answers, however the index came about.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::fixture::{Fixture, copy_folder, files, shipped_corpus, text};
use crate::texts::{Dice, body, many_records, sentence};

const QUERIES: &[&str] = &[
    "missile",
    "radar",
    "the",
    "treaty sanction",
    "\"Article 5\"",
    "NATO",
    "Ukraine drones",
    "submarine AND treaty",
    "Russia -sanctions",
    "summit OR protocol",
    "missile radar frigate brigade",
    "\"the treaty\"",
    "weekly report",
    "fighter jets",
    "tank brigade border",
    "(cable OR satellite) AND export",
    "+engine pilot",
    "F-35",
    "nuclear weapons",
    "budget parliament minister",
    "Germany",
    "December 2022",
    "air defence",
    "harbour convoy",
    "shell factory",
    "licence contract sensor",
    "alliance exercise corridor",
    "bridge",
    "runway -Odesa",
    "\"radar missile\"",
];

/// The shipped corpus and 300 made-up articles, many of which have equal scores: records, and files.
fn articles() -> Fixture {
    let fixture = Fixture::new();
    copy_folder(&shipped_corpus(), &fixture.path("all/corpus"));
    fixture.write("all/made.jsonl", many_records(200));
    for number in 0..100 {
        let text = body(&mut Dice::new(number % 5), 2);
        fixture.write(format!("all/made/{number:03}.txt"), format!("Report of the week\n\n{text}\n"));
    }
    let ids = (0..QUERIES.len()).map(|number| number.to_string());
    fixture.write_queries("queries.tsv", ids.zip(QUERIES.iter().copied()));
    fixture
}

/// Everything that an index answers.
fn answers(fixture: &Fixture, index: &str) -> Vec<Value> {
    let all = [&[][..], &["--sort", "date"], &["--recent", "--expand"]];
    let hits: Vec<Value> = all.into_iter().flat_map(|options| answers_with(options, fixture, index)).collect();
    let answered: BTreeSet<String> = hits.iter().map(|hit| text(hit, "query_id")).collect();
    assert!(answered.len() > 25, "{answered:?}");
    hits
}

fn answers_with(options: &[&str], fixture: &Fixture, index: &str) -> Vec<Value> {
    let search = ["search", "--index", index, "--queries", "queries.tsv", "--limit", "80"];
    fixture.run(&[&search, options].concat()).ok().lines()
}

/// What is answered where each query is asked by itself, which several threads work for.
fn answers_one_by_one(fixture: &Fixture, index: &str) -> Vec<Value> {
    let ask = |query| fixture.run(&["search", "--index", index, "--jsonl", "--limit", "80", "--", query]);
    QUERIES.iter().flat_map(|query| ask(query).lines()).collect()
}

fn without_id(mut hit: Value) -> Value {
    hit.as_object_mut().unwrap().remove("query_id");
    hit
}

#[track_caller]
fn is_same(how: &str, answers: &[Value], expected: &[Value]) {
    let first = answers.iter().zip(expected).find(|(answer, expected)| answer != expected);
    assert!(first.is_none(), "{how}: {:#?}", first.unwrap());
    assert_eq!(answers.len(), expected.len(), "{how}");
}

fn stats(fixture: &Fixture, index: &str, number: &str) -> u64 {
    fixture.run(&["stats", "--index", index, "--json"]).ok().json()[number].as_u64().unwrap()
}

#[test]
fn answers_do_not_depend_on_threads_or_compact() {
    let fixture = articles();
    fixture.run(&["index", "--index", "i1", "--threads", "1", "all"]).ok();
    let expected = answers(&fixture, "i1");
    for threads in ["2", "4"] {
        let index = format!("i{threads}");
        fixture.run(&["index", "--index", &index, "--threads", threads, "all"]).ok();
        is_same(&format!("{threads} threads"), &answers(&fixture, &index), &expected);
        fixture.run(&["compact", "--index", &index]).ok();
        is_same(&format!("{threads} threads, compacted"), &answers(&fixture, &index), &expected);
    }
    let many = expected.iter().filter(|hit| {
        expected.iter().any(|other| {
            hit["query_id"] == other["query_id"]
                && hit["score"] == other["score"]
                && hit["article_id"] != other["article_id"]
        })
    });
    assert!(many.count() > 100, "too few equal scores for this test to say anything");
}

#[test]
fn answers_do_not_depend_on_the_pieces_in_which_an_index_was_built() {
    let fixture = articles();
    fixture.run(&["index", "--index", "whole", "all"]).ok();
    let expected = answers(&fixture, "whole");
    fixture.rename("all", "parts");
    let parts: Vec<_> = files(&fixture.path("parts"));
    for piece in 0..5 {
        for path in parts.iter().enumerate().filter(|(number, _)| number % 5 == piece).map(|(_, path)| path) {
            let target = fixture.path("all").join(path.strip_prefix(fixture.path("parts")).unwrap());
            std::fs::create_dir_all(target.parent().unwrap()).unwrap();
            std::fs::rename(path, target).unwrap();
        }
        fixture.run(&["index", "--index", "pieces", "all"]).ok();
    }
    assert!(stats(&fixture, "pieces", "segments") > 1, "one segment: the test says nothing");
    is_same("five pieces", &answers(&fixture, "pieces"), &expected);
    let alone: Vec<Value> = answers_one_by_one(&fixture, "pieces").into_iter().map(without_id).collect();
    let together: Vec<Value> = answers_with(&[], &fixture, "pieces").into_iter().map(without_id).collect();
    is_same("five pieces, one query at a time", &alone, &together);
    fixture.run(&["compact", "--index", "pieces"]).ok();
    assert_eq!(stats(&fixture, "pieces", "segments"), 1);
    is_same("five pieces, compacted", &answers(&fixture, "pieces"), &expected);
    fixture.run(&["verify", "--index", "pieces"]).ok();
}

#[test]
fn answers_after_updates_are_those_of_a_new_index() {
    let fixture = articles();
    let old = "An old text about the missile, the treaty and the radar at the harbour, of which nothing stays.";
    for number in 0..100 {
        fixture.write(format!("all/gone/{number}.txt"), format!("Report of the week\n\n{old}\n"));
    }
    let feed = std::fs::read(fixture.path("all/made.jsonl")).unwrap();
    fixture.write("all/made.jsonl", many_records(50).replace("missile", "minister"));
    fixture.run(&["index", "--index", "updated", "all"]).ok();
    fixture.delete("all/gone");
    fixture.write("all/made.jsonl", feed);
    fixture.run(&["index", "--index", "updated", "all"]).ok();
    fixture.run(&["index", "--index", "new", "all"]).ok();
    let expected = answers(&fixture, "new");
    let deleted = stats(&fixture, "updated", "deleted");
    assert!(deleted > 50, "{deleted} deleted: the test says little");
    is_same("updated", &answers(&fixture, "updated"), &expected);
    assert_eq!(stats(&fixture, "updated", "passages"), stats(&fixture, "new", "passages"));
    fixture.run(&["compact", "--index", "updated"]).ok();
    assert_eq!(stats(&fixture, "updated", "deleted"), 0);
    is_same("updated, compacted", &answers(&fixture, "updated"), &expected);
}

#[test]
fn a_small_memory_budget_changes_no_answer() {
    let fixture = articles();
    fixture.run(&["index", "--index", "large", "all"]).ok();
    fixture.run(&["index", "--index", "small", "--memory", "20MB", "--threads", "4", "all"]).ok();
    is_same("little memory", &answers(&fixture, "small"), &answers(&fixture, "large"));
}

/// Changes a folder at random: files of one and of many articles come, change, move and go.
fn change_something(fixture: &Fixture, dice: &mut Dice) {
    let folders = ["all", "all/a", "all/a/b", "all/a.txt", "all/z z"];
    let mut pick = || {
        let folder = folders[usize::try_from(dice.roll(5)).unwrap()];
        let extension = if dice.roll(3) == 0 { "jsonl" } else { "txt" };
        (format!("{folder}/{}.{extension}", dice.roll(4)), dice.roll(6), dice.roll(3))
    };
    let ((path, action, count), (other, ..)) = (pick(), pick());
    let exists = fixture.path(&path).is_file();
    match action {
        0 if exists => fixture.delete(&path),
        1 if exists => fixture.touch(&path),
        2 if exists && path.ends_with("txt") == other.ends_with("txt") && path != other => {
            std::fs::create_dir_all(fixture.path(&other).parent().unwrap()).unwrap();
            fixture.rename(&path, &other);
        }
        3 if fixture.path("all/a").is_dir() && !fixture.path("all/c").exists() => fixture.rename("all/a", "all/c"),
        4 => {
            fixture.write(&path, "");
        }
        _ if path.ends_with("txt") => {
            fixture.write(&path, format!("Report of the week\n\n{}\n", sentence(dice, 9)));
        }
        _ => {
            let record = |dice: &mut Dice| format!("{{\"text\":\"{}\"}}\n", sentence(dice, 9));
            fixture.write(&path, (0..count).map(|_| record(dice)).collect::<String>());
        }
    }
}

#[test]
fn an_index_that_followed_a_folder_through_many_changes_equals_a_new_one() {
    let fixture = articles();
    fixture.delete("all");
    fixture.write("all/one.txt", "Report of the week\n\nThe radar and the missile went to the harbour.\n");
    let mut dice = Dice::new(20);
    for round in 0..25 {
        for _ in 0..=dice.roll(6) {
            change_something(&fixture, &mut dice);
        }
        // Now and then only a part is looked at: the rest is made up for later.
        let target = if dice.roll(3) == 0 && fixture.path("all/a").is_dir() { "all/a" } else { "all" };
        fixture.run(&["index", "--index", "followed", target]).ok();
        fixture.run(&["verify", "--index", "followed"]).ok();
        if target == "all" {
            fixture.run(&["index", "--index", "new", "--fresh", "--threads", "1", "all"]).ok();
            let places = |index: &str| {
                let search = ["search", "--index", index, "--jsonl", "--limit", "1000", "--per-article", "1", "the"];
                let mut places: Vec<String> = fixture.run(&search).lines().iter().map(place).collect();
                places.sort();
                places
            };
            let expected = places("new");
            assert!(!expected.is_empty());
            assert_eq!(places("followed"), expected, "round {round}");
        }
    }
    fixture.run(&["index", "--index", "followed", "all"]).ok();
    let lines = |index: &str| {
        let run = fixture.run(&["search", "--index", index, "--queries", "queries.tsv", "--limit", "80"]);
        run.lines()
    };
    fixture.run(&["index", "--index", "new", "--fresh", "all"]).ok();
    let expected = lines("new");
    assert!(expected.len() > 100, "too few answers for this test to say anything");
    is_same("followed", &lines("followed"), &expected);
    fixture.run(&["compact", "--index", "followed"]).ok();
    is_same("followed, compacted", &lines("followed"), &expected);
}

/// An article by its place and text.
fn place(hit: &Value) -> String {
    format!("{} {} {}", hit["path"], hit["line"], hit["text"])
}
