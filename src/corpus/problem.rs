//! What can be wrong with a record.

use thiserror::Error;

use super::decompress::StreamError;
use super::fields::NoText;

/// Why a record gave no article, and where it stands.
#[derive(Debug, Error)]
#[error("line {line}: {problem}")]
pub struct RecordError {
    /// The line on which the record starts, counted from 1.
    pub line: u64,
    /// What is wrong with it.
    pub problem: RecordProblem,
}

/// What can be wrong with a record.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RecordProblem {
    /// It is no JSON.
    #[error("invalid JSON: {0}")]
    Json(String),
    /// It is JSON, but has no fields.
    #[error("{0} where an object with fields was expected")]
    NotAnObject(&'static str),
    /// The csv crate refuses it.
    #[error("invalid table row: {0}")]
    Table(String),
    /// Its cells are in the wrong columns.
    #[error("{cells} cells where the header names {columns} columns (a delimiter without quotes around it?)")]
    TooManyCells {
        /// How many cells the row has.
        cells: usize,
        /// How many columns the header names.
        columns: usize,
    },
    /// It is longer than an article may be.
    #[error("a record of {bytes} bytes, over the limit of {limit}")]
    TooLong {
        /// Its size in bytes.
        bytes: u64,
        /// The largest size allowed, in bytes.
        limit: usize,
    },
    /// None of its fields is known to hold text.
    #[error(transparent)]
    NoText(#[from] NoText),
    /// The file cannot be read beyond this line. It is the last item of [`super::Records`].
    #[error("nothing is read from here on: {0}")]
    Stream(StreamError),
}

impl RecordError {
    /// Whether the rest of the file is lost too, rather than this record alone.
    #[must_use]
    pub fn ends_file(&self) -> bool {
        matches!(self.problem, RecordProblem::Stream(_))
    }
}
