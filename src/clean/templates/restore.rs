//! The article as it was before the corpus was asked.

use super::super::report::{CleanReport, Cleaned, RemovedLine};
use super::recover::Recovered;
use super::sequence::{Item, Judged, apart, items};
use crate::article::{Article, Block, BlockKind};

/// Undoes [`super::apply()`].
#[must_use]
pub fn restore(judged: Judged) -> Cleaned {
    let Judged { cleaned: Cleaned { mut article, report }, struck, recovered, first_title } = judged;
    article.metadata.title = first_title.or(article.metadata.title);
    let mut kinds = struck.into_iter();
    let mut items = items(article.blocks, report.removed);
    let mut recovered = recovered.into_iter().peekable();
    let mut numbers = 0..;
    for item in &mut items {
        match item {
            Item::Removed(line) if line.reason.is_of_corpus() => {
                let kind = kinds.next().unwrap_or(BlockKind::Paragraph);
                *item = Item::Block(Block { kind, text: std::mem::take(&mut line.text) });
            }
            Item::Removed(_) => {}
            Item::Block(block) => {
                let number = numbers.next();
                if let Some(Recovered { label, reason, .. }) = recovered.next_if(|line| Some(line.block) == number) {
                    let text = std::mem::take(&mut block.text);
                    *item = Item::Removed(RemovedLine { text, label, reason, blocks_before: 0 });
                }
            }
        }
    }
    let (blocks, removed) = apart(items);
    Cleaned { article: Article { blocks, ..article }, report: CleanReport { removed } }
}
