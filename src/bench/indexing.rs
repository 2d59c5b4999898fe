//! How fast articles are indexed: one run, watched.

use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::memory::{MemoryWatch, cpu_seconds};
use super::report::{IndexRun, PhaseSeconds, StepSeconds};
use crate::index::{IndexStats, Reader, Writer, WriterOptions};
use crate::pipeline::{self, Counters, IndexOptions, Input, Observer, Phase, PipelineError, Problem, Step};

/// Indexes the input into a new index at `folder`, as `newsdex index` does, and measures that. `None` if `observer` stopped
/// the run. The index is left behind.
///
/// # Errors
/// When the index cannot be written or a target is not there. Broken articles are problems, not errors.
pub fn index_run(
    folder: &Path,
    input: &Input,
    (options, writing): (&IndexOptions, &WriterOptions),
    observer: &dyn Observer,
) -> Result<Option<IndexRun>, PipelineError> {
    let (memory, cpu_before, start) = (MemoryWatch::start(), cpu_seconds(), Instant::now());
    let timekeeper = Timekeeper::new(observer);
    let mut writer = Writer::open(folder, writing)?;
    let (report, _) = pipeline::index(&mut writer, input, options, &timekeeper)?;
    timekeeper.phase(Phase::Merging);
    writer.finish()?;
    let phases_s = timekeeper.phases();
    let seconds = start.elapsed().as_secs_f64();
    let cpu_seconds = cpu_seconds().zip(cpu_before).map(|(after, before)| after - before);
    if report.interrupted {
        return Ok(None);
    }
    let reader = Reader::open(folder)?;
    let spent = |step: Step| observer.counters().time(step).as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "figures have three digits")]
    let rate = |number: u64| number as f64 / seconds.max(1e-9);
    Ok(Some(IndexRun {
        threads: options.threads,
        seconds,
        cpu_seconds,
        files: report.files,
        articles: report.articles,
        bytes_read: report.bytes,
        articles_per_second: rate(report.articles),
        mb_per_second: rate(report.bytes) / 1e6,
        peak_anonymous_bytes: memory.stop(),
        index_bytes: IndexStats::size(&reader),
        segments: reader.segments(),
        steps_s: StepSeconds {
            walk: spent(Step::Walk),
            read: spent(Step::Read),
            decode: spent(Step::Decode),
            clean: spent(Step::Clean),
            analyse: spent(Step::Analyse),
            write: spent(Step::Write),
        },
        phases_s,
    }))
}

/// Notes when phases begin, and passes on all else.
struct Timekeeper<'a> {
    inner: &'a dyn Observer,
    state: Mutex<(Phase, Instant, PhaseSeconds)>,
}

impl<'a> Timekeeper<'a> {
    fn new(inner: &'a dyn Observer) -> Self {
        Self { inner, state: Mutex::new((Phase::Indexing, Instant::now(), PhaseSeconds::default())) }
    }

    /// How long each phase took, up to now.
    fn phases(&self) -> PhaseSeconds {
        self.turn(Phase::Indexing)
    }

    fn turn(&self, next: Phase) -> PhaseSeconds {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let (phase, since, sums) = &mut *state;
        let elapsed = std::mem::replace(since, Instant::now()).elapsed();
        add(sums, std::mem::replace(phase, next), elapsed);
        *sums
    }
}

fn add(sums: &mut PhaseSeconds, phase: Phase, elapsed: Duration) {
    let sum = match phase {
        Phase::Indexing | Phase::Cleaning => &mut sums.index,
        Phase::CleaningAgain => &mut sums.clean_again,
        Phase::Committing => &mut sums.commit,
        Phase::Merging => &mut sums.merge,
    };
    *sum += elapsed.as_secs_f64();
}

impl Observer for Timekeeper<'_> {
    fn problem(&self, problem: &Problem) {
        self.inner.problem(problem);
    }

    fn phase(&self, phase: Phase) {
        self.turn(phase);
        self.inner.phase(phase);
    }

    fn counters(&self) -> &Counters {
        self.inner.counters()
    }

    fn stops(&self) -> bool {
        self.inner.stops()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Nobody(Counters);

    impl Observer for Nobody {
        fn problem(&self, _: &Problem) {}
        fn phase(&self, _: Phase) {}
        fn counters(&self) -> &Counters {
            &self.0
        }
        fn stops(&self) -> bool {
            false
        }
    }

    #[test]
    fn time_belongs_to_the_phase_that_ends() {
        let nobody = Nobody::default();
        let timekeeper = Timekeeper::new(&nobody);
        std::thread::sleep(Duration::from_millis(5));
        timekeeper.phase(Phase::Committing);
        timekeeper.phase(Phase::Merging);
        std::thread::sleep(Duration::from_millis(5));
        let phases = timekeeper.phases();
        assert!(phases.index >= 0.005 && phases.merge >= 0.005 && phases.clean_again == 0.0, "{phases:?}");
    }
}
