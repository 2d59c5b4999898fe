//! Keeps what documents say from acting on a terminal, or from reading as something that they do not say.

/// Bytes that are looked at together.
const CHUNK: usize = 32;

/// Appends `text` to `out` on one line and without the characters that [`is_forbidden`] names.
///
/// Each character is judged by itself, so cleaning a text in pieces gives the pieces of the cleaned text.
/// Characters that part lines or columns become spaces, so that words stay apart; the others are dropped.
pub(super) fn push_clean(text: &str, out: &mut String) {
    for (plain, others) in runs(text) {
        out.push_str(plain);
        out.extend(others.chars().filter_map(shown));
    }
}

/// The text in runs: of plain characters of ASCII, of which most texts are, and of the others behind them. Either may be empty.
fn runs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (plain, behind) = rest.split_at(plain_bytes(rest.as_bytes()));
        let (others, next) = behind.split_at(behind.bytes().position(is_plain).unwrap_or(behind.len()));
        rest = next;
        (!plain.is_empty() || !others.is_empty()).then_some((plain, others))
    })
}

/// How many plain bytes stand before the first other one.
fn plain_bytes(bytes: &[u8]) -> usize {
    let chunks = bytes.as_chunks::<CHUNK>().0;
    // All bytes of a chunk are looked at together, which takes a few instructions.
    let plain = chunks.iter().take_while(|chunk| chunk.iter().fold(true, |all, byte| all & is_plain(*byte))).count();
    let rest = &bytes[plain * CHUNK..];
    plain * CHUNK + rest.iter().position(|byte| !is_plain(*byte)).unwrap_or(rest.len())
}

fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~')
}

/// The text as [`push_clean`] would append it.
pub(super) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_clean(text, &mut out);
    out
}

fn shown(c: char) -> Option<char> {
    match c {
        '\t'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        c if is_forbidden(c) => None,
        c => Some(c),
    }
}

/// Whether a character controls the terminal, reorders the text around it, or is invisible where it has no
/// business to be: names, paths and quotations could be forged with it.
///
/// The joiners U+200C and U+200D and the variation selectors are invisible too, but emoji sequences and the
/// Persian and Indic scripts are misspelt without them, so they are not named here.
#[inline]
pub(super) fn is_forbidden(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_control() } else { is_forbidden_beyond_ascii(c) }
}

/// The first character that [`is_forbidden`], and where it stands.
pub(super) fn first_forbidden(text: &str) -> Option<(usize, char)> {
    let mut at = 0;
    for (plain, others) in runs(text) {
        at += plain.len();
        if let Some((place, c)) = others.char_indices().find(|&(_, c)| is_forbidden(c)) {
            return Some((at + place, c));
        }
        at += others.len();
    }
    None
}

fn is_forbidden_beyond_ascii(c: char) -> bool {
    c.is_control() || reorders(c) || parts_lines(c) || is_invisible(c)
}

/// Bidirectional marks, embeddings, overrides and isolates.
fn reorders(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn parts_lines(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}')
}

/// Format characters and blank letters: the default-ignorable code points of Unicode, without the joiners and
/// variation selectors, and with the annotation marks.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
        | '\u{200b}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(clean(text), expected, "cleaned {text:?}");
    }

    #[test]
    fn escape_sequences_lose_their_escape() {
        check("a\u{1b}[31mred\u{1b}]0;title\u{7}", "a[31mred]0;title");
        check("\u{9b}31m and \u{7f}\u{8}", "31m and ");
    }

    #[test]
    fn breaks_become_spaces() {
        check("one\ntwo\tthree\u{2028}four\u{85}five", "one two three four five");
    }

    #[test]
    fn text_cannot_be_reordered_or_hidden() {
        check("exe.\u{202e}fdp\u{2066}x\u{2069}\u{200f}", "exe.fdpx");
        check("pay\u{200b}pal\u{feff}\u{2060}\u{ad}\u{e0041}", "paypal");
    }

    #[test]
    fn scripts_and_emoji_keep_what_they_need() {
        for text in ["می\u{200c}خواهم", "क्\u{200d}ष", "👩\u{200d}✈\u{fe0f}", "葛\u{e0100}", "🇺🇦", "e\u{301}"]
        {
            check(text, text);
        }
    }
}
