//! What the crate promises, on models of a few thousand random weights, and, where they are at
//! hand, on real ones beside llama.cpp.

mod files;
mod llama_cpp;
mod replies;
mod tiny;
