//! Each construct, each hint, and any text at all.

use std::time::{Duration, Instant};

use jiff::civil::date;
use proptest::prelude::*;

use super::super::{TextField, tree};
use super::*;

fn read(text: &str) -> Parsed {
    parse(text, date(2025, 8, 18))
}

/// Writes a query on one line.
fn sketch(query: &Query) -> String {
    match query {
        Query::Word(word) => word.clone(),
        Query::Phrase { text, slop: 0 } => format!("\"{text}\""),
        Query::Phrase { text, slop } => format!("\"{text}\"~{slop}"),
        Query::Near { operands, distance } => {
            format!("[{}]/{distance}", operands.iter().map(sketch).collect::<Vec<_>>().join(" "))
        }
        Query::Prefix(start) => format!("{start}*"),
        Query::Wildcard(pattern) => format!("/{pattern}/"),
        Query::Fuzzy { word, edits } => format!("{word}~{edits}"),
        Query::Within { field: TextField::Title, query } => format!("title:{}", sketch(query)),
        Query::Within { field: TextField::Body, query } => format!("body:{}", sketch(query)),
        Query::Filter(Filter::Field { field, value }) => format!("{}={value}", Field::Filter(*field).name()),
        Query::Filter(Filter::Dates { from, to, .. }) => {
            let day = |day: &Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
            format!("{}..{}", day(from), day(to))
        }
        Query::Boost { query, factor } => format!("{}^{factor}", sketch(query)),
        Query::Group(group) => {
            let part = |sign: &str, queries: &[Query]| {
                queries.iter().map(|query| format!("{sign}{}", sketch(query))).collect::<Vec<_>>()
            };
            let parts = [part("+", &group.required), part("", &group.optional), part("-", &group.excluded)];
            format!("({})", parts.concat().join(" "))
        }
    }
}

/// The text is read so, and as it was written.
fn check(text: &str, expected: &str) {
    let parsed = read(text);
    assert_eq!(sketch(&parsed.query), expected, "query {text:?}");
    assert_eq!(parsed.hints, [], "query {text:?}");
}

/// The text is read so; `places` are what the hints are about.
fn check_hinted(text: &str, expected: &str, places: &[&str]) {
    let parsed = read(text);
    assert_eq!(sketch(&parsed.query), expected, "query {text:?}");
    let hinted: Vec<_> = parsed.hints.iter().map(|hint| &text[hint.at.clone()]).collect();
    assert_eq!(hinted, places, "query {text:?}: {:?}", parsed.hints);
}

fn message(text: &str) -> String {
    read(text).hints.first().map(|hint| hint.message.clone()).unwrap_or_default()
}

#[test]
fn the_queries_of_the_field() {
    check("\"Article 5\" guarantee -crypto", "(\"Article 5\" guarantee -crypto)");
    check("F-35 OR Su-57", "(F-35 Su-57)");
    check("crash F-35 OR Su-57 pilot", "(crash (F-35 Su-57) pilot)");
    check("a AND b OR c", "((+a +b) c)");
    check("a && b || c", "((+a +b) c)");
    check("a AND NOT b", "(+a -b)");
    check("tank -leopard OR zzz", "(tank zzz -leopard)");
    check("+tank OR minister", "(+tank minister)");
    check("NOT NOT a", "a");
    check("(a OR b) AND c", "(+(a b) +c)");
    check("drone", "drone");
    check("rock and not near roll or", "(rock and not near roll or)");
}

#[test]
fn what_cannot_be_an_operator_is_skipped_or_read_as_words() {
    check_hinted("AND a OR", "a", &["AND", "OR"]);
    check_hinted("a AND OR b", "(a b)", &["OR"]);
    check_hinted("a NOT", "a", &["NOT"]);
    check_hinted("a ) b", "(a b)", &[")"]);
    check_hinted("((a", "a", &["(", "("]);
    check_hinted("\"a b", "(a b)", &["\""]);
    check_hinted("“a b", "(a b)", &["“"]);
    check("https://example.org/a?b=c", "https://example.org/a?b=c");
    check("main() a", "(main a)");
    assert!(read("- + \" () —").query.is_empty());
    assert!(read("-only").query.is_empty());
    assert!(read("-source:bbc").query.is_empty());
    assert!(!read("source:bbc").query.is_empty());
    assert!(!read("title:x*").query.is_empty());
    assert!(read("title:—").query.is_empty());
}

#[test]
fn what_is_pasted_is_read_as_words() {
    check("Ukraine: what next?", "(Ukraine what next?)");
    check("At 10:30, 5 - 3 & more…", "(At 10:30, 5 - 3 & more…)");
    check("🚀 launch", "(🚀 launch)");
    check("https://a.org/x:y~1*^2", "https://a.org/x:y~1*^2");
    check("mailto:a@b.org", "mailto:a@b.org");
    check("c:\\temp std::fs", "(c:\\temp std::fs)");
    check_hinted("a * b ~ ^ c", "(a b ~ ^ c)", &["*"]);
}

#[test]
fn words_near_each_other() {
    check("a NEAR/5 b", "[a b]/5");
    check("a NEAR \"b c\" d", "([a \"b c\"]/10 d)");
    check("a NEAR/3 b NEAR/3 c", "[a b c]/3");
    check("a NEAR/3 b NEAR/5 c", "(+[a b]/3 +[b c]/5)");
    check("a* NEAR/3 (wo?d OR c OR \"d e\")", "[a* (/wo?d/ c \"d e\")]/3");
}

#[test]
fn what_cannot_be_near_is_read_otherwise() {
    check("+a NEAR b -c NEAR d", "(+[a b]/10 -[c d]/10)");
    check("a NEAR b AND c OR d", "((+[a b]/10 +c) d)");
    check("title:(a NEAR b)", "title:[a b]/10");
    check("(a NEAR b)^2", "[a b]/10^2");
    check_hinted("NEAR a", "a", &["NEAR"]);
    check_hinted("a NEAR", "a", &["NEAR"]);
    check_hinted("a NEAR -b", "(a -b)", &["NEAR"]);
    check_hinted("a NEAR/0 b", "[a b]/1", &["NEAR/0"]);
    check_hinted("a NEAR/x b", "(a NEAR/x b)", &["NEAR/x"]);
    check_hinted("a NEAR (b AND c)", "(+a +(+b +c))", &["NEAR"]);
    check_hinted("a NEAR title:b", "(+a +title:b)", &["NEAR"]);
    check_hinted("a NEAR b~1", "(+a +b~1)", &["NEAR"]);
    check_hinted("a^2 NEAR b", "[a b]/10", &["NEAR"]);
}

#[test]
fn marks_at_words() {
    check("dron* wo?d missle~ Zelensky~ tank~2^3", "(dron* /wo?d/ missle~1 Zelensky~2 tank~2^3)");
    check("+dron* -wo?d", "(+dron* -/wo?d/)");
}

#[test]
fn marks_behind_phrases_and_groups() {
    check("\"a b\"~3", "\"a b\"~3");
    check("\"a b\"~3^2 c", "(\"a b\"~3^2 c)");
    check("«a b»^0.5", "\"a b\"^0.5");
    check("(a OR b)^2 c", "((a b)^2 c)");
    check("title:\"a b\"~1^2", "title:\"a b\"~1^2");
    check_hinted("\"a b\"~ c", "(\"a b\" c)", &["~"]);
    check_hinted("\"a b\"^two", "(\"a b\" two)", &["^two"]);
    check_hinted("(a b)~2", "((a b) 2)", &["~2"]);
    check_hinted("\"tank* b\"", "\"tank* b\"", &["\"tank* b\""]);
    check_hinted("tank^two", "tank^two", &["tank^two"]);
    check_hinted("tank~3", "tank~2", &["tank~3"]);
    check_hinted("w*n", "wn", &["w*n"]);
}

#[test]
fn text_fields() {
    check("title:tank", "title:tank");
    check("-body:(a OR \"b c\") d", "(d -body:(a \"b c\"))");
    check("title:tank* body:tnak~ title:tan?s^2", "(title:tank* body:tnak~1 title:/tan?s/^2)");
    check("title:(a^2 -b)^3", "title:(a^2 -b)^3");
    check("+title:tank", "(+title:tank)");
}

#[test]
fn filters_are_required() {
    check("source:a tank", "(+source=a tank)");
    check("source:a OR source:b tank", "(+(source=a source=b) tank)");
    check("source:(a OR \"b c\") tank", "(+(source=a source=b c) tank)");
    check("source:(a b) tank", "(+(source=a source=b) tank)");
    check("(source:a lang:en)", "(+source=a +lang=en)");
    check("source:a OR tank", "(source=a tank)");
    check("-source:a tank", "(tank -source=a)");
    check("tank AND NOT source:a", "(+tank -source=a)");
    check("source:a AND lang:en tank", "(+(+source=a +lang=en) tank)");
    check("source:a", "source=a");
    check("tank (source:a OR drone)", "(tank (source=a drone))");
}

#[test]
fn values_of_filters() {
    check("language:en organisation:nato organization:eu org:un", "(+lang=en +org=nato +org=eu +org=un)");
    check("url:https://a.org/?b=c~1", "url=https://a.org/?b=c~1");
    check("path:news/2025* author:\"Ann Lee\"", "(+path=news/2025* +author=Ann Lee)");
    check("system:F-35 tag:war country:ua", "(+system=F-35 +tag=war +country=ua)");
    check_hinted("source:a^2", "source=a", &["a^2"]);
    check_hinted("source:\"a\"^2", "source=a", &["^2"]);
    check_hinted("source:a*b", "source=a*b", &["a*b"]);
    check_hinted("tank source:\"\"", "tank", &["\"\""]);
    check_hinted("tank source:(NOT a)", "(tank (-source=a))", &["("]);
}

#[test]
fn days() {
    check("after:2025-03 tank", "(+2025-03-01.. tank)");
    check("before:2025-03", "..2025-02-28");
    check("date:2025-08..2025-09", "2025-08-01..2025-09-30");
    check("date:..2025-09", "..2025-09-30");
    check("date:(2023 OR 2025)", "(2023-01-01..2023-12-31 2025-01-01..2025-12-31)");
    check("after:\"2025-03\"", "2025-03-01..");
    check("last:30d", "2025-07-19..");
    check_hinted("tank after:dawn", "(tank after:dawn)", &["dawn"]);
    check_hinted("after:\"the war\"", "after:\"the war\"", &["\"the war\""]);
    check_hinted("last:30", "last:30", &["30"]);
    check_hinted("date:2025..2024", "2024-01-01..2025-12-31", &["2025..2024"]);
}

#[test]
fn unknown_fields_are_words() {
    check_hinted("titel:tank", "titel:tank", &["titel:"]);
    assert!(message("titel:tank").ends_with("did you mean title:?"), "{}", message("titel:tank"));
    check_hinted("topic:\"a b\"", "(topic \"a b\")", &["topic:"]);
    assert!(!message("topic:tank").contains("did you mean"));
    check_hinted("Title:tank", "Title:tank", &["Title:"]);
    check_hinted("title:(body:a b)", "title:(body:a b)", &["body:"]);
    check_hinted("title:\" a", "title:a", &["\""]);
}

#[test]
fn deep_nesting_is_cut() {
    let deep = "(".repeat(100_000) + "a" + &")".repeat(100_000);
    check_hinted(&deep, "a", &["("]);
}

#[test]
fn hints_are_few_and_in_the_order_of_the_text() {
    let parsed = read(&"titel:a ) tank~7 ".repeat(1000));
    assert!(parsed.hints.len() <= 20);
    assert!(parsed.hints.is_sorted_by_key(|hint| hint.at.start));
}

/// Each takes a few milliseconds; were any of it quadratic, it would take minutes.
#[test]
fn long_texts_of_every_kind_are_read_at_once() {
    let pieces = [
        "(",
        ")",
        "()",
        "((a",
        "\"",
        "\"a",
        "“",
        "„a",
        "+",
        "-",
        "+-",
        "AND ",
        "OR ",
        "NOT ",
        "a AND ",
        "a OR ",
        "a NEAR ",
        "a NEAR/3 b NEAR/4 ",
        "NEAR ",
        "title:(",
        "title:",
        "title:\"",
        "titel:a ",
        "source:a ",
        "source:(a ",
        "a*",
        "a* ",
        "*",
        "?",
        "~",
        "^",
        "a^2",
        "a^2 ",
        "\"a\"^2",
        "\"a\"~",
        "(a)^2 ",
        "-(a ",
        "a:",
        ":",
        "date:2025..",
        "last:1d ",
        "last:99999",
        "(source:a ",
        "(source:a OR ",
        "é",
        "🚀 ",
        "a(",
        "a NEAR (",
    ];
    for piece in pieces {
        let text = piece.repeat(100_000 / piece.len());
        let start = Instant::now();
        let parsed = read(&text);
        let _ = parsed.query.is_empty();
        drop(parsed);
        let time = start.elapsed();
        assert!(time < Duration::from_millis(500), "{piece:?} takes {time:?}");
    }
}

proptest! {
    #[test]
    fn any_text_is_a_query(
        text in "[ab\"“”()+*?~^:0-9 -]{0,40}\
            |(AND|OR|NOT|NEAR|NEAR/2|title:|source:|date:|2025|\\.\\.|a|\\(|\\)|\"|\\^2|~1|\\*| ){0,30}\
            |.{0,60}|\\PC{0,60}"
    ) {
        let parsed = read(&text);
        let _ = parsed.query.is_empty();
        for hint in &parsed.hints {
            prop_assert!(text.get(hint.at.clone()).is_some());
            prop_assert!(!hint.at.is_empty() && !hint.message.is_empty());
        }
        prop_assert_eq!(tree(&parsed.query), tree(&read(&text).query));
    }
}
