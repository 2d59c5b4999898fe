//! The article as it was before the corpus was asked.

use super::super::report::{CleanReport, Cleaned};
use super::sequence::{Item, Judged, apart, items};
use crate::article::{Article, Block, BlockKind};

/// Undoes [`super::apply()`].
#[must_use]
pub fn restore(judged: Judged) -> Cleaned {
    let Judged { cleaned: Cleaned { mut article, report }, struck, first_title } = judged;
    article.metadata.title = first_title.or(article.metadata.title);
    let mut kinds = struck.into_iter();
    let mut items = items(article.blocks, report.removed);
    for item in &mut items {
        if let Item::Removed(line) = item
            && line.reason.is_of_corpus()
        {
            let kind = kinds.next().unwrap_or(BlockKind::Paragraph);
            *item = Item::Block(Block { kind, text: std::mem::take(&mut line.text) });
        }
    }
    let (blocks, removed) = apart(items);
    Cleaned { article: Article { blocks, ..article }, report: CleanReport { removed } }
}
