//! Rows that are mostly zeros: codes, one of each choice.

use crate::math::vector::{add_scaled, fast};

/// A matrix by its entries that are not zero.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Sparse {
    /// Where each row's entries end.
    ends: Vec<u32>,
    entries: Vec<(u32, f32)>,
}

impl Sparse {
    /// Adds an entry to the row under way.
    pub(crate) fn push(&mut self, column: usize, value: f32) {
        self.entries.push((column as u32, value));
    }

    /// Ends the row under way.
    pub(crate) fn end_row(&mut self) {
        self.ends.push(self.entries.len() as u32);
    }

    /// The rows' entries.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &[(u32, f32)]> {
        self.rows_from(0)
    }

    /// The same from some row on.
    fn rows_from(&self, first: usize) -> impl Iterator<Item = &[(u32, f32)]> {
        let start = first.checked_sub(1).map_or(0, |before| self.ends[before]);
        let ends = &self.ends[first..];
        let starts = std::iter::once(start).chain(ends.iter().copied());
        starts.zip(ends).map(|(start, end)| &self.entries[start as usize..*end as usize])
    }

    /// As a whole matrix of so many columns.
    #[cfg(any(test, feature = "candle"))]
    pub(crate) fn dense(&self, columns: usize) -> Vec<f32> {
        let mut dense = vec![0.0; self.ends.len() * columns];
        for (entries, row) in self.rows().zip(dense.chunks_exact_mut(columns.max(1))) {
            entries.iter().for_each(|(column, value)| row[*column as usize] = *value);
        }
        dense
    }

    /// `into += self · weights`, for weights of so many columns.
    pub(crate) fn multiply(&self, weights: &[f32], columns: usize, into: &mut [f32]) {
        self.multiply_from(0, weights, columns, into);
    }

    /// The same of the rows from some row on, as many as `into` has.
    pub(crate) fn multiply_from(
        &self,
        first: usize,
        weights: &[f32],
        columns: usize,
        into: &mut [f32],
    ) {
        fast!({
            for (entries, into) in self.rows_from(first).zip(into.chunks_exact_mut(columns)) {
                for &(row, value) in entries {
                    add_scaled(into, value, &weights[row as usize * columns..][..columns]);
                }
            }
        });
    }

    /// `into += selfᵀ · slopes`: the gradient of the weights of [`Sparse::multiply`].
    pub(crate) fn multiply_transposed(&self, slopes: &[f32], columns: usize, into: &mut [f32]) {
        fast!({
            for (entries, slopes) in self.rows().zip(slopes.chunks_exact(columns)) {
                for &(row, value) in entries {
                    add_scaled(&mut into[row as usize * columns..][..columns], value, slopes);
                }
            }
        });
    }
}
