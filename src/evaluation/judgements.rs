//! Reads queries, and what people judged to answer them. Nothing here opens a file.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;

use super::ranking::Grades;

/// The grades of each judged query, by its id.
pub type Judgements = BTreeMap<String, Grades>;

/// A query of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileQuery {
    /// What judgements and runs call it.
    pub id: String,
    /// What is asked.
    pub text: String,
}

/// A line that cannot be read.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("line {line}: {reason}")]
pub struct BadLine {
    /// Counted from 1.
    pub line: usize,
    /// Why.
    pub reason: String,
}

#[derive(Debug, Deserialize)]
struct QueryRecord {
    #[serde(rename = "_id")]
    beir_id: Option<Value>,
    id: Option<Value>,
    text: String,
}

/// Reads queries, one a line: an id, a tab and the query; or, if the first is an object, JSON Lines with `_id` or `id`,
/// and `text`, as the collections of BEIR have them. Blank lines are left out.
///
/// # Errors
/// With the first line that is neither.
pub fn parse_queries(text: &str) -> Result<Vec<FileQuery>, BadLine> {
    let read = if without_mark(text).trim_start().starts_with('{') { json_query } else { tab_query };
    lines(text).map(|(line, text)| read(text).map_err(|reason| BadLine { line, reason })).collect()
}

fn tab_query(line: &str) -> Result<FileQuery, String> {
    let (id, text) = line.split_once('\t').ok_or("expected an id, a tab and a query")?;
    Ok(FileQuery { id: id.trim().to_owned(), text: text.trim().to_owned() })
}

fn json_query(line: &str) -> Result<FileQuery, String> {
    let record: QueryRecord =
        serde_json::from_str(line).map_err(|error| format!("expected an object with _id and text: {error}"))?;
    let id = match record.beir_id.or(record.id) {
        Some(Value::String(id)) => id,
        Some(Value::Number(id)) => id.to_string(),
        _ => return Err("expected an object with _id and text: there is no id".to_owned()),
    };
    Ok(FileQuery { id, text: record.text.trim().to_owned() })
}

/// Reads judgements, one a line: those of TREC (query, a column without meaning, article, grade, parted by blanks), or,
/// if the first line has three columns parted by tabs, those of BEIR (query, article, grade, below a heading). Blank
/// lines are left out.
///
/// # Errors
/// With the first line that is not of the same kind as the first one, or that gives an article another grade than a
/// line before it.
pub fn parse_qrels(text: &str) -> Result<Judgements, BadLine> {
    let mut judgements = Judgements::new();
    let is_beir = lines(text).next().is_some_and(|(_, first)| first.split('\t').count() == 3);
    let heading = lines(text).next().filter(|(_, first)| is_beir && is_heading(first)).map(|(line, _)| line);
    for (line, text) in lines(text).filter(|(line, _)| Some(*line) != heading) {
        let bad = |reason| BadLine { line, reason };
        let (query, article, grade) = if is_beir { beir_columns(text) } else { trec_columns(text) }.map_err(bad)?;
        match judgements.entry(query.to_owned()).or_default().entry(article.to_owned()) {
            Entry::Occupied(entry) if *entry.get() != grade => {
                return Err(bad(format!("'{article}' has another grade for query '{query}' above")));
            }
            Entry::Occupied(_) => {}
            Entry::Vacant(entry) => {
                entry.insert(grade);
            }
        }
    }
    Ok(judgements)
}

/// A heading has a word where the others have a grade.
fn is_heading(line: &str) -> bool {
    line.rsplit('\t').next().is_some_and(|grade| !grade.contains(|c: char| c.is_ascii_digit()))
}

fn trec_columns(line: &str) -> Result<(&str, &str, i32), String> {
    let columns: Vec<&str> = line.split_whitespace().collect();
    let &[query, _, article, grade] = columns.as_slice() else {
        return Err("expected four columns: query, 0, article, grade".to_owned());
    };
    Ok((query, article, number(grade)?))
}

fn beir_columns(line: &str) -> Result<(&str, &str, i32), String> {
    let columns: Vec<&str> = line.split('\t').map(str::trim).collect();
    let &[query, article, grade] = columns.as_slice() else {
        return Err("expected three columns, parted by tabs: query, article, grade".to_owned());
    };
    Ok((query, article, number(grade)?))
}

fn number(grade: &str) -> Result<i32, String> {
    grade.parse().map_err(|_| format!("the grade '{grade}' is no whole number"))
}

fn without_mark(text: &str) -> &str {
    text.trim_start_matches('\u{feff}')
}

/// The lines that are not blank, with their numbers.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..).zip(without_mark(text).lines()).filter(|(_, line)| !line.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queries(text: &str) -> Vec<(String, String)> {
        parse_queries(text).unwrap().into_iter().map(|query| (query.id, query.text)).collect()
    }

    fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|&(id, text)| (id.to_owned(), text.to_owned())).collect()
    }

    fn complaint<T: std::fmt::Debug>(result: Result<T, BadLine>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    fn queries_are_lines_with_a_tab() {
        assert_eq!(queries("\u{feff}q 1\tnato \r\n\n 2 \t{a}\tb\n"), owned(&[("q 1", "nato"), ("2", "{a}\tb")]));
        assert_eq!(queries(" \n"), []);
        assert_eq!(complaint(parse_queries("\n1\ta\nno tab\n")), "line 3: expected an id, a tab and a query");
    }

    #[test]
    fn queries_are_objects_with_an_id() {
        let text = "\u{feff}\n{\"_id\": \"a\", \"text\": \" nato \"}\n{\"id\": 7, \"text\": \"\", \"metadata\": {}}\n";
        assert_eq!(queries(text), owned(&[("a", "nato"), ("7", "")]));
        for bad in ["1\tnato", "{\"_id\": \"a\"}", "{\"text\": \"a\"}", "{\"_id\": [1], \"text\": \"a\"}", "[]"] {
            let complaint = complaint(parse_queries(&format!("{{\"_id\": \"a\", \"text\": \"a\"}}\n{bad}\n")));
            assert!(complaint.starts_with("line 2: expected an object with _id and text: "), "{bad}: {complaint}");
        }
    }

    #[test]
    fn judgements_of_trec_have_four_columns() {
        let judged = parse_qrels("\u{feff}1 0 a/b 2\n1\t0\tc\t-1\r\n\nq Q0   a/b 0 \n1 0 c -1").unwrap();
        let flat: Vec<_> = judged.iter().flat_map(|(id, grades)| grades.iter().map(move |grade| (id, grade))).collect();
        let flat: Vec<_> = flat.iter().map(|(id, (name, grade))| format!("{id} {name} {grade}")).collect();
        assert_eq!(flat, ["1 a/b 2", "1 c -1", "q a/b 0"]);
        assert!(complaint(parse_qrels("1 0 a 1\n1 0 a\n")).starts_with("line 2: expected four columns"));
        assert_eq!(complaint(parse_qrels("\n1 0 a 1.5\n")), "line 2: the grade '1.5' is no whole number");
        assert_eq!(complaint(parse_qrels("1 0 a 1\n1 0 a 2")), "line 2: 'a' has another grade for query '1' above");
    }

    #[test]
    fn judgements_of_beir_have_three_columns_and_a_heading() {
        for heading in ["query-id\tcorpus-id\tscore\n", "\nq\td\tgrade\r\n", ""] {
            let judged = parse_qrels(&format!("{heading}1\tmy article\t2\n2\tb\t0\n")).unwrap();
            assert_eq!((judged["1"]["my article"], judged["2"]["b"], judged.len()), (2, 0, 2));
        }
        assert_eq!(complaint(parse_qrels("q\td\tscore\n1\ta\tx\n")), "line 2: the grade 'x' is no whole number");
        assert!(complaint(parse_qrels("q\td\tscore\n1 0 a 1\n")).starts_with("line 2: expected three columns"));
    }
}
