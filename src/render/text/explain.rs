//! Every line of a page, with what it was taken for and why.

use std::io::{self, Write};

use super::TextOptions;
use super::article::write_head;
use super::paragraph::{Margin, Paragraph};
use crate::article::BlockKind;
use crate::clean::{Label, PageLine, Reason};
use crate::render::CleanedView;
use crate::render::style::Role;

/// Columns for the label, with two blanks behind the longest one.
const LABEL_COLUMNS: usize = 9;

/// Writes title and metadata of an article, then each line of its page in order: on the left what it is, behind a line
/// that was removed the reason. Kept lines are plain, or bold if they are headings.
///
/// Writes are small, so `out` should be buffered.
///
/// # Errors
/// Only those of `out`.
pub fn write_explained(view: &CleanedView<'_>, options: &TextOptions, out: &mut dyn Write) -> io::Result<()> {
    write_head(&view.article(), options, out)?;
    out.write_all(b"\n")?;
    for line in view.cleaned.page_lines() {
        let (label, text, reason) = match line {
            PageLine::Kept(block) if block.kind == BlockKind::Heading => (Label::Heading, &block.text, None),
            PageLine::Kept(block) => (Label::Content, &block.text, None),
            PageLine::Removed(line) => (line.label, &line.text, Some(line.reason)),
        };
        let mut paragraph = Paragraph::of(text, role(label));
        if let Some(reason) = reason {
            paragraph.push(&format!("  [{}]", words(reason)), Role::Metadata);
        }
        // A label without a text, which sanitising may leave, says that something invisible was there.
        let label_role = if label.is_kept() { Role::Metadata } else { role(label) };
        let word = label.name().split('_').next().unwrap_or_default();
        paragraph.write(&Margin::word(word, label_role, LABEL_COLUMNS), options, out)?;
    }
    Ok(())
}

fn role(label: Label) -> Role {
    match label {
        Label::Content => Role::Text,
        Label::Heading => Role::Heading,
        Label::Title | Label::Byline | Label::Date => Role::Known,
        Label::Bio | Label::Caption | Label::RelatedHeadline | Label::Outside => Role::Beside,
        Label::Menu | Label::Notice | Label::ErrorMessage => Role::Furniture,
    }
}

fn words(reason: Reason) -> String {
    match reason {
        Reason::Words => "by its words".to_owned(),
        Reason::Place => "by its place".to_owned(),
        Reason::Model(percent) => format!("model: {percent} % article"),
        Reason::Recurring { articles, of } => format!("in {articles} of {of} articles"),
        Reason::OtherTitle => "title of another article".to_owned(),
        Reason::Pinned => "by your settings".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, Block, Metadata};
    use crate::clean::{CleanReport, Cleaned, RemovedLine};
    use crate::render::samples;

    fn cleaned() -> Cleaned {
        let block = |kind, text: &str| Block { kind, text: text.to_owned() };
        let line = |text: &str, label, reason, blocks_before| RemovedLine {
            text: text.to_owned(),
            label,
            reason,
            blocks_before,
        };
        let metadata = Metadata {
            title: Some("Ferry sails again".to_owned()),
            authors: vec!["Ann Lee".to_owned()],
            ..Metadata::default()
        };
        let blocks = vec![
            block(BlockKind::Heading, "After the storm"),
            block(BlockKind::Paragraph, "The ferry left the harbour at noon with forty passengers\u{1b}[31m on board."),
        ];
        let removed = vec![
            line("Home | World\u{202e}", Label::Menu, Reason::Words, 0),
            line("Ferry sails again", Label::Title, Reason::Place, 0),
            line("By Ann Lee", Label::Byline, Reason::Words, 0),
            line("A ferry.", Label::Caption, Reason::Model(12), 1),
            line("New crane arrives", Label::RelatedHeadline, Reason::OtherTitle, 2),
            line("Read our newsletter", Label::Notice, Reason::Recurring { articles: 12, of: 40 }, 2),
            line("Follow us", Label::ErrorMessage, Reason::Pinned, 2),
        ];
        Cleaned { article: Article { metadata, blocks }, report: CleanReport { removed } }
    }

    fn page(width: usize, colour: bool) -> String {
        let options = TextOptions { width, colour, hyperlinks: false };
        let cleaned = cleaned();
        let view = CleanedView { path: "a.txt", file: None, record: Some((17, 1)), cleaned: &cleaned };
        samples::written(|out| write_explained(&view, &options, out)).replace('\u{1b}', "^")
    }

    #[test]
    fn each_line_has_its_label_and_its_reason() {
        insta::assert_snapshot!(page(60, false), @r"
        Ferry sails again
        Ann Lee
        a.txt:17

        menu     Home | World  [by its words]
        title    Ferry sails again  [by its place]
        byline   By Ann Lee  [by its words]
        heading  After the storm
        caption  A ferry.  [model: 12 % article]
        content  The ferry left the harbour at noon with forty
                 passengers[31m on board.
        related  New crane arrives  [title of another article]
        notice   Read our newsletter  [in 12 of 40 articles]
        error    Follow us  [by your settings]
        ");
    }

    #[test]
    fn kept_lines_are_plain_and_removed_ones_coloured_by_kind() {
        insta::assert_snapshot!(page(usize::MAX, true), @r"
        ^[1mFerry sails again^[0m
        ^[2mAnn Lee^[0m
        ^[2ma.txt:17^[0m

        ^[2m^[35mmenu     ^[0m^[2m^[35mHome | World^[0m^[2m  [by its words]^[0m
        ^[36mtitle    ^[0m^[36mFerry sails again^[0m^[2m  [by its place]^[0m
        ^[36mbyline   ^[0m^[36mBy Ann Lee^[0m^[2m  [by its words]^[0m
        ^[2mheading  ^[0m^[1mAfter the storm^[0m
        ^[33mcaption  ^[0m^[33mA ferry.^[0m^[2m  [model: 12 % article]^[0m
        ^[2mcontent  ^[0mThe ferry left the harbour at noon with forty passengers[31m on board.
        ^[33mrelated  ^[0m^[33mNew crane arrives^[0m^[2m  [title of another article]^[0m
        ^[2m^[35mnotice   ^[0m^[2m^[35mRead our newsletter^[0m^[2m  [in 12 of 40 articles]^[0m
        ^[2m^[35merror    ^[0m^[2m^[35mFollow us^[0m^[2m  [by your settings]^[0m
        ");
    }
}
