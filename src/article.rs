//! The article, before and after cleaning: plain data that every stage shares.

use std::ops::Range;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

mod moment;

pub use moment::Moment;

/// Between two blocks of a body stands exactly this.
pub const BLOCK_SEPARATOR: &str = "\n\n";

/// How the text of a [`RawArticle`] is laid out, which decides how it is cleaned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// Plain text, as a scraper flattened a page: one line a paragraph, menu entry or headline link.
    Text,
    /// Markdown, written by a person or by a crawler.
    Markdown,
    /// A web page.
    Html,
    /// The text field of a JSON or CSV record: usually an article already, so it is cleaned lightly.
    Record,
}

/// What is known about an article beside its body.
///
/// Before cleaning it holds what the fields of a record say; after cleaning also what was found in the text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// The headline, without the name of the site.
    pub title: Option<String>,
    /// Names of the authors, without "By".
    pub authors: Vec<String>,
    /// The day of publication, as the article writes it (no conversion between time zones).
    pub published: Option<Date>,
    /// The moment of publication, where the page gives a time and its zone. In its own zone it can fall on the day before
    /// or after `published`: many pages show a local day and write UTC for machines.
    pub published_at: Option<Moment>,
    /// The day of the last change, as the page writes it.
    pub modified: Option<Date>,
    /// The moment of the last change, where the page gives a time and its zone.
    pub modified_at: Option<Moment>,
    /// The outlet: the name of the site or publisher, or else the host of the address. There is one field for all of
    /// these, so that a list of sources has each outlet once.
    pub source: Option<String>,
    /// The address the article came from. It is shown, never fetched.
    pub url: Option<String>,
    /// A BCP 47 primary language tag, in lower case: `en`.
    pub language: Option<String>,
    /// The part of the outlet it appeared in: `World`.
    pub section: Option<String>,
    /// Key words that the page gives, without `section`.
    pub tags: Vec<String>,
    /// What the page says the article is about, in a sentence or two.
    pub description: Option<String>,
    /// The address of the lead image. It is shown, never fetched.
    pub image: Option<String>,
    /// The article's own name: a record's `id` or `_id`.
    pub id: Option<String>,
}

/// One article as it was read and decoded, before cleaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawArticle {
    /// How `text` is laid out.
    pub shape: Shape,
    /// The decoded text of the file or record.
    pub text: String,
    /// What a record's fields said; empty for whole files.
    pub metadata: Metadata,
}

/// What a block of an article's body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum BlockKind {
    /// Running text.
    Paragraph,
    /// A section heading: a passage never runs across it.
    Heading,
    /// An entry of a list, without its bullet.
    ListItem,
}

/// One paragraph, heading or list entry of a cleaned article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What the block is.
    pub kind: BlockKind,
    /// Its text on one line, with single spaces, never empty.
    pub text: String,
}

/// A cleaned article: its metadata, and the body as a reader would cut it out of the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Article {
    /// Title, authors, date and so on.
    pub metadata: Metadata,
    /// The body in reading order. Empty when the page holds no article.
    pub blocks: Vec<Block>,
}

impl Article {
    /// The body as one text, blocks parted by [`BLOCK_SEPARATOR`], and the half-open byte range of each block in it.
    #[must_use]
    pub fn body(&self) -> (String, Vec<(BlockKind, Range<usize>)>) {
        let size = self.blocks.iter().map(|block| block.text.len() + BLOCK_SEPARATOR.len()).sum();
        let mut body = String::with_capacity(size);
        let mut ranges = Vec::with_capacity(self.blocks.len());
        for block in &self.blocks {
            if !body.is_empty() {
                body.push_str(BLOCK_SEPARATOR);
            }
            let start = body.len();
            body.push_str(&block.text);
            ranges.push((block.kind, start..body.len()));
        }
        (body, ranges)
    }
}
