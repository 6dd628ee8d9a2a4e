//! The adapters and the functions against a stand-in for AWS (moto): through the real SDK, the
//! built functions over Lambda's runtime API.

#![allow(clippy::disallowed_methods, reason = "tests measure time and ask the environment")]
#![allow(clippy::print_stdout, reason = "a test says when it is not run, and what it measured")]
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod batch;
mod contract;
mod faults;
mod functions;
mod http;
mod journey;
mod lambda;
mod proxy;
mod stand_in;
mod training;
mod webhooks;
