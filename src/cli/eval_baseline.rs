//! Figures that those of `newsdex eval` are compared with: what it printed before, or what the run of another program is worth.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use serde::Deserialize;

use super::eval_report::Row;
use crate::evaluation::{Figures, Judgements, MEASURES, means, measure, parse_run, randomization_test};

/// Figures that differ by less are the same: JSON may have changed their last digit.
const SAME: f64 = 1e-9;

/// How far the figures are from others, over the queries that both have.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Comparison {
    pub file: PathBuf,
    pub queries: usize,
    pub differences: Figures,
    pub p_values: Figures,
}

/// What `--json --per-query` printed, as far as it is read again.
#[derive(Debug, Deserialize)]
struct Printed {
    per_query: Option<Vec<PrintedRow>>,
}

#[derive(Debug, Deserialize)]
struct PrintedRow {
    id: String,
    measures: BTreeMap<String, f64>,
}

/// Other figures, by query.
#[derive(Debug)]
pub(super) struct Baseline {
    file: PathBuf,
    queries: HashMap<String, Figures>,
}

impl Baseline {
    /// Reads what was printed, or, where it does not begin as an object does, a TREC run, which `judgements` are to measure. If
    /// that is to be `complete`, judged queries that it does not have found nothing.
    pub(super) fn read(file: &Path, judgements: &Judgements, complete: bool) -> Result<Self> {
        let context = || format!("reading the baseline '{}'", file.display());
        let text = std::fs::read_to_string(file).with_context(context)?;
        let is_printed = text.trim_start_matches('\u{feff}').trim_start().starts_with('{');
        let read = if is_printed { printed(&text) } else { of_run(&text, judgements, complete) };
        Ok(Self { file: file.to_owned(), queries: read.with_context(context)? })
    }

    /// Figures that are known, with a name for them.
    pub(super) fn of(name: &str, rows: &[Row]) -> Self {
        let queries = rows.iter().map(|row| (row.id.clone(), row.figures)).collect();
        Self { file: name.into(), queries }
    }

    /// # Errors
    /// When no query is the same.
    pub(super) fn compare(&self, rows: &[Row]) -> Result<Comparison> {
        let pairs: Vec<(Figures, Figures)> =
            rows.iter().filter_map(|row| Some((row.figures, *self.queries.get(&row.id)?))).collect();
        if pairs.is_empty() {
            bail!("the baseline '{}' has none of these queries", self.file.display());
        }
        let changes: Vec<Figures> = pairs
            .iter()
            .map(|(now, before)| std::array::from_fn(|number| change(now[number], before[number])))
            .collect();
        let p_value = |number| randomization_test(&changes.iter().map(|change| change[number]).collect::<Vec<_>>());
        Ok(Comparison {
            file: self.file.clone(),
            queries: pairs.len(),
            differences: means(&changes),
            p_values: std::array::from_fn(p_value),
        })
    }
}

fn printed(text: &str) -> Result<HashMap<String, Figures>> {
    let printed: Printed = serde_json::from_str(text)?;
    let rows = printed.per_query.ok_or_else(|| anyhow!("it has no queries: --json --per-query prints them"))?;
    let mut queries = HashMap::new();
    for row in rows {
        let mut figures = Figures::default();
        for (figure, measure) in figures.iter_mut().zip(MEASURES) {
            let value = row.measures.get(measure.key);
            *figure = *value.ok_or_else(|| anyhow!("query '{}' has no {}", row.id, measure.key))?;
        }
        queries.insert(row.id, figures);
    }
    Ok(queries)
}

/// The figures of the judged queries of a run.
fn of_run(text: &str, judgements: &Judgements, complete: bool) -> Result<HashMap<String, Figures>> {
    let run = parse_run(text)?;
    let judged = judgements.iter().filter(|(id, _)| complete || run.contains_key(*id));
    let found = |id| run.get(id).map(Vec::as_slice).unwrap_or_default();
    Ok(judged.map(|(id, grades)| (id.clone(), measure(found(id), grades))).collect())
}

fn change(now: f64, before: f64) -> f64 {
    let difference = now - before;
    if difference.abs() < SAME { 0.0 } else { difference }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, figure: f64) -> Row {
        Row { id: id.to_owned(), figures: [figure; MEASURES.len()] }
    }

    #[test]
    fn what_is_compared_are_the_queries_that_both_have() {
        let before = [("a", 0.5), ("b", 0.25), ("z", 1.0)];
        let queries = before.map(|(id, figure)| (id.to_owned(), row(id, figure).figures)).into();
        let baseline = Baseline { file: PathBuf::from("old"), queries };
        let comparison = baseline.compare(&[row("a", 0.5 + 1e-16), row("b", 0.75), row("c", 0.0)]).unwrap();
        assert_eq!((comparison.queries, comparison.differences), (2, [0.25; MEASURES.len()]));
        assert!(comparison.p_values.iter().all(|&p| (p - 1.0).abs() < 1e-12), "{comparison:?}");
    }
}
