//! Owner links: which child belongs to which parent, computed and not remembered.
//!
//! The children of a table lie contiguously by parent. Parents are taken in blocks; a block's
//! total is the exact share of its parents, so where a block begins follows from arithmetic, and
//! only inside a block are the numbers of children worked out, from weights that are hashes of
//! the parent. Any child finds its parent, and any parent its children, in constant memory.

use std::ops::Range;

use seedbed_dataset::seed::Stream;

use crate::{
    distribution::{Alias, normal_quantile, poisson_quantile},
    plan::{FanOut, FanOutShape},
};

/// Parents per block: small enough that one random access is cheap, large enough that a block
/// has room for a heavy tail (its heaviest parent can take the children of all).
const BLOCK: u64 = 256;

/// The assignment of `children` rows to `parents` rows.
#[derive(Debug, Clone)]
pub(crate) struct OwnerMap {
    parents: u64,
    children: u64,
    min: u64,
    max: u64,
    shape: Shape,
    stream: Stream,
}

#[derive(Debug, Clone)]
enum Shape {
    Even,
    Poisson,
    LogNormal { sigma: f64 },
    Pareto { inverse_exponent: f64 },
    Counts(Alias),
}

/// The children of the parents of one block: `starts[k]..starts[k + 1]` belong to parent
/// `first + k`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Block {
    first: u64,
    starts: Vec<u64>,
}

impl OwnerMap {
    /// Spreads `children` over `parents` (at least one unless there are no children) with `min`
    /// and `max` children per parent where that is feasible; the caller has checked that.
    pub(crate) fn new(
        parents: u64,
        children: u64,
        fan_out: &FanOut,
        stream: Stream,
    ) -> Result<Self, String> {
        let shape = match &fan_out.shape {
            FanOutShape::Even => Shape::Even,
            FanOutShape::Uniform => Shape::Poisson,
            FanOutShape::LogNormal { sigma } if *sigma > 0.0 && sigma.is_finite() => {
                Shape::LogNormal { sigma: *sigma }
            }
            FanOutShape::Zipf { exponent } if *exponent > 0.0 && exponent.is_finite() => {
                Shape::Pareto { inverse_exponent: 1.0 / exponent }
            }
            FanOutShape::Histogram { weights } => {
                Shape::Counts(Alias::new(weights.len(), Some(weights))?)
            }
            _ => return Err("the parameter of a fan-out must be above 0".into()),
        };
        let min = fan_out.min.unwrap_or(0).min(children.checked_div(parents).unwrap_or(0));
        let max = fan_out.max.unwrap_or(u64::MAX).max(children.div_ceil(parents.max(1)));
        Ok(Self { parents, children, min, max, shape, stream })
    }

    /// The first child of the parents from `parent` on, before counts are worked out: exact at
    /// block boundaries.
    fn boundary(&self, parent: u64) -> u64 {
        (u128::from(self.children) * u128::from(parent) / u128::from(self.parents)) as u64
    }

    fn block_of_child(&self, child: u64) -> u64 {
        let guess =
            (u128::from(child) * u128::from(self.parents) / u128::from(self.children)) as u64;
        let mut block = guess / BLOCK;
        while self.boundary(((block + 1) * BLOCK).min(self.parents)) <= child {
            block += 1;
        }
        block
    }

    /// Works out the block of `parent` into `block`, unless it is there already.
    fn load(&self, number: u64, block: &mut Block) {
        let first = number * BLOCK;
        if block.first == first && !block.starts.is_empty() {
            return;
        }
        let last = (first + BLOCK).min(self.parents);
        block.first = first;
        block.starts.clear();
        let (begin, end) = (self.boundary(first), self.boundary(last));
        block.starts.push(begin);
        let mut at = begin;
        for count in self.counts(first, last, end - begin) {
            at += count;
            block.starts.push(at);
        }
        debug_assert_eq!(at, end, "a block's counts add up to its total");
    }

    /// How many of `total` children each parent of `first..last` has.
    fn counts(&self, first: u64, last: u64, total: u64) -> Vec<u64> {
        let len = last - first;
        let free = total - self.min * len;
        let weights: Vec<f64> = (first..last).map(|parent| self.weight(parent)).collect();
        let sum: f64 = weights.iter().sum();
        let even = sum <= 0.0;
        let (mut cumulative, mut given) = (0.0, 0_u64);
        let mut counts: Vec<u64> = weights
            .iter()
            .enumerate()
            .map(|(at, weight)| {
                cumulative += if even { 1.0 / len as f64 } else { weight / sum };
                let upto = if at as u64 + 1 == len {
                    free
                } else {
                    ((free as f64 * cumulative) as u64).clamp(given, free)
                };
                let count = upto - given;
                given = upto;
                self.min + count
            })
            .collect();
        self.cap(&mut counts);
        counts
    }

    /// Moves what exceeds the maximum to parents that have room, from the first on.
    fn cap(&self, counts: &mut [u64]) {
        let mut excess = 0;
        for count in counts.iter_mut() {
            excess += count.saturating_sub(self.max);
            *count = (*count).min(self.max);
        }
        let mut level = self.min;
        while excess > 0 && level < self.max {
            for count in counts.iter_mut().filter(|count| **count <= level) {
                if excess == 0 {
                    break;
                }
                *count += 1;
                excess -= 1;
            }
            level += 1;
        }
    }

    fn weight(&self, parent: u64) -> f64 {
        match &self.shape {
            Shape::Even => 1.0,
            Shape::Poisson => {
                let mean = self.children as f64 / self.parents as f64;
                poisson_quantile(self.stream.unit(parent), mean.clamp(0.05, 1e6))
            }
            Shape::LogNormal { sigma } => {
                libm::exp(sigma * normal_quantile(self.stream.unit(parent)))
            }
            Shape::Pareto { inverse_exponent } => {
                libm::pow(self.stream.unit(parent), -inverse_exponent).min(1e6)
            }
            Shape::Counts(alias) => alias.pick(self.stream.at(parent)) as f64,
        }
    }

    /// How many children the parents have together.
    pub(crate) fn child_count(&self) -> u64 {
        self.children
    }

    /// The parent of `child`, and the child's position among its siblings.
    pub(crate) fn locate(&self, child: u64, block: &mut Block) -> (u64, u64) {
        debug_assert!(child < self.children, "child beyond the table");
        if block.starts.is_empty()
            || child < block.starts[0]
            || child >= block.starts[block.starts.len() - 1]
        {
            self.load(self.block_of_child(child), block);
        }
        let at = block.starts.partition_point(|&start| start <= child) - 1;
        (block.first + at as u64, child - block.starts[at])
    }

    /// The children of `parent`.
    pub(crate) fn children(&self, parent: u64, block: &mut Block) -> Range<u64> {
        if self.children == 0 {
            return 0..0;
        }
        self.load(parent / BLOCK, block);
        let at = (parent % BLOCK) as usize;
        block.starts[at]..block.starts[at + 1]
    }

    /// Appends parent and position of consecutive children.
    pub(crate) fn locate_run(
        &self,
        children: Range<u64>,
        parents: &mut Vec<u64>,
        ordinals: &mut Vec<u64>,
    ) {
        let mut block = Block::default();
        let mut child = children.start;
        while child < children.end {
            let (parent, ordinal) = self.locate(child, &mut block);
            let at = (parent - block.first) as usize;
            let end = block.starts[at + 1].min(children.end);
            for offset in 0..end - child {
                parents.push(parent);
                ordinals.push(ordinal + offset);
            }
            child = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shapes() -> Vec<FanOutShape> {
        vec![
            FanOutShape::Even,
            FanOutShape::Uniform,
            FanOutShape::LogNormal { sigma: 1.0 },
            FanOutShape::Zipf { exponent: 1.1 },
            FanOutShape::Histogram { weights: vec![0.5, 0.2, 0.3] },
        ]
    }

    fn all_counts(map: &OwnerMap) -> Vec<u64> {
        let mut block = Block::default();
        (0..map.parents)
            .map(|parent| {
                let range = map.children(parent, &mut block);
                range.end - range.start
            })
            .collect()
    }

    #[test]
    fn every_child_has_one_parent_and_totals_are_exact() {
        for shape in shapes() {
            for (parents, children) in [(1, 7), (10, 3), (1_000, 5_000), (300, 100_000), (5, 0)] {
                let fan_out = FanOut { shape: shape.clone(), ..FanOut::default() };
                let map = OwnerMap::new(parents, children, &fan_out, Stream::root(1)).unwrap();
                assert_eq!(all_counts(&map).iter().sum::<u64>(), children, "{shape:?}");
                let mut block = Block::default();
                let mut children_block = Block::default();
                for child in (0..children).rev() {
                    let (parent, ordinal) = map.locate(child, &mut block);
                    let range = map.children(parent, &mut children_block);
                    assert_eq!(range.start + ordinal, child);
                }
            }
        }
    }

    #[test]
    fn runs_agree_with_single_lookups() {
        let fan_out = FanOut { shape: FanOutShape::LogNormal { sigma: 1.2 }, ..FanOut::default() };
        let map = OwnerMap::new(2_000, 9_000, &fan_out, Stream::root(4)).unwrap();
        let (mut parents, mut ordinals) = (Vec::new(), Vec::new());
        map.locate_run(500..8_000, &mut parents, &mut ordinals);
        let mut block = Block::default();
        for (at, child) in (500..8_000).enumerate() {
            assert_eq!(map.locate(child, &mut block), (parents[at], ordinals[at]));
        }
    }

    #[test]
    fn minimum_and_maximum_are_kept() {
        for shape in shapes() {
            let fan_out = FanOut { shape, min: Some(2), max: Some(6) };
            let map = OwnerMap::new(1_000, 4_000, &fan_out, Stream::root(2)).unwrap();
            assert!(all_counts(&map).iter().all(|count| (2..=6).contains(count)));
        }
    }

    #[test]
    fn heavy_tails_and_childless_parents_occur() {
        let fan_out = FanOut { shape: FanOutShape::LogNormal { sigma: 1.5 }, ..FanOut::default() };
        let map = OwnerMap::new(10_000, 20_000, &fan_out, Stream::root(2)).unwrap();
        let counts = all_counts(&map);
        assert!(counts.iter().any(|&count| count > 20));
        assert!(counts.iter().filter(|&&count| count == 0).count() > 1_000);
    }
}
