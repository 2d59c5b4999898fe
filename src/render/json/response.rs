//! The answer to a query: as one object, or as one object a passage.

use std::io::{self, Write};

use serde::Serialize;

use super::explanation::ExplanationObject;
use super::facets::FacetsObject;
use super::offsets::Offsets;
use super::{FORMAT_VERSION, write_line};
use crate::render::Renderer;
use crate::search::hit::{AddedWord, Copies, Correction, Facets, Hit, SearchResponse};

/// Writes a response as one JSON object on one line.
///
/// Several responses would be several lines, which is not a JSON document: use [`JsonLinesRenderer`] for them.
#[derive(Debug, Clone, Copy, Default)]
pub struct JsonRenderer;

/// Writes each passage as one JSON object on a line of its own, and below the passages of a response its facets, if it has
/// them; a response without either writes nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct JsonLinesRenderer;

impl Renderer for JsonRenderer {
    fn render(&mut self, response: &SearchResponse, out: &mut dyn Write) -> io::Result<()> {
        write_line(&ResponseObject::new(response), out)
    }
}

impl Renderer for JsonLinesRenderer {
    fn render(&mut self, response: &SearchResponse, out: &mut dyn Write) -> io::Result<()> {
        response.hits.iter().try_for_each(|hit| write_line(&LineObject::new(response, hit), out))?;
        match &response.facets {
            Some(facets) => write_line(&FacetsLine::new(response, facets), out),
            None => Ok(()),
        }
    }
}

/// A whole response. The fields of this and the other objects are written in the order in which they stand here.
#[derive(Serialize)]
struct ResponseObject<'a> {
    version: u32,
    query: &'a str,
    query_id: Option<&'a str>,
    total: u64,
    total_is_exact: bool,
    total_with_copies: u64,
    total_with_copies_is_exact: bool,
    undated: Option<u64>,
    took_ms: f64,
    corrections: Vec<CorrectionObject<'a>>,
    added_words: Option<Vec<AddedWordObject<'a>>>,
    cut_patterns: &'a [String],
    facets: Option<FacetsObject<'a>>,
    hits: Vec<HitObject<'a>>,
}

/// A word that was taken for a slip.
#[derive(Serialize)]
struct CorrectionObject<'a> {
    typed: &'a str,
    meant: &'a [String],
}

/// A word that nobody typed.
#[derive(Serialize)]
struct AddedWordObject<'a> {
    word: &'a str,
    weight: f64,
}

impl<'a> AddedWordObject<'a> {
    fn list(words: &'a [AddedWord]) -> Vec<Self> {
        words.iter().map(|AddedWord { word, weight }| Self { word, weight: *weight }).collect()
    }
}

impl<'a> ResponseObject<'a> {
    fn new(response: &'a SearchResponse) -> Self {
        let query_id = response.query_id.as_deref();
        Self {
            version: FORMAT_VERSION,
            query: &response.query,
            query_id,
            total: response.total.articles,
            total_is_exact: response.total.is_exact,
            total_with_copies: response.total_with_copies.articles,
            total_with_copies_is_exact: response.total_with_copies.is_exact,
            undated: response.undated,
            // Whole microseconds: further digits are noise.
            took_ms: (response.seconds * 1e6).round() / 1e3,
            corrections: response
                .corrections
                .iter()
                .map(|Correction { typed, meant }| CorrectionObject { typed, meant })
                .collect(),
            added_words: response.added_words.as_deref().map(AddedWordObject::list),
            cut_patterns: &response.cut_patterns,
            facets: response.facets.as_ref().map(FacetsObject::new),
            hits: response.hits.iter().map(|hit| HitObject::new(query_id, hit)).collect(),
        }
    }
}

/// A passage that stands alone, and so repeats what its response says.
#[derive(Serialize)]
struct LineObject<'a> {
    #[serde(flatten)]
    hit: HitObject<'a>,
    total: u64,
    total_is_exact: bool,
    added_words: Option<Vec<AddedWordObject<'a>>>,
}

impl<'a> LineObject<'a> {
    fn new(response: &'a SearchResponse, hit: &'a Hit) -> Self {
        Self {
            hit: HitObject::new(response.query_id.as_deref(), hit),
            total: response.total.articles,
            total_is_exact: response.total.is_exact,
            added_words: response.added_words.as_deref().map(AddedWordObject::list),
        }
    }
}

/// What all matching articles of a response have in common.
#[derive(Serialize)]
struct FacetsLine<'a> {
    query_id: Option<&'a str>,
    facets: FacetsObject<'a>,
    total: u64,
    total_is_exact: bool,
}

impl<'a> FacetsLine<'a> {
    fn new(response: &'a SearchResponse, facets: &'a Facets) -> Self {
        Self {
            query_id: response.query_id.as_deref(),
            facets: FacetsObject::new(facets),
            total: response.total.articles,
            total_is_exact: response.total.is_exact,
        }
    }
}

#[derive(Serialize)]
struct HitObject<'a> {
    query_id: Option<&'a str>,
    rank: usize,
    score: f64,
    article_id: &'a str,
    path: &'a str,
    line: Option<u64>,
    title: &'a str,
    title_highlights: Vec<Offsets>,
    date: Option<&'a str>,
    source: Option<&'a str>,
    authors: &'a [String],
    url: Option<&'a str>,
    language: Option<&'a str>,
    text: &'a str,
    highlights: Vec<Offsets>,
    passage: Offsets,
    left_out: LeftOutObject,
    copies: Option<CopiesObject<'a>>,
    explanation: Option<ExplanationObject<'a>>,
}

/// Where text of the passage was left out.
#[derive(Serialize)]
struct LeftOutObject {
    before: bool,
    after: bool,
}

#[derive(Serialize)]
struct CopiesObject<'a> {
    articles: usize,
    sources: usize,
    article_ids: &'a [String],
    source_names: &'a [String],
}

impl<'a> CopiesObject<'a> {
    fn new(copies: &'a Copies) -> Self {
        let Copies { articles, sources, article_ids, source_names } = copies;
        Self { articles: *articles, sources: *sources, article_ids, source_names }
    }
}

impl<'a> HitObject<'a> {
    fn new(query_id: Option<&'a str>, hit: &'a Hit) -> Self {
        Self {
            query_id,
            rank: hit.rank,
            score: hit.score,
            article_id: &hit.article_id,
            path: &hit.path,
            line: hit.line,
            title: &hit.title.text,
            title_highlights: Offsets::of_ranges(&hit.title.text, &hit.title.highlights),
            date: hit.date.as_deref(),
            source: hit.source.as_deref(),
            authors: &hit.authors,
            url: hit.url.as_deref(),
            language: hit.language.as_deref(),
            text: &hit.passage.text,
            highlights: Offsets::of_ranges(&hit.passage.text, &hit.passage.highlights),
            passage: Offsets::new(&hit.range_in_body, &hit.char_range_in_body),
            left_out: LeftOutObject { before: hit.left_out.before, after: hit.left_out.after },
            copies: hit.copies.as_ref().map(CopiesObject::new),
            explanation: hit.explanation.as_ref().map(ExplanationObject::new),
        }
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::render::samples;
    use crate::search::hit::Snippet;

    fn parse(json: &str) -> Value {
        serde_json::from_str(json).unwrap_or_else(|error| panic!("{error} in {json}"))
    }

    #[test]
    fn a_response_is_one_object_on_one_line() {
        let query = "carrier\u{202e}\n".to_owned();
        let response = SearchResponse { hits: Vec::new(), query, ..samples::response() };
        assert_snapshot!(
            samples::rendered(&mut JsonRenderer, &response),
            @r#"{"version":1,"query":"carrier\u202e\n","query_id":null,"total":132,"total_is_exact":true,"total_with_copies":137,"total_with_copies_is_exact":true,"undated":null,"took_ms":12.346,"corrections":[],"added_words":null,"cut_patterns":[],"facets":null,"hits":[]}"#
        );
    }

    #[test]
    fn no_hits_are_an_empty_list_and_no_lines() {
        let response = SearchResponse { hits: Vec::new(), ..samples::response() };
        assert_eq!(parse(&samples::rendered(&mut JsonRenderer, &response))["hits"], Value::Array(Vec::new()));
        assert_eq!(samples::rendered(&mut JsonLinesRenderer, &response), "");
    }

    #[test]
    fn a_line_is_a_hit_and_the_total() {
        let response = samples::response();
        let whole = parse(&samples::rendered(&mut JsonRenderer, &response));
        let lines = samples::rendered(&mut JsonLinesRenderer, &response);
        assert_eq!(lines.lines().count(), response.hits.len());
        for (line, hit) in lines.lines().zip(whole["hits"].as_array().into_iter().flatten()) {
            let mut expected = hit.clone();
            expected["total"] = whole["total"].clone();
            expected["total_is_exact"] = whole["total_is_exact"].clone();
            expected["added_words"] = whole["added_words"].clone();
            assert_eq!(parse(line), expected);
        }
    }

    #[test]
    fn facets_are_the_last_line_of_each_query() {
        let with = |id: &str, hits| {
            let facets = Some(samples::facets());
            SearchResponse { query_id: Some(id.to_owned()), hits, facets, ..samples::response() }
        };
        let lines = samples::rendered(&mut JsonLinesRenderer, &with("q1", samples::response().hits));
        let last: Vec<Value> = lines.lines().skip(2).map(parse).collect();
        let whole = parse(&samples::rendered(&mut JsonRenderer, &with("q1", Vec::new())));
        let expected = json!({ "query_id": "q1", "total": 132, "total_is_exact": true, "facets": whole["facets"] });
        assert_eq!(last, [expected]);
        assert_eq!(samples::rendered(&mut JsonLinesRenderer, &with("q2", Vec::new())).lines().count(), 1);
    }

    proptest! {
        #[test]
        fn strings_and_highlights_come_back(passage in samples::snippet(), title in samples::snippet()) {
            let mut response = samples::response();
            response.hits[0].passage = passage.clone();
            response.hits[0].title = title.clone();
            let parsed = parse(&samples::rendered(&mut JsonRenderer, &response));
            let hit = &parsed["hits"][0];
            prop_assert_eq!(&hit["text"], &passage.text);
            prop_assert_eq!(&hit["title"], &title.text);
            prop_assert_eq!(cut_by_chars(&hit["text"], &hit["highlights"]), cut_by_bytes(&passage));
            prop_assert_eq!(cut_by_chars(&hit["title"], &hit["title_highlights"]), cut_by_bytes(&title));
        }
    }

    /// What is highlighted, as a reader of the JSON finds it.
    fn cut_by_chars(text: &Value, ranges: &Value) -> Vec<String> {
        let text = text.as_str().unwrap_or_default();
        let cut = |range: &Value| {
            let (start, end) = (range["start_char"].as_u64(), range["end_char"].as_u64());
            let inside = (0..).zip(text.chars()).filter(|&(n, _)| Some(n) >= start && Some(n) < end);
            inside.map(|(_, c)| c).collect()
        };
        ranges.as_array().into_iter().flatten().map(cut).collect()
    }

    fn cut_by_bytes(snippet: &Snippet) -> Vec<&str> {
        snippet.highlights.iter().map(|range| &snippet.text[range.clone()]).collect()
    }
}
