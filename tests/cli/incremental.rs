//! What a second run does, and what it leaves alone.

use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;

use serde_json::Value;

use crate::fixture::{Fixture, copy_folder, files};
use crate::texts::page;

/// Two articles in `news`.
fn two() -> Fixture {
    let fixture = two_files();
    fixture.run(&["index", "news"]).ok();
    fixture
}

/// The same, not indexed.
fn two_files() -> Fixture {
    let fixture = Fixture::new();
    fixture.write("news/one.txt", page("First title", "walrus"));
    fixture.write("news/two.txt", page("Second title", "heron"));
    fixture
}

fn summary(fixture: &Fixture, arguments: &[&str]) -> Value {
    fixture.run(&[&["index", "--json"], arguments].concat()).ok().json()
}

/// All that a run could write: names, times and bytes of the files of the index. Locks are taken, not written to.
fn state(fixture: &Fixture) -> Vec<(PathBuf, SystemTime, Vec<u8>)> {
    let mut state: Vec<_> = files(&fixture.path("index"))
        .into_iter()
        .filter(|path| !path.to_string_lossy().to_lowercase().ends_with("lock"))
        .map(|path| (path.clone(), fs::metadata(&path).unwrap().modified().unwrap(), fs::read(path).unwrap()))
        .collect();
    state.sort();
    state
}

#[test]
fn a_second_run_says_that_nothing_is_new_and_writes_nothing() {
    let fixture = two();
    fixture.write("news/feed.jsonl", "{\"text\":\"A walrus.\"}\n{\n{\"text\":\"A heron.\"}\n");
    fixture.write("news/empty.txt", "");
    fixture.write("news/list.json", "[{\"text\":\"A walrus.\"},\n{\"text\":\"A heron.\"}]");
    // Names that sort in another way as text than as paths.
    for name in ["news/a/x.txt", "news/a.txt", "news/a-b.txt", "news/a b/y.txt", "news/é.txt"] {
        fixture.write(name, page("Same title", "walrus"));
    }
    fixture.run(&["index", "news"]).ok();
    let before = state(&fixture);
    for _ in 0..2 {
        let run =
            fixture.run(&["index", "news"]).ok().says("nothing new: 10 files unchanged, 1 of them without an article");
        assert_eq!(run.stderr().lines().count(), 1, "{run}");
        assert!(state(&fixture) == before, "the index has changed\n{run}");
    }
    assert_eq!(summary(&fixture, &["news"])["commits"], 0);
    assert!(state(&fixture) == before, "the index has changed");
    fixture.verify();
}

#[test]
fn a_file_without_an_article_is_not_read_again() {
    let fixture = two();
    fixture.write("news/empty.txt", "");
    fixture.write("news/image.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    let first = fixture.run(&["index", "news"]).ok().says("skipped: news/empty.txt");
    assert!(first.stderr().contains("skipped: news/image.png"), "{first}");
    let second = fixture.run(&["index", "news"]).ok();
    assert!(!second.stderr().contains("skipped"), "{second}");
    assert_eq!(summary(&fixture, &["news"])["bytes_read"], 0);
    // Once it holds one, it is.
    fixture.write("news/empty.txt", page("Third title", "walrus"));
    fixture.run(&["index", "news"]).ok();
    assert_eq!(fixture.found("walrus"), ["news/empty.txt", "news/one.txt"]);
    // And when it no longer does, its article goes.
    fixture.write("news/empty.txt", "");
    fixture.run(&["index", "news"]).ok().says("skipped: news/empty.txt");
    assert_eq!(fixture.found("walrus"), ["news/one.txt"]);
    fixture.verify();
}

#[test]
fn a_changed_file_is_replaced() {
    let fixture = two();
    fixture.write("news/one.txt", page("First title", "ibis"));
    let run = summary(&fixture, &["news"]);
    assert_eq!((&run["updated"], &run["added"], &run["articles"]), (&1.into(), &0.into(), &2.into()), "{run}");
    assert_eq!((fixture.found("ibis"), fixture.found("walrus")), (vec!["news/one.txt".to_owned()], vec![]));
    fixture.verify();
}

#[test]
fn a_file_of_records_is_replaced_as_a_whole() {
    let fixture = Fixture::new();
    let record = |word: &str| format!("{{\"id\":\"{word}\",\"text\":\"A {word} was seen on the coast.\"}}\n");
    fixture.write("news/feed.jsonl", record("walrus") + &record("heron") + &record("ibis"));
    fixture.run(&["index", "news"]).ok();
    fixture.write("news/feed.jsonl", record("heron") + &record("badger"));
    let run = fixture.run(&["index", "--json", "news"]).ok();
    assert!(!run.stderr().contains("warning"), "{run}");
    assert_eq!(run.json()["articles"], 2, "{run}");
    assert_eq!(fixture.found("coast"), ["badger", "heron"]);
    assert_eq!(fixture.hits("heron")[0]["line"], 1);
    fixture.verify();
}

#[test]
fn a_deleted_file_is_dropped_unless_it_is_to_be_kept() {
    let fixture = two();
    fixture.delete("news/two.txt");
    let run = summary(&fixture, &["--keep-missing", "news"]);
    assert_eq!((&run["removed"], &run["articles"]), (&0.into(), &2.into()), "{run}");
    assert_eq!(fixture.found("heron"), ["news/two.txt"]);
    let run = summary(&fixture, &["news"]);
    assert_eq!((&run["removed"], &run["articles"]), (&1.into(), &1.into()), "{run}");
    assert_eq!(fixture.found("heron"), [""; 0]);
    fixture.verify();
}

#[test]
fn what_a_commit_that_was_not_made_has_left_is_in_nobodys_way() {
    let fixture = two_files();
    let run = ["index", "--threads", "1", "news"];
    fixture.run(&run).ok();
    let index = fixture.path("index");
    copy_folder(&index, &fixture.path("before"));
    fixture.delete("news/two.txt");
    fixture.run(&run).ok();
    // What a run writes of deletions before its commit is made.
    let left: Vec<_> = files(&index)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|kind| kind == "del") || path.ends_with(".managed.json"))
        .map(|path| (fs::read(&path).unwrap(), path))
        .collect();
    assert_eq!(left.len(), 2, "{left:?}");
    fixture.delete("index");
    copy_folder(&fixture.path("before"), &index);
    for (bytes, path) in left {
        fs::write(path, bytes).unwrap();
    }
    assert_eq!(fixture.found("heron"), ["news/two.txt"]);
    fixture.run(&run).ok();
    assert_eq!(fixture.found("heron"), [""; 0]);
    assert_eq!(fixture.found("walrus"), ["news/one.txt"]);
    fixture.verify();
}

#[test]
fn a_folder_that_is_missing_is_an_error_and_drops_nothing() {
    let fixture = two();
    fixture.write("other/three.txt", page("Third title", "walrus"));
    fixture.rename("news", "elsewhere");
    fixture.run(&["index", "news"]).code(2).says("news");
    fixture.run(&["index", "other", "news"]).code(2).says("news");
    assert_eq!(fixture.found("walrus OR heron"), ["news/one.txt", "news/two.txt"]);
    fixture.verify();
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_read_drops_nothing() {
    use std::os::unix::fs::PermissionsExt;
    let fixture = two();
    fixture.write("news/deep/three.txt", page("Third title", "walrus"));
    fixture.run(&["index", "news"]).ok();
    let lock = |name: &str, mode| fs::set_permissions(fixture.path(name), fs::Permissions::from_mode(mode)).unwrap();
    lock("news/deep", 0o000);
    if fs::read_dir(fixture.path("news/deep")).is_ok() {
        println!("skipped: this user reads folders of mode 000");
        lock("news/deep", 0o700);
        return;
    }
    let run = fixture.run(&["index", "news"]);
    lock("news/deep", 0o700);
    run.ok().says("news/deep");
    assert_eq!(fixture.found("walrus"), ["news/deep/three.txt", "news/one.txt"]);
    lock("news", 0o000);
    let run = fixture.run(&["index", "news"]);
    lock("news", 0o700);
    run.code(2);
    assert_eq!(fixture.found("walrus"), ["news/deep/three.txt", "news/one.txt"]);
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_keeps_its_article_and_is_tried_again() {
    use std::os::unix::fs::PermissionsExt;
    let fixture = two();
    let path = fixture.write("news/one.txt", page("First title", "badger"));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&path).is_ok() {
        println!("skipped: this user reads files of mode 000");
        return;
    }
    fixture.run(&["index", "news"]).ok().says("skipped: news/one.txt");
    assert_eq!(fixture.found("walrus"), ["news/one.txt"]);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    fixture.run(&["index", "news"]).ok();
    assert_eq!(fixture.found("badger OR walrus").len(), 1);
}

#[test]
fn an_index_holds_all_folders_that_were_ever_named() {
    let fixture = two();
    fixture.write("other/three.txt", page("Third title", "walrus"));
    fixture.run(&["index", "other"]).ok();
    assert_eq!(fixture.found("walrus"), ["news/one.txt", "other/three.txt"]);
    // A file that is gone below a folder that is not named in this run stays.
    fixture.delete("news/one.txt");
    fixture.run(&["index", "other"]).ok();
    assert_eq!(fixture.found("walrus"), ["news/one.txt", "other/three.txt"]);
    fixture.run(&["index", "news"]).ok();
    assert_eq!(fixture.found("walrus"), ["other/three.txt"]);
    fixture.verify();
}

#[test]
fn a_renamed_file_is_found_under_its_new_name_only() {
    let fixture = two();
    fixture.rename("news/one.txt", "news/new name.txt");
    let run = summary(&fixture, &["news"]);
    assert_eq!((&run["articles"], &run["reused_files"]), (&2.into(), &1.into()), "{run}");
    assert_eq!(fixture.found("walrus"), ["news/new name.txt"]);
    fixture.run(&["show", "news/one.txt"]).code(1);
    fixture.run(&["show", "news/new name.txt"]).ok().prints("First title");
    fixture.verify();
}

#[test]
fn a_renamed_folder_is_found_under_its_new_name_only() {
    let fixture = two();
    fixture.write("news/deep/feed.jsonl", "{\"id\":\"r\",\"text\":\"A walrus.\"}\n");
    fixture.run(&["index", "news"]).ok();
    fixture.rename("news/deep", "news/moved");
    let run = fixture.run(&["index", "news"]).ok();
    assert_eq!(fixture.found("walrus"), ["news/one.txt", "r"], "{run}");
    assert_eq!(fixture.hits("walrus").iter().filter(|hit| hit["path"] == "news/moved/feed.jsonl").count(), 1);
    fixture.verify();
}

#[test]
fn a_file_that_becomes_a_folder_is_replaced_by_what_it_holds() {
    let fixture = two();
    fixture.delete("news/one.txt");
    fixture.write("news/one.txt/inner.txt", page("First title", "walrus"));
    fixture.run(&["index", "news"]).ok();
    assert_eq!(fixture.found("walrus"), ["news/one.txt/inner.txt"]);
    fixture.delete("news/one.txt");
    fixture.write("news/one.txt", page("First title", "walrus"));
    fixture.run(&["index", "news"]).ok();
    assert_eq!(fixture.found("walrus"), ["news/one.txt"]);
    fixture.verify();
}

#[test]
fn a_touched_file_counts_as_unchanged() {
    let fixture = two();
    fixture.touch("news/one.txt");
    let run = summary(&fixture, &["news"]);
    assert_eq!((&run["unchanged_files"], &run["updated"], &run["added"]), (&2.into(), &0.into(), &0.into()), "{run}");
    assert_eq!(run["reused_files"], 1, "{run}");
    // Its new time is known now, so that it is not read once more.
    fixture.run(&["index", "news"]).ok().says("nothing new");
    assert_eq!(summary(&fixture, &["news"])["reused_files"], 0);
    fixture.verify();
}

#[test]
fn a_folder_below_a_known_one_updates_only_its_part() {
    let fixture = two();
    fixture.write("news/deep/three.txt", page("Third title", "walrus"));
    fixture.run(&["index", "news"]).ok();
    fixture.write("news/deep/four.txt", page("Fourth title", "walrus"));
    fixture.write("news/five.txt", page("Fifth title", "walrus"));
    fixture.delete("news/one.txt");
    fixture.delete("news/deep/three.txt");
    fixture.run(&["index", "news/deep"]).ok();
    assert_eq!(fixture.found("walrus"), ["news/deep/four.txt", "news/one.txt"]);
    fixture.run(&["index", "news/five.txt"]).ok();
    assert_eq!(fixture.found("walrus"), ["news/deep/four.txt", "news/five.txt", "news/one.txt"]);
    fixture.verify();
}

#[test]
fn folders_that_overlap_give_each_article_once() {
    let fixture = Fixture::new();
    for name in ["news/one.txt", "news/deep/two.txt", "news/deep/er/three.txt"] {
        fixture.write(name, page("Same title", "walrus"));
    }
    for targets in [
        &["news/deep"][..],
        &["news"],
        &["news/deep/er", "news/deep", "news"],
        &["news", "news", "./news/", "news/deep/../"],
        &["news/one.txt", "news"],
        &["."],
    ] {
        fixture.run(&[&["index"], targets].concat()).ok();
        let expected = if targets == ["news/deep"] { 2 } else { 3 };
        assert_eq!(fixture.hits("walrus").len(), expected, "{targets:?}");
        fixture.verify();
    }
    // Every file is known by one name, and is dropped by whichever of its folders is named.
    fixture.delete("news/deep/er/three.txt");
    fixture.run(&["index", "news"]).ok();
    assert_eq!(fixture.hits("walrus").len(), 2);
}

#[test]
fn a_folder_that_was_indexed_on_its_own_goes_with_the_folder_around_it() {
    let fixture = Fixture::new();
    fixture.write("news/one.txt", page("First title", "walrus"));
    fixture.write("news/deep/two.txt", page("Second title", "walrus"));
    fixture.run(&["index", "news/deep"]).ok();
    fixture.run(&["index", "news"]).ok();
    assert_eq!(fixture.hits("walrus").len(), 2);
    fixture.delete("news/deep");
    fixture.run(&["index", "news"]).ok();
    assert_eq!(fixture.found("walrus"), ["news/one.txt"]);
}

#[test]
fn many_small_runs_leave_few_segments_and_what_is_there_now() {
    let fixture = Fixture::new();
    // No two of them are alike, so that none is taken for a slip in another.
    let words =
        "anchor bridge candle dolphin engine flannel garden hammer island jungle kettle ladder magnet needle orchid";
    let words: Vec<&str> = words.split(' ').collect();
    for (run, word) in words.iter().enumerate() {
        fixture.write(format!("news/n{run}.txt"), page(&format!("Title {run}"), "walrus"));
        fixture.write("news/changing.txt", page(&format!("Changed {run}"), word));
        if run >= 3 {
            fixture.delete(format!("news/n{}.txt", run - 3));
        }
        fixture.run(&["index", "news"]).ok();
        let stats = fixture.run(&["stats", "--json"]).ok().json();
        assert!(stats["segments"].as_u64() < Some(8), "run {run}: {stats}");
        let mut found = fixture.found("walrus");
        found.sort();
        let mut expected: Vec<_> = (run.max(2) - 2..=run).map(|run| format!("news/n{run}.txt")).collect();
        expected.sort();
        assert_eq!(found, expected, "run {run}");
        assert_eq!(fixture.found(word), ["news/changing.txt"], "run {run}");
        assert!(run == 0 || fixture.hits(words[run - 1]).is_empty(), "run {run}");
        fixture.verify();
    }
}

#[cfg(unix)]
#[test]
fn a_name_that_is_no_unicode_is_kept_track_of() {
    use std::os::unix::ffi::OsStrExt;
    let fixture = two();
    let name = |text: &'static [u8]| PathBuf::from(std::ffi::OsStr::from_bytes(text));
    let first = fixture.write(name(b"news/caf\xe9.txt"), page("Third title", "walrus"));
    fixture.write(name(b"news/caf\xe8/x.txt"), page("Fourth title", "walrus"));
    fixture.run(&["index", "news"]).ok();
    assert_eq!(fixture.hits("walrus").len(), 3);
    fixture.run(&["index", "news"]).ok().says("nothing new");
    let run = fixture.run(&[
        "search".as_ref(),
        "--jsonl".as_ref(),
        "--in".as_ref(),
        name(b"news/caf\xe8").as_os_str(),
        "walrus".as_ref(),
    ]);
    assert_eq!(run.ok().lines().len(), 1);
    fs::remove_file(first).unwrap();
    fixture.run(&["index", "news"]).ok();
    assert_eq!(fixture.hits("walrus").len(), 2);
    fixture.verify();
}
