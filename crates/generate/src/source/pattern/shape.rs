//! Texts of a pattern by number, each once.
//!
//! A pattern may have many derivations of one text (`[a-z]*[a-z]`). Texts of different lengths
//! differ, so for every length one *shape* is kept: a derivation in which every repetition has a
//! fixed count, and alternatives differ for certain in some place. The texts of a shape are
//! counted in mixed radix.

use std::collections::BTreeMap;

use seedbed_dataset::seed::Stream;

use super::{Digits, Node};
use crate::permutation::Permutation;

/// How many lengths beyond the shortest are looked at.
const LENGTHS: usize = 16;
/// Longer texts than these, in characters, are not counted.
pub(super) const LONGEST: usize = 256;

/// The numbered texts of a pattern.
#[derive(Debug, Clone, Default)]
pub(super) struct Shapes {
    /// Those with the fewest texts first.
    shapes: Vec<Shape>,
}

#[derive(Debug, Clone)]
struct Shape {
    node: Node,
    count: u64,
    order: Permutation,
}

impl Shapes {
    /// The shapes of texts of at least `min_chars` and at most `max_chars` characters.
    pub(super) fn of(node: &Node, min_chars: usize, max_chars: Option<usize>) -> Self {
        let shortest = node.shortest().max(min_chars);
        let longest = max_chars.unwrap_or(LONGEST).min(shortest + LENGTHS).min(LONGEST);
        let long_enough = by_length(node, longest).into_iter().filter(|(at, _)| *at >= min_chars);
        let shapes = long_enough.map(|(length, node)| {
            let count = u64::try_from(node.count()).unwrap_or(u64::MAX);
            let order = Permutation::new(count, Stream::root(length as u64).named("shape"));
            Shape { node, count, order }
        });
        let mut shapes: Vec<Shape> = shapes.collect();
        shapes.sort_by_key(|shape| shape.count);
        Self { shapes }
    }

    pub(super) fn count(&self) -> u64 {
        self.shapes.iter().fold(0, |sum, shape| sum.saturating_add(shape.count))
    }

    /// Writes one of the texts, of any of the lengths alike.
    pub(super) fn draw(&self, stream: Stream, out: &mut String) {
        let chosen = stream.below(0, self.shapes.len().max(1) as u64) as usize;
        if let Some(shape) = self.shapes.get(chosen) {
            shape.node.decode(&mut Digits::of(stream.below(1, shape.count)), out);
        }
    }

    pub(super) fn are_several(&self) -> bool {
        self.shapes.len() > 1
    }

    /// Writes the text at a place below [`Self::count`]. Shapes take turns while they last.
    pub(super) fn write(&self, place: u64, out: &mut String) {
        if let [only] = self.shapes.as_slice() {
            return only.node.decode(&mut Digits::of(place), out);
        }
        let (mut used, mut rest) = (0, place);
        for (at, shape) in self.shapes.iter().enumerate() {
            let turns = (self.shapes.len() - at) as u64;
            let block = (shape.count - used).saturating_mul(turns);
            if rest < block {
                let shape = &self.shapes[at + (rest % turns) as usize];
                let number = shape.order.apply(used + rest / turns);
                return shape.node.decode(&mut Digits::of(number), out);
            }
            rest -= block;
            used = shape.count;
        }
    }
}

/// For each length up to a longest one the node with most texts, all of that length and each with
/// one derivation.
fn by_length(node: &Node, longest: usize) -> BTreeMap<usize, Node> {
    let single = |length: usize, node: &Node| {
        let fits = (length <= longest).then(|| (length, node.clone()));
        fits.into_iter().collect()
    };
    match node {
        Node::Literal(text) => single(text.chars().count(), node),
        Node::Class(..) => single(1, node),
        Node::Concat(nodes) => nodes
            .iter()
            .fold(nothing(), |so_far, node| joined(&so_far, &by_length(node, longest), longest)),
        Node::Repeat(node, min, max) => repeated(node, *min, *max, longest),
        Node::Choice(nodes) => {
            let mut lengths: BTreeMap<usize, Vec<Node>> = BTreeMap::new();
            for node in nodes {
                for (length, shape) in by_length(node, longest) {
                    let kept = lengths.entry(length).or_default();
                    if kept.iter().all(|other| are_apart(other, &shape)) {
                        kept.push(shape);
                    }
                }
            }
            let chosen = lengths.into_iter().filter_map(|(length, mut nodes)| {
                let node = if nodes.len() > 1 { Node::Choice(nodes) } else { nodes.pop()? };
                Some((length, node))
            });
            chosen.collect()
        }
    }
}

fn nothing() -> BTreeMap<usize, Node> {
    BTreeMap::from([(0, Node::Concat(Vec::new()))])
}

fn joined(
    left: &BTreeMap<usize, Node>,
    right: &BTreeMap<usize, Node>,
    longest: usize,
) -> BTreeMap<usize, Node> {
    let mut all: BTreeMap<usize, Node> = BTreeMap::new();
    for (a, first) in left {
        for (b, second) in right.range(..=longest.saturating_sub(*a)) {
            let mut nodes = match first {
                Node::Concat(nodes) => nodes.clone(),
                node => vec![node.clone()],
            };
            nodes.push(second.clone());
            keep_larger(&mut all, a + b, Node::Concat(nodes));
        }
    }
    all
}

fn repeated(node: &Node, min: u32, max: u32, longest: usize) -> BTreeMap<usize, Node> {
    let mut all = BTreeMap::new();
    let each = by_length(node, longest);
    if let (1, Some((&length, only))) = (each.len(), each.first_key_value()) {
        let most = longest.checked_div(length).map_or(min, |most| max.min(most as u32));
        for times in min..=most {
            let node = Node::Repeat(Box::new(only.clone()), times, times);
            keep_larger(&mut all, length * times as usize, node);
        }
        all.retain(|length, _| *length <= longest);
        return all;
    }
    let mut so_far = nothing();
    for times in 0..=max.min(longest as u32) {
        if times > 0 {
            so_far = joined(&so_far, &each, longest);
        }
        if times >= min {
            for (length, node) in &so_far {
                keep_larger(&mut all, *length, node.clone());
            }
        }
        if so_far.is_empty() {
            break;
        }
    }
    all
}

fn keep_larger(all: &mut BTreeMap<usize, Node>, length: usize, node: Node) {
    if all.get(&length).is_none_or(|known| known.count() < node.count()) {
        all.insert(length, node);
    }
}

/// Whether texts of two nodes of one length differ for certain: in some place they have no
/// character in common.
fn are_apart(a: &Node, b: &Node) -> bool {
    let (a, b) = (places(a), places(b));
    a.iter().zip(&b).any(|(a, b)| {
        !a.iter().any(|&(low, high)| b.iter().any(|&(from, to)| low <= to && from <= high))
    })
}

/// For each place of a node's texts the ranges of characters that can be there.
fn places(node: &Node) -> Vec<Vec<(u32, u32)>> {
    match node {
        Node::Literal(text) => text.chars().map(|c| vec![(c as u32, c as u32)]).collect(),
        Node::Class(ranges, size) => {
            let ends = ranges.iter().skip(1).map(|(_, before)| *before).chain([*size]);
            let range = |(&(first, before), end): (&(char, u32), u32)| {
                (first as u32, first as u32 + (end - before) - 1)
            };
            vec![ranges.iter().zip(ends).map(range).collect()]
        }
        Node::Repeat(node, times, _) => {
            let each = places(node);
            (0..*times).flat_map(|_| each.clone()).collect()
        }
        Node::Concat(nodes) => nodes.iter().flat_map(places).collect(),
        Node::Choice(nodes) => {
            let mut all: Vec<Vec<(u32, u32)>> = Vec::new();
            for node in nodes {
                for (at, ranges) in places(node).into_iter().enumerate() {
                    if at == all.len() {
                        all.push(Vec::new());
                    }
                    all[at].extend(ranges);
                }
            }
            all
        }
    }
}
