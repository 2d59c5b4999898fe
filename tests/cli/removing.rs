//! Taking articles out of an index, and their text off the disk.

use std::fs;

use crate::fixture::{Fixture, files};
use crate::texts::page;

fn holds(haystack: &[u8], needle: &str) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle.as_bytes())
}

/// The files of the index that hold one of the words, byte for byte. (The document store is compressed, but a
/// word that stands in it for the first time is written out.)
fn traces(fixture: &Fixture, words: &[&str]) -> Vec<String> {
    let mut traces = Vec::new();
    for path in files(&fixture.path("index")) {
        let bytes = fs::read(&path).unwrap();
        let found = words.iter().filter(|word| holds(&bytes, word));
        traces.extend(found.map(|word| format!("{word} in {}", path.file_name().unwrap().to_string_lossy())));
    }
    traces
}

const RECORDS: &str = r#"{"id":"id-one","text":"A walrus was seen at noon."}
{"id":"wvqkjzxhmbyp","title":"Qzvxkjwpfylh","author":"Xwqjzkvhbnmp","url":"https://jqxzwvkpy.example/","source":"Vkzqwxjhpfgd","text":"The zjqxkvwbphmf walrus was seen at dusk."}
{"text":"Another walrus was seen at night."}
"#;

/// What only the second record says.
const WORDS: [&str; 6] = ["wvqkjzxhmbyp", "Qzvxkjwpfylh", "Xwqjzkvhbnmp", "jqxzwvkpy", "Vkzqwxjhpfgd", "zjqxkvwbphmf"];

fn with_records() -> Fixture {
    Fixture::indexed(&[("feed.jsonl", RECORDS), ("other.txt", &page("Other title", "walrus"))])
}

#[test]
fn an_article_is_removed_by_its_id() {
    let fixture = with_records();
    fixture.run(&["remove", "wvqkjzxhmbyp"]).ok().says("1 articles removed");
    assert_eq!(fixture.found("walrus"), ["articles/feed.jsonl:3", "articles/other.txt", "id-one"]);
    fixture.run(&["show", "wvqkjzxhmbyp"]).code(1);
    fixture.verify();
    // The file has not changed, so the next run does not bring the article back.
    fixture.run(&["index", "articles"]).ok().says("nothing new");
    assert_eq!(fixture.found("zjqxkvwbphmf"), [""; 0]);
    fixture.verify();
}

#[test]
fn when_the_last_file_of_one_article_is_gone_others_can_come() {
    let fixture = with_records();
    fixture.delete("articles/other.txt");
    fixture.run(&["index", "articles"]).ok();
    fixture.run(&["compact"]).ok();
    fixture.verify();
    fixture.write("articles/new.txt", page("New title", "walrus"));
    fixture.run(&["index", "articles"]).ok();
    assert_eq!(fixture.found("walrus"), ["articles/feed.jsonl:3", "articles/new.txt", "id-one", "wvqkjzxhmbyp"]);
    fixture.verify();
}

#[test]
fn an_article_is_removed_by_its_place() {
    let fixture = with_records();
    fixture.run(&["remove", "articles/feed.jsonl:3"]).ok();
    assert_eq!(fixture.found("walrus"), ["articles/other.txt", "id-one", "wvqkjzxhmbyp"]);
    fixture.verify();
    fixture.run(&["remove", "./articles/feed.jsonl:2"]).ok();
    assert_eq!(fixture.found("walrus"), ["articles/other.txt", "id-one"]);
    let whole = fixture.path("articles").canonicalize().unwrap();
    fixture.run(&["remove", &format!("{}/feed.jsonl:1", whole.display())]).ok();
    assert_eq!(fixture.found("walrus"), ["articles/other.txt"]);
    fixture.verify();
}

#[test]
fn of_articles_with_the_same_id_only_the_one_that_is_called_so_is_removed() {
    let fixture = Fixture::indexed(&[(
        "a.jsonl",
        "{\"id\":\"same\",\"text\":\"A walrus.\"}\n{\"id\":\"same\",\"text\":\"A walrus again.\"}\n",
    )]);
    assert_eq!(fixture.found("walrus"), ["articles/a.jsonl:2", "same"]);
    fixture.run(&["remove", "same"]).ok().says("1 articles removed");
    assert_eq!(fixture.hits("walrus").len(), 1);
}

#[test]
fn files_and_folders_are_removed_by_their_paths() {
    let fixture = Fixture::new();
    for name in ["news/a/one.txt", "news/a/two.txt", "news/ab.txt", "news/b.txt", "news/c.txt"] {
        fixture.write(name, page("Same title", "walrus"));
    }
    fixture.run(&["index", "news"]).ok();
    fixture.run(&["remove", "news/a"]).ok().says("2 articles removed");
    assert_eq!(fixture.found("walrus"), ["news/ab.txt", "news/b.txt", "news/c.txt"]);
    let whole = fixture.path("news/b.txt").canonicalize().unwrap();
    fixture.run(&["remove", whole.to_str().unwrap(), "./news/c.txt"]).ok().says("still there");
    assert_eq!(fixture.found("walrus"), ["news/ab.txt"]);
    fixture.verify();
    // Files that are still there come back with the next run that meets them, as was said.
    fixture.delete("news/a");
    fixture.run(&["index", "news"]).ok();
    assert_eq!(fixture.found("walrus"), ["news/ab.txt", "news/b.txt", "news/c.txt"]);
    fixture.verify();
}

#[test]
fn a_name_of_nothing_removes_nothing() {
    let fixture = Fixture::new();
    fixture.write("one.txt", page("First title", "walrus"));
    fixture.run(&["index", "."]).ok();
    for name in ["absent.txt", "one", "one.txt:3", "", "walrus"] {
        fixture.run(&["remove", name]).code(1).says("nothing in the index is called");
    }
    assert_eq!(fixture.found("walrus"), ["one.txt"]);
    fixture.run(&["remove", "absent.txt", "one.txt"]).ok();
    assert_eq!(fixture.found("walrus"), [""; 0]);
}

#[test]
fn after_compact_a_removed_article_has_left_the_disk() {
    let fixture = with_records();
    // Searching for bytes can find what is there.
    for word in WORDS {
        assert!(!traces(&fixture, &[word]).is_empty(), "{word} is not on the disk to begin with");
    }
    fixture.run(&["remove", "wvqkjzxhmbyp"]).ok();
    fixture.run(&["compact"]).ok();
    assert_eq!(traces(&fixture, &WORDS), [""; 0]);
    fixture.run(&["search", "zjqxkvwbphmf"]).code(1).says("not in the index: zjqxkvwbphmf");
    let stats = fixture.run(&["stats", "--json"]).ok().json();
    assert_eq!((&stats["segments"], &stats["deleted"]), (&1.into(), &0.into()), "{stats}");
    assert_eq!(fixture.found("walrus").len(), 3);
    fixture.verify();
}

#[test]
fn after_compact_the_name_of_a_removed_file_has_left_the_disk() {
    let fixture =
        Fixture::indexed(&[("zjqxkvwbphmf.txt", &page("Qzvxkjwpfylh", "walrus")), ("b.txt", &page("Title", "walrus"))]);
    assert!(traces(&fixture, &["zjqxkvwbphmf"]).iter().any(|trace| trace.ends_with(".sources")));
    fixture.run(&["remove", "articles/zjqxkvwbphmf.txt"]).ok();
    fixture.run(&["compact"]).ok();
    assert_eq!(traces(&fixture, &["zjqxkvwbphmf", "Qzvxkjwpfylh"]), [""; 0]);
    fixture.verify();
}

#[test]
fn after_compact_deleted_and_replaced_files_have_left_the_disk() {
    // Texts are packed, so what can be seen is the address.
    let addressed = format!("---\nurl: https://qzvxkjwpfylh.example/\n---\n\n{}", page("Title", "walrus"));
    let fixture = Fixture::indexed(&[("zjqxkvwbphmf.txt", &page("Title", "walrus")), ("b.md", &addressed)]);
    assert!(!traces(&fixture, &["qzvxkjwpfylh"]).is_empty());
    fixture.delete("articles/zjqxkvwbphmf.txt");
    fixture.write("articles/b.md", page("Title", "heron"));
    fixture.run(&["index", "articles"]).ok();
    fixture.run(&["compact"]).ok();
    assert_eq!(traces(&fixture, &["zjqxkvwbphmf", "qzvxkjwpfylh"]), [""; 0]);
    assert_eq!(fixture.found("heron"), ["articles/b.md"]);
    fixture.verify();
}

#[test]
fn an_index_from_which_all_was_removed_is_empty_and_sound() {
    let fixture = with_records();
    fixture.run(&["remove", "articles"]).ok();
    fixture.run(&["search", "walrus"]).code(1).says("is empty");
    fixture.verify();
    fixture.run(&["compact"]).ok();
    fixture.verify();
    assert_eq!(traces(&fixture, &WORDS), [""; 0]);
    fixture.run(&["index", "articles"]).ok();
    assert_eq!(fixture.found("walrus").len(), 4);
}

#[test]
fn compacting_twice_changes_nothing() {
    let fixture = with_records();
    let before = fixture.hits("walrus");
    for _ in 0..2 {
        fixture.run(&["compact"]).ok().says("4 articles in 1 segments");
        assert_eq!(fixture.hits("walrus"), before);
        fixture.verify();
    }
}
