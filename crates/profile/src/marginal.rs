//! A column's distribution, fine enough to draw from.

/// How often values lie between edges.
#[derive(Debug, Clone, PartialEq)]
pub struct Bins {
    /// The edges, in ascending order, one more than there are weights.
    pub edges: Vec<f64>,
    /// How many values lie between an edge and the next; nothing lies in a gap.
    pub weights: Vec<f64>,
}

/// About how many bins there are.
const BINS: usize = 100;

impl Bins {
    /// Bins of about equally many values. A value that is common has a bin of its own, and a gap
    /// between values of different bins stays one. None where there is no value.
    ///
    /// A drawn number belongs to the value that it is rounded to: values are multiples of `unit`,
    /// and `centred` tells whether they stand in the middle of what is rounded to them (numbers)
    /// or at its beginning (moments).
    pub fn of(mut values: Vec<f64>, unit: f64, centred: bool) -> Option<Self> {
        values.retain(|value| value.is_finite());
        values.sort_unstable_by(f64::total_cmp);
        let first = *values.first()?;
        let (before, behind) = if centred { (0.49 * unit, 0.49 * unit) } else { (0.0, unit) };
        let most = values.len().div_ceil(BINS).max(1);
        let mut bins = Self { edges: vec![first - before], weights: Vec::new() };
        let (mut begin, mut count) = (first, 0);
        let runs = values.chunk_by(|a, b| a == b);
        let mut last = first;
        for run in runs {
            let is_common = run.len() >= most;
            if count > 0 && (is_common || count >= most) {
                bins.push(begin - before, last + behind, count);
                count = 0;
            }
            if count == 0 {
                begin = run[0];
            }
            count += run.len();
            last = run[0];
            if is_common {
                bins.push(begin - before, last + behind, count);
                count = 0;
            }
        }
        if count > 0 {
            bins.push(begin - before, last + behind, count);
        }
        Some(bins)
    }

    fn push(&mut self, begin: f64, end: f64, count: usize) {
        let last = self.edges.last().copied().unwrap_or(begin);
        if begin > last {
            self.edges.push(begin);
            self.weights.push(0.0);
        }
        // Where a unit is lost in the rounding of large numbers, the next one up is not.
        let start = self.edges.last().copied().unwrap_or(begin);
        self.edges.push(if end > start { end } else { start.next_up() });
        self.weights.push(count as f64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_values_and_gaps_stay() {
        let mut values = vec![0.0; 900];
        values.extend((0..100).map(|at| 1000.0 + f64::from(at)));
        let bins = Bins::of(values, 1.0, true).unwrap();
        assert_eq!((bins.edges[0], bins.edges[1], bins.weights[0]), (-0.49, 0.49, 900.0));
        assert_eq!((bins.edges[2], bins.weights[1]), (999.51, 0.0));
        assert_eq!(bins.weights.iter().sum::<f64>(), 1000.0);
        assert!(bins.edges.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn moments_fill_the_unit_that_they_begin() {
        let bins = Bins::of(vec![3.0, 3.0, 5.0], 1.0, false).unwrap();
        assert_eq!(bins.edges, [3.0, 4.0, 5.0, 6.0]);
        assert_eq!(bins.weights, [2.0, 0.0, 1.0]);
    }

    #[test]
    fn huge_and_few_values_have_bins_too() {
        for values in [vec![1e300], vec![1e17, 1e17 + 16.0], vec![-0.0, 0.0], vec![f64::NAN, 2.0]] {
            let bins = Bins::of(values.clone(), 1.0, true).unwrap();
            assert!(bins.edges.is_sorted_by(|a, b| a < b), "{values:?} {bins:?}");
        }
        assert_eq!(Bins::of(vec![f64::NAN], 1.0, true), None);
    }
}
