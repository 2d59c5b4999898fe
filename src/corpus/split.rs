//! Cuts a stream into records in bounded memory.
//!
//! Where a record starts and ends is the business of a `Splitter`; this module moves the bytes, counts the lines,
//! and gives up on records that are too long.

use std::io::{self, BufRead};
use std::sync::Arc;

use super::decompress::{Meter, StreamError, stream_error};
use super::format::Compression;

/// What a splitter makes of the bytes it was shown. Counts are never larger than what was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// So many bytes stand between records; at least one.
    Skip(usize),
    /// So many bytes belong to the record, which goes on; at least one.
    Take(usize),
    /// So many bytes belong to the record, and there it ends.
    End(usize),
    /// There are no more records, whatever follows.
    Stop,
}

/// Finds records in bytes that come in pieces of any size. It must find the same ones however they are cut.
pub(super) trait Splitter: Send {
    /// Judges the next bytes, of which there is at least one.
    fn step(&mut self, bytes: &[u8]) -> Step;
}

/// The bytes of one record and the line, counted from 1, on which it starts.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) line: u64,
    pub(super) bytes: Vec<u8>,
}

/// Why there is no piece.
#[derive(Debug)]
pub(super) enum SplitProblem {
    /// The record was skipped; it has so many bytes.
    TooLong(u64),
    /// The stream ends here.
    Stream(StreamError),
}

/// A problem, and the line on which the record starts that has it.
#[derive(Debug)]
pub(super) struct SplitError {
    pub(super) line: u64,
    pub(super) problem: SplitProblem,
}

/// What the splitting needs to know about the stream.
#[derive(Debug, Clone)]
pub(super) struct Limits {
    /// The longest record that is kept, in bytes.
    pub(super) max_record_bytes: usize,
    /// Tells whether an endless record is a bomb.
    pub(super) meter: Arc<Meter>,
    /// Tells damage in the compressed data from failures to read.
    pub(super) compression: Compression,
}

/// An iterator over the records of a stream. It holds at most one of them.
pub(super) struct Pieces {
    source: Box<dyn BufRead + Send>,
    splitter: Box<dyn Splitter>,
    limits: Limits,
    line: u64,
    done: bool,
}

/// The record that is being put together.
struct Partial {
    line: u64,
    bytes: Vec<u8>,
    /// How many bytes were seen since the last record; `bytes` stops growing at the limit.
    seen: u64,
    begun: bool,
}

impl Pieces {
    /// Starts on line `line` of the file, counted from 1.
    pub(super) fn new(source: Box<dyn BufRead + Send>, splitter: Box<dyn Splitter>, limits: Limits, line: u64) -> Self {
        Self { source, splitter, limits, line, done: false }
    }

    fn next_piece(&mut self) -> Result<Option<Piece>, SplitError> {
        let mut partial = Partial { line: self.line, bytes: Vec::new(), seen: 0, begun: false };
        loop {
            let bytes = match self.source.fill_buf() {
                Ok(bytes) => bytes,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(self.give_up(&partial, stream_error(error, self.limits.compression))),
            };
            if bytes.is_empty() {
                self.done = true;
                return self.finish(partial);
            }
            let step = self.splitter.step(bytes);
            let (count, belongs) = match step {
                Step::Skip(count) => (count, false),
                Step::Take(count) | Step::End(count) => (count, true),
                Step::Stop => {
                    self.done = true;
                    return Ok(None);
                }
            };
            if belongs {
                partial.add(&bytes[..count], self.line, self.limits.max_record_bytes);
            } else {
                partial.seen += count as u64;
            }
            self.line += memchr::memchr_iter(b'\n', &bytes[..count]).count() as u64;
            self.source.consume(count);
            // Blanks without end are as good a bomb as a record without end.
            if partial.seen > self.limits.max_record_bytes as u64 && self.limits.meter.is_bomb() {
                return Err(self.give_up(&partial, StreamError::Bomb));
            }
            if matches!(step, Step::End(_)) {
                return self.finish(partial);
            }
        }
    }

    fn finish(&self, partial: Partial) -> Result<Option<Piece>, SplitError> {
        if !partial.begun {
            return Ok(None);
        }
        let Partial { line, bytes, seen, .. } = partial;
        if seen > self.limits.max_record_bytes as u64 {
            return Err(SplitError { line, problem: SplitProblem::TooLong(seen) });
        }
        Ok(Some(Piece { line, bytes }))
    }

    fn give_up(&mut self, partial: &Partial, error: StreamError) -> SplitError {
        self.done = true;
        let line = if partial.begun { partial.line } else { self.line };
        SplitError { line, problem: SplitProblem::Stream(error) }
    }
}

impl Partial {
    fn add(&mut self, bytes: &[u8], line: u64, limit: usize) {
        if !self.begun {
            (self.begun, self.line, self.seen) = (true, line, 0);
        }
        self.seen += bytes.len() as u64;
        if self.seen <= limit as u64 {
            self.bytes.extend_from_slice(bytes);
        } else {
            self.bytes = Vec::new();
        }
    }
}

impl Iterator for Pieces {
    type Item = Result<Piece, SplitError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        self.next_piece().transpose()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::corpus::json_lines::LineSplitter;

    /// The records that a splitter finds when the stream comes in pieces of `size` bytes.
    pub(in crate::corpus) fn pieces(
        splitter: impl Splitter + 'static,
        text: &[u8],
        size: usize,
    ) -> Vec<(u64, Vec<u8>)> {
        let source = io::BufReader::with_capacity(size, io::Cursor::new(text.to_vec()));
        Pieces::new(Box::new(source), Box::new(splitter), limits(1 << 20), 1)
            .map(|piece| piece.expect("memory can be read"))
            .map(|Piece { line, bytes }| (line, bytes))
            .collect()
    }

    fn limits(max_record_bytes: usize) -> Limits {
        Limits { max_record_bytes, meter: Arc::default(), compression: Compression::None }
    }

    #[test]
    fn a_record_over_the_limit_is_reported_and_the_next_ones_are_read() {
        let text = b"12345\n1234567890\n\n123\n";
        for size in [1, 3, 100] {
            let source = io::BufReader::with_capacity(size, &text[..]);
            let mut pieces = Pieces::new(Box::new(source), Box::<LineSplitter>::default(), limits(5), 1);
            assert_eq!(pieces.next().unwrap().unwrap().bytes, b"12345");
            let error = pieces.next().unwrap().unwrap_err();
            assert!(matches!(error, SplitError { line: 2, problem: SplitProblem::TooLong(10) }), "{error:?}");
            assert_eq!(pieces.next().unwrap().unwrap(), Piece { line: 4, bytes: b"123".to_vec() });
            assert!(pieces.next().is_none());
        }
    }

    #[test]
    fn a_record_over_the_limit_is_not_held() {
        let mut partial = Partial { line: 1, bytes: Vec::new(), seen: 0, begun: false };
        for _ in 0..100 {
            partial.add(&[b'a'; 1000], 1, 5000);
            assert!(partial.bytes.capacity() <= 10_000);
        }
        assert_eq!(partial.seen, 100_000);
    }
}
