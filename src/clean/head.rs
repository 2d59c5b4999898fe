//! What the head of a web page says about its article: JSON-LD, Open Graph and other meta tags, title, language.

use serde_json::Value;

use super::metadata::{merged, primary_language};
use super::tags::Tag;
use super::{chars, dates, entities, people, title};
use crate::article::Metadata;

/// Types of JSON-LD objects that describe an article.
const ARTICLE_TYPES: &[&str] = &[
    "Article",
    "NewsArticle",
    "BlogPosting",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
    "Report",
    "LiveBlogPosting",
];
/// JSON-LD objects are looked for within so many levels.
const DEEPEST: usize = 6;

/// The metadata in `html`. JSON-LD wins over meta tags, these over the title element.
pub(super) fn read(html: &str) -> Metadata {
    let mut found = Head::default();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        let Some(tag) = Tag::at(rest) else {
            rest = &rest[1..];
            continue;
        };
        rest = &rest[tag.length..];
        match tag.name.as_str() {
            "script" if !tag.closing => {
                let end = rest.find("</").unwrap_or(rest.len());
                if tag.attributes.contains("ld+json") {
                    found.read_json(&rest[..rest.find("</script").unwrap_or(end)]);
                }
                rest = &rest[end..];
            }
            "title" if !tag.closing && found.title_element.is_none() => {
                found.title_element = Some(decoded(&rest[..rest.find('<').unwrap_or(rest.len())]));
            }
            _ if !tag.closing => found.read_tag(&tag),
            _ => {}
        }
    }
    found.metadata()
}

#[derive(Default)]
struct Head {
    json: Metadata,
    meta: Metadata,
    title_element: Option<String>,
}

impl Head {
    fn read_tag(&mut self, tag: &Tag<'_>) {
        let meta = &mut self.meta;
        match tag.name.as_str() {
            "html" => {
                meta.language = meta.language.take().or_else(|| primary_language(&attribute(tag.attributes, "lang")?));
            }
            "link" if attribute(tag.attributes, "rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) => {
                meta.url = attribute(tag.attributes, "href").filter(|url| url.contains("://")).or(meta.url.take());
            }
            "time" => meta.published = meta.published.or_else(|| dates::find(&attribute(tag.attributes, "datetime")?)),
            "meta" => {
                let name = attribute(tag.attributes, "property")
                    .or_else(|| attribute(tag.attributes, "name"))
                    .or_else(|| attribute(tag.attributes, "itemprop"));
                if let (Some(name), Some(content)) = (name, attribute(tag.attributes, "content")) {
                    self.read_meta(&name.to_ascii_lowercase(), content);
                }
            }
            _ => {}
        }
    }

    fn read_meta(&mut self, name: &str, content: String) {
        let meta = &mut self.meta;
        match name {
            _ if content.is_empty() => {}
            "og:title" => meta.title = Some(content),
            "twitter:title" | "dc.title" | "headline" => meta.title = meta.title.take().or(Some(content)),
            "og:site_name" => meta.source = Some(content),
            "og:url" => meta.url = meta.url.take().or(Some(content)),
            "author" | "article:author" | "dc.creator" | "byl" | "parsely-author" | "sailthru.author"
                if meta.authors.is_empty() =>
            {
                meta.authors = author_names(&content);
            }
            "article:published_time" | "datepublished" => meta.published = dates::find(&content).or(meta.published),
            "date" | "pubdate" | "publishdate" | "dc.date" | "dc.date.issued" | "dcterms.created"
            | "parsely-pub-date" | "sailthru.date" | "article.published" => {
                meta.published = meta.published.or_else(|| dates::find(&content));
            }
            _ => {}
        }
    }

    fn read_json(&mut self, json: &str) {
        let json = json.trim().trim_start_matches("<![CDATA[").trim_end_matches("]]>");
        if let Ok(value) = serde_json::from_str::<Value>(json)
            && let Some(object) = article_object(&value, DEEPEST)
        {
            let found = from_json(object);
            self.json = merged(std::mem::take(&mut self.json), found);
        }
    }

    fn metadata(self) -> Metadata {
        let mut metadata = merged(self.json, self.meta);
        let title = metadata.title.take().or(self.title_element);
        metadata.title =
            title.map(|title| without_source(&title, metadata.source.as_deref())).filter(|title| !title.is_empty());
        metadata
    }
}

/// The first object that describes an article, also within a list or a graph.
fn article_object(value: &Value, depth: usize) -> Option<&Value> {
    match value {
        _ if depth == 0 => None,
        Value::Array(values) => values.iter().find_map(|value| article_object(value, depth - 1)),
        Value::Object(fields) => {
            let is_article =
                value.get("@type").is_some_and(|kinds| texts(kinds).any(|kind| ARTICLE_TYPES.contains(&kind)));
            let inner =
                || ["@graph", "mainEntity"].iter().find_map(|field| article_object(fields.get(*field)?, depth - 1));
            if is_article { Some(value) } else { inner() }
        }
        _ => None,
    }
}

fn from_json(article: &Value) -> Metadata {
    let text = |field: &str| article.get(field).and_then(Value::as_str).map(decoded).filter(|text| !text.is_empty());
    let authors = match article.get("author") {
        Some(Value::Array(authors)) => authors.iter().filter_map(name).flat_map(author_names).collect(),
        Some(author) => name(author).map(author_names).unwrap_or_default(),
        None => Vec::new(),
    };
    Metadata {
        title: text("headline"),
        authors,
        published: text("datePublished").and_then(|date| dates::find(&date)),
        source: article.get("publisher").and_then(name).map(decoded).filter(|name| !name.is_empty()),
        url: text("url").filter(|url| url.contains("://")),
        language: text("inLanguage").and_then(|tag| primary_language(&tag)),
        id: None,
    }
}

/// The name of a person or an organisation, which may be an object or plain text.
fn name(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| texts(value.get("name")?).next())
}

/// A text, or the texts of a list.
fn texts(value: &Value) -> impl Iterator<Item = &str> {
    value.as_str().into_iter().chain(value.as_array().into_iter().flatten().filter_map(Value::as_str))
}

/// Names in an author field: several, one, or none when it is an address.
fn author_names(field: &str) -> Vec<String> {
    let field = decoded(field);
    if field.is_empty() || field.contains("://") || field.starts_with('@') {
        return Vec::new();
    }
    let names = people::byline(&field).unwrap_or_else(|| people::names(&field));
    if names.is_empty() && field.split(' ').count() <= 5 { vec![field] } else { names }
}

fn without_source(title: &str, source: Option<&str>) -> String {
    let shorter = title::without_site(title);
    let bar = title.get(shorter.len()..).is_some_and(|rest| rest.contains('|'));
    let named = source.is_some_and(|source| chars::key(&title[shorter.len()..]).contains(&chars::key(source)));
    if bar || named { shorter.to_owned() } else { title.to_owned() }
}

fn decoded(text: &str) -> String {
    chars::tidy(&entities::decoded(text)).into_owned()
}

/// The decoded value of the attribute `name`.
fn attribute(attributes: &str, name: &str) -> Option<String> {
    let mut rest = attributes;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        if end == 0 && !rest.starts_with('=') {
            return None;
        }
        let found = &rest[..end];
        rest = rest[end..].trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            (value, rest) = attribute_value(after.trim_start());
        }
        if found.eq_ignore_ascii_case(name) {
            return Some(decoded(value));
        }
    }
}

/// A quoted or bare value, and what follows it.
fn attribute_value(text: &str) -> (&str, &str) {
    match text.chars().next() {
        Some(quote @ ('"' | '\'')) => text[1..].split_once(quote).unwrap_or((&text[1..], "")),
        _ => text.split_at(text.find(char::is_whitespace).unwrap_or(text.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_ld_wins_over_meta_tags() {
        let html = r#"<html lang="en-GB"><head><title>Ferry sinks - Example</title>
            <meta property="og:title" content="Ferry sinks &amp; floats"><meta property='og:site_name' content=Example>
            <script type="application/ld+json">{"@context":"x","@graph":[{"@type":"WebPage"},{"@type":["NewsArticle"],"headline":"Ferry sinks",
            "author":[{"name":"Ann Lee"},{"name":"Bo Ek"}],"datePublished":"2021-05-04T01:00:00+02:00"}]}</script></head>"#;
        let found = read(html);
        assert_eq!(found.title.as_deref(), Some("Ferry sinks"));
        assert_eq!(found.authors, ["Ann Lee", "Bo Ek"]);
        assert_eq!(found.published, Some(jiff::civil::date(2021, 5, 4)));
        assert_eq!(found.source.as_deref(), Some("Example"));
        assert_eq!(found.language.as_deref(), Some("en"));
    }

    #[test]
    fn the_title_element_serves_without_its_site() {
        let found =
            read("<title>Ferry sinks in storm | Example</title><meta name=author content='https://example.org/ann'>");
        assert_eq!(found.title.as_deref(), Some("Ferry sinks in storm"));
        assert!(found.authors.is_empty());
    }

    #[test]
    fn broken_heads_are_read_as_far_as_they_go() {
        for html in [
            "<title>",
            "<meta content",
            "<script type=ld+json>{",
            "<meta name==x content=\"y",
            "<link rel=canonical href",
        ] {
            let _ = read(html);
        }
    }
}
