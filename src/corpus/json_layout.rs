//! How the articles lie in a JSON file, judged by its beginning.

use serde_json::{Map, Value};

use super::fields::FieldMap;
use super::json_values::Nesting;

/// Where the records of a JSON file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum JsonLayout {
    /// The file is one object.
    One,
    /// Each line is an object, or should be.
    Lines,
    /// Objects over several lines, or a list of them.
    Values,
    /// No object and no list stands first.
    Other,
}

/// The layout of a text that begins with `head`, which is all of it if `ended`.
pub(super) fn json_layout(head: &[u8], ended: bool) -> JsonLayout {
    let text = head.trim_ascii_start();
    match text.first() {
        Some(b'[') => return JsonLayout::Values,
        Some(b'{') => {}
        _ => return JsonLayout::Other,
    }
    let line_end = memchr::memchr(b'\n', text);
    if line_end.is_some_and(|end| is_broken_line(&text[..end], &text[end..])) {
        return JsonLayout::Lines;
    }
    let Some(end) = Nesting::default().close(text) else {
        return if ended { JsonLayout::One } else { JsonLayout::Values };
    };
    let (object, rest) = text.split_at(end);
    if ended && rest.trim_ascii().is_empty() {
        JsonLayout::One
    } else if memchr::memchr(b'\n', object).is_none() && is_blank_line(rest) {
        JsonLayout::Lines
    } else {
        JsonLayout::Values
    }
}

/// Whether an object that opens on a line was to end there: the line ends within a string, where no line feed may
/// stand, or the next one opens another object where JSON allows none.
fn is_broken_line(line: &[u8], rest: &[u8]) -> bool {
    let mut nesting = Nesting::default();
    if nesting.close(line).is_some() {
        return false;
    }
    let object_may_follow = line.trim_ascii_end().last().is_some_and(|byte| b"[,:".contains(byte));
    nesting.in_string() || !object_may_follow && rest.trim_ascii_start().starts_with(b"{")
}

fn is_blank_line(text: &[u8]) -> bool {
    text[..memchr::memchr(b'\n', text).unwrap_or(text.len())].trim_ascii().is_empty()
}

/// The names under which interfaces deliver lists of articles.
const LISTS: [&str; 5] = ["articles", "items", "data", "docs", "results"];

/// The names under which they wrap such an object once more.
const WRAPPERS: [&str; 2] = ["response", "data"];

/// A list this long without text in it is no list of articles.
const LOOKED_AT: usize = 20;

/// Where the list of articles in an object starts, if the object has one and no text of its own.
///
/// `text` may break off, as in a file that is larger than an article may be.
pub(super) fn nested_list(text: &[u8], fields: &FieldMap) -> Option<usize> {
    list_within(text, fields, 0)
}

fn list_within(text: &[u8], fields: &FieldMap, depth: usize) -> Option<usize> {
    let mut found = None;
    let mut at = skip(text, 0, b"{")?;
    while let Some((name, start)) = name_at(text, at) {
        let end = value_end(text, start);
        let value = &text[start..end.unwrap_or(text.len())];
        match value.first() {
            Some(b'"') if value.len() > 2 && fields.is_text_name(&name) => return None,
            Some(b'[') if found.is_none() && LISTS.contains(&name.as_str()) && holds_articles(value, fields) => {
                found = Some(start);
            }
            Some(b'{') if found.is_none() && depth == 0 && WRAPPERS.contains(&name.as_str()) => {
                found = list_within(value, fields, depth + 1).map(|offset| start + offset);
            }
            _ => {}
        }
        let Some(next) = end.and_then(|end| skip(text, end, b",")) else { break };
        at = next;
    }
    found
}

/// Behind blanks and one of the bytes in `expected`; `None` if another stands there.
fn skip(text: &[u8], at: usize, expected: &[u8]) -> Option<usize> {
    let blank = text[at..].iter().position(|byte| !byte.is_ascii_whitespace())?;
    expected.contains(&text[at + blank]).then_some(at + blank + 1)
}

/// The name that stands at `at`, and where its value starts.
fn name_at(text: &[u8], at: usize) -> Option<(String, usize)> {
    let inside = skip(text, at, b"\"")?;
    let end = value_end(text, inside - 1)?;
    let name = serde_json::from_slice(&text[inside - 1..end]).ok()?;
    let value = skip(text, end, b":")?;
    let blank = text[value..].iter().position(|byte| !byte.is_ascii_whitespace())?;
    Some((name, value + blank))
}

/// Where the value that starts at `start` ends, if it does.
fn value_end(text: &[u8], start: usize) -> Option<usize> {
    let value = &text[start..];
    let length = match value.first()? {
        b'{' | b'[' => Nesting::default().close(value)?,
        b'"' => string_length(value)?,
        _ => value.iter().position(|byte| b",]}".contains(byte))?,
    };
    Some(start + length)
}

fn string_length(text: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', text.get(at..)?)?;
        if text[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

fn holds_articles(list: &[u8], fields: &FieldMap) -> bool {
    let mut at = 1;
    for _ in 0..LOOKED_AT {
        let Some(behind) = skip(list, at, b"{") else { return false };
        let Some(end) = value_end(list, behind - 1) else { return false };
        let element: Option<Map<String, Value>> = serde_json::from_slice(&list[behind - 1..end]).ok();
        if element.is_some_and(|element| fields.has_text(&element)) {
            return true;
        }
        let Some(next) = skip(list, end, b",") else { return false };
        at = next;
    }
    false
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_layout_shows_in_the_beginning() {
        let check = |text: &str, ended, layout| assert_eq!(json_layout(text.as_bytes(), ended), layout, "{text}");
        check("{\"a\": 1}\n", true, JsonLayout::One);
        check("{\n \"a\": 1\n}\n", true, JsonLayout::One);
        check("{\"a\": 1}\n{\"a\": 2}\n", true, JsonLayout::Lines);
        check("{\"a\": 1}\n", false, JsonLayout::Lines);
        check("{\"a\": 1}{\"a\": 2}\n", true, JsonLayout::Values);
        check("{\n}\n{\n}\n", true, JsonLayout::Values);
        check(" [{\"a\": 1}]", true, JsonLayout::Values);
        check("{\"a\": [\n1,\n", false, JsonLayout::Values);
        check("{\"a\": [\n{}, {}]}", true, JsonLayout::One);
        check("{\"a\": \"b", true, JsonLayout::One);
        check("text", true, JsonLayout::Other);
        check("", true, JsonLayout::Other);
    }

    #[test]
    fn a_broken_first_line_does_not_hide_that_there_are_lines() {
        for text in ["{\"a\": \"b\n{\"a\": 1}\n", "{\"a\": \"b\"\n{\"a\": 1}\n"] {
            assert_eq!(json_layout(text.as_bytes(), true), JsonLayout::Lines, "{text}");
        }
    }

    fn check_list(text: &str, expected: Option<&str>) {
        let found = nested_list(text.as_bytes(), &FieldMap::default());
        assert_eq!(found.map(|start| &text[start..]), expected, "{text}");
    }

    #[test]
    fn a_list_of_articles_is_found_in_the_answer_of_an_interface() {
        check_list(
            "{\"status\": \"ok, \\\"}\", \"n\": 2, \"articles\": [{\"text\": \"a\"}]}",
            Some("[{\"text\": \"a\"}]}"),
        );
        check_list(
            "{\"response\": {\"n\": [1], \"docs\": [{}, {\"body\": \"a\"}]}}",
            Some("[{}, {\"body\": \"a\"}]}}"),
        );
        check_list("{\"items\": [{\"text\": \"a\"}, {\"text\": \"cut", Some("[{\"text\": \"a\"}, {\"text\": \"cut"));
    }

    #[test]
    fn an_article_with_a_list_is_an_article() {
        check_list("{\"items\": [{\"text\": \"a\"}], \"body\": \"the article\"}", None);
        check_list("{\"items\": [{\"src\": \"a.jpg\"}], \"headline\": \"b\"}", None);
        check_list("{\"items\": [\"a\", \"b\"]}", None);
        check_list("{}", None);
    }

    proptest! {
        #[test]
        fn no_beginning_panics(text in proptest::collection::vec(
            proptest::sample::select(vec!["{", "}", "[", "]", "\"", "\\", ":", ",", "a", "\n", "\"items\":", "\"text\":\"b\""]),
            0..30,
        )) {
            let text = text.concat();
            let _ = json_layout(text.as_bytes(), true);
            let _ = nested_list(text.as_bytes(), &FieldMap::default());
        }
    }
}
