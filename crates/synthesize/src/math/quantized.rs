//! Products of matrices of small whole numbers: half the bits of those of [`super::multiply`], so
//! twice as many in a vector, and sums that are exact, so the same on every processor.
//!
//! Weights keep 11 bits and a sign, the numbers of a row 12 bits: shares of the greatest of their
//! column or row. Two terms lie in a word, as the instructions want them (`pmaddwd`, `vpdpwssd`).

use std::{f64::consts::PI, sync::LazyLock};

use bytemuck::{Pod, Zeroable, cast_slice, cast_slice_mut};
use seedbed_dataset::seed::Stream;

use super::{
    special::normal_quantile,
    vector::{ROUND, fast, greater},
};

/// The greatest weight, as a whole number.
const MOST_WEIGHT: f32 = 2047.0;
/// The greatest number of a row, as a whole number.
const MOST: f32 = 4095.0;
/// Terms that a sum of 32 bits holds: 256 · 2047 · 4095 < 2³¹.
const MOST_TERMS: usize = 256;

/// Normal numbers that there are.
const NORMALS: usize = 8192;
const THOUSAND: f32 = 1000.0;

/// Of each part of the normal distribution, all equally frequent, the root of the mean square, so
/// that the variance is kept, in thousandths.
static NORMAL: LazyLock<[i16; NORMALS]> = LazyLock::new(|| {
    let share = 1.0 / NORMALS as f64;
    // Its differences are the integral of x² φ(x), less that of φ(x).
    let term = |x: f64| {
        if x.is_infinite() { 0.0 } else { -x * libm::exp(-0.5 * x * x) / libm::sqrt(2.0 * PI) }
    };
    let size = |n: usize| {
        let bound = |n: usize| term(normal_quantile(0.5 + n as f64 * share));
        let square = 1.0 + (bound(n + 1) - bound(n)) / share;
        libm::round(f64::from(THOUSAND) * libm::sqrt(square)) as i16
    };
    let half: Vec<i16> = (0..NORMALS / 2).map(size).collect();
    std::array::from_fn(|n| if n < half.len() { half[n] } else { -half[n - half.len()] })
});

/// Rows that are multiplied together.
pub(crate) const STRIP: usize = 64;
/// Numbers of a row's block.
pub(crate) const WIDTH: usize = 128;
/// Pairs of terms of a block.
const BLOCK: usize = WIDTH / 2;
/// Vectors of a tile's row.
const VECTORS: usize = 2;

/// Pairs of numbers of a strip's rows.
type Pairs = [[i32; BLOCK]; STRIP];

/// A strip of rows of numbers.
#[derive(Debug, Clone)]
pub(crate) struct Strip {
    /// So many terms after the other.
    blocks: Vec<Pairs>,
    /// What a row's numbers count in.
    units: [f32; STRIP],
}

/// A matrix of weights.
#[derive(Debug, Clone)]
pub(crate) struct Weights {
    set: Set,
    columns: usize,
    blocks: usize,
    /// Panels of as many columns as a tile has, pair by pair.
    panels: Vec<i32>,
    /// What a column's numbers count in.
    units: Vec<f32>,
}

impl Default for Strip {
    fn default() -> Self {
        Self { blocks: Vec::new(), units: [0.0; STRIP] }
    }
}

impl Strip {
    /// Fills with [`WIDTH`] standard normal numbers a row; `first` is the first row's number. They
    /// are whole thousandths, of 8,192 sizes that are equally frequent.
    pub(crate) fn fill_normal(&mut self, stream: Stream, first: u64) {
        self.units = [1.0 / THOUSAND; STRIP];
        self.blocks.resize(1, Pairs::zeroed());
        let normal = &*NORMAL;
        fast!({
            let numbers = cast_slice_mut::<i32, i16>(self.blocks[0].as_flattened_mut());
            let words = first * WIDTH as u64 / 4..;
            for (four, word) in numbers.as_chunks_mut::<4>().0.iter_mut().zip(words) {
                let bits = stream.at(word);
                for (part, number) in four.iter_mut().enumerate() {
                    *number = normal[(bits >> (16 * part)) as usize % NORMALS];
                }
            }
        });
    }

    /// Rounds a strip's rows of numbers. Negative ones count as zero (ReLU).
    pub(crate) fn rectify(&mut self, numbers: &[f32], width: usize) {
        self.blocks.resize(width.div_ceil(WIDTH), Pairs::zeroed());
        fast!({
            for (place, (row, unit)) in numbers.chunks_exact(width).zip(&mut self.units).enumerate()
            {
                let most = greatest(row);
                let scale = if most > 0.0 { MOST / most } else { 0.0 };
                *unit = most / MOST;
                for (row, pairs) in row.chunks(WIDTH).zip(&mut self.blocks) {
                    let into = cast_slice_mut::<i32, i16>(&mut pairs[place]);
                    for (into, number) in into.iter_mut().zip(row) {
                        *into = (greater(*number, 0.0) * scale + ROUND).to_bits() as i16;
                    }
                }
            }
        });
    }
}

/// The greatest of numbers, or zero where none is positive, in strides that vectorize.
#[inline(always)]
fn greatest(row: &[f32]) -> f32 {
    let (strides, rest) = row.as_chunks::<16>();
    let mut most = [0.0_f32; 16];
    for stride in strides {
        most.iter_mut().zip(stride).for_each(|(most, number)| *most = greater(*number, *most));
    }
    rest.iter().chain(&most).copied().fold(0.0, greater)
}

impl Weights {
    /// Rounds weights: rows of so many columns.
    pub(crate) fn new(weights: &[f32], columns: usize) -> Self {
        Self::with(Set::best(), weights, columns)
    }

    fn with(set: Set, weights: &[f32], columns: usize) -> Self {
        let rows = weights.len() / columns.max(1);
        assert!(rows <= MOST_TERMS, "{rows} terms don't fit into a sum");
        let mut most = vec![0.0_f32; columns];
        for row in weights.chunks_exact(columns.max(1)) {
            most.iter_mut().zip(row).for_each(|(most, weight)| *most = most.max(weight.abs()));
        }
        let (blocks, width) = (rows.div_ceil(WIDTH).max(1), set.width());
        let whole = |row: usize, column: usize| match most.get(column) {
            Some(most) if row < rows && *most > 0.0 => {
                libm::roundf(weights[row * columns + column] / most * MOST_WEIGHT) as i16
            }
            _ => 0,
        };
        let mut panels = Vec::with_capacity(columns.next_multiple_of(width) * blocks * BLOCK);
        for first in (0..columns).step_by(width) {
            for pair in 0..blocks * BLOCK {
                let both = |column| [whole(2 * pair, column), whole(2 * pair + 1, column)];
                panels.extend((first..first + width).map(|c| bytemuck::cast::<_, i32>(both(c))));
            }
        }
        let units = most.iter().map(|most| most / MOST_WEIGHT).collect();
        Self { set, columns, blocks, panels, units }
    }

    /// The product of a strip with the weights, row by row, added to what is there or, where there
    /// is one, to the bias.
    pub(crate) fn product(&self, strip: &Strip, bias: Option<&[f32]>, into: &mut [f32]) {
        match self.set {
            #[cfg(target_arch = "x86_64")]
            Set::Newest(set) => {
                let simd = x86::Wide { whole: set.avx512f, pairs: set.avx512bw };
                set.vectorize(
                    #[inline(always)]
                    || self.tiles::<_, 8>(simd, strip, bias, into),
                );
            }
            #[cfg(target_arch = "x86_64")]
            Set::Usual(set) => {
                let simd = x86::Narrow(set.avx2);
                set.vectorize(
                    #[inline(always)]
                    || self.tiles::<_, 4>(simd, strip, bias, into),
                );
            }
            Set::Any => self.tiles::<_, 2>(Plain, strip, bias, into),
        }
    }

    #[inline(always)]
    fn tiles<D: Dot, const ROWS: usize>(
        &self,
        simd: D,
        strip: &Strip,
        bias: Option<&[f32]>,
        into: &mut [f32],
    ) {
        let width = self.set.width();
        let panels = self.panels.chunks_exact(self.blocks * BLOCK * width);
        for (panel, start) in panels.zip((0..self.columns).step_by(width)) {
            let (terms, _) = cast_slice::<i32, D::Vector>(panel).as_chunks::<VECTORS>();
            let (terms, _) = terms.as_chunks::<BLOCK>();
            let units = &self.units[start..self.columns.min(start + width)];
            let (row_units, _) = strip.units.as_chunks::<ROWS>();
            for (tile, row_units) in row_units.iter().enumerate() {
                let mut sums = [[D::Vector::zeroed(); VECTORS]; ROWS];
                for (left, right) in strip.blocks.iter().zip(terms) {
                    add_tile(simd, &left.as_chunks::<ROWS>().0[tile], right, &mut sums);
                }
                let into = into[tile * ROWS * self.columns..].chunks_exact_mut(self.columns);
                for ((sums, row_unit), into) in sums.iter().zip(row_units).zip(into) {
                    let (into, sums) = (&mut into[start..], cast_slice::<D::Vector, i32>(sums));
                    let products = sums.iter().zip(units);
                    let products = products.map(|(sum, unit)| *sum as f32 * (row_unit * unit));
                    let places = into.iter_mut().zip(products);
                    match bias.map(|bias| &bias[start..]) {
                        Some(bias) => places.zip(bias).for_each(|((to, n), bias)| *to = bias + n),
                        None => places.for_each(|(to, product)| *to += product),
                    }
                }
            }
        }
    }
}

/// Adds the products of some rows with a block of a panel's terms.
#[inline(always)]
fn add_tile<D: Dot, const ROWS: usize>(
    simd: D,
    left: &[[i32; BLOCK]; ROWS],
    right: &[[D::Vector; VECTORS]; BLOCK],
    sums: &mut [[D::Vector; VECTORS]; ROWS],
) {
    let mut kept = *sums;
    for (term, right) in right.iter().enumerate() {
        for (kept, row) in kept.iter_mut().zip(left) {
            for (kept, right) in kept.iter_mut().zip(right) {
                *kept = simd.dot(*kept, row[term], *right);
            }
        }
    }
    *sums = kept;
}

/// Instructions on vectors of words that hold two numbers each.
trait Dot: Copy {
    type Vector: Pod;

    /// Adds the products of a pair with all pairs of a vector to their sums.
    fn dot(self, sums: Self::Vector, left: i32, right: Self::Vector) -> Self::Vector;
}

/// Instructions that products are made by.
#[derive(Debug, Clone, Copy)]
enum Set {
    #[cfg(target_arch = "x86_64")]
    Newest(x86::Newest),
    #[cfg(target_arch = "x86_64")]
    Usual(x86::Usual),
    Any,
}

impl Set {
    fn best() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            let newest = x86::Newest::try_new().map(Self::Newest);
            let usual = || x86::Usual::try_new().map(Self::Usual);
            if let Some(set) = newest.or_else(usual) {
                return set;
            }
        }
        Self::Any
    }

    /// Columns of a tile.
    fn width(self) -> usize {
        VECTORS
            * match self {
                #[cfg(target_arch = "x86_64")]
                Self::Newest(_) => 16,
                #[cfg(target_arch = "x86_64")]
                Self::Usual(_) => 8,
                Self::Any => Plain::LANES,
            }
    }
}

#[derive(Clone, Copy)]
struct Plain;

impl Plain {
    const LANES: usize = 8;
}

impl Dot for Plain {
    type Vector = [i32; Self::LANES];

    #[inline(always)]
    fn dot(self, sums: Self::Vector, left: i32, right: Self::Vector) -> Self::Vector {
        let halves = |word: i32| bytemuck::cast::<i32, [i16; 2]>(word).map(i32::from);
        let [a, b] = halves(left);
        std::array::from_fn(|lane| {
            let [c, d] = halves(right[lane]);
            sums[lane].wrapping_add(a * c + b * d)
        })
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use pulp::{
        cast,
        core_arch::x86::{Avx2, Avx512bw, Avx512f},
        i32x8, i32x16, simd_type,
    };

    use super::Dot;

    simd_type! {
        /// Products of pairs with sums in one instruction.
        pub(super) struct Newest {
            pub avx512f: "avx512f",
            pub avx512bw: "avx512bw",
            pub avx512vl: "avx512vl",
            pub avx512dq: "avx512dq",
            pub avx512vnni: "avx512vnni",
        }

        pub(super) struct Usual {
            pub avx2: "avx2",
        }
    }

    #[derive(Clone, Copy)]
    pub(super) struct Wide {
        pub whole: Avx512f,
        pub pairs: Avx512bw,
    }

    impl Dot for Wide {
        type Vector = i32x16;

        #[inline(always)]
        fn dot(self, sums: i32x16, left: i32, right: i32x16) -> i32x16 {
            let products =
                self.pairs._mm512_madd_epi16(self.whole._mm512_set1_epi32(left), cast(right));
            cast(self.whole._mm512_add_epi32(cast(sums), products))
        }
    }

    #[derive(Clone, Copy)]
    pub(super) struct Narrow(pub Avx2);

    impl Dot for Narrow {
        type Vector = i32x8;

        #[inline(always)]
        fn dot(self, sums: i32x8, left: i32, right: i32x8) -> i32x8 {
            let products = self.0._mm256_madd_epi16(cast([left; 8]), cast(right));
            cast(self.0._mm256_add_epi32(cast(sums), products))
        }
    }
}

#[cfg(test)]
mod tests {
    use seedbed_dataset::seed::Stream;

    use super::*;
    use crate::math::special::normal_cdf;

    fn sets() -> Vec<Set> {
        let any = Some(Set::Any);
        #[cfg(target_arch = "x86_64")]
        let all = {
            let usual = x86::Usual::try_new().map(Set::Usual);
            [any, usual, x86::Newest::try_new().map(Set::Newest)]
        };
        #[cfg(not(target_arch = "x86_64"))]
        let all = [any];
        all.into_iter().flatten().collect()
    }

    #[test]
    fn whole_normal_numbers_are_distributed_like_all() {
        let mut numbers = Vec::new();
        for first in (0..4096).step_by(STRIP) {
            let mut strip = Strip::default();
            strip.fill_normal(Stream::root(5), first as u64);
            let whole = cast_slice::<i32, i16>(strip.blocks[0].as_flattened());
            let unit = f64::from(strip.units[0]);
            numbers.extend(whole.iter().map(|number| f64::from(*number) * unit));
        }
        let mean = |power: i32| {
            numbers.iter().map(|number| number.powi(power)).sum::<f64>() / numbers.len() as f64
        };
        for (power, exact, within) in
            [(1, 0.0, 0.01), (2, 1.0, 0.01), (3, 0.0, 0.02), (4, 3.0, 0.05)]
        {
            let found = mean(power);
            assert!((found - exact).abs() < within, "{found} for {exact}");
        }
        for bound in [-2.0, -0.5, 0.25, 1.0, 3.0] {
            let below = numbers.iter().filter(|number| **number < bound).count();
            let share = below as f64 / numbers.len() as f64;
            assert!((share - normal_cdf(bound)).abs() < 0.003, "{share} below {bound}");
        }
    }

    fn numbers(name: &str, count: usize) -> Vec<f32> {
        let stream = Stream::root(1).named(name);
        (0..count as u64).map(|n| stream.unit(n) as f32).collect()
    }

    #[test]
    fn every_set_of_instructions_gives_the_same_bits_close_to_the_product() {
        for (columns, depth) in [(1, 1), (45, 7), (157, 256), (100, 128)] {
            let left = numbers("left", STRIP * depth);
            let weights: Vec<f32> =
                numbers("weights", depth * columns).iter().map(|unit| unit - 0.5).collect();
            let mut strip = Strip::default();
            strip.rectify(&left, depth);
            let products = sets().into_iter().map(|set| {
                let mut into = vec![1.0; STRIP * columns];
                Weights::with(set, &weights, columns).product(&strip, None, &mut into);
                into
            });
            let products: Vec<Vec<f32>> = products.collect();
            assert!(products.windows(2).all(|pair| pair[0] == pair[1]));
            for (place, found) in products[0].iter().enumerate() {
                let (row, column) = (place / columns, place % columns);
                let term = |k: usize| left[row * depth + k] * weights[k * columns + column];
                let exact = 1.0 + (0..depth).map(term).sum::<f32>();
                let bound = 3e-4 * (depth as f32).sqrt();
                assert!((found - exact).abs() < bound, "{found} for {exact}");
            }
        }
    }

    #[test]
    fn the_greatest_sums_fit() {
        let weights = vec![-1.0; MOST_TERMS];
        let mut strip = Strip::default();
        strip.rectify(&vec![1.0; STRIP * MOST_TERMS], MOST_TERMS);
        for set in sets() {
            let mut into = [0.0; STRIP];
            Weights::with(set, &weights, 1).product(&strip, None, &mut into);
            assert!((into[0] + MOST_TERMS as f32).abs() < 1e-3, "{}", into[0]);
        }
    }
}
