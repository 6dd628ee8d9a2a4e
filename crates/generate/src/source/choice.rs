//! Weighted categories, joint records and literal rows: values taken from a list.

use std::sync::Arc;

use arrow_array::{ArrayRef, UInt32Array};
use arrow_select::take::take;

use super::{Capacity, Draw, Drawn, Target};
use crate::{distribution::Alias, problem::GenerateError};

/// Values of the column's type with a table to draw them by weight.
#[derive(Debug)]
pub(crate) struct ChoiceMaker {
    values: ArrayRef,
    alias: Arc<Alias>,
}

impl ChoiceMaker {
    /// `values` has at least one entry, and as many as `alias`.
    pub(crate) fn new(values: ArrayRef, alias: Arc<Alias>) -> Self {
        Self { values, alias }
    }

    pub(crate) fn len(&self) -> u64 {
        self.values.len() as u64
    }

    /// The values it draws from.
    pub(crate) fn values(&self) -> &ArrayRef {
        &self.values
    }

    pub(crate) fn draw(&self, draw: Draw<'_, '_>, target: &Target) -> Result<Drawn, GenerateError> {
        let positions: UInt32Array = match draw.places {
            // A column beside a key may stand at places beyond its values: they repeat.
            Some(places) => {
                let place = |&place: &u64| (place % self.len()) as u32;
                places.iter().map(place).collect::<Vec<_>>().into()
            }
            None => {
                let pick = |&number: &u64| self.alias.pick(draw.stream.at(number)) as u32;
                draw.numbers().iter().map(pick).collect::<Vec<_>>().into()
            }
        };
        Ok(Drawn::Array(target.arrow_result(take(&self.values, &positions, None))?))
    }
}

/// Row `i` takes value `i`.
#[derive(Debug)]
pub(crate) struct RowsMaker {
    pub(crate) values: ArrayRef,
    pub(crate) distinct: bool,
}

impl RowsMaker {
    pub(crate) fn draw(&self, draw: Draw<'_, '_>, target: &Target) -> Result<Drawn, GenerateError> {
        let len = self.values.len() as u64;
        let numbers = draw.places.unwrap_or_else(|| draw.numbers());
        let positions: UInt32Array =
            numbers.iter().map(|&number| (number % len) as u32).collect::<Vec<_>>().into();
        Ok(Drawn::Array(target.arrow_result(take(&self.values, &positions, None))?))
    }

    pub(crate) fn capacity(&self) -> Capacity {
        if self.distinct { Capacity::Values(self.values.len() as u64) } else { Capacity::Unknown }
    }
}
