//! Phrases by which a site speaks for itself, and their search in a line.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

/// Parts of lines that only the site itself says. One is enough.
const SURE_NOTICES: &[&str] = &[
    "accept all cookies", "all rights reserved", "by clicking", "by continuing to use", "by signing up", "by subscribing, you", "by using this website",
    "create a free account", "content is protected", "exit mobile version", "enable javascript", "get our app", "javascript is disabled",
    "javascript to run", "may not be published, broadcast", "our cookie policy", "our privacy policy", "our terms of", "please enable",
    "please log in", "please subscribe", "please try again", "sign up for our", "sign up here", "sign up to our", "sign up to receive", "site uses cookies",
    "subscribe to our", "support our journalism", "use of cookies", "uses cookies to", "we use cookies", "website uses cookies", "your browser does not",
    "your email address", "your inbox",
];
/// Parts of lines that tell a notice when the line is short or there are two of them.
const LIKELY_NOTICES: &[&str] = &[
    "become a member", "click here", "comments are closed", "cookie", "copyright", "donate", "download the", "follow us", "for subscribers",
    "free newsletter", "follow him on", "follow her on", "follow us on", "in your inbox", "join our", "join the conversation", "letters to the editor", "log in", "newsletter", "on facebook",
    "on instagram", "on telegram", "on twitter", "on whatsapp", "our app", "privacy policy", "read our", "republish", "share this", "sign up",
    "story tips", "subscribe", "subscriber", "subscription", "terms and conditions", "terms of service", "terms of use", "to continue reading",
    "to your inbox", "we want to hear", "we’d like to hear", "we'd like to hear", "your support",
];
/// Parts of captions and picture credits.
const CREDIT_PARTS: &[&str] = &[
    "(ap photo", "(photo by", "(photo:", "(image:", "(picture:", "(file photo", "getty images", "/afp", "/ap)", "/reuters", "reuters/", "via getty", "via reuters", "via ap",
    "photo/", "shutterstock", "courtesy of", "hide caption",
];

/// Words by which a notice turns to the reader.
const ADDRESSES: &[&str] = &[" you ", " your ", "your ", " you’", " you'", " you.", " us ", " us.", " our ", "click here"];

/// How many different phrases of each kind a line has.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Evidence {
    /// Phrases that only the site itself says.
    pub(super) sure: u32,
    /// Phrases that notices and some articles have.
    pub(super) likely: u32,
    /// Phrases of picture credits.
    pub(super) credit: u32,
    /// Words that turn to the reader.
    pub(super) address: u32,
}

/// All phrases in one automaton, so that a line is read once however many phrases there are.
static PHRASES: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let phrases = [SURE_NOTICES, LIKELY_NOTICES, CREDIT_PARTS, ADDRESSES].into_iter().flatten();
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .kind(Some(AhoCorasickKind::DFA))
        .build(phrases).ok()
});

impl Evidence {
    /// Counts the phrases in `line`, whatever their case.
    pub(super) fn of(line: &str) -> Self {
        let mut evidence = Self::default();
        let Some(phrases) = PHRASES.as_ref() else { return evidence };
        let mut seen = 0_u128;
        for found in phrases.find_overlapping_iter(line) {
            let index = found.pattern().as_usize();
            let bit = 1_u128.checked_shl(u32::try_from(index).unwrap_or(u32::MAX)).unwrap_or(0);
            if seen & bit != 0 {
                continue;
            }
            seen |= bit;
            let kinds = [
                (&mut evidence.sure, SURE_NOTICES.len()),
                (&mut evidence.likely, LIKELY_NOTICES.len()),
                (&mut evidence.credit, CREDIT_PARTS.len()),
                (&mut evidence.address, ADDRESSES.len()),
            ];
            let mut first = 0;
            for (count, length) in kinds {
                *count += u32::from((first..first + length).contains(&index));
                first += length;
            }
        }
        evidence
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_counts_once_in_any_case() {
        let evidence = Evidence::of("SUBSCRIBE now, or subscribe later. Photo: Getty Images");
        assert_eq!((evidence.sure, evidence.likely, evidence.credit), (0, 1, 1));
    }

    #[test]
    fn all_phrases_fit_the_set_of_seen_ones() {
        assert!(SURE_NOTICES.len() + LIKELY_NOTICES.len() + CREDIT_PARTS.len() + ADDRESSES.len() <= 128);
    }
}
