//! Web pages: the main element by the readability algorithm, or all text by its tags where that is not safe or finds nothing.

use std::panic::catch_unwind;

use dom_smoothie::{Config, Readability};
use jiff::civil::Date;

mod facts;
mod hints;
mod markup;
mod totals;
mod vote;
mod walk;

use super::lines::{Features, Line};
use super::report::Cleaned;
use super::tags::{self, Tag};
use super::{dates, head, metadata, people, stages};
use crate::article::RawArticle;

/// Real pages nest some fifty elements. Tree builders take time in the square of the depth.
const DEEPEST: usize = 300;
/// Larger pages are data rather than articles.
const LARGEST: usize = 20 << 20;
const MOST_ELEMENTS: usize = 200_000;
/// The crate writes the main element out again, in time that grows with the square of the characters it has to escape.
const MOST_ESCAPES: usize = 20_000;
/// Elements that never have an end tag, or that another one of their kind ends.
const NOT_NESTED: &[&str] = &[
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p",
    "param", "path", "source", "tbody", "td", "th", "tr", "track", "wbr",
];

/// Cleans a web page.
pub(super) fn clean(raw: &RawArticle) -> Cleaned {
    let mut known = metadata::merged(raw.metadata.clone(), head::read(&raw.text));
    let extracted = if is_safe(&raw.text) { extract(&raw.text) } else { None };
    match extracted {
        Some(main) => {
            if known.authors.is_empty() {
                known.authors = main.authors;
            }
            known.published = known.published.or(main.published);
            stages::clean_extracted(main.lines, &known)
        }
        None => stages::clean(tags::lines(&raw.text), &known),
    }
}

/// The main element of a page, as lines.
struct Main {
    lines: Vec<Line<'static>>,
    authors: Vec<String>,
    published: Option<Date>,
}

fn readable(html: &str) -> Option<dom_smoothie::Article> {
    let config = Config { max_elements_to_parse: MOST_ELEMENTS, ..Config::default() };
    Readability::new(html, None, Some(config)).ok()?.parse().ok()
}

fn extract(html: &str) -> Option<Main> {
    // A panic in the crate must not take the corpus with it: the page is then read by its tags.
    let article = catch_unwind(|| readable(html)).ok()??;
    let lines = tags::lines(&article.content);
    let has_text = lines.iter().any(|line| Features::of(&line.text).is_sentence());
    let byline = article.byline.unwrap_or_default();
    let authors = people::byline(&byline).unwrap_or_else(|| people::names(&byline));
    has_text.then_some(Main { lines, authors, published: dates::find(&byline) })
}

/// Whether a tree of the page can be built in little time and on a small stack.
fn is_safe(html: &str) -> bool {
    if html.len() > LARGEST || html.matches(['&', '\u{a0}']).count() > MOST_ESCAPES {
        return false;
    }
    let (mut depth, mut plain) = (0_usize, 0_usize);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        let Some(tag) = Tag::at(rest) else {
            plain += 1;
            rest = &rest[1..];
            continue;
        };
        if !tag.name.is_empty() && !NOT_NESTED.contains(&tag.name.as_str()) && !tag.attributes.ends_with('/') {
            depth = if tag.closing { depth.saturating_sub(1) } else { depth + 1 };
        }
        if depth > DEEPEST || plain > MOST_ESCAPES {
            return false;
        }
        rest = &rest[tag.length..];
    }
    true
}

/// Lines with their numbers; for the script that trains.
pub(super) fn rows(html: &str) -> Option<(Vec<&'static str>, Vec<(String, Vec<f32>)>)> {
    let page = dom_query::Document::from(html);
    let walked = walk::walk(&page);
    let facts = facts::read(&page);
    let vote = vote::vote(page, walked.elements.iter().map(|element| element.node));
    let page = markup::Page::new(&walked, &facts, &vote);
    let mut names = Vec::new();
    let mut rows = Vec::new();
    for (at, piece) in walked.pieces.iter().enumerate() {
        let row = page.row(at, at == 0);
        names.extend(row.names.into_iter().flatten());
        rows.push((piece.text.clone(), row.values));
    }
    Some((names, rows))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{BlockKind, Metadata, Shape};

    fn cleaned(html: &str) -> Cleaned {
        clean(&RawArticle { shape: Shape::Html, text: html.to_owned(), metadata: Metadata::default() })
    }

    const PARAGRAPHS: &str = "<p>The ferry left the harbour at noon with forty passengers on board, the company said, and it returned in the evening.</p>\
        <h2>What comes next</h2><p>A storm had damaged the pier at the far end of the island, so that nobody could land there for a week.</p>\
        <ul><li>The pier will be repaired by the end of the year.</li></ul>\
        <p>Nobody was hurt, the company said in a statement on Tuesday, although a crane fell over, and two boats sank.</p>";

    #[test]
    fn the_article_is_found_between_menus() {
        let html = format!(
            "<html><head><title>Ferry sails</title></head><body><nav><a href=a>World</a><a href=b>Sports</a></nav><article><h1>Ferry sails</h1>{PARAGRAPHS}</article><footer><a href=c>Contact</a></footer></body></html>"
        );
        let article = cleaned(&html).article;
        assert_eq!(article.metadata.title.as_deref(), Some("Ferry sails"));
        let kinds: Vec<_> = article.blocks.iter().map(|block| block.kind).collect();
        assert_eq!(
            kinds,
            [BlockKind::Paragraph, BlockKind::Heading, BlockKind::Paragraph, BlockKind::ListItem, BlockKind::Paragraph]
        );
    }

    #[test]
    fn deep_nesting_neither_overflows_nor_hides_the_text() {
        let html = format!("<body>{}{PARAGRAPHS}{}</body>", "<div>".repeat(100_000), "</div>".repeat(100_000));
        assert_eq!(cleaned(&html).article.blocks.len(), 5);
    }

    #[test]
    fn a_page_of_ampersands_is_read_by_its_tags() {
        let html = format!("<body>{PARAGRAPHS}<p>{}</p></body>", "& ".repeat(50_000));
        assert!(!is_safe(&html));
        assert!(cleaned(&html).article.blocks.len() >= 5);
    }

    #[test]
    fn a_page_without_text_has_no_blocks() {
        assert!(cleaned("<html><body></body></html>").article.blocks.is_empty());
        assert!(cleaned("").article.blocks.is_empty());
    }
}
