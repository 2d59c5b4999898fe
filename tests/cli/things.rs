//! Designations and amounts are one thing however they are written, in articles and in queries.

use crate::fixture::{Fixture, text};

fn library() -> Fixture {
    let sentence =
        |text: &str| format!("A quiet title\n\nThe {text}, the ministry said in a statement to the press.\n");
    Fixture::indexed(&[
        ("apart.txt", &sentence("squadron received an F 35 and saw a Su 57 near the coast")),
        ("hyphen.txt", &sentence("squadron received an F-35A near the coast")),
        ("letters.txt", &sentence("letter F stood on page 35 of the report that millions read in 27 days")),
        ("dollars.txt", &sentence("squadron paid $27 million for the hangar near the coast")),
        ("digits.txt", &sentence("squadron paid 27,000,000 kroner for the hangar near the coast")),
    ])
}

/// The best two.
fn best(fixture: &Fixture, query: &[&str]) -> Vec<String> {
    let run = fixture.run(&[&["search", "--jsonl", "--all-copies", "--limit", "2"], query].concat()).ok();
    let mut found: Vec<String> = run.lines().iter().map(|hit| text(hit, "path")).collect();
    found.sort();
    found
}

#[test]
fn a_designation_written_apart_is_the_same_in_articles_and_queries() {
    let fixture = library();
    for query in ["F35", "F-35", "F 35", "f 35", "f35", "+F-35", "squadron AND F-35"] {
        assert_eq!(best(&fixture, &[query]), ["articles/apart.txt", "articles/hyphen.txt"], "{query}");
    }
    assert_eq!(best(&fixture, &["--all", "F 35 squadron"]), ["articles/apart.txt", "articles/hyphen.txt"]);
    // In quotes a variant is another thing.
    assert_eq!(best(&fixture, &["\"F 35\""]), ["articles/apart.txt"]);
    assert_eq!(best(&fixture, &["Su57"]), ["articles/apart.txt"]);
    assert_eq!(best(&fixture, &["--all", "su 57"]), ["articles/apart.txt"]);
    assert_eq!(fixture.marked(&["--all", "Su 57"]), [("apart".to_owned(), "Su 57".to_owned())]);
}

#[test]
fn an_amount_written_apart_is_the_same_in_articles_and_queries() {
    let fixture = library();
    for query in ["27m", "27 million", "$27 million", "\"$27 million\"", "27,000,000", "27 mln"] {
        assert_eq!(best(&fixture, &[query]), ["articles/digits.txt", "articles/dollars.txt"], "{query}");
    }
    assert_eq!(best(&fixture, &["--all", "27 million hangar"]), ["articles/digits.txt", "articles/dollars.txt"]);
}

#[test]
fn a_list_of_the_users_says_what_is_the_same() {
    let fixture = library();
    fixture.run(&["search", "brookland yard"]).code(1);
    fixture.write("newsdex.toml", "[search]\nthesaurus = \"lists/own.txt\"\n");
    fixture.run(&["search", "hangar"]).code(2).says("own.txt");
    fixture.write("lists/own.txt", "# our yards\n\nBrookland yard = hangar\n");
    assert_eq!(best(&fixture, &["brookland yard"]), ["articles/digits.txt", "articles/dollars.txt"]);
    fixture.run(&["search", "--plain", "brookland yard"]).code(1);
    fixture.write("lists/own.txt", "Brookland yard = hangar\nalone\n");
    fixture.run(&["search", "hangar"]).code(2).says("own.txt', line 2: expected several forms");
}
