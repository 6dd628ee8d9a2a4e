//! What comes out of schema texts.

mod corpus;
mod describe;
mod features;
mod robustness;
mod rows;
