//! Mends what Python and careless writers put into JSON that is otherwise sound.

use std::borrow::Cow;

use memchr::memmem;

/// What took the place of something JSON does not allow, and how often characters were lost over it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Repaired {
    pub(super) text: String,
    /// Halves of surrogate pairs that became U+FFFD.
    pub(super) replaced: usize,
}

/// Words that Python's `json.dumps` writes for numbers that JSON lacks, the longest first.
const NO_NUMBERS: [&str; 3] = ["-Infinity", "Infinity", "NaN"];

/// `text` with `NaN` and infinities as `null`, control characters in strings escaped, and halves of surrogate pairs
/// replaced; `None` if there were none. Meant for a text that the parser has refused.
pub(super) fn repair(text: &str) -> Option<Repaired> {
    let mut repaired = Repaired { text: String::with_capacity(text.len()), replaced: 0 };
    let mut changed = false;
    let mut rest = text;
    while !rest.is_empty() {
        let string = rest.find('"').unwrap_or(rest.len());
        let (outside, from_string) = rest.split_at(string);
        let end = string_end(from_string);
        let (inside, behind) = from_string.split_at(end);
        changed |= push_outside(&mut repaired.text, outside) | push_string(&mut repaired, inside);
        rest = behind;
    }
    changed.then_some(repaired)
}

/// The length of the string that starts `text`, with its quotes, or of all of it if it does not end.
fn string_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 1;
    while let Some(offset) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        at += offset + 1;
        if bytes[at - 1] == b'"' {
            return at;
        }
        // What follows a backslash may be any character, but no part of one starts with a quote or a backslash.
        at += 1;
    }
    text.len()
}

fn push_outside(into: &mut String, outside: &str) -> bool {
    let mut mended = Cow::Borrowed(outside);
    for word in NO_NUMBERS {
        if memmem::find(mended.as_bytes(), word.as_bytes()).is_some() {
            mended = Cow::Owned(mended.replace(word, "null"));
        }
    }
    into.push_str(&mended);
    matches!(mended, Cow::Owned(_))
}

fn push_string(into: &mut Repaired, string: &str) -> bool {
    let mut changed = false;
    let mut rest = string;
    while let Some(at) = rest.find(|c: char| c == '\\' || c < ' ') {
        let (before, special) = rest.split_at(at);
        into.text.push_str(before);
        let (length, mended) = mend(special);
        let (special, behind) = special.split_at(length);
        into.replaced += usize::from(mended.as_deref() == Some(REPLACEMENT));
        changed |= mended.is_some();
        into.text.push_str(mended.as_deref().unwrap_or(special));
        rest = behind;
    }
    into.text.push_str(rest);
    changed
}

const REPLACEMENT: &str = "\u{fffd}";

/// The length of the escape or control character that starts `text`, and what is to stand there instead.
fn mend(text: &str) -> (usize, Option<Cow<'static, str>>) {
    match utf16_unit(text) {
        Some(0xd800..=0xdbff) if matches!(utf16_unit(&text[6..]), Some(0xdc00..=0xdfff)) => (12, None),
        Some(0xd800..=0xdfff) => (6, Some(Cow::Borrowed(REPLACEMENT))),
        _ if text.starts_with('\\') => (text.chars().take(2).map(char::len_utf8).sum(), None),
        _ => (1, Some(Cow::Owned(format!("\\u{:04x}", text.as_bytes()[0])))),
    }
}

/// The number in an escape like `\u00e9` at the start of `text`.
fn utf16_unit(text: &str) -> Option<u16> {
    u16::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn check(broken: &str, expected: &Value, replaced: usize) {
        let repaired = repair(broken).expect("there is something to repair");
        assert_eq!(serde_json::from_str::<Value>(&repaired.text).unwrap(), *expected);
        assert_eq!(repaired.replaced, replaced);
    }

    #[test]
    fn what_python_writes_is_read() {
        check(
            r#"{"a": NaN, "b": [-Infinity, "NaN \"Infinity\""]}"#,
            &json!({"a": null, "b": [null, "NaN \"Infinity\""]}),
            0,
        );
        check(r#"["\ud83d", "\ude00 \ud83dx", "\ud83d\ude00"]"#, &json!(["\u{fffd}", "\u{fffd} \u{fffd}x", "😀"]), 3);
    }

    #[test]
    fn control_characters_in_strings_are_read() {
        check("{\"a\":\t\"b\tc\nd\\\\\"}", &json!({"a": "b\tc\nd\\"}), 0);
    }

    #[test]
    fn what_cannot_be_repaired_is_left() {
        for text in ["", "{", "{\"a\": b}", "\"", "\"\\", "{\"a\": \"b"] {
            assert_eq!(repair(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn sound_json_needs_no_repair(texts in proptest::collection::vec("\\PC{0,20}", 0..5)) {
            prop_assert_eq!(repair(&json!({ "texts": texts }).to_string()), None);
        }

        #[test]
        fn no_text_panics(text in "[\"\\\\ud83N\u{e9}\t ]{0,30}") {
            let _ = repair(&text);
        }
    }
}
