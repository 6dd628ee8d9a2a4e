//! Whether data obeys a schema: every type, key, reference and condition, for tables that any
//! tool made.
//!
//! A [`Verifier`] is fed the tables batch by batch, in any order, and gives a [`Verification`]:
//! per constraint how many rows were checked, how many violate it, and the numbers of a few of
//! them. What can't be evaluated is listed as not checked, with the reason; it never counts as
//! passed.
//!
//! ```
//! use std::sync::Arc;
//! use arrow_array::{ArrayRef, Int32Array, RecordBatch};
//! use seedbed_evaluate::{ConstraintKind, Verifier};
//! use seedbed_schema::{Column, DataType, Schema, Table, TableName};
//!
//! let mut table = Table::new(TableName::new("customers"));
//! table.columns.push(Column::new("id", DataType::integer(32)));
//! table.set_primary_key(["id"]);
//! let schema = Schema::new(vec![table]).unwrap();
//!
//! let ids: ArrayRef = Arc::new(Int32Array::from(vec![1, 2, 2]));
//! let batch = RecordBatch::try_from_iter([("id", ids)]).unwrap();
//! let mut verifier = Verifier::new(&schema, 0);
//! verifier.table(schema.find("customers").unwrap()).feed(&batch).unwrap();
//! let verification = verifier.finish();
//! assert_eq!(verification.violations(), 1);
//! let key = verification.tables[0].of_kind(ConstraintKind::PrimaryKey).next().unwrap();
//! assert_eq!(key.first_rows, [2]);
//! ```
//!
//! **Memory** grows with the keys, not with the rows: one hash of 128 bits per distinct value
//! of each key and of each referred-to set of columns, and per row of a table with an
//! exclusion constraint its bounds. Two different keys share a hash with a probability below
//! 10⁻²⁰ for a hundred million keys.
//!
//! With the feature `scores`, the module of that name compares data with other data: likeness and
//! privacy.
//!
//! This crate must not know how the data was made, nor files, nor clocks: the current time, for
//! conditions that ask for it, is an input.

mod column;
mod exclusion;
mod fit;
mod hash;
mod key;
mod reference;
mod report;
mod rows;
mod rule;
#[cfg(feature = "scores")]
pub mod scores;
mod tally;
mod verifier;

pub use report::{ConstraintKind, ConstraintVerification, TableVerification, Verification};
pub use verifier::{TableFeed, Verifier, VerifyError};
