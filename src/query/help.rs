//! The query language as users read about it.

/// The text of `newsdex help query`, in lines of at most 80 columns.
#[must_use]
pub fn documentation() -> &'static str {
    DOCUMENTATION
}

const DOCUMENTATION: &str = r#"How to ask: the query language of newsdex

Any text is a query. What cannot be read as an operator is read as words, and
a line on stderr says so; --strict-query makes that an error, and
--explain-query prints how a query is read. In a shell, put the whole query
between single quotes:  newsdex search '"Article 5" guarantee -crypto'

WORDS
  drone strikes         any of the words; articles with more of them, and rarer
                        ones, come first. Endings do not count: sanction finds
                        sanctions, and Panzer finds Panzern in German articles
  "Article 5"           these words, in this order, side by side (also “ ” « »)
  "tank losses"~3       in this order, with up to 3 other words between
  artiller*             words that begin so
  Dn?pro, Zelens*y      ? is one character, * any number; two letters come first
  Zelensky~             words that differ by a letter or two: one edit up to 7
                        letters, two from 8; Zelensky~1 says how many

  空军                  in scripts without spaces: these characters, side by
                        side. A run of five or more is also found by its parts,
                        but not in quotes or with +. 空军* is the same as 空军

  2022-02-24            the day, in any way to write it: "Feb. 24, 2022"

  Within quotes * and ? are no patterns, and a ? at the end of a word is a
  question mark.

WHICH MUST MATCH
  Patriot AND Kyiv      both (also &&)
  F-35 OR Su-57         either (also ||)
  tank NOT museum       without (also -museum)
  +HIMARS ammunition    the first must match, the second adds to the score
  (F-35 OR Su-57) AND crash
                        parentheses group

  AND binds closer than OR, and both closer than a space. Operators are written
  in capitals; and, or, not and near are words like any others.

NEAR EACH OTHER
  drone NEAR/5 refinery each within 5 words of the other, in either order
  missile NEAR depot    within 10
  Leopard NEAR/3 tank NEAR/3 losses
                        each close to the one before
  (drone OR UAV) NEAR/8 "power plant"
                        words, phrases, patterns, and lists of these

IN ONE PART OF THE TEXT
  title:ceasefire       in the headline
  body:"no-fly zone"    below it
  title:(Patriot OR NASAMS)
                        a word with its marks, a phrase or a group

WHICH ARTICLES
  source:reuters        the outlet
  author:"Ann Lee"      who wrote it
  lang:uk               the language (also language)
  path:news/2025*       where the file is
  url:https://example.org/*
                        the address
  tag:logistics         a key word or section
  country:Ukraine       a country that it names, in any form: country:Kyiv
  org:NATO              an organisation (also organisation, organization)
  system:HIMARS         a weapon or other system

  Case does not count. A * at the end compares beginnings. Filters must match
  without a + and do not score; -source:tass excludes.
  source:(reuters OR "The War Zone") shells
                        one of several outlets

WHEN IT APPEARED
  after:2025-03         on 1 March 2025 or later
  before:2025-03        before 1 March 2025
  date:2025-08-18       on that day; date:2025-08 and date:2025 are all days of
                        the month and the year
  date:2025-08..2025-09 from 1 August to 30 September; either end may be missing
  last:30d              the last 30 days; also 2w, 6m, 1y

  Articles without a date are left out, and counted; --undated keeps them.

HOW MUCH IT COUNTS
  Bakhmut^3 front       three times the score for the first word
  "main battle tank"^0.5 armour
                        half the score for the phrase

WHAT IS NO OPERATOR
  A colon before a space (Ukraine: what next), in a time (10:30) or in an
  address (https://example.org/a?b=c), a name that is no field, and a quote or
  parenthesis without its partner.

EXAMPLES
  newsdex search '"air defence" AND (Patriot OR "IRIS-T") after:2025-01'
  newsdex search 'title:drone* refinery NEAR/10 fire -opinion'
  newsdex search 'Shoigu~1 OR Belousov country:Russia last:6m'
"#;

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::*;

    #[test]
    fn lines_fit_an_old_terminal() {
        for line in documentation().lines() {
            assert!(line.width() <= 80, "{line}");
        }
    }

    #[test]
    fn examples_are_read_as_they_are_written() {
        let examples = documentation().split("search '").skip(1).filter_map(|rest| rest.split('\'').next());
        let mut count = 0;
        for example in examples {
            assert_eq!(super::super::parse(example, jiff::civil::date(2025, 8, 18)).hints, [], "{example}");
            count += 1;
        }
        assert_eq!(count, 4);
    }
}
