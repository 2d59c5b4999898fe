//! How the texts of a generation are packed: by a model of their words, trained on the first of them.
//!
//! A generation begins without a model. Once so much text has come that training pays, the model is made, and what is added
//! from then on is packed with it; the commit names its file. It stays for as long as the generation: articles that were
//! packed with it need it. Which articles were the first depends on the timing of threads, but no more than a few bytes of
//! the index depend on that, and nothing that is found or shown.

use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, TryLockError};

use tantivy::{Directory, TantivyError};

use super::named_file::NamedFile;
use super::{IndexError, StoredArticle};
use crate::packing::{BadModel, Model, Packer, Trainer};

pub(super) const FILES: NamedFile = NamedFile { kind: "texts", header: b"newsdex texts 2\n" };

/// So many bytes of text are the sample. A smaller one would know too few words, and the model takes a fifth of it.
const SAMPLE_BYTES: usize = 8 << 20;

/// Packs texts for a writer.
pub(super) struct Texts {
    /// Used until there is a model.
    simple: Packer,
    trained: OnceLock<(Packer, Arc<Model>)>,
    sample: Mutex<Sample>,
    sample_bytes: usize,
}

#[derive(Default)]
struct Sample {
    trainer: Trainer,
    bytes: usize,
}

impl Texts {
    /// Goes on with the model that the last commit names, if any.
    pub(super) fn open(generation: &Path, name: Option<&str>) -> Result<Self, IndexError> {
        let texts = Self::with_sample(SAMPLE_BYTES);
        if let Some(name) = name {
            let path = FILES.path(generation, name);
            let model = Model::from_bytes(FILES.read(generation, name)?).map_err(bad_model(&path))?;
            texts.trained.get_or_init(trained(model));
        }
        Ok(texts)
    }

    fn with_sample(sample_bytes: usize) -> Self {
        Self { simple: Packer::default(), trained: OnceLock::new(), sample: Mutex::default(), sample_bytes }
    }

    /// What an article is packed with. The first ones are learned from; the one that completes the sample pays for the
    /// training, a second or so.
    pub(super) fn packer(&self, article: &StoredArticle) -> &Packer {
        if let Some((packer, _)) = self.trained.get() {
            return packer;
        }
        let mut sample = match self.sample.try_lock() {
            Ok(sample) => sample,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            // Somebody else is learning.
            Err(TryLockError::WouldBlock) => return &self.simple,
        };
        sample.trainer.add(&article.body);
        sample.bytes += article.body.len();
        if sample.bytes >= self.sample_bytes
            && let Ok(model) = std::mem::take(&mut *sample).trainer.model()
        {
            return &self.trained.get_or_init(trained(model)).0;
        }
        &self.simple
    }

    /// Writes the model for a commit, if there is one, and returns the name of its file.
    pub(super) fn write(&self, generation: &Path) -> Result<Option<String>, IndexError> {
        // A thread that is just training would otherwise pack texts of this commit with a model that it does not name.
        let _sample = self.sample.lock().unwrap_or_else(PoisonError::into_inner);
        self.trained.get().map(|(_, model)| FILES.write(generation, model.to_bytes())).transpose()
    }
}

fn trained(model: Model) -> impl FnOnce() -> (Packer, Arc<Model>) {
    let model = Arc::new(model);
    move || (Packer::new(Some(Arc::clone(&model))), model)
}

/// What the texts of a commit are unpacked with: the model as it lies in its file, which is mapped with the commit, since a writer may
/// delete its name. Nothing of it is read before a text needs it, so it is not looked through for damage: [`check`] does that.
pub(super) fn unpacker(directory: &dyn Directory, name: Option<&str>) -> Result<Packer, IndexError> {
    let Some(name) = name else { return Ok(Packer::default()) };
    let path = FILES.path(Path::new(""), name);
    let mut bytes = directory
        .open_read(&path)
        .map_err(TantivyError::from)?
        .read_bytes()
        .map_err(IndexError::io("mapping", &path))?;
    if !bytes.starts_with(FILES.header) {
        return Err(FILES.not_one(&path));
    }
    bytes.advance(FILES.header.len());
    Packer::of_stored(bytes).map_err(bad_model(&path))
}

/// Reads all of what the texts of a commit are unpacked with.
///
/// # Errors
/// [`IndexError::Damaged`] when it is not what was written.
pub(super) fn check(generation: &Path, name: Option<&str>) -> Result<(), IndexError> {
    Texts::open(generation, name).map(|_| ())
}

fn bad_model(path: &Path) -> impl FnOnce(BadModel) -> IndexError {
    move |error| IndexError::damaged(format!("'{}': {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use tantivy::directory::MmapDirectory;

    use super::*;
    use crate::analysis::stable_hash;
    use crate::article::{BlockKind, Metadata};

    const WORDS: [&str; 16] = [
        "ferry",
        "harbour",
        "noon",
        "captain",
        "storm",
        "island",
        "guests",
        "cargo",
        "pier",
        "morning",
        "lighthouse",
        "winter",
        "coast",
        "engine",
        "anchor",
        "sailors",
    ];

    fn article(number: usize) -> StoredArticle {
        let word = |at: usize| WORDS[(stable_hash(&format!("{number} {at}")) % 16) as usize];
        let body: Vec<&str> = (0..120).map(word).collect();
        let body = body.join(" ");
        StoredArticle {
            root: 0,
            path: b"a.txt".to_vec(),
            place: None,
            is_record: false,
            metadata: Metadata { title: Some("The ferry".to_owned()), ..Metadata::default() },
            kinds: vec![BlockKind::Paragraph],
            passages: vec![0],
            body,
            removed: Vec::new(),
            struck: Vec::new(),
            recovered: Vec::new(),
            first_title: None,
        }
    }

    /// Articles with what they are packed to; the later ones by a model of the first.
    fn trained_on_the_first() -> (Texts, Vec<StoredArticle>, Vec<Vec<u8>>) {
        let texts = Texts::with_sample(20_000);
        let articles: Vec<StoredArticle> = (0..100).map(article).collect();
        let encoded = articles.iter().map(|article| article.encode(texts.packer(article)).unwrap()).collect();
        (texts, articles, encoded)
    }

    #[test]
    fn articles_before_and_after_training_come_back_in_a_later_run() {
        let generation = tempfile::tempdir().unwrap();
        let (texts, articles, encoded) = trained_on_the_first();
        assert!(encoded[99].len() < encoded[0].len());
        let name = texts.write(generation.path()).unwrap();
        let later = Texts::open(generation.path(), name.as_deref()).unwrap();
        assert_eq!(later.write(generation.path()).unwrap(), name);
        let unpacker = unpacker(&MmapDirectory::open(generation.path()).unwrap(), name.as_deref()).unwrap();
        for packer in [&unpacker, later.packer(&articles[0])] {
            for (article, bytes) in articles.iter().zip(&encoded) {
                assert_eq!(StoredArticle::decode(bytes, packer).unwrap(), *article);
            }
        }
        assert!(StoredArticle::decode(&encoded[99], &Packer::default()).is_err());
    }

    #[test]
    fn damage_is_seen_where_all_is_read_and_harms_nobody_else() {
        let generation = tempfile::tempdir().unwrap();
        let (texts, _, encoded) = trained_on_the_first();
        let name = texts.write(generation.path()).unwrap();
        check(generation.path(), name.as_deref()).unwrap();
        let path = FILES.path(generation.path(), name.as_deref().unwrap());
        let whole = std::fs::read(&path).unwrap();
        let directory = MmapDirectory::open(generation.path()).unwrap();
        for place in (0..whole.len()).step_by(whole.len() / 50) {
            let mut damaged = whole.clone();
            damaged[place] ^= 0x10;
            std::fs::write(&path, damaged).unwrap();
            assert!(check(generation.path(), name.as_deref()).is_err());
            if let Ok(unpacker) = unpacker(&directory, name.as_deref()) {
                let _ = StoredArticle::decode(&encoded[99], &unpacker);
            }
        }
        std::fs::remove_file(&path).unwrap();
        assert!(unpacker(&directory, name.as_deref()).is_err());
    }
}
