//! A query as an indented tree, for people who want to see how it was read.

use super::fields::Field;
use super::{Filter, Query};

/// One node a line. In groups `must`, `may` and `not` say how a part has to match.
#[must_use]
pub fn tree(query: &Query) -> String {
    let mut out = String::new();
    write(query, 0, "", &mut out);
    out
}

fn write(query: &Query, depth: usize, role: &str, out: &mut String) {
    out.extend(std::iter::repeat_n("  ", depth));
    out.push_str(role);
    out.push_str(&line(query));
    out.push('\n');
    let below = depth + 1;
    match query {
        Query::Near { operands, .. } => operands.iter().for_each(|operand| write(operand, below, "", out)),
        Query::Within { query, .. } | Query::Boost { query, .. } => write(query, below, "", out),
        Query::Group(group) => {
            for (role, parts) in [("must ", &group.required), ("may ", &group.optional), ("not ", &group.excluded)] {
                for part in parts {
                    write(part, below, role, out);
                }
            }
        }
        _ => {}
    }
}

/// The node itself. Texts are quoted as in Rust, so that none breaks the line.
fn line(query: &Query) -> String {
    match query {
        Query::Word(word) => format!("word {word:?}"),
        Query::Phrase { text, slop: 0 } => format!("phrase {text:?}"),
        Query::Phrase { text, slop } => format!("phrase {text:?}, up to {slop} words between"),
        Query::Near { distance, .. } => format!("near, within {distance}"),
        Query::Prefix(start) => format!("prefix {start:?}"),
        Query::Wildcard(pattern) => format!("wildcard {pattern:?}"),
        Query::Fuzzy { word, edits } => format!("fuzzy {word:?}, edits {edits}"),
        Query::Within { field, .. } => format!("in {}", Field::Text(*field).name()),
        Query::Filter(Filter::Field { field, value }) => format!("filter {} {value:?}", Field::Filter(*field).name()),
        Query::Filter(Filter::Dates { from, to, undated }) => {
            let day = |day: &Option<_>| day.as_ref().map(ToString::to_string).unwrap_or_default();
            let or_none = if *undated { " or none" } else { "" };
            format!("filter date {}..{}{or_none}", day(from), day(to))
        }
        Query::Boost { factor, .. } => format!("boost {factor}"),
        Query::Group(_) => "group".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::parse;
    use super::*;

    #[test]
    fn one_node_a_line() {
        let text = "+title:(a \"b c\"~2) d*^2 OR e?? near NEAR/3 \"x\ny\" -wom?n fuzz~ source:bbc last:1d";
        let expected = "group
  must in title
    group
      may word \"a\"
      may phrase \"b c\", up to 2 words between
  must filter source \"bbc\"
  must filter date 2025-08-17..
  may group
    may boost 2
      prefix \"d\"
    may word \"e??\"
  may near, within 3
    word \"near\"
    phrase \"x\\ny\"
  may fuzzy \"fuzz\", edits 1
  not wildcard \"wom?n\"
";
        assert_eq!(tree(&parse(text, date(2025, 8, 18)).query), expected);
    }
}
