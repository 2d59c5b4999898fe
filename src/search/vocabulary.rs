//! The words of the index: those of a pattern, and those that resemble a word.

use std::collections::BTreeMap;

use tantivy::schema::Field;

use super::SearchError;
use super::dictionary::Dictionary;
use super::similar::{scan_similar, similar_to, tell};
use crate::analysis::languages::{TAG, is_tagged};
use crate::analysis::scripts::is_of_pairs;
use crate::index::{MISSING, Reader};

/// A pattern stands for at most so many word forms: those in the most articles.
pub(super) const MOST_FORMS: usize = 256;

/// A word form of the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Form {
    pub word: String,
    /// In how many articles it stands, or, if `is_stem`, its stem.
    pub articles: u64,
    /// Whether the form is its own stem, so that the index has it as a term of the text.
    pub is_stem: bool,
}

/// What the words of a pattern have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pattern<'p> {
    /// `?` is one character, `*` any number.
    Wildcard(&'p str),
    /// Within so many edits.
    Fuzzy { word: &'p str, edits: usize },
}

impl Pattern<'_> {
    /// What all words begin with.
    fn prefix(&self) -> &str {
        match self {
            Self::Wildcard(pattern) => &pattern[..pattern.find(['*', '?']).unwrap_or(pattern.len())],
            Self::Fuzzy { .. } => "",
        }
    }

    fn matches(&self, word: &str) -> bool {
        match self {
            Self::Wildcard(pattern) => glob(pattern, word),
            // One edit of a pair of characters would be half of it.
            Self::Fuzzy { word: own, edits } => !is_of_pairs(word) && distance(own, word, *edits).is_some(),
        }
    }
}

/// All forms of a pattern, the most frequent first, then by the alphabet; and whether there were more than
/// [`MOST_FORMS`]. Reads all words that begin as a pattern with wildcards does.
pub(super) fn forms(reader: &Reader, pattern: &Pattern<'_>) -> Result<(Vec<Form>, bool), SearchError> {
    let mut all = Vec::new();
    for (field, is_stem) in [(reader.fields().surface, false), (reader.fields().text, true)] {
        let mut found: BTreeMap<String, u64> = BTreeMap::new();
        let mut each = |word: &str, articles| {
            if is_form(word, is_stem) && pattern.matches(written(word)) {
                *found.entry(word.to_owned()).or_default() += articles;
            }
        };
        match pattern {
            Pattern::Wildcard(_) => scan(reader, field, pattern.prefix(), &mut each)?,
            Pattern::Fuzzy { word, edits } => {
                scan_similar(reader, field, (&similar_to(word, *edits)?, ""), &mut each)?;
            }
        }
        all.extend(found.into_iter().map(|(word, articles)| Form { word, articles, is_stem }));
    }
    all.sort_by(|a, b| b.articles.cmp(&a.articles).then_with(|| a.word.cmp(&b.word)));
    let is_cut = all.len() > MOST_FORMS;
    all.truncate(MOST_FORMS);
    Ok((all, is_cut))
}

/// Words of the index that `word` may be a slip for: its first letter is kept, and so few edits away as can be, at most
/// `edits`; the most frequent first.
pub(super) fn neighbours(reader: &Reader, word: &str, edits: usize) -> Result<Vec<Form>, SearchError> {
    let first = word.chars().next().map_or(0, char::len_utf8);
    let automaton = similar_to(word, edits)?;
    let mut found: Vec<(usize, Form)> = Vec::new();
    for (field, is_stem) in [(reader.fields().surface, false), (reader.fields().text, true)] {
        scan_similar(reader, field, (&automaton, &word[..first]), &mut |entry, articles| {
            let other = written(entry);
            if other != word
                && is_form(entry, is_stem)
                && let Some(distance) = distance(word, other, edits)
            {
                found.push((distance, Form { word: other.to_owned(), articles, is_stem }));
            }
        })?;
    }
    let least = found.iter().map(|(distance, _)| *distance).min().unwrap_or(0);
    let mut nearest: BTreeMap<(String, bool), u64> = BTreeMap::new();
    for (_, form) in found.into_iter().filter(|(distance, _)| *distance == least) {
        *nearest.entry((form.word, form.is_stem)).or_default() += form.articles;
    }
    let mut forms: Vec<Form> =
        nearest.into_iter().map(|((word, is_stem), articles)| Form { word, articles, is_stem }).collect();
    forms.sort_by(|a, b| b.articles.cmp(&a.articles).then_with(|| a.word.cmp(&b.word)));
    Ok(forms)
}

/// The terms of the text that a folded word stands for in articles of other languages than English, the most frequent
/// first. One look-up a segment.
pub(super) fn tagged_terms(
    (reader, dictionary): (&Reader, &Dictionary),
    word: &str,
) -> Result<Vec<String>, SearchError> {
    let mut found: BTreeMap<String, u64> = BTreeMap::new();
    let mut start = String::with_capacity(word.len() + TAG.len_utf8());
    start.push_str(word);
    start.push(TAG);
    if !dictionary.has_surface(&start) {
        return Ok(Vec::new());
    }
    scan(reader, reader.fields().surface, &start, &mut |entry, articles| {
        *found.entry(entry[start.len()..].to_owned()).or_default() += articles;
    })?;
    Ok(most_frequent_first(found))
}

/// Terms, each with its number of articles, in an order that depends on nothing else.
pub(super) fn most_frequent_first(found: BTreeMap<String, u64>) -> Vec<String> {
    let mut terms: Vec<(String, u64)> = found.into_iter().collect();
    terms.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    terms.into_iter().map(|(term, _)| term).collect()
}

/// The forms of a folded word in articles of other languages than English, as the field of surface forms has them.
pub(super) fn tagged_forms(index: (&Reader, &Dictionary), word: &str) -> Result<Vec<Form>, SearchError> {
    let terms = tagged_terms(index, word)?;
    Ok(terms.into_iter().map(|term| Form { word: format!("{word}{TAG}{term}"), articles: 1, is_stem: false }).collect())
}

/// Whether an entry of the index is a word as it is written: a tagged stem is none, and a mark says what is missing.
fn is_form(entry: &str, is_stem: bool) -> bool {
    if is_stem { !is_tagged(entry) } else { !entry.starts_with(MISSING) }
}

/// The word of an entry in the field of surface forms, without its tagged stem.
pub(super) fn written(entry: &str) -> &str {
    entry.split_once(TAG).map_or(entry, |(word, _)| word)
}

/// Calls `each` for every word of a field that begins with `prefix`, with the number of its articles, once a segment.
pub(super) fn scan(
    reader: &Reader,
    field: Field,
    prefix: &str,
    each: &mut dyn FnMut(&str, u64),
) -> Result<(), SearchError> {
    // No byte of a text is the highest.
    let mut behind = prefix.as_bytes().to_vec();
    if let Some(last) = behind.last_mut() {
        *last += 1;
    }
    for (number, segment) in (0u32..).zip(reader.searcher().segment_readers()) {
        let inverted = segment.inverted_index(field)?;
        let range = inverted.terms().range().ge(prefix.as_bytes());
        let range = if behind.is_empty() { range } else { range.lt(&behind) };
        let mut terms = range.into_stream()?;
        while terms.advance() {
            tell(reader, (number, field), (terms.key(), terms.value()), each)?;
        }
    }
    Ok(())
}

/// Whether `word` is of the pattern. Linear for one `*`, and the product of both lengths at worst.
pub(super) fn glob(pattern: &str, word: &str) -> bool {
    let (pattern, word): (Vec<char>, Vec<char>) = (pattern.chars().collect(), word.chars().collect());
    let (mut at, mut in_word) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while in_word < word.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, in_word));
                at += 1;
            }
            Some(&c) if c == '?' || c == word[in_word] => {
                at += 1;
                in_word += 1;
            }
            _ => {
                let Some((back, from)) = star else { return false };
                star = Some((back, from + 1));
                (at, in_word) = (back + 1, from + 1);
            }
        }
    }
    pattern[at..].iter().all(|&c| c == '*')
}

/// The edits between two words, neighbours that changed places counting once, if they are at most `most`
/// (optimal string alignment; Damerau 1964).
pub(super) fn distance(a: &str, b: &str, most: usize) -> Option<usize> {
    // An edit adds or drops four bytes at most.
    let bytes_an_edit = if a.is_ascii() && b.is_ascii() { 1 } else { 4 };
    if a.len().abs_diff(b.len()) > most * bytes_an_edit {
        return None;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        if row.iter().all(|&edits| edits > most) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|&edits| edits <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        assert!(glob("na*", "nato") && glob("n?to", "nato") && glob("*a*o", "nato") && glob("nato*", "nato"));
        assert!(!glob("n?to", "nto") && !glob("na", "nato") && !glob("?", "") && glob("*", ""));
        assert!(glob("*ab*ab", "xabyabab"));
    }

    #[test]
    fn edits() {
        assert_eq!(distance("suadi", "saudi", 1), Some(1));
        assert_eq!(distance("shoel", "shoal", 1), Some(1));
        assert_eq!(distance("batalion", "battalions", 2), Some(2));
        assert_eq!(distance("tank", "bunker", 2), None);
        assert_eq!(distance("tank", "tank", 0), Some(0));
    }
}
