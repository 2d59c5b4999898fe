//! Lines that give themselves away by their words: menus, share buttons, notices, captions, links to other articles.

use super::chars::key;
use super::lines::Features;
use super::phrases::Evidence;
use super::report::Label;

/// Whole lines, lower case and without punctuation at either end, that are buttons, menus or share links.
const MENU: &[&str] = &[
    "a", "about", "about us", "accept", "accept all", "account", "ad", "ads", "advert", "advertise", "advertise with us", "advertisement", "advertising", "all", "all news", "all rights reserved", "app", "apps", "archive", "archives", "arts", "author", "back", "back to top", "blog", "bookmark", "breaking", "breaking news", "business", "by", "caption", "careers", "click here to share on social media", "close", "comment", "comments", "contact", "contact us", "cookie policy", "cookies", "copy", "copy link", "copylink", "copyright", "current", "dark", "edition", "editorial guidelines", "email", "english", "enlarge", "enlarge image", "entertainment", "expand", "facebook", "faq", "faqs", "favourite", "feedback", "flipboard", "follow", "follow us", "full screen", "gallery", "gift", "google", "help", "hide caption", "home", "info", "instagram", "jobs", "latest", "latest news", "like", "link", "link copied", "linkedin", "listen", "listen to this article", "live", "load more", "loading", "log in", "log out", "login", "menu", "messenger", "more", "navigation menu", "newsletter", "newsletters", "next", "next article", "pause", "photos", "pinterest", "play", "podcast", "podcasts", "popular", "previous", "previous article", "print", "privacy", "privacy notice", "privacy policy", "read", "recommended", "reddit", "register", "reject", "reject all", "related", "reply", "report an error", "rss", "save", "search", "see also", "see more", "send", "settings", "share", "share article", "share now", "share on facebook", "share on twitter", "share this", "share this article", "share this story", "shares", "show more", "sign in", "sign up", "sitemap", "skip ad", "skip links", "skip to article", "skip to content", "skip to main content", "skip to navigation", "skip to search", "submit", "subscribe", "subscribe now", "tags", "telegram", "terms", "terms and conditions", "terms of service", "terms of use", "text", "text size", "threads", "tiktok", "toggle caption", "toggle menu", "toggle navigation", "top stories", "topics", "tumblr", "tweet", "twitter", "video", "videos", "view all", "view comments", "view more", "vkontakte", "watch", "watch live", "watch now", "whatsapp", "x", "youtube",
];
/// Whole lines that head a list of other articles.
const RELATED_HEADINGS: &[&str] = &[
    "dont miss", "editors picks", "from our partners", "in case you missed it", "keep reading", "latest stories", "more articles", "more from", "more like this", "more news", "more on this", "more on this story", "more stories", "more to read", "most popular", "most read", "most viewed", "must read", "must reads", "popular stories", "read also", "read more", "read next", "recent posts", "recommended articles", "recommended for you", "recommended reading", "recommended stories", "related articles", "related content", "related coverage", "related news", "related posts", "related reading", "related stories", "related topics", "related video", "related videos", "story continues", "trending", "trending now", "trending stories", "up next", "what to read next", "you may also like", "you might also like",
];
/// Openings, lower case, of a line that links to another article.
const RELATED_OPENINGS: &[&str] = &[
    "also read:", "also read |", "click here to read", "don't miss:", "don’t miss:", "further reading:", "more from ", "more:", "more on this:",
    "must read:", "must read |", "opinion:", "read also:", "read also |", "read full", "read here:", "read more:", "read more |", "read more about",
    "read next:", "read the full", "read:", "read |", "recommended:", "related:", "related |", "related article:", "related story:", "see also:",
    "see more:", "watch:", "watch |", "you may also like", "you might also like",
];
const ERRORS: &[&str] = &["error:", "404 ", "403 ", "page not found", "access denied", "something went wrong", "content is protected", "exit mobile version"];
/// Openings and parts of captions and picture credits, lower case.
const CREDIT_OPENINGS: &[&str] = &[
    "photo:", "photo by ", "photos:", "photograph:", "photo credit", "photo courtesy", "image:", "images:", "image credit", "image source", "image copyright", "image caption",
    "credit:", "credits:", "picture:", "pictures:", "picture by ", "file photo", "illustration:", "illustration by ", "graphic:", "video:", "source: getty", "media caption", "image ",
];
const COPYRIGHT_OPENINGS: &[&str] = &["©", "(c) ", "copyright"];
const LONGEST_MENU_LINE: usize = 40;
/// A longer line is text of the article even if it has one of the likely words.
const SHORT_NOTICE_WORDS: u32 = 25;
const LONG_NOTICE_WORDS: u32 = 80;
const CREDIT_WORDS: u32 = 14;
const CAPTION_WORDS: u32 = 70;

/// What the words of `line` alone say it is, if they say it clearly.
pub(super) fn label(line: &str, features: &Features) -> Option<Label> {
    if features.words > LONG_NOTICE_WORDS {
        return None;
    }
    if line.len() <= LONGEST_MENU_LINE
        && let Some(label) = menu(line)
    {
        return Some(label);
    }
    let evidence = Evidence::of(line);
    if is_error(line, features) {
        Some(Label::ErrorMessage)
    } else if features.words <= SHORT_NOTICE_WORDS && starts_with_any(line, RELATED_OPENINGS) {
        Some(Label::RelatedHeadline)
    } else if is_notice(line, features, evidence) {
        Some(Label::Notice)
    } else if is_caption(line, features, evidence) {
        Some(Label::Caption)
    } else {
        None
    }
}

/// Only what cannot be part of an article: for text that was extracted with care already.
pub(super) fn sure_label(line: &str, features: &Features) -> Option<Label> {
    if features.words > SHORT_NOTICE_WORDS * 2 {
        return None;
    }
    if is_error(line, features) {
        return Some(Label::ErrorMessage);
    }
    let evidence = Evidence::of(line);
    let notice = evidence.sure > 0 && (features.words <= SHORT_NOTICE_WORDS || evidence.likely > 0);
    notice.then_some(Label::Notice)
}

/// Whether the line heads a list of other articles.
pub(super) fn heads_related(line: &str) -> bool {
    line.len() <= LONGEST_MENU_LINE && is_in(RELATED_HEADINGS, &key(line))
}

fn menu(line: &str) -> Option<Label> {
    let key = key(line);
    if is_in(RELATED_HEADINGS, &key) {
        Some(Label::RelatedHeadline)
    } else if is_in(MENU, &key) || is_counter(&key) {
        Some(Label::Menu)
    } else {
        None
    }
}

fn is_in(sorted: &[&str], key: &str) -> bool {
    sorted.binary_search(&key).is_ok()
}

/// `3`, `1 / 23`, `image 1 of 23`, `6 min read`: numbers with little beside them; also nothing but symbols.
fn is_counter(key: &str) -> bool {
    let beside = |word: &str| matches!(word, "image" | "list" | "of" | "min" | "mins" | "minutes" | "read" | "page" | "slide" | "comments" | "shares" | "views");
    // Four digits are a year, which a heading of a timeline may be.
    let number = |word: &str| word.len() != 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    key.split(' ').all(|word| number(word) || beside(word))
}

fn is_error(line: &str, features: &Features) -> bool {
    features.words <= 10 && starts_with_any(line, ERRORS)
}

fn is_notice(line: &str, features: &Features, evidence: Evidence) -> bool {
    let short = features.words <= SHORT_NOTICE_WORDS;
    let copyright = || starts_with_any(line, COPYRIGHT_OPENINGS);
    evidence.sure > 0 || (evidence.likely >= 2 && evidence.address > 0) || (short && (copyright() || (evidence.likely == 1 && !features.is_prose() && (evidence.address > 0 || !features.is_sentence()))))
}

fn is_caption(line: &str, features: &Features, evidence: Evidence) -> bool {
    let short = features.words <= CREDIT_WORDS;
    (short && starts_with_any(line, CREDIT_OPENINGS))
        || (evidence.credit > 0 && ((short && !features.is_sentence()) || (features.words <= CAPTION_WORDS && line.ends_with([')', ']']))))
}

fn starts_with_any(line: &str, openings: &[&str]) -> bool {
    openings.iter().any(|opening| line.get(..opening.len()).is_some_and(|start| start.eq_ignore_ascii_case(opening)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labelled(line: &str) -> Option<Label> {
        label(line, &Features::of(line))
    }

    #[test]
    fn lists_are_sorted_for_the_search() {
        assert!(MENU.is_sorted() && RELATED_HEADINGS.is_sorted());
    }

    #[test]
    fn menus_and_counters_are_known() {
        for line in ["Share", "SIGN IN", "1 / 23", "•", "Image 2 of 9", "4 min read"] {
            assert_eq!(labelled(line), Some(Label::Menu), "{line}");
        }
        assert_eq!(labelled("1917"), None);
    }

    #[test]
    fn notices_are_told_from_news_about_them() {
        assert_eq!(labelled("We use cookies to improve your visit."), Some(Label::Notice));
        assert_eq!(labelled("Sign up for the Morning Brief newsletter"), Some(Label::Notice));
        assert_eq!(labelled("The court ruled on Monday that the newspaper had to pay each former subscriber a fee of ten euros."), None);
    }

    #[test]
    fn errors_captions_and_links_have_their_own_labels() {
        assert_eq!(labelled("error: This text is protected !!"), Some(Label::ErrorMessage));
        assert_eq!(labelled("Photo: Bo Ek, Example"), Some(Label::Caption));
        assert_eq!(labelled("A crane at the harbour on Monday. (AP Photo/Bo Ek)"), Some(Label::Caption));
        assert_eq!(labelled("READ MORE: Ferry sails again"), Some(Label::RelatedHeadline));
    }
}
