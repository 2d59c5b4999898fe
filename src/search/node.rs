//! The shape of a query after analysis: over terms of the index, by their numbers in the plan.

use crate::query::TextField;

/// A factor, in thousandths: whole numbers compare and hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Factor(u32);

impl Factor {
    pub(super) const ONE: Self = Self(1_000);

    /// The factor nearest to `value`, which is neither negative nor huge.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped before")]
    pub(super) fn new(value: f32) -> Self {
        Self((value.clamp(0.0, 1_000.0) * 1_000.0).round() as u32)
    }

    pub(super) fn value(self) -> f64 {
        f64::from(self.0) / 1_000.0
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Node {
    /// One term.
    Term(usize),
    /// A term that nobody asked for: it scores, and is neither looked for in titles and passages nor marked.
    Added(usize),
    /// Any of the word forms of a pattern: see [`super::plan::Forms`].
    Forms(usize),
    /// Terms at given distances from the first one, with up to so many other words between them in all.
    Phrase { parts: Vec<(usize, u32)>, slop: u32 },
    /// Operands of which each stands within `distance` words of the one before.
    Near { operands: Vec<Node>, distance: u32 },
    /// Several ways to say one thing: leaves, with how much they count.
    Best(Vec<(Node, Factor)>),
    /// A leaf in one part of the article only.
    Within { field: TextField, node: Box<Node> },
    /// Articles that a filter of the plan allows. Does not score.
    Filter(usize),
    /// All articles. Does not score.
    Everything,
    /// The score of a node times a factor.
    Boost { node: Box<Node>, factor: Factor },
    /// See [`crate::query::Group`].
    Group { required: Vec<Node>, optional: Vec<Node>, excluded: Vec<Node> },
}

impl Node {
    /// Matches no article.
    pub(super) fn nothing() -> Self {
        Self::Group { required: Vec::new(), optional: Vec::new(), excluded: Vec::new() }
    }

    /// The same query with optional terms that nobody asked for. Where nothing is asked for, nothing is added. An article matches
    /// with one of them alone only if any one word of the query would do: not where phrases, patterns or parts of the text
    /// are asked for.
    pub(super) fn with_added(self, terms: Vec<(usize, Factor)>) -> Self {
        let Self::Group { mut required, mut optional, excluded } = self else { return self };
        if terms.is_empty() || (required.is_empty() && optional.is_empty()) {
            return Self::Group { required, optional, excluded };
        }
        if required.is_empty() && !optional.iter().any(Self::is_plain_word) {
            required.push(Self::Group {
                required: Vec::new(),
                optional: std::mem::take(&mut optional),
                excluded: Vec::new(),
            });
        }
        let added = |(term, factor)| Self::Boost { node: Box::new(Self::Added(term)), factor };
        optional.extend(terms.into_iter().map(added));
        Self::Group { required, optional, excluded }
    }

    /// A word in all its forms, with other ways to say it.
    fn is_plain_word(&self) -> bool {
        match self {
            Self::Term(_) | Self::Best(_) => true,
            Self::Boost { node, .. } => node.is_plain_word(),
            _ => false,
        }
    }

    /// Whether positions are needed to tell what matches.
    pub(super) fn needs_positions(&self) -> bool {
        match self {
            Self::Term(_) | Self::Added(_) | Self::Forms(_) | Self::Filter(_) | Self::Everything => false,
            Self::Phrase { .. } | Self::Near { .. } | Self::Within { .. } => true,
            Self::Best(members) => members.iter().any(|(node, _)| node.needs_positions()),
            Self::Boost { node, .. } => node.needs_positions(),
            Self::Group { required, optional, excluded } => {
                [required, optional, excluded].into_iter().flatten().any(Self::needs_positions)
            }
        }
    }

    /// Whether candidates are looked for by the very scores that they have: not where several ways to say one thing share a
    /// score, nor where positions decide.
    pub(super) fn is_scored_alike(&self) -> bool {
        match self {
            Self::Term(_) | Self::Added(_) | Self::Phrase { slop: 0, .. } => true,
            Self::Boost { node, .. } => node.is_scored_alike(),
            Self::Group { required, optional, .. } => required.iter().chain(optional).all(Self::is_scored_alike),
            _ => false,
        }
    }

    /// The terms of a leaf, those of its parts included.
    pub(super) fn terms(&self) -> Vec<usize> {
        match self {
            Self::Term(term) | Self::Added(term) => vec![*term],
            Self::Phrase { parts, .. } => parts.iter().map(|&(term, _)| term).collect(),
            Self::Near { operands, .. } => operands.iter().flat_map(Self::terms).collect(),
            Self::Best(members) => members.iter().flat_map(|(node, _)| node.terms()).collect(),
            Self::Within { node, .. } | Self::Boost { node, .. } => node.terms(),
            Self::Forms(_) | Self::Filter(_) | Self::Everything | Self::Group { .. } => Vec::new(),
        }
    }

    /// The patterns of a leaf, those of its parts included.
    pub(super) fn patterns(&self) -> Vec<usize> {
        match self {
            Self::Forms(forms) => vec![*forms],
            Self::Near { operands, .. } => operands.iter().flat_map(Self::patterns).collect(),
            Self::Best(members) => members.iter().flat_map(|(node, _)| node.patterns()).collect(),
            Self::Within { node, .. } | Self::Boost { node, .. } => node.patterns(),
            Self::Term(_)
            | Self::Added(_)
            | Self::Phrase { .. }
            | Self::Filter(_)
            | Self::Everything
            | Self::Group { .. } => Vec::new(),
        }
    }

    /// Calls `each` for all of which a node is made. NEAR and what is sought in a part of the article are taken whole.
    pub(super) fn each_leaf<'n>(&'n self, each: &mut dyn FnMut(&'n Self)) {
        match self {
            Self::Group { required, optional, excluded } => {
                [required, optional, excluded].into_iter().flatten().for_each(|node| node.each_leaf(each));
            }
            Self::Best(members) => members.iter().for_each(|(node, _)| node.each_leaf(each)),
            Self::Boost { node, .. } => node.each_leaf(each),
            leaf => each(leaf),
        }
    }

    /// Adds the leaves that can make an article match, with the product of the factors above them.
    pub(super) fn collect_positive<'n>(&'n self, factor: f64, leaves: &mut Vec<(&'n Node, f64)>) {
        match self {
            Self::Group { required, optional, .. } => {
                required.iter().chain(optional).for_each(|node| node.collect_positive(factor, leaves));
            }
            Self::Boost { node, factor: own } => node.collect_positive(factor * own.value(), leaves),
            Self::Added(_) | Self::Filter(_) | Self::Everything => {}
            leaf => leaves.push((leaf, factor)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn added_terms_match_alone_only_beside_plain_words() {
        let optional =
            |node: Node| Node::Group { required: vec![], optional: vec![node], excluded: vec![Node::Term(7)] };
        let added = Node::Boost { node: Box::new(Node::Added(9)), factor: Factor::ONE };
        let with_added = |node: Node| optional(node).with_added(vec![(9, Factor::ONE)]);
        let beside = |node: Node| Node::Group {
            required: vec![],
            optional: vec![node, added.clone()],
            excluded: vec![Node::Term(7)],
        };
        assert_eq!(with_added(Node::Term(1)), beside(Node::Term(1)));
        let phrase = Node::Phrase { parts: vec![(1, 0), (2, 1)], slop: 0 };
        let required = Node::Group { required: vec![], optional: vec![phrase.clone()], excluded: vec![] };
        let expected =
            Node::Group { required: vec![required], optional: vec![added.clone()], excluded: vec![Node::Term(7)] };
        assert_eq!(with_added(phrase), expected);
        assert_eq!(Node::nothing().with_added(vec![(9, Factor::ONE)]), Node::nothing());
    }

    #[test]
    fn what_is_excluded_is_no_positive_leaf_and_factors_multiply() {
        let boosted = Node::Boost { node: Box::new(Node::Term(1)), factor: Factor::new(0.5) };
        let node = Node::Group {
            required: vec![Node::Boost { node: Box::new(boosted), factor: Factor::new(3.0) }],
            optional: vec![Node::Filter(0)],
            excluded: vec![Node::Term(2)],
        };
        let mut leaves = Vec::new();
        node.collect_positive(1.0, &mut leaves);
        assert_eq!(leaves, [(&Node::Term(1), 1.5)]);
    }
}
