//! Work on long rows of numbers: elementary functions that vectorize, in operations that give the
//! same bits on every processor (no fused ones), and random numbers in bulk.

use pulp::Arch;
use seedbed_dataset::seed::Stream;

/// Runs an expression compiled for the best vector instructions. Only what is inlined into it is,
/// so it becomes a closure that always is.
macro_rules! fast {
    ($code:expr) => {
        $crate::math::vector::dispatched(
            #[inline(always)]
            || $code,
        )
    };
}

pub(crate) use fast;

/// What [`fast`] calls. That it asks for an `FnOnce` keeps the compiler from putting a function
/// between, which would not be inlined.
#[inline(always)]
pub(crate) fn dispatched<T>(code: impl FnOnce() -> T) -> T {
    Arch::new().dispatch(code)
}

/// 1.5 · 2²³: adding it leaves the nearest whole number in the lowest bits.
pub(crate) const ROUND: f32 = 12_582_912.0;

/// The greater of two numbers that are numbers: one instruction, where `max` asks for more.
#[inline(always)]
pub(crate) fn greater(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

/// A number, or zero where it is nearer to that than so much.
#[inline(always)]
pub(crate) fn settled(number: f32, least: f32) -> f32 {
    if number.abs() < least { 0.0 } else { number }
}

/// The exponential function to about one part in ten million (S. Moshier, Cephes, `expf`).
/// Arguments above 87 are taken as that, and those below −60 as that: a share of a softmax stays far
/// from subnormal numbers, with which processors compute a hundred times slower.
#[inline(always)]
pub(crate) fn exp(x: f32) -> f32 {
    const HIGH: f32 = 0.693_359_4;
    const LOW: f32 = -2.121_944_4e-4;
    let x = x.clamp(-60.0, 87.0);
    let rounded = x * std::f32::consts::LOG2_E + ROUND;
    let whole = rounded - ROUND;
    let rest = x - whole * HIGH - whole * LOW;
    let mut series = 1.987_569_1e-4;
    for coefficient in [1.398_2e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5] {
        series = series * rest + coefficient;
    }
    let power = f32::from_bits(rounded.to_bits().wrapping_add(127) << 23);
    (series * rest * rest + rest + 1.0) * power
}

/// The natural logarithm of a positive, normal number (S. Moshier, Cephes, `logf`).
#[inline(always)]
pub(crate) fn ln(x: f32) -> f32 {
    let bits = x.to_bits();
    // A mantissa between √½ and √2, so that the series converges quickly.
    let exponent = bits.wrapping_sub(0x3f35_04f3) as i32 >> 23;
    let mantissa = f32::from_bits(bits.wrapping_sub((exponent as u32) << 23));
    let (r, e) = (mantissa - 1.0, exponent as f32);
    let mut series = 7.037_684e-2;
    for coefficient in [
        -1.151_461e-1,
        1.167_699_8e-1,
        -1.242_014_1e-1,
        1.424_932_3e-1,
        -1.666_805_8e-1,
        2.000_071_5e-1,
        -2.499_999_4e-1,
        0.333_333_3,
    ] {
        series = series * r + coefficient;
    }
    let square = r * r;
    series * r * square + e * -2.121_944_4e-4 - 0.5 * square + r + e * 0.693_359_4
}

/// The hyperbolic tangent, by the exponential function.
#[inline(always)]
pub(crate) fn tanh(x: f32) -> f32 {
    1.0 - 2.0 / (exp(2.0 * x) + 1.0)
}

/// Sine and cosine of so many turns, between 0 and 1 (Cephes, `sinf` and `cosf`).
#[inline(always)]
fn turn(turns: f32) -> (f32, f32) {
    let quarters = turns * 4.0;
    let quadrant = (quarters + 0.5) as i32;
    let angle = (quarters - quadrant as f32) * std::f32::consts::FRAC_PI_2;
    let z = angle * angle;
    let sine = ((-1.951_529_6e-4 * z + 8.332_161e-3) * z - 1.666_665_5e-1) * z * angle + angle;
    let cosine =
        ((2.443_315_7e-5 * z - 1.388_731_6e-3) * z + 4.166_664_6e-2) * z * z - 0.5 * z + 1.0;
    let (sine, cosine) = if quadrant & 1 == 0 { (sine, cosine) } else { (cosine, -sine) };
    if quadrant & 2 == 0 { (sine, cosine) } else { (-sine, -cosine) }
}

/// 23 random bits as a number between 0 and 1, neither included.
#[inline(always)]
fn unit(bits: u32) -> f32 {
    ((bits >> 9) as f32 + 0.5) * (1.0 / 8_388_608.0)
}

/// Numbers that are made of as many draws at a time.
const LANES: usize = 16;

/// Fills with numbers made in pairs of one random word.
#[inline(always)]
fn fill_pairs(stream: Stream, into: &mut [f32], pair: impl Fn(u64) -> (f32, f32)) {
    for (chunk, into) in (0_u64..).zip(into.chunks_mut(2 * LANES)) {
        let mut made = [0.0; 2 * LANES];
        for lane in 0..LANES {
            let (first, second) = pair(stream.at(chunk * LANES as u64 + lane as u64));
            made[lane] = first;
            made[LANES + lane] = second;
        }
        into.copy_from_slice(&made[..into.len()]);
    }
}

/// Standard normal numbers (Box and Muller 1958).
pub(crate) fn normals(stream: Stream, into: &mut [f32]) {
    fast!({
        fill_pairs(stream, into, |bits| {
            let radius = (-2.0 * ln(unit(bits as u32))).sqrt();
            let (sine, cosine) = turn(unit((bits >> 32) as u32));
            (radius * cosine, radius * sine)
        });
    });
}

/// Numbers of the standard Gumbel distribution.
pub(crate) fn gumbels(stream: Stream, into: &mut [f32]) {
    fast!({
        let gumbel = |bits: u32| -ln(-ln(unit(bits)));
        fill_pairs(stream, into, |bits| (gumbel(bits as u32), gumbel((bits >> 32) as u32)));
    });
}

/// Uniform numbers between 0 and 1.
pub(crate) fn uniforms(stream: Stream, into: &mut [f32]) {
    fast!({
        fill_pairs(stream, into, |bits| (unit(bits as u32), unit((bits >> 32) as u32)));
    });
}

/// Factors of dropout of every other number: 0, or 2 to keep the mean (Srivastava et al. 2014).
pub(crate) fn dropouts(stream: Stream, into: &mut [f32]) {
    fast!({
        let factor = |bits: u32| if bits >> 31 == 0 { 0.0 } else { 2.0 };
        fill_pairs(stream, into, |bits| (factor(bits as u32), factor((bits >> 32) as u32)));
    });
}

/// `into += factor * row`.
#[inline(always)]
pub(crate) fn add_scaled(into: &mut [f32], factor: f32, row: &[f32]) {
    for (into, value) in into.iter_mut().zip(row) {
        *into += factor * value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elementary_functions_are_close_to_the_exact_ones() {
        for n in 1..2000 {
            let x = n as f32 / 100.0;
            let close = |found: f32, exact: f64| {
                (f64::from(found) - exact).abs() < 3e-7 * exact.abs().max(1.0)
            };
            assert!(close(ln(x), f64::from(x).ln()), "ln {x}");
            assert!(close(exp(x - 10.0), f64::from(x - 10.0).exp()), "exp {x}");
            assert!(close(tanh(x - 10.0), f64::from(x - 10.0).tanh()), "tanh {x}");
            let turns = n as f32 / 2000.0;
            let angle = f64::from(turns) * std::f64::consts::TAU;
            assert!(close(turn(turns).0, angle.sin()) && close(turn(turns).1, angle.cos()));
        }
    }

    #[test]
    fn random_numbers_have_the_moments_of_their_distributions() {
        let moments = |values: &[f32]| {
            let mean = values.iter().map(|v| f64::from(*v)).sum::<f64>() / values.len() as f64;
            let square = |v: &f32| (f64::from(*v) - mean) * (f64::from(*v) - mean);
            (mean, values.iter().map(square).sum::<f64>() / values.len() as f64)
        };
        let mut values = vec![0.0; 200_001];
        let near = |(mean, variance): (f64, f64), (m, v): (f64, f64)| {
            assert!((mean - m).abs() < 0.01 && (variance - v).abs() < 0.02, "{mean} {variance}");
        };
        normals(Stream::root(1), &mut values);
        near(moments(&values), (0.0, 1.0));
        gumbels(Stream::root(2), &mut values);
        near(moments(&values), (0.577_216, std::f64::consts::PI * std::f64::consts::PI / 6.0));
        uniforms(Stream::root(3), &mut values);
        near(moments(&values), (0.5, 1.0 / 12.0));
        dropouts(Stream::root(4), &mut values);
        near(moments(&values), (1.0, 1.0));
    }
}
