//! How well copies are found: articles changed by a seeded script, and two large collections in which nearly every
//! partner would be a false one. Run with `--nocapture` for the figures.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing, reason = "a test fails, and reports")]

mod common;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{Dice, fraction, records, shared};
use newsdex::analysis::Analyzer;
use newsdex::article::{Metadata, RawArticle, Shape};
use newsdex::clean::{CleanOptions, clean};
use newsdex::copies::{Signature, Signer, Text, sketches_agree};

/// Shorter articles are headlines and single figures; nothing is promised of them.
const MIN_WORDS: usize = 20;

/// What an editor does to an article that he takes over: `share` of its words change. A quarter of them are the tail,
/// which is cut; the others are ordinary words (no names, no figures), replaced by ordinary words of other articles.
/// A paragraph is moved, a byline added. (The headline is no part of the body.)
fn edit(body: &str, share: f64, dice: &mut Dice, bag: &[&str]) -> String {
    let mut paragraphs: Vec<Vec<String>> =
        body.split("\n\n").map(|text| text.split_whitespace().map(str::to_owned).collect()).collect();
    let words: usize = paragraphs.iter().map(Vec::len).sum();
    cut_tail(&mut paragraphs, part(words, share / 4.0));
    let mut ordinary: Vec<(usize, usize)> = Vec::new();
    for (number, paragraph) in paragraphs.iter().enumerate() {
        ordinary.extend((0..paragraph.len()).filter(|&at| is_ordinary(&paragraph[at])).map(|at| (number, at)));
    }
    for _ in 0..part(words, share * 0.75).min(ordinary.len()) {
        let (paragraph, at) = ordinary.swap_remove(dice.below(ordinary.len()));
        let word = &mut paragraphs[paragraph][at];
        let mark = word.trim_start_matches(|c: char| c.is_ascii_lowercase()).to_owned();
        *word = format!("{}{mark}", bag[dice.below(bag.len())]);
    }
    if paragraphs.len() > 1 {
        let moved = paragraphs.remove(dice.below(paragraphs.len()));
        paragraphs.insert(dice.below(paragraphs.len() + 1), moved);
    }
    paragraphs.insert(0, ["By", "Jane", "Roe"].map(str::to_owned).to_vec());
    paragraphs.iter().map(|words| words.join(" ")).collect::<Vec<_>>().join("\n\n")
}

#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn part(words: usize, share: f64) -> usize {
    (words as f64 * share).round() as usize
}

fn cut_tail(paragraphs: &mut Vec<Vec<String>>, mut words: usize) {
    while words > 0 {
        let is_only = paragraphs.len() == 1;
        let last = paragraphs.last_mut().unwrap();
        if last.len() > words || is_only {
            last.truncate(last.len().saturating_sub(words).max(1));
            return;
        }
        words -= last.len();
        paragraphs.pop();
    }
}

fn is_ordinary(word: &str) -> bool {
    let letters = word.trim_end_matches([',', '.']);
    !letters.is_empty() && letters.bytes().all(|byte| byte.is_ascii_lowercase())
}

fn ordinary_words(bodies: &[String]) -> Vec<&str> {
    let words = bodies.iter().step_by(3).flat_map(|body| body.split_whitespace());
    words.filter(|word| word.bytes().all(|byte| byte.is_ascii_lowercase())).collect()
}

fn sign(body: &str, analyzer: &mut Analyzer) -> Signature {
    let mut signer = Signer::default();
    analyzer.analyze(body, |token| signer.push(&token, &body[token.range.clone()]));
    signer.finish().unwrap()
}

fn shares_band(one: &Signature, other: &Signature) -> bool {
    one.bands.iter().zip(&other.bands).any(|(one, other)| one == other)
}

/// The shares of edited articles that are filed together with their originals, and found to be their copies.
fn recall(name: &str, bodies: &[&String], share: f64, bag: &[&str]) -> f64 {
    let mut analyzer = Analyzer::new();
    let mut dice = Dice(12);
    let (mut filed, mut found) = (0, 0);
    for body in bodies {
        let copy = edit(body, share, &mut dice, bag);
        let (one, other) = (sign(body, &mut analyzer), sign(&copy, &mut analyzer));
        if shares_band(&one, &other) {
            filed += 1;
            let is_copy = sketches_agree(one.sketch, other.sketch) && Text::of(body).is_copy_of(&Text::of(&copy));
            found += usize::from(is_copy);
        }
    }
    let of_all = |part: usize| fraction(part, bodies.len());
    println!(
        "{name}: {} articles, {share} of the words changed: {:.4} share a band, {:.4} are found",
        bodies.len(),
        of_all(filed),
        of_all(found)
    );
    of_all(found)
}

fn words(body: &str) -> usize {
    body.split_whitespace().count()
}

/// The `text` of all records of a file of JSON Lines.
fn texts(path: &Path) -> Vec<String> {
    let text = |record: &serde_json::Value| record["text"].as_str().unwrap().to_owned();
    records(path).iter().map(text).filter(|text| words(text) > 0).collect()
}

fn reuters() -> Option<Vec<String>> {
    Some(texts(&shared("data/news/reuters-21578.jsonl.gz")?))
}

/// The bodies of the plain-text articles that come with the project.
fn shipped() -> Vec<String> {
    let mut bodies = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")];
    while let Some(folder) = folders.pop() {
        let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "txt")
                && let Ok(text) = fs::read_to_string(&path)
            {
                let raw = RawArticle { shape: Shape::Text, text, metadata: Metadata::default() };
                bodies.push(clean(&raw, &CleanOptions::default()).article.body().0);
            }
        }
    }
    bodies.retain(|body| words(body) >= 100);
    bodies
}

#[test]
fn edited_articles_of_the_shipped_corpus_are_found() {
    let bodies = shipped();
    assert!(bodies.len() >= 10, "{}", bodies.len());
    let bag = ordinary_words(&bodies);
    let all: Vec<&String> = bodies.iter().cycle().take(20 * bodies.len()).collect();
    assert!(recall("shipped", &all, 0.1, &bag) >= 0.98);
    assert!(recall("shipped", &all, 0.2, &bag) >= 0.90);
}

#[test]
fn edited_articles_of_reuters_are_found() {
    let Some(bodies) = reuters() else { return };
    let bag = ordinary_words(&bodies);
    let longer =
        |least: usize| -> Vec<&String> { bodies.iter().step_by(5).filter(|body| words(body) >= least).collect() };
    for (least, promised) in [(MIN_WORDS, [0.98, 0.90]), (50, [0.98, 0.90]), (100, [0.98, 0.90])] {
        for (share, promised) in [0.1, 0.2].into_iter().zip(promised) {
            let found = recall(&format!("reuters, {least} words or more"), &longer(least), share, &bag);
            assert!(found >= promised, "{found}");
        }
    }
}

/// All pairs of copies among `bodies` that are not the same word for word, by the same steps as a search.
fn partners(bodies: &[String]) -> BTreeSet<(usize, usize)> {
    let mut analyzer = Analyzer::new();
    let signatures: Vec<Signature> = bodies.iter().map(|body| sign(body, &mut analyzer)).collect();
    let mut filed: HashMap<(usize, u32), Vec<usize>> = HashMap::new();
    for (number, signature) in signatures.iter().enumerate() {
        for (band, &value) in signature.bands.iter().enumerate() {
            filed.entry((band, value)).or_default().push(number);
        }
    }
    let mut candidates = BTreeSet::new();
    for group in filed.values().filter(|group| group.len() > 1) {
        for (at, &one) in group.iter().enumerate() {
            for &other in &group[at + 1..] {
                let (a, b) = (&signatures[one], &signatures[other]);
                if sketches_agree(a.sketch, b.sketch) && a.exact != b.exact {
                    candidates.insert((one, other));
                }
            }
        }
    }
    println!("{} articles, {} candidate pairs", bodies.len(), candidates.len());
    candidates.retain(|&(one, other)| Text::of(&bodies[one]).is_copy_of(&Text::of(&bodies[other])));
    candidates
}

/// Names and figures in the first 60 words, found in another way than the library does.
fn facts(body: &str) -> BTreeSet<String> {
    let lead: Vec<&str> = body.split_whitespace().take(60).collect();
    let mut facts = BTreeSet::new();
    for pair in lead.windows(2) {
        let starts_sentence = pair[0].ends_with(['.', '"', ':']);
        for piece in pieces(pair[1]) {
            let is_name = piece.starts_with(|c: char| c.is_uppercase()) && !starts_sentence;
            if is_name || piece.starts_with(|c: char| c.is_ascii_digit()) {
                facts.insert(piece.to_lowercase());
            }
        }
    }
    facts
}

fn pieces(word: &str) -> impl Iterator<Item = &str> {
    word.split(|c: char| !c.is_alphanumeric() && c != ',' && c != '.')
        .map(|piece| piece.trim_matches([',', '.']))
        .filter(|piece| piece.len() > 1 && *piece != "REUTER")
}

/// Whether each lead has a name or figure that the other article has nowhere.
fn has_other_facts(one: &str, other: &str) -> bool {
    let all =
        |body: &str| -> HashSet<String> { body.split_whitespace().flat_map(pieces).map(str::to_lowercase).collect() };
    let lacks = |facts: &BTreeSet<String>, all: &HashSet<String>| facts.iter().any(|fact| !all.contains(fact));
    lacks(&facts(one), &all(other)) && lacks(&facts(other), &all(one))
}

/// At most one article in a thousand has a copy with other names, figures or dates in its lead.
fn hardly_any_is_false(name: &str, bodies: &[String]) {
    let pairs = partners(bodies);
    let articles = |pairs: &BTreeSet<(usize, usize)>| -> usize {
        pairs.iter().flat_map(|&(one, other)| [one, other]).collect::<BTreeSet<_>>().len()
    };
    let is_false = |&(one, other): &(usize, usize)| has_other_facts(&bodies[one], &bodies[other]);
    let false_pairs: BTreeSet<(usize, usize)> = pairs.iter().copied().filter(is_false).collect();
    let rate = fraction(articles(&false_pairs), bodies.len());
    println!(
        "{name}: {} of {} articles have near-copies ({} pairs); {} have false ones: {rate:.5}",
        articles(&pairs),
        bodies.len(),
        pairs.len(),
        articles(&false_pairs)
    );
    if let Ok(folder) = std::env::var("COPIES_SAMPLE") {
        let mut pages = String::new();
        for &(one, other) in &pairs {
            let mark = if is_false(&(one, other)) { "FALSE" } else { "" };
            pages += &format!("===== {one} {other} {mark}\n{}\n-----\n{}\n\n", bodies[one], bodies[other]);
        }
        fs::write(Path::new(&folder).join(format!("{name}.txt")), pages).unwrap();
    }
    assert!(rate <= 0.001, "{rate}");
}

#[test]
fn stories_of_reuters_with_other_facts_are_no_copies() {
    let Some(bodies) = reuters() else { return };
    hardly_any_is_false("reuters", &bodies);
}

#[test]
fn recombined_articles_with_other_facts_are_no_copies() {
    let Some(script) = shared("tools/make_corpus.py") else { return };
    let folder = tempfile::TempDir::new().unwrap();
    let made = Command::new("python3").arg(script).arg("20000").arg(folder.path()).status();
    if !made.is_ok_and(|status| status.success()) {
        println!("skipped: python3 cannot run make_corpus.py");
        return;
    }
    hardly_any_is_false("make_corpus", &texts(&folder.path().join("articles.jsonl")));
}
