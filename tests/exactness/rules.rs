//! Single rules of what is searched and marked, each with the text that shows it.

use jiff::civil::date;
use newsdex::query::{Query, parse};
use newsdex::search::{SearchResponse, Snippet};

use crate::folder::Folder;
use crate::news::Article;

fn folder<S: AsRef<str>>(texts: &[S]) -> Folder {
    let article = |text: &S| Article { title: "Without much to say".to_owned(), body: text.as_ref().to_owned() };
    Folder::of(&texts.iter().map(article).collect::<Vec<_>>())
}

fn read(typed: &str) -> Query {
    parse(typed, date(2025, 8, 18)).query
}

fn answer(folder: &Folder, typed: &str) -> SearchResponse {
    folder.answer(&read(typed), 1_000)
}

fn marked(snippet: &Snippet) -> Vec<&str> {
    snippet.highlights.iter().map(|range| &snippet.text[range.clone()]).collect()
}

fn check(typed: &str, text: &str, expected: &[&str]) {
    let hits = folder(&[text]).hits(&read(typed), 1);
    assert_eq!(marked(&hits[0].passage), expected, "{typed:?} in {text:?}");
}

#[test]
fn every_form_of_a_term_is_marked() {
    check("sanction", "New sanctions; the Sanction’s aim.", &["sanctions", "Sanction’s"]);
    check("u.s. f-35", "The U.S. F‑35 🇺🇸 flew", &["U.S.", "F‑35"]);
}

#[test]
fn a_phrase_is_marked_only_where_it_stands() {
    check("\"Article 5\"", "An article of 5 parts, of which Article 5 is one.", &["Article", "5"]);
    check("\"Article 5\" article", "An article.", &["article"]);
    check("tank NEAR/3 losses", "A tank, far from here. Losses of a tank.", &["Losses", "tank"]);
}

#[test]
fn what_is_excluded_is_not_marked() {
    check("tank -\"main battle\"", "The main tank.", &["tank"]);
    check("tank -(main battle NEAR/1 fleet)", "The battle of a tank.", &["tank"]);
}

#[test]
fn a_phrase_over_the_border_of_a_passage_is_marked_as_far_as_it_goes() {
    let sentence = "Kangaroo tracks were seen beside the old road near the harbour, and behind them stood a zebra.";
    let text = vec![sentence; 60].join(" ");
    let hits = folder(&[text]).hits(&read("\"zebra kangaroo\""), 1);
    let passage = &hits[0].passage;
    assert!(passage.text.ends_with("a zebra.") && hits[0].range_in_body.end < sentence.len() * 60, "{}", passage.text);
    assert_eq!(marked(passage).last(), Some(&"zebra"));
}

#[test]
fn a_repeated_word_counts_once() {
    let folder = folder(&["The war went on.", "A war of words, and a war of nerves.", "Nothing happened."]);
    let score = |typed: &str| answer(&folder, typed).hits.iter().map(|hit| hit.score.to_bits()).collect::<Vec<_>>();
    assert_eq!(score("war"), score("war war wars"));
    assert_eq!(score("war").len(), 2);
}

#[test]
fn a_long_text_is_searched_by_its_64_rarest_words() {
    let word = |sort: char, number: usize| format!("{sort}{number}x");
    let rare = (0..64).map(|number| word('r', number));
    let frequent = (0..136).map(|number| format!("{} {}", word('f', number), word('f', (number + 1) % 136)));
    let folder = folder(&rare.clone().chain(frequent).collect::<Vec<_>>());
    let words: Vec<String> = (0..136).flat_map(|number| [word('f', number), word('r', number)]).take(200).collect();
    let rare: Vec<String> = rare.filter(|rare| words.contains(rare)).collect();
    assert_eq!(rare.len(), 64);
    let response = answer(&folder, &words.join(" "));
    let mut found: Vec<&str> = response.hits.iter().map(|hit| hit.passage.text.as_str()).collect();
    found.sort_unstable();
    let mut expected: Vec<&str> = rare.iter().map(String::as_str).collect();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn what_is_required_and_cannot_be_found_matches_nothing() {
    let folder = folder(&["A tank."]);
    assert_eq!(answer(&folder, "tank").hits.len(), 1);
    for typed in ["+kangaroo tank", "tank AND kangaroo", "+kang* tank", "+(zebra -tank) tank"] {
        assert_eq!(answer(&folder, typed).hits.len(), 0, "{typed}");
    }
    assert_eq!(answer(&folder, &format!("+{} tank", "x".repeat(200))).hits.len(), 0);
}

#[test]
fn matches_of_a_single_word_are_counted_for_nothing() {
    let folder = folder(&(0..120).map(|number| format!("Garantex moved crypto on day {number}.")).collect::<Vec<_>>());
    let total = |typed: &str| folder.answer(&read(typed), 10).total;
    for typed in ["Garantex", "\"Garantex\"", "+Garantex", "(Garantex)"] {
        assert_eq!((total(typed).articles, total(typed).is_exact), (120, true), "{typed}");
    }
    assert!(!total("Garantex -zebra").is_exact && !total("Garantex crypto").is_exact);
}
