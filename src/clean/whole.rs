//! Everything that stands on a page, for those who want no line removed.

use super::report::{Cleaned, PageLine};
use super::tags;
use crate::article::{Article, Block, BlockKind, RawArticle, Shape};

/// All lines of `raw` as blocks, with the metadata that cleaning found.
pub(super) fn restored(raw: &RawArticle, cleaned: Cleaned) -> Cleaned {
    // What is left out of the main element of a web page is in no report, so the page is read again by its tags.
    let blocks = if raw.shape == Shape::Html {
        let block = |line: super::lines::Line<'_>| Block {
            kind: line.kind.unwrap_or(BlockKind::Paragraph),
            text: line.text.into_owned(),
        };
        tags::lines(&raw.text).into_iter().map(block).collect()
    } else {
        let block = |line| match line {
            PageLine::Kept(block) => block.clone(),
            PageLine::Removed(line) => Block { kind: BlockKind::Paragraph, text: line.text.clone() },
        };
        cleaned.page_lines().map(block).collect()
    };
    Cleaned { article: Article { metadata: cleaned.article.metadata, blocks }, ..Cleaned::default() }
}
