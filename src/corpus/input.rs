//! A stream whose beginning can be looked at before it is read.

use std::io::{self, BufRead, Read};

use super::decompress::{BUFFER_BYTES, FIRST_BYTES};

/// A buffered reader with a head: the bytes that [`look`](Self::look) has fetched, and that are still to be read.
pub(super) struct Input {
    head: Vec<u8>,
    read: usize,
    /// Its buffer is made when it is needed: most articles are read whole without one.
    rest: io::BufReader<Box<dyn Read + Send>>,
    ended: bool,
    failure: Option<io::Error>,
}

impl Input {
    pub(super) fn new(rest: Box<dyn Read + Send>) -> Self {
        let rest = io::BufReader::with_capacity(0, rest);
        Self { head: Vec::new(), read: 0, rest, ended: false, failure: None }
    }

    /// Fetches until the head holds `bytes` bytes or the stream ends, and returns the head.
    ///
    /// A failure to read is kept until the reader comes to it, so that what stands before it can be used.
    pub(super) fn look(&mut self, bytes: usize) -> &[u8] {
        let missing = bytes.saturating_sub(self.head().len());
        if missing > 0 && !self.ended && self.failure.is_none() {
            self.head.reserve(missing.min(FIRST_BYTES));
            // What nobody has begun to read line by line needs no buffer between.
            let rest: &mut dyn Read = if self.rest.buffer().is_empty() { self.rest.get_mut() } else { &mut self.rest };
            match rest.take(missing as u64).read_to_end(&mut self.head) {
                Ok(count) => self.ended = count < missing,
                Err(error) => self.failure = Some(error),
            }
        }
        self.head()
    }

    /// The head as far as it was fetched and not yet read.
    pub(super) fn head(&self) -> &[u8] {
        &self.head[self.read..]
    }

    /// Whether the head is the whole rest of the stream.
    pub(super) fn ended(&self) -> bool {
        self.ended
    }

    /// The failure that follows the head, if fetching it met one.
    pub(super) fn take_failure(&mut self) -> Option<io::Error> {
        self.failure.take()
    }
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Input {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.read < self.head.len() {
            return Ok(&self.head[self.read..]);
        }
        // The head may be as large as the largest article; it is not needed again.
        self.head = Vec::new();
        self.read = 0;
        if self.rest.capacity() == 0 {
            let none: Box<dyn Read + Send> = Box::new(io::empty());
            let rest = std::mem::replace(self.rest.get_mut(), none);
            self.rest = io::BufReader::with_capacity(BUFFER_BYTES, rest);
        }
        match self.failure.take() {
            Some(failure) => Err(failure),
            None => self.rest.fill_buf(),
        }
    }

    fn consume(&mut self, count: usize) {
        if self.read < self.head.len() {
            self.read += count;
        } else {
            self.rest.consume(count);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Failing;

    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::ErrorKind::UnexpectedEof.into())
        }
    }

    #[test]
    fn looking_takes_nothing_away() {
        let mut input = Input::new(Box::new(&b"abcdef"[..]));
        assert_eq!(input.look(2), b"ab");
        assert!(!input.ended());
        input.consume(1);
        assert_eq!(input.look(3), b"bcd");
        assert_eq!(input.look(10), b"bcdef");
        assert!(input.ended());
        let mut all = String::new();
        input.read_to_string(&mut all).unwrap();
        assert_eq!(all, "bcdef");
    }

    #[test]
    fn what_stands_before_a_failure_is_read_first() {
        let mut input = Input::new(Box::new((&b"abc"[..]).chain(Failing)));
        assert_eq!(input.look(10), b"abc");
        assert!(!input.ended());
        let mut all = Vec::new();
        let error = input.read_to_end(&mut all).unwrap_err();
        assert_eq!((all.as_slice(), error.kind()), (&b"abc"[..], io::ErrorKind::UnexpectedEof));
    }
}
