//! Responses, articles and hostile texts for the tests of the renderers.

use std::io::{self, Write};
use std::ops::Range;
use std::path::PathBuf;

use proptest::prelude::*;

use super::Renderer;
use crate::search::hit::{
    ArticleView, Copies, Explanation, FacetCount, Facets, Hit, LeftOut, PartKind, ScorePart, SearchResponse, Snippet,
    Total,
};
use crate::search::{Stages, Timeline};

/// Two hits, of a whole file and of a record, with all fields and with as few as possible.
pub(super) fn response() -> SearchResponse {
    SearchResponse {
        query_id: None,
        query: "carrier strike".to_owned(),
        total: Total { articles: 132, is_exact: true },
        total_with_copies: Total { articles: 137, is_exact: true },
        hits: vec![full_hit(), sparse_hit()],
        corrections: Vec::new(),
        added_words: None,
        cut_patterns: Vec::new(),
        undated: None,
        facets: None,
        seconds: 0.012_345_6,
        stages: Stages::default(),
    }
}

/// Facets of which some have no values.
pub(super) fn facets() -> Facets {
    let count = |value: &str, articles| FacetCount { value: value.to_owned(), articles };
    Facets {
        source: vec![count("Naval News", 120), count("Fleet Mirror", 9)],
        month: vec![count("2024-11", 129)],
        country: vec![count("france", 129)],
        ..Facets::default()
    }
}

/// How a score came about, with a part of each kind.
pub(super) fn explanation() -> Explanation {
    let part = |kind, text: &str, score| ScorePart {
        kind,
        text: text.to_owned(),
        articles: None,
        count: None,
        factor: None,
        score,
    };
    let word = |kind, text: &str, articles, count, factor, score| ScorePart {
        articles,
        count: Some(count),
        factor: Some(factor),
        ..part(kind, text, score)
    };
    Explanation {
        parts: vec![
            word(PartKind::Word, "carrier", Some(132), 4.0, 1.0, 1.5),
            word(PartKind::Word, "\"strike group\"", None, 1.0, 3.0, 3.365),
            word(PartKind::Word, "of", Some(1500), 0.0, 0.02, 0.0),
            word(PartKind::AddedWord, "deployment", Some(40), 2.5, 0.25, 0.125),
            part(PartKind::Title, "carrier", 0.5),
            part(PartKind::PassageWords, "", 0.5),
            part(PartKind::PassageNearness, "", 0.25),
            part(PartKind::PassageCoverage, "", 0.5),
        ],
        newness: Some(0.625),
        copy: Some("mirror.jsonl:4".to_owned()),
    }
}

/// Three months, one of them without articles.
pub(super) fn timeline() -> Timeline {
    let day = jiff::civil::date;
    Timeline {
        query: "carrier strike".to_owned(),
        days: vec![(day(2024, 11, 3), 10), (day(2024, 11, 28), 2), (day(2025, 1, 1), 1)],
        without_date: 3,
        undated: None,
    }
}

fn full_hit() -> Hit {
    Hit {
        rank: 1,
        score: 4.2125,
        article_id: "news/2024/carrier.txt".to_owned(),
        path: "news/2024/carrier.txt".to_owned(),
        file: Some(PathBuf::from("/data/news/2024/carrier.txt")),
        line: None,
        title: marked("French [carrier] sails for the Pacific"),
        date: Some("2024-11-28".to_owned()),
        source: Some("Naval News".to_owned()),
        authors: vec!["Zoé Martin".to_owned()],
        url: Some("https://news.example/carrier".to_owned()),
        language: Some("en".to_owned()),
        passage: marked(
            "The “Charles de Gaulle” [carrier] [strike] group left Toulon on Thursday.\n\nIt is the first \
             [carrier] deployment to the Pacific since the 1960s, officials said.",
        ),
        left_out: LeftOut::default(),
        range_in_body: 160..317,
        char_range_in_body: 158..311,
        copies: Some(Copies {
            articles: 3,
            sources: 2,
            article_ids: vec!["mirror.jsonl:4".to_owned(), "mirror.jsonl:9".to_owned(), "wire/7.txt".to_owned()],
            source_names: vec!["Fleet Mirror".to_owned(), "wire/7.txt".to_owned()],
        }),
        explanation: None,
    }
}

fn sparse_hit() -> Hit {
    Hit {
        rank: 2,
        score: 3.5,
        article_id: "wire.jsonl:17".to_owned(),
        path: "wire.jsonl".to_owned(),
        file: None,
        line: Some(17),
        title: Snippet::default(),
        date: None,
        source: None,
        authors: Vec::new(),
        url: None,
        language: None,
        passage: marked("A [carrier] can [strike] targets far inland."),
        left_out: LeftOut::default(),
        range_in_body: 0..40,
        char_range_in_body: 0..40,
        copies: Some(Copies::default()),
        explanation: None,
    }
}

/// An article with a heading, and a match in each of its parts.
pub(super) fn article() -> ArticleView {
    let Hit { article_id, path, file, line, title, date, source, authors, url, language, .. } = full_hit();
    let body =
        marked("The group left Toulon.\n\nThe [carrier]\n\nCommissioned in 2001, the [carrier] is Europe’s only one.");
    let headings = std::iter::once(24..35).collect();
    let text = |text: &str| Some(text.to_owned());
    ArticleView {
        article_id,
        path,
        file,
        line,
        title,
        date,
        published_at: text("2024-11-28T09:30:00+01:00"),
        modified: text("2024-11-29"),
        modified_at: None,
        source,
        authors,
        url,
        language,
        section: text("Fleet"),
        tags: vec!["carriers".to_owned(), "Pacific".to_owned()],
        description: text("The group left for its first deployment to the Pacific."),
        image: text("https://news.example/carrier.jpg"),
        body,
        headings,
    }
}

/// A snippet whose highlights stand in square brackets.
pub(super) fn marked(markup: &str) -> Snippet {
    snippet_of(
        markup.split_inclusive(['[', ']']).map(|piece| (piece.trim_end_matches(['[', ']']), piece.ends_with(']'))),
    )
}

fn snippet_of<'a>(pieces: impl Iterator<Item = (&'a str, bool)>) -> Snippet {
    pieces.fold(Snippet::default(), |mut snippet, (piece, is_match)| {
        let start = snippet.text.len();
        snippet.text.push_str(piece);
        if is_match {
            snippet.highlights.push(Range { start, end: snippet.text.len() });
        }
        snippet
    })
}

/// What a writing function wrote.
pub(super) fn written(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    let result = write(&mut out);
    assert!(result.is_ok(), "writing to memory fails: {result:?}");
    String::from_utf8_lossy(&out).into_owned()
}

/// What a renderer makes of one response.
pub(super) fn rendered(renderer: &mut dyn Renderer, response: &SearchResponse) -> String {
    written(|out| renderer.render(response, out))
}

/// Words, blanks and all that is hard to show or must not be shown.
fn fragment() -> impl Strategy<Value = String> {
    const HARD: [&str; 16] = [
        "\n\n",
        "\u{1b}[31m",
        "\u{1b}]8;;x\u{7}",
        "\u{9b}",
        "\u{202e}",
        "\u{200b}",
        "\u{2028}",
        "\t",
        "e\u{301}",
        "🇺🇦",
        "👩\u{200d}✈\u{fe0f}",
        "中国海军",
        "「空母」、",
        "می\u{200c}خواهم",
        "\u{a0}",
        "\u{301}",
    ];
    prop_oneof![
        4 => "[a-z]{1,9}",
        1 => "[a-z]{30,50}",
        3 => Just(" ".to_owned()),
        2 => prop::sample::select(&HARD[..]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ]
}

/// A hostile text.
pub(super) fn text() -> impl Strategy<Value = String> {
    snippet().prop_map(|snippet| snippet.text)
}

/// A hostile text with highlights anywhere, also next to each other and within grapheme clusters.
pub(super) fn snippet() -> impl Strategy<Value = Snippet> {
    prop::collection::vec((fragment(), any::<bool>()), 0..24)
        .prop_map(|pieces| snippet_of(pieces.iter().map(|(piece, is_match)| (piece.as_str(), *is_match))))
}
