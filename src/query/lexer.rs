//! Splits a query into words, phrases and operators.

use std::ops::Range;

use super::fields::{Field, looks_like_field, name_before_colon, similar};
use super::hints::{Hints, shown};

/// The distance of a `NEAR` without a number.
const NEAR: u32 = 10;

/// A piece of a query.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token<'q> {
    /// With the marks that stand in it: `tank*`, `tank~1^2`.
    Word(&'q str),
    Phrase(&'q str),
    /// `title:`, directly before its operand.
    Field(Field),
    /// What is marked directly behind a phrase or a parenthesis: `~3`, `^2`.
    Suffix(&'q str),
    Plus,
    Minus,
    And,
    Or,
    Not,
    Near(u32),
    Open,
    Close,
}

/// A token and its place in the text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placed<'q> {
    pub token: Token<'q>,
    pub at: Range<usize>,
}

/// All tokens of `text`, in one pass. A quote that is never closed is read as a space.
pub(super) fn tokens<'q>(text: &'q str, hints: &mut Hints) -> Vec<Placed<'q>> {
    let mut lexer = Lexer { text, at: 0, start: 0, behind: Behind::Space, unclosed: Vec::new(), hints };
    let mut tokens = Vec::with_capacity(text.len() / 2 + 1);
    while let Some(token) = lexer.next_token() {
        lexer.behind = match token {
            Token::Field(_) => Behind::Field,
            Token::Phrase(_) | Token::Close => Behind::Closed,
            _ => Behind::Space,
        };
        tokens.push(Placed { token, at: lexer.start..lexer.at });
    }
    tokens
}

/// What stands directly before the next token, as far as it matters.
#[derive(PartialEq)]
enum Behind {
    Space,
    Field,
    /// A closing quote or parenthesis.
    Closed,
}

struct Lexer<'q, 'h> {
    text: &'q str,
    at: usize,
    /// Where the token begins that is being read.
    start: usize,
    behind: Behind,
    /// Sorts of quotes of which one found no end, so that the search for it is not repeated.
    unclosed: Vec<&'static [char]>,
    hints: &'h mut Hints,
}

impl<'q> Lexer<'q, '_> {
    fn next_token(&mut self) -> Option<Token<'q>> {
        loop {
            self.start = self.at;
            let rest = &self.text[self.at..];
            let mut next = rest.chars();
            let c = next.next()?;
            let before = self.text[..self.at].chars().next_back();
            let starts_word = before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '+' | '-'));
            let has_operand = next.next().is_some_and(|c| !c.is_whitespace() && !matches!(c, '-' | '+' | ')'));
            self.at += c.len_utf8();
            match c {
                _ if c.is_whitespace() => {}
                '(' => return Some(Token::Open),
                ')' => return Some(Token::Close),
                '+' if starts_word && has_operand => return Some(Token::Plus),
                '-' if starts_word && has_operand => return Some(Token::Minus),
                _ if is_quote(c) => {
                    if let Some(phrase) = self.phrase(c) {
                        return Some(Token::Phrase(phrase));
                    }
                }
                _ => {
                    let word = &rest[..find(rest, ends_word).unwrap_or(rest.len())];
                    self.at = self.start + word.len();
                    return Some(match self.behind {
                        Behind::Field => Token::Word(word),
                        Behind::Closed if matches!(c, '~' | '^') => Token::Suffix(word),
                        _ => self.word(word, rest),
                    });
                }
            }
            self.behind = Behind::Space;
        }
    }

    fn phrase(&mut self, opening: char) -> Option<&'q str> {
        let partners = partners(opening);
        let rest = &self.text[self.at..];
        let is_partner = |c| partners.contains(&c);
        let end = if self.unclosed.contains(&partners) { None } else { find(rest, is_partner) };
        let Some(end) = end else {
            self.unclosed.push(partners);
            self.hints.add(&(self.start..self.at), format!("{opening} has no partner: read as a space"));
            return None;
        };
        self.at += end + rest[end..].chars().next().map_or(1, char::len_utf8);
        Some(&rest[..end])
    }

    /// A word, an operator, or the name of a field; `rest` is the text from there on.
    fn word(&mut self, word: &'q str, rest: &'q str) -> Token<'q> {
        match word {
            _ if !word.starts_with(['A', 'O', 'N', '&', '|']) => {}
            "AND" | "&&" => return Token::And,
            "OR" | "||" => return Token::Or,
            "NOT" => return Token::Not,
            "NEAR" => return Token::Near(NEAR),
            _ => {}
        }
        if let Some(distance) = word.strip_prefix("NEAR/") {
            return self.near(word, distance);
        }
        let Some(name) = name_before_colon(rest) else { return Token::Word(word) };
        let operand = &rest[name.len() + 1..];
        if let Some(field) = Field::named(name) {
            self.at = self.start + name.len() + 1;
            return Token::Field(field);
        }
        if looks_like_field(name, operand) {
            let guess = similar(name).map(|known| format!("; did you mean {known}:?")).unwrap_or_default();
            let at = self.start..self.start + name.len() + 1;
            self.hints.add(&at, format!("there is no field {name}: read as words{guess}"));
        }
        Token::Word(word)
    }

    fn near(&mut self, word: &'q str, distance: &str) -> Token<'q> {
        let at = self.start..self.at;
        let is_number = !distance.is_empty() && distance.bytes().all(|byte| byte.is_ascii_digit());
        match distance.parse::<u32>() {
            Ok(0) => {
                self.hints.add(&at, "words cannot stand closer than side by side: read as NEAR/1");
                Token::Near(1)
            }
            Ok(distance) if is_number => Token::Near(distance),
            _ => {
                self.hints.add(&at, format!("{} gives no number of words: read as a word", shown(word)));
                Token::Word(word)
            }
        }
    }
}

/// The first such character, but for quotes between two Hebrew letters: they mark an acronym.
fn find(text: &str, is_meant: impl Fn(char) -> bool) -> Option<usize> {
    let is_hebrew = |c: char| matches!(c, '\u{5d0}'..='\u{5ea}');
    let mut from = 0;
    loop {
        let at = from + text[from..].find(&is_meant)?;
        let is_acronym = text[at..]
            .strip_prefix('"')
            .is_some_and(|rest| rest.starts_with(is_hebrew) && text[..at].ends_with(is_hebrew));
        if !is_acronym {
            return Some(at);
        }
        from = at + 1;
    }
}

fn ends_word(c: char) -> bool {
    c.is_whitespace() || is_quote(c) || matches!(c, '(' | ')')
}

/// Whether a character opens or closes a phrase.
pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

/// The quotes that close what this one opens.
fn partners(opening: char) -> &'static [char] {
    match opening {
        '"' => &['"'],
        '«' | '»' => &['«', '»'],
        _ => &['“', '”', '„'],
    }
}

#[cfg(test)]
mod tests {
    use super::super::TextField;
    use super::*;
    use Token::*;

    fn check(text: &str, expected: &[Token<'_>]) {
        let found: Vec<_> = tokens(text, &mut Hints::default()).into_iter().map(|placed| placed.token).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn operators_are_seen_where_they_can_be_meant() {
        check(
            "F-35 -crypto +nato - x",
            &[Word("F-35"), Minus, Word("crypto"), Plus, Word("nato"), Word("-"), Word("x")],
        );
        check("(a OR b) AND NOT c", &[Open, Word("a"), Or, Word("b"), Close, And, Not, Word("c")]);
        check(
            "a NEAR b NEAR/3 c near d",
            &[Word("a"), Near(10), Word("b"), Near(3), Word("c"), Word("near"), Word("d")],
        );
        check("a NEAR/0 b NEAR/x NEAR/+1", &[Word("a"), Near(1), Word("b"), Word("NEAR/x"), Word("NEAR/+1")]);
    }

    #[test]
    fn quotes_make_phrases_and_an_open_one_is_a_space() {
        check("“Article 5” \"a b\"", &[Phrase("Article 5"), Phrase("a b")]);
        check("5\" gun and", &[Word("5"), Word("gun"), Word("and")]);
        check("\"the “special” op\"", &[Phrase("the “special” op")]);
        check("צה\"ל \"דובר צה\"ל\" אמר", &[Word("צה\"ל"), Phrase("דובר צה\"ל"), Word("אמר")]);
    }

    #[test]
    fn marks_belong_to_the_phrase_or_parenthesis_before_them() {
        check(
            "\"a b\"~3^2 (c)^4 ^5",
            &[Phrase("a b"), Suffix("~3^2"), Open, Word("c"), Close, Suffix("^4"), Word("^5")],
        );
        check("\"a b\" ~3", &[Phrase("a b"), Word("~3")]);
    }

    #[test]
    fn fields_stand_directly_before_their_operand() {
        let title = Field(super::Field::Text(TextField::Title));
        check("title:AND", &[title, Word("AND")]);
        check("-title:\"a b\"", &[Minus, title, Phrase("a b")]);
        check("title:(a b)", &[title, Open, Word("a"), Word("b"), Close]);
        check("title: a 10:30 Title:x", &[Word("title:"), Word("a"), Word("10:30"), Word("Title:x")]);
        check("title:title:a", &[title, Word("title:a")]);
    }

    #[test]
    fn places_are_those_of_the_text() {
        let text = "é \"a b\" title:(x)^2";
        let tokens = tokens(text, &mut Hints::default());
        let found: Vec<_> = tokens.into_iter().map(|token| &text[token.at]).collect();
        assert_eq!(found, ["é", "\"a b\"", "title:", "(", "x", ")", "^2"]);
    }
}
