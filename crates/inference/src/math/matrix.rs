//! Matrices of weights in eight bits, and their product with activations.
//!
//! A block holds 32 columns of 16 rows: whole numbers of eight bits, and a scale per row, as in
//! `GGML`'s `Q8_0`. Rows lie interleaved, so that one register holds a sum per row and nothing is
//! added up across a register's lanes. Activations get 16 bits, so they lose next to nothing.

use pulp::NullaryFnOnce;
use rayon::prelude::*;

use super::isa::{Instructions, Isa, Plain};

/// Rows of a block.
pub(super) const ROWS: usize = 16;
/// Columns of a block.
const COLUMNS: usize = 32;
/// Weights of two columns.
pub(super) const PAIR: usize = 2 * ROWS;

/// 32 columns of 16 rows.
#[derive(Clone, Debug)]
#[repr(align(64))]
struct Block {
    /// `pairs[p][2r..][..2]` are the columns `2p` and `2p + 1` of row `r`.
    pairs: [[i8; PAIR]; COLUMNS / 2],
    scales: [f32; ROWS],
}

impl Block {
    const EMPTY: Self = Self { pairs: [[0; PAIR]; COLUMNS / 2], scales: [0.0; ROWS] };
}

/// 32 activations, as `scale` times whole numbers of 16 bits, two of them in an `i32`.
#[derive(Clone, Copy, Debug)]
struct Activations {
    pairs: [i32; COLUMNS / 2],
    scale: f32,
}

/// Rows of activations, made ready for products with any number of matrices.
#[derive(Debug)]
pub(crate) struct Inputs {
    blocks: Vec<Activations>,
    rows: usize,
}

impl Inputs {
    /// Takes over `rows` rows of equal length, a multiple of 32.
    pub(crate) fn new(values: &[f32], rows: usize, instructions: Instructions) -> Self {
        struct Quantize<'a>(&'a [f32]);
        impl NullaryFnOnce for Quantize<'_> {
            type Output = Vec<Activations>;

            #[inline(always)]
            fn call(self) -> Self::Output {
                self.0.as_chunks::<COLUMNS>().0.iter().map(quantize_activations).collect()
            }
        }
        Self { blocks: instructions.run(Quantize(values)), rows }
    }
}

#[inline(always)]
fn quantize_activations(values: &[f32; COLUMNS]) -> Activations {
    let largest = largest_of(values);
    let inverse = if largest > 0.0 { 32767.0 / largest } else { 0.0 };
    let mut pairs = [0; COLUMNS / 2];
    for (pair, two) in pairs.iter_mut().zip(values.as_chunks::<2>().0) {
        let [low, high] = two.map(|value| nearest(value * inverse));
        *pair = (low & 0xffff) | (high << 16);
    }
    Activations { pairs, scale: largest / 32767.0 }
}

/// The nearest whole number, of numbers below four millions, in operations that vectorize.
#[inline(always)]
fn nearest(value: f32) -> i32 {
    /// 1.5 · 2²³: adding it leaves the whole number in the lowest bits.
    const ROUND: f32 = 12_582_912.0;
    (value + ROUND).to_bits() as i32 - ROUND.to_bits() as i32
}

/// The largest absolute value.
#[inline(always)]
fn largest_of(values: &[f32; COLUMNS]) -> f32 {
    values.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()))
}

/// A matrix of weights.
#[derive(Debug)]
pub(crate) struct Matrix {
    rows: usize,
    columns: usize,
    blocks: Vec<Block>,
}

/// Rows on their way into a matrix.
#[derive(Debug)]
pub(crate) struct MatrixBuilder {
    matrix: Matrix,
    filled: usize,
}

impl MatrixBuilder {
    /// A matrix of zeros; `columns` is a multiple of [`Matrix::COLUMN_STEP`].
    pub(crate) fn new(rows: usize, columns: usize) -> Self {
        let blocks = rows.div_ceil(ROWS) * (columns / COLUMNS);
        let matrix = Matrix { rows, columns, blocks: vec![Block::EMPTY; blocks] };
        Self { matrix, filled: 0 }
    }

    /// Adds whole rows below those that were added before.
    pub(crate) fn push(&mut self, values: &[f32]) {
        let (first, columns) = (self.filled, self.matrix.columns);
        let count = values.len() / columns;
        self.filled += count;
        let tile_blocks = columns / COLUMNS;
        let first_tile = first / ROWS;
        let tiles = self.matrix.blocks[first_tile * tile_blocks..].par_chunks_mut(tile_blocks);
        let needed = self.filled.div_ceil(ROWS) - first_tile;
        tiles.take(needed).enumerate().for_each(|(tile, blocks)| {
            let tile_start = (first_tile + tile) * ROWS;
            for row in 0..ROWS {
                let Some(row_of_values) = (tile_start + row).checked_sub(first) else { continue };
                if row_of_values < count {
                    let start = row_of_values * columns;
                    quantize_row(&values[start..start + columns], blocks, row);
                }
            }
        });
    }

    /// The matrix, once all rows were added.
    pub(crate) fn build(self) -> Matrix {
        debug_assert_eq!(self.filled, self.matrix.rows);
        self.matrix
    }
}

fn quantize_row(values: &[f32], blocks: &mut [Block], row: usize) {
    for (block, values) in blocks.iter_mut().zip(values.as_chunks::<COLUMNS>().0) {
        let largest = largest_of(values);
        let inverse = if largest > 0.0 { 127.0 / largest } else { 0.0 };
        block.scales[row] = largest / 127.0;
        let weights = values.map(|value| nearest(value * inverse) as i8);
        for (pair, two) in block.pairs.iter_mut().zip(weights.as_chunks::<2>().0) {
            pair[2 * row..2 * row + 2].copy_from_slice(two);
        }
    }
}

impl Matrix {
    /// Columns come in multiples of this.
    pub(crate) const COLUMN_STEP: usize = COLUMNS;

    /// One row, as numbers.
    pub(crate) fn row(&self, row: usize) -> Vec<f32> {
        let tile_blocks = self.columns / COLUMNS;
        let tile = &self.blocks[row / ROWS * tile_blocks..][..tile_blocks];
        let row = row % ROWS;
        let weights = tile.iter().flat_map(|block| {
            let pairs = block.pairs.iter().flat_map(move |pair| [pair[2 * row], pair[2 * row + 1]]);
            pairs.map(move |weight| f32::from(weight) * block.scales[row])
        });
        weights.collect()
    }

    /// The product with each row of `inputs`: as many rows of [`Matrix::rows`] numbers.
    pub(crate) fn multiply(&self, inputs: &Inputs, instructions: Instructions) -> Vec<f32> {
        let tile_blocks = self.columns / COLUMNS;
        let tiles = self.rows.div_ceil(ROWS);
        debug_assert_eq!(inputs.blocks.len(), inputs.rows * tile_blocks);
        // By tiles first, so that threads write apart from each other.
        let mut by_tile = vec![0.0; tiles * ROWS * inputs.rows];
        let tiles_at_once = tiles_at_once(tiles, tile_blocks * inputs.rows);
        let parts = by_tile
            .par_chunks_mut(tiles_at_once * ROWS * inputs.rows)
            .zip(self.blocks.par_chunks(tiles_at_once * tile_blocks));
        parts.for_each(|(outputs, blocks)| {
            let part = Part { blocks, tile_blocks, inputs, outputs };
            match instructions {
                Instructions::Plain => Plain.vectorize(On(Plain, part)),
                #[cfg(target_arch = "x86_64")]
                Instructions::V3(isa) => Isa::vectorize(isa, On(isa, part)),
                #[cfg(target_arch = "x86_64")]
                Instructions::V4(isa) => Isa::vectorize(isa, On(isa, part)),
            }
        });
        if inputs.rows == 1 {
            by_tile.truncate(self.rows);
            return by_tile;
        }
        self.by_row(&by_tile, inputs.rows)
    }

    /// From tile, input, row to input, tile, row.
    fn by_row(&self, by_tile: &[f32], inputs: usize) -> Vec<f32> {
        let mut outputs = vec![0.0; inputs * self.rows];
        for (tile, values) in by_tile.chunks_exact(ROWS * inputs).enumerate() {
            let first = tile * ROWS;
            let rows = ROWS.min(self.rows - first);
            for (input, values) in values.chunks_exact(ROWS).enumerate() {
                let start = input * self.rows + first;
                outputs[start..start + rows].copy_from_slice(&values[..rows]);
            }
        }
        outputs
    }
}

/// How many tiles one task of a thread takes: a few tasks per thread, none so small that handing
/// it over costs more than doing it.
fn tiles_at_once(tiles: usize, blocks_per_tile: usize) -> usize {
    const LEAST_BLOCKS: usize = 512;
    let tasks = rayon::current_num_threads() * 4;
    tiles.div_ceil(tasks).max(LEAST_BLOCKS.div_ceil(blocks_per_tile.max(1))).clamp(1, tiles.max(1))
}

/// Some tiles, and where their products go: tile by tile, within each input by input.
struct Part<'a> {
    blocks: &'a [Block],
    tile_blocks: usize,
    inputs: &'a Inputs,
    outputs: &'a mut [f32],
}

/// A part, with the instructions that multiply it.
struct On<'a, I>(I, Part<'a>);

impl<I: Isa> NullaryFnOnce for On<'_, I> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let Self(isa, part) = self;
        let tiles = part.blocks.chunks_exact(part.tile_blocks);
        let outputs = part.outputs.chunks_exact_mut(ROWS * part.inputs.rows);
        for (tile, outputs) in tiles.zip(outputs) {
            multiply_tile(isa, tile, &part.inputs.blocks, outputs);
        }
    }
}

/// One tile with every input.
#[inline(always)]
fn multiply_tile<I: Isa>(isa: I, tile: &[Block], inputs: &[Activations], outputs: &mut [f32]) {
    /// Inputs that share the weights in a register.
    const SHARING: usize = 4;
    let length = tile.len();
    let mut inputs = inputs.chunks_exact(length);
    let mut outputs = outputs.chunks_exact_mut(ROWS);
    while inputs.len() >= SHARING {
        let some: [&[Activations]; SHARING] =
            std::array::from_fn(|_| inputs.next().expect("as many as were counted"));
        let mut into: [&mut [f32]; SHARING] =
            std::array::from_fn(|_| outputs.next().expect("an output per input"));
        multiply_some(isa, tile, some, &mut into);
    }
    for (input, output) in inputs.zip(outputs) {
        multiply_some(isa, tile, [input], &mut [output]);
    }
}

/// One tile with `N` inputs at once.
#[inline(always)]
fn multiply_some<I: Isa, const N: usize>(
    isa: I,
    tile: &[Block],
    inputs: [&[Activations]; N],
    outputs: &mut [&mut [f32]; N],
) {
    let inputs = inputs.map(|input| &input[..tile.len()]);
    for lane in (0..ROWS).step_by(I::LANES) {
        let mut floats = [isa.zeros(); N];
        for (index, block) in tile.iter().enumerate() {
            let mut sums = [isa.no_sums(); N];
            for (pair, weights) in block.pairs.iter().enumerate() {
                let weights = isa.weights(weights, lane);
                for input in 0..N {
                    let activations = inputs[input][index].pairs[pair];
                    sums[input] = isa.add_products(sums[input], weights, activations);
                }
            }
            for input in 0..N {
                let scale = inputs[input][index].scale;
                floats[input] =
                    isa.add_scaled(floats[input], sums[input], (&block.scales, lane), scale);
            }
        }
        for input in 0..N {
            isa.store(floats[input], &mut outputs[input][lane..lane + I::LANES]);
        }
    }
}
