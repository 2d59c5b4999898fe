//! Which part of which root a run is about.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::PipelineError;
use crate::corpus::FoundFile;
use crate::index::{Commit, Root, Scope, SourceKey, path_to_bytes};

/// A folder or file to index, as the user named it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// How it was named.
    pub given: PathBuf,
    /// Its absolute path, links resolved.
    pub absolute: PathBuf,
    /// Whether it is a folder.
    pub is_folder: bool,
}

impl Target {
    /// Finds what the user named.
    ///
    /// # Errors
    /// When it does not exist or may not be read.
    pub fn find(given: &Path) -> std::io::Result<Self> {
        let absolute = given.canonicalize()?;
        let is_folder = absolute.is_dir();
        if is_folder {
            std::fs::read_dir(&absolute)?;
        }
        Ok(Self { given: tidy(given), absolute, is_folder })
    }
}

/// The path without `./` and the like: `./news/` is `news`.
fn tidy(path: &Path) -> PathBuf {
    path.components().filter(|part| !matches!(part, std::path::Component::CurDir)).collect()
}

/// A target, placed under a root of the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placed {
    /// The part of the index it is.
    pub scope: Scope,
    /// Where it is on disk.
    pub path: PathBuf,
    /// What the user named: the same, or a folder around it.
    pub anchor: PathBuf,
    /// The named file itself, where the target is one.
    pub file: Option<FoundFile>,
}

/// Places targets under the roots of `commit`, to which new roots are added.
///
/// A folder below a known root belongs to that root, and a known root below a folder keeps its files, so that no
/// file is ever in the index twice. A file belongs to the root it lies under, else its folder becomes one.
pub(super) fn place(targets: &[Target], commit: &mut Commit) -> Result<Vec<Placed>, PipelineError> {
    let mut finder = Placer::new(commit);
    let mut placed: Vec<Placed> = Vec::new();
    // New roots are numbered by path, not by the order of arguments: numbers order articles of equal score.
    let mut sorted: Vec<&Target> = targets.iter().collect();
    sorted.sort_by(|a, b| a.absolute.cmp(&b.absolute));
    for target in sorted {
        if target.is_folder {
            let scope = finder.scope_of(&target.absolute, &target.given, true);
            let anchor = target.absolute.clone();
            placed.push(Placed { scope, path: anchor.clone(), anchor: anchor.clone(), file: None });
            for (number, root) in (0u32..).zip(&finder.commit.roots) {
                if root.path().starts_with(&anchor) && root.path() != anchor {
                    let scope = Scope { root: number, prefix: Vec::new() };
                    placed.push(Placed { scope, path: root.path().to_owned(), anchor: anchor.clone(), file: None });
                }
            }
        } else {
            placed.push(finder.file(target)?);
        }
    }
    Ok(without_overlaps(placed))
}

/// Finds roots by their paths.
struct Placer<'a> {
    commit: &'a mut Commit,
    numbers: HashMap<PathBuf, u32>,
}

impl<'a> Placer<'a> {
    fn new(commit: &'a mut Commit) -> Self {
        let numbers = (0u32..).zip(&commit.roots).map(|(number, root)| (root.path().to_owned(), number)).collect();
        Self { commit, numbers }
    }

    fn file(&mut self, target: &Target) -> Result<Placed, PipelineError> {
        let found = FoundFile::at(&target.absolute)
            .map_err(|source| PipelineError::Target { path: target.given.clone(), source })?;
        let folder = target.absolute.parent().unwrap_or(Path::new(""));
        let given = target.given.parent().unwrap_or(Path::new(""));
        // A link leads to a file of another name or folder: then only the whole path is right.
        let is_direct = target.absolute.file_name() == target.given.file_name()
            && Path::new(".").join(given).canonicalize().is_ok_and(|whole| whole == folder);
        let mut scope = self.scope_of(folder, if is_direct { given } else { folder }, false);
        let name = path_to_bytes(Path::new(target.absolute.file_name().unwrap_or_default()));
        scope.prefix = joined(&scope.prefix, &name);
        let path = target.absolute.clone();
        Ok(Placed { scope, anchor: path.clone(), path, file: Some(found) })
    }

    /// The part of the index that a folder is, in the innermost root it lies in; in a new one, if there is none.
    /// A folder that the user named, and that is a root, is shown as it was named last.
    fn scope_of(&mut self, folder: &Path, given: &Path, is_named: bool) -> Scope {
        for around in folder.ancestors() {
            let Some(&root) = self.numbers.get(around) else { continue };
            if around == folder && is_named {
                self.commit.roots[root as usize] = Root::new(folder, given);
            }
            let below = folder.strip_prefix(around).unwrap_or(Path::new(""));
            return Scope { root, prefix: path_to_bytes(below) };
        }
        let root = u32::try_from(self.commit.roots.len()).unwrap_or(u32::MAX);
        self.commit.roots.push(Root::new(folder, given));
        self.numbers.insert(folder.to_owned(), root);
        Scope { root, prefix: Vec::new() }
    }
}

/// The path `name` in folder `prefix`.
pub(super) fn joined(prefix: &[u8], name: &[u8]) -> Vec<u8> {
    if prefix.is_empty() { name.to_vec() } else { [prefix, b"/", name].concat() }
}

/// Drops targets that lie within other targets, and sorts the rest as the source tables are sorted. A hidden file
/// that was named stays: the walk of its folder would not meet it.
fn without_overlaps(mut placed: Vec<Placed>) -> Vec<Placed> {
    let key = |item: &Placed| SourceKey { root: item.scope.root, path: item.scope.prefix.clone() };
    placed.sort_by_cached_key(key);
    let mut kept: Vec<Placed> = Vec::new();
    let mut folder: Option<Scope> = None;
    for item in placed {
        let is_covered = folder.as_ref().is_some_and(|outer| {
            outer.root == item.scope.root && key(&item).is_below(&outer.prefix) && !is_hidden(&item)
        });
        let is_repeated = kept.last().is_some_and(|last| last.scope == item.scope);
        if is_covered || is_repeated {
            continue;
        }
        if item.file.is_none() {
            folder = Some(item.scope.clone());
        }
        kept.push(item);
    }
    kept
}

fn is_hidden(item: &Placed) -> bool {
    item.file.is_some() && item.scope.prefix.split(|&byte| byte == b'/').any(|name| name.starts_with(b"."))
}

/// The scopes of targets that are in the index already.
#[must_use]
pub fn scopes(targets: &[Target], commit: &Commit) -> Vec<Scope> {
    let mut commit = commit.clone();
    place(targets, &mut commit).map(|placed| placed.into_iter().map(|item| item.scope).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(path: &str) -> Target {
        Target { given: path.trim_start_matches('/').into(), absolute: path.into(), is_folder: true }
    }

    fn scopes_of(paths: &[&str], commit: &mut Commit) -> Vec<(u32, String)> {
        let targets: Vec<Target> = paths.iter().map(|path| folder(path)).collect();
        let placed = place(&targets, commit).unwrap();
        placed.into_iter().map(|item| (item.scope.root, String::from_utf8(item.scope.prefix).unwrap())).collect()
    }

    #[test]
    fn a_folder_below_a_known_root_belongs_to_it() {
        let mut commit = Commit::default();
        assert_eq!(scopes_of(&["/news"], &mut commit), [(0, String::new())]);
        assert_eq!(scopes_of(&["/news/2025", "/other"], &mut commit), [(0, "2025".into()), (1, String::new())]);
        assert_eq!(scopes_of(&["/news", "/news/2025", "/news"], &mut commit), [(0, String::new())]);
        assert_eq!(commit.roots.len(), 2);
    }

    #[test]
    fn many_named_files_are_placed_one_by_one() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.txt"), "x").unwrap();
        std::fs::write(folder.path().join("b.txt"), "x").unwrap();
        let targets: Vec<Target> =
            ["b.txt", "a.txt", "a.txt"].map(|name| Target::find(&folder.path().join(name)).unwrap()).to_vec();
        let mut commit = Commit::default();
        let placed = place(&targets, &mut commit).unwrap();
        let names: Vec<_> = placed.iter().map(|item| item.scope.prefix.clone()).collect();
        assert_eq!(names, [b"a.txt", b"b.txt"]);
        assert_eq!(commit.roots.len(), 1);
    }
}
