//! Several segments become one.
//!
//! tantivy merges postings article by article: positions are unpacked, added up, and taken apart again. Here they stay the
//! differences that they are, and articles are read and renumbered by blocks. What is written is tantivy's format, by its own
//! serializers, and where nothing was deleted the same bytes as tantivy's (a test compares them).

mod background;
mod policy;
mod postings;
mod source;

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::{self, ScopedJoinHandle};
use std::time::Duration;

use tantivy::columnar::{
    ColumnType, ColumnarReader, MergeRowOrder, RowAddr, ShuffleMergeOrder, StackMergeOrder, merge_columnar,
};
use tantivy::directory::{CompositeWrite, TerminatingWrite};
use tantivy::fieldnorm::FieldNormReaders;
use tantivy::index::{Segment, SegmentComponent, SegmentMeta};
use tantivy::postings::InvertedIndexSerializer;
use tantivy::schema::{Field, FieldEntry, Type};
use tantivy::store::StoreWriter;
use tantivy::{Index, TantivyError};

pub(super) use background::{Merged, Merges};
use source::Source;

use super::borders::{self, Borders};
use super::numbers::{self, Numbers};
use super::pieces::in_large_pieces;

/// Blocks of stored articles that are kept while those of a segment are read one by one: they lie in memory anyway.
const CACHED_STORE_BLOCKS: usize = 0;

/// Of a segment with fewer articles the last block of the store may be the only one, and small; they are stored anew.
const FEW_ARTICLES: u32 = 64;

/// How long it may take until a merge is given up.
const PATIENCE: Duration = Duration::from_millis(100);

/// A merge can be given up between two terms.
#[derive(Default)]
struct Stop(AtomicBool);

impl Stop {
    fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn is_stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    fn check(&self) -> Result<(), TantivyError> {
        if self.is_stopped() {
            return Err(TantivyError::InternalError("the merge was given up".into()));
        }
        Ok(())
    }
}

/// Writes one segment of the articles of others that are not deleted, in the order of the segments; `None` if there are no such
/// articles. Linear in the postings. No more memory than for the blocks at hand, a few bytes a term, and five bytes an article.
/// A second thread writes what is kept of articles beside what finds them; a third would have nothing to do.
fn merge(
    index: &Index,
    segments: &[SegmentMeta],
    threads: usize,
    stop: &Stop,
) -> Result<Option<SegmentMeta>, TantivyError> {
    let sources = Source::open_all(index, segments)?;
    let articles = sources.iter().map(Source::articles).sum();
    if articles == 0 {
        return Ok(None);
    }
    let merged = index.new_segment();
    let write_found = || {
        write_lengths_and_numbers(&merged, &sources)?;
        stop.check()?;
        write_postings(&merged, &sources, stop)
    };
    let write_kept = || {
        write_columns(&merged, &sources)?;
        stop.check()?;
        write_store(&merged, &sources)
    };
    if threads < policy::THREADS_A_MERGE {
        in_large_pieces(|| write_found().and_then(|()| write_kept()))?;
    } else {
        thread::scope(|scope| {
            let kept = thread::Builder::new().spawn_scoped(scope, || in_large_pieces(write_kept))?;
            let found = in_large_pieces(write_found);
            found.and(outcome(kept.join()))
        })?;
    }
    stop.check()?;
    Ok(Some(merged.with_max_doc(articles).meta().clone()))
}

/// Merges segments of the last commit at once, by so many threads.
pub(super) fn merge_all(index: &Index, segments: Vec<SegmentMeta>, threads: usize) -> Result<Merged, TantivyError> {
    merge_group(index, segments, threads, &Stop::default())
}

/// Merges segments of the last commit if there are many, by so many threads. `None` if `stops` says so meanwhile.
pub(super) fn merge_many(
    index: &Index,
    threads: usize,
    stops: &dyn Fn() -> bool,
) -> Result<Option<Vec<Merged>>, TantivyError> {
    let groups = policy::to_merge(index.searchable_segment_metas()?, policy::MOST_AT_REST, threads);
    let stop = Stop::default();
    let (done, waiting) = mpsc::channel();
    let merged = thread::scope(|scope| {
        let merge = |group| {
            let (stop, done) = (&stop, done.clone());
            scope.spawn(move || {
                let merged = merge_group(index, group, threads, stop);
                // Nobody waits after a failure.
                let _ = done.send(());
                merged
            })
        };
        let threads: Vec<_> = groups.into_iter().map(merge).collect();
        for _ in &threads {
            while waiting.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout)
                && !threads.iter().all(ScopedJoinHandle::is_finished)
            {
                if stops() {
                    stop.stop();
                }
            }
        }
        threads.into_iter().map(|thread| outcome(thread.join())).collect::<Vec<_>>()
    });
    if stop.is_stopped() {
        return Ok(None);
    }
    merged.into_iter().collect::<Result<_, _>>().map(Some)
}

/// What a thread gave that merged.
fn outcome<T>(joined: thread::Result<Result<T, TantivyError>>) -> Result<T, TantivyError> {
    joined.unwrap_or_else(|_| Err(TantivyError::SystemError("a merge panicked".into())))
}

fn merge_group(index: &Index, segments: Vec<SegmentMeta>, threads: usize, stop: &Stop) -> Result<Merged, TantivyError> {
    let segment = merge(index, &segments, threads, stop)?;
    Ok(Merged { segments, segment, deleted: Vec::new() })
}

fn fields_of(segment: &Segment, wanted: fn(&FieldEntry) -> bool) -> Vec<(Field, FieldEntry)> {
    let schema = segment.schema();
    let fields = schema.fields().filter(|(_, entry)| wanted(entry));
    fields.map(|(field, entry)| (field, entry.clone())).collect()
}

fn write_lengths_and_numbers(merged: &Segment, sources: &[Source]) -> Result<(), TantivyError> {
    let mut file = CompositeWrite::wrap(merged.open_write(SegmentComponent::FieldNorms)?);
    for (field, _) in fields_of(merged, |entry| entry.is_indexed() && entry.has_fieldnorms()) {
        let mut norms = Vec::new();
        for source in sources {
            let lengths = source.reader.get_fieldnorms_reader(field)?;
            norms.extend(source.kept().map(|article| lengths.fieldnorm_id(article)));
        }
        file.for_field(field).write_all(&norms)?;
    }
    for (field, _) in fields_of(merged, |entry| !entry.has_fieldnorms()) {
        let mut tables = Vec::new();
        for source in sources {
            let numbers = Numbers::of(&source.reader, field)?;
            tables.extend(numbers.map(|numbers| (numbers, |article| source.number(article))));
        }
        if !tables.is_empty() {
            numbers::merge(file.for_field(field), &tables)?;
        }
        let mut segments = Vec::new();
        for source in sources {
            let borders = Borders::of(&source.reader, field)?;
            segments.extend(borders.map(|borders| (borders, source.kept())));
        }
        if !segments.is_empty() {
            borders::merge(file.for_field_with_idx(field, borders::PART), segments.into_iter())?;
        }
    }
    Ok(file.close()?)
}

fn write_postings(merged: &Segment, sources: &[Source], stop: &Stop) -> Result<(), TantivyError> {
    let norms = FieldNormReaders::open(merged.open_read(SegmentComponent::FieldNorms)?)?;
    let mut serializer = InvertedIndexSerializer::open(merged)?;
    for (field, entry) in fields_of(merged, FieldEntry::is_indexed) {
        if let Some(kept) = entry.field_type().get_index_record_option() {
            postings::merge_field(&mut serializer, (field, kept), norms.get_field(field)?, sources, stop)?;
        }
    }
    serializer.close()?;
    Ok(())
}

fn write_columns(merged: &Segment, sources: &[Source]) -> Result<(), TantivyError> {
    let columns = fields_of(merged, FieldEntry::is_fast);
    let columns = columns.iter().filter_map(|(_, entry)| {
        let kind = match entry.field_type().value_type() {
            Type::Str => ColumnType::Str,
            Type::U64 => ColumnType::U64,
            Type::I64 => ColumnType::I64,
            _ => return None,
        };
        Some((entry.name().to_owned(), kind))
    });
    let columns: Vec<_> = columns.collect();
    let open = |source: &Source| -> Result<ColumnarReader, TantivyError> {
        Ok(ColumnarReader::open(source.reader.open_read(SegmentComponent::FastFields)?)?)
    };
    let readers = sources.iter().map(open).collect::<Result<Vec<_>, _>>()?;
    let readers: Vec<_> = readers.iter().collect();
    let order = if sources.iter().any(|source| source.reader.has_deletes()) {
        let number = (0..).zip(sources);
        let rows =
            number.flat_map(|(segment_ord, source)| source.kept().map(move |row_id| RowAddr { segment_ord, row_id }));
        let alive = sources.iter().map(|source| source.reader.alive_bitset().map(|alive| alive.bitset().clone()));
        MergeRowOrder::Shuffled(ShuffleMergeOrder {
            new_row_id_to_old_row_id: rows.collect(),
            alive_bitsets: alive.collect(),
        })
    } else {
        MergeRowOrder::Stack(StackMergeOrder::stack(&readers))
    };
    let mut file = merged.open_write(SegmentComponent::FastFields)?;
    merge_columnar(&readers, &columns, order, &mut file)?;
    file.terminate()?;
    Ok(())
}

fn write_store(merged: &Segment, sources: &[Source]) -> Result<(), TantivyError> {
    let file = merged.open_write(SegmentComponent::Store)?;
    let settings = merged.index().settings();
    let mut store = StoreWriter::new(file, settings.docstore_compression, settings.docstore_blocksize, false)?;
    for source in sources {
        let stored = source.reader.get_store_reader(CACHED_STORE_BLOCKS)?;
        if source.reader.has_deletes() || source.articles() < FEW_ARTICLES {
            for article in source.kept() {
                store.store_bytes(&stored.get_document_bytes(article)?)?;
            }
        } else {
            store.stack(stored)?;
        }
    }
    store.close()?;
    Ok(())
}

#[cfg(test)]
mod tests;
