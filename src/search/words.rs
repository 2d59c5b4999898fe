//! The words of a field, letter by letter.
//!
//! tantivy keeps the terms of a field as a finite-state transducer (Mihov and Maurel 2001), and looks each of them up from its first letter. Where
//! the same word is looked up in many languages nearly all of its letters are the same, and nearly none of these terms is there.

mod infos;

use tantivy::directory::{CompositeFile, OwnedBytes};
use tantivy::index::SegmentComponent;
use tantivy::postings::TermInfo;
use tantivy::schema::Field;
use tantivy::{SegmentReader, TantivyError};
use tantivy_fst::raw::Fst;

use infos::Infos;

/// Bytes behind the terms of a field: how many bytes follow the transducer before these, a version, and a kind.
const FOOTER: usize = 16;

/// Terms of more letters are rare.
const USUAL: usize = 32;

/// The terms of a field in a segment.
pub(super) struct Words(Option<Terms>);

struct Terms {
    words: Fst<OwnedBytes>,
    infos: Infos,
}

/// Where a term was looked for last.
#[derive(Debug, Default)]
pub(super) struct Walk {
    letters: Vec<u8>,
    /// The nodes of the transducer on the way, the first one included, each with what comes out on the way there. Of a term that is not
    /// there they end before the letter that is missing.
    nodes: Vec<(usize, u64)>,
}

impl Words {
    /// Opens them: tantivy has done so, so no file is read anew.
    pub(super) fn open(segment: &SegmentReader, field: Field) -> tantivy::Result<Self> {
        let file = CompositeFile::open(&segment.open_read(SegmentComponent::Terms)?)?;
        let Some(file) = file.open_read(field) else { return Ok(Self(None)) };
        let bytes = file.read_bytes()?;
        let footer = bytes.len().saturating_sub(FOOTER);
        let behind =
            bytes.get(footer..).and_then(<[u8]>::first_chunk::<8>).map_or(0, |length| u64::from_le_bytes(*length));
        let end = footer.saturating_sub(usize::try_from(behind).unwrap_or(usize::MAX));
        let words = Fst::new(bytes.slice(0..end)).map_err(|error| TantivyError::InternalError(error.to_string()))?;
        let infos = Infos::open(&bytes.slice(end..footer));
        let infos = infos.ok_or_else(|| TantivyError::InternalError("the words of a field are damaged".to_owned()))?;
        Ok(Self(Some(Terms { words, infos })))
    }

    /// Where the postings of a term are, if it is there. `walk` is where another one was looked for in the same words.
    pub(super) fn info(&self, term: &str, walk: &mut Walk) -> Option<TermInfo> {
        let Terms { words, infos } = self.0.as_ref()?;
        if !reach(words, term, walk) {
            return None;
        }
        let &(node, number) = walk.nodes.last()?;
        let node = words.node(node);
        if node.is_final() { infos.of(number.wrapping_add(node.final_output().value())) } else { None }
    }

    /// Whether a term begins so.
    pub(super) fn has_start(&self, start: &str) -> bool {
        let Some(Terms { words, .. }) = &self.0 else { return false };
        let step = |node, letter: &u8| {
            let node = words.node(node);
            node.find_input(*letter).map(|transition| node.transition_addr(transition))
        };
        start.as_bytes().iter().try_fold(words.root().addr(), step).is_some()
    }
}

/// Walks on along the letters of a term, from where they are the same as before. Says whether all of them are there.
fn reach(words: &Fst<OwnedBytes>, term: &str, Walk { letters, nodes }: &mut Walk) -> bool {
    if nodes.is_empty() {
        letters.reserve(USUAL);
        nodes.reserve(USUAL);
        nodes.push((words.root().addr(), 0));
    }
    let common = letters.iter().zip(term.as_bytes()).take_while(|(one, other)| one == other).count();
    if common >= nodes.len() {
        return false;
    }
    letters.truncate(common);
    nodes.truncate(common + 1);
    for &letter in &term.as_bytes()[common..] {
        letters.push(letter);
        let Some(&(node, number)) = nodes.last() else { return false };
        let node = words.node(node);
        let Some(transition) = node.find_input(letter) else { return false };
        let transition = node.transition(transition);
        nodes.push((transition.addr, number.wrapping_add(transition.out.value())));
    }
    true
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy::schema::{STRING, Schema};
    use tantivy::{Index, TantivyDocument};

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn terms_are_found_after_any_others(
            terms in prop::collection::vec("[ab]{1,5}(:[ab])?", 1..30),
            sought in prop::collection::vec("[abc]{0,5}(:[abc])?", 1..60),
        ) {
            let mut schema = Schema::builder();
            let field = schema.add_text_field("words", STRING);
            let index = Index::create_in_ram(schema.build());
            let mut writer = index.writer_with_num_threads::<TantivyDocument>(1, 15_000_000).unwrap();
            let mut document = TantivyDocument::default();
            for term in &terms {
                document.add_text(field, term);
            }
            writer.add_document(document).unwrap();
            writer.commit().unwrap();
            let searcher = index.reader().unwrap().searcher();
            let words = Words::open(searcher.segment_reader(0), field).unwrap();
            let terms_of_field = searcher.segment_reader(0).inverted_index(field).unwrap();
            let mut walk = Walk::default();
            for sought in sought.iter().chain(&terms) {
                let info = terms_of_field.terms().get(sought.as_bytes()).unwrap();
                prop_assert_eq!(words.info(sought, &mut walk), info, "{}", sought);
                let starts = terms.iter().any(|term| term.starts_with(sought));
                prop_assert_eq!(words.has_start(sought), starts, "{}", sought);
            }
        }
    }
}
