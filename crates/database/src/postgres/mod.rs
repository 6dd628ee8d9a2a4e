//! PostgreSQL: rows through `COPY`, cycles by deferring, one transaction.

mod catalog;
mod copy;
mod cycle;
mod existing;
mod load;
mod name;
mod script;
mod sequence;
mod state;

pub(crate) use load::load;
pub(crate) use state::constraint_state;
