//! Phrases that are terms as well: other ways to say a thing, as the thesaurus has them.
//!
//! Where a word is widened by a phrase of frequent words, positions would have to be read for each article that has them all, and
//! there are many. What the thesaurus lists is known before, so where such a phrase stands is noted when an article is indexed: its
//! own term then says in which articles, how often, and how much it adds to a score at most, block by block.
//!
//! The term of a phrase is its words in reverse order with spaces between them, which no other term has: a phrase is told when its last
//! word is met.

use std::sync::OnceLock;

use hashbrown::HashMap;

/// The phrases, sorted, a line each, as the terms that they are.
const LIST: &str = include_str!("listed.txt");

/// What parts the words of a phrase.
const SPACE: char = ' ';

/// The term of a phrase of these words, if it is listed. Logarithmic.
#[must_use]
pub fn listed<'w>(words: impl DoubleEndedIterator<Item = &'w str>) -> Option<String> {
    let mut term = String::new();
    for word in words.rev() {
        if !term.is_empty() {
            term.push(SPACE);
        }
        term.push_str(word);
    }
    lines().binary_search(&term.as_str()).is_ok().then_some(term)
}

/// Whether a term is a phrase.
#[must_use]
pub fn is_phrase(term: &str) -> bool {
    term.contains(SPACE)
}

/// The terms of the phrases that end with two words, in order, each with its words before these, the last first.
pub fn ending_with(before_last: &str, last: &str) -> impl Iterator<Item = (&'static str, std::str::Split<'static, char>)> {
    let end = format!("{last}{SPACE}{before_last}");
    let lines = lines();
    let first = lines.partition_point(|line| *line < end.as_str());
    let behind = move |line: &&'static str| -> Option<(&'static str, std::str::Split<'static, char>)> {
        let rest = line.strip_prefix(end.as_str())?;
        let mut words = rest.split(SPACE);
        // What is in front of the first space is what is left of the second word.
        words.next().filter(|left| left.is_empty())?;
        Some((line, words))
    };
    lines[first..].iter().map_while(behind)
}

/// The place of a word in phrases.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Role {
    /// Whether one ends with it.
    pub is_last: bool,
    /// Whether it is the one before the last of one.
    pub is_before_last: bool,
}

/// What a term is in phrases.
#[must_use]
pub fn role(term: &str) -> Role {
    static ROLES: OnceLock<HashMap<&'static str, Role>> = OnceLock::new();
    let roles = ROLES.get_or_init(|| {
        let mut roles: HashMap<&'static str, Role> = HashMap::new();
        for line in lines() {
            let mut words = line.split(SPACE);
            if let Some(last) = words.next() {
                roles.entry(last).or_default().is_last = true;
            }
            if let Some(before) = words.next() {
                roles.entry(before).or_default().is_before_last = true;
            }
        }
        roles
    });
    roles.get(term).copied().unwrap_or_default()
}

fn lines() -> &'static [&'static str] {
    static LINES: OnceLock<Vec<&'static str>> = OnceLock::new();
    LINES.get_or_init(|| LIST.lines().collect())
}

#[cfg(test)]
mod tests {
    use super::super::{FINGERPRINT, stable_hash};
    use super::*;

    #[test]
    fn phrases_are_found_by_their_last_words() {
        let term = listed(["feder", "reserv"].into_iter()).unwrap();
        assert!(is_phrase(&term) && listed(["reserv", "feder"].into_iter()).is_none());
        let found: Vec<(&str, Vec<&str>)> =
            ending_with("feder", "reserv").map(|(term, rest)| (term, rest.collect())).collect();
        assert_eq!(found, [(term.as_str(), Vec::new())]);
        let board: Vec<Vec<&str>> = ending_with("reserv", "board").map(|(_, rest)| rest.collect()).collect();
        assert!(board.contains(&vec!["feder"]), "{board:?}");
        assert_eq!(ending_with("zzz", "reserv").count(), 0);
        assert_eq!(ending_with("fede", "reserv").count(), 0);
    }

    #[test]
    fn each_phrase_is_found_and_its_words_have_their_roles() {
        for line in LIST.lines() {
            let words: Vec<&str> = line.split(SPACE).collect();
            assert_eq!(listed(words.iter().rev().copied()).as_deref(), Some(line));
            assert!(ending_with(words[1], words[0]).any(|(term, rest)| term == line && rest.eq(words[2..].iter().copied())));
            assert!(role(words[0]).is_last && role(words[1]).is_before_last, "{line}");
        }
        assert_eq!(role("zzz"), Role::default());
    }

    /// An index holds the phrases that were listed when it was made.
    #[test]
    fn another_list_has_another_fingerprint() {
        assert_eq!((FINGERPRINT, stable_hash(LIST)), ("snowball-7", 0), "name the rules anew, and note the list's hash here");
    }
}
