//! What the corpus teaches the cleaner, through the real program.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::Value;

use crate::fixture::{Fixture, files, text};
use crate::texts::{Dice, sentence};

const OUTLETS: [&str; 3] = ["lantern", "anchor", "compass"];

fn banner(outlet: &str) -> String {
    format!("Ships and people with the {outlet} desk")
}

fn plea(outlet: &str) -> String {
    format!("The {outlet} belongs to its readers, who pay for every mile that our reporters sail.")
}

fn bio(outlet: &str, author: usize) -> String {
    format!("Number {author} of the {outlet} desk learned the trade on a trawler and now lives by the old lighthouse.")
}

fn title(outlet: &str, number: usize) -> String {
    format!("Harbour {number} of the {outlet} coast opens after a long winter")
}

fn own_paragraphs(outlet: &str, number: usize) -> Vec<String> {
    let mut dice = Dice::new((number * 7 + outlet.len()) as u64);
    (0..4).map(|part| format!("Harbour {number} part {part}. {}", sentence(&mut dice, 20))).collect()
}

/// An article with its source's furniture, and a link to another article of the source.
fn page(outlet: &str, number: usize) -> String {
    let own = own_paragraphs(outlet, number);
    let linked = title(outlet, (number + 5) % 20);
    let lines = [
        &[title(outlet, number), own[0].clone(), own[1].clone(), linked][..],
        &own[2..],
        &[banner(outlet), plea(outlet), bio(outlet, number % 4)],
    ];
    lines.concat().join("\n\n")
}

/// Twenty articles of each outlet, in a folder for each or all in one.
fn corpus(fixture: &Fixture, has_folders: bool) {
    for outlet in OUTLETS {
        for number in 0..20 {
            let folder = if has_folders { format!("{outlet}/") } else { format!("{outlet}-") };
            fixture.write(format!("news/{folder}{number:02}.txt"), page(outlet, number));
        }
    }
}

fn body(fixture: &Fixture, name: &str) -> Vec<String> {
    let shown = fixture.run(&["show", "--json", name]).ok().json();
    text(&shown, "body").split("\n\n").map(str::to_owned).collect()
}

/// Every article of the index by its path: title and text.
fn everything(fixture: &Fixture, index: &str) -> BTreeMap<String, (String, String)> {
    let list = ["search", "--index", index, "--jsonl", "--all-copies", "--limit", "1000", "--per-article", "1", "the"];
    let hits = fixture.run(&list).ok().lines();
    let show = |hit: &Value| {
        let id = text(hit, "article_id");
        let shown = fixture.run(&["show", "--index", index, "--json", &id]).ok().json();
        (id, (text(&shown, "title"), text(&shown, "body")))
    };
    hits.iter().map(show).collect()
}

#[test]
fn furniture_and_links_go_in_folders_and_in_a_mixed_one_and_text_stays() {
    for has_folders in [true, false] {
        let fixture = Fixture::new();
        corpus(&fixture, has_folders);
        fixture.run(&["index", "news"]).ok();
        let all = everything(&fixture, "index");
        assert_eq!(all.len(), 60);
        for outlet in OUTLETS {
            for number in 0..20 {
                let folder = if has_folders { "/" } else { "-" };
                let (title_found, text) = &all[&format!("news/{outlet}{folder}{number:02}.txt")];
                assert_eq!(*title_found, title(outlet, number));
                assert_eq!(*text, own_paragraphs(outlet, number).join("\n\n"));
            }
        }
        fixture.verify();
    }
}

#[test]
fn a_file_indexed_alone_is_cleaned_as_well_as_in_the_batch() {
    let fixture = Fixture::new();
    corpus(&fixture, true);
    fixture.run(&["index", "news"]).ok();
    fixture.write("news/anchor/99.txt", page("anchor", 99));
    fixture.run(&["index", "news/anchor/99.txt"]).ok();
    assert_eq!(body(&fixture, "news/anchor/99.txt"), own_paragraphs("anchor", 99));
}

#[test]
fn older_articles_are_cleaned_again_when_more_is_known_and_when_it_is_no_longer_true() {
    let fixture = Fixture::new();
    for number in 0..2 {
        fixture.write(format!("news/anchor/{number:02}.txt"), page("anchor", number));
    }
    fixture.run(&["index", "news"]).ok();
    assert!(body(&fixture, "news/anchor/00.txt").contains(&plea("anchor")), "two articles prove nothing");
    for number in 2..20 {
        fixture.write(format!("news/anchor/{number:02}.txt"), page("anchor", number));
    }
    let report = fixture.run(&["index", "--json", "news"]).ok().json();
    assert!(report["cleaned_again"].as_u64().unwrap() >= 2, "{report}");
    assert_eq!(body(&fixture, "news/anchor/00.txt"), own_paragraphs("anchor", 0));
    for number in 2..20 {
        fixture.delete(format!("news/anchor/{number:02}.txt"));
    }
    fixture.run(&["index", "news"]).ok();
    assert!(body(&fixture, "news/anchor/00.txt").contains(&plea("anchor")));
    fixture.verify();
}

#[test]
fn what_is_learned_does_not_depend_on_pieces_or_threads() {
    let fixture = Fixture::new();
    corpus(&fixture, true);
    fixture.run(&["index", "--index", "whole", "--threads", "1", "news"]).ok();
    let expected = everything(&fixture, "whole");
    fixture.run(&["index", "--index", "threads", "--threads", "4", "news"]).ok();
    assert_eq!(everything(&fixture, "threads"), expected);
    fixture.run(&["index", "--index", "often", "--commit-every", "0.02", "news"]).ok();
    assert_eq!(everything(&fixture, "often"), expected);
    let mut dice = Dice::new(3);
    let mut names: Vec<String> = expected.keys().cloned().collect();
    while !names.is_empty() {
        let count = usize::try_from(1 + dice.roll(9)).unwrap().min(names.len());
        let mut arguments = vec!["index".to_owned(), "--index".to_owned(), "pieces".to_owned()];
        for _ in 0..count {
            arguments.push(names.remove(usize::try_from(dice.roll(names.len() as u64)).unwrap()));
        }
        fixture.run(&arguments).ok();
    }
    let by_text = |all: &BTreeMap<String, (String, String)>| all.values().cloned().collect::<Vec<_>>();
    assert_eq!(by_text(&everything(&fixture, "pieces")), by_text(&expected));
    fixture.run(&["verify", "--index", "pieces"]).ok();
}

#[test]
fn templates_lists_what_was_learned_with_counts() {
    let fixture = Fixture::new();
    corpus(&fixture, true);
    fixture.run(&["index", "news"]).ok();
    fixture.run(&["templates"]).ok().prints(&plea("lantern")).prints("20 of 20");
    let one = fixture.run(&["templates", "--json", "--source", "news/anchor"]).ok().json();
    assert_eq!(one["sources"].as_array().unwrap().len(), 1, "{one}");
    let source = &one["sources"][0];
    assert_eq!((&source["sampled"], &source["complete"]), (&Value::from(20), &Value::from(true)));
    let lines: BTreeMap<String, u64> = source["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (text(line, "text"), line["articles"].as_u64().unwrap()))
        .collect();
    assert_eq!(lines[&plea("anchor")], 20, "{lines:?}");
    assert_eq!(lines[&bio("anchor", 1)], 5, "{lines:?}");
    assert!(!lines.keys().any(|line| line.contains("part")), "{lines:?}");
    fixture.run(&["templates", "--source", "elsewhere"]).code(1);
}

#[test]
fn the_user_pins_and_forbids_lines() {
    let fixture = Fixture::new();
    corpus(&fixture, true);
    fixture.run(&["index", "news"]).ok();
    let kept = own_paragraphs("anchor", 3);
    let mut settings = String::from("[templates]\n");
    writeln!(settings, "pin = [{:?}]\nforbid = [{:?}]", kept[1], plea("anchor")).unwrap();
    fixture.write("newsdex.toml", settings);
    fixture.run(&["index", "news"]).ok();
    let changed = body(&fixture, "news/anchor/03.txt");
    assert!(!changed.contains(&kept[1]) && changed.contains(&plea("anchor")), "{changed:?}");
    fixture.delete("newsdex.toml");
    fixture.run(&["index", "news"]).ok();
    assert_eq!(body(&fixture, "news/anchor/03.txt"), kept);
    fixture.write("newsdex.toml", "[templates]\nlose = [\"x\"]\n");
    fixture.run(&["index", "news"]).code(2).says("lose");
}

#[test]
fn a_removed_article_is_no_witness_and_its_title_no_link() {
    let fixture = Fixture::new();
    corpus(&fixture, true);
    fixture.run(&["index", "news"]).ok();
    fixture.run(&["remove", "news/anchor/05.txt"]).ok();
    fixture.delete("news/anchor/05.txt");
    fixture.run(&["index", "news"]).ok();
    assert!(body(&fixture, "news/anchor/00.txt").contains(&title("anchor", 5)));
    let one = fixture.run(&["templates", "--json", "--source", "news/anchor"]).ok().json();
    assert_eq!(one["sources"][0]["sampled"], 19, "{one}");
    fixture.verify();
}

#[test]
fn damaged_lessons_are_named() {
    let fixture = Fixture::new();
    corpus(&fixture, true);
    fixture.run(&["index", "news"]).ok();
    let files = crate::fixture::files(&fixture.path("index"));
    let lessons = files.iter().find(|file| file.extension().is_some_and(|extension| extension == "lessons")).unwrap();
    let mut bytes = std::fs::read(lessons).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(lessons, bytes).unwrap();
    fixture.run(&["verify"]).code(2).prints("lessons");
}

#[test]
fn clean_asks_the_index_about_the_source_of_a_file() {
    let fixture = Fixture::new();
    corpus(&fixture, true);
    fixture.run(&["index", "news"]).ok();
    fixture.write("news/anchor/99.txt", page("anchor", 99));
    let blocks = |arguments: &[&str]| -> Vec<String> {
        let cleaned = fixture.run(&[&["clean", "--json"], arguments, &["news/anchor/99.txt"]].concat()).ok().json();
        cleaned["blocks"].as_array().unwrap().iter().map(|block| text(block, "text")).collect()
    };
    assert_eq!(blocks(&[]), own_paragraphs("anchor", 99));
    assert!(blocks(&["--no-index"]).contains(&plea("anchor")));
    fixture.run(&["clean", "--output", "texts", "news/anchor/99.txt"]).ok();
    assert_eq!(
        std::fs::read_to_string(fixture.path("texts/99.txt")).unwrap().trim(),
        own_paragraphs("anchor", 99).join("\n\n")
    );
    fixture.run(&["clean", "--explain", "news/anchor/99.txt"]).ok().prints("of 20 articles");
}

#[test]
fn without_cleaning_the_corpus_removes_nothing_either() {
    let fixture = Fixture::new();
    corpus(&fixture, true);
    fixture.run(&["index", "--no-clean", "news"]).ok();
    assert!(body(&fixture, "news/anchor/00.txt").contains(&plea("anchor")));
}

#[test]
fn a_damaged_index_does_not_keep_a_file_from_being_cleaned() {
    let fixture = Fixture::new();
    corpus(&fixture, true);
    fixture.run(&["index", "news"]).ok();
    let lessons =
        files(&fixture.path("index")).into_iter().find(|path| path.extension().is_some_and(|e| e == "lessons"));
    std::fs::write(lessons.unwrap(), "garbage").unwrap();
    let run = fixture.run(&["clean", "news/anchor/00.txt"]).ok().prints(&plea("anchor"));
    assert!(run.stderr().contains("not asked"), "{run}");
}
