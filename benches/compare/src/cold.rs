//! `compare cold`: what an answer takes from the shell, where each query has a process of its own.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde::Serialize;

use crate::args::ColdArgs;
use crate::articles::Random;
use crate::queries::{self, Query};
use crate::report;
use crate::statistics::{median, quantile};

/// How the processes of one side are started.
struct Side<'a> {
    name: &'static str,
    command: Box<dyn Fn(&Query) -> Command + 'a>,
}

/// What the processes of one side took.
#[derive(Debug, Serialize)]
pub(crate) struct Taken {
    pub side: &'static str,
    /// Processes that were timed.
    pub processes: usize,
    /// From the start of a process to its end, in milliseconds: the median.
    pub p50: f64,
    /// The same, of which a tenth take longer.
    pub p90: f64,
    /// The median of what newsdex takes in terms of this side, process by process.
    pub ratio: f64,
}

pub(crate) fn run(args: &ColdArgs) -> Result<()> {
    let mut queries = queries::read(&args.queries)?;
    queries.retain(|query| words(query).is_some());
    if queries.is_empty() {
        bail!("there are no queries of two words");
    }
    let own = std::env::current_exe().context("finding the program of the floor")?;
    let taken = taken(&time(&sides(args, &own), &queries, args.rounds, args.seed)?);
    let mut out = std::io::stdout().lock();
    if args.json { report::write_json(&taken, &mut out) } else { report::write_taken(&taken, &mut out) }
}

/// The words of a query of two, whether they are required or not.
fn words(query: &Query) -> Option<[&str; 2]> {
    let words: Vec<&str> = query.text.split_whitespace().map(|word| word.trim_start_matches('+')).collect();
    let is_word = |word: &&str| !word.is_empty() && word.chars().all(char::is_alphanumeric);
    <[&str; 2]>::try_from(words).ok().filter(|words| words.iter().all(is_word))
}

/// newsdex first.
fn sides<'a>(args: &'a ColdArgs, own: &'a Path) -> Vec<Side<'a>> {
    let newsdex = move |query: &Query| {
        let mut command = Command::new(&args.program);
        command.args(["search", "--index"]).arg(&args.newsdex).arg(&query.text);
        command
    };
    let floor = move |query: &Query| {
        let mut command = Command::new(own);
        command.arg("floor-search").arg(&args.floor).arg(&query.text);
        command
    };
    let mut sides =
        vec![Side { name: "newsdex", command: Box::new(newsdex) }, Side { name: "floor", command: Box::new(floor) }];
    if let Some(folder) = &args.files {
        sides.push(Side { name: "ripgrep", command: Box::new(move |query| ripgrep(query, folder)) });
    }
    sides
}

/// Names the files of a folder that hold both words, in any case and order.
fn ripgrep(query: &Query, folder: &Path) -> Command {
    let [one, other] = words(query).unwrap_or_default();
    let pattern = format!(r"(?s)\b{one}\b.*\b{other}\b|\b{other}\b.*\b{one}\b");
    let mut command = Command::new("rg");
    command.args(["--files-with-matches", "--ignore-case", "--multiline", &pattern]).arg(folder);
    command
}

/// Milliseconds of each side, in the same order of queries and rounds. In each round queries come in a random order, and for
/// each query the sides do; a first round, which does not count, fills the caches of the system.
fn time(sides: &[Side], queries: &[Query], rounds: u32, seed: u64) -> Result<Vec<(&'static str, Vec<f64>)>> {
    let mut all: Vec<(&'static str, Vec<f64>)> = sides.iter().map(|side| (side.name, Vec::new())).collect();
    let mut order: Vec<usize> = (0..queries.len()).collect();
    let mut turns: Vec<usize> = (0..sides.len()).collect();
    for round in 0..=rounds {
        let mut random = Random::new(seed, u64::from(round));
        random.shuffle(&mut order);
        for &number in &order {
            random.shuffle(&mut turns);
            for &turn in &turns {
                let milliseconds = milliseconds(&sides[turn], &queries[number])?;
                if round > 0 {
                    all[turn].1.push(milliseconds);
                }
            }
        }
    }
    Ok(all)
}

/// From the start of a process to its end. What it prints is read.
fn milliseconds(side: &Side, query: &Query) -> Result<f64> {
    let mut command = (side.command)(query);
    let start = Instant::now();
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("starting {}", side.name))?;
    let elapsed = start.elapsed();
    // Programs that search end with 1 where nothing is found.
    if !matches!(output.status.code(), Some(0 | 1)) {
        bail!("{}, {:?}: {}", side.name, query.text, String::from_utf8_lossy(&output.stderr).trim_end());
    }
    Ok(1e3 * elapsed.as_secs_f64())
}

fn taken(all: &[(&'static str, Vec<f64>)]) -> Vec<Taken> {
    let newsdex = all.first().map_or(&[][..], |(_, times)| times);
    let of = |(side, times): &(&'static str, Vec<f64>)| {
        let ratios: Vec<f64> = newsdex.iter().zip(times).map(|(newsdex, other)| newsdex / other).collect();
        Taken {
            side,
            processes: times.len(),
            p50: median(times).unwrap_or_default(),
            p90: quantile(times, 0.9).unwrap_or_default(),
            ratio: median(&ratios).unwrap_or_default(),
        }
    };
    all.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(text: &str) -> Query {
        Query { kind: "kind".to_owned(), text: text.to_owned() }
    }

    #[test]
    fn queries_of_two_words_are_told() {
        let (plain, required) = (query("tank loss"), query("+tank  +loss"));
        assert_eq!(words(&plain), Some(["tank", "loss"]));
        assert_eq!(words(&required), Some(["tank", "loss"]));
        for text in ["tank", "tank loss gun", "\"tank loss\"", "+tank -loss", "tank +"] {
            assert_eq!(words(&query(text)), None, "{text}");
        }
    }

    #[test]
    fn each_side_has_a_process_for_each_query_in_each_round() {
        // The program of the tests stands for others: it lists what it has, and knows no such option.
        let side = |name, argument: &'static str| {
            let own = std::env::current_exe().unwrap();
            let command = move |_: &Query| {
                let mut command = Command::new(&own);
                command.arg(argument);
                command
            };
            Side { name, command: Box::new(command) }
        };
        let queries = [query("a b"), query("c d")];
        let times = time(&[side("newsdex", "--list"), side("floor", "--list")], &queries, 3, 1).unwrap();
        assert!(times.iter().all(|(_, times)| times.len() == 6 && times.iter().all(|&time| time > 0.0)));
        assert!(time(&[side("newsdex", "--no-such-option")], &queries, 1, 1).is_err());
    }

    #[test]
    fn ratios_are_taken_process_by_process() {
        let taken = taken(&[("newsdex", vec![10.0, 30.0, 20.0]), ("floor", vec![20.0, 30.0, 10.0])]);
        let figures: Vec<_> = taken.iter().map(|one| (one.side, one.processes, one.p50, one.ratio)).collect();
        assert_eq!(figures, [("newsdex", 3, 20.0, 1.0), ("floor", 3, 20.0, 1.0)]);
        assert!((taken[0].p90 - 28.0).abs() < 1e-9);
    }
}
