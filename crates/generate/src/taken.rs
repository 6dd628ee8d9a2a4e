//! Stepping aside for values that the schema's own rows hold.

use arrow_array::{Array, ArrayRef};
use arrow_select::interleave::interleave;

use crate::{problem::GenerateError, source::Target, spec::Taken};

impl Taken {
    /// Replaces values that are taken. Each taken value is hit from one place only, since places
    /// map to values one to one, and has a spare place of its own; a spare place can be hit in
    /// turn, so the walk goes on until the value is free.
    pub(crate) fn step_aside(
        &self,
        array: ArrayRef,
        fill: impl Fn(&[u64]) -> Result<ArrayRef, GenerateError>,
        target: &Target,
    ) -> Result<ArrayRef, GenerateError> {
        let mut array = array;
        loop {
            let reader = target.reader(&array)?;
            let mut hits: Vec<(usize, u64)> = Vec::new();
            for row in 0..array.len() {
                let mut key = Vec::new();
                reader.value(row).key_bytes(&mut key);
                if let Some(&rank) = self.ranks.get(&key) {
                    hits.push((row, self.spare + rank));
                }
            }
            if hits.is_empty() {
                return Ok(array);
            }
            let spares: Vec<u64> = hits.iter().map(|&(_, spare)| spare).collect();
            let other = fill(&spares)?;
            let mut indices: Vec<(usize, usize)> = (0..array.len()).map(|row| (0, row)).collect();
            for (at, &(row, _)) in hits.iter().enumerate() {
                indices[row] = (1, at);
            }
            array = target.arrow_result(interleave(&[array.as_ref(), other.as_ref()], &indices))?;
        }
    }
}
