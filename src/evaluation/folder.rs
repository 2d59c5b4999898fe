//! Reads a folder of pages whose articles are known, and measures whoever cleans them. The only module here that reads
//! files.
//!
//! `html/ID.html.gz`, `flat/ID.txt` and `container/ID.txt` hold pages, and `truth.json` their articles by `ID`:
//! `{"ID": {"articleBody": …, "url": …}}`. `en.ids` names the English ones. `warnews` is a folder of its own with `ID.txt`
//! and `truth.json`, where `flat.ids` names flattened pages and `md.ids` Markdown. A truth may hold `eitherBody`: the
//! article with all that may be kept or not.

use std::collections::{BTreeMap, HashSet};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::Deserialize;
use thiserror::Error;

use super::measure::{PageScore, Summary};
use super::shingles::Truth;
use crate::article::RawArticle;
use crate::clean::Cleaned;
use crate::corpus::{Opened, ReadOptions, open};

/// Why there is nothing to measure.
#[derive(Debug, Error)]
pub enum EvaluationError {
    /// A file could not be read.
    #[error("reading '{}'", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A list of articles is no JSON of the right form.
    #[error("reading '{}'", path.display())]
    Json {
        /// The file.
        path: PathBuf,
        /// Why.
        source: serde_json::Error,
    },
    /// None of the folders is there.
    #[error("'{}' holds none of html, flat, container and warnews", path.display())]
    Nothing {
        /// The folder.
        path: PathBuf,
    },
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct TruthEntry {
    #[serde(default)]
    article_body: String,
    either_body: Option<String>,
    url: Option<String>,
}

/// A folder of pages of several kinds.
#[derive(Debug)]
pub struct Benchmark {
    /// The kinds of pages that are there.
    pub kinds: Vec<Kind>,
    /// The English pages, where a list of them is there.
    english: Option<HashSet<String>>,
}

/// Pages of one kind. They are read one at a time.
#[derive(Debug)]
pub struct Kind {
    /// What the kind is called: `html`, `flat`, `container`, `war news flat` or `war news Markdown`.
    pub name: &'static str,
    folder: PathBuf,
    /// What follows the id in the name of a file.
    ending: &'static str,
    /// What a file is called to those who read it.
    shown_ending: &'static str,
    has_english: bool,
    pages: BTreeMap<String, (Truth, Option<String>)>,
}

/// How well the pages of one kind were cleaned.
#[derive(Debug, Clone)]
pub struct Measured {
    /// Over all pages.
    pub all: Summary,
    /// Over the English pages.
    pub english: Option<Summary>,
    /// The time that cleaning took, without that of reading.
    pub time: Duration,
    /// Pages that could not be read as one article; they count as pages where nothing was found.
    pub unread: Vec<(String, String)>,
    /// Score, id and address of each page, the worst first; of equal ones, the first id first.
    pub pages: Vec<(PageScore, String, Option<String>)>,
}

impl Benchmark {
    /// Looks what is in `folder`, and reads the articles of its pages.
    ///
    /// # Errors
    /// When none of the kinds is there, or a list cannot be read.
    pub fn open(folder: &Path) -> Result<Self, EvaluationError> {
        let mut kinds = Vec::new();
        for (name, ending) in [("html", ".html.gz"), ("flat", ".txt"), ("container", ".txt")] {
            if folder.join(name).is_dir() {
                let own = folder.join(name).join("truth.json");
                let truth = truth(&if own.is_file() { own } else { folder.join("truth.json") })?;
                let folder = folder.join(name);
                kinds.push(Kind { name, folder, ending, shown_ending: ending, has_english: true, pages: truth });
            }
        }
        let war = folder.join("warnews");
        for (name, list, shown_ending) in
            [("war news flat", "flat.ids", ".txt"), ("war news Markdown", "md.ids", ".md")]
        {
            if let Some(ids) = ids(&war.join(list))? {
                let mut pages = truth(&war.join("truth.json"))?;
                pages.retain(|id, _| ids.contains(id));
                let folder = war.clone();
                kinds.push(Kind { name, folder, ending: ".txt", shown_ending, has_english: false, pages });
            }
        }
        if kinds.is_empty() {
            return Err(EvaluationError::Nothing { path: folder.to_owned() });
        }
        Ok(Self { kinds, english: ids(&folder.join("en.ids"))? })
    }

    /// Cleans the pages of one kind, on this thread, and compares.
    pub fn measure(&self, kind: &Kind, clean: &dyn Fn(&RawArticle) -> Cleaned) -> Measured {
        let (mut time, mut unread, mut pages) = (Duration::ZERO, Vec::new(), Vec::new());
        for (id, (truth, url)) in &kind.pages {
            let body = match kind.read(id) {
                Ok(raw) => {
                    let start = Instant::now();
                    let cleaned = clean(&raw);
                    time += start.elapsed();
                    cleaned.article.body().0
                }
                Err(reason) => {
                    unread.push((id.clone(), reason));
                    String::new()
                }
            };
            pages.push((truth.score(&body), id.clone(), url.clone()));
        }
        let scores = |of: &dyn Fn(&str) -> bool| {
            let scores: Vec<_> = pages.iter().filter(|page| of(&page.1)).map(|page| page.0).collect();
            Summary::of(&scores)
        };
        let all = scores(&|_| true);
        let english = self.english.as_ref().filter(|_| kind.has_english).map(|ids| scores(&|id| ids.contains(id)));
        pages.sort_by(|a, b| a.0.f1().total_cmp(&b.0.f1()));
        Measured { all, english, time, unread, pages }
    }
}

impl Kind {
    /// The page `id`, as the corpus reader reads it.
    ///
    /// # Errors
    /// When it cannot be read, or is not one article, in words.
    fn read(&self, id: &str) -> Result<RawArticle, String> {
        let file = File::open(self.folder.join(format!("{id}{}", self.ending))).map_err(|error| error.to_string())?;
        let name = PathBuf::from(format!("{id}{}", self.shown_ending));
        match open(&name, file, &ReadOptions::default()) {
            Ok(Opened::Article { raw, .. }) => Ok(raw),
            Ok(Opened::Records(_)) => Err("a file of records".to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }
}

fn truth(path: &Path) -> Result<BTreeMap<String, (Truth, Option<String>)>, EvaluationError> {
    let bytes = fs::read(path).map_err(|source| EvaluationError::Io { path: path.to_owned(), source })?;
    let entries: BTreeMap<String, TruthEntry> =
        serde_json::from_slice(&bytes).map_err(|source| EvaluationError::Json { path: path.to_owned(), source })?;
    let page = |entry: TruthEntry| (Truth { article: entry.article_body, either: entry.either_body }, entry.url);
    Ok(entries.into_iter().map(|(id, entry)| (id, page(entry))).collect())
}

/// A list of ids, one a line, if there is one.
fn ids(path: &Path) -> Result<Option<HashSet<String>>, EvaluationError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text.split_whitespace().map(str::to_owned).collect())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(EvaluationError::Io { path: path.to_owned(), source }),
    }
}
