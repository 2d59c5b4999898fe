//! Character references of HTML, such as `&amp;`.

/// The longest reference is `&CounterClockwiseContourIntegral;`.
const LONGEST: usize = 34;

/// `text` with its references decoded.
pub(super) fn decoded(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    decode_into(text, &mut decoded);
    decoded
}

/// Appends `text` to `out` with its references decoded.
///
/// A reference is looked for near its ampersand only, so that a text of ampersands takes no more than linear time.
pub(super) fn decode_into(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let name =
            rest.bytes().take(LONGEST).skip(1).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
        let end = if rest.as_bytes().get(name + 1) == Some(&b';') { name + 2 } else { 1 };
        html_escape::decode_html_entities_to_string(&rest[..end], out);
        rest = &rest[end..];
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_and_numbered_references_are_decoded() {
        assert_eq!(decoded("R&amp;D &#8220;caf&eacute;&#x201D; &nbsp;"), "R&D “café” \u{a0}");
    }

    #[test]
    fn other_ampersands_stay() {
        assert_eq!(decoded("A & B, AT&T; &nosuch; &&amp"), "A & B, AT&T; &nosuch; &&amp");
    }
}
