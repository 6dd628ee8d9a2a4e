//! Reversible encoders: from a column's values to what models compute with, and back.

mod category;
mod encoder;
mod form;
mod mixture;
mod number;
mod text;

#[cfg(test)]
pub(crate) use encoder::Span;
pub(crate) use encoder::{Code, Encoder, Layout, Rows};
pub(crate) use form::{Form, View};
