//! What the user is told about a query that was read differently than it was written.

use std::ops::Range;

/// More hints than this help nobody, and a text of nothing but stray parentheses would fill the screen.
const MAX_HINTS: usize = 20;

/// So much of the query is quoted in a message.
const MAX_QUOTED: usize = 40;

/// How a query was read differently than it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The place, in bytes of the text.
    pub at: Range<usize>,
    /// What was wrong and how it was read: one line, without a full stop.
    pub message: String,
}

/// Hints as they are found.
#[derive(Debug, Default)]
pub(super) struct Hints(Vec<Hint>);

impl Hints {
    pub(super) fn add(&mut self, at: &Range<usize>, message: impl Into<String>) {
        if self.0.len() < MAX_HINTS {
            self.0.push(Hint { at: at.clone(), message: message.into() });
        }
    }

    /// In the order of the text.
    pub(super) fn sorted(mut self) -> Vec<Hint> {
        self.0.sort_by_key(|hint| (hint.at.start, hint.at.end));
        self.0
    }
}

/// A piece of the query as messages show it.
pub(super) fn shown(text: &str) -> String {
    match text.char_indices().nth(MAX_QUOTED) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
