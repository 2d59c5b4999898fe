//! What `newsdex index` reads, where it writes, and what it leaves alone.

use std::fs;
use std::path::{Path, PathBuf};

use crate::fixture::{Fixture, files};
use crate::texts::page;

/// A folder of three files, one hidden and one that .gitignore names.
fn with_hidden() -> Fixture {
    let fixture = Fixture::new();
    fixture.write("news/seen.txt", page("First title", "walrus"));
    fixture.write("news/.hidden.txt", page("Second title", "walrus"));
    fixture.write("news/.folder/deep.txt", page("Third title", "walrus"));
    fixture.write("news/ignored.txt", page("Fourth title", "walrus"));
    fixture.write("news/.gitignore", "ignored.txt\n");
    fixture
}

#[test]
fn hidden_files_are_read_when_asked_for() {
    let fixture = with_hidden();
    fixture.run(&["index", "news"]).ok();
    assert_eq!(fixture.found("walrus"), ["news/ignored.txt", "news/seen.txt"]);
    fixture.run(&["index", "--hidden", "news"]).ok();
    assert_eq!(
        fixture.found("walrus"),
        ["news/.folder/deep.txt", "news/.hidden.txt", "news/ignored.txt", "news/seen.txt"]
    );
}

#[test]
fn ignore_files_count_when_asked_to() {
    let fixture = with_hidden();
    fixture.run(&["index", "--gitignore", "news"]).ok();
    assert_eq!(fixture.found("walrus"), ["news/seen.txt"]);
    fixture.run(&["index", "news"]).ok();
    assert_eq!(fixture.found("walrus"), ["news/ignored.txt", "news/seen.txt"]);
}

#[cfg(unix)]
#[test]
fn links_are_followed_only_when_asked_and_loops_end() {
    use std::os::unix::fs::symlink;
    let fixture = Fixture::new();
    fixture.write("news/seen.txt", page("First title", "walrus"));
    fixture.write("outside/secret.txt", page("Second title", "walrus"));
    symlink(fixture.path("outside/secret.txt"), fixture.path("news/file-link.txt")).unwrap();
    symlink(fixture.path("outside"), fixture.path("news/folder-link")).unwrap();
    symlink(fixture.path("news"), fixture.path("news/loop")).unwrap();
    symlink("nowhere", fixture.path("news/dangling.txt")).unwrap();
    let run = fixture.run(&["index", "news"]).ok();
    assert_eq!(fixture.found("walrus"), ["news/seen.txt"]);
    for name in ["file-link.txt", "folder-link", "loop", "dangling.txt"] {
        assert!(run.stderr().contains(&format!("skipped: news/{name}: a symbolic link")), "{name}\n{run}");
    }
    let run = fixture.run(&["index", "--follow", "news"]).ok();
    assert_eq!(fixture.found("walrus"), ["news/file-link.txt", "news/folder-link/secret.txt", "news/seen.txt"]);
    for name in ["news/loop", "news/dangling.txt"] {
        assert!(run.stderr().contains(&format!("skipped: {name}: ")), "{name}\n{run}");
    }
    fixture.run(&["index", "--fresh", "news"]).ok();
    assert_eq!(fixture.found("walrus"), ["news/seen.txt"]);
}

#[cfg(unix)]
#[test]
fn a_link_that_the_user_names_is_followed() {
    use std::os::unix::fs::symlink;
    let fixture = Fixture::new();
    fixture.write("real/one.txt", page("First title", "walrus"));
    symlink(fixture.path("real"), fixture.path("link")).unwrap();
    fixture.run(&["index", "link"]).ok();
    assert_eq!(fixture.found("walrus"), ["link/one.txt"]);
    // The same folder by its other name is the same folder.
    fixture.run(&["index", "real"]).ok().says("nothing new");
    assert_eq!(fixture.found("walrus"), ["real/one.txt"]);
}

#[test]
fn the_current_folder_can_be_indexed_with_the_index_in_it() {
    let fixture = Fixture::new();
    fixture.write("one.txt", page("First title", "walrus"));
    fixture.run(&["index", "."]).ok();
    fixture.run(&["index", "--index", "second", "."]).ok();
    fixture.write("two.txt", page("Second title", "walrus"));
    let summary = fixture.run(&["index", "--json", "."]).ok().json();
    assert_eq!((&summary["files"], &summary["skipped"]), (&2.into(), &serde_json::json!({})), "{summary}");
    assert_eq!(fixture.found("walrus"), ["one.txt", "two.txt"]);
}

#[test]
fn an_index_is_no_folder_of_articles() {
    let fixture = Fixture::indexed(&[("one.txt", &page("First title", "walrus"))]);
    fixture.run(&["index", "index"]).code(2).says("is an index");
    fixture.run(&["search", "--in", "index", "walrus"]).code(2).says("is an index");
    assert_eq!(fixture.found("walrus"), ["articles/one.txt"]);
}

#[test]
fn a_folder_that_holds_other_things_is_refused_and_left_alone() {
    let fixture = Fixture::new();
    fixture.write("articles/one.txt", page("First title", "walrus"));
    fixture.write("thesis/chapter.txt", "mine");
    for options in
        [&["index", "--index", "thesis", "articles"][..], &["index", "--index", "thesis", "--fresh", "articles"]]
    {
        fixture.run(options).code(2).says("'thesis' is not empty and is not a newsdex index").says("--index FOLDER");
    }
    assert_eq!(files(&fixture.path("thesis")), [fixture.path("thesis/chapter.txt")]);
    assert_eq!(fs::read_to_string(fixture.path("thesis/chapter.txt")).unwrap(), "mine");
    fixture.run(&["index", "--index", "articles/one.txt", "articles"]).code(2);
    fixture.run(&["compact", "--index", "thesis"]).code(2).says("no index in 'thesis'");
}

#[test]
fn a_folder_that_is_not_there_makes_no_index() {
    let fixture = Fixture::new();
    fixture.write("articles/one.txt", page("First title", "walrus"));
    fixture.run(&["index", "artcles"]).code(2).says("artcles");
    fixture.run(&["index", "articles", "artcles"]).code(2).says("artcles");
    fixture.run(&["index"]).code(2);
    assert!(!fixture.path("index").exists());
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_an_index() {
    use std::os::unix::fs::PermissionsExt;
    let fixture = Fixture::new();
    fixture.write("articles/one.txt", page("First title", "walrus"));
    fs::create_dir(fixture.path("ready")).unwrap();
    fs::set_permissions(fixture.path("ready"), fs::Permissions::from_mode(0o755)).unwrap();
    for folder in ["new", "ready", "deep/er"] {
        fixture.run(&["index", "--index", folder, "articles"]).ok();
        let mode = fs::metadata(fixture.path(folder)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700, "{folder}");
    }
}

fn generations(fixture: &Fixture) -> usize {
    let entries = fs::read_dir(fixture.path("index")).unwrap();
    entries.filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with("generation-")).count()
}

#[test]
fn a_fresh_index_holds_what_was_named_and_keeps_the_readme() {
    let fixture = Fixture::new();
    fixture.write("index/README.md", "about this index");
    fixture.write("a/one.txt", page("First title", "walrus"));
    fixture.write("b/two.txt", page("Second title", "walrus"));
    fixture.run(&["index", "a"]).ok();
    fixture.run(&["index", "--fresh", "b"]).ok();
    assert_eq!(fixture.found("walrus"), ["b/two.txt"]);
    assert_eq!(fs::read_to_string(fixture.path("index/README.md")).unwrap(), "about this index");
    assert_eq!(generations(&fixture), 1);
    fixture.verify();
}

#[test]
fn a_fresh_run_that_fails_leaves_the_old_index() {
    let fixture = Fixture::indexed(&[("one.txt", &page("First title", "walrus"))]);
    fixture.run(&["index", "--fresh", "nowhere"]).code(2);
    assert_eq!(fixture.found("walrus"), ["articles/one.txt"]);
}

/// Makes the index one of another version: its commit record says so.
fn age(fixture: &Fixture, from: &str, to: &str) {
    let meta = files(&fixture.path("index")).into_iter().find(|path| path.ends_with("meta.json")).unwrap();
    let text = fs::read_to_string(&meta).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(&meta, text.replace(from, to)).unwrap();
}

fn is_refused_everywhere(fixture: &Fixture) {
    let commands: [&[&str]; 8] = [
        &["search", "walrus"],
        &["search", "--in", "articles", "walrus"],
        &["show", "articles/one.txt"],
        &["stats"],
        &["verify"],
        &["compact"],
        &["remove", "articles/one.txt"],
        &["index", "articles"],
    ];
    for command in commands {
        let run =
            fixture.run(command).code(2).says("another version of newsdex").says("newsdex index --fresh ARTICLES");
        assert_eq!(run.stdout(), "", "{run}");
        assert_eq!(run.stderr().lines().count(), 2, "one line and the command to run\n{run}");
    }
    fixture.run(&["index", "--fresh", "articles"]).ok();
    assert_eq!(fixture.found("walrus"), ["articles/one.txt"]);
}

#[test]
fn an_index_of_a_newer_version_is_refused_with_the_command_to_run() {
    let fixture = Fixture::indexed(&[("one.txt", &page("First title", "walrus"))]);
    age(&fixture, r#"{\"schema\":"#, r#"{\"schema\":9"#);
    // A newer version may well write other fields.
    age(&fixture, r#"\"next_file\""#, r#"\"next_number\""#);
    // And in ways that the engine within this one does not know: 0.27 without lz4, say.
    age(&fixture, r#""docstore_compression": "none""#, r#""docstore_compression": "lz4""#);
    is_refused_everywhere(&fixture);
}

#[test]
fn an_index_with_other_analysis_is_refused_with_the_command_to_run() {
    let fixture = Fixture::indexed(&[("one.txt", &page("First title", "walrus"))]);
    age(&fixture, r#"\"analyzer\":\""#, r#"\"analyzer\":\"x"#);
    is_refused_everywhere(&fixture);
}

/// Every sort of file that an index consists of, but for its marker and locks.
const PARTS: [&str; 9] = ["meta.json", "CURRENT", ".store", ".term", ".idx", ".pos", ".fast", ".fieldnorm", ".sources"];

/// Damages one file of an index after the other and looks at it. Returns where that did not give an error.
fn damaged(damage: impl Fn(&Path)) -> Vec<String> {
    let mut wrong = Vec::new();
    for name in PARTS {
        let fixture = Fixture::indexed(&[("one.txt", &page("First title", "walrus"))]);
        let is_meant = |path: &PathBuf| path.to_string_lossy().ends_with(name);
        damage(&files(&fixture.path("index")).into_iter().find(is_meant).unwrap());
        let run = fixture.run(&["verify"]);
        let is_told = !(run.stdout().to_owned() + run.stderr()).trim().is_empty();
        if run.exit() != Some(2) || !is_told {
            wrong.push(format!("{name}\n{run}"));
        }
        for command in [&["search", "walrus"][..], &["stats"], &["compact"], &["index", "articles"]] {
            let run = fixture.run(command);
            if !matches!(run.exit(), Some(0..=2)) || run.stderr().contains("panicked") {
                wrong.push(format!("{name}\n{run}"));
            }
        }
        // As the message says.
        let run = fixture.run(&["index", "--fresh", "articles"]);
        if !run.stderr().contains("1 added") || fixture.found("walrus") != ["articles/one.txt"] {
            wrong.push(format!("{name}: --fresh does not help\n{run}"));
        }
    }
    wrong
}

#[test]
fn an_index_with_a_file_cut_off_is_an_error_and_no_crash() {
    let wrong = damaged(|path| {
        let length = fs::metadata(path).unwrap().len();
        fs::File::options().write(true).open(path).unwrap().set_len(length / 2).unwrap();
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_index_with_a_file_overwritten_is_an_error_and_no_crash() {
    let wrong = damaged(|path| fs::write(path, "garbage").unwrap());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn commits_without_end_are_refused() {
    let fixture = Fixture::new();
    fixture.write("news/a.txt", "The ferry left the harbour at noon with forty passengers on board.");
    let run = fixture.run(&["index", "--commit-every", "0", "news"]).code(2);
    assert!(run.stderr().contains("--commit-every"), "{run}");
}

#[test]
fn the_summary_for_machines_counts_what_happened() {
    let fixture = Fixture::new();
    fixture.write("news/one.txt", page("First title", "walrus"));
    fixture.write("news/two.txt", page("Second title", "walrus"));
    fixture.write("news/empty.txt", "");
    fixture.write("news/feed.jsonl", "{\"text\":\"A walrus was seen.\"}\n{\n");
    let check = |summary: &serde_json::Value, expected: &[(&str, u64)]| {
        for (field, number) in expected {
            assert_eq!(summary[field], *number, "{field} in {summary}");
        }
    };
    let run = fixture.run(&["index", "--json", "news"]).ok();
    let first = run.json();
    check(
        &first,
        &[
            ("version", 1),
            ("articles", 3),
            ("added", 3),
            ("updated", 0),
            ("removed", 0),
            ("files", 4),
            ("unchanged_files", 0),
            ("commits", 1),
        ],
    );
    assert_eq!(first["skipped"], serde_json::json!({"empty": 1, "broken record": 1}));
    assert_eq!((&first["interrupted"], &first["warnings"]), (&false.into(), &serde_json::json!({})));
    for field in ["passages", "bytes_read", "seconds", "index_bytes"] {
        assert!(first[field].as_f64().unwrap() > 0.0, "{field} in {first}");
    }
    fixture.write("news/one.txt", page("First title", "heron"));
    fixture.delete("news/two.txt");
    fixture.touch("news/feed.jsonl");
    let second = fixture.run(&["index", "--json", "news"]).ok().json();
    check(
        &second,
        &[("articles", 2), ("added", 0), ("updated", 1), ("removed", 1), ("files", 3), ("known_without_article", 1)],
    );
}

#[test]
fn quiet_runs_say_nothing() {
    let fixture = Fixture::new();
    fixture.write("news/one.txt", page("First title", "walrus"));
    fixture.write("news/empty.txt", "");
    let run = fixture.run(&["index", "--quiet", "news"]).ok();
    assert_eq!((run.stdout(), run.stderr()), ("", ""));
    let loud = fixture.run(&["index", "--fresh", "news"]).ok().says("articles  1 added");
    assert_eq!(loud.stdout(), "");
}

#[test]
fn one_article_can_come_through_standard_input() {
    let fixture = Fixture::new();
    fixture.write("news/one.txt", page("First title", "walrus"));
    let text = page("A typed title", "heron");
    fixture.run_with_input(&["index", "-"], &text).ok().says("1 added");
    fixture.run_with_input(&["index", "-"], &text).ok();
    let hits = fixture.hits("heron");
    assert_eq!(hits.len(), 1);
    assert_eq!(hits[0]["title"], "A typed title");
    let id = hits[0]["article_id"].as_str().unwrap();
    fixture.run(&["show", id]).ok().prints("heron");
    // It has no file, so no run misses it.
    fixture.run(&["index", "news"]).ok();
    fixture.run_with_input(&["index", "-"], &page("Another title", "heron")).ok();
    assert_eq!(fixture.found("heron").len(), 2);
    fixture.verify();
    fixture.run(&["remove", id]).ok();
    assert_eq!(fixture.found("heron").len(), 1);
}

#[test]
fn a_list_of_files_can_be_indexed() {
    let fixture = Fixture::new();
    for name in ["a/one.txt", "a/two.txt", "b/three.txt", "b/name with spaces.txt"] {
        fixture.write(name, page("Same title", "walrus"));
    }
    fixture.write("list", "a/one.txt\n\nb/name with spaces.txt\nb/absent.txt\n");
    let run = fixture.run(&["index", "--files-from", "list"]).ok().says("skipped: b/absent.txt: ");
    assert_eq!(fixture.found("walrus"), ["a/one.txt", "b/name with spaces.txt"], "{run}");
    fixture.run_with_input(&["index", "--files-from", "-"], "b/three.txt\n").ok();
    assert_eq!(fixture.found("walrus"), ["a/one.txt", "b/name with spaces.txt", "b/three.txt"]);
    fixture.run(&["index", "--files-from", "list", "--strict-files"]).code(3);
    fixture.run(&["index", "--files-from", "no-list"]).code(2).says("no-list");
}

#[test]
fn stats_tell_what_is_in_the_index() {
    let fixture = Fixture::new();
    let record =
        |date: &str| format!("{{\"text\":\"A walrus was seen.\",\"date\":\"{date}\",\"source\":\"Gazette\"}}\n");
    fixture.write("news/feed.jsonl", record("2024-01-05") + &record("2025-02-06") + "{\n");
    fixture.write("news/empty.txt", "");
    fixture.run(&["index", "news"]).ok();
    let stats = fixture.run(&["stats", "--json"]).ok().json();
    assert_eq!(
        (&stats["articles"], &stats["files"], &stats["skipped_records"]),
        (&2.into(), &1.into(), &1.into()),
        "{stats}"
    );
    assert_eq!(stats["skipped_files"], serde_json::json!({"empty": 1}), "{stats}");
    assert_eq!((&stats["first_date"], &stats["last_date"]), (&"2024-01-05".into(), &"2025-02-06".into()), "{stats}");
    assert_eq!(stats["sources"], serde_json::json!({"Gazette": 2}), "{stats}");
    fixture.run(&["stats"]).ok().prints("2 in 2 passages").prints("2024-01-05 to 2025-02-06");
}
