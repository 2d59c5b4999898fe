//! The end of `newsdex index`, in words and as JSON.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use super::terminal::Terminal;
use crate::index::{IndexStats, Reader};
use crate::pipeline::IndexReport;
use crate::units;

/// What a run did, and what the index is now.
pub(super) struct Summary {
    report: IndexReport,
    bytes: u64,
    seconds: f64,
}

impl Summary {
    pub(super) fn new(report: IndexReport, reader: &Reader, elapsed: Duration) -> Self {
        Self { report, bytes: IndexStats::size(reader), seconds: elapsed.as_secs_f64() }
    }

    pub(super) fn report(&self) -> &IndexReport {
        &self.report
    }

    /// Whether some file or record of the input gave no article, in this run or an earlier one.
    pub(super) fn has_skipped(&self) -> bool {
        !self.report.skipped.is_empty() || self.report.known_without_article > 0
    }

    fn megabytes_a_second(&self) -> f64 {
        megabytes_a_second(self.report.bytes, self.seconds)
    }

    /// Prints what there is to say: one line where nothing happened.
    pub(super) fn write_text(&self, index: &Path, terminal: Terminal) {
        let report = &self.report;
        let count = units::count;
        let time = units::seconds(self.seconds);
        if report.interrupted {
            Terminal::complain("interrupted: what was whole is in the index; the same command goes on from there");
        }
        let changes = report.added + report.updated + report.removed;
        if changes == 0 && report.skipped.is_empty() && report.warnings.is_empty() {
            let known = match report.known_without_article {
                0 => String::new(),
                files => format!(", {} of them without an article", count(files)),
            };
            let files = count(report.files);
            terminal.talk(&format!(
                "nothing new: {files} files unchanged{known}; {} articles in '{}' ({time})",
                count(report.articles),
                index.display()
            ));
            return;
        }
        let mut lines = vec![format!(
            "articles  {} added, {} updated, {} removed; {} in '{}'",
            count(report.added),
            count(report.updated),
            count(report.removed),
            count(report.articles),
            index.display()
        )];
        lines.push(format!(
            "files     {} met, {} unchanged, {} moved or touched",
            count(report.files),
            count(report.unchanged_files),
            count(report.reused_files)
        ));
        for (title, counts) in [("skipped ", &report.skipped), ("warnings", &report.warnings)] {
            if !counts.is_empty() {
                lines.push(format!("{title}  {}", listed(counts)));
            }
        }
        if report.known_without_article > 0 {
            let known = count(report.known_without_article);
            lines.push(format!(
                "known     {known} unchanged files without an article (newsdex stats --skipped lists them)"
            ));
        }
        lines.push(format!(
            "done      {} passages, {} read in {time} ({:.1} MB/s), index {}",
            count(report.passages),
            units::size(report.bytes),
            self.megabytes_a_second(),
            units::size(self.bytes)
        ));
        for line in &lines {
            terminal.talk(line);
        }
    }

    /// The same for machines; documented in `docs/output-formats.md`.
    pub(super) fn to_json(&self) -> Value {
        let report = &self.report;
        json!({
            "version": 1,
            "articles": report.articles,
            "added": report.added,
            "updated": report.updated,
            "removed": report.removed,
            "cleaned_again": report.cleaned_again,
            "files": report.files,
            "unchanged_files": report.unchanged_files,
            "known_without_article": report.known_without_article,
            "reused_files": report.reused_files,
            "skipped": report.skipped,
            "warnings": report.warnings,
            "passages": report.passages,
            "bytes_read": report.bytes,
            "commits": report.commits,
            "interrupted": report.interrupted,
            "seconds": self.seconds,
            "mb_per_second": self.megabytes_a_second(),
            "index_bytes": self.bytes,
        })
    }
}

#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
pub(super) fn megabytes_a_second(bytes: u64, seconds: f64) -> f64 {
    bytes as f64 / 1e6 / seconds.max(1e-9)
}

/// Counts with their names, as in `3 empty, 2 broken records`.
pub(super) fn listed(counts: &BTreeMap<&'static str, u64>) -> String {
    let shown = |(name, number): (&&str, &u64)| format!("{} {}", units::count(*number), of_number(name, *number));
    counts.iter().map(shown).collect::<Vec<_>>().join(", ")
}

/// The name of a problem beside its number. Names are stable, for machines, and so in the singular.
fn of_number(name: &str, number: u64) -> String {
    match name {
        _ if number == 1 => name.to_owned(),
        "page without an article" => "pages without an article".to_owned(),
        "record without text" => "records without text".to_owned(),
        "link or device" => "links or devices".to_owned(),
        "file exists" => "files exist".to_owned(),
        "broken record" | "internal error" | "shared name" | "duplicate id" => format!("{name}s"),
        _ => name.to_owned(),
    }
}
