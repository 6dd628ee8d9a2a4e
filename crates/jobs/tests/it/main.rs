//! Jobs through their public surface.

// Helpers of tests, outside `#[test]` functions.
#![allow(clippy::unwrap_used)]

mod contract;
mod document;
mod faults;
mod links;
mod machine;
mod webhooks;
