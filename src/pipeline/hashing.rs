//! Hashes a file while it is read.

use std::io::{self, Read};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Bytes between two looks at whether to stop.
const STEP: u64 = 16 << 20;

/// Passes bytes on and hashes them.
pub(super) struct HashingReader<R> {
    inner: R,
    hash: ContentHash,
}

/// The hash of what a [`HashingReader`] has passed on so far.
#[derive(Clone, Default)]
pub(super) struct ContentHash {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    hasher: blake3::Hasher,
    bytes: u64,
    time: Duration,
}

impl ContentHash {
    /// The hash, and the number of bytes it covers.
    pub(super) fn value(&self) -> ([u8; 16], u64) {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        (short(&state.hasher.finalize()), state.bytes)
    }

    /// How long reading and hashing took so far.
    pub(super) fn time(&self) -> Duration {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).time
    }
}

impl<R: Read> HashingReader<R> {
    pub(super) fn new(inner: R) -> (Self, ContentHash) {
        let hash = ContentHash::default();
        (Self { inner, hash: hash.clone() }, hash)
    }
}

impl<R: Read> Read for HashingReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let start = Instant::now();
        let read = self.inner.read(buffer)?;
        let mut state = self.hash.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.hasher.update(&buffer[..read]);
        state.bytes += read as u64;
        state.time += start.elapsed();
        Ok(read)
    }
}

/// The hash of a whole file. `None` if `stops` says so before its end.
pub(super) fn hash_file(path: &Path, stops: &dyn Fn() -> bool) -> io::Result<Option<[u8; 16]>> {
    let mut file = std::fs::File::open(path)?;
    let mut hasher = blake3::Hasher::new();
    loop {
        if io::copy(&mut file.by_ref().take(STEP), &mut hasher)? < STEP {
            return Ok(Some(short(&hasher.finalize())));
        }
        if stops() {
            return Ok(None);
        }
    }
}

/// 128 bits of it: two files of an archive with the same hash hold the same.
pub(super) fn short(hash: &blake3::Hash) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.as_bytes()[..16]);
    bytes
}
