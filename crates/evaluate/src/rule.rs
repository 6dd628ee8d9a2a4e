//! Conditions and formulas over one row: CHECKs, computed columns, partition bounds.

use seedbed_dataset::{ArrayBuilder, ValueReader};
use seedbed_expr::{BinaryOp, Env, EvalError, Expr, Program, Reference, Value};
use seedbed_schema::{Check, CheckRule, Column, Generated, Partition, Table};

use crate::{ConstraintKind, ConstraintVerification, rows::Rows, tally::Tally};

/// An expression compiled over a table's columns: slot n holds column n.
pub(crate) struct Compiled {
    pub(crate) program: Program,
    /// The columns it reads.
    pub(crate) columns: Vec<usize>,
}

impl Compiled {
    /// Compiles, or tells why not.
    pub(crate) fn new(expr: &Expr, table: &Table) -> Result<Self, String> {
        let mut columns = Vec::new();
        let program = Program::compile(expr, |reference| {
            let Reference::Column(path) = reference else {
                return None;
            };
            let at = match path {
                [name] => table.column_index(name)?,
                [qualifier, name] if *qualifier == table.name.name => table.column_index(name)?,
                _ => return None,
            };
            columns.push(at);
            Some(at)
        })
        .map_err(|error| error.to_string())?;
        columns.sort_unstable();
        columns.dedup();
        Ok(Self { program, columns })
    }
}

/// Something evaluated row by row over the values of a table's columns.
pub(crate) trait RowRule {
    /// The columns it reads.
    fn columns(&self) -> &[usize];
    /// Where it counts.
    fn tally(&mut self) -> &mut Tally;
    /// Looks at one row.
    fn row(&mut self, slots: &[Value], env: Env, row: u64);
    /// Looks at a row that the schema itself inserts; `known` tells whether all its columns
    /// are.
    fn literal_row(&mut self, slots: &[Value], env: Env, known: bool) {
        let _ = (slots, env, known);
    }
    /// Looks at a batch whose rows have all been seen.
    fn end_of_batch(&mut self, rows: &Rows<'_>) {
        let _ = rows;
    }
    /// The result.
    fn finish(self: Box<Self>) -> ConstraintVerification;
}

/// What an error of an evaluation says about its row: `true` where the database would refuse
/// the row too, `false` where only this evaluation fails.
pub(crate) fn is_refusal(error: &EvalError) -> bool {
    matches!(error, EvalError::DivisionByZero | EvalError::Overflow { .. })
}

/// A condition that each row must not fail.
pub(crate) struct Condition {
    compiled: Compiled,
    /// Whether NULL counts as failed: no partition takes a row for which its bound is unknown.
    strict: bool,
    tally: Tally,
}

impl Condition {
    /// A CHECK, or its result where it can't be evaluated.
    pub(crate) fn check(check: &Check, table: &Table) -> Result<Self, ConstraintVerification> {
        let name = check.name.clone().unwrap_or_else(|| check.text.clone());
        let tally = Tally::new(ConstraintKind::Check, name);
        let compiled = match &check.rule {
            CheckRule::Expr(expr) => Compiled::new(expr, table),
            CheckRule::Unread(reason) => Err(format!("it could not be read: {reason}")),
        };
        Self::or_result(compiled, tally, false)
    }

    /// The bounds of a table's partitions.
    pub(crate) fn partition(
        partition: &Partition,
        table: &Table,
    ) -> Result<Self, ConstraintVerification> {
        let tally = Tally::new(ConstraintKind::Partition, partition.text.clone());
        let either = |a, b| Expr::Binary(BinaryOp::Or, Box::new(a), Box::new(b));
        let compiled = match partition.any_of.iter().cloned().reduce(either) {
            Some(expr) => Compiled::new(&expr, table),
            None => Err("a default partition takes every row, or no bounds were read".to_owned()),
        };
        Self::or_result(compiled, tally, true)
    }

    fn or_result(
        compiled: Result<Compiled, String>,
        mut tally: Tally,
        strict: bool,
    ) -> Result<Self, ConstraintVerification> {
        match compiled {
            Ok(compiled) => Ok(Self { compiled, strict, tally }),
            Err(reason) => {
                tally.skip(|| reason);
                Err(tally.finish())
            }
        }
    }
}

impl RowRule for Condition {
    fn columns(&self) -> &[usize] {
        &self.compiled.columns
    }

    fn tally(&mut self) -> &mut Tally {
        &mut self.tally
    }

    fn row(&mut self, slots: &[Value], env: Env, row: u64) {
        let passed = if self.strict {
            self.compiled.program.eval(slots, &env).map(|value| value == Value::Bool(true))
        } else {
            self.compiled.program.passes(slots, &env)
        };
        match passed {
            Ok(true) => self.tally.checked(1),
            Err(error) if !is_refusal(&error) => self.tally.skip(|| error.to_string()),
            Ok(false) | Err(_) => {
                self.tally.checked(1);
                self.tally.violated_by(row);
            }
        }
    }

    fn finish(self: Box<Self>) -> ConstraintVerification {
        self.tally.finish()
    }
}

/// A computed column: its value must be what its formula gives, stored as the column stores it.
pub(crate) struct Formula<'a> {
    compiled: Compiled,
    column: &'a Column,
    at: usize,
    /// The columns of the formula and the computed one.
    columns: Vec<usize>,
    /// What the formula gave for the rows of this batch; `None` where it gave nothing.
    computed: Vec<Option<Value>>,
    tally: Tally,
}

impl<'a> Formula<'a> {
    /// The formula of a computed column, or its result where it can't be evaluated.
    pub(crate) fn new(
        table: &'a Table,
        at: usize,
        generated: &Generated,
    ) -> Result<Self, ConstraintVerification> {
        let column = &table.columns[at];
        let name = format!("{}.{}", table.name, column.name);
        let mut tally = Tally::new(ConstraintKind::Generated, name);
        let compiled = match &generated.expr {
            Some(expr) => Compiled::new(expr, table),
            None => Err("its formula could not be read".to_owned()),
        };
        match compiled {
            Ok(compiled) => {
                let mut columns = compiled.columns.clone();
                columns.push(at);
                Ok(Self { compiled, column, at, columns, computed: Vec::new(), tally })
            }
            Err(reason) => {
                tally.skip(|| reason);
                Err(tally.finish())
            }
        }
    }

    /// The values as the column would store them; `None` where it could not.
    fn stored(&mut self) -> Vec<Option<Value>> {
        let mut builder = ArrayBuilder::new(&self.column.data_type, self.computed.len());
        let computed = self.computed.drain(..);
        let fits: Vec<bool> = computed
            .map(|value| {
                let fits = value.is_some_and(|value| builder.push(value).is_ok());
                if !fits {
                    builder.push_null();
                }
                fits
            })
            .collect();
        match ValueReader::new(&builder.finish(), &self.column.data_type) {
            Ok(reader) => {
                let rows = fits.into_iter().enumerate();
                rows.map(|(row, fits)| fits.then(|| reader.value(row))).collect()
            }
            Err(_) => vec![None; fits.len()],
        }
    }
}

impl RowRule for Formula<'_> {
    fn columns(&self) -> &[usize] {
        &self.columns
    }

    fn tally(&mut self) -> &mut Tally {
        &mut self.tally
    }

    fn row(&mut self, slots: &[Value], env: Env, row: u64) {
        let computed = match self.compiled.program.eval(slots, &env) {
            Ok(value) => Some(value),
            Err(error) => {
                if is_refusal(&error) {
                    self.tally.checked(1);
                    self.tally.violated_by(row);
                } else {
                    self.tally.skip(|| error.to_string());
                }
                None
            }
        };
        self.computed.push(computed);
    }

    fn end_of_batch(&mut self, rows: &Rows<'_>) {
        let evaluated: Vec<bool> = self.computed.iter().map(Option::is_some).collect();
        let stored = self.stored();
        let Ok(column) = rows.column(self.at) else {
            return;
        };
        for (row, stored) in stored.into_iter().enumerate().filter(|(row, _)| evaluated[*row]) {
            self.tally.checked(1);
            let same = stored.is_some_and(|stored| is_same(&stored, &column.reader.value(row)));
            if !same {
                self.tally.violated_by(rows.number(row));
            }
        }
    }

    fn finish(self: Box<Self>) -> ConstraintVerification {
        self.tally.finish()
    }
}

/// Whether two values of one type are the same; floats may differ by the order in which they
/// were added up.
fn is_same(a: &Value, b: &Value) -> bool {
    const TOLERANCE: f64 = 1e-9;
    match (a, b) {
        (Value::Null, Value::Null) => true,
        (Value::Float(a), Value::Float(b)) => {
            (a.is_nan() && b.is_nan())
                || a == b
                || (a - b).abs() <= TOLERANCE * a.abs().max(b.abs())
        }
        _ => a.sql_eq(b),
    }
}
