//! Lines made of short parts between bars or dots: rows of buttons, and bylines such as `Ann Lee | May 4, 2021 | 3 min read`.

use jiff::civil::Date;

use super::report::Label;
use super::{dates, menus, people};

/// A longer line, in bytes, is no row of short parts.
const LONGEST_ROW: usize = 160;
/// A part of a row of buttons has at most so many words.
const BUTTON_WORDS: usize = 6;
/// A part of a menu bar has at most so many words.
const MENU_BAR_WORDS: usize = 3;
/// So many short parts are a menu bar even if no word of theirs is known.
const MENU_BAR_PARTS: usize = 4;
/// A byline has at most so many parts, and one that is neither a name nor a date has at most so many words.
const BYLINE_PARTS: usize = 6;
const OUTLET_WORDS: usize = 4;
const BARS: [char; 5] = ['|', '·', '•', '▪', '▾'];
const DASHES: [&str; 3] = [" — ", " – ", " - "];

/// The parts of `line` between bars, or `None` when there is one only.
fn barred(line: &str) -> Option<Vec<&str>> {
    // One bar is ASCII, all others are not.
    let may_have = line.len() <= LONGEST_ROW && (!line.is_ascii() || memchr::memchr(b'|', line.as_bytes()).is_some());
    (may_have && line.contains(BARS)).then(|| parts(line.split(BARS))).filter(|parts| parts.len() > 1)
}

/// The parts of `line` between dashes, or `None` when there is one only.
fn dashed(line: &str) -> Option<Vec<&str>> {
    // One dash is ASCII, and the others are not.
    if line.len() > LONGEST_ROW || (line.is_ascii() && memchr::memchr(b'-', line.as_bytes()).is_none()) {
        return None;
    }
    let dash = DASHES.iter().find(|dash| line.contains(**dash))?;
    Some(parts(line.split(dash))).filter(|parts| parts.len() > 1)
}

fn parts<'l>(split: impl Iterator<Item = &'l str>) -> Vec<&'l str> {
    split.map(str::trim).filter(|part| !part.is_empty()).collect()
}

fn words(text: &str) -> usize {
    text.split(' ').count()
}

/// Whether `line` is a row of buttons: `Print | Save | Send to a colleague`.
///
/// One known button makes the others one as well, but not a single other part: that may be a headline.
pub(super) fn is_button_row(line: &str) -> bool {
    let is_row = |parts: Vec<&str>| {
        let buttons = parts.iter().filter(|part| menus::menu(part) == Some(Label::Menu)).count();
        let all_short = parts.iter().all(|part| words(part) <= BUTTON_WORDS && !part.ends_with('.'));
        buttons == parts.len() || (all_short && parts.len() > 2 && buttons * 3 >= parts.len())
    };
    barred(line).or_else(|| dashed(line)).is_some_and(is_row)
}

/// Whether `line` is a bar of short words without figures, whatever the language: the place must show whether it is a menu.
pub(super) fn is_menu_bar(line: &str) -> bool {
    let short = |part: &str| words(part) <= MENU_BAR_WORDS && !part.contains(|c: char| c.is_ascii_digit());
    barred(line).is_some_and(|parts| parts.len() >= MENU_BAR_PARTS && parts.iter().all(|part| short(part)))
}

/// Whether `line` is `name`, alone or before a bar or dash: `Example News — all about ports`.
pub(super) fn opens_with(line: &str, name: &str) -> bool {
    let rest = line.strip_prefix(name).filter(|_| line.len() <= LONGEST_ROW);
    rest.is_some_and(|rest| {
        rest.is_empty() || DASHES.iter().any(|dash| rest.starts_with(dash)) || rest.trim_start().starts_with(BARS)
    })
}

/// What the parts of a byline say.
pub(super) struct Byline {
    /// The names in it, none when it gives a date only.
    pub(super) authors: Vec<String>,
    /// Its date, if it has a year.
    pub(super) date: Option<Date>,
}

/// Reads names beside a date, or a date beside counters: `June 4, 2021 | Ann Lee`, `Updated: June 4, 2021 | 4 min read`.
pub(super) fn byline(line: &str) -> Option<Byline> {
    if !line.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let parts = barred(line).or_else(|| dashed(line)).filter(|parts| parts.len() <= BYLINE_PARTS)?;
    let mut found = Byline { authors: Vec::new(), date: None };
    let mut others = 0;
    for part in parts {
        if let Some(date) = dates::date_line(part) {
            found.date = found.date.or(Some(date));
        } else if menus::menu(part) != Some(Label::Menu) {
            let authors = people::byline(part).unwrap_or_else(|| people::names(part));
            match authors.is_empty() || !found.authors.is_empty() {
                true if words(part) <= OUTLET_WORDS => others += 1,
                true => return None,
                false => found.authors = authors,
            }
        }
    }
    (found.date.is_some() && others <= 1).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_known_button_tells_what_the_row_is() {
        for row in
            ["Print | Save | Tell a friend", "Share · Telegram · Wall post", "Print • Save", "MENU — Ports — Ships"]
        {
            assert!(is_button_row(row), "{row}");
        }
        for line in ["Live | Storm stops island ferry", "Ports | Ships | Cranes", "Print it - or do not.", "Print"] {
            assert!(!is_button_row(line), "{line}");
        }
    }

    #[test]
    fn a_motto_opens_with_the_name_of_the_outlet() {
        assert!(
            opens_with("Example News — all about ports", "Example News") && opens_with("Example News", "Example News")
        );
        assert!(!opens_with("Example News said so", "Example News"));
    }

    #[test]
    fn a_menu_bar_has_no_figures() {
        assert!(is_menu_bar("Häfen · Schiffe · Alte Kräne · Café"));
        assert!(!is_menu_bar("Ferries | 12 | Tugs | 4") && !is_menu_bar("Ferries | Tugs"));
    }

    #[test]
    fn names_and_dates_stand_in_any_order() {
        let read = |line| byline(line).map(|found| (found.authors.join("+"), found.date.is_some()));
        for line in
            ["Ann Lee | May 4, 2021 | Example Gazette", "4 May 2021 · Ann Lee", "Ann Lee — 4 May 2021 — 3 min read"]
        {
            assert_eq!(read(line), Some(("Ann Lee".to_owned(), true)), "{line}");
        }
        assert_eq!(read("Updated: May 4, 2021 | 4 min read"), Some((String::new(), true)));
        assert_eq!(read("Ann Lee | Example Gazette"), None);
        assert_eq!(read("Ferry sinks on its way home in a storm | May 4, 2021"), None);
    }
}
