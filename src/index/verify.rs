//! Is the index sound?

use std::collections::HashMap;
use std::path::Path;

use tantivy::{DocAddress, SegmentReader};

use super::{Borders, IndexError, Outcome, Reader, StoredArticle, article_key};

/// The findings beyond this many are counted but not described.
const MAX_FINDINGS: usize = 20;

/// What verification found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VerifyReport {
    /// Articles looked at.
    pub articles: u64,
    /// Source files looked at.
    pub files: u64,
    /// What is wrong, in words; the first 20.
    pub findings: Vec<String>,
    /// How many things are wrong.
    pub damage: u64,
}

impl VerifyReport {
    fn find(&mut self, what: impl FnOnce() -> String) {
        self.damage += 1;
        if self.findings.len() < MAX_FINDINGS {
            self.findings.push(what());
        }
    }
}

/// Reads the whole index, as it was at its last commit, and checks: checksums of all files; that every article can be read and its passages lie
/// within it; that the source tables and the articles tell the same; that no article is there twice.
///
/// # Errors
/// When the index cannot be opened far enough to be checked. Damage is reported, not returned as an error.
pub fn verify(path: &Path) -> Result<VerifyReport, IndexError> {
    let (reader, lessons) = Reader::open_with_lessons(path)?;
    let reader = &reader;
    let mut report = VerifyReport::default();
    for path in reader.damaged_files()? {
        report.find(|| format!("'{}' has changed since it was written", path.display()));
    }
    let tables = reader.sources();
    if let Err(error) = tables.verify() {
        report.find(|| describe(&error));
    }
    for checked in [lessons.map(|_| ()), reader.check_packer()] {
        if let Err(error) = checked {
            report.find(|| describe(&error));
        }
    }
    let mut expected: HashMap<u64, u64> = HashMap::new();
    for row in tables.all()? {
        let (key, entry) = row?;
        report.files += 1;
        let articles = entry.outcome.articles();
        if !matches!(entry.outcome, Outcome::Nothing { .. }) && expected.insert(entry.file, articles).is_some() {
            report.find(|| format!("two source files have the number {} ({key:?})", entry.file));
        }
    }
    let mut keys: HashMap<u64, u64> = HashMap::new();
    for (ord, segment) in (0u32..).zip(reader.searcher().segment_readers()) {
        check_segment(reader, (ord, segment), &mut expected, &mut keys, &mut report)?;
    }
    for (file, missing) in expected.into_iter().filter(|&(_, missing)| missing > 0) {
        report.find(|| format!("{missing} articles of source file number {file} are missing"));
    }
    Ok(report)
}

fn check_segment(
    reader: &Reader,
    (ord, segment): (u32, &SegmentReader),
    expected: &mut HashMap<u64, u64>,
    keys: &mut HashMap<u64, u64>,
    report: &mut VerifyReport,
) -> Result<(), IndexError> {
    let files = segment.fast_fields().u64("file")?;
    let article_keys = segment.fast_fields().u64("key")?;
    let passages = Borders::of(segment, reader.fields().passages)?;
    for doc in segment.doc_ids_alive() {
        report.articles += 1;
        let file = files.first(doc).unwrap_or(0);
        match expected.get_mut(&file) {
            Some(left) if *left > 0 => *left -= 1,
            _ => report.find(|| format!("an article of source file number {file} that no table knows")),
        }
        let key = article_keys.first(doc).unwrap_or(0);
        if let Some(other) = keys.insert(key, file) {
            report.find(|| format!("the same article in source files number {other} and {file}"));
        }
        match reader.stored(DocAddress::new(ord, doc)) {
            Ok(stored) => {
                let borders = passages.as_ref().map_or(0, |passages| passages.of_article(doc).count());
                if let Some(fault) = fault(&stored, key, borders) {
                    report.find(|| format!("{}: {fault}", String::from_utf8_lossy(&stored.path)));
                }
            }
            Err(error) => report.find(|| describe(&error)),
        }
    }
    Ok(())
}

/// An error with its causes.
fn describe(error: &IndexError) -> String {
    let causes = std::iter::successors(std::error::Error::source(error), |cause| cause.source());
    std::iter::once(error.to_string()).chain(causes.map(ToString::to_string)).collect::<Vec<_>>().join(": ")
}

/// What is wrong with an article, if anything.
fn fault(stored: &StoredArticle, key: u64, borders: usize) -> Option<&'static str> {
    let starts = &stored.passages;
    if article_key(stored.root, &stored.path, stored.place) != key {
        return Some("it is filed under the name of another article");
    }
    if borders != starts.len() + 1 {
        return Some("its passages and their positions differ in number");
    }
    if stored.struck.len() != stored.removed.iter().filter(|line| line.reason.is_of_corpus()).count() {
        return Some("the lines that the corpus removed and their kinds differ in number");
    }
    if stored.recovered.iter().any(|line| line.block as usize >= stored.kinds.len()) {
        return Some("a block that the corpus gave back is not there");
    }
    let are_in_order = starts.windows(2).all(|pair| pair[0] < pair[1]);
    if !are_in_order || !starts.iter().all(|&start| stored.body.is_char_boundary(start as usize)) {
        return Some("its passages do not lie within its text");
    }
    None
}
