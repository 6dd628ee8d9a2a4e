//! Numbers: matrices, norms, rotary positions, attention. Knows no file and no text.

#![allow(
    clippy::inline_always,
    reason = "only what is inlined is compiled for vector instructions"
)]

mod attention;
mod isa;
mod matrix;
mod rotary;
mod vector;

#[cfg(test)]
mod tests;

pub(crate) use attention::{Attention, Heads, KeysAndValues};
pub(crate) use isa::Instructions;
pub(crate) use matrix::{Inputs, Matrix, MatrixBuilder};
pub(crate) use rotary::{Pairing, Rotary};
pub(crate) use vector::{Activation, add, gate, normalize, normalized};
