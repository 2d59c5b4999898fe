//! The page for people: on a terminal with styles and links, in a pipe the same without them.

mod article;
mod block;
mod explain;
mod explanation;
mod facets;
mod fields;
mod hits;
mod hyperlink;
mod paragraph;
mod timeline;
mod wrap;

pub use article::write_article_text;
pub use explain::write_explained;
pub use hits::TextRenderer;
pub use timeline::write_timeline;

/// Lines longer than this are tiring to read, however wide the terminal is.
pub(super) const MAX_WIDTH: usize = 100;

/// Below this, indentation would leave no room for words.
const MIN_WIDTH: usize = 20;

/// How the page is laid out and decorated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextOptions {
    /// The width in columns. It is brought into the range from 20 to 100; `usize::MAX` means not to wrap at all.
    pub width: usize,
    /// Whether to style with ANSI escape sequences.
    pub colour: bool,
    /// Whether to make paths links to their files, with OSC 8 escape sequences.
    pub hyperlinks: bool,
}

impl TextOptions {
    /// The columns that text may fill.
    pub(super) fn columns(&self) -> usize {
        if self.width == usize::MAX { usize::MAX } else { self.width.clamp(MIN_WIDTH, MAX_WIDTH) }
    }
}
