//! JSON and JSON Lines, as `docs/output-formats.md` specifies them and a test of its examples confirms.

mod article;
mod cleaned;
mod escape;
mod explanation;
mod facets;
mod offsets;
mod response;
mod timeline;

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;

pub use article::write_article_json;
pub use cleaned::write_cleaned_json;
pub use response::{JsonLinesRenderer, JsonRenderer};
pub use timeline::write_timeline_json;

/// Rises when a field is renamed, removed or changes its meaning. New fields leave it as it is.
const FORMAT_VERSION: u32 = 1;

/// Room for a line that is one passage.
const LINE_BYTES: usize = 4096;

/// Writes a value on a line of its own, with no character in it that acts on a terminal.
///
/// # Errors
/// Only those of `out`.
pub fn write_line(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    // JSON comes in many small pieces.
    let mut line = Vec::with_capacity(LINE_BYTES);
    value.serialize(&mut Serializer::with_formatter(&mut line, escape::VisibleFormatter))?;
    line.push(b'\n');
    out.write_all(&line)
}
