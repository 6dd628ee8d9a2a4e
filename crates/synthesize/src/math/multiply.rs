//! Products of matrices, after Goto and van de Geijn, "Anatomy of High-Performance Matrix
//! Multiplication" (2008), in the best vector instructions at hand.
//!
//! Every entry is summed in one order, by fused multiply-adds in blocks of [`DEPTH`], whatever the
//! instructions and the threads: the same inputs give the same bits everywhere.

use std::cell::Cell;

use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

/// A matrix in rows, or the transpose of one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Factor<'a> {
    numbers: &'a [f32],
    /// Numbers from one stored row to the next.
    stride: usize,
    transposed: bool,
}

/// The matrix of these rows.
pub(crate) fn plain(numbers: &[f32], columns: usize) -> Factor<'_> {
    Factor { numbers, stride: columns, transposed: false }
}

/// The transpose of the matrix of these rows.
pub(crate) fn transposed(numbers: &[f32], columns: usize) -> Factor<'_> {
    Factor { numbers, stride: columns, transposed: true }
}

/// Terms that are summed before they are added to the result: a panel of the right factor stays
/// in the first cache.
const DEPTH: usize = 256;
/// Products of fewer operations stay on one thread.
const WORTH_THREADS: usize = 1 << 20;
/// Vectors of a tile's row.
const VECTORS: usize = 2;

thread_local! {
    /// Room for the packed factor, kept between calls: fresh memory costs page faults.
    static PACKED: Cell<Vec<f32>> = const { Cell::new(Vec::new()) };
}

/// `into (+)= left · right`, for a result of `rows` × `columns`, summed over `depth`.
pub(crate) fn multiply(
    into: &mut [f32],
    (rows, columns, depth): (usize, usize, usize),
    left: Factor<'_>,
    right: Factor<'_>,
    add: bool,
) {
    if !add {
        into.fill(0.0);
    }
    if rows > 0 && columns > 0 && depth > 0 {
        Arch::new().dispatch(Product { into, rows, columns, depth, left, right });
    }
}

struct Product<'a> {
    into: &'a mut [f32],
    rows: usize,
    columns: usize,
    depth: usize,
    left: Factor<'a>,
    right: Factor<'a>,
}

impl WithSimd for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        // As many rows as leave registers for the right factor and for what is broadcast.
        if S::REGISTER_COUNT >= 32 { self.run::<S, 10>(simd) } else { self.run::<S, 5>(simd) }
    }
}

impl Product<'_> {
    #[inline(always)]
    fn run<S: Simd, const ROWS: usize>(self, simd: S) {
        let width = VECTORS * S::F32_LANES;
        let Self { into, rows, columns, depth, left, right } = self;
        let threads = rayon::current_num_threads();
        let parallel = threads > 1 && rows * columns * depth >= WORTH_THREADS;
        let tiles = rows.div_ceil(ROWS);
        let share = if parallel { tiles.div_ceil(threads) } else { tiles } * ROWS;
        let mut packed = PACKED.take();
        for first in (0..depth).step_by(DEPTH) {
            let terms = DEPTH.min(depth - first);
            pack(&mut packed, right, first, terms, columns, width);
            let block = Block { left, first, terms, packed: &packed, columns };
            let some = |(place, into): (usize, &mut [f32])| {
                simd.vectorize(Rows::<ROWS> { block, into, first_row: place * share });
            };
            if parallel {
                into.par_chunks_mut(share * columns).enumerate().for_each(some);
            } else {
                some((0, into));
            }
        }
        PACKED.set(packed);
    }
}

/// Copies some terms of the right factor into panels of `width` columns, term by term.
#[inline(always)]
fn pack(
    packed: &mut Vec<f32>,
    right: Factor<'_>,
    first: usize,
    terms: usize,
    columns: usize,
    width: usize,
) {
    packed.clear();
    packed.resize(columns.div_ceil(width) * width * terms, 0.0);
    for (panel, start) in packed.chunks_exact_mut(width * terms).zip((0..columns).step_by(width)) {
        let count = width.min(columns - start);
        if right.transposed {
            for column in 0..count {
                let from = &right.numbers[(start + column) * right.stride + first..][..terms];
                for (term, number) in from.iter().enumerate() {
                    panel[term * width + column] = *number;
                }
            }
        } else {
            for (term, into) in panel.chunks_exact_mut(width).enumerate() {
                let from = &right.numbers[(first + term) * right.stride + start..][..count];
                into[..count].copy_from_slice(from);
            }
        }
    }
}

/// The terms that are summed at a time.
#[derive(Clone, Copy)]
struct Block<'a> {
    left: Factor<'a>,
    first: usize,
    terms: usize,
    packed: &'a [f32],
    columns: usize,
}

/// Some rows of the result.
struct Rows<'a, const ROWS: usize> {
    block: Block<'a>,
    into: &'a mut [f32],
    first_row: usize,
}

impl<const ROWS: usize> WithSimd for Rows<'_, ROWS> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { block, into, first_row } = self;
        let width = VECTORS * S::F32_LANES;
        let Block { left, first, terms, packed, columns } = block;
        let mut edge = [[0.0; ROWS]; DEPTH];
        for (start, panel) in (0..columns).step_by(width).zip(packed.chunks_exact(width * terms)) {
            let tiles = into.chunks_mut(ROWS * columns);
            for (row, into) in (first_row..).step_by(ROWS).zip(tiles) {
                let count = into.len() / columns;
                let sums = if !left.transposed {
                    // Rows beyond the last are computed as the last, and not stored.
                    let rows: [&[f32]; ROWS] = std::array::from_fn(|i| {
                        let row = row + i.min(count - 1);
                        &left.numbers[row * left.stride + first..][..terms]
                    });
                    by_rows(simd, rows, panel)
                } else if count == ROWS {
                    by_terms(simd, &left.numbers[first * left.stride + row..], left.stride, panel)
                } else {
                    for (term, into) in edge[..terms].iter_mut().enumerate() {
                        let from = &left.numbers[(first + term) * left.stride + row..][..count];
                        into[..count].copy_from_slice(from);
                    }
                    by_terms(simd, edge.as_flattened(), ROWS, panel)
                };
                store(simd, &sums[..count], into, columns, start);
            }
        }
    }
}

type Tile<S, const ROWS: usize> = [[<S as Simd>::f32s; VECTORS]; ROWS];

/// A tile whose left factor's rows lie one after the other.
#[inline(always)]
fn by_rows<S: Simd, const ROWS: usize>(
    simd: S,
    rows: [&[f32]; ROWS],
    panel: &[f32],
) -> Tile<S, ROWS> {
    let (terms, _) = S::as_simd_f32s(panel).0.as_chunks::<VECTORS>();
    let rows = rows.map(|row| &row[..terms.len()]);
    let mut sums = [[simd.splat_f32s(0.0); VECTORS]; ROWS];
    for (term, right) in terms.iter().enumerate() {
        for (sums, row) in sums.iter_mut().zip(&rows) {
            let left = simd.splat_f32s(row[term]);
            sums[0] = simd.mul_add_f32s(left, right[0], sums[0]);
            sums[1] = simd.mul_add_f32s(left, right[1], sums[1]);
        }
    }
    sums
}

/// A tile whose left factor's terms lie one after the other.
#[inline(always)]
fn by_terms<S: Simd, const ROWS: usize>(
    simd: S,
    left: &[f32],
    stride: usize,
    panel: &[f32],
) -> Tile<S, ROWS> {
    let (terms, _) = S::as_simd_f32s(panel).0.as_chunks::<VECTORS>();
    let mut sums = [[simd.splat_f32s(0.0); VECTORS]; ROWS];
    for (term, right) in terms.iter().enumerate() {
        let left = &left[term * stride..][..ROWS];
        for (sums, left) in sums.iter_mut().zip(left) {
            let left = simd.splat_f32s(*left);
            sums[0] = simd.mul_add_f32s(left, right[0], sums[0]);
            sums[1] = simd.mul_add_f32s(left, right[1], sums[1]);
        }
    }
    sums
}

/// Adds a tile to the result's rows, from a column on.
#[inline(always)]
fn store<S: Simd>(
    simd: S,
    sums: &[[S::f32s; VECTORS]],
    into: &mut [f32],
    columns: usize,
    start: usize,
) {
    let width = VECTORS * S::F32_LANES;
    for (row, sums) in into.chunks_exact_mut(columns).zip(sums) {
        let row = &mut row[start..];
        if row.len() >= width {
            let (vectors, _) = S::as_mut_simd_f32s(&mut row[..width]);
            for (into, sum) in vectors.iter_mut().zip(sums) {
                *into = simd.add_f32s(*into, *sum);
            }
        } else {
            for (into, sum) in row.chunks_mut(S::F32_LANES).zip(sums) {
                let kept = simd.partial_load_f32s(into);
                simd.partial_store_f32s(into, simd.add_f32s(kept, *sum));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use seedbed_dataset::seed::Stream;

    use super::*;
    use crate::math::threads;

    fn matrix(name: &str, size: usize) -> Vec<f32> {
        let stream = Stream::root(1).named(name);
        (0..size as u64).map(|n| stream.unit(n) as f32 - 0.5).collect()
    }

    /// The same sums one by one, in the order that the module promises.
    fn reference((m, n, k): (usize, usize, usize), left: Factor, right: Factor) -> Vec<f32> {
        let at = |factor: Factor, row: usize, column: usize| {
            let (row, column) = if factor.transposed { (column, row) } else { (row, column) };
            factor.numbers[row * factor.stride + column]
        };
        let entry = |i: usize, j: usize| {
            (0..k).step_by(DEPTH).fold(0.0, |sum, first| {
                let block = (first..k.min(first + DEPTH))
                    .fold(0.0_f32, |sum, term| at(left, i, term).mul_add(at(right, term, j), sum));
                sum + block
            })
        };
        (0..m * n).map(|place| entry(place / n, place % n)).collect()
    }

    #[test]
    fn products_have_the_same_bits_as_their_definition() {
        for (m, n, k) in [(1, 1, 1), (10, 32, 7), (23, 45, 300), (50, 157, 600), (3, 100, 513)] {
            let (a, b) = (matrix("a", m * k), matrix("b", k * n));
            let mut into = vec![1.0; m * n];
            for left in [plain(&a, k), transposed(&a, m)] {
                for right in [plain(&b, n), transposed(&b, k)] {
                    multiply(&mut into, (m, n, k), left, right, false);
                    assert!(into == reference((m, n, k), left, right), "{m} {n} {k}");
                }
            }
        }
    }

    #[test]
    fn threads_change_no_bit_and_products_can_be_added() {
        let (rows, columns, depth) = (211, 130, 300);
        let (a, b) = (matrix("a", rows * depth), matrix("b", depth * columns));
        let shape = (rows, columns, depth);
        let run = |count| {
            let mut into = vec![0.5; rows * columns];
            threads::run(count, || {
                multiply(&mut into, shape, plain(&a, depth), plain(&b, columns), true);
            });
            into
        };
        assert!(run(1) == run(3));
        let mut product = vec![0.0; rows * columns];
        multiply(&mut product, shape, plain(&a, depth), plain(&b, columns), false);
        let apart = run(1).into_iter().zip(&product).map(|(sum, part)| (sum - part - 0.5).abs());
        assert!(apart.fold(0.0, f32::max) < 1e-4);
    }
}
