//! GGUF files: what they say of a model, and its weights.

mod config;
mod gguf;

pub(crate) use config::{Config, Family};
pub(crate) use gguf::Gguf;

pub use config::SUPPORTED;
