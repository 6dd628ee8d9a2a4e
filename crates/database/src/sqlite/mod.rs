//! `SQLite`: prepared INSERTs into a file, one transaction, references checked by the database.

mod catalog;
mod check;
mod describe;
mod existing;
mod insert;
mod load;
mod open;
mod orphan;
mod read;
mod refusal;
mod script;
mod state;
mod values;

use crate::name;

pub(crate) use describe::describe;
pub(crate) use load::load;
pub(crate) use read::{database_name, read_tables};
pub(crate) use state::constraint_state;
