//! What the articles of a result have in common, below the hits.

use std::io::{self, Write};

use super::TextOptions;
use super::paragraph::{Margin, Paragraph};
use crate::render::style::Role;
use crate::search::hit::{FacetCount, Facets};

/// Writes a list for each facet that has values, with a blank line between them.
pub(super) fn write_facets(facets: &Facets, options: &TextOptions, out: &mut dyn Write) -> io::Result<()> {
    let lists = facets.lists();
    let most = lists.iter().flat_map(|(_, counts)| counts.iter()).map(|count| count.articles).max().unwrap_or_default();
    let digits = most.to_string().len();
    for (number, (name, counts)) in lists.into_iter().filter(|(_, counts)| !counts.is_empty()).enumerate() {
        if number > 0 {
            out.write_all(b"\n")?;
        }
        Paragraph::of(name, Role::Heading).write(&Margin::default(), options, out)?;
        for FacetCount { value, articles } in counts {
            let margin = Margin::word(&format!("  {articles:>digits$}"), Role::Metadata, digits + 4);
            // A name of nothing but invisible characters is one, too.
            let name = Some(Paragraph::of(value, Role::Text)).filter(|name| !name.is_blank());
            name.unwrap_or_else(|| Paragraph::of("?", Role::Text)).write(&margin, options, out)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::render::samples;
    use crate::render::sanitize::is_forbidden;

    const PLAIN: TextOptions = TextOptions { width: 60, colour: false, hyperlinks: false };

    fn written(facets: &Facets) -> String {
        samples::written(|out| write_facets(facets, &PLAIN, out))
    }

    #[test]
    fn numbers_are_aligned_and_empty_lists_left_out() {
        assert_snapshot!(written(&samples::facets()), @r"
        source
          120  Naval News
            9  Fleet Mirror

        month
          129  2024-11

        country
          129  france
        ");
    }

    #[test]
    fn values_are_sanitised() {
        let evil = |value: &str| FacetCount { value: value.to_owned(), articles: 1 };
        let facets = Facets { source: vec![evil("a\u{1b}[2J\u{202e}\nb"), evil("\u{200b}")], ..Facets::default() };
        let page = written(&facets);
        assert_eq!(page, "source\n  1  a[2J b\n  1  ?\n");
        assert!(!page.contains(|c| c != '\n' && is_forbidden(c)));
    }
}
