//! Columns drawn together from a fitted model.

use std::{rc::Rc, sync::Arc};

use arrow_array::ArrayRef;
use seedbed_dataset::seed::Stream;
use seedbed_expr::Value;

use super::{Draw, Formula, Target};
use crate::{frame::Frame, model::RowModel, problem::GenerateError};

/// One column of a model's rows.
#[derive(Debug)]
pub(crate) struct ModelMaker {
    /// The model's name in the plan.
    pub(crate) name: String,
    pub(crate) model: Arc<dyn RowModel>,
    /// Which of the model's columns.
    pub(crate) column: usize,
    /// What makes each of the values that are given, shared by the columns of a model.
    pub(crate) given: Arc<Vec<Formula>>,
    /// The model's random numbers, whichever column asks.
    pub(crate) stream: Stream,
}

/// The rows of a model in a frame: the columns' values.
pub(crate) type Rows = Rc<Vec<Vec<Value>>>;

impl ModelMaker {
    pub(crate) fn fill(
        &self,
        draw: Draw<'_, '_>,
        target: &Target,
    ) -> Result<ArrayRef, GenerateError> {
        let rows = draw.frame.modelled(self, draw.attempt)?;
        let kind = target.data_type.kind();
        let typed = |value: &Value| value.clone().cast(kind).unwrap_or(Value::Null);
        target.build(rows[self.column].iter().map(typed))
    }

    /// Draws all columns of a frame's rows.
    pub(crate) fn draw(&self, frame: &Frame<'_>, attempt: u32) -> Result<Rows, GenerateError> {
        let given = self.given.iter().map(|formula| formula.values(frame));
        let given = given.collect::<Result<Vec<_>, _>>()?;
        let seed = self.stream.nth(u64::from(attempt)).at(0);
        let rows = self.model.draw(frame.numbers(), seed, &given);
        rows.map(Rc::new).map_err(|source| GenerateError::Model {
            table: frame.table_name().to_owned(),
            model: self.name.clone(),
            source,
        })
    }
}
