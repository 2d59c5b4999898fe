//! Splits a query into words, phrases and operators.

/// A piece of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token<'q> {
    Word(&'q str),
    Phrase(&'q str),
    Plus,
    Minus,
    And,
    Or,
    Not,
    Open,
    Close,
}

/// All tokens of `text`, in one pass. A quote that is never closed is read as a space.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut lexer = Lexer { text, at: 0, unclosed: Vec::new() };
    let mut tokens = Vec::new();
    while let Some(token) = lexer.next_token() {
        tokens.push(token);
    }
    tokens
}

struct Lexer<'q> {
    text: &'q str,
    at: usize,
    /// Sorts of quotes of which one found no end, so that the search for it is not repeated.
    unclosed: Vec<&'static [char]>,
}

impl<'q> Lexer<'q> {
    fn next_token(&mut self) -> Option<Token<'q>> {
        loop {
            let rest = &self.text[self.at..];
            let c = rest.chars().next()?;
            let before = self.text[..self.at].chars().next_back();
            let starts_word = before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '+' | '-'));
            let follower = rest.chars().nth(1);
            let has_operand = follower.is_some_and(|c| !c.is_whitespace() && !matches!(c, '-' | '+' | ')'));
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
                    self.at -= c.len_utf8();
                    return Some(self.word());
                }
            }
        }
    }

    fn phrase(&mut self, opening: char) -> Option<&'q str> {
        let partners = partners(opening);
        if self.unclosed.contains(&partners) {
            return None;
        }
        let rest = &self.text[self.at..];
        let Some(end) = rest.find(partners) else {
            self.unclosed.push(partners);
            return None;
        };
        self.at += end + rest[end..].chars().next().map_or(1, char::len_utf8);
        Some(&rest[..end])
    }

    fn word(&mut self) -> Token<'q> {
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| c.is_whitespace() || is_quote(c) || matches!(c, '(' | ')')).unwrap_or(rest.len());
        let word = &rest[..end];
        self.at += end;
        match word {
            "AND" | "&&" => Token::And,
            "OR" | "||" => Token::Or,
            "NOT" => Token::Not,
            _ => Token::Word(word),
        }
    }
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
    use super::*;

    #[test]
    fn operators_are_seen_where_they_can_be_meant() {
        use Token::*;
        assert_eq!(
            tokens("F-35 -crypto +nato - x"),
            [Word("F-35"), Minus, Word("crypto"), Plus, Word("nato"), Word("-"), Word("x"),]
        );
        assert_eq!(tokens("(a OR b) AND NOT c"), [Open, Word("a"), Or, Word("b"), Close, And, Not, Word("c"),]);
    }

    #[test]
    fn quotes_make_phrases_and_an_open_one_is_a_space() {
        use Token::*;
        assert_eq!(tokens("“Article 5” \"a b\""), [Phrase("Article 5"), Phrase("a b")]);
        assert_eq!(tokens("5\" gun and"), [Word("5"), Word("gun"), Word("and")]);
        assert_eq!(tokens("\"the “special” op\""), [Phrase("the “special” op")]);
    }
}
