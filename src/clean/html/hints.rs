//! What the names of classes and ids say about an element, in generic words that many sites use.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

/// Number of groups of words.
pub(super) const GROUPS: usize = 17;

/// The groups, in the order of their bits.
pub(super) const NAMES: [&str; GROUPS] = [
    "body", "main", "menu", "share", "related", "promo", "newsletter", "comment", "author", "date", "caption", "tag",
    "side", "dialog", "lead", "hidden", "embed",
];

/// Parts of class names by group. A word in capitals must stand alone: between marks, or as a hump of `camelCase`.
const WORDS: [&[&str]; GROUPS] = [
    &[
        "articlebody", "article-body", "article_body", "article-content", "article__content", "articlecontent", "article-text",
        "article__body", "story-body", "storybody", "story__body", "story-content", "story-text", "post-content", "postcontent",
        "post-body", "post__content", "post_content", "entry-content", "entry-body", "entry__content", "body-text", "bodytext",
        "body-copy", "bodycopy", "content-body", "content__body", "text-body", "richtext", "rich-text", "paragraph", "wysiwyg",
        "articletext", "single-content", "field-body", "body-content", "td-post", "PROSE", "maincontent", "main-content",
    ],
    &["article", "content", "story", "ENTRY", "POST", "MAIN", "BODY", "TEXT", "HENTRY", "COPY"],
    &["menu", "NAV", "navbar", "navi", "breadcrumb", "toolbar", "topbar", "pagination", "pager", "SKIP", "hamburger", "dropdown", "MASTHEAD"],
    &["share", "sharing", "social", "follow", "facebook", "twitter", "whatsapp", "reddit", "ADDTHIS", "sharedaddy", "PRINT", "EMAIL", "likes"],
    &[
        "related", "recommend", "popular", "trending", "teaser", "readmore", "read-more", "read-next", "readnext", "more-", "MORE", "latest",
        "recirc", "outbrain", "taboola", "suggest", "also", "similar", "most-", "headlines", "upnext", "up-next", "NEXT", "carousel",
        "slider", "featured", "recent", "CARD", "PROMO", "river", "LIST", "FEED", "zergnet", "OTHER",
    ],
    &["AD", "ADS", "advert", "adslot", "ad-slot", "adunit", "sponsor", "promo", "banner", "dfp", "commercial", "affiliate", "product", "DEAL", "DEALS", "shop", "BUY", "merch", "paid", "donat"],
    &["newsletter", "subscri", "signup", "sign-up", "paywall", "register", "registration", "login", "signin", "mailchimp", "optin", "FORM", "CTA", "membership"],
    &["comment", "disqus", "reply", "respond", "discussion", "livefyre", "review"],
    &["author", "byline", "contributor", "BIO", "vcard", "writer", "profile", "AVATAR", "reporter", "credit", "source"],
    &["date", "time", "published", "META", "postmeta", "dateline", "posted", "updated", "INFO", "READING"],
    &["caption", "credit", "figure", "image", "photo", "gallery", "media", "video", "player", "slideshow", "copyright", "ATTRIBUTION", "IMG"],
    &["TAGS", "TAG", "taglist", "taxonomy", "categor", "keyword", "topic", "TERMS", "labels", "SECTION", "rubric", "kicker"],
    &["footer", "sidebar", "aside", "widget", "RAIL", "colophon", "header", "SECONDARY", "COMPLEMENTARY", "FOOT", "SIDE", "legal", "disclaimer"],
    &["cookie", "consent", "gdpr", "modal", "popup", "pop-up", "overlay", "toast", "alert", "notification", "lightbox", "tooltip", "popover", "dialog", "privacy"],
    &["lead", "LEDE", "summary", "standfirst", "subtitle", "sub-title", "subhead", "intro", "excerpt", "description", "DEK", "deck", "abstract", "strapline", "headline", "TITLE", "bullet", "highlights", "key-points"],
    &["hidden", "hide", "sr-only", "screen-reader", "visually", "noprint", "no-print", "invisible", "collaps", "offscreen", "print-only", "HIDE"],
    &["embed", "tweet", "instagram", "fb-post", "social-post", "pullquote", "pull-quote", "blockquote", "QUOTE"],
];

/// Names of inline elements whose text is not read with the sentence around it.
const APART: [&str; 6] = ["tooltip", "popover", "sr-only", "screen-reader", "visually-hidden", "visuallyhidden"];

/// Whether the names in a class attribute say that an inline element is not read with the sentence around it.
pub(super) fn stands_apart(names: &str) -> bool {
    APART.iter().any(|word| names.contains(word))
}

/// Which groups of words the names in a class or id attribute belong to, one bit each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Hints(u32);

struct Word {
    group: usize,
    alone: bool,
}

static FINDER: LazyLock<Option<(AhoCorasick, Vec<Word>)>> = LazyLock::new(|| {
    let mut words = Vec::new();
    let mut meanings = Vec::new();
    for (group, list) in WORDS.iter().enumerate() {
        for word in *list {
            let alone = word.starts_with(|c: char| c.is_ascii_uppercase());
            words.push(word.to_ascii_lowercase());
            meanings.push(Word { group, alone });
        }
    }
    let finder = AhoCorasick::builder().ascii_case_insensitive(true).match_kind(MatchKind::Standard).build(words).ok()?;
    Some((finder, meanings))
});

impl Hints {
    /// The groups named in `names`, the value of a class or id attribute.
    pub(super) fn of(names: &str) -> Self {
        let mut hints = Self::default();
        let Some((finder, meanings)) = FINDER.as_ref() else { return hints };
        for found in finder.find_overlapping_iter(names) {
            let word = &meanings[found.pattern().as_usize()];
            if !word.alone || stands_alone(names.as_bytes(), found.start(), found.end()) {
                hints.0 |= 1 << word.group;
            }
        }
        hints
    }

    /// Both together.
    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether a word of `group` was found.
    pub(super) fn has(self, group: usize) -> bool {
        self.0 >> group & 1 == 1
    }

    /// Whether nothing was found.
    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// Whether `names[start..end]` is a word of its own: `post` in `blog-post` and `blogPost`, not in `poster`.
fn stands_alone(names: &[u8], start: usize, end: usize) -> bool {
    let before = start.checked_sub(1).and_then(|at| names.get(at));
    let opens = before.is_none_or(|byte| {
        !byte.is_ascii_alphabetic() || (byte.is_ascii_lowercase() && names[start].is_ascii_uppercase())
    });
    let closes = names.get(end).is_none_or(|byte| {
        !byte.is_ascii_alphabetic() || (byte.is_ascii_uppercase() && names[end - 1].is_ascii_lowercase())
    });
    opens && closes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(names: &str) -> Vec<&'static str> {
        (0..GROUPS).filter(|&group| Hints::of(names).has(group)).map(|group| NAMES[group]).collect()
    }

    #[test]
    fn words_are_found_within_names() {
        assert_eq!(groups("c-relatedStories"), ["related"]);
        assert_eq!(groups("ArticleBody col-8"), ["body", "main"]);
        assert!(groups("x1 y2").is_empty());
    }

    #[test]
    fn short_words_must_stand_alone() {
        assert_eq!(groups("blogPost blog-ad"), ["main", "promo"]);
        assert!(groups("poster shadow").is_empty());
    }
}
