//! Keys of rows that no foreign key leads to: `owner_id`, where `owner_type` says which table
//! is meant.

use arrow_array::{Array, ArrayRef};
use seedbed_expr::{Kind, Value};

use super::{Draw, Target};
use crate::{frame::Frame, problem::GenerateError, retry::Attempt};

/// The key of any row of a table, each as likely as the others.
#[derive(Debug)]
pub(crate) struct KeyMaker {
    /// The table.
    pub(crate) table: usize,
    /// Its key.
    pub(crate) column: usize,
}

impl KeyMaker {
    /// NULL where the table has no rows.
    pub(crate) fn fill(
        &self,
        draw: Draw<'_, '_>,
        target: &Target,
    ) -> Result<ArrayRef, GenerateError> {
        let core = draw.frame.core();
        let population = core.tables[self.table].population();
        if population == 0 {
            return Ok(arrow_array::new_null_array(&target.arrow, draw.numbers().len()));
        }
        let rows = draw.numbers().iter().map(|&number| draw.stream.below(number, population));
        let frame = Frame::of_parents(core, self.table, rows, Attempt::Settled);
        let keys = frame.column(self.column)?;
        if keys.data_type() == &target.arrow {
            return Ok(keys);
        }
        // A column for keys of several tables is often wider than each of them, or text.
        let as_text = target.data_type.kind() == Kind::Text;
        let reader = frame.reader(self.column)?;
        target.build((0..keys.len()).map(|row| match reader.value(row) {
            value if as_text && value != Value::Null => {
                value.cast(Kind::Text).unwrap_or(Value::Null)
            }
            value => value,
        }))
    }
}
