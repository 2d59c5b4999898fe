//! A parsed page as lines: text as a reader sees it, each line with the element that holds it.

use std::hash::{DefaultHasher, Hash, Hasher};

use dom_query::{Document, NodeData, NodeId, NodeRef};

use super::super::chars::tidy;
use super::hints::{self, Hints};

/// Elements whose content is not text of the page.
const SKIPPED: &[&str] = &[
    "audio", "canvas", "datalist", "head", "iframe", "map", "math", "meter", "noscript", "object", "progress", "script", "select", "style", "svg", "template", "textarea", "video",
];
/// A link around the block of a text is looked for within so many levels.
const LINK_LEVELS: usize = 6;
/// Elements within a line. Elements with unknown names are such too, as in browsers.
const BLOCKS: &[&str] = &[
    "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd", "details", "dialog", "dir", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup",
    "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "search", "section", "summary", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
];

/// What an element is, as far as it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Name {
    Other, Div, P, H1, H2, H3, H4, Li, List, Td, Th, Table, Blockquote, Dl, Article, Main, Section, Nav, Header, Footer,
    Aside, Form, Figure, Figcaption, Button, Pre, Address, A, Strong, Em, Span, Small, Label, Time, Cite,
}

/// Facts of an element beside its name, as bits.
pub(super) mod fact {
    pub(in super::super) const HIDDEN: u16 = 1;
    pub(in super::super) const ARTICLE_BODY: u16 = 1 << 1;
    pub(in super::super) const OTHER_PROPERTY: u16 = 1 << 2;
    pub(in super::super) const ROLE_MAIN: u16 = 1 << 3;
    pub(in super::super) const ROLE_ASIDE: u16 = 1 << 4;
    pub(in super::super) const BLOCK: u16 = 1 << 5;
    /// An inline element that is not read with the sentence around it.
    pub(in super::super) const APART: u16 = 1 << 6;
}

/// One element that may hold text.
#[derive(Debug, Clone)]
pub(super) struct Element {
    pub(super) parent: usize,
    pub(super) depth: u16,
    pub(super) name: Name,
    pub(super) facts: u16,
    pub(super) hints: Hints,
    /// Hash of name and class: elements that look alike.
    pub(super) look: u64,
    pub(super) node: NodeId,
    /// How many lines wait while it is read.
    apart: usize,
}

/// A run of text between borders of blocks.
#[derive(Debug, Clone, Default)]
pub(super) struct Piece {
    pub(super) text: String,
    /// The deepest element that holds all of it.
    pub(super) element: usize,
    pub(super) chars: u32,
    pub(super) linked: u32,
    pub(super) strong: u32,
    pub(super) slanted: u32,
    pub(super) links: u16,
    /// Whether a line break within a block stands before it.
    pub(super) broken: bool,
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

/// Reads `page` from top to bottom.
pub(super) fn walk(page: &Document) -> Walked {
    let mut walker = Walker::default();
    let root = page.root();
    let mut next = root.first_child();
    while let Some(node) = next {
        if walker.enter(&node) && let Some(child) = node.first_child() {
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
        let read = Element::read(element, &self.path, node.id);
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

impl Element {
    /// Reads the name and the attributes of `element`, which stands at the end of `path`.
    fn read(element: &dom_query::Element, path: &[usize], node: NodeId) -> Self {
        let name = element.name.local.as_ref();
        let mut facts = if BLOCKS.binary_search(&name).is_ok() { fact::BLOCK } else { 0 };
        let mut hints = Hints::default();
        let mut hasher = DefaultHasher::new();
        name.hash(&mut hasher);
        for attribute in &element.attrs {
            let value: &str = &attribute.value;
            match attribute.name.local.as_ref() {
                "class" => {
                    value.hash(&mut hasher);
                    hints = hints.and(Hints::of(value));
                    facts |= if hints::stands_apart(value) { fact::APART } else { 0 };
                }
                "id" => hints = hints.and(Hints::of(value)),
                attribute => facts |= fact_of(attribute, value),
            }
        }
        // Classes of the whole page say what it is, not what a line is.
        if matches!(name, "html" | "body") {
            hints = Hints::default();
        }
        Self {
            parent: path.last().copied().unwrap_or(0),
            depth: u16::try_from(path.len()).unwrap_or(u16::MAX),
            name: Name::of(name),
            facts,
            hints,
            look: hasher.finish(),
            node,
            apart: 0,
        }
    }
}

/// What an attribute other than class and id says.
fn fact_of(attribute: &str, value: &str) -> u16 {
    match attribute {
        "hidden" => fact::HIDDEN,
        "style" if is_hiding(value) => fact::HIDDEN,
        "itemprop" | "property" if value.eq_ignore_ascii_case("articlebody") => fact::ARTICLE_BODY,
        "itemprop" => fact::OTHER_PROPERTY,
        "role" => match value {
            "main" | "article" => fact::ROLE_MAIN,
            "navigation" | "complementary" | "contentinfo" | "banner" | "search" | "dialog" | "menu" | "toolbar" => {
                fact::ROLE_ASIDE
            }
            _ => 0,
        },
        _ => 0,
    }
}

/// Whether an inline element holds a row of links: a box that opens over the text.
fn is_card(node: &NodeRef<'_>) -> bool {
    node.children_it(false).filter(|child| child.has_name("a")).take(3).count() == 3
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

/// An element and what it stands in, up to the root.
pub(super) fn ancestors(elements: &[Element], from: usize) -> impl Iterator<Item = usize> {
    let mut next = (from < elements.len()).then_some(from);
    std::iter::from_fn(move || {
        let at = next?;
        next = (elements[at].depth > 0).then_some(elements[at].parent);
        Some(at)
    })
}

/// The deepest element that holds both.
pub(super) fn common(elements: &[Element], mut a: usize, mut b: usize) -> usize {
    // Parents stand before their children.
    while a != b {
        if a > b {
            a = elements[a].parent;
        } else {
            b = elements[b].parent;
        }
    }
    a
}

fn is_hiding(style: &str) -> bool {
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    style.contains("display:none") || style.contains("visibility:hidden")
}

impl Name {
    fn of(name: &str) -> Self {
    match name {
        "div" => Name::Div,
        "p" => Name::P,
        "h1" => Name::H1,
        "h2" => Name::H2,
        "h3" => Name::H3,
        "h4" | "h5" | "h6" => Name::H4,
        "li" => Name::Li,
        "ul" | "ol" | "menu" => Name::List,
        "td" => Name::Td,
        "th" => Name::Th,
        "table" => Name::Table,
        "blockquote" => Name::Blockquote,
        "dl" | "dt" | "dd" => Name::Dl,
        "article" => Name::Article,
        "main" => Name::Main,
        "section" => Name::Section,
        "nav" => Name::Nav,
        "header" => Name::Header,
        "footer" => Name::Footer,
        "aside" => Name::Aside,
        "form" | "fieldset" => Name::Form,
        "figure" => Name::Figure,
        "figcaption" | "caption" => Name::Figcaption,
        "button" => Name::Button,
        "pre" => Name::Pre,
        "address" => Name::Address,
        "a" => Name::A,
        "b" | "strong" => Name::Strong,
        "em" | "i" => Name::Em,
        "span" | "font" => Name::Span,
        "small" => Name::Small,
        "label" => Name::Label,
        "time" => Name::Time,
        "cite" => Name::Cite,
        _ => Name::Other,
    }
}
}
