//! Opens a file: decompresses it, finds out what it is, and gives its article or its records.

use std::io::{self, BufRead, Read};
use std::path::Path;
use std::sync::Arc;

use thiserror::Error;

use super::csv_rows::{Header, RowSplitter, sniff_delimiter};
use super::decode::{DecodeWarning, decode};
use super::decompress::{Stream, StreamError, stream_error};
use super::fields::{FieldMap, NoText};
use super::format::{Format, by_name};
use super::input::Input;
use super::json_layout::{JsonLayout, json_layout, nested_list};
use super::json_lines::LineSplitter;
use super::json_values::{Nesting, ValueSplitter};
use super::problem::RecordProblem;
use super::records::{Layout, Records, parse_object};
use super::sniff::{Content, sniff};
use super::split::{Limits, Pieces, SplitProblem, Splitter};
use super::wide::Wide;
use crate::article::{Metadata, RawArticle, Shape};

/// How much of a file is looked at to find out what it is, in bytes.
const HEAD_BYTES: usize = 64 * 1024;

/// How files are read.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// Which fields of a record are what.
    pub fields: FieldMap,
    /// The largest article or record that is read, in bytes after decompression.
    pub max_article_bytes: usize,
}

impl Default for ReadOptions {
    /// The usual names of fields, and 32 MiB: no article is larger, and what is larger is a table or a bomb.
    fn default() -> Self {
        Self { fields: FieldMap::default(), max_article_bytes: 32 << 20 }
    }
}

/// What a file turned out to be.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one a file, and it is taken apart at once")]
pub enum Opened {
    /// The file is one article.
    Article {
        /// The article, before cleaning.
        raw: RawArticle,
        /// What could not be decoded.
        warning: Option<DecodeWarning>,
    },
    /// The file holds many articles; perhaps none, as in an empty list.
    Records(Records),
}

/// Why a file gave no articles.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// There is nothing in it but blanks.
    #[error("empty")]
    Empty,
    /// It is no text. The words say what it is: "a PDF file".
    #[error("no text but {0}")]
    Binary(&'static str),
    /// It is larger than an article may be.
    #[error("larger than an article may be ({limit} bytes)")]
    TooLarge {
        /// The largest size allowed, in bytes.
        limit: usize,
    },
    /// It could not be read or decompressed to its end.
    #[error(transparent)]
    Stream(#[from] StreamError),
    /// It is one JSON object that gives no article.
    #[error(transparent)]
    Record(#[from] RecordProblem),
    /// It is a table without a column for the text.
    #[error("{0} (is the first line a header?)")]
    NoTextColumn(NoText),
}

/// Opens the file called `name`, whose bytes `reader` gives.
///
/// The name tells formats apart that look alike; the content has the last word. Whatever the name: gzip and zstd are
/// recognised by their first bytes; a web page is a web page; text that starts like a JSON object is JSON.
///
/// Reads a whole article, but no more than [`ReadOptions::max_article_bytes`]; of records only the beginning (for
/// `.json`, up to one article's size, to see whether there is more than one object). The reader is not always read to
/// its end: what stands behind a list in an object, or behind the last gzip member, is of no interest.
///
/// # Errors
///
/// When the file is empty, no text, larger than an article may be, cut off or damaged, or a single record or a table
/// without text. Files of records that are cut off later give all records before the break.
pub fn open<R: Read + Send + 'static>(name: &Path, reader: R, options: &ReadOptions) -> Result<Opened, ReadError> {
    let stream = Stream::new(Box::new(reader)).map_err(StreamError::Io)?;
    let limits = Limits {
        max_record_bytes: options.max_article_bytes,
        meter: stream.meter(),
        compression: stream.compression(),
    };
    let mut opening = Opening { input: Input::new(Box::new(stream)), limits, fields: &options.fields };
    opening.input.look(HEAD_BYTES);
    let wide = Wide::detect(opening.input.head());
    let content = match wide {
        Some(wide) => sniff(wide.decode(opening.input.head()).0.as_bytes()),
        None => sniff(opening.input.head()),
    };
    if let Content::Binary(kind) = content {
        return Err(ReadError::Binary(kind));
    }
    let shape = match content.format(by_name(name).0) {
        Format::Text => Shape::Text,
        Format::Markdown => Shape::Markdown,
        Format::Html => Shape::Html,
        format => {
            opening.prepare_records(wide)?;
            return match format {
                Format::Json => opening.json(),
                Format::JsonLines => Ok(opening.json_lines()),
                Format::Tsv => opening.table(Some(b'\t')),
                _ => opening.table(None),
            };
        }
    };
    opening.article(shape)
}

/// A file that is being opened.
struct Opening<'a> {
    input: Input,
    limits: Limits,
    fields: &'a FieldMap,
}

impl Opening<'_> {
    fn article(mut self, shape: Shape) -> Result<Opened, ReadError> {
        let bytes = self.whole()?;
        let (text, warning) = decode(bytes);
        if text.trim().is_empty() {
            return Err(ReadError::Empty);
        }
        let raw = RawArticle { shape, text: text.into_owned(), metadata: Metadata::default() };
        Ok(Opened::Article { raw, warning })
    }

    /// The whole file, unless it is too large or cannot be read to its end.
    fn whole(&mut self) -> Result<&[u8], ReadError> {
        let limit = self.limits.max_record_bytes;
        self.input.look(limit.saturating_add(1));
        if let Some(failure) = self.input.take_failure() {
            return Err(stream_error(failure, self.limits.compression).into());
        }
        if self.input.head().len() > limit {
            return Err(ReadError::TooLarge { limit });
        }
        Ok(self.input.head())
    }

    /// Sees to it that the input starts with the first record, in an encoding in which line feeds are bytes.
    fn prepare_records(&mut self, wide: Option<Wide>) -> Result<(), ReadError> {
        if let Some(wide) = wide {
            let input = std::mem::replace(&mut self.input, Input::new(Box::new(io::empty())));
            let text = wide.transcode(input).ok_or(ReadError::Binary("records in UTF-32, which are not supported"))?;
            self.input = Input::new(Box::new(text));
            self.input.look(HEAD_BYTES);
        } else if self.input.head().starts_with(b"\xef\xbb\xbf") {
            self.input.consume(3);
        }
        if self.input.head().trim_ascii().is_empty() {
            // Blanks alone are an empty file, unless it could not be read or goes on behind them.
            if let Some(failure) = self.input.take_failure() {
                return Err(stream_error(failure, self.limits.compression).into());
            }
            if self.input.ended() {
                return Err(ReadError::Empty);
            }
        }
        Ok(())
    }

    fn json(mut self) -> Result<Opened, ReadError> {
        // A list says at once what it is; an object may be the only one, and then it is read as a whole.
        if self.starts_with_list() {
            return Ok(self.records(ValueSplitter::default()));
        }
        self.input.look(self.limits.max_record_bytes.saturating_add(1));
        let layout = json_layout(self.input.head(), self.input.ended());
        match layout {
            JsonLayout::Lines => Ok(self.records(LineSplitter::default())),
            JsonLayout::Other => Err(RecordProblem::NotAnObject("text that is no JSON").into()),
            JsonLayout::One => self.only_object(),
            JsonLayout::Values if self.first_object_is_larger_than_the_head() => self.only_object(),
            JsonLayout::Values => Ok(self.records(ValueSplitter::default())),
        }
    }

    fn starts_with_list(&self) -> bool {
        self.input.head().trim_ascii_start().starts_with(b"[")
    }

    fn first_object_is_larger_than_the_head(&self) -> bool {
        Nesting::default().close(self.input.head().trim_ascii_start()).is_none()
    }

    /// The file is one object: an article, or the list of articles within it.
    fn only_object(mut self) -> Result<Opened, ReadError> {
        if let Some(start) = nested_list(self.input.head(), self.fields) {
            let line = 1 + memchr::memchr_iter(b'\n', &self.input.head()[..start]).count() as u64;
            self.input.consume(start);
            return Ok(self.records_from(ValueSplitter::of_one_list(), Layout::Json, line));
        }
        let fields = self.fields;
        let (raw, warning) = parse_object(self.whole()?, None, fields)?;
        Ok(Opened::Article { raw, warning })
    }

    fn json_lines(self) -> Opened {
        let head = self.input.head().trim_ascii_start();
        // A first line that is longer than the head says nothing; then the name is believed.
        let is_telling = self.starts_with_list() || self.input.ended() || memchr::memchr(b'\n', head).is_some();
        match json_layout(head, self.input.ended()) {
            JsonLayout::One | JsonLayout::Values if is_telling => self.records(ValueSplitter::default()),
            _ => self.records(LineSplitter::default()),
        }
    }

    fn table(self, delimiter: Option<u8>) -> Result<Opened, ReadError> {
        let delimiter = delimiter.unwrap_or_else(|| sniff_delimiter(self.input.head()));
        let limits = self.limits.clone();
        let mut pieces = Pieces::new(Box::new(self.input), Box::new(RowSplitter::new(delimiter)), limits, 1);
        let row = pieces.next().ok_or(ReadError::Empty)?.map_err(|error| match error.problem {
            SplitProblem::Stream(error) => ReadError::Stream(error),
            SplitProblem::TooLong(_) => ReadError::TooLarge { limit: self.limits.max_record_bytes },
        })?;
        let header = Header::read(&decode(&row.bytes).0, delimiter)?;
        self.fields.check_columns(&header.names).map_err(ReadError::NoTextColumn)?;
        let layout = Layout::Row(Arc::new(header));
        Ok(Opened::Records(Records::new(pieces, layout, self.limits.max_record_bytes)))
    }

    fn records(self, splitter: impl Splitter + 'static) -> Opened {
        self.records_from(splitter, Layout::Json, 1)
    }

    fn records_from(self, splitter: impl Splitter + 'static, layout: Layout, line: u64) -> Opened {
        let limit = self.limits.max_record_bytes;
        let pieces = Pieces::new(Box::new(self.input), Box::new(splitter), self.limits, line);
        Opened::Records(Records::new(pieces, layout, limit))
    }
}

#[cfg(test)]
mod tests;
