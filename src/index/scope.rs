//! A part of an index.

/// Files of one root, at or below a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Number of the root.
    pub root: u32,
    /// Path below it. Empty for the whole root.
    pub prefix: Vec<u8>,
}
