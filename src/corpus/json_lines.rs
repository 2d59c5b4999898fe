//! Finds the records of JSON Lines: whatever stands on a line that is not blank.

use super::split::{Splitter, Step};

/// Ends a record at each line feed, so that one broken line leaves the others alone.
#[derive(Debug, Default)]
pub(super) struct LineSplitter {
    inside: bool,
}

impl Splitter for LineSplitter {
    fn step(&mut self, bytes: &[u8]) -> Step {
        if !self.inside {
            let blank = bytes.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(bytes.len());
            if blank > 0 {
                return Step::Skip(blank);
            }
            self.inside = true;
        }
        match memchr::memchr(b'\n', bytes) {
            Some(end) => {
                self.inside = false;
                Step::End(end)
            }
            None => Step::Take(bytes.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::corpus::split::tests::pieces;

    proptest! {
        #[test]
        fn every_line_that_is_not_blank_is_a_record(
            lines in proptest::collection::vec("[ \r]{0,2}|[a-z{} ]{1,9}", 0..20),
            size in 1usize..40,
        ) {
            let expected: Vec<(u64, Vec<u8>)> = (1..)
                .zip(&lines)
                .filter(|(_, line)| !line.trim().is_empty())
                .map(|(number, line)| (number, line.trim_start().as_bytes().to_vec()))
                .collect();
            prop_assert_eq!(pieces(LineSplitter::default(), lines.join("\n").as_bytes(), size), expected);
        }
    }
}
