//! A whole article, as a reader would like to have it.

use std::io::{self, Write};

use super::TextOptions;
use super::block::Block;
use super::fields::Fields;
use super::paragraph::{Margin, Paragraph};
use crate::render::style::Role;
use crate::search::hit::{ArticleView, Snippet};

/// Writes title, metadata and body of an article, with a blank line between the blocks of the body.
///
/// Writes are small, so `out` should be buffered.
///
/// # Errors
/// Only those of `out`.
pub fn write_article_text(article: &ArticleView, options: &TextOptions, out: &mut dyn Write) -> io::Result<()> {
    write_head(article, options, out)?;
    for block in Block::split(&article.body) {
        let is_heading = is_heading(&block, article);
        let mut paragraph = Paragraph::default();
        paragraph.push_block(&block, if is_heading { Role::Heading } else { Role::Text });
        if !paragraph.is_blank() {
            out.write_all(b"\n")?;
            paragraph.write(&Margin::default(), options, out)?;
        }
    }
    Ok(())
}

/// Writes title and metadata of an article.
pub(super) fn write_head(article: &ArticleView, options: &TextOptions, out: &mut dyn Write) -> io::Result<()> {
    title(&article.title).write(&Margin::default(), options, out)?;
    provenance(article).write(&Margin::default(), options, out)?;
    subject(article).write(&Margin::default(), options, out)?;
    place(article).write(&Margin::default(), options, out)
}

fn title(title: &Snippet) -> Paragraph {
    let mut paragraph = Paragraph::default();
    paragraph.push_block(&Block::whole(title), Role::Title);
    paragraph
}

fn provenance(article: &ArticleView) -> Paragraph {
    Fields::default()
        .with(article.source.as_deref())
        .with(article.date.as_deref())
        .with_authors(&article.authors)
        .with(article.language.as_deref())
        .finish()
}

fn subject(article: &ArticleView) -> Paragraph {
    Fields::default().with(article.section.as_deref()).with(Some(&article.tags.join(", "))).finish()
}

fn place(article: &ArticleView) -> Paragraph {
    Fields::default()
        .with_place(&article.path, article.line, article.file.as_deref())
        .with(article.url.as_deref())
        .finish()
}

fn is_heading(block: &Block<'_>, article: &ArticleView) -> bool {
    article.headings.binary_search_by_key(&block.range.start, |heading| heading.start).is_ok()
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::render::samples;

    fn page(options: TextOptions, article: &ArticleView) -> String {
        samples::written(|out| write_article_text(article, &options, out)).replace('\u{1b}', "^")
    }

    #[test]
    fn a_pipe_gets_a_block_a_line() {
        let options = TextOptions { width: usize::MAX, colour: false, hyperlinks: false };
        assert_snapshot!(page(options, &samples::article()), @r"
        French carrier sails for the Pacific
        Naval News · 2024-11-28 · Zoé Martin · en
        Fleet · carriers, Pacific
        news/2024/carrier.txt · https://news.example/carrier

        The group left Toulon.

        The carrier

        Commissioned in 2001, the carrier is Europe’s only one.
        ");
    }

    #[test]
    fn a_terminal_gets_styles_and_wrapped_lines() {
        let options = TextOptions { width: 40, colour: true, hyperlinks: true };
        assert_snapshot!(page(options, &samples::article()), @r"
        ^[1mFrench ^[0m^[1m^[31mcarrier^[0m^[1m sails for the Pacific^[0m
        ^[2mNaval News · 2024-11-28 · Zoé Martin ·^[0m
        ^[2men^[0m
        ^[2mFleet · carriers, Pacific^[0m
        ^]8;;file:///data/news/2024/carrier.txt^\^[2mnews/2024/carrier.txt^[0m^]8;;^\^[2m ·^[0m
        ^[2mhttps://news.example/carrier^[0m

        The group left Toulon.

        ^[1mThe ^[0m^[1m^[31mcarrier^[0m

        Commissioned in 2001, the ^[1m^[31mcarrier^[0m is
        Europe’s only one.
        ");
    }
}
