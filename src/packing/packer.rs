//! The packed form of a text: the lengths of its parts, and what to do where the model does badly.
//!
//! The first byte has the [`Method`] in its lower two bits and the number of parts above them; if that is
//! [`MANY_PARTS`] or more, the rest of it follows. Then comes the length of each part, and behind it, if the model has
//! packed the text, how many bytes the part came to, as a difference from what is expected. What can be told from the
//! length of the whole is left out: how many bytes the last part came to, or its length if the text is not packed.
//! So a header takes a byte and about three for each part. The parts follow.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

use thiserror::Error;
use zstd::bulk::{Compressor, Decompressor};

use super::bits::{Cursor, push_number};
use super::decode::{MAX_RATIO, Page, decode};
use super::encode::Batch;
use super::model::{BadModel, Model};

/// A text that the model does not bring below a third is tried with zstd as well.
const DOUBTFUL: usize = 3;
/// Texts of fewer bytes are not worth trying zstd.
const SHORT: usize = 64;
/// zstd's level.
const LEVEL: i32 = 3;
/// Bytes of text that a byte packed by zstd stands for, at most. A text that would exceed this is stored as it is, so a few
/// damaged bytes never ask for much memory.
const MAX_ZSTD_RATIO: usize = 4096;
/// Numbers of parts from here on do not fit the first byte.
const MANY_PARTS: usize = 63;

/// Why packed bytes could not be unpacked.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Damaged {
    /// The lengths of the parts make no sense.
    #[error("the lengths in a packed text are damaged")]
    Lengths,
    /// The bytes of a part stand for no text, or for one of another length.
    #[error("a packed text is damaged, or was packed with another model")]
    Text,
    /// The text was packed with a model, and there is none.
    #[error("a packed text needs the model that it was packed with")]
    NoModel,
    /// The text has fewer parts than asked for.
    #[error("a packed text has fewer parts than asked for")]
    NoSuchPart,
}

/// How a text is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Method {
    /// It is not.
    Raw = 0,
    /// By the model, each part on its own.
    Words = 1,
    /// By zstd, as a whole.
    Zstd = 2,
}

/// Packs and unpacks texts, with a model or without.
#[derive(Clone, Default)]
pub struct Packer {
    model: Option<Arc<Model>>,
    /// Whether the model is only to unpack with.
    only_unpacks: bool,
}

impl Packer {
    /// A packer with this model. Without one, it unpacks what was packed without one, and packs by zstd.
    #[must_use]
    pub fn new(model: Option<Arc<Model>>) -> Self {
        Self { model, only_unpacks: false }
    }

    /// A packer that unpacks with the model that [`Model::to_bytes`] has stored, and packs as one without. Of the bytes, which may be a
    /// file in memory, no more is read than texts need; so they are not looked through for damage, by which a text is unpacked
    /// wrongly or not at all.
    ///
    /// # Errors
    ///
    /// [`BadModel`] if the bytes are no model, are of another version, or are too few.
    pub fn of_stored(model: impl AsRef<[u8]> + Send + Sync + 'static) -> Result<Self, BadModel> {
        Ok(Self { model: Some(Arc::new(Model::of_stored(model)?)), only_unpacks: true })
    }

    /// Appends `text` (less than 4 GiB), packed, to `out`.
    ///
    /// It can be unpacked in parts, which begin at 0 and at the `starts`, in bytes. Starts that do not ascend, or are not on
    /// a character border within the text, are passed over. An empty text has no parts.
    pub fn pack(&self, text: &str, starts: &[u32], out: &mut Vec<u8>) {
        let parts = split(text, starts);
        let begin = out.len();
        let model = self.model.as_ref().filter(|_| !self.only_unpacks);
        if let Some((model, view)) = model.and_then(|model| Some((model, model.view()?))) {
            let mut packed = Vec::with_capacity(text.len() / DOUBTFUL);
            let mut ends = Vec::with_capacity(parts.len());
            let mut batch = None;
            for part in &parts {
                model.encode(&view, part, batch.get_or_insert_with(Batch::new), &mut packed);
                ends.push(packed.len());
            }
            write_header(Method::Words, &parts, &ends, out);
            out.extend_from_slice(&packed);
            if (out.len() - begin) * DOUBTFUL < text.len() {
                return;
            }
        }
        let other = pack_without_model(text, &parts);
        if out.len() == begin || other.len() < out.len() - begin {
            out.truncate(begin);
            out.extend_from_slice(&other);
        }
    }

    /// The whole text.
    ///
    /// # Errors
    ///
    /// [`Damaged`] if the bytes are not what [`Packer::pack`] has made with the same model.
    pub fn unpack(&self, bytes: &[u8]) -> Result<String, Damaged> {
        let parts = Header::read(bytes).ok_or(Damaged::Lengths)?.parts.len();
        self.unpack_parts(bytes, 0..parts)
    }

    /// One part, without unpacking the others, unless the text is packed by zstd.
    ///
    /// # Errors
    ///
    /// As [`Packer::unpack`], and [`Damaged::NoSuchPart`].
    pub fn unpack_part(&self, bytes: &[u8], part: usize) -> Result<String, Damaged> {
        self.unpack_parts(bytes, part..part.saturating_add(1))
    }

    /// Some parts, as one text, without unpacking the others, unless the text is packed by zstd.
    ///
    /// # Errors
    ///
    /// As [`Packer::unpack_part`].
    pub fn unpack_parts(&self, bytes: &[u8], parts: Range<usize>) -> Result<String, Damaged> {
        let mut texts = self.unpack_all(&[(bytes, parts)])?;
        texts.pop().ok_or(Damaged::NoSuchPart)
    }

    /// Of each packed text some parts, as one text. All are unpacked side by side, which takes less time than one after the
    /// other; of very many at once, the processor's caches hold less.
    ///
    /// # Errors
    ///
    /// As [`Packer::unpack_part`], for any of them.
    pub fn unpack_all(&self, wanted: &[(&[u8], Range<usize>)]) -> Result<Vec<String>, Damaged> {
        let header = |&(bytes, ref parts): &(_, Range<usize>)| {
            let header = Header::read(bytes).ok_or(Damaged::Lengths)?;
            let parts = header.parts.get(parts.clone()).ok_or(Damaged::NoSuchPart)?.to_vec();
            Ok(Wanted { header, parts })
        };
        let wanted: Vec<Wanted> = wanted.iter().map(header).collect::<Result<_, _>>()?;
        let mut texts: Vec<Vec<u8>> = wanted.iter().map(Wanted::text).collect::<Result<_, _>>()?;
        let mut pages = Vec::new();
        for (wanted, text) in wanted.iter().zip(&mut texts) {
            wanted.add_pages(text, &mut pages)?;
        }
        if !pages.is_empty() {
            let view = self.model.as_ref().and_then(|model| model.view()).ok_or(Damaged::NoModel)?;
            decode(&view, &mut pages).ok_or(Damaged::Text)?;
        }
        texts.into_iter().map(|text| String::from_utf8(text).map_err(|_| Damaged::Text)).collect()
    }

    /// Where the parts stand in the text, in bytes, without unpacking any.
    ///
    /// # Errors
    ///
    /// [`Damaged::Lengths`].
    pub fn ranges(bytes: &[u8]) -> Result<Vec<Range<usize>>, Damaged> {
        let header = Header::read(bytes).ok_or(Damaged::Lengths)?;
        Ok(header.parts.into_iter().map(|part| part.text).collect())
    }
}

/// Parts of a packed text, and what stands before it.
struct Wanted<'b> {
    header: Header<'b>,
    parts: Vec<Part>,
}

impl Wanted<'_> {
    /// The parts as one text, which the model has yet to write if it has packed them.
    fn text(&self) -> Result<Vec<u8>, Damaged> {
        let (Some(first), Some(last)) = (self.parts.first(), self.parts.last()) else { return Ok(Vec::new()) };
        let range = first.text.start..last.text.end;
        let Header { method, parts, packed } = &self.header;
        match method {
            Method::Raw => packed.get(range).map(<[u8]>::to_vec).ok_or(Damaged::Lengths),
            Method::Zstd => {
                let total = parts.last().map_or(0, |last| last.text.end);
                let all = unzipped(packed, total).map_err(|_| Damaged::Text)?;
                if all.len() == total { Ok(all[range].to_vec()) } else { Err(Damaged::Text) }
            }
            Method::Words => Ok(vec![0; range.len()]),
        }
    }

    /// Adds what the model is to write to the text.
    fn add_pages<'p>(&'p self, text: &'p mut [u8], pages: &mut Vec<Page<'p>>) -> Result<(), Damaged> {
        if self.header.method != Method::Words {
            return Ok(());
        }
        let mut rest = text;
        for part in &self.parts {
            let packed = self.header.packed.get(part.packed.clone()).ok_or(Damaged::Lengths)?;
            let place = rest.split_off_mut(..part.text.len()).ok_or(Damaged::Lengths)?;
            pages.push(Page::new(packed, place));
        }
        Ok(())
    }
}

/// Bytes packed by zstd.
fn zipped(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    thread_local! {
        /// Making one takes as much time as packing a text.
        static ZIPPER: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    }
    ZIPPER.with_borrow_mut(|zipper| {
        let known = zipper.take().map_or_else(|| Compressor::new(LEVEL), Ok)?;
        zipper.insert(known).compress(bytes)
    })
}

/// What was packed by zstd, of so many bytes at most.
fn unzipped(packed: &[u8], most: usize) -> std::io::Result<Vec<u8>> {
    thread_local! {
        /// Making one takes more time than unpacking a text.
        static UNZIPPER: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
    }
    UNZIPPER.with_borrow_mut(|unzipper| {
        let known = unzipper.take().map_or_else(Decompressor::new, Ok)?;
        unzipper.insert(known).decompress(packed, most)
    })
}

/// The parts of a text.
fn split<'t>(text: &'t str, starts: &[u32]) -> Vec<&'t str> {
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

/// A text packed by zstd, or as it is.
fn pack_without_model(text: &str, parts: &[&str]) -> Vec<u8> {
    let packed = if text.len() < SHORT { None } else { zipped(text.as_bytes()).ok() };
    let is_good = |packed: &Vec<u8>| packed.len() < text.len() && text.len() / MAX_ZSTD_RATIO < packed.len();
    let (method, bytes) = match packed.as_ref().filter(|packed| is_good(packed)) {
        Some(packed) => (Method::Zstd, packed.as_slice()),
        None => (Method::Raw, text.as_bytes()),
    };
    let mut out = Vec::with_capacity(bytes.len() + 4 * parts.len() + 4);
    write_header(method, parts, &[], &mut out);
    out.extend_from_slice(bytes);
    out
}

/// Bytes that a part of so many bytes is expected to come to: near enough to make the difference a small number.
fn expected(length: usize) -> usize {
    length * 7 / 32
}

/// Appends a header; `ends` are where the packed parts end, if the model has packed them.
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
            push_number(out, if packed >= expected { (packed - expected) * 2 } else { (expected - packed) * 2 - 1 });
            before = ends[place];
        }
    }
}

/// What stands before the packed parts.
struct Header<'b> {
    method: Method,
    parts: Vec<Part>,
    packed: &'b [u8],
}

/// Where a part stands in the text, and in what is packed if the model has packed it.
#[derive(Clone)]
struct Part {
    text: Range<usize>,
    packed: Range<usize>,
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
        // All but the last take at least a byte.
        if count > bytes.len() {
            return None;
        }
        let mut parts = Vec::with_capacity(count);
        let (mut at, mut packed_at) = (0usize, 0usize);
        for place in 1..=count {
            let is_last = place == count;
            let length = if is_last && method == Method::Raw { from.0.len().checked_sub(at)? } else { from.size()? };
            let packed = if method != Method::Words {
                0
            } else if is_last {
                from.0.len().checked_sub(packed_at)?
            } else {
                let difference = from.size()?;
                let least = expected(length);
                if difference % 2 == 0 { least + difference / 2 } else { least.checked_sub(difference / 2 + 1)? }
            };
            if method == Method::Words && length > packed.checked_mul(MAX_RATIO)? {
                return None;
            }
            let (end, packed_end) = (at.checked_add(length)?, packed_at.checked_add(packed)?);
            parts.push(Part { text: at..end, packed: packed_at..packed_end });
            (at, packed_at) = (end, packed_end);
        }
        let packed = from.0;
        let is_plausible = match method {
            Method::Raw => at == packed.len(),
            Method::Words => packed_at == packed.len(),
            Method::Zstd => at / MAX_ZSTD_RATIO < packed.len(),
        };
        is_plausible.then_some(Self { method, parts, packed })
    }
}
