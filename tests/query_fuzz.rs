//! Any text is a query: random ones never panic, and none takes long to read. With `NEWSDEX_FUZZ` set, ten million.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails, and reports")]

mod common;

use std::time::{Duration, Instant};

use common::Dice;
use jiff::civil::date;
use newsdex::query::{Query, parse, tree};

/// What queries are made of, and what looks like it.
const PIECES: [&str; 76] = [
    "AND",
    "OR",
    "NOT",
    "NEAR",
    "NEAR/3",
    "NEAR/0",
    "NEAR/99999999999",
    "&&",
    "||",
    "&",
    "|",
    "(",
    ")",
    "((",
    "))",
    "\"",
    "“",
    "”",
    "„",
    "«",
    "»",
    "'",
    "’",
    "+",
    "-",
    "--",
    "*",
    "?",
    "~",
    "^",
    "~1",
    "~3^2",
    "^0.5",
    "^",
    "^-1",
    "^1e9",
    "~9",
    "title:",
    "body:",
    "source:",
    "author:",
    "lang:",
    "path:",
    "url:",
    "tag:",
    "country:",
    "after:",
    "before:",
    "date:",
    "last:",
    "30d",
    "last:99999999999y",
    "2025-08-18",
    "2025-13",
    "2025..2024",
    "..",
    ":",
    "::",
    "http://a.org/?b=c*",
    "\n",
    "\u{0}",
    "\u{a0}",
    "\u{301}",
    "\u{200d}",
    "\u{202e}",
    "\u{feff}",
    "🇺🇦",
    "👩‍✈️",
    "日本",
    "ﷺ",
    "İ",
    "ß",
    "F-35",
    "tank",
    "a",
    "5",
];
const CASES: u64 = 100_000;
const MANY_CASES: u64 = 10_000_000;
/// No reader waits for so long.
const LIMIT: Duration = Duration::from_millis(10);
const LENGTH: usize = 100_000;
const ATTEMPTS: usize = 100;
/// Without optimisation, time says nothing.
const IS_TIMED: bool = !cfg!(debug_assertions);

fn text(dice: &mut Dice) -> String {
    let mut text = String::new();
    for _ in 0..dice.below(24) {
        match dice.below(12) {
            0 => text.extend((0..dice.below(6)).map(|_| char::from(b' ' + u8::try_from(dice.below(95)).unwrap()))),
            1 => text.extend(char::from_u32(u32::try_from(dice.below(0x11_0000)).unwrap())),
            _ => text.push_str(dice.pick::<&str>(&PIECES)),
        }
        text.push_str(dice.pick::<&str>(&[" ", " ", ""]));
    }
    text
}

/// How deep a query nests.
fn depth(query: &Query) -> usize {
    match query {
        Query::Near { operands, .. } => 1 + operands.iter().map(depth).max().unwrap_or(0),
        Query::Within { query, .. } | Query::Boost { query, .. } => 1 + depth(query),
        Query::Group(group) => {
            let parts = group.required.iter().chain(&group.optional).chain(&group.excluded);
            1 + parts.map(depth).max().unwrap_or(0)
        }
        _ => 1,
    }
}

#[test]
fn random_texts_are_queries() {
    let cases = if std::env::var_os("NEWSDEX_FUZZ").is_some() { MANY_CASES } else { CASES };
    let mut dice = Dice(2025);
    for _ in 0..cases {
        let text = text(&mut dice);
        let parsed = parse(&text, date(2025, 8, 18));
        assert!(depth(&parsed.query) < 300, "{text:?}");
        assert_eq!(parsed, parse(&text, date(2025, 8, 18)), "{text:?}");
        assert!(tree(&parsed.query).ends_with('\n'), "{text:?}");
    }
}

#[test]
fn nasty_texts_are_read_at_once() {
    let shapes = [
        "(",
        ")",
        "((a",
        "\"",
        "“",
        "«\"„",
        "a OR ",
        "a AND NOT ",
        "NOT ",
        "-",
        "+",
        "- ",
        "NEAR ",
        "a NEAR/3 ",
        "a NEAR/3 b NEAR/4 ",
        "(a OR b) NEAR ",
        "title:",
        "title:(",
        "source:(a OR ",
        "a*",
        "a?",
        "*",
        "~",
        "^",
        "\"a\"~3^2",
        "\"a\"~x",
        "(a)^2 ",
        "last:1d ",
        "after:x ",
        "titel:a ",
        "a:b:",
        "\u{301}",
        "🇺🇦",
        "a ",
        "a",
        "5.",
        "http://a.org ",
        "(title:(",
        "-(-(",
        "+(a -(b ",
        "\n",
    ];
    for shape in shapes {
        let text = shape.repeat(LENGTH / shape.len());
        let read = || {
            let start = Instant::now();
            assert!(depth(&parse(&text, date(2025, 8, 18)).query) < 300, "{shape:?}");
            start.elapsed()
        };
        // Others may be at work on the machine.
        let mut time = read();
        for _ in 0..ATTEMPTS {
            if IS_TIMED && time >= LIMIT {
                std::thread::sleep(LIMIT);
                time = time.min(read());
            }
        }
        println!("{shape:?}: {time:?}");
        assert!(!IS_TIMED || time < LIMIT, "{shape:?}: {time:?}");
    }
}
