//! A process that is killed at any moment leaves the last commit, whole, and the next run goes on from there.
//!
//! The real program is killed (SIGKILL) while it indexes, rebuilds, or compacts a folder that changes between the
//! runs. After each kill the index must verify; in the end it must answer like one that was never disturbed.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// How often the program is killed.
const KILLS: u32 = 50;
const FILES: u64 = 240;
const RECORDS: u64 = 400;

/// A small seeded generator (splitmix64, Steele et al. 2014), so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn paragraph(&mut self) -> String {
        let words = [
            "brigade",
            "missile",
            "treaty",
            "convoy",
            "radar",
            "sanction",
            "harbour",
            "drone",
            "budget",
            "minister",
            "exercise",
            "frigate",
            "border",
            "satellite",
            "artillery",
            "the",
            "of",
            "in",
            "and",
            "moved",
            "tested",
        ];
        let sentence = |random: &mut Self| {
            let text: Vec<&str> =
                (0..12).map(|_| words[usize::try_from(random.below(words.len() as u64)).unwrap()]).collect();
            format!("The {}.", text.join(" "))
        };
        (0..5).map(|_| sentence(self)).collect::<Vec<_>>().join(" ")
    }

    fn article(&mut self, name: &str) -> String {
        format!("Report number {name}\n\n{}\n\n{}\n", self.paragraph(), self.paragraph())
    }

    fn records(&mut self) -> String {
        let lines = (0..RECORDS).map(|number| {
            format!("{{\"id\": \"r{number}\", \"title\": \"Wire {number}\", \"text\": \"{}\"}}\n", self.paragraph())
        });
        lines.collect()
    }
}

struct World {
    folder: tempfile::TempDir,
    random: Random,
}

impl World {
    fn new(seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut random = Random(seed);
        for number in 0..FILES {
            let path = folder.path().join(format!("news/{}/a{number}.txt", number % 7));
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, random.article(&number.to_string())).unwrap();
        }
        fs::write(folder.path().join("news/wire.jsonl"), random.records()).unwrap();
        Self { folder, random }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Changes, deletes, renames and adds some files, and now and then the file of records.
    fn change(&mut self, step: u32) {
        for _ in 0..20 {
            let number = self.random.below(FILES);
            let path = self.path(&format!("news/{}/a{number}.txt", number % 7));
            let other = self.path(&format!("news/{}/b{number}-{step}.txt", number % 5));
            let text = self.random.article(&format!("{number} of step {step}"));
            match self.random.below(4) {
                0 => drop(fs::remove_file(path)),
                1 => drop(fs::rename(path, other)),
                2 => fs::write(other, text).unwrap(),
                _ => fs::write(path, text).unwrap(),
            }
        }
        if step.is_multiple_of(5) {
            fs::write(self.path("news/wire.jsonl"), self.random.records()).unwrap();
        }
    }

    fn command(&self, index: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_newsdex"));
        command.current_dir(self.folder.path()).args(["--index", index]).args(arguments);
        command
    }

    fn run(&self, index: &str, arguments: &[&str]) -> Output {
        self.command(index, arguments).output().unwrap()
    }

    fn succeeds(&self, index: &str, arguments: &[&str]) -> String {
        let output = self.run(index, arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {:?}\n{errors}", output.status);
        String::from_utf8(output.stdout).unwrap()
    }

    /// Starts a command and kills it after a random part of `usual`.
    fn kill(&mut self, index: &str, arguments: &[&str], usual: Duration) {
        let mut child = self.command(index, arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let share = self.random.below(1000);
        std::thread::sleep(usual.mul_f64(f64::from(u32::try_from(share).unwrap()) / 1000.0));
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Everything that a user can see of the index: who comes, in which order, with which text.
    fn answers(&self, index: &str) -> String {
        let queries = "q1\tmissile treaty\nq2\t\"the radar\"\nq3\tdrone -budget\nq4\tharbour AND frigate\nq5\treport\n\
                       q6\twire 17\nq7\tborder OR satellite\n";
        fs::write(self.path("queries.tsv"), queries).unwrap();
        self.succeeds(index, &["search", "--queries", "queries.tsv", "--limit", "1000", "--jsonl"])
    }
}

fn has_index(path: &Path) -> bool {
    path.join("CURRENT").exists()
}

#[test]
fn a_killed_run_leaves_the_last_commit_and_the_next_one_completes_it() {
    let mut world = World::new(11);
    let start = Instant::now();
    world.succeeds("calm", &["index", "news"]);
    let usual = start.elapsed().mul_f64(1.1);
    let often = ["--commit-every", "0.05", "--memory", "100MB", "--threads", "2"];
    let mut committed = 0;
    for step in 0..KILLS {
        world.change(step);
        let arguments: Vec<&str> = match step % 10 {
            4 => [&["index", "news", "--fresh"][..], &often].concat(),
            8 => vec!["compact"],
            _ => [&["index", "news"][..], &often].concat(),
        };
        world.kill("stormy", &arguments, usual);
        if !has_index(&world.path("stormy")) {
            assert_eq!(world.run("stormy", &["verify"]).status.code(), Some(2));
            continue;
        }
        let report: serde_json::Value = serde_json::from_str(&world.succeeds("stormy", &["verify", "--json"])).unwrap();
        assert_eq!(report["is_sound"], true, "after step {step}: {report}");
        let found = world.run("stormy", &["search", "report missile", "--count", "--json"]);
        assert!(matches!(found.status.code(), Some(0 | 1)), "after step {step}: {found:?}");
        committed += u32::from(report["articles"].as_u64().unwrap() > 0);
    }
    assert!(committed > KILLS / 2, "hardly any commit was made before the kills: the test tests nothing");

    world.succeeds("stormy", &["index", "news"]);
    world.succeeds("stormy", &["compact"]);
    world.succeeds("stormy", &["verify"]);
    world.succeeds("calm", &["index", "news", "--fresh"]);
    assert_eq!(world.answers("stormy"), world.answers("calm"));
}

#[test]
fn an_interrupted_run_keeps_what_is_whole_and_says_so() {
    let mut world = World::new(12);
    let start = Instant::now();
    world.succeeds("calm", &["index", "news"]);
    let usual = start.elapsed();
    let mut interrupted = 0;
    for share in [0.2, 0.4, 0.6, 0.8] {
        let child = world.command("stormy", &["index", "news"]).stderr(Stdio::piped()).spawn().unwrap();
        std::thread::sleep(usual.mul_f64(share));
        let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        let output = child.wait_with_output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        if killed.success() && output.status.code() == Some(130) {
            assert!(errors.contains("what was whole is in the index"), "{errors}");
            interrupted += 1;
        }
        if has_index(&world.path("stormy")) {
            world.succeeds("stormy", &["verify"]);
        }
        world.change(100);
    }
    assert!(interrupted > 0, "no run was interrupted: the test tests nothing");
    world.succeeds("stormy", &["index", "news"]);
    world.succeeds("stormy", &["compact"]);
    world.succeeds("calm", &["index", "news", "--fresh"]);
    assert_eq!(world.answers("stormy"), world.answers("calm"));
}
