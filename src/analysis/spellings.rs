//! Words that are spelled in several ways: `defence` and `defense`, `Kyiv` and `Kiev`, `Feb.` and `February`.

use std::sync::LazyLock;

use hashbrown::HashMap;

static CANONICAL: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let lines = include_str!("vocabulary/spellings.txt").lines().filter(|line| !line.starts_with('#'));
    let listed = lines
        .filter_map(|line| line.split_once(':'))
        .flat_map(|(canonical, variants)| variants.split_whitespace().map(move |variant| (variant, canonical.trim())));
    listed.chain(SHORT_FORMS).collect()
});

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

/// The spelling that stands for all spellings of a folded word.
pub(super) fn canonical(word: &str) -> &str {
    CANONICAL.get(word).copied().unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_word_are_one() {
        assert_eq!(canonical("defence"), canonical("defense"));
        assert_eq!(canonical("kiev"), canonical("kyiv"));
        assert_eq!(canonical("feb"), "february");
        assert_eq!(canonical("tank"), "tank");
    }

    #[test]
    fn no_spelling_leads_on_to_another() {
        for canonical in CANONICAL.values() {
            assert!(!CANONICAL.contains_key(canonical), "{canonical}");
        }
    }
}
