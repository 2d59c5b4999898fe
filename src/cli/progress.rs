//! Watches a run: draws progress on a terminal, prints problems, takes Ctrl-C.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};

use super::terminal::Terminal;
use crate::corpus::{WalkOptions, walk};
use crate::index::IndexFolder;
use crate::pipeline::{Counters, Input, Observer, Phase, Problem};
use crate::render::sanitized;
use crate::units;

const TICK: Duration = Duration::from_millis(120);

/// Set by Ctrl-C. One handler serves the process.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);
static IS_HANDLED: AtomicBool = AtomicBool::new(false);

/// Keeps what is whole on the first Ctrl-C and stops at once on the second.
pub(super) fn handle_interrupts() -> Result<()> {
    if IS_HANDLED.swap(true, Ordering::SeqCst) {
        return Ok(());
    }
    ctrlc::set_handler(move || {
        if INTERRUPTED.swap(true, Ordering::SeqCst) {
            #[expect(clippy::exit, reason = "the user asked twice; the index is sound whenever the process ends")]
            std::process::exit(i32::from(super::Exit::Interrupted.code()));
        }
        Terminal::complain("stopping: what is whole will be kept (Ctrl-C again stops at once)");
    })
    .context("installing the handler for Ctrl-C")
}

/// Whether the user has asked to stop.
pub(super) fn is_interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

/// Ends the threads that draw, also when the work panics.
struct SetOnDrop<'a>(&'a AtomicBool);

impl Drop for SetOnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// The observer of a run.
pub(super) struct Progress {
    terminal: Terminal,
    counters: Counters,
    phase: Mutex<Phase>,
    bar: Option<ProgressBar>,
    start: Instant,
    /// Bytes of all files, once they have been counted.
    total_bytes: Arc<AtomicU64>,
}

impl Progress {
    pub(super) fn new(terminal: Terminal) -> Self {
        let bar = terminal.draws_progress().then(|| {
            let bar = ProgressBar::new_spinner();
            bar.set_style(
                ProgressStyle::with_template("{spinner} {wide_msg}")
                    .unwrap_or_else(|_| ProgressStyle::default_spinner()),
            );
            bar
        });
        Self {
            terminal,
            counters: Counters::default(),
            phase: Mutex::new(Phase::Indexing),
            bar,
            start: Instant::now(),
            total_bytes: Arc::default(),
        }
    }

    /// Runs `work` and draws meanwhile.
    pub(super) fn watch<T>(&self, input: &Input, options: WalkOptions, work: impl FnOnce() -> T) -> T {
        let Some(bar) = &self.bar else { return work() };
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let _done = SetOnDrop(&done);
            scope.spawn(|| self.count_bytes(input, options, &done));
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    bar.set_message(self.line());
                    bar.tick();
                    std::thread::sleep(TICK);
                }
            });
            let result = work();
            bar.finish_and_clear();
            result
        })
    }

    /// Adds up the sizes of what is to be read, for the estimate of the time left.
    fn count_bytes(&self, input: &Input, options: WalkOptions, done: &AtomicBool) {
        let mut bytes = 0;
        for target in &input.targets {
            for file in walk(&target.absolute, options, IndexFolder::is_index).filter_map(Result::ok) {
                if done.load(Ordering::Relaxed) {
                    return;
                }
                bytes += file.size;
            }
        }
        self.total_bytes.store(bytes, Ordering::Relaxed);
    }

    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "rates are positive and shown with three digits"
    )]
    fn line(&self) -> String {
        let [files, bytes, articles] = [&self.counters.files, &self.counters.bytes, &self.counters.articles]
            .map(|counter| counter.load(Ordering::Relaxed));
        let seconds = self.start.elapsed().as_secs_f64().max(0.001);
        let phase = match *self.phase.lock().unwrap_or_else(PoisonError::into_inner) {
            Phase::Indexing => "indexing",
            Phase::Cleaning => "cleaning",
            Phase::CleaningAgain => "cleaning again",
            Phase::Committing => "committing",
            Phase::Merging => "merging",
        };
        let total = self.total_bytes.load(Ordering::Relaxed);
        let left = if total > bytes && bytes > 0 && matches!(phase, "indexing" | "cleaning") {
            format!(", {} left", units::rough_seconds((total - bytes) as f64 / (bytes as f64 / seconds)))
        } else {
            String::new()
        };
        format!(
            "{phase}: {} files, {} articles, {} ({}/s, {:.0} articles/s){left}",
            units::count(files),
            units::count(articles),
            units::size(bytes),
            units::size((bytes as f64 / seconds) as u64),
            articles as f64 / seconds
        )
    }
}

impl Observer for Progress {
    fn problem(&self, problem: &Problem) {
        let place = problem.line.map_or(String::new(), |line| format!(":{line}"));
        let verb = if problem.kind.is_warning() { "warning" } else { "skipped" };
        let line = sanitized(&format!("{verb}: {}{place}: {}", problem.path.display(), problem.reason));
        match &self.bar {
            Some(bar) => bar.suspend(|| self.terminal.talk(&line)),
            None => self.terminal.talk(&line),
        }
    }

    fn phase(&self, phase: Phase) {
        *self.phase.lock().unwrap_or_else(PoisonError::into_inner) = phase;
    }

    fn counters(&self) -> &Counters {
        &self.counters
    }

    fn stops(&self) -> bool {
        is_interrupted()
    }
}
