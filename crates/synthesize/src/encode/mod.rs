//! Reversible encoders: from a column's values to what models compute with, and back.

mod form;
mod text;

pub(crate) use form::{Form, View};
