//! The files that hold the articles, in order.

use std::path::{Path, PathBuf};
use std::vec::IntoIter;

use crate::corpus::{FoundFile, Unreadable, WalkOptions, walk};
use crate::index::IndexFolder;
use crate::pipeline::{Problem, ProblemKind, Target};

/// A file to clean.
#[derive(Debug, Clone)]
pub(super) struct Source {
    /// Where it is. Empty for standard input.
    pub path: PathBuf,
    /// The same, beginning with what the user typed.
    pub shown: PathBuf,
    /// The part below the folder that the user named; of a named file its name.
    pub below: PathBuf,
    /// Size in bytes.
    pub size: u64,
    /// Why it cannot be an article, whatever its content.
    pub unsuited: Option<&'static str>,
}

type Files = Box<dyn Iterator<Item = Result<FoundFile, Unreadable>> + Send>;

/// Iterates over the files of all targets, one folder after the other. Holds the names of one folder at a time.
pub(super) struct Sources {
    stdin: Option<u64>,
    targets: IntoIter<Target>,
    current: Option<(Target, Files)>,
    walk: WalkOptions,
    /// The folder that is written to.
    output: Option<PathBuf>,
}

impl Sources {
    pub(super) fn new(targets: Vec<Target>, stdin: Option<&[u8]>, walk: WalkOptions, output: Option<PathBuf>) -> Self {
        let stdin = stdin.map(|bytes| bytes.len() as u64);
        Self { stdin, targets: targets.into_iter(), current: None, walk, output }
    }

    fn files(&self, target: &Target) -> Files {
        if !target.is_folder {
            let found = FoundFile::at(&target.absolute);
            let path = target.absolute.clone();
            let unreadable = |error: std::io::Error| Unreadable { path, reason: error.to_string(), is_gone: false };
            return Box::new(std::iter::once(found.map_err(unreadable)));
        }
        let output = self.output.clone();
        let skips = move |path: &Path| output.as_deref() == Some(path) || IndexFolder::is_index(path);
        Box::new(walk(&target.absolute, self.walk, skips))
    }
}

impl Iterator for Sources {
    type Item = Result<Source, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(size) = self.stdin.take() {
            let name = PathBuf::from("stdin");
            return Some(Ok(Source { path: PathBuf::new(), shown: name.clone(), below: name, size, unsuited: None }));
        }
        loop {
            if let Some((target, files)) = &mut self.current
                && let Some(found) = files.next()
            {
                return Some(found.map(|file| source(target, file)).map_err(|error| problem(target, error)));
            }
            let target = self.targets.next()?;
            let files = self.files(&target);
            self.current = Some((target, files));
        }
    }
}

fn source(target: &Target, file: FoundFile) -> Source {
    let FoundFile { path, size, unsuited, .. } = file;
    let below = below(target, &path);
    let shown = shown(target, &path);
    Source { path, shown, below, size, unsuited }
}

fn problem(target: &Target, error: Unreadable) -> Problem {
    Problem { path: shown(target, &error.path), line: None, kind: ProblemKind::Unreadable, reason: error.reason }
}

fn below(target: &Target, path: &Path) -> PathBuf {
    if target.is_folder {
        path.strip_prefix(&target.absolute).unwrap_or(path).to_owned()
    } else {
        // As it was typed: behind a link, the file may be called otherwise.
        target.given.file_name().map_or_else(|| path.to_owned(), PathBuf::from)
    }
}

fn shown(target: &Target, path: &Path) -> PathBuf {
    let below = path.strip_prefix(&target.absolute).unwrap_or(Path::new(""));
    if below.as_os_str().is_empty() { target.given.clone() } else { target.given.join(below) }
}

/// The targets in the order of their paths, without those that lie within others: every file is cleaned once. A
/// hidden file that was named stays, since the walk of its folder would not meet it.
pub(super) fn without_overlaps(targets: &[Target], walk: WalkOptions) -> Vec<Target> {
    let mut sorted = targets.to_vec();
    sorted.sort_by(|a, b| a.absolute.cmp(&b.absolute));
    sorted.dedup_by(|a, b| a.absolute == b.absolute);
    let mut folder: Option<PathBuf> = None;
    sorted.retain(|target| {
        let below = folder.as_ref().and_then(|folder| target.absolute.strip_prefix(folder).ok());
        let is_met = below.is_some_and(|below| walk.hidden || !is_hidden(below));
        if !is_met && target.is_folder {
            folder = Some(target.absolute.clone());
        }
        !is_met
    });
    sorted
}

fn is_hidden(path: &Path) -> bool {
    path.iter().any(|name| name.as_encoded_bytes().starts_with(b"."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_within_another_target_is_not_cleaned_twice() {
        let target = |path: &str, is_folder| Target { given: path.into(), absolute: path.into(), is_folder };
        let targets = [
            target("/news/b/x.txt", false),
            target("/news/.hidden.txt", false),
            target("/news", true),
            target("/news-2/x.txt", false),
            target("/news/b", true),
            target("/news", true),
        ];
        let kept = |hidden| {
            let walk = WalkOptions { hidden, ..WalkOptions::default() };
            let kept = without_overlaps(&targets, walk);
            kept.into_iter().map(|target| target.absolute.display().to_string()).collect::<Vec<_>>()
        };
        assert_eq!(kept(false), ["/news", "/news/.hidden.txt", "/news-2/x.txt"]);
        assert_eq!(kept(true), ["/news", "/news-2/x.txt"]);
    }
}
