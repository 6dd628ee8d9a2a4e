//! Formulas over a row, its parents and its children.

use arrow_array::{Array, ArrayRef};
use arrow_select::interleave::interleave;
use seedbed_dataset::ValueReader;
use seedbed_expr::{AggregateFunction, BinaryOp, EvalError, Kind, Program, Value, arithmetic};

use super::{Draw, Maker, Target};
use crate::{frame::Frame, problem::GenerateError};

/// A compiled expression with the way to each of its inputs.
#[derive(Debug)]
pub(crate) struct Formula {
    pub(crate) table: String,
    pub(crate) column: String,
    pub(crate) program: Program,
    pub(crate) slots: Vec<Slot>,
}

/// One input of a formula.
#[derive(Debug)]
pub(crate) enum Slot {
    /// A column of this row, or of the row that a chain of links leads to.
    Column {
        /// The links to follow, from this table on.
        links: Vec<usize>,
        /// The column of the table they lead to.
        column: usize,
    },
    /// A summary of the child rows.
    Aggregate {
        /// The child table.
        table: usize,
        /// What is summarized.
        function: AggregateFunction,
        /// The summarized formula over the child's row; `None` counts rows.
        argument: Option<Box<Formula>>,
        /// Only children for which this is true.
        filter: Option<Box<Formula>>,
    },
}

impl Formula {
    /// The formula's value for every row of a frame.
    pub(crate) fn values(&self, frame: &Frame<'_>) -> Result<Vec<Value>, GenerateError> {
        self.each(frame, |result| result)
    }

    /// The formula's value for every row of a frame; `None` for rows for which it fails.
    pub(crate) fn attempted(&self, frame: &Frame<'_>) -> Result<Vec<Option<Value>>, GenerateError> {
        self.each(frame, |result| match result {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.depends_on_values() => Ok(None),
            Err(error) => Err(error),
        })
    }

    /// Whether each row passes the formula as a CHECK: true or NULL. A row for which it fails is
    /// one that a database refuses.
    pub(crate) fn passes(&self, frame: &Frame<'_>) -> Result<Vec<bool>, GenerateError> {
        self.each(frame, |result| match result {
            Ok(value) => Ok(value != Value::Bool(false)),
            Err(error) if error.depends_on_values() => Ok(false),
            Err(error) => Err(error),
        })
    }

    fn each<T>(
        &self,
        frame: &Frame<'_>,
        read: impl Fn(Result<Value, EvalError>) -> Result<T, EvalError>,
    ) -> Result<Vec<T>, GenerateError> {
        let inputs: Vec<Input> =
            self.slots.iter().map(|slot| slot.read(frame)).collect::<Result<_, _>>()?;
        let env = frame.env();
        let mut slots = vec![Value::Null; inputs.len()];
        (0..frame.len())
            .map(|row| {
                for (slot, input) in slots.iter_mut().zip(&inputs) {
                    *slot = input.value(row);
                }
                read(self.program.eval(&slots, env)).map_err(|source| self.error(source))
            })
            .collect()
    }

    /// Whether the formula is true for each row.
    pub(crate) fn truths(&self, frame: &Frame<'_>) -> Result<Vec<bool>, GenerateError> {
        Ok(self.values(frame)?.into_iter().map(|value| value == Value::Bool(true)).collect())
    }

    /// A column of the formula's values.
    pub(crate) fn fill(
        &self,
        frame: &Frame<'_>,
        target: &Target,
    ) -> Result<ArrayRef, GenerateError> {
        target.build(self.values(frame)?)
    }

    /// The same; NULL for rows for which the formula fails or gives what the column does not hold.
    pub(crate) fn fill_where_possible(
        &self,
        frame: &Frame<'_>,
        target: &Target,
    ) -> Result<ArrayRef, GenerateError> {
        let values = self.attempted(frame)?.into_iter().map(|value| value.unwrap_or(Value::Null));
        let values: Vec<Value> = values.collect();
        if let Ok(array) = target.build(values.iter().cloned()) {
            return Ok(array);
        }
        target.build(values.into_iter().map(|value| match target.build([value.clone()]) {
            Ok(_) => value,
            Err(_) => Value::Null,
        }))
    }

    /// For each row whether the formula gives what a column holds.
    pub(crate) fn fits(
        &self,
        frame: &Frame<'_>,
        target: &Target,
    ) -> Result<Vec<bool>, GenerateError> {
        let values = self.attempted(frame)?;
        if values.iter().all(Option::is_some)
            && target.build(values.iter().flatten().cloned()).is_ok()
        {
            return Ok(vec![true; values.len()]);
        }
        let fits = |value: Option<Value>| value.is_some_and(|value| target.build([value]).is_ok());
        Ok(values.into_iter().map(fits).collect())
    }

    /// Whether child rows have a say.
    pub(crate) fn summarizes(&self) -> bool {
        self.slots.iter().any(|slot| matches!(slot, Slot::Aggregate { .. }))
    }

    fn error(&self, source: EvalError) -> GenerateError {
        GenerateError::Formula { table: self.table.clone(), column: self.column.clone(), source }
    }
}

enum Input {
    Column(ValueReader),
    Values(Vec<Value>),
}

impl Input {
    fn value(&self, row: usize) -> Value {
        match self {
            Self::Column(reader) => reader.value(row),
            Self::Values(values) => values[row].clone(),
        }
    }
}

impl Slot {
    fn read(&self, frame: &Frame<'_>) -> Result<Input, GenerateError> {
        match self {
            Self::Column { links, column } => {
                let (array, target) = frame.path(links, *column)?;
                Ok(Input::Column(target.reader(&array)?))
            }
            Self::Aggregate { table, function, argument, filter } => {
                let (children, starts) = frame.children(*table);
                let values = match argument {
                    Some(argument) => argument.values(&children)?,
                    None => vec![Value::Bool(true); children.len()],
                };
                let kept = match filter {
                    Some(filter) => filter.truths(&children)?,
                    None => vec![true; children.len()],
                };
                let groups = starts.windows(2).map(|pair| {
                    let group = pair[0]..pair[1];
                    let members = group.filter(|&at| kept[at] && !values[at].is_null());
                    summarize(*function, members.map(|at| &values[at]))
                });
                Ok(Input::Values(groups.collect::<Result<_, _>>().map_err(|source| {
                    GenerateError::Formula {
                        table: frame.table_name().into(),
                        column: children.table_name().into(),
                        source,
                    }
                })?))
            }
        }
    }
}

/// SQL's aggregate over the non-null values of one group.
fn summarize<'v>(
    function: AggregateFunction,
    values: impl Iterator<Item = &'v Value>,
) -> Result<Value, EvalError> {
    let mut count = 0_i64;
    let mut result = Value::Null;
    for value in values {
        count += 1;
        result = match (function, result) {
            (AggregateFunction::Count, _) => Value::Null,
            (_, Value::Null) => value.clone(),
            (AggregateFunction::Sum | AggregateFunction::Avg, sum) => {
                arithmetic(BinaryOp::Add, &sum, value)?
            }
            (AggregateFunction::Min, least) => pick(least, value, std::cmp::Ordering::Greater),
            (AggregateFunction::Max, most) => pick(most, value, std::cmp::Ordering::Less),
            (AggregateFunction::BoolAnd, all) => {
                Value::Bool(all == Value::Bool(true) && *value == Value::Bool(true))
            }
            (AggregateFunction::BoolOr, any) => {
                Value::Bool(any == Value::Bool(true) || *value == Value::Bool(true))
            }
        };
    }
    match function {
        AggregateFunction::Count => Ok(Value::Int(count)),
        AggregateFunction::Avg if count > 0 => {
            let sum = result.cast(Kind::Decimal)?;
            arithmetic(BinaryOp::Div, &sum, &Value::Int(count))
        }
        _ => Ok(result),
    }
}

/// `value` where `best` compares to it as `worse`, else `best`.
fn pick(best: Value, value: &Value, worse: std::cmp::Ordering) -> Value {
    if best.sql_cmp(value) == Some(worse) { value.clone() } else { best }
}

/// Fills each row from the first case whose condition is true.
pub(super) fn conditional(
    cases: &[(Option<Formula>, Maker)],
    draw: Draw<'_, '_>,
    target: &Target,
) -> Result<ArrayRef, GenerateError> {
    let len = draw.numbers().len();
    let mut chosen = vec![cases.len(); len];
    for (case, (when, _)) in cases.iter().enumerate() {
        let truths = match when {
            Some(when) => when.truths(draw.frame)?,
            None => vec![true; len],
        };
        for (slot, truth) in chosen.iter_mut().zip(truths) {
            if truth && *slot == cases.len() {
                *slot = case;
            }
        }
    }
    let mut arrays = Vec::with_capacity(cases.len() + 1);
    for (case, (_, maker)) in cases.iter().enumerate() {
        let draw = Draw { stream: draw.stream.nth(case as u64), ..draw };
        arrays.push(maker.fill(draw, target)?);
    }
    arrays.push(arrow_array::new_null_array(&target.arrow, len));
    merge(&arrays, &chosen, target)
}

/// Takes row `k` from the array that `chosen[k]` names.
pub(crate) fn merge(
    arrays: &[ArrayRef],
    chosen: &[usize],
    target: &Target,
) -> Result<ArrayRef, GenerateError> {
    let arrays: Vec<&dyn Array> = arrays.iter().map(AsRef::as_ref).collect();
    let indices: Vec<(usize, usize)> =
        chosen.iter().enumerate().map(|(row, &array)| (array, row)).collect();
    target.arrow_result(interleave(&arrays, &indices))
}
