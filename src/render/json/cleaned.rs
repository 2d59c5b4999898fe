//! What cleaning made of an article, as one object.

use std::io::{self, Write};

use serde::Serialize;

use super::{FORMAT_VERSION, write_line};
use crate::article::{BlockKind, Metadata};
use crate::clean::Reason;
use crate::render::CleanedView;

/// Writes an article and the lines that were removed from it as one JSON object on one line.
///
/// # Errors
/// Only those of `out`.
pub fn write_cleaned_json(view: &CleanedView<'_>, out: &mut dyn Write) -> io::Result<()> {
    write_line(&CleanedObject::new(view), out)
}

/// The fields are written in the order in which they stand here.
#[derive(Serialize)]
struct CleanedObject<'a> {
    version: u32,
    path: &'a str,
    line: Option<u64>,
    record: Option<u32>,
    id: Option<&'a str>,
    title: Option<&'a str>,
    date: Option<String>,
    source: Option<&'a str>,
    authors: &'a [String],
    url: Option<&'a str>,
    language: Option<&'a str>,
    published_at: Option<String>,
    modified: Option<String>,
    modified_at: Option<String>,
    section: Option<&'a str>,
    tags: &'a [String],
    description: Option<&'a str>,
    image: Option<&'a str>,
    blocks: Vec<BlockObject<'a>>,
    removed: Vec<RemovedObject<'a>>,
}

#[derive(Serialize)]
struct BlockObject<'a> {
    kind: &'static str,
    text: &'a str,
}

#[derive(Serialize)]
struct RemovedObject<'a> {
    label: &'static str,
    reason: ReasonObject,
    text: &'a str,
    blocks_before: u32,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum ReasonObject {
    Words,
    Place,
    Model { percent: u8 },
    Recurring { articles: u32, of: u32 },
    OtherTitle,
    Pinned,
}

impl From<Reason> for ReasonObject {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::Words => Self::Words,
            Reason::Place => Self::Place,
            Reason::Model(percent) => Self::Model { percent },
            Reason::Recurring { articles, of } => Self::Recurring { articles, of },
            Reason::OtherTitle => Self::OtherTitle,
            Reason::Pinned => Self::Pinned,
        }
    }
}

fn kind_name(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Paragraph => "paragraph",
        BlockKind::Heading => "heading",
        BlockKind::ListItem => "list_item",
    }
}

impl<'a> CleanedObject<'a> {
    fn new(view: &CleanedView<'a>) -> Self {
        let article = &view.cleaned.article;
        let metadata = &article.metadata;
        let Metadata {
            title, authors, published, source, url, language, id, section, tags, description, image, ..
        } = metadata;
        let blocks = article.blocks.iter().map(|block| BlockObject { kind: kind_name(block.kind), text: &block.text });
        let removed = view.cleaned.report.removed.iter().map(|line| RemovedObject {
            label: line.label.name(),
            reason: line.reason.into(),
            text: &line.text,
            blocks_before: line.blocks_before,
        });
        Self {
            version: FORMAT_VERSION,
            path: view.path,
            line: view.record.map(|(line, _)| line),
            record: view.record.map(|(_, number)| number),
            id: id.as_deref(),
            title: title.as_deref(),
            date: published.map(|date| date.to_string()),
            source: source.as_deref(),
            authors,
            url: url.as_deref(),
            language: language.as_deref(),
            published_at: metadata.published_at.map(|moment| moment.to_string()),
            modified: metadata.modified.map(|date| date.to_string()),
            modified_at: metadata.modified_at.map(|moment| moment.to_string()),
            section: section.as_deref(),
            tags,
            description: description.as_deref(),
            image: image.as_deref(),
            blocks: blocks.collect(),
            removed: removed.collect(),
        }
    }
}
