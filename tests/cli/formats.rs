//! What files may hold, and which record was broken where.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::fixture::{Fixture, text};
use crate::texts::page;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

fn utf16(text: &str) -> Vec<u8> {
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

fn record(word: &str) -> String {
    format!(r#"{{"title":"About {word}","text":"A {word} was seen at the harbour."}}"#)
}

fn table(word: &str, delimiter: char) -> String {
    format!("title,text,author\n\"Two\nlines\",\"Nothing, here\",Jo\nAbout {word},A {word} was seen.,Jo\n")
        .replace("\"Nothing, here\"", "Nothing here")
        .replace(',', &delimiter.to_string())
}

fn html(word: &str) -> String {
    format!(
        "<!doctype html><html><head><title>About {word}</title></head><body><nav><a href='/'>Home</a></nav>\
        <article><h1>About {word}</h1><p>The ministry said on Monday that a {word} had been seen near the harbour.</p>\
        <p>It added that nobody had been hurt, and that the harbour would be open again on Tuesday.</p></article></body></html>"
    )
}

/// Files, a word that only they hold, and the line of the record that holds it.
fn zoo() -> Vec<(&'static str, Vec<u8>, &'static str, Option<u64>)> {
    let jsonl = |word: &str| format!("{}\n{}\n", record("sparrow"), record(word));
    vec![
        ("plain.txt", page("About it", "albatross").into(), "albatross", None),
        ("UPPER.TXT", page("About it", "badger").into(), "badger", None),
        ("no-extension", page("About it", "camel").into(), "camel", None),
        ("page.html", html("dolphin").into(), "dolphin", None),
        ("page-by-content", html("elephant").into(), "elephant", None),
        ("wrongly-named.txt", html("falcon").into(), "falcon", None),
        ("note.md", "# About it\n\nA **giraffe** was seen at the [harbour](https://a.example) on Monday.\n".into(), "giraffe", None),
        ("one.json", record("hedgehog").into(), "hedgehog", None),
        ("list.json", format!("[\n{},\n{}\n]", record("sparrow"), record("iguana")).into(), "iguana", Some(3)),
        ("within.json", format!("{{\"count\": 1, \"articles\": [\n{}]}}", record("jaguar")).into(), "jaguar", Some(2)),
        ("feed.jsonl", jsonl("koala").into(), "koala", Some(2)),
        ("feed.ndjson", jsonl("lemur").into(), "lemur", Some(2)),
        ("json.txt", record("mongoose").into(), "mongoose", None),
        ("comma.csv", table("narwhal", ',').into(), "narwhal", Some(4)),
        ("semicolon.csv", table("ocelot", ';').into(), "ocelot", Some(4)),
        ("tabs.tsv", table("penguin", '\t').into(), "penguin", Some(4)),
        ("plain.txt.gz", gzip(page("About it", "quokka").as_bytes()), "quokka", None),
        ("plain.txt.zst", zstd(page("About it", "raccoon").as_bytes()), "raccoon", None),
        ("feed.jsonl.gz", gzip(jsonl("seahorse").as_bytes()), "seahorse", Some(2)),
        ("feed.jsonl.zst", zstd(jsonl("tortoise").as_bytes()), "tortoise", Some(2)),
        ("comma.csv.gz", gzip(table("urchin", ',').as_bytes()), "urchin", Some(4)),
        ("comma.csv.zst", zstd(table("vulture", ',').as_bytes()), "vulture", Some(4)),
        ("gzip-by-content.txt", gzip(page("About it", "wombat").as_bytes()), "wombat", None),
        ("wide.txt", utf16(&page("About it", "xerus")), "xerus", None),
        ("wide.csv", utf16(&table("yak", ',')), "yak", Some(4)),
        ("marked.jsonl", [b"\xef\xbb\xbf", jsonl("zebu").as_bytes()].concat(), "zebu", Some(2)),
        ("latin.txt", b"About it\n\nThe caf\xe9 owner Andr\xe9 M\xfcller said that an ant\xeblope had been seen at the harbour.\n".to_vec(), "antëlope", None),
    ]
}

#[test]
fn every_format_is_read_by_its_name_or_its_content() {
    let fixture = Fixture::new();
    for (name, bytes, ..) in zoo() {
        fixture.write(format!("zoo/{name}"), bytes);
    }
    let run = fixture.run(&["index", "zoo"]).ok();
    assert!(!run.stderr().contains("skipped") && !run.stderr().contains("warning"), "{run}");
    let mut wrong = Vec::new();
    for (name, _, word, line) in zoo() {
        let places: Vec<_> = fixture.hits(word).iter().map(|hit| (text(hit, "path"), hit["line"].as_u64())).collect();
        if places != [(format!("zoo/{name}"), line)] {
            wrong.push(format!("{word}: {places:?} instead of {name} {line:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    fixture.verify();
}

#[test]
fn broken_records_are_named_by_line_and_the_others_are_indexed() {
    let fixture = Fixture::new();
    let lines = [
        record("albatross"),
        "{\"text\": \"no end".to_owned(),
        record("badger"),
        String::new(),
        "17".to_owned(),
        "{\"title\":\"only a title\"}".to_owned(),
        record("camel"),
    ];
    fixture.write("news/feed.jsonl", lines.join("\n"));
    let run = fixture.run(&["index", "news"]).ok();
    for line in ["news/feed.jsonl:2: invalid JSON", "news/feed.jsonl:5:", "news/feed.jsonl:6: no text in the fields"] {
        assert!(run.stderr().contains(&format!("skipped: {line}")), "{line}\n{run}");
    }
    assert!(run.stderr().contains("2 broken records") && run.stderr().contains("1 record without text"), "{run}");
    let lines: Vec<_> = ["albatross", "badger", "camel"].map(|word| fixture.hits(word)[0]["line"].as_u64()).to_vec();
    assert_eq!(lines, [Some(1), Some(3), Some(7)]);
    fixture.run(&["search", "--format", "trec", "camel"]).ok().prints("news/feed.jsonl:7");
}

#[test]
fn broken_rows_of_a_table_are_named_by_line_too() {
    let fixture = Fixture::new();
    fixture.write("t.csv", "title,text\nA,A badger was seen.\nB,one,two,three\nC,A camel was seen.\nD,\n");
    let run = fixture.run(&["index", "t.csv"]).ok();
    assert!(run.stderr().contains("t.csv:3:") && run.stderr().contains("t.csv:5:"), "{run}");
    assert_eq!(
        (fixture.found("badger"), fixture.found("camel")),
        (vec!["t.csv:2".to_owned()], vec!["t.csv:4".to_owned()])
    );
    fixture.write("headless.csv", "one,two\n1,2\n");
    fixture.run(&["index", "headless.csv"]).ok().says("headless.csv").says("is the first line a header?");
}

#[test]
fn files_that_are_no_articles_are_named_with_the_reason() {
    let fixture = Fixture::new();
    fixture.write("news/good.txt", page("About it", "albatross"));
    fixture.write("news/empty.txt", "");
    fixture.write("news/blank.txt", "  \n\t\n");
    fixture.write("news/image.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    fixture.write("news/paper.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n");
    let whole = gzip(page("About it", "badger").repeat(50).as_bytes());
    fixture.write("news/cut.txt.gz", &whole[..whole.len() / 2]);
    fixture.write("news/feed.jsonl.gz", &gzip((record("camel") + "\n").repeat(3000).as_bytes())[..400]);
    let run = fixture.run(&["index", "--strict-files", "news"]).code(3);
    for line in [
        "empty.txt: empty",
        "blank.txt: empty",
        "image.txt: no text but",
        "paper.pdf: no text but a PDF",
        "cut.txt.gz: ",
    ] {
        assert!(run.stderr().contains(&format!("skipped: news/{line}")), "{line}\n{run}");
    }
    assert_eq!(fixture.found("albatross"), ["news/good.txt"]);
    // What stands before the break of a file of records is kept, and the break is named.
    assert!(!fixture.found("camel").is_empty() && run.stderr().contains("skipped: news/feed.jsonl.gz:"), "{run}");
    let listed = fixture.run(&["stats", "--skipped"]).ok();
    for name in ["news/empty.txt: empty", "news/paper.pdf: ", "news/cut.txt.gz: "] {
        assert!(listed.stdout().contains(name), "{name}\n{listed}");
    }
    fixture.run(&["index", "--strict-files", "news"]).code(3);
    fixture.run(&["index", "news"]).ok();
}

#[test]
fn an_article_that_is_too_large_is_named_and_not_cut() {
    let fixture = Fixture::new();
    fixture.write("news/big.txt", page("About it", "albatross").repeat(200));
    fixture.write("news/bomb.txt.gz", gzip(page("About it", "badger").repeat(5000).as_bytes()));
    fixture.write("news/feed.jsonl", format!("{}\n{}\n", record(&"camel ".repeat(4000)), record("dolphin")));
    let run = fixture.run(&["index", "--max-article", "10KB", "news"]).ok();
    for name in ["news/big.txt: larger than", "news/bomb.txt.gz: larger than", "news/feed.jsonl:1: "] {
        assert!(run.stderr().contains(name), "{name}\n{run}");
    }
    assert_eq!(fixture.found("albatross OR badger OR camel"), [""; 0]);
    assert_eq!(fixture.found("dolphin"), ["news/feed.jsonl:2"]);
}

const NESTED: &str =
    r#"{"meta":{"head":"Nested headline","when":"2024-05-06"},"content":{"body":"An albatross was seen."}}"#;

#[test]
fn fields_are_mapped_by_option_also_into_nested_objects() {
    let fixture = Fixture::new();
    fixture.write("news/n.json", NESTED);
    fixture.write("news/t.csv", "kop,verhaal\nAbout it,A badger was seen.\n");
    let options =
        ["--map", "text=content.body,verhaal", "--map", "title=meta.head,kop", "--map", "published=meta.when"];
    fixture.run(&[&["index", "news"], &options[..]].concat()).ok();
    let hits = fixture.hits("albatross");
    assert_eq!(
        (text(&hits[0], "title"), text(&hits[0], "date")),
        ("Nested headline".to_owned(), "2024-05-06".to_owned())
    );
    assert_eq!(text(&fixture.hits("badger")[0], "title"), "About it");
    fixture.run(&["index", "news", "--map", "headline=x"]).code(2).says("--map").says("it is one of title, text");
    fixture.run(&["index", "news", "--map", "text"]).code(2).says("FIELD=NAME");
}

#[test]
fn a_new_mapping_reaches_every_folder_when_its_turn_comes() {
    let fixture = Fixture::new();
    fixture.write("one/a.json", r#"{"content": {"body": "The albatross left the harbour on Monday."}}"#);
    fixture.write("two/b.json", r#"{"content": {"body": "The badger left the harbour on Monday."}}"#);
    fixture.run(&["index", "one", "two"]).ok();
    for (folder, word) in [("one", "albatross"), ("two", "badger")] {
        fixture.run(&["index", folder, "--map", "text=content.body"]).ok();
        assert_eq!(fixture.found(word).len(), 1, "{word}");
    }
    fixture.run(&["index", "one", "two", "--map", "text=content.body"]).ok().says("nothing new");
    fixture.verify();
}

#[test]
fn fields_are_mapped_by_the_settings_file() {
    let fixture = Fixture::new();
    fixture.write("news/n.json", NESTED);
    fixture.write("newsdex.toml", "[map]\ntext = \"content.body\"\ntitle = [\"no.such\", \"meta.head\"]\n");
    fixture.run(&["index", "news"]).ok();
    assert_eq!(text(&fixture.hits("albatross")[0], "title"), "Nested headline");
    fixture.write("other.toml", "[map]\ntext = \"story\"\n");
    fixture.write("more/m.json", r#"{"story":"A badger was seen."}"#);
    fixture.run(&["index", "--config", "other.toml", "more"]).ok();
    assert_eq!(fixture.found("badger"), ["more/m.json"]);
    fixture.write("newsdex.toml", "[mapp]\n");
    fixture.run(&["index", "news"]).code(2).says("newsdex.toml");
    fixture.run(&["index", "--config", "absent.toml", "news"]).code(2).says("absent.toml");
}

#[test]
fn files_that_gave_nothing_are_read_again_when_their_fields_are_mapped() {
    let fixture = Fixture::new();
    fixture.write("news/n.json", NESTED);
    fixture.write("news/n.jsonl", NESTED.replace("albatross", "badger"));
    fixture.run(&["index", "news"]).ok().says("no text in the fields");
    fixture.run(&["index", "news", "--map", "text=content.body"]).ok();
    assert_eq!(fixture.found("albatross OR badger"), ["news/n.json", "news/n.jsonl:1"]);
}

#[test]
fn records_on_one_line_are_told_apart() {
    let fixture = Fixture::new();
    let list = ["albatross", "badger", "camel"].map(|word| format!(r#"{{"text":"A {word} was seen on the coast."}}"#));
    fixture.write("news/list.json", format!("[{}]", list.join(",")));
    fixture.write("news/feed.jsonl", list.join(" "));
    fixture.run(&["index", "news"]).ok();
    fixture.verify();
    let mut ids = fixture.found("coast");
    assert_eq!(ids.len(), 6, "{ids:?}");
    ids.dedup();
    assert_eq!(ids.len(), 6, "{ids:?}");
    // What one is called shows and removes it, and no other.
    let badger = fixture.found("badger").remove(0);
    assert_eq!(fixture.run(&["show", "--json", &badger]).ok().lines().len(), 1);
    fixture.run(&["remove", &badger]).ok();
    assert_eq!(fixture.hits("coast").len(), 5);
    fixture.verify();
}

#[test]
fn articles_with_the_same_id_are_reported_and_kept_apart() {
    let fixture = Fixture::new();
    let record = |word: &str| format!("{{\"id\":\"same\",\"text\":\"A {word} was seen.\"}}\n");
    fixture.write("news/a.jsonl", record("albatross") + &record("badger"));
    let run = fixture.run(&["index", "news"]).ok().says("warning: news/a.jsonl:2: another article has the id \"same\"");
    assert!(run.stderr().contains("1 duplicate id"), "{run}");
    fixture.write("news/b.jsonl", record("camel"));
    fixture.run(&["index", "news"]).ok().says("warning: news/b.jsonl:1: another article has the id \"same\"");
    let found = |word: &str| fixture.found(word).join(" ");
    assert_eq!([found("albatross"), found("badger"), found("camel")], ["same", "news/a.jsonl:2", "news/b.jsonl:1"]);
    fixture.run(&["show", "news/a.jsonl:2"]).ok().prints("badger");
    fixture.run(&["show", "news/b.jsonl:1"]).ok().prints("camel");
    fixture.verify();
}
