//! The files below a folder, in a fixed order, one at a time.

use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use ignore::{Walk, WalkBuilder};

/// Which files of a folder are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WalkOptions {
    /// Read files and folders whose names start with a dot.
    pub hidden: bool,
    /// Leave out what `.gitignore` and `.ignore` files name.
    pub ignore_files: bool,
    /// Follow symbolic links. Loops are found and reported.
    pub follow_links: bool,
}

/// A file that was met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundFile {
    /// Where it is.
    pub path: PathBuf,
    /// Size in bytes.
    pub size: u64,
    /// Time of the last change, in nanoseconds since 1970; 0 where the system does not say.
    pub modified: i64,
    /// When this was seen, in nanoseconds since 1970: what the file holds is read later.
    pub seen: i64,
    /// Why it cannot be an article, whatever its content: it is no regular file.
    pub unsuited: Option<&'static str>,
}

/// Something that could not be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// The file or folder. What is below a folder may still be there.
    pub path: PathBuf,
    /// Why, in words for the user.
    pub reason: String,
    /// Whether the file is known to be gone.
    pub is_gone: bool,
}

impl FoundFile {
    /// Looks at one file that was named by the user. Links are followed.
    ///
    /// # Errors
    /// When there is no such file, or it may not be looked at.
    pub fn at(path: &Path) -> std::io::Result<Self> {
        Ok(Self::new(path.to_owned(), &std::fs::metadata(path)?))
    }

    fn new(path: PathBuf, metadata: &Metadata) -> Self {
        let kind = metadata.file_type();
        let unsuited = if kind.is_symlink() {
            Some("a symbolic link (--follow reads what it points to)")
        } else if kind.is_file() {
            None
        } else {
            Some("not a regular file")
        };
        let modified = metadata.modified().map_or(0, since_1970);
        Self { path, size: metadata.len(), modified, seen: since_1970(SystemTime::now()), unsuited }
    }
}

/// Nanoseconds since 1970; 0 before.
fn since_1970(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
}

/// Walks `folder` in the order of names, a folder's content directly behind its name. Folders for which `skips`
/// holds are not entered. Memory is bounded by the largest single folder.
pub fn walk<F>(
    folder: &Path,
    options: WalkOptions,
    skips: F,
) -> impl Iterator<Item = Result<FoundFile, Unreadable>> + Send + use<F>
where
    F: Fn(&Path) -> bool + Send + Sync + 'static,
{
    let root = folder.to_owned();
    let walk: Walk = WalkBuilder::new(folder)
        .standard_filters(false)
        .hidden(!options.hidden)
        .ignore(options.ignore_files)
        .git_ignore(options.ignore_files)
        .require_git(false)
        .follow_links(options.follow_links)
        .sort_by_file_name(Ord::cmp)
        .filter_entry(move |entry| {
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            !is_folder || entry.path() == root || !skips(entry.path())
        })
        .build();
    walk.filter_map(|entry| match entry {
        Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_dir()) => None,
        Ok(entry) => Some(match entry.metadata() {
            Ok(metadata) => Ok(FoundFile::new(entry.into_path(), &metadata)),
            Err(error) => Err(unreadable(&error)),
        }),
        Err(error) => Some(Err(unreadable(&error))),
    })
}

fn unreadable(error: &ignore::Error) -> Unreadable {
    let (path, reason, is_gone) = describe(error);
    Unreadable { path: path.unwrap_or_default(), reason, is_gone }
}

fn describe(error: &ignore::Error) -> (Option<PathBuf>, String, bool) {
    match error {
        ignore::Error::WithPath { path, err } => {
            let (_, reason, is_gone) = describe(err);
            (Some(path.clone()), reason, is_gone)
        }
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => describe(err),
        ignore::Error::Loop { child, .. } => {
            (Some(child.clone()), "a link to a folder that it lies in".to_owned(), true)
        }
        ignore::Error::Io(error) if error.kind() == std::io::ErrorKind::NotFound => {
            (None, "no such file (a link that leads nowhere, or just deleted)".to_owned(), true)
        }
        other => (None, other.to_string(), false),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn names(folder: &Path, options: WalkOptions) -> Vec<String> {
        let found = walk(folder, options, |path| path.ends_with("skipped"));
        found
            .map(|file| {
                let (path, mark) = match file {
                    Ok(FoundFile { path, unsuited, .. }) => (path, if unsuited.is_some() { "!" } else { "" }),
                    Err(unreadable) => (unreadable.path, "?"),
                };
                format!("{mark}{}", path.strip_prefix(folder).unwrap().display())
            })
            .collect()
    }

    #[test]
    fn files_come_in_the_order_of_their_paths() {
        let folder = tempfile::tempdir().unwrap();
        for path in ["a/z.txt", "a.txt", "b/c/d.txt", "skipped/x.txt", ".hidden.txt", "ignored.txt"] {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        fs::write(folder.path().join(".gitignore"), "ignored.txt\n").unwrap();
        let plain = ["a/z.txt", "a.txt", "b/c/d.txt", "ignored.txt"];
        assert_eq!(names(folder.path(), WalkOptions::default()), plain);
        let options = WalkOptions { hidden: true, ignore_files: true, follow_links: false };
        assert_eq!(names(folder.path(), options), [".gitignore", ".hidden.txt", "a/z.txt", "a.txt", "b/c/d.txt"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_only_when_asked_and_loops_end() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("a")).unwrap();
        fs::write(folder.path().join("a/x.txt"), "x").unwrap();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("a/loop")).unwrap();
        std::os::unix::fs::symlink("nowhere", folder.path().join("dangling")).unwrap();
        assert_eq!(names(folder.path(), WalkOptions::default()), ["!a/loop", "a/x.txt", "!dangling"]);
        let options = WalkOptions { follow_links: true, ..WalkOptions::default() };
        assert_eq!(names(folder.path(), options), ["?a/loop", "a/x.txt", "?dangling"]);
    }
}
