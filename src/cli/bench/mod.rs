//! `newsdex bench`

mod against;
mod first;
mod indexing;
mod peers;
mod queries;
mod scratch;

use std::path::Path;

use anyhow::Result;

use super::args::{BenchArgs, BenchCommand};
use super::exit::Exit;
use super::settings::threads;
use super::terminal::Terminal;

pub(super) fn run(args: &BenchArgs, index: &Path, terminal: Terminal) -> Result<Exit> {
    match &args.what {
        Some(BenchCommand::Index(args)) => indexing::run(args, terminal),
        None => queries::run(&args.queries, index, terminal),
    }
}

/// 1, 2, 4 and so on, up to `most`; 0 is for as many as there are cores.
fn thread_counts(most: usize) -> Vec<usize> {
    let most = threads(most);
    let powers = std::iter::successors(Some(1usize), |threads| threads.checked_mul(2));
    powers.take_while(|&threads| threads < most).chain([most]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_are_doubled_up_to_the_most() {
        assert_eq!(thread_counts(1), [1]);
        assert_eq!(thread_counts(4), [1, 2, 4]);
        assert_eq!(thread_counts(6), [1, 2, 4, 6]);
        assert!(thread_counts(0).first() == Some(&1));
    }
}
