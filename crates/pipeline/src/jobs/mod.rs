//! The jobs of a stack: what `crates/jobs` remembers, done.

mod archive;
mod engine;
#[cfg(feature = "learn")]
mod evaluate;
mod failure;
#[cfg(feature = "learn")]
mod fetch;
#[cfg(feature = "learn")]
mod gate;
#[cfg(feature = "learn")]
mod learn;
mod publish;
mod runner;

#[cfg(feature = "learn")]
pub use learn::{JoinParts, LearnRunner, all_parts_are_there};
pub use runner::{JobLimits, JobRunner};
