//! Sorted lines, built into the program, in which one is found without reading the others.

use std::cmp::Ordering;

use memchr::{memchr, memrchr};

/// The line that `compare` says is equal to what is sought, while it says of those before it that they are less. Logarithmic.
pub(crate) fn find(lines: &'static str, compare: impl Fn(&str) -> Ordering) -> Option<&'static str> {
    let bytes = lines.as_bytes();
    let (mut from, mut to) = (0, bytes.len());
    while from < to {
        let middle = from.midpoint(to);
        let start = memrchr(b'\n', &bytes[..middle]).map_or(0, |end| end + 1);
        let end = memchr(b'\n', &bytes[middle..]).map_or(bytes.len(), |end| middle + end);
        let line = lines.get(start..end)?;
        match compare(line) {
            Ordering::Equal => return Some(line),
            Ordering::Less => from = end + 1,
            Ordering::Greater => to = start,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_found_that_are_there() {
        const LINES: &str = "ant\nbee\nbeetle\nwasp\n\u{e9}mu\n";
        for line in LINES.lines() {
            assert_eq!(find(LINES, |other| other.cmp(line)), Some(line));
        }
        for other in ["", "a", "antelope", "be", "\u{10ffff}"] {
            assert_eq!(find(LINES, |line| line.cmp(other)), None, "{other}");
        }
        assert_eq!(find("", |line| line.cmp("ant")), None);
    }
}
