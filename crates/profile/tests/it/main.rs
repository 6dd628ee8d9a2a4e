//! Tables as people have them.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod reading;
mod report;
