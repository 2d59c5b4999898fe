//! Finds the rows of a table, and reads their cells.
//!
//! The csv crate reads the cells. It cannot find the rows for us: it would hold a row of any size, which a quote that is
//! never closed makes of the rest of a file, and it would parse on the one thread that reads.

use serde_json::{Map, Value};

use super::problem::RecordProblem;
use super::split::{Splitter, Step};

/// Ends a record at each line feed outside quotes.
///
/// A quote opens only at the start of a cell, as in RFC 4180 and in the csv crate, so an inch mark within a cell does
/// no harm.
#[derive(Debug)]
pub(super) struct RowSplitter {
    delimiter: u8,
    state: State,
}

#[derive(Debug, Clone, Copy)]
enum State {
    Between,
    CellStart,
    Plain,
    Quoted,
    /// Behind a quote in a quoted cell, which ends it unless another follows.
    Quote,
}

impl RowSplitter {
    pub(super) fn new(delimiter: u8) -> Self {
        Self { delimiter, state: State::Between }
    }
}

impl Splitter for RowSplitter {
    fn step(&mut self, bytes: &[u8]) -> Step {
        if matches!(self.state, State::Between) {
            let blank = bytes.iter().position(|byte| !b"\r\n".contains(byte)).unwrap_or(bytes.len());
            if blank > 0 {
                return Step::Skip(blank);
            }
            self.state = State::CellStart;
        }
        let mut at = 0;
        while at < bytes.len() {
            let offset = match self.state {
                State::Quoted => memchr::memchr(b'"', &bytes[at..]),
                State::Plain => memchr::memchr3(self.delimiter, b'\n', b'\r', &bytes[at..]),
                _ => Some(0),
            };
            let Some(offset) = offset else { break };
            at += offset;
            self.state = match (self.state, bytes[at]) {
                (State::Quoted, _) => State::Quote,
                (State::Quote | State::CellStart, b'"') => State::Quoted,
                (_, b'\n' | b'\r') => {
                    self.state = State::Between;
                    return Step::End(at);
                }
                (_, byte) if byte == self.delimiter => State::CellStart,
                _ => State::Plain,
            };
            at += 1;
        }
        Step::Take(bytes.len())
    }
}

/// The header of a table: the delimiter, and the names of the columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    delimiter: u8,
    pub(super) names: Vec<String>,
}

impl Header {
    /// Reads the header line.
    ///
    /// # Errors
    ///
    /// When the csv crate cannot read it.
    pub(super) fn read(row: &str, delimiter: u8) -> Result<Self, RecordProblem> {
        let names = cells(row, delimiter)?.iter().map(|name| name.trim().to_owned()).collect();
        Ok(Self { delimiter, names })
    }

    /// The cells of a row under the names of their columns. Cells may be missing at the end.
    ///
    /// # Errors
    ///
    /// When the row has more cells than the table has columns: the cells are then in the wrong ones.
    pub(super) fn record(&self, row: &str) -> Result<Map<String, Value>, RecordProblem> {
        let cells = cells(row, self.delimiter)?;
        let columns = self.names.len();
        if cells.iter().skip(columns).any(|cell| !cell.trim().is_empty()) {
            return Err(RecordProblem::TooManyCells { cells: cells.len(), columns });
        }
        Ok(self.names.iter().cloned().zip(cells.iter().map(Value::from)).collect())
    }
}

fn cells(row: &str, delimiter: u8) -> Result<csv::StringRecord, RecordProblem> {
    let mut record = csv::StringRecord::new();
    csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .buffer_capacity(row.len().clamp(64, 1 << 16))
        .from_reader(row.as_bytes())
        .read_record(&mut record)
        .map_err(|error| RecordProblem::Table(error.to_string()))?;
    Ok(record)
}

/// The delimiter that stands most often outside quotes in the first line: a comma unless another is more frequent.
pub(super) fn sniff_delimiter(head: &[u8]) -> u8 {
    let start = head.trim_ascii_start();
    let line = &start[..memchr::memchr(b'\n', start).unwrap_or(start.len())];
    let mut counts = [(b',', 0usize), (b'\t', 0), (b';', 0), (b'|', 0)];
    let mut quoted = false;
    for byte in line {
        quoted ^= *byte == b'"';
        for (delimiter, count) in &mut counts {
            *count += usize::from(!quoted && byte == delimiter);
        }
    }
    // The first of equals wins, which max_by_key would not do.
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| delimiter)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::corpus::split::tests::pieces;

    #[test]
    fn line_feeds_in_quotes_do_not_end_a_row() {
        let table = b"id,text\r\n1,\"one\n\n\"\"two\"\"\"\r\n\r\n2,6\" gun\r\n3,last";
        let expected: Vec<(u64, Vec<u8>)> = vec![
            (1, b"id,text".to_vec()),
            (2, b"1,\"one\n\n\"\"two\"\"\"".to_vec()),
            (6, b"2,6\" gun".to_vec()),
            (7, b"3,last".to_vec()),
        ];
        for size in [1, 2, 100] {
            assert_eq!(pieces(RowSplitter::new(b','), table, size), expected);
        }
    }

    #[test]
    fn the_delimiter_is_read_off_the_header() {
        assert_eq!(sniff_delimiter(b"title;text;\"a, b, c\"\n1,2,3,4"), b';');
        assert_eq!(sniff_delimiter(b"title\ttext\n"), b'\t');
        assert_eq!(sniff_delimiter(b"a|b|c"), b'|');
        assert_eq!(sniff_delimiter(b"text\n"), b',');
        assert_eq!(sniff_delimiter(b""), b',');
    }

    #[test]
    fn cells_may_be_missing_but_not_left_over() {
        let header = Header::read("a, b ,c", b',').unwrap();
        assert_eq!(Value::from(header.record("1,\"2\n2\"").unwrap()), serde_json::json!({"a": "1", "b": "2\n2"}));
        assert!(header.record("1,2,3,,").is_ok());
        let error = header.record("1,2,3,4").unwrap_err().to_string();
        assert_eq!(error, "4 cells where the header names 3 columns (a delimiter without quotes around it?)");
    }

    proptest! {
        #[test]
        fn rows_written_by_the_csv_crate_come_back(
            rows in proptest::collection::vec(proptest::collection::vec("[a-c\",;\n\r ]{0,6}", 2..4), 1..8),
            size in 1usize..40,
        ) {
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let table = writer.into_inner().unwrap();
            let found: Vec<Vec<String>> = pieces(RowSplitter::new(b','), &table, size)
                .iter()
                .map(|(_, row)| cells(std::str::from_utf8(row).unwrap(), b',').unwrap())
                .map(|row| row.iter().map(ToOwned::to_owned).collect())
                .collect();
            prop_assert_eq!(found, rows);
        }
    }
}
