//! Which articles match a query, by looking at every word of them.
//!
//! Words are those of the analyzer; everything else is written anew here, without regard to speed.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::ops::Range;
use std::rc::Rc;

use newsdex::analysis::languages::is_tagged;
use newsdex::analysis::scripts::{self, Kind, has_pairs};
use newsdex::analysis::{Analyzer, Language, designations};
use newsdex::query::{Group, Query, TextField};

/// The words of a text; those too long to be a term are empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Words {
    pub terms: Vec<String>,
    /// Of pairs of characters the first one.
    pub firsts: Vec<String>,
    /// Of words with a prefix what stands behind it: term and surface.
    pub rests: Vec<Option<(String, String)>>,
    pub surfaces: Vec<String>,
    pub joined: Vec<bool>,
    pub ranges: Vec<Range<usize>>,
    /// Of words of a query, other terms that are written alike.
    also: Vec<Vec<String>>,
    pub language: Option<Language>,
}

impl Words {
    pub(crate) fn of(text: &str, language: Option<Language>, analyzer: &mut Analyzer) -> Self {
        let mut words = Self { language, ..Self::default() };
        analyzer.start_article(language);
        analyzer.analyze(text, |token| {
            words.terms.push(token.term.to_owned());
            words.firsts.push(token.first.to_owned());
            words.rests.push(token.rest.map(|rest| (rest.term.to_string(), rest.surface.to_string())));
            words.surfaces.push(token.surface.to_owned());
            words.joined.push(token.is_joined);
            words.ranges.push(token.range.clone());
        });
        words
    }

    /// The words of a query, as groups of what belongs together. The last character of a run is in the pair before it.
    pub(crate) fn groups(&self) -> Vec<Vec<Part<'_>>> {
        let mut groups: Vec<Vec<Part<'_>>> = Vec::new();
        for (at, term) in self.terms.iter().enumerate() {
            let is_last = self.joined[at] && self.firsts[at].is_empty() && at > 0 && !self.firsts[at - 1].is_empty();
            let width = if self.firsts[at].is_empty() { 1 } else { 2 };
            match groups.last_mut() {
                _ if is_last || term.is_empty() => {}
                Some(group) if self.joined[at] => group.push(Part { at, term, also: self.also(at), width }),
                _ => groups.push(vec![Part { at, term, also: self.also(at), width }]),
            }
        }
        groups
    }

    fn also(&self, at: usize) -> &[String] {
        self.also.get(at).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn has(&self, at: usize, term: &str) -> bool {
        self.terms_at(at).any(|own| own == term)
    }

    /// The terms at a place, if there is a word.
    pub(crate) fn terms_at(&self, at: usize) -> impl Iterator<Item = &String> {
        let rest = self.rests.get(at).and_then(|rest| Some(&rest.as_ref()?.0));
        self.terms.get(at).into_iter().chain(self.firsts.get(at)).chain(rest)
    }

    pub(crate) fn surfaces_at(&self, at: usize) -> impl Iterator<Item = &String> {
        let rest = self.rests.get(at).and_then(|rest| Some(&rest.as_ref()?.1));
        self.surfaces.get(at).into_iter().chain(rest)
    }

    /// All forms with their terms.
    fn forms(&self) -> impl Iterator<Item = (&String, &String)> {
        let rests = self.rests.iter().flatten().map(|(term, surface)| (surface, term));
        self.surfaces.iter().zip(&self.terms).chain(rests)
    }
}

/// A word of a query, at its place among the words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Part<'w> {
    pub at: usize,
    pub term: &'w str,
    /// What else it may be where it stands alone.
    pub also: &'w [String],
    pub width: usize,
}

impl Part<'_> {
    fn is(&self, term: &str) -> bool {
        self.term == term || self.also.iter().any(|also| also == term)
    }
}

/// What the words of queries mean in the languages of some articles.
pub(crate) struct Lexicon {
    pub analyzer: Analyzer,
    pub languages: BTreeSet<Option<Language>>,
    terms: BTreeSet<String>,
    /// The stems of other languages than English that are written alike, by what is written; those of most articles first.
    alike: HashMap<String, Vec<String>>,
}

impl Lexicon {
    pub(crate) fn of(texts: &[Text]) -> Self {
        let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
        let mut lexicon = Self {
            analyzer: Analyzer::new(),
            languages: BTreeSet::from([None]),
            terms: BTreeSet::new(),
            alike: HashMap::new(),
        };
        for text in texts {
            lexicon.languages.insert(text.body.language);
            let words = [&text.title, &text.body].into_iter();
            let forms: BTreeSet<_> = words.flat_map(Words::forms).collect();
            for (surface, term) in forms {
                lexicon.terms.insert(term.clone());
                if is_tagged(term) {
                    *counts.entry((surface.clone(), term.clone())).or_default() += 1;
                }
            }
        }
        let mut sorted: Vec<_> = counts.into_iter().collect();
        sorted.sort_by_key(|(_, count)| Reverse(*count));
        for ((surface, term), _) in sorted {
            lexicon.alike.entry(surface).or_default().push(term);
        }
        lexicon
    }

    /// The words of a query in one language. What they are in English may stand there, too.
    pub(crate) fn typed(&mut self, text: &str, language: Option<Language>) -> Words {
        let english = Words::of(text, None, &mut self.analyzer);
        let mut words = Words::of(text, language, &mut self.analyzer);
        words.joined = english.joined;
        words.also = english.terms.into_iter().map(|term| vec![term]).collect();
        for (at, surface) in english.surfaces.iter().enumerate() {
            let alike = self.alike.get(surface).map_or(&[][..], Vec::as_slice);
            for term in alike.iter().filter(|term| language.is_some_and(|language| language.is_of(term))) {
                if !self.terms.contains(&words.terms[at]) {
                    words.terms[at].clone_from(term);
                } else if words.terms[at] != *term {
                    words.also[at].push(term.clone());
                }
            }
        }
        words
    }
}

/// Every second of overlapping pairs is looked for, and the last.
fn thinned<'w>(groups: &[Vec<Part<'w>>]) -> Vec<Part<'w>> {
    let is_kept = |at: usize, group: &[Part<'_>]| group[at].width == 1 || at.is_multiple_of(2) || at + 1 == group.len();
    let kept = groups.iter().flat_map(|group| (0..group.len()).filter(|&at| is_kept(at, group)).map(|at| group[at]));
    kept.collect()
}

/// The parts of a long run of Chinese or Japanese that are something by themselves.
fn parts_of<'w>(group: &[Part<'w>]) -> Vec<Vec<Part<'w>>> {
    let kind = |part: &Part<'_>| {
        let kinds: BTreeSet<u8> = part.term.chars().map(|c| scripts::kind(c) as u8).collect();
        (kinds.len() == 1).then(|| scripts::kind(part.term.chars().next().unwrap()))
    };
    if group.len() < 4 || group.iter().all(|part| kind(part) != Some(Kind::Han)) {
        return Vec::new();
    }
    let han = group.iter().filter(|part| kind(part) == Some(Kind::Han)).map(|part| vec![*part]);
    let katakana = group.chunk_by(|a, b| kind(a) == kind(b)).filter(|names| kind(&names[0]) == Some(Kind::Katakana));
    han.chain(katakana.map(<[Part<'w>]>::to_vec)).collect()
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
    lexicon: Lexicon,
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
        let forms = words.flat_map(Words::forms).map(|(form, term)| (form.clone(), term.clone())).collect();
        Self { lexicon: Lexicon::of(texts), forms, patterns: HashMap::new() }
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
            && (!required.is_empty() || self.any(&group.optional, weaker, place))
            && !group.excluded.iter().any(|query| self.clause(query, Sign::Excluded, place))
    }

    /// Whether one of several clauses stands in an article. Words that name a day together are read together.
    fn any(&mut self, queries: &[Query], sign: Sign, place: Place<'_>) -> bool {
        let mut rest = queries;
        while let Some((query, others)) = rest.split_first() {
            let words =
                rest.iter().map_while(|query| if let Query::Word(text) = query { Some(text.as_str()) } else { None });
            let words: Vec<&str> = words.take(4).collect();
            let has_number = words.iter().take(2).any(|word| word.starts_with(|c: char| c.is_ascii_digit()));
            let language = place.0.body.language;
            let day = (2..=words.len()).rev().filter(|_| has_number).find_map(|length| {
                let day = self.lexicon.typed(&words[..length].join(" "), language);
                let is_day = day.terms.len() > 1 && day.firsts.concat().is_empty() && !day.joined[1..].contains(&false);
                is_day.then_some((length, day))
            });
            if let Some((length, day)) = day {
                let groups = day.groups();
                let is_of_day = |own: &String| groups[0].iter().any(|part| part.is(own));
                if parts(place).into_iter().any(|words| words.terms.iter().any(is_of_day)) {
                    return true;
                }
                rest = &rest[length..];
            } else {
                if self.clause(query, sign, place) {
                    return true;
                }
                rest = others;
            }
        }
        false
    }

    fn word(&mut self, text: &str, sign: Sign, place: Place<'_>) -> bool {
        if sign == Sign::Excluded {
            return self.stands(&Query::Word(text.to_owned()), place);
        }
        let words = self.lexicon.typed(text, place.0.body.language);
        let groups = words.groups();
        let is_lone = |group: &Vec<Part<'_>>| group.len() == 1 && group[0].width == 1 && has_pairs(group[0].term);
        if groups.len() > 1 && groups.iter().any(is_lone) {
            return self.stands(&Query::Word(text.to_owned()), place);
        }
        let stands = |group: &[Part<'_>]| {
            let term = group[0].term;
            if group.len() > 1 {
                return parts(place).into_iter().any(|words| !places_of(&[group.to_vec()], 0, words).is_empty());
            }
            let is_variant = |own: &str| designations::is_base(term) && designations::is_variant(own, term);
            let is_meant = |own: &String| group[0].is(own) || is_variant(own) || (text == "us" && own == "usa");
            parts(place).into_iter().any(|words| (0..words.terms.len()).any(|at| words.terms_at(at).any(is_meant)))
        };
        if sign == Sign::Required {
            return !groups.is_empty() && groups.iter().all(|group| stands(group));
        }
        let of_runs = groups.iter().flat_map(|group| parts_of(group));
        groups.iter().cloned().chain(of_runs).any(|group| stands(&group))
    }

    fn stands(&mut self, leaf: &Query, place: Place<'_>) -> bool {
        let is_loose = place.1.is_some() || matches!(leaf, Query::Near { .. });
        parts(place).into_iter().any(|words| !self.spans(leaf, words, is_loose.then_some(place.0)).is_empty())
    }

    /// Where a leaf stands in one part of an article. In an article that has a word of a pattern, all forms of its words
    /// count where the place matters, in a field and in NEAR (`loose`): the index knows the places of terms only.
    fn spans(&mut self, leaf: &Query, words: &Words, loose: Option<&Text>) -> Vec<Span> {
        match leaf {
            Query::Word(text) => phrase(text, 0, words, &mut self.lexicon),
            Query::Phrase { text, slop } => phrase(text, *slop as usize, words, &mut self.lexicon),
            Query::Prefix(text) | Query::Fuzzy { word: text, .. } if has_pairs(text) => {
                phrase(text, 0, words, &mut self.lexicon)
            }
            Query::Wildcard(text) if has_pairs(text) => gapped(text, words, &mut self.lexicon),
            Query::Prefix(_) | Query::Wildcard(_) | Query::Fuzzy { .. } => {
                let forms = self.forms_of(leaf);
                let of_pattern = |words: &Words| {
                    places(words, |at| words.surfaces_at(at).any(|own| !own.is_empty() && forms.surfaces.contains(own)))
                };
                let Some(text) = loose else { return of_pattern(words) };
                if of_pattern(&text.title).is_empty() && of_pattern(&text.body).is_empty() {
                    return Vec::new();
                }
                places(words, |at| words.terms_at(at).any(|term| !term.is_empty() && forms.terms.contains(term)))
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
        let is_meant = pattern(leaf, &mut self.lexicon.analyzer);
        let mut found = Forms::default();
        for (surface, term) in &self.forms {
            if is_meant(surface) {
                found.surfaces.insert(surface.clone());
            }
            if is_meant(surface) || (!is_tagged(term) && is_meant(term)) {
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

fn places(words: &Words, is_meant: impl Fn(usize) -> bool) -> Vec<Span> {
    (0..words.terms.len()).filter(|&at| is_meant(at)).map(|at| (at, at + 1)).collect()
}

/// Side by side is 1.
fn apart(a: Span, b: Span) -> usize {
    let (first, second) = if a.0 <= b.0 { (a, b) } else { (b, a) };
    (second.0 + 1).saturating_sub(first.1)
}

pub(crate) fn phrase(text: &str, slop: usize, words: &Words, lexicon: &mut Lexicon) -> Vec<Span> {
    let mut found = places_of(&lexicon.typed(text, words.language).groups(), slop, words);
    found.extend(places_of(&lexicon.typed(text, None).groups(), slop, words));
    found
}

/// A pattern of pairs of characters: `?` is one, `*` up to eight.
fn gapped(pattern: &str, words: &Words, lexicon: &mut Lexicon) -> Vec<Span> {
    let signs = ['*', '?'];
    let (mut pieces, mut at, mut slop) = (Vec::new(), 0, 0);
    for piece in pattern.trim_end_matches(signs).split_inclusive(signs) {
        let typed = lexicon.typed(piece.trim_end_matches(signs), words.language);
        let end = typed.groups().last().and_then(|group| group.last()).map_or(0, |part| part.at + part.width);
        pieces.push((at, typed));
        at += end + usize::from(piece.ends_with('?'));
        slop += if piece.ends_with('*') { 8 } else { 0 };
    }
    let moved = |from: usize, part: Part<'_>| (part.at + from, part.term.to_owned(), part.width);
    let owned: Vec<Vec<(usize, String, usize)>> = pieces
        .iter()
        .flat_map(|(from, typed)| typed.groups().into_iter().map(|group| (*from, group)))
        .map(|(from, group)| group.into_iter().map(|part| moved(from, part)).collect())
        .collect();
    let borrowed: Vec<Vec<Part<'_>>> = owned
        .iter()
        .map(|group| group.iter().map(|(at, term, width)| Part { at: *at, term, also: &[], width: *width }).collect())
        .collect();
    places_of(&borrowed, slop, words)
}

fn places_of(groups: &[Vec<Part<'_>>], slop: usize, words: &Words) -> Vec<Span> {
    let parts = thinned(groups);
    let Some(first) = parts.first() else { return Vec::new() };
    if let [part] = parts.as_slice() {
        let stands = |at: &usize| words.terms_at(*at).any(|own| part.is(own));
        return (0..words.terms.len()).filter(stands).map(|at| (at, at + part.width)).collect();
    }
    let starts = 0..words.terms.len();
    starts.filter_map(|start| Some((start, end_of_phrase(&parts, first.at, start, slop, words)?))).collect()
}

/// The least end of the phrase whose next words are `parts`, if it goes on at `at` at the earliest.
fn end_of_phrase(parts: &[Part<'_>], before: usize, at: usize, slop: usize, words: &Words) -> Option<usize> {
    let (part, rest) = (parts[0], &parts[1..]);
    let earliest = at + (part.at - before);
    let is_first = part.at == before;
    for left_out in 0..=if is_first { 0 } else { slop } {
        let place = earliest + left_out;
        if words.has(place, part.term) {
            let end = if rest.is_empty() {
                Some(place + part.width)
            } else {
                end_of_phrase(rest, part.at, place, slop - left_out, words)
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
    Words::of(&text.to_lowercase(), None, analyzer).surfaces.concat()
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
