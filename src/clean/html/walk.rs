//! A parsed page as lines: text as a reader sees it, each line with the element that holds it.

use std::borrow::Cow;

use dom_query::{Document, NodeData, NodeId, NodeRef};

use super::super::chars::tidy;
use super::element::{Element, Name, ancestors, common, fact, is_block};
use crate::article::BlockKind;

/// Elements whose content is not text of the page.
const SKIPPED: &[&str] = &[
    "audio", "canvas", "datalist", "head", "iframe", "map", "math", "meter", "noscript", "object", "progress",
    "script", "select", "style", "svg", "template", "textarea", "video",
];
/// Blocks around a text that may say what it is.
const KIND_LEVELS: usize = 3;
/// Stands between the cells of a row.
const CELL_BORDER: &str = " | ";
/// In characters. A longer row is prose beside prose.
const LONGEST_ROW: u32 = 600;
/// A link around the block of a text is looked for within so many levels.
const LINK_LEVELS: usize = 6;

/// A run of text between borders of blocks.
#[derive(Debug, Clone, Default)]
pub(super) struct Piece {
    /// Tidied text, never empty.
    pub(super) text: String,
    /// The deepest element that holds all of it.
    pub(super) element: usize,
    /// Characters that are not white space; of these in links, in bold, in italics.
    pub(super) chars: u32,
    pub(super) linked: u32,
    pub(super) strong: u32,
    pub(super) slanted: u32,
    /// Links that start in it.
    pub(super) links: u16,
    /// Whether a line break within a block stands before it.
    pub(super) broken: bool,
    /// Whether it is a row of a table.
    pub(super) is_row: bool,
}

impl Piece {
    /// Its text as the words of a sentence: bars between cells are marks of ours.
    pub(super) fn plain(&self) -> Cow<'_, str> {
        if self.is_row { self.text.replace(CELL_BORDER, " ").into() } else { self.text.as_str().into() }
    }
}

/// Lines and elements of a page.
#[derive(Debug, Default)]
pub(super) struct Walked {
    /// Element 0 is the root and its own parent; parents stand before their children.
    pub(super) elements: Vec<Element>,
    pub(super) pieces: Vec<Piece>,
    /// Each text node that is part of a line, with that line and its characters; by node.
    pub(super) nodes: Vec<(NodeId, u32, u32)>,
}

impl Walked {
    /// What the markup says a piece is; `None` for plain paragraphs.
    pub(super) fn kind(&self, piece: &Piece) -> Option<BlockKind> {
        let blocks = ancestors(&self.elements, piece.element).filter(|&at| self.elements[at].facts & fact::BLOCK != 0);
        for at in blocks.take(KIND_LEVELS) {
            match self.elements[at].name {
                Name::H1 | Name::H2 | Name::H3 | Name::H4 => return Some(BlockKind::Heading),
                Name::Li => return Some(BlockKind::ListItem),
                Name::P | Name::Div | Name::Other => {}
                _ => return None,
            }
        }
        None
    }
}

/// Reads `page` from top to bottom.
pub(super) fn walk(page: &Document) -> Walked {
    let mut walker = Walker::default();
    let root = page.root();
    let mut next = root.first_child();
    while let Some(node) = next {
        if walker.enter(&node)
            && let Some(child) = node.first_child()
        {
            next = Some(child);
            continue;
        }
        next = walker.leave_to_next(node, root.id);
    }
    walker.end_line();
    while let Some(line) = walker.suspended.pop() {
        walker.line = line;
        walker.end_line();
    }
    let mut found = walker.found;
    found.nodes.sort_unstable_by_key(|(node, ..)| *node);
    found
}

/// The line that is being read.
#[derive(Default)]
struct Open {
    piece: Piece,
    /// Its text nodes with their characters.
    nodes: Vec<(NodeId, u32)>,
    /// The link that its last text stands in.
    link: Option<usize>,
    /// Whether the next text stands in another cell of the row.
    cell_ends: bool,
}

#[derive(Default)]
struct Walker {
    found: Walked,
    /// Elements from the root to the present one.
    path: Vec<usize>,
    line: Open,
    /// Lines that inline elements of their own sense interrupt.
    suspended: Vec<Open>,
    /// Whether the last border was a line break.
    broken: bool,
}

impl Walker {
    /// Reads the start of `node`; whether its children are to be read.
    fn enter(&mut self, node: &NodeRef<'_>) -> bool {
        node.query_or(false, |tree| match &tree.data {
            NodeData::Text { contents } => {
                self.text(contents, node.id);
                false
            }
            NodeData::Element(element) => self.element(element, node),
            _ => false,
        })
    }

    fn element(&mut self, element: &dom_query::Element, node: &NodeRef<'_>) -> bool {
        let name = element.name.local.as_ref();
        if SKIPPED.binary_search(&name).is_ok() {
            return false;
        }
        if name == "br" {
            self.end_line();
            self.broken = true;
            return false;
        }
        let mut read = Element::read(element, &self.path, node.id);
        if name == "tr" && is_plain_row(node) {
            read.facts |= fact::PLAIN_ROW;
        } else if matches!(read.name, Name::Td | Name::Th) && self.in_plain_row() {
            read.facts &= !fact::BLOCK;
            self.line.cell_ends = self.line.piece.chars > 0;
        }
        if read.facts & fact::BLOCK != 0 {
            self.end_line();
        } else if read.facts & (fact::APART | fact::HIDDEN) != 0 || (name != "a" && is_card(node)) {
            self.suspended.push(std::mem::take(&mut self.line));
        }
        self.path.push(self.found.elements.len());
        self.found.elements.push(Element { apart: self.suspended.len(), ..read });
        true
    }

    /// The next node in the order of the page, with the ends of the elements between them.
    fn leave_to_next<'a>(&mut self, mut node: NodeRef<'a>, root: NodeId) -> Option<NodeRef<'a>> {
        loop {
            if let Some(&top) = self.path.last()
                && self.found.elements[top].node == node.id
            {
                self.path.pop();
                let outer = self.path.last().map_or(0, |&at| self.found.elements[at].apart);
                if self.found.elements[top].facts & fact::BLOCK != 0 {
                    self.end_line();
                } else if self.suspended.len() > outer {
                    self.end_line();
                    self.line = self.suspended.pop().unwrap_or_default();
                }
            }
            if let Some(next) = node.next_sibling() {
                return Some(next);
            }
            node = node.parent().filter(|parent| parent.id != root)?;
        }
    }

    fn in_plain_row(&self) -> bool {
        self.path.last().is_some_and(|&at| self.found.elements[at].facts & fact::PLAIN_ROW != 0)
    }

    fn text(&mut self, contents: &str, node: NodeId) {
        let Some(&element) = self.path.last() else { return };
        let is_preformatted = self.path.iter().rev().take(8).any(|&at| self.found.elements[at].name == Name::Pre);
        if !is_preformatted {
            self.append(contents, element, node);
            return;
        }
        for (index, part) in contents.split('\n').enumerate() {
            if index > 0 {
                self.end_line();
                self.broken = true;
            }
            self.append(part, element, node);
        }
    }

    fn append(&mut self, text: &str, element: usize, node: NodeId) {
        let chars = visible(text);
        let line = &mut self.line.piece;
        if chars == 0 {
            line.text.push_str(text);
            return;
        }
        let elements = &self.found.elements;
        line.element = if line.chars == 0 { element } else { common(elements, line.element, element) };
        let style = Style::of(elements, element);
        if let Some(link) = style.link
            && self.line.link != Some(link)
        {
            line.links = line.links.saturating_add(1);
            // Two links that touch are two words: it is the style sheet that parts them.
            if self.line.link.is_some()
                && line.text.ends_with(char::is_alphanumeric)
                && text.starts_with(char::is_alphanumeric)
            {
                line.text.push(' ');
            }
        }
        if std::mem::take(&mut self.line.cell_ends) {
            line.text.push_str(CELL_BORDER);
            line.is_row = true;
        }
        line.linked += if style.link.is_some() { chars } else { 0 };
        line.strong += if style.strong { chars } else { 0 };
        line.slanted += if style.slanted { chars } else { 0 };
        line.chars += chars;
        line.text.push_str(text);
        self.line.link = style.link;
        self.line.nodes.push((node, chars));
    }

    fn end_line(&mut self) {
        let mut line = std::mem::take(&mut self.line);
        let broken = std::mem::take(&mut self.broken);
        if line.piece.chars == 0 {
            return;
        }
        let text = tidy(&line.piece.text);
        if text.is_empty() {
            return;
        }
        line.piece.text = text.into_owned();
        line.piece.broken = broken;
        let at = u32::try_from(self.found.pieces.len()).unwrap_or(u32::MAX);
        self.found.nodes.extend(line.nodes.into_iter().map(|(node, chars)| (node, at, chars)));
        self.found.pieces.push(line.piece);
    }
}

/// Whether an inline element holds a row of links: a box that opens over the text.
fn is_card(node: &NodeRef<'_>) -> bool {
    node.children_it(false).filter(|child| child.has_name("a")).take(3).count() == 3
}

/// Whether the cells of a row hold short texts and nothing else. Tables that only lay out a page have blocks in their cells.
fn is_plain_row(row: &NodeRef<'_>) -> bool {
    let mut chars = 0;
    let mut cells = 0;
    for node in row.descendants_it() {
        let fits = node.query_or(false, |tree| match &tree.data {
            NodeData::Text { contents } => {
                chars += visible(contents);
                true
            }
            NodeData::Element(element) => {
                let name = element.name.local.as_ref();
                let is_cell = matches!(name, "td" | "th");
                cells += usize::from(is_cell);
                is_cell || (name != "br" && !is_block(name))
            }
            _ => true,
        });
        if !fits || chars > LONGEST_ROW {
            return false;
        }
    }
    cells > 1
}

/// How a text is set within its block.
struct Style {
    link: Option<usize>,
    strong: bool,
    slanted: bool,
}

impl Style {
    fn of(elements: &[Element], from: usize) -> Self {
        let mut style = Self { link: None, strong: false, slanted: false };
        for at in ancestors(elements, from) {
            if elements[at].facts & fact::BLOCK != 0 {
                // A teaser as a whole may be one link, with blocks in it.
                style.link = style
                    .link
                    .or_else(|| ancestors(elements, at).take(LINK_LEVELS).find(|&up| elements[up].name == Name::A));
                break;
            }
            match elements[at].name {
                Name::A => style.link = Some(at),
                Name::Strong => style.strong = true,
                Name::Em => style.slanted = true,
                _ => {}
            }
        }
        style
    }
}

/// Characters of `text` that are not white space.
fn visible(text: &str) -> u32 {
    u32::try_from(text.chars().filter(|c| !c.is_whitespace()).count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(html: &str) -> Vec<String> {
        walk(&Document::from(html)).pieces.into_iter().map(|piece| piece.text).collect()
    }

    #[test]
    fn blocks_become_lines_and_inline_elements_do_not() {
        let html =
            "<div><h2>The <b>harbour</b></h2><p>It is <a href=x>closed</a>&nbsp;&amp; dark.<br>Still.</p>After</div>";
        assert_eq!(texts(html), ["The harbour", "It is closed & dark.", "Still.", "After"]);
    }

    #[test]
    fn what_a_reader_does_not_see_is_no_text() {
        let html = "<p>Yes</p><script>if (a<b) {}</script><noscript><p>no</p></noscript><!-- no --><svg><title>no</title></svg>";
        assert_eq!(texts(html), ["Yes"]);
    }

    #[test]
    fn rows_of_a_table_are_lines_and_tables_for_layout_are_not() {
        let rows = "<table><tr><th>Pier<th>Boats</tr><tr><td>North<td>12</tr></table>";
        assert_eq!(texts(rows), ["Pier | Boats", "North | 12"]);
        assert_eq!(texts("<table><tr><td><p>Left</p><td>Right</tr></table>"), ["Left", "Right"]);
    }

    #[test]
    fn boxes_over_a_sentence_do_not_break_it() {
        let html = "<p>Minister <a href=a>Roe</a><span><a href=b>Roe resigns</a> <a href=c>Roe returns</a> <a href=d>More</a></span> \
                    spoke<span class=sr-only>opens a window</span>.</p>";
        assert_eq!(texts(html), ["Roe resigns Roe returns More", "opens a window", "Minister Roe spoke."]);
    }

    #[test]
    fn links_side_by_side_are_words_of_their_own() {
        assert_eq!(texts("<div><a href=a>World</a><a href=b>Sports</a></div>"), ["World Sports"]);
    }

    #[test]
    fn markup_says_what_a_line_is() {
        let page = walk(&Document::from("<h2>Head</h2><ul><li><p>Entry</p></ul><blockquote><p>Quote</p></blockquote>"));
        let kinds: Vec<_> = page.pieces.iter().map(|piece| page.kind(piece)).collect();
        assert_eq!(kinds, [Some(BlockKind::Heading), Some(BlockKind::ListItem), None]);
    }
}
