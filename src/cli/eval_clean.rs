//! `newsdex eval-clean`

use std::io::Write;

use anyhow::Result;
use serde_json::{Value, json};

use super::args::EvalCleanArgs;
use super::exit::Exit;
use super::terminal::Terminal;
use crate::clean::{CleanOptions, clean};
use crate::evaluation::{Benchmark, Measured, Summary};
use crate::render::{sanitized, write_json};

pub(super) fn run(args: &EvalCleanArgs) -> Result<Exit> {
    let benchmark = Benchmark::open(&args.folder)?;
    let options = CleanOptions::default();
    let measured: Vec<(&str, Measured)> =
        benchmark.kinds.iter().map(|kind| (kind.name, benchmark.measure(kind, &|raw| clean(raw, &options)))).collect();
    for (name, kind) in &measured {
        for (id, reason) in &kind.unread {
            Terminal::complain(&format!("counted as empty: {name}, page {id}: {reason}"));
        }
    }
    let mut out = Terminal::out();
    if args.json {
        let kinds: Vec<Value> = measured.iter().map(|(name, kind)| kind_json(name, kind, args.worst)).collect();
        write_json(&json!({ "version": 1, "kinds": kinds }), &mut out)?;
    } else {
        write_table(&measured, &mut out)?;
        for (name, kind) in measured.iter().filter(|_| args.worst > 0) {
            writeln!(out, "\n{name}, the worst")?;
            for (score, id, url) in kind.pages.iter().take(args.worst) {
                let url = url.as_deref().unwrap_or_default();
                writeln!(out, "{:.3}  {}  {}", score.f1(), sanitized(id), sanitized(url))?;
            }
        }
    }
    out.flush()?;
    Ok(Exit::Success)
}

fn write_table(measured: &[(&str, Measured)], out: &mut impl Write) -> std::io::Result<()> {
    writeln!(out, "kind                pages     F1      P      R  exact  <0.6  pages/s")?;
    for (name, kind) in measured {
        write_row(name, &kind.all, &format!("{:>7.0}", pages_a_second(kind)), out)?;
        if let Some(english) = &kind.english {
            write_row(&format!("{name} (English)"), english, "", out)?;
        }
    }
    Ok(())
}

fn write_row(name: &str, summary: &Summary, speed: &str, out: &mut impl Write) -> std::io::Result<()> {
    let Summary { pages, f1, precision, recall, exact, low } = summary;
    let row = format!("{name:<19} {pages:>5}  {f1:.3}  {precision:.3}  {recall:.3}  {exact:.3}  {low:>4}  {speed}");
    writeln!(out, "{}", row.trim_end())
}

fn kind_json(name: &str, kind: &Measured, worst: usize) -> Value {
    let pages = kind.pages.iter().take(worst);
    json!({
        "kind": name,
        "all": summary_json(&kind.all),
        "english": kind.english.as_ref().map(summary_json),
        "unread": kind.unread.len(),
        "pages_per_second": pages_a_second(kind),
        "worst": pages.map(|(score, id, url)| json!({ "id": id, "f1": score.f1(), "url": url })).collect::<Vec<_>>(),
    })
}

fn summary_json(summary: &Summary) -> Value {
    json!({
        "pages": summary.pages,
        "f1": summary.f1,
        "precision": summary.precision,
        "recall": summary.recall,
        "exact": summary.exact,
        "under_60": summary.low,
    })
}

/// Pages that one thread cleans in a second.
#[expect(clippy::cast_precision_loss, reason = "a count of pages")]
fn pages_a_second(kind: &Measured) -> f64 {
    (kind.all.pages - kind.unread.len()) as f64 / kind.time.as_secs_f64().max(1e-9)
}
