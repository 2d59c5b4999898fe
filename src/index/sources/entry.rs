//! What is remembered of a source file between runs.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

/// Which file: the number of its root, and the path below it as the file system spells it, with `/` between
/// folders. Ordered as a sorted walk meets files: a folder's content directly behind the folder's name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SourceKey {
    /// Index into the commit's roots.
    pub root: u32,
    /// Path below the root.
    pub path: Vec<u8>,
}

impl SourceKey {
    /// Whether the file is `prefix` itself or lies below it. The empty prefix is the whole root.
    #[must_use]
    pub fn is_below(&self, prefix: &[u8]) -> bool {
        match self.path.strip_prefix(prefix) {
            Some(rest) => prefix.is_empty() || rest.is_empty() || rest.starts_with(b"/"),
            None => false,
        }
    }
}

impl Ord for SourceKey {
    fn cmp(&self, other: &Self) -> Ordering {
        let rank = |&byte: &u8| if byte == b'/' { 0 } else { byte };
        let by_path = || self.path.iter().map(rank).cmp(other.path.iter().map(rank));
        self.root.cmp(&other.root).then_with(by_path)
    }
}

impl PartialOrd for SourceKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// What the last run saw of a file and made of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceEntry {
    /// Size in bytes, as the file system says.
    pub size: u64,
    /// Time of the last change, in nanoseconds since 1970.
    pub modified: i64,
    /// When the file was read, in nanoseconds since 1970. A change within the same tick of the file system's
    /// clock would not show in `modified`, so a file read that soon after its change is hashed again.
    pub read: i64,
    /// Hash of its bytes.
    pub content: [u8; 16],
    /// Number of this version of the file; its articles carry it. Never used twice in an index.
    pub file: u64,
    /// Names the options by which it was read.
    pub reading: Reading,
    /// What the file gave.
    pub outcome: Outcome,
}

/// Names the options by which a file was read: equal options, equal numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// How records are read and pages judged. Of no account to a page that gave an article.
    pub records: u32,
    /// What cleaning removes.
    pub cleaning: u32,
}

/// What a source file gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// Read to its end.
    Done {
        /// Articles in the index.
        articles: u64,
        /// Records that gave none.
        skipped: u64,
    },
    /// Interrupted after so many records; the next run goes on behind them.
    Partial {
        /// Records read.
        records: u64,
        /// Articles in the index.
        articles: u64,
        /// Records that gave none.
        skipped: u64,
    },
    /// No article: broken, binary, empty and so on.
    Nothing {
        /// Why, in words for the user.
        reason: String,
    },
}

impl Outcome {
    /// Articles of the file in the index.
    #[must_use]
    pub fn articles(&self) -> u64 {
        match self {
            Self::Done { articles, .. } | Self::Partial { articles, .. } => *articles,
            Self::Nothing { .. } => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(path: &str) -> SourceKey {
        SourceKey { root: 0, path: path.as_bytes().to_vec() }
    }

    #[test]
    fn the_order_is_that_of_a_sorted_walk() {
        let mut keys = ["a.txt", "a/z", "a", "b", "a-1/x", "a/b/c"].map(key);
        keys.sort();
        let paths: Vec<_> = keys.iter().map(|key| String::from_utf8_lossy(&key.path).into_owned()).collect();
        assert_eq!(paths, ["a", "a/b/c", "a/z", "a-1/x", "a.txt", "b"]);
    }

    #[test]
    fn below_means_below_a_folder_of_that_name() {
        assert!(key("a/b").is_below(b"a") && key("a").is_below(b"a") && key("a").is_below(b""));
        assert!(!key("a.txt").is_below(b"a") && !key("ab/c").is_below(b"a"));
    }
}
