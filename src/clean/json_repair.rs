//! JSON as templates write it: what a strict parser refuses is mended where it is clear what was meant.

use serde_json::Value;

use super::entities;

/// Larger scripts are data rather than a description of a page.
const LARGEST: usize = 1 << 20;

/// Reads JSON, strictly first; then without the faults of [`mended`]; then with character references decoded.
pub(super) fn parse(json: &str) -> Option<Value> {
    let json = framed(json).filter(|json| json.len() <= LARGEST)?;
    let strict = serde_json::from_str(json).ok();
    strict.or_else(|| serde_json::from_str(&mended(json)).ok()).or_else(|| {
        let decoded = json.contains("&quot;").then(|| entities::decoded(json))?;
        serde_json::from_str(&mended(&decoded)).ok()
    })
}

/// The outermost brackets and what is in them: comments, `<![CDATA[` and a closing semicolon stand around them.
fn framed(json: &str) -> Option<&str> {
    let start = json.find(['{', '['])?;
    // The second bracket of `<![CDATA[` is no list.
    let start = if json[..start].ends_with("<!") { json.find("CDATA[")? + "CDATA[".len() } else { start };
    let end = json.rfind(['}', ']'])?;
    let end = if json[end..].starts_with("]>") || json[end..].starts_with("]]>") { json.rfind('}')? } else { end };
    json.get(start..=end).map(str::trim_start)
}

/// `json` without line breaks in strings, commas before a closing bracket, quotes within strings that no comma, colon or
/// bracket follows, and escapes that do not exist. Linear in its length.
fn mended(json: &str) -> String {
    let mut mended = String::with_capacity(json.len() + 16);
    let mut in_string = false;
    let mut chars = json.char_indices();
    while let Some((at, c)) = chars.next() {
        let rest = &json[at + c.len_utf8()..];
        match c {
            '\\' if in_string => match chars.next() {
                Some((_, escaped @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' | 'u'))) => {
                    mended.push('\\');
                    mended.push(escaped);
                }
                Some((_, other)) if !other.is_control() => mended.push(other),
                _ => {}
            },
            '"' if in_string && !closes(rest) => mended.push_str("\\\""),
            '"' => {
                in_string = !in_string;
                mended.push('"');
            }
            _ if in_string && c.is_control() => mended.push(' '),
            ',' if !in_string && rest.trim_start().starts_with(['}', ']', ',']) => {}
            _ => mended.push(c),
        }
    }
    mended
}

/// Whether a quote before `rest` ends a string.
fn closes(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.is_empty() || rest.starts_with([',', ':', '}', ']'])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn usual_faults_are_mended() {
        for text in [
            r#"{"headline": "Ferry \"Anna\" sinks", "n": [1, 2]}"#,
            "{\"headline\": \"Ferry \\\"Anna\\\" sinks\", \"n\": [1, 2,],}",
            r#"{"headline": "Ferry "Anna" sinks", "n": [1, 2]}"#,
            "<!-- \n<![CDATA[\n{\"headline\": \"Ferry \\\"Anna\\\" sinks\", \"n\": [1, 2]}\n]]> -->",
            r#"{"headline": "Ferry \"Anna\" sinks", "n": [1, 2]};"#,
            "{&quot;headline&quot;: &quot;Ferry \\&quot;Anna\\&quot; sinks&quot;, &quot;n&quot;: [1, 2]}",
        ] {
            assert_eq!(parse(text), Some(json!({"headline": "Ferry \"Anna\" sinks", "n": [1, 2]})), "{text}");
        }
        assert_eq!(parse("{\"a\": \"two\nlines and \\' a mark\"}"), Some(json!({"a": "two lines and ' a mark"})));
    }

    #[test]
    fn what_cannot_be_mended_is_nothing() {
        for text in ["", "{", "}{", "var x = 1;", "{\"a\": ", "<![CDATA[]]>", "]["] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
