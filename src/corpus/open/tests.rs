//! Files of every shape, opened.

use std::io::Cursor;

use super::*;
use crate::corpus::decompress::tests::gzip;
use crate::corpus::problem::RecordError;
use crate::corpus::records::parse_record;

const LIMIT: usize = 100_000;

fn open_bytes(name: &str, bytes: impl Into<Vec<u8>>) -> Result<Opened, ReadError> {
    let options = ReadOptions { max_article_bytes: LIMIT, ..ReadOptions::default() };
    open(Path::new(name), Cursor::new(bytes.into()), &options)
}

fn article(name: &str, bytes: impl Into<Vec<u8>>) -> (Shape, String) {
    match open_bytes(name, bytes) {
        Ok(Opened::Article { raw, warning: None }) => (raw.shape, raw.text),
        other => panic!("{name} should be an article, not {other:?}"),
    }
}

/// The texts of the records, or the errors that stand in their place.
fn records(name: &str, bytes: impl Into<Vec<u8>>) -> Vec<String> {
    let Ok(Opened::Records(records)) = open_bytes(name, bytes) else { panic!("{name} should hold records") };
    let text = |record: Result<_, RecordError>| {
        let (article, _) = parse_record(&record?, &FieldMap::default())?;
        Ok(article.text)
    };
    records.map(|record| text(record).unwrap_or_else(|error: RecordError| error.to_string())).collect()
}

fn error(name: &str, bytes: impl Into<Vec<u8>>) -> String {
    match open_bytes(name, bytes) {
        Err(error) => error.to_string(),
        Ok(opened) => panic!("{name} should fail, not give {opened:?}"),
    }
}

fn utf16(text: &str) -> Vec<u8> {
    "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

#[test]
fn whole_files_are_articles_in_the_shape_of_their_format() {
    assert_eq!(article("a.txt", "Words."), (Shape::Text, "Words.".into()));
    assert_eq!(article("a.md", "# Words"), (Shape::Markdown, "# Words".into()));
    assert_eq!(article("a.html", "Words."), (Shape::Html, "Words.".into()));
    assert_eq!(article("a.json", "{\"text\": \"Words.\"}\n"), (Shape::Record, "Words.".into()));
}

#[test]
fn content_decides_where_the_name_is_silent_or_wrong() {
    assert_eq!(article("a", "<p>Words.").0, Shape::Html);
    assert_eq!(article("a.txt", "<!doctype html><p>Words.").0, Shape::Html);
    assert_eq!(article("a.json", "<html>502 Bad Gateway").0, Shape::Html);
    assert_eq!(article("a", "Words.").0, Shape::Text);
    assert_eq!(article("a.txt", gzip(b"Words.")).1, "Words.");
    assert_eq!(article("a.txt.gz", "Words.").1, "Words.");
    assert_eq!(records("dump", "{\"text\": \"1\"}\n{\"text\": \"2\"}"), ["1", "2"]);
    assert_eq!(article("a.txt", utf16("<!doctype html><p>Words.")).0, Shape::Html);
}

#[test]
fn files_without_an_article_say_why() {
    assert_eq!(error("a.txt", " \n\t"), "empty");
    assert_eq!(error("a.jsonl", "\n\n"), "empty");
    assert_eq!(error("a.csv", ""), "empty");
    assert_eq!(error("a.txt", [0; 5000]), "no text but binary data");
    assert_eq!(error("a.html", "%PDF-1.4"), "no text but a PDF file");
    assert_eq!(error("a.txt", "a".repeat(LIMIT + 1)), "larger than an article may be (100000 bytes)");
    assert_eq!(error("a.json", "Words."), "text that is no JSON where an object with fields was expected");
    assert_eq!(error("a.json", "{\n\"text\": }"), "invalid JSON: expected value at line 2 column 9");
}

#[test]
fn an_article_that_is_cut_off_is_no_article() {
    let text: String = (0..4000).map(|n| n.to_string()).collect();
    for (name, content) in [("a.txt.gz", text.clone()), ("a.json.gz", format!("{{\"text\": \"{text}\"}}"))] {
        let mut packed = gzip(content.as_bytes());
        packed.truncate(packed.len() / 2);
        assert!(matches!(open_bytes(name, packed), Err(ReadError::Stream(StreamError::Truncated))), "{name}");
    }
}

#[test]
fn a_bomb_is_given_up_at_the_limit() {
    let zeros = gzip(&vec![b'0'; 50 * LIMIT]);
    assert_eq!(error("a.txt.gz", zeros.clone()), "larger than an article may be (100000 bytes)");
    let found = records("a.jsonl.gz", zeros);
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("line 1: nothing is read from here on: the compressed data expands"), "{found:?}");
    let blanks = records("a.jsonl.gz", gzip(&[b"{\"text\": \"1\"}".to_vec(), vec![b'\n'; 50 * LIMIT]].concat()));
    assert_eq!((blanks.len(), blanks[0].as_str()), (2, "1"));
}

#[test]
fn a_broken_line_leaves_the_others_alone() {
    let lines = "{\"text\": \"1\"}\n{\"text\": \"2\n\n{\"title\": \"3\"}\r\n{\"text\": \"4\"}\r\n";
    for name in ["a.jsonl", "a.json"] {
        let found = records(name, lines);
        assert_eq!(found.len(), 4, "{name}");
        assert_eq!((found[0].as_str(), found[3].as_str()), ("1", "4"));
        assert_eq!(found[1], "line 2: invalid JSON: EOF while parsing a string at column 11");
        assert!(found[2].starts_with("line 4: no text in the fields text, body"), "{found:?}");
    }
}

#[test]
fn a_line_over_the_limit_is_reported_and_passed_over() {
    let lines = format!("{{\"text\": \"1\"}}\n{}\n{{\"text\": \"3\"}}", "x".repeat(3 * LIMIT));
    let expected = ["1", "line 2: a record of 300000 bytes, over the limit of 100000", "3"];
    assert_eq!(records("a.jsonl", lines), expected);
}

#[test]
fn every_layout_of_json_is_read() {
    let expected = ["1", "2"];
    for json in [
        "[{\"text\": \"1\"}, {\"text\": \"2\"}]",
        "\u{feff}[\n  {\n\"text\": \"1\"\n},\n{\"text\": \"2\"}\n]\n",
        "{\"text\": \"1\"}{\"text\": \"2\"}",
        "{\n\"text\": \"1\"\n}\n{\n\"text\": \"2\"\n}\n",
        "{\"text\": \"1\"}\n{\"text\": \"2\"}\n",
    ] {
        assert_eq!(records("a.json", json), expected, "{json}");
        assert_eq!(records("a.jsonl", json), expected, "{json}");
        assert_eq!(records("a.jsonl", utf16(json.trim_start_matches('\u{feff}'))), expected, "{json}");
    }
    assert_eq!(records("a.json", "{\"count\": 2,\n\"articles\": [{\"text\": \"1\"}, {\"text\": \"2\"}]}"), expected);
    assert!(records("a.json", "[]").is_empty());
}

#[test]
fn lists_larger_than_an_article_are_read() {
    let list = vec![format!("{{\"text\": \"{}\"}}", "word ".repeat(100)); 1000].join(",\n");
    assert!(list.len() > 2 * LIMIT);
    assert_eq!(records("a.json", format!("[{list}]")).len(), 1000);
    assert_eq!(records("a.json", format!("{{\"articles\": [\n{list}], \"count\": 1000}}")).len(), 1000);
    assert_eq!(records("a.json", list.replace(",\n", "\n")).len(), 1000);
    let text = format!("{{\"text\": \"{}\"}}", "word ".repeat(LIMIT));
    assert_eq!(error("a.json", text), "larger than an article may be (100000 bytes)");
}

#[test]
fn whole_records_before_a_break_are_delivered() {
    let lines: Vec<String> = (0..5000).map(|n| format!("{{\"text\": \"{n}\"}}")).collect();
    let lines = lines.join("\n");
    for name in ["a.jsonl.gz", "a.json.gz"] {
        let mut packed = gzip(lines.as_bytes());
        packed.truncate(packed.len() / 2);
        let mut found = records(name, packed);
        let last = found.pop().expect("there is an error at least");
        assert!(last.ends_with("the compressed data ends too early (an interrupted download or copy?)"), "{last}");
        assert!(found.len() > 1000, "{name} gave only {} records", found.len());
        assert!(found.iter().enumerate().all(|(n, text)| *text == n.to_string()));
    }
}

#[test]
fn compressed_records_are_read_whatever_the_packing() {
    let lines = b"{\"text\": \"1\"}\n{\"text\": \"2\"}\n";
    let zstd = zstd::encode_all(&lines[..], 3).expect("writing to memory");
    assert_eq!(records("a.jsonl.zst", zstd.clone()), ["1", "2"]);
    assert_eq!(records("a.jsonl", zstd), ["1", "2"]);
    assert_eq!(records("a.jsonl.gz", [gzip(&lines[..16]), gzip(&lines[16..])].concat()), ["1", "2"]);
}

#[test]
fn tables_are_read_by_their_header() {
    let table = "\u{feff}title,text\n\"a\",\"1\n\n\"\"one\"\"\"\nb,2,3\n";
    let too_many = "line 5: 3 cells where the header names 2 columns (a delimiter without quotes around it?)";
    assert_eq!(records("a.csv", table), ["1\n\n\"one\"", too_many]);
    assert_eq!(records("a.csv", "title;text\na;\"1, 2\"\n"), ["1, 2"]);
    assert_eq!(records("a.tsv", "Title\tText\r\na\t1\r\n\tcaf\u{e9}\r\n"), ["1", "café"]);
    assert_eq!(records("a.csv", utf16("title,text\na,1\n")), ["1"]);
    let no_text = error("a.csv", "query,score\n1,2\n");
    assert!(no_text.ends_with("it has query, score (is the first line a header?)"), "{no_text}");
}

#[test]
fn a_quote_that_is_never_closed_does_not_fill_the_memory() {
    let table = format!("title,text\na,1\nb,\"{}", "word\n".repeat(LIMIT));
    let found = records("a.csv", table);
    assert_eq!(found, ["1", "line 3: a record of 500003 bytes, over the limit of 100000"]);
}

#[test]
fn what_was_lost_in_decoding_is_told() {
    let opened = open_bytes("a.txt", [b"caf\xc3\xa9 \xe2\x80\x93 a\xff".to_vec(), "é".into()].concat());
    let Ok(Opened::Article { warning: Some(warning), .. }) = opened else { panic!("{opened:?}") };
    assert_eq!((warning.encoding, warning.replaced), ("UTF-8", 1));
}

#[test]
fn everything_can_go_to_another_thread() {
    fn sent<T: Send + 'static>() {}
    sent::<Opened>();
    sent::<ReadError>();
    sent::<RecordError>();
}

proptest::proptest! {
    #[test]
    fn no_file_panics(
        bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300),
        start in proptest::sample::select(vec!["", "{\"text\":", "[{", "\u{feff}", "a,text\n", "<html>", "\u{1f}\u{8b}"]),
        name in proptest::sample::select(vec!["a", "a.json", "a.jsonl", "a.csv", "a.txt", "a.html", "a.jsonl.gz"]),
    ) {
        let file = [start.as_bytes(), &bytes].concat();
        if let Ok(Opened::Records(records)) = open_bytes(name, file) {
            for record in records.flatten() {
                let _ = parse_record(&record, &FieldMap::default());
            }
        }
    }
}
