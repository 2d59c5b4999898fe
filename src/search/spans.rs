//! Where the leaves of a query stand in a text, from the positions of terms alone.

use super::node::Node;
use crate::query::TextField;

/// The positions of a text's words.
pub(super) trait Places {
    /// Those of a term of the plan, ascending.
    fn term(&self, term: usize) -> &[u32];
    /// Those of the word forms of a pattern, ascending. May hold those of other forms of the same words.
    fn forms(&self, forms: usize) -> Vec<u32>;
    /// The first position of the body. What stands before is the title.
    fn body(&self) -> u32;
    /// How many positions a term of the plan takes: 2 for a pair of characters.
    fn width(&self, term: usize) -> u32;
}

/// The positions of several terms as one list, ascending.
pub(super) fn united(places: &dyn Places, terms: &[usize]) -> Vec<u32> {
    let mut all: Vec<u32> = terms.iter().flat_map(|&term| places.term(term)).copied().collect();
    all.sort_unstable();
    all
}

/// Half-open range of positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    fn word(at: u32) -> Self {
        Self::wide(at, 1)
    }

    fn wide(at: u32, width: u32) -> Self {
        Self { start: at, end: at.saturating_add(width) }
    }

    /// The words from one span to the other, side by side counting 1. Spans that share a word count 0.
    fn distance(self, other: Self) -> u32 {
        if self.start <= other.start {
            (other.start + 1).saturating_sub(self.end)
        } else {
            (self.start + 1).saturating_sub(other.end)
        }
    }
}

/// All places of a leaf, by where they start. Linear in the number of positions but for phrases with slop and NEAR, which
/// look at neighbours.
pub(super) fn spans(leaf: &Node, places: &dyn Places) -> Vec<Span> {
    match leaf {
        Node::Term(term) => {
            let width = places.width(*term);
            places.term(*term).iter().map(|&at| Span::wide(at, width)).collect()
        }
        Node::Forms(forms) => places.forms(*forms).into_iter().map(Span::word).collect(),
        Node::Phrase { parts, slop } => phrases(parts, *slop, places).into_iter().map(|(span, _)| span).collect(),
        Node::Near { operands, distance } => chains(operands, *distance, places).pop().unwrap_or_default(),
        Node::Best(members) => {
            let mut all: Vec<Span> = members.iter().flat_map(|(node, _)| spans(node, places)).collect();
            all.sort_unstable();
            all.dedup();
            all
        }
        Node::Within { field, node } => {
            let mut all = spans(node, places);
            all.retain(|span| is_in(*field, *span, places));
            all
        }
        Node::Boost { node, .. } => spans(node, places),
        Node::Added(_) | Node::Filter(_) | Node::Everything | Node::Group { .. } => Vec::new(),
    }
}

/// The words that make a leaf match: of a phrase its own and not those between, of NEAR those of pairs that are near.
pub(super) fn marks(leaf: &Node, places: &dyn Places, marked: &mut Vec<u32>) {
    match leaf {
        Node::Phrase { parts, slop } => {
            marked.extend(phrases(parts, *slop, places).into_iter().flat_map(|(_, words)| words));
        }
        Node::Near { operands, distance } => {
            let chains = chains(operands, *distance, places);
            if chains.last().is_none_or(Vec::is_empty) {
                return;
            }
            let mut next: Option<Vec<Span>> = None;
            for (operand, found) in operands.iter().zip(chains).rev() {
                let near: Vec<Span> = match &next {
                    None => found,
                    Some(next) => found
                        .into_iter()
                        .filter(|span| next.iter().any(|other| span.distance(*other) <= *distance))
                        .collect(),
                };
                let mut own = Vec::new();
                marks(operand, places, &mut own);
                own.retain(|at| near.iter().any(|span| (span.start..span.end).contains(at)));
                marked.extend(own);
                next = Some(near);
            }
        }
        Node::Best(members) => members.iter().for_each(|(node, _)| marks(node, places, marked)),
        Node::Within { field, node } => {
            let mut own = Vec::new();
            marks(node, places, &mut own);
            own.retain(|&at| is_in(*field, Span::word(at), places));
            marked.extend(own);
        }
        Node::Boost { node, .. } => marks(node, places, marked),
        leaf => marked.extend(spans(leaf, places).into_iter().flat_map(|span| span.start..span.end)),
    }
}

fn is_in(field: TextField, span: Span, places: &dyn Places) -> bool {
    match field {
        TextField::Title => span.end <= places.body(),
        TextField::Body => span.start >= places.body(),
    }
}

/// The places of a phrase, with the position of each of its words. None begins in the title and ends in the body.
fn phrases(parts: &[(usize, u32)], slop: u32, places: &dyn Places) -> Vec<(Span, Vec<u32>)> {
    let Some((&(first, _), rest)) = parts.split_first() else { return Vec::new() };
    let body = places.body();
    let covered = |at: u32, term: usize| at..at.saturating_add(places.width(term));
    let from = |start: u32| {
        let mut words: Vec<u32> = covered(start, first).collect();
        let (mut last, mut last_offset, mut left) = (start, 0, slop);
        let mut end = Span::wide(start, places.width(first)).end;
        for &(term, offset) in rest {
            // The nearest place leaves the most words for what follows.
            let nearest = last.saturating_add(offset - last_offset);
            let positions = places.term(term);
            let at = *positions.get(positions.partition_point(|&at| at < nearest))?;
            left = left.checked_sub(at - nearest)?;
            (last, last_offset) = (at, offset);
            end = Span::wide(at, places.width(term)).end;
            words.extend(covered(at, term));
        }
        let crosses = start < body && last >= body;
        (!crosses).then_some((Span { start, end }, words))
    };
    places.term(first).iter().filter_map(|&start| from(start)).collect()
}

/// For each operand, its places that are reached from the first operand over near places of those between. No place of the
/// title is near to one of the body.
fn chains(operands: &[Node], distance: u32, places: &dyn Places) -> Vec<Vec<Span>> {
    let mut chains: Vec<Vec<Span>> = Vec::with_capacity(operands.len());
    let is_title = |span: &Span| span.start < places.body();
    let is_near =
        |one: &Span, other: &Span| one != other && is_title(one) == is_title(other) && one.distance(*other) <= distance;
    for operand in operands {
        let mut found = spans(operand, places);
        if let Some(before) = chains.last() {
            found.retain(|span| before.iter().any(|other| is_near(span, other)));
        }
        chains.push(found);
    }
    chains
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Text(Vec<Vec<u32>>);

    /// The number of a term that is a pair of characters.
    const PAIR: usize = 3;

    impl Places for Text {
        fn term(&self, term: usize) -> &[u32] {
            &self.0[term]
        }
        fn forms(&self, _: usize) -> Vec<u32> {
            Vec::new()
        }
        fn body(&self) -> u32 {
            10
        }
        fn width(&self, term: usize) -> u32 {
            if term == PAIR { 2 } else { 1 }
        }
    }

    fn starts(leaf: &Node, text: &Text) -> Vec<u32> {
        spans(leaf, text).into_iter().map(|span| span.start).collect()
    }

    #[test]
    fn a_phrase_stands_where_all_its_terms_follow() {
        let text = Text(vec![vec![1, 9, 12], vec![2, 10, 15]]);
        let phrase = |slop| Node::Phrase { parts: vec![(0, 0), (1, 1)], slop };
        // The title ends between 9 and 10.
        assert_eq!(starts(&phrase(0), &text), [1]);
        assert_eq!(starts(&phrase(2), &text), [1, 12]);
        assert_eq!(starts(&phrase(1), &text), [1]);
    }

    #[test]
    fn near_is_near_in_both_orders_and_along_the_chain() {
        let text = Text(vec![vec![20], vec![24, 40], vec![26]]);
        let near = |distance, operands: &[usize]| Node::Near {
            operands: operands.iter().map(|&term| Node::Term(term)).collect(),
            distance,
        };
        assert_eq!(starts(&near(4, &[0, 1]), &text), [24]);
        assert_eq!(starts(&near(3, &[0, 1]), &text), [0; 0]);
        assert_eq!(starts(&near(4, &[1, 0]), &text), [20]);
        assert_eq!(starts(&near(4, &[0, 1, 2]), &text), [26]);
        let mut marked = Vec::new();
        marks(&near(4, &[0, 1, 2]), &text, &mut marked);
        marked.sort_unstable();
        assert_eq!(marked, [20, 24, 26]);
    }

    #[test]
    fn pairs_of_characters_are_two_positions_wide() {
        let text = Text(vec![vec![22], vec![], vec![], vec![20, 30]]);
        let near = Node::Near { operands: vec![Node::Term(PAIR), Node::Term(0)], distance: 1 };
        assert_eq!(starts(&near, &text), [22]);
        let mut marked = Vec::new();
        marks(&near, &text, &mut marked);
        marks(&Node::Phrase { parts: vec![(PAIR, 0), (0, 2)], slop: 0 }, &text, &mut marked);
        assert_eq!(marked, [22, 20, 21, 20, 21, 22]);
    }

    #[test]
    fn the_same_place_is_not_near_itself() {
        let text = Text(vec![vec![5], vec![5, 7]]);
        assert_eq!(starts(&Node::Near { operands: vec![Node::Term(0), Node::Term(0)], distance: 9 }, &text), [0; 0]);
    }

    #[test]
    fn fields_are_told_by_position() {
        let text = Text(vec![vec![3, 14]]);
        let within = |field| Node::Within { field, node: Box::new(Node::Term(0)) };
        assert_eq!(starts(&within(TextField::Title), &text), [3]);
        assert_eq!(starts(&within(TextField::Body), &text), [14]);
    }
}
