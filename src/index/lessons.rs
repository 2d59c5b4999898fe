//! What the corpus taught the cleaner: samples of each source's articles, and the template lines learned from them.
//!
//! One file, named after the hash of its content and named by the commit, as the source tables are. It is written whole
//! with each commit that changes it; its size is bounded (see [`MAX_SAMPLES`]) however large the index.
//!
//! ```text
//! "newsdex lessons 1\n"
//! postcard of Lessons
//! ```

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::IndexError;
use super::named_file::NamedFile;
use crate::article::Metadata;
use crate::clean::templates::{LineKey, Sample, TemplateLine};

pub(super) const FILES: NamedFile = NamedFile { kind: "lessons", header: b"newsdex lessons 1\n" };

/// So many articles are sampled over all sources. With at most 36 lines of 9 bytes and 16 bytes beside them, the file is
/// never larger than 12 MB; a quarter of that is usual.
pub const MAX_SAMPLES: usize = 32_768;

/// Where an article comes from, as far as it or its place says: articles of one source share their furniture.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SourceName {
    /// The host of its address, or the outlet that it names; in lower case.
    Site(String),
    /// Nothing says, so the folder of its file, without numbered folders at the end.
    Folder {
        /// Index into the commit's roots.
        root: u32,
        /// Path below the root.
        path: Vec<u8>,
    },
}

impl SourceName {
    /// The source of an article from what is known of it, and the path of its file.
    #[must_use]
    pub fn of(metadata: &Metadata, root: u32, path: &[u8]) -> Self {
        let host = metadata.url.as_deref().and_then(host);
        let named = host.map(str::to_lowercase).or_else(|| metadata.source.as_ref().map(|name| name.to_lowercase()));
        named.map_or_else(|| Self::Folder { root, path: folder(path).to_vec() }, Self::Site)
    }
}

/// The host of an address, without `www.`.
fn host(url: &str) -> Option<&str> {
    let rest = url.split_once("://")?.1;
    let host = rest.split(['/', '?', '#', ':']).next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then_some(host)
}

/// The folder of a path. Numbered folders at its end, such as those of years and days, part articles and not sources.
fn folder(path: &[u8]) -> &[u8] {
    let parent = |path: &[u8]| path.iter().rposition(|&byte| byte == b'/').unwrap_or(0);
    let mut folder = &path[..parent(path)];
    loop {
        let start = folder.iter().rposition(|&byte| byte == b'/').map_or(0, |at| at + 1);
        let name = &folder[start..];
        if name.is_empty() || !name.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'_')) {
            return folder;
        }
        folder = &folder[..start.saturating_sub(1)];
    }
}

/// A sampled article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampledArticle {
    /// What it is filed under: see [`super::article_key`].
    pub key: u64,
    /// Number of the version of its source file.
    pub file: u64,
    /// Its lines.
    pub sample: Sample,
}

/// What is known of one source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceLessons {
    /// Which source.
    pub name: SourceName,
    /// Whether this is about texts of records: they are cleaned lightly, so they are looked at apart.
    pub is_records: bool,
    /// All articles of the source with smaller keys are in the sample; all articles are, where this is `None`.
    pub below: Option<u64>,
    /// The sample in the order of keys.
    pub samples: Vec<SampledArticle>,
    /// The template lines by which the articles of the source are cleaned.
    pub templates: Vec<TemplateLine>,
}

/// Everything that the corpus taught.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lessons {
    /// The sources, sorted by name.
    pub sources: Vec<SourceLessons>,
    /// Lines that articles of this commit may hold although they should not, or the other way round: to be looked for
    /// before the next run ends.
    pub suspects: Vec<LineKey>,
    /// Names the user's rules by which all articles are cleaned.
    pub rules: u64,
}

impl Lessons {
    /// Writes the file of a generation, durably, and returns its name.
    pub(crate) fn write(&self, generation: &Path) -> Result<String, IndexError> {
        let bytes = postcard::to_stdvec(self).map_err(|source| IndexError::Encode { source })?;
        FILES.write(generation, &bytes)
    }

    /// Reads the file that a commit names; nothing was learned where it names none.
    pub(crate) fn read(generation: &Path, name: Option<&str>) -> Result<Self, IndexError> {
        let Some(name) = name else { return Ok(Self::default()) };
        let bytes = FILES.read(generation, name)?;
        postcard::from_bytes(&bytes)
            .map_err(|_| IndexError::damaged(format!("'{}' cannot be read", FILES.path(generation, name).display())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_a_host_an_outlet_or_a_folder() {
        let of = |url: Option<&str>, source: Option<&str>, path: &str| {
            let metadata =
                Metadata { url: url.map(str::to_owned), source: source.map(str::to_owned), ..Metadata::default() };
            SourceName::of(&metadata, 0, path.as_bytes())
        };
        let site = |name: &str| SourceName::Site(name.to_owned());
        let folder = |path: &str| SourceName::Folder { root: 0, path: path.as_bytes().to_vec() };
        assert_eq!(of(Some("https://www.Example.org/a?b"), Some("Gazette"), "x/y.txt"), site("example.org"));
        assert_eq!(of(Some("nonsense"), Some("The Gazette"), "x/y.txt"), site("the gazette"));
        assert_eq!(of(None, None, "gazette/2024/05-12/y.txt"), folder("gazette"));
        assert_eq!(of(None, None, "gazette/f16/y.txt"), folder("gazette/f16"));
        assert_eq!((of(None, None, "y.txt"), of(None, None, "2024/y.txt")), (folder(""), folder("")));
    }

    #[test]
    fn lessons_come_back_as_they_were() {
        let generation = tempfile::tempdir().unwrap();
        let lessons = Lessons { suspects: vec![LineKey::from_number(7)], ..Lessons::default() };
        let name = lessons.write(generation.path()).unwrap();
        assert_eq!(Lessons::read(generation.path(), Some(&name)).unwrap(), lessons);
        assert_eq!(Lessons::read(generation.path(), None).unwrap(), Lessons::default());
    }
}
