//! A planted violation of every kind of constraint is found, and nothing else is.

// Helpers of tests, outside `#[test]` functions.
#![allow(clippy::unwrap_used)]

mod conditions;
mod keys;
mod references;
#[cfg(feature = "scores")]
mod scores;
mod support;
mod types;
mod whole;
