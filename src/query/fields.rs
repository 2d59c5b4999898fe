//! The names of fields.

use super::{FilterField, TextField};

/// What stands before a colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Text(TextField),
    Filter(FilterField),
    Date(DateField),
}

/// How days are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateField {
    /// The days of a year, month, day or range.
    On,
    /// The first day and later.
    After,
    /// What lies before the first day.
    Before,
    /// Days up to today.
    Last,
}

/// All names. Where a field has several, the first is the one that is shown.
const NAMES: [(&str, Field); 18] = [
    ("title", Field::Text(TextField::Title)),
    ("body", Field::Text(TextField::Body)),
    ("source", Field::Filter(FilterField::Source)),
    ("author", Field::Filter(FilterField::Author)),
    ("lang", Field::Filter(FilterField::Language)),
    ("language", Field::Filter(FilterField::Language)),
    ("path", Field::Filter(FilterField::Path)),
    ("url", Field::Filter(FilterField::Url)),
    ("tag", Field::Filter(FilterField::Tag)),
    ("country", Field::Filter(FilterField::Country)),
    ("org", Field::Filter(FilterField::Organisation)),
    ("organisation", Field::Filter(FilterField::Organisation)),
    ("organization", Field::Filter(FilterField::Organisation)),
    ("system", Field::Filter(FilterField::System)),
    ("date", Field::Date(DateField::On)),
    ("after", Field::Date(DateField::After)),
    ("before", Field::Date(DateField::Before)),
    ("last", Field::Date(DateField::Last)),
];

/// Longer words are no names of fields.
const MAX_NAME: usize = 20;

/// What stands before the colon of addresses, not of fields.
const SCHEMES: [&str; 5] = ["http", "https", "ftp", "mailto", "file"];

impl Field {
    pub(super) fn named(name: &str) -> Option<Self> {
        NAMES.iter().find(|(known, _)| *known == name).map(|&(_, field)| field)
    }

    pub(super) fn name(self) -> &'static str {
        NAMES.iter().find(|(_, field)| *field == self).map_or("", |&(name, _)| name)
    }
}

/// The name before the first colon of `text`, where an operand follows the colon directly: `title:tank`, but neither
/// `title: tank` nor `10:30`.
pub(super) fn name_before_colon(text: &str) -> Option<&str> {
    let end = text.bytes().take(MAX_NAME + 1).position(|byte| !byte.is_ascii_alphabetic())?;
    let operand = text[end..].strip_prefix(':')?.chars().next()?;
    (end > 1 && !operand.is_whitespace() && operand != ')').then(|| &text[..end])
}

/// Whether a name that is none was meant as one; `operand` is what follows its colon.
pub(super) fn looks_like_field(name: &str, operand: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let is_address = SCHEMES.contains(&lower.as_str()) || operand.starts_with("//") || operand.starts_with(':');
    !is_address && (lower == name || Field::named(&lower).is_some())
}

/// A known name that differs by one letter more, less, other or exchanged with its neighbour, or by case.
pub(super) fn similar(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    NAMES.iter().map(|&(known, _)| known).find(|known| is_one_edit(name.as_bytes(), known.as_bytes()))
}

fn is_one_edit(a: &[u8], b: &[u8]) -> bool {
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[same..], &b[same..]);
    match (a, b) {
        ([], []) => true,
        ([_, rest @ ..], _) if rest == b => true,
        (_, [_, rest @ ..]) if rest == a => true,
        ([_, a @ ..], [_, b @ ..]) if a == b => true,
        ([first, second, a @ ..], [third, fourth, b @ ..]) => first == fourth && second == third && a == b,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_directly_before_its_operand() {
        assert_eq!(name_before_colon("title:tank"), Some("title"));
        assert_eq!(name_before_colon("title:\"main battle\""), Some("title"));
        for text in ["title: tank", "title:", "title", "10:30", "c:\\x", "Größe:x", "(title:)", "title:)"] {
            assert_eq!(name_before_colon(text), None, "{text}");
        }
    }

    #[test]
    fn names_are_forgiven_one_letter() {
        for (typed, meant) in [("titel", "title"), ("tilte", "title"), ("sorce", "source"), ("tags", "tag")] {
            assert_eq!(similar(typed), Some(meant));
        }
        assert_eq!(similar("Title"), Some("title"));
        assert_eq!(similar("ukraine"), None);
    }

    #[test]
    fn every_field_has_a_name() {
        for (name, field) in NAMES {
            assert_eq!(Field::named(field.name()), Some(field), "{name}");
        }
    }
}
