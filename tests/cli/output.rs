//! What is printed: fields, offsets, formats, and nothing that could act on a terminal.

use serde_json::{Value, json};

use crate::fixture::{Fixture, Run, text};
use crate::texts::{many_records, page};

/// An article full of characters that take more than a byte, or more than a character.
const EMOJI: &str = "🇺🇦 Aid arrives at last\n\nThe café’s owner — Zoe\u{301} Müller 👩\u{200d}✈️ — said that three naïve dro\u{302}nes and a “convoy” had left.\n\n\
    北京 and Київ said 🇨🇳 nothing. The drones flew over the co\u{308}rridor on Monday, and the convoys stayed where they were.\n";

/// The piece of `text` that a range names, by bytes; by characters it must be the same.
pub(crate) fn cut<'t>(text: &'t str, range: &Value) -> &'t str {
    let number = |name: &str| usize::try_from(range[name].as_u64().unwrap()).unwrap();
    let by_bytes = text.get(number("start_byte")..number("end_byte")).unwrap_or_else(|| panic!("{range} in {text:?}"));
    let (start, end) = (number("start_char"), number("end_char"));
    let by_chars: String = text.chars().skip(start).take(end - start).collect();
    assert_eq!(by_bytes, by_chars, "{range} in {text:?}");
    by_bytes
}

pub(crate) fn cuts<'t>(text: &'t str, ranges: &Value) -> Vec<&'t str> {
    ranges.as_array().unwrap().iter().map(|range| cut(text, range)).collect()
}

#[test]
fn offsets_cut_out_the_right_text_among_emoji_and_combining_marks() {
    let fixture = Fixture::indexed(&[("aid.txt", EMOJI)]);
    let answer = fixture.run(&["search", "--json", "drone OR convoy OR corridor OR aid OR 北京"]).ok().json();
    let article =
        fixture.run(&["show", "--json", "articles/aid.txt", "drone", "convoy", "corridor", "aid"]).ok().json();
    let body = text(&article, "body");
    let mut lit = Vec::new();
    let hits = answer["hits"].as_array().unwrap();
    for hit in hits {
        let passage = text(hit, "text");
        assert_eq!(cut(&body, &hit["passage"]), passage);
        lit.extend(cuts(&passage, &hit["highlights"]).into_iter().map(str::to_owned));
        assert_eq!(cuts(&text(hit, "title"), &hit["title_highlights"]), ["Aid"]);
    }
    for word in ["dro\u{302}nes", "convoy", "drones", "co\u{308}rridor", "convoys"] {
        assert!(lit.iter().any(|other| other == word), "{word} is not among {lit:?}");
    }
    let shown = cuts(&body, &article["highlights"]);
    assert_eq!(shown, ["dro\u{302}nes", "convoy", "drones", "co\u{308}rridor", "convoys"]);
    assert_eq!(cuts(&text(&article, "title"), &article["title_highlights"]), ["Aid"]);
}

#[test]
fn passages_of_a_long_article_stand_in_it_where_they_say() {
    let fixture = Fixture::indexed(&[("made.jsonl", &many_records(6))]);
    let hits = fixture.run(&["search", "--jsonl", "--per-article", "9", "--limit", "99", "missile"]).ok().lines();
    assert!(hits.len() > 6);
    for hit in hits {
        let article = fixture.run(&["show", "--json", &text(&hit, "article_id")]).ok().json();
        assert_eq!(cut(&text(&article, "body"), &hit["passage"]), text(&hit, "text"));
        let passage = text(&hit, "text");
        let lit = cuts(&passage, &hit["highlights"]);
        assert_eq!(lit.len(), passage.matches("missile").count(), "{passage}");
    }
}

#[test]
fn other_forms_of_a_word_are_lit_up() {
    let fixture = Fixture::indexed(&[(
        "a.txt",
        "Title here\n\nThe sanctions were Sanctioned by the ministry, which is sanctioning the port.\n",
    )]);
    for query in ["sanction", "SANCTIONS", "sanctioned"] {
        let answer = fixture.run(&["search", "--json", query]).ok().json();
        let hit = &answer["hits"][0];
        assert_eq!(cuts(&text(hit, "text"), &hit["highlights"]), ["sanctions", "Sanctioned", "sanctioning"], "{query}");
    }
}

const RECORD: &str = r#"{"_id":"r-7","headline":"Carrier sails","maintext":"The carrier left Toulon.","date_publish":"2024-11-28 10:00:00","authors":["Zoé Martin","Jo Roe"],"source_domain":"naval.example","url":"https://naval.example/c","language":"en"}"#;

#[test]
fn json_has_the_documented_fields() {
    let fixture = Fixture::indexed(&[("feed.jsonl", &format!("\n{RECORD}\n"))]);
    let mut answer = fixture.run(&["search", "--json", "carrier"]).ok().json();
    assert!(answer["took_ms"].as_f64().unwrap() >= 0.0);
    assert!(answer["hits"][0]["score"].as_f64().unwrap() > 0.0);
    answer["took_ms"] = json!(0);
    answer["hits"][0]["score"] = json!(0);
    let expected = json!({
        "version": 1, "query": "carrier", "query_id": null, "total": 1, "total_is_exact": true,
        "total_with_copies": 1, "total_with_copies_is_exact": true, "undated": null, "took_ms": 0,
        "corrections": [], "added_words": null, "cut_patterns": [], "facets": null,
        "hits": [{
            "query_id": null, "rank": 1, "score": 0, "article_id": "r-7", "path": "articles/feed.jsonl", "line": 2,
            "title": "Carrier sails",
            "title_highlights": [{"start_byte": 0, "end_byte": 7, "start_char": 0, "end_char": 7}],
            "date": "2024-11-28", "source": "naval.example", "authors": ["Zoé Martin", "Jo Roe"],
            "url": "https://naval.example/c", "language": "en", "text": "The carrier left Toulon.",
            "highlights": [{"start_byte": 4, "end_byte": 11, "start_char": 4, "end_char": 11}],
            "passage": {"start_byte": 0, "end_byte": 24, "start_char": 0, "end_char": 24},
            "left_out": {"before": false, "after": false},
            "copies": {"articles": 0, "sources": 0, "article_ids": [], "source_names": []},
            "explanation": null,
        }],
    });
    assert_eq!(answer, expected);
    let article = fixture.run(&["show", "--json", "r-7"]).ok().json();
    assert_eq!((&article["language"], &article["headings"]), (&json!("en"), &json!([])));
    let mut hit = fixture.run(&["search", "--jsonl", "carrier"]).ok().lines().remove(0);
    hit["score"] = json!(0);
    let mut line = expected["hits"][0].clone();
    line["total"] = json!(1);
    line["total_is_exact"] = json!(true);
    line["added_words"] = Value::Null;
    assert_eq!(hit, line);
}

#[test]
fn paths_are_shown_as_given_or_whole() {
    let fixture = Fixture::indexed(&[("a.txt", &page("First title", "walrus"))]);
    let path = |options: &[&str]| {
        let run = fixture.run(&[&["search", "--json", "walrus"], options].concat()).ok();
        (text(&run.json()["hits"][0], "path"), text(&run.json()["hits"][0], "article_id"))
    };
    assert_eq!(path(&[]), ("articles/a.txt".to_owned(), "articles/a.txt".to_owned()));
    let whole = fixture.path("articles/a.txt").canonicalize().unwrap();
    assert_eq!(path(&["--absolute"]).0, whole.to_str().unwrap());
    for name in ["articles/a.txt", "./articles/a.txt", "articles//a.txt", whole.to_str().unwrap()] {
        fixture.run(&["show", name]).ok().prints("walrus");
    }
}

#[test]
fn a_trec_run_lists_an_article_once_with_falling_scores_and_encoded_names() {
    let fixture = Fixture::new();
    fixture.write("articles/made.jsonl", many_records(60));
    fixture.write("articles/a file with 100%.txt", page("First title", "missile"));
    fixture.write("articles/Überblick.txt", page("Second title", "missile"));
    fixture.run(&["index", "articles"]).ok();
    let run = fixture.run(&["search", "--format", "trec", "--limit", "1000", "missile"]).ok();
    let rows: Vec<Vec<&str>> = run.stdout().lines().map(|line| line.split(' ').collect()).collect();
    assert_eq!(rows.len(), 62, "{run}");
    let mut names: Vec<&str> = rows.iter().map(|row| row[2]).collect();
    for name in ["articles/a%20file%20with%20100%25.txt", "articles/%C3%9Cberblick.txt", "made-003"] {
        assert!(names.contains(&name), "{name}\n{run}");
    }
    for (place, row) in (1..).zip(&rows) {
        assert_eq!((row.len(), row[0], row[1], row[5]), (6, "1", "Q0", "newsdex"), "{run}");
        assert_eq!(row[3], place.to_string());
    }
    let scores: Vec<f64> = rows.iter().map(|row| row[4].parse().unwrap()).collect();
    assert!(scores.is_sorted_by(|a, b| a > b), "{run}");
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 62, "{run}");
}

#[test]
fn a_file_of_queries_is_answered_in_its_order() {
    let fixture =
        Fixture::indexed(&[("a.txt", &page("First title", "walrus")), ("b.txt", &page("Second title", "heron"))]);
    fixture.write("queries.tsv", "q2\twalrus\r\n\nq1\tunicorn\nq10\t\"the heron\"\n");
    let hits = fixture.run(&["search", "--queries", "queries.tsv"]).ok().lines();
    let places: Vec<String> =
        hits.iter().map(|hit| format!("{} {}", text(hit, "query_id"), text(hit, "path"))).collect();
    assert_eq!(places, ["q2 articles/a.txt", "q10 articles/b.txt"]);
    let run = fixture.run(&["search", "--queries", "queries.tsv", "--format", "trec"]).ok();
    let ids: Vec<&str> = run.stdout().lines().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(ids, ["q2", "q10"]);
    fixture.write("none.tsv", "q1\tunicorn\n");
    assert_eq!(fixture.run(&["search", "--queries", "none.tsv"]).code(1).stdout(), "");
    fixture.write("broken.tsv", "q1\twalrus\nno tab here\n");
    fixture.run(&["search", "--queries", "broken.tsv"]).code(2).says("line 2");
    fixture.run(&["search", "--queries", "absent.tsv"]).code(2).says("absent.tsv");
    fixture.run(&["search", "--queries", "queries.tsv", "--json"]).code(2);
    fixture.run(&["search", "--queries", "queries.tsv", "walrus"]).code(2);
}

#[test]
fn a_file_of_many_queries_gives_what_each_gives_alone() {
    let fixture = Fixture::indexed(&[("made.jsonl", &many_records(20))]);
    let words = ["missile", "radar drone", "\"treaty summit\" budget", "+tank -Gdynia", "cable OR pilot AND engine"];
    // More than are answered in one go.
    let ids = (0..600).map(|number: usize| (number.to_string(), words[number % words.len()]));
    fixture.write_queries("queries.tsv", ids);
    let together = fixture.run(&["search", "--queries", "queries.tsv", "-n", "3"]).ok().lines();
    for number in [0usize, 1, 2, 3, 4, 512, 599] {
        let mut alone = fixture.run(&["search", "--jsonl", "-n", "3", "--", words[number % words.len()]]).ok().lines();
        let id = json!(number.to_string());
        for hit in &mut alone {
            hit["query_id"] = id.clone();
        }
        let of_query: Vec<&Value> = together.iter().filter(|hit| hit["query_id"] == id).collect();
        assert!(!alone.is_empty(), "{number}");
        assert_eq!(of_query, alone.iter().collect::<Vec<_>>(), "{number}");
    }
}

/// Controls of terminals, of the order of text, and invisible ones, as documents may hold them.
const HOSTILE: &str = "\u{1b}[31mred\u{1b}]0;title\u{7} \u{9b}2J \u{9d}x\u{9c} \u{202e}desrever\u{202c} \u{2066}x\u{2069} \u{200b}\u{feff}\u{7f}\u{8} \u{2028}";

#[track_caller]
fn is_harmless(run: &Run, output: &str) {
    let is_harmful = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200b}' | '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{2029}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    let found: Vec<char> = output.chars().filter(|&c| is_harmful(c)).collect();
    assert!(found.is_empty(), "{found:?} in\n{run}");
}

#[cfg(unix)]
#[test]
fn nothing_in_a_document_or_its_name_acts_on_a_terminal() {
    let fixture = Fixture::new();
    let field = |name: &str| format!("{name} {HOSTILE} {name}");
    let record = json!({
        "id": field("id"), "title": field("walrus"), "author": field("Jo"), "source": field("Gazette"),
        "url": format!("https://a.example/{HOSTILE}"), "text": format!("A walrus {HOSTILE} was seen.\n\nAgain: walrus {HOSTILE}"),
    });
    let name = "articles/evil\u{1b}[2J\u{202e}\nname.jsonl";
    fixture.write(name, format!("{record}\n{{broken {HOSTILE}\n"));
    let indexing = fixture.run(&["index", "articles"]).ok().says("skipped: articles/evil");
    let found = fixture.run(&["search", "--json", "walrus"]).ok();
    let id = text(&found.json()["hits"][0], "article_id");
    // In JSON nothing is lost of names.
    assert!(id.contains("\u{1b}[31mred"), "{found}");
    assert!(text(&found.json()["hits"][0], "path").contains("\u{1b}[2J\u{202e}\n"), "{found}");
    let runs = [
        indexing,
        found,
        fixture.run(&["search", "walrus"]).ok().prints("walrus"),
        fixture.run(&["search", "--jsonl", "walrus"]).ok(),
        fixture.run(&["search", "--format", "trec", "walrus"]).ok().prints("red"),
        fixture.run(&["show", &id, "walrus"]).ok().prints("was seen"),
        fixture.run(&["show", "--json", &id]).ok(),
        fixture.run(&["show", "no\u{1b}[31m such"]).code(1),
        fixture.run(&["stats"]).ok().prints("Gazette"),
        fixture.run(&["stats", "--json"]).ok().prints("Gazette"),
    ];
    for run in &runs {
        is_harmless(run, run.stdout());
        is_harmless(run, run.stderr());
    }
}

#[test]
fn colour_is_for_terminals_unless_it_is_asked_for() {
    let fixture = Fixture::indexed(&[("a.txt", &page("First title", "walrus"))]);
    for command in
        [&["search", "walrus"][..], &["show", "articles/a.txt", "walrus"], &["search", "--color", "never", "walrus"]]
    {
        let run = fixture.run(command).ok().prints("walrus");
        is_harmless(&run, run.stdout());
        is_harmless(&run, run.stderr());
    }
    for command in
        [&["search", "--color", "always", "walrus"][..], &["--color", "always", "show", "articles/a.txt", "walrus"]]
    {
        let run = fixture.run(command).ok();
        assert!(run.stdout().contains("\u{1b}["), "{run}");
        assert!(!run.stdout().contains("\u{1b}]8"), "a hyperlink\n{run}");
    }
}

#[test]
fn text_names_title_file_and_line_and_the_count_stands_apart() {
    let fixture = Fixture::indexed(&[("feed.jsonl", &format!("\n{RECORD}\n"))]);
    let run = fixture.run(&["search", "carrier"]).ok().says("1 of 1 article");
    for words in [
        "Carrier sails",
        "naval.example",
        "2024-11-28",
        "Zoé Martin",
        "articles/feed.jsonl:2",
        "The carrier left Toulon.",
    ] {
        assert!(run.stdout().contains(words), "{words}\n{run}");
    }
    assert!(!run.stdout().contains("1 of 1"), "{run}");
}

#[test]
fn every_field_of_a_report_is_documented() {
    let fixture = Fixture::new();
    fixture.write("news/one.txt", page("First title", "walrus"));
    let documented = include_str!("../../docs/output-formats.md");
    for arguments in [&["index", "--json", "news"][..], &["stats", "--json"], &["verify", "--json"]] {
        let report = fixture.run(arguments).ok().json();
        for field in report.as_object().unwrap().keys().filter(|field| *field != "version") {
            assert!(documented.contains(&format!("| `{field}` |")), "{arguments:?} writes {field}");
        }
    }
}
