//! Quantile functions: a uniform number in, a number of the wanted distribution out.
//!
//! Logarithms and powers come from the `libm` crate rather than the platform's library, whose
//! last digit differs from system to system: the same plan makes the same bytes everywhere.

use crate::plan::Distribution;

/// The standard normal quantile Φ⁻¹(p) for 0 < p < 1.
///
/// Acklam's rational approximation; relative error below 1.2e-9.
///
/// `synthesize` has one of its own, refined by a step of Halley's method: what plans make must keep
/// its bits, so this one can't be refined, and no crate below both may know distributions.
pub(crate) fn normal_quantile(p: f64) -> f64 {
    const A: [f64; 6] = [
        -3.969_683_028_665_376e1,
        2.209_460_984_245_205e2,
        -2.759_285_104_469_687e2,
        1.383_577_518_672_69e2,
        -3.066_479_806_614_716e1,
        2.506_628_277_459_239,
    ];
    const B: [f64; 5] = [
        -5.447_609_879_822_406e1,
        1.615_858_368_580_409e2,
        -1.556_989_798_598_866e2,
        6.680_131_188_771_972e1,
        -1.328_068_155_288_572e1,
    ];
    const C: [f64; 6] = [
        -7.784_894_002_430_293e-3,
        -3.223_964_580_411_365e-1,
        -2.400_758_277_161_838,
        -2.549_732_539_343_734,
        4.374_664_141_464_968,
        2.938_163_982_698_783,
    ];
    const D: [f64; 4] = [
        7.784_695_709_041_462e-3,
        3.224_671_290_700_398e-1,
        2.445_134_137_142_996,
        3.754_408_661_907_416,
    ];
    const LOW: f64 = 0.024_25;
    let horner = |coefficients: &[f64], x: f64| coefficients.iter().fold(0.0, |sum, c| sum * x + c);
    let tail = |p: f64| {
        let q = (-2.0 * libm::log(p)).sqrt();
        horner(&C, q) / (horner(&D, q) * q + 1.0)
    };
    if p < LOW {
        tail(p)
    } else if p > 1.0 - LOW {
        -tail(1.0 - p)
    } else {
        let q = p - 0.5;
        let r = q * q;
        horner(&A, r) * q / (horner(&B, r) * r + 1.0)
    }
}

/// The smallest `k` whose Poisson(`mean`) cumulative probability reaches `p`; the normal
/// approximation for means above 30.
pub(crate) fn poisson_quantile(p: f64, mean: f64) -> f64 {
    if mean > 30.0 {
        return (mean + mean.sqrt() * normal_quantile(p)).round().max(0.0);
    }
    let mut term = libm::exp(-mean);
    let (mut sum, mut k) = (term, 0.0);
    while sum < p && k < 200.0 {
        k += 1.0;
        term *= mean / k;
        sum += term;
    }
    k
}

/// A distribution ready to be sampled within bounds.
#[derive(Debug, Clone)]
pub(crate) enum Sampler {
    Uniform,
    Normal { mean: f64, deviation: f64 },
    LogNormal { ln_median: f64, sigma: f64 },
    Exponential { mean: f64 },
    Zipf { exponent: f64 },
    Histogram { edges: Vec<f64>, cumulative: Vec<f64> },
}

impl Sampler {
    /// Checks the parameters.
    pub(crate) fn new(distribution: &Distribution) -> Result<Self, String> {
        let finite = |name: &str, value: f64| {
            if value.is_finite() { Ok(value) } else { Err(format!("{name} must be finite")) }
        };
        let positive = |name: &str, value: f64| {
            if value.is_finite() && value > 0.0 {
                Ok(value)
            } else {
                Err(format!("{name} must be above 0"))
            }
        };
        Ok(match distribution {
            Distribution::Uniform => Self::Uniform,
            Distribution::Normal { mean, deviation } => Self::Normal {
                mean: finite("mean", *mean)?,
                deviation: positive("deviation", *deviation)?,
            },
            Distribution::LogNormal { median, sigma } => Self::LogNormal {
                ln_median: libm::log(positive("median", *median)?),
                sigma: positive("sigma", *sigma)?,
            },
            Distribution::Exponential { mean } => {
                Self::Exponential { mean: positive("mean", *mean)? }
            }
            Distribution::Zipf { exponent } => {
                Self::Zipf { exponent: positive("exponent", *exponent)? }
            }
            Distribution::Histogram { edges, weights } => histogram(edges, weights)?,
        })
    }

    /// The quantile at `u`, with the whole distribution squeezed between `low` and `high` by
    /// clipping (uniform and Zipf are defined by the bounds).
    #[inline]
    pub(crate) fn sample(&self, u: f64, low: f64, high: f64) -> f64 {
        let value = match self {
            Self::Uniform => low + u * (high - low),
            Self::Normal { mean, deviation } => mean + deviation * normal_quantile(u),
            Self::LogNormal { ln_median, sigma } => {
                libm::exp(ln_median + sigma * normal_quantile(u))
            }
            Self::Exponential { mean } => -mean * libm::log(1.0 - u),
            Self::Zipf { exponent } => low + zipf(u, *exponent, high - low),
            Self::Histogram { edges, cumulative } => {
                let bin = cumulative.partition_point(|&c| c < u).min(cumulative.len() - 1);
                let before = if bin == 0 { 0.0 } else { cumulative[bin - 1] };
                let share = (u - before) / (cumulative[bin] - before).max(f64::MIN_POSITIVE);
                edges[bin] + share * (edges[bin + 1] - edges[bin])
            }
        };
        value.clamp(low, high)
    }

    /// Whether the shape has a place of its own, or fills whatever bounds it is given.
    pub(crate) fn needs_bounds(&self) -> bool {
        matches!(self, Self::Uniform | Self::Zipf { .. })
    }
}

/// A sampler within fixed bounds, tabulated: quick where the same bounds hold for every row.
///
/// Between the table's points the quantile function is taken as straight; its two ends, where
/// tails bend, are computed.
#[derive(Debug, Clone)]
pub(crate) struct Quantiles {
    sampler: Sampler,
    low: f64,
    high: f64,
    table: Vec<f64>,
}

/// Steps of the table.
const STEPS: usize = 4_096;
/// Steps at each end that are computed.
const TAIL: usize = 16;

impl Quantiles {
    /// Tabulates `sampler` between `low` and `high`.
    pub(crate) fn new(sampler: Sampler, low: f64, high: f64) -> Self {
        let point = |at: usize| {
            let u = (at as f64 / STEPS as f64).clamp(f64::EPSILON, 1.0 - f64::EPSILON);
            sampler.sample(u, low, high)
        };
        let table = (0..=STEPS).map(point).collect();
        Self { sampler, low, high, table }
    }

    /// The quantile at `u`.
    #[inline]
    pub(crate) fn sample(&self, u: f64) -> f64 {
        let place = u * STEPS as f64;
        let at = place as usize;
        if !(TAIL..STEPS - TAIL).contains(&at) || matches!(self.sampler, Sampler::Zipf { .. }) {
            return self.sampler.sample(u, self.low, self.high);
        }
        let (below, above) = (self.table[at], self.table[at + 1]);
        below + (place - at as f64) * (above - below)
    }
}

/// The weights of Zipf's law for so many ranks.
pub(crate) fn zipf_weights(ranks: usize, exponent: f64) -> Vec<f64> {
    (1..=ranks).map(|rank| libm::pow(rank as f64, -exponent)).collect()
}

/// 10 to this power.
pub(crate) fn power_of_ten(power: u8) -> f64 {
    (0..power).fold(1.0, |product, _| product * 10.0)
}

/// The rank, from 0 to `span`, of a Zipf-like law by the inverse of its continuous envelope.
fn zipf(u: f64, exponent: f64, span: f64) -> f64 {
    // A rank stands for the stretch from itself to the next.
    let n = span.max(0.0) + 2.0;
    let rank = if (exponent - 1.0).abs() < 1e-9 {
        libm::pow(n, u)
    } else {
        let power = 1.0 - exponent;
        libm::pow(1.0 + u * (libm::pow(n, power) - 1.0), 1.0 / power)
    };
    (rank - 1.0).floor().clamp(0.0, span.max(0.0))
}

fn histogram(edges: &[f64], weights: &[f64]) -> Result<Sampler, String> {
    if weights.is_empty() || edges.len() != weights.len() + 1 {
        return Err("a histogram needs one more edge than it has weights, and a weight".into());
    }
    if !edges.windows(2).all(|pair| pair[0] < pair[1]) {
        return Err("a histogram's edges must ascend".into());
    }
    let cumulative = cumulative(weights)?;
    Ok(Sampler::Histogram { edges: edges.to_vec(), cumulative })
}

/// Cumulative shares of `weights`, ending in 1.
pub(crate) fn cumulative(weights: &[f64]) -> Result<Vec<f64>, String> {
    let total: f64 = weights.iter().sum();
    if weights.iter().any(|w| !w.is_finite() || *w < 0.0) || total <= 0.0 {
        return Err("weights must be 0 or more, and not all 0".into());
    }
    let mut sum = 0.0;
    let mut shares: Vec<f64> = weights
        .iter()
        .map(|weight| {
            sum += weight / total;
            sum
        })
        .collect();
    if let Some(last) = shares.last_mut() {
        *last = 1.0;
    }
    Ok(shares)
}

/// Draws positions by weight in constant time (Walker's alias method, in Vose's variant).
#[derive(Debug, Clone)]
pub(crate) struct Alias {
    /// For each slot: the threshold in 2^32 below which the slot itself is taken, else the other.
    slots: Vec<(u32, u32)>,
}

impl Alias {
    /// A table for `weights`; equal ones when `None`.
    pub(crate) fn new(len: usize, weights: Option<&[f64]>) -> Result<Self, String> {
        let Some(weights) = weights else {
            return Ok(Self { slots: (0..len as u32).map(|at| (u32::MAX, at)).collect() });
        };
        if weights.len() != len {
            return Err(format!("{len} values but {} weights", weights.len()));
        }
        cumulative(weights)?;
        let total: f64 = weights.iter().sum();
        let mut scaled: Vec<f64> = weights.iter().map(|w| w * len as f64 / total).collect();
        let mut slots: Vec<(u32, u32)> = (0..len as u32).map(|at| (u32::MAX, at)).collect();
        let (mut small, mut large): (Vec<usize>, Vec<usize>) =
            (0..len).partition(|&at| scaled[at] < 1.0);
        while let (Some(less), Some(more)) = (small.pop(), large.pop()) {
            slots[less] = ((scaled[less] * f64::from(u32::MAX)) as u32, more as u32);
            scaled[more] -= 1.0 - scaled[less];
            if scaled[more] < 1.0 { small.push(more) } else { large.push(more) }
        }
        Ok(Self { slots })
    }

    /// The position that 64 random bits choose.
    #[inline]
    pub(crate) fn pick(&self, bits: u64) -> usize {
        let slot = (((bits >> 32) * self.slots.len() as u64) >> 32) as usize;
        let (threshold, other) = self.slots[slot];
        if bits as u32 <= threshold { slot } else { other as usize }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use seedbed_dataset::seed::Stream;

    #[test]
    fn normal_quantiles_match_known_values() {
        for (p, z) in [(0.5, 0.0), (0.975, 1.959_964), (0.01, -2.326_348), (0.999, 3.090_232)] {
            assert!((normal_quantile(p) - z).abs() < 1e-5, "{p}");
        }
    }

    #[test]
    fn alias_draws_by_weight() {
        let alias = Alias::new(3, Some(&[1.0, 2.0, 7.0])).unwrap();
        let stream = Stream::root(5);
        let mut counts = [0.0_f64; 3];
        (0..100_000).for_each(|n| counts[alias.pick(stream.at(n))] += 1.0);
        for (count, share) in counts.iter().zip([0.1, 0.2, 0.7]) {
            assert!((count / 100_000.0 - share).abs() < 0.01, "{counts:?}");
        }
    }

    #[test]
    fn samples_stay_within_bounds() {
        let shapes = [
            Distribution::Uniform,
            Distribution::Normal { mean: 5.0, deviation: 10.0 },
            Distribution::LogNormal { median: 5.0, sigma: 2.0 },
            Distribution::Exponential { mean: 50.0 },
            Distribution::Zipf { exponent: 1.1 },
            Distribution::Histogram { edges: vec![0.0, 5.0, 20.0], weights: vec![1.0, 3.0] },
        ];
        let stream = Stream::root(9);
        for shape in &shapes {
            let sampler = Sampler::new(shape).unwrap();
            for n in 0..1_000 {
                let value = sampler.sample(stream.unit(n), 1.0, 10.0);
                assert!((1.0..=10.0).contains(&value), "{shape:?}");
            }
        }
    }

    #[test]
    fn tables_agree_with_their_function() {
        let sampler = Sampler::new(&Distribution::LogNormal { median: 40.0, sigma: 0.9 }).unwrap();
        let table = Quantiles::new(sampler.clone(), 1.0, 5_000.0);
        for n in 1..10_000 {
            let u = f64::from(n) / 10_000.0;
            let exact = sampler.sample(u, 1.0, 5_000.0);
            assert!((table.sample(u) - exact).abs() <= exact * 1e-3, "{u}");
        }
    }

    #[test]
    fn err_bad_parameters_are_named() {
        let shape = Distribution::LogNormal { median: -1.0, sigma: 1.0 };
        assert_eq!(Sampler::new(&shape).unwrap_err(), "median must be above 0");
        let shape = Distribution::Histogram { edges: vec![0.0, 1.0], weights: vec![] };
        assert!(Sampler::new(&shape).unwrap_err().contains("one more edge"));
    }
}
