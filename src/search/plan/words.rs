//! Words, phrases and patterns, and what else may be meant by a word.

use std::collections::BTreeMap;

use super::super::hit::Correction;
use super::super::node::{Factor, Node};
use super::super::synonyms::LONGEST;
use super::super::vocabulary::{self, Form, Pattern};
use super::super::{SearchError, Widening};
use super::phrases::{Analysed, PATTERN, Thing, ends_pair, runs, ways};
use super::{Planner, boosted};
use crate::analysis::designations;
use crate::analysis::languages::is_tagged;
use crate::analysis::scripts::{has_pairs, is_of_pairs};
use crate::index::Reader;
use crate::parts::Part;
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
    let is_word = word.chars().count() >= SHORTEST_SLIP && word.chars().all(char::is_alphabetic) && !has_pairs(&word);
    if is_word { meant(reader, &word, 0) } else { Ok(Vec::new()) }
}

impl Planner<'_> {
    /// Optional clauses, in which neighbouring words may be one name.
    pub(super) fn optional(&mut self, queries: &[Query]) -> Result<Vec<Node>, SearchError> {
        // A word alone is what is sought, whichever it is.
        let is_telling = queries.len() > 1 && queries.iter().any(|query| !is_function(query));
        let mut nodes = Vec::new();
        let mut at = 0;
        while let Some(query) = queries.get(at) {
            if let Some((length, day, parts)) = self.day(&queries[at..])? {
                nodes.push(day);
                nodes.extend(parts.into_iter().map(|part| boosted(part, Factor::new(PART))));
                at += length;
                continue;
            }
            if let Some((length, name)) = self.name(&queries[at..])? {
                nodes.extend(name);
                at += length;
                continue;
            }
            if let Some(thing) = self.thing(&queries[at..])? {
                nodes.extend(thing.nodes);
                nodes.extend(thing.parts.into_iter().map(|part| boosted(part, Factor::new(PART))));
                at += Thing::WORDS;
                continue;
            }
            let factor = match query {
                Query::Phrase { .. } if queries.len() > 1 => Factor::new(QUOTED),
                query if is_telling && is_function(query) => Factor::new(FUNCTION_WORD),
                _ => Factor::ONE,
            };
            let outer = std::mem::replace(&mut self.loosens, self.reading.widening != Widening::Exact);
            let found = self.nodes(query);
            self.loosens = outer;
            nodes.extend(found?.into_iter().map(|node| boosted(node, factor)));
            at += 1;
        }
        Ok(nodes)
    }

    /// A name of several words at the start of `queries` that can be said in another way, and how many words it has.
    fn name(&mut self, queries: &[Query]) -> Result<Option<(usize, Vec<Node>)>, SearchError> {
        let (Some(synonyms), Widening::Default, [_, _, ..]) = (self.reading.synonyms, self.reading.widening, queries)
        else {
            return Ok(None);
        };
        let words: Vec<&str> = queries
            .iter()
            .take(LONGEST)
            .map_while(|query| if let Query::Word(text) = query { Some(text.as_str()) } else { None })
            .collect();
        for length in (2..=words.len()).rev() {
            let text = words[..length].join(" ");
            let (form, count) = self.first_terms(&text)?;
            let others = if count < 2 { Vec::new() } else { synonyms.of(&form) };
            if others.is_empty() {
                continue;
            }
            let analysed = self.analysed(&text)?;
            let Some(own) = self.phrase_of(&analysed, 0)? else { continue };
            let mut parts = Vec::with_capacity(analysed.len());
            for word in analysed.iter() {
                parts.extend(self.phrase_of(std::slice::from_ref(word), 0)?);
            }
            let mut members = ways(own);
            members.extend(others.iter().map(|terms| (self.sequence(terms), Factor::new(SYNONYM))));
            let mut nodes = vec![Node::Best(self.known(members)?)];
            nodes.extend(parts.into_iter().map(|part| boosted(part, Factor::new(PART))));
            return Ok(Some((length, nodes)));
        }
        Ok(None)
    }

    /// The terms of a text in the first language of the plan, as [`Self::analysed`] has them, with spaces between them, and how many there
    /// are: what other ways to say it are looked up by.
    fn first_terms(&mut self, text: &str) -> Result<(String, usize), SearchError> {
        let first = self.reading.languages.first().copied().flatten();
        let (mut form, mut count) = (String::with_capacity(text.len()), 0);
        let mut add = |term: &str| {
            if count > 0 {
                form.push(' ');
            }
            form.push_str(term);
            count += 1;
        };
        if first.is_some() {
            // What is written alike but for accents may take the place of terms.
            self.analysed(text)?.iter().for_each(|word| add(&word.term));
            return Ok((form, count));
        }
        self.analyzer.start_article(first);
        let mut before = 0;
        self.analyzer.analyze(text, |token| {
            let width = if token.first.is_empty() { 1 } else { 2 };
            if !ends_pair(before, width, token.is_joined) && !token.term.is_empty() {
                add(token.term);
                before = width;
            }
        });
        Ok((form, count))
    }

    /// The nodes of a word: one, unless analysis splits it.
    pub(super) fn word(&mut self, text: &str) -> Result<Vec<Node>, SearchError> {
        let analysed = self.analysed(text)?;
        let is_alone = analysed.len() == 1;
        // A single character says little without what it was typed with: `2025年`.
        if !is_alone && analysed.iter().any(|word| word.width == 1 && is_of_pairs(&word.term)) {
            return Ok(self.phrase_of(&analysed, 0)?.into_iter().collect());
        }
        let mut nodes = Vec::with_capacity(analysed.len());
        for run in runs(&analysed) {
            match (run, self.reading.widening) {
                ([word], Widening::Exact) => nodes.push(self.exact(word)?),
                ([word], widening) => nodes.push(self.widened(word, is_alone && widening == Widening::Default)?),
                (run, _) => {
                    nodes.extend(self.phrase_of(run, 0)?);
                    if self.loosens {
                        nodes.extend(self.parts_of_run(run)?);
                    }
                }
            }
        }
        Ok(nodes)
    }

    /// Only the form that was typed. Characters have no others.
    fn exact(&mut self, word: &Analysed) -> Result<Node, SearchError> {
        if is_of_pairs(&word.term) {
            return Ok(self.phrase_of(std::slice::from_ref(word), 0)?.unwrap_or_else(Node::nothing));
        }
        let mut forms = Vec::new();
        if !is_tagged(&word.term) {
            forms.push(Form { word: word.surface.clone(), articles: 1, is_stem: word.surface == word.term });
        }
        if self.reading.languages.iter().any(Option::is_some) {
            forms.extend(vocabulary::tagged_forms((self.reading.reader, self.reading.dictionary), &word.surface)?);
        }
        Ok(self.forms_node(forms, word.typed.clone()))
    }

    /// A term with what else it may mean. What is one thing however it is written always counts; synonyms and slips only
    /// where the user did not ask for plain words.
    fn widened(&mut self, word: &Analysed, is_free: bool) -> Result<Node, SearchError> {
        let own = self.phrase_of(std::slice::from_ref(word), 0)?;
        let is_pronoun = word.typed == "us";
        let has_variants = self.reading.parts.has(Part::Designations) && designations::is_base(&word.term);
        let synonyms = self.reading.synonyms.filter(|_| is_free);
        let others = synonyms.map(|synonyms| synonyms.of(&word.term)).unwrap_or_default();
        let has_others = is_pronoun || has_variants || !others.is_empty() || is_free && self.corrects;
        let mut members = match own {
            Some(Node::Term(term)) if !has_others => return Ok(Node::Term(term)),
            own => own.map_or_else(Vec::new, ways),
        };
        let mut articles = 0;
        for term in members.iter().flat_map(|(node, _)| node.terms()) {
            articles = articles.max(self.doc_freq(term)?);
        }
        if is_pronoun {
            let country = self.number("usa", "");
            members.push((Node::Term(country), Factor::ONE));
        }
        if has_variants {
            self.add_variants(&word.term, &mut members)?;
        }
        members.extend(others.iter().map(|terms| (self.sequence(terms), Factor::new(SYNONYM))));
        if is_free {
            self.add_corrections(articles, word, &mut members)?;
        }
        let mut members = self.known(members)?;
        Ok(match members.pop() {
            Some((only, _)) if members.is_empty() => only,
            last => Node::Best(members.into_iter().chain(last).collect()),
        })
    }

    /// The first of `members`, and those others of which all terms are in the index.
    fn known(&mut self, members: Vec<(Node, Factor)>) -> tantivy::Result<Vec<(Node, Factor)>> {
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
        let mut found: BTreeMap<String, u64> = BTreeMap::new();
        vocabulary::scan(self.reading.reader, self.reading.reader.fields().text, base, &mut |term, articles| {
            if designations::is_variant(term, base) {
                *found.entry(term.to_owned()).or_default() += articles;
            }
        })?;
        for term in vocabulary::most_frequent_first(found).into_iter().take(MOST_VARIANTS) {
            let term = self.number(&term, "");
            members.push((Node::Term(term), Factor::new(VARIANT)));
        }
        Ok(())
    }

    fn add_corrections(
        &mut self,
        articles: u64,
        word: &Analysed,
        members: &mut Vec<(Node, Factor)>,
    ) -> Result<(), SearchError> {
        let length = word.surface.chars().count();
        let is_word = word.surface.chars().all(char::is_alphabetic) && !is_of_pairs(&word.surface);
        let corrects = self.corrects && self.reading.parts.has(Part::Typos);
        if !corrects || !is_word || length < SHORTEST_SLIP || articles > VERY_FEW {
            return Ok(());
        }
        let meant = meant(self.reading.reader, &word.surface, articles)?;
        if meant.is_empty() {
            return Ok(());
        }
        for form in &meant {
            for word in self.analysed(form)?.iter() {
                let node = self.phrase_of(&[Analysed { typed: String::new(), ..word.clone() }], 0)?;
                for term in node.iter().flat_map(Node::terms) {
                    self.corrected.insert(term);
                    members.push((Node::Term(term), Factor::new(CORRECTED)));
                }
            }
        }
        self.corrections.push(Correction { typed: word.typed.clone(), meant });
        Ok(())
    }

    /// A phrase, a pattern or NEAR. `None` where there is no word in it.
    pub(super) fn leaf(&mut self, query: &Query) -> Result<Option<Node>, SearchError> {
        Ok(match query {
            Query::Word(text) => self.phrase(text, 0)?,
            Query::Phrase { text, slop } => self.phrase(text, *slop)?,
            // All that begins with a word of such a script has it in it.
            Query::Prefix(text) | Query::Fuzzy { word: text, .. } if has_pairs(text) => self.phrase(text, 0)?,
            Query::Wildcard(text) if has_pairs(text) => self.gapped(text)?,
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

    /// The folded form of a word that is not whole. Capitals say nothing: the start of `US*` is not the country.
    fn folded(&mut self, text: &str) -> String {
        let mut folded = String::new();
        self.analyzer.start_article(None);
        self.analyzer.analyze(&text.to_lowercase(), |token| folded.push_str(token.surface));
        folded
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
