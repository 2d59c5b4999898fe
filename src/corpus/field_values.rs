//! What the value of a record's field says, whatever its type.

use jiff::civil::Date;
use serde_json::Value;

use super::record_date;
use crate::article::Moment;

/// What programs write where there is no value: `None` is Python's, `nan` is what pandas makes of an empty cell.
const NOTHING: [&str; 5] = ["none", "nan", "null", "n/a", "undefined"];

/// Where an object keeps the text it stands for: `WordPress`, Solr, XML turned into JSON.
const TEXT_KEYS: [&str; 4] = ["rendered", "text", "value", "#text"];

/// Where an object keeps its short form: a person or an outlet, a headline, and what `MongoDB` exports.
const LINE_KEYS: [&str; 6] = ["name", "title", "main", "$oid", "$date", "$numberLong"];

/// A text. The entries of a list are its paragraphs, parted by blank lines.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => is_something(text).then(|| text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(entries) => {
            let paragraphs: Vec<String> = entries.iter().filter_map(text).collect();
            (!paragraphs.is_empty()).then(|| paragraphs.join("\n\n"))
        }
        Value::Object(object) => TEXT_KEYS.iter().find_map(|key| object.get(*key).and_then(text)),
        Value::Null | Value::Bool(_) => None,
    }
}

/// A text on one line, with single spaces. Of a list, the first entry.
pub(super) fn line(value: &Value) -> Option<String> {
    match value {
        Value::Array(entries) => entries.iter().find_map(line),
        Value::Object(object) => LINE_KEYS.iter().chain(&TEXT_KEYS).find_map(|key| object.get(*key).and_then(line)),
        _ => text(value).map(|text| one_line(&text)),
    }
}

/// Names of people: a list, or a text that may list them.
pub(super) fn names(value: &Value) -> Option<Vec<String>> {
    let names: Vec<String> = match value {
        Value::Array(entries) => entries.iter().filter_map(line).flat_map(|entry| split_names(&entry)).collect(),
        _ => split_names(&line(value)?),
    };
    (!names.is_empty()).then_some(names)
}

/// Key words: a list, or a text that parts them by commas.
pub(super) fn terms(value: &Value) -> Option<Vec<String>> {
    let entries = match value {
        Value::Array(entries) => entries.iter().filter_map(line).collect(),
        _ => vec![line(value)?],
    };
    let terms =
        entries.iter().flat_map(|entry| entry.split([',', ';'])).map(str::trim).filter(|term| is_something(term));
    Some(terms.map(str::to_owned).collect()).filter(|terms: &Vec<String>| !terms.is_empty())
}

/// The name of an outlet, or the host if it is given as an address.
pub(super) fn host_or_name(value: &Value) -> Option<String> {
    let name = line(value)?;
    let Some((_, address)) = name.split_once("://") else { return Some(name) };
    let host = address.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then(|| host.to_owned())
}

/// A primary language tag: `en` of `en_US`. Names of languages are not understood.
pub(super) fn language(value: &Value) -> Option<String> {
    let tag = line(value)?;
    let primary = tag.split(['-', '_']).next().unwrap_or_default();
    let is_tag = (2..=3).contains(&primary.len()) && primary.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_tag.then(|| primary.to_ascii_lowercase())
}

/// A date, as a text or as a number.
pub(super) fn date(value: &Value) -> Option<Date> {
    match value {
        Value::Number(number) => record_date::from_number(number.as_f64()?),
        _ => record_date::from_text(&line(value)?),
    }
}

/// A moment, if a text gives day, time and zone.
pub(super) fn moment(value: &Value) -> Option<Moment> {
    Moment::parse(&line(value)?).filter(|moment| date(value) == Some(moment.day()))
}

fn is_something(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && !NOTHING.iter().any(|nothing| text.eq_ignore_ascii_case(nothing))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The names in `By Jane Roe and John Doe`, `Roe, Jane; Doe, John` or the `['Jane Roe', 'John Doe']` that pandas writes.
fn split_names(text: &str) -> Vec<String> {
    let listed = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    let names = listed.unwrap_or(text);
    let by = names.split_at_checked(3).filter(|(by, _)| by.eq_ignore_ascii_case("by "));
    let names = by.map_or(names, |(_, names)| names);
    let separators: &[&str] = if listed.is_some() || commas_part_names(names) {
        &[";", " and ", " & ", "|", ","]
    } else {
        &[";", " and ", " & ", "|"]
    };
    let mut parts = vec![names];
    for separator in separators {
        parts = parts.into_iter().flat_map(|part| part.split(separator)).collect();
    }
    let is_frame = |c: char| c.is_whitespace() || matches!(c, '\'' | '"' | ',');
    parts.into_iter().map(|part| part.trim_matches(is_frame)).filter(|part| is_something(part)).map(one_line).collect()
}

/// A comma parts names if each of its sides has a first name and a surname; in `Roe, Jane` and `Doe, Jr.` it does not.
fn commas_part_names(text: &str) -> bool {
    text.split(',').all(|part| (2..=4).contains(&part.split_whitespace().count()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_list_of_texts_is_paragraphs() {
        assert_eq!(text(&json!(["One.", "", null, {"text": "Two."}])).as_deref(), Some("One.\n\nTwo."));
        assert_eq!(text(&json!([])), None);
    }

    #[test]
    fn key_words_are_parted_at_commas_only() {
        assert_eq!(terms(&json!("arms, research and development")).unwrap(), ["arms", "research and development"]);
        assert_eq!(terms(&json!(["arms", {"name": "ports"}])).unwrap(), ["arms", "ports"]);
        assert_eq!(terms(&json!([])), None);
    }

    #[test]
    fn the_text_of_an_object_is_found() {
        assert_eq!(text(&json!({"rendered": "<p>One.</p>", "protected": false})).as_deref(), Some("<p>One.</p>"));
        assert_eq!(line(&json!({"name": "The  Times"})).as_deref(), Some("The Times"));
        assert_eq!(line(&json!({"main": "Aid", "kicker": null})).as_deref(), Some("Aid"));
        assert_eq!(line(&json!({"$oid": "5f0"})).as_deref(), Some("5f0"));
        assert_eq!(date(&json!({"$date": {"$numberLong": "1704448800000"}})), Some(jiff::civil::date(2024, 1, 5)));
        assert_eq!(text(&json!({"name": "no text"})), None);
    }

    #[test]
    fn what_stands_for_nothing_is_nothing() {
        for value in [json!(null), json!(""), json!(" \n"), json!("nan"), json!("None"), json!(true)] {
            assert_eq!(text(&value), None, "{value}");
        }
    }

    #[test]
    fn authors_are_told_apart() {
        let check =
            |value: Value, expected: &[&str]| assert_eq!(names(&value).unwrap_or_default(), expected, "{value}");
        check(json!("By Jane Roe"), &["Jane Roe"]);
        check(json!("Jane Roe and John van Doe"), &["Jane Roe", "John van Doe"]);
        check(json!("Jane Roe, John Doe, and Max Po"), &["Jane Roe", "John Doe", "Max Po"]);
        check(json!("Roe, Jane; Doe, John"), &["Roe, Jane", "Doe, John"]);
        check(json!("John Doe, Jr."), &["John Doe, Jr."]);
        check(json!("['Jane Roe', 'John Doe']"), &["Jane Roe", "John Doe"]);
        check(json!([{"name": "Jane Roe"}, "John Doe", ""]), &["Jane Roe", "John Doe"]);
        check(json!("[]"), &[]);
        check(json!({"name": "Byron Sand"}), &["Byron Sand"]);
    }

    #[test]
    fn an_address_as_source_is_cut_to_its_host() {
        assert_eq!(host_or_name(&json!("https://www.example.org/news?x")).as_deref(), Some("example.org"));
        assert_eq!(host_or_name(&json!({"id": null, "name": "Reuters"})).as_deref(), Some("Reuters"));
    }

    #[test]
    fn languages_are_primary_tags() {
        assert_eq!(language(&json!("en_US")).as_deref(), Some("en"));
        assert_eq!(language(&json!("DE")).as_deref(), Some("de"));
        assert_eq!(language(&json!("English")), None);
    }
}
