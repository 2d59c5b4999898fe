//! How a score came about.

use serde::Serialize;

use crate::search::hit::{Explanation, ScorePart};

#[derive(Serialize)]
pub(super) struct ExplanationObject<'a> {
    parts: Vec<PartObject<'a>>,
    newness: Option<f64>,
    copy: Option<&'a str>,
}

#[derive(Serialize)]
struct PartObject<'a> {
    kind: &'static str,
    text: Option<&'a str>,
    articles: Option<u64>,
    count: Option<f64>,
    factor: Option<f64>,
    score: f64,
}

impl<'a> ExplanationObject<'a> {
    pub(super) fn new(explanation: &'a Explanation) -> Self {
        let Explanation { parts, newness, copy } = explanation;
        Self { parts: parts.iter().map(PartObject::new).collect(), newness: *newness, copy: copy.as_deref() }
    }
}

impl<'a> PartObject<'a> {
    fn new(part: &'a ScorePart) -> Self {
        let ScorePart { kind, text, articles, count, factor, score } = part;
        let text = Some(text.as_str()).filter(|text| !text.is_empty());
        Self { kind: kind.name(), text, articles: *articles, count: *count, factor: *factor, score: *score }
    }
}
