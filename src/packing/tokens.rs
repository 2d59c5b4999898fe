//! Splitting text into words, numbers and what stands between them.
//!
//! A single space between two words or numbers is not a token: it is implied. Where nothing stands between two (`F35`,
//! a long number in pieces), the token between them is empty. So the tokens give back the text, byte by byte.

/// Bytes of a word or of a run of other characters, at most; what is longer becomes several tokens.
pub(super) const MAX_BYTES: usize = 40;
/// Digits of a token, at most: a year is one token, and there are few different tokens of digits.
const MAX_DIGITS: usize = 4;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Letters,
    Digits,
    /// Neither letters nor digits; may be empty.
    Separator,
}

impl Kind {
    /// Not by the compiler's Unicode tables, which change: what one version has packed, the next one must unpack.
    #[inline]
    fn of(character: char) -> Self {
        match character {
            '0'..='9' => Self::Digits,
            'ª' | 'µ' | 'º' | 'A'..='Z' | 'a'..='z' => Self::Letters,
            '\0'..='¿'
            | '×'
            | '÷'
            | '\u{2000}'..='\u{2bff}'
            | '\u{2e00}'..='\u{303f}'
            | '\u{fe10}'..='\u{fe6f}'
            | '\u{feff}'..='\u{ff0f}'
            | '\u{1f000}'..='\u{1ffff}' => Self::Separator,
            _ => Self::Letters,
        }
    }

    /// The kind of a token by its first character.
    pub(super) fn of_token(token: &str) -> Self {
        token.chars().next().map_or(Self::Separator, Self::of)
    }
}

/// Whether a character is a capital letter, of some alphabets; not by the compiler's tables either.
pub(super) fn is_capital(character: char) -> bool {
    matches!(character, 'A'..='Z' | 'À'..='Ö' | 'Ø'..='Þ' | 'Α'..='Ω' | 'Ѐ'..='Я')
}

/// Calls `each` with the tokens of `text`, in order.
#[inline]
pub(super) fn split<'t>(text: &'t str, mut each: impl FnMut(&'t str, Kind)) {
    let mut rest = text;
    // Whether a word or number, perhaps with an implied space, stands before `rest`, and whether that space does.
    let (mut is_behind_word, mut is_spaced) = (false, false);
    while !rest.is_empty() {
        let (length, kind) = run(rest);
        let (token, behind) = rest.split_at(length);
        rest = behind;
        if kind == Kind::Separator {
            if is_behind_word && !is_spaced && token == " " && !rest.is_empty() {
                is_spaced = true;
                continue;
            }
            each(token, kind);
            is_behind_word = false;
        } else {
            if is_behind_word && !is_spaced {
                each("", Kind::Separator);
            }
            each(token, kind);
            is_behind_word = true;
        }
        is_spaced = false;
    }
}

/// The length in bytes of the token at the beginning of `text`, which is not empty.
#[inline]
fn run(text: &str) -> (usize, Kind) {
    let bytes = text.as_bytes();
    let kind = if bytes[0] < 0x80 { ASCII[usize::from(bytes[0])] } else { Kind::of_token(text) };
    let limit = if kind == Kind::Digits { MAX_DIGITS } else { MAX_BYTES };
    let mut length = 0;
    while let Some(&byte) = bytes.get(length) {
        let (width, own) = if byte < 0x80 {
            (1, ASCII[usize::from(byte)])
        } else {
            text[length..].chars().next().map_or((1, Kind::Separator), |c| (c.len_utf8(), Kind::of(c)))
        };
        if own != kind || length + width > limit {
            break;
        }
        length += width;
    }
    (length, kind)
}

/// The lower-case form of a word that begins with an ASCII capital, and whether the word is in capitals throughout; the
/// form tells the word back, with that.
pub(super) fn lower_form(word: &str) -> Option<(String, bool)> {
    let rest = word.strip_prefix(|first: char| first.is_ascii_uppercase())?;
    let is_upper = !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_uppercase());
    let mut lower = word.to_ascii_lowercase();
    if !is_upper {
        lower.replace_range(1.., rest);
    }
    Some((lower, is_upper))
}

/// The kinds of ASCII characters.
static ASCII: [Kind; 128] = {
    let mut kinds = [Kind::Separator; 128];
    let mut byte = 0u8;
    while byte < 128 {
        if byte.is_ascii_digit() {
            kinds[byte as usize] = Kind::Digits;
        } else if byte.is_ascii_alphabetic() {
            kinds[byte as usize] = Kind::Letters;
        }
        byte += 1;
    }
    kinds
};

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<&str> {
        let mut tokens = Vec::new();
        split(text, |token, kind| {
            assert_eq!(kind, Kind::of_token(token), "{token}");
            tokens.push(token);
        });
        tokens
    }

    #[test]
    fn single_spaces_between_words_are_implied() {
        assert_eq!(tokens("The fleet left on 3 May."), ["The", "fleet", "left", "on", "3", "May", "."]);
        assert_eq!(tokens(" a  b, c "), [" ", "a", "  ", "b", ", ", "c", " "]);
    }

    #[test]
    fn words_without_a_space_have_an_empty_token_between_them() {
        assert_eq!(tokens("F35 jets"), ["F", "", "35", "jets"]);
        assert_eq!(tokens("12345678901"), ["1234", "", "5678", "", "901"]);
    }

    #[test]
    fn long_runs_are_cut_at_characters() {
        let text = "é".repeat(25);
        assert_eq!(tokens(&text), ["é".repeat(20).as_str(), "", "é".repeat(5).as_str()]);
        let text = "-".repeat(45);
        assert_eq!(tokens(&text), ["-".repeat(40), "-".repeat(5)]);
    }
}
