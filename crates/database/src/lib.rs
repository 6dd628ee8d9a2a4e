//! Loads rows into a live database, `PostgreSQL`, `MySQL`, `MariaDB` or `SQLite`, in one
//! transaction, with every constraint checked before the commit.
//!
//! [`load`] writes each table in the order its references allow. References that close a cycle
//! are checked at the end of the transaction, or written as NULL first and set afterwards. Only
//! `MySQL` has a case where neither is possible (a cycle of NOT NULL references, which it can't
//! defer): there its own switch is used for the tables concerned, and every reference of theirs
//! is checked by a query before the commit. A failure leaves the database as it was.
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let schema = seedbed_schema::Schema::new(vec![])?;
//! # struct Nothing;
//! # impl seedbed_database::BatchSource for Nothing {
//! #     fn rows(&self, _: seedbed_schema::TableId) -> u64 { 0 }
//! #     fn schema(&self, _: seedbed_schema::TableId) -> arrow_schema::SchemaRef { unreachable!() }
//! #     fn batches(&self, _: seedbed_schema::TableId) -> seedbed_database::Batches<'_> {
//! #         Box::new(std::iter::empty())
//! #     }
//! # }
//! # let source = Nothing;
//! use seedbed_database::{LoadOptions, load};
//!
//! let url = "postgres://app@localhost/shop";
//! let report = load(url, &schema, &source, &LoadOptions::default(), &mut |progress| {
//!     eprintln!("{} of {} rows", progress.rows, progress.of);
//! })?;
//! for table in &report.tables {
//!     println!("{}: {} rows", table.name, table.loaded);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! This crate must not know where rows come from ([`BatchSource`] hands them over), nor read the
//! environment. Cell values never reach its errors: of the server's messages only
//! those parts are passed on that name tables, columns, constraints and functions.

mod error;
mod left_out;
mod literal;
mod load;
mod mysql;
mod name;
mod postgres;
mod selection;
mod sqlite;

pub use error::{LoadError, ServerError};
pub use load::{
    BatchSource, Batches, BoxError, ConstraintState, ExistingRows, LoadOptions, LoadProgress,
    LoadReport, SequenceAdvance, TableLoad, constraint_state, database_name, describe, load,
    read_tables,
};
