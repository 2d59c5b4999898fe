//! Which field of a record is the title, the text and so on.

use serde_json::{Map, Value};
use thiserror::Error;

use super::field_values::{date, host_or_name, language, line, moment, names, terms, text};
use crate::article::{Metadata, RawArticle, Shape};

/// The names under which each part of an article is looked for, the first that has a value winning.
///
/// A name is matched exactly or, failing that, in any case. A name with dots is a path into nested objects, unless a
/// field is called just that.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FieldMap {
    names: [Vec<String>; TARGETS.len()],
    /// Looked at only in a record without a body, and never when the user has said where the text is.
    lead_names: Vec<String>,
}

/// A name of a target that does not exist, or a target without names.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FieldMapError {
    /// There is no such part of an article.
    #[error("unknown part of an article '{target}'; it is one of {}", target_names())]
    UnknownTarget {
        /// What was asked for.
        target: String,
    },
    /// No field names were given.
    #[error("no field names for '{target}'; give them separated by commas, as in 'body,content.text'")]
    NoNames {
        /// The target that would be left without names.
        target: String,
    },
}

/// A record without any text.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("no text in the fields {looked_for}; it has {has}")]
pub struct NoText {
    /// The names that were looked for, separated by commas.
    pub looked_for: String,
    /// The names that the record has, separated by commas: eight at most. One that should hold text is marked as empty.
    pub has: String,
}

#[derive(Clone, Copy)]
enum Target {
    Title,
    Text,
    Published,
    Authors,
    Url,
    Source,
    Id,
    Language,
    Modified,
    Section,
    Tags,
    Description,
    Image,
}

/// Each target, its name for users and the names of the fields by default.
///
/// They are those of newspaper3k, news-please, trafilatura, schema.org, RSS, Anserini and the larger public collections.
const TARGETS: [(Target, &str, &[&str]); 13] = [
    (Target::Title, "title", &["title", "headline"]),
    (Target::Text, "text", &["text", "body", "content", "maintext", "article", "articleBody", "contents"]),
    (
        Target::Published,
        "published",
        &[
            "date",
            "published",
            "date_publish",
            "published_at",
            "publishedAt",
            "publish_date",
            "pubDate",
            "datePublished",
            "date_published",
            "published_date",
            "publication_date",
            "timestamp",
        ],
    ),
    (Target::Authors, "authors", &["author", "authors", "byline", "creator"]),
    (Target::Url, "url", &["url", "link", "canonical_url"]),
    (Target::Source, "source", &["source", "site", "domain", "source_domain", "outlet", "publisher", "publication"]),
    (Target::Id, "id", &["id", "_id"]),
    (Target::Language, "language", &["language", "lang"]),
    (
        Target::Modified,
        "modified",
        &["modified", "date_modify", "date_modified", "dateModified", "updated", "updated_at", "updatedAt"],
    ),
    (Target::Section, "section", &["section", "category", "articleSection"]),
    (Target::Tags, "tags", &["tags", "keywords", "topics"]),
    (Target::Description, "description", &["description", "summary", "abstract", "standfirst"]),
    (Target::Image, "image", &["image", "image_url", "urlToImage", "top_image"]),
];

const LEADS: [&str; 4] = ["description", "summary", "abstract", "standfirst"];

impl Default for FieldMap {
    fn default() -> Self {
        Self { names: TARGETS.map(|(_, _, names)| owned(names)), lead_names: owned(&LEADS) }
    }
}

impl FieldMap {
    /// Looks for `target` (`title`, `text`, `published`, `authors`, `url`, `source`, `id`, `language`, `modified`,
    /// `section`, `tags`, `description` or `image`) under the given names instead of the default ones. They are separated by commas; dots lead into nested objects.
    ///
    /// # Errors
    ///
    /// When there is no such target, or no name.
    ///
    /// # Example
    ///
    /// ```
    /// # use newsdex::corpus::FieldMap;
    /// let mut fields = FieldMap::default();
    /// fields.set("text", "content.body,story")?;
    /// assert!(fields.set("texts", "story").is_err());
    /// # Ok::<(), newsdex::corpus::FieldMapError>(())
    /// ```
    pub fn set(&mut self, target: &str, names: &str) -> Result<(), FieldMapError> {
        let Some((found, _, _)) = TARGETS.iter().find(|(_, name, _)| *name == target) else {
            return Err(FieldMapError::UnknownTarget { target: target.to_owned() });
        };
        let names: Vec<String> =
            names.split(',').map(str::trim).filter(|name| !name.is_empty()).map(ToOwned::to_owned).collect();
        if names.is_empty() {
            return Err(FieldMapError::NoNames { target: target.to_owned() });
        }
        if matches!(found, Target::Text) {
            self.lead_names.clear();
        }
        self.names[*found as usize] = names;
        Ok(())
    }

    /// The article that a record holds.
    ///
    /// # Errors
    ///
    /// When it has no text; a title alone is no article.
    pub(super) fn article(&self, record: &Map<String, Value>) -> Result<RawArticle, NoText> {
        let text = self.text(record).ok_or_else(|| self.no_text(record.keys().map(String::as_str)))?;
        let metadata = Metadata {
            title: self.first(record, Target::Title, line),
            authors: self.first(record, Target::Authors, names).unwrap_or_default(),
            published: self.first(record, Target::Published, date),
            published_at: self.first(record, Target::Published, moment),
            modified: self.first(record, Target::Modified, date),
            modified_at: self.first(record, Target::Modified, moment),
            source: self.first(record, Target::Source, host_or_name),
            url: self.first(record, Target::Url, line),
            language: self.first(record, Target::Language, language),
            section: self.first(record, Target::Section, line),
            tags: self.first(record, Target::Tags, terms).unwrap_or_default(),
            description: self.first(record, Target::Description, line).filter(|lead| *lead != text),
            image: self.first(record, Target::Image, line),
            id: self.first(record, Target::Id, line),
        };
        Ok(RawArticle { shape: Shape::Record, text, metadata })
    }

    /// Whether a record has text.
    pub(super) fn has_text(&self, record: &Map<String, Value>) -> bool {
        self.text(record).is_some()
    }

    /// Whether `name` is one under which the text of an article is looked for.
    pub(super) fn is_text_name(&self, name: &str) -> bool {
        self.names[Target::Text as usize].iter().any(|known| known.eq_ignore_ascii_case(name))
    }

    /// An error unless one of the columns of a table may hold text.
    ///
    /// # Errors
    ///
    /// When none does.
    pub(super) fn check_columns(&self, columns: &[String]) -> Result<(), NoText> {
        let is_column = |name: &String| columns.iter().any(|column| column.eq_ignore_ascii_case(name));
        if self.text_names().any(is_column) {
            return Ok(());
        }
        Err(self.no_text(columns.iter().map(String::as_str)))
    }

    fn text(&self, record: &Map<String, Value>) -> Option<String> {
        self.text_names().find_map(|name| find(record, name, &text))
    }

    fn text_names(&self) -> impl Iterator<Item = &String> {
        self.names[Target::Text as usize].iter().chain(&self.lead_names)
    }

    fn first<T>(&self, record: &Map<String, Value>, target: Target, read: fn(&Value) -> Option<T>) -> Option<T> {
        self.names[target as usize].iter().find_map(|name| find(record, name, &read))
    }

    fn no_text<'a>(&self, has: impl Iterator<Item = &'a str>) -> NoText {
        const SHOWN: usize = 8;
        let mut has: Vec<String> = has.take(SHOWN + 1).map(|name| self.described(name)).collect();
        if has.len() > SHOWN {
            has.truncate(SHOWN);
            has.push("others".to_owned());
        }
        let has = if has.is_empty() { "none".to_owned() } else { has.join(", ") };
        let looked_for: Vec<&str> = self.text_names().map(String::as_str).collect();
        NoText { looked_for: looked_for.join(", "), has }
    }

    /// The name of a field, cut to a length that fits in a message.
    fn described(&self, name: &str) -> String {
        const CHARACTERS: usize = 40;
        let empty = if self.text_names().any(|known| known.eq_ignore_ascii_case(name)) { " (empty)" } else { "" };
        name.chars().take(CHARACTERS).chain(empty.chars()).collect()
    }
}

/// The value under `name` that `read` accepts: under just this name, in a nested object, or in another case.
fn find<T>(record: &Map<String, Value>, name: &str, read: &impl Fn(&Value) -> Option<T>) -> Option<T> {
    let exact = || record.get(name).and_then(read);
    let nested = || {
        name.match_indices('.').find_map(|(dot, _)| {
            let inner = record.get(&name[..dot])?.as_object()?;
            find(inner, &name[dot + 1..], read)
        })
    };
    let any_case = || {
        let mut others = record.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name));
        others.find_map(|(_, value)| read(value))
    };
    exact().or_else(nested).or_else(any_case)
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().copied().map(ToOwned::to_owned).collect()
}

fn target_names() -> String {
    TARGETS.map(|(_, name, _)| name).join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn article(fields: &FieldMap, record: &Value) -> Result<RawArticle, NoText> {
        fields.article(record.as_object().expect("the test gives an object"))
    }

    fn check(record: &Value, text: &str, metadata: &Metadata) {
        let article = article(&FieldMap::default(), record).unwrap();
        assert_eq!((article.text.as_str(), &article.metadata), (text, metadata));
    }

    #[test]
    fn the_fields_of_a_scraper_are_understood() {
        let record = json!({
            "headline": " Aid \n for Kyiv ", "maintext": "One.\n\nTwo.", "date_publish": "2024-01-05 10:00:00",
            "authors": ["Jane Roe", "John Doe"], "source_domain": "www.example.org", "url": "https://example.org/a",
            "language": "en-GB", "_id": 17,
        });
        check(
            &record,
            "One.\n\nTwo.",
            &Metadata {
                title: Some("Aid for Kyiv".into()),
                authors: vec!["Jane Roe".into(), "John Doe".into()],
                published: Some(jiff::civil::date(2024, 1, 5)),
                source: Some("www.example.org".into()),
                url: Some("https://example.org/a".into()),
                language: Some("en".into()),
                id: Some("17".into()),
                ..Metadata::default()
            },
        );
    }

    #[test]
    fn names_are_matched_in_any_case_but_exactly_first() {
        check(
            &json!({"TEXT": "loud", "Title": "T"}),
            "loud",
            &Metadata { title: Some("T".into()), ..Metadata::default() },
        );
        check(&json!({"TEXT": "loud", "text": "quiet"}), "quiet", &Metadata::default());
    }

    #[test]
    fn an_empty_field_gives_way_to_the_next_name() {
        check(&json!({"text": " ", "body": null, "content": "C", "contents": "D"}), "C", &Metadata::default());
        check(&json!({"content": "", "contents": "C"}), "C", &Metadata::default());
    }

    #[test]
    fn a_description_stands_in_only_for_a_missing_body() {
        let metadata = Metadata { description: Some("D".into()), ..Metadata::default() };
        check(&json!({"description": "D", "body": "B"}), "B", &metadata);
        check(&json!({"description": "D", "body": ""}), "D", &Metadata::default());
    }

    #[test]
    fn dots_lead_into_objects_unless_a_field_is_called_so() {
        let mut fields = FieldMap::default();
        fields.set("text", "content.body").unwrap();
        let nested = json!({"content": {"body": "nested"}});
        assert_eq!(article(&fields, &nested).unwrap().text, "nested");
        let exact = json!({"content": {"body": "nested"}, "content.body": "exact"});
        assert_eq!(article(&fields, &exact).unwrap().text, "exact");
        assert!(article(&fields, &json!({"text": "T", "description": "D"})).is_err());
    }

    #[test]
    fn a_record_without_text_says_what_it_has() {
        let mut fields = FieldMap::default();
        fields.set("text", "story").unwrap();
        let error = article(&fields, &json!({"title": "only a title", "Story": " "})).unwrap_err();
        assert_eq!(error.to_string(), "no text in the fields story; it has title, Story (empty)");
        let many: Map<String, Value> = (0..20).map(|n| (format!("f{n}"), Value::Null)).collect();
        let error = fields.article(&many).unwrap_err();
        assert_eq!(error.has, "f0, f1, f2, f3, f4, f5, f6, f7, others");
    }

    #[test]
    fn each_target_is_found_at_its_own_place() {
        for (place, (target, _, _)) in TARGETS.iter().enumerate() {
            assert_eq!(*target as usize, place);
        }
    }

    #[test]
    fn a_wrong_target_is_answered_with_the_right_ones() {
        let error = FieldMap::default().set("headline", "h1").unwrap_err();
        assert_eq!(
            error.to_string(),
            "unknown part of an article 'headline'; it is one of title, text, published, authors, url, source, id, \
             language, modified, section, tags, description, image"
        );
        assert!(FieldMap::default().set("text", " , ").is_err());
    }
}
