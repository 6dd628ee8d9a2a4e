//! Modes of a column of numbers: a variational Gaussian mixture with a Dirichlet process prior, so
//! that components which the data don't need vanish (Blei and Jordan 2006; Bishop, "Pattern
//! Recognition and Machine Learning", 2006, §10.2), as CTGAN's mode-specific normalization uses it
//! (Xu et al. 2019, §4.2).

use crate::math::special::digamma;

/// A mode of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Mode {
    pub weight: f64,
    pub mean: f64,
    pub deviation: f64,
}

/// Components to start with.
const COMPONENTS: usize = 10;
/// The concentration of the Dirichlet process: small, for few components.
const CONCENTRATION: f64 = 0.001;
/// Components of less weight are dropped.
const LEAST_WEIGHT: f64 = 0.005;
const ITERATIONS: usize = 100;
/// The change of the means, in deviations of the column, at which the fit stands still.
const STILL: f64 = 1e-4;
/// Added to variances of the standardized column.
const FLOOR: f64 = 1e-6;
/// Points that stand for the column.
const POINTS: usize = 2048;

/// A component's parameters, and its prior's.
#[derive(Debug, Clone, Copy)]
struct Component {
    /// Rows it is responsible for.
    count: f64,
    mean: f64,
    variance: f64,
    /// Of the mean's precision, and degrees of freedom.
    precision: f64,
    freedom: f64,
}

/// The modes of numbers, at least one of them, none NaN; sorted by mean.
pub(super) fn modes(mut values: Vec<f64>) -> Vec<Mode> {
    values.sort_by(f64::total_cmp);
    let count = values.len() as f64;
    let mean = values.iter().map(|value| value / count).sum::<f64>();
    let deviation = values.iter().map(|v| (v - mean) * (v - mean) / count).sum::<f64>().sqrt();
    if !(deviation > 0.0 && deviation.is_finite()) {
        return vec![Mode {
            weight: 1.0,
            mean,
            deviation: f64::MIN_POSITIVE.max(mean.abs() * 1e-9),
        }];
    }
    let points = compressed(&values, mean, deviation);
    let mut components = start(&points);
    let mut shares = vec![0.0; components.len()];
    for _ in 0..ITERATIONS {
        let before: Vec<f64> = components.iter().map(|component| component.mean).collect();
        components = update(&points, &components, &mut shares);
        let moved = components.iter().zip(&before).map(|(c, mean)| (c.mean - mean).abs());
        if moved.fold(0.0, f64::max) < STILL {
            break;
        }
    }
    let total: f64 = components.iter().map(|component| component.count).sum();
    let mut modes: Vec<Mode> = components
        .iter()
        .map(|component| Mode {
            weight: component.count / total,
            mean: mean + deviation * component.mean,
            deviation: deviation * component.variance.sqrt(),
        })
        .filter(|mode| mode.weight > LEAST_WEIGHT)
        .collect();
    modes.sort_by(|a, b| a.mean.total_cmp(&b.mean));
    modes
}

/// Standardized points with their numbers of rows: neighbours are taken together.
fn compressed(sorted: &[f64], mean: f64, deviation: f64) -> Vec<(f64, f64)> {
    sorted
        .chunks(sorted.len().div_ceil(POINTS))
        .map(|chunk| {
            let rows = chunk.len() as f64;
            let middle: f64 = chunk.iter().map(|value| (value - mean) / deviation / rows).sum();
            (middle, rows)
        })
        .collect()
}

/// k-means from quantiles of the distinct points (Lloyd 1982).
fn start(points: &[(f64, f64)]) -> Vec<Component> {
    let mut distinct: Vec<f64> = points.iter().map(|(x, _)| *x).collect();
    distinct.dedup();
    let count = COMPONENTS.min(distinct.len());
    let quantile = |k: usize| distinct[(2 * k + 1) * distinct.len() / (2 * count)];
    let mut centres: Vec<f64> = (0..count).map(quantile).collect();
    let nearest = |centres: &[f64], x: f64| {
        centres.partition_point(|c| *c < x).min(centres.len() - 1).saturating_sub(1)
    };
    let mut sums = Vec::new();
    for _ in 0..30 {
        sums = vec![(0.0, 0.0, 0.0); count];
        for &(x, rows) in points {
            let low = nearest(&centres, x);
            let high = (low + 1).min(count - 1);
            let to = if (x - centres[low]).abs() <= (centres[high] - x).abs() { low } else { high };
            let sum: &mut (f64, f64, f64) = &mut sums[to];
            *sum = (sum.0 + rows, sum.1 + rows * x, sum.2 + rows * x * x);
        }
        for (centre, sum) in centres.iter_mut().zip(&sums) {
            if sum.0 > 0.0 {
                *centre = sum.1 / sum.0;
            }
        }
    }
    // The commonest first: the stick-breaking prior expects them so.
    sums.sort_by(|a, b| b.0.total_cmp(&a.0));
    sums.into_iter().map(|(rows, sum, squares)| component(rows, sum, squares)).collect()
}

/// A component's posterior from what it is responsible for (Bishop, equations 10.60–10.63); the
/// prior is the standardized column itself.
fn component(count: f64, sum: f64, squares: f64) -> Component {
    let some = count.max(1e-12);
    let mean = sum / some;
    let spread = (squares / some - mean * mean).max(0.0) + FLOOR;
    let (precision, freedom) = (1.0 + count, 1.0 + count);
    let variance = (1.0 + count * spread + count / precision * mean * mean) / freedom;
    Component { count, mean: sum / precision, variance, precision, freedom }
}

/// One step of the variational updates.
fn update(points: &[(f64, f64)], components: &[Component], shares: &mut [f64]) -> Vec<Component> {
    let constants = constants(components);
    let mut sums = vec![(0.0, 0.0, 0.0); components.len()];
    for &(x, rows) in points {
        for ((share, component), constant) in shares.iter_mut().zip(components).zip(&constants) {
            let apart = x - component.mean;
            *share = constant - 0.5 * apart * apart / component.variance;
        }
        let most = shares.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        shares.iter_mut().for_each(|share| *share = libm::exp(*share - most));
        let total: f64 = shares.iter().sum();
        for (sum, share) in sums.iter_mut().zip(shares.iter()) {
            let rows = rows * share / total;
            *sum = (sum.0 + rows, sum.1 + rows * x, sum.2 + rows * x * x);
        }
    }
    sums.into_iter().map(|(rows, sum, squares)| component(rows, sum, squares)).collect()
}

/// What does not depend on the point in the logarithm of its density: expectations of the weights
/// under the stick-breaking prior, and of the precisions (Bishop, equations 10.64–10.66).
fn constants(components: &[Component]) -> Vec<f64> {
    let mut rest: f64 = components.iter().map(|component| component.count).sum();
    let mut broken = 0.0;
    let constant = |component: &Component| {
        rest -= component.count;
        let (a, b) = (1.0 + component.count, CONCENTRATION + rest.max(0.0));
        let weight = digamma(a) - digamma(a + b) + broken;
        broken += digamma(b) - digamma(a + b);
        let freedom = component.freedom;
        let precision = 0.5 * (digamma(0.5 * freedom) - libm::log(0.5 * freedom));
        weight + precision - 0.5 * libm::log(component.variance) - 0.5 / component.precision
    };
    components.iter().map(constant).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::special::normal_quantile;

    #[test]
    fn modes_are_found_and_superfluous_components_vanish() {
        let normal = |mean: f64, deviation: f64, rows: u32| {
            (0..rows).map(move |n| {
                mean + deviation * normal_quantile((f64::from(n) + 0.5) / f64::from(rows))
            })
        };
        let values: Vec<f64> = normal(0.0, 1.0, 3000).chain(normal(50.0, 5.0, 1000)).collect();
        let modes = modes(values);
        let near = |mean: f64| -> f64 {
            modes.iter().filter(|m| (m.mean - mean).abs() < 15.0).map(|m| m.weight).sum()
        };
        assert!((near(0.0) - 0.75).abs() < 0.01 && (near(50.0) - 0.25).abs() < 0.01, "{modes:?}");
        assert!(modes.len() < 8, "{modes:?}");
    }

    #[test]
    fn columns_of_one_value_or_of_a_huge_range_have_modes() {
        assert_eq!(modes(vec![5.0]).len(), 1);
        assert!(modes(vec![5.0; 100])[0].deviation > 0.0);
        let wide = modes((0..600).map(|n| 10_f64.powf(f64::from(n) / 20.0)).collect());
        assert!(wide.iter().all(|mode| mode.mean.is_finite() && mode.deviation > 0.0));
    }
}
