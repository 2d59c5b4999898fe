//! From bytes to text: which encoding, and what was lost.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, WINDOWS_1252};

use super::wide::Wide;

/// Where a page declares its encoding, it does so within its first bytes; the HTML standard asks for 1,024.
const DECLARATION_BYTES: usize = 4096;

/// What the detector looks at, in bytes: it is linear, but slow, and articles are smaller.
const DETECTION_BYTES: usize = 1 << 20;

/// The top-level domain whose encodings win where little speaks for any: a lone `ï` in an English text is not Baltic.
const LEANING: &[u8] = b"us";

/// A text with at most this many bytes above ASCII, or one in [`FEW_IN`], is English with a few foreign letters.
const FEW: usize = 2;
const FEW_IN: usize = 50;

/// Some bytes were not text in the encoding that fits best; a replacement character (U+FFFD) stands for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeWarning {
    /// The encoding that was used, by its WHATWG name: `UTF-8`, `windows-1252`; or `JSON escapes`.
    pub encoding: &'static str,
    /// How many replacement characters were put in; at least one.
    pub replaced: usize,
}

/// Decodes one article or record.
///
/// In this order: a byte order mark or the zero bytes of UTF-16 and UTF-32; UTF-8 if it is valid; the encoding an HTML
/// or XML head declares; UTF-8 with replacements if nearly all of it is valid; the most likely legacy encoding.
///
/// Costs one pass over valid UTF-8, which is borrowed; about 10 ns a byte over anything else, and 100 ns a byte over the
/// first MiB where the encoding has to be guessed.
#[must_use]
pub(super) fn decode(bytes: &[u8]) -> (Cow<'_, str>, Option<DecodeWarning>) {
    if let Some(wide) = Wide::detect(bytes) {
        let (text, malformed) = wide.decode(bytes);
        let warning = malformed.then(|| warning(wide.name(), &text));
        return (Cow::Owned(text), warning);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Cow::Borrowed(text), None);
    }
    if let Some(encoding) = declared(bytes) {
        return decode_as(bytes, encoding);
    }
    if is_mostly_utf8(bytes) {
        let text = String::from_utf8_lossy(bytes);
        let replaced = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
        return (text, Some(DecodeWarning { encoding: "UTF-8", replaced }));
    }
    decode_as(bytes, guess(bytes))
}

fn decode_as<'a>(bytes: &'a [u8], encoding: &'static Encoding) -> (Cow<'a, str>, Option<DecodeWarning>) {
    let (text, malformed) = encoding.decode_without_bom_handling(bytes);
    let warning = malformed.then(|| warning(encoding.name(), &text));
    (text, warning)
}

fn warning(encoding: &'static str, text: &str) -> DecodeWarning {
    DecodeWarning { encoding, replaced: text.matches(char::REPLACEMENT_CHARACTER).count().max(1) }
}

/// The encoding in `<meta charset=...>`, `<meta http-equiv content="...; charset=...">` or `<?xml encoding=...?>`.
///
/// UTF-8 is not believed, for the bytes have just been found not to be that; nor is UTF-16, for the tag was read
/// byte by byte.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(DECLARATION_BYTES)].to_ascii_lowercase();
    let label = |tag: &[u8], attribute: &[u8]| {
        memchr::memmem::find_iter(&head, tag).find_map(|start| {
            let tag = &head[start..];
            let tag = &tag[..memchr::memchr(b'>', tag)?];
            let value = &tag[memchr::memmem::find(tag, attribute)? + attribute.len()..];
            let value = value.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
            let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value);
            let end = value.iter().position(|byte| !(byte.is_ascii_alphanumeric() || b"-_:.".contains(byte)));
            Encoding::for_label(&value[..end.unwrap_or(value.len())])
        })
    };
    let encoding = label(b"<meta", b"charset").or_else(|| label(b"<?xml", b"encoding"))?;
    let unbelievable = [encoding_rs::UTF_8, encoding_rs::UTF_16LE, encoding_rs::UTF_16BE, encoding_rs::REPLACEMENT];
    (!unbelievable.contains(&encoding)).then_some(encoding)
}

/// Whether broken bytes are the exception among UTF-8.
///
/// A legacy encoding hardly ever yields a valid sequence of several bytes by chance, so two of them for each broken
/// one decide for UTF-8.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut valid, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        // Continuation bytes do not start a character: what is left are the first bytes of longer sequences.
        valid += chunk.valid().bytes().filter(|&byte| byte >= 0xc0).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    valid >= 2 * broken
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let sample = &bytes[..bytes.len().min(DETECTION_BYTES)];
    let foreign = sample.iter().filter(|byte| !byte.is_ascii()).count();
    if foreign == 0 {
        // The sample says nothing about the bytes behind it.
        return WINDOWS_1252;
    }
    // ISO-2022-JP is denied as the detector's authors advise for content that may come from anywhere.
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let leaning = (foreign <= FEW.max(sample.len() / FEW_IN)).then_some(LEANING);
    detector.guess(leaning, Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(bytes: &[u8], expected: &str) {
        assert_eq!(decode(bytes), (Cow::Borrowed(expected), None));
    }

    #[test]
    fn valid_utf_8_is_borrowed_without_its_mark() {
        check(b"\xef\xbb\xbfcaf\xc3\xa9", "café");
        assert!(matches!(decode("Київ".as_bytes()).0, Cow::Borrowed("Київ")));
        check(b"", "");
    }

    #[test]
    fn a_replacement_character_of_the_author_is_no_warning() {
        check("a \u{fffd} b".as_bytes(), "a \u{fffd} b");
    }

    #[test]
    fn legacy_text_is_recognised() {
        check(b"The caf\xe9 said \x93no\x94 \x97 twice.", "The café said “no” — twice.");
        check(b"caf\xe9", "café");
        let russian = "Министерство обороны сообщило о поставках оружия в понедельник.";
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(russian);
        check(&bytes, russian);
        let ukrainian = "Сили оборони відбили атаку під Бахмутом";
        let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(ukrainian);
        check(&bytes, ukrainian);
        let polish = "Żołnierze wrócili do bazy w Łodzi, gdzie czekały na nich posiłki.";
        let (bytes, _, _) = encoding_rs::ISO_8859_2.encode(polish);
        check(&bytes, polish);
        let chinese = "国防部发言人星期一表示";
        let (bytes, _, _) = encoding_rs::GBK.encode(chinese);
        check(&bytes, chinese);
    }

    #[test]
    fn a_declared_encoding_is_believed_over_a_guess() {
        check(b"<meta charset='iso-8859-2'><p>\xb3\xf3d\xbc", "<meta charset='iso-8859-2'><p>łódź");
        check(
            b"<META http-equiv=Content-Type content=\"text/html; charset=windows-1251\">\xcc\xe8\xf0",
            "<META http-equiv=Content-Type content=\"text/html; charset=windows-1251\">Мир",
        );
        check(
            b"<?xml version=\"1.0\" encoding=\"koi8-r\"?>\xed\xc9\xd2",
            "<?xml version=\"1.0\" encoding=\"koi8-r\"?>Мир",
        );
    }

    #[test]
    fn a_declaration_of_utf_8_that_is_wrong_is_not_believed() {
        check(b"<meta charset=utf-8><p>na\xefve", "<meta charset=utf-8><p>naïve");
    }

    #[test]
    fn few_broken_bytes_among_utf_8_are_replaced_and_counted() {
        let bytes = [b"\xc3\xa9t\xc3\xa9 \xe2\x80\x94 a \xff b ", "été".as_bytes(), b"\xc3"].concat();
        let (text, warning) = decode(&bytes);
        assert_eq!(text, "été — a \u{fffd} b été\u{fffd}");
        assert_eq!(warning, Some(DecodeWarning { encoding: "UTF-8", replaced: 2 }));
    }

    #[test]
    fn utf_16_is_recognised_without_a_mark() {
        let bytes: Vec<u8> = "Words in a row.".encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&bytes, "Words in a row.");
    }

    proptest! {
        #[test]
        fn any_text_in_utf_8_comes_back_as_it_was(text in "[^\0\u{feff}]{0,200}") {
            let (decoded, warning) = decode(text.as_bytes());
            prop_assert_eq!(decoded, text.as_str());
            prop_assert_eq!(warning, None);
        }

        #[test]
        fn a_warning_counts_what_was_put_in(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let (text, warning) = decode(&bytes);
            if let Some(warning) = warning {
                let found = text.matches('\u{fffd}').count();
                prop_assert!((1..=found).contains(&warning.replaced));
            }
        }
    }
}
