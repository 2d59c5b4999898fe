//! Boosted decision trees: reading and evaluating them.
//!
//! Gradient boosting after Friedman (2001), trained by `LightGBM`. The data file holds one tree a line: its splits, a bar,
//! its leaves. A split is `column threshold left right`; a child that is not negative is a split, the child `-1 - n` is
//! leaf `n`. A row goes left where its value is at most the threshold. A leaf is a sum in log-odds.
//!
//! Trees are evaluated without branches, after Lucchese et al., "`QuickScorer`" (2015): each split that sends a row to the
//! right strikes out the leaves on its left, and the first leaf that is left over is the row's. A split is asked about all
//! rows of a page at once, so that the processor compares several values in one step.

use std::ops::Range;
use std::str::FromStr;

/// A set of leaves is a number of so many bits.
const MOST_LEAVES: usize = 32;

/// So many values are compared in one step, at most.
const STEP: usize = 8;

/// Boosted trees that give the probability of a row.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::clean) struct Trees {
    splits: Vec<Split>,
    /// The leaves of each tree from left to right.
    leaves: Vec<f32>,
    /// Where each tree has its splits and leaves.
    parts: Vec<Tree>,
    /// How many columns a row has at least.
    columns: usize,
}

#[derive(Debug, Clone, PartialEq)]
struct Tree {
    splits: Range<usize>,
    leaves: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Split {
    column: u32,
    threshold: f32,
    /// The leaves of the tree that are left over where the row goes right.
    right: u32,
}

/// Why a data file is no model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("tree {tree} is not one")]
pub(in crate::clean) struct BadTree {
    tree: usize,
}

/// A split as the file has it.
struct Written {
    column: u32,
    threshold: f32,
    children: [i32; 2],
}

impl FromStr for Trees {
    type Err = BadTree;

    fn from_str(text: &str) -> Result<Self, BadTree> {
        let mut trees = Self { splits: Vec::new(), leaves: Vec::new(), parts: Vec::new(), columns: 0 };
        for (tree, line) in text.lines().enumerate() {
            trees.add(line).ok_or(BadTree { tree })?;
        }
        Ok(trees)
    }
}

impl Trees {
    /// Adds the tree of a line.
    fn add(&mut self, line: &str) -> Option<()> {
        let (splits, leaves) = line.split_once('|')?;
        let numbers: Vec<&str> = splits.split_whitespace().collect();
        let leaves: Vec<f32> = leaves.split_whitespace().map(str::parse).collect::<Result<_, _>>().ok()?;
        let split_count = numbers.len() / 4;
        if !numbers.len().is_multiple_of(4) || leaves.len() != split_count + 1 || leaves.len() > MOST_LEAVES {
            return None;
        }
        let mut written = Vec::with_capacity(split_count);
        for split in numbers.chunks_exact(4) {
            let children = [split[2].parse().ok()?, split[3].parse().ok()?];
            written.push(Written { column: split[0].parse().ok()?, threshold: split[1].parse().ok()?, children });
        }
        let (first_split, first_leaf) = (self.splits.len(), self.leaves.len());
        let root = if written.is_empty() { -1 } else { 0 };
        self.add_below(root, None, (&written, &leaves), first_leaf)?;
        let tree = Tree { splits: first_split..self.splits.len(), leaves: first_leaf..self.leaves.len() };
        // Each split and each leaf is met once.
        let is_whole = tree.splits.len() == split_count && tree.leaves.len() == leaves.len();
        self.parts.push(tree);
        is_whole.then_some(())
    }

    /// Adds the splits and leaves from `child` of the split `parent` on, leaves from left to right.
    fn add_below(
        &mut self,
        child: i32,
        parent: Option<i32>,
        (written, leaves): (&[Written], &[f32]),
        first_leaf: usize,
    ) -> Option<()> {
        let Ok(at) = usize::try_from(child) else {
            self.leaves.push(*leaves.get(usize::try_from(-1 - child).ok()?)?);
            return (self.leaves.len() - first_leaf <= MOST_LEAVES).then_some(());
        };
        // Children follow their parents, so that this ends.
        let split = written.get(at).filter(|_| parent.is_none_or(|parent| child > parent))?;
        let place = self.splits.len();
        let start = self.leaves.len() - first_leaf;
        self.columns = self.columns.max(split.column as usize + 1);
        self.splits.push(Split { column: split.column, threshold: split.threshold, right: u32::MAX });
        self.add_below(split.children[0], Some(child), (written, leaves), first_leaf)?;
        for leaf in start..self.leaves.len() - first_leaf {
            self.splits[place].right &= !(1 << leaf);
        }
        self.add_below(split.children[1], Some(child), (written, leaves), first_leaf)
    }

    /// How many columns a row needs.
    pub(in crate::clean) fn columns(&self) -> usize {
        self.columns
    }

    /// The probability of each of `rows`, from 0 to 1. Rows that are too short count as zeros there.
    ///
    /// Cost: for each row, the number of splits, and a copy of the row.
    pub(in crate::clean) fn probabilities<R: AsRef<[f32]>>(&self, rows: &[R]) -> Vec<f32> {
        // With as many rows as are compared in one step, or a multiple of that, none is left to be compared alone.
        let count = rows.len().next_multiple_of(STEP);
        let columns = self.by_columns(rows, count);
        let mut sums = vec![0.0_f32; count];
        let mut left_over = vec![u32::MAX; count];
        for tree in &self.parts {
            left_over.fill(u32::MAX);
            for split in &self.splits[tree.splits.clone()] {
                let from = split.column as usize * count;
                strike(&mut left_over, &columns[from..from + count], *split);
            }
            let leaves = &self.leaves[tree.leaves.clone()];
            for (sum, left_over) in sums.iter_mut().zip(&left_over) {
                *sum += leaves.get(left_over.trailing_zeros() as usize).copied().unwrap_or(0.0);
            }
        }
        sums.into_iter().take(rows.len()).map(|sum| 1.0 / (1.0 + (-sum).exp())).collect()
    }

    /// The values of all rows in the first column, then in the second, and so on, with zeros for rows up to `count`.
    fn by_columns<R: AsRef<[f32]>>(&self, rows: &[R], count: usize) -> Vec<f32> {
        let mut columns = vec![0.0; self.columns * count];
        for (at, row) in rows.iter().enumerate() {
            for (column, value) in row.as_ref().iter().take(self.columns).enumerate() {
                columns[column * count + at] = *value;
            }
        }
        columns
    }
}

/// Strikes the leaves on the left of a split out of those that are left over for each row, where the row's value sends it right.
///
/// A function of its own, with a split of its own: only so it is sure that nothing written changes it, and several rows can be
/// done in one step.
fn strike(left_over: &mut [u32], values: &[f32], split: Split) {
    let Split { threshold, right, .. } = split;
    for (left_over, value) in left_over.iter_mut().zip(values) {
        *left_over &= !(if *value > threshold { !right } else { 0 });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_go_left_up_to_the_threshold() {
        let trees: Trees = "0 0.5 1 -3 1 2.0 -1 -2 | -1.0 0.5 2.0\n | 0.25".parse().unwrap();
        assert_eq!(trees.columns(), 2);
        for (row, sum) in [([0.5, 2.0], -0.75_f32), ([0.5, 2.5], 0.75), ([0.6, 0.0], 2.25)] {
            let expected = 1.0 / (1.0 + (-sum).exp());
            assert!((trees.probabilities(&[row.to_vec()])[0] - expected).abs() < 1e-6, "{row:?}");
        }
    }

    #[test]
    fn trees_that_would_never_end_are_refused() {
        for bad in ["0 0.5 0 -1 | 1.0 2.0", "0 0.5 -1 | 1.0", "0 0.5 -1 -4 | 1.0 2.0", "0 x -1 -2 | 1 2", "1.0"] {
            assert_eq!(bad.parse::<Trees>(), Err(BadTree { tree: 0 }), "{bad}");
        }
        // A split that two others lead to, and a leaf that none does.
        for bad in ["0 0.5 1 1 0 0.5 -1 -2 | 1.0 2.0 3.0", "0 0.5 -1 -1 | 1.0 2.0 3.0"] {
            assert_eq!(bad.parse::<Trees>(), Err(BadTree { tree: 0 }), "{bad}");
        }
    }
}
