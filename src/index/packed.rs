//! Single passages of stored articles: what is shown of a hit, without unpacking the rest.

use std::ops::Range;

use tantivy::DocAddress;

use super::encoding::{Head, damaged};
use super::{IndexError, Reader, RecordPlace};
use crate::analysis::Language;
use crate::article::Metadata;
use crate::packing::Packer;
use crate::passage::passage_range;

/// An article whose text is still packed.
#[derive(Debug)]
pub struct PackedArticle {
    /// As in [`super::StoredArticle`].
    pub root: u32,
    /// Path of the source file below its root, as the file system spells it.
    pub path: Vec<u8>,
    /// For a record of a file: where it stands there.
    pub place: Option<RecordPlace>,
    /// Authors, date and so on, without the title.
    pub metadata: Metadata,
    title: Option<u32>,
    text: Vec<u8>,
    passages: Option<Vec<u32>>,
    surplus: Vec<u32>,
}

/// A passage of an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredPassage {
    /// The passage and some of what follows it.
    pub text: String,
    /// Bytes of the passage, with which `text` begins.
    pub length: usize,
    /// Where it starts in the body, in bytes.
    pub start: usize,
    /// Characters of the body before it.
    pub chars_before: usize,
}

impl PackedArticle {
    /// The language by whose rules its words are read; `None` for English and for languages without rules.
    #[must_use]
    pub fn language(&self) -> Option<Language> {
        self.metadata.language.as_deref().and_then(Language::of)
    }

    /// Reads what the document store has.
    fn decode(bytes: &[u8]) -> Result<Self, IndexError> {
        let Head { root, path, place, metadata, title, text, passages, surplus } = Head::read(bytes)?;
        Ok(Self { root, path: path.to_vec(), place, metadata, title, text: text.to_vec(), passages, surplus })
    }

    /// The title, and a passage with `beyond` bytes of what follows it, if there is as much. A passage that runs into the next
    /// one without a space is followed by that.
    fn unpack(&self, packer: &Packer, number: usize, beyond: usize) -> Result<(String, StoredPassage), IndexError> {
        let title = self.title.unwrap_or(0) as usize;
        let ranges = Packer::ranges(&self.text).map_err(|error| damaged(&error))?;
        let first = usize::from(title > 0);
        let is_regular = self.passages.is_none() && ranges.get(first).is_none_or(|body| body.start == title);
        if !is_regular {
            return self.unpack_whole(packer, number);
        }
        let Some(range) = ranges.get(first + number) else {
            return Ok((self.parts(packer, &[0..first])?.pop().unwrap_or_default(), StoredPassage::default()));
        };
        let reached = |end: usize| ranges.partition_point(|part| part.start < end);
        let mut end = reached(range.end.saturating_add(beyond));
        loop {
            let part = first + number;
            let mut texts = self.parts(packer, &[0..first, part..end])?;
            let (Some(text), Some(title_text)) = (texts.pop(), texts.pop()) else {
                return Err(damaged(&"its passages are missing"));
            };
            let length = text.get(..range.len()).map_or(0, |passage| passage.trim_end().len());
            if length == range.len() && end == part + 1 && end < ranges.len() {
                end += 1;
                continue;
            }
            let start = range.start - title;
            let surplus: usize = self.surplus.iter().take(number).map(|surplus| *surplus as usize).sum();
            let chars_before = start.saturating_sub(surplus);
            return Ok((title_text, StoredPassage { text, length, start, chars_before }));
        }
    }

    fn parts(&self, packer: &Packer, parts: &[Range<usize>]) -> Result<Vec<String>, IndexError> {
        packer.unpack_each(&self.text, parts).map_err(|error| damaged(&error))
    }

    /// The same where passages do not begin with the parts of the packed text.
    fn unpack_whole(&self, packer: &Packer, number: usize) -> Result<(String, StoredPassage), IndexError> {
        let mut text = packer.unpack(&self.text).map_err(|error| damaged(&error))?;
        let title = self.title.unwrap_or(0) as usize;
        if !text.is_char_boundary(title) {
            return Err(damaged(&"its title ends within a character"));
        }
        let body = text.split_off(title);
        let starts: Vec<usize> = self.passages.iter().flatten().map(|&start| start as usize).collect();
        let Range { start, end } = passage_range(&body, &starts, number);
        let chars_before = body.get(..start).map_or(0, |before| before.chars().count());
        let rest = body.get(start..).unwrap_or_default().to_owned();
        Ok((text, StoredPassage { text: rest, length: end - start, start, chars_before }))
    }
}

impl Reader {
    /// An article, unpacked as far as a passage is asked for.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub(crate) fn packed(&self, address: DocAddress) -> Result<PackedArticle, IndexError> {
        PackedArticle::decode(&self.document(address)?)
    }

    /// The title of an article, empty if it has none, and one of its passages, with `beyond` bytes of what follows it; an empty
    /// one if it has no such passage.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub(crate) fn passage(
        &self,
        article: &PackedArticle,
        number: usize,
        beyond: usize,
    ) -> Result<(String, StoredPassage), IndexError> {
        article.unpack(self.packer()?, number, beyond)
    }

    /// The body of an article.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub(crate) fn body(&self, address: DocAddress) -> Result<String, IndexError> {
        Ok(Head::read(&self.document(address)?)?.unpack(self.packer()?)?.1)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::index::StoredArticle;

    fn stored(title: Option<String>, body: String, passages: Vec<u32>) -> StoredArticle {
        StoredArticle {
            root: 1,
            path: b"a.txt".to_vec(),
            place: None,
            is_record: false,
            metadata: Metadata { title, ..Metadata::default() },
            kinds: Vec::new(),
            body,
            removed: Vec::new(),
            struck: Vec::new(),
            recovered: Vec::new(),
            first_title: None,
            passages,
        }
    }

    #[test]
    fn a_passage_that_runs_into_the_next_is_followed_by_it() {
        let article = stored(None, "海军演习。海军返航。 End".to_owned(), vec![0, 15, 31]);
        let packed = PackedArticle::decode(&article.encode(&Packer::default()).unwrap()).unwrap();
        let (_, first) = packed.unpack(&Packer::default(), 0, 0).unwrap();
        assert_eq!((first.text.as_str(), first.length), ("海军演习。海军返航。 ", 15));
        let (_, second) = packed.unpack(&Packer::default(), 1, 0).unwrap();
        assert_eq!((second.text.as_str(), second.length, second.chars_before), ("海军返航。 ", 15, 5));
    }

    proptest! {
        #[test]
        fn a_passage_is_the_same_as_in_the_whole_article(
            title in proptest::option::of(".{0,20}"),
            sentences in proptest::collection::vec("(\\PC| ){1,12}( |\n\n)?", 0..6),
            is_regular: bool,
            beyond in 0usize..40,
        ) {
            let mut passages = Vec::new();
            let mut body = String::new();
            for sentence in &sentences {
                passages.push(u32::try_from(body.len()).unwrap());
                body.push_str(sentence);
            }
            if !is_regular {
                passages.push(u32::try_from(body.len()).unwrap());
            }
            let article = stored(title.clone(), body.clone(), passages.clone());
            let packed = PackedArticle::decode(&article.encode(&Packer::default()).unwrap()).unwrap();
            let starts: Vec<usize> = passages.iter().map(|&start| start as usize).collect();
            for number in 0..sentences.len() {
                let range = passage_range(&body, &starts, number);
                let (shown, passage) = packed.unpack(&Packer::default(), number, beyond).unwrap();
                prop_assert_eq!(shown, title.clone().unwrap_or_default());
                prop_assert_eq!((passage.start, passage.length), (range.start, range.len()));
                prop_assert_eq!(passage.chars_before, body[..range.start].chars().count());
                prop_assert!(body[range.start..].starts_with(&passage.text));
                let behind = passage.text.len() - passage.length;
                prop_assert!(behind >= beyond.min(body.len() - range.end));
                prop_assert!(behind > 0 || range.end == body.len());
            }
        }
    }
}
