//! The vote of the readability algorithm: which text of a page it takes for the article, and how it scores elements.

use hashbrown::HashMap;

use dom_query::{Document, NodeData, NodeId, NodeRef};
use dom_smoothie::{Config, Readability};

/// Larger pages are data rather than articles.
pub(super) const MOST_ELEMENTS: usize = 200_000;
/// The crate marks its result and its scores so.
const RESULT: &str = "#readability-page-1";
const SCORE: &str = "data-readability-score";

/// What the algorithm found.
#[derive(Debug, Default)]
pub(super) struct Vote {
    /// Text nodes that it keeps, sorted.
    pub(super) kept: Vec<NodeId>,
    /// Scores of elements that it scored.
    pub(super) scores: HashMap<NodeId, f32>,
    /// The byline that it found.
    pub(super) byline: Option<String>,
}

/// Runs the algorithm over `page` and spends it. `elements` are the ones whose scores are wanted.
///
/// The crate works on copies of the tree in which nodes keep their numbers, so what it keeps is known by node and not by text.
pub(super) fn vote(page: Document, elements: impl Iterator<Item = NodeId>) -> Vote {
    let config = Config { max_elements_to_parse: MOST_ELEMENTS, ..Config::default() };
    let Ok(mut readability) = Readability::with_document(page, None, Some(config)) else { return Vote::default() };
    let Ok(article) = readability.parse() else { return Vote::default() };
    let tree = &readability.doc.tree;
    let mut found = Vote { byline: article.byline, ..Vote::default() };
    for node in elements {
        let score = NodeRef::new(node, tree).attr(SCORE).and_then(|bits| bits.parse::<u32>().ok()).map(f32::from_bits);
        found.scores.extend(score.map(|score| (node, score)));
    }
    if let Some(root) = readability.doc.select_single(RESULT).nodes().first() {
        let texts = root
            .descendants_it()
            .filter(|node| node.query_or(false, |tree| matches!(tree.data, NodeData::Text { .. })));
        found.kept = texts.map(|node| node.id).collect();
        found.kept.sort_unstable();
    }
    found
}
