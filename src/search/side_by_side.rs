//! Work of one answer for several threads.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// What `work` makes of each number below `count`, in their order. Done by so many threads; where they cannot be had, those that there
/// are do all of it. A panic goes on in the caller.
pub(super) fn side_by_side<T: Send>(threads: usize, count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    if threads.min(count) < 2 {
        return (0..count).map(work).collect();
    }
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(count)));
    let run = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return;
            }
            let made = work(number);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((number, made));
        }
    };
    thread::scope(|scope| {
        let start = |_| thread::Builder::new().spawn_scoped(scope, run).ok();
        let helpers: Vec<_> = (1..threads.min(count)).filter_map(start).collect();
        run();
        for helper in helpers {
            helper.join().unwrap_or_else(|panic| resume_unwind(panic));
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|&(number, _)| number);
    done.into_iter().map(|(_, made)| made).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_is_done_once_and_in_order() {
        for threads in [0, 1, 2, 7] {
            assert_eq!(side_by_side(threads, 20, |number| number * number), (0..20).map(|n| n * n).collect::<Vec<_>>());
            assert_eq!(side_by_side(threads, 0, |number| number), Vec::<usize>::new());
        }
    }

    #[test]
    #[should_panic(expected = "the third")]
    fn a_panic_is_not_lost() {
        side_by_side(2, 5, |number| assert!(number != 3, "the third"));
    }
}
