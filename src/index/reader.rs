//! A view of one commit.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tantivy::directory::OwnedBytes;
use tantivy::directory::error::OpenReadError;
use tantivy::query::{EnableScoring, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, Schema};
use tantivy::store::StoreReader;
use tantivy::{
    Directory, DocAddress, DocSet, Index, ReloadPolicy, Searcher, SegmentReader, TERMINATED, TantivyError, Term,
};

use super::absences::Absences;
use super::alive::Alive;
use super::directory::ReadOnlyDirectory;
use super::document::{content_term, stored_value};
use super::folder::IndexFolder;
use super::numbers::Numbers;
use super::schema::{Fields, schema};
use super::sources::{SourceEntry, SourceKey, SourceTables};
use super::texts;
use super::{Commit, IndexError, Lessons, StoredArticle};
use crate::analysis::Analyzer;
use crate::packing::Packer;
use crate::parts::Parts;

/// How often a reader opens again when a writer deleted files under it, and how long it waits in between.
const ATTEMPTS: usize = 40;
const PAUSE: Duration = Duration::from_millis(25);

/// Blocks of the document store that a reader keeps: none, as they lie in memory as they are read.
const CACHED_STORE_BLOCKS: usize = 0;

/// An index as it was at one commit. It never changes, takes no lock and writes nothing.
pub struct Reader {
    generation: PathBuf,
    index: Index,
    alive: Arc<Alive>,
    /// The document stores of the segments.
    stores: Vec<StoreReader>,
    fields: Fields,
    commit: Commit,
    parts: Parts,
    sources: SourceTables,
    /// What texts of this generation are unpacked with.
    packer: Packer,
    /// Hashes of files, titles and lines that are not there, and names of articles.
    contents: Absences,
    titles: Absences,
    lines: Absences,
    ids: Absences,
}

impl Reader {
    /// Opens the last commit of the index at `path`.
    ///
    /// # Errors
    /// [`IndexError::Missing`] when there is none, [`IndexError::Incompatible`] for another version's, and what
    /// can go wrong when files are read.
    pub fn open(path: &Path) -> Result<Self, IndexError> {
        retry(|| Self::open_current(path))
    }

    /// The same, and what the corpus had taught the cleaner up to that commit, if that can be read. Later it need not be there
    /// any more: a writer deletes it with its next commit.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_with_lessons(path: &Path) -> Result<(Self, Result<Lessons, IndexError>), IndexError> {
        let both = || {
            let reader = Self::open_current(path)?;
            match reader.lessons() {
                Err(error) if is_passing(&error) => Err(error),
                lessons => Ok((reader, lessons)),
            }
        };
        retry(both).or_else(|error| Ok((Self::open(path)?, Err(error))))
    }

    pub(crate) fn of_generation(folder: &IndexFolder, generation: &Path) -> Result<Self, IndexError> {
        retry(|| Self::open_once(folder, generation))
    }

    fn open_current(path: &Path) -> Result<Self, IndexError> {
        let folder = IndexFolder::open(path)?;
        let missing = || IndexError::Missing { path: path.to_owned() };
        Self::open_once(&folder, &folder.current()?.ok_or_else(missing)?)
    }

    fn open_once(folder: &IndexFolder, generation: &Path) -> Result<Self, IndexError> {
        let directory = ReadOnlyDirectory::open(generation)?;
        let Some(payload) = directory.payload() else {
            // It says what is wrong with the record.
            Index::open(directory)?;
            return Err(IndexError::damaged("its last commit was not made by newsdex"));
        };
        let commit = Commit::parse(Some(&payload), folder)?;
        let parts = commit.parts();
        let packer = texts::unpacker(&directory, commit.texts.as_deref())?;
        let index = Index::open(directory.clone())?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let (_, fields) = schema();
        let sources = SourceTables::open(generation, &commit.tables)?;
        let generation = generation.to_owned();
        let searcher = reader.searcher();
        let alive = Arc::new(Alive::of(&searcher));
        let open = |segment: &SegmentReader| segment.get_store_reader(CACHED_STORE_BLOCKS);
        let stores = searcher.segment_readers().iter().map(open).collect::<std::io::Result<_>>();
        let stores = stores.map_err(TantivyError::from)?;
        let (contents, titles, lines, ids) = Default::default();
        Ok(Self {
            generation,
            index,
            alive,
            stores,
            fields,
            commit,
            parts,
            sources,
            packer,
            contents,
            titles,
            lines,
            ids,
        })
    }

    /// What the commit carries.
    #[must_use]
    pub fn commit(&self) -> &Commit {
        &self.commit
    }

    /// The parts by which its texts were analysed.
    #[must_use]
    pub fn parts(&self) -> Parts {
        self.parts
    }

    /// An analyzer by these parts.
    pub(crate) fn analyzer(&self) -> Analyzer {
        Analyzer::with(self.parts)
    }

    /// The source tables of the commit.
    #[must_use]
    pub fn sources(&self) -> &SourceTables {
        &self.sources
    }

    fn lessons(&self) -> Result<Lessons, IndexError> {
        Lessons::read(&self.generation, self.commit.lessons.as_deref())
    }

    /// Number of articles.
    #[must_use]
    pub fn articles(&self) -> u64 {
        self.searcher().num_docs()
    }

    /// Files of the commit whose content is not what was written.
    pub(crate) fn damaged_files(&self) -> Result<Vec<PathBuf>, IndexError> {
        let directory = self.index.directory();
        let mut damaged = Vec::new();
        let mut files: Vec<PathBuf> = self.index.load_metas()?.list_segment_files().into_iter().collect();
        files.sort_unstable();
        for path in files {
            // The list holds all files that a segment may have.
            let exists = directory.exists(&path).map_err(TantivyError::from)?;
            if exists && !directory.validate_checksum(&path).map_err(TantivyError::from)? {
                damaged.push(path);
            }
        }
        Ok(damaged)
    }

    pub(crate) fn generation(&self) -> &Path {
        &self.generation
    }

    pub(crate) fn searcher(&self) -> &Searcher {
        self.alive.searcher()
    }

    /// Counts without deleted articles.
    pub(crate) fn alive(&self) -> &Arc<Alive> {
        &self.alive
    }

    pub(crate) fn fields(&self) -> &Fields {
        &self.fields
    }

    pub(crate) fn schema(&self) -> Schema {
        self.index.schema()
    }

    /// How many articles hold a term in title or body.
    pub(crate) fn doc_freq(&self, term: &str) -> Result<u64, IndexError> {
        Ok(self.alive.doc_freq(&Term::from_field_text(self.fields.text, term))?)
    }

    /// Fetches all that is kept of an article. Reads one block of the document store.
    pub(crate) fn stored(&self, address: DocAddress) -> Result<StoredArticle, IndexError> {
        StoredArticle::decode(&self.document(address)?, &self.packer)
    }

    /// What the document store has of an article.
    pub(super) fn document(&self, address: DocAddress) -> Result<OwnedBytes, IndexError> {
        let store = self.stores.get(address.segment_ord as usize);
        let store = store.ok_or_else(|| IndexError::damaged("an article of no segment"))?;
        stored_value(&store.get_document_bytes(address.doc_id)?)
            .ok_or_else(|| IndexError::damaged("an article that is not stored as one"))
    }

    /// What texts of this generation are unpacked with.
    pub(super) fn packer(&self) -> &Packer {
        &self.packer
    }

    /// Reads all that texts are unpacked with.
    ///
    /// # Errors
    /// [`IndexError::Damaged`] when it is not what was written.
    pub(crate) fn check_packer(&self) -> Result<(), IndexError> {
        texts::check(&self.generation, self.commit.texts.as_deref())
    }

    /// The articles that carry `id` as their own, in no particular order.
    pub(crate) fn with_id(&self, id: &str) -> Result<Vec<DocAddress>, IndexError> {
        self.with_term(&Term::from_field_text(self.fields.id, id))
    }

    /// An article whose source file, holding this article only, has this content hash; and what is known of that file.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn with_content(&self, content: &[u8; 16]) -> Result<Option<(StoredArticle, SourceEntry)>, IndexError> {
        let (field, number) = (self.fields.content, content_term(content));
        if !self.contents.may_hold_number(self.searcher(), (field, number)) {
            return Ok(None);
        }
        for address in self.with_number(field, number)? {
            let stored = self.stored(address)?;
            if let Some(entry) = self.source_of(&stored)?.filter(|entry| entry.content == *content) {
                return Ok(Some((stored, entry)));
            }
        }
        Ok(None)
    }

    /// What is known of the file that an article came from.
    pub(crate) fn source_of(&self, article: &StoredArticle) -> Result<Option<SourceEntry>, IndexError> {
        self.sources().get(&SourceKey { root: article.root, path: article.path.clone() })
    }

    /// Whether some article carries `id` that does not come from version `file` of a source file.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn has_id_beside(&self, id: &str, file: Option<u64>) -> Result<bool, IndexError> {
        if !self.ids.may_hold_term(self.searcher(), &Term::from_field_text(self.fields.id, id)) {
            return Ok(false);
        }
        for address in self.with_id(id)? {
            let segment = self.searcher().segment_reader(address.segment_ord);
            let origin = segment.fast_fields().u64("file")?.first(address.doc_id);
            if origin != file {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a title or line stands in an article that is not deleted, by the number that `field` keeps of it.
    pub(super) fn holds(&self, field: Field, number: u64) -> Result<bool, IndexError> {
        let absences = if field == self.fields.headline { &self.titles } else { &self.lines };
        Ok(absences.may_hold_number(self.searcher(), (field, number)) && !self.with_number(field, number)?.is_empty())
    }

    /// The articles with a number that are not deleted, in the order of the index.
    pub(super) fn with_number(&self, field: Field, number: u64) -> Result<Vec<DocAddress>, IndexError> {
        let mut found = Vec::new();
        for (ord, segment) in (0u32..).zip(self.searcher().segment_readers()) {
            if let Some(numbers) = Numbers::of(segment, field)? {
                let articles = numbers.articles(number).filter(|&article| !segment.is_deleted(article));
                found.extend(articles.map(|article| DocAddress::new(ord, article)));
            }
        }
        Ok(found)
    }

    /// The articles with a term that are not deleted, in no particular order.
    pub(crate) fn with_term(&self, term: &Term) -> Result<Vec<DocAddress>, IndexError> {
        if self.searcher().segment_readers().is_empty() {
            return Ok(Vec::new());
        }
        let weight = TermQuery::new(term.clone(), IndexRecordOption::Basic)
            .weight(EnableScoring::disabled_from_schema(&self.schema()))?;
        let mut found = Vec::new();
        for (ord, segment) in (0u32..).zip(self.searcher().segment_readers()) {
            let mut docs = weight.scorer(segment, 1.0)?;
            while docs.doc() != TERMINATED {
                if !segment.is_deleted(docs.doc()) {
                    found.push(DocAddress::new(ord, docs.doc()));
                }
                docs.advance();
            }
        }
        Ok(found)
    }
}

/// Opens again when a file was gone: a writer committed in between, and the next attempt sees its commit.
fn retry<T>(mut open: impl FnMut() -> Result<T, IndexError>) -> Result<T, IndexError> {
    let mut attempt = 1;
    loop {
        match open() {
            Err(error) if attempt < ATTEMPTS && is_passing(&error) => {
                attempt += 1;
                std::thread::sleep(PAUSE);
            }
            result => return result,
        }
    }
}

fn is_passing(error: &IndexError) -> bool {
    match error {
        IndexError::Io { source, .. } => source.kind() == ErrorKind::NotFound,
        IndexError::Engine(TantivyError::OpenReadError(OpenReadError::IoError { io_error, .. })) => {
            io_error.kind() == ErrorKind::NotFound
        }
        IndexError::Engine(error) => matches!(
            error,
            TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(_))
                | TantivyError::OpenDirectoryError(_)
                | TantivyError::InternalError(_)
        ),
        _ => false,
    }
}
