//! Stages through the crate's public surface.

// Helpers of tests, outside `#[test]` functions.
#![allow(clippy::unwrap_used, clippy::format_push_string)]

#[cfg(feature = "learn")]
mod gates;
mod jobs;
