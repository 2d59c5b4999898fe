//! Records: the articles of a file that holds many.
//!
//! Splitting is sequential and cheap; parsing, which costs more, is a pure function over one record and can run on any
//! thread.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::csv_rows::Header;
use super::decode::{DecodeWarning, decode};
use super::fields::FieldMap;
use super::problem::{RecordError, RecordProblem};
use super::split::{Piece, Pieces, SplitError, SplitProblem};
use crate::article::RawArticle;
use json_repair::{Repaired, repair};

mod json_repair;

/// One record, not yet parsed.
#[derive(Debug, Clone)]
pub struct RawRecord {
    /// The line of the decompressed file on which the record starts, counted from 1.
    pub line: u64,
    bytes: Vec<u8>,
    layout: Layout,
}

/// How the bytes of a record are to be parsed.
#[derive(Debug, Clone)]
pub(super) enum Layout {
    Json,
    Row(Arc<Header>),
}

impl RawRecord {
    /// The size of the record in bytes, for whoever limits what is under way.
    #[must_use]
    pub fn size(&self) -> usize {
        self.bytes.len()
    }
}

/// The records of one file in their order: an iterator that holds one record and its buffers, whatever the file's size.
///
/// A record over the size limit is skipped and reported; so is the end of a file that cannot be read to its end.
pub struct Records {
    pieces: Pieces,
    layout: Layout,
    max_record_bytes: usize,
}

impl Records {
    pub(super) fn new(pieces: Pieces, layout: Layout, max_record_bytes: usize) -> Self {
        Self { pieces, layout, max_record_bytes }
    }

    fn record(&self, piece: Piece) -> RawRecord {
        let Piece { line, bytes } = piece;
        RawRecord { line, bytes, layout: self.layout.clone() }
    }

    fn error(&self, error: SplitError) -> RecordError {
        let problem = match error.problem {
            SplitProblem::TooLong(bytes) => RecordProblem::TooLong { bytes, limit: self.max_record_bytes },
            SplitProblem::Stream(error) => RecordProblem::Stream(error),
        };
        RecordError { line: error.line, problem }
    }
}

impl std::fmt::Debug for Records {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Records").field("layout", &self.layout).finish_non_exhaustive()
    }
}

impl Iterator for Records {
    type Item = Result<RawRecord, RecordError>;

    fn next(&mut self) -> Option<Self::Item> {
        let piece = self.pieces.next()?;
        Some(piece.map(|piece| self.record(piece)).map_err(|error| self.error(error)))
    }
}

type Parsed = (RawArticle, Option<DecodeWarning>);

/// Decodes and parses a record, and picks the article's fields out of it.
///
/// # Errors
///
/// When the record is malformed, or none of its fields is known to hold text.
pub fn parse_record(record: &RawRecord, fields: &FieldMap) -> Result<(RawArticle, Option<DecodeWarning>), RecordError> {
    let parsed = match &record.layout {
        Layout::Json => parse_object(&record.bytes, Some(record.line), fields),
        Layout::Row(header) => parse_row(&record.bytes, header, fields),
    };
    parsed.map_err(|problem| RecordError { line: record.line, problem })
}

fn parse_row(bytes: &[u8], header: &Header, fields: &FieldMap) -> Result<Parsed, RecordProblem> {
    let (text, warning) = decode(bytes);
    Ok((fields.article(&header.record(&text)?)?, warning))
}

/// The article in the JSON object that starts on `line` of its file; without a line, the object is the file.
pub(super) fn parse_object(bytes: &[u8], line: Option<u64>, fields: &FieldMap) -> Result<Parsed, RecordProblem> {
    let (text, mut warning) = decode(bytes);
    let mut value = serde_json::from_str(&text);
    if value.is_err()
        && let Some(repaired) = repair(&text)
        && let Ok(mended) = serde_json::from_str(&repaired.text)
    {
        let Repaired { replaced, .. } = repaired;
        warning = warning.or((replaced > 0).then_some(DecodeWarning { encoding: "JSON escapes", replaced }));
        value = Ok(mended);
    }
    Ok((fields.article(&object(value, line)?)?, warning))
}

fn object(value: serde_json::Result<Value>, line: Option<u64>) -> Result<Map<String, Value>, RecordProblem> {
    match value {
        Ok(Value::Object(object)) => Ok(object),
        Ok(Value::Array(_)) => Err(RecordProblem::NotAnObject("a list")),
        Ok(Value::String(_)) => Err(RecordProblem::NotAnObject("a string")),
        Ok(Value::Number(_)) => Err(RecordProblem::NotAnObject("a number")),
        Ok(Value::Bool(_) | Value::Null) => Err(RecordProblem::NotAnObject("a single word")),
        Err(error) => Err(RecordProblem::Json(json_message(&error, line))),
    }
}

/// The parser's message. It counts lines from the start of the record, which would mislead in a longer file.
fn json_message(error: &serde_json::Error, line: Option<u64>) -> String {
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(reason, _)| reason);
    let column = error.column();
    match (line, error.line() as u64) {
        (Some(_), 0 | 1) => format!("{message} at column {column}"),
        (line, within) => format!("{message} at line {} column {column}", line.unwrap_or(1) + within.saturating_sub(1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, message: &str) {
        let record = RawRecord { line: 7, bytes: json.as_bytes().to_vec(), layout: Layout::Json };
        let error = parse_record(&record, &FieldMap::default()).unwrap_err();
        assert_eq!(error.to_string(), message);
        assert!(!error.ends_file());
    }

    #[test]
    fn a_broken_record_is_named_by_its_line_and_reason() {
        check("{\"text\": \"a}", "line 7: invalid JSON: EOF while parsing a string at column 12");
        check("{\n\"text\" 1}", "line 7: invalid JSON: expected `:` at line 8 column 8");
        check("[1]", "line 7: a list where an object with fields was expected");
        check("\u{1}", "line 7: invalid JSON: expected value at column 1");
    }

    #[test]
    fn deep_nesting_is_an_error_and_no_overflow() {
        let record = RawRecord { line: 1, bytes: "{\"a\":".repeat(100_000).into_bytes(), layout: Layout::Json };
        let error = parse_record(&record, &FieldMap::default()).unwrap_err();
        assert!(error.to_string().contains("recursion limit"), "{error}");
    }

    #[test]
    fn json_as_python_writes_it_is_read_with_a_warning_where_characters_were_lost() {
        let bytes = br#"{"text": "a \ud83d", "author": NaN}"#.to_vec();
        let (article, warning) =
            parse_record(&RawRecord { line: 1, bytes, layout: Layout::Json }, &FieldMap::default()).unwrap();
        assert_eq!(article.text, "a \u{fffd}");
        assert_eq!(warning, Some(DecodeWarning { encoding: "JSON escapes", replaced: 1 }));
    }

    #[test]
    fn a_legacy_encoding_is_decoded_record_by_record() {
        let record = RawRecord { line: 1, bytes: b"{\"text\": \"caf\xe9\"}".to_vec(), layout: Layout::Json };
        let (article, warning) = parse_record(&record, &FieldMap::default()).unwrap();
        assert_eq!((article.text.as_str(), warning), ("café", None));
    }
}
