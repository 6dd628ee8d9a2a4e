//! The jobs of a stack: what `crates/jobs` remembers, done.

mod archive;
mod engine;
mod failure;
mod publish;
mod runner;

pub use runner::{JobLimits, JobRunner};
