//! Correlation matrices: estimated from columns with gaps, made positive definite, factored.

/// A lower triangular matrix by rows.
#[derive(Debug, Clone)]
pub(super) struct Lower {
    size: usize,
    entries: Vec<f64>,
}

impl Lower {
    /// A row up to its diagonal.
    pub(super) fn row(&self, i: usize) -> &[f64] {
        &self.entries[i * self.size..=i * self.size + i]
    }
}

/// Correlations of columns, each pair over the rows where neither is NaN.
pub(super) fn correlations(columns: &[Vec<f64>]) -> Vec<f64> {
    let size = columns.len();
    let mut matrix = vec![0.0; size * size];
    for i in 0..size {
        matrix[i * size + i] = 1.0;
        for j in 0..i {
            let correlation = correlation(&columns[i], &columns[j]);
            matrix[i * size + j] = correlation;
            matrix[j * size + i] = correlation;
        }
    }
    matrix
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let both = || a.iter().zip(b).filter(|(a, b)| !a.is_nan() && !b.is_nan());
    let (count, sum_a, sum_b) =
        both().fold((0.0, 0.0, 0.0), |(n, x, y), (a, b)| (n + 1.0, x + a, y + b));
    if count < 2.0 {
        return 0.0;
    }
    let (mean_a, mean_b) = (sum_a / count, sum_b / count);
    let (mut aa, mut bb, mut ab) = (0.0, 0.0, 0.0);
    for (a, b) in both() {
        aa += (a - mean_a) * (a - mean_a);
        bb += (b - mean_b) * (b - mean_b);
        ab += (a - mean_a) * (b - mean_b);
    }
    let scale = (aa * bb).sqrt();
    if scale > 0.0 { (ab / scale).clamp(-1.0, 1.0) } else { 0.0 }
}

/// Makes a matrix of correlations positive definite: as much of the identity is mixed in as it
/// takes for a factor with a diagonal of some size.
pub(super) fn regularized(mut matrix: Vec<f64>, size: usize) -> Vec<f64> {
    let given = matrix.clone();
    let mut share = 0.0;
    while cholesky(&matrix, size).is_none() {
        share = if share == 0.0 { 1e-6 } else { share * 4.0 };
        if share >= 1.0 {
            share = 1.0;
        }
        for (place, (entry, given)) in matrix.iter_mut().zip(&given).enumerate() {
            let identity = if place % (size + 1) == 0 { 1.0 } else { 0.0 };
            *entry = (1.0 - share) * given + share * identity;
        }
    }
    matrix
}

/// The factor L with L Lᵀ = matrix, or nothing where there is none to speak of.
pub(super) fn cholesky(matrix: &[f64], size: usize) -> Option<Lower> {
    /// The least square of a diagonal entry.
    const LEAST: f64 = 1e-7;
    let mut entries = vec![0.0; size * size];
    for i in 0..size {
        for j in 0..=i {
            let (row_i, row_j) =
                (&entries[i * size..i * size + j], &entries[j * size..j * size + j]);
            let dot: f64 = row_i.iter().zip(row_j).map(|(a, b)| a * b).sum();
            let rest = matrix[i * size + j] - dot;
            entries[i * size + j] = if i != j {
                rest / entries[j * size + j]
            } else if rest > LEAST {
                rest.sqrt()
            } else {
                return None;
            };
        }
    }
    Some(Lower { size, entries })
}

/// The matrix with rows and columns in another order.
pub(super) fn permuted(matrix: &[f64], order: &[usize]) -> Vec<f64> {
    let size = order.len();
    order.iter().flat_map(|&i| order.iter().map(move |&j| matrix[i * size + j])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_factor_gives_its_matrix_back() {
        let matrix = [1.0, 0.5, 0.2, 0.5, 1.0, -0.3, 0.2, -0.3, 1.0];
        let lower = cholesky(&matrix, 3).unwrap();
        for i in 0..3 {
            for j in 0..=i {
                let dot: f64 = lower.row(i).iter().zip(lower.row(j)).map(|(a, b)| a * b).sum();
                assert!((dot - matrix[i * 3 + j]).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn a_singular_matrix_is_regularized_and_hardly_changed() {
        let fixed = regularized(vec![1.0, 1.0, 1.0, 1.0], 2);
        assert!(cholesky(&fixed, 2).is_some());
        assert!((fixed[1] - 1.0).abs() < 1e-4);
        // No correlations at all can look like this; it still comes out usable.
        let wild = regularized(vec![1.0, 0.9, -0.9, 0.9, 1.0, 0.9, -0.9, 0.9, 1.0], 3);
        assert!(cholesky(&wild, 3).is_some());
    }

    #[test]
    fn gaps_are_left_out_pair_by_pair() {
        let nan = f64::NAN;
        let columns =
            [vec![1.0, 2.0, 3.0, nan], vec![2.0, 4.0, 6.0, 1.0], vec![nan, nan, nan, 1.0]];
        let matrix = correlations(&columns);
        assert!((matrix[1] - 1.0).abs() < 1e-12);
        assert_eq!(matrix[2], 0.0);
    }
}
