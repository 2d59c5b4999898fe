//! Single words of a text, by their places.

use std::ops::Range;

use super::super::cache::Key;
use super::super::dates::day_at;
use super::super::token::Token;
use super::super::words::{Word, words};
use super::{Analyzer, MAX_WORD_BYTES, as_country};
use crate::octets::{Starts, count, first_bytes, letters, load};

impl Analyzer {
    /// Calls `each` for the words at these places, which ascend and are counted from 0 as [`Self::analyze`] gives them.
    ///
    /// Of other words it only finds out where they are, which takes a third of what analysing them does, and behind the last place it
    /// does not look at all.
    pub fn analyze_at(&mut self, text: &str, places: &[u32], mut each: impl FnMut(u32, Token<'_>)) {
        let (language, article) = (self.forms.language, self.article);
        let mut wanted = places.iter().copied().peekable();
        let (mut at, mut goes_on) = (0, false);
        let mut words = words(text, self.forms.parts);
        while wanted.peek().is_some()
            && let Some(Word { range, pair_end }) = words.next()
        {
            let is_joined = std::mem::replace(&mut goes_on, pair_end.is_some());
            let whole = range.start..pair_end.unwrap_or(range.end);
            let is_wanted = wanted.next_if_eq(&at).is_some();
            if !is_wanted && !may_begin_day(text.as_bytes(), &whole) {
                at += 1;
                continue;
            }
            let word = as_country(text, &range, &text[whole]);
            if word.len() > MAX_WORD_BYTES {
                at += 1;
                continue;
            }
            let form = self.form(word, Key::of_word(word));
            let Some(day) = day_at(text, &range, form.cue(), language.is_none()) else {
                if is_wanted {
                    each(at, form.token(word, range, is_joined, article));
                }
                at += 1;
                continue;
            };
            words.at = day.end;
            self.forms.language = None;
            for (number, (range, word)) in day.words.into_iter().enumerate() {
                if (number == 0 && is_wanted) || wanted.next_if_eq(&at).is_some() {
                    each(at, self.form(word, Key::of_word(word)).token(word, range, number > 0, article));
                }
                at += 1;
            }
            self.forms.language = language;
        }
    }
}

/// Whether the form of the word at a range of a text may say that a day begins with it: all but words of English letters that begin as
/// no month does.
#[inline]
fn may_begin_day(text: &[u8], word: &Range<usize>) -> bool {
    const MONTHS: Starts<12> =
        Starts::of([b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec"]);
    let bytes = word.len().min(3);
    let start = first_bytes(load(text, word.start), bytes);
    count(letters(start)) < bytes || MONTHS.has(start)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::Language;

    proptest! {
        #[test]
        fn words_at_places_are_those_of_the_whole_text(
            text in r#"([a-zA-Zé'". -]{1,9}|US | [0-9]{1,4}[.-]?| ?Feb\.? ?|May 7, | 24(th|st|)( of|) (March|jun) |[ع-غáß]|[一-丏ァ-ヂ]|\PC){0,40}"#,
            tag in prop::sample::select(vec!["en", "de", "ru"]),
            kept in prop::collection::vec(prop::bool::weighted(0.3), 60),
        ) {
            let mut analyzer = Analyzer::new();
            analyzer.start_article(Language::of(tag));
            let mut expected = Vec::new();
            let mut at = 0u32;
            let owned = |at: u32, token: Token<'_>| (at, token.range, token.term.to_owned(), token.is_joined);
            analyzer.analyze(&text, |token| {
                if kept.get(at as usize) == Some(&true) && !token.term.is_empty() {
                    expected.push(owned(at, token));
                }
                at += 1;
            });
            let places: Vec<u32> = expected.iter().map(|(at, ..)| *at).collect();
            let mut found = Vec::new();
            analyzer.analyze_at(&text, &places, |at, token| found.push(owned(at, token)));
            prop_assert_eq!(found, expected);
        }
    }
}
