//! What is printed.

use std::io::Write;

use anyhow::Result;
use serde::Serialize;

use crate::answers::{Comparison, Figures};
use crate::cold::Taken;
use crate::counts::Counted;

/// A line to standard error.
pub(crate) fn complain(line: &str) {
    // There is nowhere to report to when stderr is closed.
    let _ = writeln!(std::io::stderr(), "{line}");
}

pub(crate) fn write_json(figures: &impl Serialize, out: &mut dyn Write) -> Result<()> {
    serde_json::to_writer_pretty(&mut *out, figures)?;
    writeln!(out)?;
    Ok(())
}

pub(crate) fn write_text(comparison: &Comparison, out: &mut dyn Write) -> Result<()> {
    let Comparison { floor, newsdex, answers, ids, widened, counts } = comparison;
    writeln!(out, "floor:   {} articles in {} segments", floor.articles, floor.segments)?;
    writeln!(out, "newsdex: {} articles in {} segments", newsdex.articles, newsdex.segments)?;
    writeln!(out, "\nTen hits: newsdex with marked passages, the floor with snippets")?;
    write_figures(answers, "floor", out)?;
    if let Some(ids) = ids {
        writeln!(out, "\nTen ids: newsdex --plain by words alone, and the floor")?;
        write_figures(ids, "floor", out)?;
    }
    if let Some(widened) = widened {
        writeln!(out, "\nTen ids: newsdex by words alone, as they are widened, and with --plain")?;
        write_figures(widened, "plain", out)?;
    }
    if let Some(counts) = counts {
        writeln!(out, "\nArticles that match: newsdex --plain in title and body, the floor in the body")?;
        write_counts(counts, out)?;
    }
    Ok(())
}

pub(crate) fn write_taken(taken: &[Taken], out: &mut dyn Write) -> Result<()> {
    writeln!(out, "{:<10}{:>10}{:>10}{:>10}{:>15}", "side", "processes", "p50 ms", "p90 ms", "newsdex takes")?;
    for Taken { side, processes, p50, p90, ratio } in taken {
        writeln!(out, "{side:<10}{processes:>10}{p50:>10.1}{p90:>10.1}{ratio:>13.2} ×")?;
    }
    Ok(())
}

fn write_figures(figures: &[Figures], other: &str, out: &mut dyn Write) -> Result<()> {
    writeln!(
        out,
        "{:<12}{:>8}{:>14}{:>10}{:>14}{:>10}{:>8}",
        "kind",
        "queries",
        format!("{other} p50 µs"),
        "p99",
        "newsdex p50",
        "p99",
        "ratio"
    )?;
    for Figures { kind, queries, floor, newsdex, ratio } in figures {
        writeln!(
            out,
            "{kind:<12}{queries:>8}{:>14.0}{:>10.0}{:>14.0}{:>10.0}{ratio:>8.2}",
            floor.p50, floor.p99, newsdex.p50, newsdex.p99
        )?;
    }
    Ok(())
}

fn write_counts(counts: &[Counted], out: &mut dyn Write) -> Result<()> {
    writeln!(out, "{:<12}{:>8}{:>14}{:>14}{:>19}", "kind", "queries", "floor", "newsdex", "at least as many")?;
    for Counted { kind, queries, floor, newsdex, at_least_as_many, .. } in counts {
        writeln!(out, "{kind:<12}{queries:>8}{floor:>14}{newsdex:>14}{:>18.1}%", 100.0 * at_least_as_many)?;
    }
    Ok(())
}
