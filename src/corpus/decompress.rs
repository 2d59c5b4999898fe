//! From a compressed or plain stream to its content, with a meter on how much it grows.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::GzDecoder;
use thiserror::Error;

use super::format::Compression;

/// Compressed text shrinks to a third or a tenth; only made-up data shrinks to a hundredth.
const BOMB_RATIO: u64 = 100;

/// Read-ahead for each layer, in bytes.
pub(super) const BUFFER_BYTES: usize = 128 * 1024;

/// So much is read first, in bytes: most articles are smaller, and need no larger buffer.
pub(super) const FIRST_BYTES: usize = 16 * 1024;
/// What it takes to tell how a stream is compressed, in bytes.
const MAGIC_BYTES: usize = 4;

/// Why a stream could not be read to its end. What was read before holds.
#[derive(Debug, Error)]
pub enum StreamError {
    /// A gzip member or zstd frame stops before its end: an interrupted download or copy.
    #[error("the compressed data ends too early (an interrupted download or copy?)")]
    Truncated,
    /// The compressed data contradicts itself.
    #[error("the compressed data is damaged: {0}")]
    Damaged(io::Error),
    /// A record without end in data that expands beyond any text.
    #[error("the compressed data expands more than {BOMB_RATIO} to 1 without a record ending (a decompression bomb?)")]
    Bomb,
    /// The file itself could not be read.
    #[error(transparent)]
    Io(io::Error),
}

/// How many bytes went into a decompressor and came out of it.
#[derive(Debug, Default)]
pub(super) struct Meter {
    compressed: AtomicU64,
    expanded: AtomicU64,
}

impl Meter {
    /// Whether the stream has grown more than any text would. Never true of a stream that is not compressed.
    pub(super) fn is_bomb(&self) -> bool {
        let expanded = self.expanded.load(Ordering::Relaxed);
        expanded / BOMB_RATIO > self.compressed.load(Ordering::Relaxed)
    }
}

/// The content of a file, decompressed as it is read.
pub(super) struct Stream {
    decoder: Decoder,
    meter: Arc<Meter>,
    compression: Compression,
}

type Source = BufReader<Counted>;

enum Decoder {
    Plain(Counted),
    Gzip(GzipMembers),
    Zstd(zstd::Decoder<'static, Source>),
}

impl Stream {
    /// Starts to read `reader`. The first bytes decide about the compression; names lie.
    ///
    /// # Errors
    ///
    /// When the first bytes cannot be read, or memory for a decompressor is lacking.
    pub(super) fn new(reader: Box<dyn Read + Send>) -> io::Result<Self> {
        let meter = Arc::new(Meter::default());
        let mut reader = reader;
        let first = first_bytes(&mut reader)?;
        let compression = by_magic(&first[..first.len().min(MAGIC_BYTES)]);
        let whole = Counted { reader: Box::new(io::Cursor::new(first).chain(reader)), meter: Arc::clone(&meter) };
        let buffered = |reader| BufReader::with_capacity(BUFFER_BYTES, reader);
        let decoder = match compression {
            Compression::None => Decoder::Plain(whole),
            Compression::Gzip => Decoder::Gzip(GzipMembers { member: Some(GzDecoder::new(buffered(whole))) }),
            Compression::Zstd => Decoder::Zstd(zstd::Decoder::with_buffer(buffered(whole))?),
        };
        Ok(Self { decoder, meter, compression })
    }

    /// The meter of this stream, which goes on counting.
    pub(super) fn meter(&self) -> Arc<Meter> {
        Arc::clone(&self.meter)
    }

    /// How the stream turned out to be compressed.
    pub(super) fn compression(&self) -> Compression {
        self.compression
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = match &mut self.decoder {
            Decoder::Plain(reader) => reader.read(buffer),
            Decoder::Gzip(reader) => reader.read(buffer),
            Decoder::Zstd(reader) => reader.read(buffer),
        }?;
        self.meter.expanded.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// What one read gives, or several where they give little; empty at the end.
fn first_bytes(reader: &mut dyn Read) -> io::Result<Vec<u8>> {
    let mut first = vec![0; FIRST_BYTES];
    let mut held = 0;
    while held < MAGIC_BYTES {
        match reader.read(&mut first[held..]) {
            Ok(0) => break,
            Ok(count) => held += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    first.truncate(held);
    Ok(first)
}

fn by_magic(first: &[u8]) -> Compression {
    match first {
        [0x1f, 0x8b, 0x08, ..] => Compression::Gzip,
        // A zstd stream may open with skippable frames, of which there are sixteen kinds.
        [0x28, 0xb5, 0x2f, 0xfd] | [0x50..=0x5f, 0x2a, 0x4d, 0x18] => Compression::Zstd,
        _ => Compression::None,
    }
}

/// Tells apart a stream that was cut, one that is damaged and a file that cannot be read.
pub(super) fn stream_error(error: io::Error, compression: Compression) -> StreamError {
    match (compression, error.kind()) {
        (Compression::None, _) => StreamError::Io(error),
        (_, io::ErrorKind::UnexpectedEof) => StreamError::Truncated,
        // flate2 and zstd report what they cannot decode under these kinds, the system's own errors have others.
        (_, io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::Other) => {
            StreamError::Damaged(error)
        }
        _ => StreamError::Io(error),
    }
}

struct Counted {
    reader: Box<dyn Read + Send>,
    meter: Arc<Meter>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        self.meter.compressed.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// gzip members one after the other.
///
/// flate2 has a decoder for this, but it fails on padding behind the last member, which the gzip tool ignores.
struct GzipMembers {
    member: Option<GzDecoder<Source>>,
}

impl Read for GzipMembers {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.member {
            let count = member.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            let more = member.get_mut().fill_buf()?.first() == Some(&0x1f);
            self.member = self.member.take().filter(|_| more).map(|ended| GzDecoder::new(ended.into_inner()));
        }
        Ok(0)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write;

    use proptest::prelude::*;

    use super::*;

    pub(in crate::corpus) fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).expect("writing to memory");
        encoder.finish().expect("writing to memory")
    }

    fn zstd(bytes: &[u8]) -> Vec<u8> {
        zstd::encode_all(bytes, 3).expect("writing to memory")
    }

    fn read(file: Vec<u8>) -> Result<Vec<u8>, StreamError> {
        let mut stream = Stream::new(Box::new(io::Cursor::new(file))).expect("memory can be read");
        let mut content = Vec::new();
        let compression = stream.compression();
        stream.read_to_end(&mut content).map_err(|error| stream_error(error, compression))?;
        Ok(content)
    }

    #[test]
    fn members_and_frames_are_joined() {
        assert_eq!(read([gzip(b"one "), gzip(b"two")].concat()).unwrap(), b"one two");
        assert_eq!(read([zstd(b"one "), zstd(b"two")].concat()).unwrap(), b"one two");
    }

    #[test]
    fn padding_behind_the_last_gzip_member_is_ignored() {
        assert_eq!(read([gzip(b"text"), vec![0; 512]].concat()).unwrap(), b"text");
    }

    #[test]
    fn a_cut_stream_is_named_as_such() {
        let text: Vec<u8> = (0..40_000u32).flat_map(u32::to_le_bytes).collect();
        for whole in [gzip(&text), zstd(&text)] {
            let cut = whole[..whole.len() / 2].to_vec();
            assert!(matches!(read(cut), Err(StreamError::Truncated)));
        }
    }

    #[test]
    fn a_damaged_stream_is_named_as_such() {
        for mut file in [gzip(&[b'a'; 5000]), zstd(&[b'a'; 5000])] {
            let middle = file.len() / 2;
            for byte in &mut file[middle..] {
                *byte ^= 0x5a;
            }
            assert!(matches!(read(file), Err(StreamError::Damaged(_) | StreamError::Truncated)));
        }
    }

    #[test]
    fn only_what_expands_beyond_text_is_a_bomb() {
        for (file, expected) in [(gzip(&vec![0; 1 << 20]), true), (vec![b'a'; 1 << 20], false)] {
            let mut stream = Stream::new(Box::new(io::Cursor::new(file))).unwrap();
            io::copy(&mut stream, &mut io::sink()).unwrap();
            assert_eq!(stream.meter().is_bomb(), expected);
        }
    }

    proptest! {
        #[test]
        fn whatever_is_packed_comes_out_again(content in proptest::collection::vec(any::<u8>(), 0..2000)) {
            prop_assert_eq!(&read(gzip(&content)).unwrap(), &content);
            prop_assert_eq!(&read(zstd(&content)).unwrap(), &content);
        }

        #[test]
        fn no_input_panics(content in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read([vec![0x1f, 0x8b, 0x08], content.clone()].concat());
            let _ = read([vec![0x28, 0xb5, 0x2f, 0xfd], content].concat());
        }
    }
}
