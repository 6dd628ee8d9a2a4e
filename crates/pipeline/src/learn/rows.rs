//! A fitted model as the engine draws from it.

use std::{collections::BTreeMap, error::Error, fmt, ops::Range};

use seedbed_expr::{Kind, Value};
use seedbed_generate::RowModel;
use seedbed_synthesize::{
    Column, ColumnSummary, Condition, Data, Frame, NULL_CODE, Request, Synthesizer,
};

/// A fitted model, and what its rows must meet.
pub(super) struct FittedRows {
    model: Box<dyn Synthesizer>,
    made: Vec<String>,
    given: Vec<String>,
    given_kinds: Vec<&'static str>,
    conditions: Vec<Condition>,
}

impl fmt::Debug for FittedRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FittedRows").field("made", &self.made).finish_non_exhaustive()
    }
}

impl FittedRows {
    pub(super) fn new(model: Box<dyn Synthesizer>, conditions: Vec<Condition>) -> Self {
        let columns = model.columns();
        let (given, made): (Vec<ColumnSummary>, Vec<ColumnSummary>) =
            columns.into_iter().partition(|column| column.context);
        Self {
            model,
            made: made.into_iter().map(|column| column.name).collect(),
            given_kinds: given.iter().map(|column| column.kind).collect(),
            given: given.into_iter().map(|column| column.name).collect(),
            conditions,
        }
    }

    fn range(
        &self,
        rows: Range<u64>,
        seed: u64,
        context: Option<&Frame>,
    ) -> Result<Frame, Box<dyn Error + Send + Sync>> {
        let conditions = &self.conditions;
        Ok(self.model.sample(&Request { rows, seed, threads: 1, conditions, context })?)
    }

    /// What is given to the rows at `places`.
    fn context(
        &self,
        given: &[Vec<Value>],
        places: &[usize],
    ) -> Result<Option<Frame>, Box<dyn Error + Send + Sync>> {
        if self.given.is_empty() {
            return Ok(None);
        }
        let columns = self.given.iter().zip(&self.given_kinds).zip(given);
        let columns = columns.map(|((name, kind), values)| {
            let values: Vec<&Value> = places.iter().map(|&place| &values[place]).collect();
            Column { name: name.clone(), data: data(kind, &values) }
        });
        Ok(Some(Frame::new(columns.collect())?))
    }
}

impl RowModel for FittedRows {
    fn columns(&self) -> &[String] {
        &self.made
    }

    fn given(&self) -> &[String] {
        &self.given
    }

    fn draw(
        &self,
        rows: &[u64],
        seed: u64,
        given: &[Vec<Value>],
    ) -> Result<Vec<Vec<Value>>, Box<dyn Error + Send + Sync>> {
        let mut columns = vec![vec![Value::Null; rows.len()]; self.made.len()];
        for run in runs(rows, self.given.is_empty()) {
            let context = self.context(given, &run.places)?;
            let frame = self.range(run.rows.clone(), seed, context.as_ref())?;
            for (column, values) in columns.iter_mut().zip(frame.columns()) {
                for &place in &run.places {
                    column[place] = value(&values.data, (rows[place] - run.rows.start) as usize);
                }
            }
        }
        Ok(columns)
    }
}

/// Neighbouring rows that are made at once.
#[derive(Debug, PartialEq)]
struct Run {
    rows: Range<u64>,
    /// Where the rows that are asked for stand among those asked for.
    places: Vec<usize>,
}

/// How many rows are made beside those asked for, rather than making a call for each run.
const NEAR: u64 = 64;

/// Rows as runs of neighbours. Where nothing is given with rows, `gaps` between near ones are
/// made, too, and left.
fn runs(rows: &[u64], gaps: bool) -> Vec<Run> {
    let mut places: Vec<usize> = (0..rows.len()).collect();
    places.sort_by_key(|&place| rows[place]);
    let mut runs: Vec<Run> = Vec::new();
    for place in places {
        let row = rows[place];
        match runs.last_mut() {
            Some(run) if row == run.rows.end || gaps && row < run.rows.end + NEAR => {
                run.rows.end = run.rows.end.max(row + 1);
                run.places.push(place);
            }
            _ => runs.push(Run { rows: row..row + 1, places: vec![place] }),
        }
    }
    runs
}

/// A cell of what a model made.
fn value(data: &Data, row: usize) -> Value {
    match data {
        Data::Number { values, .. } if !values[row].is_finite() => Value::Null,
        Data::Number { values, whole: true } => Value::Int(values[row] as i64),
        Data::Number { values, whole: false } => Value::Float(values[row]),
        Data::Category { codes, labels } => match codes[row] {
            NULL_CODE => Value::Null,
            code => Value::Text(labels[code as usize].clone()),
        },
        Data::Boolean(values) => values[row].map_or(Value::Null, Value::Bool),
        Data::Moment(values) => values[row].map_or(Value::Null, Value::Timestamp),
        Data::Text(values) => values[row].clone().map_or(Value::Null, Value::Text),
    }
}

/// Cells as a column of a model.
fn data(kind: &str, values: &[&Value]) -> Data {
    let numbers = || values.iter().map(|value| value.to_f64().unwrap_or(f64::NAN)).collect();
    match kind {
        "integer" => Data::Number { values: numbers(), whole: true },
        "number" => Data::Number { values: numbers(), whole: false },
        "boolean" => Data::Boolean(
            values
                .iter()
                .map(|value| match (*value).clone().cast(Kind::Bool) {
                    Ok(Value::Bool(value)) => Some(value),
                    _ => None,
                })
                .collect(),
        ),
        "moment" => Data::Moment(values.iter().map(|value| moment(value)).collect()),
        "category" => category(values),
        _ => Data::Text(
            values.iter().map(|value| (!value.is_null()).then(|| value.to_text())).collect(),
        ),
    }
}

fn moment(value: &Value) -> Option<i64> {
    match value.clone().cast(Kind::Timestamp) {
        Ok(Value::Timestamp(micros)) => Some(micros),
        _ => None,
    }
}

fn category(values: &[&Value]) -> Data {
    let mut known: BTreeMap<String, u32> = BTreeMap::new();
    let mut labels = Vec::new();
    let mut code = |value: &Value| {
        if value.is_null() {
            return NULL_CODE;
        }
        let text = value.to_text();
        *known.entry(text).or_insert_with_key(|text| {
            labels.push(text.clone());
            (labels.len() - 1) as u32
        })
    };
    let codes = values.iter().map(|value| code(value)).collect();
    Data::Category { codes, labels }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_in_any_order_are_runs_of_neighbours() {
        let run = |rows: Range<u64>, places: &[usize]| Run { rows, places: places.to_vec() };
        assert_eq!(runs(&[7, 8, 9], false), [run(7..10, &[0, 1, 2])]);
        assert_eq!(runs(&[9, 3, 8], false), [run(3..4, &[1]), run(8..10, &[2, 0])]);
        assert_eq!(runs(&[9, 3, 8], true), [run(3..10, &[1, 2, 0])]);
        assert_eq!(runs(&[5, 5], true), [run(5..6, &[0, 1])]);
        assert_eq!(runs(&[1, 900], true).len(), 2);
    }

    #[test]
    fn cells_survive_the_way_into_a_model() {
        let values = [Value::Text("b".into()), Value::Null, Value::Text("b".into())];
        let values: Vec<&Value> = values.iter().collect();
        let column = data("category", &values);
        let back: Vec<Value> = (0..3).map(|row| value(&column, row)).collect();
        assert_eq!(back.iter().collect::<Vec<_>>(), values);
        let days = data("moment", &[&Value::Date(1), &Value::Null]);
        assert_eq!(value(&days, 0), Value::Timestamp(86_400_000_000));
        assert_eq!(value(&days, 1), Value::Null);
    }
}
