//! Groups, filters and signs.

use std::collections::HashSet;
use std::hash::Hash;

use hashbrown::HashMap;

use super::super::SearchError;
use super::super::filter::Filter;
use super::super::node::{Factor, Node};
use super::super::{Widening, WordsMode};
use super::phrases::Thing;
use super::{Clauses, MAX_OPTIONAL, Planner, boosted};
use crate::query::{Filter as Condition, Group, Query};

/// Of so many clauses it takes less time to compare each with all others than to hash them.
const FEW: usize = 16;

/// Each clause once.
fn distinct<N: Clone + Eq + Hash>(nodes: Vec<N>) -> Vec<N> {
    if nodes.len() <= FEW {
        let mut kept = Vec::with_capacity(nodes.len());
        for node in nodes {
            if !kept.contains(&node) {
                kept.push(node);
            }
        }
        return kept;
    }
    let mut seen = HashSet::new();
    nodes.into_iter().filter(|node| seen.insert(node.clone())).collect()
}

/// Each clause once, and as many times as heavy as it was there, if there are others.
fn counted(nodes: Vec<Node>) -> Vec<Node> {
    if nodes.len() < 2 || distinct(nodes.iter().collect()).len() == nodes.len() {
        return nodes;
    }
    let mut times: HashMap<Node, u16> = HashMap::new();
    for node in &nodes {
        *times.entry(node.clone()).or_default() += 1;
    }
    let is_alone = times.len() == 1;
    let weighed = |node: Node| match times[&node] {
        times if times > 1 && !is_alone => boosted(node, Factor::new(f32::from(times))),
        _ => node,
    };
    distinct(nodes).into_iter().map(weighed).collect()
}

impl Planner<'_> {
    /// Takes out the conditions that all articles must meet, and says what is left, if there were some. They are looked up once for the
    /// whole index, and what is left can be pruned.
    pub(super) fn without_filters(&mut self, all: Clauses<'_>) -> Result<(Option<Filter>, Option<Group>), SearchError> {
        let mut filter: Option<Filter> = None;
        let mut rest = Group::default();
        for query in all.required {
            match self.condition(query)? {
                Some(own) => filter = Some(own.and_any(filter)),
                None => rest.required.push(query.clone()),
            }
        }
        for query in all.excluded {
            match self.condition(query)? {
                Some(own) => filter = Some(own.inverted().and_any(filter)),
                None => rest.excluded.push(query.clone()),
            }
        }
        if filter.is_some() {
            rest.optional = all.optional.to_vec();
        }
        let rest = filter.is_some().then_some(rest);
        Ok((filter, rest))
    }

    /// What a query of nothing but conditions allows; `None` for any other.
    fn condition(&mut self, query: &Query) -> Result<Option<Filter>, SearchError> {
        match query {
            Query::Filter(condition) => self.filter(condition).map(Some),
            Query::Group(group) if !group.required.is_empty() || !group.optional.is_empty() => {
                let mut all: Option<Filter> = None;
                let mut any: Option<Filter> = None;
                for query in &group.required {
                    let Some(filter) = self.condition(query)? else { return Ok(None) };
                    all = Some(filter.and_any(all));
                }
                for query in &group.optional {
                    let Some(filter) = self.condition(query)? else { return Ok(None) };
                    any = Some(match any {
                        Some(others) => others.or(filter),
                        None => filter,
                    });
                }
                let Some(mut allowed) = all.or(any) else { return Ok(None) };
                for query in &group.excluded {
                    let Some(filter) = self.condition(query)? else { return Ok(None) };
                    allowed = allowed.and(filter.inverted());
                }
                Ok(Some(allowed))
            }
            _ => Ok(None),
        }
    }

    fn filter(&mut self, condition: &Condition) -> Result<Filter, SearchError> {
        Filter::of(self.reading.reader, condition)
    }

    pub(super) fn group(&mut self, group: Clauses<'_>) -> Result<Node, SearchError> {
        // Within parentheses and lists of alternatives the user has said what belongs together.
        let mode = std::mem::take(&mut self.reading.words);
        let mut required = Vec::new();
        for query in group.required {
            required.extend(self.required(query)?);
        }
        let mut optional = match mode {
            WordsMode::Any => counted(self.optional(group.optional)?),
            WordsMode::All => {
                let mut rest = group.optional;
                while let Some((query, others)) = rest.split_first() {
                    if let Some((length, day, _)) = self.day(rest)? {
                        required.push(day);
                        rest = rest.get(length..).unwrap_or_default();
                    } else if let Some(thing) = self.thing(rest)? {
                        required.extend(thing.nodes);
                        rest = rest.get(Thing::WORDS..).unwrap_or_default();
                    } else {
                        required.extend(self.required(query)?);
                        rest = others;
                    }
                }
                Vec::new()
            }
        };
        if optional.len() > MAX_OPTIONAL {
            optional = self.rarest(optional)?;
        }
        let mut excluded = Vec::new();
        for query in group.excluded {
            excluded.extend(self.excluded(query)?);
        }
        Ok(Node::Group { required: distinct(required), optional, excluded })
    }

    /// The rarest of many optional clauses, in the order of the query. Terms that no article holds are not among
    /// them; phrases and groups always are.
    fn rarest(&mut self, nodes: Vec<Node>) -> tantivy::Result<Vec<Node>> {
        let mut ranked: Vec<(u64, usize)> = Vec::with_capacity(nodes.len());
        for (place, node) in nodes.iter().enumerate() {
            let node = if let Node::Boost { node, .. } = node { node } else { node };
            let frequency = if let Node::Term(term) = node { self.doc_freq(*term)? } else { 1 };
            ranked.extend((frequency > 0).then_some((frequency, place)));
        }
        ranked.sort_unstable();
        ranked.truncate(MAX_OPTIONAL);
        let mut kept: Vec<usize> = ranked.into_iter().map(|(_, place)| place).collect();
        kept.sort_unstable();
        let is_kept = |place: &usize| kept.binary_search(place).is_ok();
        Ok(nodes.into_iter().enumerate().filter(|(place, _)| is_kept(place)).map(|(_, node)| node).collect())
    }

    /// What must match: where nothing of it can, because it holds no word that the index could know, nothing does.
    fn required(&mut self, query: &Query) -> Result<Vec<Node>, SearchError> {
        let outer = std::mem::take(&mut self.loosens);
        let nodes = self.nodes(query);
        self.loosens = outer;
        let nodes = nodes?;
        Ok(if nodes.is_empty() && !query.is_empty() { vec![Node::nothing()] } else { nodes })
    }

    /// The nodes of one clause. A word that analysis splits (`long-range`) gives several: their nearness is
    /// rewarded when passages are scored, and articles with only one of them are not lost.
    pub(super) fn nodes(&mut self, query: &Query) -> Result<Vec<Node>, SearchError> {
        match query {
            Query::Word(_) if self.narrows => Ok(self.leaf(query)?.into_iter().collect()),
            Query::Word(text) => self.word(text),
            Query::Group(group) => Ok(vec![self.group(Clauses::of(group))?]),
            Query::Boost { query, factor } => {
                let factor = Factor::new(*factor);
                Ok(self.nodes(query)?.into_iter().map(|node| boosted(node, factor)).collect())
            }
            Query::Filter(condition) => {
                let filter = self.filter(condition)?;
                self.filters.push(filter);
                Ok(vec![Node::Filter(self.filters.len() - 1)])
            }
            Query::Within { field, query } => {
                let nodes = self.nodes(query)?;
                Ok(nodes.into_iter().map(|node| within(*field, node)).collect())
            }
            leaf => Ok(self.leaf(leaf)?.into_iter().collect()),
        }
    }

    /// What must not match is taken narrowly, as deep as it goes: a word that analysis splits is a phrase, and no other way to
    /// say it counts.
    fn excluded(&mut self, query: &Query) -> Result<Vec<Node>, SearchError> {
        let widening = self.reading.widening;
        if widening == Widening::Default {
            self.reading.widening = Widening::Plain;
        }
        let narrows = std::mem::replace(&mut self.narrows, widening != Widening::Exact);
        let loosens = std::mem::take(&mut self.loosens);
        let nodes = self.nodes(query);
        (self.narrows, self.loosens) = (narrows, loosens);
        self.reading.widening = widening;
        nodes
    }
}

/// Brings a field down to the leaves, where it is checked.
fn within(field: crate::query::TextField, node: Node) -> Node {
    let all = |nodes: Vec<Node>| nodes.into_iter().map(|node| within(field, node)).collect();
    match node {
        Node::Group { required, optional, excluded } => {
            Node::Group { required: all(required), optional: all(optional), excluded: all(excluded) }
        }
        Node::Boost { node, factor } => Node::Boost { node: Box::new(within(field, *node)), factor },
        // Of fields within each other the inner one holds.
        Node::Filter(_) | Node::Within { .. } => node,
        leaf => Node::Within { field, node: Box::new(leaf) },
    }
}
