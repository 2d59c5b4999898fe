//! Which part of which root a run is about.

use std::path::{Path, PathBuf};

use crate::corpus::FoundFile;
use crate::index::{Commit, Root, path_to_bytes};
use crate::search::Scope;

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
    /// The named file itself, where the target is one.
    pub file: Option<FoundFile>,
}

/// Places targets under the roots of `commit`, to which new roots are added.
///
/// A folder below a known root belongs to that root, and a known root below a folder keeps its files, so that no
/// file is ever in the index twice. A file belongs to the root it lies under, else its folder becomes one.
pub(super) fn place(targets: &[Target], commit: &mut Commit) -> std::io::Result<Vec<Placed>> {
    let mut placed: Vec<Placed> = Vec::new();
    for target in targets {
        if target.is_folder {
            let scope = scope_of(&target.absolute, &target.given, commit);
            placed.push(Placed { scope, path: target.absolute.clone(), file: None });
            for (number, root) in (0u32..).zip(&commit.roots) {
                if root.path().starts_with(&target.absolute) && root.path() != target.absolute && root.path().is_dir() {
                    let scope = Scope { root: number, prefix: Vec::new() };
                    placed.push(Placed { scope, path: root.path().to_owned(), file: None });
                }
            }
        } else {
            let found = FoundFile::at(&target.absolute)?;
            let folder = target.absolute.parent().unwrap_or(Path::new(""));
            let given = target.given.parent().unwrap_or(Path::new(""));
            let mut scope = scope_of(folder, given, commit);
            let name = path_to_bytes(Path::new(target.absolute.file_name().unwrap_or_default()));
            scope.prefix = joined(&scope.prefix, &name);
            placed.push(Placed { scope, path: target.absolute.clone(), file: Some(found) });
        }
    }
    Ok(without_overlaps(placed))
}

/// The part of the index that a folder is, in the innermost root it lies under; in a new one, if there is none.
fn scope_of(folder: &Path, given: &Path, commit: &mut Commit) -> Scope {
    let around = (0u32..).zip(&commit.roots).filter(|(_, root)| !root.path().as_os_str().is_empty());
    let innermost = around
        .filter_map(|(number, root)| Some((number, folder.strip_prefix(root.path()).ok()?)))
        .min_by_key(|(_, below)| below.as_os_str().len());
    match innermost {
        Some((number, below)) => {
            let prefix = path_to_bytes(below);
            if prefix.is_empty() {
                // The user's latest name for a root is the one that outputs show.
                commit.roots[number as usize] = Root::new(folder, given);
            }
            Scope { root: number, prefix }
        }
        None => {
            commit.roots.push(Root::new(folder, given));
            Scope { root: u32::try_from(commit.roots.len() - 1).unwrap_or(u32::MAX), prefix: Vec::new() }
        }
    }
}

/// The path `name` in folder `prefix`.
pub(super) fn joined(prefix: &[u8], name: &[u8]) -> Vec<u8> {
    if prefix.is_empty() { name.to_vec() } else { [prefix, b"/", name].concat() }
}

/// Drops targets that lie within other targets, and sorts the rest as the source tables are sorted.
fn without_overlaps(mut placed: Vec<Placed>) -> Vec<Placed> {
    let key = |item: &Placed| crate::index::SourceKey { root: item.scope.root, path: item.scope.prefix.clone() };
    placed.sort_by_key(key);
    let mut kept: Vec<Placed> = Vec::new();
    for item in placed {
        let is_covered = kept.iter().any(|outer| {
            outer.scope.root == item.scope.root
                && (outer.file.is_none() || outer.scope.prefix == item.scope.prefix)
                && key(&item).is_below(&outer.scope.prefix)
        });
        if !is_covered {
            kept.push(item);
        }
    }
    kept
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
