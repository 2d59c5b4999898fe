//! Queries as they are typed: today's date for them, and what the user is told where they are read differently.

use std::ops::Range;

use jiff::civil::Date;
use unicode_width::UnicodeWidthStr;

use super::terminal::Terminal;
use crate::query::{Hint, Parsed};
use crate::render::sanitized;

/// So many characters of a query are shown on either side of a place in it.
const CONTEXT: usize = 60;

/// Today, where the user is. The first time it looks through the time zones of the system, half a millisecond.
pub(super) fn today() -> Date {
    jiff::ZonedDateTime::now().date()
}

/// Parses a query as of today.
pub(super) fn parse(text: &str) -> Parsed {
    crate::query::parse_as_of(text, &today)
}

/// Says how a query is read, one line a hint.
pub(super) fn talk(hints: &[Hint], name: &str, terminal: Terminal) {
    for hint in hints {
        terminal.talk(&format!("{name}: {}", hint.message));
    }
}

/// The same as errors, each with its place.
pub(super) fn complain(text: &str, hints: &[Hint], name: &str) {
    for hint in hints {
        let (line, carets) = excerpt(text, &hint.at);
        Terminal::complain(&format!("newsdex: {name}: {}", hint.message));
        Terminal::complain(&line);
        Terminal::complain(&carets);
    }
}

/// The query, or the part of a long one around a place, on one line, and a line of carets to stand under the place.
fn excerpt(text: &str, at: &Range<usize>) -> (String, String) {
    let start = text[..at.start].char_indices().rev().nth(CONTEXT).map_or(0, |(start, _)| start);
    let end = |from: usize| text[from..].char_indices().nth(CONTEXT).map_or(text.len(), |(end, _)| from + end);
    let marked_end = at.end.min(end(at.start));
    let end = end(marked_end);
    let before = format!("  {}{}", if start > 0 { "…" } else { "" }, sanitized(&text[start..at.start]));
    let marked = sanitized(&text[at.start..marked_end]);
    let after = format!("{}{}", sanitized(&text[marked_end..end]), if end < text.len() { "…" } else { "" });
    let carets = format!("{}{}", " ".repeat(before.width()), "^".repeat(marked.width().max(1)));
    (format!("{before}{marked}{after}"), carets)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, marked: &str, carets: &str) {
        let start = text.find(marked).unwrap();
        assert_eq!(excerpt(text, &(start..start + marked.len())).1, carets, "{text}");
    }

    #[test]
    fn carets_stand_under_the_place() {
        check("a b:c", "b:", "    ^^");
        check("坦克 b:c", "b:", "       ^^");
        check("a\tb:c", "b:", "    ^^");
        check("e\u{301} 👩‍🚀 b:c", "b:", "       ^^");
        check("\u{202e}a b:c", "b:", "    ^^");
        check("x 坦克:c", "坦克", "    ^^^^");
    }

    #[test]
    fn of_a_long_query_the_part_around_the_place_is_shown() {
        let text = format!("{}(b{}", "é ".repeat(5000), " c".repeat(5000));
        let (line, carets) = excerpt(&text, &(15_000..15_001));
        assert_eq!(line.chars().count(), 2 + 1 + 60 + 1 + 60 + 1 + 1);
        assert_eq!(line.chars().nth(carets.chars().count() - 1), Some('('));
    }
}
