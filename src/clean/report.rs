//! What cleaning decided about each line, as plain data.

use serde::{Deserialize, Serialize};

use crate::article::Article;

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
