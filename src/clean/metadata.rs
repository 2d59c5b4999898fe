//! Small rules that every source of metadata shares.

use super::language;
use crate::article::Metadata;

/// The primary language of a tag such as `en-GB`: `en`.
pub(super) fn primary_language(tag: &str) -> Option<String> {
    let primary = tag.trim().split(['-', '_']).next()?.to_ascii_lowercase();
    let is_tag = matches!(primary.len(), 2 | 3) && primary.bytes().all(|byte| byte.is_ascii_lowercase());
    is_tag.then(|| language::canonical(&primary).to_owned())
}

/// `first`, and from `second` what it lacks.
pub(super) fn merged(first: Metadata, second: Metadata) -> Metadata {
    Metadata {
        title: first.title.or(second.title),
        authors: if first.authors.is_empty() { second.authors } else { first.authors },
        // A day and a moment belong together.
        published_at: if first.published.is_some() { first.published_at } else { second.published_at },
        published: first.published.or(second.published),
        modified_at: if first.modified.is_some() { first.modified_at } else { second.modified_at },
        modified: first.modified.or(second.modified),
        source: first.source.or(second.source),
        url: first.url.or(second.url),
        language: first.language.or(second.language),
        section: first.section.or(second.section),
        tags: if first.tags.is_empty() { second.tags } else { first.tags },
        description: first.description.or(second.description),
        image: first.image.or(second.image),
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
