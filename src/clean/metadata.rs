//! Small rules that every source of metadata shares.

use crate::article::Metadata;

/// The primary language of a tag such as `en-GB`: `en`.
pub(super) fn primary_language(tag: &str) -> Option<String> {
    let primary = tag.trim().split(['-', '_']).next()?.to_ascii_lowercase();
    (matches!(primary.len(), 2 | 3) && primary.bytes().all(|byte| byte.is_ascii_lowercase())).then_some(primary)
}

/// `first`, and from `second` what it lacks.
pub(super) fn merged(first: Metadata, second: Metadata) -> Metadata {
    Metadata {
        title: first.title.or(second.title),
        authors: if first.authors.is_empty() { second.authors } else { first.authors },
        published: first.published.or(second.published),
        source: first.source.or(second.source),
        url: first.url.or(second.url),
        language: first.language.or(second.language),
        id: first.id.or(second.id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_tag_is_reduced_to_its_primary_part() {
        assert_eq!(primary_language("pt_BR").as_deref(), Some("pt"));
        assert_eq!(primary_language("EN").as_deref(), Some("en"));
        assert_eq!(primary_language("english"), None);
    }

    #[test]
    fn what_is_known_first_wins() {
        let first = Metadata { title: Some("A".into()), ..Metadata::default() };
        let second = Metadata { title: Some("B".into()), url: Some("u".into()), ..Metadata::default() };
        let merged = merged(first, second);
        assert_eq!((merged.title.as_deref(), merged.url.as_deref()), (Some("A"), Some("u")));
    }
}
