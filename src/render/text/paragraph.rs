//! Text in several roles that is wrapped as one.

use std::io::{self, Write};
use std::ops::Range;

use super::block::Block;
use super::wrap::wrap;
use super::{TextOptions, hyperlink};
use crate::render::sanitize::push_clean;
use crate::render::style::{Role, style};

/// The only way by which text reaches the page: whatever is pushed is sanitised first.
#[derive(Debug, Default)]
pub(super) struct Paragraph {
    text: String,
    /// Parts of `text`, without gaps.
    spans: Vec<Span>,
    /// Where the parts in the role [`Role::Place`] lead.
    link: Option<String>,
}

/// A part of the text, from the end of the part before it.
#[derive(Debug)]
struct Span {
    end: usize,
    role: Role,
}

/// What stands to the left of a paragraph.
#[derive(Debug)]
pub(super) struct Margin {
    columns: usize,
    /// Written on the first line.
    label: String,
    role: Role,
}

impl Default for Margin {
    fn default() -> Self {
        Self::blank(0)
    }
}

impl Margin {
    /// Blanks.
    pub(super) fn blank(columns: usize) -> Self {
        Self { columns, label: String::new(), role: Role::Rank }
    }

    /// A rank on the first line, which may need more than `columns`, and blanks on the others.
    pub(super) fn rank(rank: usize, columns: usize) -> Self {
        let label = format!("{rank:>digits$}. ", digits = columns.saturating_sub(2));
        Self { columns, label, role: Role::Rank }
    }

    /// A word of ASCII on the first line, in a role.
    pub(super) fn word(word: &str, role: Role, columns: usize) -> Self {
        Self { columns, label: format!("{word:<columns$}"), role }
    }

    /// By how much the label exceeds the columns. It is ASCII.
    fn overhang(&self) -> usize {
        self.label.len().saturating_sub(self.columns)
    }

    fn write(&self, is_first_line: bool, options: &TextOptions, out: &mut dyn Write) -> io::Result<()> {
        if is_first_line && !self.label.is_empty() {
            return write_styled(&self.label, self.role, options, out);
        }
        write!(out, "{:columns$}", "", columns = self.columns)
    }
}

fn write_styled(text: &str, role: Role, options: &TextOptions, out: &mut dyn Write) -> io::Result<()> {
    if !options.colour {
        return out.write_all(text.as_bytes());
    }
    let style = style(role);
    write!(out, "{style}{text}{style:#}")
}

impl Paragraph {
    /// A paragraph in which all is `text` in one role.
    pub(super) fn of(text: &str, role: Role) -> Self {
        let mut paragraph = Self::default();
        paragraph.push(text, role);
        paragraph
    }

    /// Appends text.
    pub(super) fn push(&mut self, text: &str, role: Role) {
        push_clean(text, &mut self.text);
        let end = self.text.len();
        match self.spans.last_mut() {
            Some(last) if last.role == role => last.end = end,
            _ => self.spans.push(Span { end, role }),
        }
    }

    /// Appends a block in the role `plain`, and what is highlighted in it as a match.
    pub(super) fn push_block(&mut self, block: &Block<'_>, plain: Role) {
        for (piece, is_match) in block.pieces() {
            self.push(piece, if is_match { Role::Match } else { plain });
        }
    }

    /// Makes all that is pushed as [`Role::Place`] a link, if `url` is one.
    pub(super) fn link_places(&mut self, url: Option<String>) {
        self.link = url;
    }

    /// Whether there is nothing to see in it.
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Writes the paragraph on lines of its own, or nothing if it is blank.
    pub(super) fn write(&self, margin: &Margin, options: &TextOptions, out: &mut dyn Write) -> io::Result<()> {
        let width = options.columns().saturating_sub(margin.columns);
        for (index, line) in wrap(&self.text, width, margin.overhang()).into_iter().enumerate() {
            margin.write(index == 0, options, out)?;
            self.write_line(line, options, out)?;
            out.write_all(b"\n")?;
        }
        Ok(())
    }

    fn write_line(&self, line: Range<usize>, options: &TextOptions, out: &mut dyn Write) -> io::Result<()> {
        let first = self.spans.partition_point(|span| span.end <= line.start);
        let mut start = line.start;
        for span in self.spans.iter().skip(first) {
            let end = span.end.min(line.end);
            if let Some(piece) = self.text.get(start..end).filter(|piece| !piece.is_empty()) {
                self.write_piece(piece, span.role, options, out)?;
            }
            start = end;
            if end == line.end {
                break;
            }
        }
        Ok(())
    }

    fn write_piece(&self, piece: &str, role: Role, options: &TextOptions, out: &mut dyn Write) -> io::Result<()> {
        let link = self.link.as_deref().filter(|_| options.hyperlinks && role == Role::Place);
        if let Some(url) = link {
            hyperlink::open(url, out)?;
        }
        write_styled(piece, role, options, out)?;
        if link.is_some() { hyperlink::close(out) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use anstream::adapter::strip_str;
    use proptest::prelude::*;
    use unicode_width::UnicodeWidthStr;

    use super::*;
    use crate::render::samples;
    use crate::render::sanitize::{clean, is_forbidden};
    use crate::search::hit::Snippet;

    fn write(snippet: &Snippet, options: TextOptions) -> String {
        let mut paragraph = Paragraph::default();
        paragraph.push_block(&Block::whole(snippet), Role::Text);
        paragraph.push(" a/path.txt", Role::Place);
        paragraph.link_places(Some("file:///a/path.txt".to_owned()));
        samples::written(|out| paragraph.write(&Margin::rank(700, 3), &options, out))
    }

    const PLAIN: TextOptions = TextOptions { width: 24, colour: false, hyperlinks: false };
    const COLOURED: TextOptions = TextOptions { width: 24, colour: true, hyperlinks: true };

    #[test]
    fn styles_and_links_end_with_their_line() {
        let coloured = write(&samples::marked("the [French aircraft carrier] left"), COLOURED);
        insta::assert_snapshot!(coloured.replace('\u{1b}', "ESC").replace(' ', "_"), @r"
        ESC[2m700._ESC[0mthe_ESC[1mESC[31mFrench_aircraftESC[0m
        ___ESC[1mESC[31mcarrierESC[0m_left
        ___ESC]8;;file:///a/path.txtESC\ESC[2ma/path.txtESC[0mESC]8;;ESC\
        ");
    }

    proptest! {
        #[test]
        fn nothing_forbidden_is_written(snippet in samples::snippet()) {
            let plain = write(&snippet, PLAIN);
            prop_assert!(!plain.contains(|c| c != '\n' && is_forbidden(c)), "{:?}", plain);
        }

        #[test]
        fn colour_changes_nothing_else(snippet in samples::snippet()) {
            prop_assert_eq!(strip_str(&write(&snippet, COLOURED)).to_string(), write(&snippet, PLAIN));
        }

        #[test]
        fn lines_fit(snippet in samples::snippet()) {
            for line in write(&snippet, PLAIN).lines() {
                prop_assert!(line.width() <= PLAIN.width, "{:?}", line);
            }
        }

        #[test]
        fn matches_are_styled_as_a_whole(snippet in samples::snippet()) {
            let unlimited = TextOptions { width: usize::MAX, colour: true, hyperlinks: false };
            let written = write(&snippet, unlimited);
            let mark = style(Role::Match).render().to_string();
            let found: String = written.split(&mark).skip(1).filter_map(|piece| piece.split('\u{1b}').next()).collect();
            let expected: String = snippet.highlights.iter().map(|range| clean(&snippet.text[range.clone()])).collect();
            // Blanks at the start of a text are kept and there are none at its end, which is a path.
            prop_assert_eq!(found, expected);
        }
    }
}
