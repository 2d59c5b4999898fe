//! Words, phrases and patterns, and what else may be meant by a word.

use super::super::hit::Correction;
use super::super::node::{Factor, Node};
use super::super::synonyms::LONGEST;
use super::super::vocabulary::{self, Form, Pattern};
use super::super::{SearchError, Widening};
use super::{Planner, boosted};
use crate::analysis::designations;
use crate::index::Reader;
use crate::query::{Group, Query, is_function_word};

/// How much another way to say a thing counts.
const SYNONYM: f32 = 0.5;
/// How much a longer designation counts, `F-35A` for `F-35`.
const VARIANT: f32 = 0.9;
/// How much a word counts that the typed one may be a slip for.
const CORRECTED: f32 = 0.7;
/// How much a single word counts of several that are one name.
const PART: f32 = 0.25;
/// How much a phrase counts beside words: who quotes means it.
const QUOTED: f32 = 3.0;
/// How much a function word counts beside others.
const FUNCTION_WORD: f32 = 0.02;
/// A designation has at most so many variants.
const MOST_VARIANTS: usize = 16;
/// A slip is read as at most so many words.
const MOST_MEANT: usize = 3;
/// Shorter words are too near to too many others.
const SHORTEST_SLIP: usize = 4;
/// From this length on a slip may have two edits.
const LONG_WORD: usize = 8;
/// A word that stands in some articles is a slip if the other stands in so many times as many, and it in very few.
const MORE_FREQUENT: u64 = 200;
const VERY_FEW: u64 = 2;

/// What stands for other characters in a pattern.
const PATTERN: [char; 2] = ['*', '?'];

/// Whether a query has more than one word, phrases and patterns included.
pub(super) fn is_of_several_words(query: &Query) -> bool {
    fn count(query: &Query) -> usize {
        match query {
            Query::Group(Group { required, optional, .. }) => required.iter().chain(optional).map(count).sum(),
            Query::Boost { query, .. } | Query::Within { query, .. } => count(query),
            Query::Near { operands, .. } => operands.iter().map(count).sum(),
            Query::Filter(_) => 0,
            _ => 1,
        }
    }
    count(query) > 1
}

fn is_function(query: &Query) -> bool {
    matches!(query, Query::Word(text) if is_function_word(text))
}

/// The words that a rare word, which stands in so many articles, may be a slip for.
fn meant(reader: &Reader, surface: &str, articles: u64) -> Result<Vec<String>, SearchError> {
    let edits = if surface.chars().count() < LONG_WORD { 1 } else { 2 };
    let forms = vocabulary::neighbours(reader, surface, edits)?;
    let is_frequent = |form: &Form| articles == 0 || form.articles >= articles * MORE_FREQUENT;
    let mut meant: Vec<String> = forms.into_iter().filter(is_frequent).map(|form| form.word).collect();
    meant.truncate(MOST_MEANT);
    Ok(meant)
}

/// The words of the index that are nearest to one that it does not have, as typed; none for a short one, or a number.
pub(in super::super) fn nearest_words(reader: &Reader, typed: &str) -> Result<Vec<String>, SearchError> {
    let word = typed.to_lowercase();
    let is_word = word.chars().count() >= SHORTEST_SLIP && word.chars().all(char::is_alphabetic);
    if is_word { meant(reader, &word, 0) } else { Ok(Vec::new()) }
}

/// A word of a text: its term, its folded form, and its place among the words.
struct Analysed {
    term: String,
    surface: String,
    typed: String,
    position: u32,
}

impl Planner<'_> {
    /// Optional clauses, in which neighbouring words may be one name.
    pub(super) fn optional(&mut self, queries: &[Query]) -> Result<Vec<Node>, SearchError> {
        let is_telling = queries.iter().any(|query| !is_function(query));
        let mut nodes = Vec::new();
        let mut at = 0;
        while let Some(query) = queries.get(at) {
            if let Some((length, name)) = self.name(&queries[at..])? {
                nodes.extend(name);
                at += length;
                continue;
            }
            let factor = match query {
                Query::Phrase { .. } if queries.len() > 1 => Factor::new(QUOTED),
                query if is_telling && is_function(query) => Factor::new(FUNCTION_WORD),
                _ => Factor::ONE,
            };
            nodes.extend(self.nodes(query)?.into_iter().map(|node| boosted(node, factor)));
            at += 1;
        }
        Ok(nodes)
    }

    /// A name of several words at the start of `queries` that can be said in another way, and how many words it has.
    fn name(&mut self, queries: &[Query]) -> Result<Option<(usize, Vec<Node>)>, SearchError> {
        let (Some(synonyms), Widening::Default) = (self.reading.synonyms, self.reading.widening) else {
            return Ok(None);
        };
        let words: Vec<&str> = queries
            .iter()
            .take(LONGEST)
            .map_while(|query| if let Query::Word(text) = query { Some(text.as_str()) } else { None })
            .collect();
        for length in (2..=words.len()).rev() {
            let text = words[..length].join(" ");
            let analysed = self.analysed(&text);
            let terms: Vec<String> = analysed.iter().map(|word| word.term.clone()).collect();
            let others: Vec<Vec<String>> = synonyms.of(&terms).into_iter().map(<[String]>::to_vec).collect();
            if terms.len() < 2 || others.is_empty() {
                continue;
            }
            let Some(own) = self.phrase(&text, 0) else { continue };
            let parts: Vec<Node> = own.terms().into_iter().map(Node::Term).collect();
            let mut members = vec![(own, Factor::ONE)];
            members.extend(others.iter().map(|terms| (self.sequence(terms), Factor::new(SYNONYM))));
            let mut nodes = vec![Node::Best(self.known(members)?)];
            nodes.extend(parts.into_iter().map(|part| super::boosted(part, Factor::new(PART))));
            return Ok(Some((length, nodes)));
        }
        Ok(None)
    }

    /// The nodes of a word: one, unless analysis splits it.
    pub(super) fn word(&mut self, text: &str) -> Result<Vec<Node>, SearchError> {
        let analysed = self.analysed(text);
        let is_alone = analysed.len() == 1;
        let mut nodes = Vec::with_capacity(analysed.len());
        for word in analysed {
            nodes.push(match self.reading.widening {
                Widening::Exact => self.exact(&word),
                widening => self.widened(&word, is_alone && widening == Widening::Default)?,
            });
        }
        Ok(nodes)
    }

    /// Only the form that was typed.
    fn exact(&mut self, word: &Analysed) -> Node {
        let is_stem = word.surface == word.term;
        self.forms_node(vec![Form { word: word.surface.clone(), articles: 1, is_stem }], word.typed.clone())
    }

    /// A term with what else it may mean. What is one thing however it is written always counts; synonyms and slips only
    /// where the user did not ask for plain words.
    fn widened(&mut self, word: &Analysed, is_free: bool) -> Result<Node, SearchError> {
        let own = self.number(&word.term, &word.typed);
        let mut members = vec![(Node::Term(own), Factor::ONE)];
        if word.typed == "us" {
            let country = self.number("usa", "");
            members.push((Node::Term(country), Factor::ONE));
        }
        if designations::is_base(&word.term) {
            self.add_variants(&word.term, &mut members)?;
        }
        if is_free {
            if let Some(synonyms) = self.reading.synonyms {
                let others: Vec<Vec<String>> =
                    synonyms.of(std::slice::from_ref(&word.term)).into_iter().map(<[String]>::to_vec).collect();
                members.extend(others.iter().map(|terms| (self.sequence(terms), Factor::new(SYNONYM))));
            }
            self.add_corrections(own, word, &mut members)?;
        }
        let mut members = self.known(members)?;
        Ok(match members.pop() {
            Some((only, _)) if members.is_empty() => only,
            last => Node::Best(members.into_iter().chain(last).collect()),
        })
    }

    /// The first of `members`, and those others of which all terms are in the index.
    fn known(&self, members: Vec<(Node, Factor)>) -> Result<Vec<(Node, Factor)>, SearchError> {
        let mut known = Vec::with_capacity(members.len());
        for (at, member) in members.into_iter().enumerate() {
            let mut is_known = true;
            for term in member.0.terms() {
                is_known &= at == 0 || self.doc_freq(term)? > 0;
            }
            if is_known && known.iter().all(|(node, _)| *node != member.0) {
                known.push(member);
            }
        }
        Ok(known)
    }

    fn add_variants(&mut self, base: &str, members: &mut Vec<(Node, Factor)>) -> Result<(), SearchError> {
        let mut found: Vec<(u64, String)> = Vec::new();
        vocabulary::scan(self.reading.reader, self.reading.reader.fields().text, base, &mut |term, articles| {
            if designations::is_variant(term, base) {
                found.push((articles, term.to_owned()));
            }
        })?;
        found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        found.dedup_by(|a, b| a.1 == b.1);
        for (_, term) in found.into_iter().take(MOST_VARIANTS) {
            let term = self.number(&term, "");
            members.push((Node::Term(term), Factor::new(VARIANT)));
        }
        Ok(())
    }

    fn add_corrections(
        &mut self,
        own: usize,
        word: &Analysed,
        members: &mut Vec<(Node, Factor)>,
    ) -> Result<(), SearchError> {
        let length = word.surface.chars().count();
        let is_word = word.surface.chars().all(char::is_alphabetic);
        let articles = self.doc_freq(own)?;
        if !self.corrects || !is_word || length < SHORTEST_SLIP || articles > VERY_FEW {
            return Ok(());
        }
        let meant = meant(self.reading.reader, &word.surface, articles)?;
        if meant.is_empty() {
            return Ok(());
        }
        for form in &meant {
            for term in self.analyzer.terms(form) {
                let term = self.number(&term, "");
                self.corrected.insert(term);
                members.push((Node::Term(term), Factor::new(CORRECTED)));
            }
        }
        self.corrections.push(Correction { typed: word.typed.clone(), meant });
        Ok(())
    }

    /// A phrase, a pattern or NEAR. `None` where there is no word in it.
    pub(super) fn leaf(&mut self, query: &Query) -> Result<Option<Node>, SearchError> {
        Ok(match query {
            Query::Word(text) => self.phrase(text, 0),
            Query::Phrase { text, slop } => self.phrase(text, *slop),
            Query::Prefix(text) => {
                let pattern = self.folded(text) + "*";
                Some(self.pattern(&Pattern::Wildcard(&pattern), text, format!("{text}*"))?)
            }
            Query::Wildcard(text) => {
                let pattern = self.folded_pattern(text);
                Some(self.pattern(&Pattern::Wildcard(&pattern), text, text.clone())?)
            }
            Query::Fuzzy { word, edits } => {
                let folded = self.folded(word);
                let pattern = Pattern::Fuzzy { word: &folded, edits: usize::from(*edits) };
                Some(self.pattern(&pattern, word, format!("{word}~{edits}"))?)
            }
            Query::Near { operands, distance } => {
                let nodes =
                    operands.iter().map(|operand| self.operand(operand)).collect::<Result<Option<Vec<_>>, _>>()?;
                // Nothing is near to what has no words.
                Some(nodes.map_or_else(Node::nothing, |operands| Node::Near { operands, distance: *distance }))
            }
            Query::Within { .. } | Query::Filter(_) | Query::Boost { .. } | Query::Group(_) => None,
        })
    }

    /// An operand of NEAR: a leaf, or any of several.
    fn operand(&mut self, query: &Query) -> Result<Option<Node>, SearchError> {
        let Query::Group(group) = query else { return self.leaf(query) };
        let mut members = Vec::new();
        for query in &group.optional {
            members.extend(self.operand(query)?.map(|node| (node, Factor::ONE)));
        }
        Ok((!members.is_empty()).then_some(Node::Best(members)))
    }

    /// The words of `text` next to each other.
    fn phrase(&mut self, text: &str, slop: u32) -> Option<Node> {
        let words = self.analysed(text);
        let first = words.first()?.position;
        let parts: Vec<(usize, u32)> =
            words.iter().map(|word| (self.number(&word.term, &word.typed), word.position - first)).collect();
        Some(match parts.as_slice() {
            [(term, _)] => Node::Term(*term),
            _ => Node::Phrase { parts, slop },
        })
    }

    /// Terms next to each other that nobody typed.
    fn sequence(&mut self, terms: &[String]) -> Node {
        let parts: Vec<(usize, u32)> = terms.iter().zip(0..).map(|(term, at)| (self.number(term, ""), at)).collect();
        match parts.as_slice() {
            [(term, _)] => Node::Term(*term),
            _ => Node::Phrase { parts, slop: 0 },
        }
    }

    fn analysed(&mut self, text: &str) -> Vec<Analysed> {
        let mut found = Vec::new();
        let mut position = 0;
        self.analyzer.analyze(text, |token| {
            if !token.term.is_empty() {
                let (term, surface) = (token.term.to_owned(), token.surface.to_owned());
                found.push(Analysed { term, surface, typed: text[token.range.clone()].to_owned(), position });
            }
            position += 1;
        });
        found
    }

    /// The folded form of a word that is not whole. Capitals say nothing: the start of `US*` is not the country.
    fn folded(&mut self, text: &str) -> String {
        self.analysed(&text.to_lowercase()).into_iter().map(|word| word.surface).collect()
    }

    /// A pattern with its letters as the index has them: `S-?00` is `s?00`.
    fn folded_pattern(&mut self, text: &str) -> String {
        let mut pattern = String::with_capacity(text.len());
        for piece in text.split_inclusive(PATTERN) {
            let letters = piece.trim_end_matches(PATTERN);
            pattern += &self.folded(letters);
            pattern += &piece[letters.len()..];
        }
        pattern
    }
}
