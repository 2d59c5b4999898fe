//! Takes out parentheses that have no partner, or that nest too deep, so that the parser meets only pairs.

use super::hints::Hints;
use super::lexer::{Placed, Token};

/// Parentheses deeper than this are read as spaces.
const MAX_DEPTH: usize = 50;

/// The tokens without such parentheses. What only lacks its end is closed at the end of the text, and stays.
pub(super) fn balanced<'q>(mut tokens: Vec<Placed<'q>>, hints: &mut Hints) -> Vec<Placed<'q>> {
    let mut open = Vec::new();
    let mut too_deep = 0;
    tokens.retain(|placed| {
        match placed.token {
            Token::Open if open.len() == MAX_DEPTH => {
                if too_deep == 0 {
                    let message = format!("parentheses within {MAX_DEPTH} others: read as spaces");
                    hints.add(&placed.at, message);
                }
                too_deep += 1;
                return false;
            }
            Token::Open => open.push(placed.at.clone()),
            Token::Close if too_deep > 0 => {
                too_deep -= 1;
                return false;
            }
            Token::Close if open.is_empty() => {
                hints.add(&placed.at, ") has no partner: read as a space");
                return false;
            }
            Token::Close => {
                open.pop();
            }
            _ => {}
        }
        true
    });
    for at in open {
        hints.add(&at, "( is never closed: read as if it were at the end");
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::super::lexer::tokens;
    use super::*;

    fn check(text: &str, expected: &str, messages: usize) {
        let mut hints = Hints::default();
        let kept = balanced(tokens(text, &mut hints), &mut hints);
        let kept: Vec<_> = kept.into_iter().map(|placed| &text[placed.at]).collect();
        assert_eq!((kept.concat().as_str(), hints.sorted().len()), (expected, messages), "{text}");
    }

    #[test]
    fn only_pairs_are_left() {
        check("(a (b))", "(a(b))", 0);
        check("a) b)", "ab", 2);
        check("((a)", "((a)", 1);
        let deep = |depth: usize| format!("{}a{}b", "(".repeat(depth), ")".repeat(depth));
        check(&deep(MAX_DEPTH), &deep(MAX_DEPTH), 0);
        check(&deep(MAX_DEPTH + 9), &deep(MAX_DEPTH), 1);
    }
}
