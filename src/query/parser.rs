//! Reads tokens into a [`Query`]. Linear in their number, never fails, never nests deeper than [`MAX_DEPTH`].

use super::lexer::{Token, is_quote, tokens};
use super::{Group, Query};

/// Parentheses deeper than this are read as spaces.
const MAX_DEPTH: usize = 50;

/// Parses what the user typed. Every text is a query.
#[must_use]
pub fn parse(text: &str) -> Query {
    let mut parser = Parser { tokens: tokens(text), at: 0, depth: 0 };
    let mut group = Group::default();
    loop {
        let part = parser.group();
        group.required.extend(part.required);
        group.optional.extend(part.optional);
        group.excluded.extend(part.excluded);
        // The group ended at a parenthesis that nothing opened: it is skipped.
        if parser.next().is_none() {
            return simplified(group);
        }
    }
}

/// Makes one query of the arguments of a command line. Where there are several, one that holds spaces was quoted
/// for the shell, and is a phrase.
#[must_use]
pub fn join_arguments<S: AsRef<str>>(arguments: &[S]) -> String {
    let is_phrase = |text: &str| arguments.len() > 1 && text.contains(char::is_whitespace) && !text.contains(is_quote);
    let words = arguments.iter().map(|argument| {
        let text = argument.as_ref();
        match text.strip_prefix(['-', '+']) {
            Some(operand) if is_phrase(operand) => format!("{}\"{operand}\"", &text[..1]),
            _ if is_phrase(text) => format!("\"{text}\""),
            _ => text.to_owned(),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

struct Parser<'q> {
    tokens: Vec<Token<'q>>,
    at: usize,
    depth: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Sign {
    Optional,
    Required,
    Excluded,
}

impl<'q> Parser<'q> {
    fn peek(&self) -> Option<&Token<'q>> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<Token<'q>> {
        let token = self.tokens.get(self.at).cloned();
        self.at += 1;
        token
    }

    fn accept(&mut self, token: &Token<'_>) -> bool {
        let found = self.peek() == Some(token);
        self.at += usize::from(found);
        found
    }

    /// Clauses up to the end or a closing parenthesis.
    fn group(&mut self) -> Group {
        let mut group = Group::default();
        while self.peek().is_some_and(|token| *token != Token::Close) {
            self.alternatives(&mut group);
        }
        group
    }

    /// `a OR b AND c`, added to the clauses of `outer`. An operand with a sign of its own keeps it, beside the others:
    /// `tank OR -crypto` is `tank -crypto`.
    fn alternatives(&mut self, outer: &mut Group) {
        let mut either = Group::default();
        loop {
            match self.conjunction() {
                Some((Sign::Optional, query)) => either.optional.push(query),
                Some((sign, query)) => add(outer, sign, query),
                None => {}
            }
            if !self.accept(&Token::Or) {
                break;
            }
        }
        if !either.optional.is_empty() {
            outer.optional.push(simplified(either));
        }
    }

    /// `a AND b AND NOT c`
    fn conjunction(&mut self) -> Option<(Sign, Query)> {
        let first = self.clause();
        if self.peek() != Some(&Token::And) {
            return first;
        }
        let mut group = Group::default();
        let mut require = |clause: Option<(Sign, Query)>| {
            if let Some((sign, query)) = clause {
                add(&mut group, if sign == Sign::Optional { Sign::Required } else { sign }, query);
            }
        };
        require(first);
        while self.accept(&Token::And) {
            require(self.clause());
        }
        Some((Sign::Optional, simplified(group)))
    }

    /// A word, phrase or group, with what stands before it. `None` where an operator has no operand.
    fn clause(&mut self) -> Option<(Sign, Query)> {
        let mut sign = Sign::Optional;
        loop {
            match self.next()? {
                Token::Plus => sign = Sign::Required,
                Token::Minus | Token::Not => {
                    sign = if sign == Sign::Excluded { Sign::Optional } else { Sign::Excluded };
                }
                Token::Word(word) => return Some((sign, Query::Word(word.to_owned()))),
                Token::Phrase(text) => return Some((sign, Query::Phrase(text.to_owned()))),
                Token::Open if self.depth < MAX_DEPTH => {
                    self.depth += 1;
                    let group = self.group();
                    self.accept(&Token::Close);
                    self.depth -= 1;
                    return Some((sign, simplified(group)));
                }
                Token::Open => {}
                Token::And | Token::Or => return None,
                Token::Close => {
                    self.at -= 1;
                    return None;
                }
            }
        }
    }
}

fn add(group: &mut Group, sign: Sign, query: Query) {
    match sign {
        Sign::Optional => group.optional.push(query),
        Sign::Required => group.required.push(query),
        Sign::Excluded => group.excluded.push(query),
    }
}

/// A group of one plain query is that query.
fn simplified(mut group: Group) -> Query {
    if group.excluded.is_empty()
        && group.required.len() + group.optional.len() == 1
        && let Some(only) = group.required.pop().or_else(|| group.optional.pop())
    {
        return only;
    }
    Query::Group(group)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Writes a query as words with their signs.
    fn sketch(query: &Query) -> String {
        match query {
            Query::Word(word) => word.clone(),
            Query::Phrase(text) => format!("\"{text}\""),
            Query::Group(group) => {
                let part = |sign: &str, queries: &[Query]| {
                    queries.iter().map(|query| format!("{sign}{}", sketch(query))).collect::<Vec<_>>()
                };
                let parts = [part("+", &group.required), part("", &group.optional), part("-", &group.excluded)];
                format!("({})", parts.concat().join(" "))
            }
        }
    }

    fn check(text: &str, expected: &str) {
        assert_eq!(sketch(&parse(text)), expected, "query {text:?}");
    }

    #[test]
    fn the_queries_of_the_field() {
        check("\"Article 5\" guarantee -crypto", "(\"Article 5\" guarantee -crypto)");
        check("F-35 OR Su-57", "(F-35 Su-57)");
        check("crash F-35 OR Su-57 pilot", "(crash (F-35 Su-57) pilot)");
        check("a AND b OR c", "((+a +b) c)");
        check("a AND NOT b", "(+a -b)");
        check("tank -leopard OR zzz", "(tank zzz -leopard)");
        check("+tank OR minister", "(+tank minister)");
        check("NOT NOT a", "a");
        check("(a OR b) AND c", "(+(a b) +c)");
        check("drone", "drone");
    }

    #[test]
    fn what_cannot_be_an_operator_is_skipped_or_read_as_words() {
        check("AND a OR", "a");
        check("a ) b", "(a b)");
        check("((a", "a");
        check("\"a b", "(a b)");
        check("https://example.org/a?b=c", "https://example.org/a?b=c");
        assert!(parse("- + \" () —").is_empty());
        assert!(parse("-only").is_empty());
    }

    #[test]
    fn arguments_with_spaces_are_phrases_when_there_are_several() {
        assert_eq!(join_arguments(&["Article 5", "guarantee", "-crypto"]), "\"Article 5\" guarantee -crypto");
        assert_eq!(join_arguments(&["Article 5 guarantee"]), "Article 5 guarantee");
        assert_eq!(join_arguments(&["tank", "-main battle"]), "tank -\"main battle\"");
    }

    #[test]
    fn deep_nesting_is_cut() {
        let deep = "(".repeat(100_000) + "a" + &")".repeat(100_000);
        check(&deep, "a");
    }

    proptest! {
        #[test]
        fn any_text_is_a_query(text in "[ab\"“”()+ -]{0,40}|(AND|OR|NOT|a|\\(|\\)| ){0,20}|.{0,60}") {
            let _ = parse(&text).is_empty();
        }
    }
}
