//! Stages through the crate's public surface.

// Helpers of tests, outside `#[test]` functions.
#![allow(clippy::unwrap_used)]

mod jobs;
