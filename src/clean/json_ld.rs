//! What JSON-LD says about the article of a page.

use serde_json::Value;

use super::head::{Dated, decoded};
use super::json_repair;
use super::listed::{author_names, person_names, tag_list};
use super::metadata::{merged, primary_language};
use crate::article::Metadata;

/// Objects are looked for within so many levels.
const DEEPEST: usize = 8;

/// What the scripts of a page say about its article.
#[derive(Default)]
pub(super) struct JsonLd {
    /// Everything but the dates.
    pub(super) metadata: Metadata,
    pub(super) published: Option<Dated>,
    pub(super) modified: Option<Dated>,
}

/// Reads all scripts: the first object that is an article, and for what it lacks the first that is a web page.
pub(super) fn read(scripts: &[&str]) -> JsonLd {
    let scripts: Vec<Value> = scripts.iter().filter_map(|script| json_repair::parse(script)).collect();
    let article = scripts.iter().find_map(|script| first(script, &is_article, DEEPEST));
    let page = scripts.iter().find_map(|script| first(script, &is_page, DEEPEST));
    let mut found = JsonLd::default();
    for object in article.into_iter().chain(page) {
        let dated = |field: &str| Dated::read(&text(object, field)?);
        found.published = found.published.take().or_else(|| dated("datePublished"));
        found.modified = found.modified.take().or_else(|| dated("dateModified"));
        let mut metadata = describe(object, &scripts);
        if is_page(object) {
            // A page is called by its title, has key words of the site, and is written by whoever built it.
            metadata = Metadata { title: None, tags: Vec::new(), ..metadata };
        }
        found.metadata = merged(found.metadata, metadata);
    }
    found
}

/// `NewsArticle`, `ReportageNewsArticle`, `BlogPosting`, `Report` and so on.
fn is_article(object: &Value) -> bool {
    let is_kind = |kind: &str| {
        let kind = kind.rsplit(['/', ':']).next().unwrap_or(kind);
        kind.ends_with("Article") || kind.ends_with("BlogPosting") || kind == "Report"
    };
    object.get("@type").is_some_and(|kinds| texts(kinds).any(is_kind))
}

fn is_page(object: &Value) -> bool {
    object.get("@type").is_some_and(|kinds| texts(kinds).any(|kind| kind == "WebPage"))
}

/// The first object that `is_wanted`, in lists, graphs and fields, outermost first.
fn first<'v>(value: &'v Value, is_wanted: &dyn Fn(&Value) -> bool, depth: usize) -> Option<&'v Value> {
    match value {
        _ if depth == 0 => None,
        Value::Array(values) => values.iter().find_map(|value| first(value, is_wanted, depth - 1)),
        Value::Object(_) if is_wanted(value) => Some(value),
        Value::Object(fields) => {
            let inner = ["@graph", "mainEntity", "mainEntityOfPage", "hasPart"];
            inner.iter().find_map(|field| first(fields.get(*field)?, is_wanted, depth - 1))
        }
        _ => None,
    }
}

fn describe(article: &Value, scripts: &[Value]) -> Metadata {
    let address = |value: &Value| url(value).map(decoded).filter(|url| url.contains("://"));
    let field = |names: &[&str]| names.iter().find_map(|name| article.get(*name).and_then(&address));
    let mut sections = article.get("articleSection").into_iter().flat_map(texts).map(decoded);
    let keywords = article.get("keywords").into_iter().flat_map(names).flat_map(|words| tag_list(&decoded(words)));
    let section = sections.next().filter(|section| !section.is_empty());
    Metadata {
        title: text(article, "headline"),
        authors: article.get("author").map(|author| authors(author, scripts)).unwrap_or_default(),
        source: article.get("publisher").map(|publisher| resolved(publisher, scripts)).and_then(|publisher| {
            names(publisher).next().map(decoded).filter(|name| !name.is_empty() && !name.contains("://"))
        }),
        url: field(&["url", "mainEntityOfPage"]),
        language: text(article, "inLanguage").and_then(|tag| primary_language(&tag)),
        section,
        tags: sections.chain(keywords).collect(),
        description: text(article, "description"),
        image: field(&["image", "thumbnailUrl"]),
        ..Metadata::default()
    }
}

fn authors(value: &Value, scripts: &[Value]) -> Vec<String> {
    let list = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    let mut found: Vec<String> = Vec::new();
    for author in list.iter().map(|author| resolved(author, scripts)) {
        let is_person = author.get("@type").is_some_and(|kinds| texts(kinds).any(|kind| kind == "Person"));
        for name in names(author) {
            let names = if is_person { person_names(name) } else { author_names(name) };
            found.extend(names.into_iter().filter(|name| !name.is_empty()));
        }
    }
    let mut seen = Vec::new();
    found.retain(|name| {
        !seen.contains(name) && {
            seen.push(name.clone());
            true
        }
    });
    found
}

/// The object that is meant, where one is named by its `@id` only.
fn resolved<'v>(value: &'v Value, scripts: &'v [Value]) -> &'v Value {
    let id = value.get("@id").and_then(Value::as_str).filter(|_| value.get("name").is_none());
    let named = |id: &str| {
        let is_it =
            |object: &Value| object.get("@id").and_then(Value::as_str) == Some(id) && object.get("name").is_some();
        scripts.iter().find_map(|script| anywhere(script, &is_it, DEEPEST))
    };
    id.and_then(named).unwrap_or(value)
}

/// The first object that `is_wanted`, in whatever field.
fn anywhere<'v>(value: &'v Value, is_wanted: &dyn Fn(&Value) -> bool, depth: usize) -> Option<&'v Value> {
    match value {
        _ if depth == 0 => None,
        Value::Object(_) if is_wanted(value) => Some(value),
        Value::Object(fields) => fields.values().find_map(|value| anywhere(value, is_wanted, depth - 1)),
        Value::Array(values) => values.iter().find_map(|value| anywhere(value, is_wanted, depth - 1)),
        _ => None,
    }
}

/// A field that is text, on one line; of a list, its first text.
fn text(object: &Value, field: &str) -> Option<String> {
    texts(object.get(field)?).next().map(decoded).filter(|text| !text.is_empty())
}

/// A text, or the texts of a list.
fn texts(value: &Value) -> impl Iterator<Item = &str> {
    value.as_str().into_iter().chain(value.as_array().into_iter().flatten().filter_map(Value::as_str))
}

/// The names of people, organisations or terms: plain texts, objects with a name, or lists of these.
fn names(value: &Value) -> impl Iterator<Item = &str> {
    let list = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    list.iter().flat_map(|entry| texts(entry).chain(entry.get("name").into_iter().flat_map(texts)))
}

/// The address in a text, an object or a list of these.
fn url(value: &Value) -> Option<&str> {
    match value {
        Value::String(url) => Some(url),
        Value::Array(values) => values.iter().find_map(url),
        Value::Object(fields) => ["url", "contentUrl", "@id"].iter().find_map(|field| fields.get(*field)?.as_str()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authors_are_read_from_texts_objects_lists_and_references() {
        for author in [
            r#""Ann Lee""#,
            r#"{"@type": "Person", "name": "Ann Lee"}"#,
            r#"{"@type": "Person", "name": ["Ann Lee"]}"#,
            r#"[{"@type": "Person", "name": "Ann Lee, News Example"}, {"@type": "Person", "name": "admin"}]"#,
            r##"{"@id": "#ann"}"##,
        ] {
            let script = format!(
                r##"{{"@graph": [{{"@type": "WebPage"}}, {{"@type": "Person", "@id": "#ann", "name": "Ann Lee"}},
                {{"@type": ["Article", "ReportageNewsArticle"], "headline": "Ferry &amp; pier", "author": {author}}}]}}"##
            );
            let found = read(&[&script]).metadata;
            assert_eq!((found.authors.join("+").as_str(), found.title.as_deref()), ("Ann Lee", Some("Ferry & pier")));
        }
    }

    #[test]
    fn all_that_an_article_says_is_read_across_scripts() {
        let found = read(&[
            "{broken",
            r#"[{"@type": "BreadcrumbList"}]"#,
            r#"{"@type": "http://schema.org/NewsArticle", "headline": "Ferry sinks", "articleSection": ["World", "Ports"],
               "keywords": "ferries, storms", "image": [{"url": "https://news.example/a.jpg"}],
               "datePublished": "2021-05-04T23:30:00+02:00", "dateModified": "0001-01-01T00:00:00Z",
               "mainEntityOfPage": {"@id": "https://news.example/a"}, "publisher": {"name": "Example"}}"#,
        ]);
        let metadata = found.metadata;
        assert_eq!(metadata.section.as_deref(), Some("World"));
        assert_eq!(metadata.tags, ["Ports", "ferries", "storms"]);
        assert_eq!(metadata.image.as_deref(), Some("https://news.example/a.jpg"));
        assert_eq!(metadata.url.as_deref(), Some("https://news.example/a"));
        assert_eq!(metadata.source.as_deref(), Some("Example"));
        assert_eq!(found.published.map(|dated| dated.day), Some(jiff::civil::date(2021, 5, 4)));
        assert!(found.modified.is_none());
    }

    #[test]
    fn a_claim_that_is_checked_has_another_author() {
        let found =
            read(&[r#"{"@type": "ClaimReview", "author": {"name": "Ann Lee"}, "datePublished": "2021-05-04"}"#]);
        assert!(found.metadata.authors.is_empty() && found.published.is_none());
    }
}
