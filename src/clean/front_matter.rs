//! The block of `key: value` lines between two `---` at the top of a Markdown file.

use super::head::Dated;
use super::listed::tag_list;
use super::people;
use crate::article::Metadata;

/// Splits `text` into the lines of its front matter and the rest. Without front matter the lines are empty.
pub(super) fn split(text: &str) -> (&str, &str) {
    let start = text.trim_start_matches(['\u{feff}', '\n', '\r', ' ']);
    let Some(inner) = start.strip_prefix("---\n").or_else(|| start.strip_prefix("---\r\n")) else { return ("", text) };
    let mut end = 0;
    for line in inner.split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            return (&inner[..end], &inner[end + line.len()..]);
        }
        let looks_like_yaml = line.trim().is_empty()
            || line.contains(':')
            || line.trim_start().starts_with(['-', '#'])
            || line.starts_with(' ');
        if !looks_like_yaml {
            break;
        }
        end += line.len();
    }
    ("", text)
}

/// Fills what `metadata` lacks from the lines of a front matter.
pub(super) fn read(lines: &str, metadata: &mut Metadata) {
    let (wants_authors, wants_tags) = (metadata.authors.is_empty(), metadata.tags.is_empty());
    let mut list_key = String::new();
    for line in lines.lines() {
        if let Some(entry) = line.trim_start().strip_prefix("- ") {
            if wants_authors && is_author(&list_key) {
                metadata.authors.push(unquoted(entry).to_owned());
            } else if wants_tags && is_tags(&list_key) {
                metadata.tags.extend(tag_list(unquoted(entry)));
            }
            continue;
        }
        let Some((key, value)) = line.split_once(':').filter(|_| !line.starts_with(' ')) else { continue };
        list_key = key.trim().to_ascii_lowercase();
        let value = unquoted(value);
        if value.is_empty() || matches!(value, "unknown" | "null" | "~" | "[]") {
            continue;
        }
        if is_author(&list_key) && wants_authors {
            metadata.authors = author_list(value);
        } else if is_tags(&list_key) && wants_tags {
            metadata.tags = tag_list(value.trim_start_matches('[').trim_end_matches(']'));
        } else {
            set(metadata, &list_key, value);
        }
    }
}

fn set(metadata: &mut Metadata, key: &str, value: &str) {
    let text = || Some(super::chars::tidy(value).into_owned());
    match key {
        "title" | "headline" => {
            metadata.title =
                metadata.title.take().or_else(|| text().map(|title| super::title::without_site(&title).to_owned()));
        }
        "date" | "published" | "publish_date" | "date_published" | "pubdate" => {
            if let (None, Some(dated)) = (metadata.published, Dated::read(value)) {
                (metadata.published, metadata.published_at) = (Some(dated.day), dated.at);
            }
        }
        "modified" | "updated" | "lastmod" | "last_modified" | "date_modified" => {
            if let (None, Some(dated)) = (metadata.modified, Dated::read(value)) {
                (metadata.modified, metadata.modified_at) = (Some(dated.day), dated.at);
            }
        }
        "description" | "summary" | "excerpt" => metadata.description = metadata.description.take().or_else(text),
        "section" | "category" | "categories" => metadata.section = metadata.section.take().or_else(text),
        "image" | "cover" | "thumbnail" if value.contains("://") => {
            metadata.image = metadata.image.take().or_else(text);
        }
        "url" | "link" | "canonical" => metadata.url = metadata.url.take().or_else(text),
        "source" if value.contains("://") => metadata.url = metadata.url.take().or_else(text),
        "source" | "site" | "sitename" | "publisher" => metadata.source = metadata.source.take().or_else(text),
        "language" | "lang" => {
            metadata.language = metadata.language.take().or_else(|| super::metadata::primary_language(value));
        }
        "id" => metadata.id = metadata.id.take().or_else(text),
        _ => {}
    }
}

fn is_tags(key: &str) -> bool {
    matches!(key, "tags" | "keywords")
}

fn is_author(key: &str) -> bool {
    matches!(key, "author" | "authors" | "byline" | "by")
}

/// Names in `[A, B]`, in `By A and B`, or the whole value as one name.
fn author_list(value: &str) -> Vec<String> {
    if let Some(list) = value.strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
        return list.split(',').map(|name| unquoted(name).to_owned()).filter(|name| !name.is_empty()).collect();
    }
    let names = people::byline(value).unwrap_or_else(|| people::names(value));
    if names.is_empty() { vec![value.to_owned()] } else { names }
}

fn unquoted(value: &str) -> &str {
    let value = value.trim();
    ['"', '\''].iter().find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote)).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_is_read_and_what_is_given_stays() {
        let (lines, rest) = split(
            "---\ntitle: \"Ferry sinks: what we know\"\nauthor: By Ann Lee and Bo Ek\ndate: 2021-05-04T10:00:00Z\nsource: https://example.org/a\nlanguage: en-GB\nmodified: 2021-05-06\ncategory: World\ntags: [ports, \"storms\"]\n---\nBody.\n",
        );
        let mut metadata = Metadata { source: Some("Given".into()), ..Metadata::default() };
        read(lines, &mut metadata);
        assert_eq!(metadata.title.as_deref(), Some("Ferry sinks: what we know"));
        assert_eq!(metadata.authors, ["Ann Lee", "Bo Ek"]);
        assert_eq!(metadata.published, Some(jiff::civil::date(2021, 5, 4)));
        assert_eq!(metadata.url.as_deref(), Some("https://example.org/a"));
        assert_eq!(metadata.source.as_deref(), Some("Given"));
        assert_eq!(metadata.language.as_deref(), Some("en"));
        assert_eq!(metadata.modified, Some(jiff::civil::date(2021, 5, 6)));
        assert_eq!(metadata.published_at.map(|at| at.to_string()).as_deref(), Some("2021-05-04T10:00:00+00:00"));
        assert_eq!(
            (metadata.section.as_deref(), metadata.tags),
            (Some("World"), vec!["ports".into(), "storms".into()])
        );
        assert_eq!(rest, "Body.\n");
    }

    #[test]
    fn a_list_of_authors_is_read_entry_by_entry() {
        let mut metadata = Metadata::default();
        read("authors:\n  - Ann Lee\n  - \"Bo Ek\"\ntags:\n  - ports\n", &mut metadata);
        assert_eq!(metadata.authors, ["Ann Lee", "Bo Ek"]);
        assert_eq!(metadata.tags, ["ports"]);
    }

    #[test]
    fn a_rule_at_the_top_is_no_front_matter() {
        let text = "---\nThe ferry sank.\n---\nIt was old.";
        assert_eq!(split(text), ("", text));
    }
}
