//! Ranked passages, one below the other.

use std::collections::HashSet;
use std::io::{self, Write};

use super::TextOptions;
use super::block::Block;
use super::explanation::write_explanation;
use super::facets::write_facets;
use super::fields::Fields;
use super::paragraph::{Margin, Paragraph};
use crate::render::Renderer;
use crate::render::style::Role;
use crate::search::hit::{Copies, Hit, SearchResponse};

/// What stands below a title begins here: after a rank of two digits, a dot and a space.
const MARGIN: usize = 4;

/// More sources of copies than this are counted and not named.
const MAX_SOURCES: usize = 5;

/// Stands for a title that is missing.
const UNTITLED: &str = "(untitled)";

/// Writes hits for people to read: title, metadata and passage, with a blank line between hits.
///
/// A query that has an id is one of several, so it is written above its hits.
#[derive(Debug, Clone)]
pub struct TextRenderer {
    options: TextOptions,
    has_written: bool,
}

impl TextRenderer {
    /// A renderer that has written nothing yet.
    #[must_use]
    pub fn new(options: TextOptions) -> Self {
        Self { options, has_written: false }
    }

    fn write_gap(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.has_written {
            out.write_all(b"\n")?;
        }
        self.has_written = true;
        Ok(())
    }

    fn write_query(&mut self, query_id: &str, response: &SearchResponse, out: &mut dyn Write) -> io::Result<()> {
        self.write_gap(out)?;
        let mut line = Paragraph::of(&format!("{query_id}: {}", response.query), Role::Query);
        if response.hits.is_empty() {
            line.push(" – no hits", Role::Metadata);
        }
        line.write(&Margin::default(), &self.options, out)
    }

    /// `is_first` says that no other passage of the article stands above.
    fn write_hit(&mut self, hit: &Hit, is_first: bool, out: &mut dyn Write) -> io::Result<()> {
        self.write_gap(out)?;
        title(hit).write(&Margin::rank(hit.rank, MARGIN), &self.options, out)?;
        metadata(hit).write(&Margin::blank(MARGIN), &self.options, out)?;
        for block in Block::split(&hit.passage) {
            let mut paragraph = Paragraph::default();
            paragraph.push_block(&block, Role::Text);
            paragraph.write(&Margin::blank(MARGIN), &self.options, out)?;
        }
        if let Some(line) = hit.copies.as_ref().filter(|_| is_first).and_then(copies_line) {
            Paragraph::of(&line, Role::Metadata).write(&Margin::blank(MARGIN), &self.options, out)?;
        }
        match &hit.explanation {
            Some(explanation) => write_explanation(explanation, MARGIN, &self.options, out),
            None => Ok(()),
        }
    }
}

impl Renderer for TextRenderer {
    fn render(&mut self, response: &SearchResponse, out: &mut dyn Write) -> io::Result<()> {
        if let Some(query_id) = &response.query_id {
            self.write_query(query_id, response, out)?;
        }
        let mut seen = HashSet::new();
        for hit in &response.hits {
            self.write_hit(hit, seen.insert(hit.article_id.as_str()), out)?;
        }
        if let Some(facets) = response.facets.as_ref().filter(|facets| !facets.is_empty()) {
            self.write_gap(out)?;
            write_facets(facets, &self.options, out)?;
        }
        Ok(())
    }
}

/// Where else the article stands.
fn copies_line(copies: &Copies) -> Option<String> {
    if copies.sources == 0 {
        let times =
            if copies.articles == 1 { "once more".to_owned() } else { format!("{} more times", copies.articles) };
        return (copies.articles > 0).then(|| format!("also {times} in the same source"));
    }
    let named = copies.source_names.iter().take(MAX_SOURCES).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = match copies.sources.saturating_sub(copies.source_names.len().min(MAX_SOURCES)) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let noun = if copies.sources == 1 { "source" } else { "sources" };
    Some(format!("also in {} other {noun}: {named}{more}", copies.sources))
}

fn title(hit: &Hit) -> Paragraph {
    let mut line = Paragraph::default();
    line.push_block(&Block::whole(&hit.title), Role::Title);
    // Without a title there would be no line for the rank to stand on.
    if line.is_blank() { Paragraph::of(UNTITLED, Role::Metadata) } else { line }
}

fn metadata(hit: &Hit) -> Paragraph {
    Fields::default()
        .with(hit.source.as_deref())
        .with(hit.date.as_deref())
        .with_authors(&hit.authors)
        // Most news is English: only what is not needs a word.
        .with(hit.language.as_deref().filter(|language| *language != "en"))
        .with_place(&hit.path, hit.line, hit.file.as_deref())
        .with(Some(&format!("{:.2}", hit.score)))
        .finish()
}

#[cfg(test)]
mod tests {
    use anstream::adapter::strip_str;
    use insta::assert_snapshot;
    use proptest::prelude::*;

    use super::*;
    use crate::render::samples;
    use crate::render::sanitize::is_forbidden;
    use crate::search::hit::Snippet;

    const PLAIN: TextOptions = TextOptions { width: 60, colour: false, hyperlinks: false };

    fn page(options: TextOptions, response: &SearchResponse) -> String {
        samples::rendered(&mut TextRenderer::new(options), response)
    }

    /// With a bar before each line, because snapshots lose blanks at the margin.
    fn barred(page: &str) -> String {
        page.lines().map(|line| format!("|{line}")).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn hits_are_wrapped_and_parted() {
        assert_snapshot!(barred(&page(PLAIN, &samples::response())), @r"
        | 1. French carrier sails for the Pacific
        |    Naval News · 2024-11-28 · Zoé Martin ·
        |    news/2024/carrier.txt · 4.21
        |    The “Charles de Gaulle” carrier strike group left Toulon
        |    on Thursday.
        |    It is the first carrier deployment to the Pacific since
        |    the 1960s, officials said.
        |    also in 2 other sources: Fleet Mirror, wire/7.txt
        |
        | 2. (untitled)
        |    wire.jsonl:17 · 3.50
        |    A carrier can strike targets far inland.
        ");
    }

    #[test]
    fn copies_are_named_once_an_article_and_up_to_five_sources() {
        let line = |articles, sources, names: &[&str]| {
            let source_names = names.iter().map(|&name| name.to_owned()).collect();
            copies_line(&Copies { articles, sources, source_names, ..Copies::default() })
        };
        assert_eq!(line(0, 0, &[]), None);
        assert_eq!(line(1, 0, &[]).as_deref(), Some("also once more in the same source"));
        assert_eq!(line(3, 0, &[]).as_deref(), Some("also 3 more times in the same source"));
        assert_eq!(line(2, 1, &["A"]).as_deref(), Some("also in 1 other source: A"));
        let names = ["A", "B", "C", "D", "E", "F"];
        assert_eq!(line(9, 9, &names).as_deref(), Some("also in 9 other sources: A, B, C, D, E and 4 more"));
        let mut response = samples::response();
        response.hits = vec![response.hits[0].clone(), response.hits[0].clone()];
        assert_eq!(page(PLAIN, &response).matches("also in").count(), 1);
    }

    #[test]
    fn narrow_and_wide_terminals_have_limits() {
        let narrow = page(TextOptions { width: 3, ..PLAIN }, &samples::response());
        assert_eq!(narrow, page(TextOptions { width: 20, ..PLAIN }, &samples::response()));
        let wide = page(TextOptions { width: 1000, ..PLAIN }, &samples::response());
        assert_eq!(wide, page(TextOptions { width: 100, ..PLAIN }, &samples::response()));
    }

    #[test]
    fn without_wrapping_each_paragraph_is_a_line() {
        assert_snapshot!(barred(&page(TextOptions { width: usize::MAX, ..PLAIN }, &samples::response())), @r"
        | 1. French carrier sails for the Pacific
        |    Naval News · 2024-11-28 · Zoé Martin · news/2024/carrier.txt · 4.21
        |    The “Charles de Gaulle” carrier strike group left Toulon on Thursday.
        |    It is the first carrier deployment to the Pacific since the 1960s, officials said.
        |    also in 2 other sources: Fleet Mirror, wire/7.txt
        |
        | 2. (untitled)
        |    wire.jsonl:17 · 3.50
        |    A carrier can strike targets far inland.
        ");
    }

    #[test]
    fn colours_and_links() {
        let options = TextOptions { width: 100, colour: true, hyperlinks: true };
        assert_snapshot!(barred(&page(options, &samples::response()).replace('\u{1b}', "^")), @r"
        |^[2m 1. ^[0m^[1mFrench ^[0m^[1m^[31mcarrier^[0m^[1m sails for the Pacific^[0m
        |    ^[2mNaval News · 2024-11-28 · Zoé Martin · ^[0m^]8;;file:///data/news/2024/carrier.txt^\^[2mnews/2024/carrier.txt^[0m^]8;;^\^[2m · 4.21^[0m
        |    The “Charles de Gaulle” ^[1m^[31mcarrier^[0m ^[1m^[31mstrike^[0m group left Toulon on Thursday.
        |    It is the first ^[1m^[31mcarrier^[0m deployment to the Pacific since the 1960s, officials said.
        |    ^[2malso in 2 other sources: Fleet Mirror, wire/7.txt^[0m
        |
        |^[2m 2. ^[0m^[2m(untitled)^[0m
        |    ^[2mwire.jsonl:17^[0m^[2m · 3.50^[0m
        |    A ^[1m^[31mcarrier^[0m can ^[1m^[31mstrike^[0m targets far inland.
        ");
    }

    #[test]
    fn queries_of_a_file_are_named() {
        let mut renderer = TextRenderer::new(PLAIN);
        let mut response = SearchResponse { query_id: Some("q1".to_owned()), ..samples::response() };
        response.hits.truncate(1);
        let first = samples::rendered(&mut renderer, &response);
        let none = SearchResponse { query_id: Some("q2".to_owned()), hits: Vec::new(), ..response };
        let second = samples::rendered(&mut renderer, &none);
        assert_snapshot!(barred(&format!("{first}{second}")), @r"
        |q1: carrier strike
        |
        | 1. French carrier sails for the Pacific
        |    Naval News · 2024-11-28 · Zoé Martin ·
        |    news/2024/carrier.txt · 4.21
        |    The “Charles de Gaulle” carrier strike group left Toulon
        |    on Thursday.
        |    It is the first carrier deployment to the Pacific since
        |    the 1960s, officials said.
        |    also in 2 other sources: Fleet Mirror, wire/7.txt
        |
        |q2: carrier strike – no hits
        ");
    }

    #[test]
    fn every_field_is_sanitised() {
        let mut response = samples::response();
        let hit = &mut response.hits[0];
        let evil = "evil\u{1b}[2J\u{202e}\u{9b}";
        hit.title = Snippet { text: evil.to_owned(), highlights: Vec::new() };
        hit.passage = hit.title.clone();
        hit.path = evil.to_owned();
        hit.file = Some(evil.into());
        (hit.date, hit.source, hit.url) = (Some(evil.to_owned()), Some(evil.to_owned()), Some(evil.to_owned()));
        hit.authors = vec![evil.to_owned()];
        (response.query_id, response.query) = (Some(evil.to_owned()), evil.to_owned());
        let page = page(PLAIN, &response);
        assert!(!page.contains(|c| c != '\n' && is_forbidden(c)), "{page:?}");
    }

    proptest! {
        #[test]
        fn colours_only_decorate(passage in samples::snippet(), title in samples::snippet(), width in 20..120_usize) {
            let mut response = samples::response();
            response.hits[1].passage = passage;
            response.hits[1].title = title;
            let decorated = page(TextOptions { width, colour: true, hyperlinks: true }, &response);
            prop_assert_eq!(strip_str(&decorated).to_string(), page(TextOptions { width, ..PLAIN }, &response));
        }
    }
}
