//! Words that are spelled in several ways: `defence` and `defense`, `Kyiv` and `Kiev`, `Feb.` and `February`.

use super::{FNV_START, fnv};

/// Lines of a spelling that stands for others, a colon, and the others.
static LIST: &str = include_str!("vocabulary/spellings.txt");

/// For each hash, where in the list one of the other spellings begins, or 0: an open table, made by the compiler, since a program
/// that answers one query would spend more time making it than searching in it.
static PLACES: [u32; SLOTS] = places();
const SLOTS: usize = 1 << 13;

#[expect(clippy::cast_possible_truncation, reason = "the list is some kilobytes long")]
#[expect(clippy::large_stack_arrays, reason = "on the stack of the compiler")]
const fn places() -> [u32; SLOTS] {
    let list = LIST.as_bytes();
    let mut places = [0; SLOTS];
    let (mut at, mut is_behind_colon) = (0, false);
    while at < list.len() {
        if list[at] == b'\n' {
            is_behind_colon = false;
        } else if list[at] == b':' {
            is_behind_colon = true;
        } else if is_behind_colon && list[at] != b' ' {
            let end = end_of_word(list, at);
            places[slot(&places, list, (at, end))] = at as u32;
            at = end;
            continue;
        } else if list[at] == b'#' {
            while at < list.len() && list[at] != b'\n' {
                at += 1;
            }
            continue;
        }
        at += 1;
    }
    places
}

const fn end_of_word(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() && !bytes[at].is_ascii_whitespace() {
        at += 1;
    }
    at
}

/// The slot of a word, which stands somewhere in `bytes`: the one that has it, or the free one where it belongs.
#[expect(clippy::cast_possible_truncation, reason = "the lower bits of a hash")]
const fn slot(places: &[u32; SLOTS], bytes: &[u8], (start, end): (usize, usize)) -> usize {
    let (mut hash, mut at) = (FNV_START, start);
    while at < end {
        hash = fnv(hash, bytes[at]);
        at += 1;
    }
    let mut slot = (hash ^ hash >> 32) as usize % SLOTS;
    while places[slot] != 0 && !is_at(places[slot] as usize, bytes, (start, end)) {
        slot = (slot + 1) % SLOTS;
    }
    slot
}

/// Whether the word that begins at `place` of the list is the one in `bytes`.
const fn is_at(place: usize, bytes: &[u8], (start, end): (usize, usize)) -> bool {
    let list = LIST.as_bytes();
    let mut at = 0;
    while start + at < end {
        if place + at == list.len() || list[place + at] != bytes[start + at] {
            return false;
        }
        at += 1;
    }
    place + at == list.len() || list[place + at].is_ascii_whitespace()
}

/// Short forms of months and of a few words that are written short more often than long.
const SHORT_FORMS: [(&str, &str); 16] = [
    ("jan", "january"),
    ("feb", "february"),
    ("mar", "march"),
    ("apr", "april"),
    ("jun", "june"),
    ("jul", "july"),
    ("aug", "august"),
    ("sep", "september"),
    ("sept", "september"),
    ("oct", "october"),
    ("nov", "november"),
    ("dec", "december"),
    ("pct", "percent"),
    ("dlr", "dollar"),
    ("dlrs", "dollars"),
    ("govt", "government"),
];

/// The longest of them.
const LONGEST_SHORT: usize = 4;

/// The spelling that stands for all spellings of a folded word.
pub(super) fn canonical(word: &str) -> &str {
    if word.len() <= LONGEST_SHORT
        && let Some((_, long)) = SHORT_FORMS.iter().find(|(short, _)| *short == word)
    {
        return long;
    }
    let place = PLACES[slot(&PLACES, word.as_bytes(), (0, word.len()))] as usize;
    let line = LIST[..place].rfind('\n').map_or(0, |end| end + 1);
    match LIST[line..place].split_once(':') {
        Some((canonical, _)) => canonical.trim(),
        None => word,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn spellings_of_one_word_are_one() {
        assert_eq!(canonical("defence"), canonical("defense"));
        assert_eq!(canonical("kiev"), canonical("kyiv"));
        assert_eq!(canonical("feb"), "february");
        assert_eq!(canonical("tank"), "tank");
    }

    #[test]
    fn no_spelling_leads_on_to_another_and_all_are_found() {
        let lines = LIST.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(':'));
        let listed: BTreeMap<&str, &str> = lines
            .flat_map(|(canonical, others)| others.split_whitespace().map(move |other| (other, canonical.trim())))
            .chain(SHORT_FORMS)
            .collect();
        assert!(listed.len() > 2000 && listed.len() < SLOTS / 2);
        for (other, expected) in &listed {
            assert_eq!(canonical(other), *expected);
            assert_eq!(canonical(expected), *expected, "{other}");
        }
        assert!(SHORT_FORMS.iter().all(|(short, _)| short.len() <= LONGEST_SHORT));
    }

    #[test]
    fn what_is_not_listed_stands_for_itself() {
        for word in ["", "organis", "organizee", "#", ":", "\n", "Spellings", "spellings", "ü"] {
            assert_eq!(canonical(word), word);
        }
    }
}
