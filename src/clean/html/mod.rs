//! Web pages: the main element by the readability algorithm, or all text by its tags where that is not safe or finds nothing.
//!
//! For the line model, [`Evidence`] is a page as lines with a row of numbers each. `walk` makes lines of the tree (`element`:
//! what its elements are, `hints`: what their names say), `facts` reads the head, `vote` runs the readability algorithm,
//! `totals` sums up containers, `overview` is what is known of the page then, `markup` makes the row of a line of it, and
//! `columns` adds neighbours and the second step of the model. `safety` says which pages are parsed at all.

use std::panic::catch_unwind;

use dom_query::Document;

mod columns;
mod element;
mod facts;
mod hints;
mod markup;
mod overview;
mod safety;
mod totals;
mod vote;
mod walk;

use super::judged::{self, Judge, LineRow};
use super::lines::{Features, Line};
use super::model::{LIKELY, MarkupStep, Model};
use super::report::Cleaned;
use super::{dates, head, metadata, people, stages, tags};
use crate::article::RawArticle;

/// A page of more lines is data rather than an article. A row takes 0.8 KB.
const MOST_LINES: usize = 20_000;
/// A line is judged again if the first step gave it, or one of those that the second step sees, this probability.
const UNLIKELY: f32 = 0.02;

/// Cleans a web page. Without a model, or where it keeps no running text, the page is read by its tags.
pub(super) fn clean(raw: &RawArticle, model: Option<&Model>) -> Cleaned {
    let mut known = metadata::merged(raw.metadata.clone(), head::read(&raw.text));
    if let (Some(model), Some(evidence)) = (model, Evidence::of(&raw.text)) {
        if let Some(byline) = &evidence.byline {
            if known.authors.is_empty() {
                known.authors = people::byline(byline).unwrap_or_else(|| people::names(byline));
            }
            known.published = known.published.or_else(|| dates::find(byline));
        }
        let (lines, probabilities) = evidence.judged(model);
        let is_text = |(line, share): (&Line<'_>, &f32)| *share >= LIKELY && Features::of(&line.text).is_sentence();
        if lines.iter().zip(&probabilities).any(is_text) {
            return judged::cleaned(lines, &probabilities, known);
        }
    }
    stages::clean(tags::lines(&raw.text), &known, Judge { model, is_markdown: false })
}

/// What the first step of the model is told of each line.
pub(super) fn rows(raw: &RawArticle) -> Vec<LineRow> {
    let Some(evidence) = Evidence::of(&raw.text) else { return Vec::new() };
    let line = |(line, numbers): (&Line<'_>, Vec<f32>)| LineRow {
        lines: line.span.clone(),
        text: line.text.to_string(),
        numbers,
    };
    evidence.lines.iter().zip(evidence.rows).map(line).collect()
}

/// A page as lines, with evidence on each from its markup. For the line model.
pub(super) struct Evidence {
    /// All text of the page.
    pub(super) lines: Vec<Line<'static>>,
    /// One row a line, for the first step of the model.
    pub(super) rows: Vec<Vec<f32>>,
    /// Words of each line.
    pub(super) words: Vec<u32>,
    /// The byline that the readability algorithm found.
    pub(super) byline: Option<String>,
}

impl Evidence {
    /// Reads a page; `None` where that is not safe, or the page has no text or far too much.
    ///
    /// The page is parsed once. Cost: some 1.8 times the readability algorithm with its parsing, which is part of it.
    pub(super) fn of(html: &str) -> Option<Self> {
        if !safety::is_safe(html) {
            return None;
        }
        // A panic in a crate must not take the corpus with it: the page is then read by its tags.
        catch_unwind(|| Self::read(html)).ok().flatten()
    }

    fn read(html: &str) -> Option<Self> {
        let page = Document::from(html);
        let walked = walk::walk(&page);
        if walked.pieces.is_empty() || walked.pieces.len() > MOST_LINES {
            return None;
        }
        let facts = facts::read(&page);
        let vote = vote::vote(page, walked.elements.iter().map(|element| element.node));
        let page = overview::Page::new(&walked, &facts, &vote);
        let names = page.row(0, true).names.unwrap_or_default();
        let rows: Vec<Vec<f32>> = (0..walked.pieces.len()).map(|at| page.row(at, false).values).collect();
        let rows = columns::first(&names, &rows);
        let words = page.shapes.iter().map(|shape| shape.words).collect();
        let lines = (0..walked.pieces.len()).map(|at| line(&walked, at)).collect();
        let byline = vote.byline.clone();
        Some(Self { lines, rows, words, byline })
    }

    /// The lines, with the probability of each to belong to the article.
    fn judged(mut self, model: &Model) -> (Vec<Line<'static>>, Vec<f32>) {
        let first = model.judge_markup(MarkupStep::First, &self.rows);
        columns::second(&mut self.rows, &first, &self.words);
        let may_be_text = |at: &usize| {
            let near = at.saturating_sub(columns::REACH)..(at + columns::REACH + 1).min(first.len());
            first[near].iter().any(|p| *p >= UNLIKELY)
        };
        let doubtful: Vec<usize> = (0..first.len()).filter(may_be_text).collect();
        let rows: Vec<&Vec<f32>> = doubtful.iter().map(|&at| &self.rows[at]).collect();
        let mut second = first.clone();
        for (at, probability) in doubtful.into_iter().zip(model.judge_markup(MarkupStep::Second, &rows)) {
            second[at] = probability;
        }
        (self.lines, second)
    }
}

/// A piece of the page as the other stages see it.
fn line(walked: &walk::Walked, at: usize) -> Line<'static> {
    let piece = &walked.pieces[at];
    let kind = walked.kind(piece);
    let number = u32::try_from(at).unwrap_or(u32::MAX);
    Line {
        text: piece.text.clone().into(),
        after_blank: !piece.broken,
        kind,
        linked: piece.linked * 10 >= piece.chars * 9,
        span: number..number.saturating_add(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{BlockKind, Metadata, Shape};

    fn cleaned(html: &str) -> Cleaned {
        clean(
            &RawArticle { shape: Shape::Html, text: html.to_owned(), metadata: Metadata::default() },
            Model::trained(),
        )
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
        assert!(!safety::is_safe(&html));
        assert!(cleaned(&html).article.blocks.len() >= 5);
    }

    #[test]
    fn pages_that_break_parsers_are_measured_or_left_alone() {
        let nested = format!("<body>{}{PARAGRAPHS}", "<b><i><a href=x><span>".repeat(60));
        let pages = [
            nested,
            format!("<table>{}</table>", "<tr><td>12<td>".repeat(9_000)),
            format!("<title>x</title>{}", "<title>The ferry sails</title><p>The ferry sails".repeat(3_000)),
            "<p>One".repeat(MOST_LINES + 1),
            "<table><tr><td><table><tr><td>".repeat(70),
            "<pre>\n\n</pre><br><br><p>".to_owned(),
        ];
        for page in pages {
            if let Some(evidence) = Evidence::of(&page) {
                assert_eq!(evidence.rows.len(), evidence.lines.len());
                let finite = evidence.rows.iter().flatten().all(|number| number.is_finite());
                assert!(finite && !evidence.lines.is_empty());
            }
        }
    }

    #[test]
    fn a_page_without_text_has_no_blocks() {
        assert!(cleaned("<html><body></body></html>").article.blocks.is_empty());
        assert!(cleaned("").article.blocks.is_empty());
    }
}
