//! Which articles match a query, by looking at every word of them.
//!
//! Words are those of the analyzer; everything else is written anew here, without regard to speed.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::rc::Rc;

use newsdex::analysis::{Analyzer, designations};
use newsdex::query::{Group, Query, TextField};

/// The words of a text; those too long to be a term are empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Words {
    pub terms: Vec<String>,
    pub surfaces: Vec<String>,
}

impl Words {
    pub(crate) fn of(text: &str, analyzer: &mut Analyzer) -> Self {
        let mut words = Self::default();
        analyzer.analyze(text, |token| {
            words.terms.push(token.term.to_owned());
            words.surfaces.push(token.surface.to_owned());
        });
        words
    }
}

/// An article.
#[derive(Debug)]
pub(crate) struct Text {
    pub name: String,
    pub title: Words,
    pub body: Words,
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} / {}", self.name, self.title.surfaces.join(" "), self.body.surfaces.join(" "))
    }
}

/// Half-open range of words.
type Span = (usize, usize);

/// What a clause of a group is to do.
#[derive(Clone, Copy, PartialEq)]
enum Sign {
    /// All words of it must stand in the article.
    Required,
    /// One of them is enough.
    Optional,
    /// They must stand there as they were typed.
    Excluded,
}

/// Looks through articles for what a query asks.
pub(crate) struct Scan {
    analyzer: Analyzer,
    /// All words of all articles, each with its term.
    forms: BTreeSet<(String, String)>,
    /// What each pattern met so far stands for.
    patterns: HashMap<String, Rc<Forms>>,
}

/// What a pattern stands for.
#[derive(Default)]
struct Forms {
    surfaces: BTreeSet<String>,
    /// All terms of these, and those that look as if they were of the pattern themselves.
    terms: BTreeSet<String>,
}

impl Scan {
    pub(crate) fn new(texts: &[Text]) -> Self {
        let words = texts.iter().flat_map(|text| [&text.title, &text.body]);
        let forms = words.flat_map(|words| words.surfaces.iter().cloned().zip(words.terms.iter().cloned())).collect();
        Self { analyzer: Analyzer::new(), forms, patterns: HashMap::new() }
    }

    /// Whether an article matches.
    pub(crate) fn matches(&mut self, query: &Query, text: &Text) -> bool {
        self.clause(query, Sign::Optional, (text, None))
    }

    fn clause(&mut self, query: &Query, sign: Sign, place: Place<'_>) -> bool {
        match query {
            Query::Word(text) => self.word(text, sign, place),
            Query::Boost { query, .. } => self.clause(query, sign, place),
            Query::Within { field, query } => self.clause(query, sign, (place.0, Some(*field))),
            Query::Group(group) => self.group(group, sign, place),
            Query::Filter(_) => unreachable!("no filters are made"),
            leaf => self.stands(leaf, place),
        }
    }

    fn group(&mut self, group: &Group, sign: Sign, place: Place<'_>) -> bool {
        let weaker = if sign == Sign::Excluded { sign } else { Sign::Optional };
        let stronger = if sign == Sign::Excluded { sign } else { Sign::Required };
        // Signs such as `–` ask for nothing.
        let required: Vec<&Query> = group.required.iter().filter(|query| !is_wordless(query)).collect();
        required.iter().all(|query| self.clause(query, stronger, place))
            && (!required.is_empty() || group.optional.iter().any(|query| self.clause(query, weaker, place)))
            && !group.excluded.iter().any(|query| self.clause(query, Sign::Excluded, place))
    }

    fn word(&mut self, text: &str, sign: Sign, place: Place<'_>) -> bool {
        if sign == Sign::Excluded {
            return self.stands(&Query::Word(text.to_owned()), place);
        }
        let words = Words::of(text, &mut self.analyzer);
        let terms: Vec<&String> = words.terms.iter().filter(|term| !term.is_empty()).collect();
        let stands = |term: &&String| {
            let is_variant = |own: &str| designations::is_base(term) && designations::is_variant(own, term);
            let is_meant = |own: &String| own == *term || is_variant(own) || (text == "us" && own == "usa");
            parts(place).into_iter().any(|words| words.terms.iter().any(is_meant))
        };
        if sign == Sign::Required { !terms.is_empty() && terms.iter().all(stands) } else { terms.iter().any(stands) }
    }

    fn stands(&mut self, leaf: &Query, place: Place<'_>) -> bool {
        let is_loose = place.1.is_some() || matches!(leaf, Query::Near { .. });
        parts(place).into_iter().any(|words| !self.spans(leaf, words, is_loose.then_some(place.0)).is_empty())
    }

    /// Where a leaf stands in one part of an article. In an article that has a word of a pattern, all forms of its words
    /// count where the place matters, in a field and in NEAR (`loose`): the index knows the places of terms only.
    fn spans(&mut self, leaf: &Query, words: &Words, loose: Option<&Text>) -> Vec<Span> {
        match leaf {
            Query::Word(text) => phrase(text, 0, words, &mut self.analyzer),
            Query::Phrase { text, slop } => phrase(text, *slop as usize, words, &mut self.analyzer),
            Query::Prefix(_) | Query::Wildcard(_) | Query::Fuzzy { .. } => {
                let forms = self.forms_of(leaf);
                let is_meant = |own: &str| forms.surfaces.contains(own);
                let Some(text) = loose else { return places(&words.surfaces, is_meant) };
                if [&text.title, &text.body].into_iter().all(|words| !words.surfaces.iter().any(|own| is_meant(own))) {
                    return Vec::new();
                }
                places(&words.terms, |term| forms.terms.contains(term))
            }
            Query::Near { operands, distance } => {
                let mut reached = self.spans(&operands[0], words, loose);
                for operand in &operands[1..] {
                    let mut next = self.spans(operand, words, loose);
                    let is_near = |a: Span, b: Span| a != b && apart(a, b) <= *distance as usize;
                    next.retain(|span| reached.iter().any(|other| is_near(*other, *span)));
                    reached = next;
                }
                reached
            }
            // A list of words within NEAR.
            Query::Group(group) => group.optional.iter().flat_map(|query| self.spans(query, words, loose)).collect(),
            _ => Vec::new(),
        }
    }

    fn forms_of(&mut self, leaf: &Query) -> Rc<Forms> {
        let name = format!("{leaf:?}");
        if let Some(known) = self.patterns.get(&name) {
            return Rc::clone(known);
        }
        let is_meant = pattern(leaf, &mut self.analyzer);
        let mut found = Forms::default();
        for (surface, term) in &self.forms {
            if is_meant(surface) {
                found.surfaces.insert(surface.clone());
            }
            if is_meant(surface) || is_meant(term) {
                found.terms.insert(term.clone());
            }
        }
        let found = Rc::new(found);
        self.patterns.insert(name, Rc::clone(&found));
        found
    }
}

/// Whether nothing but signs was typed.
fn is_wordless(query: &Query) -> bool {
    match query {
        Query::Word(_) | Query::Phrase { .. } => query.is_empty(),
        Query::Within { query, .. } | Query::Boost { query, .. } => is_wordless(query),
        _ => false,
    }
}

/// An article and the part of it to look at, if not both.
type Place<'t> = (&'t Text, Option<TextField>);

fn parts((text, field): Place<'_>) -> Vec<&Words> {
    match field {
        Some(TextField::Title) => vec![&text.title],
        Some(TextField::Body) => vec![&text.body],
        None => vec![&text.title, &text.body],
    }
}

/// What says whether a word is of a pattern.
pub(crate) type IsMeant = Box<dyn Fn(&str) -> bool>;

pub(crate) fn pattern(leaf: &Query, analyzer: &mut Analyzer) -> IsMeant {
    match leaf {
        Query::Prefix(start) => {
            let start = folded(start, analyzer);
            Box::new(move |surface| surface.starts_with(&start))
        }
        Query::Wildcard(typed) => {
            let pattern: Vec<char> = folded_pattern(typed, analyzer).chars().collect();
            Box::new(move |surface| is_of(&pattern, &surface.chars().collect::<Vec<_>>()))
        }
        Query::Fuzzy { word, edits } => {
            let (word, edits) = (folded(word, analyzer), usize::from(*edits));
            Box::new(move |surface| edits_between(&word, surface) <= edits)
        }
        _ => Box::new(|_| false),
    }
}

fn places(words: &[String], is_meant: impl Fn(&str) -> bool) -> Vec<Span> {
    let places = words.iter().enumerate().filter(|(_, word)| !word.is_empty() && is_meant(word));
    places.map(|(at, _)| (at, at + 1)).collect()
}

/// Side by side is 1.
fn apart(a: Span, b: Span) -> usize {
    let (first, second) = if a.0 <= b.0 { (a, b) } else { (b, a) };
    (second.0 + 1).saturating_sub(first.1)
}

fn phrase(text: &str, slop: usize, words: &Words, analyzer: &mut Analyzer) -> Vec<Span> {
    let typed = Words::of(text, analyzer);
    let parts: Vec<(usize, &String)> = typed.terms.iter().enumerate().filter(|(_, term)| !term.is_empty()).collect();
    let Some(&(first, _)) = parts.first() else { return Vec::new() };
    let mut found = Vec::new();
    for start in 0..words.terms.len() {
        if let Some(end) = end_of_phrase(&parts, first, start, slop, words) {
            found.push((start, end));
        }
    }
    found
}

/// The least end of the phrase whose next words are `parts`, if it goes on at `at` at the earliest.
fn end_of_phrase(parts: &[(usize, &String)], before: usize, at: usize, slop: usize, words: &Words) -> Option<usize> {
    let ((offset, term), rest) = (parts[0], &parts[1..]);
    let earliest = at + (offset - before);
    let is_first = offset == before;
    for left_out in 0..=if is_first { 0 } else { slop } {
        let place = earliest + left_out;
        if words.terms.get(place) == Some(term) {
            let end = if rest.is_empty() {
                Some(place + 1)
            } else {
                end_of_phrase(rest, offset, place, slop - left_out, words)
            };
            if end.is_some() {
                return end;
            }
        }
    }
    None
}

/// A part of a word as the analyzer writes it.
pub(crate) fn folded(text: &str, analyzer: &mut Analyzer) -> String {
    Words::of(&text.to_lowercase(), analyzer).surfaces.concat()
}

pub(crate) fn folded_pattern(pattern: &str, analyzer: &mut Analyzer) -> String {
    let mut out = String::new();
    for piece in pattern.split_inclusive(['*', '?']) {
        let letters = piece.trim_end_matches(['*', '?']);
        out += &folded(letters, analyzer);
        out += &piece[letters.len()..];
    }
    out
}

pub(crate) fn is_of(pattern: &[char], word: &[char]) -> bool {
    match pattern.split_first() {
        None => word.is_empty(),
        Some((&'*', rest)) => (0..=word.len()).any(|from| is_of(rest, &word[from..])),
        Some((&c, rest)) => word.first().is_some_and(|own| c == '?' || c == *own) && is_of(rest, &word[1..]),
    }
}

/// Letters left out, added, changed, or exchanged with their neighbours, at the least.
pub(crate) fn edits_between(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            table[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let change = table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let mut least = change.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    least = least.min(table[i - 2][j - 2] + 1);
                }
                least
            };
        }
    }
    table[a.len()][b.len()]
}
