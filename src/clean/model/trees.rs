//! Boosted decision trees: reading and evaluating them.
//!
//! Gradient boosting after Friedman (2001), trained by `LightGBM`. The data file holds one tree a line: its splits, a bar,
//! its leaves. A split is `column threshold left right`; a child that is not negative is a split, the child `-1 - n` is
//! leaf `n`. A row goes left where its value is at most the threshold. A leaf is a sum in log-odds.

use std::str::FromStr;

/// Boosted trees that give the probability of a row.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::clean) struct Trees {
    splits: Vec<Split>,
    leaves: Vec<f32>,
    /// The root of each tree.
    roots: Vec<i32>,
    /// How many columns a row has at least.
    columns: usize,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Split {
    column: u32,
    threshold: f32,
    /// Index into the splits, or, if negative, of a leaf: `-1 - index`.
    children: [i32; 2],
}

/// Why a data file is no model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("tree {tree} is not one")]
pub(in crate::clean) struct BadTree {
    tree: usize,
}

impl FromStr for Trees {
    type Err = BadTree;

    fn from_str(text: &str) -> Result<Self, BadTree> {
        let mut trees = Self { splits: Vec::new(), leaves: Vec::new(), roots: Vec::new(), columns: 0 };
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
        let first_split = i32::try_from(self.splits.len()).ok()?;
        let first_leaf = i32::try_from(self.leaves.len()).ok()?;
        let numbers: Vec<&str> = splits.split_whitespace().collect();
        let leaves: Vec<f32> = leaves.split_whitespace().map(str::parse).collect::<Result<_, _>>().ok()?;
        let split_count = i32::try_from(numbers.len() / 4).ok()?;
        let leaf_count = i32::try_from(leaves.len()).ok()?;
        if !numbers.len().is_multiple_of(4) || leaf_count != split_count + 1 {
            return None;
        }
        for (at, split) in (0..).zip(numbers.chunks_exact(4)) {
            let child = |text: &str| match text.parse::<i32>().ok()? {
                // Children follow their parents, so that evaluation ends.
                split if split > at && split < split_count => Some(first_split + split),
                leaf if leaf < 0 && leaf >= -leaf_count => Some(leaf - first_leaf),
                _ => None,
            };
            let column: u32 = split[0].parse().ok()?;
            self.columns = self.columns.max(column as usize + 1);
            let children = [child(split[2])?, child(split[3])?];
            self.splits.push(Split { column, threshold: split[1].parse().ok()?, children });
        }
        self.leaves.extend(leaves);
        self.roots.push(if split_count == 0 { -1 - first_leaf } else { first_split });
        Some(())
    }

    /// How many columns a row needs.
    pub(in crate::clean) fn columns(&self) -> usize {
        self.columns
    }

    /// The probability of each of `rows`, from 0 to 1. Rows that are too short count as zeros there.
    ///
    /// Cost: for each row, the number of trees times their depth. A tree is asked about all rows before the next one, so that
    /// it stays in the cache.
    pub(in crate::clean) fn probabilities<R: AsRef<[f32]>>(&self, rows: &[R]) -> Vec<f32> {
        let mut sums = vec![0.0_f32; rows.len()];
        for root in &self.roots {
            for (sum, row) in sums.iter_mut().zip(rows) {
                *sum += self.leaf(*root, row.as_ref());
            }
        }
        sums.into_iter().map(|sum| 1.0 / (1.0 + (-sum).exp())).collect()
    }

    fn leaf(&self, mut at: i32, row: &[f32]) -> f32 {
        while let Some(split) = usize::try_from(at).ok().and_then(|at| self.splits.get(at)) {
            let value = row.get(split.column as usize).copied().unwrap_or(0.0);
            at = split.children[usize::from(value > split.threshold)];
        }
        usize::try_from(-1 - at).ok().and_then(|leaf| self.leaves.get(leaf)).copied().unwrap_or(0.0)
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
    }
}
