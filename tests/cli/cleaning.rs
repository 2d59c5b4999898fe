//! Articles without an index: `newsdex clean`, and the options of cleaning.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use insta::assert_snapshot;

use crate::fixture::{Fixture, files, shipped_corpus, text};
use crate::texts::page;

/// A page as a scraper flattened it.
const PAGE: &str = "Storm stops the island ferry for a week\n\nBy Ann Lee\nMay 6, 2024\n\nMore Articles\n\nThe ferry left the \
    harbour at noon on Monday with forty passengers on board, the company said.\n\nWhat comes next\n\nA storm had \
    damaged the pier at the far end of the island, so that nobody could land there for a week.\n\nNobody was hurt, the \
    company said in a statement on Tuesday, although a crane fell over and two boats sank.\n\nSubscribe to our \
    newsletter\n\nerror: Content is protected !!\n";

const BODY: &str = "The ferry left the harbour at noon on Monday with forty passengers on board, the company said.\n\n\
    What comes next\n\nA storm had damaged the pier at the far end of the island, so that nobody could land there for a \
    week.\n\nNobody was hurt, the company said in a statement on Tuesday, although a crane fell over and two boats \
    sank.\n";

const MENU: &str = "Home\nWorld\nSports\nSubscribe\nLog in\nContact\n";

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn record(word: &str) -> String {
    format!("{{\"title\":\"About {word}\",\"text\":\"A {word} was seen at the harbour.\"}}\n")
}

/// The files below a folder with what they hold.
fn texts(fixture: &Fixture, folder: &str) -> BTreeMap<String, String> {
    let root = fixture.path(folder);
    let text = |path: std::path::PathBuf| {
        let name = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
        (name, fs::read_to_string(path).unwrap())
    };
    files(&root).into_iter().map(text).collect()
}

fn names(fixture: &Fixture, folder: &str) -> Vec<String> {
    texts(fixture, folder).into_keys().collect()
}

#[test]
fn clean_prints_title_byline_and_body() {
    let fixture = Fixture::new();
    fixture.write("news/ferry.txt", PAGE);
    let run = fixture.run(&["clean", "news/ferry.txt"]).ok();
    let (head, body) = run.stdout().split_once("\n\n").unwrap();
    assert!(head.starts_with("Storm stops the island ferry for a week\n2024-05-06 · Ann Lee"), "{run}");
    assert_eq!(body, BODY, "{run}");
    let from_stdin = fixture.run_with_input(&["clean", "-"], PAGE).ok();
    assert!(from_stdin.stdout().ends_with(BODY), "{from_stdin}");
    fixture.run(&["clean", "news/absent.txt"]).code(2).says("absent.txt");
    assert!(!fixture.path("index").exists());
}

#[test]
fn explain_prints_every_line_with_its_label_and_reason() {
    let fixture = Fixture::new();
    fixture.write("ferry.txt", PAGE.replace("crane", "\u{1b}[31mcrane"));
    assert_snapshot!(fixture.run(&["clean", "--explain", "ferry.txt"]).ok().stdout(), @r"
    Storm stops the island ferry for a week
    2024-05-06 · Ann Lee · en
    ferry.txt

    title    Storm stops the island ferry for a week  [by its words]
    byline   By Ann Lee  [by its words]
    date     May 6, 2024  [by its words]
    related  More Articles  [by its words]
    content  The ferry left the harbour at noon on Monday with forty passengers on board, the company said.
    heading  What comes next
    content  A storm had damaged the pier at the far end of the island, so that nobody could land there for a week.
    content  Nobody was hurt, the company said in a statement on Tuesday, although a [31mcrane fell over and two boats sank.
    notice   Subscribe to our newsletter  [by its words]
    error    error: Content is protected !!  [by its words]
    ");
    let coloured = fixture.run(&["clean", "--explain", "--color", "always", "ferry.txt"]).ok();
    assert!(coloured.stdout().contains("\u{1b}[36mtitle") && !coloured.stdout().contains("\u{1b}[31m"), "{coloured}");
}

#[test]
fn a_page_without_an_article_is_named_and_can_be_explained() {
    let fixture = Fixture::new();
    fixture.write("menu.txt", MENU);
    let run = fixture.run(&["clean", "menu.txt"]).code(1).says("skipped: menu.txt: no article in it");
    assert_eq!(run.stdout(), "");
    fixture.run(&["clean", "--explain", "menu.txt"]).ok().prints("menu     Sports  [by its ");
    let json = fixture.run(&["clean", "--json", "menu.txt"]).ok().json();
    assert_eq!((json["blocks"].as_array().unwrap().len(), json["removed"].as_array().unwrap().len()), (0, 6));
}

#[test]
fn json_gives_metadata_blocks_and_removed_lines() {
    let fixture = Fixture::new();
    fixture.write("ferry.txt", PAGE);
    fixture.write("feed.jsonl", record("badger") + &record("camel"));
    let run = fixture.run(&["clean", "--json", "ferry.txt", "feed.jsonl"]).ok();
    let [ferry, badger, camel] = <[_; 3]>::try_from(run.lines()).unwrap();
    assert_eq!((text(&ferry, "path"), text(&ferry, "date")), ("ferry.txt".to_owned(), "2024-05-06".to_owned()));
    assert_eq!(ferry["authors"][0], "Ann Lee");
    assert_eq!((&ferry["blocks"][0]["kind"], &ferry["blocks"][1]["kind"]), (&"paragraph".into(), &"heading".into()));
    let title = &ferry["removed"][0];
    assert_eq!((&title["label"], &title["blocks_before"]), (&"title".into(), &0.into()), "{ferry}");
    assert_eq!(title["text"], "Storm stops the island ferry for a week");
    assert!(title["reason"]["kind"].is_string());
    assert_eq!((&badger["line"], &badger["record"], &camel["line"]), (&1.into(), &1.into(), &2.into()));
    assert_eq!(camel["blocks"][0]["text"], "A camel was seen at the harbour.");
}

#[test]
fn articles_are_written_by_their_names_with_folders_mirrored() {
    let fixture = Fixture::new();
    fixture.write("pages/a.html.gz", gzip(&format!("<html><body><article>{}</article></body></html>", html_of(BODY))));
    fixture.write("pages/b.md", format!("# Storm stops the island ferry\n\n{BODY}"));
    fixture.write("pages/sub/c.2024.txt", PAGE);
    fixture.write("pages/sub/no-extension", page("About it", "badger"));
    let [camel, dolphin, eel] = ["camel", "dolphin", "eel"].map(record);
    fixture.write("pages/posts.json", format!("[\n{camel},\n{}, {eel}]", dolphin.trim()));
    let run = fixture.run(&["clean", "-o", "out", "pages/"]).ok().says("articles  7 written to 'out'");
    assert_eq!(
        names(&fixture, "out"),
        ["a.txt", "b.txt", "posts-2.txt", "posts-4.2.txt", "posts-4.txt", "sub/c.2024.txt", "sub/no-extension.txt"],
        "{run}"
    );
    let written = texts(&fixture, "out");
    for name in ["a.txt", "b.txt", "sub/c.2024.txt"] {
        assert_eq!(written[name], BODY, "{name}");
    }
    assert_eq!(written["posts-4.2.txt"], "A eel was seen at the harbour.\n");
}

fn html_of(body: &str) -> String {
    let block = |block: &str| if block.len() < 40 { format!("<h2>{block}</h2>") } else { format!("<p>{block}</p>") };
    body.trim().split("\n\n").map(block).collect()
}

#[test]
fn nothing_is_overwritten() {
    let fixture = Fixture::new();
    fixture.write("pages/a.txt", page("About it", "badger"));
    fixture.write("pages/b.txt", page("About it", "camel"));
    fixture.run(&["clean", "-o", "out", "pages"]).ok();
    let before = texts(&fixture, "out");
    let again = fixture.run(&["clean", "-o", "out", "pages"]).ok().says("0 written to 'out', 2 there already");
    assert!(!again.stderr().contains("skipped"), "{again}");
    fixture.write("out/b.txt", "My notes.\n");
    fixture.write("pages/c.txt", page("About it", "dolphin"));
    let run = fixture.run(&["clean", "-o", "out", "--strict-files", "pages"]).code(3);
    assert!(run.stderr().contains("skipped: pages/b.txt: 'out/b.txt' exists and holds something else"), "{run}");
    let after = texts(&fixture, "out");
    assert_eq!((after["a.txt"].as_str(), after["b.txt"].as_str()), (before["a.txt"].as_str(), "My notes.\n"));
    assert!(after["c.txt"].contains("dolphin"));
}

#[test]
fn files_that_share_a_name_all_come_out_the_same_way_in_every_run() {
    let fixture = Fixture::new();
    for folder in ["one", "two"] {
        for (name, word) in [("a.txt", "badger"), ("a.md", "camel"), ("a_2.txt", "eel"), ("b.txt", "falcon")] {
            fixture.write(format!("{folder}/{name}"), page("About it", &format!("{word} of {folder}")));
        }
    }
    let run = fixture.run(&["clean", "-o", "out", "two", "one", "one/b.txt"]).ok();
    let written = texts(&fixture, "out");
    assert_eq!(written.len(), 8, "{run}");
    let holds = |name: &str, words: &str| assert!(written[name].contains(words), "{name}: {written:#?}");
    holds("a.txt", "camel of one");
    holds("a_2.txt", "badger of one");
    holds("a_2_2.txt", "eel of one");
    holds("a_3.txt", "camel of two");
    assert!(run.stderr().contains("warning: one/a.txt: another article has its name, so it is called 'a_2'"), "{run}");
    for threads in ["1", "7"] {
        let other = format!("out-{threads}");
        fixture.run(&["clean", "-o", &other, "--threads", threads, "one", "two"]).ok();
        assert_eq!(texts(&fixture, &other), written, "{threads} threads");
    }
}

#[test]
fn files_that_give_nothing_are_named_and_counted() {
    let fixture = Fixture::new();
    fixture.write("pages/good.txt", page("About it", "badger"));
    fixture.write("pages/menu.txt", MENU);
    fixture.write("pages/paper.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n");
    fixture.write("pages/feed.jsonl", record("camel") + "{\"text\": \"no end\n" + &record("dolphin"));
    let run = fixture.run(&["clean", "-o", "out", "pages"]).ok();
    for line in ["menu.txt: no article in it", "paper.pdf: no text but a PDF", "feed.jsonl:2: invalid JSON"] {
        assert!(run.stderr().contains(&format!("skipped: pages/{line}")), "{line}\n{run}");
    }
    assert!(run.stderr().contains("1 page without an article"), "{run}");
    assert_eq!(names(&fixture, "out"), ["feed-1.txt", "feed-3.txt", "good.txt"]);
    let json = fixture.run(&["clean", "-o", "out", "--json", "--strict-files", "pages"]).code(3).json();
    assert_eq!((&json["written"], &json["unchanged"], &json["files"]), (&0.into(), &3.into(), &4.into()));
    assert_eq!(json["skipped"]["broken record"], 1);
}

#[test]
fn front_matter_holds_the_metadata() {
    let fixture = Fixture::new();
    fixture.write("ferry.txt", PAGE.replace("Storm stops", "Storm: \"Zoé\" stops"));
    fixture.run(&["clean", "-o", "out", "--front-matter", "ferry.txt"]).ok();
    let head = "---\ntitle: \"Storm: \\\"Zoé\\\" stops the island ferry for a week\"\nauthors: [\"Ann Lee\"]\n\
        published: 2024-05-06\nlanguage: \"en\"\nfile: \"ferry.txt\"\n---\n\n";
    assert_eq!(texts(&fixture, "out")["ferry.txt"], format!("{head}{BODY}"));
    fixture.run(&["clean", "--front-matter", "ferry.txt"]).code(2);
}

#[test]
fn the_output_folder_is_not_read_and_may_not_hold_the_articles() {
    let fixture = Fixture::new();
    fixture.write("pages/a.txt", page("About it", "badger"));
    for _ in 0..2 {
        fixture.run(&["clean", "-o", "pages/out", "pages"]).ok();
        assert_eq!(names(&fixture, "pages"), ["a.txt", "out/a.txt"]);
    }
    for folder in ["pages", "."] {
        fixture.run(&["clean", "-o", folder, "pages"]).code(2).says("holds articles to clean");
    }
    fixture.write("file", "x");
    fixture.run(&["clean", "-o", "file", "pages"]).code(2).says("'file'");
}

#[test]
fn the_shipped_articles_are_all_written() {
    let fixture = Fixture::new();
    let corpus = shipped_corpus();
    fixture.run(&["clean", "-o", "out", corpus.to_str().unwrap()]).ok();
    let indexed = fixture.run(&["index", "--json", corpus.to_str().unwrap()]).ok().json();
    assert_eq!(names(&fixture, "out").len() as u64, indexed["articles"].as_u64().unwrap());
}

#[test]
fn without_cleaning_everything_is_indexed_and_a_changed_option_reads_files_again() {
    let fixture = Fixture::new();
    fixture.write("news/ferry.txt", PAGE);
    fixture.write("news/copy.txt", PAGE);
    fixture.run(&["index", "news"]).ok();
    assert!(fixture.found("newsletter").is_empty());
    fixture.run(&["index", "--no-clean", "news"]).ok().says("2 updated");
    assert_eq!(fixture.found("newsletter"), ["news/copy.txt", "news/ferry.txt"]);
    let hits = fixture.hits("pier");
    assert_eq!(text(&hits[0], "title"), "Storm stops the island ferry for a week");
    fixture.run(&["index", "--no-clean", "news"]).ok().says("nothing new");
    fixture.write("news/third.txt", PAGE);
    fixture.run(&["index", "news"]).ok();
    assert!(fixture.found("newsletter").is_empty());
    assert_eq!(fixture.found("pier").len(), 3);
    fixture.verify();
}

#[test]
fn records_are_cleaned_as_much_as_was_asked_for_and_never_dropped() {
    let fixture = Fixture::new();
    let record = |text: &str| serde_json::json!({ "title": "Harbour news", "text": text }).to_string() + "\n";
    fixture.write("news/feed.jsonl", record(PAGE) + &record(MENU) + &record("<img src='x.png'>"));
    for (option, byline, protected) in [("light", 1, 0), ("off", 1, 1), ("full", 0, 0)] {
        fixture.run(&["index", "news", "--clean-records", option, "--strict-files"]).ok();
        let found = |word: &str| fixture.found(word).len();
        let counts = (found("\"By Ann Lee\""), found("protected"), found("pier"), found("sports"), found("harbour"));
        assert_eq!(counts, (byline, protected, 1, 1, 3), "{option}");
    }
    fixture.run(&["index", "news", "--clean-records", "some"]).code(2);
    fixture.verify();
}

#[test]
fn pages_without_an_article_are_indexed_by_title_and_description_when_asked_for() {
    let fixture = Fixture::new();
    let menu = "<html><head><title>Quokka Gazette front page</title>\
                <meta name=\"description\" content=\"Wombats of the week.\"></head><body><ul>@</ul></body></html>";
    let items = MENU.trim().replace('\n', "</li><li>");
    fixture.write("news/front.html", menu.replace('@', &format!("<li>{items}</li>")));
    let run = fixture.run(&["index", "news"]).ok().says("skipped: news/front.html: no article in it");
    assert!(run.stderr().contains("1 page without an article"), "{run}");
    assert!(fixture.found("quokka").is_empty());
    fixture.run(&["index", "--keep-pages", "news"]).ok();
    assert_eq!(fixture.found("quokka"), ["news/front.html"]);
    assert_eq!(fixture.found("body:wombats"), ["news/front.html"]);
    assert!(fixture.found("sports").is_empty());
    fixture.verify();
}
