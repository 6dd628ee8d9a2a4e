//! What the crate promises, on models of a few thousand random weights, and, where they are at
//! hand, on real ones beside llama.cpp.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "tests read the environment, say what is not run, and stop where they fail"
)]

mod files;
mod llama_cpp;
mod published;
mod replies;
mod tiny;
