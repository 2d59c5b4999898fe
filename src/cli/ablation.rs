//! `newsdex eval --ablation`: what each part gives, and what it takes.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::answering::open;
use super::args::EvalArgs;
use super::eval::{Judged, rank};
use super::eval_baseline::{Baseline, Comparison};
use super::eval_report::{Row, queries as counted};
use super::exit::Exit;
use super::maintenance::merge;
use super::progress::is_interrupted;
use super::terminal::Terminal;
use super::timing::{Times, times};
use crate::evaluation::{MEASURES, means};
use crate::index::IndexStats;
use crate::parts::{Part, Parts};
use crate::search::{LocalSearcher, SearchRequest};
use crate::units;

/// The measures of the table, by their names in `trec_eval`.
const SHOWN: [&str; 2] = ["ndcg_cut_10", "map"];

/// What the row is called that all others are compared with.
const REFERENCE: &str = "nothing";

/// Rounds in which queries are timed: differences are small.
const ROUNDS: usize = 10;

/// A way to search.
struct Variant<'s> {
    name: String,
    searcher: &'s LocalSearcher,
    requests: Vec<SearchRequest>,
}

/// Leaves out each part by itself, and prints a table. The parts of analysis want other indexes: those are built of the
/// folders of `--in`, beside the index, and removed again.
pub(super) fn ablation(args: &EvalArgs, judged: &Judged, index: &Path, terminal: Terminal) -> Result<Exit> {
    let within = (args.within.as_slice(), &args.reading);
    let Some(searcher) = open(within, Parts::ALL, index, terminal)? else { return Ok(Exit::NothingFound) };
    if searcher.reader().parts() != Parts::ALL {
        bail!("--ablation compares with an index of all parts");
    }
    let segments = IndexStats::of(searcher.reader())?.segments;
    if segments > 1 && !args.within.is_empty() {
        terminal.talk(&format!(
            "times are not quite comparable: the index has {segments} segments, until `newsdex compact`"
        ));
    }
    let of_analysis = Part::ALL.into_iter().filter(|part| part.is_of_analysis());
    let mut others = Vec::new();
    if args.within.is_empty() {
        let names: Vec<&str> = of_analysis.map(Part::name).collect();
        let names = names.join(", ");
        terminal.talk(&format!("left out, as they take indexes of their own, which --in ARTICLES builds: {names}"));
    } else {
        for part in of_analysis {
            terminal.talk(&format!("building an index without {}", part.name()));
            let folder = Temporary::beside(index, part)?;
            open(within, Parts::ALL.without(part), &folder.0, terminal)?;
            if is_interrupted() {
                return Ok(Exit::Interrupted);
            }
            // How many segments there are depends on the timing of threads, and takes time in each query.
            merge(&folder.0)?;
            let searcher = open((&[], &args.reading), Parts::ALL.without(part), &folder.0, terminal)?;
            others.extend(searcher.map(|searcher| (part, searcher, folder)));
        }
    }
    let variant = |name: &str, searcher, parts, expand| {
        let requests = judged.requests(parts, expand);
        Variant { name: name.to_owned(), searcher, requests }
    };
    let mut variants = vec![variant(REFERENCE, &searcher, Parts::ALL, false)];
    for part in Part::ALL.into_iter().filter(|part| !part.is_of_analysis()) {
        variants.push(variant(part.name(), &searcher, Parts::ALL.without(part), false));
    }
    for (part, searcher, _) in &others {
        variants.push(variant(part.name(), searcher, Parts::ALL.without(*part), false));
    }
    variants.push(variant("nothing, but with --expand", &searcher, Parts::ALL, true));
    let Some(rankings) = rankings(&variants, judged, terminal)? else { return Ok(Exit::Interrupted) };
    let asked: Vec<_> = variants.iter().map(|variant| (variant.searcher, variant.requests.as_slice())).collect();
    write_table(&variants, &rankings, &times(&asked, ROUNDS)?)?;
    Ok(Exit::Success)
}

/// The figures of each variant, unless the user has asked to stop.
fn rankings(variants: &[Variant<'_>], judged: &Judged, terminal: Terminal) -> Result<Option<Vec<Vec<Row>>>> {
    let mut all = Vec::with_capacity(variants.len());
    for Variant { name, searcher, requests } in variants {
        if is_interrupted() {
            return Ok(None);
        }
        terminal.talk(&format!("without {name}: {}", counted(requests.len())));
        all.push(rank(searcher, requests, &judged.judgements, None)?);
    }
    Ok(Some(all))
}

fn write_table(variants: &[Variant<'_>], rankings: &[Vec<Row>], times: &[Times]) -> Result<()> {
    let mut out = Terminal::out();
    let measures: Vec<(usize, &str)> = SHOWN
        .iter()
        .filter_map(|key| MEASURES.iter().position(|measure| measure.key == *key))
        .map(|number| (number, MEASURES[number].name))
        .collect();
    let (Some(reference), Some(first)) = (rankings.first(), times.first()) else { return Ok(()) };
    let baseline = Baseline::of(REFERENCE, reference);
    write!(out, "| without |")?;
    for (_, name) in &measures {
        write!(out, " {name} | difference | p |")?;
    }
    writeln!(out, " median µs | difference |")?;
    writeln!(out, "|---|{}--:|--:|", "--:|--:|--:|".repeat(measures.len()))?;
    for ((variant, rows), times) in variants.iter().zip(rankings).zip(times) {
        let means = means(rows.iter().map(|row| &row.figures));
        let Comparison { differences, p_values, .. } = baseline.compare(rows)?;
        let is_reference = variant.name == REFERENCE;
        write!(out, "| {} |", variant.name)?;
        for &(number, _) in &measures {
            write!(out, " {:.4} |", means[number])?;
            if is_reference {
                write!(out, " | |")?;
            } else {
                write!(out, " {:+.4} | {:.4} |", differences[number], p_values[number])?;
            }
        }
        let difference = if is_reference { String::new() } else { format!(" {:+.0}", times.median - first.median) };
        writeln!(out, " {:.0} |{difference} |", times.median)?;
    }
    let articles = variants.first().map_or(0, |variant| variant.searcher.reader().articles());
    let (queries, articles) = (counted(reference.len()), units::count(articles));
    writeln!(out, "\n{queries}; {articles} articles; p by a paired randomization test; times of ten passages")?;
    Ok(out.flush()?)
}

/// A folder that is removed when it is no longer needed.
struct Temporary(PathBuf);

impl Temporary {
    /// A new folder beside the index.
    fn beside(index: &Path, part: Part) -> Result<Self> {
        let index = fs::canonicalize(index).with_context(|| format!("reading '{}'", index.display()))?;
        let mut name = index.file_name().unwrap_or_default().to_owned();
        name.push(format!("-without-{}", part.name()));
        let folder = index.with_file_name(name);
        let context = || format!("creating '{}', which must not be there yet", folder.display());
        fs::create_dir(&folder).with_context(context)?;
        Ok(Self(folder))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            Terminal::complain(&format!("newsdex: removing '{}': {error}", self.0.display()));
        }
    }
}
