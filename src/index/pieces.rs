//! Files that are handed on in large pieces.
//!
//! The system keeps what is written together in memory together. Of pieces as large as its largest pages, which begin where these do, it
//! makes such pages (Linux, on file systems that can: ext4 from 6.16 on, XFS, Btrfs), and maps each of them by one page fault where it would
//! take hundreds: the first search of a process over 1,000,000 articles takes a sixth less time than after pieces of an eighth of it.
//!
//! Pieces of that size do not stay in the processor's caches until they are handed on, which costs indexing a fiftieth of its time. So
//! merged segments, which stay, are written in such pieces, and others in smaller ones.

use std::cell::Cell;
use std::io::{self, BufWriter, Write};

use tantivy::directory::{AntiCallToken, TerminatingWrite, WritePtr};

/// Bytes of a large page.
const LARGE: usize = 2 << 20;
/// Bytes of other pieces. A first search takes a sixth less time after them than after tantivy's 8 KB.
const SMALL: usize = 256 << 10;

thread_local! {
    /// Whether this thread writes large pieces. tantivy opens files by itself and passes nothing on.
    static IS_LARGE: Cell<bool> = const { Cell::new(false) };
}

/// Does work whose files are written in pieces of large pages, as far as this thread opens them.
pub(super) fn in_large_pieces<T>(work: impl FnOnce() -> T) -> T {
    let before = IS_LARGE.replace(true);
    let done = work();
    IS_LARGE.set(before);
    done
}

/// A file that takes whole pieces, and at last what is left.
struct Pieces<W> {
    file: W,
    size: usize,
    held: Vec<u8>,
    /// Bytes of the piece that are written already, if it was flushed halfway.
    written: usize,
}

/// A file that is written in pieces.
pub(super) fn in_pieces(file: WritePtr) -> WritePtr {
    // tantivy takes the outer buffer off, and puts its own in place of it.
    BufWriter::new(Box::new(Pieces::new(file, if IS_LARGE.get() { LARGE } else { SMALL })))
}

impl<W: Write> Pieces<W> {
    fn new(file: W, size: usize) -> Self {
        Self { file, size, held: Vec::with_capacity(size), written: 0 }
    }

    fn write_held(&mut self) -> io::Result<()> {
        self.file.write_all(&self.held)?;
        self.written = (self.written + self.held.len()) % self.size;
        self.held.clear();
        Ok(())
    }
}

impl<W: Write> Write for Pieces<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = self.size - self.written - self.held.len();
        let taken = bytes.len().min(room);
        self.held.extend_from_slice(&bytes[..taken]);
        if taken == room {
            self.write_held()?;
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.write_held()?;
        self.file.flush()
    }
}

impl<W: TerminatingWrite> TerminatingWrite for Pieces<W> {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        self.flush()?;
        self.file.terminate_ref(token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Notes how long each write was.
    #[derive(Default)]
    struct Noted {
        bytes: Vec<u8>,
        lengths: Vec<usize>,
    }

    impl Write for Noted {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.bytes.extend_from_slice(bytes);
            self.lengths.push(bytes.len());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn pieces_end_where_pages_do() {
        let mut pieces = Pieces::new(Noted::default(), SMALL);
        let bytes: Vec<u8> = (0..=u8::MAX).cycle().take(3 * SMALL + 17).collect();
        let (flushed, rest) = bytes.split_at(SMALL / 3);
        pieces.write_all(flushed).unwrap();
        pieces.flush().unwrap();
        for some in rest.chunks(SMALL / 7 * 10) {
            pieces.write_all(some).unwrap();
        }
        pieces.flush().unwrap();
        assert_eq!(pieces.file.lengths, [SMALL / 3, SMALL - SMALL / 3, SMALL, SMALL, 17]);
        assert!(pieces.file.bytes == bytes);
    }
}
