//! Fields that list something: names of authors, key words.

use super::head::decoded;
use super::people;

/// A longer key word, in bytes, is none.
const LONGEST_TAG: usize = 60;
/// Longest name of an author that is not made of names, in words.
const AUTHOR_WORDS: usize = 5;
/// Whom content management systems name where nobody is named.
const ROLE_ACCOUNTS: &[&str] = &[
    "admin",
    "administrator",
    "anonymous",
    "author",
    "contributor",
    "editor",
    "guest",
    "redacción",
    "redaktion",
    "staff",
    "superuser",
    "unknown",
    "user",
    "webmaster",
    "root",
];

/// Names in an author field: several, one, or none when it is an address, an account or a desk.
pub(super) fn author_names(field: &str) -> Vec<String> {
    names_of(field).into_iter().filter(|name| name.contains(' ')).collect()
}

/// The same of a field that is known to hold a person, who may go by one name.
pub(super) fn person_names(field: &str) -> Vec<String> {
    names_of(field)
}

fn names_of(field: &str) -> Vec<String> {
    let field = decoded(field);
    // `Ann Lee. Example News`: a full stop after two words ends the name, unless it is of an initial.
    let ends = |at: &usize| field[..*at].rsplit_once(' ').is_some_and(|(_, word)| word.chars().count() > 2);
    let end = field.match_indices(". ").map(|(at, _)| at).find(ends);
    let field = &field[..end.unwrap_or(field.len())];
    if field.contains("://") || field.contains('@') && !field.contains(' ') || field.starts_with('@') {
        return Vec::new();
    }
    let names = people::byline(field).unwrap_or_else(|| people::names(field));
    let is_role = ROLE_ACCOUNTS.iter().any(|role| field.eq_ignore_ascii_case(role));
    let is_account = field.contains(|c: char| c.is_ascii_digit() || c == '_')
        || !field.contains(' ') && field.chars().filter(|c| c.is_uppercase()).count() > 2
        || field.starts_with(char::is_lowercase);
    if !names.is_empty() {
        names
    } else if field.is_empty() || is_role || is_account || field.split(' ').count() > AUTHOR_WORDS {
        Vec::new()
    } else {
        vec![field.to_owned()]
    }
}

/// Key words parted by commas. Technical ones, such as `type:story` and `/article`, are left out.
pub(super) fn tag_list(field: &str) -> Vec<String> {
    let is_tag = |tag: &&str| {
        tag.len() <= LONGEST_TAG && !tag.contains([':', '/', '@', '=']) && tag.contains(char::is_alphabetic)
    };
    field.split([',', ';']).map(|tag| tag.trim().trim_matches('"')).filter(is_tag).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_no_authors() {
        for account in ["admin", "KWXYZ", "ann_lee", "news2", "@ann", "ann@news.example", "https://news.example/ann"] {
            assert!(author_names(account).is_empty() && person_names(account).is_empty(), "{account}");
        }
        assert_eq!(author_names("Ann Lee. Example News"), ["Ann Lee"]);
        assert_eq!(author_names("Ann B. Lee"), ["Ann B. Lee"]);
        assert_eq!(person_names("Ann"), ["Ann"]);
    }

    #[test]
    fn technical_key_words_are_left_out() {
        assert_eq!(tag_list("ports, type:story, /article, \"storms\""), ["ports", "storms"]);
    }
}
