//! The service by its answers.

// Helpers of tests, outside `#[test]` functions.
#![allow(clippy::unwrap_used)]

mod access;
mod documents;
mod jobs;
mod openapi;
mod security;
mod settings;
mod support;
mod uploads;
