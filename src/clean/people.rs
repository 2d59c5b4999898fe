//! People: bylines, and notes on who an author is.

use std::sync::LazyLock;

use super::prefixes::Openings;
use super::{dates, words};

/// Words that look like names in a byline but name a desk, an agency or a day.
const NOT_NAMES: &[&str] = &[
    "afp",
    "agence",
    "agencies",
    "agency",
    "ap",
    "associated",
    "bureau",
    "correspondent",
    "daily",
    "desk",
    "editor",
    "editorial",
    "editors",
    "edition",
    "experts",
    "guest",
    "journal",
    "magazine",
    "media",
    "monitor",
    "more",
    "news",
    "newsroom",
    "post",
    "press",
    "read",
    "report",
    "reporter",
    "reporters",
    "reuters",
    "security",
    "service",
    "special",
    "staff",
    "team",
    "the",
    "times",
    "today",
    "topics",
    "tribune",
    "war",
    "wire",
    "writer",
    "writers",
];
/// Ranks and courtesies before a name.
const RANKS: &[&str] = &[
    "adm", "army", "capt", "cmdr", "col", "cpl", "dr", "gen", "lt", "maj", "mr", "mrs", "ms", "pfc", "prof", "rev",
    "sgt", "sir", "spc", "staff", "1st", "2nd", "class",
];
/// What authors are called in notes on them.
const ROLES: &[&str] = &[
    "analyst",
    "anchor",
    "author",
    "blogger",
    "columnist",
    "contributor",
    "correspondent",
    "editor",
    "fellow",
    "freelancer",
    "intern",
    "journalist",
    "lecturer",
    "photographer",
    "producer",
    "professor",
    "reporter",
    "researcher",
    "scholar",
    "strategist",
    "writer",
];
/// Roles of people who write for the outlet itself.
const NEWSROOM_ROLES: &[&str] = &[
    "columnist",
    "contributor",
    "correspondent",
    "editor",
    "freelancer",
    "intern",
    "journalist",
    "producer",
    "reporter",
    "writer",
];
const BYLINE_OPENINGS: &[&str] = &[
    "by: ",
    "by ",
    "author: ",
    "authors: ",
    "written by ",
    "reported by ",
    "reporting by ",
    "story by ",
    "posted by ",
    "words by ",
];
/// Openings that make a byline only together with a name.
const OPENINGS_OF_NAMES: &[&str] = &[
    "text: ",
    "text by ",
    "words: ",
    "story: ",
    "von ",
    "par ",
    "por ",
    "di ",
    "door ",
    "av ",
    "af ",
    "autor: ",
    "autora: ",
    "auteur: ",
    "autore: ",
    "oleh ",
    "penulis: ",
    "текст: ",
    "автор: ",
    "автор ",
];
/// What a byline may say of the date after the names, or before them.
const PUBLISHING: &[&str] =
    &["published", "posted", "updated", "publiziert", "veröffentlicht", "publié", "publicado", "pubblicato"];
/// All of these: what a byline may open with.
static OPENINGS: LazyLock<Openings<3>> =
    LazyLock::new(|| Openings::new([BYLINE_OPENINGS, OPENINGS_OF_NAMES, PUBLISHING].map(<[_]>::to_vec)));
/// First and last words of places; no person is called so.
const PLACE_OPENINGS: &[&str] = &[
    "addis", "buenos", "cape", "east", "el", "fort", "great", "hong", "kuala", "las", "los", "mexico", "mount", "new",
    "north", "northern", "port", "puerto", "rio", "saint", "salt", "san", "santa", "santo", "saudi", "south",
    "southern", "sri", "st", "tel", "united", "west", "western",
];
const PLACE_ENDINGS: &[&str] = &[
    "aires",
    "arabia",
    "base",
    "bay",
    "beach",
    "city",
    "county",
    "dhabi",
    "east",
    "emirates",
    "falls",
    "herzegovina",
    "island",
    "islands",
    "kingdom",
    "korea",
    "province",
    "rouge",
    "springs",
    "states",
    "town",
    "valley",
];
/// Words of a name.
const LONGEST_NAME: usize = 5;
/// A note names the role within so many words after the name.
const ROLE_WITHIN: usize = 16;
/// Words of a byline.
pub(super) const BYLINE_WORDS: u32 = 16;

/// The names in a byline such as `By Ann Lee and Bo Ek, Example News`.
///
/// `None` when the line is no byline; an empty list when it names a desk or an agency only.
pub(super) fn byline(line: &str) -> Option<Vec<String>> {
    if !OPENINGS.may_open(line) || line.split(' ').nth(BYLINE_WORDS as usize).is_some() {
        return None;
    }
    let opens = |opening: &&&str| starts_with_ignore_case(line, opening);
    if let Some(opening) = OPENINGS_OF_NAMES.iter().find(opens) {
        return Some(names(&line[opening.len()..])).filter(|authors| !authors.is_empty());
    }
    let Some(opening) = BYLINE_OPENINGS.iter().find(opens) else { return dated_byline(line) };
    let rest = line[opening.len()..].trim();
    let authors = names(rest);
    // Without a name it must be short and capitalised, or "By the river" would be a byline.
    let desk = || {
        rest.split(' ').count() <= 4
            && !rest.ends_with(['.', ':', ','])
            && rest.split(' ').all(is_capitalised)
            && !mentions_a_date(rest)
    };
    (!authors.is_empty() || desk()).then_some(authors)
}

/// The names in a byline that gives the date first: `Posted 4 May 2021 at 16:05 by Ann Lee`.
fn dated_byline(line: &str) -> Option<Vec<String>> {
    let opens = PUBLISHING.iter().any(|word| starts_with_ignore_case(line, word));
    let (before, list) = line.split_once(" by ").filter(|_| opens)?;
    let date_only =
        PUBLISHING.iter().any(|word| before.eq_ignore_ascii_case(word)) || dates::date_line(before).is_some();
    date_only.then(|| names(list)).filter(|authors| !authors.is_empty())
}

/// Whether a sentence-like line is a byline after all, as `By Ann Lee Published May 4, 2021 at 3 p.m.` is.
pub(super) fn is_dated_byline(line: &str) -> bool {
    let mentions =
        |words: &[&str]| line.split(' ').any(|token| words.iter().any(|word| word.eq_ignore_ascii_case(token)));
    byline(line).is_some_and(|authors| !authors.is_empty()) && mentions(PUBLISHING) && dates::find(line).is_some()
}

/// The names in a line that holds nothing but names and, after a comma, a place or an outlet: `Ann Lee, Oslo`.
pub(super) fn names_alone(line: &str) -> Vec<String> {
    let plain = line.split(' ').nth(LONGEST_NAME * 2).is_none() && !line.contains([':', '.', '?', '!', '|']);
    let is_capital = |token: &str| is_capitalised(token) || is_particle(token) || matches!(token, "and" | "&");
    if plain && line.split(' ').all(is_capital) { names(line) } else { Vec::new() }
}

/// The leading names of a list, up to what is no name: a role, an outlet, a date.
pub(super) fn names(list: &str) -> Vec<String> {
    let end = list.find(['|', '•', '·', '(', '@', '—', '–', '[']).unwrap_or(list.len());
    let mut names = Vec::new();
    for part in list[..end].replace(" and ", ",").replace(" AND ", ",").split([',', '&', ';']) {
        let name = [" for ", " in ", " at ", " - "]
            .iter()
            .filter_map(|mark| part.find(mark))
            .min()
            .map_or(part, |end| &part[..end])
            .trim();
        let name = leading_name(name);
        match is_name(name) {
            true => names.push(title_case(name)),
            false if name.is_empty() => {}
            false => break,
        }
    }
    names
}

/// `text` without ranks before the name, and without what follows it: `Sgt. Ann Lee Staff Writer`.
fn leading_name(text: &str) -> &str {
    let mut name = text.trim();
    while let Some((first, rest)) = name.split_once(' ')
        && RANKS.iter().any(|rank| rank.eq_ignore_ascii_case(first.trim_end_matches('.')))
    {
        name = rest;
    }
    let is_no_name = |token: &&str| NOT_NAMES.iter().chain(PUBLISHING).any(|word| word.eq_ignore_ascii_case(token));
    let desk = name.split(' ').find(is_no_name);
    desk.and_then(|token| name.find(token)).filter(|at| *at > 0).map_or(name, |at| name[..at].trim_end())
}

/// A note on an author: whom it is about, and whether its role is one of a newsroom.
pub(super) struct Bio<'a> {
    pub(super) name: &'a str,
    pub(super) newsroom: bool,
}

/// Reads a note such as `Ann Lee is the harbour reporter of the Example.`: a name, a verb, and soon a role.
pub(super) fn bio(line: &str) -> Option<Bio<'_>> {
    // Most lines do not open with two words of a name.
    let second = &line[memchr::memchr(b' ', line.as_bytes())? + 1..];
    let is_name_so_far = || second.split(' ').next().is_some_and(is_particle);
    if !is_capitalised(second) && !is_name_so_far() {
        return None;
    }
    let mut end = 0;
    let mut verb = "";
    for token in line.split(' ').take(LONGEST_NAME + 1) {
        if is_capitalised(token) || is_particle(token) {
            end += token.len() + 1;
        } else {
            verb = token;
            break;
        }
    }
    let name = line[..end.saturating_sub(1)].trim_end_matches(',');
    let works = matches!(verb, "writes" | "covers" | "reports");
    if !(works || matches!(verb, "is" | "was")) || !is_name(name) {
        return None;
    }
    let after = line.get(end + verb.len() + 1..)?;
    let is_in = |roles: &[&str], word: &str| roles.iter().any(|role| role.eq_ignore_ascii_case(word));
    let mut next_words =
        after.split([' ', '-', '/']).take(ROLE_WITHIN).map(|word| word.trim_matches(|c: char| !c.is_alphabetic()));
    let role = next_words.find(|word| is_in(ROLES, word));
    let article = matches!(after.split(' ').next(), Some("a" | "an" | "the"));
    match role {
        _ if works => Some(Bio { name, newsroom: true }),
        Some(role) => Some(Bio { name, newsroom: article && is_in(NEWSROOM_ROLES, role) }),
        None => None,
    }
}

/// Two to five capitalised words, particles allowed, none of them a desk, a month or a day.
fn is_name(text: &str) -> bool {
    let tokens: Vec<&str> = text.split(' ').collect();
    let capitalised = tokens.iter().filter(|token| is_capitalised(token)).count();
    (2..=LONGEST_NAME).contains(&tokens.len())
        && capitalised >= 2
        && tokens.iter().all(|token| (is_capitalised(token) && is_name_word(token)) || is_particle(token))
        && tokens.first().is_some_and(|token| is_capitalised(token))
        && tokens.last().is_some_and(|token| is_capitalised(token))
        && !mentions_a_date(text)
        && !is_place(&tokens)
}

/// `Fort Worth`, `Example City`.
fn is_place(tokens: &[&str]) -> bool {
    let is_in = |list: &[&str], token: Option<&&str>| {
        token.is_some_and(|token| list.iter().any(|word| word.eq_ignore_ascii_case(token.trim_end_matches('.'))))
    };
    is_in(PLACE_OPENINGS, tokens.first()) || is_in(PLACE_ENDINGS, tokens.last())
}

/// Whether a word is one of the small ones inside names.
fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "de" | "da"
            | "del"
            | "della"
            | "der"
            | "den"
            | "di"
            | "dos"
            | "du"
            | "el"
            | "al"
            | "bin"
            | "ibn"
            | "la"
            | "le"
            | "ten"
            | "van"
            | "von"
            | "y"
    )
}

fn is_capitalised(token: &str) -> bool {
    token.chars().next().is_some_and(char::is_uppercase)
}

fn is_name_word(token: &str) -> bool {
    let letters = token.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.'));
    let dot_inside = token.ends_with('.') && token.chars().count() > 3;
    let possessive = token.ends_with("'s") || token.ends_with("’s");
    letters
        && !dot_inside
        && !possessive
        && !NOT_NAMES.iter().any(|word| word.eq_ignore_ascii_case(token))
        && !words::is_function_word(token)
}

fn mentions_a_date(text: &str) -> bool {
    text.split(' ').any(|word| words::is_weekday(word) || (words::month(word).is_some() && word.len() > 3))
}

/// Names set in capitals are written as usual; others stay.
fn title_case(name: &str) -> String {
    if name.chars().any(char::is_lowercase) {
        return name.to_owned();
    }
    let mut inner = false;
    let lower = |c: char, inner: &mut bool| -> Vec<char> {
        let cased = if *inner { c.to_lowercase().collect() } else { vec![c] };
        *inner = c.is_alphabetic();
        cased
    };
    name.chars().flat_map(|c| lower(c, &mut inner)).collect()
}

fn starts_with_ignore_case(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|start| {
        start.eq_ignore_ascii_case(prefix) || (!prefix.is_ascii() && start.to_lowercase() == prefix)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byline_gives_the_names_only() {
        assert_eq!(
            byline("By Ann Lee and Bo van Ek, Example News"),
            Some(vec!["Ann Lee".to_owned(), "Bo van Ek".to_owned()])
        );
        assert_eq!(byline("BY ANN LEE | MAY 4, 2021"), Some(vec!["Ann Lee".to_owned()]));
        assert_eq!(byline("Author: Ann O’Lee"), Some(vec!["Ann O’Lee".to_owned()]));
        assert_eq!(byline("by Example Agency"), Some(Vec::new()));
    }

    #[test]
    fn a_place_after_the_name_is_no_author() {
        for line in [
            "By Ann Lee, Fort Example",
            "By Ann Lee, Example City",
            "Text: Ann Lee",
            "Von Ann Lee",
            "By Ann Lee Published May 4, 2021",
        ] {
            assert_eq!(byline(line), Some(vec!["Ann Lee".to_owned()]), "{line}");
        }
        assert_eq!(names_alone("Ann Lee, Oslo"), ["Ann Lee"]);
        assert!(names_alone("Ann Lee went to Oslo").is_empty() && names_alone("Ferry Line").len() == 1);
    }

    #[test]
    fn a_byline_may_give_the_date_first() {
        assert_eq!(byline("Posted 4 May 2021 at 16:05 by Ann Lee"), Some(vec!["Ann Lee".to_owned()]));
        assert_eq!(byline("Published by Ann Lee"), Some(vec!["Ann Lee".to_owned()]));
        assert_eq!(byline("Posted losses were cut by Ann Lee"), None);
        assert!(is_dated_byline("By Ann Lee Published May 4, 2021 Updated 3:40 p.m."));
        assert!(!is_dated_byline("By Ann Lee, who on May 4, 2021 left the harbour."));
    }

    #[test]
    fn a_sentence_that_opens_with_by_is_no_byline() {
        for line in ["By Monday, the river had risen.", "By the river", "By Monday", "By 2030 emissions will halve"] {
            assert_eq!(byline(line), None, "{line}");
        }
    }

    #[test]
    fn a_bio_opens_with_a_name_and_gives_a_role() {
        let found = bio("Ann Lee is the contributing editor of the Example Gazette, where she covers ports.");
        assert_eq!(found.map(|bio| (bio.name.to_owned(), bio.newsroom)), Some(("Ann Lee".to_owned(), true)));
        assert!(bio("The harbour is a place where a reporter can spend a day.").is_none());
        assert!(bio("Ann Lee is expected to sign the treaty on Friday.").is_none());
    }
}
