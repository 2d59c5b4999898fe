//! Bounds the bytes of articles that are in memory at once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// How long to wait for bytes to come back before going on without. Whoever holds some gives them back without waiting for more, so
/// this only bounds what a mistake in that would cost.
const PATIENCE: Duration = Duration::from_secs(10);

/// A number of bytes to share. Readers take from it before they read, and what they took comes back when the
/// article has left memory.
#[derive(Debug, Clone)]
pub(crate) struct Budget {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    limit: usize,
    state: Mutex<State>,
    returned: Condvar,
    is_limited: AtomicBool,
}

#[derive(Debug, Default)]
struct State {
    /// Bytes that are out.
    used: usize,
    /// How many wait for some. Waking nobody asks the operating system all the same.
    waiting: usize,
}

/// Bytes taken from a [`Budget`]; dropping returns them.
#[derive(Debug)]
pub(crate) struct Permit {
    bytes: usize,
    shared: Arc<Shared>,
}

impl Budget {
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            shared: Arc::new(Shared {
                limit,
                state: Mutex::default(),
                returned: Condvar::new(),
                is_limited: AtomicBool::new(true),
            }),
        }
    }

    /// Waits until `bytes` are free. More than there are in all is granted when nothing else is under way.
    pub(crate) fn take(&self, bytes: usize) -> Permit {
        let mut state = self.shared.state.lock().unwrap_or_else(PoisonError::into_inner);
        let is_full = |state: &mut State| {
            state.used > 0
                && state.used.saturating_add(bytes) > self.shared.limit
                && self.shared.is_limited.load(Ordering::Relaxed)
        };
        state.waiting += 1;
        let waited = self.shared.returned.wait_timeout_while(state, PATIENCE, is_full);
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        state.waiting -= 1;
        state.used = state.used.saturating_add(bytes);
        Permit { bytes, shared: Arc::clone(&self.shared) }
    }
}

impl Budget {
    /// Lets everybody pass from now on: the run is over.
    pub(crate) fn lift(&self) {
        self.shared.is_limited.store(false, Ordering::Relaxed);
        self.shared.returned.notify_all();
    }
}

impl Permit {
    /// Accounts for an article that turned out larger than its file. Does not wait: the memory is in use already,
    /// and others wait instead.
    pub(crate) fn grow_to(&mut self, bytes: usize) {
        let more = bytes.saturating_sub(self.bytes);
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner).used += more;
        self.bytes += more;
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut state = self.shared.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.used = state.used.saturating_sub(self.bytes);
        if state.waiting > 0 {
            self.shared.returned.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn no_more_than_the_limit_is_out_at_once() {
        let budget = Budget::new(100);
        let (out, peak) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..200 {
                        let permit = budget.take(40);
                        peak.fetch_max(out.fetch_add(40, Ordering::SeqCst) + 40, Ordering::SeqCst);
                        out.fetch_sub(40, Ordering::SeqCst);
                        drop(permit);
                    }
                });
            }
        });
        assert!(peak.load(Ordering::SeqCst) <= 100);
    }

    #[test]
    fn what_is_larger_than_everything_is_granted_alone() {
        let budget = Budget::new(10);
        let mut permit = budget.take(1000);
        permit.grow_to(2000);
        drop(permit);
        drop(budget.take(10));
    }
}
