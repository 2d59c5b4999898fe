//! Memory and CPU time of the process, from `/proc`. Nothing is known where there is none.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::report::Memory;

/// How often the memory is looked at.
const PAUSE: Duration = Duration::from_millis(20);

/// Ticks a second of the times in `/proc/self/stat`: `USER_HZ`, which is 100 on everything that Linux runs on today.
const TICKS_PER_SECOND: f64 = 100.0;

/// What the process has in memory now.
#[must_use]
pub fn memory() -> Option<Memory> {
    memory_in(&std::fs::read_to_string("/proc/self/status").ok()?)
}

fn memory_in(status: &str) -> Option<Memory> {
    let field = |name: &str| -> Option<u64> {
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
        let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim_end().parse().ok()?;
        Some(kibibytes * 1024)
    };
    Some(Memory { anonymous_bytes: field("RssAnon")?, mapped_bytes: field("RssFile")? })
}

/// Looks at the memory of the process, again and again, until it is stopped.
pub(super) struct MemoryWatch {
    peak: Arc<AtomicU64>,
    is_over: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl MemoryWatch {
    pub(super) fn start() -> Self {
        let (peak, is_over) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
        let thread = thread::spawn({
            let (peak, is_over) = (Arc::clone(&peak), Arc::clone(&is_over));
            move || {
                while !is_over.load(Ordering::Relaxed) {
                    let Some(memory) = memory() else { return };
                    peak.fetch_max(memory.anonymous_bytes, Ordering::Relaxed);
                    thread::sleep(PAUSE);
                }
            }
        });
        Self { peak, is_over, thread }
    }

    /// The most bytes of its own that the process was seen to have; `None` where they cannot be read.
    pub(super) fn stop(self) -> Option<u64> {
        self.is_over.store(true, Ordering::Relaxed);
        // A thread that panicked has seen nothing that is of use.
        self.thread.join().ok()?;
        Some(self.peak.load(Ordering::Relaxed)).filter(|&bytes| bytes > 0)
    }
}

/// User and system time of all threads of this process so far, in seconds.
pub(super) fn cpu_seconds() -> Option<f64> {
    cpu_seconds_in(&std::fs::read_to_string("/proc/self/stat").ok()?)
}

/// The name of the program, in brackets, may hold anything; the fields behind it are numbers.
fn cpu_seconds_in(stat: &str) -> Option<f64> {
    let (_, fields) = stat.rsplit_once(')')?;
    // utime and stime are the 14th and 15th field of the line; the 3rd is the first behind the name.
    let mut times = fields.split_ascii_whitespace().skip(11).map(str::parse::<f64>);
    let (user, system) = (times.next()?.ok()?, times.next()?.ok()?);
    Some((user + system) / TICKS_PER_SECOND)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_parts_are_read() {
        let status = "Name:\tnewsdex\nVmRSS:\t 9 kB\nRssAnon:\t    2 kB\nRssFile:\t 7 kB\n";
        assert_eq!(memory_in(status), Some(Memory { anonymous_bytes: 2048, mapped_bytes: 7168 }));
        assert_eq!(memory_in("VmRSS:\t 9 kB\n"), None);
    }

    #[test]
    fn the_name_of_a_program_may_hold_brackets() {
        let stat = "12 (a) (b) S 1 2 3 4 5 6 7 8 9 10 150 50 0 0 20 0";
        assert_eq!(cpu_seconds_in(stat), Some(2.0));
        assert_eq!(cpu_seconds_in("12 (a) S 1"), None);
    }
}
