//! The dim lines that say where an article comes from.

use std::path::Path;

use super::hyperlink::file_url;
use super::paragraph::Paragraph;
use crate::render::sanitize::clean;
use crate::render::style::Role;

/// Stands between two fields.
const SEPARATOR: &str = " · ";

/// More authors than this are counted and not named.
const MAX_AUTHORS: usize = 3;

/// Fields in a row; blank ones are left out.
#[derive(Debug, Default)]
pub(super) struct Fields(Paragraph);

impl Fields {
    /// Appends a field, if it is there.
    #[must_use]
    pub(super) fn with(self, field: Option<&str>) -> Self {
        self.with_role(field.unwrap_or_default(), Role::Metadata)
    }

    /// Appends the names of the authors.
    #[must_use]
    pub(super) fn with_authors(self, authors: &[String]) -> Self {
        let named = authors.iter().take(MAX_AUTHORS).map(|name| name.trim()).collect::<Vec<_>>().join(", ");
        match authors.len().saturating_sub(MAX_AUTHORS) {
            0 => self.with(Some(&named)),
            more => self.with(Some(&format!("{named} and {more} more"))),
        }
    }

    /// Appends the place of an article: `path` or `path:line`, which leads to `file`.
    #[must_use]
    pub(super) fn with_place(self, path: &str, line: Option<u64>, file: Option<&Path>) -> Self {
        let line = line.map_or(String::new(), |line| format!(":{line}"));
        let mut fields = self.with_role(&format!("{path}{line}"), Role::Place);
        fields.0.link_places(file.and_then(file_url));
        fields
    }

    /// The row.
    pub(super) fn finish(self) -> Paragraph {
        self.0
    }

    fn with_role(mut self, field: &str, role: Role) -> Self {
        if clean(field).trim().is_empty() {
            return self;
        }
        if !self.0.is_blank() {
            self.0.push(SEPARATOR, Role::Metadata);
        }
        self.0.push(field, role);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples;
    use crate::render::text::TextOptions;
    use crate::render::text::paragraph::Margin;

    fn check(fields: Fields, expected: &str) {
        let options = TextOptions { width: usize::MAX, colour: false, hyperlinks: false };
        let written = samples::written(|out| fields.finish().write(&Margin::default(), &options, out));
        assert_eq!(written.trim_end_matches('\n'), expected);
    }

    #[test]
    fn missing_fields_leave_no_gap() {
        check(Fields::default().with(None).with(Some("\u{200b} ")).with(Some("a")).with(Some("b")), "a · b");
    }

    #[test]
    fn many_authors_are_counted() {
        let authors = ["A", "B", "C", "D", "E"].map(str::to_owned);
        check(Fields::default().with_authors(&authors[..2]), "A, B");
        check(Fields::default().with_authors(&authors), "A, B, C and 2 more");
    }
}
