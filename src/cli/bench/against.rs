//! Earlier figures, and what may be slower than they are.

use std::path::Path;

use anyhow::{Context, Result, anyhow};
use serde::de::DeserializeOwned;

use crate::cli::exit::Exit;
use crate::cli::terminal::Terminal;

/// `10%` or `10`, as 0.1.
pub(super) fn share(text: &str) -> Result<f64> {
    let number = text.trim().trim_end_matches('%').trim_end();
    let percent = number.parse::<f64>().ok().filter(|percent| percent.is_finite() && *percent >= 0.0);
    Ok(percent.ok_or_else(|| anyhow!("--max-regression: '{text}' is no percentage such as 10%"))? / 100.0)
}

/// What `--json` wrote before.
pub(super) fn read_baseline<B: DeserializeOwned>(file: &Path) -> Result<B> {
    let context = || format!("reading the baseline '{}'", file.display());
    let bytes = std::fs::read(file).with_context(context)?;
    serde_json::from_slice(&bytes).with_context(context)
}

/// Names what is slower than before by more than `allowed`, of things that `noun` calls by their name.
pub(super) fn verdict(slower: &[(String, f64)], (allowed, noun): (Option<&str>, &str), terminal: Terminal) -> Exit {
    if slower.is_empty() {
        return Exit::Success;
    }
    for (name, ratio) in slower {
        terminal.talk(&format!("{name}: {ratio:.2} times as long as before"));
    }
    terminal.talk(&format!("slower than before by more than {}: {} {noun}", allowed.unwrap_or_default(), slower.len()));
    Exit::Slower
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_may_have_its_sign() {
        assert!((share("10%").unwrap() - 0.1).abs() < 1e-12 && (share(" 2.5 ").unwrap() - 0.025).abs() < 1e-12);
        assert!(share("ten").is_err() && share("-1%").is_err() && share("nan").is_err());
    }
}
