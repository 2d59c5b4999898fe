//! What `newsdex eval` prints.

use std::io::Write;

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::eval_baseline::Comparison;
use super::timing::Times;
use crate::evaluation::{Figures, MEASURES, means};
use crate::render::{sanitized, write_json};
use crate::units;

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
    /// How long a page of passages takes.
    pub times: Times,
    pub comparison: Option<Comparison>,
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
            "microseconds": { "mean": self.times.mean, "median": self.times.median },
        });
        if let Some(Comparison { queries, differences, p_values, .. }) = &self.comparison {
            object["baseline"] = json!({
                "queries": queries,
                "differences": figures_json(differences),
                "p_values": figures_json(p_values),
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
