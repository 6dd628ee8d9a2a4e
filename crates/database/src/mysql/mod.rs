//! `MySQL` and `MariaDB`: rows through INSERT, one transaction.
//!
//! Rows travel as INSERT statements of many rows, as large as the server takes them. LOAD DATA
//! LOCAL would be faster and is no choice: it passes over rows with duplicate keys and bends
//! values that don't fit, with no more than a warning, whatever the `sql_mode`.

mod catalog;
mod created;
mod cut;
mod cycle;
mod describe;
mod error;
mod existing;
mod insert;
mod load;
mod read;
mod script;
mod session;
mod state;
mod trigger;
mod validate;

pub(crate) use describe::describe;
pub(crate) use load::load;
pub(crate) use read::{database_name, read_tables};
pub(crate) use state::constraint_state;

use seedbed_dataset::names;
use seedbed_expr::Dialect;

/// A name in backquotes, safe for any content.
fn quoted(name: &str) -> String {
    names::quoted(Dialect::MySql, name)
}

/// Several names in backquotes, separated by commas.
fn quoted_list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(quoted).collect::<Vec<_>>().join(", ")
}
