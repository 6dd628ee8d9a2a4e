//! Inserted rows as values of their columns.

use seedbed_expr::{Env, Expr, Kind, Program, Reference, Value};
use seedbed_schema::{Column, DataType, Default, LiteralRow, Table};

use crate::{
    catalog::{Batch, RawValue, TableDraft},
    diagnostic::Severity,
    report::Report,
};

/// Functions whose value differs from call to call or from session to session.
const VOLATILE: &[&str] = &[
    "now",
    "current_timestamp",
    "current_date",
    "current_time",
    "localtimestamp",
    "localtime",
    "clock_timestamp",
    "statement_timestamp",
    "transaction_timestamp",
    "timeofday",
    "random",
    "current_user",
    "session_user",
    "user",
    "age",
];

/// The rows of a table, one value per column.
pub(super) fn rows(draft: &TableDraft, table: &Table, report: &mut Report) -> Vec<LiteralRow> {
    if draft.batches.is_empty() {
        return Vec::new();
    }
    let mut defaults: Vec<Filler> = table.columns.iter().map(Filler::new).collect();
    let formulas: Vec<Option<Program>> =
        table.columns.iter().map(|column| formula(column, table)).collect();
    let mut rows = Vec::new();
    for batch in &draft.batches {
        let given: Vec<Option<usize>> = table
            .columns
            .iter()
            .map(|column| batch.columns.iter().position(|name| *name == column.name))
            .collect();
        let mut bad = vec![false; table.columns.len()];
        for raw in &batch.rows {
            let mut values = Vec::with_capacity(table.columns.len());
            for (at, column) in table.columns.iter().enumerate() {
                let raw = given[at].map_or(&RawValue::Default, |at| &raw[at]);
                let value = convert(raw, column, &mut defaults[at]);
                bad[at] |= value.is_err();
                values.push(value.unwrap_or(None));
            }
            compute(&mut values, &formulas);
            rows.push(LiteralRow { values });
        }
        report_bad(&bad, table, batch, report);
    }
    rows
}

/// A value was given that its column can't hold.
struct Misfit;

fn convert(raw: &RawValue, column: &Column, filler: &mut Filler) -> Result<Option<Value>, Misfit> {
    match raw {
        RawValue::Null => Ok(Some(Value::Null)),
        RawValue::Unknown => Ok(None),
        RawValue::Default => Ok(filler.next()),
        RawValue::Text(text) => typed(Value::Text(text.clone()), &column.data_type).map(Some),
        RawValue::Expr(expr) => match constant(expr) {
            Some(value) => typed(value, &column.data_type).map(Some),
            None => Ok(None),
        },
    }
}

/// A value in the column's type.
fn typed(value: Value, data_type: &DataType) -> Result<Value, Misfit> {
    let kind = data_type.kind();
    let value = match value {
        Value::Bytes(bytes) if matches!(kind, Kind::Text | Kind::Int | Kind::Json) => {
            read_bytes(bytes, kind)?
        }
        other => other,
    };
    let value = value.cast(kind).map_err(|_| Misfit)?;
    match (value, data_type) {
        (Value::Array(items), DataType::Array(item)) => items
            .into_iter()
            .map(|value| typed(value, item))
            .collect::<Result<_, _>>()
            .map(Value::Array),
        (value, _) => Ok(value),
    }
}

/// MySQL's `0x…` is what its column makes of it: a text, or a number.
fn read_bytes(bytes: Vec<u8>, kind: Kind) -> Result<Value, Misfit> {
    if kind != Kind::Int {
        return String::from_utf8(bytes).map(Value::Text).map_err(|_| Misfit);
    }
    let number = bytes
        .iter()
        .try_fold(0_i64, |number, byte| number.checked_mul(256)?.checked_add(i64::from(*byte)));
    number.map(Value::Int).ok_or(Misfit)
}

/// The value of an expression that is the same whoever asks.
fn constant(expr: &Expr) -> Option<Value> {
    if expr.functions().iter().any(|name| VOLATILE.contains(name)) {
        return None;
    }
    let program = Program::compile(expr, |_| None).ok()?;
    program.eval(&[], &Env::default()).ok()
}

/// What a column holds when a row says nothing about it.
enum Filler {
    Known(Value),
    Unknown,
    Sequence { next: i64, step: i64 },
}

impl Filler {
    fn new(column: &Column) -> Self {
        if let Some(identity) = &column.identity {
            return Self::Sequence { next: identity.start, step: identity.increment };
        }
        match &column.default {
            _ if column.generated.is_some() => Self::Unknown,
            None => Self::Known(Value::Null),
            Some(Default::Expr(expr)) => constant(expr)
                .and_then(|value| typed(value, &column.data_type).ok())
                .map_or(Self::Unknown, Self::Known),
            Some(Default::Sequence(_) | Default::Unread(_)) => Self::Unknown,
        }
    }

    fn next(&mut self) -> Option<Value> {
        match self {
            Self::Known(value) => Some(value.clone()),
            Self::Unknown => None,
            Self::Sequence { next, step } => {
                let value = *next;
                *next = next.saturating_add(*step);
                Some(Value::Int(value))
            }
        }
    }
}

/// The formula of a generated column, with the table's columns as slots.
fn formula(column: &Column, table: &Table) -> Option<Program> {
    let expr = column.generated.as_ref()?.expr.as_ref()?;
    Program::compile(expr, |reference| match reference {
        Reference::Column([name]) => table.column_index(name),
        _ => None,
    })
    .ok()
}

/// Fills in generated columns, where everything else is known.
fn compute(values: &mut [Option<Value>], formulas: &[Option<Program>]) {
    if formulas.iter().all(Option::is_none) {
        return;
    }
    let is_known =
        |(value, formula): (&Option<Value>, &Option<Program>)| value.is_some() || formula.is_some();
    if !values.iter().zip(formulas).all(is_known) {
        return;
    }
    let slots: Vec<Value> =
        values.iter().map(|value| value.clone().unwrap_or(Value::Null)).collect();
    for (value, program) in values.iter_mut().zip(formulas) {
        if let Some(program) = program {
            *value = program.eval(&slots, &Env::default()).ok();
        }
    }
}

fn report_bad(bad: &[bool], table: &Table, batch: &Batch, report: &mut Report) {
    for (column, _) in table.columns.iter().zip(bad).filter(|(_, bad)| **bad) {
        let message = format!(
            "a value inserted into {}.{} is no {} and counts as unknown",
            table.name, column.name, column.data_type
        );
        report.add(Severity::Warning, batch.origin.clone(), message);
    }
}
