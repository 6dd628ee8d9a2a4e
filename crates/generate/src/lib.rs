//! Rows from a plan: the engine that executes what rules, a model or a person have planned.
//!
//! [`Engine::new`] compiles a [`plan::Plan`] against a [`seedbed_schema::Schema`];
//! [`Engine::batch`] makes any range of rows of any table. Every row is a pure function of
//! (seed, plan, table, row): no row needs an earlier one, so shards can be made anywhere and
//! concatenate to the same bytes.
//!
//! ```
//! use std::sync::Arc;
//! use seedbed_generate::{Engine, plan::Plan};
//! use seedbed_schema::{Column, DataType, Schema, Table, TableName};
//!
//! let mut users = Table::new(TableName::new("users"));
//! users.columns.push(Column::new("id", DataType::integer(32)));
//! users.columns.push(Column::new("level", DataType::text()));
//! users.set_primary_key(["id"]);
//! let schema = Arc::new(Schema::new(vec![users]).unwrap());
//! let plan: Plan = serde_json::from_str(
//!     r#"{"engine": 1, "seed": 7, "tables": {"users": {"rows": 100, "columns": {
//!         "id": {"source": "sequence"},
//!         "level": {"source": "choice", "values": ["gold", "silver"], "weights": [1, 4]}}}}}"#,
//! )
//! .unwrap();
//! let engine = Engine::new(Arc::clone(&schema), &plan).unwrap();
//! let users = schema.find("users").unwrap();
//! let all = engine.batch(users, 0..100).unwrap();
//! assert_eq!(engine.batch(users, 40..50).unwrap(), all.slice(40, 10));
//! ```
//!
//! This crate must not know language models, clocks, files, threads or ambient randomness.

mod compile;
mod distribution;
mod engine;
mod entity;
mod exclusion;
mod fan_out;
mod frame;
mod link;
mod literal;
mod model;
mod nulls;
mod overlap;
mod permutation;
pub mod plan;
mod problem;
mod product;
mod retry;
mod source;
mod spec;
mod taken;
pub mod vocabulary;

pub use engine::Engine;
pub use model::{Models, RowModel};
pub use problem::{GenerateError, Note, NoteKind, PlanProblem, PlanProblems};
