//! The engine on small schemas, each with one difficulty: what it makes must obey the schema, and
//! must not depend on how it is asked for.

#![allow(clippy::unwrap_used)] // a failing helper is a failing test

mod constraints;
mod formulas;
mod models;
mod problems;
mod purity;
mod relations;

use std::{collections::BTreeMap, sync::Arc};

use arrow_array::RecordBatch;
use seedbed_dataset::ValueReader;
use seedbed_evaluate::Verifier;
use seedbed_expr::Value;
use seedbed_generate::{
    Engine,
    plan::{ENGINE_VERSION, Plan, TablePlan, default_as_of},
};
use seedbed_ingest::{Source, read};
use seedbed_schema::Schema;

fn schema(sql: &str) -> Arc<Schema> {
    let read = read(&[Source { name: "schema.sql", text: sql }], None);
    Arc::new(read.unwrap_or_else(|error| panic!("{error}")).schema)
}

/// A plan that only says how many rows each table has.
fn bare_plan(schema: &Schema, rows: u64) -> Plan {
    let empty =
        || TablePlan { rows, links: Vec::new(), columns: BTreeMap::new(), rules: Vec::new() };
    Plan {
        engine: ENGINE_VERSION,
        seed: 11,
        locale: "en_US".into(),
        as_of: default_as_of(),
        vocabularies: BTreeMap::new(),
        records: BTreeMap::new(),
        models: BTreeMap::new(),
        tables: schema.tables().iter().map(|t| (t.name.to_string(), empty())).collect(),
    }
}

/// A plan given as JSON for the named tables, and as bare row counts for the others.
fn plan(schema: &Schema, rows: u64, tables: &str) -> Plan {
    let mut plan = bare_plan(schema, rows);
    let tables: BTreeMap<String, TablePlan> = serde_json::from_str(tables).unwrap();
    plan.tables.extend(tables);
    plan
}

fn engine(schema: &Arc<Schema>, plan: &Plan) -> Engine {
    Engine::new(Arc::clone(schema), plan).unwrap_or_else(|problems| panic!("{problems}"))
}

fn all(engine: &Engine, table: &str) -> RecordBatch {
    let id = engine.schema().find(table).unwrap();
    engine.batch(id, 0..engine.rows(id)).unwrap_or_else(|error| panic!("{error}"))
}

/// A column's values.
fn column(engine: &Engine, table: &str, column: &str) -> Vec<Value> {
    let id = engine.schema().find(table).unwrap();
    let batch = all(engine, table);
    let data_type = &engine.schema().table(id).column(column).unwrap().data_type;
    let reader = ValueReader::new(batch.column_by_name(column).unwrap(), data_type).unwrap();
    (0..batch.num_rows()).map(|row| reader.value(row)).collect()
}

/// Panics unless every row of every table obeys every constraint, and each was checked.
fn assert_obeys(engine: &Engine) {
    let mut verifier = Verifier::new(engine.schema(), 0);
    for id in engine.schema().load_order().tables {
        let name = engine.schema().table(id).name.to_string();
        verifier.table(id).feed(&all(engine, &name)).unwrap();
    }
    let verification = verifier.finish();
    let violated: Vec<_> = verification.violated().map(|(t, c)| (&t.table, c)).collect();
    assert!(violated.is_empty(), "{violated:#?}");
}
