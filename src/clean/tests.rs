//! What a user notices of cleaning, whatever the modules behind it.

use jiff::civil::date;

use super::{CleanOptions, Cleaned, Label, clean};
use crate::article::{BlockKind, Metadata, RawArticle, Shape};

const FERRY: &str = "The ferry left the harbour at noon on Monday with forty passengers on board, the company said.";
const STORM: &str =
    "A storm had damaged the pier at the far end of the island, so that nobody could land there for a week.";
const CRANE: &str = "Nobody was hurt, the company said in a statement, although a crane fell over and two boats sank.";

fn cleaned(shape: Shape, text: &str) -> Cleaned {
    clean(&RawArticle { shape, text: text.to_owned(), metadata: Metadata::default() }, &CleanOptions::default())
}

fn texts(cleaned: &Cleaned) -> Vec<&str> {
    cleaned.article.blocks.iter().map(|block| block.text.as_str()).collect()
}

fn removed(cleaned: &Cleaned) -> Vec<(Label, &str)> {
    cleaned.report.removed.iter().map(|line| (line.label, line.text.as_str())).collect()
}

#[test]
fn a_flattened_page_gives_its_article_and_metadata() {
    let text = format!(
        "Storm stops island ferry for a week, harbour closed\n\nMore Articles\n\nAnn Lee\nAnn Lee is the harbour reporter of the Example Gazette. She has written about ships for ten years.\n\n\
        {FERRY}\n\nWhy was the harbour closed?\n\n{STORM}\n\nNew crane for northern port arrives after two months at sea\n\n{CRANE}\n\nerror: Text is protected !!\nExit mobile version"
    );
    let cleaned = cleaned(Shape::Text, &text);
    let article = &cleaned.article;
    assert_eq!(article.metadata.title.as_deref(), Some("Storm stops island ferry for a week, harbour closed"));
    assert_eq!(article.metadata.authors, ["Ann Lee"]);
    assert_eq!(texts(&cleaned), [FERRY, "Why was the harbour closed?", STORM, CRANE]);
    assert_eq!(article.blocks[1].kind, BlockKind::Heading);
    let labels: Vec<_> = removed(&cleaned).into_iter().map(|line| line.0).collect();
    let expected = [
        Label::Title,
        Label::RelatedHeadline,
        Label::Byline,
        Label::Bio,
        Label::RelatedHeadline,
        Label::ErrorMessage,
        Label::ErrorMessage,
    ];
    assert_eq!(labels, expected);
}

#[test]
fn menus_around_an_article_go() {
    let menu = "Home\nWorld\nSports\nWeather\nSign in\nSubscribe\nNewsletters\nVideo\n";
    let text = format!(
        "{menu}Storm stops island ferry for a week\nBy Ann Lee\nMay 4, 2021\nShare\n{FERRY}\n{STORM}\n{CRANE}\nMost Read\nTen ways to cook a fish\n{menu}Contact us\n© 2021 Example Gazette"
    );
    let cleaned = cleaned(Shape::Text, &text);
    assert_eq!(texts(&cleaned), [FERRY, STORM, CRANE]);
    assert_eq!(cleaned.article.metadata.title.as_deref(), Some("Storm stops island ferry for a week"));
    assert_eq!(cleaned.article.metadata.authors, ["Ann Lee"]);
    assert_eq!(cleaned.article.metadata.published, Some(date(2021, 5, 4)));
}

#[test]
fn prose_without_boilerplate_loses_nothing_but_its_title() {
    let text = format!(
        "Storm stops ferry\n\n{FERRY}\n\nWhat comes next\n\n{STORM}\n\nShort words.\n\n• The first entry of a list\n• The second entry\n\n{CRANE}\n\n1984"
    );
    let cleaned = cleaned(Shape::Text, &text);
    assert_eq!(removed(&cleaned), [(Label::Title, "Storm stops ferry")]);
    assert_eq!(cleaned.article.blocks.len(), 8);
    assert_eq!(cleaned.article.blocks[4].kind, BlockKind::ListItem);
}

#[test]
fn short_texts_are_articles() {
    assert_eq!(texts(&cleaned(Shape::Text, "Troops moved north.")), ["Troops moved north."]);
    assert_eq!(texts(&cleaned(Shape::Text, FERRY)), [FERRY]);
    let short = cleaned(Shape::Text, &format!("Ferry sails again\n\n{FERRY}"));
    assert_eq!(short.article.metadata.title.as_deref(), Some("Ferry sails again"));
    assert_eq!(texts(&short), [FERRY]);
}

#[test]
fn nothing_comes_of_nothing() {
    for shape in [Shape::Text, Shape::Markdown, Shape::Html, Shape::Record] {
        for text in ["", " \n\t\n", "\u{feff}\u{200b}"] {
            assert!(cleaned(shape, text).article.blocks.is_empty());
        }
    }
    assert!(texts(&cleaned(Shape::Text, "Home\nWorld\nSports\nSign in\nSubscribe\nWeather")).is_empty());
}

#[test]
fn an_upper_case_report_is_kept_whole() {
    let text =
        format!("{}\n\n{} [END OF REPORT]\n\n{}", FERRY.to_uppercase(), STORM.to_uppercase(), CRANE.to_uppercase());
    assert_eq!(cleaned(Shape::Text, &text).article.blocks.len(), 3);
    assert!(removed(&cleaned(Shape::Record, &text)).is_empty());
}

#[test]
fn wrapped_text_gives_whole_paragraphs() {
    let text = "Storm stops ferry\n\nThe ferry left the harbour at noon on Monday with forty passengers on\nboard, the company said, and it returned in the evening of the same\nday.\n\nA storm had damaged the pier at the far end of the island, so that\nnobody could land there for a week.\n";
    let cleaned = cleaned(Shape::Text, text);
    assert_eq!(cleaned.article.metadata.title.as_deref(), Some("Storm stops ferry"));
    assert_eq!(cleaned.article.blocks.len(), 2);
    assert_eq!(
        texts(&cleaned)[1],
        "A storm had damaged the pier at the far end of the island, so that nobody could land there for a week."
    );
}

#[test]
fn what_the_record_says_wins() {
    let metadata = Metadata {
        title: Some("Given".into()),
        authors: vec!["Bo Ek".into()],
        published: Some(date(2020, 1, 2)),
        language: Some("en".into()),
        ..Metadata::default()
    };
    let text = format!("Storm stops ferry\nBy Ann Lee\nMay 4, 2021\n\n{FERRY}\n\n{STORM}");
    for shape in [Shape::Text, Shape::Markdown, Shape::Html, Shape::Record] {
        let raw = RawArticle { shape, text: text.clone(), metadata: metadata.clone() };
        let cleaned = clean(&raw, &CleanOptions::default());
        assert_eq!(cleaned.article.metadata, metadata, "{shape:?}");
    }
}

#[test]
fn a_record_loses_only_what_is_surely_not_of_the_article() {
    let text = format!(
        "New crane for northern port arrives after two months at sea\n{FERRY}\nShare\n[The pier](https://example.org) is closed, said **Ann Lee**.\nExit mobile version"
    );
    let record = cleaned(Shape::Record, &text);
    assert_eq!(removed(&record), [(Label::ErrorMessage, "Exit mobile version")]);
    assert_eq!(texts(&record)[3], "The pier is closed, said Ann Lee.");
    assert_eq!(texts(&cleaned(Shape::Record, "Exit mobile version")), ["Exit mobile version"]);
    assert_eq!(texts(&cleaned(Shape::Record, &format!("<p>{FERRY}</p><p>{STORM}</p>"))), [FERRY, STORM]);
}

#[test]
fn markdown_keeps_its_structure_and_loses_its_link_lists() {
    let text = format!(
        "# Storm stops ferry\n\n{FERRY}\n\n![crane](x.png)\n\n## What comes next\n\n{STORM}\n\n- The pier will be *repaired* by May.\n- [Bo Ek](x) said so.\n\n{CRANE}\n\n\
        - [New crane arrives in the north](a)\n- [Ten ways to cook a fish](b)\n- [Island school gets a new roof](c)\n"
    );
    let cleaned = cleaned(Shape::Markdown, &text);
    assert_eq!(cleaned.article.metadata.title.as_deref(), Some("Storm stops ferry"));
    assert_eq!(
        texts(&cleaned),
        [FERRY, "What comes next", STORM, "The pier will be repaired by May.", "Bo Ek said so.", CRANE]
    );
    let kinds: Vec<_> = cleaned.article.blocks.iter().map(|block| block.kind).collect();
    assert_eq!(kinds[1], BlockKind::Heading);
    assert_eq!(kinds[3..5], [BlockKind::ListItem, BlockKind::ListItem]);
}

#[test]
fn a_dateline_gives_the_date_and_stays() {
    let cleaned =
        cleaned(Shape::Text, &format!("Storm stops ferry\n\nOSLO, May 4, 2021 (Agency) — {FERRY}\n\n{STORM}"));
    assert_eq!(cleaned.article.metadata.published, Some(date(2021, 5, 4)));
    assert!(texts(&cleaned)[0].starts_with("OSLO"));
}

#[test]
fn headline_links_and_tool_lines_between_paragraphs_go() {
    let text = format!(
        "Storm stops ferry\n\nPorts · Ships · Cranes · Café\n\nAnn Lee — 4 May 2021\n\nPrint | Save | Tell a friend\n\n{FERRY}\n\nIsland ferries: what the storm broke, and why\n\n\
        What comes next\n\n{STORM}\n\nNever miss a ferry: get our evening mail. No spam, unsubscribe at any time.\n\n🇳🇴 Fishermen complain about a dull season\n\nOn the way home\n\n{CRANE}"
    );
    let cleaned = cleaned(Shape::Text, &text);
    assert_eq!(texts(&cleaned), [FERRY, "What comes next", STORM, "On the way home", CRANE]);
    let metadata = &cleaned.article.metadata;
    assert_eq!(
        (metadata.authors.as_slice(), metadata.published),
        (&["Ann Lee".to_owned()][..], Some(date(2021, 5, 4)))
    );
}

#[test]
fn a_text_without_any_page_around_it_keeps_its_terse_lines() {
    let text = format!(
        "FERRY LINE NET HIGHER IN U.S.\n\n{FERRY}\n\nConsolidated net turnover 6.68 billion crowns against 6.40 billion\n\n{STORM}"
    );
    let cleaned = cleaned(Shape::Text, &text);
    assert_eq!(removed(&cleaned), [(Label::Title, "FERRY LINE NET HIGHER IN U.S.")]);
}

#[test]
fn the_end_mark_of_wire_copy_goes_in_every_shape() {
    for mark in ["-30-", "###"] {
        for shape in [Shape::Text, Shape::Markdown, Shape::Record] {
            let cleaned = cleaned(shape, &format!("{FERRY}\n\n{STORM}\n\n{mark}"));
            assert_eq!(
                (texts(&cleaned), removed(&cleaned)),
                (vec![FERRY, STORM], vec![(Label::Notice, mark)]),
                "{shape:?}"
            );
        }
    }
}

#[test]
fn a_line_above_the_text_names_the_source_and_a_byline_the_author() {
    let text =
        format!("Storm stops ferry\n\nSource: The Example Gazette\n\nBo Ek\nOslo, 4 May 2021\n\n{FERRY}\n\n{STORM}");
    let metadata = cleaned(Shape::Text, &text).article.metadata;
    assert_eq!(metadata.source.as_deref(), Some("The Example Gazette"));
    assert_eq!((metadata.authors, metadata.published), (vec!["Bo Ek".to_owned()], Some(date(2021, 5, 4))));
}

#[test]
fn thousands_of_odd_lines_take_little_time() {
    for line in ["a\n", "The\n", "Ann Lee is a writer of the paper.\n", "[a](b) ", "& ", "<p", "<b>x"] {
        for shape in [Shape::Text, Shape::Markdown, Shape::Html, Shape::Record] {
            let _ = cleaned(shape, &line.repeat(60_000 / line.len()));
        }
    }
}
