//! The folder of one build of an index, before anything is in it.

use std::fs;
use std::path::{Path, PathBuf};

use tantivy::indexer::IndexWriterOptions;
use tantivy::store::Compressor;
use tantivy::{Index, IndexSettings, IndexWriter};

use super::directory::WritingDirectory;
use super::folder::IndexFolder;
use super::schema::schema;
use super::{Commit, IndexError};
use crate::parts::Parts;

/// tantivy has a buffer of its own, which it takes memory for when it is given documents. It is given none.
const ENGINE_BUFFER_BYTES: usize = 15_000_000;

/// An article takes a block to be read. Blocks are not packed: articles are (`texts`), and lz4 would take another 6 to 10 % off them,
/// and a fifteenth of the time of an answer.
const STORE_BLOCK_BYTES: usize = 4096;

/// How tantivy writes.
pub(super) fn engine_options() -> IndexWriterOptions {
    IndexWriterOptions::builder()
        .memory_budget_per_thread(ENGINE_BUFFER_BYTES)
        .num_worker_threads(1)
        .num_merge_threads(1)
        .build()
}

/// Makes an empty index with an empty commit of ours.
pub(super) fn create_generation(folder: &IndexFolder, parts: Parts) -> Result<PathBuf, IndexError> {
    let generation = folder.new_generation()?;
    let directory = WritingDirectory::open(&generation)?;
    let (schema, _) = schema();
    let settings = IndexSettings {
        docstore_blocksize: STORE_BLOCK_BYTES,
        docstore_compression: Compressor::None,
        ..IndexSettings::default()
    };
    let index = Index::create(directory, schema, settings)?;
    let mut writer: IndexWriter = index.writer_with_options(engine_options())?;
    let mut prepared = writer.prepare_commit()?;
    prepared.set_payload(&Commit::of_parts(parts).to_payload()?);
    prepared.commit()?;
    Ok(generation)
}

/// tantivy replaces small files by way of temporary ones, which a killed process leaves behind.
pub(super) fn delete_temporary_files(generation: &Path) -> Result<(), IndexError> {
    let entries = fs::read_dir(generation).map_err(IndexError::io("reading", generation))?;
    for entry in entries.filter_map(Result::ok) {
        if entry.file_name().to_string_lossy().starts_with(".tmp") {
            fs::remove_file(entry.path()).map_err(IndexError::io("deleting", &entry.path()))?;
        }
    }
    Ok(())
}
