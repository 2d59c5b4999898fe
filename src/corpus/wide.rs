//! UTF-16 and UTF-32: text in units of two or four bytes.

use std::io::{self, BufRead, Read};

use encoding_rs::{CoderResult, Decoder};

use super::input::Input;

/// Where zero bytes are counted: all who ask must look at the same bytes, or they would differ about a text.
const SAMPLE_BYTES: usize = 4096;

/// An encoding whose units are wider than a byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wide {
    Utf16Le,
    Utf16Be,
    Utf32Le,
    Utf32Be,
}

impl Wide {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Utf32Le => "UTF-32LE",
            Self::Utf32Be => "UTF-32BE",
        }
    }

    /// The encoding of a text: by its byte order mark, or by where zero bytes stand in its beginning.
    pub(super) fn detect(text: &[u8]) -> Option<Self> {
        match text {
            // The mark of UTF-16LE is a prefix of this one, so this one is asked first.
            [0xff, 0xfe, 0, 0, ..] => Some(Self::Utf32Le),
            [0, 0, 0xfe, 0xff, ..] => Some(Self::Utf32Be),
            [0xff, 0xfe, ..] => Some(Self::Utf16Le),
            [0xfe, 0xff, ..] => Some(Self::Utf16Be),
            _ => Self::by_zeros(&text[..text.len().min(SAMPLE_BYTES)]),
        }
    }

    /// In text of European languages most units are below 256, so their upper bytes are zero and no others are.
    fn by_zeros(head: &[u8]) -> Option<Self> {
        // Nearly every text leaves here; records pass one by one, so this is worth a line.
        memchr::memchr(0, head)?;
        let quads = head.len() / 4;
        let mut zeros = [0usize; 4];
        for quad in head.chunks_exact(4) {
            for (count, byte) in zeros.iter_mut().zip(quad) {
                *count += usize::from(*byte == 0);
            }
        }
        let many = |count: usize| quads >= 2 && count * 3 >= quads;
        let few = |count: usize| count * 50 <= quads;
        let [first, second, third, fourth] = zeros;
        if few(first) && [second, third, fourth].into_iter().all(many) {
            Some(Self::Utf32Le)
        } else if few(fourth) && [first, second, third].into_iter().all(many) {
            Some(Self::Utf32Be)
        } else if few(first) && few(third) && many(second) && many(fourth) {
            Some(Self::Utf16Le)
        } else if few(second) && few(fourth) && many(first) && many(third) {
            Some(Self::Utf16Be)
        } else {
            None
        }
    }

    /// `bytes` as text without its byte order mark, and whether something in it could not be decoded.
    pub(super) fn decode(self, bytes: &[u8]) -> (String, bool) {
        match self {
            Self::Utf16Le | Self::Utf16Be => {
                let (text, malformed) = self.utf16().decode_with_bom_removal(bytes);
                (text.into_owned(), malformed)
            }
            Self::Utf32Le => decode_utf32(bytes, u32::from_le_bytes),
            Self::Utf32Be => decode_utf32(bytes, u32::from_be_bytes),
        }
    }

    fn utf16(self) -> &'static encoding_rs::Encoding {
        match self {
            Self::Utf16Le | Self::Utf32Le => encoding_rs::UTF_16LE,
            Self::Utf16Be | Self::Utf32Be => encoding_rs::UTF_16BE,
        }
    }

    /// Decodes a UTF-16 stream as it is read. `None` for UTF-32, which nobody writes records in.
    pub(super) fn transcode(self, source: Input) -> Option<impl Read + Send + 'static> {
        match self {
            Self::Utf16Le | Self::Utf16Be => Some(Transcoder {
                source,
                decoder: self.utf16().new_decoder_with_bom_removal(),
                text: vec![0; TEXT_BYTES],
                pending: 0..0,
                ended: false,
            }),
            Self::Utf32Le | Self::Utf32Be => None,
        }
    }
}

fn decode_utf32(bytes: &[u8], unit: fn([u8; 4]) -> u32) -> (String, bool) {
    let (units, rest) = bytes.as_chunks::<4>();
    let mut malformed = !rest.is_empty();
    let mut text = String::with_capacity(units.len());
    for code in units.iter().copied().map(unit) {
        let character = char::from_u32(code).unwrap_or_else(|| {
            malformed = true;
            char::REPLACEMENT_CHARACTER
        });
        text.push(character);
    }
    if !rest.is_empty() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    let start = usize::from(text.starts_with('\u{feff}')) * '\u{feff}'.len_utf8();
    (text.split_off(start), malformed)
}

/// The decoded text that is kept ready, in bytes.
const TEXT_BYTES: usize = 64 * 1024;

struct Transcoder {
    source: Input,
    decoder: Decoder,
    text: Vec<u8>,
    pending: std::ops::Range<usize>,
    ended: bool,
}

impl Read for Transcoder {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.pending.is_empty() && !self.ended {
            let bytes = self.source.fill_buf()?;
            let last = bytes.is_empty();
            let (result, read, written, _) = self.decoder.decode_to_utf8(bytes, &mut self.text, last);
            self.source.consume(read);
            self.pending = 0..written;
            self.ended = last && result == CoderResult::InputEmpty;
        }
        let count = self.pending.len().min(buffer.len());
        let start = self.pending.start;
        buffer[..count].copy_from_slice(&self.text[start..start + count]);
        self.pending.start += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn encode(text: &str, wide: Wide) -> Vec<u8> {
        match wide {
            Wide::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Wide::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            Wide::Utf32Le => text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect(),
            Wide::Utf32Be => text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect(),
        }
    }

    const ALL: [Wide; 4] = [Wide::Utf16Le, Wide::Utf16Be, Wide::Utf32Le, Wide::Utf32Be];

    #[test]
    fn every_encoding_is_recognised_with_and_without_a_mark() {
        for wide in ALL {
            for text in ["\u{feff}Kyjiw – Київ", "Plain words in a line.\n"] {
                let bytes = encode(text, wide);
                assert_eq!(Wide::detect(&bytes), Some(wide), "{text:?}");
                assert_eq!(wide.decode(&bytes), (text.trim_start_matches('\u{feff}').to_owned(), false));
            }
        }
    }

    #[test]
    fn bytes_and_zeros_are_not_wide_text() {
        assert_eq!(Wide::detect(b"Plain words in a line."), None);
        assert_eq!(Wide::detect(&[0; 64]), None);
        assert_eq!(Wide::detect(b""), None);
    }

    #[test]
    fn half_a_unit_at_the_end_is_replaced() {
        for wide in ALL {
            let mut bytes = encode("words", wide);
            bytes.pop();
            assert_eq!(wide.decode(&bytes), ("word\u{fffd}".to_owned(), true), "{wide:?}");
        }
    }

    proptest! {
        #[test]
        fn a_stream_decodes_like_the_whole(text in "\\PC{0,300}") {
            for wide in [Wide::Utf16Le, Wide::Utf16Be] {
                let bytes = encode(&format!("\u{feff}{text}"), wide);
                let mut decoded = String::new();
                let input = Input::new(Box::new(io::Cursor::new(bytes)));
                let mut stream = wide.transcode(input).expect("UTF-16 has a stream decoder");
                stream.read_to_string(&mut decoded).unwrap();
                prop_assert_eq!(&decoded, &text);
            }
        }
    }
}
