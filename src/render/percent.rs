//! Percent-encoding (RFC 3986, section 2.1).

use std::fmt::Write;

/// Encodes every byte that `is_kept` does not let through.
///
/// `is_kept` must refuse `%` and everything outside ASCII: then the result is ASCII and can be decoded.
pub(super) fn encode(bytes: &[u8], is_kept: impl Fn(u8) -> bool) -> String {
    let mut out = String::with_capacity(bytes.len());
    for &byte in bytes {
        if is_kept(byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refused_bytes_are_encoded_as_utf8() {
        assert_eq!(encode("a b/é%".as_bytes(), |b| b.is_ascii_alphanumeric() || b == b'/'), "a%20b/%C3%A9%25");
    }
}
