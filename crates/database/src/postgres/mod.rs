//! PostgreSQL: rows through `COPY`, cycles by deferring, one transaction.

mod catalog;
mod copy;
mod cycle;
mod describe;
mod error;
mod existing;
mod load;
mod read;
mod script;
mod sequence;
mod staged;
mod state;
mod triggers;

use crate::name;

pub(crate) use describe::describe;
pub(crate) use load::load;
pub(crate) use read::{database_name, read_tables};
pub(crate) use state::constraint_state;
