//! Days in texts are found however they are written.

use crate::fixture::{Fixture, text};

fn library() -> Fixture {
    let sentence =
        |text: &str| format!("A quiet title\n\nThe {text}, the ministry said in a statement to the press.\n");
    Fixture::indexed(&[
        ("british.txt", &sentence("army crossed the border on 24 February 2022 at dawn")),
        ("american.txt", &sentence("army crossed the border on February 24, 2022 at dawn")),
        ("short.txt", &sentence("army crossed the border on Feb. 24, 2022 at dawn")),
        ("iso.txt", &sentence("army crossed the border on 2022-02-24 at dawn")),
        ("dotted.txt", &sentence("army crossed the border on 24.02.2022 at dawn")),
        ("ordinal.txt", &sentence("army crossed the border on the 24th of February 2022 at dawn")),
        ("open.txt", &sentence("army tested version 24.2 of February in 2022 at dawn")),
        ("later.txt", &sentence("army crossed the border on February 25, 2024 at dawn with 22 tanks")),
    ])
}

const ALL: [&str; 6] = ["american", "british", "dotted", "iso", "ordinal", "short"];

fn names(fixture: &Fixture, arguments: &[&str]) -> Vec<String> {
    fixture.marked(arguments).into_iter().map(|(name, _)| name).collect()
}

#[test]
fn a_day_finds_all_ways_to_write_it() {
    let fixture = library();
    for query in [
        "2022-02-24",
        "24.02.2022",
        "\"24 February 2022\"",
        "\"February 24, 2022\"",
        "\"Feb. 24th, 2022\"",
        "\"february 24\"",
        "\"crossed the border on 2022-02-24\" OR \"of 24 February 2022\"",
        "dawn AND 2022-02-24",
        "border NEAR/4 2022-02-24",
    ] {
        assert_eq!(names(&fixture, &[query]), ALL, "{query}");
    }
    assert_eq!(names(&fixture, &["--all", "24th February 2022"]), ALL);
    assert_eq!(names(&fixture, &["dawn -2022-02-24"]), ["later", "open"]);
}

#[test]
fn a_day_is_marked_as_it_is_written() {
    let fixture = library();
    let marks: Vec<String> = fixture.marked(&["2022-02-24"]).into_iter().map(|(_, marks)| marks).collect();
    let expected =
        ["February|24|2022", "24|February|2022", "24|02|2022", "2022|02|24", "24th|February|2022", "Feb|24|2022"];
    assert_eq!(marks, expected);
}

#[test]
fn a_day_comes_before_articles_that_hold_its_words_elsewhere() {
    let fixture = library();
    let run = fixture.run(&["search", "--jsonl", "--all-copies", "--limit", "50", "border february 24 2022"]).ok();
    let names: Vec<String> = run.lines().iter().map(|hit| text(hit, "path")).collect();
    assert_eq!(names.len(), 8, "{names:?}");
    assert!(names[6..].iter().all(|name| name.contains("open") || name.contains("later")), "{names:?}");
}

#[test]
fn words_of_a_day_are_words_like_others() {
    let fixture = library();
    assert_eq!(names(&fixture, &["--exact", "february AND 2022 NOT open"]).len(), 7);
    assert_eq!(names(&fixture, &["februar* AND 24"]), ALL);
    assert_eq!(names(&fixture, &["date:2022-02-24 army"]).len(), 0);
}
