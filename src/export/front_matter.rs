//! The metadata of an article as YAML, between two lines of three dashes.

use std::fmt::Write;
use std::path::Path;

use crate::article::Metadata;
use crate::index::RecordPlace;

/// The front matter of an article, with a blank line behind it. What is not known is left out.
pub(super) fn of(metadata: &Metadata, file: &Path, record: Option<RecordPlace>) -> String {
    let Metadata { title, authors, published, source, url, language, id, section, tags, description, image, .. } =
        metadata;
    let mut lines = String::from("---\n");
    field(&mut lines, "title", title.as_deref().map(quoted));
    field(&mut lines, "authors", list(authors));
    field(&mut lines, "published", published.map(|date| date.to_string()));
    field(&mut lines, "published_at", metadata.published_at.map(|moment| moment.to_string()));
    field(&mut lines, "modified", metadata.modified.map(|date| date.to_string()));
    field(&mut lines, "modified_at", metadata.modified_at.map(|moment| moment.to_string()));
    let texts = [
        ("source", source),
        ("url", url),
        ("language", language),
        ("id", id),
        ("section", section),
        ("description", description),
        ("image", image),
    ];
    for (name, value) in texts {
        field(&mut lines, name, value.as_deref().map(quoted));
    }
    field(&mut lines, "tags", list(tags));
    field(&mut lines, "file", Some(quoted(&file.display().to_string())));
    field(&mut lines, "line", record.map(|place| place.line.to_string()));
    lines + "---\n\n"
}

/// A YAML list on one line, unless there is nothing in it.
fn list(texts: &[String]) -> Option<String> {
    let quoted = texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", ");
    (!texts.is_empty()).then(|| format!("[{quoted}]"))
}

fn field(lines: &mut String, name: &str, value: Option<String>) {
    if let Some(value) = value {
        lines.push_str(&format!("{name}: {value}\n"));
    }
}

/// A double-quoted YAML scalar on one line.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            // YAML allows neither control characters nor these two, and takes some of the others for line breaks.
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}') => {
                // Writing to a string cannot fail.
                let _ = write!(quoted, "\\u{:04x}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_look_like_yaml_are_quoted() {
        let metadata = Metadata {
            title: Some("Ferry: \"sails\" # \\ at\nnoon\u{85}\u{1b}".to_owned()),
            authors: vec!["Ann, Lee".to_owned(), "yes".to_owned()],
            published: Some(jiff::civil::date(2024, 5, 6)),
            ..Metadata::default()
        };
        let place = RecordPlace { line: 17, number: 2 };
        insta::assert_snapshot!(of(&metadata, Path::new("a/b.jsonl"), Some(place)), @r#"
        ---
        title: "Ferry: \"sails\" # \\ at\nnoon\u0085\u001b"
        authors: ["Ann, Lee", "yes"]
        published: 2024-05-06
        file: "a/b.jsonl"
        line: 17
        ---
        "#);
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        assert_eq!(of(&Metadata::default(), Path::new("a.txt"), None), "---\nfile: \"a.txt\"\n---\n\n");
    }
}
