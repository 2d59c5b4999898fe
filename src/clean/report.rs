//! What cleaning decided about each line, as plain data.

use serde::{Deserialize, Serialize};

use crate::article::{Article, Block};

/// What a line of a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Label {
    /// Part of the article's text.
    Content,
    /// A section heading of the article.
    Heading,
    /// The headline of the article, or a repetition of it.
    Title,
    /// A line that names the authors.
    Byline,
    /// A line that gives the day of publication.
    Date,
    /// A note on who an author is.
    Bio,
    /// A caption, or the credit of a picture.
    Caption,
    /// The headline of another article, or the heading of a list of such headlines.
    RelatedHeadline,
    /// A word of a menu, a button or a share link.
    Menu,
    /// A newsletter, cookie, copyright, subscription or app notice.
    Notice,
    /// A message of the site's software.
    ErrorMessage,
    /// Text beside the article, such as a teaser or a comment: outside the part of the page that holds the article.
    Outside,
}

impl Label {
    /// Whether a line with this label stays in the body.
    #[must_use]
    pub fn is_kept(self) -> bool {
        matches!(self, Self::Content | Self::Heading)
    }

    /// The label's name in outputs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Content => "content",
            Self::Heading => "heading",
            Self::Title => "title",
            Self::Byline => "byline",
            Self::Date => "date",
            Self::Bio => "bio",
            Self::Caption => "caption",
            Self::RelatedHeadline => "related_headline",
            Self::Menu => "menu",
            Self::Notice => "notice",
            Self::ErrorMessage => "error_message",
            Self::Outside => "outside",
        }
    }
}

/// What a label rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// The words of the line, or names and dates in it.
    Words,
    /// Where the line stands on the page, and what stands around it.
    Place,
    /// The trained model: percent of probability that the line belongs to the article.
    Model(u8),
    /// The line recurs: in so many articles of the same source, of so many that were looked at.
    Recurring {
        /// Articles with the line.
        articles: u32,
        /// Articles that were looked at.
        of: u32,
    },
    /// The line is the title of another article of the corpus.
    OtherTitle,
    /// The user said so in a settings file.
    Pinned,
}

/// A line that is not part of the article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovedLine {
    /// The line, with single spaces.
    pub text: String,
    /// What it is.
    pub label: Label,
    /// Why it was removed.
    pub reason: Reason,
    /// How many blocks of the article stand before it on the page.
    pub blocks_before: u32,
}

/// What cleaning removed from one article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CleanReport {
    /// The removed lines in the order of the page.
    pub removed: Vec<RemovedLine>,
}

/// What cleaning made of one article: the article, and what was removed and why.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// The article. Its blocks are empty when the page holds none.
    pub article: Article,
    /// What was removed.
    pub report: CleanReport,
}

/// A line of a page, with what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageLine<'a> {
    /// A block of the article.
    Kept(&'a Block),
    /// A line that was removed.
    Removed(&'a RemovedLine),
}

impl Cleaned {
    /// All lines that cleaning looked at, in the order of the page.
    pub fn page_lines(&self) -> impl Iterator<Item = PageLine<'_>> {
        let mut blocks = self.article.blocks.iter().enumerate().peekable();
        let mut removed = self.report.removed.iter().peekable();
        std::iter::from_fn(move || {
            let next = removed.peek().map_or(usize::MAX, |line| line.blocks_before as usize);
            let block = blocks.next_if(|(before, _)| *before < next).map(|(_, block)| PageLine::Kept(block));
            block.or_else(|| removed.next().map(PageLine::Removed))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::BlockKind;

    #[test]
    fn kept_and_removed_lines_are_merged_in_the_order_of_the_page() {
        let block = |text: &str| Block { kind: BlockKind::Paragraph, text: text.to_owned() };
        let line = |text: &str, blocks_before| RemovedLine {
            text: text.to_owned(),
            label: Label::Menu,
            reason: Reason::Words,
            blocks_before,
        };
        let cleaned = Cleaned {
            article: Article { blocks: vec![block("b"), block("c"), block("f")], ..Article::default() },
            report: CleanReport { removed: vec![line("a", 0), line("d", 2), line("e", 2), line("g", 3)] },
        };
        let texts: String = cleaned
            .page_lines()
            .map(|line| match line {
                PageLine::Kept(block) => block.text.as_str(),
                PageLine::Removed(line) => line.text.as_str(),
            })
            .collect();
        assert_eq!(texts, "abcdefg");
        assert_eq!(Cleaned::default().page_lines().count(), 0);
    }
}
