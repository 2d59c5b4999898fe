//! Single passages of stored articles: what is shown of a hit, without unpacking the rest.

use std::ops::Range;

use tantivy::DocAddress;

use super::encoding::{Head, damaged, implied_passages, split_title, title_and_body};
use super::{IndexError, Reader, RecordPlace};
use crate::analysis::Language;
use crate::article::Metadata;
use crate::packing::Packer;
use crate::passage::passage_range;

/// An article whose text is still packed.
#[derive(Debug, Clone)]
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

/// What is unpacked of an article, and where it stands.
struct Wanted {
    title: Range<usize>,
    parts: Range<usize>,
    /// Bytes of the first of them: the passage with the space behind it.
    length: usize,
    start: usize,
    chars_before: usize,
    /// Whether more parts follow.
    has_next: bool,
}

impl Wanted {
    /// The passage of what was unpacked; `None` if it runs into the next one without a space, which was not unpacked.
    fn passage(&self, text: String) -> Option<StoredPassage> {
        let length = text.get(..self.length).map_or(0, |passage| passage.trim_end().len());
        let is_cut = length == self.length && self.parts.len() == 1 && self.has_next;
        let Self { start, chars_before, .. } = *self;
        (!is_cut).then_some(StoredPassage { text, length, start, chars_before })
    }
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

    /// Which parts of the packed text are wanted for a passage with `beyond` bytes of what follows it. `None` where passages do not
    /// begin with parts, or there is no such passage.
    fn wanted(&self, number: usize, beyond: usize) -> Result<Option<Wanted>, IndexError> {
        let title = self.title.unwrap_or(0) as usize;
        let ranges = Packer::ranges(&self.text).map_err(|error| damaged(&error))?;
        let first = usize::from(title > 0);
        let is_regular = self.passages.is_none() && ranges.get(first).is_none_or(|body| body.start == title);
        let Some(range) = ranges.get(first + number).filter(|_| is_regular) else { return Ok(None) };
        let end = ranges.partition_point(|part| part.start < range.end.saturating_add(beyond));
        let surplus: usize = self.surplus.iter().take(number).map(|surplus| *surplus as usize).sum();
        let start = range.start - title;
        Ok(Some(Wanted {
            title: 0..first,
            parts: first + number..end,
            length: range.len(),
            start,
            chars_before: start.saturating_sub(surplus),
            has_next: end < ranges.len(),
        }))
    }

    /// The title, and a passage with all that follows it, from the whole text.
    fn unpack_whole(&self, packer: &Packer, number: usize) -> Result<(String, StoredPassage), IndexError> {
        let (title, body) = title_and_body(&self.text, self.title, packer)?;
        let starts = match &self.passages {
            Some(passages) => passages.clone(),
            None => implied_passages(&self.text, self.title.unwrap_or(0))?,
        };
        let starts: Vec<usize> = starts.into_iter().map(|start| start as usize).collect();
        let Range { start, end } = passage_range(&body, &starts, number);
        let chars_before = body.get(..start).map_or(0, |before| before.chars().count());
        let rest = body.get(start..).unwrap_or_default().to_owned();
        Ok((title, StoredPassage { text: rest, length: end - start, start, chars_before }))
    }
}

/// See [`Reader::passages`].
fn unpack(
    articles: &[(PackedArticle, usize)],
    beyond: usize,
    packer: &Packer,
) -> Result<Vec<(String, StoredPassage)>, IndexError> {
    let wanted = articles.iter().map(|(article, number)| article.wanted(*number, beyond));
    let wanted: Vec<Option<Wanted>> = wanted.collect::<Result<_, _>>()?;
    let mut parts: Vec<(&[u8], Range<usize>)> = Vec::with_capacity(2 * articles.len());
    for (wanted, (article, _)) in wanted.iter().zip(articles) {
        parts.extend(
            wanted.iter().flat_map(|wanted| [&wanted.title, &wanted.parts]).map(|of| (&*article.text, of.clone())),
        );
    }
    let mut texts = packer.unpack_all(&parts).map_err(|error| damaged(&error))?.into_iter();
    let mut found = Vec::with_capacity(articles.len());
    for (wanted, (article, number)) in wanted.iter().zip(articles) {
        let unpacked = wanted.as_ref().and_then(|wanted| Some((texts.next()?, wanted.passage(texts.next()?))));
        found.push(match unpacked {
            Some((title, Some(passage))) => (title, passage),
            _ => article.unpack_whole(packer, *number)?,
        });
    }
    Ok(found)
}

impl Reader {
    /// An article, unpacked as far as a passage is asked for.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub(crate) fn packed(&self, address: DocAddress) -> Result<PackedArticle, IndexError> {
        PackedArticle::decode(&self.document(address)?)
    }

    /// Of each article the title, empty if it has none, and one of its passages, with `beyond` bytes of what follows it and the
    /// whole next passage if it runs into that without a space; an empty one if it has no such passage.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub(crate) fn passages(
        &self,
        articles: &[(PackedArticle, usize)],
        beyond: usize,
    ) -> Result<Vec<(String, StoredPassage)>, IndexError> {
        unpack(articles, beyond, self.packer())
    }

    /// The bodies of articles, unpacked side by side.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub(crate) fn bodies(&self, articles: &[DocAddress]) -> Result<Vec<String>, IndexError> {
        let documents = articles.iter().map(|&article| self.document(article)).collect::<Result<Vec<_>, _>>()?;
        let heads = documents.iter().map(|document| Head::read(document)).collect::<Result<Vec<_>, _>>()?;
        let whole = |head: &Head<'_>| Packer::ranges(head.text).map(|parts| 0..parts.len());
        let parts = heads.iter().map(whole).collect::<Result<Vec<_>, _>>().map_err(|error| damaged(&error))?;
        let wanted: Vec<(&[u8], Range<usize>)> = heads.iter().map(|head| head.text).zip(parts).collect();
        let texts = self.packer().unpack_all(&wanted).map_err(|error| damaged(&error))?;
        heads.iter().zip(texts).map(|(head, text)| Ok(split_title(text, head.title)?.1)).collect()
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

    fn passage(article: PackedArticle, number: usize, beyond: usize) -> (String, StoredPassage) {
        unpack(&[(article, number)], beyond, &Packer::default()).unwrap().pop().unwrap()
    }

    #[test]
    fn a_passage_that_runs_into_the_next_is_followed_by_it() {
        let article = stored(None, "海军演习。海军返航。 End".to_owned(), vec![0, 15, 31]);
        let packed = PackedArticle::decode(&article.encode(&Packer::default()).unwrap()).unwrap();
        let (_, first) = passage(packed.clone(), 0, 0);
        assert_eq!((first.text.as_str(), first.length), ("海军演习。海军返航。 End", 15));
        let (_, second) = passage(packed, 1, 0);
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
                let (shown, passage) = passage(packed.clone(), number, beyond);
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
