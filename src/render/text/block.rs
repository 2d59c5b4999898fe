//! The paragraphs of a text, and what is highlighted in each.

use std::ops::Range;

use crate::search::hit::Snippet;

/// Between two paragraphs stands exactly this.
const SEPARATOR: &str = "\n\n";

/// One paragraph of a snippet, or all of it.
pub(super) struct Block<'a> {
    text: &'a str,
    /// Where the block stands in `text`.
    pub(super) range: Range<usize>,
    /// Those that touch the block, as ranges of `text`; the first and last may reach beyond the block.
    highlights: &'a [Range<usize>],
}

impl<'a> Block<'a> {
    /// A snippet that is one paragraph, whatever stands in it.
    pub(super) fn whole(snippet: &'a Snippet) -> Self {
        Self { text: &snippet.text, range: 0..snippet.text.len(), highlights: &snippet.highlights }
    }

    /// The paragraphs of a snippet, in order.
    pub(super) fn split(snippet: &'a Snippet) -> impl Iterator<Item = Self> {
        let mut start = 0;
        snippet.text.split(SEPARATOR).map(move |text| {
            let range = start..start + text.len();
            start = range.end + SEPARATOR.len();
            let first = snippet.highlights.partition_point(|highlight| highlight.end <= range.start);
            let end = snippet.highlights.partition_point(|highlight| highlight.start < range.end);
            let highlights = snippet.highlights.get(first..end).unwrap_or_default();
            Self { text: &snippet.text, range, highlights }
        })
    }

    /// The text of the block in pieces, with whether each is highlighted. A highlight that is no range of the text,
    /// or not after the one before it, is left out rather than trusted.
    pub(super) fn pieces(&self) -> Vec<(&'a str, bool)> {
        let mut pieces = Vec::with_capacity(2 * self.highlights.len() + 1);
        let mut at = self.range.start;
        for highlight in self.highlights {
            let (start, end) = (highlight.start.max(at), highlight.end.min(self.range.end));
            if let (Some(before), Some(matched)) = (self.text.get(at..start), self.text.get(start..end)) {
                pieces.extend([(before, false), (matched, true)]);
                at = end;
            }
        }
        pieces.extend(self.text.get(at..self.range.end).map(|rest| (rest, false)));
        pieces.retain(|(piece, _)| !piece.is_empty());
        pieces
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::render::samples;

    #[test]
    fn highlights_go_with_their_paragraph() {
        let snippet = samples::marked("a [b]\n\n[c] d\n\ne");
        let pieces: Vec<_> = Block::split(&snippet).map(|block| block.pieces()).collect();
        assert_eq!(pieces, [vec![("a ", false), ("b", true)], vec![("c", true), (" d", false)], vec![("e", false)]]);
    }

    #[test]
    fn wrong_highlights_do_no_harm() {
        let snippet = Snippet { text: "né e".to_owned(), highlights: vec![0..2, 3..4, 0..1, 4..9] };
        let pieces = Block::whole(&snippet).pieces();
        assert_eq!(pieces.iter().map(|(piece, _)| *piece).collect::<String>(), snippet.text);
    }

    proptest! {
        #[test]
        fn pieces_are_the_text_and_its_highlights(snippet in samples::snippet()) {
            let joined = |block: &Block| block.pieces().iter().map(|(piece, _)| *piece).collect::<String>();
            let whole = Block::whole(&snippet);
            prop_assert_eq!(joined(&whole), snippet.text.clone());
            let matched: Vec<_> = whole.pieces().into_iter().filter(|piece| piece.1).map(|piece| piece.0).collect();
            let expected: Vec<_> = snippet.highlights.iter().map(|range| &snippet.text[range.clone()]).collect();
            prop_assert_eq!(matched, expected);
            let blocks: Vec<_> = Block::split(&snippet).map(|block| joined(&block)).collect();
            prop_assert_eq!(blocks.join(SEPARATOR), snippet.text.clone());
        }
    }
}
