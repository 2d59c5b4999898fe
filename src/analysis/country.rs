//! `US`: the country, or the pronoun in capitals.
//!
//! In running text capitals are the country. In the upper-case text of agency wires the neighbours decide.

use std::ops::Range;

/// Before the country stands an article, and what articles stand before.
const BEFORE_COUNTRY: [&str; 6] = ["the", "a", "an", "anti", "pro", "former"];
/// Before the pronoun stand these.
const BEFORE_PRONOUN: [&str; 30] = [
    "let", "to", "for", "with", "of", "give", "gives", "gave", "tell", "tells", "told", "help", "helps", "allow",
    "among", "between", "against", "from", "upon", "on", "make", "makes", "show", "showed", "leave", "all", "both",
    "behind", "before", "want",
];
/// And behind the country these, also where a preposition stands before it.
const BEHIND_COUNTRY: [&str; 52] = [
    "government",
    "president",
    "army",
    "navy",
    "air",
    "military",
    "forces",
    "force",
    "troops",
    "soldiers",
    "marines",
    "marine",
    "embassy",
    "ambassador",
    "congress",
    "senate",
    "state",
    "states",
    "secretary",
    "department",
    "officials",
    "official",
    "citizens",
    "citizen",
    "policy",
    "aid",
    "assistance",
    "dollars",
    "economy",
    "companies",
    "company",
    "trade",
    "intervention",
    "invasion",
    "aggression",
    "imperialism",
    "administration",
    "authorities",
    "advisers",
    "advisors",
    "journalist",
    "journalists",
    "helicopters",
    "planes",
    "ships",
    "weapons",
    "flag",
    "bases",
    "base",
    "intelligence",
    "dollar",
    "agents",
];

/// Whether the word `US` at `word` is the country.
pub(super) fn is_country(text: &str, word: &Range<usize>) -> bool {
    let before = last_word(&text[..word.start]);
    let behind = first_word(&text[word.end..]);
    let is_running_text = |word: &str| word.len() > 1 && word.contains(char::is_lowercase);
    if is_running_text(before) || is_running_text(behind) {
        return true;
    }
    let is_one_of = |word: &str, list: &[&str]| list.iter().any(|known| known.eq_ignore_ascii_case(word));
    is_one_of(before, &BEFORE_COUNTRY) || is_one_of(behind, &BEHIND_COUNTRY) || !is_one_of(before, &BEFORE_PRONOUN)
}

fn last_word(text: &str) -> &str {
    let text = text.trim_end_matches([' ', '-', '\u{a0}']);
    let from = text.char_indices().rev().take_while(|(_, c)| c.is_alphanumeric()).last();
    from.map_or("", |(at, _)| &text[at..])
}

fn first_word(text: &str) -> &str {
    let text = text.trim_start_matches([' ', '-', '\u{a0}']);
    let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_tell_the_country_from_the_pronoun() {
        let check = |text: &str| {
            let at = text.find("US").unwrap();
            is_country(text, &(at..at + 2))
        };
        for country in
            ["US", "the US and allies", "THE US GOVERNMENT", "A PLAN OF US TROOPS", "US hostage", "IN US CUSTODY"]
        {
            assert!(check(country), "{country}");
        }
        for pronoun in ["THEY GAVE US NOTHING", "ALL OF US WERE THERE", "LET US PRAY"] {
            assert!(!check(pronoun), "{pronoun}");
        }
    }
}
