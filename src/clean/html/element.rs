//! Elements of a page: what they are, what their attributes say, and how they lie within each other.

use std::hash::{DefaultHasher, Hash, Hasher};

use dom_query::NodeId;

use super::hints::{self, Hints};

/// Elements that end a line, sorted. Those with unknown names stand within a line, as in browsers.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "button",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

/// What an element is, as far as it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Name {
    Other,
    Div,
    P,
    H1,
    H2,
    H3,
    H4,
    Li,
    List,
    Td,
    Th,
    Table,
    Blockquote,
    Dl,
    Article,
    Main,
    Section,
    Nav,
    Header,
    Footer,
    Aside,
    Form,
    Figure,
    Figcaption,
    Button,
    Pre,
    Address,
    A,
    Strong,
    Em,
    Span,
    Small,
    Label,
    Time,
    Cite,
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
    /// A row of a table whose cells are read as one line.
    pub(in super::super) const PLAIN_ROW: u16 = 1 << 7;
}

/// One element that may hold text.
#[derive(Debug, Clone)]
pub(super) struct Element {
    /// The element around it, by its place in the list of all.
    pub(super) parent: usize,
    /// Elements around it.
    pub(super) depth: u16,
    pub(super) name: Name,
    /// Bits of [`fact`].
    pub(super) facts: u16,
    /// What its class and id are about.
    pub(super) hints: Hints,
    /// Hash of name and class: elements that look alike.
    pub(super) look: u64,
    /// Its number in the tree.
    pub(super) node: NodeId,
    /// How many lines wait while it is read.
    pub(super) apart: usize,
}

/// Whether elements of this name end a line.
pub(super) fn is_block(name: &str) -> bool {
    BLOCKS.binary_search(&name).is_ok()
}

impl Element {
    /// Reads the name and the attributes of `element`, which stands at the end of `path`.
    pub(super) fn read(element: &dom_query::Element, path: &[usize], node: NodeId) -> Self {
        let name = element.name.local.as_ref();
        let mut facts = if is_block(name) { fact::BLOCK } else { 0 };
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
