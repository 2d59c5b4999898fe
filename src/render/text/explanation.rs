//! How a score came about: a line for each part of it, with what it adds on the left.

use std::io::{self, Write};

use super::TextOptions;
use super::paragraph::{Margin, Paragraph};
use crate::render::style::Role;
use crate::search::hit::{Explanation, PartKind, ScorePart};

/// Columns of a number: a sign, four digits, a dot and three digits, with two blanks on either side.
const NUMBER: usize = 13;

/// Writes the parts of a score, one below the other, below a margin of blanks, and their sum.
pub(super) fn write_explanation(
    explanation: &Explanation,
    margin: usize,
    options: &TextOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut write = |sign: char, number: f64, text: &str| {
        let label = format!("{:margin$}{sign} {number:>width$.3}  ", "", width = NUMBER - 5);
        let margin = Margin::word(&label, Role::Metadata, margin + NUMBER);
        Paragraph::of(text, Role::Metadata).write(&margin, options, out)
    };
    for part in &explanation.parts {
        write(' ', part.score, &describe(part))?;
    }
    if let Some(newness) = explanation.newness {
        write('x', newness, "how new the article is")?;
    }
    let total = match &explanation.copy {
        Some(copy) => format!("score of its copy {copy}"),
        None => "score".to_owned(),
    };
    write('=', explanation.total(), &total)
}

/// What a part is for, in words.
fn describe(part: &ScorePart) -> String {
    match part.kind {
        PartKind::Word => words(part, "counts"),
        PartKind::AddedWord => words(part, "added: counts"),
        PartKind::Title => format!("in the title: {}", part.text),
        PartKind::PassageWords => "words in the passage".to_owned(),
        PartKind::PassageNearness => "words near each other in the passage".to_owned(),
        PartKind::PassageCoverage => "how much of the query the passage holds".to_owned(),
    }
}

fn words(part: &ScorePart, counts: &str) -> String {
    let mut text = part.text.clone();
    if let Some(factor) = part.factor.filter(|factor| (factor - 1.0).abs() > f64::EPSILON) {
        text += &format!(" ({counts} {})", number(factor));
    }
    match part.articles {
        Some(1) => text += ", in 1 article",
        Some(articles) => text += &format!(", in {articles} articles"),
        None => {}
    }
    match part.count.map(number).as_deref() {
        None => {}
        Some("0") => text += ", not in this one",
        Some("1") => text += ", once in this one",
        Some(count) => text += &format!(", {count} times in this one"),
    }
    text
}

/// With as few digits as it takes.
fn number(number: f64) -> String {
    let text = format!("{number:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::render::samples;
    use crate::render::sanitize::is_forbidden;

    const PLAIN: TextOptions = TextOptions { width: 60, colour: false, hyperlinks: false };

    /// With a bar before each line, because snapshots lose blanks at the margin.
    fn written(explanation: &Explanation) -> String {
        let page = samples::written(|out| write_explanation(explanation, 4, &PLAIN, out));
        page.lines().map(|line| format!("|{line}")).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn numbers_are_aligned_and_add_up() {
        assert_snapshot!(written(&samples::explanation()), @r#"
        |         1.500   carrier, in 132 articles, 4 times in this
        |                 one
        |         3.365   "strike group" (counts 3), once in this one
        |         0.000   of (counts 0.02), in 1500 articles, not in
        |                 this one
        |         0.125   deployment (added: counts 0.25), in 40
        |                 articles, 2.5 times in this one
        |         0.500   in the title: carrier
        |         0.500   words in the passage
        |         0.250   words near each other in the passage
        |         0.500   how much of the query the passage holds
        |    x    0.625   how new the article is
        |    =    4.213   score of its copy mirror.jsonl:4
        "#);
    }

    #[test]
    fn words_are_sanitised() {
        let mut explanation = samples::explanation();
        explanation.parts[0].text = "a\u{1b}[2J\u{202e}".to_owned();
        explanation.copy = Some("b\u{9b}".to_owned());
        assert!(!written(&explanation).contains(|c| c != '\n' && is_forbidden(c)));
    }
}
