//! A word of a text.

use std::cell::Cell;
use std::ops::Range;

use super::listed::Word;

/// One word of a text, as the index sees it; or one character of a script without spaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token<'a> {
    /// Where the word stands, or the character: a half-open byte range of the text.
    pub range: Range<usize>,
    /// The stemmed term, with the tag of its language if that is not English; of a character, it and the next one, if that follows directly. Empty for a word that is too long to
    /// be a term; it still takes a position.
    pub term: &'a str,
    /// Of such a pair its first character, which is a term of its own at the same position. Empty for anything else.
    pub first: &'a str,
    /// Of a word with a prefix what stands behind the hyphen, which is a word at the same position as well.
    pub rest: Option<&'a Rest>,
    /// Whether the word belongs to the one before it: the characters of one run, or the words of one day, which come in the
    /// order of day, month and year, so that their ranges need not ascend.
    pub is_joined: bool,
    /// The folded word before stemming.
    pub surface: &'a str,
    /// A number for the surface, the same in every run and on every machine: see [`super::stable_hash`].
    pub hash: u64,
    /// Whether this word was not met before in the current article (see [`super::Analyzer::start_article`]), as far as is
    /// remembered: in an article of very many words it can be new twice.
    pub is_new: bool,
    /// What whoever reads the tokens wants to remember of this word.
    pub note: &'a Note,
    /// The same, of what the term is of listed phrases.
    pub listed: &'a Cell<Word>,
}

/// The `combatants` of `non-combatants`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rest {
    /// As [`Token::term`].
    pub term: Box<str>,
    /// As [`Token::surface`].
    pub surface: Box<str>,
}

/// Two numbers that the analyzer keeps with a word as long as it remembers the word itself. Both are 0 at first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Note {
    /// For a number of the term.
    pub term: Cell<u32>,
    /// For a number of the surface.
    pub form: Cell<u32>,
}
