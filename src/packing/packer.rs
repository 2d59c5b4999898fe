//! The packed form of a text: what tells the parts apart, and what to do where the model does badly.

use std::ops::Range;
use std::sync::Arc;

use thiserror::Error;

use super::bits::{Cursor, push_number};
use super::decode::{MAX_RATIO, Page};
use super::model::Model;

/// A text that its model does not bring below a third is tried with zstd as well.
const DOUBTFUL: usize = 3;
/// Texts of fewer bytes are not worth trying zstd.
const SHORT: usize = 64;
/// zstd's level.
const LEVEL: i32 = 3;
/// Bytes that one packed by zstd may stand for, at most: beyond this a text is stored as it is, so that a few damaged
/// bytes never ask for much memory.
const MAX_ZSTD_RATIO: usize = 4096;
/// Numbers of parts from here on have a number of their own.
const MANY_PARTS: usize = 63;

/// Why packed bytes could not be unpacked.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum Damaged {
    /// The lengths of the parts make no sense.
    #[error("the lengths of a packed text are damaged")]
    Lengths,
    /// The bytes of a part stand for no text, or for one of another length.
    #[error("a packed text is damaged, or was packed with another model")]
    Text,
    /// The text was packed with a model, and there is none.
    #[error("a packed text needs a model, and there is none")]
    NoModel,
    /// The text has fewer parts.
    #[error("a packed text has fewer parts than asked for")]
    NoSuchPart,
}

/// How a text is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Method {
    Raw = 0,
    Words = 1,
    Zstd = 2,
}

/// Packs and unpacks texts, with a model or without.
#[derive(Clone, Default)]
pub struct Packer {
    model: Option<Arc<Model>>,
}

impl Packer {
    /// A packer with this model. Without one, texts are packed by zstd.
    #[must_use]
    pub fn new(model: Option<Arc<Model>>) -> Self {
        Self { model }
    }

    /// Appends `text`, packed, to `out`. It can be unpacked in parts that begin at the `starts` (byte offsets). Those that
    /// do not ascend, are 0, are not on a character border, or are not before the end of the text are passed over; the
    /// first part begins with the text.
    pub fn pack(&self, text: &str, starts: &[u32], out: &mut Vec<u8>) {
        let parts = parts(text, starts);
        let before = out.len();
        if let Some(model) = &self.model {
            let mut packed = Vec::with_capacity(text.len() / 3);
            let mut ends = Vec::with_capacity(parts.len());
            for part in &parts {
                model.encode(part, &mut packed);
                ends.push(packed.len());
            }
            write_header(Method::Words, &parts, &ends, out);
            out.extend_from_slice(&packed);
            if (out.len() - before) * DOUBTFUL < text.len() {
                return;
            }
        }
        let packed = if text.len() < SHORT { None } else { zstd::bulk::compress(text.as_bytes(), LEVEL).ok() };
        let packed = packed.filter(|packed| text.len() / MAX_ZSTD_RATIO < packed.len());
        let (method, bytes) = match &packed {
            Some(packed) if packed.len() < text.len() => (Method::Zstd, packed.as_slice()),
            _ => (Method::Raw, text.as_bytes()),
        };
        let start = out.len();
        write_header(method, &parts, &[], out);
        out.extend_from_slice(bytes);
        if start > before && out.len() - start < start - before {
            out.drain(before..start);
        } else if start > before {
            out.truncate(start);
        }
    }

    /// The whole text.
    ///
    /// # Errors
    ///
    /// [`Damaged`] if the bytes are not as [`Packer::pack`] has made them with the same model.
    pub fn unpack(&self, bytes: &[u8]) -> Result<String, Damaged> {
        let header = Header::read(bytes).ok_or(Damaged::Lengths)?;
        self.text(&header, 0..header.lengths.len())
    }

    /// One part, without reading the others (unless zstd has packed the text).
    ///
    /// # Errors
    ///
    /// As [`Packer::unpack`], and [`Damaged::NoSuchPart`].
    pub fn unpack_part(&self, bytes: &[u8], part: usize) -> Result<String, Damaged> {
        self.unpack_parts(bytes, part..part.saturating_add(1))
    }

    /// Some parts, one after another.
    ///
    /// # Errors
    ///
    /// As [`Packer::unpack_part`].
    pub fn unpack_parts(&self, bytes: &[u8], parts: Range<usize>) -> Result<String, Damaged> {
        let header = Header::read(bytes).ok_or(Damaged::Lengths)?;
        self.text(&header, parts)
    }

    /// The byte ranges of the parts in the text.
    ///
    /// # Errors
    ///
    /// [`Damaged::Lengths`].
    pub fn ranges(&self, bytes: &[u8]) -> Result<Vec<Range<usize>>, Damaged> {
        let header = Header::read(bytes).ok_or(Damaged::Lengths)?;
        let mut end = 0;
        Ok(header
            .lengths
            .iter()
            .map(|length| {
                let start = end;
                end += length;
                start..end
            })
            .collect())
    }

    fn text(&self, header: &Header, parts: Range<usize>) -> Result<String, Damaged> {
        let lengths = header.lengths.get(parts.clone()).ok_or(Damaged::NoSuchPart)?;
        let start: usize = header.lengths[..parts.start].iter().sum();
        let range = start..start + lengths.iter().sum::<usize>();
        let bytes = match header.method {
            Method::Raw => header.packed.get(range).ok_or(Damaged::Lengths)?.to_vec(),
            Method::Zstd => {
                let total = header.lengths.iter().sum();
                let mut text = zstd::bulk::decompress(header.packed, total).map_err(|_| Damaged::Text)?;
                if text.len() != total {
                    return Err(Damaged::Text);
                }
                text.truncate(range.end);
                text.drain(..range.start);
                text
            }
            Method::Words => {
                let model = self.model.as_ref().ok_or(Damaged::NoModel)?;
                let mut text = vec![0; range.len()];
                let mut rest = text.as_mut_slice();
                let mut pages = Vec::with_capacity(parts.len());
                for part in parts {
                    let end = header.ends[part];
                    let packed = end
                        .checked_sub(header.packed_lengths[part])
                        .and_then(|start| header.packed.get(start..end))
                        .ok_or(Damaged::Lengths)?;
                    let (place, behind) = rest.split_at_mut(header.lengths[part]);
                    pages.push(Page::new(packed, place));
                    rest = behind;
                }
                model.decode(&mut pages).ok_or(Damaged::Text)?;
                text
            }
        };
        String::from_utf8(bytes).map_err(|_| Damaged::Text)
    }
}

/// The parts of a text.
fn parts<'t>(text: &'t str, starts: &[u32]) -> Vec<&'t str> {
    let mut parts = Vec::with_capacity(starts.len() + 1);
    let mut begin = 0;
    for start in starts.iter().map(|start| *start as usize) {
        if start > begin && start < text.len() && text.is_char_boundary(start) {
            parts.push(&text[begin..start]);
            begin = start;
        }
    }
    if begin < text.len() {
        parts.push(&text[begin..]);
    }
    parts
}

/// The method, the number of parts, the length of each, and where the model has packed them, what they came to.
struct Header<'b> {
    method: Method,
    lengths: Vec<usize>,
    packed_lengths: Vec<usize>,
    ends: Vec<usize>,
    packed: &'b [u8],
}

/// What a part of so many bytes is expected to come to.
fn expected(length: usize) -> usize {
    length * 7 / 32
}

fn write_header(method: Method, parts: &[&str], ends: &[usize], out: &mut Vec<u8>) {
    out.push(method as u8 | (parts.len().min(MANY_PARTS) as u8) << 2);
    if parts.len() >= MANY_PARTS {
        push_number(out, parts.len() - MANY_PARTS);
    }
    let mut before = 0;
    for (place, part) in parts.iter().enumerate() {
        let is_last = place + 1 == parts.len();
        if !is_last || method != Method::Raw {
            push_number(out, part.len());
        }
        if !is_last && method == Method::Words {
            let (packed, expected) = (ends[place] - before, expected(part.len()));
            before = ends[place];
            push_number(out, if packed >= expected { (packed - expected) * 2 } else { (expected - packed) * 2 - 1 });
        }
    }
}

impl<'b> Header<'b> {
    fn read(bytes: &'b [u8]) -> Option<Self> {
        let mut from = Cursor(bytes);
        let first = from.byte()?;
        let method = [Method::Raw, Method::Words, Method::Zstd].into_iter().find(|m| *m as u8 == first & 3)?;
        let mut count = usize::from(first >> 2);
        if count == MANY_PARTS {
            count = count.checked_add(from.size()?)?;
        }
        // Each but the last takes a byte or more.
        if count > bytes.len() {
            return None;
        }
        let (mut lengths, mut packed_lengths) = (Vec::with_capacity(count), Vec::new());
        for place in 1..=count {
            if place < count || method != Method::Raw {
                lengths.push(from.size()?);
            }
            if place < count && method == Method::Words {
                let difference = from.size()?;
                let expected = expected(*lengths.last()?);
                packed_lengths.push(if difference % 2 == 0 {
                    expected + difference / 2
                } else {
                    expected.checked_sub(difference / 2 + 1)?
                });
            }
        }
        let packed = from.0;
        let mut ends = Vec::new();
        if count > 0 {
            match method {
                Method::Raw => lengths.push(packed.len().checked_sub(lengths.iter().sum())?),
                Method::Words => {
                    packed_lengths.push(packed.len().checked_sub(packed_lengths.iter().sum())?);
                    let is_plausible = |(length, packed): (&usize, &usize)| *length <= packed * MAX_RATIO;
                    lengths.iter().zip(&packed_lengths).all(is_plausible).then_some(())?;
                }
                Method::Zstd => {
                    let total: usize = lengths.iter().sum();
                    if total / MAX_ZSTD_RATIO >= packed.len() {
                        return None;
                    }
                }
            }
        } else if !packed.is_empty() {
            return None;
        }
        let mut end = 0;
        for length in &packed_lengths {
            end += length;
            ends.push(end);
        }
        Some(Self { method, lengths, packed_lengths, ends, packed })
    }
}
