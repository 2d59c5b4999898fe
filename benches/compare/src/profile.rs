//! `compare profile`: one side alone, so that all that a profiler sees belongs to it.

use std::hint::black_box;
use std::io::Write;
use std::time::Instant;

use anyhow::{Result, bail};
use newsdex::search::Widening;

use crate::answers::HITS;
use crate::args::ProfileArgs;
use crate::floor::search::Floor;
use crate::newsdex_side::Newsdex;
use crate::queries::{self, Query};

pub(crate) fn run(args: &ProfileArgs) -> Result<()> {
    let mut queries = queries::read(&args.queries)?;
    if let Some(kind) = &args.kind {
        queries.retain(|query| query.kind == *kind);
    }
    if queries.is_empty() {
        bail!("there are no queries of this kind");
    }
    if let Some(folder) = &args.newsdex {
        let newsdex = Newsdex::open(folder)?;
        if args.ids {
            repeat(&queries, args.rounds, |text| newsdex.ids(text, Widening::Plain, HITS))?;
        } else {
            repeat(&queries, args.rounds, |text| newsdex.answer(text, Widening::Default, HITS))?;
        }
    }
    if let Some(folder) = &args.floor {
        let floor = Floor::open(folder)?;
        if args.ids {
            repeat(&queries, args.rounds, |text| floor.ids(text, HITS))?;
        } else {
            repeat(&queries, args.rounds, |text| floor.snippets(text, HITS))?;
        }
    }
    Ok(())
}

/// Asks all queries in every round, and prints how long an answer took on average.
fn repeat<T>(queries: &[Query], rounds: u32, answer: impl Fn(&str) -> Result<T>) -> Result<()> {
    let start = Instant::now();
    let mut answers = 0u32;
    for _ in 0..rounds {
        for query in queries {
            black_box(answer(&query.text)?);
            answers += 1;
        }
    }
    let mean = 1e6 * start.elapsed().as_secs_f64() / f64::from(answers.max(1));
    writeln!(std::io::stdout(), "{answers} answers, {mean:.0} µs each")?;
    Ok(())
}
