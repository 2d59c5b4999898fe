//! Reads tokens into a [`Query`]. Linear in their number, never fails, and nests no deeper than parentheses may.

use std::ops::Range;

use jiff::civil::Date;

use super::balance::balanced;
use super::fields::{DateField, Field};
use super::hints::{Hints, shown};
use super::lexer::{Placed, Token, tokens};
use super::{Filter, FilterField, Group, Parsed, Query, dates, marks};

/// Parses what the user typed. Every text is a query. `last:30d` counts from `today`.
#[must_use]
pub fn parse(text: &str, today: Date) -> Parsed {
    parse_as_of(text, &|| today)
}

/// The same where it takes something to know what day it is: it is asked for by queries that count from it only.
#[must_use]
pub fn parse_as_of(text: &str, today: &dyn Fn() -> Date) -> Parsed {
    let mut hints = Hints::default();
    let tokens = tokens(text, &mut hints);
    let tokens = balanced(tokens, &mut hints);
    let mut parser = Parser { text, today, tokens, at: 0, field: None, hints };
    let group = parser.group();
    // A plus says that a word must be there, whatever else is searched with it.
    let is_one_word = group.optional.is_empty() && matches!(group.required.as_slice(), [only] if !only.is_filter());
    let query = if is_one_word { Query::Group(group) } else { group.simplified() };
    Parsed { query, hints: parser.hints.sorted() }
}

struct Parser<'q> {
    text: &'q str,
    today: &'q dyn Fn() -> Date,
    tokens: Vec<Placed<'q>>,
    at: usize,
    /// The field whose operand is being read, and where its name stands.
    field: Option<(Field, Range<usize>)>,
    hints: Hints,
}

#[derive(Clone, Copy, PartialEq)]
enum Sign {
    Optional,
    Required,
    Excluded,
}

impl<'q> Parser<'q> {
    fn peek(&self) -> Option<Token<'q>> {
        self.tokens.get(self.at).map(|placed| placed.token)
    }

    fn next(&mut self) -> Option<Placed<'q>> {
        let placed = self.tokens.get(self.at).cloned();
        self.at += usize::from(placed.is_some());
        placed
    }

    fn accept(&mut self, token: Token<'_>) -> bool {
        let found = self.peek() == Some(token);
        self.at += usize::from(found);
        found
    }

    /// Clauses up to the end or a closing parenthesis.
    fn group(&mut self) -> Group {
        let mut group = Group::default();
        while self.peek().is_some_and(|token| token != Token::Close) {
            self.alternatives(&mut group);
        }
        group
    }

    /// `a OR b AND c`, added to the clauses of `outer`. An operand with a sign of its own keeps it, beside the others:
    /// `tank OR -crypto` is `tank -crypto`.
    fn alternatives(&mut self, outer: &mut Group) {
        let mut first = None;
        let mut others = Vec::new();
        loop {
            match self.conjunction() {
                Some((Sign::Optional, query)) if first.is_none() => first = Some(query),
                Some((Sign::Optional, query)) => others.push(query),
                Some((sign, query)) => add(outer, sign, query),
                None => {}
            }
            if !self.accept(Token::Or) {
                break;
            }
        }
        let Some(first) = first else { return };
        let query = if others.is_empty() {
            first
        } else {
            others.insert(0, first);
            Query::Group(Group { optional: others, ..Group::default() })
        };
        // Of the values of one field any will do; beside words, a filter says where to look for them.
        let is_list = matches!(self.field, Some((Field::Filter(_) | Field::Date(_), _)));
        add(outer, if !is_list && query.is_filter() { Sign::Required } else { Sign::Optional }, query);
    }

    /// `a AND b AND NOT c`
    fn conjunction(&mut self) -> Option<(Sign, Query)> {
        let first = self.clause();
        if self.peek() != Some(Token::And) {
            return first;
        }
        let mut group = Group::default();
        let mut require = |clause: Option<(Sign, Query)>| {
            if let Some((sign, query)) = clause {
                add(&mut group, if sign == Sign::Optional { Sign::Required } else { sign }, query);
            }
        };
        require(first);
        while self.accept(Token::And) {
            require(self.clause());
        }
        let is_nothing = group == Group::default();
        (!is_nothing).then(|| (Sign::Optional, group.simplified()))
    }

    /// One or several near operands, with what stands before them. `None` where an operator has no operand.
    fn clause(&mut self) -> Option<(Sign, Query)> {
        let mut sign = Sign::Optional;
        loop {
            match self.peek() {
                Some(Token::Plus) => sign = Sign::Required,
                Some(Token::Minus | Token::Not) => {
                    sign = if sign == Sign::Excluded { Sign::Optional } else { Sign::Excluded };
                }
                Some(Token::Near(_)) => self.lacks_operand(self.at),
                Some(Token::And | Token::Or) => {
                    self.lacks_operand(self.at);
                    self.at += 1;
                    return None;
                }
                Some(Token::Close) | None => {
                    self.lacks_operand(self.at.saturating_sub(1));
                    return None;
                }
                Some(_) => return self.near().map(|query| (sign, query)),
            }
            self.at += 1;
        }
    }

    fn lacks_operand(&mut self, token: usize) {
        if let Some(placed) = self.tokens.get(token) {
            let name = &self.text[placed.at.clone()];
            self.hints.add(&placed.at, format!("{name} has nothing to act on: left out"));
        }
    }

    /// `a NEAR b NEAR/3 c`
    fn near(&mut self) -> Option<Query> {
        let first = self.operand()?;
        if !matches!(self.peek(), Some(Token::Near(_))) {
            return Some(first);
        }
        let mut operands = vec![first];
        let mut distances = Vec::new();
        let mut place = None;
        while let Some(Token::Near(distance)) = self.peek() {
            let at = self.at;
            self.at += 1;
            if !self.at_operand() {
                self.lacks_operand(at);
            } else if let Some(operand) = self.operand() {
                operands.push(operand);
                distances.push(distance);
                place = place.or(Some(at));
            }
        }
        let Some(place) = place.and_then(|at| self.tokens.get(at)).map(|placed| placed.at.clone()) else {
            return operands.pop();
        };
        let operands: Vec<Query> = operands.into_iter().map(|query| self.unboosted(query, &place)).collect();
        if operands.iter().all(is_near_operand) {
            return Some(chained(&operands, &distances));
        }
        self.hints.add(&place, "NEAR takes words, phrases, patterns and (a OR b) of these: read as AND");
        Some(Query::Group(Group { required: operands, ..Group::default() }))
    }

    /// An operand of `NEAR` counts with all of it.
    fn unboosted(&mut self, query: Query, place: &Range<usize>) -> Query {
        let Query::Boost { query, .. } = query else { return query };
        self.hints.add(place, "a boost within NEAR is left out; (a NEAR b)^2 has one");
        *query
    }

    fn at_operand(&self) -> bool {
        use Token::{Field, Open, Phrase, Suffix, Word};
        matches!(self.peek(), Some(Word(_) | Phrase(_) | Field(_) | Suffix(_) | Open))
    }

    /// A word, phrase, field or group, with its marks. `None` where nothing is left of it.
    fn operand(&mut self) -> Option<Query> {
        let Placed { token, at } = self.next()?;
        match token {
            Token::Word(word) => self.word(word, &at),
            Token::Phrase(text) => self.phrase(text, &at),
            Token::Suffix(text) => Some(Query::Word(text.trim_start_matches(['~', '^']).to_owned())),
            Token::Field(field) => self.within(field, at),
            Token::Open => self.parentheses(&at),
            _ => None,
        }
    }

    fn word(&mut self, word: &str, at: &Range<usize>) -> Option<Query> {
        match self.field {
            Some((Field::Filter(field), _)) => {
                let value = marks::filter_value(word, at, &mut self.hints);
                Some(filter(field, value))
            }
            Some((Field::Date(field), _)) => Some(self.days(field, word, at)),
            _ => marks::word(word, at, &mut self.hints),
        }
    }

    fn phrase(&mut self, text: &str, at: &Range<usize>) -> Option<Query> {
        let (slop, factor) = self.suffix(true);
        let query = match self.field {
            Some((Field::Filter(_) | Field::Date(_), _)) if text.trim().is_empty() => {
                self.hints.add(at, "a filter needs a value: left out");
                return None;
            }
            Some((Field::Filter(field), _)) => filter(field, text.trim()),
            Some((Field::Date(field), _)) => self.days(field, text.trim(), at),
            _ => {
                if text.contains('*') {
                    self.hints.add(at, "within quotes there are no patterns: the * is left out");
                }
                Query::Phrase { text: text.to_owned(), slop: slop.unwrap_or(0) }
            }
        };
        Some(boosted(query, factor))
    }

    fn parentheses(&mut self, at: &Range<usize>) -> Option<Query> {
        let group = self.group();
        self.accept(Token::Close);
        let (_, factor) = self.suffix(false);
        if group == Group::default() {
            return None;
        }
        if group.required.is_empty() && group.optional.is_empty() {
            self.hints.add(at, "all within these parentheses is excluded, so they match nothing: write -(a OR b)");
        }
        Some(boosted(group.simplified(), factor))
    }

    /// The slop and the factor behind a phrase or parenthesis. What is neither is hinted at, and stays to be read as
    /// a word.
    fn suffix(&mut self, takes_slop: bool) -> (Option<u32>, Option<f32>) {
        let Some(Placed { token: Token::Suffix(text), at }) = self.tokens.get(self.at).cloned() else {
            return (None, None);
        };
        let is_filter = matches!(self.field, Some((Field::Filter(_) | Field::Date(_), _)));
        match marks::suffix(text) {
            Some(_) if is_filter => {
                self.hints.add(&at, "a filter takes neither ~ nor ^: left out");
                self.at += 1;
                (None, None)
            }
            Some((slop, factor)) if takes_slop || slop.is_none() => {
                self.at += 1;
                (slop, factor)
            }
            _ => {
                let name = if takes_slop { "\"a b\"~3 or \"a b\"^2" } else { "(a b)^2" };
                let is_word = text.contains(char::is_alphanumeric);
                let reading = if is_word { "read as a word" } else { "left out" };
                self.hints.add(&at, format!("{} is not as in {name}: {reading}", shown(text)));
                self.at += usize::from(!is_word);
                (None, None)
            }
        }
    }

    fn within(&mut self, field: Field, at: Range<usize>) -> Option<Query> {
        if !matches!(self.peek(), Some(Token::Word(_) | Token::Phrase(_) | Token::Open)) {
            self.lacks_operand(self.at.saturating_sub(1));
            return None;
        }
        if let Some((outer, _)) = &self.field {
            let message = format!("{}: stands within {}: only the inner field holds", field.name(), outer.name());
            self.hints.add(&at, message);
        }
        let outer = self.field.replace((field, at));
        let query = self.operand();
        self.field = outer;
        let Field::Text(field) = field else { return query };
        Some(match query? {
            Query::Boost { query, factor } => Query::Boost { query: Box::new(Query::Within { field, query }), factor },
            query => Query::Within { field, query: Box::new(query) },
        })
    }

    /// The days that a value of a field of dates names. What names none is searched for as it stands.
    fn days(&mut self, field: DateField, value: &str, at: &Range<usize>) -> Query {
        let read = dates::read(field, value, self.today);
        let Some((filter, is_exchanged)) = read else {
            let example = if field == DateField::Last { "30d, 2w, 6m or 1y" } else { "2025, 2025-08 or 2025-08-18" };
            let name = Field::Date(field).name();
            let message = format!("{name}: takes {example}, not {}: read as words", shown(value));
            self.hints.add(at, message);
            let start =
                self.field.as_ref().filter(|(_, name)| name.end == at.start).map_or(at.start, |(_, name)| name.start);
            return Query::Word(self.text[start..at.end].to_owned());
        };
        if is_exchanged {
            self.hints.add(at, "the range ends before it begins: read the other way round");
        }
        Query::Filter(filter)
    }
}

fn filter(field: FilterField, value: &str) -> Query {
    Query::Filter(Filter::Field { field, value: value.to_owned() })
}

fn boosted(query: Query, factor: Option<f32>) -> Query {
    match factor {
        Some(factor) if !query.is_filter() => Query::Boost { query: Box::new(query), factor },
        _ => query,
    }
}

fn add(group: &mut Group, sign: Sign, query: Query) {
    match sign {
        Sign::Optional => group.optional.push(query),
        Sign::Required => group.required.push(query),
        Sign::Excluded => group.excluded.push(query),
    }
}

fn is_near_operand(query: &Query) -> bool {
    let is_leaf =
        |query: &Query| matches!(query, Query::Word(_) | Query::Phrase { .. } | Query::Prefix(_) | Query::Wildcard(_));
    match query {
        Query::Group(group) => {
            group.required.is_empty() && group.excluded.is_empty() && group.optional.iter().all(is_leaf)
        }
        query => is_leaf(query),
    }
}

/// `a NEAR/3 b NEAR/5 c` has two distances: it is `a NEAR/3 b AND b NEAR/5 c`.
fn chained(operands: &[Query], distances: &[u32]) -> Query {
    let mut group = Group::default();
    let mut start = 0;
    for run in distances.chunk_by(|a, b| a == b) {
        let operands = operands.iter().skip(start).take(run.len() + 1).cloned().collect();
        group.required.push(Query::Near { operands, distance: run.first().copied().unwrap_or(1) });
        start += run.len();
    }
    group.simplified()
}

#[cfg(test)]
mod tests;
