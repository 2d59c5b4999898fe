//! The article that the project started from, as a scraper left it.

use std::path::{Path, PathBuf};

use crate::fixture::Fixture;

const TITLE: &str = "No NATO, but U.S. protection—Trump redraws Ukraine’s defense future with Article 5 twist";

/// Lines of the file that are no part of the article, by how they start.
const NOT_OF_THE_ARTICLE: [&str; 9] = [
    "No NATO, but U.S. protection—Trump",
    "More Articles",
    "Tejaswini Deshmukh",
    "🇺🇸 Trump says no NATO",
    "Russia crypto platforms Garantex",
    "US warns India of higher secondary",
    "error: Content is protected",
    "Exit mobile version",
    "Tejaswini Deshmukh is the contributing editor",
];

fn seed() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seed-article.txt");
    if !path.is_file() {
        println!("skipped: {} is not there", path.display());
        return None;
    }
    Some(path)
}

/// The paragraphs and section headings of the article, as a reader would cut them out.
fn paragraphs(seed: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(seed).unwrap();
    let is_of_article =
        |line: &&str| !line.is_empty() && !NOT_OF_THE_ARTICLE.iter().any(|start| line.starts_with(start));
    text.lines().map(str::trim).filter(is_of_article).map(str::to_owned).collect()
}

#[test]
fn what_only_the_boilerplate_of_the_seed_article_says_is_not_found() {
    let Some(seed) = seed() else { return };
    let fixture = Fixture::new();
    let seed = seed.to_str().unwrap();
    for query in ["Garantex", "Pune University", "Exit mobile version"] {
        // As it stands in the issue: one argument, without quotes of its own.
        let run = fixture.run(&["search", "--in", seed, query]);
        assert_eq!(run.stdout(), "", "{run}");
        run.code(1).says("no article matches");
        fixture.run(&["search", "--in", seed, &format!("\"{query}\"")]).code(1);
    }
    fixture.run(&["search", "--in", seed, "Ukraine"]).ok();
}

#[test]
fn game_changing_gives_the_witkoff_passage_with_the_word_highlighted() {
    let Some(seed) = seed() else { return };
    let fixture = Fixture::new();
    let seed = seed.to_str().unwrap();
    let run = fixture.run(&["search", "--in", seed, "--json", "game-changing"]).ok();
    let answer = run.json();
    let hit = &answer["hits"][0];
    let text = hit["text"].as_str().unwrap();
    assert!(text.contains("Special Envoy Steve Witkoff") && text.contains("“game-changing”"), "{run}");
    let lit: Vec<&str> = hit["highlights"].as_array().unwrap().iter().map(|range| cut(text, range)).collect();
    assert_eq!(lit.join("-"), "game-changing", "{run}");
    let coloured = fixture.run(&["search", "--color", "always", "game-changing"]).ok();
    let escapes_before = coloured.stdout().split("game").next().unwrap().matches('\u{1b}').count();
    assert!(escapes_before > 0, "{coloured}");
}

fn cut<'t>(text: &'t str, range: &serde_json::Value) -> &'t str {
    let [start, end] = ["start_byte", "end_byte"].map(|end| usize::try_from(range[end].as_u64().unwrap()).unwrap());
    &text[start..end]
}

#[test]
fn show_prints_title_author_and_exactly_the_paragraphs_and_headings_of_the_seed_article() {
    let Some(seed) = seed() else { return };
    let fixture = Fixture::new();
    let name = seed.to_str().unwrap();
    fixture.run(&["index", name]).ok();
    let run = fixture.run(&["show", name]).ok();
    let (head, body) = run.stdout().split_once("\n\n").unwrap();
    let head: Vec<&str> = head.lines().collect();
    assert_eq!((head[0], head[1]), (TITLE, "Tejaswini Deshmukh · en"), "{run}");
    let shown: Vec<&str> = body.trim_end().split("\n\n").collect();
    assert_eq!(shown, paragraphs(&seed), "{run}");
    let article = fixture.run(&["show", "--json", name]).ok().json();
    let body = article["body"].as_str().unwrap();
    let headings: Vec<&str> = article["headings"].as_array().unwrap().iter().map(|range| cut(body, range)).collect();
    assert_eq!(
        headings,
        [
            "What is NATO’s Article 5?",
            "Security Guarantees for Ukraine",
            "Could the U.S. Attack Russia Under These Rules?"
        ]
    );
}
