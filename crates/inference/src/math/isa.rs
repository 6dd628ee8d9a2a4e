//! The vector instructions at hand, chosen when the program runs.
//!
//! Every set gives the same bits: sums of integers are exact, and floating-point operations happen
//! in one order, whatever the width of a register.

use bytemuck::cast;
use pulp::NullaryFnOnce;

use super::matrix::{PAIR, ROWS};

/// What the kernel of [`super::Matrix::multiply`] needs of a set of vector instructions: sums
/// over [`Isa::LANES`] rows at a time.
pub(super) trait Isa: Copy + Send + Sync {
    /// Rows that one register holds sums of.
    const LANES: usize;
    /// A whole number per row.
    type Sums: Copy;
    /// A number per row.
    type Floats: Copy;
    /// Two columns' weights per row.
    type Weights: Copy;

    fn no_sums(self) -> Self::Sums;
    fn zeros(self) -> Self::Floats;
    /// The weights of the rows from `lane` on.
    fn weights(self, pair: &[i8; PAIR], lane: usize) -> Self::Weights;
    /// `sums + weights · activations`, where `pair` holds two activations of 16 bits.
    fn add_products(self, sums: Self::Sums, weights: Self::Weights, pair: i32) -> Self::Sums;
    /// `into + sums * (scales * scale)`, of the rows from `lane` on.
    fn add_scaled(
        self,
        into: Self::Floats,
        sums: Self::Sums,
        scales: (&[f32; ROWS], usize),
        scale: f32,
    ) -> Self::Floats;
    fn store(self, floats: Self::Floats, into: &mut [f32]);
    /// Runs code compiled for these instructions.
    fn vectorize<F: NullaryFnOnce>(self, code: F) -> F::Output;
}

/// The instructions of any processor: loops that the compiler vectorizes as it can.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plain;

impl Isa for Plain {
    const LANES: usize = ROWS;
    type Sums = [i32; ROWS];
    type Floats = [f32; ROWS];
    type Weights = [i8; PAIR];

    #[inline(always)]
    fn no_sums(self) -> Self::Sums {
        [0; ROWS]
    }

    #[inline(always)]
    fn zeros(self) -> Self::Floats {
        [0.0; ROWS]
    }

    #[inline(always)]
    fn weights(self, pair: &[i8; PAIR], _lane: usize) -> Self::Weights {
        *pair
    }

    #[inline(always)]
    fn add_products(self, mut sums: Self::Sums, weights: Self::Weights, pair: i32) -> Self::Sums {
        let (first, second) = (i32::from(pair as i16), pair >> 16);
        for (row, sum) in sums.iter_mut().enumerate() {
            *sum += i32::from(weights[2 * row]) * first + i32::from(weights[2 * row + 1]) * second;
        }
        sums
    }

    #[inline(always)]
    fn add_scaled(
        self,
        mut into: Self::Floats,
        sums: Self::Sums,
        (scales, _lane): (&[f32; ROWS], usize),
        scale: f32,
    ) -> Self::Floats {
        for row in 0..ROWS {
            into[row] = (sums[row] as f32).mul_add(scales[row] * scale, into[row]);
        }
        into
    }

    #[inline(always)]
    fn store(self, floats: Self::Floats, into: &mut [f32]) {
        into.copy_from_slice(&floats);
    }

    #[inline(always)]
    fn vectorize<F: NullaryFnOnce>(self, code: F) -> F::Output {
        code.call()
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::{__m128i, __m256, __m256i, __m512, __m512i};

    use pulp::x86::{V3, V4};

    use super::{Isa, NullaryFnOnce, PAIR, ROWS, cast};

    /// AVX2: eight rows a register.
    impl Isa for V3 {
        const LANES: usize = 8;
        type Sums = __m256i;
        type Floats = __m256;
        type Weights = __m256i;

        #[inline(always)]
        fn no_sums(self) -> __m256i {
            self.avx._mm256_set1_epi32(0)
        }

        #[inline(always)]
        fn zeros(self) -> __m256 {
            self.avx._mm256_set1_ps(0.0)
        }

        #[inline(always)]
        fn weights(self, pair: &[i8; PAIR], lane: usize) -> __m256i {
            let halves: [[i8; PAIR / 2]; 2] = cast(*pair);
            self.avx2._mm256_cvtepi8_epi16(cast::<_, __m128i>(halves[lane / 8]))
        }

        #[inline(always)]
        fn add_products(self, sums: __m256i, weights: __m256i, pair: i32) -> __m256i {
            let activations = self.avx._mm256_set1_epi32(pair);
            let products = self.avx2._mm256_madd_epi16(weights, activations);
            self.avx2._mm256_add_epi32(sums, products)
        }

        #[inline(always)]
        fn add_scaled(
            self,
            into: __m256,
            sums: __m256i,
            (scales, lane): (&[f32; ROWS], usize),
            scale: f32,
        ) -> __m256 {
            let halves: [[f32; 8]; 2] = cast(*scales);
            let scale = self.avx._mm256_set1_ps(scale);
            let scale = self.avx._mm256_mul_ps(cast(halves[lane / 8]), scale);
            self.fma._mm256_fmadd_ps(self.avx._mm256_cvtepi32_ps(sums), scale, into)
        }

        #[inline(always)]
        fn store(self, floats: __m256, into: &mut [f32]) {
            into.copy_from_slice(&cast::<_, [f32; 8]>(floats));
        }

        #[inline(always)]
        fn vectorize<F: NullaryFnOnce>(self, code: F) -> F::Output {
            V3::vectorize(self, code)
        }
    }

    /// AVX-512: sixteen rows a register.
    impl Isa for V4 {
        const LANES: usize = 16;
        type Sums = __m512i;
        type Floats = __m512;
        type Weights = __m512i;

        #[inline(always)]
        fn no_sums(self) -> __m512i {
            self.avx512f._mm512_set1_epi32(0)
        }

        #[inline(always)]
        fn zeros(self) -> __m512 {
            self.avx512f._mm512_set1_ps(0.0)
        }

        #[inline(always)]
        fn weights(self, pair: &[i8; PAIR], _lane: usize) -> __m512i {
            self.avx512bw._mm512_cvtepi8_epi16(cast::<_, __m256i>(*pair))
        }

        #[inline(always)]
        fn add_products(self, sums: __m512i, weights: __m512i, pair: i32) -> __m512i {
            let activations = self.avx512f._mm512_set1_epi32(pair);
            let products = self.avx512bw._mm512_madd_epi16(weights, activations);
            self.avx512f._mm512_add_epi32(sums, products)
        }

        #[inline(always)]
        fn add_scaled(
            self,
            into: __m512,
            sums: __m512i,
            (scales, _lane): (&[f32; ROWS], usize),
            scale: f32,
        ) -> __m512 {
            let scale = self.avx512f._mm512_set1_ps(scale);
            let scale = self.avx512f._mm512_mul_ps(cast(*scales), scale);
            self.avx512f._mm512_fmadd_ps(self.avx512f._mm512_cvtepi32_ps(sums), scale, into)
        }

        #[inline(always)]
        fn store(self, floats: __m512, into: &mut [f32]) {
            into.copy_from_slice(&cast::<_, [f32; 16]>(floats));
        }

        #[inline(always)]
        fn vectorize<F: NullaryFnOnce>(self, code: F) -> F::Output {
            V4::vectorize(self, code)
        }
    }
}

/// The best set of instructions of this processor.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Instructions {
    /// See [`Plain`].
    Plain,
    /// AVX2.
    #[cfg(target_arch = "x86_64")]
    V3(pulp::x86::V3),
    /// AVX-512.
    #[cfg(target_arch = "x86_64")]
    V4(pulp::x86::V4),
}

impl Instructions {
    /// Every set that this processor has, the best one first.
    pub(crate) fn available() -> Vec<Self> {
        #[cfg(target_arch = "x86_64")]
        let vectors =
            [pulp::x86::V4::try_new().map(Self::V4), pulp::x86::V3::try_new().map(Self::V3)];
        #[cfg(not(target_arch = "x86_64"))]
        let vectors: [Option<Self>; 0] = [];
        vectors.into_iter().flatten().chain([Self::Plain]).collect()
    }

    /// Runs code compiled for these instructions. Only what is inlined into `code` is.
    pub(crate) fn run<F: NullaryFnOnce>(self, code: F) -> F::Output {
        match self {
            Self::Plain => Plain.vectorize(code),
            #[cfg(target_arch = "x86_64")]
            Self::V3(isa) => Isa::vectorize(isa, code),
            #[cfg(target_arch = "x86_64")]
            Self::V4(isa) => Isa::vectorize(isa, code),
        }
    }
}
