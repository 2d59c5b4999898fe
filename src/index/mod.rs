//! The index: its folder, its schema, and how it is written and read.
//!
//! tantivy stays inside this module and [`crate::search`].

mod absences;
mod alive;
mod ascending;
mod borders;
mod commit;
mod deletion;
mod directory;
mod document;
mod encoding;
mod error;
mod folder;
mod generation;
mod identity;
mod lessons;
mod lines;
mod lock;
mod merging;
mod named_file;
mod numbers;
mod packed;
mod pieces;
mod reader;
mod sample;
pub(crate) mod schema;
mod scope;
mod segment;
mod seven_bits;
mod sources;
mod stats;
mod stored;
mod templates;
mod texts;
mod verify;
mod writer;

pub(crate) use alive::Alive;
pub(crate) use ascending::Ascending;
pub(crate) use borders::Borders;
pub use commit::{Commit, Root, path_from_bytes, path_to_bytes};
pub use document::Origin;
pub(crate) use document::{date_of_epoch_day, epoch_day};
pub use error::IndexError;
pub use folder::IndexFolder;
pub use identity::{Identity, Provenance};
pub use lessons::{Lessons, MAX_SAMPLES, SampledArticle, SourceLessons, SourceName};
pub use lines::{Address, LineKeys};
pub use lock::WriterLock;
pub(crate) use numbers::Numbers;
pub use packed::{PackedArticle, StoredPassage};
pub use reader::Reader;
pub use schema::SCHEMA_VERSION;
pub use scope::Scope;
pub(crate) use segment::MISSING;
pub(crate) use seven_bits::read_number;
pub use sources::{Entries, Outcome, Reading, SourceEntry, SourceKey, SourceTables};
pub use stats::IndexStats;
pub use stored::{RecordPlace, StoredArticle};
pub use templates::SourceTemplates;
pub use verify::{VerifyReport, verify};
pub use writer::{Writer, WriterOptions};

/// A number that names an article: the hash of its root, path, and place in the file.
///
/// Articles of equal score are ordered by it, so the order depends on where articles come from and on nothing
/// else: not on segments or threads. (Roots are numbered as they are first indexed; those of one run, by path.)
#[must_use]
pub fn article_key(root: u32, path: &[u8], place: Option<RecordPlace>) -> u64 {
    let RecordPlace { line, number } = place.unwrap_or_default();
    let mut hasher = blake3::Hasher::new();
    hasher.update(&root.to_le_bytes());
    hasher.update(&line.to_le_bytes());
    hasher.update(&number.to_le_bytes());
    hasher.update(path);
    let mut key = [0; 8];
    key.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    u64::from_le_bytes(key)
}
