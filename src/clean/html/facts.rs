//! What the head of a page says about its text: title, description, and the body of the article as data.
#![allow(clippy::cast_precision_loss, reason = "counts within a page are far below 2^24")]

use hashbrown::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use dom_query::Document;
use serde_json::Value;

use super::super::{chars, entities};

/// Objects in the data are looked at within so many levels.
const DEEPEST: usize = 8;
/// A page has its title in the head, and again for each social network. Each line is compared with all.
const MOST_TITLES: usize = 8;
/// A shorter text is a summary.
const SHORTEST_BODY: usize = 300;
/// In bytes. Shorter words are mostly function words.
const LONG_WORD: usize = 5;

/// Runs of three words, by hash.
#[derive(Debug, Default)]
pub(super) struct Runs(HashSet<u64>);

impl Runs {
    /// The runs of `key`, a text in lower case with single spaces.
    pub(super) fn of(key: &str) -> Self {
        Self(runs(key).into_iter().collect())
    }

    /// The share of the runs of a line that occur, 0 to 1.
    pub(super) fn share(&self, of: &[u64]) -> f32 {
        if self.0.is_empty() || of.is_empty() {
            return 0.0;
        }
        of.iter().filter(|run| self.0.contains(*run)).count() as f32 / of.len() as f32
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Hashes of the runs of three words of `key`; of all its words, if there are fewer.
pub(super) fn runs(key: &str) -> Vec<u64> {
    let words: Vec<&str> = key.split(' ').filter(|word| !word.is_empty()).collect();
    let hash = |run: &[&str]| {
        let mut hasher = DefaultHasher::new();
        run.hash(&mut hasher);
        hasher.finish()
    };
    if words.is_empty() {
        Vec::new()
    } else if words.len() < 3 {
        vec![hash(&words)]
    } else {
        words.windows(3).map(hash).collect()
    }
}

/// Hashes of the different words of `key` that are long enough to have a meaning of their own.
pub(super) fn long_words(key: &str) -> Vec<u64> {
    let mut words: Vec<u64> = key
        .split(' ')
        .filter(|word| word.len() >= LONG_WORD)
        .map(|word| {
            let mut hasher = DefaultHasher::new();
            word.hash(&mut hasher);
            hasher.finish()
        })
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// What is said about the text of a page.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// Keys of the titles in the head.
    pub(super) titles: Vec<String>,
    /// Runs of words of the descriptions.
    pub(super) description: Runs,
    /// Runs of words of the article's body, where the page has it as data.
    pub(super) body: Runs,
}

/// Reads the head of `page` and its data.
pub(super) fn read(page: &Document) -> Facts {
    let mut facts = Facts::default();
    let mut descriptions = String::new();
    for node in page.select("title, meta[content]").nodes() {
        let content = node.attr("content");
        let name = node.attr("property").or_else(|| node.attr("name")).unwrap_or_default().to_ascii_lowercase();
        match (content, name.as_str()) {
            (None, _) => facts.titles.push(chars::key(&node.text())),
            (Some(content), "og:title" | "twitter:title") => facts.titles.push(chars::key(&content)),
            (Some(content), "description" | "og:description" | "twitter:description") => {
                descriptions.push_str(&content);
                descriptions.push_str(" \n ");
            }
            _ => {}
        }
    }
    let mut bodies = String::new();
    for node in page.select("script[type*='ld+json']").nodes() {
        let text = node.text();
        let json = text.trim().trim_start_matches("<![CDATA[").trim_end_matches("]]>");
        if let Ok(value) = serde_json::from_str::<Value>(json) {
            collect(&value, DEEPEST, &mut bodies, &mut descriptions);
        }
    }
    facts.titles.retain(|title| !title.is_empty());
    facts.titles.truncate(MOST_TITLES);
    facts.description = Runs::of(&chars::key(&descriptions));
    facts.body = Runs::of(&chars::key(&bodies));
    facts
}

fn collect(value: &Value, levels: usize, bodies: &mut String, descriptions: &mut String) {
    match value {
        Value::Array(items) if levels > 0 => {
            for item in items {
                collect(item, levels - 1, bodies, descriptions);
            }
        }
        Value::Object(object) if levels > 0 => {
            for (name, value) in object {
                match (name.as_str(), value) {
                    ("articleBody", Value::String(text)) if text.len() >= SHORTEST_BODY => {
                        bodies.push_str(&without_tags(&entities::decoded(text)));
                        bodies.push('\n');
                    }
                    ("description", Value::String(text)) => {
                        descriptions.push_str(text);
                        descriptions.push('\n');
                    }
                    _ => collect(value, levels - 1, bodies, descriptions),
                }
            }
        }
        _ => {}
    }
}

fn without_tags(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut inside = false;
    for c in text.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                plain.push(' ');
            }
            _ if !inside => plain.push(c),
            _ => {}
        }
    }
    plain
}
