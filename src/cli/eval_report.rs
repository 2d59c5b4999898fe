//! What `newsdex eval` prints, and reads again to compare with it.

use std::collections::{BTreeMap, HashMap};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::evaluation::{Figures, MEASURES, means, randomization_test};
use crate::render::{sanitized, write_json};
use crate::units;

/// Figures that differ by less are the same: JSON may have changed their last digit.
const SAME: f64 = 1e-9;

/// The figures of one query.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub id: String,
    pub figures: Figures,
}

/// All that was measured.
#[derive(Debug)]
pub(super) struct Evaluation {
    /// The queries that count, in the order of their file.
    pub rows: Vec<Row>,
    /// Queries of the file about which nothing is known.
    pub unjudged: usize,
    /// Judged queries that are not in the file.
    pub absent: usize,
    /// Articles in the index.
    pub articles: u64,
    /// The size of the index on disk.
    pub bytes: u64,
    pub comparison: Option<Comparison>,
}

/// How far the figures are from earlier ones, over the queries that both have.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Comparison {
    file: PathBuf,
    queries: usize,
    differences: Figures,
    p_values: Figures,
}

impl Evaluation {
    pub(super) fn write_json(&self, per_query: bool, out: &mut impl Write) -> Result<()> {
        let mut object = json!({
            "version": 1,
            "queries": self.rows.len(),
            "unjudged_queries": self.unjudged,
            "absent_queries": self.absent,
            "articles": self.articles,
            "index_bytes": self.bytes,
            "measures": figures_json(&self.means()),
        });
        if let Some(comparison) = &self.comparison {
            object["baseline"] = json!({
                "queries": comparison.queries,
                "differences": figures_json(&comparison.differences),
                "p_values": figures_json(&comparison.p_values),
            });
        }
        if per_query {
            let row = |row: &Row| json!({ "id": row.id, "measures": figures_json(&row.figures) });
            object["per_query"] = self.rows.iter().map(row).collect();
        }
        Ok(write_json(&object, out)?)
    }

    pub(super) fn write_text(&self, per_query: bool, out: &mut impl Write) -> std::io::Result<()> {
        if per_query {
            self.write_queries(out)?;
        }
        let heading = if self.comparison.is_some() { "  difference       p" } else { "" };
        writeln!(out, "measure      value{heading}")?;
        for (number, (measure, mean)) in MEASURES.iter().zip(self.means()).enumerate() {
            write!(out, "{:<10}  {mean:.4}", measure.name)?;
            if let Some(Comparison { differences, p_values, .. }) = &self.comparison {
                write!(out, "  {:>+10.4}  {:.4}", differences[number], p_values[number])?;
            }
            writeln!(out)?;
        }
        let (articles, size) = (units::count(self.articles), units::size(self.bytes));
        writeln!(out, "\n{}; {articles} articles, {size} on disk", queries(self.rows.len()))?;
        if let Some(Comparison { file, queries: common, .. }) = &self.comparison {
            let file = sanitized(&file.display().to_string());
            writeln!(out, "differences from '{file}' over {}; p by a paired randomization test", queries(*common))?;
        }
        Ok(())
    }

    fn write_queries(&self, out: &mut impl Write) -> std::io::Result<()> {
        let ids: Vec<String> = self.rows.iter().map(|row| sanitized(&row.id)).collect();
        let width = ids.iter().map(|id| id.chars().count()).max().unwrap_or_default().max("query".len());
        write!(out, "{:<width$}", "query")?;
        for measure in MEASURES {
            write!(out, "  {:>7}", measure.name)?;
        }
        writeln!(out)?;
        for (id, row) in ids.iter().zip(&self.rows) {
            write!(out, "{id:<width$}")?;
            for (figure, measure) in row.figures.iter().zip(MEASURES) {
                write!(out, "  {figure:>columns$.4}", columns = measure.name.len().max(7))?;
            }
            writeln!(out)?;
        }
        writeln!(out)
    }

    fn means(&self) -> Figures {
        means(self.rows.iter().map(|row| &row.figures))
    }
}

/// `1 query`, `2 queries`
pub(super) fn queries(number: usize) -> String {
    format!("{number} {}", if number == 1 { "query" } else { "queries" })
}

fn figures_json(figures: &Figures) -> Value {
    let fields = MEASURES.iter().zip(figures).map(|(measure, figure)| (measure.key.to_owned(), json!(figure)));
    Value::Object(fields.collect::<Map<_, _>>())
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

/// Earlier figures, by query.
#[derive(Debug)]
pub(super) struct Baseline {
    file: PathBuf,
    queries: HashMap<String, Figures>,
}

impl Baseline {
    pub(super) fn read(file: &Path) -> Result<Self> {
        let context = || format!("reading the baseline '{}'", file.display());
        let bytes = std::fs::read(file).with_context(context)?;
        let printed: Printed = serde_json::from_slice(&bytes).with_context(context)?;
        let rows = printed.per_query.ok_or_else(|| anyhow!("it has no queries: --json --per-query prints them"));
        let mut queries = HashMap::new();
        for row in rows.with_context(context)? {
            let mut figures = Figures::default();
            for (figure, measure) in figures.iter_mut().zip(MEASURES) {
                let value = row.measures.get(measure.key);
                let lacks = || anyhow!("query '{}' has no {}", row.id, measure.key);
                *figure = *value.ok_or_else(lacks).with_context(context)?;
            }
            queries.insert(row.id, figures);
        }
        Ok(Self { file: file.to_owned(), queries })
    }

    /// # Errors
    /// When no query is the same.
    pub(super) fn compare(self, rows: &[Row]) -> Result<Comparison> {
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
            file: self.file,
            queries: pairs.len(),
            differences: means(&changes),
            p_values: std::array::from_fn(p_value),
        })
    }
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
