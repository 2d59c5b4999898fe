//! Characters: one line of text with plain single spaces, and nothing that cannot be seen.

use std::borrow::Cow;

/// `text` without invisible and control characters, every run of white space made one space, and none at either end.
///
/// All other characters stay as they stand. Text that is already so is borrowed.
pub(super) fn tidy(text: &str) -> Cow<'_, str> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c));
    if is_tidy(text) {
        return Cow::Borrowed(text);
    }
    let mut tidied = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() {
            gap = true;
        } else if !is_invisible(c) && !is_idle_joiner(c, tidied.chars().next_back()) {
            if gap && !tidied.is_empty() {
                tidied.push(' ');
            }
            gap = false;
            tidied.push(c);
        }
    }
    Cow::Owned(tidied)
}

fn is_tidy(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Sums over all bytes are taken many bytes at a time; a loop that may end early is not.
    let control = bytes.iter().fold(0, |found, byte| found | u8::from(*byte < b' ') | u8::from(*byte == 0x7f));
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    let gap = pairs.fold(0, |found, (a, b)| found | (u8::from(*a == b' ') & u8::from(*b == b' ')));
    control | gap == 0
        && (text.is_ascii() || !foreign(text).any(|c| c.is_whitespace() || is_invisible(c) || is_joiner(c)))
}

/// The characters beyond ASCII.
fn foreign(text: &str) -> impl Iterator<Item = char> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let at = rest.bytes().position(|byte| !byte.is_ascii())?;
        let mut chars = rest[at..].chars();
        let c = chars.next();
        rest = chars.as_str();
        c
    })
}

/// Control characters, marks of direction, soft hyphens, the byte-order mark and spaces without width.
fn is_invisible(c: char) -> bool {
    let control = c.is_control() && !c.is_whitespace();
    control
        || matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Joiners spell words of Persian and Indic scripts; after anything but a letter of such a script they are noise.
fn is_idle_joiner(c: char, previous: Option<char>) -> bool {
    is_joiner(c) && !previous.is_some_and(|p| !p.is_ascii() && p.is_alphabetic())
}

/// What follows a number of one or two digits at the start of `text`: the mark of an entry of a list, if it is one.
pub(super) fn after_list_number(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    (1..=2).contains(&(text.len() - rest.len())).then_some(rest)
}

/// Lower case, letters and digits only, single spaces: a key by which two writings of one line are the same.
pub(super) fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if c.is_alphanumeric() {
            if gap && !key.is_empty() {
                key.push(' ');
            }
            gap = false;
            if c.is_ascii() {
                key.push(c.to_ascii_lowercase());
            } else {
                key.extend(c.to_lowercase());
            }
        } else if !matches!(c, '\'' | '’') {
            gap = true;
        }
    }
    key
}

/// The first letter or digit of `text` in lower case: where it differs, [`key`] does.
pub(super) fn first(text: &str) -> Option<char> {
    text.chars().find(|c| c.is_alphanumeric())?.to_lowercase().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_becomes_single_plain_spaces() {
        assert_eq!(tidy("  The\u{a0} quick\t\tfox \r"), "The quick fox");
    }

    #[test]
    fn invisible_and_control_characters_vanish() {
        assert_eq!(tidy("\u{feff}zero\u{200b}width\u{7} and so\u{ad}ft"), "zerowidth and soft");
    }

    #[test]
    fn other_characters_stay_as_they_stand() {
        let text = "“Curly” quotes – dashes, naïve café 🇺🇸 and می\u{200c}خواهم";
        assert_eq!(tidy(text), text);
    }

    #[test]
    fn key_ignores_case_and_punctuation() {
        assert_eq!(key("It’s a “Test” — no. 1!"), "its a test no 1");
    }
}
