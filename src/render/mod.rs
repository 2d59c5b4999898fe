//! Turns complete responses into output: a page for the terminal, JSON, JSON Lines, a TREC run or a picture.
//!
//! Nothing else in the crate decides how something looks, and nothing here searches, reads files or asks the
//! environment: whether there is a terminal and how wide it is comes in through [`TextOptions`].
//! Everything that a document supplied (text, titles, names, paths) is untrusted. In text, pictures and TREC output it is
//! sanitised, on terminals and in pipes alike; in JSON it is escaped, so that a parser gets it back unchanged.
//!
//! The machine-readable formats are specified in `docs/output-formats.md`.

mod bench;
mod cleaned;
#[cfg(test)]
mod documentation;
mod json;
mod percent;
mod sanitize;
mod style;
mod summary;
mod svg;
mod text;
mod trec;

#[cfg(test)]
mod samples;

use std::io::{self, Write};

use crate::search::hit::SearchResponse;

pub use bench::{write_indexing_report, write_query_html, write_query_report, write_query_svg};
pub use cleaned::CleanedView;
pub use json::{
    JsonLinesRenderer, JsonRenderer, write_article_json, write_cleaned_json, write_line as write_json,
    write_timeline_json,
};
pub use summary::summary_line;
pub use svg::write_timeline_svg;
use text::MAX_WIDTH;
pub use text::{TextOptions, TextRenderer, write_article_text, write_explained, write_timeline};
pub use trec::TrecRenderer;

/// The text on one line, without characters that act on a terminal: for messages that hold names of files.
#[must_use]
pub fn sanitized(text: &str) -> String {
    sanitize::clean(text)
}

/// Writes responses in one output format.
///
/// A renderer may keep a state (the text page parts responses by a blank line), so one serves one output.
pub trait Renderer {
    /// Writes one response; of several, in the order of their queries.
    ///
    /// Writes are small, so `out` should be buffered. It is not flushed.
    ///
    /// # Errors
    /// Only those of `out`, unchanged, so that the caller can tell a closed pipe from a full disk.
    fn render(&mut self, response: &SearchResponse, out: &mut dyn Write) -> io::Result<()>;
}
