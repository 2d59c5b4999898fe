//! Dates by the names of files, fields of web pages, and answers by language.

use crate::fixture::Fixture;

const ENGLISH: &str = "The ferry left the harbour at noon with forty passengers on board, the company said on Tuesday.\n\n\
    A storm had damaged the pier at the far end of the island, so that nobody could land there for a week.\n";
const GERMAN: &str = "Fähre fährt wieder\n\nDie Fähre verließ den Hafen am Mittag mit vierzig Menschen an Bord und kehrte am Abend zurück.\n\n\
    Ein Sturm hatte den Pier am Ende der Insel beschädigt, so dass eine Woche lang niemand dort anlegen konnte.\n";

fn date_of(fixture: &Fixture, name: &str) -> String {
    let article = fixture.run(&["show", "--json", name]).ok().json();
    article["date"].as_str().unwrap_or("none").to_owned()
}

#[test]
fn a_file_is_dated_by_its_name_and_again_by_a_new_name() {
    let text = format!("Ferry sails again\n\n{ENGLISH}");
    let dateline = format!("Ferry sails again\n\nOSLO, Aug. 18 (Agency) — {ENGLISH}");
    let fixture = Fixture::indexed(&[
        ("2025-08-17-ferry.txt", &text),
        ("2025/ferry.txt", &dateline),
        (
            "plain.txt",
            &format!("{text}\nNobody was hurt, the company said, although a crane fell over and two boats sank.\n"),
        ),
    ]);
    assert_eq!(date_of(&fixture, "articles/2025-08-17-ferry.txt"), "2025-08-17");
    assert_eq!(date_of(&fixture, "articles/2025/ferry.txt"), "2025-08-18");
    assert_eq!(date_of(&fixture, "articles/plain.txt"), "none");
    fixture.rename("articles/2025-08-17-ferry.txt", "articles/20250901_ferry.txt");
    fixture.run(&["index", "articles"]).ok();
    assert_eq!(date_of(&fixture, "articles/20250901_ferry.txt"), "2025-09-01");
}

#[test]
fn show_gives_what_a_page_says_about_itself() {
    let body = ENGLISH.replace("\n\n", "</p><p>");
    let page = format!(
        r#"<html lang="en"><head><title>Ferry sails again - Harbour News</title><meta property="og:site_name" content="Harbour News">
        <script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Ferry sails again",
        "datePublished": "2025-08-18T09:30:00+02:00", "dateModified": "2025-08-19T10:00:00Z", "articleSection": "Ports",
        "keywords": ["ferries", "storms"], "image": "https://harbour.example/a.jpg", "description": "It sails.",
        "author": [{{"name": "Ann Lee"}},],}}</script></head><body><article><h1>Ferry sails again</h1><p>{body}</p></article></body></html>"#
    );
    let fixture = Fixture::indexed(&[("ferry.html", &page)]);
    let article = fixture.run(&["show", "--json", "articles/ferry.html"]).ok().json();
    for (field, value) in [
        ("title", "Ferry sails again"),
        ("date", "2025-08-18"),
        ("published_at", "2025-08-18T09:30:00+02:00"),
        ("modified", "2025-08-19"),
        ("modified_at", "2025-08-19T10:00:00+00:00"),
        ("source", "Harbour News"),
        ("section", "Ports"),
        ("description", "It sails."),
        ("image", "https://harbour.example/a.jpg"),
        ("language", "en"),
    ] {
        assert_eq!(article[field], value, "{field}");
    }
    assert_eq!(article["tags"], serde_json::json!(["ferries", "storms"]));
    assert_eq!(article["authors"], serde_json::json!(["Ann Lee"]));
    fixture.run(&["show", "articles/ferry.html"]).ok().prints("Ports · ferries, storms");
}

#[test]
fn answers_can_be_limited_to_languages() {
    let english = format!("Hafen ferry sails again\n\n{ENGLISH}");
    let fixture = Fixture::indexed(&[("a.txt", &english), ("b.txt", GERMAN), ("c.txt", "Hafen\n\nHafen 12.\n")]);
    let found = |lang: &[&str]| {
        let run = fixture.run(&[&["search", "--json", "--count", "hafen"], lang].concat());
        let answer = run.json();
        let hits = answer["hits"].as_array().unwrap().iter();
        let mut paths: Vec<String> = hits.map(|hit| hit["path"].as_str().unwrap().to_owned()).collect();
        assert_eq!(answer["total"].as_u64().unwrap(), paths.len() as u64);
        paths.sort();
        paths
    };
    assert_eq!(found(&[]), ["articles/a.txt", "articles/b.txt", "articles/c.txt"]);
    assert_eq!(found(&["--lang", "de"]), ["articles/b.txt"]);
    assert_eq!(found(&["--lang", "de,EN"]), ["articles/a.txt", "articles/b.txt"]);
    assert_eq!(found(&["--lang", "de", "--in", "articles/b.txt"]), ["articles/b.txt"]);
    fixture.run(&["search", "--lang", "fr", "hafen"]).code(1);
    fixture.run(&["search", "--lang", "en", "--in", "articles/b.txt", "hafen"]).code(1);
    let stats = fixture.run(&["stats", "--json"]).ok().json();
    assert_eq!(stats["languages"], serde_json::json!({"de": 1, "en": 1}));
}
