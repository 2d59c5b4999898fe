//! How an article is written in the document store.
//!
//! Title and body are one packed text whose parts begin where passages do, so that a passage can be unpacked alone; the
//! removed lines are another. All is a postcard of a [`Head`], which is enough to show a passage, and a [`Tail`].

use serde::{Deserialize, Serialize, Serializer};

use super::{IndexError, RecordPlace, StoredArticle};
use crate::article::{BlockKind, Metadata};
use crate::clean::templates::Recovered;
use crate::clean::{Label, Reason, RemovedLine};
use crate::packing::Packer;

/// More bytes than the metadata and the tables of most articles take.
const ROOM_FOR_THE_REST: usize = 256;

/// What is needed to show a passage. The [`Tail`] follows.
#[derive(Serialize, Deserialize)]
pub(super) struct Head<'a> {
    pub root: u32,
    #[serde(serialize_with = "as_bytes")]
    pub path: &'a [u8],
    pub place: Option<RecordPlace>,
    /// Without the title.
    pub metadata: Metadata,
    /// Bytes of the title, with which `text` begins.
    pub title: Option<u32>,
    /// Title and body.
    #[serde(serialize_with = "as_bytes")]
    pub text: &'a [u8],
    /// Where passages start, if not with the parts of `text` behind the title.
    pub passages: Option<Vec<u32>>,
    /// How many bytes each passage but the last has more than characters; nothing if none has any.
    pub surplus: Vec<u32>,
}

#[derive(Serialize, Deserialize)]
struct Tail<'a> {
    is_record: bool,
    /// Kinds of blocks, each with how many follow one another.
    kinds: Vec<(BlockKind, u32)>,
    removed: Vec<Removed>,
    /// The removed lines, one after the other.
    #[serde(serialize_with = "as_bytes")]
    lines: &'a [u8],
    struck: Vec<BlockKind>,
    recovered: Vec<Recovered>,
    first_title: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Removed {
    bytes: u32,
    label: Label,
    reason: Reason,
    blocks_before: u32,
}

/// Writes bytes as a whole, where a list of numbers would be written one by one. To postcard they are the same.
fn as_bytes<S: Serializer>(bytes: &&[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(bytes)
}

impl StoredArticle {
    /// Encodes for the document store.
    ///
    /// # Errors
    /// Never for articles that fit in memory; the encoder's error is passed on all the same.
    pub(super) fn encode(&self, packer: &Packer) -> Result<Vec<u8>, IndexError> {
        let title = self.metadata.title.as_deref();
        let before = number(title.map_or(0, str::len));
        let whole = [title.unwrap_or_default(), &self.body].concat();
        let starts: Vec<u32> = self.passages.iter().map(|start| start.saturating_add(before)).collect();
        let (mut text, mut lines) = (Vec::new(), Vec::new());
        packer.pack(&whole, &starts, &mut text);
        let removed: String = self.removed.iter().map(|line| line.text.as_str()).collect();
        packer.pack(&removed, &[], &mut lines);
        let implied = implied_passages(&text, before)?;
        let head = Head {
            root: self.root,
            path: &self.path,
            place: self.place,
            metadata: Metadata { title: None, ..self.metadata.clone() },
            title: title.map(|_| before),
            text: &text,
            passages: (implied != self.passages).then(|| self.passages.clone()),
            surplus: surplus(&self.body, &self.passages),
        };
        let tail = Tail {
            is_record: self.is_record,
            kinds: runs(&self.kinds),
            removed: self.removed.iter().map(Removed::of).collect(),
            lines: &lines,
            struck: self.struck.clone(),
            recovered: self.recovered.clone(),
            first_title: self.first_title.clone(),
        };
        let room = text.len() + lines.len() + self.path.len() + ROOM_FOR_THE_REST;
        postcard::to_extend(&(head, tail), Vec::with_capacity(room)).map_err(|source| IndexError::Encode { source })
    }

    /// Decodes what [`Self::encode`] wrote.
    ///
    /// # Errors
    /// [`IndexError::Damaged`] when the bytes are not a stored article of this schema version, packed with this model.
    pub(super) fn decode(bytes: &[u8], packer: &Packer) -> Result<Self, IndexError> {
        let (head, tail): (Head<'_>, Tail<'_>) = postcard::from_bytes(bytes).map_err(|error| damaged(&error))?;
        let before = head.title.unwrap_or(0);
        let (title, body) = head.unpack(packer)?;
        let passages = match head.passages {
            Some(passages) => passages,
            None => implied_passages(head.text, before)?,
        };
        Ok(Self {
            root: head.root,
            path: head.path.to_vec(),
            place: head.place,
            is_record: tail.is_record,
            metadata: Metadata { title, ..head.metadata },
            kinds: blocks(&tail.kinds, body.len())?,
            body,
            removed: removed_lines(&tail.removed, tail.lines, packer)?,
            struck: tail.struck,
            recovered: tail.recovered,
            first_title: tail.first_title,
            passages,
        })
    }
}

impl<'a> Head<'a> {
    /// Reads what stands before the rest of a stored article.
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, IndexError> {
        postcard::take_from_bytes(bytes).map(|(head, _)| head).map_err(|error| damaged(&error))
    }

    /// Title and body.
    pub(super) fn unpack(&self, packer: &Packer) -> Result<(Option<String>, String), IndexError> {
        let (title, body) = title_and_body(self.text, self.title, packer)?;
        Ok((self.title.map(|_| title), body))
    }
}

/// The title with which a packed text begins, empty if there is none, and the body.
pub(super) fn title_and_body(text: &[u8], title: Option<u32>, packer: &Packer) -> Result<(String, String), IndexError> {
    split_title(packer.unpack(text).map_err(|error| damaged(&error))?, title)
}

/// The same of an unpacked text.
pub(super) fn split_title(mut text: String, title: Option<u32>) -> Result<(String, String), IndexError> {
    let before = title.unwrap_or(0) as usize;
    if !text.is_char_boundary(before) {
        return Err(damaged(&"its title ends within a character"));
    }
    let body = text.split_off(before);
    Ok((text, body))
}

impl Removed {
    fn of(line: &RemovedLine) -> Self {
        let RemovedLine { text, label, reason, blocks_before } = line;
        Self { bytes: number(text.len()), label: *label, reason: *reason, blocks_before: *blocks_before }
    }
}

fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

pub(super) fn damaged(reason: &impl ToString) -> IndexError {
    IndexError::damaged(format!("a stored article: {}", reason.to_string()))
}

/// Where the parts of a packed text start that follow its first `before` bytes, counted from there.
pub(super) fn implied_passages(text: &[u8], before: u32) -> Result<Vec<u32>, IndexError> {
    let ranges = Packer::ranges(text).map_err(|error| damaged(&error))?;
    Ok(ranges.into_iter().filter_map(|range| number(range.start).checked_sub(before)).collect())
}

/// See [`Head::surplus`].
fn surplus(body: &str, passages: &[u32]) -> Vec<u32> {
    if body.is_ascii() {
        return Vec::new();
    }
    let of = |text: &str| number(text.len() - text.chars().count());
    let passages = passages.windows(2);
    passages.map(|ends| body.get(ends[0] as usize..ends[1] as usize).map_or(0, of)).collect()
}

fn runs(kinds: &[BlockKind]) -> Vec<(BlockKind, u32)> {
    kinds.chunk_by(|a, b| a == b).map(|run| (run[0], number(run.len()))).collect()
}

/// The kinds of all blocks of a body of so many bytes, each of which takes one at least.
fn blocks(runs: &[(BlockKind, u32)], bytes: usize) -> Result<Vec<BlockKind>, IndexError> {
    let count: u64 = runs.iter().map(|(_, count)| u64::from(*count)).sum();
    if count > bytes as u64 + 1 {
        return Err(damaged(&"it has more blocks than bytes"));
    }
    Ok(runs.iter().flat_map(|&(kind, count)| std::iter::repeat_n(kind, count as usize)).collect())
}

fn removed_lines(removed: &[Removed], lines: &[u8], packer: &Packer) -> Result<Vec<RemovedLine>, IndexError> {
    let text = packer.unpack(lines).map_err(|error| damaged(&error))?;
    let mut rest = text.as_str();
    let line = |line: &Removed| {
        let (text, behind) = rest.split_at_checked(line.bytes as usize)?;
        rest = behind;
        let Removed { label, reason, blocks_before, .. } = *line;
        Some(RemovedLine { text: text.to_owned(), label, reason, blocks_before })
    };
    removed.iter().map(line).collect::<Option<_>>().ok_or_else(|| damaged(&"its removed lines are cut short"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn article(title: Option<String>, body: String, passages: Vec<u32>, lines: Vec<String>) -> StoredArticle {
        let line = |text: String| RemovedLine { text, label: Label::Menu, reason: Reason::Model(7), blocks_before: 1 };
        StoredArticle {
            root: 3,
            path: b"a/\xff.txt".to_vec(),
            place: Some(RecordPlace { line: 7, number: 2 }),
            is_record: true,
            metadata: Metadata { title, source: Some("Gazette".to_owned()), ..Metadata::default() },
            kinds: vec![BlockKind::Heading; usize::from(!body.is_empty())],
            body,
            removed: lines.into_iter().map(line).collect(),
            struck: vec![BlockKind::ListItem],
            recovered: Vec::new(),
            first_title: Some("First".to_owned()),
            passages,
        }
    }

    proptest! {
        #[test]
        fn articles_come_back(
            title in proptest::option::of(".{0,40}"),
            body in "(.|\n){0,400}",
            passages in proptest::collection::vec(0u32..500, 0..6),
            lines in proptest::collection::vec(".{0,60}", 0..6),
        ) {
            let article = article(title, body, passages, lines);
            let bytes = article.encode(&Packer::default()).unwrap();
            prop_assert_eq!(StoredArticle::decode(&bytes, &Packer::default()).unwrap(), article);
        }

        #[test]
        fn articles_that_are_cut_short_are_errors_and_damaged_ones_errors_or_others(
            at in 0usize..4000,
            bit in 0u8..8,
            cut in 0usize..4000,
        ) {
            let text = "The ferry left the harbour at noon. ".repeat(40);
            let article = article(Some("A ferry".to_owned()), text, vec![0, 36], vec!["Menu".to_owned()]);
            let mut bytes = article.encode(&Packer::default()).unwrap();
            let (at, cut) = (at % bytes.len(), cut % bytes.len());
            prop_assert!(StoredArticle::decode(&bytes[..cut], &Packer::default()).is_err());
            bytes[at] ^= 1 << bit;
            // The bit may say that what follows is not packed.
            let _ = StoredArticle::decode(&bytes, &Packer::default());
            let _ = StoredArticle::decode(&bytes[..cut], &Packer::default());
        }
    }
}
