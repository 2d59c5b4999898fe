//! JSON in which nothing is hidden.

use std::io::{self, Write};

use serde_json::ser::Formatter;

use crate::render::sanitize::first_forbidden;

/// Compact JSON, with `\uXXXX` for every character that text output would not show.
///
/// A JSON parser gets the strings back unchanged, while a terminal on which the JSON lands is as safe as with text
/// output. Other characters stay readable.
pub(super) struct VisibleFormatter;

impl Formatter for VisibleFormatter {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, c)) = first_forbidden(rest) {
            let (before, after) = rest.split_at(at);
            writer.write_all(before.as_bytes())?;
            // Beyond the basic plane, JSON escapes the two halves of a surrogate pair.
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = after.get(c.len_utf8()..).unwrap_or_default();
        }
        writer.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::write_line;
    use crate::render::samples;
    use crate::render::sanitize::is_forbidden;

    fn json(text: &str) -> String {
        samples::written(|out| write_line(&text, out)).trim_end_matches('\n').to_owned()
    }

    #[test]
    fn hidden_characters_are_spelt_out() {
        assert_eq!(json("a\u{202e}b\u{7f}\u{9b}\u{2028}"), r#""a\u202eb\u007f\u009b\u2028""#);
        assert_eq!(json("\u{e0041}"), r#""\udb40\udc41""#);
        assert_eq!(json("\"\\\n\u{1b}"), r#""\"\\\n\u001b""#);
    }

    #[test]
    fn the_rest_stays_readable() {
        assert_eq!(json("Київ 北京 👩\u{200d}✈️"), "\"Київ 北京 👩\u{200d}✈️\"");
    }

    proptest! {
        #[test]
        fn strings_come_back_unchanged(text in samples::text()) {
            let written = json(&text);
            prop_assert!(!written.contains(is_forbidden), "{:?}", written);
            let parsed: String = serde_json::from_str(&written).map_err(|e| TestCaseError::fail(e.to_string()))?;
            prop_assert_eq!(parsed, text);
        }
    }
}
