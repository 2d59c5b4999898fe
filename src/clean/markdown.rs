//! Markdown: blocks by the marks at the start of a line.

use std::borrow::Cow;

use super::chars::tidy;
use super::judged::{Judge, LineRow};
use super::lines::{Line, ending};
use super::model::Model;
use super::report::Cleaned;
use super::wrap::{PhysicalLine, join_wrapped, split};
use super::{front_matter, inline, stages, title};
use crate::article::{BlockKind, Metadata, RawArticle};

/// A longer line, in bytes, is a paragraph rather than a heading.
const LONGEST_HEADING: usize = 120;

/// Cleans a Markdown file: front matter and first heading as metadata, the rest line by line.
pub(super) fn clean(raw: &RawArticle, model: Option<&Model>) -> Cleaned {
    let (lines, metadata) = read(raw);
    stages::clean(lines, &metadata, Judge { model, is_markdown: true })
}

/// What the model would be told of each line.
pub(super) fn rows(raw: &RawArticle) -> Vec<LineRow> {
    let (lines, metadata) = read(raw);
    stages::ruled(lines, &metadata).rows(true)
}

fn read(raw: &RawArticle) -> (Vec<Line<'static>>, Metadata) {
    let mut metadata = raw.metadata.clone();
    let (front, body) = front_matter::split(&raw.text);
    front_matter::read(front, &mut metadata);
    if metadata.title.is_none() {
        metadata.title = first_heading(body).map(|heading| title::without_site(&heading).to_owned());
    }
    let mut lines = lines(body);
    let front_lines = u32::try_from(split(&raw.text[..raw.text.len() - body.len()]).count() - 1).unwrap_or(0);
    for line in &mut lines {
        line.span.start += front_lines;
        line.span.end += front_lines;
    }
    (lines, metadata)
}

/// The logical lines of Markdown text, without marks.
pub(super) fn lines(text: &str) -> Vec<Line<'static>> {
    let lines = join_wrapped(physical_lines(text));
    lines.into_iter().filter_map(|line| without_marks(&line)).collect()
}

fn first_heading(text: &str) -> Option<String> {
    let heading = split(text).find_map(|line| line.strip_prefix("# "))?;
    let text = tidy(inline::plain(heading).text.trim_end_matches('#')).into_owned();
    (!text.is_empty()).then_some(text)
}

fn without_marks(line: &Line<'_>) -> Option<Line<'static>> {
    let inline = inline::plain(&line.text);
    let text = tidy(&inline.text).into_owned();
    let linked = inline.linked_bytes * 10 >= text.len() * 9;
    text.contains(|c: char| !c.is_whitespace()).then(|| Line {
        text: text.into(),
        after_blank: line.after_blank,
        kind: line.kind,
        linked,
        span: line.span.clone(),
    })
}

fn physical_lines(text: &str) -> Vec<PhysicalLine<'_>> {
    let mut lines: Vec<PhysicalLine<'_>> = Vec::new();
    for (line, number) in split(text).zip(0..) {
        let mut line = tidy(line);
        if is_underline(&line)
            && let Some(above) =
                lines.last_mut().filter(|above| above.kind.is_none() && can_be_underlined(&above.text, &line))
        {
            above.kind = Some(BlockKind::Heading);
            line = Cow::Borrowed("");
        }
        let line = if is_rule(&line) { Cow::Borrowed("") } else { line };
        let (kind, start) = marks(&line);
        let text = match line {
            Cow::Borrowed(text) => Cow::Borrowed(text[start..].trim_start()),
            Cow::Owned(text) => Cow::Owned(text[start..].trim_start().to_owned()),
        };
        lines.push(PhysicalLine { text: if is_table_row(&text) { cells(&text).into() } else { text }, kind, number });
    }
    lines
}

/// What the marks at the start of a line make it, and where its text starts.
fn marks(line: &str) -> (Option<BlockKind>, usize) {
    let quotes = line.bytes().take_while(|byte| matches!(byte, b'>' | b' ')).count();
    let inner = &line[quotes..];
    let hashes = inner.bytes().take_while(|byte| *byte == b'#').count();
    if (1..=6).contains(&hashes) && inner[hashes..].starts_with(' ') {
        return (Some(BlockKind::Heading), quotes + hashes);
    }
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    let bullet = ["- ", "* ", "+ ", "• "].iter().find(|bullet| inner.starts_with(**bullet)).map(|bullet| bullet.len());
    // A line may well start with a year and a full stop; an ordinal of a list is shorter.
    let ordinal = ((1..=2).contains(&digits)
        && (inner[digits..].starts_with(". ") || inner[digits..].starts_with(") ")))
    .then_some(digits + 2);
    match bullet.or(ordinal) {
        Some(length) => (Some(BlockKind::ListItem), quotes + length),
        None => (None, quotes),
    }
}

/// A row of `=` or `-`, which makes the line above a heading.
fn is_underline(line: &str) -> bool {
    line.len() >= 3 && ['=', '-'].iter().any(|mark| line.chars().all(|c| c == *mark))
}

/// A row of `-` below a sentence is rather a break between paragraphs.
fn can_be_underlined(text: &str, underline: &str) -> bool {
    !text.is_empty() && (underline.starts_with('=') || (text.len() < LONGEST_HEADING && !ending(text).is_closed()))
}

/// A thematic break, or the fence of a code block.
fn is_rule(line: &str) -> bool {
    let marks = line.len() >= 3 && ['-', '*', '_'].iter().any(|mark| line.chars().all(|c| c == *mark || c == ' '));
    marks
        || (line.len() >= 3 && line.bytes().all(|byte| byte == b'='))
        || line.starts_with("```")
        || line.starts_with("~~~")
}

fn is_table_row(line: &str) -> bool {
    line.len() > 2 && line.starts_with('|') && line.ends_with('|')
}

fn cells(row: &str) -> String {
    let ruled = row.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '));
    if ruled { String::new() } else { tidy(&row.replace('|', " ")).into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &str) -> Vec<(Option<BlockKind>, String)> {
        lines(text).into_iter().map(|line| (line.kind, line.text.into_owned())).collect()
    }

    #[test]
    fn headings_and_lists_are_blocks() {
        let found = blocks("## The *harbour* ##\n- One [link](x)\n12. Twelve\n> Quoted words.\n---\nTail\n====\n");
        let kinds: Vec<_> = found.iter().map(|block| block.0).collect();
        assert_eq!(
            kinds,
            [
                Some(BlockKind::Heading),
                Some(BlockKind::ListItem),
                Some(BlockKind::ListItem),
                None,
                Some(BlockKind::Heading)
            ]
        );
        assert_eq!(found[1].1, "One link");
        assert_eq!(found[3].1, "Quoted words.");
    }

    #[test]
    fn a_link_broken_over_two_lines_is_read() {
        let text = "The ferry company, which had been bought only a year ago by the [slow\nharbour fund](https://example.org/a), said on Tuesday that it would not\nsail again before the end of the winter.\n";
        let found = blocks(text);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].1.contains("by the slow harbour fund, said"));
    }
}
