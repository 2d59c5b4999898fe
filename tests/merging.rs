//! What a run leaves of the segments that it wrote.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use newsdex::index::{IndexStats, Reader, Writer, WriterOptions};
use newsdex::parts::Parts;
use newsdex::pipeline::{Counters, IndexOptions, Input, Observer, Phase, Problem, Target, index};

/// Stops a run when it begins to commit, before it could merge, or not.
#[derive(Default)]
struct Onlooker {
    stops_early: bool,
    is_stopped: AtomicBool,
    counters: Counters,
}

impl Observer for Onlooker {
    fn problem(&self, problem: &Problem) {
        panic!("{problem:?}");
    }

    fn phase(&self, phase: Phase) {
        self.is_stopped.fetch_or(self.stops_early && phase == Phase::Committing, Ordering::Relaxed);
    }

    fn counters(&self) -> &Counters {
        &self.counters
    }

    fn stops(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }
}

/// Indexes a folder. Returns how many segments and articles are left.
fn segments_after(folder: &Path, stops_early: bool) -> (usize, u64) {
    let path = folder.join("index");
    let writing = WriterOptions {
        buffer_bytes: 1 << 20,
        threads: 2,
        holder: "a test".into(),
        fresh: false,
        parts: Some(Parts::ALL),
    };
    let mut writer = Writer::open(&path, &writing).unwrap();
    let input = Input { targets: vec![Target::find(&folder.join("news")).unwrap()], ..Input::default() };
    let onlooker = Onlooker { stops_early, ..Onlooker::default() };
    index(&mut writer, &input, &IndexOptions::default(), &onlooker).unwrap();
    writer.finish().unwrap();
    let stats = IndexStats::of(&Reader::open(&path).unwrap()).unwrap();
    (stats.segments, stats.articles)
}

#[test]
fn what_a_stopped_run_has_not_merged_the_next_merges_though_nothing_is_new() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("news")).unwrap();
    for number in 1..=12 {
        let text =
            format!("Report {number}\n\nThe frigate {number} left the harbour at dawn, and the navy said nothing.\n");
        fs::write(folder.path().join(format!("news/{number}.txt")), text).unwrap();
        assert_eq!(segments_after(folder.path(), true), (number, number as u64));
    }
    assert_eq!(segments_after(folder.path(), false), (1, 12));
}
