//! What a query finds, and what a user is told when it finds nothing.

use std::fs;

use crate::fixture::{Fixture, text};
use crate::texts::page;

/// A folder of small articles, by what they say.
fn library() -> Fixture {
    let sentence = |text: &str| format!("A quiet title\n\n{text}\n");
    Fixture::indexed(&[
        (
            "clause.txt",
            &sentence("The ministers invoked Article 5 of the treaty on Monday, and sanctions followed in spring."),
        ),
        (
            "ships.txt",
            &sentence("An article on 5 ships in the harbour was published by the ministry on Monday morning."),
        ),
        (
            "crypto.txt",
            &sentence("The treaty does not name crypto platforms, the ministry said in a statement on Monday."),
        ),
        (
            "drones.txt",
            &sentence("Drones struck a radar near the harbour during the night, the regional governor said."),
        ),
        ("radar.txt", &sentence("A new radar was set up beside the runway, which is longer than the old one by far.")),
    ])
}

/// The files that a command line finds, sorted.
fn found(fixture: &Fixture, words: &[&str]) -> Vec<String> {
    let run = fixture.run(&[&["search", "--jsonl"], words].concat());
    let code = i32::from(run.stdout().is_empty());
    let name = |hit| text(hit, "path").trim_start_matches("articles/").trim_end_matches(".txt").to_owned();
    let mut names: Vec<String> = run.code(code).lines().iter().map(name).collect();
    names.sort();
    names.dedup();
    names
}

#[test]
fn a_phrase_matches_these_words_in_this_order() {
    let fixture = library();
    assert_eq!(found(&fixture, &["article 5"]), ["clause", "ships"]);
    assert_eq!(found(&fixture, &["\"article 5\""]), ["clause"]);
    assert_eq!(found(&fixture, &["“Article 5”"]), ["clause"]);
    assert_eq!(found(&fixture, &["\"5 article\""]), [""; 0]);
}

#[test]
fn of_several_arguments_one_with_spaces_is_a_phrase() {
    let fixture = library();
    assert_eq!(found(&fixture, &["article 5", "runway"]), ["clause", "radar"]);
    assert_eq!(found(&fixture, &["article", "5", "runway"]), ["clause", "radar", "ships"]);
}

#[test]
fn excluded_words_are_not_options() {
    let fixture = library();
    assert_eq!(found(&fixture, &["treaty"]), ["clause", "crypto"]);
    assert_eq!(found(&fixture, &["treaty -crypto"]), ["clause"]);
    assert_eq!(found(&fixture, &["treaty", "-crypto"]), ["clause"]);
    assert_eq!(found(&fixture, &["treaty", "-night"]), ["clause", "crypto"]);
    assert_eq!(found(&fixture, &["-n", "5", "treaty", "-crypto"]), ["clause"]);
    // A short option as it is written remains one.
    assert_eq!(found(&fixture, &["treaty", "-n", "1"]).len(), 1);
    assert_eq!(found(&fixture, &["treaty", "-crypto", "-n", "1"]), ["clause"]);
    assert_eq!(found(&fixture, &["treaty", "NOT", "crypto"]), ["clause"]);
    assert_eq!(found(&fixture, &["treaty", "-crypto", "--limit", "1"]), ["clause"]);
    assert_eq!(found(&fixture, &["--limit", "5", "--", "treaty", "-crypto"]), ["clause"]);
}

#[test]
fn an_excluded_phrase_excludes_only_the_phrase() {
    let fixture = library();
    assert_eq!(found(&fixture, &["treaty", "-crypto platforms"]), ["clause"]);
    assert_eq!(found(&fixture, &["treaty -\"platforms crypto\""]), ["clause", "crypto"]);
    assert_eq!(found(&fixture, &["+treaty -\"Article 5\""]), ["crypto"]);
    assert_eq!(found(&fixture, &["treaty AND NOT \"crypto platforms\""]), ["clause"]);
    // Both phrases of the group exclude.
    assert_eq!(found(&fixture, &["treaty OR radar -(\"crypto platforms\" OR \"new radar\")"]), ["clause", "drones"]);
}

#[test]
fn operators_and_parentheses_combine_words() {
    let fixture = library();
    assert_eq!(found(&fixture, &["harbour AND radar"]), ["drones"]);
    assert_eq!(found(&fixture, &["harbour OR radar"]), ["drones", "radar", "ships"]);
    assert_eq!(found(&fixture, &["(crypto OR drones) AND harbour"]), ["drones"]);
    assert_eq!(found(&fixture, &["radar AND NOT (drones OR crypto)"]), ["radar"]);
    assert_eq!(found(&fixture, &["+radar +runway"]), ["radar"]);
    assert_eq!(found(&fixture, &["treaty", "AND", "(crypto", "OR", "spring)"]), ["clause", "crypto"]);
}

#[test]
fn other_forms_of_a_word_are_found() {
    let fixture = library();
    assert_eq!(found(&fixture, &["sanction"]), ["clause"]);
    assert_eq!(found(&fixture, &["DRONE"]), ["drones"]);
}

#[test]
fn whatever_is_pasted_is_a_query() {
    let fixture = library();
    let pasted = [
        "((radar AND",
        "radar\"",
        "radar) OR (",
        "\"radar",
        "AND radar OR",
        "radar: [x TO y] ~2 ^3 * ? \\ / {}",
        "--radar--",
        "radar\n\tsaid:\r\n“quote",
        "radar 🇺🇦 👩‍✈️ ﷽",
        "NOT NOT radar OR radar",
        "radar && || !",
        "<b>radar</b>",
    ];
    for query in pasted {
        let run = fixture.run(&["search", "--jsonl", "--", query]).ok();
        assert!(run.lines().iter().any(|hit| hit["path"] == "articles/radar.txt"), "{run}");
    }
}

#[test]
fn a_very_long_or_deep_query_ends() {
    let fixture = library();
    let many_words = "harbour and radar ".repeat(6_000);
    let deep = format!("{}radar{}", "(".repeat(40_000), ")".repeat(40_000));
    for query in [many_words, deep, "\"radar ".repeat(10_000)] {
        fixture.run(&["search", "--jsonl", "--", &query]).ok();
    }
}

#[test]
fn a_query_without_words_is_an_error() {
    let fixture = library();
    for query in ["", "   ", "\"\"", "-", "?!", "-radar", "🇺🇦"] {
        let run = fixture.run(&["search", "--", query]).code(2).says("no word to search for");
        assert_eq!(run.stdout(), "");
    }
    fixture.run(&["search"]).code(2);
    fixture.run(&["search", "--no-such-option", "radar"]).code(2);
    fixture.run(&["search", "--limit", "many", "radar"]).code(2);
}

#[cfg(unix)]
#[test]
fn an_argument_that_is_no_text_is_an_error_and_no_crash() {
    use std::os::unix::ffi::OsStrExt;
    let fixture = library();
    fixture.run(&["search".as_ref(), std::ffi::OsStr::from_bytes(b"radar \xff")]).code(2);
}

#[test]
fn nothing_found_is_exit_1_with_a_line_that_helps() {
    let fixture = library();
    fixture.run(&["search", "unicorn", "radar"]).ok().prints("A new radar");
    let run = fixture.run(&["search", "unicorn"]).code(1).says("not in the index: unicorn");
    assert_eq!(run.stdout(), "");
    fixture.run(&["search", "\"radar treaty\""]).code(1).says("no article matches");
    let quiet = fixture.run(&["search", "--quiet", "unicorn"]).code(1);
    assert_eq!((quiet.stdout(), quiet.stderr()), ("", ""));
    let json = fixture.run(&["search", "--json", "unicorn"]).code(1).json();
    assert_eq!((&json["hits"], &json["total"]), (&serde_json::json!([]), &0.into()));
}

#[test]
fn without_an_index_the_command_to_run_is_named() {
    let fixture = Fixture::new();
    for command in [&["search", "radar"][..], &["stats"], &["verify"], &["compact"], &["show", "x"], &["remove", "x"]] {
        fixture.run(command).code(2).says("no index in 'index'").says("newsdex index ARTICLES");
    }
    fixture.run(&["search", "--index", "elsewhere", "radar"]).code(2).says("no index in 'elsewhere'");
    // Nothing was made by looking for it.
    assert_eq!(fs::read_dir(fixture.path("")).unwrap().count(), 0);
}

#[test]
fn an_empty_index_is_exit_1_with_the_command_to_run() {
    let fixture = Fixture::new();
    fs::create_dir(fixture.path("articles")).unwrap();
    fixture.run(&["index", "articles"]).ok();
    fixture.run(&["search", "radar"]).code(1).says("is empty").says("newsdex index");
    fixture.verify();
}

#[test]
fn search_in_a_folder_indexes_what_is_new_and_answers_from_it_only() {
    let fixture = Fixture::new();
    fixture.write("news/2024/one.txt", page("First title", "walrus"));
    fixture.write("news/2024b/two.txt", page("Second title", "walrus"));
    fixture.write("news/2024.txt", page("Third title", "walrus"));
    fixture.write("other/four.txt", page("Fourth title", "walrus"));
    fixture.run(&["index", "news", "other"]).ok();
    let paths = |arguments: &[&str]| {
        let run = fixture.run(&[&["search", "--all-copies", "--jsonl", "walrus"], arguments].concat()).ok();
        let mut paths: Vec<String> = run.lines().iter().map(|hit| text(hit, "path")).collect();
        paths.sort();
        paths
    };
    assert_eq!(paths(&[]).len(), 4);
    assert_eq!(paths(&["--in", "news/2024"]), ["news/2024/one.txt"]);
    assert_eq!(paths(&["--in", "news/2024.txt"]), ["news/2024.txt"]);
    assert_eq!(paths(&["--in", "other", "--in", "news/2024b/"]), ["news/2024b/two.txt", "other/four.txt"]);
    fixture.write("other/five.txt", page("Fifth title", "walrus"));
    fixture.delete("other/four.txt");
    assert_eq!(paths(&["--in", "./other"]), ["other/five.txt"]);
    fixture.run(&["search", "--in", "nowhere", "walrus"]).code(2).says("nowhere");
}

#[test]
fn search_in_counts_only_what_it_answers_from() {
    let fixture = Fixture::new();
    for number in 0..60 {
        fixture.write(format!("a/{number}.txt"), page("Same title", "walrus"));
        fixture.write(format!("b/{number}.txt"), page("Same title", "walrus"));
    }
    fixture.run(&["index", "a", "b"]).ok();
    let answer = fixture.run(&["search", "--in", "a", "--count", "--json", "--limit", "3", "walrus"]).ok().json();
    assert_eq!((&answer["total_with_copies"], &answer["total_with_copies_is_exact"]), (&60.into(), &true.into()));
    let answer = fixture.run(&["search", "--count", "--json", "--limit", "3", "walrus"]).ok().json();
    assert_eq!((&answer["total"], &answer["total_with_copies"]), (&1.into(), &120.into()));
}

#[test]
fn search_in_without_an_index_makes_one() {
    let fixture = Fixture::new();
    fixture.write("news/one.txt", page("First title", "walrus"));
    let run = fixture.run(&["search", "--in", "news", "walrus"]).ok().prints("First title");
    assert!(!run.stdout().contains('\u{1b}'));
    assert!(fixture.path("index/CURRENT").is_file());
    fixture.run(&["search", "walrus"]).ok();
}
