//! Files that are broken, huge or malicious are named with their reason, and cost no other article.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "helpers of tests fail like tests, and say what they skip"
)]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use flate2::Compression;
use flate2::write::GzEncoder;

const GOOD: &str = "A frigate left the harbour\n\nThe frigate left the harbour on Monday and sailed east with two \
                    supply ships, the ministry said. It will take part in an exercise with allied navies.\n";

/// Bytes of anonymous memory that a run over the hostile folder may take, with a budget of 100 MB.
const MEMORY_LIMIT: u64 = 150 << 20;

fn write(folder: &Path, name: &str, bytes: &[u8]) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

fn gzip(bytes: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    bytes.for_each(|chunk| encoder.write_all(&chunk).unwrap());
    encoder.finish().unwrap()
}

/// 400 MB of one letter: 400 kB on disk.
fn bomb() -> Vec<u8> {
    gzip((0..400).map(|_| vec![b'x'; 1 << 20]))
}

fn hostile_folder(folder: &Path) {
    write(folder, "good-1.txt", GOOD.as_bytes());
    write(folder, "zz/good-2.txt", GOOD.replace("frigate", "corvette").as_bytes());
    write(folder, "empty.txt", b"");
    write(folder, "blank.txt", b" \n\t\n");
    write(folder, "binary.txt", &[0, 159, 146, 150, 0, 1, 2, 3].repeat(500));
    write(folder, "report.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj");
    write(folder, "line.txt", &vec![b'a'; 200 << 20]);
    let mut cut = gzip(std::iter::once(GOOD.repeat(200).into_bytes()));
    cut.truncate(cut.len() / 2);
    write(folder, "cut.txt.gz", &cut);
    let bomb = bomb();
    write(folder, "bomb.txt.gz", &bomb);
    write(folder, "bomb.jsonl.gz", &bomb);
    write(folder, "invalid.txt", &[GOOD.as_bytes(), b"It cost \xff\xfe\x80\x81 euros, and the frigate sank."].concat());
    write(folder, "nested.html", &[b"<div>".repeat(100_000), GOOD.as_bytes().to_vec()].concat());
    write(folder, "escape\x1b[31m.txt", GOOD.replace("frigate", "minesweeper").as_bytes());
    let record = |name: &str| {
        format!(
            "{{\"id\": \"{name}\", \"title\": \"The {name}\", \"text\": \"{}\"}}\n",
            "The cutter sailed. ".repeat(9)
        )
    };
    let lines = [record("one"), "{\"id\": \"broken\n".into(), "[1, 2]\n".into(), "{\"id\": 5}\n".into(), record("two")];
    write(folder, "wire.jsonl", lines.concat().as_bytes());
    links(folder);
}

#[cfg(unix)]
fn links(folder: &Path) {
    use std::os::unix::fs::{PermissionsExt, symlink};
    symlink("nowhere", folder.join("dangling")).unwrap();
    symlink(folder, folder.join("zz/loop")).unwrap();
    write(folder, "secret.txt", GOOD.as_bytes());
    fs::set_permissions(folder.join("secret.txt"), fs::Permissions::from_mode(0o000)).unwrap();
}

#[cfg(not(unix))]
fn links(_folder: &Path) {}

/// Runs the program and returns its output and the most anonymous memory it was seen to use, in bytes.
fn run(folder: &Path, arguments: &[&str]) -> (Output, u64) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_newsdex"));
    command
        .current_dir(folder)
        .args(arguments)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped());
    let child = command.spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let (peak, done) = (AtomicU64::new(0), AtomicBool::new(false));
    let output = std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                let text = fs::read_to_string(&status).unwrap_or_default();
                let line = text.lines().find_map(|line| line.strip_prefix("RssAnon:"));
                let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
                peak.fetch_max(kib.unwrap_or(0) << 10, Ordering::Relaxed);
                std::thread::sleep(std::time::Duration::from_millis(2));
            }
        });
        let output = child.wait_with_output().unwrap();
        done.store(true, Ordering::Relaxed);
        output
    });
    (output, peak.into_inner())
}

#[test]
fn a_hostile_folder_costs_no_good_article() {
    let folder = tempfile::tempdir().unwrap();
    hostile_folder(&folder.path().join("news"));
    let (output, peak) = run(folder.path(), &["index", "--memory", "100MB", "news"]);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{errors}");
    for (name, reason) in [
        ("empty.txt", "empty"),
        ("blank.txt", "empty"),
        ("binary.txt", "no text"),
        ("report.pdf", "a PDF file"),
        ("line.txt", "larger than an article may be"),
        ("cut.txt.gz", "cut"),
        ("bomb.txt.gz", "larger than an article may be"),
        ("bomb.jsonl.gz", "bomb"),
        ("wire.jsonl:2", "invalid JSON"),
        ("wire.jsonl:3", "where an object with fields was expected"),
        ("wire.jsonl:4", "text"),
    ] {
        let line = errors.lines().find(|line| line.contains(&format!("{name}:")));
        assert!(line.is_some_and(|line| line.contains(reason)), "{name} is not named with {reason:?} in:\n{errors}");
    }
    if cfg!(unix) {
        for name in ["dangling", "zz/loop"] {
            assert!(errors.contains(&format!("{name}: a symbolic link")), "{name} in:\n{errors}");
        }
    }
    assert!(!errors.contains('\u{1b}'), "a file name reached the terminal unescaped");
    if peak == 0 {
        println!("memory is not checked: this system has no /proc");
    }
    println!("peak of anonymous memory: {} MiB", peak >> 20);
    assert!(peak < MEMORY_LIMIT, "{} MiB of anonymous memory", peak >> 20);

    for (query, file) in [
        ("\"frigate left the harbour\"", "good-1.txt"),
        ("corvette", "good-2.txt"),
        ("minesweeper", "[31m.txt"),
        ("sank", "invalid.txt"),
        ("cutter one", "wire.jsonl"),
        ("cutter two", "wire.jsonl"),
    ] {
        let (found, _) = run(folder.path(), &["search", query]);
        let text = String::from_utf8(found.stdout).unwrap();
        assert_eq!(found.status.code(), Some(0), "{query}");
        assert!(text.contains(file), "{query} did not find {file}:\n{text}");
    }
    assert!(run(folder.path(), &["verify"]).0.status.success());
}

#[test]
fn strict_files_exits_with_3_now_and_when_nothing_is_new() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "news/good.txt", GOOD.as_bytes());
    assert_eq!(run(folder.path(), &["index", "--strict-files", "news"]).0.status.code(), Some(0));
    write(folder.path(), "news/empty.txt", b"");
    assert_eq!(run(folder.path(), &["index", "--strict-files", "news"]).0.status.code(), Some(3));
    assert_eq!(run(folder.path(), &["index", "--strict-files", "news"]).0.status.code(), Some(3));
    assert_eq!(run(folder.path(), &["index", "news"]).0.status.code(), Some(0));
}
