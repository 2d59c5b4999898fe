//! What is in the index.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tantivy::SegmentReader;

use super::document::date_of_epoch_day;
use super::{Borders, IndexError, Outcome, Reader};

/// An index in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IndexStats {
    /// Articles that can be found.
    pub articles: u64,
    /// Passages of all articles.
    pub passages: u64,
    /// Source files that gave articles.
    pub files: u64,
    /// Source files that gave none, by reason.
    pub skipped_files: BTreeMap<String, u64>,
    /// Records that gave no article, in files that gave others.
    pub skipped_records: u64,
    /// Files that an interrupted run read in part.
    pub partial_files: u64,
    /// The indexed folders: as named, and absolute.
    pub roots: Vec<(PathBuf, PathBuf)>,
    /// Parts of the index that are searched one by one; `compact` makes them one.
    pub segments: usize,
    /// Articles deleted but still on disk until a merge or `compact`.
    pub deleted: u64,
    /// Size on disk in bytes.
    pub bytes: u64,
    /// First and last day of publication.
    pub published: Option<(jiff::civil::Date, jiff::civil::Date)>,
    /// Articles without a day of publication.
    pub undated: u64,
    /// Articles by source, the largest first.
    pub sources: Vec<(String, u64)>,
    /// Articles by language, the largest first.
    pub languages: Vec<(String, u64)>,
}

impl IndexStats {
    /// Adds up an index. Reads the source tables and a few columns.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn of(reader: &Reader) -> Result<Self, IndexError> {
        let searcher = reader.searcher();
        let mut stats = Self {
            articles: searcher.num_docs(),
            segments: searcher.segment_readers().len(),
            bytes: Self::size(reader),
            roots: reader.commit().roots.iter().map(|root| (root.given().into(), root.path().into())).collect(),
            ..Self::default()
        };
        stats.add_tables(reader)?;
        let mut sources = BTreeMap::new();
        let mut languages = BTreeMap::new();
        for (number, segment) in (0u32..).zip(searcher.segment_readers()) {
            stats.add_passages(reader, (number, segment))?;
            stats.add_segment(segment)?;
            count_values(segment, "source", &mut sources)?;
            count_values(segment, "language", &mut languages)?;
        }
        stats.sources = largest_first(sources);
        stats.languages = largest_first(languages);
        Ok(stats)
    }

    /// The size on disk in bytes.
    #[must_use]
    pub fn size(reader: &Reader) -> u64 {
        folder_size(reader.generation())
    }

    fn add_tables(&mut self, reader: &Reader) -> Result<(), IndexError> {
        for row in reader.sources().all()? {
            match row?.1.outcome {
                Outcome::Nothing { reason } => *self.skipped_files.entry(reason).or_default() += 1,
                Outcome::Done { skipped, .. } => {
                    self.files += 1;
                    self.skipped_records += skipped;
                }
                Outcome::Partial { skipped, .. } => {
                    self.files += 1;
                    self.partial_files += 1;
                    self.skipped_records += skipped;
                }
            }
        }
        Ok(())
    }

    fn add_passages(&mut self, reader: &Reader, (number, segment): (u32, &SegmentReader)) -> Result<(), IndexError> {
        let Some(borders) = Borders::of(segment, reader.fields().passages)? else { return Ok(()) };
        let deleted = reader.alive().deleted(number).iter().map(|&article| borders.of_article(article).count() as u64);
        // There is one more than passages in each article.
        let passages = borders.len().saturating_sub(deleted.sum()).saturating_sub(u64::from(segment.num_docs()));
        self.passages += passages;
        Ok(())
    }

    fn add_segment(&mut self, segment: &SegmentReader) -> Result<(), IndexError> {
        self.deleted += u64::from(segment.num_deleted_docs());
        let days = segment.fast_fields().i64("published")?;
        for doc in segment.doc_ids_alive() {
            match days.first(doc).and_then(date_of_epoch_day) {
                Some(day) => {
                    let (first, last) = self.published.unwrap_or((day, day));
                    self.published = Some((first.min(day), last.max(day)));
                }
                None => self.undated += 1,
            }
        }
        Ok(())
    }
}

fn count_values(segment: &SegmentReader, field: &str, counts: &mut BTreeMap<String, u64>) -> Result<(), IndexError> {
    let Some(column) = segment.fast_fields().str(field)? else { return Ok(()) };
    let mut by_ord: BTreeMap<u64, u64> = BTreeMap::new();
    for doc in segment.doc_ids_alive() {
        for ord in column.term_ords(doc) {
            *by_ord.entry(ord).or_default() += 1;
        }
    }
    let mut value = String::new();
    for (ord, articles) in by_ord {
        value.clear();
        column.ord_to_str(ord, &mut value).map_err(tantivy::TantivyError::from)?;
        *counts.entry(value.clone()).or_default() += articles;
    }
    Ok(())
}

fn largest_first(counts: BTreeMap<String, u64>) -> Vec<(String, u64)> {
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}

/// The bytes of all files below a folder. What vanishes meanwhile counts nothing.
fn folder_size(folder: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    let sizes = entries.filter_map(Result::ok).map(|entry| match entry.metadata() {
        Ok(metadata) if metadata.is_dir() => folder_size(&entry.path()),
        Ok(metadata) => metadata.len(),
        Err(_) => 0,
    });
    sizes.sum()
}
