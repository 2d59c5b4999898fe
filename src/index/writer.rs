//! Adds, deletes and commits.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tantivy::merge_policy::NoMergePolicy;
use tantivy::{Index, IndexWriter, TantivyError};

use super::deletion::Additions;
use super::directory::{ReadOnlyDirectory, WritingDirectory};
use super::document::Origin;
use super::folder::{IndexFolder, sync_folder};
use super::generation::{create_generation, delete_temporary_files, engine_options};
use super::lock::WriterLock;
use super::merging::{self, Merges};
use super::numbers::Numbered;
use super::reader::Reader;
use super::schema::{Fields, schema};
use super::segment::SegmentBuilder;
use super::sources::{Row, SourceTables};
use super::texts::{self, Texts};
use super::{Commit, IndexError, Lessons, LineKeys, StoredArticle, lessons};
use crate::analysis::Analyzer;
use crate::parts::Parts;

/// How to open a writer.
#[derive(Debug, Clone)]
pub struct WriterOptions {
    /// Bytes of postings to hold in memory before a segment is written, over all threads.
    pub buffer_bytes: usize,
    /// How many threads will add articles at once.
    pub threads: usize,
    /// Names this process to others that find the index locked.
    pub holder: String,
    /// Build a new generation beside the present one, which readers keep until [`Writer::finish`].
    pub fresh: bool,
    /// By which parts texts are analysed. An index that was built by others is refused; unless there is nothing said.
    pub parts: Option<Parts>,
}

/// The one writer of an index. What it adds and deletes is visible after [`Self::commit`], all at once.
///
/// Dropping it without a commit leaves the last commit as it was.
pub struct Writer {
    folder: IndexFolder,
    generation: PathBuf,
    index: Index,
    inner: IndexWriter,
    fields: Fields,
    commit: Commit,
    tables: SourceTables,
    texts: Texts,
    threads: usize,
    /// Bytes of memory for a segment under construction.
    segment_bytes: usize,
    growing: Mutex<Growing>,
    additions: Additions,
    merges: Merges,
    _lock: WriterLock,
}

/// What was added since the last commit and is not written.
#[derive(Default)]
struct Growing {
    /// Those that no thread is adding to.
    segments: Vec<SegmentBuilder>,
    /// Versions of files whose articles are to go again.
    taken_back: Vec<u64>,
    /// Whether something could not be written, so that no commit can be made.
    is_broken: bool,
}

impl Writer {
    /// Opens the index at `path` for writing, and creates it where there is none.
    ///
    /// # Errors
    /// When the folder is not ours, another process writes to it, it was built by another version (unless
    /// `fresh`), or cannot be written.
    pub fn open(path: &Path, options: &WriterOptions) -> Result<Self, IndexError> {
        let folder = IndexFolder::open_or_create(path)?;
        let lock = WriterLock::acquire(&folder, &options.holder)?;
        let create = || create_generation(&folder, options.parts.unwrap_or_default());
        let generation = if options.fresh {
            // A damaged pointer is one of the reasons to build afresh.
            let _ = folder.delete_old_generations();
            create()?
        } else {
            folder.delete_old_generations()?;
            folder.current()?.map_or_else(create, Ok)?
        };
        delete_temporary_files(&generation)?;
        // What another version wrote tantivy need not be able to read.
        let commit = Commit::parse(ReadOnlyDirectory::open(&generation)?.payload().as_deref(), &folder)?;
        let index = Index::open(WritingDirectory::open(&generation)?)?;
        if let Some(needed) = options.parts.map(Parts::of_analysis).filter(|&needed| needed != commit.parts()) {
            return Err(IndexError::OtherParts { path: path.to_owned(), found: commit.parts(), needed });
        }
        let tables = SourceTables::open(&generation, &commit.tables)?;
        tables.collect_garbage()?;
        lessons::FILES.collect_garbage(&generation, commit.lessons.as_deref())?;
        texts::FILES.collect_garbage(&generation, commit.texts.as_deref())?;
        let texts = Texts::open(&generation, commit.texts.as_deref())?;
        let inner: IndexWriter = index.writer_with_options(engine_options())?;
        let additions = Additions::default();
        inner.set_merge_policy(Box::new(NoMergePolicy));
        // A killed run may leave the list of deleted articles of a commit that was not made. The next run may number
        // its commit alike, and tantivy writes no file that is there.
        inner.garbage_collect_files().wait()?;
        let (_, fields) = schema();
        if !options.fresh && folder.current()?.is_none() {
            folder.publish(&generation)?;
        }
        let segment_bytes = options.buffer_bytes / options.threads.max(1);
        let growing = Mutex::default();
        Ok(Self {
            folder,
            generation,
            index,
            inner,
            fields,
            commit,
            tables,
            texts,
            threads: options.threads,
            segment_bytes,
            growing,
            additions,
            merges: Merges::default(),
            _lock: lock,
        })
    }

    /// What the last commit carries.
    #[must_use]
    pub fn last_commit(&self) -> &Commit {
        &self.commit
    }

    /// The source tables of the last commit.
    #[must_use]
    pub fn sources(&self) -> &SourceTables {
        &self.tables
    }

    /// What the corpus has taught the cleaner up to the last commit.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn lessons(&self) -> Result<Lessons, IndexError> {
        Lessons::read(&self.generation, self.commit.lessons.as_deref())
    }

    /// A view of the last commit.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn reader(&self) -> Result<Reader, IndexError> {
        Reader::of_generation(&self.folder, &self.generation)
    }

    /// Analyses an article and adds it to the segment that this thread is building, which is written when it is large enough.
    /// Many threads may do this at once. Returns the time that writing took, which is mostly none. Linear in the length of the
    /// text.
    ///
    /// # Errors
    /// When writing failed, for instance because the disk is full. The writer is then of no more use.
    pub fn add(&self, article: &StoredArticle, lines: &LineKeys, origin: Origin) -> Result<Duration, IndexError> {
        let taken = self.growing().segments.pop();
        let segment = match taken {
            Some(segment) => segment,
            None => self.new_segment(Analyzer::with(self.commit.parts()))?,
        };
        let mut lease = Lease { writer: self, segment: None, is_broken: true };
        let segment = lease.segment.insert(segment);
        segment.add(article, lines, origin, self.texts.packer(article))?;
        let start = Instant::now();
        if segment.is_full() {
            let full = lease.segment.take().map(|segment| self.write_segment(segment)).transpose()?;
            lease.segment = full.map(|analyzer| self.new_segment(analyzer)).transpose()?;
        }
        lease.is_broken = false;
        Ok(start.elapsed())
    }

    fn growing(&self) -> MutexGuard<'_, Growing> {
        self.growing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn new_segment(&self, analyzer: Analyzer) -> Result<SegmentBuilder, IndexError> {
        SegmentBuilder::new(&self.index, self.fields, self.segment_bytes, analyzer)
    }

    /// Writes a segment and hands it to tantivy. Returns its analyzer.
    fn write_segment(&self, segment: SegmentBuilder) -> Result<Analyzer, IndexError> {
        let (written, analyzer) = segment.write()?;
        if let Some(written) = written {
            self.additions.note(written.id());
            self.inner.add_segment(written)?;
        }
        Ok(analyzer)
    }

    /// Writes all that has been added, side by side.
    fn write_segments(&self) -> Result<(), IndexError> {
        let mut growing = self.growing();
        let segments = std::mem::take(&mut growing.segments);
        if growing.is_broken {
            return Err(TantivyError::Poisoned.into());
        }
        drop(growing);
        std::thread::scope(|scope| {
            let write = |segment| scope.spawn(|| self.write_segment(segment).map(drop));
            let threads: Vec<_> = segments.into_iter().map(write).collect();
            let joined = threads.into_iter().map(|thread| thread.join().unwrap_or(Err(TantivyError::Poisoned.into())));
            joined.collect()
        })
    }

    /// Deletes all articles of one version of a source file that an earlier commit holds.
    ///
    /// # Errors
    /// When the engine refuses the deletion.
    pub fn delete_file(&self, file: u64) -> Result<(), IndexError> {
        let articles = Numbered { field: self.fields.file, number: file };
        self.merges.note_deleted(&articles);
        self.inner.delete_query(Box::new(articles))?;
        Ok(())
    }

    /// Takes back all articles of one version of a source file, those added since the last commit as well.
    pub fn take_back(&self, file: u64) {
        self.growing().taken_back.push(file);
    }

    /// Deletes the article filed under `key` (see [`super::article_key`]) that an earlier commit holds.
    ///
    /// # Errors
    /// When the engine refuses the deletion.
    pub fn delete_article(&self, key: u64) -> Result<(), IndexError> {
        let articles = Numbered { field: self.fields.key, number: key };
        self.merges.note_deleted(&articles);
        self.inner.delete_query(Box::new(self.additions.earlier(articles)))?;
        Ok(())
    }

    /// Makes everything since the last commit visible and durable, together with what is now known of the source
    /// files: `changes` in any order, each file once. `lessons`: what the corpus has taught, if that has changed.
    ///
    /// # Errors
    /// When something could not be written. The index is then what it was at the last commit.
    pub fn commit(
        &mut self,
        mut commit: Commit,
        changes: Vec<Row>,
        lessons: Option<&Lessons>,
    ) -> Result<(), IndexError> {
        let mut tables = SourceTables::open(&self.generation, self.tables.names())?;
        if !changes.is_empty() {
            tables.append(changes)?;
        }
        commit.lessons = match lessons {
            Some(lessons) => Some(lessons.write(&self.generation)?),
            None => self.commit.lessons.clone(),
        };
        self.write_commit(commit, tables)?;
        Ok(self.merges.start(&self.index)?)
    }

    fn write_commit(&mut self, mut commit: Commit, tables: SourceTables) -> Result<(), IndexError> {
        commit.tables = tables.names().to_vec();
        commit.texts = self.texts.write(&self.generation)?;
        self.write_segments()?;
        for file in std::mem::take(&mut self.growing().taken_back) {
            self.delete_file(file)?;
        }
        if let Some(merged) = self.merges.take_finished() {
            merged.replace(&self.inner)?;
        }
        let mut prepared = self.inner.prepare_commit()?;
        prepared.set_payload(&commit.to_payload()?);
        self.additions.commit();
        prepared.commit()?;
        self.commit = commit;
        self.tables = tables;
        // The new commit must be on disk before tables of the old one are deleted.
        sync_folder(&self.generation)?;
        lessons::FILES.collect_garbage(&self.generation, self.commit.lessons.as_deref())?;
        self.tables.collect_garbage()
    }

    /// Merges all segments into one and drops what was deleted, from the source tables as well.
    ///
    /// # Errors
    /// When something could not be written; the index is then what it was.
    pub fn compact(&mut self) -> Result<(), IndexError> {
        self.merges.stop();
        let mut tables = SourceTables::open(&self.generation, self.tables.names())?;
        tables.compact()?;
        self.write_commit(self.commit.clone(), tables)?;
        let segments = self.index.searchable_segment_metas()?;
        if segments.len() > 1 || segments.iter().any(tantivy::SegmentMeta::has_deletes) {
            merging::merge_all(&self.index, segments, self.threads)?.replace(&self.inner)?;
            self.repeat_commit()?;
        }
        self.inner.garbage_collect_files().wait()?;
        Ok(())
    }

    /// Merges segments where there are many of them, unless `stops` says so. What is committed stays searchable meanwhile.
    ///
    /// # Errors
    /// When a merge failed; the index is then what it was.
    pub fn gather(&mut self, stops: &dyn Fn() -> bool) -> Result<(), IndexError> {
        self.finish_merges()?;
        let merged = merging::merge_many(&self.index, self.threads, stops)?.unwrap_or_default();
        if merged.is_empty() {
            return Ok(());
        }
        for merged in merged {
            merged.replace(&self.inner)?;
        }
        self.repeat_commit()
    }

    /// Waits for merges under way.
    fn finish_merges(&mut self) -> Result<(), IndexError> {
        if let Some(merged) = self.merges.wait() {
            merged.replace(&self.inner)?;
            self.repeat_commit()?;
        }
        Ok(self.merges.check()?)
    }

    /// Commits what merges have done.
    fn repeat_commit(&mut self) -> Result<(), IndexError> {
        let tables = SourceTables::open(&self.generation, self.tables.names())?;
        self.write_commit(self.commit.clone(), tables)
    }

    /// Waits for merges under way, and lets readers open a fresh generation.
    ///
    /// # Errors
    /// When a merge failed, or the pointer could not be replaced.
    pub fn finish(mut self) -> Result<(), IndexError> {
        self.finish_merges()?;
        self.inner.wait_merging_threads()?;
        if self.folder.current().ok().flatten().as_deref() != Some(&self.generation) {
            self.folder.publish(&self.generation)?;
        }
        self.folder.delete_old_generations()
    }

    /// Gives up a fresh generation: readers keep the one they have.
    ///
    /// # Errors
    /// When the pointer cannot be read.
    pub fn abandon(self) -> Result<(), IndexError> {
        drop((self.merges, self.inner));
        self.folder.delete_old_generations()
    }
}

/// A segment that a thread adds to. It goes back when the thread is done with it, without what was added halfway.
struct Lease<'a> {
    writer: &'a Writer,
    segment: Option<SegmentBuilder>,
    /// Whether the segment is not what it should be.
    is_broken: bool,
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        let mut segment = self.segment.take();
        if let Some(segment) = segment.as_mut().filter(|_| std::thread::panicking()) {
            self.is_broken = !segment.roll_back(Analyzer::with(self.writer.commit.parts()));
        }
        let mut growing = self.writer.growing();
        growing.is_broken |= self.is_broken;
        growing.segments.extend(segment);
    }
}
