//! Hand-made schemas and rows.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::Schema as ArrowSchema;
use seedbed_dataset::{ArrayBuilder, arrow_field};
use seedbed_evaluate::{ConstraintKind, Verification, Verifier};
use seedbed_expr::Value;
use seedbed_schema::{
    Check, CheckRule, Column, DataType, ForeignKey, KeyPart, LiteralRow, Schema, Table, TableName,
    UniqueKey,
};

/// A table without a key; names that end in `?` are nullable.
pub(crate) fn table(name: &str, columns: &[(&str, DataType)]) -> Table {
    let mut table = Table::new(TableName::new(name));
    for (name, data_type) in columns {
        let mut column = Column::new(name.trim_end_matches('?'), data_type.clone());
        column.nullable = name.ends_with('?');
        table.columns.push(column);
    }
    table
}

/// A table with the primary key `id`.
pub(crate) fn keyed(name: &str, columns: &[(&str, DataType)]) -> Table {
    let mut all = vec![("id", int())];
    all.extend(columns.iter().cloned());
    let mut table = table(name, &all);
    table.set_primary_key(["id"]);
    table
}

pub(crate) fn reference(columns: &[&str], parent: &str, parent_columns: &[&str]) -> ForeignKey {
    let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    ForeignKey {
        name: None,
        columns: owned(columns),
        parent: TableName::new(parent),
        parent_columns: owned(parent_columns),
        deferrable: false,
        initially_deferred: false,
        match_full: false,
        enforced: true,
        origin: None,
    }
}

pub(crate) fn check(text: &str) -> Check {
    let rule = CheckRule::Expr(seedbed_expr::parse(text).unwrap());
    Check { name: Some("rule".to_owned()), rule, text: text.to_owned(), origin: None }
}

pub(crate) fn on_expression(text: &str) -> UniqueKey {
    let part = KeyPart::Expr(Some(seedbed_expr::parse(text).unwrap()), text.to_owned());
    UniqueKey { parts: vec![part], ..UniqueKey::over([""; 0]) }
}

pub(crate) fn literal(values: &[Option<Value>]) -> LiteralRow {
    LiteralRow { values: values.to_vec() }
}

pub(crate) fn int() -> DataType {
    DataType::integer(32)
}

pub(crate) fn words() -> DataType {
    DataType::text()
}

/// NULL is `()`, as in a row of SQL.
pub(crate) trait IntoValue {
    fn value(self) -> Value;
}

impl IntoValue for () {
    fn value(self) -> Value {
        Value::Null
    }
}

impl IntoValue for i64 {
    fn value(self) -> Value {
        Value::Int(self)
    }
}

impl IntoValue for &str {
    fn value(self) -> Value {
        Value::Text(self.to_owned())
    }
}

impl IntoValue for bool {
    fn value(self) -> Value {
        Value::Bool(self)
    }
}

impl IntoValue for f64 {
    fn value(self) -> Value {
        Value::Float(self)
    }
}

/// `rows![(1, "a"), (2, ())]`
macro_rules! rows {
    ($(($($value:expr),* $(,)?)),* $(,)?) => {
        vec![$(vec![$($crate::support::IntoValue::value($value)),*]),*]
    };
}
pub(crate) use rows;

pub(crate) type Rows = Vec<Vec<Value>>;

pub(crate) fn schema(tables: Vec<Table>) -> Schema {
    Schema::new(tables).unwrap()
}

pub(crate) fn batch(table: &Table, rows: &[Vec<Value>]) -> RecordBatch {
    let fields: Vec<_> =
        table.columns.iter().map(|column| arrow_field(column).with_nullable(true)).collect();
    let column = |at: usize| {
        let mut builder = ArrayBuilder::new(&table.columns[at].data_type, rows.len());
        for row in rows {
            builder.push(row[at].clone()).unwrap();
        }
        builder.finish()
    };
    let arrays = (0..table.columns.len()).map(column).collect();
    RecordBatch::try_new(Arc::new(ArrowSchema::new(fields)), arrays).unwrap()
}

/// Verifies tables in the given order, each in batches of two rows.
pub(crate) fn verify(schema: &Schema, data: &[(&str, Rows)]) -> Verification {
    let mut verifier = Verifier::new(schema, 0);
    for (name, rows) in data {
        let id = schema.find(name).unwrap();
        let mut feed = verifier.table(id);
        for chunk in rows.chunks(2) {
            feed.feed(&batch(schema.table(id), chunk)).unwrap();
        }
    }
    verifier.finish()
}

/// Verifies one table that has all there is to see.
pub(crate) fn verify_one(table: Table, rows: Rows) -> Verification {
    let name = table.name.to_string();
    verify(&schema(vec![table]), &[(&name, rows)])
}

/// What is violated: (kind, violations, rows).
pub(crate) fn found(verification: &Verification) -> Vec<(ConstraintKind, u64, Vec<u64>)> {
    verification
        .violated()
        .map(|(_, constraint)| {
            (constraint.kind, constraint.violations, constraint.first_rows.clone())
        })
        .collect()
}

/// Asserts that exactly one constraint is violated, by these rows, and all were checked.
#[track_caller]
pub(crate) fn assert_only(verification: &Verification, kind: ConstraintKind, rows: &[u64]) {
    assert_eq!(found(verification), [(kind, rows.len() as u64, rows.to_vec())]);
    assert_eq!(reasons(verification), [""; 0]);
}

/// Why constraints were not checked.
pub(crate) fn reasons(verification: &Verification) -> Vec<String> {
    verification
        .not_checked()
        .map(|(_, constraint)| constraint.not_checked.clone().unwrap())
        .collect()
}
