//! Bugs of ours, and damaged indexes that the search engine takes for granted, end as one line.

use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::sync::{Mutex, PoisonError};

use anyhow::{Result, anyhow};

/// What the last panic said, and where.
static LAST: Mutex<Option<String>> = Mutex::new(None);

/// Runs a command. A panic becomes an error that says what happened; the index is what it was at the last commit,
/// whatever the panic interrupted. Panics over single articles are caught, and reported with the article, by the
/// pipeline itself.
pub(super) fn caught<T>(command: impl FnOnce() -> Result<T>) -> Result<T> {
    std::panic::set_hook(Box::new(remember));
    let result = catch_unwind(AssertUnwindSafe(command));
    drop(std::panic::take_hook());
    result.unwrap_or_else(|_| {
        let last = LAST.lock().unwrap_or_else(PoisonError::into_inner).take();
        let what = last.unwrap_or_else(|| "no reason given".to_owned());
        Err(anyhow!(
            "an internal error: {what} (the index may be damaged: `newsdex verify` says so, and \
             `newsdex index --fresh ARTICLES` rebuilds it)"
        ))
    })
}

fn remember(info: &PanicHookInfo<'_>) {
    let place = info.location().map_or(String::new(), |place| format!(" at {}:{}", place.file(), place.line()));
    let what = info.payload_as_str().unwrap_or("no reason given");
    *LAST.lock().unwrap_or_else(PoisonError::into_inner) = Some(format!("{what}{place}"));
}
