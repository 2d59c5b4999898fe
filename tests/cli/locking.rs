//! Several processes at one index, and an index that cannot be written.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Output, Stdio};
use std::time::Duration;

use crate::fixture::{Fixture, copy_folder, files};
use crate::texts::page;

/// Holds the lock of an index as another newsdex would, until the file is dropped.
fn hold(fixture: &Fixture) -> File {
    let path = fixture.path("index/LOCK");
    fs::write(&path, "process 4242 (`newsdex index news`)").unwrap();
    let file = File::options().read(true).write(true).open(path).unwrap();
    file.lock().unwrap();
    file
}

fn library() -> Fixture {
    Fixture::indexed(&[("one.txt", &page("First title", "walrus")), ("deep/two.txt", &page("Second title", "heron"))])
}

#[test]
fn a_second_writer_is_told_who_is_first() {
    let fixture = library();
    let lock = hold(&fixture);
    fixture.write("articles/three.txt", page("Third title", "walrus"));
    for command in
        [&["index", "articles"][..], &["index", "--fresh", "articles"], &["compact"], &["remove", "articles/one.txt"]]
    {
        fixture.run(command).code(2).says("is being written by process 4242").says("--index FOLDER");
    }
    assert_eq!(fixture.found("walrus"), ["articles/one.txt"]);
    drop(lock);
    fixture.run(&["index", "articles"]).ok();
    assert_eq!(fixture.found("walrus"), ["articles/one.txt", "articles/three.txt"]);
    fixture.verify();
}

#[test]
fn a_writer_leaves_its_process_id_in_the_lock() {
    let fixture = library();
    let mut command = fixture.command(&["index", "articles"]);
    let mut child = command.stderr(Stdio::null()).spawn().unwrap();
    let id = child.id();
    child.wait().unwrap();
    let holder = fs::read_to_string(fixture.path("index/LOCK")).unwrap();
    assert!(holder.starts_with(&format!("process {id} (")), "{holder}");
}

#[test]
fn readers_are_not_held_up_by_a_writer() {
    let fixture = library();
    let _lock = hold(&fixture);
    assert_eq!(fixture.found("walrus"), ["articles/one.txt"]);
    fixture.run(&["show", "articles/one.txt"]).ok();
    fixture.run(&["stats"]).ok();
    fixture.verify();
}

/// A writer deletes files of earlier commits. A reader that finds one of them gone looks at what was committed last.
#[test]
fn readers_wait_for_any_file_that_they_need() {
    let fixture = library();
    let reads = |path: &PathBuf| path.extension().is_some_and(|kind| kind != "lock");
    let needed: Vec<PathBuf> = files(&fixture.path("index")).into_iter().filter(reads).collect();
    assert!(needed.len() > 6, "{needed:?}");
    let away = fixture.path("away");
    for path in needed {
        for command in [&["search", "\"the walrus would\""][..], &["verify"], &["clean", "articles/one.txt"]] {
            fs::rename(&path, &away).unwrap();
            let mut command = fixture.command(command);
            let reader = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
            std::thread::sleep(Duration::from_millis(100));
            fs::rename(&away, &path).unwrap();
            let Output { status, stdout, stderr } = reader.wait_with_output().unwrap();
            let said = String::from_utf8([stdout, stderr].concat()).unwrap();
            assert!(status.success() && !said.contains("is not asked"), "{path:?}: {said}");
        }
    }
}

#[test]
fn search_in_a_folder_takes_the_last_commit_while_another_writes() {
    let fixture = library();
    let _lock = hold(&fixture);
    fixture.write("articles/deep/three.txt", page("Third title", "walrus"));
    let search = |folder: &str, query: &str| fixture.run(&["search", "--jsonl", "--in", folder, query]);
    let run = search("articles", "walrus").ok().says("searching the last commit").says("process 4242");
    assert_eq!(run.lines().len(), 1, "{run}");
    // It still answers from the named folder only.
    search("articles/deep", "walrus").code(1);
    search("articles/deep", "heron").ok();
    fixture.write("unknown/four.txt", page("Fourth title", "walrus"));
    search("unknown", "walrus").code(1);
}

/// Takes from everybody the right to write below a folder, and gives everybody the right to read.
#[cfg(unix)]
fn make_read_only(folder: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt;
    let set = |path: &std::path::Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() { make_read_only(&entry.path()) } else { set(&entry.path(), 0o444) }
    }
    set(folder, 0o555);
}

#[cfg(unix)]
fn make_writable(folder: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            make_writable(&entry.path());
        }
    }
}

/// Nobody: whoever tests as root tests as this user what is refused to others.
#[cfg(unix)]
const NOBODY: u32 = 65534;

/// Runs the program without the right to write to the folder `copy` of the fixture; as nobody, if we may write to
/// whatever we like. `None` where that cannot be done.
#[cfg(unix)]
fn run_as_reader(fixture: &Fixture, arguments: &[&str]) -> Option<crate::fixture::Run> {
    use std::os::unix::process::CommandExt;
    let mut command = fixture.command(arguments);
    if File::create(fixture.path("copy/probe")).is_ok() {
        fs::remove_file(fixture.path("copy/probe")).unwrap();
        command.uid(NOBODY).gid(NOBODY);
    }
    let mut probe = std::process::Command::new(command.get_program());
    probe.arg("--version").stdout(Stdio::null()).uid(NOBODY).gid(NOBODY);
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    if is_root && !probe.status().is_ok_and(|status| status.success()) {
        println!("skipped: root writes everywhere, and nobody may not run the program");
        return None;
    }
    Some(crate::fixture::Run::of(command))
}

#[cfg(unix)]
#[test]
fn an_index_that_cannot_be_written_can_be_searched() {
    use std::os::unix::fs::PermissionsExt;
    let fixture = library();
    fs::set_permissions(fixture.path(""), fs::Permissions::from_mode(0o755)).unwrap();
    copy_folder(&fixture.path("index"), &fixture.path("copy"));
    make_read_only(&fixture.path("copy"));
    let commands: [&[&str]; 6] = [
        &["search", "--index", "copy", "walrus"],
        &["search", "--index", "copy", "--format", "trec", "walrus"],
        &["search", "--index", "copy", "--in", "articles", "walrus"],
        &["show", "--index", "copy", "articles/one.txt"],
        &["stats", "--index", "copy"],
        &["verify", "--index", "copy"],
    ];
    for command in commands {
        let Some(run) = run_as_reader(&fixture, command) else { break };
        assert!(!run.stdout().is_empty(), "{run}");
        run.ok();
    }
    if let Some(run) = run_as_reader(&fixture, &["index", "--index", "copy", "articles"]) {
        run.code(2);
    }
    make_writable(&fixture.path("copy"));
}
