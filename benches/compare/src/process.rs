//! What a process takes: time, CPU time and memory. CPU time and memory are read from `/proc`; where there is none,
//! they are left out.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Ticks a second of the times in `/proc/self/stat`: `USER_HZ`, which is 100 on everything that Linux runs on today.
const TICKS_PER_SECOND: f64 = 100.0;

/// How often the memory is looked at.
const PAUSE: Duration = Duration::from_millis(20);

/// Time and CPU time from now on.
pub(crate) struct Stopwatch {
    start: Instant,
    cpu_before: Option<f64>,
}

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self { start: Instant::now(), cpu_before: cpu_seconds() }
    }

    /// Seconds, and seconds that all threads of the process, those that have ended included, kept a core busy.
    pub(crate) fn read(&self) -> (f64, Option<f64>) {
        let cpu = cpu_seconds().zip(self.cpu_before).map(|(after, before)| after - before);
        (self.start.elapsed().as_secs_f64(), cpu)
    }
}

/// User and system time of this process so far, in seconds.
fn cpu_seconds() -> Option<f64> {
    cpu_seconds_in(&fs::read_to_string("/proc/self/stat").ok()?)
}

/// The same from the text of `stat`. The name of the program, in brackets, may hold anything; the fields behind it are
/// numbers.
fn cpu_seconds_in(stat: &str) -> Option<f64> {
    let (_, fields) = stat.rsplit_once(')')?;
    // utime and stime are the 14th and 15th field of the line; the 3rd is the first behind the name.
    let mut times = fields.split_ascii_whitespace().skip(11).map(str::parse::<f64>);
    let (user, system) = (times.next()?.ok()?, times.next()?.ok()?);
    Some((user + system) / TICKS_PER_SECOND)
}

/// Watches how much memory of its own the process takes, mapped files not counted.
pub(crate) struct MemoryWatch {
    peak: Arc<AtomicU64>,
    is_over: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl MemoryWatch {
    pub(crate) fn start() -> Self {
        let (peak, is_over) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
        let thread = thread::spawn({
            let (peak, is_over) = (Arc::clone(&peak), Arc::clone(&is_over));
            move || {
                while !is_over.load(Ordering::Relaxed) {
                    let Some(bytes) = anonymous_bytes() else { return };
                    peak.fetch_max(bytes, Ordering::Relaxed);
                    thread::sleep(PAUSE);
                }
            }
        });
        Self { peak, is_over, thread }
    }

    /// The most bytes that were seen; `None` where they cannot be read.
    pub(crate) fn stop(self) -> Option<u64> {
        self.is_over.store(true, Ordering::Relaxed);
        // A thread that panicked has seen nothing that is of use.
        self.thread.join().ok()?;
        Some(self.peak.load(Ordering::Relaxed)).filter(|&bytes| bytes > 0)
    }
}

fn anonymous_bytes() -> Option<u64> {
    anonymous_bytes_in(&fs::read_to_string("/proc/self/status").ok()?)
}

fn anonymous_bytes_in(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim_end().parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_program_may_hold_brackets() {
        let stat = "12 (a) (b) S 1 2 3 4 5 6 7 8 9 10 150 50 0 0 20 0";
        assert_eq!(cpu_seconds_in(stat), Some(2.0));
        assert_eq!(cpu_seconds_in("12 (a) S 1"), None);
    }

    #[test]
    fn the_anonymous_part_of_memory_is_read() {
        assert_eq!(anonymous_bytes_in("VmRSS:\t 9 kB\nRssAnon:\t    2 kB\nRssFile:\t 7 kB\n"), Some(2048));
        assert_eq!(anonymous_bytes_in("VmRSS:\t 9 kB\n"), None);
    }
}
