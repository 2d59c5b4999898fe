//! Indexes a folder of text files.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;

use anyhow::{Context, Result, anyhow};
use serde::Serialize;
use tantivy::directory::MmapDirectory;
use tantivy::store::Compressor;
use tantivy::{Index, IndexSettings, IndexWriter, TantivyDocument};

use super::{Fields, schema};
use crate::args::FloorIndexArgs;
use crate::files::{folder_size, text_files};
use crate::process::{MemoryWatch, Stopwatch};
use crate::report::complain;

/// Bytes of postings to hold in memory, over all threads.
const BUFFER_BYTES: usize = 200_000_000;

/// What indexing took.
#[derive(Debug, Serialize)]
pub(crate) struct IndexReport {
    pub articles: u64,
    /// Bytes of the files that were read.
    pub text_bytes: u64,
    /// From the walk of the folder until the last merge was done.
    pub seconds: f64,
    /// User and system time of all threads.
    pub cpu_seconds: Option<f64>,
    /// The most memory, mapped files not counted.
    pub peak_bytes: Option<u64>,
    pub index_bytes: u64,
    pub segments: usize,
    /// What it took to merge all segments into one, on top of the above, if that was asked for.
    pub merge_seconds: Option<f64>,
    pub merge_cpu_seconds: Option<f64>,
}

/// `compare floor-index`
pub(crate) fn run(args: &FloorIndexArgs) -> Result<()> {
    let report = build(args)?;
    let mut out = std::io::stdout().lock();
    serde_json::to_writer(&mut out, &report)?;
    writeln!(out)?;
    complain(&readable(&report));
    Ok(())
}

/// Makes the index.
pub(crate) fn build(args: &FloorIndexArgs) -> Result<IndexReport> {
    let (memory, stopwatch) = (MemoryWatch::start(), Stopwatch::start());
    let files = text_files(&args.folder)?;
    let index = create(&args.index)?;
    let mut writer: IndexWriter = index.writer_with_num_threads(args.threads, BUFFER_BYTES)?;
    let text_bytes = add(&files, &writer, schema().1, args.threads)?;
    writer.commit()?;
    writer.wait_merging_threads()?;
    let (seconds, cpu_seconds) = stopwatch.read();
    let (merge_seconds, merge_cpu_seconds) = if args.merge { merge(&index)? } else { (None, None) };
    let segments = index.searchable_segment_metas()?;
    Ok(IndexReport {
        articles: segments.iter().map(|segment| u64::from(segment.num_docs())).sum(),
        text_bytes,
        seconds,
        cpu_seconds,
        peak_bytes: memory.stop(),
        index_bytes: folder_size(&args.index)?,
        segments: segments.len(),
        merge_seconds,
        merge_cpu_seconds,
    })
}

fn create(folder: &Path) -> Result<Index> {
    let naming = || format!("creating an index in '{}'", folder.display());
    fs::create_dir_all(folder).with_context(naming)?;
    let settings = IndexSettings { docstore_compression: Compressor::Lz4, ..IndexSettings::default() };
    Index::create(MmapDirectory::open(folder).with_context(naming)?, schema().0, settings).with_context(naming)
}

/// Reads files on several threads and hands them over. Returns how many bytes they have.
fn add(files: &[PathBuf], writer: &IndexWriter, fields: Fields, threads: usize) -> Result<u64> {
    let (next, bytes) = (AtomicUsize::new(0), AtomicU64::new(0));
    let work = || -> Result<()> {
        while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            let text = fs::read(file).with_context(|| format!("reading '{}'", file.display()))?;
            bytes.fetch_add(text.len() as u64, Ordering::Relaxed);
            writer.add_document(document(&String::from_utf8_lossy(&text), fields))?;
        }
        Ok(())
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        threads.into_iter().try_for_each(|thread| thread.join().map_err(|_| anyhow!("a thread that reads panicked"))?)
    })?;
    Ok(bytes.into_inner())
}

/// The first line is the title, the rest the body.
fn document(text: &str, fields: Fields) -> TantivyDocument {
    let (title, body) = text.split_once('\n').unwrap_or((text, ""));
    let mut document = TantivyDocument::default();
    document.add_text(fields.title, title.trim());
    document.add_text(fields.body, body.trim());
    document
}

/// Makes one segment of all. Returns the time and the CPU time that it took.
fn merge(index: &Index) -> Result<(Option<f64>, Option<f64>)> {
    let stopwatch = Stopwatch::start();
    let segments = index.searchable_segment_ids()?;
    let mut writer: IndexWriter = index.writer_with_num_threads(1, BUFFER_BYTES)?;
    if segments.len() > 1 {
        writer.merge(&segments).wait()?;
    }
    writer.garbage_collect_files().wait()?;
    writer.wait_merging_threads()?;
    let (seconds, cpu_seconds) = stopwatch.read();
    Ok((Some(seconds), cpu_seconds))
}

fn readable(report: &IndexReport) -> String {
    let cpu = |seconds: Option<f64>| seconds.map_or_else(String::new, |cpu| format!(" ({cpu:.1} s CPU)"));
    let size = newsdex::units::size;
    let mut line = format!(
        "{} articles of {} in {:.1} s{}",
        report.articles,
        size(report.text_bytes),
        report.seconds,
        cpu(report.cpu_seconds)
    );
    if let Some(seconds) = report.merge_seconds {
        line.push_str(&format!(", merged in {seconds:.1} s{}", cpu(report.merge_cpu_seconds)));
    }
    if let Some(peak) = report.peak_bytes {
        line.push_str(&format!(", memory {}", size(peak)));
    }
    line.push_str(&format!("; index {} in {} segments", size(report.index_bytes), report.segments));
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_the_title() {
        let (_, fields) = schema();
        let both = |text: &str| {
            let document = document(text, fields);
            let of = |field| {
                use tantivy::schema::Value;
                document.get_first(field).and_then(|value| value.as_str()).unwrap().to_owned()
            };
            (of(fields.title), of(fields.body))
        };
        assert_eq!(both("Tanks lost\r\n\r\nOn Monday\n"), ("Tanks lost".to_owned(), "On Monday".to_owned()));
        assert_eq!(both("Tanks lost"), ("Tanks lost".to_owned(), String::new()));
    }
}
