//! A temporary folder, and the program run in it.

use std::ffi::OsStr;
use std::fmt;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use serde_json::Value;
use tempfile::TempDir;

/// A temporary folder of its own for each test. It is the program's current folder.
pub(crate) struct Fixture {
    folder: TempDir,
    /// Seconds since 2024 that the next written file is dated.
    clock: AtomicU64,
}

impl Fixture {
    pub(crate) fn new() -> Self {
        Self { folder: TempDir::new().unwrap(), clock: AtomicU64::new(0) }
    }

    /// A fixture whose folder `articles` holds the given files, indexed.
    pub(crate) fn indexed(files: &[(&str, &str)]) -> Self {
        let fixture = Self::new();
        for (name, text) in files {
            fixture.write(format!("articles/{name}"), text);
        }
        fixture.run(&["index", "articles"]).ok();
        fixture
    }

    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file. Each gets its own time stamp, well in the past: no test depends on the ticks of clocks.
    pub(crate) fn write(&self, name: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        self.touch(&path);
        path
    }

    /// Gives a file a time stamp that no file had before.
    pub(crate) fn touch(&self, name: impl AsRef<Path>) {
        let seconds = 1_704_067_200 + self.clock.fetch_add(10, Ordering::Relaxed);
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        File::options().write(true).open(self.path(name)).unwrap().set_modified(time).unwrap();
    }

    /// Writes a file of queries, each with an id.
    pub(crate) fn write_queries<'q>(&self, name: &str, queries: impl IntoIterator<Item = (String, &'q str)>) {
        let lines: Vec<String> = queries.into_iter().map(|(id, query)| format!("{id}\t{query}\n")).collect();
        self.write(name, lines.concat());
    }

    pub(crate) fn delete(&self, name: impl AsRef<Path>) {
        let path = self.path(name);
        if path.is_dir() { fs::remove_dir_all(path).unwrap() } else { fs::remove_file(path).unwrap() }
    }

    pub(crate) fn rename(&self, from: &str, to: &str) {
        fs::rename(self.path(from), self.path(to)).unwrap();
    }

    /// The program with a clean environment, not yet started.
    pub(crate) fn command<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_newsdex"));
        command.args(arguments).current_dir(self.folder.path()).stdin(Stdio::null());
        command.env_clear().env("TERM", "xterm-256color").env("LANG", "C.UTF-8").env("HOME", self.folder.path());
        command
    }

    pub(crate) fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Run {
        Run::of(self.command(arguments))
    }

    pub(crate) fn run_with_input<S: AsRef<OsStr>>(&self, arguments: &[S], input: &str) -> Run {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped());
        Run::with_input(command, input)
    }

    /// The hits of a query, at most 1000 passages and one of each article, copies (of which tests are full) included.
    pub(crate) fn hits(&self, query: &str) -> Vec<Value> {
        let run =
            self.run(&["search", "--jsonl", "--all-copies", "--limit", "1000", "--per-article", "1", "--", query]);
        let expected = i32::from(run.stdout().is_empty());
        run.code(expected).lines()
    }

    /// The text files below `articles` that a search finds, in the order of their names without ends, each with what is marked
    /// in its passage, parted by `|`. Offsets in bytes and in characters must tell the same.
    pub(crate) fn marked(&self, arguments: &[&str]) -> Vec<(String, String)> {
        let run = self.run(&[&["search", "--jsonl", "--all-copies", "--limit", "50"], arguments].concat());
        let code = i32::from(run.stdout().is_empty());
        let of_hit = |hit: &Value| {
            let shown = text(hit, "text");
            let mark = |range: &Value| {
                let at = |side: &str| usize::try_from(range[side].as_u64().unwrap()).unwrap();
                let marked = &shown[at("start_byte")..at("end_byte")];
                let characters = shown.chars().skip(at("start_char")).take(at("end_char") - at("start_char"));
                assert_eq!(marked, characters.collect::<String>());
                marked.to_owned()
            };
            let marks: Vec<String> = hit["highlights"].as_array().unwrap().iter().map(mark).collect();
            let name = text(hit, "path").trim_start_matches("articles/").trim_end_matches(".txt").to_owned();
            (name, marks.join("|"))
        };
        let mut all: Vec<(String, String)> = run.code(code).lines().iter().map(of_hit).collect();
        all.sort();
        all
    }

    /// The ids of the articles that match a query, in the order of the ids.
    pub(crate) fn found(&self, query: &str) -> Vec<String> {
        let mut ids: Vec<String> = self.hits(query).iter().map(|hit| text(hit, "article_id")).collect();
        ids.sort();
        ids
    }

    /// The index is sound.
    pub(crate) fn verify(&self) {
        let run = self.run(&["verify", "--json"]).ok();
        assert_eq!(run.json()["is_sound"], true, "{run}");
    }
}

/// A field of an object that holds a string.
pub(crate) fn text(object: &Value, field: &str) -> String {
    object[field].as_str().unwrap_or_else(|| panic!("no string {field} in {object}")).to_owned()
}

/// What a run of the program gave.
pub(crate) struct Run {
    command: String,
    folder: PathBuf,
    status: ExitStatus,
    stdout: Vec<u8>,
    stderr: Vec<u8>,
}

impl Run {
    pub(crate) fn of(command: Command) -> Self {
        Self::with_input(command, "")
    }

    fn with_input(mut command: Command, input: &str) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(input.as_bytes()).unwrap();
        }
        let output = child.wait_with_output().unwrap();
        Self {
            command: format!("{command:?}"),
            folder: command.get_current_dir().unwrap_or(Path::new(".")).to_owned(),
            status: output.status,
            stdout: output.stdout,
            stderr: output.stderr,
        }
    }

    /// Exit code 0.
    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        self.code(0)
    }

    #[track_caller]
    pub(crate) fn code(self, code: i32) -> Self {
        assert_eq!(self.status.code(), Some(code), "exit code\n{self}");
        assert!(!self.stderr().contains("panicked"), "a panic\n{self}");
        self
    }

    /// The exit code, for tests that collect what is wrong.
    pub(crate) fn exit(&self) -> Option<i32> {
        self.status.code()
    }

    #[track_caller]
    pub(crate) fn stdout(&self) -> &str {
        std::str::from_utf8(&self.stdout).unwrap_or_else(|error| panic!("stdout: {error}\n{self}"))
    }

    #[track_caller]
    pub(crate) fn stderr(&self) -> &str {
        std::str::from_utf8(&self.stderr).unwrap_or_else(|error| panic!("stderr: {error}\n{self}"))
    }

    /// Standard output as one JSON value.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(self.stdout()).unwrap_or_else(|error| panic!("no JSON: {error}\n{self}"))
    }

    /// Standard output as JSON Lines.
    #[track_caller]
    pub(crate) fn lines(&self) -> Vec<Value> {
        let parse = |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("no JSON: {error}\n{self}"));
        self.stdout().lines().map(parse).collect()
    }

    /// Standard error holds these words.
    #[track_caller]
    pub(crate) fn says(self, words: &str) -> Self {
        assert!(self.stderr().contains(words), "stderr should say {words:?}\n{self}");
        self
    }

    /// Standard output holds these words.
    #[track_caller]
    pub(crate) fn prints(self, words: &str) -> Self {
        assert!(self.stdout().contains(words), "stdout should hold {words:?}\n{self}");
        self
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "command: {}\nfolder:  {}\nstatus:  {}", self.command, self.folder.display(), self.status)?;
        writeln!(f, "stdout:\n{}", String::from_utf8_lossy(&self.stdout))?;
        writeln!(f, "stderr:\n{}", String::from_utf8_lossy(&self.stderr))
    }
}

/// All files below a folder.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() { found.extend(files(&entry.path())) } else { found.push(entry.path()) }
    }
    found
}

/// Copies a folder with all it holds.
pub(crate) fn copy_folder(from: &Path, to: &Path) {
    for file in files(from) {
        let target = to.join(file.strip_prefix(from).unwrap());
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::copy(file, target).unwrap();
    }
}

/// The articles that ship with the project.
pub(crate) fn shipped_corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}
