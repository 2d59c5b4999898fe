//! What the user says about template lines.

use std::collections::HashSet;

use crate::clean::templates::LineKey;

/// Lines that are always removed, and lines that the corpus never removes. Two writings of a line are one: case and
/// punctuation do not count.
#[derive(Debug, Clone, Default)]
pub struct TemplateRules {
    pinned: HashSet<LineKey>,
    forbidden: HashSet<LineKey>,
}

impl TemplateRules {
    /// Rules from the lines as the user wrote them. A line that is pinned and forbidden is pinned.
    #[must_use]
    pub fn new(pin: &[String], forbid: &[String]) -> Self {
        let keys = |lines: &[String]| lines.iter().filter_map(|line| LineKey::of(line)).collect();
        Self { pinned: keys(pin), forbidden: keys(forbid) }
    }

    /// Whether the line is always removed.
    #[must_use]
    pub fn is_pinned(&self, line: LineKey) -> bool {
        self.pinned.contains(&line)
    }

    /// Whether the corpus never removes the line.
    #[must_use]
    pub fn is_forbidden(&self, line: LineKey) -> bool {
        self.forbidden.contains(&line)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pinned.is_empty() && self.forbidden.is_empty()
    }

    /// Names the rules: the same number for the same rules, 0 for none.
    pub(super) fn fingerprint(&self) -> u64 {
        if self.is_empty() {
            return 0;
        }
        let mut hasher = blake3::Hasher::new();
        for lines in [&self.pinned, &self.forbidden] {
            let mut numbers: Vec<u64> = lines.iter().map(|line| line.number()).collect();
            numbers.sort_unstable();
            for number in numbers {
                hasher.update(&number.to_le_bytes());
            }
            hasher.update(&u64::MAX.to_le_bytes());
        }
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
        u64::from_le_bytes(bytes)
    }
}
