//! Attention of grouped heads over cached keys and values (Ainslie et al. 2023, "GQA").

use pulp::NullaryFnOnce;
use rayon::prelude::*;

use super::{
    Instructions,
    vector::{add_scaled, dot, exp},
};

/// How a layer's heads lie in a row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Heads {
    /// Heads of queries.
    pub queries: usize,
    /// Heads of keys and of values; each serves the same number of query heads.
    pub keys: usize,
    /// Numbers of a head.
    pub width: usize,
}

/// The keys and values of one layer, position by position.
#[derive(Debug, Clone, Default)]
pub(crate) struct KeysAndValues {
    keys: Vec<f32>,
    values: Vec<f32>,
}

impl KeysAndValues {
    /// Adds whole positions.
    pub(crate) fn push(&mut self, keys: &[f32], values: &[f32]) {
        self.keys.extend_from_slice(keys);
        self.values.extend_from_slice(values);
    }

    /// Forgets all positions from `positions` on, of `width` numbers each.
    pub(crate) fn truncate(&mut self, positions: usize, width: usize) {
        self.keys.truncate(positions * width);
        self.values.truncate(positions * width);
    }
}

/// One layer's attention.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attention {
    /// The heads.
    pub heads: Heads,
    /// What scores are multiplied by.
    pub scale: f32,
    /// How many positions back is looked, itself included; all when absent.
    pub window: Option<usize>,
}

impl Attention {
    /// For each row of `queries`, whose first is at position `first`, what its heads read from the
    /// cache, which already holds the rows' own keys and values.
    pub(crate) fn read(
        &self,
        queries: &[f32],
        first: usize,
        cache: &KeysAndValues,
        instructions: Instructions,
    ) -> Vec<f32> {
        let Heads { queries: heads, width, .. } = self.heads;
        let mut outputs = vec![0.0; queries.len()];
        let work = outputs.par_chunks_mut(width).zip(queries.par_chunks(width)).enumerate();
        work.with_min_len(self.least_heads(first)).for_each(|(index, (output, query))| {
            let (row, head) = (index / heads, index % heads);
            let reading =
                Reading { attention: self, query, head, position: first + row, cache, output };
            instructions.run(reading);
        });
        outputs
    }

    /// Heads that one task takes: so many that it is worth handing over.
    fn least_heads(&self, positions: usize) -> usize {
        const LEAST: usize = 1 << 15;
        LEAST.div_ceil((positions + 1) * self.heads.width)
    }
}

/// One head at one position.
struct Reading<'a> {
    attention: &'a Attention,
    query: &'a [f32],
    head: usize,
    position: usize,
    cache: &'a KeysAndValues,
    output: &'a mut [f32],
}

impl NullaryFnOnce for Reading<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Heads { queries, keys, width } = self.attention.heads;
        let offset = self.head / (queries / keys) * width;
        let end = self.position + 1;
        let start = self.attention.window.map_or(0, |window| end.saturating_sub(window));
        let stride = keys * width;
        let at = |position: usize| position * stride + offset;
        let scores = (start..end).map(|position| {
            let start = at(position);
            dot(self.query, &self.cache.keys[start..start + width]) * self.attention.scale
        });
        let mut scores: Vec<f32> = scores.collect();
        let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        for score in &mut scores {
            *score = exp(*score - highest);
        }
        let inverse = 1.0 / scores.iter().sum::<f32>();
        for (score, position) in scores.iter().zip(start..end) {
            let start = at(position);
            add_scaled(self.output, score * inverse, &self.cache.values[start..start + width]);
        }
    }
}
