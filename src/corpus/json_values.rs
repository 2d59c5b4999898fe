//! Finds the records of other JSON: the elements of a list, or objects one after the other.

use super::split::{Splitter, Step};

/// How deep in brackets a scan of JSON stands, and whether in a string. Brackets are counted, not matched: whether the
/// value is well-formed is for the parser to say.
#[derive(Debug, Default, Clone)]
pub(super) struct Nesting {
    depth: u64,
    in_string: bool,
    escaped: bool,
}

impl Nesting {
    /// Scans on, and stops behind the bracket that closes the value: the number of bytes up to there, or `None` if the
    /// value goes on behind `bytes`. The first call must start at an opening bracket.
    pub(super) fn close(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while at < bytes.len() {
            if self.in_string {
                at += self.string_end(&bytes[at..])?;
            }
            let Some(offset) = bytes[at..].iter().position(|byte| b"\"{}[]".contains(byte)) else { break };
            at += offset + 1;
            match bytes[at - 1] {
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                _ => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return Some(at);
                    }
                }
            }
        }
        None
    }

    pub(super) fn in_string(&self) -> bool {
        self.in_string
    }

    /// The number of bytes up to and with the quote that ends the string.
    fn string_end(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = usize::from(std::mem::take(&mut self.escaped));
        loop {
            let offset = memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
            at += offset + 1;
            if bytes[at - 1] == b'"' {
                self.in_string = false;
                return Some(at);
            }
            self.escaped = at == bytes.len();
            at += 1;
        }
    }
}

/// Ends a record with each value in a list or on the outermost level. Commas may be missing or too many.
#[derive(Debug, Default)]
pub(super) struct ValueSplitter {
    state: State,
    in_list: bool,
    one_list: bool,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Between,
    /// In an object, or a list within the list.
    Nested(Nesting),
    /// In a number, a string, a word, or what a broken value left behind.
    Scalar,
}

impl ValueSplitter {
    /// Stops behind the first list, to read one that stands in an object.
    pub(super) fn of_one_list() -> Self {
        Self { one_list: true, ..Self::default() }
    }

    fn between(&mut self, bytes: &[u8]) -> Step {
        let is_blank = |byte: u8| byte.is_ascii_whitespace() || matches!(byte, b',' | 0x1e);
        let blank = bytes.iter().position(|&byte| !is_blank(byte)).unwrap_or(bytes.len());
        if blank > 0 {
            return Step::Skip(blank);
        }
        match bytes[0] {
            b'[' if !self.in_list => {
                self.in_list = true;
                Step::Skip(1)
            }
            b']' if self.in_list => {
                self.in_list = false;
                if self.one_list { Step::Stop } else { Step::Skip(1) }
            }
            b'{' | b'[' => {
                self.state = State::Nested(Nesting::default());
                self.nested(bytes)
            }
            _ => {
                // The first byte is taken whatever it is, so that every step moves on.
                self.state = State::Scalar;
                Step::Take(1)
            }
        }
    }

    fn nested(&mut self, bytes: &[u8]) -> Step {
        let State::Nested(nesting) = &mut self.state else { return Step::Take(bytes.len()) };
        match nesting.close(bytes) {
            Some(count) => {
                self.state = State::Between;
                Step::End(count)
            }
            None => Step::Take(bytes.len()),
        }
    }

    fn scalar(&mut self, bytes: &[u8]) -> Step {
        let in_list = self.in_list;
        let ends = |byte: u8| byte.is_ascii_whitespace() || b",{[".contains(&byte) || in_list && byte == b']';
        match bytes.iter().position(|&byte| ends(byte)) {
            Some(count) => {
                self.state = State::Between;
                Step::End(count)
            }
            None => Step::Take(bytes.len()),
        }
    }
}

impl Splitter for ValueSplitter {
    fn step(&mut self, bytes: &[u8]) -> Step {
        match self.state {
            State::Between => self.between(bytes),
            State::Nested(_) => self.nested(bytes),
            State::Scalar => self.scalar(bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::corpus::split::tests::pieces;

    fn check(text: &str, expected: &[(u64, &str)]) {
        for size in [1, 2, 7, 1000] {
            let found = pieces(ValueSplitter::default(), text.as_bytes(), size);
            let found: Vec<(u64, &str)> =
                found.iter().map(|(line, bytes)| (*line, std::str::from_utf8(bytes).unwrap())).collect();
            assert_eq!(found, expected, "in pieces of {size} bytes");
        }
    }

    #[test]
    fn a_list_is_cut_into_its_elements() {
        check(
            "[\n {\"a\": \"]}\\\"\"},\n\n {\"b\": [1, {}]}\n]\n",
            &[(2, "{\"a\": \"]}\\\"\"}"), (4, "{\"b\": [1, {}]}")],
        );
        check("[]", &[]);
    }

    #[test]
    fn objects_one_after_the_other_are_cut_apart() {
        check("{\"a\": 1}{\n}\n\n{\"b\":\n2}", &[(1, "{\"a\": 1}"), (1, "{\n}"), (4, "{\"b\":\n2}")]);
        check("[{}]\n[{\"a\": 2}]", &[(1, "{}"), (2, "{\"a\": 2}")]);
    }

    #[test]
    fn what_is_no_object_is_a_record_for_the_parser_to_refuse() {
        check("[1, \"two\", {}, [3]]", &[(1, "1"), (1, "\"two\""), (1, "{}"), (1, "[3]")]);
        check("{} }}} {}", &[(1, "{}"), (1, "}}}"), (1, "{}")]);
    }

    #[test]
    fn an_unfinished_value_is_a_record_too() {
        check("[{\"a\": 1}, {\"b\": \"c", &[(1, "{\"a\": 1}"), (1, "{\"b\": \"c")]);
    }

    #[test]
    fn the_list_in_an_object_ends_where_it_ends() {
        let found = pieces(ValueSplitter::of_one_list(), b"[{}, {}], \"count\": 2, \"more\": [{}]}", 5);
        assert_eq!(found.len(), 2);
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<i32>().prop_map(Value::from),
            "[a-z\"\\\\{}\\[\\], \n]{0,9}".prop_map(Value::from),
            Just(Value::Null),
        ];
        leaf.prop_recursive(3, 12, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                proptest::collection::vec(("[a-z\"]{0,3}", inner), 0..4).prop_map(|pairs| pairs.into_iter().collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_elements_of_any_list_come_back(
            bodies in proptest::collection::vec(value(), 0..6),
            pretty in any::<bool>(),
            size in 1usize..50,
        ) {
            let objects: Vec<Value> = bodies.into_iter().map(|body| json!({ "body": body })).collect();
            let list = Value::from(objects.clone());
            let text = if pretty { format!("{list:#}") } else { list.to_string() };
            let found: Vec<Value> = pieces(ValueSplitter::default(), text.as_bytes(), size)
                .iter()
                .map(|(_, bytes)| serde_json::from_slice(bytes).unwrap())
                .collect();
            prop_assert_eq!(found, objects);
        }

        #[test]
        fn any_bytes_give_the_same_records_however_they_come(
            text in proptest::collection::vec(proptest::sample::select(&b"{}[]\"\\, a\n1\x1e"[..]), 0..80),
            size in 1usize..20,
        ) {
            let whole = pieces(ValueSplitter::default(), &text, 1000);
            prop_assert_eq!(pieces(ValueSplitter::default(), &text, size), whole);
        }
    }
}
