//! The terms of one article, in the form in which they travel to tantivy.
//!
//! tantivy wants to tokenize; we have tokens already, since passage borders need their positions. So the terms
//! are written one a line, and a tokenizer that only splits lines hands them on. An empty line is a position
//! without a term, and a line that begins with a tab a further term at the position of the one before. This costs one copy of the text; tantivy's own pre-tokenized strings cost a `String` a token.

use tantivy::tokenizer::{Token as EngineToken, TokenStream, Tokenizer};

use super::Token;

/// What a line begins with that stands at the position of the line before.
const BESIDE: u8 = b'\t';

/// Terms in order, one a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TermStream {
    lines: String,
    positions: u32,
}

impl TermStream {
    /// An empty stream with room for `bytes` of terms.
    #[must_use]
    pub fn with_capacity(bytes: usize) -> Self {
        Self { lines: String::with_capacity(bytes), positions: 0 }
    }

    /// Appends a term at the next position. An empty term takes the position and nothing else.
    pub fn push(&mut self, term: &str) {
        self.lines.push_str(term);
        self.lines.push('\n');
        self.positions += 1;
    }

    /// Appends what a token stands for: its term, and the first character of a pair beside it.
    pub fn push_token(&mut self, token: &Token<'_>) {
        self.push(token.term);
        if !token.first.is_empty() {
            self.lines.push(char::from(BESIDE));
            self.lines.push_str(token.first);
            self.lines.push('\n');
        }
    }

    /// Leaves `positions` positions empty, so that no phrase matches across the gap.
    pub fn gap(&mut self, positions: u32) {
        (0..positions).for_each(|_| self.push(""));
    }

    /// The position that the next term will have.
    #[must_use]
    pub fn position(&self) -> u32 {
        self.positions
    }

    /// The lines, for [`StreamTokenizer`] to split.
    #[must_use]
    pub fn into_string(self) -> String {
        self.lines
    }
}

/// Reads a [`TermStream`] back for tantivy.
#[derive(Clone, Default)]
pub struct StreamTokenizer {
    token: EngineToken,
}

/// The terms of one stream.
pub struct Lines<'a> {
    rest: &'a str,
    offset: usize,
    token: &'a mut EngineToken,
}

impl Tokenizer for StreamTokenizer {
    type TokenStream<'a> = Lines<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Lines<'a> {
        self.token.reset();
        Lines { rest: text, offset: 0, token: &mut self.token }
    }
}

impl TokenStream for Lines<'_> {
    fn advance(&mut self) -> bool {
        while let Some(end) = memchr::memchr(b'\n', self.rest.as_bytes()) {
            let (line, rest) = self.rest.split_at(end);
            let from = self.offset;
            self.rest = &rest[1..];
            self.offset += end + 1;
            let line = if line.as_bytes().first() == Some(&BESIDE) {
                &line[1..]
            } else {
                self.token.position = self.token.position.wrapping_add(1);
                line
            };
            if !line.is_empty() {
                self.token.text.clear();
                self.token.text.push_str(line);
                self.token.offset_from = from;
                self.token.offset_to = from + end;
                return true;
            }
        }
        false
    }

    fn token(&self) -> &EngineToken {
        self.token
    }

    fn token_mut(&mut self) -> &mut EngineToken {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_come_back_at_their_positions() {
        let mut stream = TermStream::default();
        stream.push("nato");
        stream.gap(2);
        stream.push("articl");
        stream.push("");
        stream.push("5");
        crate::analysis::Analyzer::new().analyze("北约", |token| stream.push_token(&token));
        assert_eq!(stream.position(), 8);

        let mut tokenizer = StreamTokenizer::default();
        let lines = stream.into_string();
        let mut tokens = tokenizer.token_stream(&lines);
        let mut found = Vec::new();
        while let Some(token) = tokens.next() {
            found.push((token.position, token.text.clone()));
        }
        assert_eq!(
            found,
            [
                (0, "nato".into()),
                (3, "articl".into()),
                (5, "5".into()),
                (6, "北约".into()),
                (6, "北".into()),
                (7, "约".into())
            ]
        );
    }
}
